package report

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// Sizes of a sheet.
const (
	paperA4     = 9     // as the format numbers papers
	longestCell = 32767 // letters that a cell may hold
	longestName = 31    // letters that the name of a sheet may hold
	longestBy   = 60    // letters of a name at the foot, where all fields share 255
)

// dayForm shows a day so that no reader takes the month for the day: the
// program writes the month in the reader's own language.
const dayForm = "d mmm yyyy"

// WriteXLSX writes a workbook as an Office Open XML spreadsheet. The same
// workbook gives the same bytes. Whatever a person typed stays text: no cell
// holds a formula.
func WriteXLSX(out io.Writer, p *locale.Printer, b Book) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &xlsx{File: f, Printer: p, by: b.By.Words}
	x.head(b)
	for i, t := range b.Tables {
		x.table(i, t)
	}
	x.logo(b)
	if x.err == nil {
		x.err = f.Write(out)
	}
	if x.err != nil {
		return fmt.Errorf("report: spreadsheet: %w", x.err)
	}
	return nil
}

// xlsx writes one workbook; the first error stands.
type xlsx struct {
	*excelize.File
	*locale.Printer
	styles map[string]int
	by     string // who hands it over; at the foot of every sheet
	err    error
}

func (x *xlsx) do(err error) {
	if x.err == nil {
		x.err = err
	}
}

// head writes the file's own data. Its dates come from the outcome, since the
// library would leave dates of its own.
func (x *xlsx) head(b Book) {
	stamp := b.Date.UTC().Format(time.RFC3339)
	x.do(x.SetDocProps(&excelize.DocProperties{Title: plain(b.Title.Words), Creator: plain(b.Author.Words), LastModifiedBy: "Onramp",
		Language: b.Language, Created: stamp, Modified: stamp}))
	x.do(x.SetAppProps(&excelize.AppProperties{Application: "Onramp"}))
}

// style makes a style once and names it by its key.
func (x *xlsx) style(key string, s excelize.Style) int {
	if id, ok := x.styles[key]; ok {
		return id
	}
	id, err := x.NewStyle(&s)
	x.do(err)
	if x.styles == nil {
		x.styles = map[string]int{}
	}
	x.styles[key] = id
	return id
}

func (x *xlsx) headStyle() int {
	return x.style("head", excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: chart.Tokens["paper"]},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{chart.Tokens["accent"]}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Border:    thin(),
	})
}

// cellStyle is the style of a cell: its number form, and whether it is a link.
func (x *xlsx) cellStyle(form string, link bool) int {
	s := excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Border: thin()}
	if form != "" {
		s.CustomNumFmt = &form
	}
	if link {
		s.Font = &excelize.Font{Color: chart.Tokens["accent"], Underline: "single"}
	}
	return x.style(form+strconv.FormatBool(link), s)
}

func thin() []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: chart.Tokens["grid"], Style: 1})
	}
	return all
}

// table writes one sheet.
func (x *xlsx) table(i int, t BookTable) {
	sheet := x.sheet(i, sheetName(t.Name.Words, i))
	for c, column := range t.Columns {
		letter := columnName(c)
		x.do(x.SetColWidth(sheet, letter, letter, column.Width))
		x.do(x.SetCellStr(sheet, letter+"1", plain(column.Title.Words)))
	}
	last := columnName(len(t.Columns) - 1)
	x.do(x.SetCellStyle(sheet, "A1", last+"1", x.headStyle()))
	for r, row := range t.Rows {
		for c, cell := range row {
			x.cell(sheet, columnName(c)+strconv.Itoa(r+2), cell)
		}
	}
	bottom := len(t.Rows) + 1
	x.do(x.AutoFilter(sheet, "A1:"+last+strconv.Itoa(bottom), nil))
	x.choices(sheet, t)
	x.view(sheet, t)
	x.paper(sheet, t, bottom)
}

// sheet makes the sheet; a new file has one already.
func (x *xlsx) sheet(i int, name string) string {
	if i == 0 {
		x.do(x.SetSheetName("Sheet1", name))
		return name
	}
	_, err := x.NewSheet(name)
	x.do(err)
	return name
}

