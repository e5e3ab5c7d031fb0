package web

import (
	"net/url"

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
	Here       *url.URL        // address of the page; nil in tests of templates
	At         string          // begins the ids of a part, where a page shows it more than once
	Errors     map[string]string
	languages  []locale.Language
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

// page starts a page in the visitor's language; title is a message key.
func (s *Server) page(c echo.Context, title string) base {
	b := base{Printer: s.Bundle.Printer(s.language(c)), Site: s.Site, Root: "/static/" + s.static + "/", Member: s.account(c), Here: c.Request().URL, languages: s.Bundle.Offered()}
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
