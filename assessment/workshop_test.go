package assessment_test

import (
	"slices"
	"testing"
	"time"

	"onramp/assessment"
)

func room() assessment.Workshop {
	opens := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	return assessment.Workshop{Title: "Bakers' morning", Depth: assessment.Quick, Pace: assessment.BySection, Expected: 40,
		Opens: opens, Closes: opens.Add(3 * time.Hour)}
}

func TestWorkshopCheck(t *testing.T) {
	q, _, _ := shipped(t)
	fit := room()
	if bad := fit.Check(q); len(bad) > 0 {
		t.Fatalf("a usual workshop: %v", bad)
	}
	for field, change := range map[string]func(*assessment.Workshop){
		"title":    func(w *assessment.Workshop) { w.Title = "  " },
		"expected": func(w *assessment.Workshop) { w.Expected = 501 },
		"depth":    func(w *assessment.Workshop) { w.Depth = "endless" },
		"pace":     func(w *assessment.Workshop) { w.Pace = "" },
		"opened":   func(w *assessment.Workshop) { w.Opened = 9 },
		"opens":    func(w *assessment.Workshop) { w.Opens = time.Time{} },
		"closes":   func(w *assessment.Workshop) { w.Closes = w.Opens },
	} {
		w := room()
		change(&w)
		bad := w.Check(q)
		if !slices.ContainsFunc(bad, func(f assessment.FieldError) bool { return f.Field == field }) {
			t.Errorf("%s: %v", field, bad)
		}
	}
}

// TestWorkshopAsks: phones are asked nothing while the room waits, section by
// section as the facilitator opens them, and everything once it is over.
func TestWorkshopAsks(t *testing.T) {
	q, _, _ := shipped(t)
	w := room()
	first, second := q.Dimensions[0].ID, q.Dimensions[1].ID
	item := func(dimension string) *assessment.Item {
		for _, it := range q.Items() {
			if it.Dimension == dimension {
				return it
			}
		}
		t.Fatalf("no item in %s", dimension)
		return nil
	}
	asked := func(now time.Time) [2]bool {
		return [2]bool{w.Asks(q, item(first), now), w.Asks(q, item(second), now)}
	}
	early, during, late := w.Opens.Add(-time.Minute), w.Opens.Add(time.Hour), w.Closes
	for _, c := range []struct {
		name  string
		do    func()
		now   time.Time
		stage assessment.Stage
		asks  [2]bool
	}{
		{"before its hours", func() {}, early, assessment.Ahead, [2]bool{}},
		{"waiting", func() {}, during, assessment.Waiting, [2]bool{}},
		{"begun, no section open", func() { w.Began = during }, during, assessment.Running, [2]bool{}},
		{"first section open", func() { w.Opened = 1 }, during, assessment.Running, [2]bool{true, false}},
		{"begun before its hours", func() {}, early, assessment.Running, [2]bool{true, false}},
		{"free", func() { w.Pace = assessment.FreePace }, during, assessment.Running, [2]bool{true, true}},
		{"after its hours", func() { w.Pace = assessment.BySection }, late, assessment.Over, [2]bool{true, true}},
		{"ended", func() { w.Ended = during }, during, assessment.Over, [2]bool{true, true}},
	} {
		c.do()
		if got := w.Stage(c.now); got != c.stage {
			t.Errorf("%s: stage %s, want %s", c.name, got, c.stage)
		}
		if got := asked(c.now); got != c.asks {
			t.Errorf("%s: asks %v, want %v", c.name, got, c.asks)
		}
	}
}

func TestCleanJoinCode(t *testing.T) {
	for typed, want := range map[string]string{"bcd-f23": "BCDF23", " B C D F 2 3 ": "BCDF23", "BCDF23": "BCDF23", "BCDF2": "", "BCDF234": "", "AEIOU10": "", "": ""} {
		code, fits := assessment.CleanJoinCode(typed)
		if fits != (want != "") || fits && code != want {
			t.Errorf("%q is %q, %v", typed, code, fits)
		}
	}
}
