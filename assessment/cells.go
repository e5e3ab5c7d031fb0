package assessment

import "strings"

// hit is a category that a firm is in.
type hit struct {
	cell    int
	partial int // see [subject]
	score   float64
}

// Use of a technology begins with putting it to work: implementing it, the step
// before operational.
const inUse = 4

// Add looks at a unit for the second time and counts it wherever it belongs.
// Units that the first pass left out or has not seen are ignored.
func (t *Tabulation) Add(u *Unit) {
	if !t.order.within(u.Finished) {
		return
	}
	r := t.recordOf(u)
	if r == nil || r.state != chosen {
		return
	}
	w := t.weights[r.stratum]
	fingerprint := scatter(r.assessment ^ scatter(u.Answers) ^ r.firm)
	hits := t.hits(u, r.firm)
	region := u.Region
	if !strings.HasPrefix(region, u.Country+"-") {
		region = "" // one of another country would add up with nothing
	}
	var codes [axisCount]int32
	for i, code := range [axisCount]string{u.Country, region, u.Sector, u.Size, string(u.Evidence), string(u.Mode)} {
		codes[i] = t.axes[i].index(code)
	}
	for _, c := range t.crosses {
		var at [2]int32
		for i, axis := range c.axes {
			at[i] = codes[axis]
		}
		p := c.group(at, &t.layout)
		p.n++
		p.key += r.firm
		p.weight += w
		p.marks.add(fingerprint)
		if !c.deep {
			continue
		}
		for i := range hits {
			h := &hits[i]
			in := &p.cells[h.cell]
			in.n++
			in.key += r.firm
			in.weight += w
			in.score += w * h.score
			if h.partial >= 0 {
				p.known[h.partial].add(fingerprint)
			}
		}
	}
}

// hits lists the categories that a firm is in, of all that it tells of.
func (t *Tabulation) hits(u *Unit, key uint64) []hit {
	out := t.scratch[:0]
	for i := range u.Models {
		m := &u.Models[i]
		for j := range m.Areas {
			out = t.area(out, m.Model, &m.Areas[j], key)
		}
	}
	fact := func(kind TableKind, id string, category int) {
		if at, ok := t.layout.by[factKey{kind, id}]; ok {
			out = append(out, hit{cell: t.layout.subjects[at].at + category, partial: -1})
		}
	}
	for id, step := range u.Technologies {
		if step >= inUse {
			fact(AdoptionTable, id, saysYes)
		} else {
			fact(AdoptionTable, id, saysNo)
		}
	}
	for n, takes := range u.Actions {
		if n < 1 || n > 4 {
			continue
		}
		if takes {
			fact(ParticipationTable, "1234"[n-1:n], saysYes)
		} else {
			fact(ParticipationTable, "1234"[n-1:n], saysNo)
		}
	}
	for _, id := range u.Gaps {
		fact(MeasuresTable, id, saysYes)
	}
	t.scratch = out
	return out
}

// area adds the level of an area and how it changed. Both levels are drawn with
// the same number, so that nothing moves by the draw alone.
func (t *Tabulation) area(out []hit, model string, a *UnitArea, key uint64) []hit {
	at, ok := t.layout.areas[[2]string{model, a.Dimension}]
	if !ok {
		return out
	}
	s := &t.layout.subjects[at]
	if len(a.Levels) != len(s.codes) {
		return out
	}
	chance := float64(scatter(key^s.seed)>>11) / (1 << 53)
	level := drawn(a.Levels, chance)
	out = append(out, hit{cell: s.at + level, partial: s.partial, score: a.Score})
	if change, ok := t.layout.changes[[2]string{model, a.Dimension}]; ok && len(a.Before) == len(a.Levels) {
		c := &t.layout.subjects[change]
		moved := min(max(level-drawn(a.Before, chance), -1), 2)
		out = append(out, hit{cell: c.at + moved + 1, partial: c.partial})
	}
	return out
}

// drawn takes a level by a number from 0 to below 1.
func drawn(levels []float64, chance float64) int {
	sum := 0.0
	for _, p := range levels {
		sum += p
	}
	last := 0
	for i, p := range levels {
		if p <= 0 {
			continue
		}
		last = i
		if chance -= p / sum; chance < 0 {
			return i
		}
	}
	return last
}
