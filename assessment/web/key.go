package web

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"onramp/assessment/report"
	"onramp/assessment/service"
)

// keyCookie carries the link of one assessment; its path keeps it from every
// other page.
const keyCookie = "key"

func keyPath(id string) string { return "/assessments/" + id }

func (s *Server) setKey(c echo.Context, id, token string) {
	s.setPathKey(c, id, token)
	s.setLast(c, id)
}

func (s *Server) setPathKey(c echo.Context, id, token string) {
	c.SetCookie(&http.Cookie{Name: keyCookie, Value: token, Path: keyPath(id), MaxAge: int(service.KeyLife.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

func (s *Server) setLast(c echo.Context, id string) {
	c.SetCookie(&http.Cookie{Name: lastCookie, Value: id, Path: "/", MaxAge: int(service.KeyLife.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

func (s *Server) dropKey(c echo.Context, id string) {
	s.dropPathKey(c, id)
	c.SetCookie(&http.Cookie{Name: lastCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

func (s *Server) dropPathKey(c echo.Context, id string) {
	c.SetCookie(&http.Cookie{Name: keyCookie, Path: keyPath(id), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
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
	Made    bool   // the form that was sent has made a code before
	Once    string // tells a form that is sent a second time
	Mail    *reminderView
	typed   *reminderForm // what was sent and does not fit
	token   string
}

func (s *Server) leavePage(c echo.Context, token string, sheet bool) *leavePage {
	link := s.linkIn(c, "/r/"+token)
	b := s.ownerPage(c, "leave.title", "leave")
	b.Owner.Sheet = sheet
	return &leavePage{base: b, Once: rand.Text(), token: token, ID: c.Param("id"), Link: link, Picture: scanPicture(link, b.T("leave.picture"))}
}

// showLeave adds what is stored beside the answers and renders the page.
func (s *Server) showLeave(c echo.Context, status int, page *leavePage) (err error) {
	if page.Owner.Sheet { // a colleague is reminded by whoever invited them
		return s.render(c, status, "pages/leave", page)
	}
	if page.Mail, err = s.reminderView(c, page.base, page.token); err != nil {
		return err
	}
	if page.Mail != nil && page.typed != nil {
		page.Mail.Form = *page.typed
	}
	return s.render(c, status, "pages/leave", page)
}

func (s *Server) leave(c echo.Context) error {
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	return s.showLeave(c, http.StatusOK, s.leavePage(c, s.key(c), in.Sheet()))
}

// codeOnce is the form that makes a code.
type codeOnce struct {
	Once string `form:"once" validate:"max=40"`
}

// used remembers which forms were sent, so that sending one twice, as reloading
// a page does, makes no second code that silently ends the first. It forgets
// everything when full or restarted; then a form works a second time.
type used struct {
	mu   sync.Mutex
	seen map[string]bool
}

const maxUsed = 10000

// first reports whether the value is new.
func (u *used) first(value string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.seen[value] {
		return false
	}
	if u.seen == nil || len(u.seen) >= maxUsed {
		u.seen = map[string]bool{}
	}
	u.seen[value] = true
	return true
}

// backTo sends whoever reloads the address of a form to the page it stands on.
func (s *Server) backTo(page string) echo.HandlerFunc {
	return func(c echo.Context) error {
		in, err := s.anyInterview(c)
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+page)
	}
}

func (s *Server) makeCode(c echo.Context) error {
	var f codeOnce
	if err := bind(c, &f); err != nil {
		return err
	}
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	if f.Once != "" && !s.forms.first(in.ID+" "+f.Once) {
		page := s.leavePage(c, s.key(c), in.Sheet())
		page.Made = true
		return s.showLeave(c, http.StatusOK, page)
	}
	code, err := s.Service.MakeCode(c.Request().Context(), c.Param("id"), s.key(c))
	if err != nil {
		return err
	}
	page := s.leavePage(c, s.key(c), in.Sheet())
	page.Code = code
	return s.showLeave(c, http.StatusOK, page)
}

func (s *Server) cancelKeys(c echo.Context) error {
	id := c.Param("id")
	token, err := s.Service.CancelKeys(c.Request().Context(), id, s.key(c))
	if err != nil {
		return err
	}
	if err := s.setKeys(c, id, token); err != nil {
		return err
	}
	in, err := s.Service.Interview(c.Request().Context(), id, token)
	if err != nil {
		return err
	}
	page := s.leavePage(c, token, in.Sheet())
	page.Changed = true
	return s.showLeave(c, http.StatusOK, page)
}

func (s *Server) resumeByLink(c echo.Context) error {
	token := c.Param("token")
	id, err := s.Service.Resume(c.Request().Context(), token)
	if err != nil {
		return err
	}
	if err := s.setKeys(c, id, token); err != nil {
		return err
	}
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
		if id, token, err = s.Service.ResumeByCode(c.Request().Context(), f.Code, c.RealIP()); err == nil {
			if err := s.setKeys(c, id, token); err != nil {
				return err
			}
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
	scan := report.NewScan(text)
	if scan == nil {
		return ""
	}
	size := strconv.Itoa(scan.Size)
	var b strings.Builder
	b.WriteString(`<svg class="scan" role="img" aria-label="` + template.HTMLEscapeString(title) + `" viewBox="0 0 ` + size + ` ` + size + `"><rect class="scan-paper" width="` + size + `" height="` + size + `"/><path class="scan-ink" d="`)
	scan.Runs(func(x, y, length int) {
		fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, length, length)
	})
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers and an escaped title
}
