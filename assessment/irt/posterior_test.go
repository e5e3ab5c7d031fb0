package irt

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// eap is the textbook estimate on the grid.
func eap(it []Item, responses []int, nodes []float64) (mean, sd, logLikelihood float64) {
	var sum, first, second, norm float64
	for _, theta := range nodes {
		w := math.Exp(-theta * theta / 2)
		norm += w
		for i, item := range it {
			if responses[i] >= 0 {
				w *= textbook(item, theta)[responses[i]]
			}
		}
		sum, first, second = sum+w, first+w*theta, second+w*theta*theta
	}
	mean = first / sum
	return mean, math.Sqrt(second/sum - mean*mean), math.Log(sum / norm)
}

func TestOneDimensionIsEAP(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	for k := range 200 {
		bank := randomBank(rng, 1, 1+rng.IntN(15), 5, 1)
		grid := []Grid{{}, {41, 4}, {121, 6}, {15, 2}}[k%4]
		e := mustEngine(t, bank, grid)
		responses := answer(rng, bank.Items, traits(rng, 1, 0), 0.3)
		p := mustPosterior(t, e, responses)
		mean, sd, ll := eap(bank.Items, responses, e.Nodes())
		near(t, "mean", p.Mean(0), mean, 1e-10)
		near(t, "SD", p.SD(0), sd, 1e-10)
		near(t, "covariance", p.Covariance()[0][0], sd*sd, 1e-10)
		near(t, "log evidence", p.LogEvidence(), ll, 1e-9)
	}
}

// Uncorrelated dimensions do not see each other.
func TestUncorrelatedIsEAP(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	bank := randomBank(rng, 3, 6, 5, 0)
	e := mustEngine(t, bank, Grid{})
	responses := answer(rng, bank.Items, traits(rng, 3, 0), 0.2)
	p := mustPosterior(t, e, responses)
	for d := range 3 {
		var items []Item
		var own []int
		for i, it := range bank.Items {
			if it.Dimension == d {
				items, own = append(items, it), append(own, responses[i])
			}
		}
		mean, sd, _ := eap(items, own, e.Nodes())
		near(t, "mean", p.Mean(d), mean, 1e-9)
		near(t, "SD", p.SD(d), sd, 1e-9)
	}
}

// worst collects how far expectation propagation was off.
type worst struct{ mean, sd, cov, evidence float64 }

func (w *worst) compare(p *Posterior, l *lattice, items []Item, responses []int) {
	mean, cov, evidence := l.moments(items, responses)
	got := p.Covariance()
	for d := range 3 {
		w.mean = max(w.mean, math.Abs(p.Mean(d)-mean[d]))
		w.sd = max(w.sd, math.Abs(p.SD(d)-math.Sqrt(cov[d][d])))
		for j := range 3 {
			w.cov = max(w.cov, math.Abs(got[d][j]-cov[d][j]))
		}
	}
	w.evidence = max(w.evidence, math.Abs(p.LogEvidence()-math.Log(evidence)))
}

// Answers drawn from the model, against quadrature on a wider range.
func TestThreeDimensionsAgainstQuadrature(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	banks := 40
	if testing.Short() {
		banks = 5
	}
	for _, r := range []float64{0.3, 0.5, 0.7, 0.85} {
		var w worst
		l := newLattice(51, 5, r)
		for range banks {
			bank := randomBank(rng, 3, 2+rng.IntN(8), 5, r)
			responses := answer(rng, bank.Items, traits(rng, 3, r), 0.4)
			w.compare(mustPosterior(t, mustEngine(t, bank, Grid{Nodes: 101, Range: 5}), responses), l, bank.Items, responses)
		}
		t.Logf("r %g, %d banks: off by at most %.5f", r, banks, w)
		if w.mean > 0.002 || w.sd > 0.002 || w.cov > 0.002 || w.evidence > 0.005 {
			t.Error("expectation propagation is further off than promised")
		}
	}
}

