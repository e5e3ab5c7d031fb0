package web

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"onramp/assessment"
	"onramp/assessment/service"
)

// What a phone in a workshop sees: the page of the join code, and the waiting
// room before the beginning and between sections.

// seatCookie remembers the assessment that this browser began in a workshop, so
// that scanning its picture again leads back to it. It is an id and opens
// nothing.
const seatCookie = "seat"

// roomNote tells on the pages of an assessment in which workshop it was made.
type roomNote struct {
	Title, Host string
	Meets       bool // the firm can meet others of it
}

// roomPage is what a join code opens.
type roomPage struct {
	base
	*service.Hall
	Form      profileForm
	Countries []assessment.Choice
	Sectors   []assessment.Choice
	Goals     []assessment.Choice
	Once      string
	Seat      string // the assessment this browser began here; empty for none
	When      string
	Address   string // of the live part
}

// Wants reports whether the form names the goal.
func (p *roomPage) Wants(goal string) bool { return slices.Contains(p.Form.Goals, goal) }

// Consent is the question about statistics.
func (p *roomPage) Consent() consentView {
	return consentView{Printer: p.Printer, Chosen: p.Form.Consent}
}

// Early reports whether the workshop has not opened.
func (p *roomPage) Early() bool { return p.Now == assessment.Ahead }

// Gone reports whether the workshop is over.
func (p *roomPage) Gone() bool { return p.Now == assessment.Over }

// Minutes is how long the questions take.
func (p *roomPage) Minutes() int { return p.Questionnaire.Rule(p.Depth).Minutes }

// languageOf is the language of a page without its region.
func languageOf(b base) string {
	tag, _ := language.Parse(b.Tag())
	reader, _ := tag.Base()
	return reader.String()
}

type codePage struct {
	base
	Code string
}

func (s *Server) codeForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "pages/room-code", &codePage{base: s.page(c, "room.code_title")})
}

