package main

import (
	"math"
	"testing"
	"time"

	"onramp/assessment"
)

func isFigure(t *testing.T, what string, got finite, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) < 1e-9) {
		t.Errorf("%s is %g, want %g", what, got, want)
	}
}

// twoFirms are records that can be checked by hand.
func twoFirms() []record {
	return []record{
		{asked: counts{level: 6, confirm: 2, seed: 1, must: 3}, applicable: 20,
			dimensions: []comparison{
				{level: 2, trueLevel: 2, probability: 0.85, score: 30, trueScore: 32, low: 20, high: 40},
				{level: 3, trueLevel: 4, probability: 0.75, score: 55, trueScore: 62, low: 50, high: 60}},
			overall: comparison{level: 3, trueLevel: 3, probability: 0.9, score: 42, trueScore: 47, low: 40, high: 50},
			roadmap: recommended{value: 9, best: 10, chosen: 10, idle: 1},
			times:   []time.Duration{time.Millisecond, 3 * time.Millisecond}},
		{asked: counts{level: 4}, applicable: 10,
			dimensions: []comparison{
				{level: 5, trueLevel: 3, probability: 0.95, score: 85, trueScore: 50, low: 80, high: 90},
				{level: 1, trueLevel: 1, probability: 1, certain: true, score: 10, trueScore: 10, low: 10, high: 10}},
			overall: comparison{level: 3, trueLevel: 2, probability: 0.8, score: 47, trueScore: 30, low: 40, high: 50},
			roadmap: recommended{chosen: 10, idle: 10}},
	}
}

func TestFigures(t *testing.T) {
	f := newFigures(twoFirms())
	isFigure(t, "asked", f.Asked.Mean, 6)
	isFigure(t, "its 95th percentile", f.Asked.P95, 8)
	isFigure(t, "total", f.Asked.Total, 8)
	isFigure(t, "confirming", f.Asked.Confirm, 1)
	isFigure(t, "musts", f.Asked.Must, 1.5)
	isFigure(t, "share", f.Asked.Share, 6.0/15)
	isFigure(t, "exact", f.Levels.Exact, 0.5)
	isFigure(t, "within one", f.Levels.WithinOne, 0.75)
	isFigure(t, "overall exact", f.Levels.Overall, 0.5)
	isFigure(t, "coverage", f.Scores.Coverage, 0.5)
	isFigure(t, "overall coverage", f.Scores.OverallCoverage, 0.5)
	isFigure(t, "width", f.Scores.Width, 10)
	isFigure(t, "overall correlation", f.Scores.OverallCorrelation, -1)
	isFigure(t, "roadmap value of the firm with gaps", f.Roadmap.Value, 0.9)
	isFigure(t, "roadmap without a gap", f.Roadmap.False, 11.0/20)
	isFigure(t, "time", f.Time.Mean, 2)
	isFigure(t, "longest time", f.Time.P99, 3)
}

func TestCalibration(t *testing.T) {
	all := []comparison{{probability: 1, certain: true}}
	add := func(n, hits int, p float64) {
		for i := range n {
			c := comparison{level: 2, trueLevel: 1, probability: p}
			if i < hits {
				c.trueLevel = 2
			}
			all = append(all, c)
		}
	}
	add(1000, 750, 0.72) // 0.03 below the hit rate
	add(600, 480, 0.82)  // 0.02 above
	add(390, 97, 0.95)   // far above, but too few
	c := newCalibration(all)
	if len(c.Bins) != 3 || c.Certain != 1 || c.Bins[1].N != 600 || c.Bins[1].From != 0.8 {
		t.Fatalf("bins %+v", c)
	}
	isFigure(t, "stated", c.Bins[0].Stated, 0.72)
	isFigure(t, "hit rate", c.Bins[0].Hit, 0.75)
	isFigure(t, "largest", c.Largest, 0.03)
	isFigure(t, "weighted", c.Weighted, (1000*0.03+600*0.02+390*(0.95-97.0/390))/1990)
	isFigure(t, "overall", c.Overall, (-1000*0.03+600*0.02+390*(0.95-97.0/390))/1990)
}

func TestRecommend(t *testing.T) {
	var all []practice
	for range 9 {
		all = append(all, practice{expected: 2, actual: 2})
	}
	all = append(all, practice{expected: 1, actual: 0}, practice{expected: 0.5, actual: 3}, practice{expected: 0.9, actual: 1})
	got := recommend(all)
	want := recommended{value: 18, best: 21, chosen: 10, idle: 1}
	if got != want {
		t.Errorf("recommended %+v, want %+v", got, want)
	}
	// A tie is not broken by the truth, and what is surely no gap is not chosen.
	if got := recommend([]practice{{expected: 0, actual: 1}, {expected: 1, actual: 0}}); got != (recommended{best: 1, chosen: 1, idle: 1}) {
		t.Errorf("recommended %+v", got)
	}
	var ties []practice
	for i := range 20 {
		ties = append(ties, practice{expected: 1, actual: float64(i)})
	}
	if got := recommend(ties).value; got != 45 {
		t.Errorf("of equals the first ten have the gaps 45, chosen were %g", got)
	}
}

func TestQuintiles(t *testing.T) {
	var records []record
	for i := range 10 {
		records = append(records, record{overall: comparison{trueScore: float64(9 - i)}, asked: counts{level: i}})
	}
	q := newQuintiles(records)
	isFigure(t, "lowest score", q[0].Score, 0.5)
	isFigure(t, "asked there", q[0].Asked, 8.5)
	isFigure(t, "highest score", q[4].Score, 8.5)
}

func TestTargets(t *testing.T) {
	f := figures{Asked: askedFigures{Mean: 38, Share: 0.48}, Levels: levelFigures{Exact: 0.9, WithinOne: 0.9989}}
	met := func(reference bool) []bool {
		var out []bool
		for _, target := range newTargets(f, assessment.Standard, reference)[:3] {
			out = append(out, target.Met)
		}
		return out
	}
	if got := met(true); !got[0] || !got[1] || got[2] {
		t.Errorf("on the reference bank met: %v, want the first two", got)
	}
	if got := met(false); got[0] {
		t.Error("48 % of the questions asked counts as at most 47.5 %")
	}
	if atMost("", finite(math.NaN()), 1).Met {
		t.Error("what was not measured counts as met")
	}
}
