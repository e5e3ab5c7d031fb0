package irt

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Bounds of expectation propagation.
const (
	maxSweeps     = 60
	sweepAccuracy = 1e-5 // of every mean and SD between two sweeps
	minVariance   = 1e-6 // of a factor's approximation, for grids too coarse to tell
	negligible    = -40  // log weight below the highest that counts as none
)

// Posterior is what a set of answers says about the dimensions. It is read
// only, but for Engine.Update, and may be shared between goroutines.
type Posterior struct {
	e         *Engine
	responses []int
	marginal  []float64 // dims × nodes, each row sums to 1
	mean, sd  []float64 // of the marginals
	cov       []float64 // dims × dims, its diagonal the marginals' variances
	ep        propagation
}

// propagation is the state of expectation propagation: one Gaussian site with
// precision tau and shift nu per dimension, and the joint they give.
type propagation struct {
	like     []float64 // dims × nodes: log-likelihood of the dimension's answers
	answered []int     // dimensions with an answer
	tau, nu  []float64
	mean     []float64
	cov, col []float64
	cavMean  []float64
	cavVar   []float64
	mass     []float64 // log of the tilted distribution's unnormalised sum
	hermite  []float64 // dims × orders: moments of the tilted distributions
	logDet   float64   // log |C|/|Σ|
}

// Posterior returns the joint posterior given the responses: per item a
// category, Unasked, Excluded or Fixed. It fails when their number or a
// category does not fit the bank.
//
// The joint is found by expectation propagation (Minka 2001), the marginals
// refined to first order (Cseke & Heskes 2011). With one dimension, or uncorrelated ones, it is the expected a posteriori estimate on
// the grid (Bock & Mislevy 1982), with no approximation but the grid's.
func (e *Engine) Posterior(responses []int) (*Posterior, error) {
	p := &Posterior{}
	if err := e.Update(p, responses); err != nil {
		return nil, err
	}
	return p, nil
}

// Update makes p the posterior given the responses, as Engine.Posterior does,
// reusing its memory. On an error p is unchanged. The zero Posterior may be
// passed, and nothing else done with it before.
func (e *Engine) Update(p *Posterior, responses []int) error {
	if err := e.check(responses); err != nil {
		return err
	}
	if p.e != e {
		p.allocate(e)
	}
	copy(p.responses, responses)
	p.gather()
	p.propagate()
	p.settle()
	return nil
}

func (p *Posterior) allocate(e *Engine) {
	d, n := e.dims, len(e.nodes)
	all := make([]float64, 2*d*n+(9+maxOrder+1)*d+2*d*d)
	cut := func(n int) []float64 {
		part := all[:n:n]
		all = all[n:]
		return part
	}
	p.e, p.responses = e, make([]int, len(e.items))
	p.marginal, p.mean, p.sd, p.cov = cut(d*n), cut(d), cut(d), cut(d*d)
	p.ep = propagation{
		like: cut(d * n), answered: make([]int, 0, d), tau: cut(d), nu: cut(d), mean: cut(d), cov: cut(d * d),
		col: cut(d), cavMean: cut(d), cavVar: cut(d), mass: cut(d),
		hermite: cut((maxOrder + 1) * d),
	}
}

// gather sums the log-likelihoods of the answers, in the order of the items.
func (p *Posterior) gather() {
	s, n := &p.ep, len(p.e.nodes)
	clear(s.like)
	s.answered = s.answered[:0]
	for d, items := range p.e.byDimension {
		like, any := s.like[d*n:(d+1)*n], false
		for _, i := range items {
			if x, ok := evidence(p.responses[i]); ok {
				floats.Add(like, p.e.logp[i][x*n:(x+1)*n])
				any = true
			}
		}
		if any {
			s.answered = append(s.answered, d)
		}
	}
}

// propagate visits the dimensions with answers until nothing moves. The
// likelihood is log-concave, so sites never have negative precision and the
// sweeps settle; maxSweeps is a guard.
func (p *Posterior) propagate() {
	s := &p.ep
	clear(s.tau)
	clear(s.nu)
	clear(s.mean)
	clear(p.mean)
	clear(p.sd)
	copy(s.cov, p.e.prior)
	s.logDet = 0
	for range maxSweeps {
		moved := 0.0
		for _, d := range s.answered {
			moved = max(moved, p.visit(d))
		}
		if moved < sweepAccuracy || len(s.answered) == 1 {
			break
		}
	}
}

// visit renews the site of dimension d and returns how far its marginal moved.
func (p *Posterior) visit(d int) float64 {
	s, dims := &p.ep, p.e.dims
	own := s.cov[d*dims+d]
	v := 1 / max(1, 1/own-s.tau[d]) // a cavity is never wider than the prior
	mu := v * (s.mean[d]/own - s.nu[d])
	oldMean, oldSD := p.mean[d], p.sd[d]
	p.tilt(d, mu, v)

	variance := min(max(p.sd[d]*p.sd[d], minVariance), v)
	tau := max(0, 1/variance-1/v)
	change := tau - s.tau[d]
	s.tau[d], s.nu[d] = tau, p.mean[d]/variance-mu/v
	s.cavMean[d], s.cavVar[d] = mu, v
	s.shift(d, change)
	return max(math.Abs(p.mean[d]-oldMean), math.Abs(p.sd[d]-oldSD))
}

// shift adds change to the precision of dimension d: a rank-one update of the
// joint's covariance, then its mean.
func (s *propagation) shift(d int, change float64) {
	dims := len(s.tau)
	for i := range dims {
		s.col[i] = s.cov[i*dims+d]
	}
	grow := 1 + change*s.col[d]
	s.logDet -= math.Log(grow)
	for i := range dims {
		floats.AddScaled(s.cov[i*dims:(i+1)*dims], -change/grow*s.col[i], s.col)
	}
	for i := range dims {
		s.mean[i] = floats.Dot(s.cov[i*dims:(i+1)*dims], s.nu)
	}
}

// tilt sets the marginal of dimension d to its likelihood times N(mu, v), and
// its mean and SD.
func (p *Posterior) tilt(d int, mu, v float64) {
	n := len(p.e.nodes)
	q, like := p.marginal[d*n:(d+1)*n], p.ep.like[d*n:(d+1)*n]
	top, half := math.Inf(-1), 0.5/v
	for g, x := range p.e.nodes {
		t := like[g] - (x-mu)*(x-mu)*half
		q[g] = t
		top = max(top, t)
	}
	sum, first := 0.0, 0.0
	for g, t := range q {
		w := 0.0
		if t -= top; t > negligible {
			w = math.Exp(t)
		}
		q[g] = w
		sum += w
		first += w * p.e.nodes[g]
	}
	mean, second := first/sum, 0.0
	for g, w := range q {
		q[g] = w / sum
		second += q[g] * (p.e.nodes[g] - mean) * (p.e.nodes[g] - mean)
	}
	p.mean[d], p.sd[d], p.ep.mass[d] = mean, math.Sqrt(second), top+math.Log(sum)
}

// settle fills the marginals of dimensions without answers, refines all, and
// gives the covariance the marginals' variances, keeping the joint's correlations.
func (p *Posterior) settle() {
	s, dims := &p.ep, p.e.dims
	for d := range dims {
		if !slices.Contains(s.answered, d) {
			p.tilt(d, s.mean[d], s.cov[d*dims+d])
		}
	}
	p.refine()
	for i := range dims {
		for j := range dims {
			scale := p.sd[i] * p.sd[j] / math.Sqrt(s.cov[i*dims+i]*s.cov[j*dims+j])
			p.cov[i*dims+j] = s.cov[i*dims+j] * scale
		}
	}
}
