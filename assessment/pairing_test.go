package assessment

import (
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestPairUpIsBest compares with trying every matching, on thousands of small
// graphs, dense and thin, with many equal weights and few.
func TestPairUpIsBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for run := range 6000 {
		n := 1 + r.IntN(11)
		density, most := 0.15+0.85*r.Float64(), int64(1+r.IntN(30))
		w := make([][]int64, n)
		for i := range w {
			w[i] = make([]int64, n)
		}
		for i := range n {
			for j := range i {
				if r.Float64() < density {
					w[i][j] = 1 + r.Int64N(most)
					w[j][i] = w[i][j]
				}
			}
		}
		partners := pairUp(n, func(i, j int) int64 { return w[i][j] })
		pairs, weight := 0, int64(0)
		for i, j := range partners {
			if j < 0 {
				continue
			}
			if partners[j] != i || w[i][j] == 0 {
				t.Fatalf("run %d: %d has partner %d, whose is %d; weight %d", run, i, j, partners[j], w[i][j])
			}
			if i < j {
				pairs, weight = pairs+1, weight+w[i][j]
			}
		}
		if best, heaviest := everyMatching(w); pairs != best || weight != heaviest {
			t.Fatalf("run %d: %d pairs of %d, best is %d of %d: %v", run, pairs, weight, best, heaviest, w)
		}
	}
}

// everyMatching tries all: the most pairs, and their greatest weight.
func everyMatching(w [][]int64) (pairs int, weight int64) {
	n := len(w)
	type value struct {
		pairs  int
		weight int64
	}
	best := make([]value, 1<<n)
	for set := 1; set < 1<<n; set++ {
		i := bits.TrailingZeros(uint(set))
		best[set] = best[set&^(1<<i)]
		for j := i + 1; j < n; j++ {
			if set&(1<<j) == 0 || w[i][j] == 0 {
				continue
			}
			v := best[set&^(1<<i)&^(1<<j)]
			v.pairs, v.weight = v.pairs+1, v.weight+w[i][j]
			if v.pairs > best[set].pairs || v.pairs == best[set].pairs && v.weight > best[set].weight {
				best[set] = v
			}
		}
	}
	all := best[1<<n-1]
	return all.pairs, all.weight
}

func BenchmarkPairUp500(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 500
	w := make([]int64, n*n)
	for i := range n {
		for j := range i {
			if r.Float64() < 0.5 {
				w[i*n+j] = 1 + r.Int64N(10_000)
				w[j*n+i] = w[i*n+j]
			}
		}
	}
	for b.Loop() {
		pairUp(n, func(i, j int) int64 { return w[i*n+j] })
	}
}
