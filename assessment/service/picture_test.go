package service

import (
	"encoding/json"
	"testing"
	"time"

	"onramp/assessment"
)

// finishers lets so many firms join and finish.
func (w gathering) finishers(n int) {
	w.t.Helper()
	for range n {
		w.join("").finish()
	}
}

// shown is the picture of the room as the store keeps it.
func (w gathering) shown() string {
	w.t.Helper()
	data, err := json.Marshal(w.hall().Picture)
	w.must(err)
	return string(data)
}

// TestRevealThresholds: no picture of four, one without spread of five and of
// nine, with it of ten.
func TestRevealThresholds(t *testing.T) {
	for firms, want := range map[int]struct{ shown, spread bool }{4: {}, 5: {shown: true}, 9: {shown: true}, 10: {true, true}} {
		w := gather(t)
		w.refused(w.press(w.Reveal), assessment.Conflict, "error.workshop_moved") // nothing has begun
		w.must(w.press(w.BeginWorkshop))
		w.finishers(firms)
		w.join("") // has not finished, and counts for nothing
		err := w.press(w.Reveal)
		_, _, early := w.GroupReport(w.ctx(), w.facilitator.id, w.id)
		if !want.shown {
			w.refused(err, assessment.Closed, "error.reveal_few")
			w.refused(early, assessment.NotFound, "error.group_early")
			continue
		}
		w.must(err)
		w.must(early)
		h := w.hall()
		if h.Picture.Spread != want.spread || h.Shown != 1 || !h.Picture.Made.Equal(w.now()) {
			t.Errorf("%d firms: spread %v, page %d, made %v", firms, h.Picture.Spread, h.Shown, h.Picture.Made)
		}
		for topic, said := range h.Picture.Topics {
			if (said.Bands != nil) && !want.spread {
				t.Errorf("%d firms see how %s spreads", firms, topic)
			}
		}
	}
}

// TestPictureIsFrozen: one more firm, a changed answer, a deleted firm and the
// end of the workshop leave picture and report as they are; a second picture
// takes five more.
func TestPictureIsFrozen(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	w.finishers(4)
	leaver := w.join("")
	leaver.finish()
	w.must(w.press(w.Reveal))
	before, made := w.shown(), w.now()
	report := func() assessment.GroupReport {
		t.Helper()
		r, _, err := w.GroupReport(w.ctx(), w.manager.id, w.id)
		w.must(err)
		return r
	}
	first := report()
	same := func(when string) {
		t.Helper()
		if now := w.shown(); now != before {
			t.Errorf("%s: the picture moved from %s to %s", when, before, now)
		}
		if now := report(); len(now.Shared) != len(first.Shared) || len(now.Gaps) != len(first.Gaps) || !now.Picture.Made.Equal(made) {
			t.Errorf("%s: the report moved", when)
		}
	}
	w.pass(time.Minute)
	w.finishers(1)
	same("one more firm")
	w.refused(w.press(w.Reveal), assessment.Closed, "error.reveal_soon")
	same("asked again")
	leaver.say("AS01", assessment.StateResponse(assessment.DontKnow))
	same("a changed answer")
	w.must(leaver.Delete(w.ctx(), leaver.id, leaver.token))
	same("a deleted firm")
	w.must(w.press(w.EndWorkshop))
	same("the end")
	if page := len(w.hall().Pages()) + 1; w.ShowPage(w.ctx(), w.facilitator.id, w.id, w.hall().Revision, page) == nil {
		t.Error("a page that is not there is shown")
	}
	w.must(w.ShowPage(w.ctx(), w.facilitator.id, w.id, w.hall().Revision, 2))
	if h := w.hall(); h.Shown != 2 {
		t.Errorf("page %d", h.Shown)
	}
}

// TestSecondPicture takes the place of the first once five more have finished.
func TestSecondPicture(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	w.finishers(5)
	w.must(w.press(w.Reveal))
	w.finishers(5)
	w.pass(time.Minute)
	w.must(w.press(w.Reveal))
	if h := w.hall(); h.Picture.Number != 2 || !h.Picture.Spread || !h.Picture.Made.Equal(w.now()) {
		t.Errorf("%+v", h.Picture)
	}
}
