package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4" // signs ID tokens
	"github.com/go-jose/go-jose/v4/jwt"

	"onramp/assessment"
	"onramp/assessment/service"
)

const (
	clientID     = "onramp-client"
	clientSecret = "hush-hush-client"
)

// provider is a small OpenID Connect provider: discovery, keys, codes that work
// once and only with their verifier, signed tokens, and who somebody is.
type provider struct {
	*httptest.Server
	t   testing.TB
	now func() time.Time

	mu     sync.Mutex
	key    *ecdsa.PrivateKey // in its key set
	signer *ecdsa.PrivateKey // what signs; another one after a theft
	claims map[string]any    // of the person who signs in
	change func(map[string]any)
	told   map[string]any // what /userinfo tells; nil: it fails
	codes  map[string]url.Values
	number int
	down   bool // answers 503 to everything
	bare   bool // sends no ID token
	asked  url.Values
}

func newProvider(t testing.TB) *provider {
	t.Helper()
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	p := &provider{t: t, key: key, signer: key, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"userinfo_endpoint": p.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("/token", p.token)
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, r *http.Request) {
		if p.told == nil || r.Header.Get("Authorization") != "Bearer access" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		p.write(w, p.told)
	})
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.down {
			http.Error(w, "under repair", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *provider) write(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		p.t.Error(err)
	}
}

// set changes what the provider does from now on.
func (p *provider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// authorize signs the person in without a question and sends them back.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.asked = q
	p.number++
	code := "code-secret-" + string(rune('a'+p.number))
	p.codes[code] = q
	back := must(url.Parse(q.Get("redirect_uri")))(p.t)
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	asked, known := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code")) // works once
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case id != clientID || secret != clientSecret:
		w.WriteHeader(http.StatusUnauthorized)
		p.write(w, map[string]any{"error": "invalid_client"})
	case !known || asked.Get("code_challenge_method") != "S256" || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) ||
		r.FormValue("redirect_uri") != asked.Get("redirect_uri"):
		w.WriteHeader(http.StatusBadRequest)
		p.write(w, map[string]any{"error": "invalid_grant", "error_description": "secret words of the provider"})
	case p.bare:
		p.write(w, map[string]any{"access_token": "access", "token_type": "Bearer"})
	default:
		p.write(w, map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": p.idToken(asked.Get("nonce"))})
	}
}

func (p *provider) idToken(nonce string) string {
	signer := must(jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.signer, KeyID: "one"}}, nil))(p.t)
	claims := map[string]any{"iss": p.URL, "aud": clientID, "nonce": nonce, "iat": p.now().Unix(), "exp": p.now().Add(time.Minute).Unix()}
	for name, value := range p.claims {
		claims[name] = value
	}
	if p.change != nil {
		p.change(claims)
	}
	return must(jwt.Signed(signer).Claims(claims).Serialize())(p.t)
}

// openSite is a site with a provider, at which somebody named fred is signed in.
func openSite(t testing.TB, change ...func(*Config)) (*site, *provider) {
	t.Helper()
	p := newProvider(t)
	s := newSite(t, append([]func(*Config){func(c *Config) {
		c.OpenID = OpenID{Issuer: p.URL, ClientID: clientID, Secret: clientSecret, Name: "Chamber <ID>"}
	}}, change...)...)
	p.now = s.now
	p.claims = map[string]any{"sub": "fred-at-provider", "email": "Fred@Example.org", "email_verified": true}
	return s, p
}

// begin goes to the provider and returns the address that it sends the browser
// back to, on this site.
func (v *visitor) begin(p *provider, path string) string {
	v.t.Helper()
	there := v.get(path)
	there.is(v.t, http.StatusSeeOther)
	to := there.Header.Get("Location")
	if !strings.HasPrefix(to, p.URL+"/authorize?") {
		v.t.Fatalf("sent to %q", to)
	}
	r := must(http.NewRequestWithContext(v.t.Context(), "GET", to, nil))(v.t)
	back := must(p.Client().Transport.RoundTrip(r))(v.t)
	back.Body.Close()
	address, ours := strings.CutPrefix(back.Header.Get("Location"), "http://onramp.test")
	if !ours {
		v.t.Fatalf("the provider sends to %q", back.Header.Get("Location"))
	}
	return address
}

