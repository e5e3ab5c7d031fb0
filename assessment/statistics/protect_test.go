package statistics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// survey is a generated population in a table of rows by columns, with a
// distribution over categories in each of its cells and margins.
type survey struct {
	counts []Count
	sums   []Sum
	atoms  [][]int // of each count: the (row, column, category) it is made of
	cells  int     // atoms
}

// table counts firms in every cell and margin of rows × columns, and by category
// within each. atoms holds the true firms.
func table(r Rounder, firms []int, rows, columns, categories int) survey {
	s := survey{cells: rows * columns * categories}
	atom := func(i, j, k int) int { return (i*columns+j)*categories + k }
	key := make([]uint64, s.cells)
	for a, n := range firms {
		for f := range n {
			key[a] += r.UnitKey(fmt.Sprint(a, "/", f))
		}
	}
	add := func(within bool, atoms []int) int {
		c := Count{Within: within}
		for _, a := range atoms {
			c.N += firms[a]
			c.Key += key[a]
		}
		s.counts, s.atoms = append(s.counts, c), append(s.atoms, atoms)
		return len(s.counts) - 1
	}
	// group[i][j] with i = rows and j = columns for the margins.
	group, parts := make([][]int, rows+1), make([][][]int, rows+1)
	span := func(i, n int) (low, high int) {
		if i == n {
			return 0, n
		}
		return i, i + 1
	}
	for i := range rows + 1 {
		group[i], parts[i] = make([]int, columns+1), make([][]int, columns+1)
		for j := range columns + 1 {
			var all []int
			by := make([][]int, categories)
			i0, i1 := span(i, rows)
			j0, j1 := span(j, columns)
			for x := i0; x < i1; x++ {
				for y := j0; y < j1; y++ {
					for k := range categories {
						all, by[k] = append(all, atom(x, y, k)), append(by[k], atom(x, y, k))
					}
				}
			}
			group[i][j] = add(false, all)
			for k := range categories {
				parts[i][j] = append(parts[i][j], add(true, by[k]))
			}
			s.sums = append(s.sums, Sum{group[i][j], parts[i][j]})
		}
	}
	pick := func(k, i, j int) int {
		if k < 0 {
			return group[i][j]
		}
		return parts[i][j][k]
	}
	for k := -1; k < categories; k++ {
		for i := range rows + 1 {
			sum := Sum{Whole: pick(k, i, columns)}
			for j := range columns {
				sum.Parts = append(sum.Parts, pick(k, i, j))
			}
			s.sums = append(s.sums, sum)
		}
		for j := range columns + 1 {
			sum := Sum{Whole: pick(k, rows, j)}
			for i := range rows {
				sum.Parts = append(sum.Parts, pick(k, i, j))
			}
			s.sums = append(s.sums, sum)
		}
	}
	return s
}

func (s survey) within() []bool {
	var within []bool
	for _, c := range s.counts {
		within = append(within, c.Within)
	}
	return within
}

// population draws firms of very uneven cells, as regions and sectors are.
func population(r *rand.Rand, cells int) []int {
	firms := make([]int, cells)
	for a := range firms {
		firms[a] = int(math.Exp(1.2*r.NormFloat64() + 1.6))
	}
	return firms
}

var (
	rounding = Policy{Threshold: 10, Range: 5, Rounder: NewRounder(5, []byte("secret"))}
	mixed    = Policy{Threshold: 10, Range: 5, Rounder: NewRounder(1, []byte("secret")), Inside: NewRounder(5, []byte("secret"))}
	exact    = Policy{Threshold: 10, Range: 5, Rounder: NewRounder(1, []byte("secret"))}
)

