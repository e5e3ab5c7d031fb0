package content

import (
	"slices"
	"strconv"

	"onramp/assessment"
)

// ladder is a maturity model in the making.
type ladder struct {
	m  *assessment.Model
	at place
	q  *draft // whose items it reads; nil when not found
}

// models reads every file of models/.
func (l *loader) models() {
	for _, name := range l.files("models/*.yaml") {
		var f modelFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		m := &ladder{at: src.top(), q: l.draft(f.Questionnaire, f.QuestionnaireVersion)}
		if m.q == nil && !l.headless && f.Questionnaire != "" && f.QuestionnaireVersion != "" {
			m.at.in("questionnaire").say("there is no questionnaire %s in version %s: name one that is published", clip(f.Questionnaire), clip(f.QuestionnaireVersion))
		}
		m.build(f)
		m.check(f)
		for _, other := range l.ladders {
			if other.m.ID == m.m.ID && other.m.Version == m.m.Version {
				m.at.in("version").say("version %s of model %s is also in %s: give this one a new version", f.Version, f.ID, other.at.src.name)
			}
		}
		l.ladders = append(l.ladders, m)
	}
}

func (l *ladder) build(f modelFile) {
	l.m = &assessment.Model{ID: f.ID, Version: f.Version, Questionnaire: f.Questionnaire, QuestionnaireVersion: f.QuestionnaireVersion,
		Title: text(f.Title, f.ID, "model", "title"), Summary: text(f.Summary, f.ID, "model", "summary"), Note: text(f.Note, f.ID, "model", "note"),
		Rule: assessment.Rule(f.Rule), Scale: f.Scale, Cuts: f.Cuts, Floor: f.Floor, Absent: absent[f.NotRelevant]}
	l.buildNotes(f)
	for i, level := range f.Levels {
		n := strconv.Itoa(i + 1)
		l.m.Levels = append(l.m.Levels, assessment.Level{Number: i + 1,
			Name: text(level.Name, f.ID, "level", n, "name"), Text: text(level.Text, f.ID, "level", n, "text")})
	}
	for i, dim := range f.Dimensions {
		d := assessment.ModelDimension{ID: dim.ID, Title: text(dim.Title, f.ID, "model", "dimension", dim.ID, "title"),
			Weight: value(dim.Weight), Rule: assessment.Rule(dim.Rule), Indicators: l.indicators(dim, l.at.in("dimensions").nth(i))}
		for n, description := range dim.Levels {
			d.Levels = append(d.Levels, text(description, f.ID, "level", strconv.Itoa(n+1), "dimension", dim.ID))
		}
		for _, g := range dim.Gates {
			d.Gates = append(d.Gates, assessment.Gate{Item: g.Item, Below: g.Below, Cap: g.Cap})
		}
		l.m.Dimensions = append(l.m.Dimensions, d)
	}
}

// absent is what not_relevant can say.
var absent = map[string]assessment.Absent{"leaves": assessment.AbsentLeaves, "zero": assessment.AbsentZero, "both": assessment.AbsentBoth}

// buildNotes adds what is printed beside a result, and the field layout.
func (l *ladder) buildNotes(f modelFile) {
	for i, g := range f.Groups {
		l.m.Groups = append(l.m.Groups, assessment.Group{Name: text(g.Name, f.ID, "group", strconv.Itoa(i)), From: value(g.From)})
	}
	for i, point := range f.OpenPoints {
		l.m.OpenPoints = append(l.m.OpenPoints, text(point, f.ID, "open", strconv.Itoa(i)))
	}
	for i, c := range f.Comparisons {
		l.m.Comparisons = append(l.m.Comparisons, assessment.Comparison{Text: text(c.Text, f.ID, "comparison", strconv.Itoa(i)),
			Year: c.Year, Value: value(c.Value), Unit: c.Unit, Source: c.Source, URL: c.URL})
	}
	for _, c := range f.Layout {
		field := assessment.Field{Key: c.Key, Profile: c.Profile, Indicators: c.Pair, Values: c.Values}
		if c.Indicator != "" {
			field.Indicators = []string{c.Indicator}
		}
		l.m.Layout = append(l.m.Layout, field)
	}
}

// indicators are those listed or, with items_of, one for each item of a
// dimension of the questionnaire with the item's weight.
func (l *ladder) indicators(f modelDimensionFile, at place) []assessment.Indicator {
	switch {
	case f.ItemsOf == "" && len(f.Indicators) == 0:
		at.say("%s measures nothing: add items_of or indicators", clip(f.ID))
	case f.ItemsOf != "" && len(f.Indicators) > 0:
		at.in("items_of").say("give items_of or indicators, not both")
	}
	var all []assessment.Indicator
	for _, ind := range f.Indicators {
		sources := make([]assessment.Source, len(ind.Sources))
		for i, s := range ind.Sources {
			sources[i] = assessment.Source{Item: s.Item, Option: s.Option, AtLeast: s.AtLeast}
		}
		all = append(all, assessment.Indicator{ID: ind.ID, Weight: value(ind.Weight), Stage: ind.Stage, Need: ind.Need, Any: ind.Any, Sources: sources})
	}
	if f.ItemsOf == "" || l.q == nil {
		return all
	}
	at.in("items_of").knownOne("dimension", f.ItemsOf, dimensionIDs(l.q.q))
	for _, it := range l.q.items {
		if it.Dimension == f.ItemsOf {
			all = append(all, assessment.Indicator{ID: it.ID, Weight: float64(it.Weight), Sources: []assessment.Source{{Item: it.ID}}})
		}
	}
	return all
}

