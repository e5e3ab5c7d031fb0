package report

import (
	"slices"
	"strings"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// MatchReason explains a match in one sentence, with warnings after it: "Free,
// in German, national, for firms of 10 to 49 people; seen on a stored public
// page, November 2026, not yet checked by us."
func MatchReason(p *locale.Printer, q *assessment.Questionnaire, m assessment.Match) string {
	known, unknown := matchFacts(p, q, m)
	said := CheckText(p, m.Platform)
	if len(known) > 0 {
		said = strings.Join(known, p.T("word.comma")) + p.T("word.semicolon") + said
	}
	parts := append([]string{p.Stop(p.Capital(said))}, matchWarnings(p, q, m, unknown)...)
	return p.Sentences(append(parts, platformWarnings(p, m.Platform)...)...)
}

// MatchFacts is the part of MatchReason about the platform itself, without how
// we know of it.
func MatchFacts(p *locale.Printer, q *assessment.Questionnaire, m assessment.Match) string {
	known, unknown := matchFacts(p, q, m)
	var parts []string
	if len(known) > 0 {
		parts = append(parts, p.Stop(p.Capital(strings.Join(known, p.T("word.comma")))))
	}
	return p.Sentences(append(parts, matchWarnings(p, q, m, unknown)...)...)
}

// matchFacts lists what speaks for a match and what is not known of it. Rules
// that the firm has not said enough to tell are among the warnings.
func matchFacts(p *locale.Printer, q *assessment.Questionnaire, m assessment.Match) (known, unknown []string) {
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
	if !slices.Contains(m.Unsaid, assessment.DemandSize) {
		add(AudienceText(p, m.Platform), "word.platform.audience")
	}
	for _, d := range []assessment.Demand{assessment.DemandRegion, assessment.DemandSector, assessment.DemandAge} {
		if text := DemandText(p, q, m.Platform, d); text != "" && !slices.Contains(m.Unsaid, d) {
			known = append(known, text)
		}
	}
	return known, unknown
}

// matchWarnings are sentences about a match that the firm should know.
func matchWarnings(p *locale.Printer, q *assessment.Questionnaire, m assessment.Match, unknown []string) []string {
	var all []string
	if m.NotYet {
		all = append(all, p.T("platform.opens", "Day", When(p, m.Platform.Opens)))
	}
	if m.Platform.Closes != "" {
		all = append(all, p.T("platform.closes", "Day", When(p, m.Platform.Closes)))
	}
	for _, d := range m.Unsaid {
		all = append(all, p.T("platform.only", "Firms", DemandText(p, q, m.Platform, d)))
	}
	if m.NearSize {
		all = append(all, p.T("word.platform.near_size"))
	}
	if len(unknown) > 0 {
		all = append(all, p.T("word.platform.check", "Facts", p.List(unknown)))
	}
	if m.Stale {
		all = append(all, p.T("platform.stale"))
	}
	return all
}

// Provenance says how an entry of the directory was last checked, whether it
// may have ended, and whether a vendor runs it.
func Provenance(p *locale.Printer, pl *assessment.Platform) string {
	return p.Sentences(append([]string{p.Stop(p.Capital(CheckText(p, pl)))}, platformWarnings(p, pl)...)...)
}

// CheckText says how an entry was last checked and when: "seen on a stored
// public page, November 2026, not yet checked by us".
func CheckText(p *locale.Printer, pl *assessment.Platform) string {
	kind, still := assessment.EvidenceGeneral, "platform.unchecked"
	switch pl.Evidence {
	case assessment.EvidenceSeen:
		kind = pl.Evidence
	case assessment.EvidenceAddress:
		kind, still = pl.Evidence, "platform.unchecked_offer"
	case assessment.EvidenceOperator:
		kind, still = pl.Evidence, ""
	}
	parts := []string{p.T("platform.check." + kind)}
	if pl.Checked != "" {
		parts = append(parts, When(p, pl.Checked))
	}
	if still != "" {
		parts = append(parts, p.T(still))
	}
	return strings.Join(parts, p.T("word.comma"))
}

// When writes a day or a month of the directory in words.
func When(p *locale.Printer, text string) string {
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return p.Date(at)
	}
	return p.Month(text)
}

