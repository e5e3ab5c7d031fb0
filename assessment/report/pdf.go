package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jung-kurt/gofpdf"

	"onramp/assessment/locale"
)

// Writer draws documents as PDF. It is safe for concurrent use; each document
// takes some megabytes while it is drawn, so the caller bounds how many are
// drawn at once.
type Writer struct {
	fonts Fonts
	faces *faces
	trace func(page int, x, y, width, height float64, line string) // nil outside tests
}

// NewWriter reads the fonts, TrueType files, once.
func NewWriter(fonts Fonts) (*Writer, error) {
	faces, err := readFaces(fonts)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	w := &Writer{fonts: Fonts{bytes.Clone(fonts.Regular), bytes.Clone(fonts.Bold), fonts.Script}, faces: faces}
	if err := w.Roadmap(io.Discard, nil, Document{Blocks: []Block{Paragraph{Text: say("1")}}}); err != nil {
		return nil, err
	}
	return w, nil
}

// Roadmap writes the document as a PDF. The same document gives the same bytes.
// The printer may be nil: the words are in the document already.
func (w *Writer) Roadmap(out io.Writer, _ *locale.Printer, doc Document) (err error) {
	defer func() {
		// gofpdf reads fonts without checking them and panics on a broken one.
		if r := recover(); r != nil {
			err = fmt.Errorf("report: drawing failed: %v", r)
		}
	}()
	faces := w.faces.speaking(doc.Language)
	pdf := w.open(doc, faces)
	f := newFlow(&pen{pdf: pdf, faces: faces, trace: w.trace, used: map[string]meanings{}}, doc)
	f.page()
	f.blocks(doc.Blocks)
	f.contents()
	f.footers()
	f.pen.keepGlyphs()
	if err := pdf.Output(&finisher{out, doc.Language, f.pen.used}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// open starts an empty file with its data and fonts. The fonts are cloned,
// since gofpdf writes into them while it cuts them to the letters used.
func (w *Writer) open(doc Document, faces *faces) *gofpdf.Fpdf {
	date := doc.Date.UTC()
	if date.IsZero() { // gofpdf would take the present time
		date = time.Unix(0, 0).UTC()
	}
	pdf := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	pdf.SetCatalogSort(true)
	pdf.SetCompression(false) // finish does
	pdf.SetCreationDate(date)
	pdf.SetModificationDate(date)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.AddUTF8FontFromBytes(family, "", bytes.Clone(w.fonts.Regular))
	pdf.AddUTF8FontFromBytes(family, "B", bytes.Clone(w.fonts.Bold))
	pdf.SetTitle(faces.clean(doc.Title.Words), true)
	pdf.SetSubject(faces.clean(doc.Subject.Words), true)
	pdf.SetKeywords(faces.clean(doc.Keywords.Words+" · "+doc.Language), true)
	pdf.SetAuthor(faces.clean(doc.Author.Words), true)
	pdf.SetCreator("Onramp", true)
	return pdf
}

// footers writes site, versions and page numbers once all pages are there.
func (f *flow) footers() {
	total := f.pen.pdf.PageCount()
	y := pageHeight - margin + 8
	mark := f.footerLogo()
	for page := 1; page <= total; page++ {
		f.pen.pdf.SetPage(page)
		number := strconv.Itoa(page) + " / " + strconv.Itoa(total)
		f.pen.rule(margin, y-4, contentWidth, 0.5, "grid")
		f.pen.textRight(margin+contentWidth, y, number, footType)
		room := contentWidth - 60 - mark
		f.logo(margin, y, mark, footType.leading)
		f.pen.text(margin+mark, y, f.footing(room), footType)
	}
}

// footerLine joins the parts of a footer; a name follows its label with a
// space.
func footerLine(parts []Text) string {
	line := ""
	for i, t := range parts {
		switch {
		case i == 0:
		case t.Name && !parts[i-1].Name:
			line += " "
		default:
			line += " · "
		}
		line += t.Words
	}
	return line
}
