package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"onramp/assessment"
)

// year is a closed period that everything below is finished in.
func (w *world) year() assessment.ReleaseOrder {
	return assessment.ReleaseOrder{From: morning.AddDate(-1, 0, 0), To: morning.Add(24 * time.Hour), Threshold: 10}
}

// takeIn takes in firms that agreed to statistics and have finished.
func (w *world) takeIn(n int) (all []visit) {
	w.t.Helper()
	c := shipped(w.t)
	q := c.Questionnaires[0]
	for i := range n {
		profile := bakery
		profile.Employees = []int{5, 20, 100}[i%3]
		p := assessment.Portable{Questionnaire: q.ID, Depth: "quick", Seed: int64(i), StatisticsConsent: true, Profile: profile, Responses: map[string]assessment.Response{}}
		for j, it := range q.Items() {
			switch {
			case it.Kind == assessment.Checklist:
				p.Responses[it.ID] = assessment.OptionsResponse(it.Options[i%len(it.Options)].ID)
			case it.Core():
				low, high := it.Range()
				p.Responses[it.ID] = assessment.ValueResponse(low + (i+i*j/7)%(high-low+1))
			}
		}
		id, token, err := w.Adopt(w.ctx(), p)
		w.must(err)
		all = append(all, visit{w, id, token})
	}
	return all
}

// filed is a world whose releases have one file that says everything.
func filed(t *testing.T) (*world, person) {
	w := newWorld(t)
	w.files = func(r *assessment.Release) ([]assessment.ReleaseFile, error) {
		b, err := json.Marshal(r)
		return []assessment.ReleaseFile{{Name: "release.json", Format: "json", Content: b, Size: len(b)}}, err
	}
	return w, w.hire(assessment.Agency, "Agency", assessment.AnalystRole, "Ana")
}

func (p person) order(o assessment.ReleaseOrder) int {
	p.t.Helper()
	n, err := p.MakeRelease(p.ctx(), p.id, o)
	p.must(err)
	return n
}

func (p person) file(number int) []byte {
	p.t.Helper()
	_, f, err := p.ReleaseFile(p.ctx(), p.id, number, "release.json")
	p.must(err)
	return f.Content
}

// TestReleaseIsFrozen: once made it stays as it is, whatever firms do later.
func TestReleaseIsFrozen(t *testing.T) {
	w, ana := filed(t)
	firms := w.takeIn(40)
	w.pass(48 * time.Hour)
	if n := ana.order(w.year()); n != 1 {
		t.Fatalf("number %d", n)
	}
	if _, err := w.LatestRelease(w.ctx()); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("a release that waits is the latest: %v", err)
	}
	made, err := w.NextRelease(w.ctx())
	w.must(err)
	r, err := w.LatestRelease(w.ctx())
	w.must(err)
	if made != 1 || r.Number != 1 || r.State != assessment.ReleaseMade || r.Quality.Firms != 40 || len(r.Tables) < 40 {
		t.Fatalf("%d, %+v", made, r)
	}
	before := ana.file(1)
	for _, v := range firms[:15] {
		w.must(w.Delete(w.ctx(), v.id, v.token))
	}
	if again := ana.file(1); !bytes.Equal(again, before) {
		t.Error("deleting firms changed a made release")
	}
	o := w.year()
	o.Replaces = 1
	ana.order(o)
	_, err = w.NextRelease(w.ctx())
	w.must(err)
	if r, err = w.LatestRelease(w.ctx()); err != nil || r.Number != 2 || r.Replaces != 1 || r.Quality.Firms != 25 {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = w.MakeRelease(w.ctx(), ana.id, o)
	w.refused(err, assessment.Invalid, "error.invalid") // corrected already
}

// TestReleaseGoesOnElsewhere: of a release whose server died nothing is to be
// seen, and another server makes it once the first has been silent long enough.
func TestReleaseGoesOnElsewhere(t *testing.T) {
	w, ana := filed(t)
	w.takeIn(30)
	w.pass(48 * time.Hour)
	ana.order(w.year())
	w.must(w.store.Update(w.ctx(), func(tx assessment.Tx) error { // the server that dies
		_, err := tx.ClaimRelease("dead", w.now(), w.now().Add(releaseLease))
		return err
	}))
	if n, err := w.NextRelease(w.ctx()); n != 0 || err != nil {
		t.Fatalf("made %d beside a living server: %v", n, err)
	}
	if _, _, err := w.ReleaseTable(w.ctx(), ana.id, 1, "firms-by-size"); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("half a release can be read: %v", err)
	}
	w.pass(releaseLease + time.Second)
	if n, err := w.NextRelease(w.ctx()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	_, table, err := w.ReleaseTable(w.ctx(), ana.id, 1, "firms-by-size")
	w.must(err)
	if table.Cells[0].Firms != 30 {
		t.Errorf("%+v", table.Cells[0])
	}
}

