package assessment

import "slices"

// moved lists the items that the assessment asks before others: core items
// only, since models may be taken back.
func (in *Instrument) moved(a *Assessment) map[string]bool {
	if len(a.First) == 0 || a.Sheet() {
		return nil
	}
	moved := make(map[string]bool, len(a.First))
	for _, id := range a.First {
		if it := in.q.Item(id); it != nil && it.Core() {
			moved[id] = true
		}
	}
	return moved
}

// must reports whether a section asks the item whatever it knows, beyond its
// most questions: such an item also keeps the section open, so that its answer
// never reopens one.
func (s *sitting) must(it *Item) bool { return it.Must || s.moved[it.ID] }

// earliest is the first of the items that can have moved which can be asked
// now, nil when there is none. One that an answer after the sections opened is
// left to missing.
func (s *sitting) earliest() *Item {
	if len(s.moved) == 0 {
		return nil
	}
	for _, id := range s.a.First {
		at := slices.IndexFunc(s.first, func(r Reading) bool { return r.Item.ID == id })
		if s.moved[id] && s.first[at].Askable && s.first[at].State == NotAsked && s.readings[at].State == NotAsked {
			return s.first[at].Item
		}
	}
	return nil
}

// mostFirst is how many items are asked before others when practices of the
// old plan are among them: a return should not become a second full interview.
const mostFirst = 16

// Moved lists the items whose answers can have changed since an outcome, the
// likeliest first: what measures marked done lift, then what started ones do,
// each in the order of the old roadmap, then what the steps of its first year
// lift, up to mostFirst in all. road is the roadmap as it was before any mark.
func Moved(q *Questionnaire, road *Roadmap, marks []Mark) []string {
	var first []string
	add := func(id string) {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	for _, state := range []MarkState{MarkDone, MarkStarted} {
		for _, m := range inOrder(q, road, marks, state) {
			for _, l := range m.Lifts {
				add(l.Item)
			}
		}
	}
	for _, s := range road.Steps {
		for _, l := range s.Lifts {
			if s.Horizon != Later && len(first) < mostFirst {
				add(l.Item.ID)
			}
		}
	}
	return first
}

// inOrder lists the measures with marks of a state in the order of the roadmap,
// those it does not name after the others as written.
func inOrder(q *Questionnaire, road *Roadmap, marks []Mark, state MarkState) []*Measure {
	marked := func(m *Measure) bool {
		return slices.ContainsFunc(marks, func(k Mark) bool { return k.Measure == m.ID && k.State == state })
	}
	var all []*Measure
	for _, s := range road.Steps {
		if marked(s.Measure) {
			all = append(all, s.Measure)
		}
	}
	for i := range q.Measures {
		if m := &q.Measures[i]; marked(m) && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// MovedBy explains why an item can have moved: the measure marked done that
// lifts it, else the started one; without either, a step of the old plan.
func MovedBy(q *Questionnaire, item string, marks []Mark) Reason {
	for _, state := range []MarkState{MarkDone, MarkStarted} {
		for _, k := range marks {
			if m := q.Measure(k.Measure); m != nil && k.State == state && m.lifts(item) {
				return Reason{Kind: ReasonMoved, Measure: m.ID, Mark: state}
			}
		}
	}
	return Reason{Kind: ReasonMoved}
}

// Lifted lists the items that measures marked done or started lift.
func Lifted(q *Questionnaire, marks []Mark) []string {
	var all []string
	for _, k := range marks {
		m := q.Measure(k.Measure)
		if m == nil || k.State != MarkDone && k.State != MarkStarted {
			continue
		}
		for _, l := range m.Lifts {
			if !slices.Contains(all, l.Item) {
				all = append(all, l.Item)
			}
		}
	}
	return all
}

func (m *Measure) lifts(item string) bool {
	return slices.ContainsFunc(m.Lifts, func(l Lift) bool { return l.Item == item })
}
