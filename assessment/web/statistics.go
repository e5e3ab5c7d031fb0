package web

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// statisticsPage is an agency's dashboard: what the last release says.
type statisticsPage struct {
	base
	Last     *releaseLine // nil before the first release
	Makes    bool
	Keeps    bool // the visitor may keep clients
	Firms    string
	Levels   []grid // of the main model, by region or country, sector and size
	Means    *grid
	Change   *grid
	Moved    []movedLine
	Before   string // what Moved compares with
	Gaps     *supplyView
	Adoption *grid
	Actions  *grid
	Quality  qualityView
}

// movedLine is one level's share in this release and in the one before.
type movedLine struct {
	Level, Before, Now, Difference string
	Sure                           string // what to think of the difference
}

// desk reads tables of one release, each once.
type desk struct {
	*wording
	ctx    context.Context
	from   *service.Service
	by     string
	whole  *assessment.Release
	tables map[string]*assessment.Table
}

func (d *desk) table(id string) (*assessment.Table, error) {
	if t := d.tables[id]; t != nil {
		return t, nil
	}
	_, t, err := d.from.ReleaseTable(d.ctx, d.by, d.whole.Number, id)
	if err == nil {
		d.tables[id] = t
	}
	return t, err
}

// pick finds the plainest table of a kind that has an axis for its rows, and
// how to look at it: whatever else it is broken down by is its total. Nil when
// the release has none. An empty axis asks for the whole alone.
func (d *desk) pick(kind assessment.TableKind, model, row string, fixed map[string]string) (*assessment.Table, gridView, error) {
	var best *assessment.Table
	var view gridView
	for _, t := range d.whole.Tables {
		v, ok := pickView(t, row, fixed)
		if t.Kind == kind && ok && (model == "" || t.Model == "" || t.Model == model) && t.Dimension == "" && (best == nil || len(t.Axes) < len(best.Axes)) {
			best, view = t, v
		}
	}
	if best == nil {
		return nil, view, nil
	}
	full, err := d.table(best.ID)
	return full, view, err
}

func pickView(t *assessment.Table, row string, fixed map[string]string) (gridView, bool) {
	v := gridView{column: -1, fixed: make([]int, len(t.Axes))}
	for i, a := range t.Axes {
		code, chosen := fixed[a.ID]
		switch {
		case a.ID == row:
			v.rows, v.fixed[i] = []int{i}, -1
		case a.ID == "answer":
			v.fixed[i] = codeOf(a, "yes")
		case chosen:
			v.fixed[i] = codeOf(a, code)
		case i == t.Distribution:
			v.column, v.fixed[i] = i, -1
			continue
		default:
			v.fixed[i] = codeOf(a, totalCode)
		}
		if v.fixed[i] < 0 && a.ID != row {
			return v, false
		}
	}
	return v, row == "" || len(v.rows) == 1
}

// show lays out what pick finds; nil when there is nothing.
func (d *desk) show(kind assessment.TableKind, model, row, heading string) (*grid, error) {
	t, v, err := d.pick(kind, model, row, nil)
	if t == nil || err != nil {
		return nil, err
	}
	g := d.grid(d.whole, t, v)
	g.ID = string(kind) + "-" + row
	g.Title = d.T(heading)
	g.Picture = d.picture(t, &g, v, d.columns(t, v, &grid{}))
	if len(g.Rows) == 0 {
		return nil, nil
	}
	return &g, nil
}

// lastReleases returns the newest made release that nothing replaces, and the
// one before it; nil where there is none.
func lastReleases(all []*assessment.Release) (last, before *assessment.Release) {
	by := replacements(all)
	for _, r := range all { // the newest first
		switch {
		case r.State != assessment.ReleaseMade || by[r.Number] > 0:
		case last == nil:
			last = r
		default:
			return last, r
		}
	}
	return last, nil
}