// cell writes a text as text, whatever it begins with, and leads from it only
// to an address that is safe to open.
func (x *xlsx) cell(sheet, at string, c BookCell) {
	form, address := "", safeAddress(c.Text.Link)
	switch {
	case c.Number != nil:
		form = string(c.Form)
		x.do(x.SetCellFloat(sheet, at, *c.Number, -1, 64))
	case !c.Day.IsZero():
		form = dayForm
		x.do(x.SetCellValue(sheet, at, c.Day.UTC().Truncate(24*time.Hour)))
	case c.Text.Words != "":
		x.do(x.SetCellStr(sheet, at, plain(c.Text.Words)))
	default:
		address = ""
	}
	if address != "" {
		x.do(x.SetCellHyperLink(sheet, at, address, "External"))
	}
	x.do(x.SetCellStyle(sheet, at, at, x.cellStyle(form, address != "")))
}

// choices makes cells offer a list to pick from.
func (x *xlsx) choices(sheet string, t BookTable) {
	for c, column := range t.Columns {
		if len(column.Choices) == 0 || len(t.Rows) == 0 {
			continue
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref(columnName(c) + "2:" + columnName(c) + strconv.Itoa(len(t.Rows)+1))
		x.do(list.SetDropList(column.Choices))
		list.SetError(excelize.DataValidationErrorStyleWarning, plain(column.Title.Words), x.T("takeaway.status.other"))
		x.do(x.AddDataValidation(sheet, list))
	}
}

// view keeps the head and the first columns in sight.
func (x *xlsx) view(sheet string, t BookTable) {
	corner, pane := columnName(t.Frozen)+"2", "bottomRight"
	if t.Frozen == 0 {
		pane = "bottomLeft"
	}
	x.do(x.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: t.Frozen, YSplit: 1, TopLeftCell: corner, ActivePane: pane,
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: pane}}}))
	if rightToLeft := x.Dir() == "rtl"; rightToLeft {
		x.do(x.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rightToLeft}))
	}
}

// paper sets the sheet up for a printer: as wide as the paper, the head on
// every page.
func (x *xlsx) paper(sheet string, t BookTable, bottom int) {
	size, wide, high, orientation, fit := paperA4, 1, 0, "landscape", true
	if t.Upright {
		orientation = "portrait"
	}
	x.do(x.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	x.do(x.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	side, top := 0.4, 0.6
	x.do(x.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top}))
	foot := "&C" + x.T("takeaway.page", "Page", "&P", "Of", "&N")
	if x.by != "" {
		by := []rune(plain(x.by))
		by = by[:min(len(by), longestBy)]
		foot = "&L" + strings.ReplaceAll(string(by), "&", "&&") + foot // a single & begins a code
	}
	x.do(x.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: foot}))
	quoted := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!"
	x.do(x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted + "$1:$1", Scope: sheet}))
	if t.Printed > 0 {
		x.do(x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: sheet,
			RefersTo: quoted + "$A$1:$" + columnName(t.Printed-1) + "$" + strconv.Itoa(bottom)}))
	}
}

// logo stands beside the sheet that says who made the workbook.
func (x *xlsx) logo(b Book) {
	const tall, wide = 80.0, 240.0 // pixels
	size, _, err := image.DecodeConfig(bytes.NewReader(b.Logo))
	if err != nil || len(b.Tables) == 0 {
		return
	}
	about := len(b.Tables) - 1
	if b.AboutFirst {
		about = 0
	}
	scale := math.Min(1, math.Min(tall/float64(size.Height), wide/float64(size.Width)))
	at := columnName(len(b.Tables[about].Columns)) + "2"
	x.do(x.AddPictureFromBytes(sheetName(b.Tables[about].Name.Words, about), at, &excelize.Picture{Extension: ".jpg", File: b.Logo,
		Format: &excelize.GraphicOptions{AltText: plain(b.By.Words), ScaleX: scale, ScaleY: scale, Positioning: "oneCell"}}))
	if x.err == nil { // the library lists kinds of pictures in no order of its own
		kinds := x.ContentTypes.Defaults
		sort.Slice(kinds, func(i, j int) bool { return kinds[i].Extension < kinds[j].Extension })
	}
}

// columnName is the name of a column counted from 0: A, B, … Z, AA.
func columnName(n int) string {
	name, _ := excelize.ColumnNumberToName(n + 1)
	return name
}

// sheetName makes a text fit for the name of a sheet.
func sheetName(text string, i int) string {
	text = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text), " '")
	if runes := []rune(text); len(runes) > longestName {
		text = string(runes[:longestName])
	}
	if text == "" {
		return strconv.Itoa(i + 1)
	}
	return text
}

// plain makes any text one that the format can hold: valid, without controls
// but the end of a line, and not too long.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if len(text) <= longestCell {
		return text
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), longestCell/2)])
}
