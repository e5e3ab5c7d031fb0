package chart

import "math"

// TimelineRow is one step of a plan.
type TimelineRow struct {
	Label            string  // translated; up to two lines beside the bar
	StartWeek, Weeks float64 // from the start of the plan, 0 to 520
	Class            Class   // colour of the bar; empty means [ClassBar]
}

// TimelineMark is a vertical line through the plan, as a rule the start of a
// month.
type TimelineMark struct {
	Week  float64 // from the start of the plan, 0 to 520
	Label string  // translated; if they stand too close, only every second or third is written
}

// The measures of a timeline in font sizes.
const (
	timelineHead = 1.9
	timelineRow  = 2*lineHeight + 0.9
	timelineBar  = 1.3
	longestPlan  = 520 // weeks
)

// TimelineHeight returns how high a box for [Timeline] with n rows should be at
// the usual font size of 12; for another size, multiply by size/12. In a lower
// box everything is drawn smaller.
func TimelineHeight(n int) float64 {
	n = max(min(n, maxRows), 0)
	return math.Ceil((timelineHead + float64(n)*timelineRow) * defaultSize)
}

// Timeline draws steps as bars over weeks, their labels in a column beside them
// and the marks as lines with their labels on top. It spans whatever is last of
// the bars' ends and the marks.
func Timeline(c Canvas, box Box, rows []TimelineRow, marks []TimelineMark, o Options) {
	rows, marks = rows[:min(len(rows), maxRows)], marks[:min(len(marks), maxRows)]
	c, box, ok := o.prepare(c, box)
	if !ok || len(rows) == 0 {
		return
	}
	t := newTimeline(c, box, rows, marks, o)
	t.marks(marks)
	for i, data := range rows {
		t.row(i, data)
	}
}

// timeline is the place of one chart: labels start at left, weeks run over width
// from x, rows from top to bottom.
type timeline struct {
	Canvas
	left, column, x, width, top, bottom, size, weeks float64
	label                                            float64 // font size of labels
}

func newTimeline(c Canvas, box Box, rows []TimelineRow, marks []TimelineMark, o Options) timeline {
	weeks := 1.0
	for _, r := range rows {
		weeks = math.Max(weeks, clamp(r.StartWeek, 0, longestPlan)+clamp(r.Weeks, 0, longestPlan))
	}
	for _, m := range marks {
		weeks = math.Max(weeks, clamp(m.Week, 0, longestPlan))
	}
	size := math.Min(o.size(), box.Height/(timelineHead+float64(len(rows))*timelineRow))
	gap := math.Min(size, box.Width/10)
	column := math.Min(0.46*box.Width, 21*size)
	inset := gap / 4 // room for the last line
	t := timeline{
		Canvas: c, size: size, label: size, weeks: weeks, left: box.X, column: column,
		x: box.X + column + gap, width: box.Width - column - gap - inset,
		top: box.Y + timelineHead*size, bottom: box.Y + (timelineHead+float64(len(rows))*timelineRow)*size,
	}
	for _, r := range rows {
		if _, whole := wrap(clean(r.Label), column, size, false, 2); !whole {
			t.label = 0.9 * size
		}
	}
	return t
}

// at returns the x of a week.
func (t timeline) at(week float64) float64 {
	return t.x + t.width*clamp(week, 0, t.weeks)/t.weeks
}

// marks draws the base line, the upright lines and their labels, each just after
// its line.
func (t timeline) marks(marks []TimelineMark) {
	size := 0.9 * t.size
	every := t.every(marks, size)
	for i, mark := range marks {
		x := t.at(mark.Week)
		t.Line(Point{x, t.top}, Point{x, t.bottom}, Style{Class: ClassGrid})
		text := clean(mark.Label)
		if i%every == 0 && text != "" && t.clear(x, x+textWidth(text, size, false)) {
			t.Text(Point{x, t.top - 0.5*size}, Start, text, Style{Class: ClassMuted, Size: size})
		}
	}
	t.Line(Point{t.left, t.top}, Point{t.x + t.width, t.top}, Style{Class: ClassAxis})
}

// every returns 1 if all labels of marks fit side by side, 2 if every second
// does, and so on.
func (t timeline) every(marks []TimelineMark, size float64) int {
	for step := 1; step < len(marks); step++ {
		free, fits := t.x, true
		for i := 0; i < len(marks) && fits; i += step {
			x := t.at(marks[i].Week)
			fits = x >= free
			free = x + textWidth(clean(marks[i].Label), size, false) + 0.5*size
		}
		if fits {
			return step
		}
	}
	return max(len(marks), 1)
}

// clear reports whether a label stands above the weeks.
func (t timeline) clear(from, to float64) bool { return from >= t.x && to <= t.x+t.width }

// row draws the label and the bar of one step, and a line under it.
func (t timeline) row(index int, data TimelineRow) {
	middle := t.top + (float64(index)+0.5)*timelineRow*t.size
	foot := middle + timelineRow*t.size/2
	t.Line(Point{t.left, foot}, Point{t.x + t.width, foot}, Style{Class: ClassGrid})
	lines, _ := wrap(clean(data.Label), t.column, t.label, false, 2)
	half := float64(len(lines)) * lineHeight * t.label / 2
	writeLines(t, t.left, middle-half, Start, lines, Style{Class: ClassLabel, Size: t.label})

	class := data.Class
	if !class.known() {
		class = ClassBar
	}
	start := clamp(data.StartWeek, 0, longestPlan)
	from, to := t.at(start), t.at(start+clamp(data.Weeks, 0, longestPlan))
	if least := math.Min(0.4*t.size, t.width); to-from < least {
		to = math.Min(from+least, t.x+t.width)
		from = to - least
	}
	height := timelineBar * t.size
	t.Rect(from, middle-height/2, to-from, height, Style{Class: class})
}
