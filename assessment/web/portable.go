package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// exportFile sends the answers as a portable file.
func (s *Server) exportFile(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	judged, file := in.Judge(), in.Portable()
	file.Evidence = judged.Portable()
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="onramp-answers.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, append(data, '\n'))
}

type importPage struct {
	base
	Problems []fileProblem
	Pasted   string

	// The second form: a file in the field layout of a model.
	Layouts       []assessment.Choice
	Countries     []assessment.Choice
	Fields        fieldsForm
	FieldProblems []fileProblem
}

func (s *Server) importPage(c echo.Context) (*importPage, error) {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return nil, err
	}
	b := s.page(c, "import.title")
	page := &importPage{base: b, Countries: countryChoices(b)}
	for _, m := range layouts(catalogue, q) {
		page.Layouts = append(page.Layouts, assessment.Choice{ID: m.ID, Text: m.Title})
	}
	return page, nil
}

// fileProblem is one place of a file that does not fit.
type fileProblem struct {
	Line   string // where the file stops being JSON
	Place  string // path of the value
	Text   string
	Detail string // what the reader of the format says, in its own words
}

func problemOf(b base, f assessment.FieldError) fileProblem {
	p := fileProblem{Place: f.Field, Text: report.FieldText(b.Printer, f)}
	if line, ok := strings.CutPrefix(f.Field, "line "); ok {
		p.Line, p.Place = b.T("import.line", "Line", line), ""
	}
	switch f.Key {
	case "field.json":
		p.Text = b.T("import.not_json")
		p.Detail, _ = f.Args["Detail"].(string)
	case "field.csv":
		p.Text = b.T("import.not_csv")
		p.Detail, _ = f.Args["Detail"].(string)
	}
	if p.Place == "file" {
		p.Place = ""
	}
	return p
}

func (s *Server) importForm(c echo.Context) error {
	page, err := s.importPage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/import", page)
}

// importFile begins an assessment from a portable file, uploaded or pasted.
func (s *Server) importFile(c echo.Context) error {
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	data, err := sentFile(c, c.FormValue("text"))
	if err != nil {
		return err
	}
	p, err := assessment.DecodePortable(data)
	if err == nil {
		var id, token string
		if id, token, err = s.Service.Adopt(c.Request().Context(), p); err == nil {
			s.setKey(c, id, token)
			to := "/assessments/" + id
			if p.Evidence != nil {
				to += "?unchecked=1"
			}
			return c.Redirect(http.StatusSeeOther, to)
		}
	}
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.Invalid && e.Kind != assessment.NotFound {
		return err
	}
	page, err := s.importPage(c)
	if err != nil {
		return err
	}
	page.Pasted = string(data)
	for _, f := range e.Fields {
		page.Problems = append(page.Problems, problemOf(page.base, f))
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/import", page)
}

// sentFile is the file of a form or, without one, what was pasted.
func sentFile(c echo.Context, pasted string) ([]byte, error) {
	header, err := c.FormFile("file")
	if err != nil || header.Size == 0 {
		return []byte(pasted), nil
	}
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
