package report

import (
	"math"
	"strconv"

	"onramp/assessment/chart"
)

func (f *flow) heading(h Heading) {
	level := min(max(h.Level, 1), len(headings))
	l := f.sized(headings[level-1])
	f.gap([...]float64{26, 18, 9}[level-1])
	lines := f.pen.faces.wrap(h.Text.Words, l.bold, l.size, f.width)
	if level < 3 {
		f.bookmark(f.pen.faces.clean(h.Text.Words), level-1)
	}
	f.lines(lines, l, "")
	f.y += f.space([...]float64{8, 4, 2}[level-1])
}

func (f *flow) paragraph(p Paragraph) {
	if p.Text.Words == "" {
		return
	}
	l := bodyType
	switch p.Style {
	case Lead:
		l = leadType
	case Strong, Warning:
		l = strongType
	case Small:
		l = smallType
	}
	l = f.sized(l)
	width := math.Min(f.width, measure*l.size)
	if p.Style == Lead {
		width = f.width
	}
	f.lines(f.pen.faces.wrap(p.Text.Words, l.bold, l.size, width), l, safeAddress(p.Text.Link))
	f.y += f.space(l.leading * 0.45)
}

func (f *flow) bullet(b Bullet) {
	const indent, together = 12, 120
	in := f.inside(f.x+indent, f.width-indent)
	strong, body := f.sized(strongType), f.sized(bodyType)
	lines := in.wrap(b.Text.Words, strong, in.width)
	var note []string
	if b.Note.Words != "" {
		note = in.wrap(b.Note.Words, body, in.width)
	}
	f.need(math.Min(together, float64(len(lines)+len(note))*body.leading))
	if !f.dry {
		f.pen.box(f.x+1, f.y+5, 4, 4, "accent")
	}
	in.y, in.fresh = f.y, f.fresh
	in.lines(lines, strong, safeAddress(b.Text.Link))
	in.lines(note, body, "")
	f.y, f.fresh = in.y+f.scaled(5), in.fresh
}

// chartHeight is how high a chart is in a column, and its font size.
func chartHeight(c Chart, width float64) (height, size float64) {
	const small = 8.5
	switch {
	case len(c.Radar) > 0:
		return chart.RadarHeight(width, c.Radar, chart.Options{FontSize: small}), small
	case len(c.Bars) > 0:
		size = math.Min(9, 12*380/chart.BarsHeight(len(c.Bars)))
		return chart.BarsHeight(len(c.Bars)) * size / 12, size
	case len(c.Rows) > 0:
		size = math.Min(small, 12*560/chart.TimelineHeight(len(c.Rows)))
		return chart.TimelineHeight(len(c.Rows)) * size / 12, size
	}
	return 0, small
}

func (f *flow) chart(c Chart) {
	width := f.scaled(f.width)
	height, size := chartHeight(c, width)
	if height == 0 {
		return
	}
	var caption []string
	if c.Title.Words != "" {
		caption = f.wrap(c.Title.Words, f.sized(smallType), f.width)
	}
	f.gap(6)
	f.need(height + float64(len(caption))*f.sized(smallType).leading + 8)
	if !f.dry {
		at := canvas{f.pen, f.x, f.y}
		box, o := chart.Box{Width: width, Height: height}, chart.Options{FontSize: size}
		chart.Radar(at, box, c.Radar, o)
		chart.Bars(at, box, c.Bars, c.Cuts, o)
		chart.Timeline(at, box, c.Rows, c.Months, o)
	}
	f.used(height + 5)
	f.lines(caption, f.sized(smallType), "")
	f.y += 8
}

// cover draws a band of the level colours, the site, the title and the firm. A
// name in a script that the fonts lack stands there in Latin letters, with why.
func (f *flow) cover(c Cover) {
	const band = 14
	if !f.dry {
		for level := 1; level <= 5; level++ {
			part := pageWidth / 5.0
			f.pen.box(float64(level-1)*part, 0, part+0.5, band, "level-"+strconv.Itoa(level))
		}
		f.bookmark(f.pen.faces.clean(c.Title.Words), 0)
		f.entries = nil // the cover is not part of the contents
	}
	head, site := f.y, f.width
	by := f.handedOver(c.By)
	if by > 0 {
		site -= handedWide + 20
	}
	f.lines(f.wrap(c.Site.Words, kickerType, site), kickerType, "")
	f.y = math.Max(f.y+52, head+by+16)
	f.lines(f.pen.faces.wrap(c.Title.Words, true, titleType.size, f.width*0.86), titleType, "")
	if f.pen.faces.clean(c.Firm.Words) != "" {
		f.y += 8
		f.lines(f.pen.faces.wrap(c.Firm.Words, false, firmType.size, f.width), firmType, "")
		if !f.pen.faces.spells(c.Firm.Words) {
			f.lines(f.wrap(c.Spelling.Words, smallType, f.width), smallType, "")
		}
	}
	f.y += 26
}

