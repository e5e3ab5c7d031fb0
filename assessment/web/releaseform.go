package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
)

// maxMargins bounds a file of margins, in bytes.
const maxMargins = 400_000

// Ways to protect a release.
const (
	roundedMode = "rounded"
	exactMode   = "exact"
)

// releaseForm is what the form sends, as typed.
type releaseForm struct {
	First     string `form:"first" validate:"required,max=10"` // day
	Last      string `form:"last" validate:"required,max=10"`  // day, included
	Mode      string `form:"mode" validate:"max=10"`
	Threshold string `form:"threshold" validate:"max=4"`
	Reason    string `form:"reason" validate:"max=1000"`
	Replaces  string `form:"replaces" validate:"max=10"`
	Source    string `form:"source" validate:"max=200"`
	Margins   string `form:"margins"`
	Language  string `form:"language" validate:"max=20"` // of the files; the page's own when not sent
	Do        string `form:"do" validate:"max=10"`       // preview, make or change
	Once      string `form:"once" validate:"max=40"`
}

type releaseFormPage struct {
	base
	Form     releaseForm
	Correct  []releaseLine // made releases that the new one could correct
	Problem  string
	Problems []string // of the file of margins, line by line
	Preview  *previewView
}

// previewView is what a release would publish and what not.
type previewView struct {
	Period  string
	Quality qualityView
	Tables  []previewLine
	Shown   int
	Small   int
	Protect int
}

// previewLine counts the cells of one table.
type previewLine struct {
	Title                   string
	Shown, Small, Protected int
	Impossible, All         int
	Grid                    grid
}

func (s *Server) newReleaseForm(c echo.Context) error {
	now := s.Service.Now().UTC()
	start := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC) // of this quarter
	f := releaseForm{First: start.AddDate(0, -3, 0).Format(time.DateOnly), Last: start.AddDate(0, 0, -1).Format(time.DateOnly),
		Mode: roundedMode, Threshold: "10", Replaces: c.QueryParam("replaces")}
	page, err := s.releaseFormPage(c, f)
	if err != nil {
		return err
	}
	for _, r := range page.Correct { // what is corrected is over the same days
		if strconv.Itoa(r.Number) == f.Replaces {
			page.Form.First, page.Form.Last = r.From.UTC().Format(time.DateOnly), r.To.UTC().AddDate(0, 0, -1).Format(time.DateOnly)
		}
	}
	return s.render(c, http.StatusOK, "pages/release-form", page)
}

func (s *Server) releaseFormPage(c echo.Context, f releaseForm) (*releaseFormPage, error) {
	all, err := s.Service.Releases(c.Request().Context(), s.by(c))
	if err != nil {
		return nil, err
	}
	page := &releaseFormPage{base: s.accountDesk(c, "release.new", "statistics"), Form: f}
	page.Form.Language = cmp.Or(f.Language, page.Tag())
	by := replacements(all)
	for _, r := range all {
		if r.State == assessment.ReleaseMade && by[r.Number] == 0 {
			page.Correct = append(page.Correct, lineOf(page.base, r, by))
		}
	}
	return page, nil
}

// order reads the form; errors name the field.
func (f releaseForm) order(now time.Time) (o assessment.ReleaseOrder, err error) {
	day := func(field, typed string) (time.Time, error) {
		at, err := time.Parse(time.DateOnly, typed)
		if err != nil && typed != "" {
			return at, assessment.InvalidField(field, "field.release_day", nil)
		}
		return at, nil
	}
	var errs [5]error
	o.From, errs[0] = day("first", f.First)
	o.To, errs[1] = day("last", f.Last)
	o.To = o.To.AddDate(0, 0, 1)
	if errs[0] == nil && errs[1] == nil && f.First != "" && f.Last != "" {
		switch {
		case !o.From.Before(o.To):
			errs[1] = assessment.InvalidField("last", "field.release_backwards", nil)
		case o.To.After(now):
			errs[1] = assessment.InvalidField("last", "field.release_open", nil)
		}
	}
	o.Exact, o.Reason = f.Mode == exactMode, strings.TrimSpace(f.Reason)
	if f.Mode != exactMode && f.Mode != roundedMode {
		errs[2] = assessment.InvalidField("mode", "field.pick_one", nil)
	}
	switch f.Threshold {
	case "10":
		o.Threshold, o.Reason = 10, ""
	case "5":
		o.Threshold = 5
		if o.Reason == "" {
			errs[3] = assessment.InvalidField("reason", "field.release_decision", nil)
		}
	default:
		errs[3] = assessment.InvalidField("threshold", "field.pick_one", nil)
	}
	if f.Replaces != "" {
		if o.Replaces, err = strconv.Atoi(f.Replaces); err != nil || o.Replaces < 1 {
			errs[4] = assessment.InvalidField("replaces", "field.pick_one", nil)
		}
	}
	return o, merge(errs[:]...)
}

