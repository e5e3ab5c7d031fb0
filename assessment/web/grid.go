package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"onramp/assessment"
	"onramp/assessment/chart"
)

// Codes that stand for no category.
const (
	totalCode   = "_T"
	unknownCode = "_U"
)

// grid is a table of a release, or a part of it, as a page shows it.
type grid struct {
	ID, Title string
	Corner    string // what the rows are
	Columns   []string
	Rows      []gridRow
	Firms     bool // rows say how many firms they speak of
	Shown     int  // cells
	Withheld  int
	Picture   template.HTML // empty where a picture would say nothing
}

// Wide reports whether the table needs the width of the page to itself.
func (g grid) Wide() bool { return len(g.Columns) > 3 }

// Long reports whether the table is longer than a page that shows others, too,
// should open with.
func (g grid) Long() bool { return len(g.Rows) > 30 }

// gridRow is one group of firms.
type gridRow struct {
	Label    string
	Cells    []gridCell
	Firms    string
	Withheld string // why nothing of the group is shown; empty when something is
	Low      bool   // low reliability: no interval is claimed
	code     string // of the first axis of the rows
}

// gridCell is one figure in words.
type gridCell struct {
	Text       string
	Range      string // its interval; empty where none is claimed
	Unweighted string // the same without weights, where that differs
	Withheld   string // why there is no figure; empty when there is one
	value      *assessment.Cell
}

// gridView says what of a table a grid shows.
type gridView struct {
	rows   []int // axes whose codes are the rows
	column int   // axis whose codes are the columns; -1 for one column of figures
	fixed  []int // code of each other axis; -1 for an axis that is shown
}

// axisOf is the place of an axis in a table; -1 when it has none.
func axisOf(t *assessment.Table, id string) int {
	return slices.IndexFunc(t.Axes, func(a assessment.Axis) bool { return a.ID == id })
}

func codeOf(a assessment.Axis, id string) int {
	return slices.IndexFunc(a.Codes, func(c assessment.Code) bool { return c.ID == id })
}

// viewOf lays a whole table out: firms spread over columns, groups are rows.
func viewOf(t *assessment.Table) gridView {
	v := gridView{column: t.Distribution, fixed: make([]int, len(t.Axes))}
	for i, a := range t.Axes {
		v.fixed[i] = -1
		if a.ID == "answer" && codeOf(a, "yes") >= 0 { // the others follow from it
			v.fixed[i] = codeOf(a, "yes")
		}
	}
	if v.column < 0 || v.fixed[v.column] >= 0 {
		v.column = -1
		if free := v.free(); len(free) > 1 {
			v.column = free[len(free)-1]
		}
	}
	for _, i := range v.free() {
		if i != v.column {
			v.rows = append(v.rows, i)
		}
	}
	return v
}

// free lists the axes that are not fixed.
func (v gridView) free() (all []int) {
	for i, code := range v.fixed {
		if code < 0 {
			all = append(all, i)
		}
	}
	return all
}

// cells finds cells of a table by their place.
func cellsOf(t *assessment.Table) map[string]*assessment.Cell {
	at := make(map[string]*assessment.Cell, len(t.Cells))
	for i := range t.Cells {
		at[place(t.Cells[i].At)] = &t.Cells[i]
	}
	return at
}

func place(at []int) string {
	var b strings.Builder
	for _, i := range at {
		b.WriteString(strconv.Itoa(i) + "/")
	}
	return b.String()
}

// grids lays a whole table out.
func (w *wording) grids(r *assessment.Release, t *assessment.Table) []grid {
	return []grid{w.grid(r, t, viewOf(t))}
}

// grid lays out what a view shows of a table.
func (w *wording) grid(r *assessment.Release, t *assessment.Table, v gridView) grid {
	g := grid{ID: t.ID, Title: w.words.Title(t), Firms: t.Kind != assessment.FirmsTable}
	var corner []string
	for _, axis := range v.rows {
		corner = append(corner, w.words.Axis(t.Axes[axis].ID))
	}
	g.Corner = strings.Join(corner, " · ")
	if g.Corner == "" {
		g.Corner = w.T("statistics.group")
	}
	columns := w.columns(t, v, &g)
	cells := cellsOf(t)
	at := slices.Clone(v.fixed)
	var visit func(rest []int, label []string)
	visit = func(rest []int, label []string) {
		if len(rest) > 0 {
			for i, code := range t.Axes[rest[0]].Codes {
				at[rest[0]] = i
				visit(rest[1:], append(slices.Clone(label), w.words.Code(t.Axes[rest[0]].ID, code)))
			}
			return
		}
		row := gridRow{Label: strings.Join(label, " · ")}
		if len(v.rows) > 0 {
			row.code = t.Axes[v.rows[0]].Codes[at[v.rows[0]]].ID
		} else {
			row.Label = w.T("statistics.total")
		}
		for _, column := range columns {
			if v.column >= 0 {
				at[v.column] = column
			}
			row.Cells = append(row.Cells, w.cell(r, t, cells[place(at)]))
		}
		if g.add(w, row) {
			g.Rows = append(g.Rows, w.finish(row))
		}
	}
	visit(v.rows, nil)
	g.Picture = w.picture(t, &g, v, columns)
	return g
}

