package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"onramp/assessment"
)

// writeTableCSV writes a table with a row for each cell: code and name of each
// axis, then figures, then what qualifies them. RFC 4180, UTF-8.
func writeTableCSV(w io.Writer, f *releaseFile, t *assessment.Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	figures := statFigures(t)
	var row []string
	for _, column := range csvColumns(t) {
		row = append(row, column.name)
	}
	out.Write(row) // errors stay until Error
	names := f.names(t)
	for i := range t.Cells {
		c := &t.Cells[i]
		row = row[:0]
		for a, at := range c.At {
			row = append(row, t.Axes[a].Codes[at].ID, names[a][at])
		}
		for _, g := range figures {
			n, marker := g.value(c)
			if marker == "" {
				marker = strconv.Itoa(n)
			}
			row = append(row, marker)
		}
		row = append(row, string(c.Status), reliability(c), strconv.Itoa(f.Number), f.firstDay(), f.lastDay(), strconv.FormatBool(f.Synthetic))
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// names are those of the codes of each axis.
func (f *releaseFile) names(t *assessment.Table) [][]string {
	all := make([][]string, len(t.Axes))
	for a, axis := range t.Axes {
		for _, c := range axis.Codes {
			all[a] = append(all[a], f.words.Code(axis.ID, c))
		}
	}
	return all
}

// csvColumn is a column of a CSV file with its type in terms of CSVW.
type csvColumn struct {
	name, kind string
	key        bool // one of those that tell rows apart
	text       string
}

func csvColumns(t *assessment.Table) (all []csvColumn) {
	for _, a := range t.Axes {
		all = append(all, csvColumn{a.ID, "string", true, "release.column.code"}, csvColumn{a.ID + "_label", "string", false, "release.column.label"})
	}
	for _, g := range statFigures(t) {
		all = append(all, csvColumn{g.id, "integer", false, "release.column." + g.id})
	}
	return append(all, csvColumn{"status", "string", false, "release.column.status"}, csvColumn{"reliability", "string", false, "release.column.reliability"},
		csvColumn{"release", "integer", false, "release.column.release"}, csvColumn{"first_day", "date", false, "release.column.first_day"},
		csvColumn{"last_day", "date", false, "release.column.last_day"}, csvColumn{"synthetic", "boolean", false, "release.column.synthetic"})
}

// writeTableCSVW describes a table's CSV file (W3C, Metadata Vocabulary for
// Tabular Data, 2015).
func writeTableCSVW(w io.Writer, f *releaseFile, t *assessment.Table) error {
	var columns []map[string]any
	var key []string
	for _, c := range csvColumns(t) {
		column := map[string]any{"name": c.name, "titles": c.name, "datatype": c.kind, "required": c.kind != "integer" || c.name == "release", "dc:description": f.words.p.T(c.text)}
		if c.kind == "integer" && c.name != "release" {
			column["null"] = []string{withheldMarker, impossibleMarker, noRangeMarker}
		}
		if c.key {
			key = append(key, c.name)
			column["dc:description"] = f.words.Axis(c.name)
		}
		columns = append(columns, column)
	}
	notes := []string{f.words.p.T("statistics.withheld_text"), f.words.p.T("release.markers"), f.words.p.T("statistics.volunteers")}
	if f.Synthetic {
		notes = append([]string{f.words.p.T("statistics.synthetic_text")}, notes...)
	}
	return writeJSON(w, map[string]any{
		"@context": []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": f.words.p.Tag()}},
		"url":      t.ID + ".csv", "dc:title": f.words.Title(t), "dc:identifier": f.address(t.ID), "dc:issued": day8601(f.Made), "dc:publisher": f.meta.Operator,
		"rdfs:comment": notes,
		"dialect":      map[string]any{"encoding": "utf-8", "lineTerminators": []string{"\r\n"}, "header": true, "delimiter": ","},
		"tableSchema":  map[string]any{"columns": columns, "primaryKey": key},
	})
}

// writeJSON writes a value as JSON that people can read; members of maps are
// sorted.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}
