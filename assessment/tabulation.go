package assessment

import (
	"cmp"
	"hash/fnv"
	"slices"
	"time"

	"onramp/assessment/statistics"
)

// releaseRules is the version of the rules that releases are made under. It
// rises whenever the same units would give other figures.
const releaseRules = "2026.1"

// Tabulation makes a release from units, which it sees twice and keeps none of:
// [Tabulation.Select] of every unit of the period, then [Tabulation.Weigh], then
// [Tabulation.Add] of every unit again in the same order, then
// [Tabulation.Release].
//
// What it makes depends on nothing but the units, the order, the catalogue, the
// secret and the earlier releases. Every published figure is made from rounded
// counts:
//
//   - A firm is put on a level by one draw from the chances of its levels (a
//     plausible value, Mislevy 1991), decided by its key, so that the same firm
//     is on the same level in every table. Counts of firms by level are whole
//     numbers that can be rounded and bounded like any other, their expectation
//     is that of the chances, and the doubt about each level is in the shares.
//     Expected counts would be fractions, which a reader could hold against the
//     rounded number of firms.
//   - Weighted shares are the rounded counts times the mean weight of the firms
//     in them, rounded again, see [Tabulation.weighted].
//   - Means are the mean scores of the firms on each level, weighted with the
//     published shares of the levels, see [Tabulation.mean].
//   - Effective sizes are rounded counts divided by one design effect.
type Tabulation struct {
	order   ReleaseOrder
	earlier []Trace
	rounder statistics.Rounder // of the tables
	figures statistics.Rounder // of what is rounded in every release
	policy  statistics.Policy

	axes    [axisCount]*axis
	layout  layoutOfCells
	crosses []*cross

	records   []record
	cursor    int
	place     map[uint64]int32 // of records by assessment; nil until the order breaks
	synthetic bool

	strata  map[stratum]int32
	weights []float64
	raked   statistics.Raked
	margins []marginOfRelease
	effect  float64 // design effect of the weights
	trimmed int     // points
	scratch []hit
}

// NewTabulation checks the order; the error is Invalid. The secret is kept from
// everybody and is the same for all releases; earlier are the traces of those
// made before.
func NewTabulation(c *Catalogue, o ReleaseOrder, secret []byte, earlier []Trace) (*Tabulation, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Threshold == 0 {
		o.Threshold = usualThreshold
	}
	base := roundingBase
	if o.Exact {
		base = 1
	}
	t := &Tabulation{order: o, earlier: earlier, rounder: statistics.NewRounder(base, secret),
		figures: statistics.NewRounder(roundingBase, secret),
		strata:  map[stratum]int32{}, effect: 1}
	t.policy = statistics.Policy{Threshold: o.Threshold, Range: leastRange, Rounder: t.rounder, Inside: t.figures}
	t.axes = newAxes(c)
	t.layout = newLayout(c)
	for _, axes := range allCrosses {
		t.crosses = append(t.crosses, newCross(axes))
	}
	if o.Margins != nil {
		t.margins = newMargins(o.Margins)
	}
	return t, nil
}

const (
	usualThreshold = 10
	lowThreshold   = 5
	roundingBase   = 5
	leastRange     = 5 // values that every protected count can still have
)

func (o ReleaseOrder) check() error {
	var bad []FieldError
	if !o.From.Before(o.To) {
		bad = append(bad, FieldError{Field: "to", Key: "field.release_period"})
	}
	switch o.Threshold {
	case 0, usualThreshold:
	case lowThreshold:
		if o.Reason == "" {
			bad = append(bad, FieldError{Field: "reason", Key: "field.release_reason"})
		}
	default:
		bad = append(bad, FieldError{Field: "threshold", Key: "field.release_threshold"})
	}
	if len(bad) > 0 {
		return &Error{Kind: Invalid, Key: "error.release_order", Fields: bad}
	}
	return nil
}

// Expect says how many units there will be, more or less, so that memory for
// them is asked for once.
func (t *Tabulation) Expect(units int) { t.records = make([]record, 0, units) }

