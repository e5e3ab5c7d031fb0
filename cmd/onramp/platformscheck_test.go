package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/questionnaires"
)

// testHost is a host that behaves as its paths say, and notes how it was asked.
type testHost struct {
	*httptest.Server
	under, most atomic.Int32 // requests at once

	mu    sync.Mutex
	asked []string // method, path and user agent
}

func newTestHost(t *testing.T, start func(*httptest.Server)) *testHost {
	h := &testHost{}
	release := make(chan struct{})
	mux := http.NewServeMux()
	status := func(path string, code int) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	for path, code := range map[string]int{"/ok": 200, "/none": 404, "/gone": 410, "/private": 403, "/many": 429, "/broken": 500} {
		status(path, code)
	}
	mux.HandleFunc("/nohead", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	})
	mux.HandleFunc("/hangup", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	for path, to := range map[string]string{"/circle": "/circle", "/a": "/b", "/b": "/ok", "/moved-to-none": "/none", "/odd": "ftp://example.org/"} {
		mux.Handle(path, http.RedirectHandler(to, http.StatusMovedPermanently))
	}
	mux.Handle("/today", http.RedirectHandler("/ok", http.StatusFound))
	mux.Handle("/half", http.RedirectHandler("/today", http.StatusPermanentRedirect))
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := h.under.Add(1)
		defer h.under.Add(-1)
		for most := h.most.Load(); now > most && !h.most.CompareAndSwap(most, now); most = h.most.Load() {
		}
		h.mu.Lock()
		h.asked = append(h.asked, r.Method+" "+r.URL.Path+" "+r.UserAgent())
		h.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	h.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of certificates that were refused
	start(h.Server)
	t.Cleanup(h.Close)
	t.Cleanup(func() { close(release) })
	return h
}

func entries(addresses ...string) []assessment.Platform {
	var all []assessment.Platform
	for _, a := range addresses {
		all = append(all, assessment.Platform{ID: a, URL: a})
	}
	return all
}

// TestAddresses: what every kind of answer is called.
func TestAddresses(t *testing.T) {
	h := newTestHost(t, (*httptest.Server).Start)
	secure := newTestHost(t, (*httptest.Server).StartTLS)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String() + "/"
	closed.Close()
	tests := []struct {
		address, outcome string
		status           int
		final, detail    string
	}{
		{h.URL + "/ok", addressAnswers, 200, "", ""},
		{h.URL + "/nohead", addressAnswers, 200, "", ""},
		{h.URL + "/none", addressGone, 404, "", ""},
		{h.URL + "/gone", addressGone, 410, "", ""},
		{h.URL + "/private", addressRefuses, 403, "", ""},
		{h.URL + "/many", addressRefuses, 429, "", ""},
		{h.URL + "/broken", addressFails, 500, "", ""},
		{h.URL + "/hangup", addressFails, 0, "", "EOF"},
		{h.URL + "/circle", addressFails, 0, "", "circle"},
		{h.URL + "/a", addressMoved, 200, h.URL + "/ok", "moved to " + h.URL + "/ok"},
		{h.URL + "/today", addressAnswers, 200, h.URL + "/ok", "for now"},
		{h.URL + "/half", addressAnswers, 200, h.URL + "/ok", "for now"},
		{h.URL + "/moved-to-none", addressGone, 404, h.URL + "/none", ""},
		{h.URL + "/odd", addressFails, 0, "", "unsupported protocol scheme"},
		{h.URL + "/slow", addressSlow, 0, "", "no answer"},
		{secure.URL + "/ok", addressUntrusted, 0, "", "certificate"},
		{strings.Replace(h.URL, "http:", "https:", 1) + "/ok", addressUntrusted, 0, "", "TLS"},
		{nobody, addressUnreachable, 0, "", "refused"},
		{"http://nobody.invalid/", addressUnreachable, 0, "", "nobody.invalid"},
		{"", addressMissing, 0, "", ""},
	}
	var addresses []string
	for _, tt := range tests {
		addresses = append(addresses, tt.address)
	}
	checks, err := newChecker(time.Second, 3, "help@onramp.example", true).all(t.Context(), entries(addresses...))
	if err != nil {
		t.Fatal(err)
	}
	for i, tt := range tests {
		c := checks[i]
		if c.ID != tt.address || c.Outcome != tt.outcome || c.Status != tt.status || c.Final != tt.final || !strings.Contains(c.Detail, tt.detail) || c.At.IsZero() {
			t.Errorf("%s: %+v", tt.address, c)
		}
	}
	if h.most.Load() != 1 {
		t.Errorf("%d requests at a time to one host", h.most.Load())
	}
	asked := strings.Join(h.asked, "\n")
	if strings.Count(asked, "GET /nohead") != 1 || strings.Contains(asked, "GET /ok") || strings.Contains(asked, "GET /many") || strings.Contains(asked, "Go-http-client") ||
		!strings.Contains(asked, "HEAD /ok Onramp-address-check/1.0 (+help@onramp.example)") {
		t.Errorf("asked:\n%s", asked)
	}
}

