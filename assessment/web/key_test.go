package web

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment/service"
)

var shownCode = regexp.MustCompile(`class="code"[^>]*>([A-Z0-9-]{11})<`)

// code makes a code on the page.
func (v *visitor) code() string {
	v.t.Helper()
	m := shownCode.FindStringSubmatch(v.post(v.home()+"/code", values()).Text)
	if m == nil {
		v.t.Fatal("no code is shown")
	}
	return m[1]
}

func TestLeaveAndResume(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start()
	link := "/r/" + v.token()
	v.get(v.home()+"/leave").is(t, 200, "http://onramp.test"+link, `class="scan"`, "@leave.code_button", `!class="code"`)
	code := v.code()
	v.get(v.home()+"/leave").is(t, 200, "!"+code)

	phone := s.visitor()
	if a := phone.get(link); a.StatusCode != 303 || a.Header.Get("Location") != v.home() {
		t.Errorf("link: %s to %q", a.Status, a.Header.Get("Location"))
	}
	phone.get(v.home()).is(t, 200)
	tablet := s.visitor()
	tablet.post("/resume", values("code", "")).is(t, 422, "@field.required")
	tablet.post("/resume", values("code", "abc-def-<b>")).is(t, 422, "@error.code_unknown", "abc-def-&lt;b&gt;")
	tablet.post("/resume", values("code", strings.Repeat("A", 61))).is(t, 422, "@field.too_long")
	if a := tablet.post("/resume", values("code", " "+strings.ToLower(code)+" ")); a.Header.Get("Location") != v.home() {
		t.Errorf("code: %s to %q\n%s", a.Status, a.Header.Get("Location"), a.Text)
	}
	tablet.get(v.home()).is(t, 200)

	a := phone.post(v.home()+"/cancel", values())
	a.is(t, 200, "@leave.cancelled", "!"+link)
	phone.get(v.home()).is(t, 200)
	tablet.get(v.home()).is(t, 403)
	v.get(v.home()).is(t, 403)
	v.get(link).is(t, 404, "@error.link_unknown")
	tablet.post("/resume", values("code", code)).is(t, 422, "@error.code_unknown")
}

var onceValue = regexp.MustCompile(`name="once" value="([A-Z0-9]+)"`)

// TestCodeOnce sends the same form twice, as reloading the page does: the code
// that was written down still works.
func TestCodeOnce(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start()
	once := func(page string) string {
		t.Helper()
		m := onceValue.FindStringSubmatch(page)
		if m == nil {
			t.Fatal("the form carries no value")
		}
		return m[1]
	}
	value := once(v.get(v.home() + "/leave").Text)
	shown := v.post(v.home()+"/code", values("once", value))
	shown.is(t, 200, `class="code"`, "@leave.code_again")
	code := shownCode.FindStringSubmatch(shown.Text)[1]
	again := v.post(v.home()+"/code", values("once", value))
	again.is(t, 200, "@leave.code_made", "@leave.code_again", `!class="code"`)
	if a := s.visitor().post("/resume", values("code", code)); a.StatusCode != 303 {
		t.Errorf("the code was ended: %s", a.Status)
	}
	v.post(v.home()+"/code", values("once", once(shown.Text))).is(t, 200, `class="code"`, "!"+code)
	s.visitor().post("/resume", values("code", code)).is(t, 422, "@error.code_unknown")
	other := s.visitor().start()
	other.post(other.home()+"/code", values("once", value)).is(t, 200, `class="code"`)
	v.post(v.home()+"/code", values("once", strings.Repeat("x", 41))).is(t, 422)
}

// TestReloadOfAForm opens the address of a form, as a browser does that was
// closed on the page after it.
func TestReloadOfAForm(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start()
	for path, to := range map[string]string{"/code": "/leave", "/cancel": "/leave", "/depth": "", "/consent": ""} {
		if a := v.get(v.home() + path); a.StatusCode != 303 || a.Header.Get("Location") != v.home()+to {
			t.Errorf("%s: %s to %q", path, a.Status, a.Header.Get("Location"))
		}
		s.visitor().get(v.home()+path).is(t, 403)
	}
}

func TestGuessingIsSlow(t *testing.T) {
	for _, guess := range []func(*visitor) answer{
		func(v *visitor) answer { return v.post("/resume", values("code", "ABC-DEF-234")) },
		func(v *visitor) answer {
			return v.post("/resume", values("code", "ABC-DEF-234"), "X-Forwarded-For", rand.Text())
		},
	} {
		v := newSite(t).visitor()
		start, allowed := time.Now(), 0
		for range 100 {
			if a := guess(v); a.StatusCode == http.StatusTooManyRequests {
				a.is(t, 429, "@status.429")
				if a.Header.Get("Retry-After") == "" {
					t.Error("nothing says when to try again")
				}
				break
			}
			allowed++
		}
		if most := 10 + int(time.Since(start)/(6*time.Second)) + 1; allowed < 10 || allowed > most {
			t.Errorf("%d tries were allowed, want 10 to %d", allowed, most)
		}
		v.get("/resume").is(t, 200)
	}
}

func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newSite(t, func(c *Config) {
			if secure {
				c.Site.PublicURL = "https://onramp.test"
			}
		})
		v := s.visitor()
		started := v.post("/start", bakery())
		home := inAddress.FindString(started.Header.Get("Location"))
		var key string
		seen := map[string]bool{}
		check := func(a answer) {
			t.Helper()
			for _, c := range a.Cookies() {
				seen[c.Name] = true
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Domain != "" {
					t.Errorf("https %v: cookie %s", secure, c.Raw)
				}
				switch {
				case c.Name == keyCookie && c.Path != home, c.Name != keyCookie && c.Path != "/":
					t.Errorf("cookie %s has path %s", c.Name, c.Path)
				case c.Name == keyCookie && c.MaxAge > 0:
					key = keyCookie + "=" + c.Value
					if c.MaxAge != int(service.KeyLife.Seconds()) {
						t.Errorf("the key is kept for %d seconds", c.MaxAge)
					}
				}
			}
			if hsts := a.Header.Get("Strict-Transport-Security") != ""; hsts != secure {
				t.Errorf("https %v: Strict-Transport-Security %v", secure, hsts)
			}
		}
		check(started)
		check(v.get("/?lang=en"))
		check(v.get(home, "Cookie", key))
		check(v.post(home+"/cancel", values(), "Cookie", key))
		check(v.get("/r/" + strings.TrimPrefix(key, keyCookie+"=")))
		check(v.post(home+"/delete", values(), "Cookie", key))
		for _, name := range []string{keyCookie, lastCookie, "lang"} {
			if !seen[name] {
				t.Errorf("no cookie %s", name)
			}
		}
	}
}