func platformWarnings(p *locale.Printer, pl *assessment.Platform) []string {
	var all []string
	if pl.Status != assessment.StatusActive && pl.Status != assessment.StatusClosed {
		all = append(all, p.T("word.platform.status_unknown"))
	}
	if pl.Vendor {
		all = append(all, p.T("word.platform.vendor"))
	}
	return all
}

// DemandText says which firms a rule of a platform asks for: "for firms in
// DE-BY"; empty where it has no such rule.
func DemandText(p *locale.Printer, q *assessment.Questionnaire, pl *assessment.Platform, d assessment.Demand) string {
	switch {
	case d == assessment.DemandRegion && len(pl.Regions) > 0:
		return p.T("platform.regions", "Regions", p.List(pl.Regions))
	case d == assessment.DemandSector && len(pl.Sectors) > 0:
		var names []string
		for _, id := range pl.Sectors {
			if s := q.Sector(id); s != nil {
				id = Say(p, s.Text)
			}
			names = append(names, p.T("platform.quoted", "Name", id))
		}
		return p.T("platform.sectors", "Sectors", p.List(names))
	case d == assessment.DemandSize:
		return AudienceText(p, pl)
	case d == assessment.DemandAge && pl.Age.Min > 0 && pl.Age.Max > 0:
		return p.Count("platform.age.between", pl.Age.Max, "Low", p.Number(float64(pl.Age.Min), 0))
	case d == assessment.DemandAge && pl.Age.Max > 0:
		return p.Count("platform.age.most", pl.Age.Max)
	case d == assessment.DemandAge && pl.Age.Min > 0:
		return p.Count("platform.age.least", pl.Age.Min)
	}
	return ""
}

// SupportText says what a firm should know of a step's support as a whole:
// that there is none, none near, none open or none checked lately. Empty where
// there is nothing to say.
func SupportText(p *locale.Printer, s assessment.Step) string {
	if len(s.Matches) == 0 {
		return p.T("platform.none")
	}
	every := func(is func(assessment.Match) bool) bool {
		return !slices.ContainsFunc(s.Matches, func(m assessment.Match) bool { return !is(m) })
	}
	var parts []string
	switch s.Nearest {
	case assessment.International:
		parts = append(parts, p.T("platform.only_international"))
	case assessment.Regional:
		parts = append(parts, p.T("platform.only_regional"))
	}
	if every(func(m assessment.Match) bool { return m.NotYet }) {
		parts = append(parts, p.T("platform.none_open"))
	}
	if every(func(m assessment.Match) bool { return m.Stale }) {
		parts = append(parts, p.T("platform.only_stale"))
	}
	return p.Sentences(parts...)
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

// AudienceText says which firms a platform serves, by the number of people it
// states, else by size classes, neighbouring ones as one: "for firms of 10 to
// 249 people"; empty when not known.
func AudienceText(p *locale.Printer, pl *assessment.Platform) string {
	if pl.Employees.Known() {
		return p.T("word.platform.for", "Sizes", peopleText(p, max(pl.Employees.Min, 1), pl.Employees.Max))
	}
	var groups []string
	for i := 0; i < len(assessment.Sizes); i++ {
		if !slices.Contains(pl.Audience, assessment.Sizes[i]) {
			continue
		}
		first := i
		for i+1 < len(assessment.Sizes) && slices.Contains(pl.Audience, assessment.Sizes[i+1]) {
			i++
		}
		groups = append(groups, peopleText(p, sizeBounds[assessment.Sizes[first]][0], sizeBounds[assessment.Sizes[i]][1]))
	}
	if len(groups) == 0 {
		return ""
	}
	return p.T("word.platform.for", "Sizes", p.List(groups))
}

// peopleText writes a range of people; high is 0 where there is no end.
func peopleText(p *locale.Printer, low, high int) string {
	switch {
	case low == 1 && high == 0:
		return p.T("word.people.any")
	case high == 0:
		return p.T("word.people.least", "Low", p.Number(float64(low), 0))
	default:
		return p.T("word.people.between", "Low", p.Number(float64(low), 0), "High", p.Number(float64(high), 0))
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
func EndedText(p *locale.Printer, pl *assessment.Platform) string {
	if pl.Closes != "" {
		return p.T("platform.ended_on", "Day", When(p, pl.Closes))
	}
	return p.T("word.platform.ended")
}
