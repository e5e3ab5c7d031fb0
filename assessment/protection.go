package assessment

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onramp/assessment/statistics"
)

// spot is a group of the release's frame: for each axis of a cross one category.
type spot struct {
	cross int
	codes [2]int32
}

// frame is every group of the release and how groups add up to larger ones.
// Countries and regions with fewer firms than the threshold are none; they are
// the rest of their whole.
type frame struct {
	spots    []spot
	at       map[spot]int
	sums     []spotSum
	listed   [axisCount][]int32 // categories of each axis in the order they are published in
	children map[int32][]int32  // regions of each country
}

// spotSum says that parts, with firms in categories that are not listed, add up
// to a whole.
type spotSum struct {
	whole int
	parts []int
}

func (t *Tabulation) newFrame() *frame {
	f := &frame{at: map[spot]int{}, children: map[int32][]int32{}}
	for i, a := range t.axes {
		for code := range a.codes {
			if !a.grows || a.codes[code].ID != unknownCode && t.single(i, int32(code)) >= t.order.Threshold {
				f.listed[i] = append(f.listed[i], int32(code))
			}
		}
		if a.grows {
			slices.SortFunc(f.listed[i], func(x, y int32) int { return cmp.Compare(a.codes[x].ID, a.codes[y].ID) })
		}
	}
	f.listed[regionAxis] = slices.DeleteFunc(f.listed[regionAxis], func(r int32) bool {
		country, ok := t.countryOf(r)
		if ok {
			f.children[country] = append(f.children[country], r)
		}
		return !ok
	})
	for x, c := range t.crosses {
		f.each(c.axes, [2]int32{}, 0, func(codes [2]int32) {
			s := spot{x, codes}
			f.at[s] = len(f.spots)
			f.spots = append(f.spots, s)
		})
	}
	for x, c := range t.crosses {
		for i := range c.axes {
			f.addSums(t, x, i)
		}
	}
	return f
}

// single is the number of firms in one category.
func (t *Tabulation) single(axis int, code int32) int {
	for _, c := range t.crosses {
		if len(c.axes) == 1 && c.axes[0] == axis {
			if p := c.find([2]int32{code}); p != nil {
				return p.n
			}
		}
	}
	return 0
}

// countryOf is the country that a region's code names; false where firms of the
// region said another one, which nothing adds up with.
func (t *Tabulation) countryOf(region int32) (int32, bool) {
	id, _, _ := strings.Cut(t.axes[regionAxis].codes[region].ID, "-")
	at, ok := t.axes[countryAxis].at[id]
	return at, ok
}

// each visits all combinations of listed categories.
func (f *frame) each(axes []int, codes [2]int32, from int, visit func(codes [2]int32)) {
	if from == len(axes) {
		visit(codes)
		return
	}
	for _, code := range f.listed[axes[from]] {
		codes[from] = code
		f.each(axes, codes, from+1, visit)
	}
}

// addSums adds the sums over one axis of a cross: to the groups without it, or
// of regions to those of their country.
func (f *frame) addSums(t *Tabulation, x, axis int) {
	axes := slices.Clone(t.crosses[x].axes)
	over := axes[axis]
	other := slices.Delete(slices.Clone(axes), axis, axis+1)
	if over == regionAxis {
		other = slices.Clone(axes)
		other[axis] = countryAxis
	}
	y := t.crossOf(other)
	f.each(other, [2]int32{}, 0, func(codes [2]int32) {
		sum := spotSum{whole: f.at[spot{y, codes}]}
		below := f.listed[over]
		if over == regionAxis {
			below = f.children[codes[axis]]
		}
		for _, code := range below {
			part := codes
			if over != regionAxis { // whose codes took the place of the country's
				part = [2]int32{codes[0], codes[0]}
			}
			if len(axes) == 1 {
				part = [2]int32{}
			}
			part[axis] = code
			sum.parts = append(sum.parts, f.at[spot{x, part}])
		}
		if len(sum.parts) > 0 {
			f.sums = append(f.sums, sum)
		}
	})
}

// crossOf finds the cross of exactly these axes.
func (t *Tabulation) crossOf(axes []int) int {
	return slices.IndexFunc(t.crosses, func(c *cross) bool { return slices.Equal(c.axes, axes) })
}

