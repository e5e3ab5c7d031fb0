package service

import (
	"context"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// gathering is a workshop with the people around it.
type gathering struct {
	team
	id string
}

// tomorrow is what a facilitator fills in for the next day.
func (w team) tomorrow() assessment.Workshop {
	opens := w.now().Add(24 * time.Hour)
	return assessment.Workshop{Title: "  Bakers' day ", Language: "de", Questionnaire: "nir-sme", Depth: assessment.Quick, Pace: assessment.FreePace,
		Expected: 30, Offset: 120, Opens: opens, Closes: opens.Add(3 * time.Hour)}
}

// gather makes a workshop whose hours have begun.
func gather(t testing.TB, change ...func(*assessment.Workshop)) gathering {
	t.Helper()
	w := newTeamWithContent(t)
	fresh := w.tomorrow()
	for _, c := range change {
		c(&fresh)
	}
	id, err := w.AddWorkshop(w.ctx(), w.facilitator.id, fresh)
	w.must(err)
	w.pass(24 * time.Hour)
	return gathering{w, id}
}

func bySection(w *assessment.Workshop) { w.Pace = assessment.BySection }

func (w gathering) hall() *Hall {
	w.t.Helper()
	h, err := w.Workshop(w.ctx(), w.facilitator.id, w.id)
	w.must(err)
	return h
}

// press does what a button on the workshop's page does as it stands now.
func (w gathering) press(do func(ctx context.Context, by, id string, revision int64) error) error {
	return do(w.ctx(), w.facilitator.id, w.id, w.hall().Revision)
}

// join sends a firm into the room.
func (w gathering) join(once string) visit {
	w.t.Helper()
	id, token, err := w.JoinWorkshop(w.ctx(), w.hall().Code, Newcomer{Profile: bakery, Once: once})
	w.must(err)
	return visit{w.world, id, token}
}

// TestLifeOfAWorkshop walks one from its making to its end: what is asked of it
// at each stage is done or refused, and every step raises the revision.
func TestLifeOfAWorkshop(t *testing.T) {
	w := gather(t, bySection)
	h := w.hall()
	if h.Title != "Bakers' day" || h.Organisation != w.facilitator.organisation || h.Revision != 0 || h.Now != assessment.Waiting || h.Host.Name != "Chamber" || h.Pages() != nil {
		t.Fatalf("made: %+v", h)
	}
	if code, fits := assessment.CleanJoinCode(h.Code); !fits || code != h.Code {
		t.Errorf("join code %q", h.Code)
	}
	w.refused(w.press(w.OpenSection), assessment.Conflict, "error.workshop_moved")
	w.refused(w.press(w.LetRun), assessment.Conflict, "error.workshop_moved")
	w.must(w.press(w.BeginWorkshop))
	w.refused(w.press(w.BeginWorkshop), assessment.Conflict, "error.workshop_moved")
	if h = w.hall(); h.Now != assessment.Running || h.Opened != 1 || h.Revision != 1 || !h.Began.Equal(w.now()) {
		t.Errorf("begun: %+v", h.Workshop)
	}
	change := h.Workshop
	change.Title = "Other"
	w.refused(w.SaveWorkshop(w.ctx(), w.facilitator.id, change), assessment.Closed, "error.workshop_began")
	for n := 2; n <= h.Sections(); n++ {
		w.must(w.press(w.OpenSection))
	}
	w.refused(w.press(w.OpenSection), assessment.Conflict, "error.workshop_moved")
	w.must(w.press(w.LetRun))
	w.refused(w.press(w.LetRun), assessment.Conflict, "error.workshop_moved")
	w.must(w.press(w.EndWorkshop))
	w.refused(w.press(w.EndWorkshop), assessment.Closed, "error.workshop_over")
	w.refused(w.press(w.BeginWorkshop), assessment.Closed, "error.workshop_over")
	if h = w.hall(); h.Now != assessment.Over || h.Pace != assessment.FreePace || h.Opened != h.Sections() {
		t.Errorf("over: %+v", h.Workshop)
	}
}

// TestWorkshopEndsByItself when its hours are over; whoever begins before them
// lets firms in.
func TestWorkshopEndsByItself(t *testing.T) {
	w := newTeamWithContent(t)
	id, err := w.AddWorkshop(w.ctx(), w.facilitator.id, w.tomorrow())
	w.must(err)
	g := gathering{w, id}
	code := g.hall().Code
	_, _, err = w.JoinWorkshop(w.ctx(), code, Newcomer{Profile: bakery})
	w.refused(err, assessment.Closed, "error.workshop_early")
	w.must(g.press(w.BeginWorkshop))
	firm := g.join("")
	w.pass(27*time.Hour - time.Second)
	if now := g.hall().Now; now != assessment.Running {
		t.Errorf("a second before its end: %s", now)
	}
	w.pass(time.Second)
	_, _, err = w.JoinWorkshop(w.ctx(), code, Newcomer{Profile: bakery})
	w.refused(err, assessment.Closed, "error.workshop_over")
	if now := g.hall().Now; now != assessment.Over || firm.interview().Hosted() {
		t.Errorf("at its end: %s", now)
	}
}

// TestWhoRunsAWorkshop: people of the association do; to others it is not there,
// and who may run none at all is told so.
func TestWhoRunsAWorkshop(t *testing.T) {
	w := gather(t)
	acts := map[string]func(by string) error{
		"look":   func(by string) error { _, err := w.Workshop(w.ctx(), by, w.id); return err },
		"save":   func(by string) error { return w.SaveWorkshop(w.ctx(), by, w.hall().Workshop) },
		"begin":  func(by string) error { return w.BeginWorkshop(w.ctx(), by, w.id, 0) },
		"open":   func(by string) error { return w.OpenSection(w.ctx(), by, w.id, 0) },
		"run":    func(by string) error { return w.LetRun(w.ctx(), by, w.id, 0) },
		"end":    func(by string) error { return w.EndWorkshop(w.ctx(), by, w.id, 0) },
		"reveal": func(by string) error { return w.Reveal(w.ctx(), by, w.id, 0) },
		"show":   func(by string) error { return w.ShowPage(w.ctx(), by, w.id, 0, 0) },
		"paper":  func(by string) error { _, err := w.EnterPaper(w.ctx(), by, w.id, Paper{Number: 1}); return err },
		"report": func(by string) error { _, _, err := w.GroupReport(w.ctx(), by, w.id); return err },
		"delete": func(by string) error { return w.DeleteWorkshop(w.ctx(), by, w.id) },
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			w.refused(act(w.rival.id), assessment.NotFound, "error.workshop_unknown")
			for _, by := range []string{"", "nobody", w.analyst.id, w.operator.id} {
				w.refused(act(by), assessment.Forbidden, "error.not_allowed")
			}
		})
	}
	if all, err := w.Workshops(w.ctx(), w.rival.id); err != nil || len(all) != 0 {
		t.Errorf("the rival sees %v, %v", all, err)
	}
	if all, err := w.Workshops(w.ctx(), w.manager.id); err != nil || len(all) != 1 || all[0].ID != w.id {
		t.Errorf("the manager sees %v, %v", all, err)
	}
	if h := w.hall(); h.Revision != 0 || h.Now != assessment.Waiting {
		t.Errorf("somebody changed it: %+v", h.Workshop)
	}
}

