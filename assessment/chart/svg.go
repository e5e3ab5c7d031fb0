package chart

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// SVG is a [Canvas] that becomes an SVG image for a page. It writes classes
// instead of colours and no style attribute, so it obeys a strict content
// security policy; its root has the class "chart".
type SVG struct {
	// ID is the prefix of the ids inside the image; it must differ between the
	// images of one page. Characters other than ASCII letters, digits, "-" and
	// "_" are dropped. Empty means "chart".
	ID string
	// RightToLeft sets the direction in which mixed text is laid out. It does
	// not mirror the drawing: [Options] does.
	RightToLeft bool

	width, height      float64
	title, description string
	body               strings.Builder
}

// NewSVG returns an empty image of the given size in points. The title is its
// accessible name; the description says in words what it shows and may be
// empty.
func NewSVG(width, height float64, title, description string) *SVG {
	return &SVG{width: clamp(width, 0, 1e5), height: clamp(height, 0, 1e5), title: title, description: description}
}

// String returns the finished image, ready to stand inside an HTML page.
func (s *SVG) String() string {
	id := s.prefix()
	direction := "ltr"
	if s.RightToLeft {
		direction = "rtl"
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="` + id + `-title"`)
	if s.description != "" {
		b.WriteString(` aria-describedby="` + id + `-description"`)
	}
	w, h := number(s.width), number(s.height)
	b.WriteString(` viewBox="0 0 ` + w + ` ` + h + `" width="` + w + `" height="` + h + `" direction="` + direction + "\">\n")
	b.WriteString(`<title id="` + id + `-title">` + escape(s.title) + "</title>\n")
	if s.description != "" {
		b.WriteString(`<desc id="` + id + `-description">` + escape(s.description) + "</desc>\n")
	}
	b.WriteString(s.body.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// Polygon implements [Canvas].
func (s *SVG) Polygon(points []Point, style Style) {
	if len(points) < 2 {
		return
	}
	pairs := make([]string, len(points))
	for i, p := range points {
		pairs[i] = number(p.X) + "," + number(p.Y)
	}
	s.element("polygon", style, "points", strings.Join(pairs, " "))
}

// Line implements [Canvas].
func (s *SVG) Line(from, to Point, style Style) {
	s.element("line", style, "x1", number(from.X), "y1", number(from.Y), "x2", number(to.X), "y2", number(to.Y))
}

// Rect implements [Canvas].
func (s *SVG) Rect(x, y, w, h float64, style Style) {
	s.element("rect", style, "x", number(x), "y", number(y), "width", number(math.Max(w, 0)), "height", number(math.Max(h, 0)))
}

// Circle implements [Canvas].
func (s *SVG) Circle(centre Point, r float64, style Style) {
	s.element("circle", style, "cx", number(centre.X), "cy", number(centre.Y), "r", number(math.Max(r, 0)))
}

// Text implements [Canvas]. SVG anchors follow the direction of the image, ours
// do not, so they are swapped right to left. There, each text finds the order of
// its own words, so that one left untranslated stays readable.
func (s *SVG) Text(at Point, anchor Anchor, text string, style Style) {
	s.body.WriteString("<text")
	s.attributes(style, "x", number(at.X), "y", number(at.Y))
	if s.RightToLeft {
		anchor = End - anchor
		s.attributes(Style{}, "unicode-bidi", "plaintext")
	}
	switch anchor {
	case Middle:
		s.attributes(Style{}, "text-anchor", "middle")
	case End:
		s.attributes(Style{}, "text-anchor", "end")
	}
	if style.Size > 0 {
		s.attributes(Style{}, "font-size", number(style.Size))
	}
	if style.Bold {
		s.attributes(Style{}, "font-weight", "bold")
	}
	s.body.WriteString(">" + escape(text) + "</text>\n")
}

// element writes one empty element on a line of its own.
func (s *SVG) element(name string, style Style, pairs ...string) {
	s.body.WriteString("<" + name)
	s.attributes(style, pairs...)
	s.body.WriteString("/>\n")
}

// attributes writes the class, if it is one of ours, and names with values that
// need no escaping.
func (s *SVG) attributes(style Style, pairs ...string) {
	if style.Class.known() {
		s.body.WriteString(` class="` + string(style.Class) + `"`)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s.body.WriteString(" " + pairs[i] + `="` + pairs[i+1] + `"`)
	}
}

func (s *SVG) prefix() string {
	id := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		}
		return -1
	}, s.ID)
	if id == "" {
		return "chart"
	}
	return id
}

// escape makes text safe between tags and drops what XML forbids.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(strings.ToValidUTF8(text, "\uFFFD"))); err != nil {
		return ""
	}
	return b.String()
}

// number writes a coordinate with at most two decimals; what is not a number
// becomes 0.
func number(v float64) string {
	const far = 1e6
	if math.IsNaN(v) {
		v = 0
	}
	v = math.Round(clamp(v, -far, far)*100) / 100
	if v == 0 {
		return "0" // also for minus zero
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
