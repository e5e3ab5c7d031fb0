package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// wave is an order as typed.
func wave(more ...string) url.Values {
	form := values("first", "2025-01-01", "last", "2025-12-31", "mode", "rounded", "threshold", "10", "reason", "", "replaces", "", "source", "", "margins", "", "do", "preview")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// make asks for a release and has it made.
func (v *visitor) make(more ...string) string {
	v.t.Helper()
	at := v.ask(more...)
	if _, err := v.web.Service.NextRelease(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	return at
}

// ask asks for a release through preview and button.
func (v *visitor) ask(more ...string) string {
	v.t.Helper()
	preview := v.post("/statistics/releases/new", wave(more...))
	preview.is(v.t, 200, "@release.preview_text")
	a := v.post("/statistics/releases/new", wave(append(more, "do", "make", "once", input(v.t, preview.Text, "once"))...))
	if a.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("make: %s\n%s", a.Status, a.main())
	}
	return a.Header.Get("Location")
}

// TestMakingARelease: an analyst sees what would be withheld before anything is
// made, makes it once, and finds tables, quality and files.
func TestMakingARelease(t *testing.T) {
	s, p := newPress(t, 600)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	v.get("/statistics").is(t, 200, "@statistics.none", "@release.new")
	v.get("/statistics/releases").is(t, 200, "@releases.none")
	v.get("/statistics/releases/new").is(t, 200, `name="first" type="date" value="2026-01-01"`, `value="2026-03-31"`, `value="rounded" checked`)
	preview := v.post("/statistics/releases/new", wave())
	preview.is(t, 200, "@release.preview_text", "@release.why_small", "@statistics.synthetic", "withheld", "!@release.see", "1 January 2025", "31 December 2025")
	if len(p.all()) != 0 {
		t.Fatal("a preview made a release")
	}
	once := input(t, preview.Text, "once")
	v.post("/statistics/releases/new", wave("do", "change", "threshold", "5", "reason", "Board <1>")).is(t, 200, "@release.see", `value="5" checked`, "Board &lt;1&gt;")
	if at := v.post("/statistics/releases/new", wave("do", "make", "once", once)).Header.Get("Location"); at != "/statistics/releases/1" {
		t.Fatalf("made at %q", at)
	}
	if at := v.post("/statistics/releases/new", wave("do", "make", "once", once)).Header.Get("Location"); at != "/statistics/releases" || len(p.all()) != 1 {
		t.Errorf("the same form again: %q, %d releases", at, len(p.all()))
	}
	p.run(1)
	v.get("/statistics/releases").is(t, 200, "@release.state.made", "@statistics.synthetic", "!http-equiv")
	page := v.get("/statistics/releases/1")
	page.is(t, 200, "@release.frozen", "@statistics.synthetic", "@release.quality.flags", "@statistics.limit.volunteers", "/statistics/releases/1/files/firms-by-sector.csv",
		"/statistics/releases/1/files/release.jsonld", "replaces=1", p.all()[0].Hash)
	for _, table := range p.all()[0].Tables {
		v.get("/statistics/releases/1/tables/"+table.ID).is(t, 200, "@statistics.volunteers", "@statistics.synthetic", "<table")
	}
	v.get("/statistics/releases/1/tables/levels-nir-sme-by-sector").is(t, 200, `class="chart"`, "Making things", "1 · ")
	for path, key := range map[string]string{"/statistics/releases/2": "@error.release_unknown", "/statistics/releases/01": "@error.release_unknown", "/statistics/releases/x": "@error.release_unknown",
		"/statistics/releases/1/tables/nothing": "@error.table_unknown", "/statistics/releases/1/files/firms-by-sector.exe": "@error.table_unknown", "/statistics/releases/1/files/nothing.csv": "@error.table_unknown"} {
		v.get(path).is(t, 404, key)
	}
}

// TestFilesInALanguage: an agency chooses the language of the files, its own at
// first; one file and the structures name everything in every language.
func TestFilesInALanguage(t *testing.T) {
	s, _ := newPress(t, 600)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	v.get("/statistics/releases/new?lang=de").is(t, 200, `<option value="de" lang="de" selected>`)
	v.get("/statistics/releases/new?lang=en").is(t, 200, `<option value="en" lang="en" selected>`)
	v.post("/statistics/releases/new", wave("language", "xx")).is(t, 422, "@field.pick_one", "language-problem")
	at := v.make("language", "de")
	v.get(at).is(t, 200, "German", "release.labels.csv")
	table := v.get(at + "/files/firms-by-size.csv")
	if got := table.Header.Get("Content-Language"); got != "de" || !strings.Contains(table.Text, "1 bis 9 Personen") {
		t.Errorf("in %q: %.300s", got, table.Text)
	}
	labels := v.get(at + "/files/release.labels.csv").Text
	for _, words := range []string{"kind,model,axis,code,en,id,de,es,fr,it,pt-BR,tr,ru,ar,hi,zh-Hans,ja,ko", "1 bis 9 Personen", "1 to 9 people"} {
		if !strings.Contains(labels, words) {
			t.Errorf("labels lack %q: %.600s", words, labels)
		}
	}
}

// TestOrdersThatDoNotFit: what is wrong stands with its field, what was typed
// stays, and nothing is made.
func TestOrdersThatDoNotFit(t *testing.T) {
	s, p := newPress(t, 50)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	for _, tt := range []struct{ field, typed, problem string }{
		{"first", "", "first-problem"}, {"first", "soon", "@field.release_day"}, {"last", "2024-12-31", "@field.release_backwards"},
		{"last", "2026-05-04", "@field.release_open"}, {"mode", "loud", "@field.pick_one"}, {"threshold", "1", "@field.pick_one"},
		{"threshold", "5", "@field.release_decision"}, {"replaces", "-1", "@error.invalid"}, {"margins", "sector,firms\nC,10\n", "source-problem"},
		{"last", "2025-01-01", "@error.release_empty"},
	} {
		for _, do := range []string{"preview", "make"} {
			if tt.problem == "@error.release_empty" && do == "make" {
				continue // it is the release that fails
			}
			v.post("/statistics/releases/new", wave(tt.field, tt.typed, "do", do, "once", tt.field+tt.typed)).is(t, 422, tt.problem, "@release.see")
		}
	}
	lines := v.post("/statistics/releases/new", wave("source", "Register & <2025>", "margins", "sector,size,firms\nC,micro,10\nXX,micro,-1\n"))
	lines.is(t, 422, "Line 3", "Register &amp; &lt;2025&gt;", "C,micro,10\nXX,micro,-1")
	v.post("/statistics/releases/new", wave("source", "Register", "margins", "sector,firms\n"+strings.Repeat("C,10\n", 90_000))).is(t, 422, "@field.margins_bytes")
	v.post("/statistics/releases/new", wave("source", "Register", "margins", "sector,firms\nC,10\n", "do", "change")).is(t, 200, "C,10")
	if len(p.all()) != 0 {
		t.Errorf("%d releases of what does not fit", len(p.all()))
	}
}

// TestReleaseUnderWay: the pages of a release that is being made load
// themselves anew, and those of one that failed say why and show nothing.
func TestReleaseUnderWay(t *testing.T) {
	s, p := newPress(t, 300)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	at := v.ask()
	for _, path := range []string{at, "/statistics/releases"} {
		v.get(path).is(t, 200, `http-equiv="refresh"`, "@release.state.waiting", "@release.reloads", "!@release.frozen")
	}
	v.get(at+"/files/firms-by-sector.csv").is(t, 404)
	v.get(at+"/files/release.jsonld").is(t, 404, "@error.release_unmade")
	p.run(1)
	v.get(at).is(t, 200, "@release.frozen", "!http-equiv")
	empty := assessment.ReleaseOrder{From: morning.AddDate(-9, 0, 0), To: morning.AddDate(-8, 0, 0), Threshold: 10}
	if err := s.file.Update(t.Context(), func(tx assessment.Tx) error {
		_, err := tx.AddRelease(&assessment.Release{ReleaseOrder: empty, Asked: morning})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	p.run(2)
	v.get("/statistics/releases/2").is(t, 200, "@error.release_empty", "@release.failed_text", "!@release.tables")
	v.get("/statistics").is(t, 200, "Release 1", "!Release 2")
}

// TestCorrection: a correction names what it replaces, and the dashboard and
// the old release lead to it.
func TestCorrection(t *testing.T) {
	s, _ := newPress(t, 400)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	v.make()
	v.get("/statistics/releases/new?replaces=1").is(t, 200, `<option value="1" selected>`, `value="2025-01-01"`, `value="2025-12-31"`)
	v.make("replaces", "1")
	v.get("/statistics/releases/1").is(t, 200, "@release.outdated", `href="/statistics/releases/2"`, "!replaces=1")
	v.get("/statistics/releases/2").is(t, 200, "Corrects release 1")
	v.get("/statistics/releases").is(t, 200, "corrected by release 2")
	v.get("/statistics").is(t, 200, "Release 2", "!@statistics.difference")
	v.get("/statistics/releases/new").is(t, 200, `<option value="2">`, `!<option value="1">`)
}

// TestDashboard: every part of the dashboard is there, with a table beside each
// chart, what moved since the release before, and where support is missing.
func TestDashboard(t *testing.T) {
	s, _ := newPress(t, 900)
	v := s.member(assessment.AnalystRole, "ana@example.org")
	v.make()
	v.make("first", "2026-01-01", "last", "2026-03-31")
	page := v.get("/statistics")
	page.is(t, 200, "@statistics.levels.sector", "@statistics.levels.region", "@statistics.levels.size", "@statistics.means", "@statistics.moved", "@statistics.rounds",
		"@statistics.gaps", "@statistics.adoption", "@statistics.actions", "@release.quality", "@statistics.volunteers", "@statistics.synthetic", "@statistics.withheld", "Release 1", " to ", "@statistics.low")
	if charts, tables := strings.Count(page.Text, `class="chart"`), strings.Count(page.Text, "<table"); charts < 6 || tables < charts {
		t.Errorf("%d charts and %d tables", charts, tables)
	}
	v.get("/statistics?place=FR").is(t, 200, `<option value="FR" selected>`, "/platforms?country=FR")
	v.get("/statistics?place=%3Cscript%3E").is(t, 200, "!<script>", "/platforms?country=DE")
	s.member(assessment.OperatorRole, "olga@example.org").get("/statistics").is(t, 200, "@statistics.gaps", "!/statistics/releases/new")
	s.member(assessment.FacilitatorRole, "fay@example.org").get("/statistics").is(t, 403)
}

// TestFirmsLikeYours: a result page compares with the latest release and, before
// there is one, with nothing.
func TestFirmsLikeYours(t *testing.T) {
	s, _ := newPress(t, 600)
	firm := s.visitor().start()
	firm.finish(0.5)
	firm.get(firm.home()+"/result").is(t, 200, "!@likes.title")
	s.member(assessment.AnalystRole, "ana@example.org").make()
	s.pass(2 * time.Minute)
	page := firm.get(firm.home() + "/result")
	page.is(t, 200, "@likes.title", "@likes.volunteers", "@statistics.synthetic", "@likes.areas", "From release 1")
	if n := strings.Count(page.Text, `<span class="chip-word">`); n < 1 {
		t.Error("nothing says where the firm stands itself")
	}
}
