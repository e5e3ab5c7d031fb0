package statistics

import (
	"fmt"
	"math"
)

// Group is a number of firms that are alike in all margins.
type Group struct {
	Firms  float64 // how many, at least 0
	Member []int   // for each margin, the category they are in; -1 for none
}

// Limits bound a raking.
type Limits struct {
	Low, High float64 // weights as multiples of their mean; 0 and 0 for no trimming
	Tolerance float64 // largest relative distance from a margin that counts as met
	Rounds    int     // at most
}

// UsualLimits are those of our releases: weights from .3 to 3 times the mean,
// margins met to a tenth of a per cent.
var UsualLimits = Limits{Low: 0.3, High: 3, Tolerance: 0.001, Rounds: 500}

// Raked is the outcome of a raking.
type Raked struct {
	Weights  []float64 // of each group's firms; their mean over firms is 1
	Rounds   int
	Trimmed  int     // groups whose weight was cut
	Distance float64 // largest relative distance from a margin that is left, after trimming
}

// MarginError says what of the margins cannot be met. Category is -1 where it
// is about the whole margin.
type MarginError struct {
	Margin, Category int
	Reason           MarginFault
}

// MarginFault is why a margin cannot be met.
type MarginFault string

// The faults.
const (
	FaultShape    MarginFault = "a group names a category that the margin does not have"
	FaultNumber   MarginFault = "a figure is negative or no number"
	FaultEmpty    MarginFault = "the margin adds up to nothing"
	FaultZero     MarginFault = "there are firms where the margin has none"
	FaultNoFirms  MarginFault = "there are no firms where the margin has some; merge it with a neighbour"
	FaultNotMet   MarginFault = "the weights do not converge; merge small categories or drop a margin"
	FaultNothing  MarginFault = "there are no firms"
	noCategory                = -1
	noMargin                  = -1
	smallestTotal             = 1e-12
)

// Error implements error.
func (e *MarginError) Error() string {
	switch {
	case e.Margin == noMargin:
		return string(e.Reason)
	case e.Category == noCategory:
		return fmt.Sprintf("margin %d: %s", e.Margin+1, e.Reason)
	default:
		return fmt.Sprintf("margin %d, category %d: %s", e.Margin+1, e.Category+1, e.Reason)
	}
}

// Rake finds weights under which the groups meet all margins (iterative
// proportional fitting, Deming and Stephan 1940), then trims what is far from
// the mean and rakes again, until both settle or the rounds are over. margins
// holds for each margin the totals of its categories; only their proportions
// count. Groups in no category of a margin keep what the other margins give
// them. The error is a *MarginError.
//
// With trimming, margins may be missed by Raked.Distance, which whoever
// publishes the figures says; without, a distance beyond the tolerance is an
// error.
func Rake(groups []Group, margins [][]float64, l Limits) (Raked, error) {
	r, err := newRaking(groups, margins, l)
	if err != nil {
		return Raked{}, err
	}
	trims := l.Low > 0 || l.High > 0
	for r.out.Rounds < max(l.Rounds, 1) {
		r.out.Rounds++
		r.fit()
		r.normalise()
		cut := trims && r.trim()
		r.out.Distance = r.distance()
		if r.out.Distance <= l.Tolerance && !cut || trims && r.settled() {
			break
		}
	}
	if r.out.Distance > l.Tolerance && !trims || math.IsNaN(r.out.Distance) {
		return Raked{}, &MarginError{noMargin, noCategory, FaultNotMet}
	}
	return r.out, nil
}

type raking struct {
	groups  []Group
	targets [][]float64 // shares of each margin
	limits  Limits
	firms   float64
	out     Raked
	last    []float64 // weights of the round before
}

