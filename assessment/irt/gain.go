package irt

// Aim is what a question is to make surer.
type Aim int

// The aims.
const (
	// ScoreAim is the full-form score, with the score taken as linear in θ:
	//
	//	w̃²E[Var(x|θ)] + β_d²v − (β_d−β_i)²(v−Δ) + Σ_{j≠d open} β_j²C_jd²Δ/v²
	//
	// with w̃ the item's weight over the dimension's highest score, v the
	// variance of the dimension, Δ the reduction of it to be expected, C the
	// posterior covariance, β the slope of a dimension's open score on its
	// trait and β_i the item's part of it.
	ScoreAim Aim = iota
	// ExactAim is ScoreAim with the item's own dimension taken exactly:
	// Var(S_d) − E_x Var(S_d|x) on the grid. It costs the same.
	ExactAim
	// TraitAim is the traits themselves: (Δ/v²)·Σ_{j open} C_jd², the item's own
	// dimension included: the expected reduction of the trace of the covariance
	// (van der Linden 1999).
	TraitAim
)

// Gain is what asking an item is expected to take from the variance, in the
// terms that explain it. Terms may be negative only by rounding.
type Gain struct {
	Item      int
	Reduction float64 // Δ: of the variance of the item's dimension
	Residual  float64 // w̃²E[Var(x|θ)]: this answer's own chance; 0 for TraitAim
	Own       float64 // through the item's own trait
	Others    float64 // through the other open dimensions
	Total     float64 // Residual + Own + Others
}

// Gains appends to dst the gain of every Unasked item of the given dimension,
// or of all dimensions if it is negative, in the order of the items. Open says
// per dimension whether it still wants questions, which only the terms of other
// dimensions read; nil, or a length that does not fit, means all do.
func (p *Posterior) Gains(dst []Gain, dimension int, aim Aim, open []bool) []Gain {
	outlooks := make([]outlook, p.e.dims)
	if aim != TraitAim {
		for d := range outlooks {
			if d == dimension || dimension < 0 || isOpen(open, d, p.e.dims) {
				outlooks[d] = p.outlook(d)
			}
		}
	}
	for d, items := range p.e.byDimension {
		if dimension >= 0 && d != dimension {
			continue
		}
		others := p.reach(d, aim, open, outlooks)
		for _, i := range items {
			if p.responses[i] == Unasked {
				dst = append(dst, p.gain(i, aim, &outlooks[d], others))
			}
		}
	}
	return dst
}

// Gain returns the gain of one item. It is the zero Gain with Item −1 if the
// item does not exist or is not Unasked.
func (p *Posterior) Gain(item int, aim Aim, open []bool) Gain {
	if p.e.hasItem(item) && p.responses[item] == Unasked {
		for _, g := range p.Gains(nil, p.e.items[item].Dimension, aim, open) {
			if g.Item == item {
				return g
			}
		}
	}
	return Gain{Item: -1}
}

func isOpen(open []bool, d, dims int) bool { return len(open) != dims || open[d] }

// reach is what one unit of Δ in dimension d is worth in the other open ones.
func (p *Posterior) reach(d int, aim Aim, open []bool, outlooks []outlook) float64 {
	sum := 0.0
	for j := range p.e.dims {
		if j == d || !isOpen(open, j, p.e.dims) {
			continue
		}
		c := p.cov[j*p.e.dims+d]
		if aim != TraitAim {
			c *= outlooks[j].slope
		}
		sum += c * c
	}
	return ratio(ratio(sum, p.variance(d)), p.variance(d))
}

func (p *Posterior) gain(item int, aim Aim, o *outlook, others float64) Gain {
	d := p.e.items[item].Dimension
	v := p.variance(d)
	out := Gain{Item: item, Reduction: p.reduction(item)}
	out.Others = others * out.Reduction
	if aim == TraitAim {
		out.Own = out.Reduction
	} else if o.highest > 0 {
		w := p.e.items[item].Weight / p.e.step[d] / o.highest
		_, _, within, slope := p.describe(d, p.e.expected[item], p.e.spread[item])
		out.Residual = w * w * within
		if aim == ExactAim {
			out.Own = p.exactOwn(item, w, o)
		} else {
			rest := o.slope - w*slope
			out.Own = o.slope*o.slope*v - rest*rest*(v-out.Reduction)
		}
	}
	out.Total = out.Residual + out.Own + out.Others
	return out
}

// exactOwn is Var(f(θ)) − E_x Var(f(θ) − w·E[x|θ] | x), f the dimension's open
// score: what the answer takes from the score's variance beside its residual.
func (p *Posterior) exactOwn(item int, w float64, o *outlook) float64 {
	d, n := p.e.items[item].Dimension, len(p.e.nodes)
	q, expected := p.row(d), p.e.expected[item]
	rest := make([]float64, n)
	center, all := 0.0, 0.0
	for g, f := range o.expected {
		rest[g] = f - w*expected[g]
		center += q[g] * rest[g]
		all += q[g] * f
	}
	before, after := 0.0, 0.0
	for g, f := range o.expected {
		rest[g] -= center
		before += q[g] * (f - all) * (f - all)
		after += q[g] * rest[g] * rest[g]
	}
	for x := range p.e.items[item].Categories() {
		mass, first := 0.0, 0.0
		for g, pr := range p.e.prob[item][x*n : (x+1)*n] {
			mass += q[g] * pr
			first += q[g] * pr * rest[g]
		}
		if mass > 0 {
			after -= first * first / mass
		}
	}
	return before - after
}
