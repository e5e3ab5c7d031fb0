package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/statistics"
)

// fixtureWorkshop sets every field.
func fixtureWorkshop(id, code string) *assessment.Workshop {
	return &assessment.Workshop{ID: id, Organisation: "o1", Title: "Bäckertag & <Co>", Code: code, Language: "de", Questionnaire: "shop", QuestionnaireVersion: "1",
		Depth: assessment.Quick, Pace: assessment.BySection, Opened: 1, Shown: 2, Expected: 40, Offset: 330, Opens: noon.UTC(), Closes: noon.UTC().Add(3 * time.Hour),
		Began: noon.UTC().Add(time.Minute), Ended: noon.UTC().Add(time.Hour), Created: noon.UTC().Add(-time.Hour), Revision: 1}
}

// room opens a store with one workshop, "w", of the organisation "o1".
func room(t *testing.T, open opener) (*Store, func() *Store) {
	t.Helper()
	s, reopen := started(t, open)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(
			tx.AddOrganisation(&assessment.Organisation{ID: "o1", Kind: assessment.Association, Name: "Bakers", Created: noon}),
			tx.AddWorkshop(fixtureWorkshop("w", "BCDF23")))
	})
	return s, reopen
}

// testWorkshops: a workshop comes back whole, is found by its code and its
// organisation, changes only at the revision that was seen, and codes are
// nobody else's.
func testWorkshops(t *testing.T, open opener) {
	s, reopen := room(t, open)
	later := fixtureWorkshop("later", "BCDF24")
	later.Opens, later.Began, later.Ended, later.Pace = later.Opens.Add(24*time.Hour), time.Time{}, time.Time{}, assessment.FreePace
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.AddWorkshop(later) })
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		one, err := tx.Workshop("w")
		same(t, one, fixtureWorkshop("w", "BCDF23"))
		byCode, _ := tx.WorkshopByCode("BCDF24")
		same(t, byCode, later)
		all, _ := tx.Workshops("o1")
		same(t, all, []*assessment.Workshop{later, one})
		none, _ := tx.Workshops("o2")
		same(t, len(none), 0)
		_, missing := tx.WorkshopByCode("XXXXXX")
		hasKind(t, missing, assessment.NotFound)
		return err
	})
	for name, c := range map[string]struct {
		kind   assessment.Kind
		change func(*assessment.Workshop)
	}{
		"code taken":       {assessment.Conflict, func(w *assessment.Workshop) { w.Code = "BCDF23" }},
		"id taken":         {assessment.Conflict, func(w *assessment.Workshop) { w.ID = "w" }},
		"no organisation":  {assessment.NotFound, func(w *assessment.Workshop) { w.Organisation = "none" }},
		"no questionnaire": {assessment.NotFound, func(w *assessment.Workshop) { w.QuestionnaireVersion = "9" }},
	} {
		w := fixtureWorkshop("new", "BCDF25")
		c.change(w)
		if err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.AddWorkshop(w) }); assessment.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := fixtureWorkshop("w", "BCDF23")
	w.Title, w.Opened, w.Began = "New", 0, time.Time{}
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveWorkshop(w) })
	mustView(t, s, func(tx assessment.Tx) error {
		one, err := tx.Workshop("w")
		same(t, one, w)
		same(t, w.Revision, int64(2))
		return err
	})
	stale, gone := fixtureWorkshop("w", "BCDF23"), fixtureWorkshop("gone", "")
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveWorkshop(stale) }), assessment.Conflict)
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveWorkshop(gone) }), assessment.NotFound)
}

