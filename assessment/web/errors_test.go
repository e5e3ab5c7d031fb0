package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// TestBadBodies sends every form what it cannot read.
func TestBadBodies(t *testing.T) {
	v := newSite(t).visitor().start()
	before := v.interview().Revision
	large := strings.Repeat("a", 10<<20)
	for _, c := range []struct {
		name, kind string
		body       io.Reader
		status     int
	}{
		{"JSON", "application/json", strings.NewReader(`{"value":"1"}`), 415},
		{"XML", "text/xml", strings.NewReader(`<value>1</value>`), 415},
		{"plain text", "text/plain", strings.NewReader("value=1"), 415},
		{"no type", "", strings.NewReader("value=1"), 415},
		{"odd type", "application/;;", strings.NewReader("value=1"), 415},
		{"multipart without boundary", "multipart/form-data", strings.NewReader("--x"), 400},
		{"broken multipart", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\n1"), 400},
		{"multipart of nothing", "multipart/form-data; boundary=x", strings.NewReader("garbage"), 400},
		{"broken escapes", echo.MIMEApplicationForm, strings.NewReader("value=%zz&consent=%"), 400},
		{"semicolons", echo.MIMEApplicationForm, strings.NewReader("value=1;seen=2"), 400},
		{"10 MB form", echo.MIMEApplicationForm, strings.NewReader("value=" + large), 413},
		{"10 MB of unknown length", echo.MIMEApplicationForm, io.MultiReader(strings.NewReader("value="), strings.NewReader(large)), 413},
		{"10 MB multipart", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" + large), 413},
		{"10 MB multipart of unknown length", "multipart/form-data; boundary=x",
			io.MultiReader(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n"), strings.NewReader(large)), 413},
	} {
		body := must(io.ReadAll(c.body))(t)
		_, known := c.body.(*strings.Reader)
		for _, path := range []string{"/start", "/import", v.home() + "/items/TA01", v.home() + "/profile", v.home() + "/depth", v.home() + "/consent"} {
			t.Run(c.name+" "+strings.TrimPrefix(path, v.home()), func(t *testing.T) {
				var send io.Reader = bytes.NewReader(body)
				if !known {
					send = io.MultiReader(send) // hides the length
				}
				v.send("POST", path, send, "Content-Type", c.kind).is(t, c.status, "Chamber Ä")
			})
		}
	}
	if v.interview().Revision != before {
		t.Error("something was saved")
	}
	// Nothing at all is an empty form, not a wrong type.
	v.send("POST", v.home()+"/items/TA01", nil, "Content-Type", echo.MIMEApplicationForm).is(t, 422, "@field.pick_one")
}

// TestOtherSitesAreRefused sends every form as another site would.
func TestOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start()
	before := v.interview()
	for _, r := range s.web.routes() {
		if r.method != http.MethodPost {
			continue
		}
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "", "Origin", "https://evil.test"}, {"Sec-Fetch-Site", "", "Origin", "null"}} {
			form := bakery("value", "1", "depth", "full", "statistics_consent", "yes")
			a := v.post(address(r.path, v.id, "TA01", ""), form, headers...)
			a.is(t, 403, "@error.cross_site")
			if len(a.Cookies()) > 0 {
				t.Errorf("%s sets cookies", r.path)
			}
		}
	}
	if after := v.interview(); after.Revision != before.Revision {
		t.Error("another site changed something")
	}
	v.get(v.home(), "Sec-Fetch-Site", "cross-site").is(t, 200) // a link to the page is fine
}

// TestFailuresInside makes the server fail in every way it can.
func TestFailuresInside(t *testing.T) {
	s := newSite(t)
	reference := regexp.MustCompile(`translate="no">([A-Z0-9]{26})<`)
	cause := errors.New("the cause")
	for path, c := range map[string]struct {
		status int
		fail   func(echo.Context) error
	}{
		"/panic": {500, func(echo.Context) error { panic("the cause") }},
		"/late":  {200, func(c echo.Context) error { _ = c.Blob(200, "text/plain", nil); panic("the cause") }},
		"/error": {500, func(echo.Context) error { return cause }},
		"/known": {500, func(echo.Context) error { return &assessment.Error{Key: "nothing", Cause: cause} }},
		"/busy": {503, func(echo.Context) error {
			return &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: cause}
		}},
		"/status": {502, func(echo.Context) error { return echo.NewHTTPError(502, "the cause") }},
		"/teapot": {418, func(echo.Context) error { return echo.NewHTTPError(418, "the cause") }},
	} {
		s.web.echo.GET(path, c.fail)
		t.Run(path, func(t *testing.T) {
			for _, hx := range []string{"", "true"} {
				a := s.visitor("Accept-Encoding", "identity").get(path, "HX-Request", hx, "X-Request-Id", "mine")
				a.is(t, c.status, "!the cause", "!mine", "!goroutine")
				if path == "/late" || path == "/teapot" {
					continue
				}
				m := reference.FindStringSubmatch(a.Text)
				if m == nil || !strings.Contains(s.log.String(), m[1]) || !strings.Contains(s.log.String(), "the cause") {
					t.Errorf("no reference that the log knows: %q", a.main())
				}
			}
			s.visitor().get(path, "Accept-Encoding", "gzip", "Accept-Language", "en-XA")
		})
	}
	s.visitor().get("/").is(t, 200)
	if strings.Contains(s.log.String(), "mine") {
		t.Error("the log repeats what a visitor sent")
	}
}