func newRaking(groups []Group, margins [][]float64, l Limits) (*raking, error) {
	r := &raking{groups: groups, limits: l}
	for _, g := range groups {
		if !(g.Firms >= 0) || math.IsInf(g.Firms, 0) {
			return nil, &MarginError{noMargin, noCategory, FaultNumber}
		}
		r.firms += g.Firms
		r.out.Weights = append(r.out.Weights, 1)
	}
	if r.firms <= 0 {
		return nil, &MarginError{noMargin, noCategory, FaultNothing}
	}
	for m, totals := range margins {
		shares, err := r.target(m, totals)
		if err != nil {
			return nil, err
		}
		r.targets = append(r.targets, shares)
	}
	return r, nil
}

// target turns a margin into shares and checks it against the firms.
func (r *raking) target(m int, totals []float64) ([]float64, error) {
	have, sum := make([]float64, len(totals)), 0.0
	for _, g := range r.groups {
		switch {
		case m >= len(g.Member) || g.Member[m] >= len(totals) || g.Member[m] < -1:
			return nil, &MarginError{m, noCategory, FaultShape}
		case g.Member[m] >= 0:
			have[g.Member[m]] += g.Firms
		}
	}
	for c, t := range totals {
		switch {
		case !(t >= 0) || math.IsInf(t, 0):
			return nil, &MarginError{m, c, FaultNumber}
		case t == 0 && have[c] > 0:
			return nil, &MarginError{m, c, FaultZero}
		case t > 0 && have[c] == 0:
			return nil, &MarginError{m, c, FaultNoFirms}
		}
		sum += t
	}
	if sum <= smallestTotal {
		return nil, &MarginError{m, noCategory, FaultEmpty}
	}
	shares := make([]float64, len(totals))
	for c, t := range totals {
		shares[c] = t / sum
	}
	return shares, nil
}

// fit scales the weights to one margin after the other.
func (r *raking) fit() {
	r.last = append(r.last[:0], r.out.Weights...)
	for m := range r.targets {
		have, sum := r.sums(m)
		for i, g := range r.groups {
			if c := g.Member[m]; c >= 0 && have[c] > 0 {
				r.out.Weights[i] *= r.targets[m][c] * sum / have[c]
			}
		}
	}
}

// sums are the weighted firms in each category of a margin, and in all.
func (r *raking) sums(m int) (have []float64, sum float64) {
	have = make([]float64, len(r.targets[m]))
	for i, g := range r.groups {
		if c := g.Member[m]; c >= 0 {
			have[c] += g.Firms * r.out.Weights[i]
			sum += g.Firms * r.out.Weights[i]
		}
	}
	return have, sum
}

// normalise makes the mean weight over firms 1.
func (r *raking) normalise() {
	sum := 0.0
	for i, g := range r.groups {
		sum += g.Firms * r.out.Weights[i]
	}
	for i := range r.out.Weights {
		r.out.Weights[i] *= r.firms / sum
	}
}

// trim cuts weights to the limits, which are multiples of the mean that cutting
// moves, and reports whether it cut any.
func (r *raking) trim() bool {
	cut := map[int]bool{}
	for range 100 {
		before := len(cut)
		moved := false
		for i, w := range r.out.Weights {
			if in := min(max(w, r.limits.Low), r.limits.High); r.groups[i].Firms > 0 && math.Abs(in-w) > 1e-9 {
				r.out.Weights[i], cut[i], moved = in, true, true
			}
		}
		r.normalise()
		if !moved && before == len(cut) {
			break
		}
	}
	r.out.Trimmed = len(cut)
	return len(cut) > 0
}

// settled reports whether a whole round of fitting and trimming changed
// nothing any more.
func (r *raking) settled() bool {
	for i, w := range r.out.Weights {
		if math.Abs(w-r.last[i]) > 1e-7 {
			return false
		}
	}
	return true
}

// distance is the largest relative distance from a margin.
func (r *raking) distance() float64 {
	worst := 0.0
	for m := range r.targets {
		have, sum := r.sums(m)
		for c, target := range r.targets[m] {
			if target > 0 {
				worst = max(worst, math.Abs(have[c]/sum/target-1))
			}
		}
	}
	return worst
}
