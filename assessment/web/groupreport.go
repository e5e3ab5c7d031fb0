package web

import (
	"bytes"
	"cmp"
	"io"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
)

// groupPDF sends the report of a room as a document.
func (s *Server) groupPDF(c echo.Context) error {
	return s.groupFile(c, sentFileAs{"onramp-group-report.pdf", "application/pdf", "inline"}, func(out io.Writer, p *locale.Printer, r assessment.GroupReport, meta report.Meta) error {
		return s.Writer.Roadmap(out, p, report.LayoutGroup(p, r, meta))
	})
}

// groupXLSX sends it as a spreadsheet.
func (s *Server) groupXLSX(c echo.Context) error {
	return s.groupFile(c, sentFileAs{"onramp-group-report.xlsx", spreadsheet, "attachment"}, func(out io.Writer, p *locale.Printer, r assessment.GroupReport, meta report.Meta) error {
		return report.WriteXLSX(out, p, report.WorkbookGroup(p, r, meta))
	})
}

// groupFile writes the report of a room in the language of the workshop, since
// its firms are to read it.
func (s *Server) groupFile(c echo.Context, as sentFileAs, write func(io.Writer, *locale.Printer, assessment.GroupReport, report.Meta) error) error {
	ctx := c.Request().Context()
	r, logo, err := s.Service.GroupReport(ctx, s.by(c), c.Param("workshop"))
	if err != nil {
		return err
	}
	meta := report.Meta{Site: s.Site.Name, Contact: s.Site.Contact, PublicURL: s.Site.PublicURL,
		By: report.Organisation{Name: r.Host.Name, Contact: cmp.Or(r.Host.Contact, r.Host.Address)}}
	if logo != nil {
		meta.By.Logo = logo.Data
	}
	leave, err := s.drawing(ctx)
	if err != nil {
		return err
	}
	defer leave()
	c.Set(languageKey, r.Workshop.Language)
	c.Response().Header().Set("Content-Language", r.Workshop.Language)
	var b bytes.Buffer
	if err := write(&b, s.page(c, "").Printer, r, meta); err != nil {
		return err
	}
	return send(c, as, b.Bytes())
}