// record is what the first pass keeps of a unit.
type record struct {
	assessment uint64 // hash of its id
	firm       uint64 // the firm's key
	answers    uint64
	finished   int64 // milliseconds
	stratum    int32
	state      recordState
}

type recordState uint8

const (
	chosen     recordState = iota
	superseded             // the firm has a later one
	duplicate
	testRun
	machine
)

// Select looks at a unit for the first time. Units outside the period are
// ignored.
func (t *Tabulation) Select(u *Unit) error {
	if !t.order.within(u.Finished) {
		return nil
	}
	r := record{assessment: hash(u.Assessment), firm: t.rounder.UnitKey(u.Firm), answers: u.alike(), finished: u.Finished.UnixMilli()}
	for _, f := range u.Flags {
		switch f {
		case TestFlag:
			r.state = testRun
		case MachineFlag:
			r.state = max(r.state, machine)
		case DuplicateFlag:
			r.state = max(r.state, duplicate)
		}
	}
	s := t.stratumOf(u)
	at, ok := t.strata[s]
	if !ok {
		at = int32(len(t.strata))
		t.strata[s] = at
	}
	r.stratum = at
	t.synthetic = t.synthetic || u.Synthetic
	t.records = append(t.records, r)
	return nil
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// alike is the same for units that are likely of one firm: the same answers in
// the same country, sector and size.
func (u *Unit) alike() uint64 {
	return scatter(u.Answers ^ scatter(hash(u.Country+"/"+u.Sector+"/"+u.Size)))
}

// link decides which record of each firm counts, the latest, and which firms
// are there twice.
func (t *Tabulation) link() {
	order := make([]int32, 0, len(t.records))
	for i := range t.records {
		if t.records[i].state == chosen {
			order = append(order, int32(i))
		}
	}
	by := func(group func(r *record) uint64) {
		slices.SortFunc(order, func(a, b int32) int {
			x, y := &t.records[a], &t.records[b]
			return cmp.Or(cmp.Compare(group(x), group(y)), cmp.Compare(x.finished, y.finished), cmp.Compare(x.assessment, y.assessment))
		})
	}
	firm := func(r *record) uint64 { return r.firm }
	by(firm)
	order = t.leave(order, firm, superseded, 1)
	answers := func(r *record) uint64 { return r.answers }
	by(answers)
	t.leave(order, answers, duplicate, -1)
}

// leave keeps one record of each run of a group, the last (1) or the first (-1),
// puts the others into the state and returns those kept.
func (t *Tabulation) leave(order []int32, group func(r *record) uint64, state recordState, keep int) []int32 {
	kept := order[:0]
	for i := 0; i < len(order); {
		end := i + 1
		for end < len(order) && group(&t.records[order[end]]) == group(&t.records[order[i]]) {
			end++
		}
		one := order[i]
		if keep > 0 {
			one = order[end-1]
		}
		for _, at := range order[i:end] {
			if at != one {
				t.records[at].state = state
			}
		}
		kept = append(kept, one)
		i = end
	}
	return kept
}

// recordOf finds what the first pass kept of a unit, nil when it has not seen
// it. Where units come in the order of the first pass, it is the next one.
func (t *Tabulation) recordOf(u *Unit) *record {
	id := hash(u.Assessment)
	if t.place == nil && t.cursor < len(t.records) && t.records[t.cursor].assessment == id {
		t.cursor++
		return &t.records[t.cursor-1]
	}
	if t.place == nil {
		t.place = make(map[uint64]int32, len(t.records))
		for i := range t.records {
			t.place[t.records[i].assessment] = int32(i)
		}
	}
	if at, ok := t.place[id]; ok {
		return &t.records[at]
	}
	return nil
}

// firms counts the chosen records.
func (t *Tabulation) firms() int {
	n := 0
	for i := range t.records {
		if t.records[i].state == chosen {
			n++
		}
	}
	return n
}

// scatter spreads the bits of a number (the finaliser of SplitMix64, Steele, Lea
// and Flood 2014).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// within reports whether a moment is in the period.
func (o ReleaseOrder) within(at time.Time) bool { return !at.Before(o.From) && at.Before(o.To) }
