package assessment_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// TestPortableMarks: marks that do not fit are named by their place, and old
// files have none.
func TestPortableMarks(t *testing.T) {
	q, _, _ := shipped(t)
	for _, tt := range []struct{ name, marks, want string }{
		{"none", ``, ""},
		{"without a date", `{"measure":"fo-tested-backup","state":"started"}`, ""},
		{"in another zone", `{"measure":"fo-tested-backup","state":"not_for_us","at":"2026-11-23T10:30:00.123+05:30"}`, ""},
		{"unknown measure", `{"measure":"fly","state":"done"}`, "marks.0.measure field.measure"},
		{"no measure", `{"state":"done"},null`, "marks.0.measure field.measure\nmarks.1.measure field.measure\nmarks.1.state field.mark\nmarks.1.measure field.twice"},
		{"unknown state", `{"measure":"fo-tested-backup","state":"Done"}`, "marks.0.state field.mark"},
		{"no state", `{"measure":"fo-tested-backup"}`, "marks.0.state field.mark"},
		{"twice", `{"measure":"fo-tested-backup","state":"done"},{"measure":"fo-tested-backup","state":"started"}`, "marks.1.measure field.twice"},
		{"long ago", `{"measure":"fo-tested-backup","state":"done","at":"1999-12-31T23:59:59Z"}`, "marks.0.at field.moment"},
		{"before year 0 here", `{"measure":"fo-tested-backup","state":"done","at":"0000-01-01T00:00:00+14:00"}`, "marks.0.at field.moment"},
		{"far ahead", `{"measure":"fo-tested-backup","state":"done","at":"3000-01-01T00:00:00Z"}`, "marks.0.at field.moment"},
	} {
		p, err := assessment.DecodePortable([]byte(`{"questionnaire":"nir-sme","profile":{"country":"DE"},"marks":[` + tt.marks + `]}`))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := ""
		if err := q.CheckPortable(p); err != nil {
			got = faults(t, err)
		}
		if got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func TestMarksStayInOrder(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	mark := func(id string, state assessment.MarkState) assessment.Mark {
		return assessment.Mark{Measure: id, State: state, At: day}
	}
	var a assessment.Assessment
	a.Unmark("b")
	for _, id := range []string{"b", "c", "a"} {
		a.Mark(mark(id, assessment.MarkStarted))
	}
	seen := a.Marks
	a.Mark(mark("b", assessment.MarkDone))
	a.Unmark("a")
	a.Unmark("never")
	if d := cmp.Diff([]assessment.Mark{mark("b", assessment.MarkDone), mark("c", assessment.MarkStarted)}, a.Marks); d != "" {
		t.Error(d)
	}
	if seen[1].State != assessment.MarkStarted || len(seen) != 3 {
		t.Errorf("a list handed out earlier became %v", seen)
	}
	if m, ok := a.Marked("b"); !ok || m.State != assessment.MarkDone {
		t.Errorf("b is %v", m)
	}
	if m, ok := a.Marked("a"); ok || m != (assessment.Mark{}) {
		t.Errorf("a is still %v", m)
	}
}
