package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// recorder is a canvas that notes what breaks the promises of a chart.
type recorder struct {
	box      Box
	problems []string
	calls    []string
	texts    []string
}

func (r *recorder) note(format string, values ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, values...))
}

// check notes a point outside the box, which NaN is too.
func (r *recorder) check(what string, x, y float64) {
	slack := 0.01 + 1e-9*(math.Abs(r.box.X)+math.Abs(r.box.Y)+r.box.Width+r.box.Height)
	if !(x >= r.box.X-slack && x <= r.box.X+r.box.Width+slack && y >= r.box.Y-slack && y <= r.box.Y+r.box.Height+slack) {
		r.note("%s at %g, %g is outside %v", what, x, y, r.box)
	}
}

func (r *recorder) class(s Style) {
	if !slices.Contains(Classes(), s.Class) {
		r.note("class %q", s.Class)
	}
}

func (r *recorder) Polygon(points []Point, s Style) {
	r.class(s)
	if len(points) < 2 {
		r.note("polygon of %d points", len(points))
	}
	for _, p := range points {
		r.check("polygon", p.X, p.Y)
	}
	r.calls = append(r.calls, fmt.Sprintf("polygon %.3f %v", points, s))
}

func (r *recorder) Line(from, to Point, s Style) {
	r.class(s)
	r.check("line", from.X, from.Y)
	r.check("line", to.X, to.Y)
	r.calls = append(r.calls, fmt.Sprintf("line %.3f %.3f %v", from, to, s))
}

func (r *recorder) Rect(x, y, w, h float64, s Style) {
	r.class(s)
	if !(w >= 0 && h >= 0) {
		r.note("rectangle of %g by %g", w, h)
	}
	r.check("rectangle", x, y)
	r.check("rectangle", x+w, y+h)
	r.calls = append(r.calls, fmt.Sprintf("rect %.3f %.3f %.3f %.3f %v", x, y, w, h, s))
}

func (r *recorder) Circle(c Point, radius float64, s Style) {
	r.class(s)
	if !(radius >= 0) {
		r.note("circle of radius %g", radius)
	}
	r.check("circle", c.X-radius, c.Y-radius)
	r.check("circle", c.X+radius, c.Y+radius)
	r.calls = append(r.calls, fmt.Sprintf("circle %.3f %.3f %v", c, radius, s))
}

func (r *recorder) Text(at Point, anchor Anchor, text string, s Style) {
	r.class(s)
	if !(s.Size > 0) || text == "" || !utf8.ValidString(text) || strings.ContainsAny(text, "\n\t\x00") {
		r.note("text %q of size %g", text, s.Size)
	}
	width := textWidth(text, s.Size, s.Bold)
	left := at.X - width*float64(anchor)/2
	r.check(text, left, at.Y-0.8*s.Size)
	r.check(text, left+width, at.Y+descent*s.Size)
	r.texts = append(r.texts, text)
	r.calls = append(r.calls, fmt.Sprintf("text %.3f %d %q %v", at, anchor, text, s))
}

// wild makes numbers and labels nobody should send.
type wild struct{ *rand.Rand }

func (w wild) number() float64 {
	odd := []float64{0, -1, 1, 100, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e9}
	if w.IntN(3) == 0 {
		return odd[w.IntN(len(odd))]
	}
	return w.Float64() * []float64{1, 100, 50}[w.IntN(3)]
}

func (w wild) pointer() *float64 {
	if w.IntN(2) == 0 {
		return nil
	}
	return number64(w.number())
}

func (w wild) label() string {
	odd := []string{
		"", " ", "A", "Awareness and strategy", "Foundations: infrastructure, standards, security, sustainability",
		strings.Repeat("W", 300), strings.Repeat("ab ", 5000), "\x00\xff<b>&\"'", "Donaudampfschifffahrtsgesellschaft/Kapitän",
		"数字化战略与意识、最佳实践交流", "🏭🏭🏭 ́́́", "line\nbreak\ttab", strings.Repeat("́", 400), "Стратегия и осведомлённость", "…",
	}
	return odd[w.IntN(len(odd))]
}

