package service

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// mark says something about a measure.
func (v visit) mark(measure string, state assessment.MarkState) *Interview {
	v.t.Helper()
	in, err := v.Mark(v.ctx(), v.id, v.token, measure, state)
	v.must(err)
	return in
}

func TestMark(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	const backup, doors = "fo-tested-backup", "fo-lock-the-doors"
	v.pass(time.Hour)
	v.mark(backup, assessment.MarkStarted)
	v.pass(time.Hour)
	v.mark(doors, assessment.MarkDropped)
	want := []assessment.Mark{{Measure: doors, State: assessment.MarkDropped, At: morning.Add(2 * time.Hour)},
		{Measure: backup, State: assessment.MarkStarted, At: morning.Add(time.Hour)}}
	check := func(in *Interview, updated time.Time) {
		t.Helper()
		for name, in := range map[string]*Interview{"returned": in, "kept": v.interview()} {
			if d := cmp.Diff(want, in.Marks); d != "" || !in.Updated.Equal(updated) {
				t.Errorf("%s at %v: %s", name, in.Updated, d)
			}
			if d := cmp.Diff(want, in.Outcome().Marks); d != "" {
				t.Errorf("the %s outcome: %s", name, d)
			}
		}
	}
	v.pass(time.Hour)
	check(v.mark(backup, assessment.MarkStarted), morning.Add(2*time.Hour)) // the same again keeps its date
	want[1] = assessment.Mark{Measure: backup, State: assessment.MarkDone, At: morning.Add(3 * time.Hour)}
	check(v.mark(backup, assessment.MarkDone), morning.Add(3*time.Hour))
	v.pass(time.Hour)
	check(v.mark("fo-keep-running", ""), morning.Add(3*time.Hour)) // nothing to take back
	want = want[1:]
	check(v.mark(doors, ""), morning.Add(4*time.Hour))
}

func TestMarkRefuses(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	_, err := v.Mark(t.Context(), v.id, v.token, "fly", assessment.MarkDone)
	v.refused(err, assessment.NotFound, "error.measure_unknown")
	_, err = v.Mark(t.Context(), v.id, v.token, "fly", "")
	v.refused(err, assessment.NotFound, "error.measure_unknown")
	_, err = v.Mark(t.Context(), v.id, v.token, "fo-tested-backup", "maybe")
	v.refused(err, assessment.Invalid, "error.invalid")
	_, err = v.Mark(t.Context(), v.id, "another key", "fo-tested-backup", assessment.MarkDone)
	v.refused(err, assessment.Forbidden, "error.not_yours")
	if in := v.interview(); len(in.Marks) > 0 || !in.Updated.Equal(morning) {
		t.Errorf("kept %v at %v", in.Marks, in.Updated)
	}
}

// TestMarksTravel: a file carries marks with their dates; those without a date
// are of the day the file is opened.
func TestMarksTravel(t *testing.T) {
	w := newWorld(t)
	from := w.start(assessment.Quick)
	from.mark("fo-tested-backup", assessment.MarkDone)
	sent := from.interview().Portable()
	w.pass(48 * time.Hour)
	sent.Marks = append(sent.Marks, assessment.Mark{Measure: "fo-keep-running", State: assessment.MarkStarted})
	id, token, err := w.Adopt(t.Context(), sent)
	w.must(err)
	want := []assessment.Mark{{Measure: "fo-keep-running", State: assessment.MarkStarted, At: morning.Add(48 * time.Hour)},
		{Measure: "fo-tested-backup", State: assessment.MarkDone, At: morning}}
	if d := cmp.Diff(want, (visit{w, id, token}).interview().Marks); d != "" {
		t.Error(d)
	}
	if sent.Marks[1].Measure != "fo-keep-running" || !sent.Marks[1].At.IsZero() {
		t.Errorf("the sender's list became %v", sent.Marks)
	}
}
