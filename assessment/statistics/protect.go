package statistics

import (
	"cmp"
	"slices"
)

// Count is a number of firms: of a group, or of those within a group that fall
// into one category of a distribution, such as one level.
type Count struct {
	N          int
	Key        uint64 // sum of the keys of its firms, see [Rounder.UnitKey]
	Within     bool   // in a distribution; what it is part of is the whole of a sum
	Impossible bool   // no firm can be in it
	Hidden     bool   // in no table: what is left of a whole beside the parts that are listed
	Changed    int    // firms by which it differs from the same count of an earlier release; 0 when there is none
}

// Sum says that the parts, which share no firm, add up to the whole. Parts of a
// distribution sum to their group; groups of a table to their total; and the
// same category over the parts of a total to that category of the total.
type Sum struct {
	Whole int
	Parts []int
}

// Status says whether a count is shown, and if not why.
type Status int8

// The statuses. Beyond Small, what is withheld is shown as withheld for
// protection alone: the reason could tell something of the firms.
const (
	Shown      Status = iota
	Impossible        // no firm can be there
	Small             // fewer firms than the threshold
	Alike             // all firms but one at most are in the same category
	Difference        // with it, the difference of two shown groups would be smaller than the threshold
	Unlisted          // hidden, and smaller than the threshold or within a distribution: in no table, and protected all the same
	Free              // hidden, and large enough, or empty, so that it may be worked out
	Empty             // without any firm, where counts of groups are exact: nobody is there to protect
	Narrow            // with it, what is shown would bound another count too narrowly
)

// Policy is how counts are protected.
type Policy struct {
	Threshold int     // firms of a group that is shown
	Range     int     // values that each protected count must still be able to have
	Rounder   Rounder // base 1: counts are exact, and only withholding protects
	Inside    Rounder // of the counts of distributions; like Rounder when it has no base
}

// rounder is that of a group, or of a count within a distribution.
func (p Policy) rounder(within bool) Rounder {
	if within && p.Inside.base > 0 {
		return p.Inside
	}
	return p.Rounder
}

// Protected is what may be shown of counts. It holds nothing else.
type Protected struct {
	Status []Status
	Values []int // rounded; 0 where withheld
}

// Protect decides what may be shown of counts that are linked by sums, so that
// from all of it together, rounded and withheld, no count can be told to within
// fewer values than the policy's range. It withholds more until that holds:
//
//  1. groups below the threshold, with their distributions;
//  2. distributions in which all firms or all but one are alike;
//  3. of the shown parts of a total the smallest, where those withheld beside
//     it add up to fewer firms than the threshold, and groups that differ from
//     an earlier release by fewer;
//  4. whatever narrows another count, found by bounding all of them.
//
// It is deterministic. What cannot be protected by withholding more is left to
// [Audit] to refuse.
func Protect(counts []Count, sums []Sum, p Policy) Protected {
	s := newShield(counts, sums, p)
	s.small()
	s.alike()
	for {
		s.differences()
		narrow := s.narrow()
		if len(narrow) == 0 {
			return s.protected()
		}
		if !s.widenAll(narrow) {
			return s.protected()
		}
	}
}

// widenAll widens counts that have no sum in common, since what is withheld for
// one often does for its neighbours; false when nothing is left to withhold.
func (s *shield) widenAll(narrow []int) bool {
	moved, touched := false, make([]bool, len(s.sums))
	for _, v := range narrow {
		if slices.ContainsFunc(s.of[v], func(i int) bool { return touched[i] }) || !s.widen(v) {
			continue
		}
		moved = true
		for _, i := range s.of[v] {
			touched[i] = true
		}
	}
	return moved
}

type shield struct {
	counts []Count
	sums   []Sum
	policy Policy
	status []Status
	values []int
	of     [][]int // sums that each count is in, as whole or part
	inside [][]int // sums that split a group into a distribution, by group
}

func newShield(counts []Count, sums []Sum, p Policy) *shield {
	s := &shield{counts: counts, sums: sums, policy: p, status: make([]Status, len(counts)), values: make([]int, len(counts)),
		of: make([][]int, len(counts)), inside: make([][]int, len(counts))}
	for i, c := range counts {
		s.values[i] = p.rounder(c.Within).Round(c.N, c.Key)
		if c.Impossible {
			s.status[i] = Impossible
		}
	}
	for i, sum := range sums {
		s.of[sum.Whole] = append(s.of[sum.Whole], i)
		for _, part := range sum.Parts {
			s.of[part] = append(s.of[part], i)
		}
		if s.splits(sum) {
			s.inside[sum.Whole] = append(s.inside[sum.Whole], i)
		}
	}
	return s
}

