package report

import (
	"slices"
	"strings"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// PlatformReason says of an entry of the directory what MatchReason says of a
// match, without a firm: what it costs, what it speaks, whom it is for and how
// it was last checked, then what to beware of on the day.
func PlatformReason(p *locale.Printer, q *assessment.Questionnaire, pl *assessment.Platform, on time.Time) string {
	var known []string
	add := func(fact string) {
		if fact != "" {
			known = append(known, fact)
		}
	}
	add(platformCost(p, pl))
	if len(pl.Languages) > 0 {
		add(p.T("word.platform.in", "Language", PlatformLanguages(p, pl)))
	}
	for _, d := range []assessment.Demand{assessment.DemandSize, assessment.DemandRegion, assessment.DemandSector, assessment.DemandAge} {
		add(DemandText(p, q, pl, d))
	}
	said := CheckText(p, pl)
	if len(known) > 0 {
		said = strings.Join(known, p.T("word.comma")) + p.T("word.semicolon") + said
	}
	parts := []string{p.Stop(p.Capital(said))}
	switch {
	case pl.Ended(on):
		return p.Sentences(parts[0], EndedText(p, pl))
	case pl.NotYetOpen(on):
		parts = append(parts, p.T("platform.opens", "Day", When(p, pl.Opens)))
	}
	if pl.Closes != "" {
		parts = append(parts, p.T("platform.closes", "Day", When(p, pl.Closes)))
	}
	if pl.Stale(on) {
		parts = append(parts, p.T("platform.stale"))
	}
	return p.Sentences(append(parts, platformWarnings(p, pl)...)...)
}

// PlatformPlaces says where a platform works: its countries by name, the first
// letter large.
func PlatformPlaces(p *locale.Printer, pl *assessment.Platform) string {
	if slices.Contains(pl.Countries, assessment.Anywhere) {
		return p.T("platforms.everywhere")
	}
	var names []string
	for _, c := range pl.Countries {
		if c == assessment.European {
			names = append(names, p.T("platforms.union"))
		} else {
			names = append(names, p.Country(c))
		}
	}
	slices.Sort(names)
	return p.Capital(p.List(names))
}

// PlatformFields names the fields that a change touched.
func PlatformFields(p *locale.Printer, c assessment.PlatformChange) string {
	if c.Before == nil {
		return p.T("platforms.change.added")
	}
	var names []string
	for _, key := range c.Fields() {
		names = append(names, p.T("platform.field."+key))
	}
	return p.T("platforms.change.fields", "Fields", p.List(names))
}