// come signs in at the provider and comes back.
func (v *visitor) come(p *provider) answer {
	v.t.Helper()
	return v.get(v.begin(p, openIDStart))
}

func TestSignInByOpenID(t *testing.T) {
	s, p := openSite(t)
	id := s.hire(assessment.FacilitatorRole, "fred@example.org")
	v := s.visitor()
	v.get("/sign-in?next=%2Faccount%3Fx%3D1").is(t, 200, `href="/sign-in/openid?next=%2Faccount%3Fx%3D1"`, "Chamber &lt;ID&gt;", `name="password"`)
	back := v.begin(p, "/sign-in/openid?next=%2Faccount%3Fx%3D1")
	if p.asked.Get("response_type") != "code" || p.asked.Get("client_id") != clientID || p.asked.Get("code_challenge_method") != "S256" || len(p.asked.Get("code_challenge")) != 43 ||
		len(p.asked.Get("state")) != 43 || len(p.asked.Get("nonce")) != 43 || !strings.Contains(p.asked.Get("scope"), "openid") || p.asked.Get("redirect_uri") != "http://onramp.test"+openIDBack {
		t.Errorf("asked %v", p.asked)
	}
	v.send("HEAD", back, nil).is(t, 303) // spends nothing
	a := v.get(back, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
	a.is(t, 303)
	if a.Header.Get("Location") != "/account?x=1" {
		t.Errorf("then to %q", a.Header.Get("Location"))
	}
	v.get("/account").is(t, 200, "fred@example.org", "Firefox", "@openid.joined")
	account := must(s.web.Service.Account(t.Context(), id))(t)
	if account.Issuer != p.URL || account.Subject != "fred-at-provider" {
		t.Errorf("bound to %q %q", account.Issuer, account.Subject)
	}
	// From then on the subject counts and no address does.
	p.set(func() {
		p.claims = map[string]any{"sub": "fred-at-provider", "email": "other@example.org", "email_verified": false}
	})
	again := s.visitor()
	again.come(p).is(t, 303)
	again.get("/account").is(t, 200, "fred@example.org")
	v.signIn("fred@example.org", phrase).is(t, 303) // the password works on
}

func TestWithoutAProvider(t *testing.T) {
	v := newSite(t).visitor()
	v.get("/sign-in").is(t, 200, "!openid")
	v.get(openIDStart).is(t, 404)
	v.get(openIDBack+"?code=x&state=y").is(t, 404)
}

// TestWhomOpenIDLetsIn: only somebody with an account that may sign in, and an
// address that the provider has checked. Nobody gets an account by trying.
func TestWhomOpenIDLetsIn(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *site, p *provider)
		status int
		text   string
	}{
		"fits":                       {nil, 303, ""},
		"verified as text":           {func(_ *site, p *provider) { p.claims["email_verified"] = "true" }, 303, ""},
		"unverified":                 {func(_ *site, p *provider) { p.claims["email_verified"] = false }, 403, "@openid.unverified"},
		"unverified as text":         {func(_ *site, p *provider) { p.claims["email_verified"] = "false" }, 403, "@openid.unverified"},
		"nothing said of the e-mail": {func(_ *site, p *provider) { delete(p.claims, "email_verified") }, 403, "@openid.unverified"},
		"no e-mail":                  {func(_ *site, p *provider) { delete(p.claims, "email") }, 403, "@openid.unverified"},
		"told when asked": {func(_ *site, p *provider) {
			delete(p.claims, "email")
			p.told = map[string]any{"sub": "fred-at-provider", "email": "fred@example.org", "email_verified": true}
		}, 303, ""},
		"told of somebody else": {func(_ *site, p *provider) {
			delete(p.claims, "email")
			p.told = map[string]any{"sub": "eve-at-provider", "email": "fred@example.org", "email_verified": true}
		}, 403, "@openid.unverified"},
		"no account": {func(_ *site, p *provider) { p.claims["email"] = "nobody@example.org" }, 403, "@error.no_account"},
		"disabled": {func(s *site, _ *provider) {
			if err := s.web.Service.SetDisabled(s.t.Context(), service.Console, s.account("fred@example.org"), true); err != nil {
				s.t.Fatal(err)
			}
		}, 403, "@error.no_account"},
		"the address is another person's there": {func(s *site, p *provider) {
			s.visitor().come(p).is(s.t, 303)
			p.set(func() { p.claims["sub"] = "eve-at-provider" })
		}, 403, "@error.no_account"},
		"invited only": {func(s *site, p *provider) {
			p.claims["email"] = "new@example.org"
			must(s.web.Service.Invite(s.t.Context(), service.Console, s.organisation(assessment.Association, "Chamber of Bakers"), "new@example.org", assessment.ManagerRole))(s.t)
		}, 403, "@error.no_account"},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := openSite(t)
			s.hire(assessment.FacilitatorRole, "fred@example.org")
			if c.change != nil {
				c.change(s, p)
			}
			v := s.visitor()
			texts := []string{`name="password"`, "@openid.other", "!fred@", "!nobody@"}
			if c.status == 303 {
				texts = nil
			}
			a := v.come(p)
			a.is(t, c.status, texts...)
			if c.text != "" && !shows(a.Text, c.text) {
				t.Errorf("not %s in\n%s", c.text, a.main())
			}
			if (v.carries() != "") != (c.status == 303) {
				t.Errorf("session %q", v.carries())
			}
			if n := len(must(s.web.Service.Accounts(t.Context(), service.Console))(t)); n != 1 {
				t.Errorf("%d accounts", n)
			}
		})
	}
}