func (l *ladder) check(f modelFile) {
	l.checkCuts(f)
	l.checkGroups(f)
	l.checkLayout(f)
	l.at.in("dimensions").unique(ids(f.Dimensions, func(d *modelDimensionFile) string { return d.ID }))
	sum := 0.0
	for i, dim := range f.Dimensions {
		at := l.at.in("dimensions").nth(i)
		sum += value(dim.Weight)
		if n := len(dim.Levels); n > 0 && n != len(f.Levels) {
			at.in("levels").say("%s describes %d levels, the model has %d: describe each, the lowest first", clip(dim.ID), n, len(f.Levels))
		}
		for n, g := range dim.Gates {
			l.checkGate(g, len(f.Levels), at.in("gates").nth(n))
		}
		l.checkIndicators(dim, at)
	}
	if sum == 0 && len(f.Dimensions) > 0 {
		l.at.in("dimensions").say("the weights of all dimensions are 0: give at least one more")
	}
}

func (l *ladder) checkCuts(f modelFile) {
	at := l.at.in("cuts")
	staged := !slices.ContainsFunc(f.Dimensions, func(d modelDimensionFile) bool { return d.Rule != string(assessment.Staged) })
	if len(f.Cuts) == 0 && !staged && !l.at.src.told(at) {
		at.say("cuts is missing: only a model of staged dimensions goes without")
	}
	if len(f.Cuts) > 0 && len(f.Levels) > 0 && len(f.Cuts) != len(f.Levels)-1 {
		at.say("%d cuts make %d levels, but %d are described", len(f.Cuts), len(f.Cuts)+1, len(f.Levels))
	}
	for i, c := range f.Cuts {
		switch {
		case c <= 0 || c > f.Scale:
			at.nth(i).say("cut %v must be above 0 and at most the scale, %v", c, f.Scale)
		case i > 0 && c <= f.Cuts[i-1]:
			at.nth(i).say("cuts must rise: %v comes after %v", c, f.Cuts[i-1])
		}
	}
}

func (l *ladder) checkGate(g gateFile, levels int, at place) {
	if g.Cap >= levels && levels > 0 {
		at.say("cap must be below the top level %d, or the gate does nothing", levels)
	}
	it := l.item(g.Item, at)
	if it == nil {
		return
	}
	if high, known := top(&it.Item); known && g.Below > high {
		at.say("below must be at most %d, the top of %s", high, g.Item)
	}
}

func (l *ladder) checkIndicators(f modelDimensionFile, at place) {
	at.in("indicators").unique(ids(f.Indicators, func(i *indicatorFile) string { return i.ID }))
	staged, sum := f.Rule == string(assessment.Staged), 0.0
	if staged && f.ItemsOf != "" {
		at.in("rule").say("the staged rule needs indicators with stage and need: list them instead of items_of")
	}
	for i, ind := range f.Indicators {
		p := at.in("indicators").nth(i)
		sum += value(ind.Weight)
		switch given := ind.Stage > 0 && ind.Need > 0; {
		case staged && !given:
			p.say("the staged rule needs stage (from 1) and need (above 0) here")
		case !staged && (ind.Stage != 0 || ind.Need != 0):
			p.say("stage and need are for the staged rule only: take them out")
		}
		for n, s := range ind.Sources {
			l.checkSource(s, p.in("sources").nth(n))
		}
		if ind.Any && len(ind.Sources) < 2 {
			p.in("any").say("any is for several sources: take it out")
		}
	}
	if len(f.Indicators) > 0 && sum == 0 {
		at.in("indicators").say("the weights of all indicators are 0: give at least one more")
	}
}

func (l *ladder) checkSource(s sourceFile, at place) {
	it := l.item(s.Item, at)
	switch {
	case it == nil || s.Option == "" && s.AtLeast == 0:
	case s.Option != "" && s.AtLeast > 0:
		at.say("give option or at_least, not both")
	case s.AtLeast > 0:
		if high, known := top(&it.Item); known && s.AtLeast > high {
			at.say("at_least must be at most %d, the top of %s", high, s.Item)
		}
	case it.Kind != assessment.Checklist:
		at.say("%s is no checklist: take out the option", s.Item)
	case it.Option(s.Option) == nil:
		at.say("option %q of %s is unknown: use %s", clip(s.Option), s.Item,
			list(ids(it.Options, func(o *assessment.Option) string { return o.ID })))
	}
}

// item looks up an item that the model names and reports one that is not
// there.
func (l *ladder) item(id string, at place) *draftItem {
	if l.q == nil || id == "" {
		return nil
	}
	it := l.q.item(id)
	if it == nil {
		at.say("item %q is not in %s", clip(id), l.q.q.ID+" "+l.q.q.Version)
	}
	return it
}

// levelsOf is the number of levels of the model that scores a questionnaire
// by default; 0 when there is none.
func (l *loader) levelsOf(d *draft) int {
	i := slices.IndexFunc(l.ladders, func(m *ladder) bool { return m.m.ID == d.q.Model && m.q == d })
	if i < 0 {
		return 0
	}
	return len(l.ladders[i].m.Levels)
}
