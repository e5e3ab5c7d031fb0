package irt

import (
	"math"
	"slices"
)

// Dimensions is the number of dimensions.
func (p *Posterior) Dimensions() int { return p.e.dims }

// Responses returns a copy of the responses the posterior is given.
func (p *Posterior) Responses() []int { return slices.Clone(p.responses) }

// Mean is the posterior mean of dimension d, within the grid; NaN if there is
// no such dimension.
func (p *Posterior) Mean(d int) float64 {
	if !p.e.hasDimension(d) {
		return math.NaN()
	}
	return p.mean[d]
}

// SD is the posterior standard deviation of dimension d, NaN if there is no
// such dimension. It is 0 only on a grid too coarse for the answers.
func (p *Posterior) SD(d int) float64 {
	if !p.e.hasDimension(d) {
		return math.NaN()
	}
	return p.sd[d]
}

// Covariance returns the posterior covariance, dims × dims and symmetric; its
// diagonal is SD squared.
func (p *Posterior) Covariance() [][]float64 {
	return rows(p.cov, p.e.dims)
}

// Marginal returns the posterior of dimension d over Engine.Nodes, which sums
// to 1; nil if there is no such dimension.
func (p *Posterior) Marginal(d int) []float64 {
	if !p.e.hasDimension(d) {
		return nil
	}
	return slices.Clone(p.row(d))
}

// Predictive returns the posterior predictive probability of each category of
// the item, answered or not: Σ_g q(g)·P_x(g). Nil if there is no such item.
func (p *Posterior) Predictive(item int) []float64 {
	if !p.e.hasItem(item) {
		return nil
	}
	q, n := p.row(p.e.items[item].Dimension), len(p.e.nodes)
	out := make([]float64, p.e.items[item].Categories())
	for x := range out {
		out[x] = dot(q, p.e.prob[item][x*n:(x+1)*n])
	}
	return out
}

// ExpectedVariance is the variance of the item's dimension to be expected after
// asking it: E_x Var(θ|x) over the predictive distribution (van der Linden
// 1999). It never exceeds the variance now. NaN if there is no such item.
func (p *Posterior) ExpectedVariance(item int) float64 {
	if !p.e.hasItem(item) {
		return math.NaN()
	}
	return max(0, p.variance(p.e.items[item].Dimension)-p.reduction(item))
}

// reduction is the variance an answer to the item is expected to take away: the
// variance of the posterior mean over the answers, Σ_x P(x)(E[θ|x]−E[θ])².
func (p *Posterior) reduction(item int) float64 {
	d, n := p.e.items[item].Dimension, len(p.e.nodes)
	q, mean := p.row(d), p.mean[d]
	total := 0.0
	for x := range p.e.items[item].Categories() {
		mass, first := 0.0, 0.0
		prob := p.e.prob[item][x*n : (x+1)*n]
		for g, node := range p.e.nodes {
			w := q[g] * prob[g]
			mass += w
			first += w * (node - mean)
		}
		if mass > 0 {
			total += first * first / mass
		}
	}
	return min(total, p.variance(d))
}

// LogEvidence is the logarithm of the probability of the answers given the
// bank: exact on the grid for one dimension, otherwise the approximation of
// expectation propagation. 0 without answers.
func (p *Posterior) LogEvidence() float64 {
	s := &p.ep
	total := 0.5 * s.logDet
	for _, d := range s.answered {
		mu, v := s.cavMean[d], s.cavVar[d]
		precision := 1/v + s.tau[d]
		shift := mu/v + s.nu[d]
		total += s.mass[d] - logMass(p.e.nodes, mu, v)
		total += 0.5 * (math.Log(v*precision) - shift*shift/precision + mu*mu/v + s.nu[d]*s.mean[d])
	}
	return total
}

// logMass is the logarithm of Σ_g exp(−(g−mu)²/2v).
func logMass(nodes []float64, mu, v float64) float64 {
	last := len(nodes) - 1
	near := nodes[min(max(int(math.Round((mu-nodes[0])/(nodes[last]-nodes[0])*float64(last))), 0), last)]
	top := -(near - mu) * (near - mu) * 0.5 / v
	sum := 0.0
	for _, x := range nodes {
		sum += math.Exp(-(x-mu)*(x-mu)*0.5/v - top)
	}
	return top + math.Log(sum)
}

// row is the marginal of dimension d, not to be changed.
func (p *Posterior) row(d int) []float64 {
	n := len(p.e.nodes)
	return p.marginal[d*n : (d+1)*n]
}

func (p *Posterior) variance(d int) float64 { return p.sd[d] * p.sd[d] }

func rows(flat []float64, n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = slices.Clone(flat[i*n : (i+1)*n])
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	b = b[:len(a)]
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}
