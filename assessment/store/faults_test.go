package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// smallDisk is a disk of a few MB that tests may fill; tests that need it are
// skipped without, and fail in CI.
func smallDisk(t *testing.T) string {
	t.Helper()
	disk := os.Getenv("ONRAMP_TEST_SMALL_DISK")
	if disk == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("ONRAMP_TEST_SMALL_DISK names no disk, and CI must not skip this test")
		}
		t.Skip("ONRAMP_TEST_SMALL_DISK names no disk of a few MB to fill")
	}
	folder, err := os.MkdirTemp(disk, "test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// answered saves one answer that takes some room.
func answered(s *Store, n int) error {
	return s.Update(context.Background(), func(tx assessment.Tx) error {
		return tx.SaveResponse("a", assessment.Asked{Item: fmt.Sprint("X", n)}, assessment.Response{State: assessment.State(strings.Repeat("x", 2000))}, noon)
	})
}

// TestDiskFull: what was acknowledged before the disk filled up is there, what
// could not be saved is refused with the reason, reading goes on, and so does
// writing as soon as there is room.
func TestDiskFull(t *testing.T) {
	disk := smallDisk(t)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), filepath.Join(disk, "onramp.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	publish(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment("a")) })
	before := len(load(t, s, "a").Responses)
	saved := 0
	for ; ; saved++ {
		if err = answered(s, saved); err != nil {
			break
		}
		if saved > 100_000 {
			t.Fatal("the disk does not fill")
		}
	}
	if !strings.Contains(err.Error(), "the disk of the database is full") {
		t.Errorf("refused with %v", err)
	}
	same(t, len(load(t, s, "a").Responses), before+saved)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := answered(s, saved); err != nil {
		t.Fatalf("there is room again: %v", err)
	}
	same(t, len(load(t, s, "a").Responses), before+saved+1)
}

// TestReadOnlyPlace: a file or a folder that cannot be written is refused at
// the start, with what to do.
func TestReadOnlyPlace(t *testing.T) {
	if os.Getuid() == 0 {
		t.Setenv("HOME", t.TempDir()) // root may write everywhere: look at a place nobody can
		if _, err := Open(t.Context(), "/proc/onramp.db"); err == nil || !strings.Contains(err.Error(), "write permission") {
			t.Errorf("opened in /proc: %v", err)
		}
		return
	}
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(folder, 0o700) }()
	if _, err := Open(t.Context(), filepath.Join(folder, "onramp.db")); err == nil || !strings.Contains(err.Error(), "write permission") {
		t.Errorf("opened in a folder that cannot be written: %v", err)
	}
}

// TestReadOnlyMeanwhile: a database that others made read-only while it is open
// refuses to write and goes on reading.
func TestReadOnlyMeanwhile(t *testing.T) {
	s, _ := started(t, openFile)
	if err := s.Update(t.Context(), func(a assessment.Tx) error {
		_, err := a.(*tx).exec("PRAGMA query_only = 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := answered(s, 1); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("wrote to a read-only database: %v", err)
	}
	same(t, load(t, s, "a"), fixtureAssessment("a"))
}

// TestLockedByAnother: while another program keeps the file to itself writing is
// refused as busy after a while, and works again afterwards.
func TestLockedByAnother(t *testing.T) {
	s, _ := started(t, openFile)
	other, err := sql.Open("sqlite", dsn(s.engine.(*lite).path, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	hasKind(t, answered(s, 1), assessment.Busy)
	same(t, load(t, s, "a"), fixtureAssessment("a")) // reading goes on
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := answered(s, 1); err != nil {
		t.Error(err)
	}
}

// damagedFile is a database with some pages in it, closed.
func damagedFile(t *testing.T) (string, []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "onramp.db")
	s, err := Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return file, data
}

// TestTruncatedFile: a file that was cut is refused or found damaged, with what
// to do, and is never written over as if it were new.
func TestTruncatedFile(t *testing.T) {
	file, whole := damagedFile(t)
	for _, left := range []int{1, 50, 100, 4096, 4096 + 17, len(whole) / 2, len(whole) - 4096, len(whole) - 1} {
		if err := os.WriteFile(file, whole[:left], 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := Examine(t.Context(), file)
		if err == nil {
			err = found.Sound()
		}
		if err == nil || !strings.Contains(err.Error(), "damaged") && !strings.Contains(err.Error(), "not a database") {
			t.Errorf("%d of %d bytes: a doctor says %v", left, len(whole), err)
		}
		if err := useAll(t, file); err == nil && left < len(whole)-4096 {
			t.Errorf("%d of %d bytes: used as if nothing had happened", left, len(whole))
		}
	}
}

// useAll opens a database and reads everything.
func useAll(t *testing.T, file string) error {
	s, err := Open(t.Context(), file)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.View(t.Context(), func(a assessment.Tx) error {
		names, err := tableNames()
		for _, name := range names {
			_, e := a.(*tx).digest(name)
			err = errors.Join(err, e)
		}
		return err
	})
}

// TestFlippedBits: whatever bit of the file flips, opening and reading end with
// an answer or an error, never in a panic, and most damage is found.
func TestFlippedBits(t *testing.T) {
	file, whole := damagedFile(t)
	dice := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		flipped := bytes.Clone(whole)
		at := dice.IntN(len(flipped))
		flipped[at] ^= 1 << dice.IntN(8)
		for _, tail := range []string{"-wal", "-shm"} {
			_ = os.Remove(file + tail)
		}
		if err := os.WriteFile(file, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := useAll(t, file); err != nil {
			var p *panicError
			if errors.As(err, &p) {
				t.Fatalf("byte %d: %v", at, err)
			}
		}
	}
	// A flip in the structure of a page is always found.
	flipped := bytes.Clone(whole)
	flipped[5*4096] ^= 0xff // kind of page 6
	if err := os.WriteFile(file, flipped, 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := Examine(t.Context(), file)
	if err == nil {
		err = found.Sound()
	}
	if err == nil || !strings.Contains(err.Error(), "restore the latest backup") {
		t.Errorf("a doctor says %v", err)
	}
}

// TestClockBack: a clock that jumps back years changes no order of answers and
// loses nothing.
func TestClockBack(t *testing.T) {
	s, _ := started(t, openFile)
	early := noon.AddDate(-20, 0, 0)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		a, err := tx.Assessment("a")
		if err != nil {
			return err
		}
		a.Updated = early
		return errors.Join(tx.SaveResponse("a", assessment.Asked{Item: "later"}, assessment.ValueResponse(1), early), tx.SaveAssessment(a))
	})
	a := load(t, s, "a")
	if last := a.Asked[len(a.Asked)-1].Item; last != "later" || !a.Updated.Equal(early.Truncate(time.Millisecond)) {
		t.Errorf("the last answer is %s, of %v", last, a.Updated)
	}
	mustUpdate(t, s, func(tx assessment.Tx) error { // nothing was swept for being of the future
		ids, _, err := tx.Unreachable(early, "")
		same(t, ids, []string{"a"}) // has no key at all
		return err
	})
}
