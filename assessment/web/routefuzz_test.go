package web

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"onramp/assessment"
)

// fuzzRequests is how many requests TestNoServerError sends; more with
// ONRAMP_FUZZ_REQUESTS.
const fuzzRequests = 3000

// TestNoServerError sends requests that no browser would send to every route:
// as a stranger, as an owner, and as people with every role. None ends in a
// server error.
func TestNoServerError(t *testing.T) {
	count := fuzzRequests
	if n, err := strconv.Atoi(os.Getenv("ONRAMP_FUZZ_REQUESTS")); err == nil {
		count = n
	}
	s, _ := newPress(t, 300)
	f := fuzzer{dice: rand.New(rand.NewPCG(uint64(count), 7)), site: s}
	f.release = s.member(assessment.AnalystRole, "release@example.org").make()
	for _, r := range s.web.routes() {
		if r.access != development {
			f.routes = append(f.routes, r)
		}
	}
	statuses := map[int]int{}
	for n := range count {
		if n%2000 == 0 {
			f.become(n) // earlier requests may have deleted what they could
		}
		request, text := f.request()
		w := httptest.NewRecorder()
		s.web.Handler().ServeHTTP(w, request)
		statuses[w.Code]++
		if w.Code >= 500 {
			log := s.log.String()
			t.Fatalf("request %d: status %d\n%s\n%s", n, w.Code, text, log[max(0, len(log)-3000):])
		}
	}
	t.Log(statuses)
	for _, code := range []int{200, 303, 404, 405, 422} {
		if statuses[code] == 0 {
			t.Errorf("no answer was %d: the requests do not reach far enough (%v)", code, statuses)
		}
	}
}

// fuzzer makes requests of known routes, with values that fit, nearly fit and do
// not.
type fuzzer struct {
	dice    *rand.Rand
	site    *site
	routes  []route
	cookies [][]*http.Cookie // of a stranger, an owner, members
	known   map[string][]string

	workshop *convening
	release  string // address
}

// become signs everybody in anew and collects what routes can name.
func (f *fuzzer) become(n int) {
	s := f.site
	at, err := url.Parse(s.URL + "/")
	if err != nil {
		s.t.Fatal(err)
	}
	f.workshop = s.workshopBy(fmt.Sprintf("f%d@example.org", n))
	f.workshop.press("begin")
	owner, phone := s.visitor().start().finish(0.5), f.workshop.phone()
	f.cookies = [][]*http.Cookie{nil}
	for _, v := range []*visitor{owner, phone,
		f.workshop.visitor, s.member(assessment.AnalystRole, fmt.Sprintf("a%d@example.org", n)),
		s.member(assessment.ManagerRole, fmt.Sprintf("m%d@example.org", n)), s.member(assessment.OperatorRole, fmt.Sprintf("o%d@example.org", n)),
	} {
		f.cookies = append(f.cookies, v.client.Jar.Cookies(at))
	}
	c := must(ours())(s.t)
	q := c.Questionnaires[0]
	f.known = map[string][]string{
		"id": {owner.id, phone.id, f.workshop.id}, "workshop": {f.workshop.id}, "code": {f.workshop.code}, "release": {"1", "2"},
		"token": {owner.token()}, "firm": {owner.id}, "model": {"dma-aligned", "dii", "nir-sme"}, "*": {"app.css", "icon.svg", "../go.mod"}, "hash": {s.web.static},
		"organisation": {s.organisation(assessment.Association, "Chamber of Bakers"), s.organisation(assessment.Agency, "Agency of Figures")},
		"file":         {"release.zip", "quality.csv", "cells.csv", "catalogue.jsonld"}, "table": {"level", "level-sector"}, "revision": {"1", "2", "3"},
	}
	for _, it := range q.Items() {
		f.known["item"] = append(f.known["item"], it.ID)
	}
	for _, m := range q.Measures {
		f.known["measure"] = append(f.known["measure"], m.ID)
	}
	for _, p := range c.Directory.Platforms {
		f.known["platform"] = append(f.known["platform"], p.ID)
	}
}

