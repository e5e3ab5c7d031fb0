package irt

import (
	"math/rand/v2"
	"testing"
)

// bench is 100 items in 8 dimensions, 40 of them answered.
func bench(b *testing.B) (*Engine, []int) {
	rng := rand.New(rand.NewPCG(20, 1))
	bank := Bank{Dimensions: 8, Correlations: Equicorrelation(8, 0.6)}
	for i := range 100 {
		bank.Items = append(bank.Items, randomItem(rng, i%8, 5))
	}
	return mustEngine(b, bank, Grid{}), answer(rng, bank.Items, traits(rng, 8, 0.6), 0.6)
}

func BenchmarkUpdate(b *testing.B) {
	e, responses := bench(b)
	p := mustPosterior(b, e, responses)
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Update(p, responses); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpdateAndGains(b *testing.B) {
	e, responses := bench(b)
	p := mustPosterior(b, e, responses)
	var gains []Gain
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Update(p, responses); err != nil {
			b.Fatal(err)
		}
		gains = p.Gains(gains[:0], -1, ScoreAim, nil)
	}
}

func BenchmarkScore(b *testing.B) {
	e, responses := bench(b)
	p := mustPosterior(b, e, responses)
	b.ReportAllocs()
	for b.Loop() {
		p.Score(0)
	}
}

func BenchmarkNext(b *testing.B) {
	e, responses := bench(b)
	ladders := make([]Ladder, 8)
	for d := range ladders {
		ladders[d] = Ladder{Cuts: []float64{0.2, 0.4, 0.6, 0.8}, Gates: []Gate{{Item: d, Below: 2, Cap: 3}, {Item: d, Below: 3, Cap: 4}}}
	}
	policy := Policy{Ladders: ladders, Minimum: 2, Confidence: 0.8}
	var p Posterior
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Update(&p, responses); err != nil {
			b.Fatal(err)
		}
		if _, err := p.Next(policy); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDraws(b *testing.B) {
	e, responses := bench(b)
	p := mustPosterior(b, e, responses)
	for b.Loop() {
		for range p.Draws(1000, 1) {
		}
	}
}

func BenchmarkEngine(b *testing.B) {
	e, _ := bench(b)
	bank := Bank{Items: e.items, Dimensions: 8, Correlations: rows(e.prior, 8)}
	b.ReportAllocs()
	for b.Loop() {
		mustEngine(b, bank, Grid{})
	}
}
