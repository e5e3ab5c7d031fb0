package web

import (
	"bytes"
	"encoding/json"
	"html/template"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/questionnaires"
	"onramp/static"
)

// morning is when every test begins.
var morning = time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)

// ours is the content that ships.
var ours = sync.OnceValues(func() (*assessment.Catalogue, error) { return content.Load(questionnaires.Files) })

// site is the real server on a real file, with a clock that stands until moved.
type site struct {
	*httptest.Server
	t    testing.TB
	web  *Server
	file *store.Store
	log  *notes
	dir  string // of the database

	mu    sync.Mutex
	clock time.Time
}

// notes is what the server logged.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (n *notes) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = s.clock.Add(d)
}

// must unwraps a result: must(f())(t).
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func newSite(t testing.TB, change ...func(*Config)) *site {
	t.Helper()
	s := &site{t: t, log: &notes{}, dir: t.TempDir(), clock: morning}
	s.file = must(store.Open(t.Context(), filepath.Join(s.dir, "onramp.db")))(t)
	t.Cleanup(func() { s.file.Close() })
	var mu sync.Mutex
	chance := rand.NewChaCha8([32]byte{7})
	catalogue, err := ours()
	sv := service.New(s.file, service.Options{Now: s.now, Files: func(r *assessment.Release) ([]assessment.ReleaseFile, error) {
		words, err := report.EveryLanguage(must(locale.Load())(t), catalogue, "nir-sme")
		if err != nil {
			return nil, err
		}
		return report.WriteRelease(r, words, report.Meta{Operator: "Chamber Ä", PublicURL: "http://onramp.test"})
	}, Random: func(n int) []byte {
		mu.Lock()
		defer mu.Unlock()
		b := make([]byte, n)
		chance.Read(b)
		return b
	}})
	if err == nil {
		err = sv.Import(t.Context(), catalogue)
	}
	if err != nil {
		t.Fatal(err)
	}
	bundle := must(locale.Load())(t)
	writer := must(report.NewWriter(report.Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script}))(t)
	c := Config{Site: Site{Name: "Chamber Ä", Contact: "help@example.org", PublicURL: "http://onramp.test"}, Questionnaire: "nir-sme",
		Service: sv, Bundle: bundle, Writer: writer, Log: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	c.Kept = must(store.Described())(t)
	for _, f := range change {
		f(&c)
	}
	s.web = must(New(c))(t)
	s.Server = httptest.NewServer(s.web.Handler())
	t.Cleanup(s.Close)
	return s
}

// visitor is one browser; it follows no redirects by itself.
type visitor struct {
	*site
	client *http.Client
	header map[string]string // sent with every request
	id     string            // of the assessment
}

func (s *site) visitor(headers ...string) *visitor {
	s.t.Helper()
	jar := must(cookiejar.New(nil))(s.t)
	v := &visitor{site: s, header: map[string]string{}, client: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for i := 0; i+1 < len(headers); i += 2 {
		v.header[headers[i]] = headers[i+1]
	}
	return v
}

// answer is what came back.
type answer struct {
	*http.Response
	Text  string
	bytes int // on the wire
}

// send makes any request. Whatever comes back must be decent: see decent.
func (v *visitor) send(method, path string, body io.Reader, headers ...string) answer {
	v.t.Helper()
	r := must(http.NewRequestWithContext(v.t.Context(), method, v.URL+path, body))(v.t)
	for name, value := range v.header {
		r.Header.Set(name, value)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	data := must(io.ReadAll(response.Body))(v.t)
	a := answer{response, string(data), len(data)}
	decent(v.t, method+" "+path, a)
	return a
}

func (v *visitor) get(path string, headers ...string) answer {
	v.t.Helper()
	return v.send("GET", path, nil, headers...)
}

// post sends a form as a browser does.
func (v *visitor) post(path string, form url.Values, headers ...string) answer {
	v.t.Helper()
	return v.send("POST", path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded",
		"Sec-Fetch-Site", "same-origin", "Origin", v.URL}, headers...)...)
}

