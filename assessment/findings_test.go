package assessment_test

import (
	"slices"
	"strings"
	"testing"

	"onramp/assessment"
)

// TestFindings: four areas with two items each; the weightiest strength and
// gap of an area is named, at most three in all.
func TestFindings(t *testing.T) {
	q := &assessment.Questionnaire{}
	add := func(dimension string, items ...assessment.Item) {
		for i := range items {
			items[i].Dimension = dimension
		}
		q.Dimensions = append(q.Dimensions, assessment.Dimension{ID: dimension, Items: items})
	}
	item := func(id string, weight int, set func(*assessment.Item)) assessment.Item {
		it := ordered(id)
		it.Weight = weight
		if set != nil {
			set(&it)
		}
		return it
	}
	add("a", item("A1", 1, nil), item("A2", 2, nil))
	add("b", item("B1", 2, func(it *assessment.Item) { it.Gate = true }), item("B2", 2, nil))
	add("c", item("C1", 1, func(it *assessment.Item) { it.Goals = []string{"greener"} }), item("C2", 1, nil))
	add("d", item("D1", 3, nil), dependent(t, "D2", `value("D1") >= 1`, true))
	tests := []struct {
		name            string
		goals           []string
		given           answers
		strengths, gaps string
	}{
		{"nothing", nil, nil, "", ""},
		// gaps: weight · (0.75 - share): A1 0.75, A2 1.5; B1 1.5·1.5 as a gate, B2 1.5; C 0.75; D1 2.25
		{"all at the bottom", nil, answers{"A1": val(0), "A2": val(0), "B1": val(0), "B2": val(0), "C1": val(0), "C2": val(0), "D1": val(0)},
			"", "B1 D1 A2"},
		{"good practice is no gap", nil, answers{"A1": val(3), "A2": val(4), "B1": val(3), "C1": val(3), "D1": val(3)},
			"D1 A2 B1", ""},
		{"a goal lifts a gap", []string{"greener"}, answers{"C1": val(0), "C2": val(0), "A1": val(0)}, "", "C1 greener, A1"},
		{"empty states are neither", nil, answers{"A1": notRelevant, "A2": notRelevant, "B1": dontKnow, "D1": dontKnow}, "", ""},
		{"an implied zero is no gap of its own", nil, answers{"D1": val(0)}, "", "D1"},
		{"half way is a strength only", nil, answers{"D1": val(2)}, "D1", ""},
		{"below half is no strength", nil, answers{"D1": val(1)}, "", "D1"},
	}
	write := func(all []assessment.Finding) string {
		var ids []string
		for _, f := range all {
			ids = append(ids, strings.TrimSpace(f.Reading.Item.ID+" "+f.Goal))
		}
		if slices.ContainsFunc(all, func(f assessment.Finding) bool { return f.Goal != "" }) {
			return strings.Join(ids, ", ")
		}
		return strings.Join(ids, " ")
	}
	for _, tt := range tests {
		p := assessment.Profile{Goals: tt.goals}
		readings := q.Read(p, tt.given)
		if got := write(assessment.Strengths(p, readings)); got != tt.strengths {
			t.Errorf("%s: strengths %q, want %q", tt.name, got, tt.strengths)
		}
		if got := write(assessment.Gaps(p, readings)); got != tt.gaps {
			t.Errorf("%s: gaps %q, want %q", tt.name, got, tt.gaps)
		}
	}
}

// TestNothingIsBothStrengthAndGap holds for any answers.
func TestNothingIsBothStrengthAndGap(t *testing.T) {
	q, m, dir := shipped(t)
	for seed := range uint64(200) {
		rng := random(seed)
		firm, said := anyFirm(rng, q), answers{}
		for _, it := range q.Items() {
			if low, high := it.Range(); it.Gate || rng.IntN(4) == 0 {
				said[it.ID] = val(low + rng.IntN(high-low+1))
			}
		}
		o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: firm, Responses: said})
		for _, s := range o.Strengths {
			if slices.ContainsFunc(o.Gaps, func(g assessment.Finding) bool { return g.Reading.Item == s.Reading.Item }) {
				t.Fatalf("%s is both with %v", s.Reading.Item.ID, said)
			}
		}
	}
}
