package irt

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// Draws yields n full sets of categories, one entry per item: known items as
// they are, Excluded ones as Excluded, Unasked ones drawn from the posterior.
// Any rule over all dimensions can so be given probabilities by counting. The
// same posterior, n and seed yield the same sets. The slice is reused between
// yields.
//
// Traits are drawn jointly by a normal copula: correlations are those of
// Covariance, each dimension's own distribution is exactly its Marginal.
func (p *Posterior) Draws(n int, seed uint64) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
		s := p.newSampler()
		for range n {
			s.draw(rng)
			if !yield(s.sheet) {
				return
			}
		}
	}
}

type sampler struct {
	p     *Posterior
	lower []float64 // Cholesky factor of the correlations, dims × dims
	cum   []float64 // dims × nodes: cumulated marginals
	z     []float64
	sheet []int
}

func (p *Posterior) newSampler() *sampler {
	dims, n := p.e.dims, len(p.e.nodes)
	s := &sampler{p: p, lower: p.factor(), cum: slices.Clone(p.marginal), z: make([]float64, dims), sheet: make([]int, len(p.responses))}
	for d := range dims {
		row := s.cum[d*n : (d+1)*n]
		for g := 1; g < n; g++ {
			row[g] += row[g-1]
		}
	}
	for i, r := range p.responses {
		s.sheet[i] = r
		if x, ok := known(r); ok {
			s.sheet[i] = x
		}
	}
	return s
}

// factor is the lower Cholesky factor of the posterior correlations; should
// rounding have cost them their definiteness, dimensions are drawn apart.
func (p *Posterior) factor() []float64 {
	dims := p.e.dims
	corr, lower := make([]float64, dims*dims), make([]float64, dims*dims)
	for i := range dims {
		for j := range dims {
			corr[i*dims+j] = p.ep.cov[i*dims+j] / math.Sqrt(p.ep.cov[i*dims+i]*p.ep.cov[j*dims+j])
		}
		corr[i*dims+i], lower[i*dims+i] = 1, 1
	}
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(dims, corr)) {
		return lower
	}
	var l mat.TriDense
	chol.LTo(&l)
	for i := range dims {
		for j := 0; j <= i; j++ {
			lower[i*dims+j] = l.At(i, j)
		}
	}
	return lower
}

// draw fills the sheet.
func (s *sampler) draw(rng *rand.Rand) {
	e, n := s.p.e, len(s.p.e.nodes)
	for d := range s.z {
		s.z[d] = rng.NormFloat64()
	}
	for d, items := range e.byDimension {
		z := dot(s.lower[d*e.dims:d*e.dims+d+1], s.z)
		u := 0.5 * math.Erfc(-z/math.Sqrt2)
		g := min(sort.SearchFloat64s(s.cum[d*n:(d+1)*n], u), n-1)
		for _, i := range items {
			if s.p.responses[i] == Unasked {
				s.sheet[i] = pick(rng.Float64(), e.prob[i], g, n)
			}
		}
	}
}

// pick is the category that u, uniform on [0, 1), falls on at node g.
func pick(u float64, prob []float64, g, nodes int) int {
	last := len(prob)/nodes - 1
	for x := range last {
		if u -= prob[x*nodes+g]; u < 0 {
			return x
		}
	}
	return last
}
