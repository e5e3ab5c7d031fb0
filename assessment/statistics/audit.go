package statistics

import (
	"fmt"
	"math"
)

// Range is what a count can be, ends included, after everything that is shown.
type Range struct{ Low, High int }

// Values is how many values the range has.
func (r Range) Values() int {
	if r.High >= unbounded {
		return unbounded
	}
	return r.High - r.Low + 1
}

// unbounded stands for no upper end.
const unbounded = math.MaxInt32

// published is what a reader has: statuses and rounded values, which of the
// counts are of distributions, and nothing else.
type published struct {
	Protected
	within []bool
}

// AuditError says that what is shown would tell too much.
type AuditError struct {
	Count int // the first that is bounded too narrowly
	Range Range
	All   int // how many are
}

// Error implements error.
func (e *AuditError) Error() string {
	return fmt.Sprintf("%d counts could be told too closely from what is shown; count %d lies between %d and %d", e.All, e.Count, e.Range.Low, e.Range.High)
}

// Audit bounds every count from all that is shown, knowing the policy but not
// its secret, and fails with an *AuditError when one has fewer values left than
// the policy's range. within says which counts are of distributions.
func Audit(shown Protected, within []bool, sums []Sum, p Policy) error {
	all := published{Protected: shown, within: within}
	narrow := tooNarrow(all, sums, p)
	if len(narrow) == 0 {
		return nil
	}
	return &AuditError{Count: narrow[0], Range: Bounds(shown, within, sums, p)[narrow[0]], All: len(narrow)}
}

func tooNarrow(all published, sums []Sum, p Policy) []int {
	var narrow []int
	for i, r := range Bounds(all.Protected, all.within, sums, p) {
		if all.Status[i] != Impossible && p.protects(all, i) && r.Values() < p.Range {
			narrow = append(narrow, i)
		}
	}
	return narrow
}

// protects reports whether a count must not be told: where counts are exact,
// those withheld; where they are rounded, all.
func (p Policy) protects(all published, i int) bool {
	if s := all.Status[i]; s == Free || s == Empty {
		return false
	}
	return p.rounder(all.within[i]).Base() > 1 || all.Status[i] != Shown
}

// Bounds are the ranges that interval propagation leaves: each count by itself
// first, then each sum narrows its whole and its parts by the others, until
// nothing moves. A true count always lies in its range; what a reader could
// work out with more effort may be narrower, see the exact solver in the tests.
func Bounds(shown Protected, within []bool, sums []Sum, p Policy) []Range {
	ranges := make([]Range, len(shown.Status))
	for i, status := range shown.Status {
		ranges[i] = p.alone(status, shown.Values[i], within[i])
	}
	// Sums that a moved count is in are looked at again; the rounds are bounded
	// because ends creep where sums go in circles.
	for range 100 {
		moved := false
		for _, sum := range sums {
			moved = narrowSum(ranges, sum) || moved
		}
		if !moved {
			break
		}
	}
	return ranges
}

// alone is what a reader knows of a count before looking at others.
func (p Policy) alone(status Status, value int, within bool) Range {
	switch {
	case status == Impossible || status == Empty:
		return Range{0, 0}
	case status == Shown:
		low, high := p.rounder(within).Range(value)
		if !within {
			low = max(low, p.Threshold)
		}
		return Range{low, max(low, high)}
	case status == Small && !within:
		return Range{0, p.Threshold - 1}
	case !within && status != Unlisted && status != Free:
		return Range{p.Threshold, unbounded}
	default:
		return Range{0, unbounded}
	}
}

// narrowSum applies one sum to the ranges; true when one of them moved.
func narrowSum(ranges []Range, sum Sum) (moved bool) {
	low, high := 0, 0 // of all parts; high saturates
	open := 0         // parts without an upper end
	for _, part := range sum.Parts {
		low += ranges[part].Low
		if ranges[part].High >= unbounded {
			open++
		} else {
			high += ranges[part].High
		}
	}
	whole := &ranges[sum.Whole]
	top := high
	if open > 0 {
		top = unbounded
	}
	moved = tighten(whole, Range{low, top})
	for _, part := range sum.Parts {
		r := &ranges[part]
		to := Range{r.Low, r.High}
		if whole.High < unbounded {
			to.High = whole.High - (low - r.Low)
		}
		switch {
		case open == 0:
			to.Low = whole.Low - (high - r.High)
		case open == 1 && r.High >= unbounded:
			to.Low = whole.Low - high
		}
		// Other parts are narrowed by the ends as they were: still true, and found
		// anew in the next round.
		moved = tighten(r, to) || moved
	}
	return moved
}

func tighten(r *Range, to Range) bool {
	next := Range{max(r.Low, to.Low), min(r.High, to.High)}
	if next == *r || next.Low > next.High { // what contradicts itself cannot come from counts
		return false
	}
	*r = next
	return true
}
