package web

import (
	"context"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// The page from which a facilitator runs a workshop.

// countsView is how many firms are in the room, for facilitator and projector.
type countsView struct {
	base
	*service.Hall
	Address string // of the part itself
	Tag     string // of what it shows
}

// BySection reports whether the facilitator opens the sections.
func (v *countsView) BySection() bool { return v.Pace == assessment.BySection }

// sectionState is one section as the facilitator sees it.
type sectionState struct {
	Number int
	Title  string
	Open   bool
	Last   bool // the last one open
}

// pageChoice is a page that can stand on the projector.
type pageChoice struct {
	Number int
	Title  string
	Shown  bool
}

type workshopPage struct {
	base
	*service.Hall
	When     string
	Address  string // that phones type
	Join     string // that the picture holds
	Scan     template.HTML
	Local    bool // the address opens on this computer only
	Counts   *countsView
	Sections []sectionState
	Refused  string       // why the button that was pressed did nothing
	Choices  []pageChoice // of what can stand on the projector; none before the picture
}

// BySection reports whether the facilitator opens the sections.
func (p *workshopPage) BySection() bool { return p.Pace == assessment.BySection }

// Waits reports whether the room has not begun.
func (p *workshopPage) Waits() bool {
	return p.Now == assessment.Ahead || p.Now == assessment.Waiting
}

// Runs reports whether the room is at it.
func (p *workshopPage) Runs() bool { return p.Now == assessment.Running }

// Ended reports whether the workshop is over.
func (p *workshopPage) Ended() bool { return p.Now == assessment.Over }

// NextSection is the title of the section to open next; empty when all are.
func (p *workshopPage) NextSection() string {
	if !p.BySection() || p.Opened >= len(p.Sections) {
		return ""
	}
	return p.Sections[p.Opened].Title
}

func (s *Server) workshopPage(c echo.Context) (*workshopPage, error) {
	h, err := s.hall(c)
	if err != nil {
		return nil, err
	}
	b := s.accountDesk(c, "", "workshops")
	b.Title, b.Polls = h.Title, true
	page := &workshopPage{base: b, Hall: h, When: hours(b, &h.Workshop), Address: s.shortAddress(), Join: s.Site.PublicURL + "/w/" + h.Code, Local: s.onlyHere()}
	page.Scan = scanPicture(page.Join, b.T("screen.picture"))
	page.Counts = newCounts(b, h, "/workshops/"+h.ID+"/live")
	for i := range h.Questionnaire.Dimensions {
		page.Sections = append(page.Sections, sectionState{Number: i + 1, Title: b.Say(h.Questionnaire.Dimensions[i].Title), Open: !page.BySection() || i < h.Opened, Last: i == h.Opened-1})
	}
	if pages := h.Pages(); len(pages) > 0 {
		for n := range len(pages) + 1 {
			page.Choices = append(page.Choices, pageChoice{n, screenTitle(b, pages, n), n == h.Shown})
		}
	}
	return page, nil
}

// Enough reports whether so many firms have finished that a picture may be asked
// for.
func (p *workshopPage) Enough() bool { return assessment.RoomPolicy.Shows(p.Finished) }

// NextPage is the page after the one on the projector; -1 after the last.
func (p *workshopPage) NextPage() int {
	if p.Shown+1 < len(p.Choices) {
		return p.Shown + 1
	}
	return -1
}

// newCounts are the counts of a hall; at is the address of the part.
func newCounts(b base, h *service.Hall, at string) *countsView {
	v := &countsView{base: b, Hall: h, Address: at + "?turn=" + url.QueryEscape(h.Turn())}
	v.Tag = `"` + strings.Join([]string{h.Turn(), strconv.Itoa(h.Joined), strconv.Itoa(h.Finished), strconv.Itoa(h.Through), b.Tag()}, "-") + `"`
	return v
}

// shortAddress is what people type, without what browsers add by themselves.
func (s *Server) shortAddress() string {
	_, rest, found := strings.Cut(s.Site.PublicURL, "://")
	if !found {
		rest = s.Site.PublicURL
	}
	return rest + "/join"
}

// onlyHere reports whether the address that phones would open leads nowhere but
// to this computer.
func (s *Server) onlyHere() bool {
	u, err := url.Parse(s.Site.PublicURL)
	if err != nil {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

func (s *Server) workshop(c echo.Context) error {
	page, err := s.workshopPage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/workshop", page)
}

// workshopLive is the part of the page that changes as firms join and finish.
func (s *Server) workshopLive(c echo.Context) error {
	h, err := s.hall(c)
	if err != nil {
		return err
	}
	return s.live(c, newCounts(s.page(c, ""), h, "/workshops/"+h.ID+"/live"), "parts/workshop-counts")
}

// live answers a page that asks whether its counts still hold. When the room
// has moved on it tells the page to load itself anew.
func (s *Server) live(c echo.Context, v *countsView, part string) error {
	if c.QueryParam("turn") != v.Turn() {
		c.Response().Header().Set(movedHeader, "yes")
		return c.NoContent(http.StatusOK)
	}
	c.Response().Header().Set("ETag", v.Tag)
	if c.Request().Header.Get("If-None-Match") == v.Tag {
		return c.NoContent(http.StatusNotModified)
	}
	return s.render(c, http.StatusOK, part, v)
}

// movedHeader tells a live page to load itself anew.
const movedHeader = "Onramp-Moved"

type revisionForm struct {
	Revision int64 `form:"revision"`
}

// press does what a button of the page stands for. One that comes too late,
// as from a second browser, does nothing and shows how things are.
func (s *Server) press(do func(ctx context.Context, by, id string, revision int64) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		var f revisionForm
		if err := bind(c, &f); err != nil {
			return err
		}
		return s.pressed(c, do(c.Request().Context(), s.by(c), c.Param("workshop"), f.Revision))
	}
}

type showForm struct {
	Revision int64 `form:"revision"`
	Page     int   `form:"page"`
}

// showPage puts a page of the picture on the projector.
func (s *Server) showPage(c echo.Context) error {
	var f showForm
	if err := bind(c, &f); err != nil {
		return err
	}
	return s.pressed(c, s.Service.ShowPage(c.Request().Context(), s.by(c), c.Param("workshop"), f.Revision, f.Page))
}

// pressed shows how things are after a button.
func (s *Server) pressed(c echo.Context, err error) error {
	switch assessment.KindOf(err) {
	case assessment.Conflict, assessment.Closed:
		page, failed := s.workshopPage(c)
		if failed != nil {
			return failed
		}
		page.Refused = report.ErrorText(page.Printer, err)
		return s.render(c, statuses[assessment.KindOf(err)], "pages/workshop", page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/workshops/"+url.PathEscape(c.Param("workshop")))
}

func (s *Server) deleteWorkshop(c echo.Context) error {
	if err := s.Service.DeleteWorkshop(c.Request().Context(), s.by(c), c.Param("workshop")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/workshops?deleted=1")
}

// backToWorkshop sends whoever reloads the address of a form to its page.
func (s *Server) backToWorkshop(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, "/workshops/"+url.PathEscape(c.Param("workshop")))
}

// workshopRoutes are the pages of workshops.
func (s *Server) workshopRoutes() []route {
	const one = "/workshops/:workshop"
	run := s.Service
	return []route{
		{"GET", "/join", public, s.codeForm, nil},
		{"POST", "/join", public, s.codeTyped, nil},
		{"GET", "/w/:code", public, s.roomForm, nil},
		{"POST", "/w/:code", public, s.enterRoom, nil},
		{"GET", "/w/:code/live", public, s.roomLive, nil},
		{"GET", "/w/:code/screen", public, s.screen, nil},
		{"GET", "/w/:code/screen/live", public, s.screenLive, nil},
		{"GET", "/assessments/:id/wait", owner, s.wait, nil},

		{"GET", "/workshops", facilitator, s.workshops, nil},
		{"GET", "/workshops/new", facilitator, s.newWorkshopForm, nil},
		{"POST", "/workshops/new", facilitator, s.addWorkshop, nil},
		{"GET", one, facilitator, s.workshop, nil},
		{"GET", one + "/live", facilitator, s.workshopLive, nil},
		{"GET", one + "/edit", facilitator, s.editWorkshopForm, nil},
		{"POST", one + "/edit", facilitator, s.saveWorkshop, nil},
		{"GET", one + "/begin", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/begin", facilitator, s.press(run.BeginWorkshop), nil},
		{"GET", one + "/open", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/open", facilitator, s.press(run.OpenSection), nil},
		{"GET", one + "/run", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/run", facilitator, s.press(run.LetRun), nil},
		{"GET", one + "/end", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/end", facilitator, s.press(run.EndWorkshop), nil},
		{"GET", one + "/reveal", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/reveal", facilitator, s.press(run.Reveal), nil},
		{"GET", one + "/show", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/show", facilitator, s.showPage, nil},
		{"GET", one + "/form", facilitator, s.paperForm, nil},
		{"GET", one + "/entry", facilitator, s.entryForm, nil},
		{"POST", one + "/entry", facilitator, s.enterPaper, nil},
		{"GET", one + "/guide", facilitator, s.guide, nil},
		{"GET", one + "/report.pdf", facilitator, s.groupPDF, nil},
		{"GET", one + "/report.xlsx", facilitator, s.groupXLSX, nil},
		{"GET", one + "/delete", facilitator, s.backToWorkshop, nil},
		{"POST", one + "/delete", facilitator, s.deleteWorkshop, nil},
	}
}
