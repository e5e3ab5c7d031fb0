package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/telemetry"
)

// sentFileAs is the name of a document to take away, its type, and whether a
// browser shows it or saves it.
type sentFileAs struct{ name, kind, disposition string }

const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// file is a document to take away and how it is written.
type file struct {
	sentFileAs
	write func(io.Writer, outcomePage, report.Meta) error
}

func (s *Server) roadmapPDF(c echo.Context) error {
	return s.takeAway(c, file{sentFileAs{"onramp-roadmap.pdf", "application/pdf", "inline"}, func(out io.Writer, p outcomePage, meta report.Meta) error {
		p.Outcome.Changes = p.Interview.Changes()
		return s.Writer.Roadmap(out, p.Printer, report.Layout(p.Printer, p.Outcome, meta))
	}})
}

func (s *Server) roadmapXLSX(c echo.Context) error {
	return s.takeAway(c, file{sentFileAs{"onramp-plan.xlsx", spreadsheet, "attachment"}, func(out io.Writer, p outcomePage, meta report.Meta) error {
		return report.WriteXLSX(out, p.Printer, report.Workbook(p.Printer, p.Outcome, meta))
	}})
}

func (s *Server) roadmapICS(c echo.Context) error {
	return s.takeAway(c, file{sentFileAs{"onramp-plan.ics", "text/calendar; charset=utf-8", "attachment"}, func(out io.Writer, p outcomePage, meta report.Meta) error {
		return report.WriteICS(out, p.Printer, report.NewCalendar(p.Printer, p.Outcome, meta))
	}})
}

// meta is what documents of an assessment say beside its outcome.
func (s *Server) meta(ctx context.Context, p outcomePage) (report.Meta, error) {
	m := report.Meta{Site: s.Site.Name, Contact: s.Site.Contact, PublicURL: s.Site.PublicURL, Key: p.Interview.Firm}
	if s.Site.PublicURL != "" {
		m.PlanURL = s.Site.PublicURL + "/assessments/" + p.Interview.ID + "/roadmap"
	}
	own, logo, err := s.Service.HandedOverBy(ctx, p.Interview, s.Site.HandsOver)
	if own != nil {
		m.By = report.Organisation{Name: own.Name, Contact: cmp.Or(own.Contact, own.Address)}
	}
	if logo != nil {
		m.By.Logo = logo.Data
	}
	return m, err
}

// takeAway sends a document.
func (s *Server) takeAway(c echo.Context, f file) error {
	shared, err := s.outcomePage(c, "roadmap.title", "roadmap")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	leave, err := s.drawing(ctx)
	if err != nil {
		return err
	}
	defer leave()
	meta, err := s.meta(ctx, shared)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	begun := time.Now()
	_, span := s.Tracer.Start(ctx, "document", telemetry.Internal)
	err = f.write(&b, shared, meta)
	span.End(err != nil)
	if err != nil {
		return err
	}
	s.Metrics.Took("document", time.Since(begun))
	return send(c, f.sentFileAs, b.Bytes())
}

// drawing waits until a document may be drawn, a few at a time, which bounds the
// memory; leave lets the next one in.
func (s *Server) drawing(ctx context.Context) (leave func(), err error) {
	select {
	case s.pdfs <- struct{}{}:
		return func() { <-s.pdfs }, nil
	case <-ctx.Done():
		return nil, &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: ctx.Err()}
	}
}

// send sends a file; its tag spares a second download of the same bytes.
func send(c echo.Context, f sentFileAs, data []byte) error {
	sum := sha256.Sum256(data)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set(echo.HeaderContentDisposition, f.disposition+`; filename="`+f.name+`"`)
	if known(c.Request().Header.Get("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, f.kind, data)
}

// known reports whether the browser has what the tag names already.
func known(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}
