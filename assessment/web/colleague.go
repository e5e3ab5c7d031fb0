package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment/service"
)

// What a colleague sees who was invited: the page of the invitation, the
// questions, and the sheet with their own answers.

// sheetCookie remembers the sheet that this browser began, so that opening the
// invitation again leads back to it. It is an id and opens nothing.
const (
	sheetCookie = "sheet"
	sheetPath   = "/j"
)

// joinPage is what an invitation says.
type joinPage struct {
	base
	Token string
	Offer service.Offer
	Label string
	Sheet string // that this browser has begun; empty for none
}

type joinForm struct {
	Label string `form:"label" validate:"max=200"`
}

func (s *Server) joinPage(c echo.Context) (*joinPage, error) {
	sheet := ""
	if cookie, err := c.Cookie(sheetCookie); err == nil {
		sheet = cookie.Value
	}
	token := c.Param("token")
	offer, err := s.Service.Offer(c.Request().Context(), token, sheet)
	if err != nil {
		return nil, err
	}
	page := &joinPage{base: s.page(c, "join.title"), Token: token, Offer: offer}
	if offer.Begun {
		page.Sheet = sheet
	}
	return page, nil
}

func (s *Server) joinForm(c echo.Context) error {
	page, err := s.joinPage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/join", page)
}

// join begins a sheet.
func (s *Server) join(c echo.Context) error {
	var f joinForm
	err := bind(c, &f)
	if err == nil {
		var id, token string
		if id, token, err = s.Service.Join(c.Request().Context(), c.Param("token"), f.Label); err == nil {
			s.setKey(c, id, token)
			c.SetCookie(&http.Cookie{Name: sheetCookie, Value: id, Path: sheetPath, MaxAge: int(service.KeyLife.Seconds()),
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
			return c.Redirect(http.StatusSeeOther, "/assessments/"+id+"/next")
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	page, err := s.joinPage(c)
	if err != nil {
		return err
	}
	page.Errors, page.Label = problems, f.Label
	return s.render(c, http.StatusUnprocessableEntity, "pages/join", page)
}

// sheetPage is a colleague's own page: how far they are, and what they said.
type sheetPage struct {
	base
	Interview *service.Interview
	Sections  []sectionView
	More      bool   // questions are left
	Open      bool   // the owner has not closed the answers
	Lent      string // when the owner made a link to the sheet; empty for never
}

// sheet shows a colleague's own page.
func (s *Server) sheet(c echo.Context, in *service.Interview) error {
	open, err := s.Service.AnswersOpen(c.Request().Context(), in)
	if err != nil {
		return err
	}
	_, more := in.Next()
	b := s.sheetBase(c, "sheet.title", "overview")
	page := &sheetPage{base: b, Interview: in, More: more, Open: open}
	lent, err := s.Service.Lent(c.Request().Context(), in)
	if err != nil {
		return err
	}
	if !lent.IsZero() {
		page.Lent = b.Date(lent)
	}
	for _, v := range sections(b, in) {
		if len(v.Items) > 0 {
			page.Sections = append(page.Sections, v)
		}
	}
	return s.render(c, http.StatusOK, "pages/sheet", page)
}

// sheetBase starts a page of a sheet.
func (s *Server) sheetBase(c echo.Context, title, current string) base {
	b := s.ownerPage(c, title, current)
	b.Owner.Sheet = true
	return b
}
