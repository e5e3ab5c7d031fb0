package irt

import (
	"fmt"
	"math"
)

// Limits of an item's parameters. They keep every logarithm and every quotient
// finite on every permitted grid.
const (
	MinA   = 1e-3 // least discrimination
	MaxA   = 100  // largest discrimination
	MaxB   = 1000 // largest absolute threshold
	MinGap = 1e-6 // least distance between neighbouring thresholds

	maxCategories = 100
	maxLogit      = 300 // beyond it a curve counts as flat
)

// Item is one graded question: its answer is a category 0, 1, …, len(B).
//
// Under the graded response model (Samejima 1969) the probability of category k
// or above is P*_k(θ) = 1/(1+exp(−A(θ−B[k−1]))), with P*_0 = 1.
type Item struct {
	Dimension int       // the trait it measures, from 0
	A         float64   // discrimination, MinA to MaxA
	B         []float64 // thresholds, rising by at least MinGap, within ±MaxB; 1 to 99 of them

	// Weight is what one category adds to the dimension's raw score; 0 means
	// the item informs the trait but is not scored. Weights of a dimension must
	// be whole multiples of one unit 1/n, n ≤ 10,000: whole numbers, decimals of
	// up to four places, and quotients such as 1/4 and 2/5 all are.
	Weight float64
}

// Categories is the number of categories.
func (it Item) Categories() int { return len(it.B) + 1 }

// Probabilities returns the probability of each category at θ, len(B)+1 numbers
// that sum to 1.
func (it Item) Probabilities(theta float64) []float64 {
	p := make([]float64, it.Categories())
	it.probabilities(theta, p)
	return p
}

// Information is Fisher's information about θ at θ: A²·Σ_x P_x(1−P*_x−P*_{x+1})²,
// which equals Σ_x (P′_x)²/P_x without its division (Samejima 1969).
func (it Item) Information(theta float64) float64 {
	info, upper := 0.0, 1.0
	for x, px := range it.Probabilities(theta) {
		next := 0.0
		if x < len(it.B) {
			next, _ = curve(it.A, it.B[x], theta)
		}
		slope := it.A * (1 - upper - next)
		info += px * slope * slope
		upper = next
	}
	return info
}

// probabilities fills p, one number per category. Neighbouring curves are never
// subtracted: with u > w, σ(u) − σ(w) = σ(u)·σ(−w)·(1−e^{w−u}), which keeps its
// precision in both tails.
func (it Item) probabilities(theta float64, p []float64) {
	upper := 1.0
	for k, b := range it.B {
		f, c := curve(it.A, b, theta)
		p[k] = upper * c
		if k > 0 {
			p[k] *= -math.Expm1(-it.A * (b - it.B[k-1]))
		}
		upper = f
	}
	p[len(it.B)] = upper
}

// curve is P*(θ) of one threshold, and its complement.
func curve(a, b, theta float64) (f, c float64) {
	u := min(max(a*(theta-b), -maxLogit), maxLogit)
	e := math.Exp(-math.Abs(u))
	if u < 0 {
		return e / (1 + e), 1 / (1 + e)
	}
	return 1 / (1 + e), e / (1 + e)
}

// validate says what is wrong with the item in a bank of so many dimensions.
func (it Item) validate(dimensions int) error {
	if it.Dimension < 0 || it.Dimension >= dimensions {
		return fmt.Errorf("dimension %d is not in 0 to %d", it.Dimension, dimensions-1)
	}
	if !(it.A >= MinA && it.A <= MaxA) {
		return fmt.Errorf("discrimination %g is not in %g to %g", it.A, float64(MinA), float64(MaxA))
	}
	if len(it.B) < 1 || len(it.B) >= maxCategories {
		return fmt.Errorf("%d thresholds; want 1 to %d", len(it.B), maxCategories-1)
	}
	for k, b := range it.B {
		if !(math.Abs(b) <= MaxB) {
			return fmt.Errorf("threshold %d is %g, not within ±%g", k+1, b, float64(MaxB))
		}
		if k > 0 && !(b-it.B[k-1] >= MinGap) {
			return fmt.Errorf("threshold %d is %g, not at least %g above %g", k+1, b, MinGap, it.B[k-1])
		}
	}
	if !(it.Weight >= 0 && it.Weight <= maxRaw) {
		return fmt.Errorf("weight %g is not in 0 to %g", it.Weight, float64(maxRaw))
	}
	return nil
}
