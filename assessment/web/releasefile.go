package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// linksOf leads to the files of one table of a release, or to those of the
// whole when none is named.
func linksOf(b base, number int, table string, files []assessment.ReleaseFile) (all []fileLink) {
	for _, f := range files {
		if f.Table == table {
			all = append(all, fileLink{fmt.Sprintf("/statistics/releases/%d/files/%s", number, f.Name), b.T("release.format." + f.Format), f.MediaType})
		}
	}
	return all
}

// releaseFile sends a file of a made release.
func (s *Server) releaseFile(c echo.Context) error {
	n, err := releaseNumber(c)
	if err != nil {
		return err
	}
	return s.sendRelease(c, s.by(c), n, c.Param("file"))
}

// sendRelease sends one file of a release: the same bytes for ever, in parts
// where only a part is asked for. Each time is noted in the log, without a name.
func (s *Server) sendRelease(c echo.Context, by string, number int, name string) error {
	r, f, err := s.Service.ReleaseFile(c.Request().Context(), by, number, name)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("ETag", `"`+f.Hash[:32]+`"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Content-Type", f.MediaType)
	if !report.SpeaksAll(f.Format) {
		h.Set("Content-Language", r.Speaks())
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fmt.Sprintf("onramp-release-%d-%s", number, f.Name)}))
	s.Log.Info("export", "release", number, "file", f.Name, "format", f.Format, "by", by)
	http.ServeContent(c.Response(), c.Request(), "", r.Made, bytes.NewReader(f.Content))
	return nil
}

// filePath reports whether an address is that of a file of a release, which
// must not be packed: its tag and its parts are those of the plain bytes.
func filePath(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/statistics/releases/") && strings.Contains(path, "/files/")
}
