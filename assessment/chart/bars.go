package chart

import (
	"math"
	"strconv"
)

// BarRow is one row of [Bars], as a rule one dimension. Its numbers run from 0
// to 100.
type BarRow struct {
	Label string // translated; up to two lines above the bar
	Value float64
	Known bool   // false: a ring at the start instead of a bar
	Level int    // 1 to 5, colours the bar and is written on it; others do neither
	Text  string // the value in words or digits, at the end of the label's line
	// Low and High bound where the value may truly lie; nil for no interval.
	Low, High *float64
	// Target is a value to reach, such as the next level; nil for none.
	Target *float64
	// Previous is the value of an earlier assessment; nil for none.
	Previous *float64
}

// The measures of a row in font sizes: two lines of text, then the bar, then a
// lane for what lies under it, then the gap to the next row.
const (
	rowText = 2*lineHeight + 0.35
	rowBar  = 1.4
	rowLane = 0.95
	rowGap  = 0.8
	rowAll  = rowText + rowBar + rowLane + rowGap
)

// BarsHeight returns how high a box for [Bars] with n rows should be at the
// usual font size of 12; for another size, multiply by size/12. In a lower box
// everything is drawn smaller.
func BarsHeight(n int) float64 {
	n = max(min(n, maxRows), 0)
	return math.Ceil(math.Max(float64(n)*rowAll-rowGap, 0) * defaultSize)
}

// Bars draws one horizontal bar for each row on a track from 0 to 100, with a
// mark across every track at each cut, such as the borders between levels.
func Bars(c Canvas, box Box, rows []BarRow, cuts []float64, o Options) {
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
		r.bar(data)
		r.lane(data)
	}
}

// row is the place of one row; x and width are those of its track, top and
// height those of its bar.
type row struct {
	Canvas
	x, top, width, height, size float64
}

// rowSize returns the font size with which all rows fit into the box.
func rowSize(box Box, rows int, o Options) float64 {
	return math.Min(o.size(), box.Height/(float64(rows)*rowAll-rowGap))
}

// newRow places a row. The track ends a little inside the box, so that its edge
// does too.
func newRow(c Canvas, box Box, index int, size float64) row {
	inset := math.Min(0.1*size, box.Width/4)
	return row{
		Canvas: c, size: size,
		x: box.X + inset, width: box.Width - 2*inset,
		top: box.Y + (float64(index)*rowAll+rowText)*size, height: rowBar * size,
	}
}

// at returns the x of a value from 0 to 100.
func (r row) at(value float64) float64 { return r.x + r.width*clamp(value, 0, 100)/100 }

// head writes the label, its last line just above the bar, and the value at the
// other end of that line.
func (r row) head(label, value string, known bool) {
	style := Style{Class: ClassLabel, Size: r.size}
	if !known {
		style.Class = ClassMuted
	}
	line := lineHeight * r.size
	last := r.top - 0.35*r.size - line // top of the last line
	room := r.width
	if value = shorten(clean(value), 0.5*r.width, r.size, known); value != "" {
		room -= textWidth(value, r.size, known) + r.size
		writeLines(r, r.x+r.width, last, End, []string{value}, Style{Class: style.Class, Size: r.size, Bold: known})
	}
	lines := wrapBeside(clean(label), r.width, room, r.size)
	writeLines(r, r.x, last-line*float64(len(lines)-1), Start, lines, style)
}

// wrapBeside breaks a label into at most two lines of which only the last must
// leave room for something beside it.
func wrapBeside(label string, width, room, size float64) []string {
	lines, whole := wrap(label, room, size, false, 2)
	if whole || !(width >= size) {
		return lines
	}
	full, _ := fill(pieces(label), width, size, false)
	first := full[0]
	rest, _ := wrap(clean(label[len(first):]), room, size, false, 1)
	return append([]string{first}, rest...)
}

// track draws what a bar could fill, and the cuts across it.
func (r row) track(cuts []float64) {
	r.Rect(r.x, r.top, r.width, r.height, Style{Class: ClassTrack})
	for _, cut := range cuts[:min(len(cuts), maxRows)] {
		if cut > 0 && cut < 100 {
			r.upright(cut, 0.2*r.size, ClassAxis)
		}
	}
}

// upright draws a line across the track that stands out by some points.
func (r row) upright(value, out float64, class Class) {
	x := r.at(value)
	r.Line(Point{x, r.top - out}, Point{x, r.top + r.height + out}, Style{Class: class})
}

// bar draws the bar and writes the level on its end, or beside it if the bar is
// too short.
func (r row) bar(data BarRow) {
	middle := r.top + r.height/2
	if !data.Known {
		r.Circle(Point{r.x + r.height/2, middle}, 0.3*r.height, Style{Class: ClassUnknown})
		return
	}
	end := r.at(data.Value)
	if end > r.x {
		r.Rect(r.x, r.top, end-r.x, r.height, Style{Class: LevelClass(data.Level)})
	}
	if data.Target != nil {
		r.upright(*data.Target, 0.3*r.size, ClassTarget)
	}
	if data.Level < 1 || data.Level > 5 {
		return
	}
	style := Style{Class: OnLevelClass(data.Level), Size: r.size, Bold: true}
	text := strconv.Itoa(data.Level)
	gap := 0.45 * r.size
	x, anchor := end-gap, End
	if end-r.x < textWidth(text, r.size, true)+2*gap {
		x, anchor, style.Class = end+gap, Start, ClassLabel
	}
	r.Text(Point{x, middle + 0.36*r.size}, anchor, text, style)
}

// lane draws under the bar how sure the value is and what it was.
func (r row) lane(data BarRow) {
	y := r.top + r.height + 0.55*r.size
	if data.Known && data.Low != nil && data.High != nil {
		low, high := r.at(math.Min(*data.Low, *data.High)), r.at(math.Max(*data.Low, *data.High))
		r.whisker(low, high, y, 0.25*r.size)
	}
	if data.Previous != nil {
		r.spot(*data.Previous, y, ClassPrevious)
	}
}

// spot draws a small circle, kept within the track.
func (r row) spot(value, y float64, class Class) {
	radius := math.Min(0.25*r.size, r.width/2)
	r.Circle(Point{clamp(r.at(value), r.x+radius, r.x+r.width-radius), y}, radius, Style{Class: class})
}

// whisker draws a line with a short stroke across each end.
func (r row) whisker(low, high, y, across float64) {
	style := Style{Class: ClassInterval}
	r.Line(Point{low, y}, Point{high, y}, style)
	r.Line(Point{low, y - across}, Point{low, y + across}, style)
	r.Line(Point{high, y - across}, Point{high, y + across}, style)
}
