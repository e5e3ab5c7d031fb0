package chart

import (
	"math"
	"strconv"
)

// StackRow is one row of [Stack]: how a whole is spread over the steps of a
// ladder.
type StackRow struct {
	Label string // translated; up to two lines above the bar
	Text  string // at the end of the label's line, such as how many there are
	Known bool   // false: an empty track
	// Parts are the shares of the steps, the lowest first, each 0 to 100. Where
	// they come to more than 100, what is over is left out.
	Parts []float64
}

// StackHeight returns how high a box for [Stack] with n rows should be at the
// usual font size of 12; for another size, multiply by size/12.
func StackHeight(n int) float64 { return BarsHeight(n) }

// Stack draws for each row one track from 0 to 100 that its parts fill from the
// start, in the colours of the levels. The number of a step stands on its part
// where there is room.
func Stack(c Canvas, box Box, rows []StackRow, o Options) {
	rows = rows[:min(len(rows), maxRows)]
	c, box, ok := o.prepare(c, box)
	if !ok || len(rows) == 0 {
		return
	}
	size := rowSize(box, len(rows), o)
	for i, data := range rows {
		r := newRow(c, box, i, size)
		r.head(data.Label, data.Text, data.Known)
		r.track(nil)
		if data.Known {
			r.stack(data.Parts)
		}
	}
}

// stack draws the parts of one row.
func (r row) stack(parts []float64) {
	parts = parts[:min(len(parts), maxRows)]
	from := 0.0
	for i, part := range parts {
		to := math.Min(from+clamp(part, 0, 100), 100)
		left, right := r.at(from), r.at(to)
		if right > left {
			r.Rect(left, r.top, right-left, r.height, Style{Class: LevelClass(shade(i, len(parts)))})
			text := strconv.Itoa(i + 1)
			if right-left > textWidth(text, r.size, true)+0.5*r.size {
				r.Text(Point{(left + right) / 2, r.top + r.height/2 + 0.36*r.size}, Middle, text,
					Style{Class: OnLevelClass(shade(i, len(parts))), Size: r.size, Bold: true})
			}
		}
		from = to
	}
}

// shade picks the colour of a step of a ladder that need not have five.
func shade(i, steps int) int {
	if steps <= 1 {
		return 3
	}
	return 1 + int(math.Round(4*float64(i)/float64(steps-1)))
}