// ledger is all counts of a release, and how they are linked.
type ledger struct {
	t      *Tabulation
	frame  *frame
	counts []statistics.Count
	sums   []statistics.Sum
	groups []int    // count of each spot
	known  [][]int  // by subject and spot: the count of the firms that tell of it
	cells  [][]int  // by cell of the layout and spot
	names  []string // of counts that are groups, for traces; empty for others
	marks  []*marks
	shown  statistics.Protected
}

func (l *ledger) add(c statistics.Count, name string, m *marks) int {
	l.counts = append(l.counts, c)
	l.names = append(l.names, name)
	l.marks = append(l.marks, m)
	return len(l.counts) - 1
}

// population is the group at a spot, empty when no firm is there.
func (l *ledger) population(at int) *population {
	s := l.frame.spots[at]
	if p := l.t.crosses[s.cross].find(s.codes); p != nil {
		return p
	}
	return &population{}
}

// newLedger puts what was counted into terms of protection: each group of the
// frame, in it the firms that tell of a subject, and of those the firms in each
// category; every group is one count in whatever tables it stands.
func (t *Tabulation) newLedger() *ledger {
	l := &ledger{t: t, frame: t.newFrame(), cells: make([][]int, t.layout.width)}
	for i := range l.frame.spots {
		p := l.population(i)
		l.groups = append(l.groups, l.add(statistics.Count{N: p.n, Key: p.key}, l.name(i), &p.marks))
	}
	l.link(l.groups, false)
	for i := range t.layout.subjects {
		l.subject(&t.layout.subjects[i])
	}
	return l
}

// name of a spot, the same in every release.
func (l *ledger) name(at int) string {
	s := l.frame.spots[at]
	var b strings.Builder
	for i, axis := range l.t.crosses[s.cross].axes {
		b.WriteString(axisNames[axis] + "=" + l.t.axes[axis].codes[s.codes[i]].ID + "/")
	}
	if b.Len() == 0 {
		return totalCode
	}
	return b.String()
}

func (l *ledger) deep(at int) bool { return l.t.crosses[l.frame.spots[at].cross].deep }

// subject adds the counts of one subject.
func (l *ledger) subject(s *subject) {
	known := make([]int, len(l.frame.spots))
	own := false // some group is not the whole one
	for i := range known {
		known[i] = -1
		if !l.deep(i) {
			continue
		}
		known[i] = l.groups[i]
		n, key := l.of(i, s)
		p := l.population(i)
		if s.rest || n == p.n {
			continue
		}
		own = true
		known[i] = l.add(statistics.Count{N: n, Key: key}, l.name(i)+string(s.kind)+"/"+s.model+"/"+s.dimension, &p.known[s.partial])
		others := l.add(statistics.Count{N: p.n - n, Key: p.key - key, Hidden: true}, "", nil)
		l.sums = append(l.sums, statistics.Sum{Whole: l.groups[i], Parts: []int{known[i], others}})
	}
	if own {
		l.link(known, false)
	}
	l.known = append(l.known, known)
	for c := range s.codes {
		l.cells[s.at+c] = make([]int, len(l.frame.spots))
		for i := range l.frame.spots {
			l.cells[s.at+c][i] = -1
			if known[i] >= 0 {
				in := l.cell(i, s, c)
				l.cells[s.at+c][i] = l.add(statistics.Count{N: int(in.n), Key: in.key, Within: true}, "", nil)
			}
		}
		l.link(l.cells[s.at+c], true)
	}
	for i, whole := range known {
		if whole < 0 {
			continue
		}
		sum := statistics.Sum{Whole: whole}
		for c := range s.codes {
			sum.Parts = append(sum.Parts, l.cells[s.at+c][i])
		}
		l.sums = append(l.sums, sum)
	}
}

// of counts the firms at a spot that tell of a subject.
func (l *ledger) of(at int, s *subject) (n int, key uint64) {
	p := l.population(at)
	for c := range s.codes {
		if p.cells != nil {
			n += int(p.cells[s.at+c].n)
			key += p.cells[s.at+c].key
		}
	}
	return n, key
}

// cell is the firms at a spot in one category of a subject.
func (l *ledger) cell(at int, s *subject, category int) cell {
	p := l.population(at)
	if p.cells == nil {
		return cell{}
	}
	if !s.rest || category < len(s.codes)-1 {
		return p.cells[s.at+category]
	}
	out := cell{n: int32(p.n), key: p.key, weight: p.weight}
	for c := range len(s.codes) - 1 {
		in := p.cells[s.at+c]
		out.n, out.key, out.weight = out.n-in.n, out.key-in.key, out.weight-in.weight
	}
	return out
}

