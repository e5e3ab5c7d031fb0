package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"onramp/assessment"
)

// postgresAddress is the server that tests may make databases on; tests that
// need it are skipped without, and fail in CI.
func postgresAddress(t testing.TB) string {
	t.Helper()
	address := os.Getenv("ONRAMP_TEST_POSTGRES")
	if address == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("ONRAMP_TEST_POSTGRES names no PostgreSQL server, and CI must not skip this test")
		}
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

// TestPostgresRefuses: what is wrong is said, and never with the password.
func TestPostgresRefuses(t *testing.T) {
	for address, words := range map[string]string{
		"postgres://onramp:s3cret@127.0.0.1:1/onramp": "look whether the server runs",
		"postgres://onramp:s3cret@[::1/onramp":        "write postgres://user:password@host:port/database",
		"postgres://onramp:s3cret@127.0.0.1:x/onramp": "write postgres://user:password@host:port/database",
	} {
		s, err := Open(t.Context(), address)
		if err == nil {
			_ = s.Close()
			t.Fatal("opened", address)
		}
		if text := err.Error(); !strings.Contains(text, words) || strings.Contains(text, "s3cret") {
			t.Errorf("%s: %v, want a message with %q and without the password", address, err, words)
		}
	}
	if got := Redact("postgres://onramp:s3cret@db/onramp?password=s3cret"); got != "postgres://onramp@db/onramp" {
		t.Errorf("redacted: %s", got)
	}
}

// TestPostgresLostConnections: a server that was restarted meanwhile costs
// nobody an answer.
func TestPostgresLostConnections(t *testing.T) {
	s, _ := started(t, openPostgresStore)
	server, err := sql.Open("pgx", postgresAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	var name string
	mustView(t, s, func(a assessment.Tx) error {
		_, err := a.(*tx).one("SELECT current_database()", nil, &name)
		return err
	})
	for range 3 {
		if _, err := server.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name); err != nil {
			t.Fatal(err)
		}
		mustUpdate(t, s, func(a assessment.Tx) error {
			return a.SaveResponse("a", assessment.Asked{Item: "S2"}, assessment.ValueResponse(1), noon)
		})
		load(t, s, "a")
	}
}

// TestPostgresTogether: two stores on one database, as two servers have them,
// count together without losing one.
func TestPostgresTogether(t *testing.T) {
	address := newDatabase(t)
	var both []*Store
	for range 2 {
		s, err := Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		both = append(both, s)
	}
	const turns = 60
	var group errgroup.Group
	for i := range turns {
		group.Go(func() error {
			return both[i%2].Update(context.Background(), func(a assessment.Tx) error {
				value, err := a.Setting("count")
				if err != nil && assessment.KindOf(err) != assessment.NotFound {
					return err
				}
				return a.SaveSetting("count", append(value, 1))
			})
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	mustView(t, both[0], func(a assessment.Tx) error {
		value, err := a.Setting("count")
		if len(value) != turns {
			t.Errorf("%d of %d counted", len(value), turns)
		}
		return err
	})
}
