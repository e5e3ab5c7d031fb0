package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// TestEveryRouteIsListed compares the list with what the server serves.
func TestEveryRouteIsListed(t *testing.T) {
	for _, developing := range []bool{false, true} {
		s := newSite(t, func(c *Config) { c.Development = developing })
		var listed, served []string
		for _, r := range s.web.routes() {
			if r.access == development && !developing {
				continue
			}
			listed = append(listed, r.method+" "+r.path)
			if r.method == http.MethodGet {
				listed = append(listed, "HEAD "+r.path)
			}
			if owned := strings.HasPrefix(r.path, "/assessments/:id"); owned != (r.access == owner) {
				t.Errorf("%s has access %q", r.path, r.access)
			}
		}
		for _, r := range s.web.echo.Routes() {
			served = append(served, r.Method+" "+r.Path)
		}
		slices.Sort(listed)
		slices.Sort(served)
		if !slices.Equal(listed, served) {
			t.Errorf("listed %q\nserved %q", listed, served)
		}
	}
}

// address fills the places of a route.
func address(path, id, item, token string) string {
	return strings.NewReplacer(":id", id, ":model", "dii", ":item", item, ":token", token, ":hash", "0", ":organisation", "nothing", "*", "app.css").Replace(path)
}

// TestAccess tries every route as everybody: who lacks what the list asks for
// is refused before anything happens, who has it gets past the list.
func TestAccess(t *testing.T) {
	s := newSite(t)
	may := map[assessment.Role]string{
		assessment.FacilitatorRole: "member facilitator adviser", assessment.AnalystRole: "member analyst agency",
		assessment.ManagerRole: "member facilitator adviser manager", assessment.OperatorRole: "member adviser manager operator agency",
	}
	people := map[assessment.Role]*visitor{"": s.visitor()}
	for role := range may {
		people[role] = s.member(role, string(role)+"@example.org")
	}
	for _, r := range s.web.routes() {
		for role, who := range people {
			open := r.access == public || r.access == owner || r.access == development
			switch {
			case open || slices.Contains(strings.Fields(may[role]), string(r.access)):
				continue // what is behind it has tests of its own
			case r.access == client: // nobody's session opens what programs read
				who.get(address(r.path, "x", "TA01", "x")).is(t, 401)
			case r.method == http.MethodGet && role == "":
				if a := who.get(address(r.path, "x", "TA01", "x")); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in?next=") {
					t.Errorf("%s %s by a stranger: %s to %q", r.method, r.path, a.Status, a.Header.Get("Location"))
				}
				who.send("HEAD", address(r.path, "x", "TA01", "x"), nil).is(t, 303)
			case r.method == http.MethodGet:
				who.get(address(r.path, "x", "TA01", "x")).is(t, 403, "@error.not_allowed")
			case role == "":
				who.post(address(r.path, "x", "TA01", "x"), values()).is(t, 403, "@error.signed_out")
			default:
				who.post(address(r.path, "x", "TA01", "x"), values()).is(t, 403, "@error.not_allowed")
			}
		}
	}
	for role, who := range people { // the same table holds for what is allowed
		for path, access := range map[string]string{"/account": "member", "/organisation": "manager", "/organisations": "operator", "/firms": "adviser"} {
			if allowed := slices.Contains(strings.Fields(may[role]), access); (who.get(path).StatusCode == 200) != allowed {
				t.Errorf("%q opens %s: not %v", role, path, allowed)
			}
		}
	}
}

// TestUnknownAccessIsRefused: a route with an access that nobody knows is for
// nobody.
func TestUnknownAccessIsRefused(t *testing.T) {
	s := newSite(t)
	s.web.echo.GET("/odd", func(c echo.Context) error { return c.String(200, "in") }, s.web.allow("everybody-else"))
	s.visitor().get("/odd").is(t, 303)
	s.member(assessment.OperatorRole, "olga@example.org").get("/odd").is(t, 403, "@error.not_allowed")
	known := []access{public, owner, development, member, facilitator, analyst, adviser, manager, operator, agency, keeper, client}
	for _, r := range s.web.routes() {
		if !slices.Contains(known, r.access) {
			t.Errorf("%s names the access %q", r.path, r.access)
		}
	}
}

