package assessment_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"onramp/assessment"
)

// TestPlansAreNearlyTheBest compares what the plans of generated firms bring in
// the first year with the most that any plan could: the optimum of the shipped
// catalogue by branch and bound or, where that takes too many steps, an upper
// bound of it, which makes the plans look worse than they are.
func TestPlansAreNearlyTheBest(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	_, _, dir := shipped(t)
	const firms = 1000
	sum, low, worst, exact, counted, alike := 0.0, 1.0, uint64(0), 0, 0, 0
	for seed := range uint64(firms) {
		r := random(seed)
		c := assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: anyFirm(r, q), On: today,
			Responses: anyAnswers(r, q, pick(r, 0, 0.2, 0.5, 0.8, 1))}
		c.Profile.Appetite = pick(r, "", assessment.Careful, assessment.Steady, assessment.Bold)
		c.Marks = anyMarks(r, q)
		readings := q.Read(c.Profile, c.Responses)
		road := assessment.NewPlan(c, readings)
		benefit := 0.0
		for _, s := range road.Steps {
			if s.Horizon != assessment.Later && !s.Begun() {
				benefit += s.Benefit
			}
		}
		best, proven := newYearProblem(c, readings, road).most(benefit, 300)
		if best <= 0 {
			continue
		}
		if benefit > best*(1+1e-6) {
			t.Errorf("seed %d: the plan brings %.3f, more than the bound %.3f", seed, benefit, best)
		}
		counted++
		ratio := benefit / best
		if proven {
			exact++
		}
		if ratio > 1-1e-6 {
			alike++
		}
		if sum += ratio; ratio < low {
			low, worst = ratio, seed
		}
	}
	mean := sum / float64(counted)
	t.Logf("%d firms: %.2f %% of the best on average, at least %.2f %% (seed %d); %d proven optima, %d plans are the best",
		counted, 100*mean, 100*low, worst, exact, alike)
	if mean < 0.97 || low < 0.85 {
		t.Errorf("plans bring %.4f of the best on average and %.4f at least", mean, low)
	}
}

// anyMarks draws what a firm said about measures, in most cases nothing.
func anyMarks(r *rand.Rand, q *assessment.Questionnaire) []assessment.Mark {
	var marks []assessment.Mark
	if r.IntN(2) == 0 {
		return nil
	}
	for range r.IntN(6) {
		mark := assessment.Mark{Measure: pick(r, q.Measures...).ID, State: pick(r, assessment.MarkStates...), At: today.AddDate(0, 0, -r.IntN(200))}
		twice := func(m assessment.Mark) bool { return m.Measure == mark.Measure }
		if !slices.ContainsFunc(marks, twice) && !(mark.State == assessment.MarkDone && q.Measure(mark.Measure).OneOf) {
			marks = append(marks, mark)
		}
	}
	return marks
}