// link adds the sums of the frame between counts, one for each spot.
func (l *ledger) link(counts []int, within bool) {
	for _, s := range l.frame.sums {
		whole := counts[s.whole]
		if whole < 0 || counts[s.parts[0]] < 0 {
			continue
		}
		rest := statistics.Count{N: l.counts[whole].N, Key: l.counts[whole].Key, Within: within, Hidden: true}
		sum := statistics.Sum{Whole: whole}
		for _, part := range s.parts {
			rest.N -= l.counts[counts[part]].N
			rest.Key -= l.counts[counts[part]].Key
			sum.Parts = append(sum.Parts, counts[part])
		}
		if rest.N < 0 { // firms of a region that said another country
			continue
		}
		if l.hasRest(s) { // whether it holds firms of this category is not for the sum to tell
			sum.Parts = append(sum.Parts, l.add(rest, "", nil))
		}
		l.sums = append(l.sums, sum)
	}
}

// hasRest reports whether a sum of the frame leaves firms out that no listed
// part holds.
func (l *ledger) hasRest(s spotSum) bool {
	n := l.counts[l.groups[s.whole]].N
	for _, part := range s.parts {
		n -= l.counts[l.groups[part]].N
	}
	return n > 0
}

// protect decides what is shown; the error is that of a release that tells too
// much.
func (l *ledger) protect() error {
	now := l.marked()
	for _, earlier := range l.t.earlier {
		if maps.EqualFunc(now, earlier, TraceCell.alike) {
			continue // the same firms by the same rules: what is shown is the same, too
		}
		for i, name := range l.names {
			if name != "" {
				l.compare(i, earlier)
			}
		}
	}
	within := make([]bool, len(l.counts))
	for i, c := range l.counts {
		within[i] = c.Within
	}
	l.shown = statistics.Protect(l.counts, l.sums, l.t.policy)
	if err := statistics.Audit(l.shown, within, l.sums, l.t.policy); err != nil {
		found := 0
		if narrow := (*statistics.AuditError)(nil); errors.As(err, &narrow) {
			found = narrow.All
		}
		return &Error{Kind: Conflict, Key: "error.release_audit", Args: map[string]any{"Count": found}, Cause: err}
	}
	return nil
}

// compare notes by how many firms a group differs from the same one of an
// earlier release. Where it is none, the group stays withheld if it was: shown
// now, it would undo what it protected then. From the threshold on it is safe.
func (l *ledger) compare(i int, earlier Trace) {
	c := &l.counts[i]
	was, ok := earlier[l.names[i]]
	if !ok || l.marks[i] == nil || c.N == 0 {
		return
	}
	changed := max(l.marks[i].differing(was.Marks), abs(c.N-was.Firms))
	if was.Withheld {
		changed = max(changed, 1)
	}
	if changed > 0 && (c.Changed == 0 || changed < c.Changed) {
		c.Changed = changed
	}
}

func abs(n int) int { return max(n, -n) }

// rulesName stands among the groups of a trace for the rules it was made by.
const rulesName = "rules"

// marked is the truth behind the groups.
func (l *ledger) marked() Trace {
	o := l.t.order
	out := Trace{rulesName: {Key: hash(fmt.Sprint(releaseRules, o.Exact, o.Threshold))}}
	for i, name := range l.names {
		if l.marks[i] != nil && l.counts[i].N > 0 {
			out[name] = TraceCell{Firms: l.counts[i].N, Key: l.counts[i].Key, Marks: slices.Clone(l.marks[i][:])}
		}
	}
	return out
}

// alike reports whether two cells hold the same firms with the same answers.
func (c TraceCell) alike(o TraceCell) bool {
	return c.Firms == o.Firms && c.Key == o.Key && slices.Equal(c.Marks, o.Marks)
}

// trace is the truth behind the groups and which of them are withheld.
func (l *ledger) trace() Trace {
	out := l.marked()
	for i, name := range l.names {
		if c, ok := out[name]; ok && name != "" {
			c.Withheld = l.shown.Status[i] != statistics.Shown
			out[name] = c
		}
	}
	return out
}