// testSeats: seats are counted and never doubled; a deleted firm leaves its
// seat, a deleted workshop leaves the firms.
func testSeats(t *testing.T, open opener) {
	s, _ := room(t, open)
	unfinished := fixtureAssessment("b")
	unfinished.Finished, unfinished.ModelVersion, unfinished.Created = time.Time{}, "2", noon.UTC().Add(-time.Second)
	seats := []assessment.Seat{{Assessment: "a", Workshop: "w", Paper: 7, Sections: 1}, {Assessment: "b", Workshop: "w", Once: []byte("form")}}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateAssessment(unfinished), tx.CreateAssessment(fixtureAssessment("c")), tx.TakeSeat(seats[0]), tx.TakeSeat(seats[1]))
	})
	seats[1].Once = nil // is not read back
	counts := func(sections int, want assessment.Attendance) {
		t.Helper()
		mustView(t, s, func(tx assessment.Tx) error {
			got, err := tx.Attendance("w", sections)
			same(t, got, want)
			return err
		})
	}
	counts(1, assessment.Attendance{Joined: 2, Paper: 1, Finished: 1, Through: 1})
	mustView(t, s, func(tx assessment.Tx) error {
		one, err := tx.Seat("a")
		same(t, one, seats[0])
		again, _ := tx.SeatOnce("w", []byte("form"))
		same(t, again, seats[1])
		all, _ := tx.Seats("w")
		same(t, all, seats)
		_, missing := tx.Seat("c")
		hasKind(t, missing, assessment.NotFound)
		model, parameters, _ := tx.Reading("w") // of the two that joined, the first is "b"
		first := unfinished
		same(t, model, assessment.ModelPin{ID: first.Model, Version: first.ModelVersion})
		same(t, parameters, first.Parameters)
		_, _, missing = tx.Reading("none")
		hasKind(t, missing, assessment.NotFound)
		_, missing = tx.SeatOnce("w", []byte("other"))
		hasKind(t, missing, assessment.NotFound)
		return err
	})
	for name, c := range map[string]struct {
		kind assessment.Kind
		seat assessment.Seat
	}{
		"seat again":  {assessment.Conflict, assessment.Seat{Assessment: "a", Workshop: "w"}},
		"paper again": {assessment.Conflict, assessment.Seat{Assessment: "c", Workshop: "w", Paper: 7}},
		"form again":  {assessment.Conflict, assessment.Seat{Assessment: "c", Workshop: "w", Once: []byte("form")}},
		"no workshop": {assessment.NotFound, assessment.Seat{Assessment: "c", Workshop: "none"}},
		"no firm":     {assessment.NotFound, assessment.Seat{Assessment: "none", Workshop: "w"}},
	} {
		if err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.TakeSeat(c.seat) }); assessment.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustUpdate(t, s, func(tx assessment.Tx) error { return errors.Join(tx.MoveSeat("b", 2), tx.MoveSeat("none", 2)) })
	counts(2, assessment.Attendance{Joined: 2, Paper: 1, Finished: 1, Through: 1})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	counts(3, assessment.Attendance{Joined: 1})
	mustUpdate(t, s, func(tx assessment.Tx) error { return errors.Join(tx.DeleteWorkshop("w"), tx.DeleteWorkshop("w")) })
	counts(0, assessment.Attendance{})
	load(t, s, "b")
}

// testPictures: the latest picture counts, and what it counted of a firm goes
// with the firm.
func testPictures(t *testing.T, open opener) {
	s, reopen := room(t, open)
	first := &assessment.Picture{Number: 1, Made: noon.UTC(), Paper: true, Topics: map[string]assessment.Topic{"whole": {Middle: 2}}}
	second := &assessment.Picture{Number: 2, Made: noon.UTC().Add(time.Hour), Spread: true,
		Topics: map[string]assessment.Topic{"whole": {Middle: 1, Bands: []statistics.Band{statistics.Few, statistics.Most}, Together: 4}}}
	mustView(t, s, func(tx assessment.Tx) error {
		_, err := tx.Picture("w")
		hasKind(t, err, assessment.NotFound)
		return nil
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.TakeSeat(assessment.Seat{Assessment: "a", Workshop: "w"}), tx.AddPicture("w", first), tx.AddPicture("w", second),
			tx.Count("a", assessment.Votes{"whole": 1}), tx.Count("none", nil))
	})
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.AddPicture("w", first) }), assessment.Conflict)
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.AddPicture("none", first) }), assessment.NotFound)
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		p, err := tx.Picture("w")
		same(t, p, second)
		counted, _ := tx.Counted("w")
		same(t, counted, map[string]assessment.Votes{"a": {"whole": 1}})
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	mustView(t, s, func(tx assessment.Tx) error {
		counted, err := tx.Counted("w")
		same(t, counted, map[string]assessment.Votes{})
		return err
	})
}
