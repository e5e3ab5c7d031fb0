package assessment_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/irt"
)

// spring and autumn are when the firms of these tests answer.
var (
	spring = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	autumn = time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
)

// inCategory is a response that falls into the category, if there is one.
func inCategory(it *assessment.Item, category int) assessment.Response {
	switch it.Kind {
	case assessment.Checklist:
		given, sum, want := ticks(), 0, 0
		if category > 0 {
			want = it.Bands[category-1]
		}
		for _, o := range it.Options {
			if sum < want && (category == len(it.Bands) || sum+o.Weight < it.Bands[category]) {
				given.Options, sum = append(given.Options, o.ID), sum+o.Weight
			}
		}
		return given
	case assessment.Number:
		if category == 0 {
			return val(it.Min)
		}
		return val(it.Bands[category-1])
	default:
		return val(category)
	}
}

// lasting draws what a firm would answer to every question of the instrument,
// from its own model of firms.
func lasting(t testing.TB, r *rand.Rand, in *assessment.Instrument) map[string]int {
	t.Helper()
	bank, ids, ok := in.Bank()
	if !ok {
		t.Fatal("nothing is measured")
	}
	engine, err := irt.NewEngine(bank, irt.Grid{})
	if err != nil {
		t.Fatal(err)
	}
	nobody := make([]int, len(ids))
	for i := range nobody {
		nobody[i] = irt.Unasked
	}
	prior, err := engine.Posterior(nobody)
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]int{}
	for sheet := range prior.Draws(1, r.Uint64()) {
		for i, id := range ids {
			truth[id] = sheet[i]
		}
	}
	return truth
}

// later is the firm half a year on: it did some measures of the roadmap, and a
// tenth of its practices went a step up or down by themselves.
func later(r *rand.Rand, q *assessment.Questionnaire, truth map[string]int, road assessment.Roadmap) (after map[string]int, marks []assessment.Mark) {
	after = map[string]int{}
	for _, it := range q.Items() {
		at, ok := truth[it.ID]
		if !ok {
			continue
		}
		if r.IntN(10) == 0 {
			at = min(max(at+2*r.IntN(2)-1, 0), it.Categories()-1)
		}
		after[it.ID] = at
	}
	for _, s := range road.Steps {
		if r.IntN(3) > 0 || s.Horizon == assessment.Later {
			continue
		}
		marks = append(marks, assessment.Mark{Measure: s.Measure.ID, State: assessment.MarkDone, At: spring.AddDate(0, 2, 0)})
		for _, l := range s.Lifts {
			after[l.Item.ID] = max(after[l.Item.ID], l.To)
		}
	}
	return after, marks
}

func answering(q *assessment.Questionnaire, truth map[string]int) (answerer, answers) {
	all := answers{}
	for _, it := range q.Items() {
		if at, ok := truth[it.ID]; ok {
			all[it.ID] = inCategory(it, at)
		}
	}
	return func(it *assessment.Item) assessment.Response { return all[it.ID] }, all
}

// TestChangeHolds: of firms that the interview sees only a part of, twice, the
// joint intervals hold the change that answering everything would show, and so
// does that of overall. Both are promised with 90 %.
func TestChangeHolds(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	_, _, directory := shipped(t)
	const firms = 200
	joint, overall, width, clear, wrong := 0, 0, 0.0, 0, 0
	for seed := range uint64(firms) {
		r := random(seed)
		p := assessment.Profile{Country: "DE", Sector: pick(r, "C", "G", "I", "J"), Employees: 1 + r.IntN(60)}
		truth := lasting(t, r, in)
		depth := pick(r, assessment.Quick, assessment.Standard)
		answer, everything := answering(q, truth)
		first := interview{q, m, in, &assessment.Assessment{Profile: p, Depth: depth, Seed: int64(seed)}}
		first.run(t, answer, nil)
		before := assessment.Turn{Round: assessment.Round{Number: 1, Finished: spring},
			Case: assessment.Case{Questionnaire: q, Model: m, Directory: directory, Instrument: in, Profile: p, Responses: first.a.Responses}}
		road := assessment.Evaluate(before.Case).Roadmap
		grown, marks := later(r, q, truth, road)
		answer, everythingLater := answering(q, grown)
		second := interview{q, m, in, &assessment.Assessment{Profile: p, Depth: depth, Seed: int64(seed) + 1, Round: 2, First: assessment.Moved(q, &road, marks),
			Lifted: assessment.Lifted(q, marks)}}
		second.run(t, answer, nil)
		after := before
		after.Round = assessment.Round{Number: 2, Finished: autumn}
		after.Lifted = second.a.Lifted
		before.Marks, after.Responses = marks, second.a.Responses
		c := assessment.Compare(before, after)

		was, is := m.Score(q.Read(p, everything)), m.Score(q.Read(p, everythingLater))
		holds := func(c assessment.Change, was, is assessment.Standing) bool {
			moved := *is.Score - *was.Score
			if c.Verdict == assessment.ClearlyUp || c.Verdict == assessment.ClearlyDown {
				clear++
				if (moved > 0) != (c.Verdict == assessment.ClearlyUp) {
					wrong++
				}
			}
			return moved >= *c.Low-0.06 && moved <= *c.High+0.06 // cells are a tenth of a point
		}
		all := true
		for i, d := range c.Dimensions {
			all = holds(d, was.Dimensions[i].Standing, is.Dimensions[i].Standing) && all
			width += *d.High - *d.Low
		}
		if all {
			joint++
		}
		if holds(c.Overall, was.Overall, is.Overall) {
			overall++
		}
	}
	t.Logf("joint %.3f, overall %.3f, mean width of an area %.1f points, %d clear words, %d of them wrong",
		float64(joint)/firms, float64(overall)/firms, width/firms/8, clear, wrong)
	if least := int(0.88 * firms); joint < least || overall < least {
		t.Errorf("of %d firms the joint intervals hold for %d, that of overall for %d; want %d", firms, joint, overall, least)
	}
	if wrong*20 > clear {
		t.Errorf("%d of %d clear words are wrong", wrong, clear)
	}
}