// TestOwnerRoutesNeedTheKey tries each without a key, with a foreign one and
// with an expired one, with and without htmx.
func TestOwnerRoutesNeedTheKey(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("name", "Geheimnis")
	stranger := s.visitor()
	foreign := s.visitor("Cookie", keyCookie+"="+s.visitor().start().token())
	before := v.interview()
	try := func(who *visitor, status int, text string) {
		t.Helper()
		for _, r := range s.web.routes() {
			if r.access != owner {
				continue
			}
			for _, hx := range []string{"", "true"} {
				var a answer
				if path := address(r.path, v.id, "TA01", ""); r.method == http.MethodGet {
					a = who.get(path, "HX-Request", hx)
				} else {
					a = who.post(path, bakery("value", "1", "depth", "full", "statistics_consent", "yes"), "HX-Request", hx)
				}
				if a.StatusCode != status || !shows(a.Text, text) || strings.Contains(a.Text, "Geheimnis") {
					t.Errorf("%s %s (htmx %q): %s\n%s", r.method, r.path, hx, a.Status, a.Text)
				}
			}
		}
	}
	try(stranger, 403, "@error.not_yours")
	try(foreign, 403, "@error.not_yours")
	if after := v.interview(); after.Revision != before.Revision {
		t.Error("a stranger changed something")
	}
	old := s.visitor("Cookie", keyCookie+"="+v.token())
	s.pass(service.KeyLife + 1)
	try(old, 410, "@error.link_expired")
	old.get("/r/"+strings.TrimPrefix(old.header["Cookie"], keyCookie+"=")).is(t, 410, "@error.link_expired")
}

// TestPublicPages is the table of what everybody can open.
func TestPublicPages(t *testing.T) {
	v := newSite(t).visitor()
	for _, c := range []struct {
		path   string
		status int
		texts  []string
	}{
		{"/", 200, []string{"Chamber Ä", "help@example.org", "@depth.standard.start", "!@home.go_on"}},
		{"/privacy", 200, []string{"Chamber Ä", "!mailto", "/privacy/data"}},
		{"/privacy/data", 200, []string{"@kept.headline", `<code translate="no">assessments</code>`, `<code translate="no">employees</code>`}},
		{"/method", 200, []string{"@method.scoring_text"}},
		{"/start", 200, []string{`value="standard" checked`, `name="statistics_consent" value="no" checked`, "Germany", `<option value="en" selected>`}},
		{"/start?depth=full", 200, []string{`value="full" checked`}},
		{"/start?depth=%22%3E%3Cscript%3E", 200, []string{`value="standard" checked`, "!<script>"}},
		{"/resume", 200, []string{`name="code"`}},
		{"/import", 200, []string{`name="file"`}},
		{"/healthz", 200, []string{"ok"}},
		{"/livez", 200, []string{"ok"}},
		{"/readyz", 200, []string{"ok"}},
		{"/robots.txt", 200, []string{"Disallow: /assessments/"}},
		{"/favicon.ico", 301, nil},
		{"/static/old/app.css", 302, nil},
		{"/static/old/nothing.css", 404, []string{"@status.404"}},
		{"/static/old/vendor", 404, nil},
		{"/static/old/.", 404, nil},
		{"/static/old/%2e%2e/go.mod", 404, nil},
		{"/static/old/", 404, nil},
		{"/nothing", 404, []string{"@status.404", "Chamber Ä"}},
		{"/privacy/", 404, nil},
		{"/%00", 404, nil},
		{"/assessments", 404, nil},
		{"/r/nothing", 404, []string{"@error.link_unknown", "@resume.title"}},
		{"/parts", 404, nil},
		{"/?lang=xx", 200, []string{`lang="en"`}},
		{"/?lang=en-XA", 200, []string{`lang="en-XA"`}},
	} {
		t.Run(c.path, func(t *testing.T) {
			v.get(c.path).is(t, c.status, c.texts...)
			v.get(c.path, "HX-Request", "true").is(t, c.status, c.texts...)
			head := v.send("HEAD", c.path, nil)
			head.is(t, c.status)
			if head.Text != "" {
				t.Error("HEAD has a body")
			}
		})
	}
}

func TestOtherMethods(t *testing.T) {
	v := newSite(t).visitor().start()
	for _, path := range []string{"/", "/start", v.home(), v.home() + "/items/TA01", "/healthz"} {
		for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"} {
			a := v.send(method, path, nil)
			if method == "OPTIONS" && a.StatusCode == 204 {
				continue // says what is allowed
			}
			a.is(t, 405, "@status.405")
		}
	}
	v.post("/privacy", values()).is(t, 405)
	v.send("DELETE", v.home()+"/depth", nil).is(t, 405)
}

func TestStaticFiles(t *testing.T) {
	v := newSite(t).visitor()
	for name, kind := range map[string]string{"app.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml", "vendor/htmx-2.0.11.min.js": "text/javascript"} {
		a := v.get(v.web.asset(name))
		a.is(t, 200)
		if !strings.HasPrefix(a.Header.Get("Content-Type"), kind) || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", name, a.Header)
		}
		if old := v.get("/static/0/" + name); old.Header.Get("Location") != v.web.asset(name) {
			t.Errorf("%s: %s", name, old.Header.Get("Location"))
		}
	}
}
