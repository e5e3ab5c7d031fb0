package report

import (
	"slices"
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// MatchReason says what speaks for a support platform, what is not known and
// where we know it from: "Free, in German, national, for firms of 10 to 49
// people. Seen in a stored copy of a public page, November 2026; not yet checked
// by us."
func MatchReason(p *locale.Printer, m assessment.Match) string {
	return MatchFacts(p, m) + " " + Provenance(p, m.Platform)
}

// MatchFacts is the part of MatchReason about the platform itself.
func MatchFacts(p *locale.Printer, m assessment.Match) string {
	var known, unknown []string
	add := func(fact, missing string) {
		if fact != "" {
			known = append(known, fact)
		} else {
			unknown = append(unknown, p.T(missing))
		}
	}
	add(platformCost(p, m.Platform), "word.platform.cost")
	add(matchLanguage(p, m), "word.platform.language")
	add(ReachText(p, m.Reach), "word.platform.reach")
	add(AudienceText(p, m.Platform), "word.platform.audience")
	var parts []string
	if len(known) > 0 {
		parts = append(parts, sentence(strings.Join(known, p.T("word.comma")))+p.T("word.stop"))
	}
	if m.NearSize {
		parts = append(parts, p.T("word.platform.near_size"))
	}
	if len(unknown) > 0 {
		parts = append(parts, p.T("word.platform.check", "Facts", p.List(unknown)))
	}
	return strings.Join(parts, " ")
}

// Provenance says where an entry of the directory comes from, whether it may
// have ended, and whether a vendor runs it.
func Provenance(p *locale.Printer, pl *assessment.Platform) string {
	var parts []string
	switch {
	case pl.Evidence == assessment.EvidenceSeen && pl.Checked != "":
		parts = append(parts, p.T("word.platform.seen", "Month", p.Month(pl.Checked)))
	case pl.Evidence == assessment.EvidenceSeen:
		parts = append(parts, p.T("word.platform.seen_undated"))
	case pl.Checked != "":
		parts = append(parts, p.T("word.platform.general", "Month", p.Month(pl.Checked)))
	default:
		parts = append(parts, p.T("word.platform.general_undated"))
	}
	if pl.Status != assessment.StatusActive && pl.Status != assessment.StatusClosed {
		parts = append(parts, p.T("word.platform.status_unknown"))
	}
	if pl.Vendor {
		parts = append(parts, p.T("word.platform.vendor"))
	}
	return strings.Join(parts, " ")
}

// platformCost says what a platform costs; empty when not known.
func platformCost(p *locale.Printer, pl *assessment.Platform) string {
	switch pl.Cost {
	case "free", "subsidised", "mixed", "paid":
		return p.T("word.platform.cost." + pl.Cost)
	default:
		return ""
	}
}

// PlatformLanguages lists the languages of a platform, or says to check with
// the operator.
func PlatformLanguages(p *locale.Printer, pl *assessment.Platform) string {
	var names []string
	for _, l := range pl.Languages {
		names = append(names, p.Language(l))
	}
	if len(names) == 0 {
		return p.T("word.check")
	}
	return p.List(names)
}

func matchLanguage(p *locale.Printer, m assessment.Match) string {
	if m.Language == "" {
		return ""
	}
	if !m.InReader && len(m.Platform.Languages) > 1 {
		return p.T("word.platform.in", "Language", PlatformLanguages(p, m.Platform))
	}
	return p.T("word.platform.in", "Language", p.Language(m.Language))
}

// ReachText says how near a platform is to the firm.
func ReachText(p *locale.Printer, r assessment.Reach) string {
	switch r {
	case assessment.National:
		return p.T("word.reach.national")
	case assessment.Regional:
		return p.T("word.reach.regional")
	case assessment.International:
		return p.T("word.reach.international")
	default:
		return ""
	}
}

// sizeBounds are the first and last number of people of each size class.
var sizeBounds = map[string][2]int{
	assessment.Micro: {1, 9}, assessment.Small: {10, 49}, assessment.Medium: {50, 249}, assessment.Large: {250, 0},
}

// AudienceText says which firms a platform serves, neighbouring size classes
// as one: "for firms of 10 to 249 people"; empty when not known.
func AudienceText(p *locale.Printer, pl *assessment.Platform) string {
	var groups []string
	for i := 0; i < len(assessment.Sizes); i++ {
		if !slices.Contains(pl.Audience, assessment.Sizes[i]) {
			continue
		}
		first := i
		for i+1 < len(assessment.Sizes) && slices.Contains(pl.Audience, assessment.Sizes[i+1]) {
			i++
		}
		groups = append(groups, peopleText(p, assessment.Sizes[first], assessment.Sizes[i]))
	}
	if len(groups) == 0 {
		return ""
	}
	return p.T("word.platform.for", "Sizes", p.List(groups))
}

func peopleText(p *locale.Printer, from, to string) string {
	low, high := sizeBounds[from][0], sizeBounds[to][1]
	switch {
	case low == 1 && high == 0:
		return p.T("word.people.any")
	case high == 0:
		return p.T("word.people.least", "Low", low)
	default:
		return p.T("word.people.between", "Low", low, "High", high)
	}
}

// KindsText names the kinds of support a platform offers of those needed.
func KindsText(p *locale.Printer, q *assessment.Questionnaire, kinds []string) string {
	var names []string
	for _, id := range kinds {
		if k := q.Kind(id); k != nil {
			names = append(names, Say(p, k.Text))
		}
	}
	return strings.Join(names, p.T("word.comma"))
}

// EndedText warns of a programme that has ended; its name stands beside it.
func EndedText(p *locale.Printer) string { return p.T("word.platform.ended") }
