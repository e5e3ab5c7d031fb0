package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"onramp/assessment"
)

// smallRelease has every status, an unreliable figure, a mean and names that
// would be formulas elsewhere.
func smallRelease() *assessment.Release {
	points := func(n int) *int { return &n }
	sizes := assessment.Axis{ID: "size", Codes: []assessment.Code{{ID: "_T"}, {ID: "micro", Parent: "_T"}, {ID: "small", Parent: "_T"}}}
	levels := assessment.Axis{ID: "level", Codes: []assessment.Code{{ID: "1", Label: "=Starting, \"out\""}, {ID: "2", Label: "Réussi"}}}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &assessment.Release{Number: 3, State: assessment.ReleaseMade, Made: day.AddDate(0, 0, 40).Add(9 * time.Hour), Rules: "2026.1", Hash: "abc", Synthetic: true,
		ReleaseOrder: assessment.ReleaseOrder{From: day.AddDate(0, -3, 0), To: day, Threshold: 10, Replaces: 2},
		Quality:      assessment.Quality{Firms: 55, Agreed: 60, Effective: 40, Flags: []assessment.QualityShare{{Code: "test", Firms: 5}, {Code: "machine", Withheld: true}}, Limits: []string{"statistics.limit.volunteers"}},
		Tables: []*assessment.Table{
			{ID: "firms-by-size", Kind: assessment.FirmsTable, Distribution: -1, Axes: []assessment.Axis{sizes}, Cells: []assessment.Cell{
				{At: []int{0}, Status: assessment.CellShown, Firms: 55, Base: 55, Effective: 40},
				{At: []int{1}, Status: assessment.CellShown, Firms: 45, Base: 45, Effective: 30},
				{At: []int{2}, Status: assessment.CellSmall}}},
			{ID: "levels-m-by-size", Kind: assessment.LevelsTable, Model: "m", Distribution: 1, Axes: []assessment.Axis{sizes, levels}, Cells: []assessment.Cell{
				{At: []int{0, 0}, Status: assessment.CellShown, Firms: 40, Base: 55, Effective: 40, Share: &assessment.Figure{Value: 73, Low: 58, High: 85}, Unweighted: points(72)},
				{At: []int{0, 1}, Status: assessment.CellImpossible},
				{At: []int{1, 0}, Status: assessment.CellShown, Firms: 0, Base: 45, Effective: 25, Unreliable: true, Share: &assessment.Figure{}, Unweighted: points(0)},
				{At: []int{1, 1}, Status: assessment.CellProtected},
				{At: []int{2, 0}, Status: assessment.CellSmall}, {At: []int{2, 1}, Status: assessment.CellSmall}}},
			{ID: "scores-m-by-size", Kind: assessment.ScoresTable, Model: "m", Distribution: -1, Axes: []assessment.Axis{sizes}, Cells: []assessment.Cell{
				{At: []int{0}, Status: assessment.CellShown, Firms: 55, Base: 55, Effective: 40, Mean: &assessment.Figure{Value: 41, Low: 38, High: 45}},
				{At: []int{1}, Status: assessment.CellProtected}, {At: []int{2}, Status: assessment.CellSmall}}},
		}}
}

