package content

import (
	"cmp"
	"slices"

	"onramp/assessment"
)

// platforms reads every file of platforms/ into one directory, sorted by id.
func (l *loader) platforms() {
	l.directory = &assessment.Directory{Platforms: []assessment.Platform{}}
	places, words := map[string]place{}, l.vocabulary()
	for _, name := range l.files("platforms/*.yaml") {
		var f platformsFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		for i, file := range f.Platforms {
			at := src.top().in("platforms").nth(i)
			if other, twice := places[file.ID]; twice && file.ID != "" {
				at.in("id").say("platform %s is in %s on line %d already: give each its own id", file.ID, other.src.name, other.line())
			}
			places[file.ID] = at
			checkPlatform(file, at, words)
			l.directory.Platforms = append(l.directory.Platforms, newPlatform(file))
		}
	}
	slices.SortStableFunc(l.directory.Platforms, func(a, b assessment.Platform) int { return cmp.Compare(a.ID, b.ID) })
	l.directory = assessment.NewDirectory(l.directory.Platforms)
}

func newPlatform(f platformFile) assessment.Platform {
	return assessment.Platform{ID: f.ID, Name: f.Name, LocalName: f.LocalName, Operator: f.Operator, Countries: f.Countries,
		Languages: f.Languages, URL: f.URL, Kinds: f.Kinds, Topics: f.Topics, Audience: f.Audience, Cost: f.Cost,
		Summary: text(f.Summary, "platform", f.ID, "summary"), Note: text(f.Note, "platform", f.ID, "note"),
		Source: f.Source, Evidence: f.Evidence, Checked: f.Checked, Status: f.Status, Vendor: f.Vendor,
		Regions: f.Regions, Sectors: f.Sectors, Employees: newSpan(f.Employees), Age: newSpan(f.Age), Opens: f.Opens, Closes: f.Closes}
}

func newSpan(f *spanFile) assessment.Span {
	if f == nil {
		return assessment.Span{}
	}
	return assessment.Span{Min: value(f.Min), Max: value(f.Max)}
}

// vocabulary is what the questionnaires of a directory call things; empty
// where none could be read, and then nothing is blamed.
type vocabulary struct{ kinds, topics, sectors []string }

func vocabularyOf(all ...*assessment.Questionnaire) vocabulary {
	var v vocabulary
	for _, q := range all {
		v.kinds, v.topics, v.sectors = append(v.kinds, kindIDs(q)...), append(v.topics, topicIDs(q)...), append(v.sectors, sectorIDs(q)...)
	}
	return v
}

func (l *loader) vocabulary() vocabulary {
	var all []*assessment.Questionnaire
	for _, d := range l.drafts {
		all = append(all, d.q)
	}
	return vocabularyOf(all...)
}

// checkPlatform reports what shape alone does not show.
func checkPlatform(f platformFile, at place, v vocabulary) {
	for i, c := range f.Countries {
		switch p := at.in("countries").nth(i); {
		case c != assessment.Anywhere && c != assessment.European && !assessment.IsCountry(c):
			p.say("country %q is unknown: use a code of ISO 3166-1 such as DE, EU for every member state, or \"*\"", clip(c))
		case slices.Contains(f.Countries[:i], c):
			p.say("country %s is given twice: keep one", c)
		}
	}
	at.in("audience").known("audience", f.Audience, assessment.Audiences)
	if len(v.kinds) > 0 {
		at.in("kinds").known("kind", f.Kinds, distinct(v.kinds))
		at.in("topics").known("topic", f.Topics, distinct(v.topics))
		at.in("sectors").known("sector", f.Sectors, distinct(v.sectors))
	}
	checkRules(f, at)
}

// checkRules wants regions within the countries, ranges that rise and a last
// day after the first.
func checkRules(f platformFile, at place) {
	for i, r := range f.Regions {
		switch p := at.in("regions").nth(i); {
		case r == "" && p.src.told(p):
		case !assessment.IsRegion(r):
			p.say("region %q is unknown: use a code of ISO 3166-2 such as DE-BY", clip(r))
		case !slices.Contains(f.Countries, r[:2]):
			p.say("region %s lies in %s: name that country in countries too", r, r[:2])
		case slices.Contains(f.Regions[:i], r):
			p.say("region %s is given twice: keep one", r)
		}
	}
	span := func(key string, s *spanFile) {
		switch p := at.in(key); {
		case s == nil || p.src.told(p.in("min")) || p.src.told(p.in("max")):
		case s.Min == nil && s.Max == nil:
			p.say("%s says nothing: give min, max or both, or leave the key out", key)
		case s.Min != nil && s.Max != nil && *s.Min > *s.Max:
			p.in("min").say("%s begins at %d and ends at %d: exchange min and max", key, *s.Min, *s.Max)
		}
	}
	span("employees", f.Employees)
	span("age", f.Age)
	if assessment.IsDay(f.Opens) && assessment.IsDay(f.Closes) && f.Closes < f.Opens {
		at.in("closes").say("closes %s comes before opens %s: correct one of them", f.Closes, f.Opens)
	}
}
