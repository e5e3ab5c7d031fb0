package irt

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// formula is the gain as the design writes it, from sums over the textbook
// model and nothing of the engine but its marginals and covariance.
func formula(p *Posterior, bank Bank, item int, open []bool) float64 {
	nodes := p.e.Nodes()
	mean := func(d int, f func(theta float64) float64) float64 {
		sum := 0.0
		for g, q := range p.Marginal(d) {
			sum += q * f(nodes[g])
		}
		return sum
	}
	highest := func(d int) (sum float64) {
		for i, it := range bank.Items {
			if it.Dimension == d && p.responses[i] != Excluded {
				sum += it.Weight * float64(len(it.B))
			}
		}
		return sum
	}
	expect := func(it Item, theta float64) (m, v float64) {
		s := 0.0
		for x, px := range textbook(it, theta) {
			m, s = m+px*float64(x), s+px*float64(x*x)
		}
		return m, s - m*m
	}
	slope := func(d int, use func(i int) bool) float64 {
		total := func(theta float64) (sum float64) {
			for i, it := range bank.Items {
				if it.Dimension == d && p.responses[i] == Unasked && use(i) {
					m, _ := expect(it, theta)
					sum += it.Weight / highest(d) * m
				}
			}
			return sum
		}
		m, at := mean(d, total), p.Mean(d)
		return mean(d, func(theta float64) float64 { return (total(theta) - m) * (theta - at) }) / (p.SD(d) * p.SD(d))
	}
	it := bank.Items[item]
	d := it.Dimension
	v := p.SD(d) * p.SD(d)
	delta := v - p.ExpectedVariance(item)
	w := it.Weight / highest(d)
	residual := mean(d, func(theta float64) float64 { _, v := expect(it, theta); return v })
	bd, bi := slope(d, func(int) bool { return true }), slope(d, func(i int) bool { return i == item })
	gain := w*w*residual + bd*bd*v - (bd-bi)*(bd-bi)*(v-delta)
	for j := range bank.Dimensions {
		if j != d && open[j] {
			b, c := slope(j, func(int) bool { return true }), p.Covariance()[j][d]
			gain += b * b * c * c * delta / v / v
		}
	}
	return gain
}

func TestGainIsTheFormula(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 1))
	for range 10 {
		bank := randomBank(rng, 3, 4, 5, 0.6)
		e := mustEngine(t, bank, Grid{Nodes: 41})
		responses := answer(rng, bank.Items, traits(rng, 3, 0.6), 0.6)
		responses[1] = Excluded
		p := mustPosterior(t, e, responses)
		open := []bool{true, rng.IntN(2) == 0, true}
		for _, g := range p.Gains(nil, -1, ScoreAim, open) {
			near(t, "gain", g.Total, formula(p, bank, g.Item, open), 1e-10)
			near(t, "sum of terms", g.Residual+g.Own+g.Others, g.Total, 1e-15)
			if one := p.Gain(g.Item, ScoreAim, open); one != g {
				t.Errorf("alone %v, in company %v", one, g)
			}
		}
		for _, g := range p.Gains(nil, -1, TraitAim, open) {
			d, want := bank.Items[g.Item].Dimension, 0.0
			v := p.SD(d) * p.SD(d)
			for j := range 3 {
				if j == d || open[j] {
					c := p.Covariance()[j][d]
					want += c * c * (v - p.ExpectedVariance(g.Item)) / v / v
				}
			}
			near(t, "trait gain", g.Total, want, 1e-10)
		}
	}
}

// In one dimension the exact aim is the fall of the score's variance that
// asking and answering brings, and the linear one is near it.
func TestExactGainIsTheFallOfVariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 1))
	off, n := 0.0, 0.0
	for range 20 {
		bank := randomBank(rng, 1, 6, 5, 1)
		e := mustEngine(t, bank, Grid{})
		responses := answer(rng, bank.Items, traits(rng, 1, 0), 0.6)
		p := mustPosterior(t, e, responses)
		highest := p.Score(0).Max()
		exact, linear := p.Gains(nil, 0, ExactAim, nil), p.Gains(nil, 0, ScoreAim, nil)
		for k, g := range exact {
			after := 0.0
			for x, px := range p.Predictive(g.Item) {
				next := slices.Clone(responses)
				next[g.Item] = x
				after += px * mustPosterior(t, e, next).Score(0).Variance()
			}
			want := (p.Score(0).Variance() - after) / highest / highest
			near(t, "fall of variance", g.Total, want, 1e-10)
			off, n = off+math.Abs(linear[k].Total/want-1), n+1
		}
	}
	t.Logf("the linear gain is off by %.1f %% on average", 100*off/n)
	if off/n > 0.1 {
		t.Error("the linear gain is far from the fall of variance")
	}
}

// Over three dimensions the gains are near the fall of the summed variances.
func TestGainAgainstBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 1))
	worst := 0.0
	for range 10 {
		bank := randomBank(rng, 3, 4, 5, 0.6)
		e := mustEngine(t, bank, Grid{})
		responses := answer(rng, bank.Items, traits(rng, 3, 0.6), 0.6)
		p := mustPosterior(t, e, responses)
		spread := func(p *Posterior) (sum float64) {
			for d := range 3 {
				s := p.Score(d)
				sum += s.Variance() / s.Max() / s.Max()
			}
			return sum
		}
		for _, g := range p.Gains(nil, -1, ExactAim, nil) {
			after := 0.0
			for x, px := range p.Predictive(g.Item) {
				next := slices.Clone(responses)
				next[g.Item] = x
				after += px * spread(mustPosterior(t, e, next))
			}
			worst = max(worst, math.Abs(g.Total-(spread(p)-after))/(spread(p)-after))
		}
	}
	t.Logf("gains are off by at most %.1f %%", 100*worst)
	if worst > 0.15 {
		t.Error("gains are far from the fall of variance")
	}
}

func TestPolicy(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	bank := randomBank(rng, 3, 8, 5, 0.6)
	e := mustEngine(t, bank, Grid{})
	full := answer(rng, bank.Items, traits(rng, 3, 0.6), 0)
	ladder := func(gate int) Ladder {
		return Ladder{Cuts: []float64{0.3, 0.6}, Gates: []Gate{{Item: gate, Below: 1, Cap: 2}}}
	}
	policy := Policy{
		Ladders: []Ladder{ladder(3), ladder(10), ladder(20)}, Order: []int{2, 0, 1}, First: []int{5},
		Minimum: 2, Confidence: 0.8, Closed: make([]bool, 3),
	}
	sheet := slices.Repeat([]int{Unasked}, len(full))
	var sections, asked []int
	for {
		p := mustPosterior(t, e, sheet)
		next, err := p.Next(policy)
		if err != nil {
			t.Fatal(err)
		}
		if next.Item < 0 {
			break
		}
		if len(sections) == 0 || sections[len(sections)-1] != next.Dimension {
			if len(sections) > 0 {
				policy.Closed[sections[len(sections)-1]] = true
			}
			sections = append(sections, next.Dimension)
		}
		sheet[next.Item] = full[next.Item]
		asked = append(asked, next.Item)
	}
	if !slices.Equal(sections, policy.Order) || asked[0] != 20 || !slices.Contains(asked, 5) || len(asked) >= len(full) {
		t.Errorf("sections %v, asked %v", sections, asked)
	}
	p := mustPosterior(t, e, sheet)
	if done, levels, err := p.Done(1, policy); !done || err != nil || slices.Max(levels) < 0.8 {
		t.Errorf("done %v, %v, %v", done, levels, err)
	}
}
