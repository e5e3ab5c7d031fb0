package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// firm is the outcome of an invented firm whose answers lie in testdata: a
// whole interview in the depth it chose.
func firm(t testing.TB, file string) assessment.Outcome {
	t.Helper()
	p := get(assessment.DecodePortable(get(os.ReadFile(file))(t)))(t)
	c := get(loadContent())(t)
	q, m, dir := catalogue(t)
	if err := q.CheckPortable(p); err != nil {
		t.Fatal(err)
	}
	in := get(assessment.NewInstrument(q, m, nil))(t)
	if next, more := in.Next(p.Assessment()); more {
		t.Errorf("%s: %s is not answered", file, next.Item.ID)
	}
	date := time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC)
	o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Added: get(c.Added(q, m, p.Models))(t), Directory: dir, Instrument: in,
		Profile: p.Profile, Responses: p.Responses, Marks: p.Dated(date), On: date, Evidence: checked(file, p.Responses, date)})
	o.Depth, o.Updated = p.Depth, date
	return o
}

// checked is how the answers of the firms came about: the metal workshop had an
// adviser, who saw proof of some, and one of these has changed since. The others
// answered alone.
func checked(file string, said map[string]assessment.Response, date time.Time) assessment.EvidenceRecord {
	record := assessment.EvidenceRecord{Answered: date}
	if filepath.Base(file) != "metal-germany.json" {
		return record
	}
	const adviser, chamber = "Anneliese Vogt", "Handwerkskammer Beispielstadt"
	first := date.AddDate(0, 0, -6)
	record.Advisers = []assessment.Adviser{{Account: "vogt", Name: adviser, Organisation: chamber, Granted: first}}
	for _, c := range []struct {
		item, note string
		day        int
	}{{"TA01", "Machine list and order screen on the shop floor", 0}, {"DO01", "Three orders of November, from e-mail to invoice", 0}, {"DO02", "Bookkeeping program with October closed", 4}, {"DO03", "Invoices of one week", 4}} {
		seen := first.AddDate(0, 0, c.day)
		record.Confirmations = append(record.Confirmations, assessment.Confirmation{Item: c.item, Mark: said[c.item].Mark(), Account: "vogt", Name: adviser, Organisation: chamber,
			Seen: seen.Truncate(24 * time.Hour), At: seen, Note: c.note})
	}
	record.Confirmations[3].Mark = "another answer"
	return record
}

// TestFirms shows whole documents, plans and calendars of five firms in golden
// files that a person can read.
func TestFirms(t *testing.T) {
	files := get(filepath.Glob("testdata/firms/*.json"))(t)
	if len(files) != 5 {
		t.Fatalf("%d firms", len(files))
	}
	p, w := printer(t, "en"), newWriter(t)
	for _, file := range files {
		start := strings.TrimSuffix(file, ".json")
		t.Run(filepath.Base(start), func(t *testing.T) {
			o, meta := firm(t, file), sampleMeta
			meta.Key, meta.ResumeURL = filepath.Base(start), ""
			doc := Layout(p, o, meta)
			golden(t, start+".document.golden", doc.String())
			var plan strings.Builder
			Workbook(p, o, meta).Tables[0].write(&plan)
			golden(t, start+".plan.golden", plan.String())
			golden(t, start+".calendar.golden", NewCalendar(p, o, meta).String())
			pdf := draw(t, w, p, doc)
			if len(pdf) > 300_000 {
				t.Errorf("%d bytes", len(pdf))
			}
			checkPlaces(t, doc)
			if *pdfFiles != "" {
				if err := os.WriteFile(filepath.Join(*pdfFiles, filepath.Base(start)+".pdf"), pdf, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(get(os.ReadFile(file))(t)), got); diff != "" {
		t.Errorf("%s changed; look at it, then run with -update (-want +got):\n%s", file, diff)
	}
}
