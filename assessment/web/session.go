package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// memberKey is where the request's context keeps who is signed in.
const memberKey = "member"

// sessionCookie is the name of the cookie that signs in. Where visitors come by
// https its prefix keeps other hosts of the domain from planting one.
func (s *Server) sessionCookie() string {
	if s.secure() {
		return "__Host-session"
	}
	return "session"
}

func (s *Server) setSession(c echo.Context, token string) {
	c.SetCookie(&http.Cookie{Name: s.sessionCookie(), Value: token, Path: "/", MaxAge: int(assessment.SessionLife.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

func (s *Server) dropSession(c echo.Context) {
	c.SetCookie(&http.Cookie{Name: s.sessionCookie(), Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

// session is the token the visitor's browser carries; empty when it has none.
func (s *Server) session(c echo.Context) string {
	cookie, err := c.Cookie(s.sessionCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// recognise finds out who is signed in, for whatever comes after.
func (s *Server) recognise(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := s.session(c)
		if token == "" || strings.HasPrefix(c.Request().URL.Path, "/static/") || slices.Contains(plainRoutes, c.Path()) {
			return next(c)
		}
		m, err := s.Service.Member(c.Request().Context(), token)
		if err != nil && assessment.KindOf(err) != assessment.NotFound {
			return err
		}
		if m != nil {
			c.Set(memberKey, m)
		}
		return next(c)
	}
}

// account returns who is signed in; nil when nobody is.
func (s *Server) account(c echo.Context) *service.Member {
	m, _ := c.Get(memberKey).(*service.Member)
	return m
}

// roles say which work an access asks for.
var roles = map[access]assessment.Role{facilitator: assessment.FacilitatorRole, analyst: assessment.AnalystRole,
	manager: assessment.ManagerRole, operator: assessment.OperatorRole}

// allow keeps everybody out whom the route's access does not name. What only a
// key opens is for the handler's service call to check.
func (s *Server) allow(a access) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if a == public || a == owner || a == development {
				return next(c)
			}
			m := s.account(c)
			if m == nil {
				return s.askToSignIn(c)
			}
			if a == agency && m.ReadsStatistics() || a == keeper && m.KeepsClients() {
				return next(c)
			}
			if role, ok := roles[a]; a != member && (a != adviser || !m.Advises()) && (!ok || !m.Can(role)) {
				return &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_allowed"}
			}
			return next(c)
		}
	}
}

// askToSignIn sends whoever looks at a page to sign in and back. What a form
// sent cannot be sent again by us; the visitor's browser still has it.
func (s *Server) askToSignIn(c echo.Context) error {
	method := c.Request().Method
	if c.Request().Header.Get("HX-Request") == "true" {
		c.Response().Header().Set("HX-Redirect", signInAddress(""))
	} else if method == http.MethodGet || method == http.MethodHead {
		return c.Redirect(http.StatusSeeOther, signInAddress(c.Request().URL.RequestURI()))
	}
	return &assessment.Error{Kind: assessment.Forbidden, Key: "error.signed_out"}
}

// signInAddress is where one signs in to come back to an address.
func signInAddress(next string) string {
	if next = local(next); next == "" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(next)
}

// local returns an address on this site as it is, anything else as empty: no
// link to us may lead elsewhere, nor back to signing in or out.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || u.Scheme != "" || u.Host != "" ||
		strings.ContainsFunc(next, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) || strings.HasPrefix(u.Path, "/sign-") {
		return ""
	}
	return next
}

// device names what a browser says it is, in a few plain names; whatever else
// it says is not kept.
func device(c echo.Context) service.Device {
	agent := c.Request().UserAgent()
	first := func(pairs ...string) string { // the more telling name comes first
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	return service.Device{
		Browser: first("Edg", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
			"CriOS", "Chrome", "Chrome", "Chrome", "Safari", "Safari"),
		System: first("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "CrOS", "ChromeOS", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux"),
	}
}

type signInPage struct {
	base
	Form    signInForm
	Problem string
	OpenID  string // name of the provider by which one can sign in, too; empty for none
	Other   bool   // the account there did not do
}

// Begin is where signing in at the provider begins.
func (p *signInPage) Begin() string { return openIDAddress(p.Form.Next, false) }

// Another is where it begins with the choice of an account there.
func (p *signInPage) Another() string { return openIDAddress(p.Form.Next, true) }

func (s *Server) signInPage(b base, f signInForm, problem string) *signInPage {
	page := &signInPage{base: b, Form: f, Problem: problem}
	if s.openid != nil {
		page.OpenID = s.openid.Name
	}
	return page
}

type signInForm struct {
	Email    string `form:"email" validate:"required,max=200"`
	Password string `form:"password" validate:"required,max=1000"`
	Next     string `form:"next" validate:"max=2000"`
}

func (s *Server) signInForm(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if s.account(c) != nil {
		return c.Redirect(http.StatusSeeOther, orAccount(next))
	}
	return s.render(c, http.StatusOK, "pages/sign-in", s.signInPage(s.page(c, "account.sign_in"), signInForm{Next: next}, ""))
}

func orAccount(next string) string {
	if next == "" {
		return "/account"
	}
	return next
}

func (s *Server) signIn(c echo.Context) error {
	var f signInForm
	err := bind(c, &f)
	if err == nil {
		var token string
		if token, err = s.Service.SignIn(c.Request().Context(), f.Email, f.Password, c.RealIP(), device(c)); err == nil {
			return s.enter(c, token, local(f.Next))
		}
	}
	b := s.page(c, "account.sign_in")
	status, problem, ok := refusal(c, &b, err)
	if !ok {
		return err
	}
	f.Next = local(f.Next)
	return s.render(c, status, "pages/sign-in", s.signInPage(b, f, problem))
}

// enter begins a session in the visitor's browser, in place of one it may have.
func (s *Server) enter(c echo.Context, token, next string) error {
	if old := s.session(c); old != "" {
		if err := s.Service.SignOut(c.Request().Context(), old); err != nil {
			return err
		}
	}
	s.setSession(c, token)
	return c.Redirect(http.StatusSeeOther, orAccount(next))
}

// refusal puts what is wrong with a form on its page: fields, words above them,
// status. False when the error is not the form's business.
func refusal(c echo.Context, b *base, err error) (status int, problem string, ok bool) {
	kind := assessment.KindOf(err)
	switch kind {
	case assessment.Invalid:
		b.Errors, _ = fieldErrors(*b, err)
	case assessment.Often:
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(60))
	case assessment.Conflict:
	default:
		return 0, "", false
	}
	return statuses[kind], report.ErrorText(b.Printer, err), true
}

func (s *Server) signOut(c echo.Context) error {
	if err := s.Service.SignOut(c.Request().Context(), s.session(c)); err != nil {
		return err
	}
	s.dropSession(c)
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

// redirect sends whoever opens the address of a form to a page.
func redirect(page string) echo.HandlerFunc {
	return func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, page) }
}