func smallFiles(t testing.TB, language string) []assessment.ReleaseFile {
	t.Helper()
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	words, err := EveryLanguage(bundle(t), c, c.Questionnaires[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	r := smallRelease()
	r.Language = language
	files, err := WriteRelease(r, words, Meta{Operator: "Chamber Ä", PublicURL: "https://onramp.example"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func contentOf(t testing.TB, files []assessment.ReleaseFile, name string) []byte {
	t.Helper()
	at := slices.IndexFunc(files, func(f assessment.ReleaseFile) bool { return f.Name == name })
	if at < 0 {
		t.Fatalf("no file %s", name)
	}
	return files[at].Content
}

// TestReleaseFilesGolden: the formats that people can read, as they are.
func TestReleaseFilesGolden(t *testing.T) {
	files := smallFiles(t, "")
	for _, name := range []string{"levels-m-by-size.csv", "levels-m-by-size.csv-metadata.json", "levels-m-by-size.sdmx.csv", "levels-m-by-size.json", "scores-m-by-size.csv", "release.xml", "release.jsonld"} {
		got := contentOf(t, files, name)
		golden := filepath.Join("testdata", "release", name+".golden")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if name == "release.jsonld" { // holds hashes of files that a library packs
			continue
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from %s; look, then run with -update", name, golden)
		}
	}
}

// TestReleaseFilesRepeat: the same release gives the same bytes.
func TestReleaseFilesRepeat(t *testing.T) {
	first, again := smallFiles(t, ""), smallFiles(t, "")
	for i, f := range first {
		if !bytes.Equal(f.Content, again[i].Content) || f.Hash != again[i].Hash || len(f.Hash) != 64 || f.Size != len(f.Content) {
			t.Errorf("%s is not the same twice", f.Name)
		}
	}
	if len(first) != 4*3+5 {
		t.Errorf("%d files", len(first))
	}
}

// TestReleaseInALanguage: names in the files of a release are in the language it
// was ordered in, figures and codes are the same, and what lists names lists them
// in every language.
func TestReleaseInALanguage(t *testing.T) {
	files, english := smallFiles(t, "de"), smallFiles(t, "")
	rows := func(files []assessment.ReleaseFile, name string) [][]string {
		t.Helper()
		all, err := csv.NewReader(bytes.NewReader(contentOf(t, files, name))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	german, same := rows(files, "firms-by-size.csv"), rows(english, "firms-by-size.csv")
	for i := range same {
		for k := range same[i] {
			if label := strings.HasSuffix(same[0][k], "_label") && i > 0; (german[i][k] == same[i][k]) == label {
				t.Errorf("row %d, %s: %q and %q", i, same[0][k], german[i][k], same[i][k])
			}
		}
	}
	if !bytes.Equal(contentOf(t, files, "release.labels.csv"), contentOf(t, english, "release.labels.csv")) {
		t.Error("the list of names depends on the language of the files")
	}
	labels := rows(files, "release.labels.csv")
	kinds, keys := map[string]int{}, map[string]bool{}
	for _, row := range labels[1:] {
		kinds[row[0]]++
		if key := strings.Join(row[:4], " "); keys[key] {
			t.Errorf("%s has two names", key)
		} else {
			keys[key] = true
		}
		if slices.Contains(row[4:], "") || len(row) != 4+len(bundle(t).Offered()) {
			t.Errorf("%q", row)
		}
	}
	if kinds["table"] != 3 || kinds["axis"] != 2 || kinds["code"] != 5 || kinds["column"] < 10 {
		t.Errorf("%v", kinds)
	}
	structures := string(contentOf(t, files, "release.xml"))
	for _, name := range []string{`<com:Name xml:lang="de">Betriebe nach Größe</com:Name>`, `<com:Name xml:lang="tr">`, `<com:Name xml:lang="zh-Hans">`} {
		if !strings.Contains(structures, name) {
			t.Errorf("structures lack %s", name)
		}
	}
}

// TestWithheldIsMarked: in every format a cell that is not shown holds a marker
// and no number, and a shown one its figure.
func TestWithheldIsMarked(t *testing.T) {
	files := smallFiles(t, "")
	for _, table := range smallRelease().Tables {
		rows, err := csv.NewReader(bytes.NewReader(contentOf(t, files, table.ID+".csv"))).ReadAll()
		if err != nil || len(rows) != len(table.Cells)+1 {
			t.Fatal(len(rows), err)
		}
		sdmx, err := csv.NewReader(bytes.NewReader(contentOf(t, files, table.ID+".sdmx.csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var stat struct {
			Value  []*int
			Status map[string]string
			Size   []int
		}
		if err := json.Unmarshal(contentOf(t, files, table.ID+".json"), &stat); err != nil {
			t.Fatal(err)
		}
		figures := statFigures(table)
		for i := range table.Cells {
			c := &table.Cells[i]
			for k, g := range figures {
				n, marker := g.value(c)
				want := marker
				if marker == "" {
					want = strconv.Itoa(n)
				}
				if got := rows[i+1][2*len(table.Axes)+k]; got != want {
					t.Errorf("%s, cell %d, %s: %q in CSV, want %q", table.ID, i, g.id, got, want)
				}
				at := 4 + len(table.Axes) + k
				if got := sdmx[i+1][at]; marker != "" && got != "NaN" || marker == "" && got != want {
					t.Errorf("%s, cell %d, %s: %q in SDMX-CSV", table.ID, i, g.id, got)
				}
				place := i*len(figures) + k
				if v := stat.Value[place]; (v == nil) != (marker != "") || v != nil && *v != n || stat.Status[strconv.Itoa(place)] != marker {
					t.Errorf("%s, cell %d, %s: %v and %q in JSON-stat", table.ID, i, g.id, v, stat.Status[strconv.Itoa(place)])
				}
			}
		}
	}
	rows, err := parquet.Read[parquetRow](bytes.NewReader(contentOf(t, files, "release.parquet")), int64(len(contentOf(t, files, "release.parquet"))))
	if err != nil || len(rows) != 12 {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows {
		if shown := r.Status == "shown"; (r.Firms != nil || r.Mean != nil) != shown || (r.Effective != nil) != shown || !r.Synthetic {
			t.Errorf("%+v", r)
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(contentOf(t, files, "release.xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) != 5 {
		t.Fatal(sheets)
	}
	cells, err := book.GetRows(sheets[2])
	if err != nil || len(cells) != 7 || !strings.Contains(strings.Join(cells[1], "|"), "=Starting") || cells[4][4] != "c" || cells[2][4] != "z" || cells[3][5] != "u" {
		t.Errorf("%q, %v", cells, err)
	}
	for _, sheet := range sheets {
		if f, err := book.GetCellFormula(sheet, "D2"); f != "" || err != nil {
			t.Errorf("%s: formula %q, %v", sheet, f, err)
		}
	}
}
