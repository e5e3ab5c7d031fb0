package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// lastCookie remembers which assessment this browser had open, so that the
// front page can offer to go on. It opens nothing by itself.
const lastCookie = "last"

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

type homePage struct {
	base
	Depths []assessment.DepthRule
	Counts counts
	Last   string // id of the assessment this browser had open
	Code   string
}

// counts are what the front page says of the content; they come from it.
type counts struct{ Items, Dimensions, Measures, Platforms, Countries int }

func (s *Server) home(c echo.Context) error {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return err
	}
	page := homePage{base: s.page(c, "home.title"), Depths: q.Depths, Counts: countContent(catalogue, q, s.Service.Now())}
	page.Home = true
	if cookie, err := c.Cookie(lastCookie); err == nil && idPattern.MatchString(cookie.Value) {
		page.Last = cookie.Value
	}
	return s.render(c, http.StatusOK, "pages/home", &page)
}

// newest returns the questionnaire that new assessments use.
func (s *Server) newest(c echo.Context) (*assessment.Catalogue, *assessment.Questionnaire, error) {
	catalogue, err := s.Service.Catalogue(c.Request().Context())
	if err != nil {
		return nil, nil, err
	}
	q, err := catalogue.Questionnaire(s.Questionnaire, "")
	return catalogue, q, err
}

func countContent(c *assessment.Catalogue, q *assessment.Questionnaire, on time.Time) counts {
	n := counts{Items: q.CoreItems(), Dimensions: len(q.Dimensions), Measures: len(q.Measures)}
	national := map[string]bool{}
	for _, p := range c.Directory.Platforms {
		if !p.Ended(on) {
			n.Platforms++
		}
		if len(p.Countries) == 1 && assessment.IsCountry(p.Countries[0]) {
			national[p.Countries[0]] = true
		}
	}
	n.Countries = len(national)
	return n
}

type privacyPage struct {
	base
	NoticeURL  string
	NoticeText string
	Mails      bool   // owners may leave an address to be written to
	OpenID     string // name of the provider by which people sign in, too; empty for none
}

func (s *Server) privacy(c echo.Context) error {
	page := privacyPage{base: s.page(c, "privacy.title"), Mails: s.Service.Mails()}
	if s.openid != nil {
		page.OpenID = s.openid.Name
	}
	if u, err := url.Parse(s.Site.Privacy); err == nil && strings.HasPrefix(u.Scheme, "http") {
		page.NoticeURL = s.Site.Privacy
	} else {
		page.NoticeText = s.Site.Privacy
	}
	return s.render(c, http.StatusOK, "pages/privacy", &page)
}

type methodPage struct {
	base
	Questionnaire *assessment.Questionnaire
	Model         *assessment.Model
	Others        []*assessment.Model // that a firm can add
	Directory     *assessment.Directory
	Counts        counts
}

func (s *Server) method(c echo.Context) error {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return err
	}
	m, err := catalogue.ModelFor(q, "")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/method", &methodPage{base: s.page(c, "method.title"), Questionnaire: q, Model: m,
		Others: catalogue.OtherModels(q), Directory: catalogue.Directory, Counts: countContent(catalogue, q, s.Service.Now())})
}
