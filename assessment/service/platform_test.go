package service

import (
	"context"
	"testing"
	"time"

	"onramp/assessment"
)

var (
	theOperator = Actor{Name: "Ada", Operator: true}
	theChamber  = Actor{Name: "Bo of the chamber", Organisation: "chamber"}
	theAgency   = Actor{Name: "Cy", Organisation: "agency"}
)

// course is an entry as an organisation would add it.
func course() assessment.Platform {
	return assessment.Platform{Name: "Kurs Büro 4.0", Operator: "Chamber", Countries: []string{"DE"}, Kinds: []string{"training"}, Topics: []string{"skills"},
		Summary: assessment.Text{English: "A course."}, Evidence: assessment.EvidenceOperator, Checked: "2026-05-04", Status: assessment.StatusActive}
}

func (w *world) directory() *assessment.Directory {
	w.t.Helper()
	c, err := w.Catalogue(w.ctx())
	w.must(err)
	return c.Directory
}

func (w *world) entry(id string) *PlatformEntry {
	w.t.Helper()
	e, err := w.Platform(w.ctx(), id)
	w.must(err)
	return e
}

// TestOwnEntries: an organisation adds and changes its own entries and nobody
// else's; the operator changes every one, and it stays whose it is. All of it
// is on record, and interviews see it at once.
func TestOwnEntries(t *testing.T) {
	w := newWorld(t)
	imported, instruments := w.directory(), w.start(assessment.Quick).interview().instrument
	id, err := w.AddPlatform(w.ctx(), theChamber, course(), " new ")
	w.must(err)
	if id != "de-kurs-b-ro-4-0" || w.directory().Platform(id) == nil || w.directory().Version == imported.Version {
		t.Errorf("%q in directory %s", id, w.directory().Version)
	}
	second, err := w.AddPlatform(w.ctx(), theAgency, course(), "")
	w.must(err)
	if second != id+"-2" {
		t.Errorf("the second of that name is %q", second)
	}

	e := w.entry(id)
	changed := *e.Platform
	changed.Closes = "2027-03-31"
	w.refused(w.SavePlatform(w.ctx(), theAgency, changed, e.Platform.Mark(), ""), assessment.Forbidden, "error.platform_not_yours")
	w.refused(w.RetirePlatform(w.ctx(), theAgency, id, ""), assessment.Forbidden, "error.platform_not_yours")
	w.refused(w.RetirePlatform(w.ctx(), theChamber, imported.Platforms[0].ID, ""), assessment.Forbidden, "error.platform_not_yours")
	w.refused(w.RetirePlatform(w.ctx(), Actor{Name: "nobody"}, imported.Platforms[0].ID, ""), assessment.Forbidden, "error.platform_not_yours")
	w.pass(time.Hour)
	w.must(w.SavePlatform(w.ctx(), theOperator, changed, e.Platform.Mark(), "checked"))
	w.refused(w.SavePlatform(w.ctx(), theChamber, changed, e.Platform.Mark(), ""), assessment.Conflict, "error.changed_elsewhere")
	w.pass(time.Hour)
	w.must(w.RetirePlatform(w.ctx(), theChamber, id, "over"))
	w.must(w.RetirePlatform(w.ctx(), theChamber, id, "over")) // again changes nothing

	e = w.entry(id)
	if len(e.Changes) != 3 || e.Organisation != "chamber" || e.Platform.Status != assessment.StatusClosed {
		t.Fatalf("%d changes, %q's, %s", len(e.Changes), e.Organisation, e.Platform.Status)
	}
	for i, want := range []struct {
		by, note string
		at       time.Time
		fields   int
	}{{"Bo of the chamber", "over", morning.Add(2 * time.Hour), 1}, {"Ada", "checked", morning.Add(time.Hour), 1}, {"Bo of the chamber", "new", morning, 12}} {
		c := e.Changes[i]
		if c.By != want.by || c.Note != want.note || !c.At.Equal(want.at) || len(c.Fields()) != want.fields {
			t.Errorf("change %d: %s %q %s %v", i, c.By, c.Note, c.At, c.Fields())
		}
	}
	if got := e.Changes[1].Fields(); got[0] != "closes" {
		t.Errorf("the operator changed %v", got)
	}
	all, err := w.PlatformChanges(w.ctx())
	w.must(err)
	if owners, err := w.PlatformOwners(w.ctx()); err != nil || len(all) != 4 || owners[second] != "agency" || len(owners) != 2 {
		t.Errorf("%d changes on record, owners %v, %v", len(all), owners, err)
	}
	if in := w.start(assessment.Quick).interview(); in.Directory.Platform(id) == nil || in.instrument != instruments {
		t.Error("a new interview does not see the entry, or every instrument was made anew")
	}
}