// TestOneAtATime: a host is asked one thing at a time even where redirects of
// another lead to it; different hosts are asked at once.
func TestOneAtATime(t *testing.T) {
	both := make(chan struct{})
	var under atomic.Int32
	var most, here atomic.Int32
	target := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if n := here.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer here.Add(-1)
		if r.URL.Path != "/meet" {
			return
		}
		// Only two hosts asked at once get past here.
		if under.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-r.Context().Done():
		}
	}))
	defer target.Close()
	_, port, _ := net.SplitHostPort(target.Listener.Addr().String())
	one, other := "http://127.0.0.1:"+port, "http://localhost:"+port
	checks, err := newChecker(20*time.Second, 3, "", true).all(t.Context(), entries(one+"/meet", other+"/meet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.answered() {
			t.Errorf("%+v", c)
		}
	}
	bounce := httptest.NewServer(http.RedirectHandler(one+"/ok", http.StatusFound))
	defer bounce.Close()
	most.Store(0)
	away := strings.Replace(bounce.URL, "127.0.0.1", "localhost", 1)
	if _, err := newChecker(20*time.Second, 3, "", true).all(t.Context(), entries(one+"/1", away+"/1", one+"/2", away+"/2", one+"/3", away+"/3")); err != nil {
		t.Fatal(err)
	}
	if most.Load() != 1 {
		t.Errorf("%d requests at a time to one host", most.Load())
	}
}

// TestPrivateNetworksStayUnasked unless that is allowed.
func TestPrivateNetworksStayUnasked(t *testing.T) {
	h := newTestHost(t, (*httptest.Server).Start)
	checks, err := newChecker(time.Second, 3, "", false).all(t.Context(), entries(h.URL+"/ok", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.Outcome != addressUnreachable || !strings.Contains(c.Detail, "private network") {
			t.Errorf("%+v", c)
		}
	}
	if len(h.asked) > 0 {
		t.Errorf("asked %v", h.asked)
	}
}

// TestCheckCommand: the whole command on a database whose entries lead to a
// local host: its reports, what it notes, and when it fails.
func TestCheckCommand(t *testing.T) {
	h := newTestHost(t, (*httptest.Server).Start)
	folder := t.TempDir()
	database := filepath.Join(folder, "a.db")
	onramp := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%v: code %d, want %d\n%s%s", args, code, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	onramp(0, "import", "--database", database, "--content", smallContent(t, h.URL))
	check := []string{"platforms", "check", "--database", database, "--private-addresses", "--timeout", "1s"}
	text := onramp(0, check...)
	for _, want := range []string{"moved\tx-moved\t" + h.URL + "/a\t200\tmoved to " + h.URL + "/ok\n", "gone\tx-gone\t", "no address\tx-none\n", "4 entries; answers: 1; moved: 1; gone: 1; no address: 1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "x-fine") {
		t.Errorf("what answers is only counted:\n%s", text)
	}
	if text := onramp(1, append(check, "--strict")...); !strings.Contains(text, "1 addresses did not answer") {
		t.Error(text)
	}
	onramp(0, append(check, "--out", filepath.Join(folder, "r.csv"))...)
	onramp(0, append(check, "--out", filepath.Join(folder, "r.json"))...)
	table, err := os.Open(filepath.Join(folder, "r.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if rows, err := csv.NewReader(table).ReadAll(); err != nil || len(rows) != 5 || rows[1][0] != "x-fine" || rows[1][2] != addressAnswers || rows[1][3] != "200" {
		t.Errorf("%v, %v", rows, err)
	}
	var checks []addressCheck
	if data, err := os.ReadFile(filepath.Join(folder, "r.json")); err != nil || json.Unmarshal(data, &checks) != nil || len(checks) != 4 || checks[2].Final != h.URL+"/ok" {
		t.Errorf("%+v, %v", checks, err)
	}

	if text := onramp(0, append(check, "--record", "--by", "Ada")...); !strings.Contains(text, "noted in the directory: 2") {
		t.Error(text)
	}
	today := time.Now().UTC().Format(time.DateOnly)
	listed := onramp(0, "platforms", "list", "--database", database)
	for _, want := range []string{"x-fine\tactive\t" + today + "\taddress\t", "x-moved\tactive\t" + today + "\taddress\t", "x-gone\tactive\t2026-11\tseen\t"} {
		if !strings.Contains(listed, want) {
			t.Errorf("%q is missing in\n%s", want, listed)
		}
	}
	if record := onramp(0, "platforms", "history", "--database", database); strings.Count(record, "changed checked, verified; note: onramp platforms check") != 2 {
		t.Error(record)
	}
}

// smallContent is the shipped content with a directory of four entries at a host.
func smallContent(t *testing.T, host string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, questionnaires.Files); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(folder, "platforms")); err != nil {
		t.Fatal(err)
	}
	c, err := loadContent("")
	if err != nil {
		t.Fatal(err)
	}
	var kinds, topics []string
	for _, q := range c.Questionnaires {
		for _, k := range q.Kinds {
			kinds = append(kinds, k.ID)
		}
		for _, x := range q.Topics {
			topics = append(topics, x.ID)
		}
	}
	var all []assessment.Platform
	for id, path := range map[string]string{"x-fine": host + "/ok", "x-gone": host + "/none", "x-moved": host + "/a", "x-none": ""} {
		all = append(all, assessment.Platform{ID: id, Name: id, Operator: "O", Countries: []string{"*"}, URL: path, Kinds: kinds, Topics: topics,
			Summary: assessment.Text{English: "S"}, Evidence: assessment.EvidenceSeen, Checked: "2026-11", Status: assessment.StatusActive})
	}
	text, err := content.FormatPlatforms(all)
	if err == nil {
		err = os.MkdirAll(filepath.Join(folder, "platforms"), 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "platforms", "all.yaml"), text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
