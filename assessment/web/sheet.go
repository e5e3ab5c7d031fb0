package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// What the owner does with one colleague's sheet.

type lendForm struct {
	Sheet string `form:"sheet" validate:"required,max=60"`
	Once  string `form:"once" validate:"max=100"`
}

// lendLink makes a new link to a sheet and shows it, this once.
func (s *Server) lendLink(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f lendForm
	if err := bind(c, &f); err != nil {
		return err
	}
	link := ""
	if f.Once == "" || s.forms.first(c.Param("id")+" lend "+f.Once) {
		token, err := s.Service.LendLink(c.Request().Context(), c.Param("id"), s.key(c), f.Sheet)
		if err != nil {
			return err
		}
		link = s.linkIn(c, "/r/"+token)
	}
	page, err := s.peoplePage(c)
	if err != nil {
		return err
	}
	for i := range page.Sheets {
		if line := &page.Sheets[i]; line.ID == f.Sheet && link != "" {
			line.Link, line.Picture = link, scanPicture(link, page.T("colleague.scan"))
		}
	}
	if link == "" {
		page.Notice = page.T("colleague.lent_before")
	}
	return s.render(c, http.StatusOK, "pages/people", page)
}

type removeSheetForm struct {
	Sheet string `form:"sheet" validate:"required,max=60"`
}

// removeSheet deletes a colleague's answers.
func (s *Server) removeSheet(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f removeSheetForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.RemoveSheet(c.Request().Context(), c.Param("id"), s.key(c), f.Sheet); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/people?sheet=removed#who")
}