// standing writes level and score large over the ladder of levels.
func (f *flow) standing(s Standing) {
	const rung, raised, space = 22, 8, 5
	label := f.pen.faces.wrap(s.Label.Words, true, levelType.size, f.width)
	height := 14 + float64(len(label))*levelType.leading + scoreType.leading + raised + rung + 24
	f.need(height)
	f.y += 14
	f.lines(label, levelType, "")
	f.lines(f.wrap(s.Score.Words, scoreType, f.width), scoreType, "")
	f.y += raised + 6
	if !f.dry && s.Of > 0 {
		width := (f.width - space*float64(s.Of-1)) / float64(s.Of)
		for n := 1; n <= s.Of; n++ {
			f.rung(f.x+float64(n-1)*(width+space), width, n, n == s.Level)
		}
	}
	f.used(rung + 16)
}

// rung is one level of the ladder; the firm's own is higher and marked amber.
func (f *flow) rung(x, width float64, level int, own bool) {
	const height, raised = 22, 8
	y, h := f.y, float64(height)
	if own {
		y, h = y-raised, h+raised
		f.pen.box(x, f.y+height+3, width, 3, "next")
	}
	at := canvas{f.pen, 0, 0}
	at.Rect(x, y, width, h, chart.Style{Class: chart.LevelClass(level)})
	size := 10.0
	if own {
		size = 13
	}
	at.Text(chart.Point{X: x + width/2, Y: y + h/2 + 0.36*size}, chart.Middle, strconv.Itoa(level),
		chart.Style{Class: chart.OnLevelClass(level), Size: size, Bold: own})
}

func (f *flow) callout(c Callout) {
	const pad, bar = 9, 4
	in := f.inside(f.x+bar+pad, f.width-bar-2*pad)
	kicker, lead := f.sized(kickerType), f.sized(leadType)
	label := in.wrap(c.Label.Words, kicker, in.width)
	text := in.wrap(c.Text.Words, lead, in.width)
	height := 2*pad + float64(len(label))*kicker.leading + float64(len(text))*lead.leading
	f.gap(4)
	f.need(height)
	if !f.dry {
		f.pen.box(f.x, f.y, f.width, height, "paper")
		f.pen.box(f.x, f.y, bar, height, "next")
	}
	in.y, in.fresh = f.y+pad, false
	in.lines(label, kicker, "")
	in.lines(text, lead, "")
	f.used(height + f.space(10))
}

// columns draws two columns side by side and goes on below the longer one. Where
// room is short the left one is as wide as makes both least high.
func (f *flow) columns(c Columns) {
	left, right := f.halves(c.Share)
	height := math.Max(left.height(c.Left...), right.height(c.Right...))
	for share := c.Share + 0.05; f.tight && share < 0.66; share += 0.05 {
		l, r := f.halves(share)
		if other := math.Max(l.height(c.Left...), r.height(c.Right...)); other < height {
			left, right, height = l, r, other
		}
	}
	f.need(height)
	left.y, left.fresh, right.y, right.fresh = f.y, f.fresh, f.y, f.fresh
	left.blocks(c.Left)
	right.blocks(c.Right)
	f.y, f.fresh = math.Max(left.y, right.y), false
}

// halves are two columns side by side; share is the left one's part of the width.
func (f *flow) halves(share float64) (left, right *flow) {
	const gutter = 16
	left = f.inside(f.x, (f.width-gutter)*share)
	return left, f.inside(f.x+left.width+gutter, (f.width-gutter)*(1-share))
}

