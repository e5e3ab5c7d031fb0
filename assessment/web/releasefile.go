package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// wholeName is what the files of a whole release are called; no table has it,
// since names of tables hold a hyphen or are a kind of table.
const wholeName = "release"

// filesLanguage is what files speak: one language for all, so that the same
// file is the same bytes for everybody.
const filesLanguage = "en"

func (s *Server) wholeFiles(b base, r *assessment.Release) (files []fileLink) {
	for _, f := range s.Formats {
		if f.Whole {
			files = append(files, linkOf(b, r, wholeName, f))
		}
	}
	return files
}

func (s *Server) tableFiles(b base, r *assessment.Release, t *assessment.Table) (files []fileLink) {
	for _, f := range s.Formats {
		if !f.Whole {
			files = append(files, linkOf(b, r, t.ID, f))
		}
	}
	return files
}

func linkOf(b base, r *assessment.Release, name string, f ReleaseFormat) fileLink {
	return fileLink{fmt.Sprintf("/statistics/releases/%d/files/%s.%s", r.Number, name, f.Extension), b.T("release.format." + f.ID), f.MediaType}
}

// splitFile parts the name of a file into that of a table, or [wholeName], and
// the extension.
func (s *Server) splitFile(file string) (name string, f ReleaseFormat, ok bool) {
	name, extension, _ := strings.Cut(file, ".")
	for _, f := range s.Formats {
		if f.Extension == extension && f.Whole == (name == wholeName) {
			return name, f, true
		}
	}
	return name, f, false
}

// releaseFile sends a file of a made release.
func (s *Server) releaseFile(c echo.Context) error {
	n, err := releaseNumber(c)
	if err != nil {
		return err
	}
	name, f, ok := s.splitFile(c.Param("file"))
	if !ok {
		return assessment.Missing("status.404")
	}
	return s.sendRelease(c, s.by(c), n, name, f)
}

// sendRelease writes one file of a release: the same bytes for ever, in parts
// where only a part is asked for. Each time is noted in the log, without a name.
func (s *Server) sendRelease(c echo.Context, by string, number int, name string, f ReleaseFormat) error {
	ctx := c.Request().Context()
	var r *assessment.Release
	var t *assessment.Table
	var err error
	if f.Whole {
		r, err = s.wholeRelease(c, by, number)
	} else {
		r, t, err = s.Releases.ReleaseTable(ctx, by, number, name)
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.Write(&b, r, t, s.Bundle.Printer(filesLanguage)); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	h := c.Response().Header()
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Language", filesLanguage)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fmt.Sprintf("onramp-release-%d-%s.%s", number, name, f.Extension)}))
	s.Log.Info("export", "release", number, "file", name, "format", f.ID, "by", by)
	http.ServeContent(c.Response(), c.Request(), "", r.Made, bytes.NewReader(b.Bytes()))
	return nil
}

// wholeRelease reads a made release with the cells of all its tables.
func (s *Server) wholeRelease(c echo.Context, by string, number int) (*assessment.Release, error) {
	ctx := c.Request().Context()
	r, err := s.Releases.Release(ctx, by, number)
	if err != nil {
		return nil, err
	}
	if r.State != assessment.ReleaseMade {
		return nil, assessment.Missing("error.release_unmade")
	}
	whole := *r
	whole.Tables = nil
	for _, t := range r.Tables {
		_, full, err := s.Releases.ReleaseTable(ctx, by, number, t.ID)
		if err != nil {
			return nil, err
		}
		whole.Tables = append(whole.Tables, full)
	}
	return &whole, nil
}

// filePath reports whether an address is that of a file of a release, which
// must not be packed: its tag and its parts are those of the plain bytes.
func filePath(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/statistics/releases/") && strings.Contains(path, "/files/")
}
