package assessment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onramp/assessment"
)

// truth counts the firms of a population that a test picks.
func truth(units []*assessment.Unit, fits func(u *assessment.Unit) bool) int {
	n := 0
	for _, u := range units {
		if fits(u) {
			n++
		}
	}
	return n
}

// inGroup reports whether a firm is in the category of an axis of groups.
func inGroup(u *assessment.Unit, axis, code string) bool {
	or := func(value string) bool { return code == "_T" || value == code || value == "" && code == "_U" }
	switch axis {
	case "country":
		return or(u.Country)
	case "region":
		return or(u.Region) || u.Country == code
	case "sector":
		return or(u.Sector)
	case "size":
		return or(u.Size)
	case "evidence":
		return or(string(u.Evidence))
	default:
		return true // an axis that is not of groups
	}
}

// groupOf reports whether a firm is in the group of a cell.
func groupOf(table *assessment.Table, c *assessment.Cell, u *assessment.Unit) bool {
	for i, axis := range table.Axes {
		if !inGroup(u, axis.ID, axis.Codes[c.At[i]].ID) {
			return false
		}
	}
	return true
}

// tells reports whether a firm tells anything of what a cell is about.
func tells(table *assessment.Table, c *assessment.Cell, u *assessment.Unit) bool {
	code := func(axis string) string {
		at := slices.IndexFunc(table.Axes, func(a assessment.Axis) bool { return a.ID == axis })
		if at < 0 || table.Axes[at].Codes[c.At[at]].ID == "_T" {
			return ""
		}
		return table.Axes[at].Codes[c.At[at]].ID
	}
	switch table.Kind {
	case assessment.AdoptionTable:
		_, said := u.Technologies[code("technology")]
		return said
	case assessment.LevelsTable, assessment.ScoresTable, assessment.ChangeTable:
		for _, m := range u.Models {
			for _, a := range m.Areas {
				if m.Model == table.Model && a.Dimension == code("dimension") {
					return a.Levels != nil && (table.Kind != assessment.ChangeTable || a.Before != nil)
				}
			}
		}
		return false
	}
	return true
}

// nameOf names a cell for a failure, and finds it in another release.
func nameOf(table *assessment.Table, c *assessment.Cell) string {
	name := table.ID
	for i, axis := range table.Axes {
		name += " " + axis.Codes[c.At[i]].ID
	}
	return name
}

func tableOf(t testing.TB, r *assessment.Release, id string) *assessment.Table {
	t.Helper()
	at := slices.IndexFunc(r.Tables, func(table *assessment.Table) bool { return table.ID == id })
	if at < 0 {
		t.Fatalf("no table %s", id)
	}
	return r.Tables[at]
}

// releaseKinds are the ways to make a release.
func releaseKinds(t testing.TB) map[string]assessment.ReleaseOrder {
	rounded, weighted, exact := usualOrder(), usualOrder(), usualOrder()
	weighted.Margins, exact.Exact = register(t), true
	return map[string]assessment.ReleaseOrder{"rounded": rounded, "weighted": weighted, "exact": exact}
}

// Singletons and small groups: no figure speaks of fewer firms than the
// threshold, and what is withheld is empty.
func TestAttackSmallGroups(t *testing.T) {
	for name, order := range releaseKinds(t) {
		for seed := range uint64(3) {
			units := populationOf(t, random(seed), 60+int(seed)*240)
			r, _ := released(t, order, units)
			shown := 0
			for _, table := range r.Tables {
				for i := range table.Cells {
					c := &table.Cells[i]
					if c.Status != assessment.CellShown {
						if c.Firms != 0 || c.Base != 0 || c.Share != nil || c.Mean != nil || c.Unweighted != nil || c.Effective != 0 {
							t.Fatalf("%s: %s is withheld and says something: %+v", name, nameOf(table, c), c)
						}
						continue
					}
					shown++
					if n := truth(units, func(u *assessment.Unit) bool { return groupOf(table, c, u) }); n < 10 {
						t.Fatalf("%s: %s shows a group of %d firms", name, nameOf(table, c), n)
					}
				}
			}
			if shown == 0 && name != "exact" {
				t.Errorf("%s: nothing is shown of %d firms", name, len(units))
			}
		}
	}
}