// splits reports whether a sum splits a group into a distribution.
func (s *shield) splits(sum Sum) bool {
	return !s.counts[sum.Whole].Within && slices.ContainsFunc(sum.Parts, func(part int) bool { return s.counts[part].Within })
}

// withhold withholds a count; a group with all its distributions.
func (s *shield) withhold(i int, why Status) bool {
	if s.status[i] != Shown {
		return false
	}
	s.status[i] = why
	for _, sum := range s.inside[i] {
		s.withholdParts(sum, why)
	}
	return true
}

func (s *shield) withholdParts(sum int, why Status) bool {
	moved := false
	for _, part := range s.sums[sum].Parts {
		moved = s.withhold(part, why) || moved
	}
	return moved
}

func (s *shield) small() {
	for i, c := range s.counts {
		switch {
		case c.Hidden && (c.Within || c.N > 0 && c.N < s.policy.Threshold):
			s.withhold(i, Unlisted)
		case c.Hidden:
			s.withhold(i, Free)
		case c.Within:
		case c.N == 0 && s.policy.Rounder.Base() == 1:
			s.withhold(i, Empty)
		case c.N < s.policy.Threshold:
			s.withhold(i, Small)
		case c.Changed > 0 && c.Changed < s.policy.Threshold:
			s.withhold(i, Difference)
		}
	}
}

func (s *shield) alike() {
	for i := range s.counts {
		for _, sum := range s.inside[i] {
			most := 0
			for _, part := range s.sums[sum].Parts {
				most = max(most, s.counts[part].N)
			}
			if most >= s.counts[i].N-1 {
				s.withholdParts(sum, Alike)
			}
		}
	}
}

// differences withholds the smallest shown part of each total whose withheld
// parts add up to fewer firms than the threshold, until there is none.
func (s *shield) differences() {
	for moved := true; moved; {
		moved = false
		for _, sum := range s.sums {
			if s.status[sum.Whole] != Shown || s.counts[sum.Whole].Within || s.splits(sum) {
				continue
			}
			hidden := 0
			for _, part := range sum.Parts {
				if s.status[part] != Shown {
					hidden += s.counts[part].N
				}
			}
			if hidden == 0 || hidden >= s.policy.Threshold {
				continue
			}
			if part := s.smallest(sum.Parts); part >= 0 {
				moved = s.withhold(part, Difference) || moved
			} else {
				moved = s.withhold(sum.Whole, Difference) || moved
			}
		}
	}
}

// smallest is the shown part with the fewest firms, -1 when none is shown.
func (s *shield) smallest(parts []int) int {
	best := -1
	for _, part := range parts {
		if s.status[part] == Shown && (best < 0 || cmp.Or(cmp.Compare(s.counts[part].N, s.counts[best].N), cmp.Compare(part, best)) < 0) {
			best = part
		}
	}
	return best
}

// narrow lists the counts that what is shown bounds too narrowly.
func (s *shield) narrow() []int {
	return tooNarrow(s.published(), s.sums, s.policy)
}

// widen withholds something that bounds a count; false when nothing is left.
func (s *shield) widen(v int) bool {
	if s.counts[v].Within { // its whole distribution, whoever of it is narrow
		for _, i := range s.of[v] {
			if s.splits(s.sums[i]) && s.withholdParts(i, Narrow) {
				return true
			}
		}
	}
	best := -1
	for _, i := range s.of[v] {
		others := slices.DeleteFunc(slices.Clone(s.sums[i].Parts), func(part int) bool { return part == v })
		if part := s.smallest(others); part >= 0 && (best < 0 || s.counts[part].N < s.counts[best].N) {
			best = part
		}
	}
	if best >= 0 {
		return s.withhold(best, Narrow)
	}
	for _, i := range s.of[v] {
		if whole := s.sums[i].Whole; whole != v && s.withhold(whole, Narrow) {
			return true
		}
	}
	return s.withhold(v, Narrow)
}

func (s *shield) published() published {
	p := published{Protected: s.protected(), within: make([]bool, len(s.counts))}
	for i, c := range s.counts {
		p.within[i] = c.Within
	}
	return p
}

func (s *shield) protected() Protected {
	p := Protected{Status: slices.Clone(s.status), Values: make([]int, len(s.values))}
	for i, status := range s.status {
		if status == Shown {
			p.Values[i] = s.values[i]
		}
	}
	return p
}
