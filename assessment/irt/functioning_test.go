package irt

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestResiduals compares with a posterior that never saw the answer: the same
// for one dimension, nearly so for several.
func TestResiduals(t *testing.T) {
	for dims, tolerance := range map[int]float64{1: 1e-9, 3: 0.03} {
		rng := rand.New(rand.NewPCG(5, 6))
		bank := randomBank(rng, dims, 6, 5, 0.6)
		e := mustEngine(t, bank, Grid{})
		row := make([]int, len(bank.Items))
		theta := traits(rng, dims, 0.6)
		for i, it := range bank.Items {
			row[i] = drawn(rng, it, theta[it.Dimension])
		}
		row[0], row[1] = Unasked, Fixed(0)
		residuals, err := e.Residuals([][]int{row})
		if err != nil || len(residuals[0]) != len(row)-2 {
			t.Fatal(residuals, err)
		}
		for _, r := range residuals[0] {
			blind := append([]int{}, row...)
			blind[r.Item] = Unasked
			mean, second := 0.0, 0.0
			for x, p := range mustPosterior(t, e, blind).Predictive(r.Item) {
				mean += p * float64(x)
				second += p * float64(x*x)
			}
			if off := math.Abs(float64(row[r.Item]) - mean - r.Difference); off > tolerance {
				t.Errorf("%d dimensions, item %d: residual off by %g", dims, r.Item, off)
			}
			if off := math.Abs(second - mean*mean - r.Variance); off > tolerance || !(r.Slope > 0) {
				t.Errorf("%d dimensions, item %d: variance off by %g, slope %g", dims, r.Item, off, r.Slope)
			}
		}
	}
	e := mustEngine(t, randomBank(rand.New(rand.NewPCG(1, 1)), 1, 2, 3, 0), Grid{})
	if _, err := e.Residuals([][]int{{0}}); err == nil {
		t.Error("a short row is accepted")
	}
	if _, err := e.Functioning(nil, []Side{InGroup}); err == nil {
		t.Error("more sides than respondents are accepted")
	}
}

func drawn(rng *rand.Rand, it Item, theta float64) int {
	u := rng.Float64()
	for x, p := range it.Probabilities(theta) {
		if u -= p; u < 0 {
			return x
		}
	}
	return len(it.B)
}

// TestFunctioning: a group of another mean differs in no item; an item that is
// harder for the group does, by as much as it is harder.
func TestFunctioning(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	const planted, n = 3, 1500
	bank := randomBank(rng, 2, 10, 4, 0.5)
	bank.Items[planted].A, bank.Items[planted].B = 1.8, []float64{-1.5, -0.5, 0.5}
	e := mustEngine(t, bank, Grid{})
	var data [][]int
	var sides []Side
	truth := 0.0 // of the planted item, as share of the scale
	for r := range n {
		theta := traits(rng, 2, 0.5)
		side := Side(r % 3) // a third takes no part
		if side == InGroup {
			theta[0] -= 0.8
		}
		row := make([]int, len(bank.Items))
		for i, it := range bank.Items {
			at := theta[it.Dimension]
			if i == planted && side == InGroup {
				truth += (it.expect(at-0.8) - it.expect(at)) / float64(len(it.B)) / (n / 3)
				at -= 0.8
			}
			row[i] = drawn(rng, it, at)
			if rng.Float64() < 0.3 {
				row[i] = Unasked
			}
		}
		data, sides = append(data, row), append(sides, side)
	}
	residuals, err := e.Residuals(data)
	if err != nil {
		t.Fatal(err)
	}
	found, err := e.Functioning(residuals, sides)
	if err != nil || len(found) != len(bank.Items) {
		t.Fatal(found, err)
	}
	for _, f := range found {
		want := 0.0
		if f.Item == planted {
			want = truth
		}
		// The planted item moves what its dimension seems to be by a tenth.
		if math.Abs(f.Difference-want) > 3.5*f.SE+0.03 || f.SE > 0.036 || f.Group+f.Others > n*2/3 {
			t.Errorf("item %d: %+v, want %.3f", f.Item, f, want)
		}
	}
	if f := found[planted]; math.Abs(f.Difference) < 5*f.SE {
		t.Errorf("the planted item is not found: %+v", f)
	}
}
