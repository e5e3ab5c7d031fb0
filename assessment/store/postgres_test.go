package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"testing"
)

// postgresAddress is the server that tests may make databases on; tests that
// need it are skipped without.
func postgresAddress(t testing.TB) string {
	t.Helper()
	address := os.Getenv("ONRAMP_TEST_POSTGRES")
	if address == "" {
		t.Skip("ONRAMP_TEST_POSTGRES names no PostgreSQL server")
	}
	return address
}

// newDatabase makes an empty database on the server, for the test alone.
func newDatabase(t testing.TB) string {
	t.Helper()
	address := postgresAddress(t)
	server, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("onramp_%x", rand.Uint64())
	if _, err := server.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := server.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// openPostgresStore is the suite's opener of PostgreSQL.
func openPostgresStore(t testing.TB) (*Store, func() *Store) {
	t.Helper()
	address := newDatabase(t)
	var s *Store
	open := func() *Store {
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if s, err = Open(context.Background(), address); err != nil {
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

func TestPostgres(t *testing.T) { suite(t, openPostgresStore) }
