package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTwoServers: two servers on one database serve one workshop and one firm
// in turns, and nobody can tell.
func TestTwoServers(t *testing.T) {
	t.Run("a file", func(t *testing.T) { inTurns(t, filepath.Join(t.TempDir(), "onramp.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { inTurns(t, postgresDatabase(t)) })
}

func inTurns(t *testing.T, database string) {
	who, err := prepareBench(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	var servers [2]*benchServer
	for i := range servers {
		base := startServer(t, "--database", database)
		servers[i] = &benchServer{address: strings.Replace(strings.TrimPrefix(base, "http://"), "localhost", "127.0.0.1", 1)}
	}
	one := 1
	room, err := newBenchRoom(t.Context(), &workshopRun{workshopFlags: workshopFlags{phones: &one}, server: servers[0]}, who, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{workshopRun: &workshopRun{server: servers[1]}, browser: newBrowser(), room: room, dice: rand.New(rand.NewPCG(1, 2)), said: map[string]string{}, tried: map[string][]string{}}
	page, err := p.join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wait := page.live
	if wait.address == "" {
		t.Fatalf("the phone does not wait: %s", page.at)
	}
	desk, err := room.desk.get(t.Context(), servers[0].url()+"/workshops/"+room.id)
	if err != nil {
		t.Fatal(err)
	}
	if n := tallied(desk.text); len(n) == 0 || n[0] != 1 {
		t.Fatalf("the other server does not see the phone: %v", n)
	}
	for _, button := range []string{"/begin", "/run"} {
		if err := room.press(t.Context(), desk, button); err != nil {
			t.Fatal(err)
		}
		if desk, err = room.desk.get(t.Context(), servers[1].url()+"/workshops/"+room.id); err != nil {
			t.Fatal(err)
		}
	}
	moved, err := p.ask(t.Context(), p.absolute(wait.address), wait.tag)
	if err != nil || moved.head.Get("Onramp-Moved") == "" {
		t.Fatalf("the phone's server does not know that the room has begun: %v", err)
	}
	if page, err = p.open(t.Context(), wait.leads); err != nil {
		t.Fatal(err)
	}
	for turn := 0; page.form("/items/") != nil; turn++ {
		p.server = servers[turn%2]
		if page, err = p.answer(t.Context(), page); err != nil {
			t.Fatal(err)
		}
	}
	p.server = servers[0]
	if err := p.readBack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.tally.checked < 10 || p.tally.lost != nil || p.tally.refused > 0 {
		t.Errorf("%d answers, %d refused, lost %v", p.tally.checked, p.tally.refused, p.tally.lost)
	}
	for _, s := range servers {
		if desk, err = room.desk.get(t.Context(), s.url()+"/workshops/"+room.id); err != nil {
			t.Fatal(err)
		}
		if n := tallied(desk.text); len(n) < 2 || n[len(n)-1] != 1 {
			t.Errorf("finished on %s: %v", s.url(), n)
		}
	}
}

// postgresDatabase makes an empty database on the server that
// ONRAMP_TEST_POSTGRES names.
func postgresDatabase(t *testing.T) string {
	t.Helper()
	address := os.Getenv("ONRAMP_TEST_POSTGRES")
	if address == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("ONRAMP_TEST_POSTGRES names no PostgreSQL server, and CI must not skip this test")
		}
		t.Skip("ONRAMP_TEST_POSTGRES names no PostgreSQL server")
	}
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
		_ = server.Close()
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
