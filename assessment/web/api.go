package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/static"
)

// What programs of agencies read: releases, tables and files, with a token each
// and nothing to write. static/openapi.json describes it; a test compares.

const (
	apiRoot = "/api/v1"
	// problemType is how errors are sent to programs, RFC 9457.
	problemType = "application/problem+json"
	clientKey   = "client" // where the request's context keeps the client
)

// apiPath reports whether an address is for programs.
func apiPath(path string) bool { return strings.HasPrefix(path, "/api/") }

// allowClient lets in who carries the token of a client that may read releases.
func (s *Server) allowClient(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		scheme, token, _ := strings.Cut(c.Request().Header.Get("Authorization"), " ")
		refuse := func(key string) error {
			c.Response().Header().Set("WWW-Authenticate", `Bearer realm="Onramp"`)
			return &assessment.Error{Kind: assessment.Forbidden, Key: key}
		}
		if !strings.EqualFold(scheme, "bearer") || token == "" {
			return refuse("error.no_token")
		}
		one, err := s.Service.Client(c.Request().Context(), strings.TrimSpace(token))
		if assessment.KindOf(err) == assessment.NotFound && err != nil {
			return refuse("error.token")
		}
		if err != nil {
			return err
		}
		if !one.May(assessment.ReadReleases) {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.scope"}
		}
		c.Set(clientKey, one)
		return next(c)
	}
}

// reader is the client that asks.
func reader(c echo.Context) *assessment.Client {
	one, _ := c.Get(clientKey).(*assessment.Client)
	return one
}

// How often one client may ask: a table of a whole release at once, then one a
// second.
const (
	clientBurst = 120
	clientEach  = 1.0
)

func newClientLimits() middleware.RateLimiterStore {
	return middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: rate.Limit(clientEach), Burst: clientBurst})
}

// limitClient bounds how often one client asks, whatever it asks for.
func (s *Server) limitClient() echo.MiddlewareFunc {
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Store:               s.clients,
		IdentifierExtractor: func(c echo.Context) (string, error) { return reader(c).ID, nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(1/clientEach)))
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	})
}

// apiProblem is what is sent of an error, RFC 9457.
type apiProblem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Reference string `json:"reference,omitempty"` // of an internal failure
}

func answerProblem(c echo.Context, page errorPage) error {
	data, err := json.Marshal(apiProblem{"about:blank", http.StatusText(page.Status), page.Status, page.Message, page.Reference})
	if err != nil {
		return err
	}
	return c.Blob(page.Status, problemType, append(data, '\n'))
}

// openAPI serves the description of the API.
func (s *Server) openAPI(c echo.Context) error {
	data, err := static.Files.ReadFile("openapi.json")
	if err != nil {
		return err
	}
	return sendData(c, "application/vnd.oai.openapi+json;version=3.1", "public, max-age=3600", data)
}

// sendData sends what may change, with a tag by which one asks whether it has.
func sendData(c echo.Context, kind, cache string, data []byte) error {
	sum := sha256.Sum256(data)
	h := c.Response().Header()
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(data))
	return nil
}

func sendJSON(c echo.Context, value any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	return sendData(c, "application/json", "private, no-cache", b.Bytes())
}

// apiRelease is a release as programs see it. Days are of UTC and both included.
type apiRelease struct {
	Number     int         `json:"number"`
	First      string      `json:"first_day"`
	Last       string      `json:"last_day"`
	Made       time.Time   `json:"made"`
	Replaces   int         `json:"replaces,omitempty"`
	ReplacedBy int         `json:"replaced_by,omitempty"`
	Mode       string      `json:"mode"`
	Threshold  int         `json:"threshold"`
	Reason     string      `json:"threshold_reason,omitempty"`
	Weighted   bool        `json:"weighted"`
	Synthetic  bool        `json:"synthetic"`
	Language   string      `json:"language"` // of labels and limits
	Rules      string      `json:"rules"`
	Hash       string      `json:"hash"`
	Firms      int         `json:"firms"`
	Address    string      `json:"address"`
	Tables     string      `json:"tables"`
	Quality    *apiQuality `json:"quality,omitempty"`
	Files      []apiFile   `json:"files,omitempty"`
}

// apiQuality is the quality report as programs see it. Limits are sentences.
type apiQuality struct {
	Firms     int        `json:"firms"`
	Agreed    int        `json:"agreed"`
	Effective int        `json:"effective"`
	Trimmed   int        `json:"trimmed_percent"`
	Distance  float64    `json:"largest_distance"`
	Modes     []apiShare `json:"modes"`
	Evidence  []apiShare `json:"evidence"`
	Flags     []apiShare `json:"flags"`
	Coverage  []apiShare `json:"coverage"`
	Limits    []string   `json:"limits"`
}

