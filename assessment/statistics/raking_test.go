package statistics

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestRakeMeetsMargins: a two by two table with a known answer.
func TestRakeMeetsMargins(t *testing.T) {
	groups := []Group{{40, []int{0, 0}}, {30, []int{0, 1}}, {20, []int{1, 0}}, {10, []int{1, 1}}}
	raked, err := Rake(groups, [][]float64{{50, 50}, {60, 40}}, Limits{Tolerance: 1e-12, Rounds: 1000})
	if err != nil {
		t.Fatal(err)
	}
	// The raked table keeps the odds ratio 40·10 ÷ (30·20) = 2/3: with x firms in
	// the first cell x(x-10) ÷ ((50-x)(60-x)) = 2/3, so x² + 190x - 6000 = 0.
	x := (-190 + math.Sqrt(190*190+4*6000)) / 2
	for i, want := range []float64{x, 50 - x, 60 - x, x - 10} {
		if got := raked.Weights[i] * groups[i].Firms; math.Abs(got-want) > 1e-6 {
			t.Errorf("cell %d weighs %.9f, want %.9f", i, got, want)
		}
	}
}

// TestRakeProperties: whatever can be met is met, the mean weight is 1, and
// trimmed weights stay within the limits.
func TestRakeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 3).Draw(t, "sizes")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var groups []Group
		margins := make([][]float64, len(sizes))
		for m, n := range sizes {
			margins[m] = make([]float64, n)
		}
		// Truth: a population that exists, from which the margins come; so they
		// can be met.
		var walk func(member []int)
		walk = func(member []int) {
			if len(member) == len(sizes) {
				truth := 1 + 99*r.Float64()
				groups = append(groups, Group{float64(1 + r.IntN(50)), append([]int{}, member...)})
				for m, c := range member {
					margins[m][c] += truth
				}
				return
			}
			for c := range sizes[len(member)] {
				walk(append(member, c))
			}
		}
		walk(nil)
		raked, err := Rake(groups, margins, Limits{Tolerance: 1e-6, Rounds: 2000})
		if err != nil || raked.Distance > 1e-6 {
			t.Fatalf("distance %g: %v", raked.Distance, err)
		}
		trimmed, err := Rake(groups, margins, UsualLimits)
		if err != nil {
			t.Fatal(err)
		}
		for name, weights := range map[string][]float64{"raked": raked.Weights, "trimmed": trimmed.Weights} {
			firms, sum := 0.0, 0.0
			for i, g := range groups {
				firms, sum = firms+g.Firms, sum+g.Firms*weights[i]
				if w := weights[i]; name == "trimmed" && (w < UsualLimits.Low-1e-6 || w > UsualLimits.High+1e-6) {
					t.Fatalf("group %d weighs %g after trimming", i, w)
				}
			}
			if math.Abs(sum/firms-1) > 1e-9 {
				t.Fatalf("%s: the mean weight is %g", name, sum/firms)
			}
		}
	})
}

func TestRakeRefuses(t *testing.T) {
	two := []Group{{10, []int{0}}, {10, []int{1}}}
	for name, c := range map[string]struct {
		groups  []Group
		margins [][]float64
		want    MarginError
	}{
		"no firms":             {nil, [][]float64{{1, 1}}, MarginError{-1, -1, FaultNothing}},
		"negative":             {two, [][]float64{{1, -1}}, MarginError{0, 1, FaultNumber}},
		"no number":            {two, [][]float64{{math.NaN(), 1}}, MarginError{0, 0, FaultNumber}},
		"infinite firms":       {[]Group{{math.Inf(1), nil}}, nil, MarginError{-1, -1, FaultNumber}},
		"all zero":             {[]Group{{10, []int{-1}}}, [][]float64{{0, 0}}, MarginError{0, -1, FaultEmpty}},
		"firms where none are": {two, [][]float64{{1, 0}}, MarginError{0, 1, FaultZero}},
		"none where firms are": {two[:1], [][]float64{{1, 1}}, MarginError{0, 1, FaultNoFirms}},
		"unknown category":     {two, [][]float64{{1}}, MarginError{0, -1, FaultShape}},
		"too few members":      {two, [][]float64{{1, 1}, {1}}, MarginError{1, -1, FaultShape}},
		"contradiction": {[]Group{{10, []int{0, 0}}, {10, []int{1, 1}}}, [][]float64{{1, 1}, {1, 3}},
			MarginError{-1, -1, FaultNotMet}},
	} {
		_, err := Rake(c.groups, c.margins, Limits{Tolerance: 1e-6, Rounds: 100})
		var got *MarginError
		if !errors.As(err, &got) || *got != c.want {
			t.Errorf("%s: %v, want %v", name, err, &c.want)
		}
	}
}

// TestRakeWithoutMargins leaves everybody alike.
func TestRakeWithoutMargins(t *testing.T) {
	raked, err := Rake([]Group{{3, nil}, {4, nil}}, nil, UsualLimits)
	if err != nil || raked.Weights[0] != 1 || raked.Weights[1] != 1 {
		t.Errorf("%v, %v", raked, err)
	}
}
