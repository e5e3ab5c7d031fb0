package service

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// fieldsOf are the fields that an error names, in order.
func fieldsOf(err error) string {
	var e *assessment.Error
	if !errors.As(err, &e) {
		return ""
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Field)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestJoining: a firm gets the room's questions at the room's depth, is counted
// as it goes on, and never held to be another.
func TestJoining(t *testing.T) {
	w := gather(t)
	code := w.hall().Code
	for _, typed := range []string{code, strings.ToLower(code), code[:3] + "-" + code[3:]} {
		_, _, err := w.JoinWorkshop(w.ctx(), typed, Newcomer{Profile: bakery})
		w.must(err)
	}
	for _, typed := range []string{"", "short", strings.Repeat("Z", assessment.JoinLength)} {
		_, _, err := w.JoinWorkshop(w.ctx(), typed, Newcomer{Profile: bakery})
		w.refused(err, assessment.NotFound, "error.workshop_code")
	}
	_, _, err := w.JoinWorkshop(w.ctx(), code, Newcomer{Profile: assessment.Profile{Country: "??"}})
	if fields := fieldsOf(err); !strings.Contains(fields, "country") {
		t.Errorf("a country that is none: %v", err)
	}
	firm := w.join("")
	in := firm.interview()
	if in.Room == nil || in.Room.Host.Name != "Chamber" || in.Depth != assessment.Quick || in.Workshop != w.id || !in.Hosted() || !in.Waits() {
		t.Errorf("joined: %+v", in.Assessment)
	}
	if h := w.hall(); h.Joined != 4 || h.Finished != 0 {
		t.Errorf("attendance %+v", h.Attendance)
	}
}

// TestLateJoiner: who comes late meets every section that is open, waits for
// none, and is still counted apart from those who are through.
func TestLateJoiner(t *testing.T) {
	w := gather(t, bySection)
	early := w.join("")
	question, _ := early.interview().Next()
	_, err := early.Answer(w.ctx(), early.id, early.token, question.Item.ID, some(question.Item), "")
	w.refused(err, assessment.Forbidden, "error.section_waits")
	w.must(w.press(w.BeginWorkshop))
	for in := early.interview(); ; in = early.interview() {
		question, more := in.Next()
		if !more || in.Waits() {
			break
		}
		early.say(question.Item.ID, some(question.Item))
	}
	turn := w.hall().Turn()
	late := w.join("")
	if in := late.interview(); in.Waits() {
		t.Error("who comes late waits")
	}
	h := w.hall()
	if h.Joined != 2 || h.Through != 1 || h.Turn() != turn {
		t.Errorf("%+v, turn %s then %s", h.Attendance, turn, h.Turn())
	}
	w.must(w.press(w.LetRun))
	late.finish()
	if h := w.hall(); h.Finished != 1 || h.Through != 1 || h.Turn() == turn {
		t.Errorf("after the late one has finished: %+v", h.Attendance)
	}
	if mark, err := w.Turn(w.ctx(), h.Code); err != nil || mark != w.hall().Turn() {
		t.Errorf("phones hear %q, %v", mark, err)
	}
}

// TestSentTwice: a form that is sent again leads to the same assessment with a
// link of its own, also after the end; another form is another firm.
func TestSentTwice(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	first, again, other := w.join("secret"), w.join("secret"), w.join("another")
	if first.id != again.id || first.token == again.token || other.id == first.id {
		t.Errorf("%s and %s, other %s", first.id, again.id, other.id)
	}
	if h := w.hall(); h.Joined != 2 {
		t.Errorf("%d joined, want 2", h.Joined)
	}
	w.must(w.press(w.EndWorkshop))
	if late := w.join("secret"); late.id != first.id || len(late.interview().Asked) != 0 {
		t.Errorf("sent again after the end: %s", late.id)
	}
	_, _, err := w.JoinWorkshop(w.ctx(), w.hall().Code, Newcomer{Profile: bakery, Once: "a third"})
	w.refused(err, assessment.Closed, "error.workshop_over")
	if question, more := again.interview().Next(); !more {
		t.Error("nothing is asked")
	} else {
		again.say(question.Item.ID, some(question.Item))
	}
}

// TestFullRoom: nobody joins beyond what a room holds, and the place of one who
// leaves is free again.
func TestFullRoom(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	first := w.join("")
	w.must(w.store.Update(w.ctx(), func(tx assessment.Tx) error {
		a, err := tx.Assessment(first.id)
		if err != nil {
			return err
		}
		for n := 1; n < assessment.MaxJoined; n++ {
			another := *a
			another.ID = fmt.Sprintf("firm-%d", n)
			another.Firm = another.ID
			if err := errors.Join(tx.CreateAssessment(&another), tx.TakeSeat(assessment.Seat{Assessment: another.ID, Workshop: w.id})); err != nil {
				return err
			}
		}
		return nil
	}))
	code := w.hall().Code
	_, _, err := w.JoinWorkshop(w.ctx(), code, Newcomer{Profile: bakery})
	w.refused(err, assessment.Closed, "error.workshop_full")
	if h := w.hall(); h.Joined != assessment.MaxJoined || w.count("SELECT count(*) FROM assessments") != assessment.MaxJoined {
		t.Errorf("%d joined, and %d assessments", h.Joined, w.count("SELECT count(*) FROM assessments"))
	}
	w.must(first.Delete(w.ctx(), first.id, first.token))
	w.join("")
}

// TestPaperInTheRoom: a number is typed in once, its firm is finished and opens
// its result by the code.
func TestPaperInTheRoom(t *testing.T) {
	w := gather(t)
	responses := map[string]assessment.Response{}
	for _, it := range w.hall().Questionnaire.Paper(assessment.Quick) {
		responses[it.ID] = some(it)
	}
	form := Paper{Number: 3, Profile: bakery, Responses: responses}
	code, err := w.EnterPaper(w.ctx(), w.facilitator.id, w.id, form)
	w.must(err)
	_, err = w.EnterPaper(w.ctx(), w.manager.id, w.id, form)
	if fieldsOf(err) != "paper" {
		t.Errorf("typed twice: %v", err)
	}
	for _, number := range []int{0, -1, assessment.MaxJoined + 1} {
		form.Number = number
		if _, err := w.EnterPaper(w.ctx(), w.facilitator.id, w.id, form); fieldsOf(err) != "paper" {
			t.Errorf("number %d: %v", number, err)
		}
	}
	if h := w.hall(); h.Joined != 1 || h.Paper != 1 || h.Finished != 1 || code == "" {
		t.Errorf("%+v, code %q", h.Attendance, code)
	}
}

// TestOneModelForTheRoom: a version published while the room answers splits
// nothing. Who joins later is read as the first one is, and so are the room's
// pages and its picture; a room that is made afterwards has the new one.
func TestOneModelForTheRoom(t *testing.T) {
	w := gather(t)
	w.must(w.press(w.BeginWorkshop))
	for range 3 {
		w.join("").finish()
	}
	old := w.hall().Model
	strict := *shipped(t)
	newer := *old
	newer.Version = "9999.1"
	newer.Cuts = []float64{96, 97, 98, 99} // nobody is above level 1
	strict.Models = append(slices.Clone(strict.Models), &newer)
	w.must(w.Import(w.ctx(), &strict))

	late := w.join("")
	in := late.finish()
	if in.Model.Version != old.Version || w.hall().Model.Version != old.Version {
		t.Errorf("joined later: read by %s, the room by %s, the others by %s", in.Model.Version, w.hall().Model.Version, old.Version)
	}
	alone := w.start(assessment.Quick)
	if got := alone.interview().Model.Version; got != newer.Version {
		t.Errorf("outside the room: %s", got)
	}
	// Those that slipped in between are read like the others all the same.
	w.must(w.store.Update(w.ctx(), func(tx assessment.Tx) error {
		a, err := tx.Assessment(late.id)
		if err != nil {
			return err
		}
		for n := range 5 {
			odd := *a
			odd.ID, odd.ModelVersion, odd.Created = fmt.Sprintf("odd-%d", n), newer.Version, a.Created.Add(time.Second)
			odd.Firm = odd.ID
			if err := errors.Join(tx.CreateAssessment(&odd), tx.TakeSeat(assessment.Seat{Assessment: odd.ID, Workshop: w.id})); err != nil {
				return err
			}
		}
		return nil
	}))
	w.must(w.press(w.Reveal))
	if h := w.hall(); h.Picture.Level("") != in.Outcome().Result.Overall.Level || h.Picture.Level("") < 2 {
		t.Errorf("the picture stands at level %d, its firms at %d", h.Picture.Level(""), in.Outcome().Result.Overall.Level)
	}
	r, _, err := w.GroupReport(w.ctx(), w.manager.id, w.id)
	w.must(err)
	if r.Model.Version != old.Version {
		t.Errorf("the report is read by %s", r.Model.Version)
	}

	fresh := w.tomorrow()
	id, err := w.AddWorkshop(w.ctx(), w.facilitator.id, fresh)
	w.must(err)
	if got := (gathering{w.team, id}).hall().Model.Version; got != newer.Version {
		t.Errorf("a later room is read by %s", got)
	}
}
