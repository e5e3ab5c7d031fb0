package statistics

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestEffectiveSize(t *testing.T) {
	var alike, uneven Sample
	for range 10 {
		alike.Add(2.5)
	}
	for _, w := range []float64{1, 1, 4} {
		uneven.Add(w)
	}
	if alike.Effective() != 10 {
		t.Errorf("ten alike count as %g", alike.Effective())
	}
	if got := uneven.Effective(); got != 2 { // 6² ÷ 18
		t.Errorf("1, 1 and 4 count as %g", got)
	}
	if got := (Sample{}).Effective(); got != 0 {
		t.Errorf("nobody counts as %g", got)
	}
	if both := alike.Plus(uneven); both.N != 13 || both.Sum != 31 || both.Square != 80.5 {
		t.Errorf("together: %+v", both)
	}
}

// TestWilson: published values (Newcombe 1998, table I, method 3), the widths
// that our rules name, and the ends.
func TestWilson(t *testing.T) {
	for _, c := range []struct{ part, whole, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		i := Wilson(c.part/c.whole, c.whole, Z95)
		if math.Abs(i.Low-c.low) > 5e-5 || math.Abs(i.High-c.high) > 5e-5 {
			t.Errorf("%g of %g: %.4f to %.4f, want %.4f to %.4f", c.part, c.whole, i.Low, i.High, c.low, c.high)
		}
	}
	for n, width := range map[float64]float64{10: 0.53, 30: 0.34, 93: 0.20} {
		if got := Wilson(0.5, n, Z95).Width(); math.Abs(got-width) > 0.005 {
			t.Errorf("the width at %g firms is %.3f, want %.2f", n, got, width)
		}
	}
	for _, i := range []Interval{Wilson(0.4, 0, Z95), Wilson(0.4, math.NaN(), Z95)} {
		if i != (Interval{0, 1}) {
			t.Errorf("without firms: %v", i)
		}
	}
	if i := Wilson(1, 7.5, Z90); i.High != 1 || !i.Contains(1) {
		t.Errorf("all of 7.5: %v", i)
	}
}

// TestWilsonHolds: over weighted samples of a known population, the interval on
// the effective size holds about as often as it says.
func TestWilsonHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	const runs = 4000
	for _, truth := range []float64{0.1, 0.4, 0.8} {
		held := 0
		for range runs {
			var s Sample
			yes := 0.0
			for range 60 {
				w := math.Exp(0.5 * r.NormFloat64())
				s.Add(w)
				if r.Float64() < truth {
					yes += w
				}
			}
			if Wilson(yes/s.Sum, s.Effective(), Z90).Contains(truth) {
				held++
			}
		}
		if share := float64(held) / runs; share < 0.87 || share > 0.93 {
			t.Errorf("the 90 %% interval of %.1f holds in %.3f", truth, share)
		}
	}
}

func TestMeanInterval(t *testing.T) {
	i := MeanInterval(50, 400, 100, Z95, 0, 100)
	if math.Abs(i.Low-46.08) > 0.01 || math.Abs(i.High-53.92) > 0.01 {
		t.Errorf("%v", i)
	}
	if i := MeanInterval(3, 400, 100, Z95, 0, 100); i.Low != 0 {
		t.Errorf("below the scale: %v", i)
	}
	if i := MeanInterval(50, 400, 1.5, Z95, 0, 100); i != (Interval{0, 100}) {
		t.Errorf("of one firm: %v", i)
	}
}
