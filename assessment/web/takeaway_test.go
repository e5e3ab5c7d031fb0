package web

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"onramp/assessment"
)

// TestPlanFiles: the spreadsheet and the calendar file are the plan of today,
// are saved under a name, and a browser that has them is not sent them again.
func TestPlanFiles(t *testing.T) {
	v := newSite(t).visitor().start("name", "=Brot & Söhne")
	v.finish(0.4)
	for path, want := range map[string]struct{ kind, begins, name string }{
		"/roadmap.xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK", `attachment; filename="onramp-plan.xlsx"`},
		"/roadmap.ics":  {"text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\n", `attachment; filename="onramp-plan.ics"`},
	} {
		t.Run(path, func(t *testing.T) {
			a := v.get(v.home() + path)
			a.is(t, 200)
			tag := a.Header.Get("ETag")
			if !strings.HasPrefix(a.Text, want.begins) || a.Header.Get("Content-Type") != want.kind || a.Header.Get("Content-Disposition") != want.name ||
				tag == "" || a.Header.Get("Cache-Control") != "private, no-cache" {
				t.Errorf("%.20q, headers %v", a.Text, a.Header)
			}
			v.pass(48 * time.Hour)
			if again := v.get(v.home() + path); again.Text != a.Text || again.Header.Get("ETag") != tag {
				t.Error("the same answers give another file")
			}
			v.get(v.home()+path, "If-None-Match", tag).is(t, 304)
			v.say("TA01", assessment.StateResponse(assessment.DontKnow))
			v.get(v.home()+path, "If-None-Match", tag).is(t, 200)
			v.say("TA01", assessment.ValueResponse(1))
		})
	}
}

// plan reads the measures of the spreadsheet and of the calendar.
func (v *visitor) plan() (rows, entries []string) {
	v.t.Helper()
	sheet := must(excelize.OpenReader(strings.NewReader(v.get(v.home() + "/roadmap.xlsx").Text)))(v.t)
	defer sheet.Close()
	for _, row := range must(sheet.GetRows("Plan"))(v.t)[1:] {
		rows = append(rows, strings.Join(row, " | "))
	}
	calendar := must(ics.ParseCalendar(strings.NewReader(v.get(v.home() + "/roadmap.ics").Text)))(v.t)
	for _, e := range calendar.Events() {
		entries = append(entries, e.GetProperty(ics.ComponentPropertyDtStart).Value+" "+e.GetProperty(ics.ComponentPropertySummary).Value)
		if url := e.GetProperty(ics.ComponentPropertyUrl); url == nil || url.Value != "http://onramp.test"+v.home()+"/roadmap" {
			v.t.Errorf("an entry leads to %v", url)
		}
	}
	return rows, entries
}

// TestAllFilesSayTheSame: page, spreadsheet and calendar hold the same steps in
// the same order.
func TestAllFilesSayTheSame(t *testing.T) {
	v := newSite(t).visitor().start().finish(0.4)
	rows, entries := v.plan()
	steps := v.interview().Outcome().Roadmap.Steps
	if len(rows) != len(steps) || len(entries) != len(steps)+1 {
		t.Fatalf("%d rows, %d entries for %d steps", len(rows), len(entries), len(steps))
	}
	page := v.get(v.home() + "/roadmap")
	for i, s := range steps {
		title := s.Measure.Title.English
		if !strings.Contains(rows[i], title) || !strings.Contains(entries[i], title) || !shows(page.Text, title) {
			t.Errorf("step %d, %q: row %q, entry %q", i+1, title, rows[i], entries[i])
		}
	}
}

// TestMovingToAnotherServer: the file of answers, opened on a server that knows
// nothing of the firm, gives the same result and the same plan.
func TestMovingToAnotherServer(t *testing.T) {
	v := newSite(t).visitor()
	v.id = strings.TrimPrefix(v.upload(`{"questionnaire":"nir-sme","depth":"standard","seed":77,"statistics_consent":true,"profile":{"name":"Brot & Söhne 🥐",
		"country":"DE","region":"DE-BY","language":"de","sector":"C","employees":12,"goals":["cut-cost"],"budget":4000,"person_days_month":3,
		"appetite":"careful","founded":1987}}`).Header.Get("Location"), "/assessments/")
	v.finish(0.4)
	v.say("TA01", assessment.StateResponse(assessment.DontKnow))
	v.post(v.home()+"/models/dii", values()).is(t, 303)
	v.finish(0.6)
	w := newSite(t).visitor()
	a := w.upload(v.get(v.home() + "/answers.json").Text)
	a.is(t, 303)
	w.id = strings.TrimPrefix(a.Header.Get("Location"), "/assessments/")
	before, after := v.interview(), w.interview()
	if diff := cmp.Diff(before.Portable(), after.Portable()); diff != "" {
		t.Error(diff)
	}
	if before.Profile.Appetite != assessment.Careful || before.Profile.Founded != 1987 || before.Profile.Region != "DE-BY" || before.Profile.Budget == nil || before.Profile.Days == nil {
		t.Errorf("the profile was not saved: %+v", before.Profile)
	}
	old, moved := before.Outcome(), after.Outcome()
	if diff := cmp.Diff(old.Result, moved.Result); diff != "" {
		t.Error(diff)
	}
	if len(old.Others) != 1 || !cmp.Equal(old.Others[0].Result, moved.Others[0].Result) {
		t.Errorf("%d and %d other models", len(old.Others), len(moved.Others))
	}
	rows, entries := v.plan()
	movedRows, movedEntries := w.plan()
	if diff := cmp.Diff(rows, movedRows); diff != "" || len(rows) == 0 {
		t.Error(diff)
	}
	if diff := cmp.Diff(entries, movedEntries); diff != "" {
		t.Error(diff)
	}
}

// TestTakeAwayLinks: every page that ends an assessment names every file.
func TestTakeAwayLinks(t *testing.T) {
	v := newSite(t).visitor().start().finish(0.4)
	for _, page := range []string{"/result", "/roadmap", "/leave"} {
		a := v.get(v.home() + page)
		for _, file := range []string{"/roadmap.pdf", "/roadmap.xlsx", "/roadmap.ics", "/answers.json"} {
			a.is(t, 200, `href="`+v.home()+file+`"`)
		}
		a.is(t, 200, "@take.pdf_text", "@take.xlsx_text", "@take.ics_text", "@take.json_text")
	}
}

// TestManyFilesAtOnce: more downloads than are drawn at a time all arrive, and
// alike.
func TestManyFilesAtOnce(t *testing.T) {
	v := newSite(t).visitor().start().finish(0.4)
	paths := []string{"/roadmap.pdf", "/roadmap.xlsx", "/roadmap.ics"}
	texts := make([][]byte, 4*len(paths))
	var wait sync.WaitGroup
	for i := range texts {
		wait.Go(func() { texts[i] = []byte(v.get(v.home() + paths[i%len(paths)]).Text) })
	}
	wait.Wait()
	for i := range texts {
		if len(texts[i]) == 0 || !bytes.Equal(texts[i], texts[i%len(paths)]) {
			t.Errorf("%s: download %d differs", paths[i%len(paths)], i)
		}
	}
	if slices.ContainsFunc(texts, func(b []byte) bool { return len(b) > 300_000 }) {
		t.Error("a file is larger than 300 kB")
	}
}