// values makes a form of pairs; a name may come twice.
func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// bakery is a profile as typed.
func bakery(more ...string) url.Values {
	form := values("country", "DE", "sector", "C", "employees", "12", "goals", "cut-cost", "depth", "quick", "statistics_consent", "no")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

var inAddress = regexp.MustCompile(`^/assessments/([A-Za-z0-9_-]{22})`)

// start begins an assessment through the form.
func (v *visitor) start(more ...string) *visitor {
	v.t.Helper()
	a := v.post("/start", bakery(more...))
	m := inAddress.FindStringSubmatch(a.Header.Get("Location"))
	if a.StatusCode != http.StatusSeeOther || m == nil {
		v.t.Fatalf("start: %s to %q\n%s", a.Status, a.Header.Get("Location"), a.Text)
	}
	v.id = m[1]
	return v
}

// home is the address of the visitor's assessment.
func (v *visitor) home() string { return "/assessments/" + v.id }

// token is the link that the browser carries.
func (v *visitor) token() string {
	v.t.Helper()
	for _, c := range v.client.Jar.Cookies(must(url.Parse(v.URL + v.home()))(v.t)) {
		if c.Name == keyCookie {
			return c.Value
		}
	}
	v.t.Fatal("the browser has no key")
	return ""
}

// interview is the visitor's assessment as the service sees it.
func (v *visitor) interview() *service.Interview {
	v.t.Helper()
	return must(v.web.Service.Interview(v.t.Context(), v.id, v.token()))(v.t)
}

// say stores a response behind the page's back, as another tab would.
func (v *visitor) say(item string, r assessment.Response) {
	v.t.Helper()
	_, err := v.web.Service.Answer(v.t.Context(), v.id, v.token(), item, r, v.interview().Responses[item].Mark())
	if err != nil {
		v.t.Fatal(err)
	}
}

// some is a response at the given share of an item's scale.
func some(it *assessment.Item, share float64) assessment.Response {
	if it.Kind == assessment.Checklist {
		return assessment.OptionsResponse(it.Options[0].ID)
	}
	low, high := it.Range()
	return assessment.ValueResponse(low + int(float64(high-low)*share))
}

// adopt opens a file in which a firm has answered every question.
func (v *visitor) adopt(country string, employees int, share float64) *visitor {
	v.t.Helper()
	q := must(ours())(v.t).Questionnaires[0]
	p := assessment.Portable{Questionnaire: q.ID, Depth: assessment.Full, Profile: assessment.Profile{Country: country, Employees: employees, Goals: []string{q.Goals[0].ID}},
		Responses: map[string]assessment.Response{}}
	for _, it := range q.Items() {
		p.Responses[it.ID] = some(it, share)
	}
	a := v.post("/import", values("text", string(must(json.Marshal(p))(v.t))))
	v.id = strings.TrimPrefix(a.Header.Get("Location"), "/assessments/")
	if a.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("import: %s\n%s", a.Status, a.main())
	}
	return v
}

// finish answers everything the depth asks.
func (v *visitor) finish(share float64) *visitor {
	v.t.Helper()
	for range 200 {
		q, more := v.interview().Next()
		if !more {
			return v
		}
		v.say(q.Item.ID, some(q.Item, share))
	}
	v.t.Fatal("the interview does not end")
	return nil
}

// english prints what messages say now, so that no test repeats their wording.
var english = sync.OnceValue(func() *locale.Printer {
	b, err := locale.Load()
	if err != nil {
		panic(err)
	}
	return b.Printer("en")
})

// shows reports whether a page holds a text; "@key" is a message of that key,
// whatever stands in its places.
func shows(page, text string) bool {
	key, ok := strings.CutPrefix(text, "@")
	if !ok {
		return strings.Contains(page, text)
	}
	said := english().T(key)
	if said == key {
		said = english().Count(key, 1)
	}
	if said == key {
		return false
	}
	longest := ""
	for _, part := range strings.Split(said, "<no value>") {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return strings.Contains(page, longest) || strings.Contains(page, template.HTMLEscapeString(longest))
}

// is checks status, what must appear and, after "!", what must not; see shows.
func (a answer) is(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d; location %q\n%s", a.StatusCode, status, a.Header.Get("Location"), a.main())
		return
	}
	for _, text := range texts {
		no, not := strings.CutPrefix(text, "!")
		if shows(a.Text, no) == not {
			t.Errorf("%q (must not appear: %v) in\n%s", no, not, a.main())
		}
	}
}

// choices are what makes pages long.
var choices = regexp.MustCompile(`(?s)<option.*</option>`)

// main is the page's own part, for messages of tests.
func (a answer) main() string {
	_, rest, found := strings.Cut(a.Text, "<main")
	if !found {
		return a.Text[:min(len(a.Text), 2000)]
	}
	text, _, _ := strings.Cut(rest, "</main>")
	return choices.ReplaceAllString(text, "…")
}
