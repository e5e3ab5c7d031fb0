package statistics

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestRoundIsKeyed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.IntRange(1, 12).Draw(t, "base")
		n := rapid.IntRange(0, 5000).Draw(t, "n")
		key := rapid.Uint64().Draw(t, "key")
		r := NewRounder(base, []byte("secret"))
		got := r.Round(n, key)
		if got%base != 0 || got <= n-base || got >= n+base {
			t.Fatalf("%d to base %d is %d", n, base, got)
		}
		if got != r.Round(n, key) {
			t.Fatal("the same cell gives two figures")
		}
		if low, high := r.Range(got); n < low || n > high {
			t.Fatalf("%d shows as %d, which stands for %d to %d", n, got, low, high)
		}
	})
}

// TestRoundIsUnbiased: over many cells the mean of what is shown is the count,
// and another secret rounds other cells up.
func TestRoundIsUnbiased(t *testing.T) {
	r, other := NewRounder(5, []byte("secret")), NewRounder(5, []byte("another"))
	const cells = 20_000
	for n := 10; n < 15; n++ {
		sum, alike := 0, 0
		for i := range cells {
			key := r.UnitKey(fmt.Sprint("firm ", n, i))
			shown := r.Round(n, key)
			sum += shown
			if shown == other.Round(n, key) {
				alike++
			}
		}
		if mean := float64(sum) / cells; math.Abs(mean-float64(n)) > 0.07 { // four standard errors
			t.Errorf("%d shows as %.3f on average", n, mean)
		}
		if n%5 > 0 && float64(alike)/cells > 0.75 {
			t.Errorf("%d: two secrets agree in %d of %d cells", n, alike, cells)
		}
	}
}

// TestSameFirmsSameFigure: the order in which firms are counted does not matter.
func TestSameFirmsSameFigure(t *testing.T) {
	r := NewRounder(5, []byte("secret"))
	var forth, back uint64
	for i := range 13 {
		forth += r.UnitKey(fmt.Sprint(i))
		back += r.UnitKey(fmt.Sprint(12 - i))
	}
	if forth != back || r.Round(13, forth) != r.Round(13, back) {
		t.Error("the same thirteen firms show differently")
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct{ part, whole, want int }{{5, 15, 33}, {10, 15, 67}, {0, 10, 0}, {15, 10, 100}, {-5, 10, 0}} {
		if got, ok := Share(c.part, c.whole); got != c.want || !ok {
			t.Errorf("%d of %d is %d", c.part, c.whole, got)
		}
	}
	if _, ok := Share(0, 0); ok {
		t.Error("a share of nobody")
	}
}
