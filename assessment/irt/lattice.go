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

// weigh gives each dimension the unit its scores share and each item's
// categories their scores in such units: without a step the unit that all
// weights share, so that the recursion over scores is exact.
func (e *Engine) weigh(step float64) error {
	e.points = make([][]int, len(e.items))
	e.step = make([]float64, e.dims)
	for d, items := range e.byDimension {
		if err := e.weighDimension(d, items, step); err != nil {
			return fmt.Errorf("irt: weights of dimension %d: %w", d, err)
		}
	}
	return nil
}

func (e *Engine) weighDimension(d int, items []int, step float64) error {
	raw := 0.0
	for _, i := range items {
		raw += e.items[i].Weight * float64(len(e.items[i].B))
	}
	if raw > maxRaw {
		return fmt.Errorf("the highest raw score is %g; want at most %g", raw, float64(maxRaw))
	}
	if step == 0 {
		var ok bool
		if step, ok = e.commonUnit(items); !ok {
			return fmt.Errorf("they are no multiples of a common unit 1/n with n up to %d", maxDenominator)
		}
	}
	if raw/step > maxStates {
		return fmt.Errorf("the raw score can take %.0f values; want at most %d", raw/step+1, maxStates)
	}
	for _, i := range items {
		points := make([]int, e.items[i].Categories())
		for x := range points {
			points[x] = int(math.Round(e.items[i].Weight * float64(x) / step))
		}
		e.points[i] = points
	}
	e.step[d] = step
	return nil
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
