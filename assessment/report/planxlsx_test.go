package report

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onramp/assessment"
	"onramp/assessment/locale"
)

var plainLetters = regexp.MustCompile(`[A-Za-z]`)

func spreadsheet(t testing.TB, tag string, o assessment.Outcome) []byte {
	t.Helper()
	p := printer(t, tag)
	var b bytes.Buffer
	if err := WriteXLSX(&b, p, Workbook(p, o, sampleMeta)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read opens a spreadsheet as another program would.
func read(t testing.TB, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func get[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// columnOf finds the name of a column by its head.
func columnOf(t testing.TB, f *excelize.File, sheet, head string) string {
	t.Helper()
	for i, h := range get(f.GetRows(sheet))(t)[0] {
		if h == head {
			return columnName(i)
		}
	}
	t.Fatalf("%s has no column %q", sheet, head)
	return ""
}

// TestSpreadsheetPlan: a row for each step, days as days and numbers as
// numbers, each platform leading to its page.
func TestSpreadsheetPlan(t *testing.T) {
	o := sample(t)
	f := read(t, spreadsheet(t, "en", o))
	if got := strings.Join(f.GetSheetList(), " "); got != "Plan Result Answers About" {
		t.Fatal(got)
	}
	rows := get(f.GetRows("Plan", excelize.Options{RawCellValue: true}))(t)
	if len(rows) != len(o.Roadmap.Steps)+1 {
		t.Fatalf("%d rows for %d steps", len(rows), len(o.Roadmap.Steps))
	}
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for i, s := range o.Roadmap.Steps {
		at := func(head string) string {
			return columnOf(t, f, "Plan", head) + strconv.Itoa(i+2)
		}
		raw := func(head string) string {
			return get(f.GetCellValue("Plan", at(head), excelize.Options{RawCellValue: true}))(t)
		}
		want := monday.AddDate(0, 0, 7*s.StartWeek)
		if got := get(excelize.ExcelDateToTime(float(t, raw("Start")), false))(t); !got.Equal(want) {
			t.Errorf("step %d starts %v, want %v", i+1, got, want)
		}
		if got := get(excelize.ExcelDateToTime(float(t, raw("End")), false))(t); !got.Equal(want.AddDate(0, 0, 7*s.Weeks-1)) {
			t.Errorf("step %d ends %v", i+1, got)
		}
		if got := get(f.GetCellValue("Plan", at("Start")))(t); got != want.Format("2 Jan 2006") {
			t.Errorf("step %d shows %q", i+1, got)
		}
		if raw("Measure") != s.Measure.Title.English || float(t, raw("Own days")) != float64(s.Measure.EffortDays) || raw("Status") != "Open" {
			t.Errorf("step %d: %q", i+1, rows[i+1])
		}
		for n, m := range s.Matches {
			head := []string{"Who can help (1)", "Who can help (2)", "Who can help (3)"}[n]
			linked, target, err := f.GetCellHyperLink("Plan", at(head))
			if err != nil || raw(head) != m.Platform.Name || linked != (platformAddress(m.Platform) != "") || linked && target != platformAddress(m.Platform) {
				t.Errorf("step %d: %q leads to %q: %v", i+1, raw(head), target, err)
			}
		}
	}
	panes := get(f.GetPanes("Plan"))(t)
	layout := get(f.GetPageLayout("Plan"))(t)
	if !panes.Freeze || panes.YSplit != 1 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("%+v %+v", panes, layout)
	}
	lists := get(f.GetDataValidations("Plan"))(t)
	if len(lists) != 1 || lists[0].Formula1 != `"Open,Started,Done,Not for us"` {
		t.Errorf("%+v", lists)
	}
	names := ""
	for _, n := range f.GetDefinedName() {
		names += n.Name + " " + n.Scope + " " + n.RefersTo + "\n"
	}
	for _, want := range []string{"_xlnm.Print_Titles Plan 'Plan'!$1:$1", "_xlnm._FilterDatabase Plan", "_xlnm.Print_Area Plan 'Plan'!$A$1:$L$"} {
		if !strings.Contains(names, want) {
			t.Errorf("no %q in\n%s", want, names)
		}
	}
}

func float(t testing.TB, s string) float64 {
	t.Helper()
	return get(strconv.ParseFloat(s, 64))(t)
}

// TestSpreadsheetResult: levels and scores as the document gives them.
func TestSpreadsheetResult(t *testing.T) {
	for name, o := range outcomes(t) {
		f := read(t, spreadsheet(t, "en", o))
		rows := get(f.GetRows("Result", excelize.Options{RawCellValue: true}))(t)
		want := len(o.Result.Dimensions) + 2
		for _, other := range o.Others {
			want += len(other.Result.Dimensions) + 1
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), want)
		}
		for i, d := range o.Result.Dimensions {
			row := rows[i+1]
			if s := d.Score; s != nil && (float(t, row[4]) > *s+1e-6 || float(t, row[4]) < *s-0.1 || float(t, row[2]) != float64(d.Level)) {
				t.Errorf("%s: %q for %g, level %d", name, row, *s, d.Level)
			} else if s == nil && (row[2] != "" || row[4] != "") {
				t.Errorf("%s: %q has no score", name, row)
			}
		}
		answers := get(f.GetRows("Answers"))(t)
		shown := 1
		for _, r := range o.Readings {
			if o.Shows(r.Item) {
				shown++
			}
		}
		if len(answers) != shown {
			t.Errorf("%s: %d answers, want %d", name, len(answers), shown)
		}
	}
}

// TestNoFormulaFromOutside: what a person typed stays text to the letter, and
// no part of the file holds a formula.
func TestNoFormulaFromOutside(t *testing.T) {
	for _, firm := range []string{"=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x.example\")", "&amp;<c>", "a\x00\x01b", "line\nbreak", strings.Repeat("é", 40000), "x\ufffe\uffff\xff"} {
		o := sample(t)
		o.Profile.Name = firm
		file := spreadsheet(t, "en", o)
		f := read(t, file)
		if got := get(f.GetCellValue("About", "B2"))(t); got != strings.TrimSpace(plain(firm)) && got != plain(firm) {
			t.Errorf("%.20q became %.20q", firm, got)
		}
		if kind := get(f.GetCellType("About", "B2"))(t); kind != excelize.CellTypeSharedString {
			t.Errorf("%.20q: cell type %d", firm, kind)
		}
		for name, text := range parts(t, file) {
			if strings.HasPrefix(name, "xl/worksheets/sheet") && strings.Contains(text, "<f>") {
				t.Errorf("%.20q: %s holds a formula", firm, name)
			}
		}
	}
}

// parts are the files inside a spreadsheet.
func parts(t testing.TB, file []byte) map[string]string {
	t.Helper()
	z := get(zip.NewReader(bytes.NewReader(file), int64(len(file))))(t)
	all := map[string]string{}
	for _, f := range z.File {
		if !f.Modified.IsZero() && f.Modified.Year() > 1980 {
			t.Errorf("%s is dated %v", f.Name, f.Modified)
		}
		r := get(f.Open())(t)
		all[f.Name] = string(get(io.ReadAll(r))(t))
		r.Close()
	}
	return all
}

// TestSpreadsheetSameBytes, and the file's own dates are the outcome's.
func TestSpreadsheetSameBytes(t *testing.T) {
	o := sample(t)
	first := spreadsheet(t, "en", o)
	for range 5 {
		if !bytes.Equal(first, spreadsheet(t, "en", o)) {
			t.Fatal("the bytes differ")
		}
	}
	if core := parts(t, first)["docProps/core.xml"]; strings.Count(core, "2026-11-23T16:30:00Z") != 2 {
		t.Error(core)
	}
}

// TestSpreadsheetHandedOver: who hands the workbook over stands on its last
// sheet, with the logo, and at the foot of each; a name that looks like codes of
// the format is a name.
func TestSpreadsheetHandedOver(t *testing.T) {
	p, o := printer(t, "en"), sample(t)
	wide := image.NewNRGBA(image.Rect(0, 0, 900, 100))
	for i := range wide.Pix {
		wide.Pix[i] = uint8(i)
	}
	var logo bytes.Buffer
	if err := png.Encode(&logo, wide); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by       Organisation
		pictures int
		foot     string
	}{
		"nobody":      {Organisation{}, 0, "&CPage"},
		"name":        {Organisation{Name: "Guild"}, 0, "&LGuild&C"},
		"all":         {Organisation{Name: "Bakers &C Sons", Contact: "=cmd()", Logo: logo.Bytes()}, 1, "&LBakers &&C Sons&C"},
		"no picture":  {Organisation{Name: "Guild", Logo: []byte("<svg>")}, 0, "&LGuild&C"},
		"codes alone": {Organisation{Name: strings.Repeat("&", 120)}, 0, "&L" + strings.Repeat("&&", 60) + "&C"},
	} {
		meta := sampleMeta
		meta.By = c.by
		var file bytes.Buffer
		if err := WriteXLSX(&file, p, Workbook(p, o, meta)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		f := read(t, file.Bytes())
		rows := get(f.GetRows("About"))(t)
		said := ""
		for i, row := range rows {
			if row[0] == "Handed over by" {
				said = row[1]
				if c.by.Contact != "" && rows[i+1][1] != c.by.Contact {
					t.Errorf("%s: then %q", name, rows[i+1])
				}
			}
		}
		if said != c.by.Name {
			t.Errorf("%s: handed over by %q", name, said)
		}
		if pictures := get(f.GetPictures("About", "C2"))(t); len(pictures) != c.pictures || c.pictures > 0 && pictures[0].Format.AltText != c.by.Name {
			t.Errorf("%s: %d pictures", name, len(pictures))
		}
		for _, sheet := range f.GetSheetList() {
			if foot := get(f.GetHeaderFooter(sheet))(t).OddFooter; !strings.HasPrefix(foot, c.foot) {
				t.Errorf("%s: %s ends with %q", name, sheet, foot)
			}
		}
		var again bytes.Buffer
		if err := WriteXLSX(&again, p, Workbook(p, o, meta)); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
			t.Errorf("%s: the bytes differ (%v)", name, err)
		}
	}
}

// TestTakeAwayPseudo: what is not a name goes through package locale, in the
// spreadsheet and in the calendar, and no message is missing.
func TestTakeAwayPseudo(t *testing.T) {
	p := printer(t, locale.Pseudo)
	for name, o := range outcomes(t) {
		for _, text := range append(Workbook(p, o, sampleMeta).texts(), NewCalendar(p, o, sampleMeta).texts()...) {
			if !text.Name && plainLetters.MatchString(text.Words) {
				t.Errorf("%s: not translated: %q", name, text.Words)
			}
		}
		spreadsheet(t, locale.Pseudo, o)
	}
}