// odd are values that have broken programs.
var odd = []string{"", " ", "0", "-1", "1", "5", "99999999999999999999", "1e9", "NaN", "null", "true", "yes", "no", "on", "\x00", "\xff\xfe", "%", "%00", "../../etc/passwd",
	"<script>alert(1)</script>", "' OR 1=1 --", "=cmd|' /C calc'!A0", "𝔘𝔫𝔦 🥐", "ﷺ", "\u202e\u200f", strings.Repeat("A", 5000), strings.Repeat("é", 300), "2026-02-30", "2026-11-24", "de", "DE", "en-XA", "quick", "full", "value", "dont_know"}

func (f *fuzzer) pick(all []string) string { return all[f.dice.IntN(len(all))] }

func (f *fuzzer) value(name string) string {
	if known := f.known[name]; known != nil && f.dice.IntN(4) > 0 {
		return f.pick(known)
	}
	return f.pick(odd)
}

func (f *fuzzer) request() (*http.Request, string) {
	r := f.routes[f.dice.IntN(len(f.routes))]
	var parts []string
	for _, part := range strings.Split(r.path, "/") {
		if strings.HasPrefix(part, ":") || part == "*" {
			part = url.PathEscape(f.value(strings.TrimPrefix(part, ":")))
		}
		parts = append(parts, part)
	}
	address := strings.Join(parts, "/")
	if f.dice.IntN(3) == 0 {
		address += "?" + f.form().Encode()
	}
	method := r.method
	if f.dice.IntN(20) == 0 {
		method = f.pick([]string{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "FOO"})
	}
	kind, body := f.body(method)
	request := httptest.NewRequest(method, "http://localhost/", bytes.NewReader(body))
	if u, err := url.Parse(address); err == nil {
		request.URL.Path, request.URL.RawPath, request.URL.RawQuery = u.Path, u.RawPath, u.RawQuery
	}
	request.Header.Set("Content-Type", kind)
	for _, name := range []string{"Accept-Language", "If-None-Match", "Range", "Hx-Request", "Accept-Encoding", "Authorization", "Traceparent", "X-Forwarded-For", "Referer"} {
		if f.dice.IntN(8) == 0 {
			request.Header.Set(name, f.pick(append(odd, "bytes=0-5", "bytes=9-1", "true", "gzip", "Bearer x", "Basic eA==")))
		}
	}
	for _, c := range f.cookies[f.dice.IntN(len(f.cookies))] {
		request.AddCookie(c)
	}
	return request, fmt.Sprintf("%s %s (%s)\n%.600q", method, address, r.path, body)
}

// fieldNames are fields of forms.
var fieldNames = []string{"value", "options", "state", "seen", "return", "country", "region", "language", "sector", "employees", "goals", "budget", "days", "depth", "statistics_consent",
	"code", "email", "password", "name", "role", "organisation", "kind", "contact", "address", "title", "once", "measure", "at", "token", "firm", "person", "reach", "problem", "gain", "last_day",
	"from", "to", "table", "format", "number", "model", "appetite", "founded", "register", "note", "item", "day", "account", "page", "q", "opens", "closes", "expected", "pace"}

func (f *fuzzer) form() url.Values {
	v := url.Values{}
	for range f.dice.IntN(8) {
		name := f.pick(fieldNames)
		v.Add(name, f.value(name))
	}
	return v
}

func (f *fuzzer) body(method string) (kind string, body []byte) {
	if method == "GET" || method == "HEAD" {
		return "", nil
	}
	switch f.dice.IntN(8) {
	case 0:
		return "application/json", []byte(f.pick(append(odd, `{"questionnaire":"nir-sme"}`, `[]`, `{`)))
	case 1:
		return "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + strconv.Quote(f.pick(odd)) + "\"\r\n\r\n" + f.pick(odd) + "\r\n--x--\r\n")
	case 2:
		return "application/x-www-form-urlencoded", []byte(f.pick(odd))
	}
	return "application/x-www-form-urlencoded", []byte(f.form().Encode())
}
