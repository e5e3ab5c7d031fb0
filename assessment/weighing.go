package assessment

import (
	"math"
	"slices"

	"onramp/assessment/statistics"
)

// stratum is the category of a firm in each margin, from 1; 0 for none.
type stratum [maxMargins]uint16

// marginOfRelease is a margin with its categories numbered.
type marginOfRelease struct {
	axes  []string
	codes []string // sorted
	firms []float64
	at    map[[2]string]uint16 // from 1
}

func newMargins(m *Margins) []marginOfRelease {
	var all []marginOfRelease
	for _, table := range m.Tables[:min(len(m.Tables), maxMargins)] {
		one := marginOfRelease{axes: table.Axes, codes: sortedKeys(table.Firms), at: map[[2]string]uint16{}}
		for i, code := range one.codes {
			one.firms = append(one.firms, float64(table.Firms[code]))
			one.at[splitCode(code)] = uint16(i + 1)
		}
		all = append(all, one)
	}
	return all
}

func splitCode(code string) (parts [2]string) {
	for i := range code {
		if code[i] == '/' {
			return [2]string{code[:i], code[i+1:]}
		}
	}
	return [2]string{code, ""}
}

func (t *Tabulation) stratumOf(u *Unit) (s stratum) {
	for i := range t.margins {
		var key [2]string
		for j, axis := range t.margins[i].axes {
			key[j] = u.code(axis)
		}
		s[i] = t.margins[i].at[key]
	}
	return s
}

func (u *Unit) code(axis string) string {
	switch axis {
	case "country":
		return u.Country
	case "region":
		return u.Region
	case "sector":
		return u.Sector
	default:
		return u.Size
	}
}

// Weigh ends the first pass: it links the assessments of each firm, finds
// duplicates and makes the weights. Categories of the register in which no firm
// took part are left out; the release says so. The error is Invalid where there
// is no unit at all and where no weights can be made.
func (t *Tabulation) Weigh() error {
	t.link()
	firms := t.firms()
	if firms == 0 {
		return &Error{Kind: Invalid, Key: "error.release_empty"}
	}
	t.weights = make([]float64, len(t.strata))
	for i := range t.weights {
		t.weights[i] = 1
	}
	if len(t.margins) == 0 {
		return nil
	}
	counts := make([]int, len(t.strata))
	for i := range t.records {
		if r := &t.records[i]; r.state == chosen {
			counts[r.stratum]++
		}
	}
	groups, margins := t.toRake(counts)
	raked, err := statistics.Rake(groups, margins, statistics.UsualLimits)
	if err != nil {
		return &Error{Kind: Invalid, Key: "error.release_weights", Args: map[string]any{"Reason": err.Error()}, Cause: err}
	}
	t.raked, t.weights = raked, raked.Weights
	var sample statistics.Sample
	cut := 0
	for i, n := range counts {
		w := t.weights[i]
		sample = sample.Plus(statistics.Sample{N: n, Sum: float64(n) * w, Square: float64(n) * w * w})
		if n > 0 && (w <= statistics.UsualLimits.Low*1.001 || w >= statistics.UsualLimits.High*0.999) {
			cut += n
		}
	}
	if effective := sample.Effective(); effective > 0 {
		t.effect = max(math.Ceil(10*float64(firms)/effective-1e-6)/10, 1)
	}
	t.trimmed = int(math.Round(100 * float64(cut) / float64(firms)))
	return nil
}

// toRake puts the strata and margins into the terms of raking, without
// categories in which there is no firm.
func (t *Tabulation) toRake(counts []int) ([]statistics.Group, [][]float64) {
	var margins [][]float64
	places := make([][]int, len(t.margins)) // of a margin's categories among those with firms
	for m := range t.margins {
		have := make([]bool, len(t.margins[m].codes)+1)
		for s, at := range t.strata {
			have[s[m]] = have[s[m]] || counts[at] > 0
		}
		places[m] = make([]int, len(have))
		var totals []float64
		for c := range have {
			places[m][c] = -1
			if c > 0 && have[c] {
				places[m][c] = len(totals)
				totals = append(totals, t.margins[m].firms[c-1])
			}
		}
		margins = append(margins, totals)
	}
	groups := make([]statistics.Group, len(t.strata))
	for s, at := range t.strata {
		g := statistics.Group{Firms: float64(counts[at])}
		for m := range t.margins {
			g.Member = append(g.Member, places[m][s[m]])
		}
		groups[at] = g
	}
	return groups, margins
}

// uncovered reports whether the register has groups without a firm here.
func (t *Tabulation) uncovered() bool {
	seen := make([][]bool, len(t.margins))
	for m := range t.margins {
		seen[m] = make([]bool, len(t.margins[m].codes))
	}
	for s := range t.strata {
		for m := range t.margins {
			if s[m] > 0 {
				seen[m][s[m]-1] = true
			}
		}
	}
	return slices.ContainsFunc(seen, func(codes []bool) bool { return slices.Contains(codes, false) })
}

// gap is how far the weights of two firms can be apart.
func (t *Tabulation) gap() float64 {
	if len(t.weights) == 0 {
		return 0
	}
	return slices.Max(t.weights) - slices.Min(t.weights)
}
