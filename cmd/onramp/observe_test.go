package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestObserved: what a firm does is seen in metrics and traces, by routes and
// never by addresses, and a stopping server sends what it still has.
func TestObserved(t *testing.T) {
	var mu sync.Mutex
	var traces bytes.Buffer
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.Copy(&traces, r.Body)
	}))
	defer collector.Close()
	metrics, err := freeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var id string
	t.Run("serve", func(t *testing.T) {
		base := startServer(t, "--database", filepath.Join(folder, "onramp.db"), "--metrics-addr", metrics, "--otlp-endpoint", collector.URL, "--backups", folder)
		p := &phone{workshopRun: &workshopRun{server: &benchServer{address: strings.TrimPrefix(base, "http://")}}, browser: newBrowser(),
			dice: rand.New(rand.NewPCG(1, 2)), said: map[string]string{}, tried: map[string][]string{}}
		page, err := p.begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if page, err = p.answer(t.Context(), page); err != nil {
				t.Fatal(err)
			}
		}
		id = p.id
		if _, err := p.get(t.Context(), base+"/assessments/"+id+"/roadmap.pdf"); err != nil {
			t.Fatal(err)
		}
		figures, err := p.get(t.Context(), "http://"+metrics+"/metrics")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			`onramp_requests_total{method="POST",route="/assessments/:id/items/:item",status="303"} 3`, "onramp_answers_total 3", "onramp_document_seconds_count 1",
			"onramp_store_queue 0", "onramp_store_update_seconds_count", "onramp_store_commits_total ", "process_resident_memory_bytes ",
		} {
			if !strings.Contains(figures.text, line) {
				t.Errorf("no line %s in\n%s", line, figures.text)
			}
		}
		if strings.Contains(figures.text, id) {
			t.Error("the metrics name an assessment")
		}
		if page, err = p.get(t.Context(), base+"/metrics"); err != nil || page.status != http.StatusNotFound {
			t.Errorf("visitors see metrics: %v", page)
		}
	})
	mu.Lock()
	defer mu.Unlock()
	for _, part := range []string{`"name":"POST /assessments/:id/items/:item"`, `"name":"store update"`, `"name":"document"`, `"stringValue":"onramp"`} {
		if !strings.Contains(traces.String(), part) {
			t.Errorf("no %s in the traces", part)
		}
	}
	if strings.Contains(traces.String(), id) {
		t.Error("the traces name an assessment")
	}
	backup := filepath.Join(folder, time.Now().UTC().Format(backupName))
	if _, err := os.Stat(backup); err != nil {
		t.Errorf("no backup was made: %v", err)
	}
}

// TestOutdatedBackups: backups go on their day, and nothing else of the folder.
func TestOutdatedBackups(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"onramp-2026-11-01.db", "onramp-2026-11-01.db.sha256", "onramp-2026-11-09.db", "onramp-2026-11-10.db", "onramp-2026-11-24.db", "onramp-2026-99-01.db", "notes.db", "onramp-2025-01-01.db.before-20250101"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := outdatedBackups(entries, time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC), 14)
	if strings.Join(got, " ") != "onramp-2026-11-01.db onramp-2026-11-09.db" {
		t.Errorf("outdated: %v", got)
	}
}
