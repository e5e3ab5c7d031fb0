package irt

// outlook is how a dimension's share of its highest score depends on the trait:
// per node the mean and variance that the open items add.
type outlook struct {
	highest  float64 // raw score, in steps
	mean     float64 // of the share, answered items included
	variance float64 // of the share, exact on the grid
	low      float64 // of the share, if every open item were 0
	high     float64 // of the share, if every open item were at its top
	slope    float64 // β: Cov(share, θ)/Var(θ)
	expected []float64
	spread   []float64
}

// outlook looks at dimension d; its slices hold what unasked items add.
func (p *Posterior) outlook(d int) outlook {
	o := outlook{}
	base, open := 0.0, 0.0
	for _, i := range p.e.byDimension[d] {
		if p.responses[i] == Excluded {
			continue
		}
		points := p.e.points[i]
		top := float64(points[len(points)-1])
		o.highest += top
		if x, ok := known(p.responses[i]); ok {
			base += float64(points[x])
		} else {
			open += top
		}
	}
	if o.highest == 0 {
		return o
	}
	n := len(p.e.nodes)
	both := make([]float64, 2*n)
	o.expected, o.spread = both[:n], both[n:]
	for _, i := range p.e.byDimension[d] {
		if p.responses[i] != Unasked || p.e.items[i].Weight == 0 {
			continue
		}
		w := p.e.items[i].Weight / p.e.step[d] / o.highest
		for g := range n {
			o.expected[g] += w * p.e.expected[i][g]
			o.spread[g] += w * w * p.e.spread[i][g]
		}
	}
	o.low, o.high = base/o.highest, (base+open)/o.highest
	more, between, within, slope := p.describe(d, o.expected, o.spread)
	o.mean, o.variance, o.slope = o.low+more, between+within, slope
	return o
}

// describe returns, over the marginal of d, the mean and variance of f(θ), the
// mean of v(θ), and the slope of f on θ.
func (p *Posterior) describe(d int, f, v []float64) (mean, variance, within, slope float64) {
	q := p.row(d)
	for g, w := range q {
		mean += w * f[g]
		within += w * v[g]
	}
	for g, w := range q {
		off := f[g] - mean
		variance += w * off * off
		slope += w * off * (p.e.nodes[g] - p.mean[d])
	}
	return mean, variance, within, ratio(slope, p.variance(d))
}

// ratio is a/b, and 0 when b is too small to divide by: a marginal on a single
// node has no slope.
func ratio(a, b float64) float64 {
	if b < 1e-12 {
		return 0
	}
	return a / b
}
