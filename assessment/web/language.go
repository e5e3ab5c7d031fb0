package web

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"

	"github.com/labstack/echo/v4"

	"onramp/assessment/locale"
	"onramp/assessment/service"
)

const (
	languageKey    = "language"
	languageCookie = "lang"
	languageParam  = "lang"
)

// chooseLanguage reads the visitor's choice (?lang=, then cookie), else the
// browser's preference.
func (s *Server) chooseLanguage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		wish := c.QueryParam(languageParam)
		if wish != "" {
			s.rememberLanguage(c, s.Bundle.Match(wish))
		} else if cookie, err := c.Cookie(languageCookie); err == nil {
			wish = cookie.Value
		}
		speak(c, s.Bundle.Match(wish, c.Request().Header.Get("Accept-Language")))
		return next(c)
	}
}

// speak makes the request speak a language.
func speak(c echo.Context, tag string) {
	c.Set(languageKey, tag)
	c.Response().Header().Set("Content-Language", tag)
}

func (s *Server) rememberLanguage(c echo.Context, tag string) {
	c.SetCookie(&http.Cookie{Name: languageCookie, Value: tag, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure()})
}

// language is the language that the request speaks.
func (s *Server) language(c echo.Context) string {
	if tag, _ := c.Get(languageKey).(string); tag != "" {
		return tag
	}
	return s.Bundle.Match()
}

// inRoomLanguage makes the request speak the language of the workshop.
func (s *Server) inRoomLanguage(c echo.Context, h *service.Hall) {
	speak(c, s.Bundle.Match(h.Language))
}

// roomLanguageFirst makes a phone speak the language of the workshop, from here
// on, unless its owner has chosen one.
func (s *Server) roomLanguageFirst(c echo.Context, h *service.Hall) {
	if c.QueryParam(languageParam) != "" {
		return
	}
	if _, err := c.Cookie(languageCookie); err == nil {
		return
	}
	s.inRoomLanguage(c, h)
	s.rememberLanguage(c, s.language(c))
}

// linkIn makes a link that other devices open, in the language of the page it is
// shown on.
func (s *Server) linkIn(c echo.Context, path string) string {
	return s.Site.PublicURL + path + "?" + languageParam + "=" + s.language(c)
}

// languageLink leads to the same page in another language.
type languageLink struct {
	locale.Language
	Address string
	Chosen  bool
}

// plainValue is what of an address stays when the language changes: words and
// paths of this site, so that nobody can put a link to elsewhere into a page.
var plainValue = regexp.MustCompile(`^((/[\pL\pN ._-]+)+|[\pL\pN _-]*)$`)

// Tongues are all that the page can be read in.
func (b base) Tongues() (all []languageLink) {
	if b.Here == nil {
		return nil
	}
	kept := url.Values{}
	for name, values := range b.Here.Query() {
		if len(values) == 1 && plainValue.MatchString(name) && plainValue.MatchString(values[0]) {
			kept[name] = values
		}
	}
	for _, l := range b.languages {
		query := maps.Clone(kept)
		query.Set(languageParam, l.Tag)
		all = append(all, languageLink{Language: l, Address: (&url.URL{Path: b.Here.Path, RawQuery: query.Encode()}).String(), Chosen: l.Tag == b.Tag()})
	}
	return all
}

// Spoken is what the language of the page calls itself.
func (b base) Spoken() string {
	for _, l := range b.languages {
		if l.Tag == b.Tag() {
			return l.Name
		}
	}
	return b.Tag()
}
