package report

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"onramp/assessment"
	"onramp/assessment/chart"
)

// statBook writes a release as a workbook: a sheet to read first and a sheet
// for each table, streamed, since tables are long. The first error stands.
type statBook struct {
	*releaseFile
	book *excelize.File
	head int // style of head rows
	wrap int // style of long texts
	err  error
}

func (b *statBook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// writeReleaseXLSX writes all tables with their flags as codes in columns of
// their own. No cell holds a formula.
func writeReleaseXLSX(w io.Writer, f *releaseFile) error {
	b := &statBook{releaseFile: f, book: excelize.NewFile()}
	defer b.book.Close()
	stamp := f.Made.UTC().Format(time.RFC3339)
	b.do(b.book.SetDocProps(&excelize.DocProperties{Title: f.title(f.words), Creator: f.meta.Operator, LastModifiedBy: "Onramp", Language: f.words.p.Tag(), Created: stamp, Modified: stamp}))
	b.do(b.book.SetAppProps(&excelize.AppProperties{Application: "Onramp"}))
	var err error
	b.head, err = b.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: chart.Tokens["paper"]}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{chart.Tokens["accent"]}}})
	b.do(err)
	b.wrap, err = b.book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.do(err)
	names := []string{f.words.p.T("release.sheet.readme")}
	b.do(b.book.SetSheetName("Sheet1", names[0]))
	for i, t := range f.Tables {
		names = append(names, statSheet(i+1, t.ID))
		_, err := b.book.NewSheet(names[i+1])
		b.do(err)
	}
	labels := f.words.p.T("release.sheet.labels")
	_, err = b.book.NewSheet(labels)
	b.do(err)
	b.readme(names)
	for i, t := range f.Tables {
		b.table(names[i+1], t)
	}
	b.labelled(labels)
	var packed bytes.Buffer
	if b.err == nil {
		b.err = b.book.Write(&packed)
	}
	if b.err != nil {
		return b.err
	}
	return inOrder(w, packed.Bytes())
}

// inOrder packs the parts of a workbook anew by name: the library writes
// streamed sheets in whatever order.
func inOrder(w io.Writer, packed []byte) error {
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, part := range in.File {
		if err := copyPart(out, part); err != nil {
			return err
		}
	}
	return out.Close()
}

func copyPart(out *zip.Writer, part *zip.File) error {
	from, err := part.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := out.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}

// statSheet is a name that spreadsheet programs take: 31 letters, each once.
func statSheet(n int, id string) string {
	name := strconv.Itoa(n) + " " + id
	return name[:min(len(name), 31)]
}