// TestReleaseStops: a server that is told to stop gives the release back, and a
// mistake of the program ends in a failed release that says so.
func TestReleaseStops(t *testing.T) {
	w, ana := filed(t)
	w.takeIn(20)
	w.pass(48 * time.Hour)
	ana.order(w.year())
	write := w.files
	ctx, stop := context.WithCancel(w.ctx())
	w.files = func(*assessment.Release) ([]assessment.ReleaseFile, error) { stop(); return nil, ctx.Err() }
	if n, err := w.NextRelease(ctx); n != 1 || !errors.Is(err, context.Canceled) {
		t.Fatal(n, err)
	}
	w.pass(time.Second)
	w.files = func(*assessment.Release) ([]assessment.ReleaseFile, error) { return nil, errors.New("a mistake") }
	if n, err := w.NextRelease(w.ctx()); n != 1 || err == nil {
		t.Fatal(n, err)
	}
	r, err := w.Release(w.ctx(), ana.id, 1)
	w.must(err)
	if r.State != assessment.ReleaseFailed || r.Fault.Key != "error.release_failed" {
		t.Errorf("%+v", r)
	}
	w.files = write
	empty := w.year()
	empty.To = empty.From.Add(time.Hour)
	ana.order(empty)
	if n, err := w.NextRelease(w.ctx()); n != 2 || err != nil { // refused by the rules
		t.Fatal(n, err)
	}
	if r, err = w.Release(w.ctx(), ana.id, 2); err != nil || r.Fault == nil || r.Fault.Key != "error.release_empty" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestWhoMayRelease: analysts ask, operators and clients read, nobody else.
func TestWhoMayRelease(t *testing.T) {
	w, ana := filed(t)
	w.takeIn(20)
	w.pass(48 * time.Hour)
	manager := w.hire(assessment.Agency, "Agency", assessment.ManagerRole, "Max")
	operator := w.hire(assessment.Operator, "Operator", assessment.OperatorRole, "Olga")
	facilitator := w.hire(assessment.Association, "Association", assessment.FacilitatorRole, "Fay")
	token, err := w.AddClient(w.ctx(), manager.id, assessment.Client{Name: "Portal", Scopes: assessment.Scopes, Expires: w.now().AddDate(0, 6, 0)})
	w.must(err)
	client, err := w.Client(w.ctx(), token)
	w.must(err)
	for by, may := range map[string]string{ana.id: "read order", manager.id: "read order", operator.id: "read", client.ID: "read", facilitator.id: "", "nobody": "", "": ""} {
		_, err := w.Releases(w.ctx(), by)
		_, wrong := w.MakeRelease(w.ctx(), by, w.year())
		_, looked := w.PreviewRelease(w.ctx(), by, w.year())
		got := fmt.Sprint(assessment.KindOf(err) == assessment.Forbidden, assessment.KindOf(wrong) == assessment.Forbidden, assessment.KindOf(looked) == assessment.Forbidden)
		if want := map[string]string{"read order": "false false false", "read": "false true true", "": "true true true"}[may]; got != want {
			t.Errorf("%q: refused %s, want %s", by, got, want)
		}
	}
	w.must(w.RevokeClient(w.ctx(), manager.id, client.ID))
	_, err = w.Releases(w.ctx(), client.ID)
	w.refused(err, assessment.Forbidden, "error.not_allowed")
	o := w.year()
	o.To = w.now().Add(time.Hour)
	_, err = w.MakeRelease(w.ctx(), ana.id, o)
	w.refused(err, assessment.Invalid, "error.invalid")
}

// unitOf reads what statistics keep of an assessment; nil for nothing.
func (v visit) unitOf() (unit *assessment.Unit) {
	v.t.Helper()
	v.must(v.store.View(v.ctx(), func(tx assessment.Tx) error {
		return tx.Units(morning.AddDate(-1, 0, 0), morning.AddDate(9, 0, 0), func(u *assessment.Unit) error {
			if u.Assessment == v.id {
				one := *u
				unit = &one
			}
			return nil
		})
	}))
	return unit
}

// TestUnitsFollow: statistics keep nothing without consent and before the end,
// follow what the firm changes, and forget with the consent and the assessment.
func TestUnitsFollow(t *testing.T) {
	w := newWorld(t)
	v := w.start("quick")
	_, err := w.SetConsent(w.ctx(), v.id, v.token, true)
	w.must(err)
	if v.unitOf() != nil {
		t.Error("kept before the end")
	}
	v.finish()
	u := v.unitOf()
	if u == nil || u.Firm != v.id || u.Mode != assessment.OnlineMode || u.Country != "DE" || u.Sector != "C" || u.Size != "small" || len(u.Models) != 1 || len(u.Technologies) == 0 || len(u.Actions) == 0 || len(u.Gaps) == 0 {
		t.Fatalf("%+v", u)
	}
	p := bakery
	p.Employees = 120
	_, err = w.SaveProfile(w.ctx(), v.id, v.token, p, v.interview().Profile.Mark())
	w.must(err)
	if u := v.unitOf(); u.Size != "medium" {
		t.Errorf("size %s", u.Size)
	}
	again, err := w.Again(w.ctx(), v.id, v.token)
	w.must(err)
	second := visit{w, again, v.token}
	second.finish()
	if u := second.unitOf(); u == nil || u.Firm != v.id || u.Round != 2 || u.Models[0].Areas[0].Before == nil {
		t.Errorf("second round: %+v", u)
	}
	_, err = w.SetRegister(w.ctx(), again, v.token, "HRB 12.345")
	w.must(err)
	other := w.takeIn(1)[0]
	_, err = w.SetRegister(w.ctx(), other.id, other.token, "hrb12345")
	w.must(err)
	if a, b, c := v.unitOf(), second.unitOf(), other.unitOf(); a.Firm != b.Firm || b.Firm != c.Firm || a.Firm == v.id || bytes.Contains([]byte(a.Firm), []byte("12345")) || c.Mode != assessment.ImportedMode {
		t.Errorf("linked as %q, %q, %q", a.Firm, b.Firm, c.Firm)
	}
	_, err = w.SetRegister(w.ctx(), other.id, other.token, "--1")
	w.refused(err, assessment.Invalid, "error.invalid")
	_, err = w.SetConsent(w.ctx(), again, v.token, false)
	w.must(err)
	if v.unitOf() != nil || second.unitOf() != nil {
		t.Error("kept after the consent was taken back")
	}
	w.must(w.Delete(w.ctx(), other.id, other.token))
	if n := w.count("SELECT count(*) FROM units"); n != 0 {
		t.Errorf("%d units are left", n)
	}
}

// TestSyntheticStandsApart: generated assessments are not swept away, nothing
// is learnt from them, and they never stand beside those of firms.
func TestSyntheticStandsApart(t *testing.T) {
	w := newWorld(t)
	c := shipped(t)
	q := c.Questionnaires[0]
	one := func(id string) Synthetic {
		a := &assessment.Assessment{ID: id, Firm: id, Round: 1, Questionnaire: q.ID, QuestionnaireVersion: q.Version, Model: c.Models[0].ID, ModelVersion: c.Models[0].Version, Depth: "quick",
			Created: morning, Updated: morning, Finished: morning, StatisticsConsent: true, Responses: map[string]assessment.Response{}}
		return Synthetic{a, &assessment.Unit{Assessment: id, Firm: id, Finished: morning, Country: "DE"}}
	}
	w.must(w.AddSynthetic(w.ctx(), []Synthetic{one("a"), one("b")}))
	w.pass(3 * KeyLife)
	n, err := w.Sweep(w.ctx())
	w.must(err)
	all, err := w.Respondents(w.ctx(), q)
	w.must(err)
	if n != 0 || len(all) != 0 {
		t.Errorf("%d swept, %d learnt from", n, len(all))
	}
	w.start("quick")
	w.refused(w.AddSynthetic(w.ctx(), []Synthetic{one("c")}), assessment.Conflict, "error.synthetic_beside_firms")
}
