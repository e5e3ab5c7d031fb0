package web

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// everything sends all that is kept of the firm.
func (s *Server) everything(c echo.Context) error {
	record, err := s.Service.Everything(c.Request().Context(), c.Param("id"), s.key(c))
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return send(c, sentFileAs{"onramp-everything.json", echo.MIMEApplicationJSON, "attachment"}, data)
}

type keptPage struct {
	base
	Tables []assessment.KeptTable
}

// kept shows what the store keeps, column by column, made of the comments of the
// schema.
func (s *Server) kept(c echo.Context) error {
	return s.render(c, http.StatusOK, "pages/kept", &keptPage{s.page(c, "kept.title"), s.Kept})
}
