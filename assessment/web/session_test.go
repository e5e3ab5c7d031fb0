package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
)

func TestSignInAndOut(t *testing.T) {
	s := newSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	v := s.visitor()
	v.get("/").is(t, 200, `href="/sign-in"`, "!/sign-out")
	v.get("/account?x=1").is(t, 303)
	if to := v.get("/account?x=1").Header.Get("Location"); to != "/sign-in?next=%2Faccount%3Fx%3D1" {
		t.Errorf("to %q", to)
	}
	v.get("/sign-in?next=%2Faccount%3Fx%3D1").is(t, 200, `name="next" value="/account?x=1"`, `autocomplete="current-password"`)
	wrong := v.signIn("fred@example.org", "wrong <password>")
	wrong.is(t, 422, "@error.sign_in", `value="fred@example.org"`, "!wrong &lt;password&gt;")
	nobody := v.signIn("nobody@example.org", phrase)
	nobody.is(t, 422, "@error.sign_in", "!"+phrase)
	if a, b := strings.ReplaceAll(wrong.main(), "fred", ""), strings.ReplaceAll(nobody.main(), "nobody", ""); a != b {
		t.Error("the pages for a wrong password and for no account differ")
	}
	v.post("/sign-in", values()).is(t, 422, "@field.required")
	a := v.post("/sign-in", values("email", "Fred@Example.org ", "password", phrase, "next", "/account?x=1"))
	a.is(t, 303)
	if to := a.Header.Get("Location"); to != "/account?x=1" {
		t.Errorf("back to %q", to)
	}
	v.get("/account").is(t, 200, "fred@example.org", "Chamber of Bakers", "@role.facilitator", "@account.sign_out")
	v.get("/").is(t, 200, "/sign-out", `!href="/sign-in"`, `!href="/organisation"`)
	v.get("/sign-in?next=/method").is(t, 303)
	token := v.carries()
	v.post("/sign-out", values()).is(t, 303)
	if v.carries() != "" {
		t.Error("the browser still has the cookie")
	}
	s.visitor("Cookie", "session="+token).get("/account").is(t, 303)
	v.post("/sign-out", values()).is(t, 303)
}

// TestNoLinkLeadsElsewhere: an address to come back to is on this site.
func TestNoLinkLeadsElsewhere(t *testing.T) {
	s := newSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	for next, want := range map[string]string{"": "/account", "/organisation?x=1#y": "/organisation?x=1#y", "//evil.test": "/account", "https://evil.test": "/account",
		"/\\evil.test": "/account", "\\evil.test": "/account", "/\t/evil.test": "/account", "javascript:alert(1)": "/account", "evil.test": "/account",
		"/sign-out": "/account", "/sign-in?next=/": "/account", " //evil.test": "/account", "///evil.test": "/account"} {
		v := s.visitor()
		v.get("/sign-in?next="+url.QueryEscape(next)).is(t, 200, "!evil.test")
		a := v.post("/sign-in", values("email", "fred@example.org", "password", phrase, "next", next))
		if to := a.Header.Get("Location"); a.StatusCode != 303 || to != want {
			t.Errorf("%q leads to %q (%s)", next, to, a.Status)
		}
	}
}

// TestSessionFixation: a token that the browser brought along never means more
// afterwards, and signing in ends the session that was there.
func TestSessionFixation(t *testing.T) {
	s := newSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	v := s.visitor()
	planted := "planted-by-somebody-else"
	a := v.post("/sign-in", values("email", "fred@example.org", "password", phrase), "Cookie", "session="+planted)
	a.is(t, 303)
	first := v.carries()
	if first == planted || len(first) != 43 {
		t.Errorf("the session is %q", first)
	}
	s.visitor("Cookie", "session="+planted).get("/account").is(t, 303)
	v.signIn("fred@example.org", phrase).is(t, 303)
	if v.carries() == first {
		t.Error("the second session is the first")
	}
	s.visitor("Cookie", "session="+first).get("/account").is(t, 303)
	v.get("/account").is(t, 200)
}