// Groups alike: where all firms or all but one are on the same level, neither
// levels nor mean are told.
func TestAttackGroupsAlike(t *testing.T) {
	for name, order := range releaseKinds(t) {
		for odd := range 2 {
			units := populationOf(t, random(4), 600)
			left := odd
			for _, u := range units {
				if u.Sector != "C" {
					continue
				}
				levels := []float64{1, 0, 0, 0, 0}
				if left > 0 {
					left--
					levels = []float64{0, 0, 0, 0, 1}
				}
				for i := range u.Models[0].Areas {
					u.Models[0].Areas[i].Levels = levels
				}
			}
			r, _ := released(t, order, units)
			for _, table := range r.Tables {
				if table.Model != "nir-sme" || table.Kind != assessment.LevelsTable && table.Kind != assessment.ScoresTable {
					continue
				}
				at := slices.IndexFunc(table.Axes, func(a assessment.Axis) bool { return a.ID == "sector" })
				for i := range table.Cells {
					c := &table.Cells[i]
					if at >= 0 && len(table.Axes) == 2+at && table.Axes[at].Codes[c.At[at]].ID == "C" && c.Status == assessment.CellShown {
						t.Fatalf("%s: %s tells of firms that are alike: %+v", name, nameOf(table, c), c)
					}
				}
			}
		}
	}
}

// Differencing: a reader who takes parts from their total is never left with a
// group of 1 to 9 firms, whichever table of groups is used.
func TestAttackDifferencing(t *testing.T) {
	for name, order := range releaseKinds(t) {
		for seed := range uint64(6) {
			units := populationOf(t, random(seed+10), 150+200*int(seed))
			r, _ := released(t, order, units)
			for _, axis := range []string{"sector", "size", "evidence", "country"} {
				table := tableOf(t, r, "firms-by-"+axis)
				if table.Cells[0].Status != assessment.CellShown {
					continue
				}
				rest := len(units)
				for i := 1; i < len(table.Cells); i++ {
					if c := &table.Cells[i]; c.Status == assessment.CellShown {
						rest -= truth(units, func(u *assessment.Unit) bool { return groupOf(table, c, u) })
					}
				}
				if rest > 0 && rest < 10 {
					t.Errorf("%s: %s leaves %d firms to whoever subtracts", name, table.ID, rest)
				}
			}
		}
	}
}

// Intersecting tables: the same group has the same figures wherever it stands,
// so that no two of them can be held against each other; a cell is withheld
// everywhere or nowhere.
func TestAttackIntersectingTables(t *testing.T) {
	units := populationOf(t, random(20), 900)
	for name, order := range releaseKinds(t) {
		r, _ := released(t, order, units)
		first := map[string]assessment.Cell{}
		for _, table := range r.Tables {
			for i := range table.Cells {
				c := table.Cells[i]
				key := fmt.Sprint(table.Kind, table.Model)
				for a, axis := range table.Axes { // totals do not tell tables apart
					code := axis.Codes[c.At[a]].ID
					switch {
					case code == "_T" && axis.ID != "dimension":
					case code == "_T":
					case axis.ID == "region" && len(code) == 2:
						key += " country=" + code
					default:
						key += " " + axis.ID + "=" + code
					}
				}
				c.At = nil
				if before, ok := first[key]; ok {
					if fmt.Sprint(flat(before)) != fmt.Sprint(flat(c)) {
						t.Fatalf("%s: %s of %s: %v here and %v elsewhere", name, key, table.ID, flat(c), flat(before))
					}
				} else {
					first[key] = c
				}
			}
		}
	}
}

