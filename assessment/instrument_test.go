package assessment_test

import (
	"math"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

var makeInstrument = sync.OnceValues(func() (*assessment.Instrument, error) {
	c, err := loadContent()
	if err != nil {
		return nil, err
	}
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		return nil, err
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		return nil, err
	}
	return assessment.NewInstrument(q, m, nil)
})

// instrument is that of the content that ships with the program.
func instrument(t rapid.TB) (*assessment.Questionnaire, *assessment.Model, *assessment.Instrument) {
	t.Helper()
	q, m, _ := shipped(t)
	in, err := makeInstrument()
	if err != nil {
		t.Fatalf("no instrument: %v", err)
	}
	return q, m, in
}

// TestEstimateEndsInCertainty answers everything: the level is then certain and
// the interval shrinks to the score.
func TestEstimateEndsInCertainty(t *testing.T) {
	q, m, in := instrument(t)
	firm := assessment.Profile{Country: "DE", Sector: "C", Employees: 35}
	said := answers{}
	for {
		question, more := in.Next(&assessment.Assessment{Profile: firm, Depth: assessment.Full, Responses: said})
		if !more {
			break
		}
		low, high := question.Item.Range()
		said[question.Item.ID] = val((low + high) / 2)
		if question.Item.Kind == assessment.Checklist {
			said[question.Item.ID] = ticks(question.Item.Options[0].ID)
		}
	}
	readings := q.Read(firm, said)
	result, estimate := m.Score(readings), in.Estimate(readings)
	for i, d := range result.Dimensions {
		level, p := estimate.Dimensions[i].Sure()
		if level != d.Level || p < 1-1e-9 {
			t.Errorf("%s: level %d with %.6f, scored %d", d.ID, level, p, d.Level)
		}
		if c := estimate.Dimensions[i]; math.Abs(c.Low-*d.Score) > 1e-6 || math.Abs(c.High-*d.Score) > 1e-6 {
			t.Errorf("%s: interval %.3f to %.3f, scored %.3f", d.ID, c.Low, c.High, *d.Score)
		}
	}
	if level, p := estimate.Overall.Sure(); level != result.Overall.Level || p < 0.999 {
		t.Errorf("overall level %d with %.4f, scored %d", level, p, result.Overall.Level)
	}
}

// TestEstimateIsAProbability holds for any answers of any firm.
func TestEstimateIsAProbability(t *testing.T) {
	q, _, in := instrument(t)
	rng := random(7)
	for range 60 {
		firm, said := anyFirm(rng, q), answers{}
		for _, it := range q.Items() {
			if rng.IntN(3) == 0 {
				low, high := it.Range()
				said[it.ID] = val(low + rng.IntN(high-low+1))
			}
		}
		e := in.Estimate(q.Read(firm, said))
		for i, c := range append(e.Dimensions, e.Overall) {
			sum := 0.0
			for _, p := range c.Levels {
				sum += p
			}
			if c.Levels != nil && math.Abs(sum-1) > 1e-9 || c.Low > c.High || c.Low < -1e-9 || c.High > 100+1e-9 {
				t.Fatalf("part %d: levels %v sum to %v, interval %v to %v", i, c.Levels, sum, c.Low, c.High)
			}
		}
	}
}

func BenchmarkEstimate(b *testing.B) {
	q, _, in := instrument(b)
	firm := assessment.Profile{Country: "DE", Sector: "C", Employees: 35}
	readings := q.Read(firm, answers{"AS01": val(2), "TA01": val(1), "FO01": val(3)})
	for b.Loop() {
		in.Estimate(readings)
	}
}
