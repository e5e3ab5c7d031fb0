package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/questionnaires"
)

// withService lets fn work on a database file with its own clock.
func withService(t *testing.T, file string, now func() time.Time, fn func(*service.Service)) {
	t.Helper()
	st, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	fn(service.New(st, service.Options{Now: now}))
}

// TestScriptsOfOperators: what an operator imports outlives starts of the
// server, and an import of the built-in content brings that back.
func TestScriptsOfOperators(t *testing.T) {
	folder, file := filepath.Join(t.TempDir(), "content"), filepath.Join(t.TempDir(), "onramp.db")
	if err := os.CopyFS(folder, questionnaires.Files); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(folder, "platforms", "*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	if err := os.Remove(names[0]); err != nil { // a directory of its own
		t.Fatal(err)
	}
	own, err := loadContent(folder)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := loadContent("")
	if err != nil {
		t.Fatal(err)
	}
	onramp := func(args ...string) {
		t.Helper()
		if code := run(t.Context(), args, strings.NewReader(""), io.Discard, os.Stderr); code != 0 {
			t.Fatalf("%v: exit code %d", args, code)
		}
	}
	holds := func(what string, want *assessment.Catalogue) {
		t.Helper()
		withService(t, file, nil, func(sv *service.Service) {
			c, err := sv.Catalogue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.Directory.Version != want.Directory.Version || len(c.Questionnaires) != 1 {
				t.Errorf("after %s: %d questionnaires and directory %s, want %s", what, len(c.Questionnaires), c.Directory.Version, want.Directory.Version)
			}
		})
	}
	serve := func(flags ...string) {
		t.Helper()
		ran := false
		t.Run("serve", func(t *testing.T) {
			ran = true
			base := startServer(t, append([]string{"--database", file}, flags...)...)
			onramp("health", "--addr", strings.Replace(strings.TrimPrefix(base, "http://"), "localhost", "127.0.0.1", 1))
		})
		if !ran { // else what it finds in the file would seem lost
			t.Skip("the pattern of -run leaves the servers of this test out")
		}
	}
	serve()
	holds("a first start", ours)
	onramp("import", "--database", file, "--content", folder)
	holds("an import", own)
	serve()
	holds("a start", own)
	onramp("import", "--database", file)
	holds("an import of the built-in", ours)
	serve("--content", folder)
	holds("a start with --content", own)
}

// TestScriptsSweep: a start and each day after it remove what no owner can
// reach; the log says how many.
func TestScriptsSweep(t *testing.T) {
	c, err := loadContent("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	withService(t, filepath.Join(t.TempDir(), "onramp.db"), func() time.Time { return now }, func(sv *service.Service) {
		if err := sv.Import(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		start := func() (id string) {
			id, _, err := sv.Start(t.Context(), "nir-sme", assessment.Profile{Country: "DE", Language: "en", Employees: 3}, assessment.Quick, false)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		ids := []string{start(), start()}
		now = now.Add(service.KeyLife + time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		tick, done, log := make(chan time.Time), make(chan struct{}), &bytes.Buffer{}
		go func() { defer close(done); sweepDaily(ctx, sv, tick, slog.New(slog.NewJSONHandler(log, nil))) }()
		tick <- now // taken after the sweep at the start
		tick <- now
		ids = append(ids, start())
		stop()
		<-done
		if !strings.Contains(log.String(), `"count":2`) || strings.Count(log.String(), "\n") != 1 {
			t.Errorf("the log says %s", log)
		}
		for _, id := range ids {
			if strings.Contains(log.String(), id) {
				t.Error("the log names an assessment")
			}
		}
		if n, err := sv.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("%d were left, %v", n, err)
		}
	})
}

func TestScriptsHealthAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:1": "127.0.0.1:1", ":1": "127.0.0.1:1", "0.0.0.0:1": "127.0.0.1:1", "[::]:1": "127.0.0.1:1",
		"[::1]:1": "[::1]:1", "192.0.2.7:1": "192.0.2.7:1", "onramp.local:1": "onramp.local:1",
	} {
		if got, err := healthAddress(addr); got != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", addr, got, err, want)
		}
	}
	if _, err := healthAddress("nonsense"); err == nil {
		t.Error("nonsense is an address")
	}
}