// apiShare is one line of the report; the number of firms is null where it is
// withheld.
type apiShare struct {
	Code  string `json:"code"`
	Firms *int   `json:"firms"`
}

// apiFile is one file to take away.
type apiFile struct {
	Format  string `json:"format"`
	Type    string `json:"media_type"`
	Address string `json:"address"`
}

// apiTable is a table as programs see it, without its cells.
type apiTable struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Model     string    `json:"model,omitempty"`
	Dimension string    `json:"dimension,omitempty"`
	Axes      []string  `json:"axes"`
	Spread    string    `json:"distribution_axis,omitempty"`
	Files     []apiFile `json:"files"`
}

func sharesOf(lines []assessment.QualityShare) []apiShare {
	out := []apiShare{}
	for _, l := range lines {
		one := apiShare{Code: l.Code}
		if !l.Withheld {
			one.Firms = &l.Firms
		}
		out = append(out, one)
	}
	return out
}

func apiReleaseOf(r *assessment.Release, by map[int]int) apiRelease {
	at := fmt.Sprintf("%s/releases/%d", apiRoot, r.Number)
	out := apiRelease{Number: r.Number, First: r.From.UTC().Format(time.DateOnly), Last: r.To.UTC().AddDate(0, 0, -1).Format(time.DateOnly), Made: r.Made.UTC(),
		Replaces: r.Replaces, ReplacedBy: by[r.Number], Mode: roundedMode, Threshold: r.Threshold, Reason: r.Reason, Weighted: r.Margins != nil,
		Synthetic: r.Synthetic, Language: r.Speaks(), Rules: r.Rules, Hash: r.Hash, Firms: r.Quality.Firms, Address: at, Tables: at + "/tables"}
	if r.Exact {
		out.Mode = exactMode
	}
	return out
}

// apiReleases lists made releases, the newest first.
func (s *Server) apiReleases(c echo.Context) error {
	all, err := s.Service.Releases(c.Request().Context(), reader(c).ID)
	if err != nil {
		return err
	}
	by, out := replacements(all), []apiRelease{}
	for _, r := range all {
		if r.State == assessment.ReleaseMade {
			out = append(out, apiReleaseOf(r, by))
		}
	}
	return sendJSON(c, map[string]any{"releases": out})
}

// madeRelease reads the release of the address; one that is not made is not
// there yet.
func (s *Server) madeRelease(c echo.Context) (*assessment.Release, error) {
	n, err := releaseNumber(c)
	if err != nil {
		return nil, err
	}
	r, err := s.Service.Release(c.Request().Context(), reader(c).ID, n)
	if err == nil && r.State != assessment.ReleaseMade {
		return nil, assessment.Missing("error.release_unmade")
	}
	return r, err
}

func (s *Server) apiRelease(c echo.Context) error {
	r, err := s.madeRelease(c)
	if err != nil {
		return err
	}
	all, err := s.Service.Releases(c.Request().Context(), reader(c).ID)
	if err != nil {
		return err
	}
	q, p := r.Quality, s.Bundle.Printer(r.Speaks())
	out := apiReleaseOf(r, replacements(all))
	out.Quality = &apiQuality{q.Firms, q.Agreed, q.Effective, q.Trimmed, q.Distance, sharesOf(q.Modes), sharesOf(q.Evidence), sharesOf(q.Flags), sharesOf(q.Coverage), []string{}}
	for _, key := range q.Limits {
		out.Quality.Limits = append(out.Quality.Limits, p.T(key))
	}
	files, err := s.Service.ReleaseFiles(c.Request().Context(), reader(c).ID, r.Number)
	if err != nil {
		return err
	}
	out.Files = apiFiles(r.Number, "", files)
	return sendJSON(c, out)
}

func (s *Server) apiTables(c echo.Context) error {
	r, err := s.madeRelease(c)
	if err != nil {
		return err
	}
	files, err := s.Service.ReleaseFiles(c.Request().Context(), reader(c).ID, r.Number)
	if err != nil {
		return err
	}
	out := []apiTable{}
	for _, t := range r.Tables {
		one := apiTable{ID: t.ID, Kind: string(t.Kind), Model: t.Model, Dimension: t.Dimension, Axes: []string{}, Files: apiFiles(r.Number, t.ID, files)}
		for _, a := range t.Axes {
			one.Axes = append(one.Axes, a.ID)
		}
		if t.Distribution >= 0 && t.Distribution < len(t.Axes) {
			one.Spread = t.Axes[t.Distribution].ID
		}
		out = append(out, one)
	}
	return sendJSON(c, map[string]any{"release": r.Number, "tables": out})
}

