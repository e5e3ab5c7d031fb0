package chart

import "math"

// Canvas is what a chart is drawn on. Units are points of the chart's own box,
// origin top left, y down. Charts only pass finite numbers.
type Canvas interface {
	// Polygon draws a closed shape through the points, at least two.
	Polygon(points []Point, style Style)
	// Line draws one straight line.
	Line(from, to Point, style Style)
	// Rect draws a rectangle with square corners; w and h are not negative.
	Rect(x, y, w, h float64, style Style)
	// Circle draws a circle; r is not negative.
	Circle(centre Point, r float64, style Style)
	// Text writes one line with its baseline at at.Y.
	Text(at Point, anchor Anchor, text string, style Style)
}

// Point is a place on a canvas.
type Point struct{ X, Y float64 }

// Box is the part of a canvas that a chart may use.
type Box struct{ X, Y, Width, Height float64 }

// Anchor says which part of a text stands at the given point. It speaks of the
// picture, not of the script: Start is always the left edge.
type Anchor int

// The anchors of a text.
const (
	Start  Anchor = iota // left edge
	Middle               // centre
	End                  // right edge
)

// Style says what a shape or text is for. Size and Bold matter to text only.
type Style struct {
	Class Class
	Size  float64 // points
	Bold  bool
}

// Class is the role of a shape or text in a chart. It is also the class
// attribute in an SVG, inside an element of class "chart".
type Class string

// The roles. See [Paint] for how each looks in a document.
const (
	ClassAxis     Class = "axis"     // line: outer edge, cut mark, base line
	ClassGrid     Class = "grid"     // line: rings, spokes, months
	ClassOutline  Class = "outline"  // line: the profile, a median
	ClassArea     Class = "area"     // translucent fill
	ClassDot      Class = "dot"      // shape: one value
	ClassLabel    Class = "label"    // text
	ClassMuted    Class = "muted"    // text of less weight
	ClassBar      Class = "bar"      // shape: a bar without a level
	ClassTrack    Class = "track"    // shape: what a bar could fill
	ClassLevel1   Class = "level1"   // shape in the colour of a level
	ClassLevel2   Class = "level2"   //
	ClassLevel3   Class = "level3"   //
	ClassLevel4   Class = "level4"   //
	ClassLevel5   Class = "level5"   //
	ClassNext     Class = "next"     // shape: the next step
	ClassOnLevel1 Class = "onlevel1" // text on the colour of a level
	ClassOnLevel2 Class = "onlevel2" //
	ClassOnLevel3 Class = "onlevel3" //
	ClassOnLevel4 Class = "onlevel4" //
	ClassOnLevel5 Class = "onlevel5" //
	ClassTarget   Class = "target"   // line: what to reach
	ClassInterval Class = "interval" // line: how sure a value is
	ClassPrevious Class = "previous" // line or ring: the value of last time
	ClassUnknown  Class = "unknown"  // ring: no value
)

// Classes returns every role in a fixed order, for whoever must style them all.
func Classes() []Class {
	return []Class{
		ClassAxis, ClassGrid, ClassOutline, ClassArea, ClassDot, ClassLabel, ClassMuted, ClassBar, ClassTrack,
		ClassLevel1, ClassLevel2, ClassLevel3, ClassLevel4, ClassLevel5, ClassNext,
		ClassOnLevel1, ClassOnLevel2, ClassOnLevel3, ClassOnLevel4, ClassOnLevel5,
		ClassTarget, ClassInterval, ClassPrevious, ClassUnknown,
	}
}

// LevelClass returns the role of a shape of the given level, 1 to 5; other
// numbers give [ClassBar].
func LevelClass(level int) Class {
	if level < 1 || level > 5 {
		return ClassBar
	}
	return ClassLevel1[:len(ClassLevel1)-1] + Class(rune('0'+level))
}

// OnLevelClass returns the role of text on a shape of the given level, 1 to 5;
// other numbers give [ClassLabel].
func OnLevelClass(level int) Class {
	if level < 1 || level > 5 {
		return ClassLabel
	}
	return "on" + LevelClass(level)
}

// Options are what every chart may be asked for.
type Options struct {
	// FontSize is the size of labels in points, 4 to 48; 0 means 12. All other
	// measures of a chart grow with it.
	FontSize float64
	// RightToLeft mirrors the picture.
	RightToLeft bool
}

// defaultSize is the font size that BarsHeight and its kind speak of.
const defaultSize = 12

// maxRows bounds the rows of one chart; later ones are left out.
const maxRows = 200

func (o Options) size() float64 {
	if !(o.FontSize > 0) {
		return defaultSize
	}
	return clamp(o.FontSize, 4, 48)
}

// prepare makes the box safe to compute with and the canvas mirrored if asked.
// It reports false when there is no room to draw in.
func (o Options) prepare(c Canvas, box Box) (Canvas, Box, bool) {
	const far = 1e5
	box = Box{clamp(box.X, -far, far), clamp(box.Y, -far, far), clamp(box.Width, 0, far), clamp(box.Height, 0, far)}
	if o.RightToLeft {
		c = mirror{to: c, sum: 2*box.X + box.Width}
	}
	return c, box, c != nil && box.Width >= 60 && box.Height >= 20
}

// clamp returns v kept between low and high; NaN becomes low.
func clamp(v, low, high float64) float64 {
	if !(v > low) {
		return low
	}
	return math.Min(v, high)
}

// mirror is a canvas that swaps left and right; sum is the left plus the right
// edge of the box mirrored in.
type mirror struct {
	to  Canvas
	sum float64
}

func (m mirror) point(p Point) Point { return Point{m.sum - p.X, p.Y} }

func (m mirror) Polygon(points []Point, style Style) {
	swapped := make([]Point, len(points))
	for i, p := range points {
		swapped[i] = m.point(p)
	}
	m.to.Polygon(swapped, style)
}

func (m mirror) Line(from, to Point, style Style) { m.to.Line(m.point(from), m.point(to), style) }

func (m mirror) Rect(x, y, w, h float64, style Style) { m.to.Rect(m.sum-x-w, y, w, h, style) }

func (m mirror) Circle(centre Point, r float64, style Style) {
	m.to.Circle(m.point(centre), r, style)
}

func (m mirror) Text(at Point, anchor Anchor, text string, style Style) {
	m.to.Text(m.point(at), End-anchor, text, style)
}
