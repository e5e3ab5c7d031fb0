package web

import (
	"io/fs"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"onramp/assessment"
	"onramp/static"
)

// access is who may use a route.
type access string

const (
	public access = "public" // everybody
	owner  access = "owner"  // whoever holds a key to the assessment; the handler's service call checks it
	// development routes are there only when the server is told that it runs
	// on a developer's machine.
	development access = "development"
)

type route struct {
	method, path string
	access       access
	handler      echo.HandlerFunc
	with         []echo.MiddlewareFunc
}

// routes lists every route; a test compares it with what the server serves.
func (s *Server) routes() []route {
	const one = "/assessments/:id"
	guess := []echo.MiddlewareFunc{limitGuessing()}
	return []route{
		{"GET", "/", public, s.home, nil},
		{"GET", "/healthz", public, s.healthz, nil},
		{"GET", "/favicon.ico", public, s.favicon, nil},
		{"GET", "/robots.txt", public, s.robots, nil},
		{"GET", "/static/:hash/*", public, s.serveStatic, nil},
		{"GET", "/privacy", public, s.privacy, nil},
		{"GET", "/method", public, s.method, nil},
		{"GET", "/start", public, s.startForm, nil},
		{"POST", "/start", public, s.start, nil},
		{"GET", "/resume", public, s.resumeForm, nil},
		{"POST", "/resume", public, s.resumeByCode, guess},
		{"GET", "/r/:token", public, s.resumeByLink, nil},
		{"GET", "/import", public, s.importForm, nil},
		{"POST", "/import", public, s.importFile, nil},
		{"GET", "/import/fields", public, s.importAgain, nil},
		{"POST", "/import/fields", public, s.importFields, nil},

		{"GET", one, owner, s.overview, nil},
		{"GET", one + "/next", owner, s.next, nil},
		{"GET", one + "/profile", owner, s.profileForm, nil},
		{"POST", one + "/profile", owner, s.saveProfile, nil},
		{"GET", one + "/items/:item", owner, s.item, nil},
		{"POST", one + "/items/:item", owner, s.answer, nil},
		{"GET", one + "/answers", owner, s.answers, nil},
		{"GET", one + "/result", owner, s.result, nil},
		{"GET", one + "/models/:model", owner, s.backTo("/result"), nil},
		{"POST", one + "/models/:model", owner, s.addModel, nil},
		{"GET", one + "/models/:model/remove", owner, s.backTo("/result"), nil},
		{"POST", one + "/models/:model/remove", owner, s.removeModel, nil},
		{"GET", one + "/models/:model/fields.csv", owner, s.exportFields, nil},
		{"GET", one + "/roadmap", owner, s.roadmap, nil},
		{"GET", one + "/progress", owner, s.progress, nil},
		{"GET", one + "/again", owner, s.backTo("/progress"), nil},
		{"POST", one + "/again", owner, s.again, nil},
		{"GET", one + "/roadmap.pdf", owner, s.roadmapPDF, nil},
		{"GET", one + "/answers.json", owner, s.exportFile, nil},
		{"GET", one + "/depth", owner, s.backTo(""), nil},
		{"POST", one + "/depth", owner, s.setDepth, nil},
		{"GET", one + "/consent", owner, s.backTo(""), nil},
		{"POST", one + "/consent", owner, s.setConsent, nil},
		{"GET", one + "/leave", owner, s.leave, nil},
		{"GET", one + "/code", owner, s.backTo("/leave"), nil},
		{"POST", one + "/code", owner, s.makeCode, nil},
		{"GET", one + "/cancel", owner, s.backTo("/leave"), nil},
		{"POST", one + "/cancel", owner, s.cancelKeys, nil},
		{"GET", one + "/delete", owner, s.deleteForm, nil},
		{"POST", one + "/delete", owner, s.delete, nil},

		{"GET", "/parts", development, s.parts, nil},
	}
}

func (s *Server) addRoutes() {
	for _, r := range s.routes() {
		if r.access == development && !s.Development {
			continue
		}
		s.echo.Add(r.method, r.path, r.handler, r.with...)
		if r.method == http.MethodGet {
			s.echo.Add(http.MethodHead, r.path, r.handler, r.with...)
		}
	}
}

// limitGuessing bounds how often one address may try codes: ten at once, then
// one every six seconds. Links need no bound, since they cannot be guessed.
func limitGuessing() echo.MiddlewareFunc {
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: rate.Limit(1.0 / 6), Burst: 10}),
		IdentifierExtractor: func(c echo.Context) (string, error) {
			return c.RealIP(), nil
		},
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set(echo.HeaderRetryAfter, "6")
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	})
}

func (s *Server) healthz(c echo.Context) error {
	if err := s.Service.Healthy(c.Request().Context()); err != nil {
		return &assessment.Error{Kind: assessment.Busy, Key: "error.store", Cause: err}
	}
	return c.String(http.StatusOK, "ok\n")
}

func (s *Server) robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /assessments/\nDisallow: /r/\n")
}

func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusMovedPermanently, s.asset("icon.svg"))
}

// serveStatic serves a file for ever under the hash of today's content; under
// another hash it sends the browser to today's.
func (s *Server) serveStatic(c echo.Context) error {
	name := c.Param("*")
	if info, err := fs.Stat(static.Files, name); err != nil || info.IsDir() {
		return assessment.Missing("status.404")
	}
	if c.Param("hash") != s.static {
		return c.Redirect(http.StatusFound, s.asset(name))
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(c.Response(), c.Request(), static.Files, name)
	return nil
}

// asset is the address of a static file.
func (s *Server) asset(name string) string { return "/static/" + s.static + "/" + name }
