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
	const firms, groups = 1040, 8
	all := make([][]comparison, groups)
	t.Run("firms", func(t *testing.T) {
		for group := range uint64(groups) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for seed := group; seed < firms; seed += groups {
					c := anyCase(seed, q, m, dir, in)
					if best := compare(c); best.most > 0 {
						best.seed = seed
						all[group] = append(all[group], best)
					}
				}
			})
		}
	})
	sum, worst, proven, alike, counted := 0.0, comparison{plan: 1, most: 1}, 0, 0, 0
	for _, got := range slices.Concat(all...) {
		if got.plan > got.most*(1+1e-6) {
			t.Errorf("seed %d: the plan brings %.3f, more than the bound %.3f", got.seed, got.plan, got.most)
		}
		counted++
		sum += got.share()
		if got.share() < worst.share() {
			worst = got
		}
		if got.proven {
			proven++
		}
		if got.share() > 1-1e-6 {
			alike++
		}
	}
	mean := sum / float64(counted)
	t.Logf("%d firms: %.2f %% of the best on average, at least %.2f %% (seed %d); %d proven optima, %d plans are the best",
		counted, 100*mean, 100*worst.share(), worst.seed, proven, alike)
	if counted < 950 || mean < 0.97 || worst.share() < 0.85 {
		t.Errorf("plans of %d firms bring %.4f of the best on average and %.4f at least", counted, mean, worst.share())
	}
}

// comparison is what a plan brings and the most that any could.
type comparison struct {
	seed       uint64
	plan, most float64
	proven     bool // most is the optimum itself, not only a bound
}

func (c comparison) share() float64 { return c.plan / c.most }

func compare(c assessment.Case) (out comparison) {
	readings := c.Questionnaire.Read(c.Profile, c.Responses)
	road := assessment.NewPlan(c, readings)
	for _, s := range road.Steps {
		if s.Horizon != assessment.Later && !s.Begun() {
			out.plan += s.Benefit
		}
	}
	out.most, out.proven = newYearProblem(c, readings, road).most(out.plan, 300)
	return out
}

func anyCase(seed uint64, q *assessment.Questionnaire, m *assessment.Model, dir *assessment.Directory, in *assessment.Instrument) assessment.Case {
	r := random(seed)
	c := assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: anyFirm(r, q), On: today,
		Responses: anyAnswers(r, q, pick(r, 0, 0.2, 0.5, 0.8, 1))}
	c.Profile.Appetite = pick(r, "", assessment.Careful, assessment.Steady, assessment.Bold)
	c.Marks = anyMarks(r, q)
	return c
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
