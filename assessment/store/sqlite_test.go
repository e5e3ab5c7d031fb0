package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"onramp/assessment"
)

// openFile is the suite's opener of SQLite. The file has a name that a
// careless connection string would trip over.
func openFile(t testing.TB) (*Store, func() *Store) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a?b=#%41 ü.db")
	var s *Store
	open := func() *Store {
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if s, err = Open(context.Background(), file); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		return s
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return open(), open
}

func TestSQLite(t *testing.T) { suite(t, openFile) }

// refused checks that Open fails with a message that holds the words.
func refused(t *testing.T, file, words string) {
	t.Helper()
	s, err := Open(context.Background(), file)
	if err == nil {
		_ = s.Close()
		t.Fatal("opened")
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want a message with %q", err, words)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	refused(t, filepath.Join(folder, "none", "onramp.db"), "create it or name a file in another folder")
	refused(t, folder, "name the database file itself")
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, text, "not a database of Onramp")
	refused(t, filepath.Join(text, "onramp.db"), "is not a folder")
}

func TestOpenRefusesReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everything")
	}
	file := filepath.Join(t.TempDir(), "onramp.db")
	if err := os.WriteFile(file, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	refused(t, file, "write permission")
}

// altered opens a store, lets change loose on its tables and closes it.
func altered(t *testing.T, change string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "onramp.db")
	s, err := Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	mustUpdate(t, s, func(q assessment.Tx) error { _, err := q.(*tx).exec(change); return err })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMigrationsRefuse(t *testing.T) {
	refused(t, altered(t, "UPDATE migrations SET hash = 'other'"), "migration 0001_initial.sql was altered after it was applied")
	refused(t, altered(t, "INSERT INTO migrations (version, name, hash, applied_at) VALUES (9999, '9999_later.sql', 'x', 0)"), "a newer Onramp has changed this database (migration 9999_later.sql)")
	refused(t, altered(t, "UPDATE migrations SET version = 0 WHERE version = 1"), "the record of migration 1 is missing")
}

