package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBenchWorkshop fills two rooms while the server is killed once: nothing
// that was acknowledged is lost and the rooms come to their end.
func TestBenchWorkshop(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "onramp") // under this name the tests' program is onramp, see TestMain
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"bench", "workshop", "--program", program, "--rooms", "2", "--phones", "7", "--pace", "20ms", "--faults", "0.1", "--kill", "1", "--json"},
		strings.NewReader(""), &out, &errs)
	if code != 0 {
		t.Fatalf("exit code %d\n%s\n%s", code, out.String(), errs.String())
	}
	var f workshopFigures
	if err := json.Unmarshal(out.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if f.Checked < 14*10 || f.Lost != 0 || f.Twice != 0 || f.AnswerP99 <= 0 || f.ScreenP99 <= 0 {
		t.Errorf("%+v", f)
	}
	if !strings.Contains(errs.String(), "the server is killed") || f.Repeated == 0 {
		t.Errorf("nobody noticed that the server was killed: %+v\n%s", f, errs.String())
	}
}

// TestLostAnswers: an answer that is missing or another is lost; one that was
// sent since and not acknowledged may stand in its place.
func TestLostAnswers(t *testing.T) {
	kept, err := stored([]byte(`{"responses":{"A":{"value":2},"B":{"options":["y","x"]},"C":{"state":"dont_know"},"D":{"value":0}}}`))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{"A": "2", "B": "x y", "C": "dont_know", "D": "3"}
	if lost := lostAnswers(kept, said, map[string][]string{"D": {"0"}}); lost != nil {
		t.Errorf("nothing is lost, said %v", lost)
	}
	delete(kept, "B")
	kept["A"] = "1"
	want := []string{`A: acknowledged "2", kept "1"`, `B: acknowledged "x y", kept ""`, `D: acknowledged "3", kept "0"`}
	if lost := lostAnswers(kept, said, nil); !slices.Equal(lost, want) {
		t.Errorf("lost %v, want %v", lost, want)
	}
}

func TestDelays(t *testing.T) {
	var d delays
	if d.at(.5) != 0 {
		t.Error("nothing has a median")
	}
	for i := range 100 {
		d = append(d, time.Duration(100-i))
	}
	for share, want := range map[float64]time.Duration{0: 1, .5: 50, .99: 99, 1: 100} {
		if got := d.at(share); got != want {
			t.Errorf("%v: %v, want %v", share, got, want)
		}
	}
}

// TestShown: a moment is shown from the first sighting after it that counts it.
func TestShown(t *testing.T) {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	m := &moments{all: []time.Time{at(250), at(100), at(110)}}
	seen := []sighting{{at(90), 0, 0}, {at(105), 1, 0}, {at(200), 2, 0}, {at(400), 3, 1}}
	if got := m.shown(seen, false); !slices.Equal(got, delays{5 * time.Millisecond, 90 * time.Millisecond, 150 * time.Millisecond}) {
		t.Errorf("joined: %v", got)
	}
	if got := m.shown(seen, true); !slices.Equal(got, delays{300 * time.Millisecond}) {
		t.Errorf("finished: %v", got)
	}
}
