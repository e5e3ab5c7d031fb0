package content

import (
	"path"
	"slices"
	"strings"

	"onramp/assessment"
)

// draft is a questionnaire in the making: the value with the places it came
// from.
type draft struct {
	q        *assessment.Questionnaire
	head     place
	items    []*draftItem // in asking order, the additional ones last
	measures []*draftMeasure
}

// questionnaire reads one folder; nil when its head cannot be read.
func (l *loader) questionnaire(dir string) *draft {
	var f headFile
	src, ok := read(l.fsys, path.Join(dir, "questionnaire.yaml"), &f, l.problems)
	if !ok {
		l.headless = true
		l.shapesOnly(dir)
		return nil
	}
	d := &draft{head: src.top(), q: newHead(f)}
	d.checkHead(f)
	l.readItems(d, dir)
	l.readAdditional(d, dir)
	l.readMeasures(d, dir)
	d.checkConditions()
	d.checkMeasures()
	d.finish()
	return d
}

// shapesOnly reads what stands beside a head that cannot be read, so that
// problems which need no head are told as well.
func (l *loader) shapesOnly(dir string) {
	for _, name := range l.files(path.Join(dir, "items", "*.yaml")) {
		read(l.fsys, name, &itemsFile{}, l.problems)
	}
	for _, name := range l.files(path.Join(dir, "additional.yaml")) {
		read(l.fsys, name, &additionalFile{}, l.problems)
	}
	for _, name := range l.files(path.Join(dir, "measures", "*.yaml")) {
		read(l.fsys, name, &measuresFile{}, l.problems)
	}
}

func newHead(f headFile) *assessment.Questionnaire {
	q := &assessment.Questionnaire{ID: f.ID, Version: f.Version, Model: f.Model,
		Title: text(f.Title, f.ID, "title"), Summary: text(f.Summary, f.ID, "summary"), Licence: text(f.Licence, f.ID, "licence"),
		Goals: choices("goal", f.Goals), Sectors: choices("sector", f.Sectors), Topics: choices("topic", f.Topics)}
	for _, k := range f.Kinds {
		q.Kinds = append(q.Kinds, assessment.Support{ID: k.ID, Text: text(k.Text, "kind", k.ID), Sources: k.Sources})
	}
	for _, r := range f.Depths {
		q.Depths = append(q.Depths, assessment.DepthRule{ID: assessment.Depth(r.ID), Minutes: r.Minutes, Confidence: value(r.Confidence), PerDimension: value(r.PerDimension)})
	}
	for _, c := range f.Costs {
		q.Costs = append(q.Costs, assessment.CostClass{ID: c.ID, Text: text(c.Text, "cost", c.ID), UpTo: value(c.UpTo), Plan: value(c.Plan)})
	}
	for _, r := range f.References {
		q.References = append(q.References, assessment.Reference{ID: r.ID, Action: r.Action, Text: text(r.Text, "reference", r.ID)})
	}
	for _, dim := range f.Dimensions {
		key := []string{f.ID, "dimension", dim.ID}
		q.Dimensions = append(q.Dimensions, assessment.Dimension{ID: dim.ID, Sources: dim.Sources,
			Title: text(dim.Title, append(key, "title")...), Short: text(dim.Short, append(key, "short")...),
			Summary: text(dim.Summary, append(key, "summary")...)})
	}
	return q
}

func choices(kind string, files []choiceFile) []assessment.Choice {
	all := make([]assessment.Choice, len(files))
	for i, c := range files {
		all[i] = assessment.Choice{ID: c.ID, Text: text(c.Text, kind, c.ID)}
	}
	return all
}

// checkHead checks the lists of codes and what the head itself refers to.
func (d *draft) checkHead(f headFile) {
	for key, ids := range map[string][]string{
		"goals": goalIDs(d.q), "sectors": sectorIDs(d.q), "topics": topicIDs(d.q), "kinds": kindIDs(d.q), "costs": costIDs(d.q),
		"references": referenceIDs(d.q), "dimensions": dimensionIDs(d.q), "depths": depthIDs(d.q),
	} {
		d.head.in(key).unique(ids)
	}
	for i, s := range f.Sectors {
		if s.ID != "" && (len(s.ID) != 1 || s.ID < "A" || s.ID > "U") {
			d.head.in("sectors").nth(i).in("id").say("sector %q must be a section of ISIC Rev. 4, A to U", clip(s.ID))
		}
	}
	for i, k := range f.Kinds {
		d.head.in("kinds").nth(i).in("sources").known("source", k.Sources, referenceIDs(d.q))
	}
	for i, dim := range f.Dimensions {
		d.head.in("dimensions").nth(i).in("sources").known("source", dim.Sources, referenceIDs(d.q))
	}
	d.checkDepths(f)
	d.checkCosts(f)
	d.checkReferences(f)
}

func (d *draft) checkDepths(f headFile) {
	var want []string
	for _, depth := range assessment.Depths {
		want = append(want, string(depth))
	}
	if got := depthIDs(d.q); len(f.Depths) > 0 && !slices.Equal(got, want) {
		d.head.in("depths").say("depths must be %s, in this order", strings.Join(want, ", "))
	}
	for i, r := range d.q.Depths {
		at, all := d.head.in("depths").nth(i), r.Confidence == 0 && r.PerDimension == 0
		switch {
		case r.ID == assessment.Full && !all:
			at.say("full must ask everything: confidence 0, per_dimension 0")
		case r.ID != assessment.Full && (r.Confidence == 0 || r.PerDimension < 2):
			at.say("%s asks everything: give it a confidence above 0 and per_dimension of at least 2", clip(string(r.ID)))
		}
	}
}

// checkCosts wants rising classes, only the last without an upper bound.
func (d *draft) checkCosts(f headFile) {
	for i, c := range f.Costs {
		at, last := d.head.in("costs").nth(i), i == len(f.Costs)-1
		switch upTo, plan := value(c.UpTo), value(c.Plan); {
		case i > 0 && upTo <= value(f.Costs[i-1].UpTo) && !(last && upTo == 0):
			at.say("up_to must be more than that of the class before (0 only on the last: no bound)")
		case i > 0 && plan <= value(f.Costs[i-1].Plan):
			at.say("plan must be more than that of the class before")
		case plan > upTo && !(last && upTo == 0):
			at.say("plan must not be more than up_to")
		}
	}
}

// checkReferences wants each of the four actions of section 4.2 once.
func (d *draft) checkReferences(f headFile) {
	given := map[int]string{}
	for i, r := range f.References {
		if first, twice := given[r.Action]; twice && r.Action > 0 {
			d.head.in("references").nth(i).say("action %d is %s already: give each action once", r.Action, first)
		}
		given[r.Action] = r.ID
	}
	for action := 1; action <= 4 && len(f.References) > 0; action++ {
		if _, ok := given[action]; !ok {
			d.head.in("references").say("no reference has action: %d: the four actions of section 4.2 must be there", action)
		}
	}
}

// finish puts the items and measures into the questionnaire.
func (d *draft) finish() {
	for _, it := range d.items {
		if dim := d.q.Dimension(it.Dimension); dim != nil {
			dim.Items = append(dim.Items, it.Item)
		}
		if it.additional {
			d.q.Additional = append(d.q.Additional, it.Item)
		}
	}
	for _, m := range d.measures {
		d.q.Measures = append(d.q.Measures, m.Measure)
	}
}