// sheet streams so many rows into a sheet. Readers that do not look at all of a
// sheet first trust the range it says it has.
func (b *statBook) sheet(name string, widths []float64, rows int, write func(row func(cells ...any))) {
	if b.err != nil {
		return
	}
	end, err := excelize.CoordinatesToCellName(len(widths), rows)
	b.do(err)
	b.do(b.book.SetSheetDimension(name, "A1:"+end))
	s, err := b.book.NewStreamWriter(name)
	if err != nil {
		b.err = err
		return
	}
	for i, width := range widths {
		b.do(s.SetColWidth(i+1, i+1, width))
	}
	b.do(s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	n := 0
	write(func(cells ...any) {
		n++
		at, err := excelize.CoordinatesToCellName(1, n)
		b.do(err)
		b.do(s.SetRow(at, cells))
	})
	b.do(s.Flush())
}

func (b *statBook) headed(texts ...string) (cells []any) {
	for _, t := range texts {
		cells = append(cells, excelize.Cell{StyleID: b.head, Value: t})
	}
	return cells
}

// readme says what the release is, how to read it and what it rests on.
func (b *statBook) readme(names []string) {
	p, q := b.words.p, b.Quality
	lines := [][]any{b.headed(b.title(b.words), b.meta.Operator)}
	line := func(label, text string) {
		if text != "" {
			lines = append(lines, []any{excelize.Cell{StyleID: b.wrap, Value: label}, excelize.Cell{StyleID: b.wrap, Value: text}})
		}
	}
	if b.Synthetic {
		line(p.T("statistics.synthetic"), p.T("statistics.synthetic_text"))
	}
	line(p.T("release.made_label"), day8601(b.Made))
	line(p.T("release.rules"), b.Rules)
	line(p.T("release.hash"), b.Hash)
	if b.Replaces > 0 {
		line(p.T("release.replaces_label"), strconv.Itoa(b.Replaces))
	}
	mode := p.T("release.rounded")
	if b.Exact {
		mode = p.T("release.exact")
	}
	line(p.T("release.mode"), mode)
	line(p.T("release.threshold"), p.Count("release.threshold_firms", b.Threshold))
	line(p.T("release.quality.decision"), b.Reason)
	if b.Margins != nil {
		line(p.T("release.source"), b.Margins.Source)
		line(p.T("release.quality.weights"), p.T("release.quality.trimmed", "Share", strconv.Itoa(q.Trimmed)))
	} else {
		line(p.T("release.quality.weights"), p.T("release.quality.unweighted"))
	}
	for _, key := range []string{"statistics.volunteers", "statistics.withheld_text", "release.markers"} {
		line(p.T("release.sheet.reading"), p.T(key))
	}
	line(p.T("release.quality.firms"), strconv.Itoa(q.Firms))
	line(p.T("release.quality.agreed"), strconv.Itoa(q.Agreed))
	line(p.T("release.quality.effective"), strconv.Itoa(q.Effective))
	for _, part := range []struct {
		id, axis string
		lines    []assessment.QualityShare
	}{{"modes", "mode", q.Modes}, {"evidence", "evidence", q.Evidence}, {"flags", "flag", q.Flags}, {"coverage", "coverage", q.Coverage}} {
		for _, l := range part.lines {
			text := strconv.Itoa(l.Firms)
			if l.Withheld {
				text = withheldMarker
			}
			line(p.Labelled(p.T("release.quality."+part.id), b.words.Category(part.axis, l.Code)), text)
		}
	}
	for _, key := range q.Limits {
		line(p.T("release.quality.limits"), p.T(key))
	}
	for i, t := range b.Tables {
		line(names[i+1], b.words.Title(t))
	}
	b.sheet(names[0], []float64{34, 100}, len(lines), func(row func(...any)) {
		for _, cells := range lines {
			row(cells...)
		}
	})
}

// labelled lists every name in every language.
func (b *statBook) labelled(name string) {
	heads := b.labelHeads()
	widths := slices.Repeat([]float64{30}, len(heads))
	copy(widths, []float64{10, 14, 14, 30})
	b.sheet(name, widths, len(b.labels)+1, func(row func(...any)) {
		row(b.headed(heads...)...)
		for _, l := range b.labels {
			var cells []any
			for _, text := range l.row() {
				cells = append(cells, text)
			}
			row(cells...)
		}
	})
}

func (b *statBook) table(name string, t *assessment.Table) {
	figures := statFigures(t)
	codes := b.names(t)
	var heads []string
	var widths []float64
	for _, a := range t.Axes {
		heads, widths = append(heads, a.ID, b.words.Axis(a.ID)), append(widths, 12, 30)
	}
	for _, g := range figures {
		heads, widths = append(heads, b.words.p.T("release.column."+g.id)), append(widths, 14)
	}
	for _, id := range []string{"status", "reliability"} {
		heads, widths = append(heads, b.words.p.T("release.column."+id)), append(widths, 12)
	}
	if b.Synthetic {
		heads, widths = append(heads, b.words.p.T("release.column.synthetic")), append(widths, 12)
	}
	b.sheet(name, widths, len(t.Cells)+1, func(row func(...any)) {
		row(b.headed(heads...)...)
		for i := range t.Cells {
			c := &t.Cells[i]
			cells := make([]any, 0, len(heads))
			for a, at := range c.At {
				cells = append(cells, t.Axes[a].Codes[at].ID, codes[a][at])
			}
			for _, g := range figures {
				if n, marker := g.value(c); marker == "" {
					cells = append(cells, n)
				} else {
					cells = append(cells, marker)
				}
			}
			cells = append(cells, string(c.Status), reliability(c))
			if b.Synthetic {
				cells = append(cells, true)
			}
			row(cells...)
		}
	})
}
