package web

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// accountPage is a person's own page: name, password, where they are signed in.
type accountPage struct {
	base
	Name     string
	Sessions []sessionView
	Problem  string // of the password form
	Saved    bool
	OpenID   string // name of the provider the account is bound to; empty for none that is in use
}

// sessionView is one browser in which the person is signed in.
type sessionView struct {
	Browser, System string
	Time            string // of day of the last use
	Date            string
	ID              string
	This            bool
}

// accountDesk starts a page of the signed-in person's desk.
func (s *Server) accountDesk(c echo.Context, title, desk string) base {
	b := s.page(c, title)
	b.Desk = desk
	return b
}

func (s *Server) accountPage(c echo.Context, b base, status int, name, problem string) error {
	m := s.account(c)
	page := &accountPage{base: b, Name: name, Problem: problem, Saved: c.QueryParam("saved") != ""}
	if s.openid != nil && m.Account.Issuer == s.openid.Issuer && m.Account.Subject != "" {
		page.OpenID = s.openid.Name
	}
	all, err := s.Service.Sessions(c.Request().Context(), m)
	if err != nil {
		return err
	}
	for _, session := range all {
		page.Sessions = append(page.Sessions, sessionView{Browser: session.Browser, System: session.System, Date: b.Date(session.Used),
			Time: session.Used.Format("15:04"), ID: hex.EncodeToString(session.Hash), This: string(session.Hash) == string(m.Session.Hash)})
	}
	return s.render(c, status, "pages/account", page)
}

func (s *Server) accountForm(c echo.Context) error {
	return s.accountPage(c, s.accountDesk(c, "account.title", "account"), http.StatusOK, s.account(c).Account.Name, "")
}

type nameForm struct {
	Name string `form:"name" validate:"required,max=120"`
}

func (s *Server) saveName(c echo.Context) error {
	var f nameForm
	err := bind(c, &f)
	if err == nil {
		err = s.Service.SaveName(c.Request().Context(), s.account(c), strings.TrimSpace(f.Name))
	}
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/account?saved=1")
	}
	b := s.accountDesk(c, "account.title", "account")
	status, _, ok := refusal(c, &b, err)
	if !ok {
		return err
	}
	return s.accountPage(c, b, status, f.Name, "")
}

// passwordForm carries passwords, which no page shows again.
type passwordForm struct {
	Current  string `form:"current" validate:"max=1000"`
	Password string `form:"password" validate:"required,max=1000"`
}

func (s *Server) changePassword(c echo.Context) error {
	var f passwordForm
	err := bind(c, &f)
	if err == nil {
		var token string
		if token, err = s.Service.ChangePassword(c.Request().Context(), s.account(c), f.Current, f.Password); err == nil {
			s.setSession(c, token)
			return c.Redirect(http.StatusSeeOther, "/account?saved=1")
		}
	}
	b := s.accountDesk(c, "account.title", "account")
	status, problem, ok := refusal(c, &b, err)
	if !ok {
		return err
	}
	return s.accountPage(c, b, status, s.account(c).Account.Name, problem)
}

type sessionForm struct {
	Session string `form:"session" validate:"max=64"` // empty for all
}

func (s *Server) endSession(c echo.Context) error {
	var f sessionForm
	if err := bind(c, &f); err != nil {
		return err
	}
	m := s.account(c)
	if f.Session == "" {
		if err := s.Service.EndSessions(c.Request().Context(), m); err != nil {
			return err
		}
		s.dropSession(c)
		return c.Redirect(http.StatusSeeOther, "/sign-in")
	}
	hash, err := hex.DecodeString(f.Session)
	if err != nil {
		return assessment.Missing("status.404")
	}
	if err := s.Service.EndSession(c.Request().Context(), m, hash); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/account#sessions")
}

// invitationPage asks an invited person for name and password, and a person
// with a password link for a new password.
type invitationPage struct {
	base
	Organisation string // empty with a password link
	Email        string
	Role         assessment.Role
	Action       string // where the form goes
	Form         invitationForm
	Problem      string
}

type invitationForm struct {
	Name     string `form:"name" validate:"max=120"`
	Password string `form:"password" validate:"required,max=1000"`
}

// invitation finds what the link of the address invites to.
func (s *Server) invitation(c echo.Context) (*invitationPage, error) {
	i, own, err := s.Service.Invitation(c.Request().Context(), c.Param("token"))
	if err != nil {
		return nil, err
	}
	return &invitationPage{base: s.page(c, "invitation.title"), Organisation: own.Name, Email: i.Email, Role: i.Role, Action: "/invitations/" + c.Param("token")}, nil
}

func (s *Server) invitationForm(c echo.Context) error {
	page, err := s.invitation(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/invitation", page)
}

func (s *Server) acceptInvitation(c echo.Context) error {
	page, err := s.invitation(c)
	if err != nil {
		return err
	}
	return s.takePassword(c, page, func(f invitationForm) (string, error) {
		return s.Service.Accept(c.Request().Context(), c.Param("token"), strings.TrimSpace(f.Name), f.Password, device(c))
	})
}

// passwordLink finds whose password the link of the address sets.
func (s *Server) passwordLink(c echo.Context) (*invitationPage, error) {
	a, err := s.Service.PasswordLinkFor(c.Request().Context(), c.Param("token"))
	if err != nil {
		return nil, err
	}
	return &invitationPage{base: s.page(c, "password.title"), Email: a.Email, Role: a.Role, Action: "/password/" + c.Param("token")}, nil
}

func (s *Server) passwordLinkForm(c echo.Context) error {
	page, err := s.passwordLink(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/invitation", page)
}

func (s *Server) setPassword(c echo.Context) error {
	page, err := s.passwordLink(c)
	if err != nil {
		return err
	}
	return s.takePassword(c, page, func(f invitationForm) (string, error) {
		return s.Service.SetPassword(c.Request().Context(), c.Param("token"), f.Password, device(c))
	})
}

// takePassword reads the form of a link, lets take use it, and signs in.
func (s *Server) takePassword(c echo.Context, page *invitationPage, take func(invitationForm) (string, error)) error {
	err := bind(c, &page.Form)
	if err == nil {
		var token string
		if token, err = take(page.Form); err == nil {
			return s.enter(c, token, "")
		}
	}
	status, problem, ok := refusal(c, &page.base, err)
	if !ok {
		return err
	}
	page.Problem = problem
	return s.render(c, status, "pages/invitation", page)
}
