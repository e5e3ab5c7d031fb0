package store

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onramp/assessment"
)

// testNoLostUpdate: many callers change what they read before; those that come
// too late get a Conflict and change it again in one transaction.
func testNoLostUpdate(t *testing.T, open opener) {
	s, _ := started(t, open)
	const callers, increments = 64, 20
	ctx := context.Background()
	var conflicts atomic.Int64
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range increments {
				var a *assessment.Assessment
				read := func(tx assessment.Tx) (err error) { a, err = tx.Assessment("a"); return err }
				save := func(tx assessment.Tx) error { a.Profile.Employees++; return tx.SaveAssessment(a) }
				err := s.View(ctx, read)
				if err == nil {
					err = s.Update(ctx, save)
				}
				if assessment.KindOf(err) == assessment.Conflict {
					conflicts.Add(1)
					err = s.Update(ctx, func(tx assessment.Tx) error { return errors.Join(read(tx), save(tx)) })
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	got := load(t, s, "a")
	same(t, got.Profile.Employees, fixtureAssessment("a").Profile.Employees+callers*increments)
	same(t, got.Revision, int64(1+callers*increments))
	if conflicts.Load() == 0 {
		t.Error("nobody came too late: the test tries nothing")
	}
}

// testFailingFunctions: among many callers those that fail, panic or end their
// goroutine leave nothing behind and harm nobody.
func testFailingFunctions(t *testing.T, open opener) {
	s, _ := started(t, open)
	own := errors.New("own reason")
	const callers = 200
	want := fixtureAssessment("a")
	var all sync.WaitGroup
	for i := range callers {
		item := "S1" + strings.Repeat("x", i)
		if i%4 == 0 {
			want.Responses[item] = assessment.ValueResponse(i)
		}
		all.Go(func() {
			err := s.Update(context.Background(), func(tx assessment.Tx) error {
				if err := tx.SaveResponse("a", assessment.Asked{Item: item}, assessment.ValueResponse(i), noon); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return own
				case 2:
					panic(own)
				case 3:
					runtime.Goexit()
				}
				return nil
			})
			if i%4 == 2 {
				isPanic(t, err, "own reason")
			} else if want := []error{nil, own, nil, errGone}[i%4]; !errors.Is(err, want) {
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	all.Wait()
	got := load(t, s, "a")
	same(t, len(got.Asked), len(want.Responses))
	want.Asked = got.Asked // those who call at once come in any order
	same(t, got, want)
	isPanic(t, s.View(context.Background(), func(assessment.Tx) error { panic("in a view") }), "in a view")
	isPanic(t, s.View(context.Background(), func(assessment.Tx) error { panic(missing("a panic is internal")) }), "a panic is internal")
}

// isPanic checks that err tells of a panic with the words, and where it was.
func isPanic(t *testing.T, err error, words string) {
	t.Helper()
	hasKind(t, err, assessment.Internal)
	if err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "_test.go:") {
		t.Errorf("got %v", err)
	}
}

// testRunAgain: a function that failed and runs again sees nothing of its
// earlier run.
func testRunAgain(t *testing.T, open opener) {
	s, _ := started(t, open)
	for run := range 3 {
		err := s.Update(context.Background(), func(tx assessment.Tx) error {
			a, err := tx.Assessment("a")
			if err != nil {
				return err
			}
			same(t, a, fixtureAssessment("a"))
			if err := errors.Join(tx.SaveAssessment(a), tx.SaveResponse("a", assessment.Asked{Item: "S4"}, assessment.ValueResponse(1), noon), tx.SaveSetting("salt", []byte("x"))); err != nil {
				return err
			}
			if a, err = tx.Assessment("a"); err != nil || a.Revision != 2 || len(a.Responses) != 4 {
				t.Errorf("does not see its own work: %+v, %v", a, err)
			}
			if run < 2 {
				return conflict("again")
			}
			return nil
		})
		if (err == nil) != (run == 2) {
			t.Fatal(err)
		}
	}
	same(t, load(t, s, "a").Revision, int64(2))
}

// testSpoiled: a function cannot commit by ignoring an error of the database.
func testSpoiled(t *testing.T, open opener) {
	s, _ := started(t, open)
	err := s.Update(context.Background(), func(tx assessment.Tx) error {
		if err := tx.SaveSetting("salt", []byte("x")); err != nil {
			return err
		}
		hasKind(t, tx.SaveResponse("none", assessment.Asked{Item: "S1"}, assessment.ValueResponse(1), noon), assessment.NotFound)
		hasKind(t, tx.SaveSetting("other", nil), assessment.NotFound)
		return nil
	})
	hasKind(t, err, assessment.NotFound)
	same(t, count(t, s)["settings"], 0)
}

func testEnded(t *testing.T, open opener) {
	s, _ := started(t, open)
	var kept assessment.Tx
	keep := func(tx assessment.Tx) error { kept = tx; return nil }
	mustUpdate(t, s, keep)
	if err := kept.DeleteAssessment("a"); !errors.Is(err, errEnded) {
		t.Errorf("got %v", err)
	}
	mustView(t, s, keep)
	if _, err := kept.Assessment("a"); !errors.Is(err, errEnded) {
		t.Errorf("got %v", err)
	}
}

func testSnapshot(t *testing.T, open opener) {
	s, _ := started(t, open)
	mustView(t, s, func(tx assessment.Tx) error {
		before, err := tx.Assessment("a")
		if err != nil {
			return err
		}
		written := make(chan struct{})
		go func() {
			defer close(written)
			if err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.DeleteAssessment("a") }); err != nil {
				t.Error(err)
			}
		}()
		<-written
		after, err := tx.Assessment("a")
		same(t, after, before)
		return err
	})
	hasKind(t, s.View(context.Background(), func(tx assessment.Tx) error { _, err := tx.Assessment("a"); return err }), assessment.NotFound)
}

func testViewOnlyReads(t *testing.T, open opener) {
	s, _ := started(t, open)
	err := s.View(context.Background(), func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	hasKind(t, err, assessment.Internal)
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v", err)
	}
	same(t, load(t, s, "a"), fixtureAssessment("a"))
}

// testCancel: a caller that ends while its function runs harms nobody, and its
// own work is taken back.
func testCancel(t *testing.T, open opener) {
	s, _ := started(t, open)
	ctx, cancel := context.WithCancel(context.Background())
	work := func(tx assessment.Tx) error {
		if err := tx.SaveSetting("salt", []byte("x")); err != nil {
			return err
		}
		cancel()
		return tx.SaveSetting("salt", []byte("y"))
	}
	for range 2 { // while it runs, and before it begins
		if err := s.Update(ctx, work); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := s.View(ctx, func(tx assessment.Tx) error { _, err := tx.Catalogue(); return err }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	same(t, count(t, s)["settings"], 0)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveSetting("salt", []byte("z")) })
}

func testReopen(t *testing.T, open opener) {
	s, reopen := started(t, open)
	rows := count(t, s)
	s = reopen()
	same(t, count(t, s), rows)
	same(t, load(t, s, "a"), fixtureAssessment("a"))
	publish(t, s)
	if err := s.Ping(context.Background()); err != nil {
		t.Error(err)
	}
}

// testClose: everything that was accepted is committed, everything later is
// refused.
func testClose(t *testing.T, open opener) {
	s, reopen := started(t, open)
	entered, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.Update(context.Background(), func(tx assessment.Tx) error {
			close(entered)
			<-release
			return tx.SaveSetting("salt", []byte("x"))
		}); err != nil {
			t.Error(err)
		}
	})
	<-entered
	all.Go(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for s.enter() { // until Close has begun
		s.calls.Done()
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	hasKind(t, s.Update(context.Background(), func(assessment.Tx) error { return nil }), assessment.Busy)
	hasKind(t, s.Ping(context.Background()), assessment.Busy)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	same(t, count(t, reopen())["settings"], 1)
}
