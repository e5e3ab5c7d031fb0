package store

import (
	"context"
	"path/filepath"
	"testing"
)

// openSQLite is the suite's opener of SQLite. The folder has a name that a
// careless connection string would trip over.
func openSQLite(t testing.TB) (*Store, func() *Store) {
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
		return s
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return open(), open
}

func TestSQLite(t *testing.T) { suite(t, openSQLite) }