func TestWithoutTheStore(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start()
	if err := s.file.Close(); err != nil {
		t.Fatal(err)
	}
	v.get("/healthz").is(t, 503, "@error.store")
	for _, path := range []string{v.home(), v.home() + "/items/TA01"} {
		v.get(path).is(t, 503, "@error.busy")
	}
	v.get("/").is(t, 200)
}

// TestLogsTellNothing walks about and searches the log for what it must not
// hold.
func TestLogsTellNothing(t *testing.T) {
	s := newSite(t)
	v := s.visitor("User-Agent", "Secretbrowser").start("name", "Secretname")
	code := v.code()
	link := v.token()
	v.post(v.home()+"/items/TA01", values("value", "secretvalue"))
	v.post(v.home()+"/items/secretitem", values("value", "1"))
	v.get("/secretpath?secretquery=1")
	v.get("/r/" + link)
	v.get("/r/secrettoken")
	v.get("/static/x/secretfile")
	v.post("/resume", values("code", code))
	v.post("/resume", values("code", "SECRETCODE"))
	v.post("/import", values("text", "secrettext"))
	v.send("PUT", "/secretput", strings.NewReader("secretbody"))
	v.post(v.home()+"/consent", values(), "Sec-Fetch-Site", "cross-site", "Origin", "https://secretorigin.test")
	v.get(v.home(), "X-Forwarded-For", "192.0.2.77", "X-Request-Id", "secretid", "Referer", "https://secretsite.test/")
	v.get(v.home() + "/roadmap.pdf")
	v.post(v.home()+"/cancel", values())
	log := s.log.String()
	if !strings.Contains(log, `"route":"/assessments/:id/items/:item"`) || !strings.Contains(log, `"status":422`) {
		t.Error("the log does not tell enough")
	}
	for name, secret := range map[string]string{"id": v.id, "link": link, "new link": v.token(), "code": code, "plain code": strings.ReplaceAll(code, "-", ""),
		"text": "secret", "address": "127.0.0.1", "forwarded address": "192.0.2.77", "country": `"DE"`} {
		if i := strings.Index(strings.ToLower(log), strings.ToLower(secret)); i >= 0 {
			t.Errorf("the log holds the %s: %s", name, log[max(i-200, 0):min(i+80, len(log))])
		}
	}
}

// FuzzRoutes sends random forms to every route: whatever comes, the server
// does not break.
func FuzzRoutes(f *testing.F) {
	s := newSite(f)
	routes := s.web.routes()
	f.Add(uint8(8), "country=DE&employees=12&depth=quick", "TA01", "ABC", false)
	f.Add(uint8(19), "value=1&seen=x", "TA01", "", true)
	f.Add(uint8(19), "options=none&options=%00&state=", "FO05", "", false)
	f.Add(uint8(13), "text=%7B%22questionnaire%22%3A%22nir-sme%22%7D", "", "", false)
	f.Add(uint8(17), "country=%ff&employees=999999999999999999999&name=%00%e2%80%ae", "..", "%", false)
	for i := range routes {
		f.Add(uint8(i), "value=9999&options=&depth=%zz", "\x00/..", strings.Repeat("ß", 40), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, n uint8, body, item, token string, hx bool) {
		r := routes[int(n)%len(routes)]
		here := &site{t: t, Server: s.Server, web: s.web, log: s.log}
		v := here.visitor().start()
		header := ""
		if hx {
			header = "true"
		}
		path := address(r.path, v.id, url.PathEscape(item), url.PathEscape(token))
		for _, kind := range []string{echo.MIMEApplicationForm, "multipart/form-data; boundary=x"} {
			a := v.send(r.method, path, strings.NewReader(body), "Content-Type", kind, "HX-Request", header)
			if a.StatusCode >= 500 {
				t.Errorf("%s %s: %s\n%s", r.method, path, a.Status, s.log)
			}
		}
	})
}
