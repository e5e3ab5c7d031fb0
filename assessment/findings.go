package assessment

import (
	"cmp"
	"slices"
)

// Finding is a practice worth naming on a result: a strength or a gap.
type Finding struct {
	Reading Reading
	Weight  float64 // how much it matters to this firm; only for ordering
	Goal    string  // the goal of the firm it matters for, if any
}

// maxFindings is how many strengths and gaps a result names.
const maxFindings = 3

// goodShare is where a practice needs no roadmap any more (category 3 of 0 to
// 4).
const goodShare = 0.75

// Strengths returns up to three practices the firm does well, at most one a
// dimension, the weightiest first.
func Strengths(p Profile, readings Readings) []Finding {
	return findings(readings, func(r Reading) Finding {
		f := Finding{Reading: r, Goal: r.Item.goal(p)}
		if r.State == Answered && r.Share() >= 0.5 {
			f.Weight = float64(r.Item.Weight) * r.Share()
		}
		return f
	})
}

// Gaps returns up to three practices that hold the firm back most, at most one
// a dimension: distance to good practice, times weight, times what the firm
// wants. Practices it called not relevant, and those named as strengths, are
// never among them.
func Gaps(p Profile, readings Readings) []Finding {
	strengths := Strengths(p, readings)
	return findings(readings, func(r Reading) Finding {
		f := Finding{Reading: r, Goal: r.Item.goal(p)}
		strong := func(s Finding) bool { return s.Reading.Item == r.Item }
		if r.State == Answered && !slices.ContainsFunc(strengths, strong) {
			f.Weight = float64(r.Item.Weight) * max(goodShare-r.Share(), 0)
		}
		if f.Goal != "" {
			f.Weight *= goalItemFactor
		}
		if r.Item.Gate {
			f.Weight *= gateFactor
		}
		return f
	})
}

func findings(readings Readings, rate func(Reading) Finding) []Finding {
	var all []Finding
	for _, r := range readings {
		if f := rate(r); f.Weight > 0 && r.Item.Core() {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return -cmp.Compare(a.Weight, b.Weight) })
	var few []Finding
	for _, f := range all {
		same := func(o Finding) bool { return o.Reading.Item.Dimension == f.Reading.Item.Dimension }
		if len(few) < maxFindings && !slices.ContainsFunc(few, same) {
			few = append(few, f)
		}
	}
	return few
}