// TestProtectHolds: on generated tables, in both modes, the audit passes, no
// small group is shown, true counts lie within the bounds, withheld values are
// not in what is handed out, and doing it again gives the same.
func TestProtectHolds(t *testing.T) {
	shown, all := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 17))
		rows, columns, categories := 2+r.IntN(4), 2+r.IntN(4), 2+r.IntN(4)
		for name, p := range map[string]Policy{"rounded": rounding, "exact": exact, "groups exact": mixed} {
			s := table(p.Rounder, population(r, rows*columns*categories), rows, columns, categories)
			got := Protect(s.counts, s.sums, p)
			if err := Audit(got, s.within(), s.sums, p); err != nil {
				t.Fatalf("%s, seed %d: %v", name, seed, err)
			}
			bounds := Bounds(got, s.within(), s.sums, p)
			for i, c := range s.counts {
				if c.N < bounds[i].Low || c.N > bounds[i].High {
					t.Fatalf("%s, seed %d: count %d is %d, not %+v", name, seed, i, c.N, bounds[i])
				}
				switch {
				case got.Status[i] != Shown && got.Values[i] != 0:
					t.Fatalf("%s, seed %d: a withheld count is handed out", name, seed)
				case got.Status[i] == Shown && !c.Within && c.N < p.Threshold:
					t.Fatalf("%s, seed %d: a group of %d is shown", name, seed, c.N)
				}
				if name == "rounded" && !c.Within && c.N >= p.Threshold {
					all++
					if got.Status[i] == Shown {
						shown++
					}
				}
			}
			again := Protect(s.counts, s.sums, p)
			for i := range got.Status {
				if got.Status[i] != again.Status[i] || got.Values[i] != again.Values[i] {
					t.Fatalf("%s, seed %d: twice protected, twice different", name, seed)
				}
			}
		}
	}
	t.Logf("rounded: %d of %d groups of ten and more are shown", shown, all)
	if shown*2 < all {
		t.Errorf("only %d of %d groups of ten and more are shown", shown, all)
	}
}

// TestExactSolverFindsNothing: an attacker with linear programming, on small
// linked tables, bounds no protected count to fewer values than the policy says.
func TestExactSolverFindsNothing(t *testing.T) {
	for name, p := range map[string]Policy{"rounded": rounding, "exact": exact, "groups exact": mixed} {
		attacked, told := 0, 0
		for seed := range uint64(10) {
			r := rand.New(rand.NewPCG(seed, 23))
			s := table(p.Rounder, population(r, 2*3*2), 2, 3, 2)
			got := Protect(s.counts, s.sums, p)
			for i := range s.counts {
				if !p.protects(published{got, s.within()}, i) {
					continue
				}
				low, high := s.solve(t, got, p, i)
				attacked++
				if values := math.Floor(high+1e-6) - math.Ceil(low-1e-6) + 1; values < float64(p.Range) {
					told++
					t.Logf("%s, seed %d: count %d, %d firms, status %d, is between %.2f and %.2f", name, seed, i, s.counts[i].N, got.Status[i], low, high)
				}
			}
		}
		t.Logf("%s: %d counts attacked, %d told", name, attacked, told)
		if told > 0 {
			t.Errorf("%s: %d of %d counts are told by the exact solver", name, told, attacked)
		}
	}
}

// solve returns the range of a count that linear programming finds from what is
// shown.
func (s survey) solve(t *testing.T, shown Protected, p Policy, target int) (low, high float64) {
	t.Helper()
	var rows [][]float64
	var limits []float64
	row := func(atoms []int, sign float64) []float64 {
		out := make([]float64, s.cells)
		for _, a := range atoms {
			out[a] = sign
		}
		return out
	}
	for i, status := range shown.Status {
		alone := p.alone(status, shown.Values[i], s.counts[i].Within)
		if alone.High < unbounded {
			rows, limits = append(rows, row(s.atoms[i], 1)), append(limits, float64(alone.High))
		}
		if alone.Low > 0 {
			rows, limits = append(rows, row(s.atoms[i], -1)), append(limits, -float64(alone.Low))
		}
	}
	// No firm count is above this, so that every maximum is finite.
	rows, limits = append(rows, row(all(s.cells), 1)), append(limits, 1e6)
	end := func(sign float64) float64 {
		// Standard form: a slack for each row.
		n := s.cells + len(rows)
		a := mat.NewDense(len(rows), n, nil)
		for i, r := range rows {
			for j, v := range r {
				a.Set(i, j, v)
			}
			a.Set(i, s.cells+i, 1)
		}
		c := make([]float64, n)
		for _, atom := range s.atoms[target] {
			c[atom] = sign
		}
		best, _, err := lp.Simplex(c, a, limits, 1e-9, nil)
		if err != nil {
			t.Fatalf("the solver: %v", err)
		}
		return sign * best
	}
	return end(1), end(-1)
}

func all(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i)
	}
	return list
}