// All answers at one end, the worst case for a Gaussian site.
func TestExtremesAgainstQuadrature(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 2))
	for _, r := range []float64{0.3, 0.5, 0.7, 0.85} {
		var w worst
		l := newLattice(81, 4, r)
		for k := range 6 {
			bank := randomBank(rng, 3, 2+rng.IntN(8), 5, r)
			responses := make([]int, len(bank.Items))
			for i, it := range bank.Items {
				responses[i] = (k % 2) * len(it.B)
			}
			w.compare(mustPosterior(t, mustEngine(t, bank, Grid{}), responses), l, bank.Items, responses)
		}
		t.Logf("r %g: off by at most %.5f", r, w)
		if w.mean > 0.002 || w.sd > 0.008 {
			t.Error("expectation propagation is further off than promised")
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	bank := randomBank(rng, 4, 5, 5, 0.6)
	responses := answer(rng, bank.Items, traits(rng, 4, 0.6), 0.3)
	p := mustPosterior(t, mustEngine(t, bank, Grid{}), responses)

	// the same memory, filled answer by answer in random order, gives the same bits
	e := mustEngine(t, bank, Grid{})
	var q Posterior
	sheet := slices.Repeat([]int{Unasked}, len(responses))
	for _, i := range rng.Perm(len(sheet)) {
		sheet[i] = responses[i]
		if err := e.Update(&q, sheet); err != nil {
			t.Fatal(err)
		}
	}
	for d := range 4 {
		if p.Mean(d) != q.Mean(d) || p.SD(d) != q.SD(d) {
			t.Errorf("dimension %d: %g, %g and %g, %g", d, p.Mean(d), p.SD(d), q.Mean(d), q.SD(d))
		}
	}

	// and so, nearly, does a bank whose items and dimensions are shuffled
	order, to := rng.Perm(len(responses)), rng.Perm(4)
	mixed, answers := Bank{Dimensions: 4, Correlations: bank.Correlations}, []int(nil)
	for _, i := range order {
		it := bank.Items[i]
		it.Dimension = to[it.Dimension]
		mixed.Items, answers = append(mixed.Items, it), append(answers, responses[i])
	}
	m := mustPosterior(t, mustEngine(t, mixed, Grid{}), answers)
	for d := range 4 {
		near(t, "mean", m.Mean(to[d]), p.Mean(d), 1e-5)
		near(t, "SD", m.SD(to[d]), p.SD(d), 1e-5)
	}
}

// ExpectedVariance is Σ_x P(x)·Var(θ|x), each term a posterior of its own.
func TestExpectedVariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for _, dims := range []int{1, 3} {
		slack := []float64{0, 1e-9, 0, 1e-3}[dims]
		for range 30 {
			bank := randomBank(rng, dims, 5, 5, 0.6)
			e := mustEngine(t, bank, Grid{})
			responses := answer(rng, bank.Items, traits(rng, dims, 0.6), 0.5)
			p := mustPosterior(t, e, responses)
			for i, it := range bank.Items {
				if responses[i] != Unasked {
					continue
				}
				want := 0.0
				for x, px := range p.Predictive(i) {
					next := slices.Clone(responses)
					next[i] = x
					sd := mustPosterior(t, e, next).SD(it.Dimension)
					want += px * sd * sd
				}
				near(t, "expected variance", p.ExpectedVariance(i), want, slack)
				if p.ExpectedVariance(i) > p.SD(it.Dimension)*p.SD(it.Dimension) {
					t.Error("asking is expected to lose information")
				}
			}
		}
	}
}

func TestExtremePatterns(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	for _, r := range []float64{0, 0.5, 0.99, 1 - 1e-8} {
		bank := randomBank(rng, 4, 30, 5, r)
		for i := range bank.Items {
			bank.Items[i].A *= 4
		}
		for _, grid := range []Grid{{}, {3, 4}, {5, 40}, {201, 0.5}} {
			e := mustEngine(t, bank, grid)
			for pattern := range 4 {
				responses := make([]int, len(bank.Items))
				for i, it := range bank.Items {
					switch pattern {
					case 0:
						responses[i] = len(it.B)
					case 1: // zero: all at the bottom
					case 2: // half against half
						responses[i] = (i % 2) * len(it.B)
					case 3: // dimensions against each other
						responses[i] = (it.Dimension % 2) * len(it.B)
					}
				}
				p := mustPosterior(t, e, responses)
				for d := range 4 {
					if !(p.SD(d) >= 0 && p.SD(d) <= 2) || !(math.Abs(p.Mean(d)) <= e.grid.Range) {
						t.Errorf("r %g, grid %v, pattern %d: mean %g, SD %g", r, grid, pattern, p.Mean(d), p.SD(d))
					}
				}
			}
		}
	}
}

func TestNoAnswersGivePrior(t *testing.T) {
	bank := randomBank(rand.New(rand.NewPCG(10, 1)), 3, 2, 4, 0.4)
	p := mustPosterior(t, mustEngine(t, bank, Grid{}), slices.Repeat([]int{Unasked}, 6))
	cov := p.Covariance()
	for d := range 3 {
		near(t, "mean", p.Mean(d), 0, 1e-12)
		near(t, "SD", p.SD(d), 1, 1e-3)
		near(t, "correlation", cov[d][(d+1)%3]/cov[d][d], 0.4, 1e-9)
	}
	near(t, "log evidence", p.LogEvidence(), 0, 1e-12)
}