// TestForgedTokens: a token counts only if the provider signed it, for us, now,
// and for this sign-in.
func TestForgedTokens(t *testing.T) {
	claim := func(name string, value any) func(*provider) {
		return func(p *provider) { p.change = func(claims map[string]any) { claims[name] = value } }
	}
	for name, change := range map[string]func(p *provider){
		"nonce of another sign-in": claim("nonce", "another"),
		"no nonce":                 func(p *provider) { p.change = func(claims map[string]any) { delete(claims, "nonce") } },
		"audience":                 claim("aud", "another-client"),
		"no audience":              func(p *provider) { p.change = func(claims map[string]any) { delete(claims, "aud") } },
		"two audiences, no party":  claim("aud", []string{clientID, "another-client"}),
		"party":                    claim("azp", "another-client"),
		"issuer":                   claim("iss", "https://evil.test"),
		"run out":                  claim("exp", morning.Add(-time.Minute).Unix()),
		"no subject":               claim("sub", ""),
		"stolen key":               func(p *provider) { p.signer = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(p.t) },
		"none":                     func(p *provider) { p.bare = true },
	} {
		t.Run(name, func(t *testing.T) {
			s, p := openSite(t)
			s.hire(assessment.FacilitatorRole, "fred@example.org")
			change(p)
			v := s.visitor()
			v.come(p).is(t, 403, "@openid.wrong", `name="password"`)
			if v.carries() != "" {
				t.Error("signed in")
			}
			if log := s.log.String(); !strings.Contains(log, "sign-in by OpenID failed") {
				t.Error("the operator learns nothing")
			}
			p.set(func() { p.change, p.signer, p.bare = nil, p.key, false })
			v.come(p).is(t, 303)
		})
	}
}