func TestSessionCookie(t *testing.T) {
	for address, want := range map[string]string{"http://onramp.test": "session", "https://onramp.test": "__Host-session"} {
		s := newSite(t, func(c *Config) { c.Site.PublicURL = address })
		s.hire(assessment.FacilitatorRole, "fred@example.org")
		cookies := s.visitor().signIn("fred@example.org", phrase).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %v", address, cookies)
		}
		c := cookies[0]
		if c.Name != want || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != (want != "session") || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %v", address, c)
		}
	}
}

func TestTooManyTries(t *testing.T) {
	s := newSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	v := s.visitor()
	for range assessment.FreeTries {
		v.signIn("fred@example.org", "wrong password").is(t, 422, "@error.sign_in")
	}
	a := v.signIn("fred@example.org", phrase)
	a.is(t, 429, "@error.too_often", `value="fred@example.org"`)
	if a.Header.Get("Retry-After") == "" {
		t.Error("no word when to come back")
	}
	s.pass(16 * time.Second)
	v.signIn("fred@example.org", phrase).is(t, 303)
}

func TestAccountPage(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.FacilitatorRole, "fred@example.org")
	phone := s.visitor()
	phone.post("/sign-in", values("email", "fred@example.org", "password", phrase), "User-Agent", "<script>alert(1)</script> Android").is(t, 303)
	v.get("/account").is(t, 200, "Firefox", "Linux", "Android", "Lynx", "!alert(1)", "@account.this_device")
	v.post("/account/name", values("name", " ")).is(t, 422, "@field.required")
	v.post("/account/name", values("name", "Frédéric <b>")).is(t, 303)
	v.get("/account?saved=1").is(t, 200, "Frédéric &lt;b&gt;", "@account.saved")

	v.post("/account/password", values("current", "wrong", "password", "a ladder and two lemons")).is(t, 422, "@field.password_wrong")
	v.post("/account/password", values("current", phrase, "password", "short")).is(t, 422, "@field.password_short", "!"+phrase)
	before := v.carries()
	v.post("/account/password", values("current", phrase, "password", "a ladder and two lemons")).is(t, 303)
	if v.carries() == before {
		t.Error("the session was not renewed")
	}
	phone.get("/account").is(t, 303)
	v.get("/account").is(t, 200, "!Android")

	phone.signIn("fred@example.org", "a ladder and two lemons").is(t, 303)
	ids := regexp.MustCompile(`name="session" value="([0-9a-f]{64})"`).FindAllStringSubmatch(v.get("/account").Text, -1)
	if len(ids) != 2 {
		t.Fatalf("%d sessions listed", len(ids))
	}
	hers := s.member(assessment.ManagerRole, "maria@example.org")
	for _, id := range ids { // somebody else cannot end them
		hers.post("/account/sessions", values("session", id[1])).is(t, 303)
	}
	phone.get("/account").is(t, 200)
	v.post("/account/sessions", values("session", "zz")).is(t, 404)
	v.post("/account/sessions", values()).is(t, 303)
	v.get("/account").is(t, 303)
	phone.get("/account").is(t, 303)
	hers.get("/account").is(t, 200)
}

// TestWhatAFormSentIsNotLost: who was signed out meanwhile is told before
// anything happens, and htmx is sent to sign in.
func TestWhatAFormSentIsNotLost(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	s.pass(assessment.SessionIdle)
	v.post("/organisation", values("name", "New")).is(t, 403, "@error.signed_out", `href="/sign-in"`)
	a := v.get("/organisation", "HX-Request", "true")
	a.is(t, 403)
	if a.Header.Get("HX-Redirect") != "/sign-in" {
		t.Errorf("htmx goes to %q", a.Header.Get("HX-Redirect"))
	}
}

