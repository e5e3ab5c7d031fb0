package web

import (
	"crypto/rand"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// clientsPage is where managers of an agency keep the programs that read its
// releases.
type clientsPage struct {
	base
	Clients  []clientLine
	Scopes   []assessment.Scope
	Form     clientForm
	Token    string // that was just made; shown once
	TokenFor string
	Made     bool // the form that was sent has made a token before
	Revoked  bool
	Problem  string
	Once     string
	Latest   string // the last day a token can work to
}

// clientLine is one client of the list.
type clientLine struct {
	*assessment.Client
	Ends, LastUsed string
	Over           bool
}

type clientForm struct {
	Name    string   `form:"name" validate:"required,max=120"`
	Scopes  []string `form:"scopes"`
	Expires string   `form:"expires" validate:"required,max=10"` // the last day it works
	Once    string   `form:"once" validate:"max=40"`
}

func (s *Server) clientsPage(c echo.Context) (*clientsPage, error) {
	all, err := s.Service.Clients(c.Request().Context(), s.by(c))
	now := s.Service.Now().UTC()
	page := &clientsPage{base: s.accountDesk(c, "clients.title", "statistics"), Scopes: assessment.Scopes, Once: rand.Text(),
		Latest: now.Add(assessment.MaxClientLife).AddDate(0, 0, -1).Format(time.DateOnly),
		Form:   clientForm{Scopes: []string{string(assessment.ReadReleases)}, Expires: now.AddDate(0, 6, 0).Format(time.DateOnly)}}
	for _, one := range all {
		l := clientLine{Client: one, Ends: page.Date(one.Expires.UTC()), LastUsed: page.T("clients.never"), Over: !one.Lives(now)}
		if !one.Used.IsZero() {
			l.LastUsed = page.Date(one.Used.UTC())
		}
		page.Clients = append(page.Clients, l)
	}
	return page, err
}

// Has reports whether a scope is ticked.
func (p *clientsPage) Has(scope assessment.Scope) bool {
	for _, s := range p.Form.Scopes {
		if s == string(scope) {
			return true
		}
	}
	return false
}

func (s *Server) clientsForm(c echo.Context) error {
	page, err := s.clientsPage(c)
	if err != nil {
		return err
	}
	page.Revoked = c.QueryParam("revoked") != ""
	return s.render(c, http.StatusOK, "pages/clients", page)
}

// client reads the form; errors name the field. A token works to the end of
// its last day.
func (f clientForm) client() (one assessment.Client, err error) {
	one.Name = f.Name
	for _, scope := range f.Scopes {
		one.Scopes = append(one.Scopes, assessment.Scope(scope))
	}
	day, err := time.Parse(time.DateOnly, f.Expires)
	if err != nil {
		return one, assessment.InvalidField("expires", "field.release_day", nil)
	}
	one.Expires = day.AddDate(0, 0, 1).Add(-time.Millisecond)
	return one, nil
}

func (s *Server) addClient(c echo.Context) error {
	var f clientForm
	var one assessment.Client
	err := bind(c, &f)
	if err == nil {
		one, err = f.client()
	}
	token := ""
	again := err == nil && !s.firstTime(c, f.Once)
	if err == nil && !again {
		token, err = s.Service.AddClient(c.Request().Context(), s.by(c), one)
	}
	page, failed := s.clientsPage(c)
	if failed != nil {
		return failed
	}
	if err == nil {
		page.Token, page.TokenFor, page.Made = token, f.Name, again
		return s.render(c, http.StatusOK, "pages/clients", page)
	}
	status, problem, ok := refusal(c, &page.base, err)
	if !ok {
		return err
	}
	page.Form, page.Problem = f, problem
	return s.render(c, status, "pages/clients", page)
}

type revokeForm struct {
	Client string `form:"client" validate:"required,max=40"`
}

func (s *Server) revokeClient(c echo.Context) error {
	var f revokeForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.RevokeClient(c.Request().Context(), s.by(c), f.Client); err != nil && assessment.KindOf(err) != assessment.NotFound {
		return err // one that is gone is what was asked for
	}
	return c.Redirect(http.StatusSeeOther, "/statistics/clients?revoked=1")
}
