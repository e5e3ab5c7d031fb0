package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// policy allows what our own pages use and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// refuseCrossSite keeps other sites from acting in a visitor's name.
func (s *Server) refuseCrossSite(next echo.HandlerFunc) echo.HandlerFunc {
	check := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := check.Check(c.Request()); err != nil {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.cross_site", Cause: err}
		}
		return next(c)
	}
}

// nameRequest gives each request a number that the log and the visitor share.
// It is ours: a number that came along would be text of somebody else.
func nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text())
		return next(c)
	}
}

// recovery turns a panic into an internal error; the process goes on.
func (s *Server) recovery(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http does
				panic(r)
			}
			if r != nil {
				s.Log.Error("panic", "value", fmt.Sprint(r), "stack", string(debug.Stack()))
				s.handleError(fmt.Errorf("panic: %v", r), c)
				err = nil
			}
		}()
		return next(c)
	}
}

// logRequests writes one line a request: the route's pattern, never the
// address, since addresses hold ids and links; no client address, no input.
func (s *Server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			s.handleError(err, c)
		}
		level := slog.LevelInfo
		if slices.Contains(plainRoutes, c.Path()) || c.Path() == "/static/:hash/*" {
			level = slog.LevelDebug
		}
		s.Log.Log(c.Request().Context(), level, "request", "method", c.Request().Method, "route", c.Path(),
			"status", c.Response().Status, "ms", time.Since(start).Milliseconds(), "id", c.Response().Header().Get(echo.HeaderXRequestID))
		return nil
	}
}
