package irt

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// enumerate calls yield for every way to complete the responses in dimension d,
// with its probability given the marginal of d.
func enumerate(p *Posterior, d int, yield func(categories []int, probability float64)) {
	e, q := p.e, p.Marginal(d)
	for g, theta := range e.Nodes() {
		sheet := slices.Clone(p.responses)
		var walk func(k int, probability float64)
		walk = func(k int, probability float64) {
			if k == len(e.byDimension[d]) {
				yield(sheet, probability)
				return
			}
			i := e.byDimension[d][k]
			if x, ok := known(p.responses[i]); ok {
				sheet[i] = x
				walk(k+1, probability)
				return
			}
			if p.responses[i] == Excluded {
				walk(k+1, probability)
				return
			}
			for x, px := range textbook(e.items[i], theta) {
				sheet[i] = x
				walk(k+1, probability*px)
			}
		}
		walk(0, q[g])
	}
}

func TestScoreAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	grid := Grid{Nodes: 15}
	for _, unit := range []float64{1, 0.25, 1.0 / 3, 2, 0.1} {
		bank := randomBank(rng, 2, 5, 4, 0.5)
		for i := range bank.Items {
			bank.Items[i].Weight *= unit
		}
		bank.Items[3].Weight = 0
		e := mustEngine(t, bank, grid)
		responses := answer(rng, bank.Items, traits(rng, 2, 0.5), 0.7)
		responses[0], responses[5], responses[6] = Excluded, Fixed(1), Excluded
		p := mustPosterior(t, e, responses)
		for d := range 2 {
			got := p.Score(d)
			want := make([]float64, len(got.P))
			highest := 0.0
			enumerate(p, d, func(x []int, probability float64) {
				sum := 0.0
				highest = 0
				for _, i := range e.byDimension[d] {
					if x[i] != Excluded {
						sum += bank.Items[i].Weight * float64(x[i])
						highest += bank.Items[i].Weight * float64(len(bank.Items[i].B))
					}
				}
				want[int(math.Round(sum/got.Step))] += probability
			})
			near(t, "highest score", got.Max(), highest, 1e-9)
			for k := range want {
				near(t, "P(S)", got.P[k], want[k], 1e-10)
			}
		}
	}
}

func TestScoreSummaries(t *testing.T) {
	s := Score{Step: 2, P: []float64{0.04, 0.06, 0.8, 0.1}}
	near(t, "mean", s.Mean(), 3.92, 1e-12)
	near(t, "SD", s.SD(), math.Sqrt(0.06*4+0.8*16+0.1*36-3.92*3.92), 1e-12)
	if low, high := s.Interval(); low != 2 || high != 6 {
		t.Errorf("interval %g to %g", low, high)
	}
	if got := s.Integers(); !slices.Equal(got, []float64{0.04, 0, 0.06, 0, 0.8, 0, 0.1}) {
		t.Errorf("integers %v", got)
	}
	if (Score{Step: 0.5, P: []float64{1}}).Integers() != nil {
		t.Error("half points are no integers")
	}
	if s.Quantile(-1) != 0 || s.Quantile(2) != 6 || !math.IsNaN(Score{}.Quantile(0.5)) {
		t.Error("quantiles out of range")
	}
}

// Levels with two gating items against enumeration of the rule itself.
func TestLevelsAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 1))
	for range 6 {
		bank := randomBank(rng, 2, 5, 5, 0.5)
		for i := range bank.Items {
			bank.Items[i].B = []float64{-1, 0, 1}
		}
		e := mustEngine(t, bank, Grid{Nodes: 15})
		responses := answer(rng, bank.Items, traits(rng, 2, 0.5), 0.7)
		ladder := Ladder{
			Cuts:  []float64{0.2, 0.4, 0.6, 0.8},
			Gates: []Gate{{Item: 1, Below: 1, Cap: 3}, {Item: 1, Below: 2, Cap: 4}, {Item: 3, Below: 3, Cap: 2}},
		}
		p := mustPosterior(t, e, responses)
		got, err := p.Levels(0, ladder)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float64, 5)
		enumerate(p, 0, func(x []int, probability float64) { want[levelOf(bank, 0, x, ladder)-1] += probability })
		for k := range want {
			near(t, "P(level)", got[k], want[k], 1e-10)
		}
	}
}

// levelOf applies the ladder to a full set of answers.
func levelOf(bank Bank, d int, x []int, ladder Ladder) int {
	score, highest, level := 0.0, 0.0, 1
	for i, it := range bank.Items {
		if it.Dimension == d && x[i] >= 0 {
			score += it.Weight * float64(x[i])
			highest += it.Weight * float64(len(it.B))
		}
	}
	for _, c := range ladder.Cuts {
		if score >= c*highest-1e-9 {
			level++
		}
	}
	for _, g := range ladder.Gates {
		if x[g.Item] >= 0 && x[g.Item] < g.Below {
			level = min(level, g.Cap)
		}
	}
	return level
}

