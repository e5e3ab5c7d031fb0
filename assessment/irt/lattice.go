package irt

import (
	"fmt"
	"math"
)

// Limits of raw scores.
const (
	maxRaw         = 1e6    // a dimension's highest raw score
	maxStates      = 20_000 // values a dimension's raw score can take
	maxDenominator = 10_000
)

// weigh gives each dimension the unit of its scores, and each category of its
// items its score in such units: the unit that all weights share, so that the
// recursion over scores is exact, or a rounder one where that has too many.
func (e *Engine) weigh(states int) error {
	e.points = make([][]int, len(e.items))
	e.step = make([]float64, e.dims)
	for d, items := range e.byDimension {
		if err := e.weighDimension(d, items, states); err != nil {
			return fmt.Errorf("irt: weights of dimension %d: %w", d, err)
		}
	}
	return nil
}

func (e *Engine) weighDimension(d int, items []int, states int) error {
	raw := 0.0
	for _, i := range items {
		raw += e.items[i].Weight * float64(len(e.items[i].B))
	}
	if raw > maxRaw {
		return fmt.Errorf("the highest raw score is %g; want at most %g", raw, float64(maxRaw))
	}
	step, exact := e.commonUnit(items)
	switch {
	case states > 0 && raw > 0 && (!exact || raw/step+1 > float64(states)):
		step = e.roundUnit(items, raw, states)
	case !exact:
		return fmt.Errorf("they are no multiples of a common unit 1/n with n up to %d", maxDenominator)
	case raw/step+1 > maxStates:
		return fmt.Errorf("the raw score can take %.0f values; want at most %d", raw/step+1, maxStates)
	}
	e.step[d] = step
	for _, i := range items {
		e.points[i] = make([]int, e.items[i].Categories())
		for x := range e.points[i] {
			e.points[i][x] = int(math.Round(e.items[i].Weight * float64(x) / step))
		}
	}
	return nil
}

// roundUnit is the unit that makes at most states values of the raw score, and
// of those with more than half as many the one that rounds least.
func (e *Engine) roundUnit(items []int, raw float64, states int) float64 {
	best, least := raw, math.Inf(1)
	for n := states / 2; n < states-len(items); n++ {
		step, off := raw/float64(n), 0.0
		for _, i := range items {
			for x := range e.items[i].Categories() {
				points := e.items[i].Weight * float64(x)
				off += math.Abs(points - step*math.Round(points/step))
			}
		}
		if off < least-1e-12 {
			best, least = step, off
		}
	}
	return best
}

// commonUnit finds the largest unit of which every weight of the items is a
// multiple.
func (e *Engine) commonUnit(items []int) (float64, bool) {
	n, ok := e.denominator(items)
	if !ok {
		return 0, false
	}
	divisor := 0
	for _, i := range items {
		divisor = gcd(divisor, int(math.Round(e.items[i].Weight*float64(n))))
	}
	return float64(max(divisor, 1)) / float64(n), true
}

// denominator finds the least n that makes every weight of the items whole.
func (e *Engine) denominator(items []int) (int, bool) {
	for n := 1; n <= maxDenominator; n++ {
		whole := true
		for _, i := range items {
			w := e.items[i].Weight * float64(n)
			slack := min(1e-9*max(1, w), 1e-6)
			if math.Abs(w-math.Round(w)) > slack || w > 0 && w < 0.5 {
				whole = false
				break
			}
		}
		if whole {
			return n, true
		}
	}
	return 0, false
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