func TestInvitationPages(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	v.post("/organisation/invitations", values("email", "nobody", "role", "facilitator")).is(t, 422, "@field.email", `value="nobody"`)
	v.post("/organisation/invitations", values("email", "new@example.org", "role", "operator")).is(t, 422, "@field.pick_one")
	made := v.post("/organisation/invitations", values("email", "new@example.org", "role", "facilitator", "once", "1"))
	link := regexp.MustCompile(`http://onramp\.test(/invitations/[A-Za-z0-9_-]{43})<`).FindStringSubmatch(made.Text)
	made.is(t, 200, "@account.link_care")
	if link == nil {
		t.Fatal("no link shown")
	}
	v.post("/organisation/invitations", values("email", "new@example.org", "role", "facilitator", "once", "1")).is(t, 200, "@account.link_before", "!/invitations/"+link[1][13:])
	v.get("/organisation").is(t, 200, "new@example.org", "!"+link[1])

	guest := s.visitor()
	guest.get(link[1]).is(t, 200, "Chamber of Bakers", "new@example.org", "@role.facilitator.text")
	guest.post(link[1], values("name", "", "password", phrase)).is(t, 422, "@field.required", "!"+phrase)
	guest.post(link[1], values("name", "Neu", "password", "passwordpassword")).is(t, 422, "@field.password_common", `value="Neu"`)
	guest.post(link[1], values("name", "Neu", "password", phrase)).is(t, 303)
	guest.get("/account").is(t, 200, "Neu", "new@example.org")
	thief := s.visitor()
	thief.get(link[1]).is(t, 404, "@error.invitation")
	thief.post(link[1], values("name", "Thief", "password", phrase)).is(t, 404, "@error.invitation")
	if thief.carries() != "" {
		t.Error("the thief is signed in")
	}
	for _, path := range []string{"/invitations/nothing", "/password/nothing", "/password/" + link[1][13:]} {
		thief.get(path).is(t, 404)
		thief.post(path, values("name", "x", "password", phrase)).is(t, 404)
	}
}

// TestLogsTellNothingOfAccounts walks about and searches the log.
func TestLogsTellNothingOfAccounts(t *testing.T) {
	s := newSite(t)
	o := s.member(assessment.OperatorRole, "secret-operator@example.org")
	made := o.post("/organisations", values("name", "Secret Guild", "kind", "association", "email", "secret-first@example.org"))
	link := regexp.MustCompile(`/invitations/([A-Za-z0-9_-]{43})<`).FindStringSubmatch(made.Text)
	if link == nil {
		t.Fatal(made.main())
	}
	v := s.visitor("User-Agent", "Secretbrowser")
	v.post("/invitations/"+link[1], values("name", "Secret Person", "password", "secret secret phrase")).is(t, 303)
	v.signIn("secret-first@example.org", "secret wrong phrase").is(t, 422)
	v.signIn("secret-nobody@example.org", "secret wrong phrase").is(t, 422)
	v.get("/account?secret=1").is(t, 200)
	v.post("/organisation/invitations", values("email", "secret-other@example.org", "role", "manager")).is(t, 200)
	token := v.carries()
	v.post("/sign-out", values())
	v.get("/password/" + token)
	v.get("/sign-in?next=/secret")
	log := s.log.String()
	if !strings.Contains(log, `"route":"/invitations/:token"`) {
		t.Error("the log does not tell enough")
	}
	for name, secret := range map[string]string{"text": "secret", "invitation": link[1], "session": token, "address": "127.0.0.1", "mail": "example.org"} {
		if i := strings.Index(strings.ToLower(log), strings.ToLower(secret)); i >= 0 {
			t.Errorf("the log holds the %s: %s", name, log[max(i-200, 0):min(i+80, len(log))])
		}
	}
}

func TestDevicesInPlainNames(t *testing.T) {
	for agent, want := range map[string]service.Device{
		"": {},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":                   {Browser: "Edge", System: "Windows"},
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":                                {Browser: "Chrome", System: "Android"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": {Browser: "Safari", System: "iPhone"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0":                                                    {Browser: "Firefox", System: "macOS"},
		"curl/8": {},
	} {
		s := newSite(t)
		s.hire(assessment.FacilitatorRole, "fred@example.org")
		v := s.visitor()
		v.post("/sign-in", values("email", "fred@example.org", "password", phrase), "User-Agent", agent).is(t, 303)
		m := must(s.web.Service.Member(t.Context(), v.carries()))(t)
		if got := (service.Device{Browser: m.Session.Browser, System: m.Session.System}); got != want {
			t.Errorf("%q: %v, want %v", agent, got, want)
		}
	}
}
