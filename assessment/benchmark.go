package assessment

import "slices"

// Benchmark is how firms of a made release stand, for one firm to look at. It
// holds nothing but figures that the release publishes.
type Benchmark struct {
	Release   *Release
	Sector    bool     // firms of the firm's own sector
	Size      bool     // and of its own size
	Firms     int      // in the group, as published
	Low       bool     // low reliability
	Levels    []Figure // share of the group on each level, the lowest first
	Means     map[string]int
	MeanGroup bool // means are of the firm's sector, else of all firms
}

// BenchmarkTables are the tables of a release that [NewBenchmark] reads.
func BenchmarkTables(model string) (levels, means string) {
	return "levels-" + model + "-by-sector-size", "scores-" + model + "-by-sector"
}

// NewBenchmark compares a firm with the smallest group of its likes that the
// release shows whole: its sector and size, its sector, all firms. Nil when it
// shows none.
func NewBenchmark(r *Release, levels, means *Table, p Profile) *Benchmark {
	if levels == nil {
		return nil
	}
	for _, group := range []struct{ sector, size bool }{{true, true}, {true, false}, {false, false}} {
		sector, size := totalCode, totalCode
		if group.sector {
			sector = p.Sector
		}
		if group.size {
			size = p.Size()
		}
		b := &Benchmark{Release: r, Sector: group.sector, Size: group.size, Means: map[string]int{}}
		if sector != "" && size != "" && b.fill(levels, sector, size) {
			b.MeanGroup = group.sector && b.means(means, sector)
			if !b.MeanGroup {
				b.means(means, totalCode)
			}
			return b
		}
	}
	return nil
}

// fill takes the spread over levels of one group; false when it is not shown
// whole.
func (b *Benchmark) fill(t *Table, codes ...string) bool {
	at := t.codes(codes...)
	if at == nil {
		return false
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		if !slices.Equal(c.At[:len(at)], at) {
			continue
		}
		if c.Status != CellShown || c.Share == nil {
			return false
		}
		b.Levels = append(b.Levels, *c.Share)
		b.Firms, b.Low = c.Base, c.Unreliable
	}
	return len(b.Levels) > 0
}

// means takes the mean of each dimension in one group; false when none is shown.
func (b *Benchmark) means(t *Table, sector string) bool {
	if t == nil || len(t.Axes) != 2 {
		return false
	}
	at := slices.IndexFunc(t.Axes[1].Codes, func(c Code) bool { return c.ID == sector })
	for i := range t.Cells {
		if c := &t.Cells[i]; c.At[1] == at && c.Status == CellShown && c.Mean != nil {
			b.Means[t.Axes[0].Codes[c.At[0]].ID] = c.Mean.Value
		}
	}
	return len(b.Means) > 0
}

// codes finds the places of codes on the first axes; nil when one is not there.
func (t *Table) codes(ids ...string) []int {
	var at []int
	for i, id := range ids {
		place := slices.IndexFunc(t.Axes[i].Codes, func(c Code) bool { return c.ID == id })
		if place < 0 {
			return nil
		}
		at = append(at, place)
	}
	return at
}
