package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc" // OpenID Connect: discovery, checking of ID tokens
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2" // exchange of a code for tokens, with PKCE

	"onramp/assessment"
	"onramp/assessment/service"
)

// OpenID is an OpenID Connect provider by which people with an account can sign
// in. Without an issuer there is none.
type OpenID struct {
	Issuer   string // exactly as the provider writes it
	ClientID string
	Secret   string // of the client; empty for a public one
	Name     string // of the provider, on the button
}

// Where signing in at the provider begins, and where it sends people back to.
const (
	openIDStart = "/sign-in/openid"
	openIDBack  = openIDStart + "/back"
)

// Limits of one sign-in at the provider.
const (
	openIDLife  = 10 * time.Minute // from the button to coming back
	openIDTime  = 10 * time.Second // for one answer of the provider
	longestNext = 1000             // bytes of the address to come back to, which stands in the cookie
	longestWhy  = 200              // bytes of a cause in the log
)

// openID talks to the provider. What it learns about the provider it learns at
// the first use that succeeds, so that a provider that is down stops nobody
// from starting the server.
type openID struct {
	OpenID
	back     string
	now      func() time.Time
	client   *http.Client
	provider atomic.Pointer[oidc.Provider]
}

func newOpenID(c Config) *openID {
	if c.OpenID.Issuer == "" {
		return nil
	}
	return &openID{OpenID: c.OpenID, back: c.Site.PublicURL + openIDBack, now: c.Service.Now, client: &http.Client{Timeout: openIDTime}}
}

// find returns the provider and how to ask it.
func (o *openID) find(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	provider := o.provider.Load()
	if provider == nil {
		found, err := oidc.NewProvider(ctx, o.Issuer)
		if err != nil {
			return nil, nil, err
		}
		o.provider.Store(found)
		provider = found
	}
	return provider, &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.Secret, Endpoint: provider.Endpoint(), RedirectURL: o.back,
		Scopes: []string{oidc.ScopeOpenID, "email"}}, nil
}

// attempt is one sign-in under way. It lives in a cookie of the browser that
// began it and nowhere else: whatever the provider sees or gets back is a hash
// of the whole cookie, so nobody without the cookie can finish it, and nothing
// in the cookie can be changed.
type attempt string

func newAttempt(now time.Time, next string) attempt {
	if len(next) > longestNext {
		next = ""
	}
	return attempt(rand.Text() + rand.Text() + "." + strconv.FormatInt(now.Add(openIDLife).Unix(), 10) + "." + base64.RawURLEncoding.EncodeToString([]byte(next)))
}

