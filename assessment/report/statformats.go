package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"onramp/assessment"
)

// releaseFormat writes releases in one file format, the same bytes always.
type releaseFormat struct {
	id        string // wording release.format.<id>
	extension string // of its files
	media     string // type as it is sent
	table     func(w io.Writer, f *releaseFile, t *assessment.Table) error
	whole     func(w io.Writer, f *releaseFile) error // of a whole release, in place of table
}

// Tables are written before what describes them.
var releaseFormats = []releaseFormat{
	{id: "csv", extension: "csv", media: "text/csv; charset=utf-8", table: writeTableCSV},
	{id: "csvw", extension: "csv-metadata.json", media: "application/csvm+json", table: writeTableCSVW},
	{id: "sdmx", extension: "sdmx.csv", media: "application/vnd.sdmx.data+csv; version=2.0.0", table: writeTableSDMX},
	{id: "jsonstat", extension: "json", media: "application/json", table: writeTableJSONStat},
	{id: "xlsx", extension: "xlsx", media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", whole: writeReleaseXLSX},
	{id: "dsd", extension: "xml", media: "application/vnd.sdmx.structure+xml; version=2.1", whole: writeReleaseDSD},
	{id: "labels", extension: "labels.csv", media: "text/csv; charset=utf-8", whole: writeReleaseLabels},
	{id: "parquet", extension: "parquet", media: "application/vnd.apache.parquet", whole: writeReleaseParquet},
	{id: "dcat", extension: "jsonld", media: "application/ld+json", whole: writeReleaseDCAT},
}

// SpeaksAll reports whether files of a format name things in every language, not
// in that of the release alone.
func SpeaksAll(format string) bool { return slices.Contains([]string{"dsd", "labels", "dcat"}, format) }

// WholeRelease is what files of a whole release are called.
const WholeRelease = "release"

// releaseFile is a release that is being written.
type releaseFile struct {
	*assessment.Release
	words   *ReleaseWords   // in the language of its files
	tongues []*ReleaseWords // in every language
	labels  []statLabel
	meta    Meta
	files   []assessment.ReleaseFile // written so far
}

// WriteRelease writes a made release in every format. Its files depend on
// nothing but the release, the words and who publishes it. They speak the
// language that the release was ordered in, else the first of tongues; structures,
// catalogue entry and labels speak all of them.
func WriteRelease(r *assessment.Release, tongues []*ReleaseWords, meta Meta) ([]assessment.ReleaseFile, error) {
	f := &releaseFile{Release: r, words: tongues[0], tongues: tongues, meta: meta}
	for _, w := range tongues {
		if w.p.Tag() == r.Speaks() {
			f.words = w
		}
	}
	f.labels = f.allLabels()
	for _, format := range releaseFormats {
		if format.whole != nil {
			if err := f.add(format, "", func(w io.Writer) error { return format.whole(w, f) }); err != nil {
				return nil, err
			}
			continue
		}
		for _, t := range r.Tables {
			if err := f.add(format, t.ID, func(w io.Writer) error { return format.table(w, f, t) }); err != nil {
				return nil, err
			}
		}
	}
	return f.files, nil
}

func (f *releaseFile) add(format releaseFormat, table string, write func(io.Writer) error) error {
	var b bytes.Buffer
	name := table
	if name == "" {
		name = WholeRelease
	}
	if err := write(&b); err != nil {
		return fmt.Errorf("report: release %d as %s: %w", f.Number, format.id, err)
	}
	sum := sha256.Sum256(b.Bytes())
	f.files = append(f.files, assessment.ReleaseFile{Name: name + "." + format.extension, Table: table, Format: format.id, MediaType: format.media,
		Hash: hex.EncodeToString(sum[:]), Size: b.Len(), Content: b.Bytes()})
	return nil
}

// firstDay and lastDay are the days of the period, of UTC and both included.
func (f *releaseFile) firstDay() string { return f.From.UTC().Format(time.DateOnly) }

func (f *releaseFile) lastDay() string { return f.To.UTC().AddDate(0, 0, -1).Format(time.DateOnly) }

// title of the release.
func (f *releaseFile) title(w *ReleaseWords) string {
	return w.p.T("release.file_title", "Number", strconv.Itoa(f.Number), "From", f.firstDay(), "To", f.lastDay())
}

// Markers stand where a number would, so that nothing withheld reads as zero
// or as forgotten. Statistical offices of the EU use the same letters.
const (
	withheldMarker   = "c" // confidential
	impossibleMarker = "z" // cannot be
	noRangeMarker    = "u" // unreliable: no interval is claimed
)

// statFigure is one column of figures of a table.
type statFigure struct {
	id   string // wording release.column.<id>
	of   func(c *assessment.Cell) int
	ends bool // end of an interval, which an unreliable figure has none of
}

var (
	firmsFigure     = statFigure{id: "firms", of: func(c *assessment.Cell) int { return c.Firms }}
	baseFigure      = statFigure{id: "base", of: func(c *assessment.Cell) int { return c.Base }}
	effectiveFigure = statFigure{id: "effective", of: func(c *assessment.Cell) int { return c.Effective }}
)

// statFigures are the figures of a table's shown cells, the main one first.
func statFigures(t *assessment.Table) []statFigure {
	switch t.Kind {
	case assessment.FirmsTable:
		return []statFigure{firmsFigure, effectiveFigure}
	case assessment.ScoresTable:
		return []statFigure{{id: "mean", of: func(c *assessment.Cell) int { return c.Mean.Value }},
			{id: "mean_low", of: func(c *assessment.Cell) int { return c.Mean.Low }, ends: true},
			{id: "mean_high", of: func(c *assessment.Cell) int { return c.Mean.High }, ends: true}, baseFigure, effectiveFigure}
	default:
		return []statFigure{{id: "share", of: func(c *assessment.Cell) int { return c.Share.Value }},
			{id: "share_low", of: func(c *assessment.Cell) int { return c.Share.Low }, ends: true},
			{id: "share_high", of: func(c *assessment.Cell) int { return c.Share.High }, ends: true},
			{id: "share_unweighted", of: func(c *assessment.Cell) int { return *c.Unweighted }}, firmsFigure, baseFigure, effectiveFigure}
	}
}

// value is a figure of a cell, or the marker of why there is none.
func (g statFigure) value(c *assessment.Cell) (n int, marker string) {
	switch {
	case c.Status == assessment.CellImpossible:
		return 0, impossibleMarker
	case c.Status != assessment.CellShown:
		return 0, withheldMarker
	case g.ends && c.Unreliable:
		return 0, noRangeMarker
	}
	return g.of(c), ""
}

// reliability of a cell in one word.
func reliability(c *assessment.Cell) string {
	switch {
	case c.Status != assessment.CellShown:
		return "none"
	case c.Unreliable:
		return "low"
	}
	return "usual"
}
