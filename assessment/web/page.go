package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/service"
)

// base is what every page has. The printer's methods (T, Count, Number, …) are
// the page's own, so a template says {{$.T "key"}}.
type base struct {
	*locale.Printer
	Site       Site
	Title      string
	Root       string          // address prefix of static files
	Home       bool            // the page is the front page
	Owner      *ownerMenu      // links of the assessment the page belongs to
	Member     *service.Member // who is signed in; nil when nobody is
	Desk       string          // which of the member's own pages this is: account, organisation, organisations, workshops
	Live       bool            // loads scripts
	Polls      bool            // asks the server by itself whether something moved
	Statistics bool            // the member may read statistics
	Reload     int             // after how many seconds the page is asked for again; 0 for never
	At         string          // begins the ids of a part, where a page shows it more than once
	Errors     map[string]string
}

// ownerMenu is the navigation of one assessment.
type ownerMenu struct {
	ID      string
	Current string     // overview, result, roadmap, progress, leave
	Again   bool       // the firm has answered before
	Over    *roundNote // nil in the newest round
	Room    *roomNote  // the workshop it was made in; nil outside one
	Sheet   bool       // it is a colleague's: there is no result
}

// Say returns a content text in the reader's language.
func (b base) Say(t assessment.Text) string { return b.Text(t.Key, t.English) }

// Whole writes a whole number.
func (b base) Whole(n int) string { return b.Number(float64(n), 0) }

// Asset is the address of a static file.
func (b base) Asset(name string) string { return b.Root + name }

// Failed returns what is wrong with a field, empty when it is right.
func (b base) Failed(field string) string { return b.Errors[field] }

const languageKey = "language"

// chooseLanguage reads the visitor's choice (?lang=, then cookie), else the
// browser's preference.
func (s *Server) chooseLanguage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		wish := c.QueryParam("lang")
		if wish != "" {
			c.SetCookie(&http.Cookie{Name: "lang", Value: s.Bundle.Match(wish), Path: "/", MaxAge: 365 * 24 * 3600,
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
		} else if cookie, err := c.Cookie("lang"); err == nil {
			wish = cookie.Value
		}
		tag := s.Bundle.Match(wish, c.Request().Header.Get("Accept-Language"))
		c.Set(languageKey, tag)
		c.Response().Header().Set("Content-Language", tag)
		return next(c)
	}
}

// page starts a page in the visitor's language; title is a message key.
func (s *Server) page(c echo.Context, title string) base {
	tag, _ := c.Get(languageKey).(string)
	if tag == "" {
		tag = s.Bundle.Match()
	}
	b := base{Printer: s.Bundle.Printer(tag), Site: s.Site, Root: "/static/" + s.static + "/", Member: s.account(c)}
	b.Statistics = b.Member != nil && b.Member.ReadsStatistics()
	if title != "" {
		b.Title = b.T(title)
	}
	return b
}

// ownerPage starts a page of one assessment.
func (s *Server) ownerPage(c echo.Context, title, current string) base {
	b := s.page(c, title)
	b.Owner = s.menu(c, b, current)
	return b
}
