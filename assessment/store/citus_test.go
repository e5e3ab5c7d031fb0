package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"onramp/assessment"
)

// newCluster makes an empty database on the Citus cluster whose coordinator
// ONRAMP_TEST_CITUS names, on every node, for the test alone.
func newCluster(t testing.TB) string {
	t.Helper()
	address := os.Getenv("ONRAMP_TEST_CITUS")
	if address == "" {
		t.Skip("ONRAMP_TEST_CITUS names no coordinator of a Citus cluster")
	}
	name := fmt.Sprintf("onramp_%x", rand.Uint64())
	coordinator := openServer(t, address)
	type node struct {
		host        string
		port        int
		coordinator bool
	}
	var nodes []node
	rows, err := coordinator.Query("SELECT nodename, nodeport, groupid = 0 FROM pg_dist_node ORDER BY groupid")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var n node
		if err := rows.Scan(&n.host, &n.port, &n.coordinator); err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var main *sql.DB
	var mine string
	for _, n := range nodes {
		at := elsewhere(t, address, n.host, n.port, "")
		server := openServer(t, at)
		for _, statement := range []string{"SET citus.enable_create_database_propagation TO off", "CREATE DATABASE " + name} {
			if _, err := server.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		t.Cleanup(func() {
			if _, err := server.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
				t.Log(err)
			}
		})
		at = elsewhere(t, address, n.host, n.port, name)
		database := openServer(t, at)
		if _, err := database.Exec("CREATE EXTENSION citus"); err != nil {
			t.Fatal(err)
		}
		if n.coordinator {
			main, mine = database, at
		}
	}
	for _, n := range nodes {
		call := "SELECT citus_add_node($1, $2)"
		if n.coordinator {
			call = "SELECT citus_set_coordinator_host($1, $2)"
		}
		if _, err := main.Exec(call, n.host, n.port); err != nil {
			t.Fatal(err)
		}
	}
	return mine + "?citus.shard_count=4" // fewer than in earnest: making them takes the time
}

func openServer(t testing.TB, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxIdleConns(0)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// elsewhere is the address of another node or database.
func elsewhere(t testing.TB, address, host string, port int, database string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = net.JoinHostPort(host, strconv.Itoa(port))
	if database != "" {
		u.Path = "/" + database
	}
	return u.String()
}

// openCitusStore is the suite's opener of a distributed PostgreSQL.
func openCitusStore(t testing.TB) (*Store, func() *Store) {
	t.Helper()
	address := newCluster(t)
	placed, err := Distribute(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if len(placed) < 40 {
		t.Fatalf("%d tables placed", len(placed))
	}
	if _, err := Distribute(t.Context(), address); err != nil { // again changes nothing
		t.Fatal(err)
	}
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

// TestCitus: a distributed PostgreSQL does everything that one server does.
func TestCitus(t *testing.T) { suite(t, openCitusStore) }

// TestDistributeRefuses: what is missing is said, and nothing is changed.
func TestDistributeRefuses(t *testing.T) {
	if _, err := Distribute(t.Context(), "onramp.db"); err == nil || !strings.Contains(err.Error(), "onramp copy") {
		t.Errorf("a file: %v", err)
	}
	address := newDatabase(t)
	if _, err := Distribute(t.Context(), address); err == nil || !strings.Contains(err.Error(), "Citus extension") {
		t.Errorf("a server without Citus: %v", err)
	}
	s, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	publish(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment("a")) })
}
