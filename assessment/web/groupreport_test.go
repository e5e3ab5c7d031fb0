package web

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onramp/assessment"
)

// TestGroupReport: there is a report once a picture is revealed, for those who
// run the workshop; it is the picture's, and stays as it is when more firms
// finish, at the end, and however often it is asked for.
func TestGroupReport(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("pace", "free", "expected", "7")
	pdf, xlsx := w.page()+"/report.pdf", w.page()+"/report.xlsx"
	w.press("begin").is(t, 303)
	finish := func(firms int) {
		for n := range firms {
			if waits := w.phone().answerOpen([]float64{0.2, 0.7}[n%2]); waits != "" {
				t.Fatal("a phone waits for", waits)
			}
		}
	}
	finish(5)
	w.get(w.page()).is(t, 200, "!/report.pdf", "!@group.take")
	for _, at := range []string{pdf, xlsx} {
		w.get(at).is(t, 404, "@error.group_early")
	}
	w.press("reveal").is(t, 303)
	w.get(w.page()).is(t, 200, `href="`+pdf+`"`, `href="`+xlsx+`"`, "@group.small")

	first, sheet := w.get(pdf), w.get(xlsx)
	if first.StatusCode != 200 || first.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(first.Text, "%PDF-") ||
		first.Header.Get("Content-Language") != "en" || !strings.Contains(first.Header.Get("Content-Disposition"), "onramp-group-report.pdf") {
		t.Errorf("PDF: %s %v", first.Status, first.Header)
	}
	if again := w.get(pdf, "If-None-Match", first.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("the same again: %s", again.Status)
	}
	book := must(excelize.OpenReader(bytes.NewReader([]byte(sheet.Text))))(t)
	defer book.Close()
	if title := must(book.GetCellValue("Read me", "B2"))(t); title != "Bakers' <morning>" {
		t.Errorf("the workbook is about %q", title)
	}
	finish(3)
	w.press("end").is(t, 303)
	w.get(w.page()).is(t, 200, "@workshop.over_text", `href="#report-head"`, `href="`+pdf+`"`)
	if w.get(pdf).Text != first.Text || w.get(xlsx).Text != sheet.Text {
		t.Error("the report moved after the picture was revealed")
	}

	for _, at := range []string{pdf, xlsx} {
		s.visitor().get(at).is(t, 303)
		s.visitor().get("/w/"+w.code+strings.TrimPrefix(at, w.page())).is(t, 404)
	}
	s.member(assessment.AnalystRole, "anil@example.org").get(pdf).is(t, 403)
}
