package report

import (
	"github.com/jung-kurt/gofpdf"

	"onramp/assessment/chart"
)

// canvas draws a chart on a page, its box at an offset.
type canvas struct {
	pen  *pen
	x, y float64
}

var _ chart.Canvas = canvas{}

// paint selects the colours of a role and returns what to do with a shape: "F"
// fill, "D" draw the line, "FD" both, "" nothing.
func (c canvas) paint(class chart.Class) string {
	fill, stroke, width, opacity := chart.Paint(class)
	pdf := c.pen.pdf
	how := ""
	if fill != nil {
		pdf.SetFillColor(int(fill.R), int(fill.G), int(fill.B))
		how = "F"
	}
	if stroke != nil {
		pdf.SetDrawColor(int(stroke.R), int(stroke.G), int(stroke.B))
		pdf.SetLineWidth(width)
		how += "D"
	}
	if opacity < 1 {
		pdf.SetAlpha(opacity, "Normal")
	}
	return how
}

// done ends what paint began.
func (c canvas) done(class chart.Class) {
	if _, _, _, opacity := chart.Paint(class); opacity < 1 {
		c.pen.pdf.SetAlpha(1, "Normal")
	}
}

func (c canvas) Polygon(points []chart.Point, style chart.Style) {
	if len(points) < 2 {
		return
	}
	moved := make([]gofpdf.PointType, len(points))
	for i, p := range points {
		moved[i] = gofpdf.PointType{X: c.pen.left(c.x+p.X, 0), Y: c.y + p.Y}
	}
	if how := c.paint(style.Class); how != "" {
		c.pen.pdf.Polygon(moved, how)
	}
	c.done(style.Class)
}

func (c canvas) Line(from, to chart.Point, style chart.Style) {
	if c.paint(style.Class) != "" {
		c.pen.pdf.Line(c.pen.left(c.x+from.X, 0), c.y+from.Y, c.pen.left(c.x+to.X, 0), c.y+to.Y)
	}
	c.done(style.Class)
}

func (c canvas) Rect(x, y, w, h float64, style chart.Style) {
	if how := c.paint(style.Class); how != "" && w > 0 && h > 0 {
		c.pen.pdf.Rect(c.pen.left(c.x+x, w), c.y+y, w, h, how)
	}
	c.done(style.Class)
}

func (c canvas) Circle(centre chart.Point, r float64, style chart.Style) {
	if how := c.paint(style.Class); how != "" && r > 0 {
		c.pen.pdf.Circle(c.pen.left(c.x+centre.X, 0), c.y+centre.Y, r, how)
	}
	c.done(style.Class)
}

func (c canvas) Text(at chart.Point, anchor chart.Anchor, text string, style chart.Style) {
	fill, _, _, _ := chart.Paint(style.Class)
	if fill == nil || style.Size <= 0 {
		return
	}
	text = c.pen.faces.clean(text)
	width := c.pen.faces.of(style.Bold).width(text, style.Size)
	c.pen.write(c.x+at.X-width*float64(anchor)/2, c.y+at.Y, text, style.Bold, style.Size, ink{int(fill.R), int(fill.G), int(fill.B)})
}
