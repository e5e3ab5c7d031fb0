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
	data, err := json.MarshalIndent(in.Portable(), "", "  ")
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
}

// fileProblem is one place of a file that does not fit.
type fileProblem struct {
	Line   string // where the file stops being JSON
	Place  string // path of the value
	Text   string
	Detail string // what the reader of JSON says, in its own words
}

func problemOf(b base, f assessment.FieldError) fileProblem {
	p := fileProblem{Place: f.Field, Text: report.FieldText(b.Printer, f)}
	if line, ok := strings.CutPrefix(f.Field, "line "); ok {
		p.Line, p.Place = b.T("import.line", "Line", line), ""
	}
	if f.Key == "field.json" {
		p.Text = b.T("import.not_json")
		p.Detail, _ = f.Args["Detail"].(string)
	}
	if p.Place == "file" {
		p.Place = ""
	}
	return p
}

func (s *Server) importForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "pages/import", &importPage{base: s.page(c, "import.title")})
}

// importFile begins an assessment from a portable file, uploaded or pasted.
func (s *Server) importFile(c echo.Context) error {
	data, err := sentFile(c)
	if err != nil {
		return err
	}
	p, err := assessment.DecodePortable(data)
	if err == nil {
		var id, token string
		if id, token, err = s.Service.Adopt(c.Request().Context(), p); err == nil {
			s.setKey(c, id, token)
			return c.Redirect(http.StatusSeeOther, "/assessments/"+id)
		}
	}
	b := s.page(c, "import.title")
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.Invalid && e.Kind != assessment.NotFound {
		return err
	}
	page := importPage{base: b, Pasted: string(data)}
	for _, f := range e.Fields {
		page.Problems = append(page.Problems, problemOf(b, f))
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/import", &page)
}

func sentFile(c echo.Context) ([]byte, error) {
	if err := bind(c, &struct{}{}); err != nil {
		return nil, err
	}
	header, err := c.FormFile("file")
	if err != nil || header.Size == 0 {
		return []byte(c.FormValue("text")), nil
	}
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
