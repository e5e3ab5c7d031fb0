package web

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"rsc.io/qr" // scan pictures

	"onramp/assessment/service"
)

// keyCookie carries the link of one assessment; its path keeps it from every
// other page.
const keyCookie = "key"

func keyPath(id string) string { return "/assessments/" + id }

func (s *Server) setKey(c echo.Context, id, token string) {
	age := int(service.KeyLife.Seconds())
	c.SetCookie(&http.Cookie{Name: keyCookie, Value: token, Path: keyPath(id), MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
	c.SetCookie(&http.Cookie{Name: lastCookie, Value: id, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

func (s *Server) dropKey(c echo.Context, id string) {
	c.SetCookie(&http.Cookie{Name: keyCookie, Path: keyPath(id), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
	c.SetCookie(&http.Cookie{Name: lastCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

// key is the link the visitor's browser carries; empty when it has none.
func (s *Server) key(c echo.Context) string {
	cookie, err := c.Cookie(keyCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

type leavePage struct {
	base
	ID      string
	Link    string
	Picture template.HTML
	Code    string // only right after it was made
	Changed bool   // links and codes were just cancelled
}

func (s *Server) leavePage(c echo.Context, token string) *leavePage {
	link := s.Site.PublicURL + "/r/" + token
	b := s.ownerPage(c, "leave.title", "leave")
	return &leavePage{base: b, ID: c.Param("id"), Link: link, Picture: scanPicture(link, b.T("leave.picture"))}
}

func (s *Server) leave(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/leave", s.leavePage(c, s.key(c)))
}

func (s *Server) makeCode(c echo.Context) error {
	code, err := s.Service.MakeCode(c.Request().Context(), c.Param("id"), s.key(c))
	if err != nil {
		return err
	}
	page := s.leavePage(c, s.key(c))
	page.Code = code
	return s.render(c, http.StatusOK, "pages/leave", page)
}

func (s *Server) cancelKeys(c echo.Context) error {
	id := c.Param("id")
	token, err := s.Service.CancelKeys(c.Request().Context(), id, s.key(c))
	if err != nil {
		return err
	}
	s.setKey(c, id, token)
	page := s.leavePage(c, token)
	page.Changed = true
	return s.render(c, http.StatusOK, "pages/leave", page)
}

func (s *Server) resumeByLink(c echo.Context) error {
	token := c.Param("token")
	id, err := s.Service.Resume(c.Request().Context(), token)
	if err != nil {
		return err
	}
	s.setKey(c, id, token)
	return c.Redirect(http.StatusSeeOther, "/assessments/"+id)
}

type resumePage struct {
	base
	Code string
}

type codeForm struct {
	Code string `form:"code" validate:"required,max=60"`
}

func (s *Server) resumeForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "pages/resume", &resumePage{base: s.page(c, "resume.title")})
}

func (s *Server) resumeByCode(c echo.Context) error {
	var f codeForm
	err := bind(c, &f)
	if err == nil {
		var id, token string
		if id, token, err = s.Service.ResumeByCode(c.Request().Context(), f.Code); err == nil {
			s.setKey(c, id, token)
			return c.Redirect(http.StatusSeeOther, "/assessments/"+id)
		}
	}
	b := s.page(c, "resume.title")
	var fields bool
	if b.Errors, fields = fieldErrors(b, err); !fields {
		return err
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/resume", &resumePage{base: b, Code: f.Code})
}

// scanPicture draws a code that a phone can scan, dark on light whatever the
// page's colours; empty when the text is too long for one.
func scanPicture(text, title string) template.HTML {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	const quiet = 4
	size := strconv.Itoa(code.Size + 2*quiet)
	var b strings.Builder
	b.WriteString(`<svg class="scan" role="img" aria-label="` + template.HTMLEscapeString(title) + `" viewBox="0 0 ` + size + ` ` + size + `"><rect class="scan-paper" width="` + size + `" height="` + size + `"/><path class="scan-ink" d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers and an escaped title
}
