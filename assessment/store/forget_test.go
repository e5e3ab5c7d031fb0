package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onramp/assessment"
)

// inFiles tells which files of the database hold the word.
func inFiles(t *testing.T, file, word string) (holding []string) {
	t.Helper()
	names, err := filepath.Glob(file + "*")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(word)) {
			holding = append(holding, filepath.Base(name))
		}
	}
	return holding
}

// forgetful opens a store with content on a file that Glob can search.
func forgetful(t *testing.T) (*Store, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "onramp.db")
	s, err := Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { fine(t)(s.Close()) })
	publish(t, s)
	return s, file
}

// named begins an assessment of a firm with the name.
func named(t *testing.T, s *Store, id, name string) {
	t.Helper()
	a := fixtureAssessment(id)
	a.Profile.Name = name
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(a) })
}

func remove(t *testing.T, s *Store, id string) {
	t.Helper()
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment(id) })
}

// TestDeletedIsGoneFromDisk: the bytes of what was deleted are in no file, at
// once and after Close. Other firms stay.
func TestDeletedIsGoneFromDisk(t *testing.T) {
	const firm, other = "Zyxwv Unmistakable Bakery", "Quite Another Bakery"
	s, file := forgetful(t)
	named(t, s, "b", other)
	named(t, s, "a", firm)
	if len(inFiles(t, file, firm)) == 0 {
		t.Fatal("the search finds nothing at all")
	}
	renamed := load(t, s, "a")
	renamed.Profile.Name = firm + " " + firm // the place of the first name is freed
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveAssessment(renamed) })
	remove(t, s, "a")
	if in := inFiles(t, file, firm); in != nil {
		t.Errorf("while open the firm is in %v", in)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if in := inFiles(t, file, firm); in != nil {
		t.Errorf("after Close the firm is in %v", in)
	}
	if len(inFiles(t, file, other)) == 0 {
		t.Error("another firm is gone too")
	}
}

// TestManyDeletedAreGone: also when pages were split and joined meanwhile.
func TestManyDeletedAreGone(t *testing.T) {
	s, file := forgetful(t)
	const firms = 300
	id := func(i int) string { return fmt.Sprintf("%x", (i*7919+13)%firms) }
	name := func(i int) string { return fmt.Sprintf("<Bakery No %04d>", i) }
	for i := range firms {
		named(t, s, id(i), name(i))
	}
	for i := range firms { // longer rows move others
		a := load(t, s, id(i))
		a.Profile.Name += "and its long, long name, as long as a row of this table ever gets, and then some"
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveAssessment(a) })
	}
	for i := range firms {
		if i%3 > 0 {
			remove(t, s, id(i))
		}
	}
	// As after a loss of power: another run finds the file, and does the work.
	copied := filepath.Join(t.TempDir(), "copy.db")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	after, err := Open(context.Background(), copied)
	if err != nil {
		t.Fatal(err)
	}
	fine(t)(after.Close())
	fine(t)(s.Close())
	for i := range firms {
		for _, file := range []string{file, copied} {
			if in := inFiles(t, file, name(i)); (in == nil) != (i%3 > 0) {
				t.Errorf("%s is in %v", name(i), in)
			}
		}
	}
}

// TestDeletedWhileSomebodyReads: a reader that sees the old state keeps the log;
// the deletion does not wait for it, and the log is emptied after it.
func TestDeletedWhileSomebodyReads(t *testing.T) {
	const firm = "Zyxwv Unmistakable Bakery"
	for name, end := range map[string]func(*testing.T, *Store, string){
		"then idle": func(t *testing.T, _ *Store, file string) {
			for begun := time.Now(); inFiles(t, file, firm) != nil; time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > 10*time.Second {
					t.Fatal("the firm stays in the files")
				}
			}
		},
		"then closed": func(t *testing.T, s *Store, _ string) { fine(t)(s.Close()) },
	} {
		t.Run(name, func(t *testing.T) {
			s, file := forgetful(t)
			named(t, s, "a", firm)
			mustView(t, s, func(tx assessment.Tx) error {
				_, err := tx.Assessment("a")
				begun := time.Now()
				remove(t, s, "a")
				mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveSetting("next", nil) })
				if took := time.Since(begun); took > busyMillis*time.Millisecond/2 {
					t.Errorf("the writer waited %v for a reader", took)
				}
				return err
			})
			end(t, s, file)
			if in := inFiles(t, file, firm); in != nil {
				t.Errorf("the firm is in %v", in)
			}
		})
	}
}

// TestAnEarlierRunsLog: what a run that was cut off left in the log is emptied
// at the next start.
func TestAnEarlierRunsLog(t *testing.T) {
	s, file := forgetful(t)
	named(t, s, "a", "Zyxwv")
	copied := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	after, err := Open(context.Background(), copied)
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	if info, err := os.Stat(copied + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log holds %v, %v", info, err)
	}
	same(t, load(t, after, "a").Profile.Name, "Zyxwv")
}
