package irt

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestProbabilities(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		it := randomItem(rng, 0, 2+rng.IntN(6))
		theta := 8*rng.Float64() - 4
		sum := 0.0
		want := textbook(it, theta)
		for x, p := range it.Probabilities(theta) {
			near(t, "probability", p, want[x], 1e-12)
			sum += p
		}
		near(t, "sum", sum, 1, 1e-12)
	}
}

func TestProbabilitiesStayPositive(t *testing.T) {
	it := Item{A: MaxA, B: []float64{-MaxB, -MaxB + MinGap, 0, 1e-5, MaxB}}
	for _, theta := range []float64{-40, -4, 0, 4, 40, math.Inf(1), math.Inf(-1)} {
		for x, p := range it.Probabilities(theta) {
			if !(p > 0) || math.IsInf(math.Log(p), 0) {
				t.Errorf("P_%d(%g) = %g", x, theta, p)
			}
		}
	}
}

// Information is Σ (P′)²/P; derivatives by finite differences.
func TestInformation(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	const h = 1e-5
	for range 300 {
		it := randomItem(rng, 0, 2+rng.IntN(9))
		theta := 6*rng.Float64() - 3
		want := 0.0
		up, at, down := textbook(it, theta+h), textbook(it, theta), textbook(it, theta-h)
		for x := range at {
			slope := (up[x] - down[x]) / (2 * h)
			want += slope * slope / at[x]
		}
		near(t, "information", it.Information(theta), want, 1e-6*max(1, want))
	}
}

// Derivatives of log P by parameters, first and second, against differences.
func TestParameterDerivatives(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	const h = 1e-4
	for range 300 {
		it := randomItem(rng, 0, 2+rng.IntN(4))
		theta := 4*rng.Float64() - 2
		x := rng.IntN(it.Categories())
		move := func(k int, by float64) Item { // 0: a, 1: lower threshold, 2: upper
			out := it
			out.B = append([]float64(nil), it.B...)
			switch {
			case k == 0:
				out.A += by
			case x+k-2 >= 0 && x+k-2 < len(it.B):
				out.B[x+k-2] += by
			}
			return out
		}
		slopes := func(it Item) [3]float64 {
			lower, upper := it.between(x, theta)
			p := it.share(x, lower, upper)
			out := [3]float64{p.da, p.dlow, p.dhigh}
			if x == 0 {
				out[1] = 0
			}
			if x == len(it.B) {
				out[2] = 0
			}
			return out
		}
		got, bend := slopes(it), it.curvature(x, theta)
		for k := range 3 {
			up, down := move(k, h), move(k, -h)
			want := (math.Log(textbook(up, theta)[x]) - math.Log(textbook(down, theta)[x])) / (2 * h)
			near(t, "slope", got[k], want, 1e-5*max(1, math.Abs(want)))
			above, below := slopes(up), slopes(down)
			for j := range 3 {
				exists := func(k int) bool { return k == 0 || x+k-2 >= 0 && x+k-2 < len(it.B) }
				if exists(j) && exists(k) {
					want := (above[j] - below[j]) / (2 * h)
					near(t, "curvature", bend[j][k], want, 1e-4*max(1, math.Abs(want)))
				}
			}
		}
	}
}

func TestThresholdsGiveTheShares(t *testing.T) {
	shares := []float64{0.9, 0.6, 0.3, 0.08}
	b, err := Thresholds(shares, DefaultA)
	if err != nil {
		t.Fatal(err)
	}
	e := mustEngine(t, Bank{Items: []Item{{A: DefaultA, B: b}}, Dimensions: 1}, Grid{Nodes: 401, Range: 8})
	p := mustPosterior(t, e, []int{Unasked}).Predictive(0)
	above := 1.0
	for k, s := range shares {
		above -= p[k]
		near(t, "share", above, s, 0.01)
	}
	for _, bad := range [][]float64{nil, {0.5, 0.5}, {0.3, 0.4}, {1}, {0}, {math.NaN()}, {-1}} {
		if _, err := Thresholds(bad, DefaultA); err == nil {
			t.Errorf("shares %v were accepted", bad)
		}
	}
	if _, err := Thresholds(shares, math.NaN()); err == nil {
		t.Error("a = NaN was accepted")
	}
}
