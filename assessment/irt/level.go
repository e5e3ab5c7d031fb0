package irt

import (
	"fmt"
	"math"
)

// cutSlack forgives the last bits of a share: a score equal to a cut has
// reached it.
const cutSlack = 1e-9

// Ladder turns a dimension's score into a level 1, 2, …, len(Cuts)+1.
type Ladder struct {
	Cuts  []float64 // shares of the highest score where levels 2, 3, … begin; 0 to 1, not falling
	Gates []Gate    // of the dimension
}

func (l Ladder) validate(e *Engine, d int) error {
	if err := validateCuts(l.Cuts); err != nil {
		return err
	}
	for k, g := range l.Gates {
		switch {
		case !e.hasItem(g.Item) || e.items[g.Item].Dimension != d:
			return fmt.Errorf("irt: gate %d is on item %d, which is not in dimension %d", k, g.Item, d)
		case g.Below < 0 || g.Below > len(e.items[g.Item].B):
			return fmt.Errorf("irt: gate %d opens at category %d; item %d has 0 to %d", k, g.Below, g.Item, len(e.items[g.Item].B))
		case g.Cap < 1 || g.Cap > len(l.Cuts)+1:
			return fmt.Errorf("irt: gate %d caps at level %d; levels are 1 to %d", k, g.Cap, len(l.Cuts)+1)
		}
	}
	return nil
}

func validateCuts(cuts []float64) error {
	if len(cuts) > 1000 {
		return fmt.Errorf("irt: %d cuts; want at most 1000", len(cuts))
	}
	for k, c := range cuts {
		if !(c >= 0 && c <= 1) {
			return fmt.Errorf("irt: cut %d is %g, not a share of 0 to 1", k, c)
		}
		if k > 0 && c < cuts[k-1] {
			return fmt.Errorf("irt: cut %d is %g, below the one before", k, c)
		}
	}
	return nil
}

// Levels returns the probability of each level of dimension d, lowest first,
// that answering everything would give: len(Cuts)+1 numbers that sum to 1, from
// the joint distribution of score and gates. It is nil when no item of the
// dimension counts in the score, and an error when the ladder does not fit.
func (p *Posterior) Levels(d int, ladder Ladder) ([]float64, error) {
	if !p.e.hasDimension(d) {
		return nil, fmt.Errorf("irt: no dimension %d", d)
	}
	if err := ladder.validate(p.e, d); err != nil {
		return nil, err
	}
	return p.levels(d, ladder), nil
}

// levels is Levels of a ladder that fits.
func (p *Posterior) levels(d int, ladder Ladder) []float64 {
	top := len(ladder.Cuts) + 1
	joint := p.predict(d, ladder.Gates, top)
	highest := len(joint[0]) - 1
	if highest == 0 {
		return nil
	}
	out := make([]float64, top)
	reached := 0
	for k := 0; k <= highest; k++ {
		share := float64(k) / float64(highest)
		for reached < len(ladder.Cuts) && share >= ladder.Cuts[reached]-cutSlack {
			reached++
		}
		for c := range joint {
			out[min(reached, c)] += joint[c][k]
		}
	}
	return out
}

// Overall is the weighted mean of the dimensions' shares of their highest
// scores, as answering everything would give it. Both numbers are moments of a
// share from 0 to 1; NaN when no dimension counts.
type Overall struct{ Mean, Variance float64 }

// Overall returns mean and variance of the overall share. Weights are one per
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
	total, mean, variance := 0.0, 0.0, 0.0
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
		mean += w * o.mean
		variance += w * w * (o.variance - o.slope*o.slope*p.variance(d))
		slope[d] = w * o.slope
	}
	if total == 0 {
		return Overall{Mean: math.NaN(), Variance: math.NaN()}, nil
	}
	for i := range slope {
		variance += slope[i] * dot(p.cov[i*p.e.dims:(i+1)*p.e.dims], slope)
	}
	return Overall{Mean: mean / total, Variance: max(0, variance/total/total)}, nil
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
		if !(w >= 0 && w <= maxRaw) {
			return fmt.Errorf("irt: weight of dimension %d is %g; want 0 to %g", d, w, float64(maxRaw))
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

// Interval is the 5 to 95 % interval, by a normal distribution of these
// moments, within 0 to 1. The score sums many answers, so the normal serves
// well here; within one dimension it does not (see Posterior.Score).
func (o Overall) Interval() (low, high float64) {
	const z = 1.6448536269514722
	return max(0, o.Mean-z*o.SD()), min(1, o.Mean+z*o.SD())
}

// Levels returns the probability of each overall level by the same normal
// distribution; cuts are shares as in a Ladder. For rules other than a weighted
// mean, or gates across dimensions, count levels over Posterior.Draws. Nil when
// no dimension counts.
func (o Overall) Levels(cuts []float64) ([]float64, error) {
	if err := validateCuts(cuts); err != nil {
		return nil, err
	}
	if math.IsNaN(o.Mean) || math.IsNaN(o.Variance) {
		return nil, nil
	}
	out, above := make([]float64, len(cuts)+1), 1.0
	for k, c := range cuts {
		reach := o.atLeast(c)
		out[k], above = above-reach, reach
	}
	out[len(cuts)] = above
	return out, nil
}

// atLeast is the probability of a share of c or more.
func (o Overall) atLeast(c float64) float64 {
	if c <= 0 {
		return 1
	}
	sd := o.SD()
	if sd < cutSlack {
		if o.Mean >= c-cutSlack {
			return 1
		}
		return 0
	}
	return 0.5 * math.Erfc((c-cutSlack-o.Mean)/sd/math.Sqrt2)
}
