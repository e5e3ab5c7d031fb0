package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"onramp/assessment/chart"
	"onramp/static"
)

// frontPage is its address, also in another language, whole for search engines.
var frontPage = regexp.MustCompile(`^https?://onramp\.test/(\?lang=[A-Za-z-]+)?$`)

// each calls visit for an element and everything below it.
func each(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, visit)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// decent checks what holds for every answer: headers that keep other sites
// out, and pages without anything the policy forbids.
func decent(t testing.TB, what string, a answer) {
	t.Helper()
	for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	if a.Header.Get("Cache-Control") == "" || a.Header.Get("Content-Language") == "" {
		t.Errorf("%s: no Cache-Control or no Content-Language", what)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Text == "" || a.Header.Get("Content-Encoding") != "" {
		return
	}
	for _, wrong := range indecent(a.Text) {
		t.Errorf("%s: %s", what, wrong)
	}
}

// indecent lists what the content security policy, or an id that is there
// twice, would break.
func indecent(page string) (wrong []string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	if strings.Contains(page, "&lt;no value&gt;") {
		wrong = append(wrong, "a message lacks a value")
	}
	ids := map[string]bool{}
	var wanted []string
	each(root, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		if id, ok := attribute(n, "id"); ok && (ids[id] || id == "") {
			wrong = append(wrong, fmt.Sprintf("id %q is there twice or empty", id))
		} else {
			ids[id] = ok
		}
		if n.Data == "style" || n.Data == "script" && n.FirstChild != nil || n.Data == "iframe" || n.Data == "base" {
			wrong = append(wrong, "element "+n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				wrong = append(wrong, "attribute "+a.Key+" of "+n.Data)
			case a.Key == "src", a.Key == "href" && n.Data == "link", a.Key == "action", a.Key == "hx-post":
				if frontPage.MatchString(a.Val) {
					continue
				}
				if u, err := url.Parse(a.Val); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(a.Val, "/") {
					wrong = append(wrong, "address of another site: "+a.Val)
				}
			case a.Key == "aria-labelledby", a.Key == "aria-describedby", a.Key == "for":
				wanted = append(wanted, strings.Fields(a.Val)...)
			case strings.Contains(a.Val, "ZgotmplZ"):
				wrong = append(wrong, "unsafe value in "+a.Key)
			}
		}
	})
	for _, id := range wanted {
		if !ids[id] {
			wrong = append(wrong, "no element has the id "+id)
		}
	}
	return wrong
}

func TestIndecentPagesAreSeen(t *testing.T) {
	for _, page := range []string{`<p style="color:red">`, `<script>alert(1)</script>`, `<script src="https://cdn.test/x.js"></script>`, `<a onclick="x">`,
		`<img src="//other.test/x.png">`, `<link href="http://other.test">`, `<p id="a"><p id="a">`, `<label for="nothing">`} {
		if len(indecent(page)) == 0 {
			t.Errorf("%s passes", page)
		}
	}
}

var token = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6});`)

func stylesheet(t *testing.T) string {
	t.Helper()
	return string(must(static.Files.ReadFile("app.css"))(t))
}

// TestColoursAreThoseOfCharts compares the light theme with package chart.
func TestColoursAreThoseOfCharts(t *testing.T) {
	_, rest, found := strings.Cut(stylesheet(t), ":root {")
	light, _, closed := strings.Cut(rest, "}")
	if !found || !closed {
		t.Fatal("no :root in app.css")
	}
	css := map[string]string{}
	for _, m := range token.FindAllStringSubmatch(light, -1) {
		css[m[1]] = strings.ToUpper(m[2])
	}
	for name, colour := range chart.Tokens {
		if css[name] != strings.ToUpper(colour) {
			t.Errorf("--%s is %q in app.css and %s in package chart", name, css[name], colour)
		}
	}
}

// physical finds properties that do not turn round in a right-to-left page.
var physical = regexp.MustCompile(`(?m)(?:^|[{;\s])((?:margin|padding|border|inset)-(?:left|right)[a-z-]*|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(left|right)\b`)

func TestStylesTurnRoundFromRightToLeft(t *testing.T) {
	if m := physical.FindAllString(stylesheet(t), -1); len(m) > 0 {
		t.Errorf("physical properties in app.css: %q", m)
	}
	for _, bad := range []string{"p { margin-left: 1px }", "p{left:0}", "p { text-align: right; }", "a{color:red;float: left}"} {
		if !physical.MatchString(bad) {
			t.Errorf("%s passes", bad)
		}
	}
	// Four lengths in a row name left and right; they must be the same there.
	for _, m := range regexp.MustCompile(`(?:margin|padding|inset|border-width):\s*([^;}]+)`).FindAllStringSubmatch(stylesheet(t), -1) {
		if f := strings.Fields(m[1]); len(f) == 4 && f[1] != f[3] {
			t.Errorf("%s differs between left and right", m[0])
		}
	}
}

// squeezed is the size of a text as it travels.
func squeezed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

var loaded = regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`)

// TestPagesAreLight weighs a first visit: the page with all it loads.
func TestPagesAreLight(t *testing.T) {
	v := newSite(t).visitor().start("depth", "standard")
	longest := v.interview().Questionnaire.Items()[0]
	for _, it := range v.interview().Questionnaire.Items() {
		if len(it.Options) > len(longest.Options) {
			longest = it
		}
	}
	for _, model := range longest.Models {
		v.post(v.home()+"/models/"+model, values()).is(t, 303)
	}
	for path, limit := range map[string]int{"/": 50_000, "/start": 50_000, v.home() + "/items/" + longest.ID: 60_000, v.home() + "/items/TA01": 60_000} {
		page := v.get(path, "Accept-Encoding", "gzip")
		page.is(t, 200)
		if page.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is sent unpacked", path)
		}
		total := page.bytes
		for _, m := range loaded.FindAllStringSubmatch(v.get(path).Text, -1) {
			file := v.get(m[1], "Accept-Encoding", "gzip")
			file.is(t, 200)
			total += file.bytes
		}
		t.Logf("%s: page %d, with all it loads %d bytes", strings.TrimPrefix(path, v.home()), page.bytes, total)
		if total > limit {
			t.Errorf("%s: %d bytes, at most %d", path, total, limit)
		}
	}
	v.finish(0.4)
	for _, path := range []string{"/result", "/roadmap", "/answers"} {
		t.Logf("%s: page %d bytes packed", path, squeezed(t, []byte(v.get(v.home()+path).Text)))
	}
}

// TestParts shows the developer's page, and that nobody else gets it.
func TestParts(t *testing.T) {
	newSite(t).visitor().get("/parts").is(t, 404)
	s := newSite(t, func(c *Config) { c.Development = true })
	s.visitor().get("/parts").is(t, 200, partsLong, `dir="rtl"`, "@error.changed_elsewhere", "With link", "@item.tick_all", `class="chart"`, "@round.items", "@whatif.take_back", "@people.picture_note", "@reminder.stored", "May 2026:")
}
