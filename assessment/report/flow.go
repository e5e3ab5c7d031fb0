package report

import (
	"math"
)

// flow sets blocks one below the other and from page to page. A dry flow only
// measures: it moves y and draws nothing, so that the same code says how high a
// block is and draws it.
type flow struct {
	pen      *pen
	doc      Document
	x, width float64
	y, end   float64
	dry      bool
	fresh    bool    // nothing stands on the page yet
	tight    bool    // less room between things, so that a sheet stays one page
	smaller  float64 // what letters are multiplied with, for the same reason; 0 for 1
	section  bool    // a bookmark of the first level is there
	entries  []entry
	toc      place // where the contents go
}

// entry is a heading with its page, for the contents.
type entry struct {
	title string
	page  int
}

type place struct {
	page int
	y    float64
}

func newFlow(p *pen, doc Document) *flow {
	return &flow{pen: p, doc: doc, x: margin, width: contentWidth, end: contentEnd}
}

// page starts a new page.
func (f *flow) page() {
	if f.dry {
		return
	}
	f.pen.pdf.AddPage()
	f.y, f.fresh = contentTop, true
}

// need starts a new page unless the height still fits on this one.
func (f *flow) need(height float64) {
	if !f.dry && !f.fresh && f.y+height > f.end {
		f.page()
	}
}

// gap leaves room above a block, none at the top of a page.
func (f *flow) gap(height float64) {
	if !f.fresh {
		f.y += f.space(height)
	}
}

// space is how much of a gap there is.
func (f *flow) space(height float64) float64 {
	if f.tight {
		return 0.45 * height
	}
	return height
}

// scaled is a length that shrinks with the letters of this part of the page.
func (f *flow) scaled(length float64) float64 {
	if f.smaller > 0 {
		return length * f.smaller
	}
	return length
}

// sized are letters as this part of the page has them.
func (f *flow) sized(l letters) letters {
	l.size, l.leading = f.scaled(l.size), f.scaled(l.leading)
	return l
}

// used notes that something stands on the page.
func (f *flow) used(height float64) {
	f.y += height
	f.fresh = false
}

// inside is a flow for a narrower column at the present place.
func (f *flow) inside(x, width float64) *flow {
	narrow := *f
	narrow.x, narrow.width = x, width
	return &narrow
}

// height measures blocks as they would stand below something else.
func (f *flow) height(blocks ...Block) float64 {
	dry := *f
	dry.dry, dry.fresh, dry.y, dry.end = true, false, 0, math.Inf(1)
	dry.entries = nil
	dry.blocks(blocks)
	return dry.y
}

// blocks draws blocks in turn. A heading moves to the next page with whatever
// follows it when the first part of that does not fit.
func (f *flow) blocks(blocks []Block) {
	for i, b := range blocks {
		if is[Heading](b) && !f.dry {
			f.need(f.together(blocks[i:]))
		}
		f.block(b)
	}
}

// together is the height of headings with the first part of what follows. A
// short introduction to a list, a table or a picture counts with the headings.
func (f *flow) together(blocks []Block) float64 {
	const introduction = (contentEnd - contentTop) / 4
	i := 0
	for i < len(blocks) && is[Heading](blocks[i]) {
		i++
	}
	after := i
	for after < len(blocks) && is[Paragraph](blocks[after]) {
		after++
	}
	if after < len(blocks) && !is[Heading](blocks[after]) && f.height(blocks[i:after]...) < introduction {
		i = after
	}
	if i == len(blocks) {
		return f.height(blocks...)
	}
	return f.height(blocks[:i]...) + f.head(blocks[i])
}

func is[B Block](b Block) bool {
	_, ok := b.(B)
	return ok
}

// head is the height of the smallest part of a block that may stand alone.
func (f *flow) head(b Block) float64 {
	const most = (contentEnd - contentTop) / 2
	switch b := b.(type) {
	case Facts:
		if all := f.height(b); all < most/2 {
			return all
		}
		return f.height(b[:min(len(b), 3)])
	case Details:
		return f.height(Details{b.Facts[:min(len(b.Facts), 4)]})
	case Table:
		if all := f.height(b); all < most/2 {
			return all
		}
		b.Rows = b.Rows[:min(len(b.Rows), 1)]
		return f.height(b)
	case Paragraph, Bullet:
		return math.Min(f.height(b), 60)
	case Chart, Columns, Link:
		return f.height(b)
	default:
		return math.Min(f.height(b), most)
	}
}

func (f *flow) block(b Block) {
	switch b := b.(type) {
	case Heading:
		f.heading(b)
	case Paragraph:
		f.paragraph(b)
	case Bullet:
		f.bullet(b)
	case Facts:
		f.facts(b, bodyType)
	case Details:
		f.facts(b.Facts, cellType)
	case Table:
		f.table(b)
	case Chart:
		f.chart(b)
	case Cover:
		f.cover(b)
	case Standing:
		f.standing(b)
	case Callout:
		f.callout(b)
	case Columns:
		f.columns(b)
	case Fit:
		f.fit(b)
	case Sheet:
		f.sheet(b)
	case Link:
		f.link(b)
	case Contents:
		f.reserveContents(b)
	case PageBreak:
		if !f.fresh {
			f.page()
		}
	case PartBreak:
		f.need((contentEnd - contentTop) / 3)
	}
}

// lines draws wrapped lines and breaks pages between them, never leaving one
// line alone.
func (f *flow) lines(lines []string, l letters, link string) {
	for i, line := range lines {
		left := len(lines) - i
		if left == len(lines) && left > 1 || left == 2 {
			f.need(2 * l.leading)
		} else {
			f.need(l.leading)
		}
		if !f.dry {
			f.pen.text(f.x, f.y, line, l)
			f.pen.link(f.x, f.y, f.pen.faces.of(l.bold).width(line, l.size), l.leading, link)
		}
		f.used(l.leading)
	}
}

// wrap breaks a text to the column, or to a readable width.
func (f *flow) wrap(text string, l letters, width float64) []string {
	return f.pen.faces.wrap(text, l.bold, l.size, math.Min(width, measure*l.size))
}

func (f *flow) bookmark(text string, level int) {
	if f.dry || text == "" {
		return
	}
	if level == 0 {
		f.section = true
		f.entries = append(f.entries, entry{text, f.pen.pdf.PageNo()})
	}
	if !f.section {
		level = 0
	}
	f.pen.font(true, 10)
	f.pen.pdf.Bookmark(text, level, math.Max(f.y-4, 0))
}
