package content

import (
	"path"
	"slices"
	"strings"

	"onramp/assessment"
)

// fineScale is the number of categories from which an item must be lifted
// from its lower end.
const fineScale = 5

type draftMeasure struct {
	assessment.Measure
	at place
}

// readMeasures reads measures/<dimension>.yaml of every dimension.
func (l *loader) readMeasures(d *draft, dir string) {
	l.strangers(d, path.Join(dir, "measures"))
	for i, dim := range d.q.Dimensions {
		name := path.Join(dir, "measures", dim.ID+".yaml")
		if !slices.Contains(l.files(path.Join(dir, "measures", "*.yaml")), name) {
			d.head.in("dimensions").nth(i).say("%s has no measures: write measures/%s.yaml", dim.ID, dim.ID)
			continue
		}
		var f measuresFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		src.top().in("dimension").sameAs(f.Dimension, dim.ID)
		for n, file := range f.Measures {
			d.addMeasure(file, dim.ID, src.top().in("measures").nth(n))
		}
	}
}

func (d *draft) addMeasure(f measureFile, dimension string, at place) {
	m := &draftMeasure{Measure: d.newMeasure(f, dimension), at: at}
	if other := d.measure(f.ID); other != nil && f.ID != "" {
		at.in("id").say("measure %s is in %s on line %d already: give each its own id", f.ID, other.at.src.name, other.at.line())
	}
	at.in("cost").knownOne("cost", f.Cost, costIDs(d.q))
	at.in("goals").known("goal", f.Goals, goalIDs(d.q))
	at.in("sources").known("source", f.Sources, referenceIDs(d.q))
	at.in("support").in("kinds").known("kind", f.Support.Kinds, kindIDs(d.q))
	at.in("support").in("topics").known("topic", f.Support.Topics, topicIDs(d.q))
	if f.AppliesIf != "" {
		c, ok := at.in("applies_if").compile(f.AppliesIf)
		m.AppliesIf = c
		if ok && len(c.Items()) > 0 {
			at.in("applies_if").say("applies_if reads an answer (%s): it may read the profile only", c.Items()[0])
		}
		d.checkCodes(c, at.in("applies_if"))
	}
	for i, lift := range f.Lifts {
		d.checkLift(lift, at.in("lifts").nth(i))
		if slices.ContainsFunc(f.Lifts[:i], func(l liftFile) bool { return l.Item == lift.Item && l.Item != "" }) {
			at.in("lifts").nth(i).say("%s is lifted twice: keep one lift", lift.Item)
		}
	}
	d.measures = append(d.measures, m)
}

func (d *draft) newMeasure(f measureFile, dimension string) assessment.Measure {
	key := func(name string) []string { return []string{d.q.ID, "measure", f.ID, name} }
	m := assessment.Measure{ID: f.ID, Dimension: dimension, Level: f.Level, Title: text(f.Title, key("title")...),
		What: text(f.What, key("what")...), FirstStep: text(f.FirstStep, key("first_step")...), Who: text(f.Who, key("who")...),
		Cost: f.Cost, EffortDays: f.EffortDays, Weeks: f.Weeks, Horizon: assessment.Horizon(f.Horizon),
		Prerequisites: f.Prerequisites, OneOf: f.OneOf, Goals: f.Goals,
		Support: assessment.Need{Kinds: f.Support.Kinds, Topics: f.Support.Topics}, Sources: f.Sources}
	for _, l := range f.Lifts {
		m.Lifts = append(m.Lifts, assessment.Lift{Item: l.Item, From: value(l.From), To: value(l.To)})
	}
	return m
}

// measure returns the measure with the id, nil if there is none.
func (d *draft) measure(id string) *draftMeasure {
	if i := slices.IndexFunc(d.measures, func(m *draftMeasure) bool { return m.ID == id }); i >= 0 {
		return d.measures[i]
	}
	return nil
}

func (d *draft) checkLift(f liftFile, at place) {
	it := d.item(f.Item)
	if it == nil {
		if f.Item != "" {
			at.say("lift names unknown item %q", clip(f.Item))
		}
		return
	}
	if it.additional {
		at.say("%s is an additional item, which no plan speaks of: lift an item of the questionnaire itself", f.Item)
	}
	if f.From == nil || f.To == nil {
		return
	}
	switch high, known := top(&it.Item); {
	case *f.From < 0 || known && *f.To > high:
		at.say("lift of %s must stay on its scale, 0 to %d", f.Item, high)
	case *f.From >= *f.To:
		at.say("lift of %s must rise: to must be more than from", f.Item)
	}
}

// checkMeasures checks what only all measures together can show.
func (d *draft) checkMeasures() {
	for _, m := range d.measures {
		d.checkPrerequisites(m)
	}
	for _, it := range d.items {
		lifted, low := false, false
		for _, m := range d.measures {
			for _, l := range m.Lifts {
				lifted = lifted || l.Item == it.ID
				low = low || l.Item == it.ID && l.From == 0
			}
		}
		switch {
		case it.ID == "" || it.additional:
		case !lifted:
			it.at.say("no measure lifts %s: add a lift to one in measures/%s.yaml", it.ID, it.Dimension)
		case !low && it.Categories() >= fineScale:
			it.at.say("no measure lifts %s from 0: add a lift from its lower end to one in measures/%s.yaml", it.ID, it.Dimension)
		}
	}
}

func (d *draft) checkPrerequisites(m *draftMeasure) {
	at := m.at.in("prerequisites")
	for i, id := range m.Prerequisites {
		switch {
		case d.measure(id) == nil:
			at.nth(i).say("prerequisite %q is no measure", clip(id))
		case slices.Contains(m.Prerequisites[:i], id):
			at.nth(i).say("prerequisite %s is given twice: keep one", id)
		}
	}
	way := circle(m.ID, func(id string) []string {
		if next := d.measure(id); next != nil {
			return next.Prerequisites
		}
		return nil
	})
	if way == nil || m != d.measure(m.ID) {
		return
	}
	for _, id := range way { // told once, where the first of them stands
		if slices.Index(d.measures, d.measure(id)) < slices.Index(d.measures, m) {
			return
		}
	}
	at.say("prerequisites go round in a circle: %s", strings.Join(way, " -> "))
}
