package web

import (
	"bytes"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/telemetry"
	"onramp/static"
)

// Site is who runs the server; it stands on every page.
type Site struct {
	Name      string // of the operator
	Contact   string // an e-mail address or a web address
	Privacy   string // the operator's own privacy notice: a web address or a text
	PublicURL string // address that visitors use, without a slash at the end
	HandsOver bool   // documents that no association hands over carry the operator's organisation
}

// Config is what a server needs.
type Config struct {
	Site          Site
	Questionnaire string // id of the questionnaire that new assessments use
	Service       *service.Service
	Bundle        *locale.Bundle
	Writer        *report.Writer
	Log           *slog.Logger
	Proxies       []*net.IPNet           // networks of proxies whose X-Forwarded-For is believed; none: nobody's is
	Development   bool                   // serves /parts
	Kept          []assessment.KeptTable // what the store keeps, for the page about it
	OpenID        OpenID                 // sign-in by a provider; none without an issuer
	Metrics       *telemetry.Metrics     // nil: nothing is counted
	Tracer        *telemetry.Tracer      // nil: nothing is traced
}

// Server serves Onramp.
type Server struct {
	Config
	echo      *echo.Echo
	templates *templateSets
	static    string // hash in the address of static files
	pdfs      chan struct{}
	forms     used
	draining  atomic.Bool
	openid    *openID                     // nil: people sign in by password only
	clients   middleware.RateLimiterStore // bounds how often one client asks
}

// Limits of requests.
const (
	maxBody       = "1M"
	requestTime   = 30 * time.Second
	concurrentPDF = 2
)

// New makes a server; it fails when a layout does not parse.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, echo: echo.New(), pdfs: make(chan struct{}, concurrentPDF), openid: newOpenID(c), clients: newClientLimits()}
	var err error
	if s.static, err = static.Hash(); err != nil {
		return nil, err
	}
	if s.templates, err = newTemplates(); err != nil {
		return nil, err
	}
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = clientAddress(c.Proxies)
	e.HTTPErrorHandler = s.handleError
	e.Validator = newValidator()
	e.Logger.SetOutput(io.Discard)
	// The language comes before whatever can refuse, so that refusals speak it.
	e.Use(s.observe, s.recovery, nameRequest, s.logRequests, s.secureHeaders, s.chooseLanguage, s.recognise,
		middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1024, Skipper: alreadyPacked}),
		middleware.BodyLimit(maxBody), s.refuseCrossSite)
	s.addRoutes()
	return s, nil
}

// Handler is the server as an http.Handler.
func (s *Server) Handler() http.Handler { return s.echo }

// HTTPServer is the server with timeouts that a slow phone survives and a
// slow attack does not.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{Handler: s.echo, ErrorLog: log.New(io.Discard, "", 0), // its lines hold addresses of visitors
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: requestTime,
		WriteTimeout: 2 * requestTime, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

// clientAddress tells visitors apart, for bounding tries: by their connection
// or, behind proxies we were told to trust, by what the nearest of those saw.
func clientAddress(proxies []*net.IPNet) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(p))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// alreadyPacked spares documents a second compression.
func alreadyPacked(c echo.Context) bool {
	path := c.Request().URL.Path
	return strings.HasSuffix(path, ".pdf") || strings.HasSuffix(path, ".xlsx") || filePath(path)
}

// secure reports whether visitors come by https.
func (s *Server) secure() bool {
	u, err := url.Parse(s.Site.PublicURL)
	return err == nil && u.Scheme == "https"
}

// render writes a page; the status is sent only once the page is whole.
func (s *Server) render(c echo.Context, status int, name string, page any) error {
	var b bytes.Buffer
	block := "layout"
	if part, of := strings.CutPrefix(name, "parts/"); of {
		name, block = "pages/item", part
	}
	set, err := s.templates.set(name)
	if err != nil {
		return err
	}
	if err := set.ExecuteTemplate(&b, block, page); err != nil {
		return err
	}
	return c.HTMLBlob(status, b.Bytes())
}