// tongue is the language of files; Invalid for one that the site does not speak.
func (s *Server) tongue(tag string) (string, error) {
	if tag == locale.Pseudo {
		return "en", nil
	}
	if !slices.ContainsFunc(s.Bundle.Offered(), func(l locale.Language) bool { return l.Tag == tag }) {
		return "", assessment.InvalidField("language", "field.pick_one", nil)
	}
	return tag, nil
}

// margins reads what was sent or typed of the register into the order.
func (s *Server) margins(c echo.Context, f releaseForm, o *assessment.ReleaseOrder) error {
	if strings.TrimSpace(f.Margins) == "" {
		return nil
	}
	if len(f.Margins) > maxMargins {
		return assessment.InvalidField("margins", "field.margins_bytes", map[string]any{"High": maxMargins / 1000})
	}
	var errs [2]error
	if strings.TrimSpace(f.Source) == "" {
		errs[0] = assessment.InvalidField("source", "field.required", nil)
	}
	catalogue, err := s.Service.Catalogue(c.Request().Context())
	if err != nil {
		return err
	}
	o.Margins, errs[1] = assessment.ParseMargins([]byte(f.Margins), strings.TrimSpace(f.Source), catalogue)
	return merge(errs[:]...)
}

// makeRelease shows what a release would withhold, or asks for it to be made.
func (s *Server) makeRelease(c echo.Context) error {
	var f releaseForm
	err := bind(c, &f)
	if err == nil || assessment.KindOf(err) == assessment.Invalid {
		data, failed := sentFile(c, f.Margins)
		if failed != nil {
			return failed
		}
		f.Margins = string(data)
	}
	var o assessment.ReleaseOrder
	if err == nil {
		read, wrong := f.order(s.Service.Now())
		tongue, unknown := s.tongue(cmp.Or(f.Language, s.language(c)))
		read.Language = tongue
		o, err = read, merge(wrong, unknown, s.margins(c, f, &read))
		o.Margins = read.Margins
	}
	if err == nil && f.Do == "make" {
		return s.askForRelease(c, f, o)
	}
	page, failed := s.releaseFormPage(c, f)
	if failed != nil {
		return failed
	}
	if err == nil && f.Do != "change" {
		var r *assessment.Release
		if r, err = s.Service.PreviewRelease(c.Request().Context(), s.by(c), o); err == nil {
			w, failed := s.wording(c, page.base)
			if failed != nil {
				return failed
			}
			page.Title, page.Preview = page.T("release.preview"), w.preview(r)
			page.Form.Once = rand.Text()
		}
	}
	if err == nil {
		return s.render(c, http.StatusOK, "pages/release-form", page)
	}
	return s.releaseAgain(c, page, err)
}

// askForRelease begins making a release, once for each preview.
func (s *Server) askForRelease(c echo.Context, f releaseForm, o assessment.ReleaseOrder) error {
	if !s.firstTime(c, f.Once) {
		return c.Redirect(http.StatusSeeOther, "/statistics/releases")
	}
	n, err := s.Service.MakeRelease(c.Request().Context(), s.by(c), o)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/statistics/releases/%d", n))
	}
	page, failed := s.releaseFormPage(c, f)
	if failed != nil {
		return failed
	}
	return s.releaseAgain(c, page, err)
}

// releaseAgain shows the form with what is wrong and everything typed.
func (s *Server) releaseAgain(c echo.Context, page *releaseFormPage, wrong error) error {
	status, problem, ok := refusal(c, &page.base, wrong)
	if !ok {
		return wrong
	}
	page.Problem = problem
	var e *assessment.Error
	errors.As(wrong, &e) // refusal knows that it is one
	for _, f := range e.Fields {
		if _, onLine := f.Args["Line"]; onLine {
			page.Problems = append(page.Problems, report.FieldText(page.Printer, f))
		}
	}
	return s.render(c, status, "pages/release-form", page)
}

// preview says what of a release would be shown and what not, and why.
func (w *wording) preview(r *assessment.Release) *previewView {
	p := &previewView{Period: period(w.base, r.ReleaseOrder), Quality: w.quality(r)}
	for _, t := range r.Tables {
		l := previewLine{Title: w.words.Title(t), All: len(t.Cells)}
		for _, cell := range t.Cells {
			switch cell.Status {
			case assessment.CellShown:
				l.Shown++
			case assessment.CellSmall:
				l.Small++
			case assessment.CellProtected:
				l.Protected++
			default:
				l.Impossible++
			}
		}
		l.Grid = w.grid(r, t, viewOf(t))
		l.Grid.Picture = ""
		p.Shown, p.Small, p.Protect = p.Shown+l.Shown, p.Small+l.Small, p.Protect+l.Protected
		p.Tables = append(p.Tables, l)
	}
	return p
}