// apiFiles lists the files of one table of a release, or of the whole.
func apiFiles(number int, table string, files []assessment.ReleaseFile) []apiFile {
	out, folder := []apiFile{}, "files"
	if table != "" {
		folder = "tables"
	}
	for _, f := range files {
		if f.Table == table {
			out = append(out, apiFile{f.Format, f.MediaType, fmt.Sprintf("%s/releases/%d/%s/%s", apiRoot, number, folder, f.Name)})
		}
	}
	return out
}

// apiTable sends a table in the format of its extension or, without one, in
// the first that the client accepts.
func (s *Server) apiTable(c echo.Context) error {
	name := c.Param("table")
	if strings.Contains(name, ".") {
		return s.apiSend(c, name, false)
	}
	r, err := s.madeRelease(c)
	if err != nil {
		return err
	}
	files, err := s.Service.ReleaseFiles(c.Request().Context(), reader(c).ID, r.Number)
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f assessment.ReleaseFile) bool { return f.Table != name || name == "" })
	if len(files) == 0 {
		return assessment.Missing("error.table_unknown")
	}
	c.Response().Header().Add("Vary", "Accept")
	best, ok := accepted(files, c.Request().Header.Get("Accept"))
	if !ok {
		return echo.NewHTTPError(http.StatusNotAcceptable)
	}
	return s.sendRelease(c, reader(c).ID, r.Number, best.Name)
}

// apiFile sends a file of a whole release.
func (s *Server) apiFile(c echo.Context) error { return s.apiSend(c, c.Param("file"), true) }

// apiSend sends a file by its name: of a whole release or of a table.
func (s *Server) apiSend(c echo.Context, name string, whole bool) error {
	n, err := releaseNumber(c)
	if err != nil {
		return err
	}
	if strings.HasPrefix(name, report.WholeRelease+".") != whole {
		return assessment.Missing("error.table_unknown")
	}
	return s.sendRelease(c, reader(c).ID, n, name)
}

// apiCatalogue sends the catalogue of the newest release that nothing replaces.
func (s *Server) apiCatalogue(c echo.Context) error {
	ctx, by := c.Request().Context(), reader(c).ID
	all, err := s.Service.Releases(ctx, by)
	if err != nil {
		return err
	}
	last, _ := lastReleases(all)
	if last == nil {
		return assessment.Missing("error.release_unmade")
	}
	files, err := s.Service.ReleaseFiles(ctx, by, last.Number)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(files, func(f assessment.ReleaseFile) bool { return f.Format == catalogueFormat })
	if i < 0 {
		return assessment.Missing("error.release_unmade")
	}
	c.Response().Header().Set("Location", fmt.Sprintf("%s/releases/%d/files/%s", apiRoot, last.Number, files[i].Name))
	return c.NoContent(http.StatusFound)
}

// catalogueFormat is the id of the format that portals harvest.
const catalogueFormat = "dcat"

// formatOrder is what clients get that want formats alike.
var formatOrder = []string{"csv", "jsonstat", "sdmx", "csvw"}

// accepted picks among the files of a table the one that an Accept header wants
// most; among those it wants alike the first of formatOrder. Nothing wanted is
// anything.
func accepted(files []assessment.ReleaseFile, header string) (best assessment.ReleaseFile, ok bool) {
	if strings.TrimSpace(header) == "" {
		header = "*/*"
	}
	slices.SortFunc(files, func(a, b assessment.ReleaseFile) int {
		return slices.Index(formatOrder, a.Format) - slices.Index(formatOrder, b.Format)
	})
	top := 0.0
	for _, f := range files {
		if q := wanted(f.MediaType, header); q > top {
			best, ok, top = f, true, q
		}
	}
	return best, ok
}

// wanted is how much an Accept header wants a media type, 0 to 1: what names it
// exactly counts before what names its family, and that before everything.
// Parameters of the type but q are not looked at.
func wanted(kind, header string) (q float64) {
	own, _, _ := mime.ParseMediaType(kind)
	family, _, _ := strings.Cut(own, "/")
	precise := -1
	for _, part := range strings.Split(header, ",") {
		name, options, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		rank := slices.Index([]string{"*/*", family + "/*", own}, name)
		if rank <= precise {
			continue
		}
		precise, q = rank, 1
		if text, there := options["q"]; there {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q >= 0 && q <= 1) {
				q = 0
			}
		}
	}
	return q
}
