package irt

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomBank draws a bank: perDimension items in each of dims dimensions, up to
// categories categories, equal correlations r. Banks differ in discriminations,
// thresholds and weights (1 to 3).
func randomBank(rng *rand.Rand, dims, perDimension, categories int, r float64) Bank {
	bank := Bank{Dimensions: dims, Correlations: Equicorrelation(dims, r)}
	for d := range dims {
		for range perDimension {
			bank.Items = append(bank.Items, randomItem(rng, d, 2+rng.IntN(categories-1)))
		}
	}
	return bank
}

func randomItem(rng *rand.Rand, d, categories int) Item {
	it := Item{Dimension: d, A: 1.2 + 1.3*rng.Float64(), Weight: float64(1 + rng.IntN(3))}
	for range categories - 1 {
		it.B = append(it.B, rng.NormFloat64())
	}
	slices.Sort(it.B)
	for k := 1; k < len(it.B); k++ {
		it.B[k] = max(it.B[k], it.B[k-1]+0.3)
	}
	return it
}

func mustEngine(t testing.TB, bank Bank, grid Grid) *Engine {
	t.Helper()
	e, err := NewEngine(bank, grid)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustPosterior(t testing.TB, e *Engine, responses []int) *Posterior {
	t.Helper()
	p, err := e.Posterior(responses)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// traits draws θ with equal correlations r ≥ 0.
func traits(rng *rand.Rand, dims int, r float64) []float64 {
	common := rng.NormFloat64()
	theta := make([]float64, dims)
	for d := range theta {
		theta[d] = math.Sqrt(r)*common + math.Sqrt(1-r)*rng.NormFloat64()
	}
	return theta
}

// answer draws answers at θ, each item left out with probability missing.
func answer(rng *rand.Rand, items []Item, theta []float64, missing float64) []int {
	out := make([]int, len(items))
	for i, it := range items {
		out[i] = Unasked
		if rng.Float64() >= missing {
			u := rng.Float64()
			for out[i] = 0; out[i] < len(it.B); out[i]++ {
				if u -= it.Probabilities(theta[it.Dimension])[out[i]]; u < 0 {
					break
				}
			}
		}
	}
	return out
}

func near(t testing.TB, what string, got, want, slack float64) {
	t.Helper()
	if !(math.Abs(got-want) <= slack) {
		t.Errorf("%s is %.10g, want %.10g within %g", what, got, want, slack)
	}
}

// textbook is P_x(θ) straight from the definition.
func textbook(it Item, theta float64) []float64 {
	upper := func(k int) float64 {
		switch {
		case k == 0:
			return 1
		case k > len(it.B):
			return 0
		}
		return 1 / (1 + math.Exp(-it.A*(theta-it.B[k-1])))
	}
	out := make([]float64, len(it.B)+1)
	for x := range out {
		out[x] = upper(x) - upper(x+1)
	}
	return out
}

// lattice is a brute-force posterior over three dimensions.
type lattice struct {
	nodes []float64
	prior []float64 // n³
}

// newLattice tabulates the normal density with equal correlations r.
func newLattice(n int, reach, r float64) *lattice {
	l := &lattice{nodes: Grid{Nodes: n, Range: reach}.points(), prior: make([]float64, n*n*n)}
	// the inverse of (1−r)I + r11′ is (I − r/(1+2r)·11′)/(1−r)
	for i, x := range l.nodes {
		for j, y := range l.nodes {
			for k, z := range l.nodes {
				sum := x + y + z
				l.prior[(i*n+j)*n+k] = math.Exp(-0.5 * (x*x + y*y + z*z - r/(1+2*r)*sum*sum) / (1 - r))
			}
		}
	}
	return l
}

// moments returns means and covariance given the answers, and the marginal
// likelihood.
func (l *lattice) moments(items []Item, responses []int) (mean [3]float64, cov [3][3]float64, evidence float64) {
	n := len(l.nodes)
	var like [3][]float64
	for d := range like {
		like[d] = make([]float64, n)
		for g, theta := range l.nodes {
			like[d][g] = 1
			for i, it := range items {
				if it.Dimension == d && responses[i] >= 0 {
					like[d][g] *= textbook(it, theta)[responses[i]]
				}
			}
		}
	}
	total, norm := 0.0, 0.0
	var second [3][3]float64
	for i, x := range l.nodes {
		for j, y := range l.nodes {
			for k, z := range l.nodes {
				p := l.prior[(i*n+j)*n+k]
				norm += p
				p *= like[0][i] * like[1][j] * like[2][k]
				total += p
				at := [3]float64{x, y, z}
				for a := range 3 {
					mean[a] += p * at[a]
					for b := range 3 {
						second[a][b] += p * at[a] * at[b]
					}
				}
			}
		}
	}
	for a := range 3 {
		mean[a] /= total
	}
	for a := range 3 {
		for b := range 3 {
			cov[a][b] = second[a][b]/total - mean[a]*mean[b]
		}
	}
	return mean, cov, total / norm
}