// TestMigrationsTogether: of programs that start at once one applies the
// migrations, and a migration that fails leaves nothing.
func TestMigrationsTogether(t *testing.T) {
	file := filepath.Join(t.TempDir(), "onramp.db")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := Open(context.Background(), file)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(s.Ping(context.Background()), s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// hold lets an Update hold the connection until release is closed, so that
// what comes next waits and shares one commit with it.
func hold(s *Store, outcome func(error)) (release chan struct{}, held *sync.WaitGroup) {
	entered, release, held := make(chan struct{}), make(chan struct{}), &sync.WaitGroup{}
	held.Go(func() {
		outcome(s.Update(context.Background(), func(assessment.Tx) error { close(entered); <-release; return nil }))
	})
	<-entered
	return release, held
}

// fine expects no error.
func fine(t *testing.T) func(error) {
	return func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
}

// waiting waits until n Updates stand in the queue.
func waiting(s *Store, n int) {
	for len(s.engine.(*lite).committer.queue) < n {
		runtime.Gosched()
	}
}

// TestSharedBatch: in one transaction, a failing, a panicking and a cancelled
// caller lose their own work only.
func TestSharedBatch(t *testing.T) {
	s, _ := started(t, openFile)
	release, all := hold(s, fine(t))
	ctx, cancel := context.WithCancel(context.Background())
	never := func(assessment.Tx) error { t.Error("ran after its caller gave up"); return nil }
	gone := make(chan error)
	go func() { gone <- s.Update(ctx, never) }()
	waiting(s, 1)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	own := errors.New("own reason")
	for i, end := range []func() error{func() error { return nil }, func() error { return own }, func() error { panic(own) },
		func() error { runtime.Goexit(); return nil }, func() error { return nil }} {
		all.Go(func() {
			err := s.Update(context.Background(), func(tx assessment.Tx) error {
				return errors.Join(tx.SaveSetting(fmt.Sprint(i), nil), end())
			})
			if i == 2 {
				isPanic(t, err, "own reason")
			} else if want := []error{nil, own, nil, errGone, nil}[i]; !errors.Is(err, want) {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		waiting(s, i+2)
	}
	close(release)
	all.Wait()
	mustView(t, s, func(tx assessment.Tx) error {
		for i, want := range []bool{true, false, false, false, true} {
			if _, err := tx.Setting(fmt.Sprint(i)); (err == nil) != want {
				t.Errorf("setting %d: %v", i, err)
			}
		}
		return nil
	})
}

// TestFailingCommit: when the commit fails, everyone in the batch fails and
// the store goes on.
func TestFailingCommit(t *testing.T) {
	s, _ := started(t, openFile)
	mustUpdate(t, s, func(q assessment.Tx) error {
		_, err := q.(*tx).exec("CREATE TABLE late (id TEXT REFERENCES assessments (id) DEFERRABLE INITIALLY DEFERRED)")
		return err
	})
	release, all := hold(s, func(err error) { hasKind(t, err, assessment.NotFound) })
	for i := range 3 {
		all.Go(func() {
			err := s.Update(context.Background(), func(q assessment.Tx) error {
				if i == 1 { // fails at the commit only
					_, err := q.(*tx).exec("INSERT INTO late (id) VALUES ('none')")
					return err
				}
				return q.SaveSetting(fmt.Sprint(i), nil)
			})
			hasKind(t, err, assessment.NotFound)
		})
		waiting(s, i+1)
	}
	close(release)
	all.Wait()
	same(t, count(t, s)["settings"], 0)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveSetting("salt", nil) })
}

// TestFullDisk: callers that were told of success find their work, the others
// do not, and the message says what to do.
func TestFullDisk(t *testing.T) {
	s, reopen := started(t, openFile)
	mustUpdate(t, s, func(q assessment.Tx) error {
		var pages int
		if _, err := q.(*tx).one("PRAGMA page_count", nil, &pages); err != nil {
			return err
		}
		_, err := q.(*tx).one(fmt.Sprintf("PRAGMA max_page_count = %d", pages+20), nil, &pages)
		return err
	})
	var mu sync.Mutex
	saved, failed := map[string]bool{}, 0
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			name := fmt.Sprint(i)
			err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveSetting(name, make([]byte, 10_000)) })
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				saved[name] = true
			} else if failed++; !strings.Contains(err.Error(), "full") {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if failed == 0 {
		t.Error("the disk was never full")
	}
	s = reopen()
	same(t, count(t, s)["settings"], len(saved))
	mustView(t, s, func(tx assessment.Tx) error {
		for name := range saved {
			if _, err := tx.Setting(name); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
}

// TestBusy: another program that holds the file makes Updates Busy, and Views
// go on.
func TestBusy(t *testing.T) {
	s, _ := started(t, openFile)
	mustUpdate(t, s, func(q assessment.Tx) error { _, err := q.(*tx).exec("PRAGMA busy_timeout = 0"); return err })
	var path string
	mustView(t, s, func(q assessment.Tx) error {
		_, err := q.(*tx).one("SELECT file FROM pragma_database_list", nil, &path)
		return err
	})
	other, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	release, held := hold(other, fine(t))
	hasKind(t, s.Update(context.Background(), func(assessment.Tx) error { return nil }), assessment.Busy)
	same(t, load(t, s, "a"), fixtureAssessment("a"))
	close(release)
	held.Wait()
	again := errBusy
	for try := 0; try < 1000 && assessment.KindOf(again) == assessment.Busy; try++ { // without a timeout SQLite is busy for moments
		again = s.Update(context.Background(), func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	}
	if again != nil {
		t.Error(again)
	}
}

var errBusy error = &assessment.Error{Kind: assessment.Busy}

// TestPowerLoss: what an Update has confirmed is in the files, without Close.
func TestPowerLoss(t *testing.T) {
	s, _ := started(t, openFile)
	var path string
	mustView(t, s, func(q assessment.Tx) error {
		_, err := q.(*tx).one("SELECT file FROM pragma_database_list", nil, &path)
		return err
	})
	copied := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
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
	same(t, count(t, after), count(t, s))
	same(t, load(t, after, "a"), fixtureAssessment("a"))
}

// TestPrivateFiles: other accounts of the machine cannot read the files.
func TestPrivateFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "onramp.db")
	s, err := Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o", info.Name(), mode)
		}
	}
}

// TestPragmas: the settings the decisions rest on are in force.
func TestPragmas(t *testing.T) {
	s, _ := openFile(t)
	check := func(want map[string]string) func(assessment.Tx) error {
		return func(q assessment.Tx) error {
			for name, value := range want {
				var got string
				if _, err := q.(*tx).one("PRAGMA "+name, nil, &got); err != nil {
					return err
				}
				if got != value {
					t.Errorf("%s is %s, want %s", name, got, value)
				}
			}
			return nil
		}
	}
	mustUpdate(t, s, check(map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "cache_size": "-16384", "secure_delete": "1"}))
	mustView(t, s, check(map[string]string{"journal_mode": "wal", "query_only": "1", "busy_timeout": "5000", "mmap_size": "67108864", "cache_size": "-16384"}))
}
