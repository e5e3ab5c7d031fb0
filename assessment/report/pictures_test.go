package report

import (
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"onramp/assessment"
)

func TestTimelineShowsYears(t *testing.T) {
	p := printer(t, "en")
	rows, months := Timeline(p, sample(t))
	if len(rows) == 0 || len(months) == 0 {
		t.Fatal("no plan")
	}
	years := 0
	for _, m := range months {
		if m.Label == "2027" || m.Label == "2028" {
			years++
		}
		if m.Label == "Jan" {
			t.Error("January hides its year")
		}
	}
	if years == 0 {
		t.Errorf("no year among %v", months)
	}
	if marks := monthMarks(p, time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC), 9); len(marks) != 2 || marks[0].Label != "Dec" || marks[1].Label != "2027" {
		t.Errorf("%v", marks)
	}
}

func TestBarsShowTheNextLevel(t *testing.T) {
	rows, cuts := BarRows(printer(t, "en"), sample(t))
	targets := 0
	for _, r := range rows {
		if r.Target != nil {
			targets++
			if *r.Target <= r.Value {
				t.Errorf("%s: from %g to %g", r.Label, r.Value, *r.Target)
			}
		}
	}
	if targets == 0 || len(cuts) == 0 {
		t.Errorf("%d targets, %d cuts", targets, len(cuts))
	}
}

func TestEndedOnce(t *testing.T) {
	a, b := &assessment.Platform{ID: "a"}, &assessment.Platform{ID: "b"}
	road := &assessment.Roadmap{Steps: []assessment.Step{{Ended: []*assessment.Platform{a}}, {}, {Ended: []*assessment.Platform{b, a}}}}
	if all := Ended(road); len(all) != 2 || all[0] != a || all[1] != b {
		t.Errorf("%v", all)
	}
}

func TestProvenanceNamesTheMonth(t *testing.T) {
	p := printer(t, "en")
	for _, evidence := range []string{"general", assessment.EvidenceSeen} {
		dated := Provenance(p, &assessment.Platform{Evidence: evidence, Checked: "2026-11", Status: assessment.StatusActive})
		undated := Provenance(p, &assessment.Platform{Evidence: evidence, Status: assessment.StatusActive})
		if !strings.Contains(dated, "November 2026") || strings.Contains(undated, "no value") || dated == undated {
			t.Errorf("%s: %q and %q", evidence, dated, undated)
		}
	}
}

func TestScan(t *testing.T) {
	text := "https://onramp.example/r/abcdefghijklmnopqrstuv"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	scan := NewScan(text)
	if scan.Size != code.Size+8 {
		t.Errorf("%d modules for %d", scan.Size, code.Size)
	}
	dark := map[[2]int]bool{}
	scan.Runs(func(x, y, length int) {
		for i := range length {
			dark[[2]int{x + i, y}] = true
		}
	})
	for y := range scan.Size {
		for x := range scan.Size {
			inside := x >= 4 && y >= 4 && x < 4+code.Size && y < 4+code.Size
			if dark[[2]int{x, y}] != (inside && code.Black(x-4, y-4)) {
				t.Fatalf("module %d, %d is wrong", x, y)
			}
		}
	}
	if NewScan(string(make([]byte, 5000))) != nil {
		t.Error("a text that is too long has a picture")
	}
}