// flat is everything that a cell says.
func flat(c assessment.Cell) []any {
	out := []any{c.Status, c.Firms, c.Base, c.Effective, c.Unreliable}
	for _, f := range []*assessment.Figure{c.Share, c.Mean} {
		if f != nil {
			out = append(out, *f)
		}
	}
	if c.Unweighted != nil {
		out = append(out, *c.Unweighted)
	}
	return out
}

// Successive releases: with one to nine firms more, fewer or changed, every
// group that they are in is withheld from the second release; all others say
// the same as before.
func TestAttackSuccessiveReleases(t *testing.T) {
	all := populationOf(t, random(30), 800)
	for name, order := range releaseKinds(t) {
		if name == "weighted" {
			continue // every weight moves with every firm; the groups are those of rounded
		}
		_, trace := released(t, order, all)
		for what, later := range map[string][]*assessment.Unit{"one fewer": all[1:], "one changed": changedFirst(all), "nine fewer": all[9:]} {
			r, _ := released(t, order, later, trace)
			gone := all[0]
			for _, table := range r.Tables {
				for i := range table.Cells {
					if c := &table.Cells[i]; c.Status == assessment.CellShown && groupOf(table, c, gone) && tells(table, c, gone) {
						t.Fatalf("%s, %s: %s is shown again", name, what, nameOf(table, c))
					}
				}
			}
		}
	}
}

func changedFirst(all []*assessment.Unit) []*assessment.Unit {
	out := slices.Clone(all)
	one := *out[0]
	one.Answers++
	out[0] = &one
	return out
}

// The same units again are the same release, and a release of other firms is
// not held against it, however alike the numbers are.
func TestReleaseAgainAndAnother(t *testing.T) {
	all := populationOf(t, random(31), 800)
	first, trace := released(t, usualOrder(), all)
	again, _ := released(t, usualOrder(), all, trace)
	if first.Hash != again.Hash {
		t.Error("the same units made another release")
	}
	others := populationOf(t, random(32), 800)
	for _, u := range others {
		u.Firm, u.Assessment = "x"+u.Firm, "x"+u.Assessment
		u.Finished = u.Finished.Add(time.Second)
	}
	r, _ := released(t, usualOrder(), others, trace)
	if c := tableOf(t, r, "firms-by-sector").Cells[0]; c.Status != assessment.CellShown {
		t.Errorf("the total of other firms is %s", c.Status)
	}
}

// Weighted shares, means and effective sizes: they are made of what is
// published, so a reader who knows all weights learns no count from them.
// Without differing weights the weighted share is the unweighted one; and a
// group's effective size follows from its published number alone.
func TestAttackWeightedFigures(t *testing.T) {
	units := populationOf(t, random(40), 2000)
	order := usualOrder()
	order.Margins = register(t)
	r, _ := released(t, order, units)
	effective := map[int]int{}
	for _, table := range r.Tables {
		for i := range table.Cells {
			c := &table.Cells[i]
			if c.Status != assessment.CellShown {
				continue
			}
			if c.Firms%5 != 0 || c.Base%5 != 0 || c.Effective%5 != 0 || c.Effective > c.Base {
				t.Fatalf("%s: %+v", nameOf(table, c), c)
			}
			if before, ok := effective[c.Base]; ok && before != c.Effective {
				t.Fatalf("%s: effective %d of %d, elsewhere %d", nameOf(table, c), c.Effective, c.Base, before)
			}
			effective[c.Base] = c.Effective
			if c.Firms == 0 && c.Share != nil && c.Share.Value != 0 {
				t.Fatalf("%s: a weighted share of %d where the count is 0", nameOf(table, c), c.Share.Value)
			}
			for _, f := range []*assessment.Figure{c.Share, c.Mean} {
				if f != nil && c.Unreliable != (c.Effective < 30) || f != nil && c.Unreliable && (f.Low != f.Value || f.High != f.Value) {
					t.Fatalf("%s: an interval on %d firms", nameOf(table, c), c.Effective)
				}
			}
		}
	}
}