func TestEntriesThatDoNotFit(t *testing.T) {
	w := newWorld(t)
	id := w.directory().Platforms[0].ID
	for name, tt := range map[string]struct {
		actor Actor
		set   func(*assessment.Platform)
		note  string
		key   string
	}{
		"nobody":           {Actor{Operator: true, Name: " "}, func(*assessment.Platform) {}, "", "error.invalid"},
		"no name":          {theOperator, func(p *assessment.Platform) { p.Name = " " }, "", "error.invalid"},
		"unknown topic":    {theOperator, func(p *assessment.Platform) { p.Topics = []string{"magic"} }, "", "error.invalid"},
		"address":          {theOperator, func(p *assessment.Platform) { p.URL = "javascript:alert(1)" }, "", "error.invalid"},
		"closes first":     {theOperator, func(p *assessment.Platform) { p.Opens, p.Closes = "2026-02-01", "2026-01-01" }, "", "error.invalid"},
		"region elsewhere": {theOperator, func(p *assessment.Platform) { p.Regions = []string{"FR-BRE"} }, "", "error.invalid"},
		"ages exchanged":   {theOperator, func(p *assessment.Platform) { p.Age = assessment.Span{Min: 5, Max: 1} }, "", "error.invalid"},
		"long note":        {theOperator, func(*assessment.Platform) {}, string(make([]byte, 2000)), "error.invalid"},
	} {
		p := course()
		tt.set(&p)
		_, err := w.AddPlatform(w.ctx(), tt.actor, p, tt.note)
		t.Run(name, func(*testing.T) { w.refused(err, assessment.Invalid, tt.key) })
	}
	taken := course()
	taken.ID = id
	_, err := w.AddPlatform(w.ctx(), theOperator, taken, "")
	w.refused(err, assessment.Conflict, "error.platform_taken")
	taken.ID = "nothing-here"
	w.refused(w.SavePlatform(w.ctx(), theOperator, taken, "", ""), assessment.NotFound, "error.platform_unknown")
	w.refused(w.RetirePlatform(w.ctx(), theOperator, "nothing-here", ""), assessment.NotFound, "error.platform_unknown")
	_, err = w.Platform(w.ctx(), "nothing-here")
	w.refused(err, assessment.NotFound, "error.platform_unknown")
	if all, err := w.PlatformChanges(w.ctx()); err != nil || len(all) != 0 {
		t.Errorf("%d changes of what was refused, %v", len(all), err)
	}
}

// TestImportKeepsChanges: another import undoes nothing; setting changes aside
// does, and keeps the record.
func TestImportKeepsChanges(t *testing.T) {
	w := newWorld(t)
	before := w.directory()
	id := before.Platforms[0].ID
	w.must(w.RetirePlatform(w.ctx(), theOperator, id, ""))
	own := *shipped(t)
	own.Directory = assessment.NewDirectory(shipped(t).Directory.Platforms[:10])
	for _, step := range []struct {
		what    string
		publish func(context.Context, *assessment.Catalogue) error
	}{{"import", w.Import}, {"built-in", w.ImportBuiltIn}, {"start", w.Refresh}} { // in this order: a start undoes no import of an operator
		w.must(step.publish(w.ctx(), &own))
		if d := w.directory(); d.Platform(id).Status != assessment.StatusClosed || len(d.Platforms) != 10 {
			t.Errorf("after %s: %d platforms, %s is %s", step.what, len(d.Platforms), id, d.Platform(id).Status)
		}
	}
	if n, err := w.DropPlatformChanges(w.ctx()); n != 1 || err != nil {
		t.Errorf("%d set aside, %v", n, err)
	}
	if d := w.directory(); d.Platform(id).Status != before.Platform(id).Status || d.Version != own.Directory.Version {
		t.Errorf("%s is %s", id, d.Platform(id).Status)
	}
	if e := w.entry(id); len(e.Changes) != 1 || e.Changes[0].Dropped.IsZero() {
		t.Errorf("record: %+v", e.Changes)
	}
}

// TestRecordAnswers: an address that answers counts for more than a stored page
// and for less than a confirmation, as long as that is fresh.
func TestRecordAnswers(t *testing.T) {
	w := newWorld(t)
	confirmed, err := w.AddPlatform(w.ctx(), theOperator, course(), "")
	w.must(err)
	seen := w.directory().Platforms[0].ID
	record := func(on time.Time, changed int) {
		t.Helper()
		if n, err := w.RecordAnswers(w.ctx(), theOperator, map[string]time.Time{confirmed: on, seen: on, "nothing-here": on}, "check"); n != changed || err != nil {
			t.Errorf("%d changed, %v", n, err)
		}
	}
	record(morning, 1)
	record(morning, 0)
	for id, want := range map[string]string{seen: "address 2026-05-04", confirmed: "operator 2026-05-04"} {
		if pl := w.directory().Platform(id); pl.Evidence+" "+pl.Checked != want {
			t.Errorf("%s: %s %s, want %s", id, pl.Evidence, pl.Checked, want)
		}
	}
	record(morning.AddDate(2, 0, 0), 2)
	if pl := w.directory().Platform(confirmed); pl.Evidence+" "+pl.Checked != "address 2028-05-04" {
		t.Errorf("two years later: %s %s", pl.Evidence, pl.Checked)
	}
}

// TestTextsKeepTheirTranslation as long as they read as before.
func TestTextsKeepTheirTranslation(t *testing.T) {
	w := newWorld(t)
	old := *w.directory().Platform("de-bsi-cyberrisikocheck")
	put := func(p assessment.Platform, changed int) *assessment.Platform {
		t.Helper()
		if n, err := w.PutPlatforms(w.ctx(), theOperator, []assessment.Platform{p}, ""); n != changed || err != nil {
			t.Errorf("%d changed, %v", n, err)
		}
		return w.directory().Platform(p.ID)
	}
	p := old
	p.Summary.Key = ""
	put(p, 0)
	p.Cost = "free"
	if got := put(p, 1); got.Summary != old.Summary {
		t.Errorf("unchanged text: %+v", got.Summary)
	}
	p.Summary = assessment.Text{Key: old.Summary.Key, English: "Other words."}
	if got := put(p, 1); got.Summary != (assessment.Text{English: "Other words."}) {
		t.Errorf("changed text: %+v", got.Summary)
	}
}
