package main

import (
	"math"

	"onramp/assessment"
)

// target is a goal with what was measured. It is met when the value lies
// between least and most.
type target struct {
	What     string `json:"what"`
	Measured finite `json:"measured"`
	Least    finite `json:"least"` // null: no bound
	Most     finite `json:"most"`  // null: no bound
	Met      bool   `json:"met"`
}

func atLeast(what string, measured finite, least float64) target {
	return between(what, measured, least, math.Inf(1))
}

func atMost(what string, measured finite, most float64) target {
	return between(what, measured, math.Inf(-1), most)
}

func between(what string, measured finite, least, most float64) target {
	x := float64(measured)
	return target{what, measured, finite(least), finite(most), least <= x && x <= most}
}

// referenceItems is the size of the reference bank, of which other banks may
// ask the same share.
const referenceItems = 80

// askedTargets are questions of the reference bank, those for calibration not
// counted.
var askedTargets = map[assessment.Depth]float64{assessment.Quick: 33, assessment.Standard: 38}

func newTargets(f figures, depth assessment.Depth, reference bool) []target {
	var out []target
	if most, bound := askedTargets[depth]; bound && reference {
		out = append(out, atMost("questions asked, confirming ones included", f.Asked.Mean, most))
	} else if bound {
		out = append(out, atMost("share of the applicable questions asked", f.Asked.Share, most/referenceItems))
	}
	switch depth {
	case assessment.Quick:
		out = append(out, atLeast("correlation of scores", f.Scores.Correlation, 0.955))
	case assessment.Standard:
		out = append(out, atLeast("exact agreement of levels", f.Levels.Exact, 0.90),
			atLeast("agreement within one level", f.Levels.WithinOne, 0.999))
	}
	return append(out,
		atMost("stated probability: difference over all", finite(math.Abs(float64(f.Calibration.Overall))), 0.03),
		atMost("stated probability: difference by bin, weighted", f.Calibration.Weighted, 0.03),
		atMost("stated probability: largest bin of 400 or more", f.Calibration.Largest, 0.03),
		between("coverage of 90 % intervals, dimensions", f.Scores.Coverage, 0.88, 0.96),
		between("coverage of 90 % intervals, overall", f.Scores.OverallCoverage, 0.88, 0.96),
		atLeast("roadmap value captured", f.Roadmap.Value, 0.97),
		atMost("roadmap without a gap", f.Roadmap.False, 0.01),
		atMost("next question, p99 in ms", f.Time.P99, 2))
}