func (w wild) box() Box {
	sizes := []float64{320, 360, 640, 60, 20, 5, 1000, 0, 90, 150}
	box := Box{0, 0, sizes[w.IntN(len(sizes))], sizes[w.IntN(len(sizes))]}
	if w.IntN(3) == 0 {
		box.X, box.Y = 37.5, -20
	}
	if w.IntN(20) == 0 {
		box.Width = w.number()
	}
	return box
}

// draw draws one random chart of the given kind.
func (w wild) draw(kind int, c Canvas, box Box, o Options) {
	rows := w.IntN(20)
	if w.IntN(50) == 0 {
		rows = 300
	}
	switch kind {
	case 0:
		axes := make([]RadarAxis, rows)
		for i := range axes {
			axes[i] = RadarAxis{w.label(), w.number(), w.IntN(4) > 0, w.pointer(), w.pointer(), w.pointer()}
		}
		Radar(c, box, axes, o)
	case 1:
		data := make([]BarRow, rows)
		for i := range data {
			data[i] = BarRow{w.label(), w.number(), w.IntN(4) > 0, w.IntN(8) - 1, w.label(), w.pointer(), w.pointer(), w.pointer(), w.pointer()}
		}
		Bars(c, box, data, []float64{w.number(), w.number()}, o)
	case 2:
		data := make([]SpreadRow, rows)
		for i := range data {
			data[i] = SpreadRow{w.label(), w.label(), w.IntN(4) > 0, w.number(), w.number(), w.number(), w.number(), w.number(), []float64{w.number(), w.number()}}
		}
		Spread(c, box, data, []float64{w.number()}, o)
	case 3:
		data := make([]StackRow, rows)
		for i := range data {
			data[i] = StackRow{w.label(), w.label(), w.IntN(4) > 0, []float64{w.number(), w.number(), w.number()}[:w.IntN(4)]}
		}
		Stack(c, box, data, o)
	default:
		data := make([]TimelineRow, rows)
		for i := range data {
			data[i] = TimelineRow{w.label(), w.number(), w.number(), Class([]string{"", "level1", "next", `x" onload="`}[w.IntN(4)])}
		}
		marks := make([]TimelineMark, w.IntN(30))
		for i := range marks {
			marks[i] = TimelineMark{w.number(), w.label()}
		}
		Timeline(c, box, data, marks, o)
	}
}

// TestAnyInput draws many charts from wild input: everything stays
// finite and inside the box, and nothing panics.
func TestAnyInput(t *testing.T) {
	for seed := range uint64(1000) {
		w := wild{rand.New(rand.NewPCG(seed, 1))}
		box := w.box()
		o := Options{FontSize: []float64{0, 12, 9, 40, math.NaN(), -3}[w.IntN(6)], RightToLeft: w.IntN(2) == 0}
		r := &recorder{box: box}
		w.draw(int(seed%5), r, box, o)
		if len(r.problems) > 0 {
			t.Fatalf("seed %d, kind %d, box %v, options %v: %d problems, first %s", seed, seed%4, box, o, len(r.problems), r.problems[0])
		}
	}
}

// TestMirrored mirrors a canvas twice, which must change nothing.
func TestMirrored(t *testing.T) {
	box := Box{10, 20, 400, 300}
	draw := func(c Canvas) { Radar(c, box, sixAxes(), Options{}); Bars(c, box, barRows(), cuts, Options{}) }
	once, twice := &recorder{box: box}, &recorder{box: box}
	draw(once)
	sum := 2*box.X + box.Width
	draw(mirror{mirror{twice, sum}, sum})
	if !slices.Equal(once.calls, twice.calls) {
		t.Error("mirroring twice is not the same as not mirroring")
	}
}
