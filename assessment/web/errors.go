package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// statuses is the only table from kind to status.
var statuses = map[assessment.Kind]int{
	assessment.Internal:  http.StatusInternalServerError,
	assessment.Invalid:   http.StatusUnprocessableEntity,
	assessment.NotFound:  http.StatusNotFound,
	assessment.Forbidden: http.StatusForbidden,
	assessment.Conflict:  http.StatusConflict,
	assessment.Closed:    http.StatusGone,
	assessment.Busy:      http.StatusServiceUnavailable,
	assessment.Often:     http.StatusTooManyRequests,
}

// errorPage says what happened and what to do.
type errorPage struct {
	base
	Status    int
	Message   string
	Details   []string
	Reference string // of an internal failure, to quote to the operator
	Newest    string // id of the round to go on in, of one that is over
	SignIn    bool   // signing in helps
}

// forMembers are the errors after which signing in helps; they are no owner's.
var forMembers = []string{"error.signed_out", "error.no_account", "error.invitation", "error.password_link", "error.old_link"}

// handleError answers a request that failed. Only an *assessment.Error speaks
// to the visitor; of anything else the visitor sees a reference number, and
// the log the cause.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	base := s.page(c, "")
	page := errorPage{base: base, Status: http.StatusInternalServerError}
	var known *assessment.Error
	var refused *echo.HTTPError
	switch {
	case errors.As(err, &known):
		page.Status = statuses[known.Kind]
		page.Message = report.ErrorText(base.Printer, known)
		page.Newest, _ = known.Args["Newest"].(string)
		page.SignIn = base.Member == nil && slices.Contains(forMembers, known.Key)
		for _, f := range known.Fields {
			page.Details = append(page.Details, report.FieldText(base.Printer, f))
		}
	case errors.As(err, &refused):
		page.Status = refused.Code
		page.Message = statusText(base, refused.Code)
	}
	if page.Status >= 500 {
		page.Reference = c.Response().Header().Get(echo.HeaderXRequestID)
		s.Log.Error("failed", "route", c.Path(), "status", page.Status, "cause", err.Error(), "id", page.Reference)
	}
	if page.Message == "" {
		page.Message = base.T("status.500")
	}
	page.Title = base.T("error.title")
	if err := s.answerError(c, page); err != nil {
		s.Log.Error("error page failed", "cause", err.Error())
		_ = c.NoContent(page.Status)
	}
}

// answerError writes a page, or a plain line to a program.
func (s *Server) answerError(c echo.Context, page errorPage) error {
	if apiPath(c.Request().URL.Path) && c.Response().Header().Get("WWW-Authenticate") != "" {
		page.Status = http.StatusUnauthorized // there is nothing to sign in to but the token
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(page.Status)
	}
	if apiPath(c.Request().URL.Path) {
		return answerProblem(c, page)
	}
	if slices.Contains(plainRoutes, c.Path()) {
		return c.String(page.Status, page.Message+"\n")
	}
	return s.render(c, page.Status, "pages/error", &page)
}

func statusText(b base, code int) string {
	key := "status." + strconv.Itoa(code)
	if b.Has(key) {
		return b.T(key)
	}
	if code < 500 {
		return b.T("status.400")
	}
	return b.T("status.500")
}

// fieldErrors returns what is wrong by field when the error is about input,
// and false when it is not the form's business.
func fieldErrors(b base, err error) (map[string]string, bool) {
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.Invalid {
		return nil, false
	}
	out := map[string]string{}
	for _, f := range e.Fields {
		out[f.Field] = report.FieldText(b.Printer, f)
	}
	return out, true
}