// sheet draws a step on a page of its own under a large number.
func (f *flow) sheet(s Sheet) {
	const badge = 40
	if !f.fresh {
		f.page()
	}
	f.bookmark(f.pen.faces.clean(strconv.Itoa(s.Number)+". "+s.Title.Words), 1)
	if !f.dry {
		f.pen.box(f.x, f.y, badge, badge, "next")
		number := letters{20, badge, true, "paper"}
		text := strconv.Itoa(s.Number)
		f.pen.text(f.x+(badge-f.pen.faces.of(true).width(text, number.size))/2, f.y, text, number)
	}
	in := f.inside(f.x+badge+14, f.width-badge-14)
	in.y, in.fresh = f.y, false
	in.lines(f.pen.faces.wrap(s.Kicker.Words, true, kickerType.size, in.width), kickerType, "")
	in.lines(f.pen.faces.wrap(s.Title.Words, true, sheetType.size, in.width), sheetType, "")
	f.y, f.fresh = math.Max(in.y, f.y+badge)+12, false
	f.fit(s.Blocks)
}

// fit leaves less room between blocks, and makes letters smaller, when they do not
// fit on the page otherwise. What does not fit even so goes on on the next page in
// letters of the usual size.
func (f *flow) fit(blocks []Block) {
	in := *f
	for i, smaller := range []float64{0, 0, 0.94, 0.88, 0.82, 0} {
		in.smaller, in.tight = smaller, f.tight || i > 0
		if in.y+in.height(blocks...) <= in.end {
			break
		}
	}
	in.blocks(blocks)
	in.tight, in.smaller = f.tight, f.smaller
	*f = in
}

// link draws what is said of an address at the left, its picture at the right.
func (f *flow) link(l Link) {
	address := safeAddress(l.URL)
	side := 56.0
	if l.Small {
		side = 50
	}
	text := f.width - side - 18
	in := f.inside(f.x, text)
	in.dry, in.y, in.end = true, 0, math.Inf(1)
	in.linkText(l, address)
	height := in.y
	if address != "" {
		height = math.Max(height, side)
	}
	f.gap(3)
	if !f.dry && height < contentEnd-contentTop {
		f.need(height)
	}
	if !f.dry && address != "" {
		drawQR(f.pen.pdf, address, f.pen.left(f.x+f.width-side, side), f.y, side)
		f.pen.link(f.x+f.width-side, f.y, side, side, address)
	}
	top := f.y
	in = f.inside(f.x, text)
	in.linkText(l, address)
	f.y, f.fresh = in.y, false
	if in.y > top { // still on the same page
		f.y = math.Max(f.y, top+height)
	}
	f.y += f.space(5)
	if !f.dry {
		f.pen.rule(f.x, f.y, f.width, 0.5, "grid")
	}
	f.y += f.space(5)
}

func (f *flow) linkText(l Link, address string) {
	title := linkType
	if address == "" {
		title = strongType
	}
	f.lines(f.wrap(l.Title.Words, title, f.width), title, address)
	if l.Also.Words != "" {
		f.lines(f.pen.faces.wrap(l.Also.Words, false, smallType.size, f.width), smallType, "")
	}
	for _, line := range l.Lines {
		if line.Words != "" {
			f.lines(f.pen.faces.wrap(line.Words, false, cellType.size, f.width), cellType, "")
		}
	}
	if l.URL != "" {
		f.lines(f.pen.faces.wrap(l.URL, false, addressType.size, f.width), addressType, address)
	}
}

// reserveContents leaves room for the contents, which are written once all
// pages are known.
func (f *flow) reserveContents(c Contents) {
	f.heading(Heading{3, c.Title})
	sections := 0
	for _, b := range f.doc.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 1 {
			sections++
		}
	}
	f.need(float64(sections) * bodyType.leading)
	if !f.dry {
		f.toc = place{f.pen.pdf.PageNo(), f.y}
	}
	f.used(float64(sections) * bodyType.leading)
}

// contents writes the sections with their pages into the room reserved.
func (f *flow) contents() {
	if f.toc.page == 0 {
		return
	}
	f.pen.pdf.SetPage(f.toc.page)
	y := f.toc.y
	for _, e := range f.entries {
		width := math.Min(contentWidth, measure*bodyType.size)
		title := f.pen.faces.wrap(e.title, false, bodyType.size, width-30)[0]
		f.pen.text(margin, y, title, bodyType)
		f.pen.textRight(margin+width, y, strconv.Itoa(e.page), bodyType)
		target := f.pen.pdf.AddLink()
		f.pen.pdf.SetLink(target, 0, e.page)
		f.pen.pdf.Link(f.pen.left(margin, width), y, width, bodyType.leading, target)
		y += bodyType.leading
	}
}
