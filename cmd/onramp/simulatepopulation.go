package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"onramp/assessment/irt"
)

// How far the truth lies from what the instrument believes. Thresholds are in
// standard deviations of the population.
const (
	leastA, mostA  = 1.2, 2.5 // discriminations
	itemShift      = 0.3      // SD of the shift of all thresholds of an item
	thresholdShift = 0.15     // SD of the further shift of each threshold
	middleR        = 0.6      // correlations lie around it,
	spreadR        = 0.1      // at most so far away
	pairedShare    = 0.1      // of the items, which stand in pairs
	pairSD         = 0.5      // of what the items of a pair share beside the trait
)

// population is how simulated firms answer. The instrument knows nothing of it but
// what experts would guess.
type population struct {
	items  []irt.Item // in asking order
	pair   []int      // per item: the pair it belongs to, −1 if none
	pairs  int
	factor *mat.TriDense // traits are factor × independent standard normals
}

func newPopulation(experts []irt.Item, dimensions int, rng *rand.Rand) *population {
	t := &population{pair: make([]int, len(experts)), factor: drawCorrelations(dimensions, rng)}
	for _, it := range experts {
		t.items = append(t.items, disturb(it, rng))
	}
	t.drawPairs(rng)
	return t
}

// disturb returns the item as it truly is.
func disturb(it irt.Item, rng *rand.Rand) irt.Item {
	it.A = leastA + (mostA-leastA)*rng.Float64()
	it.B = slices.Clone(it.B)
	shift := itemShift * rng.NormFloat64()
	for k := range it.B {
		it.B[k] += shift + thresholdShift*rng.NormFloat64()
	}
	slices.Sort(it.B)
	return it
}

// drawCorrelations draws each correlation by itself and returns the lower
// Cholesky factor. Should they contradict each other, as many at once do, they
// are drawn again nearer to the middle.
func drawCorrelations(dimensions int, rng *rand.Rand) *mat.TriDense {
	for spread := spreadR; ; spread *= 0.8 {
		r := mat.NewSymDense(dimensions, nil)
		for i := range dimensions {
			r.SetSym(i, i, 1)
			for j := range i {
				r.SetSym(i, j, middleR+spread*(2*rng.Float64()-1))
			}
		}
		var chol mat.Cholesky
		if chol.Factorize(r) {
			var lower mat.TriDense
			chol.LTo(&lower)
			return &lower
		}
	}
}

// drawPairs puts items of the same dimension together until enough are, or no
// two are left.
func (t *population) drawPairs(rng *rand.Rand) {
	waiting := map[int]int{} // per dimension: the item without a partner, plus 1
	for i := range t.pair {
		t.pair[i] = -1
	}
	want := int(math.Round(pairedShare * float64(len(t.items)) / 2))
	for _, i := range rng.Perm(len(t.items)) {
		d := t.items[i].Dimension
		switch other := waiting[d]; {
		case t.pairs == want:
			return
		case other == 0:
			waiting[d] = i + 1
		default:
			t.pair[i], t.pair[other-1] = t.pairs, t.pairs
			t.pairs, waiting[d] = t.pairs+1, 0
		}
	}
}

// categories draws what a firm would answer to every item.
func (t *population) categories(rng *rand.Rand) []int {
	dims, _ := t.factor.Dims()
	z, traits, shared := make([]float64, dims), make([]float64, dims), make([]float64, t.pairs)
	for d := range z {
		z[d] = rng.NormFloat64()
		for c := range d + 1 {
			traits[d] += t.factor.At(d, c) * z[c]
		}
	}
	for p := range shared {
		shared[p] = pairSD * rng.NormFloat64()
	}
	out := make([]int, len(t.items))
	for i, it := range t.items {
		theta := traits[it.Dimension]
		if t.pair[i] >= 0 {
			theta += shared[t.pair[i]]
		}
		out[i] = drawCategory(it.Probabilities(theta), rng.Float64())
	}
	return out
}

// drawCategory is the category that u, uniform on 0 to 1, falls on.
func drawCategory(probabilities []float64, u float64) int {
	last := len(probabilities) - 1
	for x, p := range probabilities[:last] {
		if u -= p; u < 0 {
			return x
		}
	}
	return last
}
