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

// weigh gives each dimension the unit its weights share and each item its
// weight in such units, so that the recursion over scores is exact.
func (e *Engine) weigh() error {
	e.units = make([]int, len(e.items))
	e.step = make([]float64, e.dims)
	for d, items := range e.byDimension {
		if err := e.weighDimension(d, items); err != nil {
			return fmt.Errorf("irt: weights of dimension %d: %w", d, err)
		}
	}
	return nil
}

func (e *Engine) weighDimension(d int, items []int) error {
	raw := 0.0
	for _, i := range items {
		raw += e.items[i].Weight * float64(len(e.items[i].B))
	}
	if raw > maxRaw {
		return fmt.Errorf("the highest raw score is %g; want at most %g", raw, float64(maxRaw))
	}
	n, ok := e.denominator(items)
	if !ok {
		return fmt.Errorf("they are no multiples of a common unit 1/n with n up to %d", maxDenominator)
	}
	divisor := 0
	for _, i := range items {
		e.units[i] = int(math.Round(e.items[i].Weight * float64(n)))
		divisor = gcd(divisor, e.units[i])
	}
	divisor = max(divisor, 1)
	states := 1
	for _, i := range items {
		e.units[i] /= divisor
		states += e.units[i] * len(e.items[i].B)
	}
	if states > maxStates {
		return fmt.Errorf("the raw score can take %d values; want at most %d", states, maxStates)
	}
	e.step[d] = float64(divisor) / float64(n)
	return nil
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
