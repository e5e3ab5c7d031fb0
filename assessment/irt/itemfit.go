package irt

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// Bounds of fitted parameters.
var (
	logABounds   = [2]float64{math.Log(0.01), math.Log(50)}
	firstBounds  = [2]float64{-20, 20}
	logGapBounds = [2]float64{math.Log(1e-4), math.Log(20)}
)

// penalty is minus the item's log prior, up to a constant; 0 without a prior.
func (p *Prior) penalty(it, center Item) float64 {
	if p == nil {
		return 0
	}
	off := math.Log(it.A/center.A) / p.LogA
	sum := off * off / 2
	for k, b := range it.B {
		off := (b - center.B[k]) / p.B
		sum += off * off / 2
	}
	return sum
}

// fitItem is the M-step of one item: it maximises the expected log-likelihood
// of the counts (categories × nodes) plus the log prior over log a, the first
// threshold and the logs of the gaps, by BFGS from where the item is. The
// result is never worse than the start.
func fitItem(it, center Item, prior *Prior, counts, nodes []float64) Item {
	o := &objective{item: it, center: center, prior: prior, counts: counts, nodes: nodes}
	for _, c := range counts {
		o.total += c
	}
	o.item.B = slices.Clone(it.B)
	o.slope = make([]float64, len(it.B)+1)
	start := transform(it)
	before, _ := o.at(start)
	result, _ := optimize.Minimize(
		optimize.Problem{
			Func: func(x []float64) float64 { f, _ := o.at(x); return f },
			Grad: func(grad, x []float64) { _, slope := o.at(x); copy(grad, slope) },
		},
		start,
		&optimize.Settings{GradientThreshold: 1e-7, MajorIterations: 40, FuncEvaluations: 400},
		&optimize.BFGS{},
	)
	if result == nil || !(result.F < before) {
		return it
	}
	next := it
	next.A, next.B = back(result.X, make([]float64, len(it.B)))
	return next
}

// transform returns (log a, b_1, log of the gaps).
func transform(it Item) []float64 {
	x := []float64{math.Log(it.A), it.B[0]}
	for k := 1; k < len(it.B); k++ {
		x = append(x, math.Log(it.B[k]-it.B[k-1]))
	}
	return x
}

// back undoes transform, within the bounds; it fills and returns b.
func back(x, b []float64) (a float64, thresholds []float64) {
	a, b[0] = math.Exp(within(x[0], logABounds)), within(x[1], firstBounds)
	for k := 1; k < len(b); k++ {
		b[k] = b[k-1] + math.Exp(within(x[k+1], logGapBounds))
	}
	return a, b
}

func within(x float64, bounds [2]float64) float64 { return min(max(x, bounds[0]), bounds[1]) }

// objective is what the M-step minimises, per expected answer, with its slope.
type objective struct {
	item, center  Item
	prior         *Prior
	counts, nodes []float64
	total         float64
	last          []float64
	value         float64
	slope         []float64
}

// at returns value and slope at x; the slope is overwritten by the next call.
func (o *objective) at(x []float64) (float64, []float64) {
	if o.last != nil && slices.Equal(o.last, x) {
		return o.value, o.slope
	}
	o.last = append(o.last[:0], x...)
	o.item.A, _ = back(x, o.item.B)
	clear(o.slope)
	o.value = o.likelihood() // slope now holds ∂/∂a, ∂/∂b_1, …
	if o.prior != nil {
		o.value += o.prior.penalty(o.item, o.center)
		o.slope[0] += math.Log(o.item.A/o.center.A) / (o.prior.LogA * o.prior.LogA) / o.item.A
		for k, b := range o.item.B {
			o.slope[k+1] += (b - o.center.B[k]) / (o.prior.B * o.prior.B)
		}
	}
	o.chain(x)
	o.value /= o.total
	for k := range o.slope {
		o.slope[k] /= o.total
	}
	return o.value, o.slope
}

// likelihood returns minus the expected log-likelihood and adds its derivatives
// by a and the thresholds to the slope.
func (o *objective) likelihood() float64 {
	it, n := o.item, len(o.nodes)
	sum := 0.0
	for g, theta := range o.nodes {
		lower := threshold{f: 1}
		for x := 0; x <= len(it.B); x++ {
			upper := threshold{c: 1}
			if x < len(it.B) {
				upper = it.threshold(x, theta)
			}
			if w := o.counts[x*n+g]; w > 0 {
				part := it.share(x, lower, upper)
				sum -= w * math.Log(part.p)
				o.slope[0] -= w * part.da
				if x > 0 {
					o.slope[x] -= w * part.dlow
				}
				if x < len(it.B) {
					o.slope[x+1] -= w * part.dhigh
				}
			}
			lower = upper
		}
	}
	return sum
}

// chain turns derivatives by a and b into derivatives by x. Parameters at a
// bound, or beyond, feel no pull outwards.
func (o *objective) chain(x []float64) {
	for k := len(o.slope) - 2; k >= 1; k-- {
		o.slope[k] += o.slope[k+1] // a threshold carries those above it along
	}
	o.slope[0] *= o.item.A
	for k := 1; k < len(o.item.B); k++ {
		o.slope[k+1] *= o.item.B[k] - o.item.B[k-1]
	}
	for k := range o.slope {
		bounds := logGapBounds
		switch k {
		case 0:
			bounds = logABounds
		case 1:
			bounds = firstBounds
		}
		if x[k] < bounds[0] || x[k] > bounds[1] {
			o.slope[k] = 0
		}
	}
}

// threshold is one curve at a node.
type threshold struct{ f, c, off float64 } // P*, 1−P*, θ−b

func (it Item) threshold(k int, theta float64) threshold {
	f, c := curve(it.A, it.B[k], theta)
	return threshold{f, c, theta - it.B[k]}
}

// part is a category's probability at a node with the derivatives of its
// logarithm by a and by the thresholds below and above it.
type part struct{ p, da, dlow, dhigh, rho float64 }

// share returns category x between its two curves: P = f_x·c_{x+1}·(1−e^{−t}),
// t = a·(b_{x+1}−b_x); rho = 1/(e^t−1) is the derivative of log(1−e^{−t}).
func (it Item) share(x int, lower, upper threshold) part {
	out := part{p: lower.f * upper.c}
	out.da = lower.c*lower.off - upper.f*upper.off
	if x > 0 && x < len(it.B) {
		gap := it.B[x] - it.B[x-1]
		grown := math.Expm1(it.A * gap)
		out.rho = 1 / grown
		out.p *= grown / (1 + grown)
		if math.IsInf(grown, 1) {
			out.p = lower.f * upper.c
		}
		out.da += out.rho * gap
	}
	out.dlow = -it.A * (lower.c + out.rho)
	out.dhigh = it.A * (upper.f + out.rho)
	return out
}

// add adds b to a.
func add(a, b []float64) {
	b = b[:len(a)]
	for i := range a {
		a[i] += b[i]
	}
}
