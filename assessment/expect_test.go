package assessment_test

import (
	"reflect"
	"testing"

	"onramp/assessment"
)

// TestExpectSaysWhatIsLikeliest: level and score of a result agree with what is
// predicted, and with each other.
func TestExpectSaysWhatIsLikeliest(t *testing.T) {
	q, m, in := instrument(t)
	_, _, dir := shipped(t)
	for seed := range uint64(40) {
		r := random(seed)
		o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: anyFirm(r, q), Responses: anyAnswers(r, q, 0.4)})
		before := m.Score(o.Readings)
		for i, d := range o.Result.Dimensions {
			c := o.Estimate.Certainty(i)
			level, _ := c.Sure()
			if before.Dimensions[i].Score == nil {
				if d.Score != nil || d.Level != 0 {
					t.Errorf("seed %d: nothing is known of %s, yet it stands at level %d", seed, d.ID, d.Level)
				}
				continue
			}
			if d.Level != level {
				t.Errorf("seed %d: %s is at level %d, likeliest is %d", seed, d.ID, d.Level, level)
			}
			if level > 1 && *d.Score < m.Cuts[level-2] {
				t.Errorf("seed %d: %s is at level %d with %.1f points", seed, d.ID, level, *d.Score)
			}
			if d.Next != nil && d.Next.Gate == nil && d.Next.Points <= 0 && before.Dimensions[i].Uncapped == before.Dimensions[i].Level {
				t.Errorf("seed %d: %s needs %.1f points to the next level", seed, d.ID, d.Next.Points)
			}
		}
		for _, s := range o.Roadmap.Steps {
			if s.Before.Score != nil && (*s.After.Score < *s.Before.Score || s.After.Level < s.Before.Level) {
				t.Errorf("seed %d: step %s leads from %.1f down to %.1f", seed, s.Measure.ID, *s.Before.Score, *s.After.Score)
			}
		}
	}
}

// TestExpectLeavesWhatIsKnown: with everything answered nothing is predicted.
func TestExpectLeavesWhatIsKnown(t *testing.T) {
	q, m, in := instrument(t)
	_, _, dir := shipped(t)
	firm, said := assessment.Profile{Country: "DE", Sector: "C", Employees: 20}, answers{}
	for _, it := range q.Items() {
		said[it.ID] = middling(it)
	}
	o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: firm, Responses: said})
	want := m.Score(o.Readings)
	for i, d := range o.Result.Dimensions {
		w := want.Dimensions[i]
		if *d.Score != *w.Score || d.Level != w.Level || !reflect.DeepEqual(d.CappedBy, w.CappedBy) {
			t.Errorf("%s: %v, level %d; answered %v, level %d", d.ID, *d.Score, d.Level, *w.Score, w.Level)
		}
	}
	if *o.Result.Overall.Score != *want.Overall.Score || o.Result.Overall.Level != want.Overall.Level {
		t.Errorf("overall %v, answered %v", *o.Result.Overall.Score, *want.Overall.Score)
	}
}

func middling(it *assessment.Item) assessment.Response {
	if it.Kind == assessment.Checklist {
		return ticks(it.Options[0].ID)
	}
	low, high := it.Range()
	return val((low + high) / 2)
}
