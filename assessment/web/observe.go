package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/telemetry"
)

// observe counts requests and makes each a span, by the route's pattern. It
// comes first, so that everything a request takes is in it.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		r := c.Request()
		ctx, span := s.Tracer.Start(s.Tracer.FromHeader(r.Context(), r.Header.Get("Traceparent")), r.Method, telemetry.Server)
		if span != nil {
			c.SetRequest(r.WithContext(ctx))
		}
		err := next(c)
		method, route, status := knownMethod(r.Method), knownRoute(c.Path()), c.Response().Status
		s.Metrics.Request(method, route, status, time.Since(begun))
		span.Name(method + " " + route)
		span.Text("http.request.method", method)
		span.Text("http.route", route)
		span.Number("http.response.status_code", int64(status))
		span.End(status >= http.StatusInternalServerError)
		return err
	}
}

// knownMethod keeps made-up methods out of names of figures.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return method
	}
	return "other"
}

// knownRoute names what no route answers.
func knownRoute(path string) string {
	if path == "" {
		return "none"
	}
	return path
}

// Drain says that the server is about to end: /readyz answers 503, so that
// balancers send visitors elsewhere, while everything else goes on.
func (s *Server) Drain() { s.draining.Store(true) }

// livez answers while the process can.
func (s *Server) livez(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz answers 200 while visitors are welcome: the store answers, and the
// server is not about to end.
func (s *Server) readyz(c echo.Context) error {
	if s.draining.Load() {
		return &assessment.Error{Kind: assessment.Busy, Key: "error.busy"}
	}
	return s.healthz(c)
}

// plainRoutes are asked by programs: they get a line and no page.
var plainRoutes = []string{"/healthz", "/livez", "/readyz"}