// secret is what the attempt has for one purpose; it tells nothing of another.
func (a attempt) secret(purpose string) string {
	sum := sha256.Sum256([]byte("openid " + purpose + " " + string(a)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (a attempt) state() string    { return a.secret("state") }
func (a attempt) nonce() string    { return a.secret("nonce") }
func (a attempt) verifier() string { return a.secret("verifier") }

// next is where the person wanted to go; false when the attempt is over.
func (a attempt) next(now time.Time) (string, bool) {
	parts := strings.Split(string(a), ".")
	if len(parts) != 3 {
		return "", false
	}
	until, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || now.Unix() >= until {
		return "", false
	}
	next, err := base64.RawURLEncoding.DecodeString(parts[2])
	return local(string(next)), err == nil
}

// attemptCookie is the cookie of a sign-in under way, set or dropped.
func (s *Server) attemptCookie(a attempt) *http.Cookie {
	name, age := "openid", int(openIDLife.Seconds())
	if s.secure() {
		name = "__Host-openid"
	}
	if a == "" {
		age = -1
	}
	// Lax: the way back begins on the provider's site.
	return &http.Cookie{Name: name, Value: string(a), Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()}
}

// openIDAddress is where signing in at the provider begins.
func openIDAddress(next string, other bool) string {
	query := url.Values{}
	if next != "" {
		query.Set("next", next)
	}
	if other {
		query.Set("other", "1")
	}
	return (&url.URL{Path: openIDStart, RawQuery: query.Encode()}).String()
}

// beginOpenID sends the visitor to the provider.
func (s *Server) beginOpenID(c echo.Context) error {
	o := s.openid
	if o == nil {
		return assessment.Missing("status.404")
	}
	next := local(c.QueryParam("next"))
	ctx := oidc.ClientContext(c.Request().Context(), o.client)
	_, config, err := o.find(ctx)
	if err != nil {
		return s.openIDFailed(c, next, problem{assessment.Busy, "openid.down", err})
	}
	a := newAttempt(o.now(), next)
	c.SetCookie(s.attemptCookie(a))
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.verifier()), oidc.Nonce(a.nonce())}
	if c.QueryParam("other") != "" { // the account that the provider would take by itself has none here
		options = append(options, oauth2.SetAuthURLParam("prompt", "select_account"))
	}
	return c.Redirect(http.StatusSeeOther, config.AuthCodeURL(a.state(), options...))
}

// finishOpenID takes the visitor back from the provider. Whatever comes of it,
// the attempt is over.
func (s *Server) finishOpenID(c echo.Context) error {
	if s.openid == nil {
		return assessment.Missing("status.404")
	}
	if c.Request().Method == http.MethodHead { // a code works once, and nobody looks
		return c.Redirect(http.StatusSeeOther, "/sign-in")
	}
	var a attempt
	if cookie, err := c.Cookie(s.attemptCookie("").Name); err == nil {
		a = attempt(cookie.Value)
	}
	c.SetCookie(s.attemptCookie(""))
	next, lives := a.next(s.openid.now())
	if !lives || subtle.ConstantTimeCompare([]byte(c.QueryParam("state")), []byte(a.state())) != 1 {
		return s.openIDFailed(c, next, problem{assessment.Closed, "openid.stale", errors.New("no sign-in is under way in this browser, or another one")})
	}
	if refused := c.QueryParam("error"); refused != "" {
		return s.openIDFailed(c, next, problem{assessment.Forbidden, "openid.refused", fmt.Errorf("the provider says %q", cut(refused, 40))})
	}
	ctx := oidc.ClientContext(c.Request().Context(), s.openid.client)
	person, err := s.openid.who(ctx, a, c.QueryParam("code"))
	if err != nil {
		return s.openIDFailed(c, next, err)
	}
	token, err := s.Service.SignInAs(c.Request().Context(), person, device(c))
	switch {
	case assessment.KindOf(err) == assessment.Forbidden && !person.Verified:
		return s.openIDFailed(c, next, problem{assessment.Forbidden, "openid.unverified", errors.New("the provider has not verified the e-mail address")})
	case assessment.KindOf(err) == assessment.Forbidden:
		return s.openIDFailed(c, next, problem{assessment.Forbidden, "error.no_account", errors.New("no account fits, or it may not sign in")})
	case err != nil:
		return err
	}
	return s.enter(c, token, next)
}

// problem is a sign-in that came to nothing: its kind, what to tell the
// visitor, what to tell the operator.
type problem struct {
	kind  assessment.Kind
	key   string
	cause error
}

func (p problem) Error() string { return p.cause.Error() }

// openIDFailed shows the page to sign in, which has another way in.
func (s *Server) openIDFailed(c echo.Context, next string, err error) error {
	var p problem
	if !errors.As(err, &p) {
		return err
	}
	s.Log.Warn("sign-in by OpenID failed", "why", p.key, "cause", cut(p.cause.Error(), longestWhy), "id", c.Response().Header().Get(echo.HeaderXRequestID))
	b := s.page(c, "account.sign_in")
	page := s.signInPage(b, signInForm{Next: next}, b.T(p.key, "Name", s.openid.Name))
	page.Other = p.kind == assessment.Forbidden
	return s.render(c, statuses[p.kind], "pages/sign-in", page)
}

// who exchanges the code that came back for a person. An ID token counts only
// if the provider signed it, for us, now, and for this very attempt.
func (o *openID) who(ctx context.Context, a attempt, code string) (service.Person, error) {
	none := service.Person{}
	provider, config, err := o.find(ctx)
	if err != nil {
		return none, problem{assessment.Busy, "openid.down", err}
	}
	tokens, err := config.Exchange(ctx, code, oauth2.VerifierOption(a.verifier()))
	if err != nil {
		return none, exchangeProblem(err)
	}
	wrong := func(err error) (service.Person, error) {
		return none, problem{assessment.Forbidden, "openid.wrong", err}
	}
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return wrong(errors.New("the provider sent no ID token"))
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: o.ClientID, Now: o.now}).Verify(ctx, raw)
	if err != nil {
		return wrong(err)
	}
	var claims struct {
		Party    string   `json:"azp"`
		Email    string   `json:"email"`
		Verified *yesOrNo `json:"email_verified"`
	}
	switch err := id.Claims(&claims); {
	case err != nil:
		return wrong(err)
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.nonce())) != 1:
		return wrong(errors.New("the ID token is not of this sign-in"))
	case claims.Party != "" && claims.Party != o.ClientID, claims.Party == "" && len(id.Audience) > 1:
		return wrong(errors.New("the ID token was made for another client"))
	case id.Subject == "":
		return wrong(errors.New("the ID token names nobody"))
	}
	person := service.Person{Issuer: id.Issuer, Subject: id.Subject, Email: claims.Email}
	if claims.Verified != nil && claims.Email != "" {
		person.Verified = bool(*claims.Verified)
	}
	if claims.Email == "" || claims.Verified == nil { // some tell this only when asked
		o.ask(ctx, provider, tokens, &person)
	}
	return person, nil
}

// ask lets the provider say the person's address; where it does not, whoever is
// bound to an account already can still come in.
func (o *openID) ask(ctx context.Context, provider *oidc.Provider, tokens *oauth2.Token, person *service.Person) {
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err == nil && info.Subject == person.Subject {
		person.Email, person.Verified = info.Email, info.EmailVerified
	}
}

// exchangeProblem tells a provider that is down from one that refuses the code.
func exchangeProblem(err error) problem {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500 {
		return problem{assessment.Forbidden, "openid.wrong", fmt.Errorf("the provider answers %d %s to the code", refused.Response.StatusCode, cut(refused.ErrorCode, 40))}
	}
	if errors.As(err, &refused) { // its own text repeats the answer, whatever is in it
		err = errors.New("the provider fails to answer the code")
	}
	return problem{assessment.Busy, "openid.down", err}
}

// yesOrNo reads true as providers write it: some as text.
type yesOrNo bool

func (y *yesOrNo) UnmarshalJSON(text []byte) error {
	*y = string(text) == "true" || string(text) == `"true"`
	return nil
}

// cut shortens a text that somebody else wrote.
func cut(text string, most int) string {
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strings.ToValidUTF8(text, "")
}
