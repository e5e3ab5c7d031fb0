package assessment

import (
	"math"

	"onramp/assessment/statistics"
)

// distribution makes the cells of one group's distribution.
func (l *ledger) distribution(subject, spot int, at []int) []Cell {
	s := &l.t.layout.subjects[subject]
	group := l.known[subject][spot]
	figures := make([]int, len(s.codes))
	sum := 0
	for c := range s.codes {
		if count := l.cells[s.at+c][spot]; l.shown.Status[count] == statistics.Shown {
			figures[c] = l.weighted(s, spot, c)
			sum += figures[c]
		}
	}
	cells := make([]Cell, len(s.codes))
	for c := range s.codes {
		count := l.cells[s.at+c][spot]
		cell := &cells[c]
		cell.At = append(append(make([]int, 0, len(at)+1), at...), c)
		if cell.Status = l.status(count, group); cell.Status != CellShown {
			continue
		}
		cell.Firms, cell.Base = l.shown.Values[count], l.shown.Values[group]
		cell.Effective, cell.Unreliable = l.effective(cell.Base)
		points, _ := statistics.Share(cell.Firms, cell.Base)
		cell.Unweighted = &points
		if len(l.t.margins) > 0 && sum > 0 {
			points, _ = statistics.Share(figures[c], sum)
		}
		cell.Share = l.interval(points, cell)
	}
	return cells
}

// interval puts a Wilson interval around a share (Wilson 1927), on the effective
// size as Franco, Little, Louis and Slud (2019) advise.
func (l *ledger) interval(points int, c *Cell) *Figure {
	f := &Figure{points, points, points}
	if !c.Unreliable {
		in := statistics.Wilson(float64(points)/100, float64(c.Effective), statistics.Z95)
		f.Low, f.High = int(math.Floor(100*in.Low)), int(math.Ceil(100*in.High))
	}
	return f
}

// effective is Kish's effective size of a group with a published number of
// firms: that number over the design effect of the release's weights, rounded
// down to the base. The group's own design effect would tell whether all its
// firms have the same weight, which is to say how many of them are in which
// category of the register. That one effect stands for all groups is the
// practice of generalised variance functions (Wolter 2007, chapter 7).
func (l *ledger) effective(base int) (size int, unreliable bool) {
	size = int(math.Floor(float64(base)/l.t.effect/roundingBase)) * roundingBase
	return size, size < statistics.LowReliability
}

// weighted is a published count in terms of weights: the count as published
// times the mean weight of its firms, rounded at random to a step.
//
// The mean is that of the category only where what is published says that at
// least the threshold of firms are in it, else that of the group. It is a mean
// over many firms; what it could tell is how many of them have which weight, and
// with that, held against the number of firms in the category, the number
// itself. A firm more with one weight instead of another moves the figure by at
// most 1.4 times the largest difference of weights (1.4 is the largest true
// count for its rounded one), and rounding leaves a range of two steps: with a
// step of 3.5 such differences there are five values of every such number, for
// every count that the published one can stand for.
func (l *ledger) weighted(s *subject, spot, category int) int {
	count := l.cells[s.at+category][spot]
	value := l.shown.Values[count]
	if len(l.t.margins) == 0 || value == 0 {
		return value
	}
	in := l.cell(spot, s, category)
	mean := 0.0
	if l.surely(value) && in.n > 0 {
		mean = in.weight / float64(in.n)
	} else if p := l.population(spot); p.n > 0 {
		mean = p.weight / float64(p.n)
	}
	step := roundingBase * int(max(math.Ceil(3.5*l.t.gap()/roundingBase), 1))
	return l.t.figures.RoundFigure(float64(value)*mean, step, in.key)
}

// surely reports whether a published count stands for no fewer firms than the
// threshold, as every reader knows.
func (l *ledger) surely(value int) bool {
	low, _ := l.t.rounder.Range(value)
	return low >= l.t.order.Threshold
}

// score makes a cell with the mean score of a group. It is shown only where the
// spread over the levels is, and is made of it: the mean scores of the firms on
// each level, weighted with the published shares. So a mean tells nothing of the
// counts that they do not tell, such as that nobody can be at the top. The mean
// score on a level is the group's own where at least the threshold of firms are
// on it, else that of all firms, else the middle of the scale's part.
func (l *ledger) score(subject, spot int, at []int) Cell {
	s := &l.t.layout.subjects[subject]
	group := l.known[subject][spot]
	out := Cell{At: at, Status: l.status(group, group)}
	for c := range s.codes {
		if count := l.cells[s.at+c][spot]; out.Status == CellShown && l.shown.Status[count] != statistics.Shown {
			out.Status = CellProtected
		}
	}
	if out.Status != CellShown {
		return out
	}
	sum, total, square := 0.0, 0.0, 0.0
	for c := range s.codes {
		w := float64(l.weighted(s, spot, c))
		score := l.meanOn(s, spot, c)
		sum, total, square = sum+w*score, total+w, square+w*score*score
	}
	if total == 0 {
		out.Status = CellProtected
		return out
	}
	out.Firms = l.shown.Values[group]
	out.Base = out.Firms
	out.Effective, out.Unreliable = l.effective(out.Base)
	mean := sum / total
	band := 100 / float64(len(s.codes))
	variance := max(square/total-mean*mean, 0) + band*band/12 // evenly spread on a level
	points := int(math.Round(mean))
	out.Mean = &Figure{points, points, points}
	if !out.Unreliable {
		in := statistics.MeanInterval(mean, variance, float64(out.Effective), statistics.Z95, 0, 100)
		out.Mean.Low, out.Mean.High = int(math.Floor(in.Low)), int(math.Ceil(in.High))
	}
	return out
}

// meanOn is the mean score of the firms on a level.
func (l *ledger) meanOn(s *subject, spot, level int) float64 {
	for _, at := range []int{spot, 0} { // the first spot is the total
		count := l.cells[s.at+level][at]
		if in := l.cell(at, s, level); in.weight > 0 && l.shown.Status[count] == statistics.Shown && l.surely(l.shown.Values[count]) {
			return in.score / in.weight
		}
	}
	return 100 * (float64(level) + 0.5) / float64(len(s.codes))
}
