package assessment_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

func TestShift(t *testing.T) {
	a, b, c, d, e := &assessment.Measure{ID: "a"}, &assessment.Measure{ID: "b"}, &assessment.Measure{ID: "c"}, &assessment.Measure{ID: "d"}, &assessment.Measure{ID: "e"}
	step := func(m *assessment.Measure, h assessment.Horizon, start int) assessment.Step {
		return assessment.Step{Measure: m, Horizon: h, StartWeek: start}
	}
	from := assessment.Roadmap{Steps: []assessment.Step{step(a, assessment.First90Days, 0), step(b, assessment.First90Days, 4), step(c, assessment.FirstYear, 13), step(d, assessment.Later, 60)}}
	now := assessment.Roadmap{Steps: []assessment.Step{step(c, assessment.First90Days, 0), step(b, assessment.First90Days, 6), step(e, assessment.FirstYear, 13), step(a, assessment.Later, 52)}}
	want := assessment.Shift{Sooner: 1, Later: 2, Moves: []assessment.Move{
		{Measure: c, From: assessment.FirstYear, To: assessment.First90Days}, {Measure: e, To: assessment.FirstYear},
		{Measure: a, From: assessment.First90Days, To: assessment.Later}, {Measure: d, From: assessment.Later}}}
	if diff := cmp.Diff(want, now.Shift(&from), cmp.Comparer(func(a, b assessment.Condition) bool { return a.Source() == b.Source() })); diff != "" {
		t.Error(diff)
	}
	if got := now.Shift(&from, "c", "d", "a"); len(got.Moves) != 1 || got.Moves[0].Measure != e || got.Sooner != 0 || got.Later != 1 {
		t.Errorf("without the known ones: %+v", got)
	}
	if !now.Shift(&now).None() || now.Shift(&from).None() {
		t.Error("what is the same and what is not")
	}
}

// TestSpendStaysInTheLimits: what the page totals is what the plan was made to
// fit.
func TestSpendStaysInTheLimits(t *testing.T) {
	q, m, dir := shipped(t)
	for seed := range uint64(60) {
		r := random(seed)
		firm := anyFirm(r, q)
		road := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: firm, Responses: anyAnswers(r, q, 0.8)}).Roadmap
		year := road.Spend(q, assessment.First90Days, assessment.FirstYear)
		first := road.Spend(q, assessment.First90Days)
		rest := road.Spend(q, assessment.FirstYear)
		if first.Days+rest.Days != year.Days || first.Money+rest.Money != year.Money {
			t.Errorf("seed %d: %v and %v make %v", seed, first, rest, year)
		}
		if road.Limits.BudgetGiven && year.Money > road.Limits.Budget {
			t.Errorf("seed %d: spends %d of %d", seed, year.Money, road.Limits.Budget)
		}
		if float64(year.Days) > 12*road.Limits.Days {
			t.Errorf("seed %d: takes %d of %v days", seed, year.Days, 12*road.Limits.Days)
		}
	}
}
