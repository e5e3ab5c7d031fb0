package report

import "math"

// cellLine is one line of a cell.
type cellLine struct {
	text  string
	link  string
	style letters
	gap   float64 // room above it
}

// column is a column of a grid on the page.
type column struct {
	x, width float64
	right    bool
}

// cell wraps texts into the lines of a cell.
func (f *flow) cell(texts []Text, l letters, width float64) []cellLine {
	var lines []cellLine
	if l.size == bodyType.size {
		width = math.Min(width, measure*l.size)
	}
	l = f.sized(l)
	for i, t := range texts {
		style, link := l, safeAddress(t.Link)
		if link != "" {
			style = letters{l.size, l.leading, true, "accent"}
		} else if t.Quiet {
			style.colour = "muted"
		}
		for n, line := range f.pen.faces.wrap(t.Words, style.bold, style.size, width) {
			gap := 0.0
			if i > 0 && n == 0 {
				gap = 2
			}
			lines = append(lines, cellLine{line, link, style, gap})
		}
	}
	return lines
}

func cellHeight(lines []cellLine) float64 {
	sum := 0.0
	for _, l := range lines {
		sum += l.gap + l.style.leading
	}
	return sum
}

// row draws cells side by side. A row that does not fit moves to the next page;
// one that is higher than a page goes on there. again is called on each new
// page.
func (f *flow) row(columns []column, cells [][]cellLine, pad float64, again func()) {
	height := 0.0
	for _, c := range cells {
		height = math.Max(height, cellHeight(c))
	}
	turn := func() {
		f.page()
		again()
	}
	if !f.dry && f.y+height+2*pad > f.end && !f.fresh && height+2*pad < 0.8*(contentEnd-contentTop) {
		turn()
	}
	for {
		f.y += pad
		deepest, rest := f.y, false
		for i := range cells {
			var bottom float64
			cells[i], bottom = f.cellPart(columns[i], cells[i])
			deepest = math.Max(deepest, bottom)
			rest = rest || len(cells[i]) > 0
		}
		f.y, f.fresh = deepest+pad, false
		if !rest {
			return
		}
		turn()
	}
}

// cellPart draws as many lines as fit and returns the others.
func (f *flow) cellPart(c column, lines []cellLine) (rest []cellLine, bottom float64) {
	y := f.y
	for i, l := range lines {
		if !f.dry && i > 0 && y+l.gap+l.style.leading > f.end {
			return lines[i:], y
		}
		y += l.gap
		if !f.dry {
			width := f.pen.faces.of(l.style.bold).width(l.text, l.style.size)
			x := c.x
			if c.right {
				x += c.width - width
			}
			f.pen.text(x, y, l.text, l.style)
			f.pen.link(x, y, width, l.style.leading, l.link)
		}
		y += l.style.leading
	}
	return nil, y
}

// table draws a head, which every page repeats, and rows between thin lines.
func (f *flow) table(t Table) {
	if len(t.Rows) == 0 {
		return
	}
	const gutter = 12
	columns := make([]column, len(t.Columns))
	x := f.x
	for i, c := range t.Columns {
		columns[i] = column{x, f.width*c.Share - gutter, c.Right}
		if i == len(t.Columns)-1 {
			columns[i].width += gutter
		}
		x += f.width * c.Share
	}
	head := make([][]cellLine, len(t.Columns))
	headHeight := 0.0
	for i, c := range t.Columns {
		head[i] = f.cell([]Text{c.Title}, headType, columns[i].width)
		headHeight = math.Max(headHeight, cellHeight(head[i]))
	}
	drawHead := func() {
		f.row(columns, append([][]cellLine{}, head...), 3, func() {})
		f.line(1, "accent")
	}
	rows, pad := f.cells(t, columns), f.space(3.5)
	f.gap(4)
	f.need(headHeight + 6 + firstRows(rows, pad))
	drawHead()
	for i, cells := range rows {
		if last := len(rows) - 2; i == last && i > 0 { // the last row never stands alone
			if pair := rowHeight(cells, pad) + rowHeight(rows[i+1], pad); pair < f.end-contentTop && f.y+pair > f.end && !f.dry && !f.fresh {
				f.page()
				drawHead()
			}
		}
		f.row(columns, cells, pad, drawHead)
		f.line(0.5, "grid")
	}
	f.y += f.space(10)
}

// cells wraps the texts of all rows.
func (f *flow) cells(t Table, columns []column) [][][]cellLine {
	rows := make([][][]cellLine, len(t.Rows))
	for n, row := range t.Rows {
		rows[n] = make([][]cellLine, len(columns))
		for i := range columns {
			if i < len(row) {
				rows[n][i] = f.cell(row[i:i+1], cellType, columns[i].width)
			}
		}
	}
	return rows
}

func rowHeight(cells [][]cellLine, pad float64) float64 {
	height := 0.0
	for _, c := range cells {
		height = math.Max(height, cellHeight(c))
	}
	return height + 2*pad
}

// firstRows is the height of the rows that stand below a table's head: all of a
// small table, otherwise the first, at most a third of a page.
func firstRows(rows [][][]cellLine, pad float64) float64 {
	const small = (contentEnd - contentTop) / 5
	all := 0.0
	for _, cells := range rows {
		all += rowHeight(cells, pad)
	}
	if all < small {
		return all
	}
	return math.Min(rowHeight(rows[0], pad)+1, (contentEnd-contentTop)/3)
}

// line draws a rule across the column at the present place.
func (f *flow) line(thick float64, token string) {
	if !f.dry {
		f.pen.rule(f.x, f.y, f.width, thick, token)
	}
}

// facts draws labels at the left with their values.
func (f *flow) facts(facts Facts, l letters) {
	if len(facts) == 0 {
		return
	}
	head := labelType
	head.leading = l.leading
	label := f.labelWidth(facts)
	columns := []column{{x: f.x, width: label - 8}, {x: f.x + label, width: f.width - label}}
	for _, fact := range facts {
		cells := [][]cellLine{
			f.cell([]Text{fact.Label}, head, columns[0].width),
			f.cell(fact.Values, l, columns[1].width),
		}
		f.row(columns, cells, f.space(1.5), func() {})
	}
	f.y += f.space(8)
}

// labelWidth is the room for the labels of facts: the same for most, more for
// long ones, less in a narrow column.
func (f *flow) labelWidth(facts Facts) float64 {
	const usual, gutter = 96, 12
	widest := 0.0
	for _, fact := range facts {
		widest = math.Max(widest, f.pen.faces.of(true).width(f.pen.faces.clean(fact.Label.Words), f.sized(labelType).size))
	}
	if f.width < contentWidth*0.7 {
		return math.Min(widest+gutter, f.width*0.4)
	}
	return math.Min(math.Max(usual, widest+gutter), f.width*0.3)
}
