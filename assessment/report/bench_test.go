package report

import (
	"bytes"
	"testing"

	"github.com/jung-kurt/gofpdf"

	"onramp/assessment/locale"
)

// line is a line of text as it stands on a page of a document.
type line struct {
	page       int
	x, y, size float64
	words      string
}

// BenchmarkDocument draws a firm's roadmap, and beside it what a bare gofpdf
// document with the same pages, fonts and lines of text takes: no layout, no
// charts, no scan pictures, no links, each line put where it is known to stand.
func BenchmarkDocument(b *testing.B) {
	w, p := newWriter(b), printer(b, "en")
	o := sample(b)
	b.Run("roadmap", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var out bytes.Buffer
			if err := w.Roadmap(&out, p, Layout(p, o, sampleMeta)); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(out.Len()), "bytes/doc")
		}
	})
	var lines []line
	traced := *w
	traced.trace = func(page int, x, y, _, height float64, words string) {
		lines = append(lines, line{page, x, y + height, height / 0.72, words})
	}
	var whole bytes.Buffer
	if err := traced.Roadmap(&whole, p, Layout(p, o, sampleMeta)); err != nil {
		b.Fatal(err)
	}
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			b.ReportMetric(float64(bare(b, w, lines)), "bytes/doc")
		}
	})
}

// BenchmarkLanguages draws the same roadmap in each language.
func BenchmarkLanguages(b *testing.B) {
	bundle, err := locale.Load()
	if err != nil {
		b.Fatal(err)
	}
	w, o := newWriter(b), sample(b)
	for _, l := range bundle.Offered() {
		p := bundle.Printer(l.Tag)
		b.Run(l.Tag, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := w.Roadmap(&out, p, Layout(p, o, sampleMeta)); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(out.Len()), "bytes/doc")
			}
		})
	}
}

// bare draws lines and nothing else and returns the size of the file.
func bare(b *testing.B, w *Writer, lines []line) int {
	pdf := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	pdf.AddUTF8FontFromBytes(family, "", bytes.Clone(w.fonts.Regular))
	pdf.AddUTF8FontFromBytes(family, "B", bytes.Clone(w.fonts.Bold))
	pages := 0
	for _, l := range lines {
		for ; pages < l.page; pages++ {
			pdf.AddPage()
		}
		pdf.SetPage(l.page)
		pdf.SetFont(family, "", l.size)
		pdf.Text(l.x, l.y, l.words)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		b.Fatal(err)
	}
	return out.Len()
}