// Levels and overall levels against firms drawn from the model: of those that
// gave these answers, the share at each level.
func TestLevelsAgainstMonteCarlo(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	const r = 0.6
	bank := randomBank(rng, 2, 6, 4, r)
	e := mustEngine(t, bank, Grid{})
	ladder := Ladder{Cuts: []float64{0.25, 0.5, 0.75}, Gates: []Gate{{Item: 1, Below: 2, Cap: 2}}}
	responses := slices.Repeat([]int{Unasked}, 12)
	responses[0], responses[6] = 1, len(bank.Items[6].B)
	p := mustPosterior(t, e, responses)

	level, whole, hits := make([]float64, 4), make([]float64, 4), 0.0
	overall := Ladder{Cuts: ladder.Cuts}
	for hits < 12000 {
		theta := traits(rng, 2, r)
		if x := answer(rng, []Item{bank.Items[0], bank.Items[6]}, theta, 0); x[0] != responses[0] || x[1] != responses[6] {
			continue
		}
		x := answer(rng, bank.Items, theta, 0)
		x[0], x[6] = responses[0], responses[6]
		hits++
		level[levelOf(bank, 0, x, ladder)-1]++
		share := 0.0
		for d := range 2 {
			got, most := 0.0, 0.0
			for i, it := range bank.Items {
				if it.Dimension == d {
					got, most = got+it.Weight*float64(x[i]), most+it.Weight*float64(len(it.B))
				}
			}
			share += got / most / 2
		}
		whole[reached(share, overall.Cuts)]++
	}
	got, err := p.Levels(0, ladder)
	if err != nil {
		t.Fatal(err)
	}
	o, err := p.Overall(nil)
	if err != nil {
		t.Fatal(err)
	}
	gotWhole, err := o.Levels(overall.Cuts)
	if err != nil {
		t.Fatal(err)
	}
	for k := range level {
		near(t, "P(level)", got[k], level[k]/hits, 0.015)
		near(t, "P(overall level)", gotWhole[k], whole[k]/hits, 0.025)
	}
}

func reached(share float64, cuts []float64) int {
	n := 0
	for _, c := range cuts {
		if share >= c-1e-9 {
			n++
		}
	}
	return n
}

// Overall against the moments of many draws, and draws against the marginals.
func TestOverallAgainstDraws(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 1))
	bank := randomBank(rng, 4, 8, 5, 0.6)
	e := mustEngine(t, bank, Grid{})
	responses := answer(rng, bank.Items, traits(rng, 4, 0.6), 0.6)
	responses[2], responses[9] = Excluded, Fixed(0)
	p := mustPosterior(t, e, responses)
	weights := []float64{1, 2, 0, 3}
	o, err := p.Overall(weights)
	if err != nil {
		t.Fatal(err)
	}
	const n = 40000
	var sum, square float64
	counts := map[[2]int]float64{}
	for x := range p.Draws(n, 5) {
		share := 0.0
		for d, w := range weights {
			got, most := 0.0, 0.0
			for i, it := range bank.Items {
				if it.Dimension == d && x[i] != Excluded {
					got, most = got+it.Weight*float64(x[i]), most+it.Weight*float64(len(it.B))
				}
			}
			share += w / 6 * got / most
		}
		sum, square = sum+share, square+share*share
		for i, c := range x {
			counts[[2]int{i, c}]++
		}
	}
	mean := sum / n
	near(t, "mean", o.Mean, mean, 0.002)
	near(t, "SD", o.SD(), math.Sqrt(square/n-mean*mean), 0.001)
	for i := range bank.Items {
		if responses[i] != Unasked {
			continue
		}
		for x, want := range p.Predictive(i) {
			near(t, "share of draws", counts[[2]int{i, x}]/n, want, 0.012)
		}
	}
	low, high := o.Interval()
	if !(low < o.Mean && o.Mean < high) {
		t.Errorf("interval %g to %g of %g", low, high, o.Mean)
	}
}

func TestAnsweringAllSettlesAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 1))
	bank := randomBank(rng, 3, 5, 5, 0.5)
	e := mustEngine(t, bank, Grid{})
	ladder := Ladder{Cuts: []float64{0.2, 0.4, 0.6, 0.8}, Gates: []Gate{{Item: 0, Below: 1, Cap: 2}}}
	x := answer(rng, bank.Items, traits(rng, 3, 0.5), 0)
	p := mustPosterior(t, e, x)
	got, err := p.Levels(0, ladder)
	if err != nil || math.Abs(got[levelOf(bank, 0, x, ladder)-1]-1) > 1e-12 {
		t.Errorf("levels %v, %v", got, err)
	}
	if o, err := p.Overall(nil); err != nil || o.SD() > 1e-8 {
		t.Errorf("overall %v, %v", o, err)
	}
	none := mustPosterior(t, e, slices.Repeat([]int{Excluded}, len(x)))
	if l, err := none.Levels(1, Ladder{}); l != nil || err != nil {
		t.Errorf("levels of nothing: %v, %v", l, err)
	}
	if o, err := none.Overall(nil); err != nil || !math.IsNaN(o.Mean) {
		t.Errorf("overall of nothing: %v, %v", o, err)
	}
}