// columns are the codes that a grid has columns for; a total over which firms
// spread would always be the whole.
func (w *wording) columns(t *assessment.Table, v gridView, g *grid) (columns []int) {
	if v.column < 0 {
		g.Columns = []string{w.T("statistics.figure." + string(t.Kind))}
		return []int{0}
	}
	for i, code := range t.Axes[v.column].Codes {
		if code.ID == totalCode && v.column == t.Distribution {
			continue
		}
		columns = append(columns, i)
		g.Columns = append(g.Columns, w.words.Code(t.Axes[v.column].ID, code))
	}
	return columns
}

// add counts what a row shows, and reports whether the row is there at all:
// groups of which the table says nothing are left out.
func (g *grid) add(_ *wording, row gridRow) bool {
	there := false
	for _, c := range row.Cells {
		switch {
		case c.value == nil:
			continue
		case c.Withheld == "":
			g.Shown++
		default:
			g.Withheld++
		}
		there = true
	}
	return there
}

// finish says of a row what holds for all its cells.
func (w *wording) finish(row gridRow) gridRow {
	reason, same := "", true
	for i, c := range row.Cells {
		if i > 0 && c.Withheld != reason {
			same = false
		}
		reason = c.Withheld
		if c.value != nil && c.Withheld == "" {
			if row.Firms == "" {
				row.Firms = w.Whole(c.value.Base)
			}
			row.Low = row.Low || c.value.Unreliable
		}
	}
	if same && reason != "" {
		row.Withheld = reason
	}
	return row
}

// cell says one figure in words.
func (w *wording) cell(r *assessment.Release, t *assessment.Table, c *assessment.Cell) gridCell {
	if c == nil {
		return gridCell{Text: "–"}
	}
	out := gridCell{value: c}
	switch {
	case c.Status == assessment.CellSmall:
		out.Withheld = w.Count("statistics.status.small", r.Threshold)
	case c.Status != assessment.CellShown:
		out.Withheld = w.T("statistics.status." + string(c.Status))
	case c.Share != nil:
		out.Text, out.Range = w.points(c.Share.Value), w.interval(c, c.Share, "statistics.interval_percent")
		if c.Unweighted != nil && *c.Unweighted != c.Share.Value {
			out.Unweighted = w.points(*c.Unweighted)
		}
	case c.Mean != nil:
		out.Text, out.Range = w.Whole(c.Mean.Value), w.interval(c, c.Mean, "statistics.interval")
	default:
		out.Text = w.Whole(c.Firms)
	}
	return out
}

// points writes whole points of a hundred as a share.
func (w *wording) points(n int) string { return w.Percent(float64(n) / 100) }

// interval says how sure a figure is; empty where no interval is claimed.
func (w *wording) interval(c *assessment.Cell, f *assessment.Figure, key string) string {
	if c.Unreliable {
		return ""
	}
	return w.T(key, "Low", w.Whole(f.Low), "High", w.Whole(f.High))
}

// mostBars is how many rows a picture has at most; longer tables are tables.
const mostBars = 40

// picture draws a grid: firms that spread over levels as stacked bars, single
// shares and means as bars with their intervals.
func (w *wording) picture(t *assessment.Table, g *grid, v gridView, columns []int) template.HTML {
	if len(g.Rows) == 0 || len(g.Rows) > mostBars || t.Kind == assessment.FirmsTable {
		return ""
	}
	options := chart.Options{RightToLeft: w.Dir() == "rtl"}
	spread := v.column >= 0 && v.column == t.Distribution
	if !spread && len(columns) != 1 {
		return ""
	}
	height := chart.BarsHeight(len(g.Rows))
	svg := chart.NewSVG(profileWidth, height, g.Title, w.T("statistics.picture_text"))
	svg.ID, svg.RightToLeft = "picture-"+g.ID, options.RightToLeft
	box := chart.Box{Width: profileWidth, Height: height}
	if spread {
		chart.Stack(svg, box, w.stacks(g), options)
	} else {
		chart.Bars(svg, box, w.bars(g), nil, options)
	}
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func (w *wording) stacks(g *grid) (rows []chart.StackRow) {
	for _, r := range g.Rows {
		row := chart.StackRow{Label: r.Label, Text: w.T("statistics.withheld"), Known: true}
		for _, c := range r.Cells {
			if c.value == nil || c.Withheld != "" || c.value.Share == nil {
				row.Known = false
				break
			}
			row.Parts = append(row.Parts, float64(c.value.Share.Value))
			row.Text = w.T("statistics.firms", "Count", w.Whole(c.value.Base))
		}
		if !row.Known {
			row.Text = w.T("statistics.withheld")
		}
		rows = append(rows, row)
	}
	return rows
}

func (w *wording) bars(g *grid) (rows []chart.BarRow) {
	for _, r := range g.Rows {
		row := chart.BarRow{Label: r.Label, Text: w.T("statistics.withheld")}
		if c := r.Cells[0]; c.value != nil && c.Withheld == "" {
			figure := c.value.Share
			if figure == nil {
				figure = c.value.Mean
			}
			if figure != nil {
				row.Value, row.Known, row.Text = float64(figure.Value), true, c.Text
				if !c.value.Unreliable {
					low, high := float64(figure.Low), float64(figure.High)
					row.Low, row.High = &low, &high
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}