// TestWorkshopConflict: who pressed a button on a page that is no longer true
// changes nothing.
func TestWorkshopConflict(t *testing.T) {
	w := gather(t, bySection)
	seen := w.hall()
	w.must(w.press(w.BeginWorkshop))
	began := w.hall()
	for name, act := range map[string]func(revision int64) error{
		"begin": func(r int64) error { return w.BeginWorkshop(w.ctx(), w.facilitator.id, w.id, r) },
		"open":  func(r int64) error { return w.OpenSection(w.ctx(), w.facilitator.id, w.id, r) },
		"end":   func(r int64) error { return w.EndWorkshop(w.ctx(), w.manager.id, w.id, r) },
		"show":  func(r int64) error { return w.ShowPage(w.ctx(), w.manager.id, w.id, r, 0) },
		"save": func(r int64) error {
			change := seen.Workshop
			change.Revision = r
			return w.SaveWorkshop(w.ctx(), w.manager.id, change)
		},
		"reveal": func(r int64) error { return w.Reveal(w.ctx(), w.manager.id, w.id, r) },
	} {
		for _, revision := range []int64{seen.Revision, began.Revision + 1} {
			if err := act(revision); assessment.KindOf(err) != assessment.Conflict {
				t.Errorf("%s at revision %d of %d: %v", name, revision, began.Revision, err)
			}
		}
	}
	if now := w.hall(); now.Revision != began.Revision || now.Opened != 1 {
		t.Errorf("changed: %+v", now.Workshop)
	}
}

