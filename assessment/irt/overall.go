package irt

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Overall is the weighted mean of the dimensions' shares of their highest
// scores, as answering everything would give it: moments of a share from 0 to
// 1, and the range the known answers leave it. All are NaN when no dimension
// counts.
//
// Intervals and levels take the share to follow the beta distribution on
// [Low, High] with these moments. It sums many answers, so the shape hardly
// matters there; within one dimension it does (see Posterior.Score). For rules
// other than a weighted mean, or gates across dimensions, count over
// Posterior.Draws.
type Overall struct{ Mean, Variance, Low, High float64 }

// Overall returns the distribution of the overall share. Weights are one per
// dimension, at least 0 and not all 0; nil weighs all alike. A dimension
// without items that count takes no part.
//
// Variance = Σ_d residual_d + β′Cβ: within a dimension it is exact, since
// residual_d is what the slope β_d = Cov(S_d, θ_d)/Var(θ_d) leaves of the
// dimension's exact variance; between dimensions it is linear in θ.
func (p *Posterior) Overall(weights []float64) (Overall, error) {
	if err := p.checkWeights(weights); err != nil {
		return Overall{}, err
	}
	slope := make([]float64, p.e.dims)
	total, sum := 0.0, Overall{}
	for d := range p.e.dims {
		o := p.outlook(d)
		if o.highest == 0 {
			continue
		}
		w := 1.0
		if weights != nil {
			w = weights[d]
		}
		total += w
		sum.Mean += w * o.mean
		sum.Low += w * o.low
		sum.High += w * o.high
		sum.Variance += w * w * (o.variance - o.slope*o.slope*p.variance(d))
		slope[d] = w * o.slope
	}
	if total == 0 {
		nan := math.NaN()
		return Overall{nan, nan, nan, nan}, nil
	}
	for i := range slope {
		sum.Variance += slope[i] * dot(p.cov[i*p.e.dims:(i+1)*p.e.dims], slope)
	}
	return Overall{sum.Mean / total, max(0, sum.Variance/total/total), sum.Low / total, sum.High / total}, nil
}

func (p *Posterior) checkWeights(weights []float64) error {
	if weights == nil {
		return nil
	}
	if len(weights) != p.e.dims {
		return fmt.Errorf("irt: %d weights for %d dimensions", len(weights), p.e.dims)
	}
	sum := 0.0
	for d, w := range weights {
		if !(w == 0 || w >= 1e-9 && w <= maxRaw) {
			return fmt.Errorf("irt: weight of dimension %d is %g; want 0, or 1e-9 to %g", d, w, float64(maxRaw))
		}
		sum += w
	}
	if sum == 0 {
		return fmt.Errorf("irt: no dimension has weight")
	}
	return nil
}

// SD is the standard deviation of the overall share.
func (o Overall) SD() float64 { return math.Sqrt(o.Variance) }

// Interval is the 5 to 95 % interval.
func (o Overall) Interval() (low, high float64) { return o.quantile(0.05), o.quantile(0.95) }

// Levels returns the probability of each overall level, lowest first; cuts are
// shares as in a Ladder. Nil when no dimension counts.
func (o Overall) Levels(cuts []float64) ([]float64, error) {
	if err := validateCuts(cuts); err != nil {
		return nil, err
	}
	if math.IsNaN(o.Mean) || math.IsNaN(o.Variance) {
		return nil, nil
	}
	out, above := make([]float64, len(cuts)+1), 1.0
	for k, c := range cuts {
		reach := min(above, 1-o.below(c-cutSlack))
		out[k], above = above-reach, reach
	}
	out[len(cuts)] = above
	return out, nil
}

// shape says how the share is spread between Low and High.
type shape int

const (
	point shape = iota // all at the mean
	ends               // as spread as the moments allow: at either end, as one open yes/no item is
	beta
)

// shape returns the shape, the mean as a share of the range, and the
// parameters of a beta distribution.
func (o Overall) shape() (kind shape, m, a, b float64) {
	width := o.High - o.Low
	if !(width > cutSlack) || !(o.SD() > cutSlack) {
		return point, 0, 0, 0
	}
	m = (o.Mean - o.Low) / width
	size := m*(1-m)*width*width/o.Variance - 1
	a, b = m*size, (1-m)*size
	switch {
	case size > 1e8:
		return point, m, 0, 0
	case a > 1e-6 && b > 1e-6:
		return beta, m, a, b
	}
	return ends, m, 0, 0
}

// below is the probability of a share less than c.
func (o Overall) below(c float64) float64 {
	if c <= o.Low-cutSlack {
		return 0
	}
	if c > o.High {
		return 1
	}
	kind, m, a, b := o.shape()
	switch {
	case kind == beta:
		return mathext.RegIncBeta(a, b, min(max((c-o.Low)/(o.High-o.Low), 0), 1))
	case kind == ends:
		return 1 - m
	case c < o.Mean:
		return 0
	}
	return 1
}

func (o Overall) quantile(q float64) float64 {
	kind, m, a, b := o.shape()
	switch {
	case kind == beta:
		return o.Low + (o.High-o.Low)*mathext.InvRegIncBeta(a, b, q)
	case kind == ends && q <= 1-m:
		return o.Low
	case kind == ends:
		return o.High
	}
	return o.Mean
}
