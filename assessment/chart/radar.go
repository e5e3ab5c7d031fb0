package chart

import "math"

// The fewest and most axes of a radar. With fewer, the rings are drawn round;
// further axes are left out.
const (
	fewestAxes = 3
	mostAxes   = 16
)

// RadarAxis is one direction of a radar. Its numbers run from 0 at the centre
// to 1 at the edge.
type RadarAxis struct {
	Label string // translated; wrapped in up to three lines
	Value float64
	Known bool // false: no value, drawn as a gap in the profile
	// Low and High bound where the value may truly lie; nil for no interval.
	Low, High *float64
	// Previous is the value of an earlier assessment; nil for none.
	Previous *float64
}

// Radar draws a profile over three to sixteen axes, the first upwards and the
// others clockwise (anticlockwise when mirrored), on rings at steps of 0.2.
// Labels stand around it. If they do not fit there unbroken, as on a phone,
// the axes carry numbers and the labels are listed below; if there is no room
// for that either, labels are shortened. [RadarHeight] gives a box high enough
// for one of the first two.
func Radar(c Canvas, box Box, axes []RadarAxis, o Options) {
	c, box, ok := o.prepare(c, box)
	if !ok || len(axes) == 0 {
		return
	}
	axes = axes[:min(len(axes), mostAxes)]
	plan := planRadar(box.Width, box.Height, axes, o.size())
	r := radar{Canvas: c, axes: axes, radius: plan.radius, scale: plan.size / defaultSize}
	r.centre = Point{box.X + plan.centre.X, box.Y + plan.centre.Y}
	r.grid()
	r.profile()
	r.values()
	for _, text := range plan.texts {
		writeLines(c, box.X+text.x, box.Y+text.y, text.anchor, text.lines, text.style)
	}
}

// RadarHeight returns how high a box of the given width must be for [Radar] to
// show every label in full, as far as three lines hold it.
func RadarHeight(width float64, axes []RadarAxis, o Options) float64 {
	width = clamp(width, 60, 1e5)
	axes = axes[:min(len(axes), mostAxes)]
	return math.Ceil(planRadar(width, math.Inf(1), axes, o.size()).height)
}

// radar draws one chart; scale is how large its strokes of fixed length are.
type radar struct {
	Canvas
	axes   []RadarAxis
	centre Point
	radius float64
	scale  float64
}

// at returns the place of a value on an axis, 0 to 1 between centre and edge.
func (r radar) at(axis int, value float64) Point {
	sin, cos := direction(axis, len(r.axes))
	length := r.radius * clamp(value, 0, 1)
	return Point{r.centre.X + sin*length, r.centre.Y - cos*length}
}

// direction returns sine and cosine of an axis, clockwise from straight up.
func direction(axis, count int) (sin, cos float64) {
	return math.Sincos(2 * math.Pi * float64(axis) / float64(count))
}

// grid draws rings, spokes and edge.
func (r radar) grid() {
	const rings = 5
	for ring := 1; ring <= rings; ring++ {
		style := Style{Class: ClassGrid}
		if ring == rings {
			style.Class = ClassAxis
		}
		share := float64(ring) / rings
		if len(r.axes) < fewestAxes {
			r.Circle(r.centre, r.radius*share, style)
			continue
		}
		points := make([]Point, len(r.axes))
		for i := range points {
			points[i] = r.at(i, share)
		}
		r.Polygon(points, style)
	}
	for i := range r.axes {
		r.Line(r.centre, r.at(i, 1), Style{Class: ClassGrid})
	}
}

// profile draws the area and the outline of this time and of the last.
func (r radar) profile() {
	now := func(i int) (float64, bool) { return r.axes[i].Value, r.axes[i].Known }
	before := func(i int) (float64, bool) {
		if p := r.axes[i].Previous; p != nil {
			return *p, true
		}
		return 0, false
	}
	for _, run := range r.runs(now) {
		if len(run) < len(r.axes) {
			run = append([]Point{r.centre}, run...)
		}
		if len(run) >= 3 {
			r.Polygon(run, Style{Class: ClassArea})
		}
	}
	r.outline(before, ClassPrevious)
	r.outline(now, ClassOutline)
}

// outline joins neighbouring values that are known.
func (r radar) outline(value func(int) (float64, bool), class Class) {
	for _, run := range r.runs(value) {
		if len(run) == len(r.axes) && len(run) >= fewestAxes {
			r.Polygon(run, Style{Class: class})
			continue
		}
		for i := 1; i < len(run); i++ {
			r.Line(run[i-1], run[i], Style{Class: class})
		}
	}
}

// runs returns the stretches of neighbouring axes with a value, going round.
// If all have one there is a single stretch, starting at the first axis.
func (r radar) runs(value func(int) (float64, bool)) [][]Point {
	count := len(r.axes)
	first := 0 // the axis after a gap
	for i := range count {
		if _, known := value(i); !known {
			first = i + 1
			break
		}
	}
	var all [][]Point
	var run []Point
	for step := range count {
		i := (first + step) % count
		if v, known := value(i); known {
			run = append(run, r.at(i, v))
			continue
		}
		if run != nil {
			all = append(all, run)
		}
		run = nil
	}
	if run != nil {
		all = append(all, run)
	}
	return all
}

// values draws a dot and an interval on each axis; a ring close to the centre
// where nothing is known.
func (r radar) values() {
	for i, axis := range r.axes {
		sin, cos := direction(i, len(r.axes))
		if !axis.Known {
			distance := math.Min(6*r.scale, r.radius)
			place := Point{r.centre.X + sin*distance, r.centre.Y - cos*distance}
			r.Circle(place, math.Min(2.5*r.scale, r.radius), Style{Class: ClassUnknown})
			continue
		}
		if axis.Low != nil && axis.High != nil {
			low, high := r.at(i, math.Min(*axis.Low, *axis.High)), r.at(i, math.Max(*axis.Low, *axis.High))
			style := Style{Class: ClassInterval}
			r.Line(low, high, style)
			across := math.Min(3.5*r.scale, r.radius/4)
			for _, end := range []Point{low, high} {
				r.Line(Point{end.X - cos*across, end.Y - sin*across}, Point{end.X + cos*across, end.Y + sin*across}, style)
			}
		}
		r.Circle(r.at(i, axis.Value), math.Min(3.5*r.scale, r.radius), Style{Class: ClassDot})
	}
}