// codeTyped leads to the workshop with a code.
func (s *Server) codeTyped(c echo.Context) error {
	var f codeForm
	err := bind(c, &f)
	if err == nil {
		if _, err = s.Service.Turn(c.Request().Context(), f.Code); err == nil {
			clean, _ := assessment.CleanJoinCode(f.Code)
			return c.Redirect(http.StatusSeeOther, "/w/"+clean)
		}
		if assessment.KindOf(err) == assessment.NotFound {
			err = assessment.InvalidField("code", "error.workshop_code", nil)
		}
	}
	b := s.page(c, "room.code_title")
	var fields bool
	if b.Errors, fields = fieldErrors(b, err); !fields {
		return err
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/room-code", &codePage{base: b, Code: f.Code})
}

// isJoinCode reports whether what was typed can only be meant for a workshop:
// codes that resume are longer.
func isJoinCode(typed string) bool {
	plain := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(typed)
	_, fits := assessment.CleanJoinCode(plain)
	return fits && len(plain) == assessment.JoinLength
}

// byCode lets the one field on the front page take both kinds of code. Only
// tries at codes that resume are bounded: the phones of a room often share one
// address, and what a join code opens is no secret.
func (s *Server) byCode(guess echo.MiddlewareFunc) echo.HandlerFunc {
	resume := guess(s.resumeByCode)
	return func(c echo.Context) error {
		if isJoinCode(c.FormValue("code")) {
			return s.codeTyped(c)
		}
		return resume(c)
	}
}

func (s *Server) roomPage(c echo.Context, f profileForm) (*roomPage, error) {
	h, err := s.Service.Hall(c.Request().Context(), c.Param("code"))
	if err != nil {
		return nil, err
	}
	s.roomLanguageFirst(c, h)
	b := s.page(c, "")
	b.Title = h.Title
	page := &roomPage{base: b, Hall: h, Form: f, Countries: countryChoices(b), Sectors: h.Questionnaire.Sectors, Goals: h.Questionnaire.Goals,
		Once: rand.Text(), When: hours(b, &h.Workshop), Address: "/w/" + h.Code + "/live?turn=" + h.Turn()}
	page.Polls = page.Early()
	if cookie, err := c.Cookie(seatCookie); err == nil && idPattern.MatchString(cookie.Value) {
		page.Seat = cookie.Value
	}
	return page, nil
}

func (s *Server) roomForm(c echo.Context) error {
	page, err := s.roomPage(c, profileForm{Consent: "no"})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/room", page)
}

// roomEntry is what a phone sends to join.
type roomEntry struct {
	Country   string   `form:"country" validate:"required,max=2"`
	Sector    string   `form:"sector" validate:"max=1"`
	Employees string   `form:"employees" validate:"required,max=12"`
	Goals     []string `form:"goals" validate:"max=20"`
	Consent   string   `form:"statistics_consent" validate:"max=3"`
	Once      string   `form:"once" validate:"max=40"`
}

// enterRoom begins an assessment in the workshop.
func (s *Server) enterRoom(c echo.Context) error {
	var f roomEntry
	bound := bind(c, &f)
	typed := profileForm{Country: f.Country, Sector: f.Sector, Employees: f.Employees, Goals: f.Goals, Consent: f.Consent, Language: languageOf(s.page(c, ""))}
	p, read := typed.profile()
	err := merge(bound, read)
	if err == nil {
		var id, token string
		if id, token, err = s.Service.JoinWorkshop(c.Request().Context(), c.Param("code"), service.Newcomer{Profile: p, StatisticsConsent: f.Consent == "yes", Once: f.Once}); err == nil {
			s.setKey(c, id, token)
			clean, _ := assessment.CleanJoinCode(c.Param("code"))
			c.SetCookie(&http.Cookie{Name: seatCookie, Value: id, Path: "/w/" + clean, MaxAge: int(service.KeyLife.Seconds()),
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
			return c.Redirect(http.StatusSeeOther, "/assessments/"+id+"/next")
		}
	}
	if assessment.KindOf(err) == assessment.Closed { // it ended while the form was open
		page, failed := s.roomPage(c, typed)
		if failed == nil && (page.Gone() || page.Early()) {
			return s.render(c, http.StatusGone, "pages/room", page)
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	page, err := s.roomPage(c, typed)
	if err != nil {
		return err
	}
	page.Errors = problems
	if f.Once != "" {
		page.Once = f.Once
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/room", page)
}

// roomLive tells a waiting phone whether the room has moved on.
func (s *Server) roomLive(c echo.Context) error {
	turn, err := s.Service.Turn(c.Request().Context(), c.Param("code"))
	if err != nil {
		return err
	}
	tag := `"` + turn + `"`
	c.Response().Header().Set("ETag", tag)
	switch {
	case c.QueryParam("turn") != turn:
		c.Response().Header().Set(movedHeader, "yes")
		return c.NoContent(http.StatusOK)
	case c.Request().Header.Get("If-None-Match") == tag:
		return c.NoContent(http.StatusNotModified)
	}
	return c.NoContent(http.StatusOK)
}

// waitPage is the waiting room.
type waitPage struct {
	base
	*service.Interview
	Address string // of the live part
	Mark    string
	Section int // the one it waits for, from 1
	Title   string
}

// Begun reports whether the room has begun.
func (p *waitPage) Begun() bool { return p.Room.Stage(p.On()) == assessment.Running }

// wait is where a phone waits for the room; it goes on by itself.
func (s *Server) wait(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	if !in.Waits() || in.Over() {
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/next")
	}
	question, _ := in.Next()
	b := s.ownerPage(c, "room.wait_title", "")
	b.Polls = true
	turn := in.Turn()
	page := &waitPage{base: b, Interview: in, Address: "/w/" + in.Room.Code + "/live?turn=" + turn, Mark: `"` + turn + `"`, Section: in.Questionnaire.Behind(question.Item) + 1}
	if d := in.Questionnaire.Dimension(question.Item.Dimension); d != nil {
		page.Title = b.Say(d.Title)
	}
	return s.render(c, http.StatusOK, "pages/wait", page)
}
