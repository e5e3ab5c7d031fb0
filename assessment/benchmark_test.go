package assessment_test

import (
	"testing"

	"onramp/assessment"
)

// TestBenchmark: a firm is compared with the smallest group of its likes that
// the release shows whole, and with nothing that it does not show.
func TestBenchmark(t *testing.T) {
	units := populationOf(t, random(5), 900)
	r, _ := released(t, usualOrder(), units)
	first, second := assessment.BenchmarkTables("nir-sme")
	levels, means := tableOf(t, r, first), tableOf(t, r, second)
	seen := map[[2]bool]bool{}
	for _, u := range units {
		employees := map[string]int{"micro": 3, "small": 20, "medium": 100, "large": 900}[u.Size]
		b := assessment.NewBenchmark(r, levels, means, assessment.Profile{Sector: u.Sector, Employees: employees})
		if b == nil {
			t.Fatal("no group is shown")
		}
		seen[[2]bool{b.Sector, b.Size}] = true
		n := truth(units, func(o *assessment.Unit) bool {
			return (!b.Sector || o.Sector == u.Sector) && (!b.Size || o.Size == u.Size)
		})
		if n < 10 || b.Firms < n-4 || b.Firms > n+4 || len(b.Levels) != 5 || b.Size && !b.Sector {
			t.Fatalf("%d firms: %+v", n, b)
		}
	}
	if len(seen) < 2 {
		t.Errorf("only groups %v", seen)
	}
	for i := range levels.Cells {
		levels.Cells[i].Status = assessment.CellProtected
	}
	if b := assessment.NewBenchmark(r, levels, means, assessment.Profile{Sector: "C", Employees: 3}); b != nil {
		t.Errorf("compared with what is withheld: %+v", b)
	}
}
