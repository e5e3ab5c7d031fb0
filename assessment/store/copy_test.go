package store

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"onramp/assessment"
)

// fill puts something into a store, more than one batch of it.
func fill(t testing.TB, s *Store) {
	t.Helper()
	publish(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.SaveSetting("secret", []byte{0, 1, 2, 255}); err != nil {
			return err
		}
		for i := range copyBatch + 7 {
			a := fixtureAssessment(strings.Repeat("ä", i%3) + string(rune('a'+i%26)) + "-" + filepath.Base(t.Name()) + string(rune(0x4e00+i)))
			a.Responses, a.Marks, a.Models = map[string]assessment.Response{}, nil, nil
			if i == 0 {
				a = fixtureAssessment("a")
			}
			if err := tx.CreateAssessment(a); err != nil {
				return err
			}
		}
		return tx.SaveOutcome("a", []assessment.ResultRow{{Model: "ladder", ModelVersion: "1"}}, []assessment.Fact{{Kind: "action", Code: "1", Value: 1}})
	})
}

func second(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "second.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// testCopy: what was copied to a file is the same, whatever the store it came
// from, also when the copy was interrupted between any two batches.
func testCopy(t *testing.T, open opener) {
	s, _ := open(t)
	fill(t, s)
	file := second(t)
	batches := 0
	for {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Copy(ctx, s, file, func(string, int64) { batches++; cancel() })
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if names, _ := tableNames(); batches < len(names)+1 {
		t.Errorf("%d batches of %d tables: nothing was interrupted within a table", batches, len(names))
	}
	same(t, load(t, file, "a"), fixtureAssessment("a"))
	// And on to an empty store of the suite's own kind.
	back, _ := open(t)
	there, err := Copy(t.Context(), file, back, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range there {
		if c.Table == "assessments" && c.Rows != copyBatch+7 {
			t.Errorf("%d assessments, want %d", c.Rows, copyBatch+7)
		}
	}
	same(t, load(t, back, "a"), fixtureAssessment("a"))
	mustView(t, back, func(tx assessment.Tx) error {
		_, err := tx.Setting(copyMark)
		hasKind(t, err, assessment.NotFound)
		return nil
	})
}

// testCopyRefuses: a store that holds something is not written to, and what
// changed during a copy is found.
func testCopyRefuses(t *testing.T, open opener) {
	s, _ := started(t, open)
	full, _ := started(t, openFile)
	if _, err := Copy(t.Context(), s, full, nil); err == nil || !strings.Contains(err.Error(), "name an empty one") {
		t.Errorf("copied over something: %v", err)
	}
	other := second(t)
	changed := false
	_, err := Copy(t.Context(), s, other, func(table string, _ int64) {
		if table == "assessments" && !changed {
			changed = true
			mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment("late")) })
		}
	})
	if err == nil || !strings.Contains(err.Error(), "end every program that writes to either") {
		t.Errorf("a change during the copy was not found: %v", err)
	}
}