func (s *Server) statistics(c echo.Context) error {
	ctx, by := c.Request().Context(), s.by(c)
	all, err := s.Service.Releases(ctx, by)
	if err != nil {
		return err
	}
	page := &statisticsPage{base: s.accountDesk(c, "statistics.title", "statistics"), Makes: s.makes(c), Keeps: s.account(c).KeepsClients()}
	last, before := lastReleases(all)
	if last == nil {
		return s.render(c, http.StatusOK, "pages/statistics", page)
	}
	w, err := s.wording(c, page.base)
	if err != nil {
		return err
	}
	at := func(r *assessment.Release) (*desk, error) {
		r, err := s.Service.Release(ctx, by, r.Number)
		return &desk{w, ctx, s.Service, by, r, map[string]*assessment.Table{}}, err
	}
	d, err := at(last)
	if err != nil {
		return err
	}
	line := lineOf(page.base, d.whole, replacements(all))
	page.Last, page.Firms, page.Quality = &line, page.Whole(d.whole.Quality.Firms), w.quality(d.whole)
	if before != nil {
		earlier, err := at(before)
		if err != nil {
			return err
		}
		page.Before = page.T("release.title", "Number", page.Whole(before.Number))
		if page.Moved, err = d.moved(earlier); err != nil {
			return err
		}
	}
	if err := page.fill(d); err != nil {
		return err
	}
	if page.Gaps, err = d.supply(c.QueryParam("place"), s.Service.Now()); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/statistics", page)
}

// fill lays out the tables of the dashboard.
func (p *statisticsPage) fill(d *desk) error {
	var failed error
	show := func(kind assessment.TableKind, row, heading string) *grid {
		g, err := d.show(kind, d.q.Model, row, heading)
		failed = cmp.Or(failed, err)
		return g
	}
	for _, row := range []string{"country", "region", "sector", "size"} {
		if g := show(assessment.LevelsTable, row, "statistics.levels."+row); g != nil {
			p.Levels = append(p.Levels, *g)
		}
	}
	p.Means = show(assessment.ScoresTable, "dimension", "statistics.means")
	p.Change = show(assessment.ChangeTable, "dimension", "statistics.rounds")
	if p.Change == nil {
		p.Change = show(assessment.ChangeTable, "", "statistics.rounds")
	}
	p.Adoption = show(assessment.AdoptionTable, "technology", "statistics.adoption")
	p.Actions = show(assessment.ParticipationTable, "action", "statistics.actions")
	return failed
}

// moved compares the shares of levels among all firms with an earlier release.
func (d *desk) moved(before *desk) (lines []movedLine, err error) {
	now, err := d.levels()
	if err != nil {
		return nil, err
	}
	then, err := before.levels()
	if err != nil {
		return nil, err
	}
	for _, at := range slices.Sorted(maps.Keys(now)) {
		a, b := now[at].cell, then[at].cell
		if a == nil || b == nil || a.Share == nil || b.Share == nil {
			continue
		}
		l := movedLine{Level: now[at].label, Before: d.points(b.Share.Value), Now: d.points(a.Share.Value), Sure: d.T("statistics.moved_unsure")}
		switch by := a.Share.Value - b.Share.Value; {
		case by == 0:
			l.Difference, l.Sure = d.T("statistics.moved_same"), ""
		case by > 0:
			l.Difference = d.Count("statistics.moved_up", by)
		default:
			l.Difference = d.Count("statistics.moved_down", -by)
		}
		if !a.Unreliable && !b.Unreliable && (a.Share.Low > b.Share.High || a.Share.High < b.Share.Low) {
			l.Sure = d.T("statistics.moved_sure")
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// levelShare is one level among all firms.
type levelShare struct {
	label string
	cell  *assessment.Cell
}

// levels are the shares of the levels of the main model among all firms, by
// the code of the level.
func (d *desk) levels() (map[string]levelShare, error) {
	t, v, err := d.pick(assessment.LevelsTable, d.q.Model, "", nil)
	if t == nil || err != nil || v.column < 0 {
		return nil, err
	}
	out, cells, at := map[string]levelShare{}, cellsOf(t), slices.Clone(v.fixed)
	for i, code := range t.Axes[v.column].Codes {
		at[v.column] = i
		if c := cells[place(at)]; c != nil && c.Status == assessment.CellShown && code.ID != totalCode {
			out[code.ID] = levelShare{d.words.Code("level", code), c}
		}
	}
	return out, nil
}