// TestOpenIDStaysInItsBrowser: what one browser began no other can finish, at no
// other time and no second time.
func TestOpenIDStaysInItsBrowser(t *testing.T) {
	s, p := openSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	v, thief := s.visitor(), s.visitor()
	refused := func(what string, who *visitor, path string, headers ...string) {
		t.Helper()
		a := who.get(path, headers...)
		a.is(t, 410, "@openid.stale")
		if who.carries() != "" {
			t.Errorf("%s: signed in", what)
		}
	}
	refused("no cookie", thief, v.begin(p, openIDStart))
	theirs := thief.begin(p, openIDStart)
	v.begin(p, openIDStart)
	refused("state of another browser", v, theirs) // as when somebody is lured into a foreign sign-in
	refused("the attempt is over", v, theirs)
	back := v.begin(p, openIDStart)
	refused("wrong state", v, strings.Replace(back, "state=", "state=x", 1))
	back = v.begin(p, openIDStart)
	s.pass(openIDLife)
	refused("too late", v, back)

	back = v.begin(p, openIDStart)
	cookie := ""
	for _, c := range v.client.Jar.Cookies(must(url.Parse(v.URL))(t)) {
		if c.Name == "openid" {
			cookie = c.Value
		}
	}
	parts := strings.Split(cookie, ".")
	for _, changed := range []string{parts[0] + ".9999999999." + parts[2], parts[0] + "." + parts[1] + ".L29yZ2FuaXNhdGlvbg", "x" + cookie, "", "..", "a.b.c"} {
		refused("a changed cookie", s.visitor(), back, "Cookie", "openid="+changed)
	}
	v.get(back).is(t, 303)
	refused("replay", s.visitor(), back)
	s.visitor().get(back, "Cookie", "openid="+cookie).is(t, 403, "@openid.wrong") // the provider takes a code once
}

func TestOpenIDCookie(t *testing.T) {
	for address, want := range map[string]string{"http://onramp.test": "openid", "https://onramp.test": "__Host-openid"} {
		s, _ := openSite(t, func(c *Config) { c.Site.PublicURL = address })
		cookies := s.visitor().get(openIDStart + "?next=" + url.QueryEscape("/"+strings.Repeat("x", 1500))).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %v", address, cookies)
		}
		c := cookies[0]
		if c.Name != want || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != (want != "openid") || c.Path != "/" || c.Domain != "" || c.MaxAge != 600 || len(c.Value) > 200 {
			t.Errorf("%s: %v", address, c)
		}
	}
}

// TestProviderDown: the error is clear, a password still opens, and nothing has
// to be started anew once the provider is back.
func TestProviderDown(t *testing.T) {
	s, p := openSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	p.set(func() { p.down = true })
	v := s.visitor()
	v.get("/sign-in/openid?next=/organisation").is(t, 503, "@openid.down", `name="password"`, `name="next" value="/organisation"`)
	v.signIn("fred@example.org", phrase).is(t, 303)
	p.set(func() { p.down = false })
	w := s.visitor()
	back := w.begin(p, openIDStart)
	p.set(func() { p.down = true })
	w.get(back).is(t, 503, "@openid.down")
	p.set(func() { p.down = false })
	w.come(p).is(t, 303)

	refusing := s.visitor()
	back = refusing.begin(p, openIDStart)
	state := must(url.Parse(back))(t).Query().Get("state")
	refusing.get(openIDBack+"?error=access_denied&error_description=%3Cb%3Esecret&state="+state).is(t, 403, "@openid.refused", "!<b>secret", `href="/sign-in/openid?other=1"`)
	refusing.begin(p, "/sign-in/openid?other=1")
	if p.asked.Get("prompt") != "select_account" {
		t.Errorf("asked %v", p.asked)
	}
	if log := s.log.String(); strings.Contains(log, "secret") || strings.Contains(log, "example.org") || strings.Contains(log, state) {
		t.Error("the log holds what is nobody's business")
	}
}

// TestOpenIDFixation: a token that the browser brought along ends with signing in.
func TestOpenIDFixation(t *testing.T) {
	s, p := openSite(t)
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	v := s.member(assessment.ManagerRole, "maria@example.org")
	before := v.carries()
	v.come(p).is(t, 303)
	v.get("/account").is(t, 200, "fred@example.org")
	s.visitor("Cookie", "session="+before).get("/account").is(t, 303)
}

func FuzzAttempt(f *testing.F) {
	for _, text := range []string{"", "..", "a.1.b", string(newAttempt(morning, "/account")), "x.99999999999999999999." + "L2FjY291bnQ", "x.9223372036854775807.Ly9ldmls"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		next, _ := attempt(text).next(morning)
		if next != local(next) {
			t.Errorf("leads to %q", next)
		}
	})
}
