package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"onramp/assessment/statistics"
)

// Release protects what was counted, checks it and makes the tables. The trace
// is for later releases. The error is Invalid without any firm and Conflict
// where the tables together would tell too much, which withholding more does
// not mend.
func (t *Tabulation) Release() (*Release, Trace, error) {
	if p := t.crosses[0].find([2]int32{}); p == nil {
		return nil, nil, &Error{Kind: Invalid, Key: "error.release_empty"}
	}
	l := t.newLedger()
	if err := l.protect(); err != nil {
		return nil, nil, err
	}
	r := &Release{ReleaseOrder: t.order, Rules: releaseRules, Synthetic: t.synthetic, Tables: l.tables()}
	data, err := json.Marshal(r.Tables)
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(data)
	r.Hash = hex.EncodeToString(sum[:])
	r.Quality = l.quality()
	return r, l.trace(), nil
}

// quality reports on what the release rests on.
func (l *ledger) quality() Quality {
	t := l.t
	q := Quality{Firms: l.shown.Values[l.groups[0]], Trimmed: t.trimmed, Distance: t.raked.Distance}
	q.Effective, _ = l.effective(q.Firms)
	q.Modes = l.lines(modeAxis)
	q.Evidence = l.lines(evidenceAxis)
	var agreed statistics.Count
	left := map[recordState]*statistics.Count{duplicate: {}, testRun: {}, machine: {}}
	for i := range t.records {
		r := &t.records[i]
		agreed.N++
		agreed.Key += r.firm
		if c := left[r.state]; c != nil {
			c.N++
			c.Key += r.firm
		}
	}
	q.Agreed = t.figures.Round(agreed.N, agreed.Key)
	for i, state := range []recordState{duplicate, testRun, machine} {
		q.Flags = append(q.Flags, l.line(string(Flags[i]), *left[state]))
	}
	q.Coverage = l.coverage()
	q.Limits = l.limits()
	return q
}

// lines of an axis, from the counts of the tables.
func (l *ledger) lines(axis int) (all []QualityShare) {
	x := l.t.crossOf([]int{axis})
	for _, code := range l.frame.listed[axis] {
		count := l.groups[l.frame.at[spot{x, [2]int32{code}}]]
		line := QualityShare{Code: l.t.axes[axis].codes[code].ID, Withheld: l.shown.Status[count] != statistics.Shown}
		if !line.Withheld {
			line.Firms = l.shown.Values[count]
		}
		all = append(all, line)
	}
	return all
}

// line is one of counts that are in no table; they are always rounded.
func (l *ledger) line(code string, c statistics.Count) QualityShare {
	if c.N < l.t.order.Threshold {
		return QualityShare{Code: code, Withheld: true}
	}
	return QualityShare{Code: code, Firms: l.t.figures.Round(c.N, c.Key)}
}

// coverage counts the firms in each category of the register's margins, as the
// tables show them; where no table has such groups they are withheld.
func (l *ledger) coverage() (all []QualityShare) {
	for _, m := range l.t.margins {
		var axes []int
		for _, axis := range m.axes {
			axes = append(axes, slices.Index(axisNames[:], axis))
		}
		x := l.t.crossOf(axes)
		for _, code := range m.codes {
			line := QualityShare{Code: code, Withheld: true}
			at := spot{cross: x}
			for i, part := range splitCode(code) {
				if i < len(axes) {
					at.codes[i] = l.t.axes[axes[i]].index(part)
				}
			}
			if i, ok := l.frame.at[at]; ok && l.shown.Status[l.groups[i]] == statistics.Shown {
				line = QualityShare{Code: code, Firms: l.shown.Values[l.groups[i]]}
			}
			all = append(all, line)
		}
	}
	return all
}

// limits lists what whoever reads the figures must know.
func (l *ledger) limits() []string {
	t := l.t
	limits := []string{"statistics.limit.volunteers", "statistics.limit.levels", "statistics.limit.places"}
	if len(t.margins) == 0 {
		return l.smallGroups(append(limits, "statistics.limit.unweighted"))
	}
	limits = append(limits, "statistics.limit.design")
	if t.uncovered() {
		limits = append(limits, "statistics.limit.uncovered")
	}
	if t.raked.Distance > statistics.UsualLimits.Tolerance {
		limits = append(limits, "statistics.limit.distance")
	}
	return l.smallGroups(limits)
}

func (l *ledger) smallGroups(limits []string) []string {
	if l.t.order.Threshold < usualThreshold {
		return append(limits, "statistics.limit.small_groups")
	}
	return limits
}
