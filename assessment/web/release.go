package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// releaseLine is one release of the list.
type releaseLine struct {
	*assessment.Release
	Period     string
	ReplacedBy int // number of the made release that corrects it; 0 for none
	Fault      string
}

// Busy reports whether the release is still being made.
func (l releaseLine) Busy() bool {
	return l.State == assessment.ReleaseWaiting || l.State == assessment.ReleaseRunning
}

// Done reports whether the release is made.
func (l releaseLine) Done() bool { return l.State == assessment.ReleaseMade }

// period names the days of a release, both included.
func period(b base, o assessment.ReleaseOrder) string {
	return b.T("release.days", "From", b.Date(o.From.UTC()), "To", b.Date(o.To.UTC().AddDate(0, 0, -1)))
}

// replacements tells which made release corrects which.
func replacements(all []*assessment.Release) map[int]int {
	by := map[int]int{}
	for _, r := range all { // the newest first
		if r.State == assessment.ReleaseMade && r.Replaces > 0 && by[r.Replaces] == 0 {
			by[r.Replaces] = r.Number
		}
	}
	return by
}

func lineOf(b base, r *assessment.Release, by map[int]int) releaseLine {
	l := releaseLine{Release: r, Period: period(b, r.ReleaseOrder), ReplacedBy: by[r.Number]}
	if r.Fault != nil {
		l.Fault = report.ErrorText(b.Printer, r.Fault)
	}
	return l
}

type releasesPage struct {
	base
	Releases []releaseLine
	Makes    bool // the visitor may make one
	Busy     bool // one is being made, so the page loads itself anew
}

// Refresh is after how many seconds a page with a release under way is asked
// for again, with or without scripts; 0 for never.
func (p *releasesPage) Refresh() int { return refresh(p.Busy) }

const refreshSeconds = 5

func refresh(busy bool) int {
	if busy {
		return refreshSeconds
	}
	return 0
}

// makes reports whether the visitor may make releases: an operator only reads.
func (s *Server) makes(c echo.Context) bool {
	m := s.account(c)
	return m != nil && m.Can(assessment.AnalystRole)
}

func (s *Server) releases(c echo.Context) error {
	all, err := s.Service.Releases(c.Request().Context(), s.by(c))
	if err != nil {
		return err
	}
	page := &releasesPage{base: s.accountDesk(c, "releases.title", "statistics"), Makes: s.makes(c)}
	by := replacements(all)
	for _, r := range all {
		l := lineOf(page.base, r, by)
		page.Busy = page.Busy || l.Busy()
		page.Releases = append(page.Releases, l)
	}
	page.Reload = page.Refresh()
	return s.render(c, http.StatusOK, "pages/releases", page)
}

// releasePage is one release with its tables, its quality and its files.
type releasePage struct {
	base
	Release releaseLine
	Makes   bool
	Tables  []tableLine
	Quality qualityView
	Files   []fileLink // of the whole release
}

// tableLine is one table of a release with its files.
type tableLine struct {
	ID, Title string
	Files     []fileLink
}

// fileLink is one file to take away.
type fileLink struct{ Address, Text, Type string }

// releaseNumber reads the number of a release from the address.
func releaseNumber(c echo.Context) (int, error) {
	typed := c.Param("release")
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || strconv.Itoa(n) != typed {
		return 0, assessment.Missing("error.release_unknown")
	}
	return n, nil
}

func (s *Server) release(c echo.Context) error {
	ctx, by := c.Request().Context(), s.by(c)
	n, err := releaseNumber(c)
	if err != nil {
		return err
	}
	r, err := s.Service.Release(ctx, by, n)
	if err != nil {
		return err
	}
	all, err := s.Service.Releases(ctx, by)
	if err != nil {
		return err
	}
	b := s.accountDesk(c, "", "statistics")
	b.Title = b.T("release.title", "Number", b.Whole(n))
	page := &releasePage{base: b, Release: lineOf(b, r, replacements(all)), Makes: s.makes(c)}
	page.Reload = refresh(page.Release.Busy())
	if page.Release.Done() {
		w, err := s.wording(c, b)
		if err != nil {
			return err
		}
		page.Quality = w.quality(r)
		files, err := s.Service.ReleaseFiles(ctx, by, n)
		if err != nil {
			return err
		}
		page.Files = linksOf(b, n, "", files)
		for _, t := range r.Tables {
			page.Tables = append(page.Tables, tableLine{t.ID, w.words.Title(t), linksOf(b, n, t.ID, files)})
		}
	}
	return s.render(c, http.StatusOK, "pages/release", page)
}

// tablePage is one table with its chart and its files.
type tablePage struct {
	base
	Release releaseLine
	Grids   []grid
	Files   []fileLink
	Source  string
}

func (s *Server) releaseTable(c echo.Context) error {
	ctx, by := c.Request().Context(), s.by(c)
	n, err := releaseNumber(c)
	if err != nil {
		return err
	}
	r, t, err := s.Service.ReleaseTable(ctx, by, n, c.Param("table"))
	if err != nil {
		return err
	}
	all, err := s.Service.Releases(ctx, by)
	if err != nil {
		return err
	}
	b := s.accountDesk(c, "", "statistics")
	w, err := s.wording(c, b)
	if err != nil {
		return err
	}
	b.Title = w.words.Title(t)
	files, err := s.Service.ReleaseFiles(ctx, by, n)
	if err != nil {
		return err
	}
	page := &tablePage{base: b, Release: lineOf(b, r, replacements(all)), Grids: w.grids(r, t), Files: linksOf(b, n, t.ID, files)}
	return s.render(c, http.StatusOK, "pages/table", page)
}

// gridOf is a grid with the page it is on, for a part of a page.
type gridOf struct {
	Page base
	Grid grid
}

// Grid hands a grid to the part that shows it.
func (b base) Grid(g grid) gridOf { return gridOf{b, g} }

// qualityOf is a quality report with the page it is on.
type qualityOf struct {
	Page    base
	Quality qualityView
}

// Rests hands a quality report to the part that shows it.
func (b base) Rests(q qualityView) qualityOf { return qualityOf{b, q} }

// progressOf is how far a release has come, with the page it is on.
type progressOf struct {
	Page    base
	Percent int
}

// Share is the progress as a share.
func (p progressOf) Share() float64 { return float64(p.Percent) / 100 }

// Progress hands the progress of a release to the part that shows it.
func (b base) Progress(l releaseLine) progressOf { return progressOf{b, l.Release.Progress} }

// Withheld is how many cells are not shown.
func (l previewLine) Withheld() int { return l.Small + l.Protected }
