package chart

import "slices"

// SpreadRow tells how several answers lie apart. Its numbers run from 0 to 100
// and are put in order before drawing. Show one only where enough have answered
// that nobody is recognised: the chart does not check that.
type SpreadRow struct {
	Label string // translated; up to two lines above the track
	Text  string // the median in words or digits, at the end of the label's line
	Known bool   // false: no answers, an empty track
	// Smallest, quartiles, median and largest. Where the extremes must stay
	// hidden, give the quartiles for them too.
	Min, LowerQuartile, Median, UpperQuartile, Max float64
	// Values are single answers, each a dot; nil for none.
	Values []float64
}

// SpreadHeight returns how high a box for [Spread] with n rows should be at the
// usual font size of 12; for another size, multiply by size/12.
func SpreadHeight(n int) float64 { return BarsHeight(n) }

// Spread draws for each row a track from 0 to 100 and on it a line from the
// smallest to the largest answer, a box between the quartiles, a thick line at
// the median and dots under it for single answers.
func Spread(c Canvas, box Box, rows []SpreadRow, cuts []float64, o Options) {
	rows = rows[:min(len(rows), maxRows)]
	c, box, ok := o.prepare(c, box)
	if !ok || len(rows) == 0 {
		return
	}
	size := rowSize(box, len(rows), o)
	for i, data := range rows {
		r := newRow(c, box, i, size)
		r.head(data.Label, data.Text, data.Known)
		r.track(cuts)
		if data.Known {
			r.spread(data)
		}
	}
}

// spread draws the five numbers across the track and the dots in the lane.
func (r row) spread(data SpreadRow) {
	five := []float64{data.Min, data.LowerQuartile, data.Median, data.UpperQuartile, data.Max}
	for i, v := range five {
		five[i] = clamp(v, 0, 100)
	}
	slices.Sort(five)
	left, right := r.at(five[1]), r.at(five[3])
	bottom, middle := r.top+r.height, r.top+r.height/2
	line := Style{Class: ClassInterval}
	r.Line(Point{r.at(five[0]), middle}, Point{left, middle}, line)
	r.Line(Point{right, middle}, Point{r.at(five[4]), middle}, line)
	r.Rect(left, r.top, right-left, r.height, Style{Class: ClassArea})
	r.Polygon([]Point{{left, r.top}, {right, r.top}, {right, bottom}, {left, bottom}}, line)
	r.upright(five[2], 0.2*r.size, ClassOutline)
	for _, v := range data.Values[:min(len(data.Values), maxRows)] {
		r.spot(v, bottom+0.55*r.size, ClassDot)
	}
}