// TestChangingAWorkshop: until it begins what a facilitator chooses can change;
// once a firm has joined, what it answers stays.
func TestChangingAWorkshop(t *testing.T) {
	w := gather(t)
	change := w.hall().Workshop
	change.Title, change.Depth, change.Expected, change.Code, change.Organisation, change.Opened = "Other", assessment.Standard, 7, "AAAAAA", w.rival.organisation, 9
	w.must(w.SaveWorkshop(w.ctx(), w.facilitator.id, change))
	now := w.hall()
	if now.Title != "Other" || now.Depth != assessment.Standard || now.Expected != 7 || now.Code == "AAAAAA" || now.Opened != 0 {
		t.Errorf("saved: %+v", now.Workshop)
	}
	w.join("")
	change = w.hall().Workshop
	change.Depth = assessment.Full
	if err := w.SaveWorkshop(w.ctx(), w.facilitator.id, change); assessment.KindOf(err) != assessment.Invalid {
		t.Errorf("another depth for those who joined: %v", err)
	}
	change = w.hall().Workshop
	change.Title, change.Closes = strings.Repeat("x", assessment.MaxWorkshopTitle+1), change.Opens
	err := w.SaveWorkshop(w.ctx(), w.facilitator.id, change)
	if fields := fieldsOf(err); fields != "closes title" {
		t.Errorf("wrong fields: %q (%v)", fields, err)
	}
	change = w.hall().Workshop
	change.Questionnaire = "nothing"
	if _, err := w.AddWorkshop(w.ctx(), w.facilitator.id, change); fieldsOf(err) != "questionnaire" {
		t.Errorf("a questionnaire that is not there: %v", err)
	}
}

// TestDeletedWorkshop: the firms keep their assessments, and nothing of the room
// is left.
func TestDeletedWorkshop(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	for range 5 {
		w.join("").finish()
	}
	last := w.join("")
	w.must(w.press(w.Reveal))
	code := w.hall().Code
	w.must(w.DeleteWorkshop(w.ctx(), w.facilitator.id, w.id))
	for _, table := range []string{"workshops", "workshop_seats", "workshop_pictures"} {
		if n := w.count("SELECT count(*) FROM " + table); n != 0 {
			t.Errorf("%s keeps %d", table, n)
		}
	}
	_, err := w.Workshop(w.ctx(), w.facilitator.id, w.id)
	w.refused(err, assessment.NotFound, "error.workshop_unknown")
	_, err = w.Hall(w.ctx(), code)
	w.refused(err, assessment.NotFound, "error.workshop_code")
	w.refused(w.DeleteWorkshop(w.ctx(), w.facilitator.id, w.id), assessment.NotFound, "error.workshop_unknown")
	if in := last.finish(); in.Finished.IsZero() || in.Room != nil {
		t.Errorf("the firm cannot go on: %+v", in.Room)
	}
}
