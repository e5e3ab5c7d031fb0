package chart

import (
	"math"
	"strconv"
)

// radarPlan says where a radar and its texts go, measured from the top left of
// its box.
type radarPlan struct {
	centre       Point
	radius, size float64
	height       float64 // what the plan needs
	texts        []radarText
}

// radarText is a block of lines; x is where its anchor stands, y its top.
type radarText struct {
	x, y   float64
	anchor Anchor
	lines  []string
	style  Style
}

// edges returns left, top, right and bottom.
func (t radarText) edges() (left, top, right, bottom float64) {
	for _, line := range t.lines {
		right = math.Max(right, textWidth(line, t.style.Size, t.style.Bold))
	}
	left = t.x - right*float64(t.anchor)/2
	return left, t.y, left + right, t.y + t.height()
}

func (t radarText) height() float64 {
	return float64(len(t.lines)) * lineHeight * t.style.Size
}

// meets reports whether two blocks stand on each other or almost.
func (t radarText) meets(other radarText) bool {
	const apart = 3
	l1, t1, r1, b1 := t.edges()
	l2, t2, r2, b2 := other.edges()
	return l1 < r2+apart && l2 < r1+apart && t1 < b2 && t2 < b1
}

// planRadar chooses, in this order: labels around a large radar, in letters a
// little smaller if need be; around one of middle size; a numbered list below;
// shortened labels.
func planRadar(width, height float64, axes []RadarAxis, size float64) radarPlan {
	labels := make([]string, len(axes))
	for i, axis := range axes {
		labels[i] = clean(axis.Label)
	}
	largest := math.Min(0.36*width, 16*size)
	reference := math.Min(largest, 0.42*height)
	var fallback radarPlan
	for _, smaller := range []float64{1, 0.92, 0.85} {
		for radius := largest; radius >= 0.66*reference; radius *= 0.97 {
			plan, ok := labelsAround(width, height, axes, labels, radius, size*smaller)
			if ok && radius >= 0.8*reference {
				return plan
			}
			if ok && radius > fallback.radius {
				fallback = plan
			}
		}
	}
	if fallback.radius > 0 {
		return fallback
	}
	if plan := labelsBelow(width, height, axes, labels, size); plan.radius >= 0.6*reference {
		return plan
	}
	return labelsCut(width, math.Min(height, width), axes, labels, size)
}

// labelAt returns the block of an axis around a centre at 0, 0 with no more than
// the given room beside the centre; whole tells that nothing was broken or cut.
func labelAt(axes []RadarAxis, i int, label string, radius, room, size float64) (block radarText, whole bool) {
	sin, cos := direction(i, len(axes))
	tip := radius + 0.7*size
	block.x = sin * tip
	block.anchor = Middle
	available := 2 * room
	switch {
	case sin > 0.1:
		block.anchor, available = Start, room-block.x
	case sin < -0.1:
		block.anchor, available = End, room+block.x
	default:
		block.x = 0
	}
	block.style = labelStyle(axes[i], size)
	if block.lines, whole = wrap(label, math.Min(available, 14*size), size, false, 3); !whole {
		block.lines, whole = wrap(label, available, size, false, 3)
	}
	block.y = -cos*tip - (1+cos)*block.height()/2
	return block, whole
}

func labelStyle(axis RadarAxis, size float64) Style {
	if axis.Known {
		return Style{Class: ClassLabel, Size: size}
	}
	return Style{Class: ClassMuted, Size: size}
}

// labelsAround tries a radius. It reports false when a label does not fit whole.
func labelsAround(width, height float64, axes []RadarAxis, labels []string, radius, size float64) (radarPlan, bool) {
	plan := radarPlan{radius: radius, size: size}
	above, below := radius, radius
	for i, label := range labels {
		block, whole := labelAt(axes, i, label, radius, width/2, size)
		if !whole {
			return plan, false
		}
		for _, other := range plan.texts {
			if block.meets(other) {
				return plan, false
			}
		}
		_, top, _, bottom := block.edges()
		above, below = math.Max(above, -top), math.Max(below, bottom)
		plan.texts = append(plan.texts, block)
	}
	plan.height = above + below
	if plan.height > height {
		return plan, false
	}
	spare := 0.0
	if !math.IsInf(height, 1) {
		spare = height - plan.height
	}
	plan.move(width/2, above+spare/2)
	return plan, true
}

// labelsBelow numbers the axes and lists the labels under the radar, in two
// columns if the box is wide. Its radius is what the height leaves, possibly
// nothing.
func labelsBelow(width, height float64, axes []RadarAxis, labels []string, size float64) radarPlan {
	columns := 1
	if width >= 38*size {
		columns = 2
	}
	indent := 2 * size
	column := (width - float64(columns-1)*size) / float64(columns)
	rows := (len(labels) + columns - 1) / columns
	var list []radarText
	deepest := 0.0
	for k := range columns {
		y := 0.0
		for i := k * rows; i < min((k+1)*rows, len(labels)); i++ {
			x := float64(k) * (column + size)
			lines, _ := wrap(labels[i], column-indent, size, false, 3)
			number := Style{Class: labelStyle(axes[i], size).Class, Size: size, Bold: true}
			block := radarText{x + indent, y, Start, lines, labelStyle(axes[i], size)}
			list = append(list, radarText{x, y, Start, []string{strconv.Itoa(i + 1)}, number}, block)
			y += math.Max(block.height(), lineHeight*size) + 0.25*size
		}
		deepest = math.Max(deepest, y)
	}
	around := 2 * size // room for the numbers on every side
	gap := 0.75 * size
	radius := min(0.36*width, 16*size, width/2-around, (height-deepest-gap)/2-around)
	plan := radarPlan{radius: radius, size: size, height: 2*(radius+around) + gap + deepest}
	for i := range labels {
		block, _ := labelAt(axes, i, strconv.Itoa(i+1), radius, width/2, size)
		block.style.Bold = true
		plan.texts = append(plan.texts, block)
	}
	plan.move(width/2, radius+around)
	for _, block := range list {
		block.y += plan.height - deepest
		plan.texts = append(plan.texts, block)
	}
	return plan
}

// labelsCut shortens labels to the room there is and leaves out those that would
// stand on another.
func labelsCut(width, height float64, axes []RadarAxis, labels []string, size float64) radarPlan {
	size = math.Min(size, height/8)
	plan := radarPlan{radius: math.Min(0.25*width, 0.3*height), size: size, height: height}
	for i, label := range labels {
		block, _ := labelAt(axes, i, label, plan.radius, width/2, size)
		block.y = clamp(block.y, -height/2, height/2-block.height())
		free := block.height() <= height
		for _, other := range plan.texts {
			free = free && !block.meets(other)
		}
		if free {
			plan.texts = append(plan.texts, block)
		}
	}
	plan.move(width/2, height/2)
	return plan
}

// move puts a plan made around 0, 0 to where its centre belongs.
func (p *radarPlan) move(x, y float64) {
	p.centre = Point{x, y}
	for i := range p.texts {
		p.texts[i].x += x
		p.texts[i].y += y
	}
}
