package report

import (
	"encoding/csv"
	"io"
)

// statLabel is a name that stands in the files of a release, in every language.
type statLabel struct {
	kind  string   // table, axis, column or code
	model string   // whose code it is; empty where codes are of no model
	axis  string   // of a code
	id    string   // as files have it
	said  []string // by language
}

// allLabels are the names of tables, axes, columns and codes that the files of a
// release hold, each once. Each model has levels and dimensions of its own. What
// statuses mean is said with their column.
func (f *releaseFile) allLabels() (all []statLabel) {
	seen := map[[4]string]bool{}
	add := func(kind, model, axis, id string, say func(*ReleaseWords) string) {
		key := [4]string{kind, model, axis, id}
		if seen[key] {
			return
		}
		seen[key] = true
		l := statLabel{kind: kind, model: model, axis: axis, id: id}
		for _, w := range f.tongues {
			l.said = append(l.said, say(w))
		}
		all = append(all, l)
	}
	for _, t := range f.Tables {
		add("table", "", "", t.ID, func(w *ReleaseWords) string { return w.Title(t) })
	}
	for _, t := range f.Tables {
		for _, a := range t.Axes {
			add("axis", "", "", a.ID, axisName(a.ID))
		}
	}
	for _, t := range f.Tables {
		for _, c := range csvColumns(t) {
			if c.text != "release.column.code" && c.text != "release.column.label" {
				add("column", "", "", c.name, message(c.text))
			}
		}
	}
	for _, t := range f.Tables {
		for _, a := range t.Axes {
			model := ""
			if a.ID == "level" || a.ID == "dimension" {
				model = t.Model
			}
			for _, c := range a.Codes {
				add("code", model, a.ID, c.ID, func(w *ReleaseWords) string { return w.Code(a.ID, c) })
			}
		}
	}
	return all
}

// labelHeads are the columns of a list of labels: what it is, and each language
// by its tag.
func (f *releaseFile) labelHeads() []string {
	heads := []string{"kind", "model", "axis", "code"}
	for _, w := range f.tongues {
		heads = append(heads, w.p.Tag())
	}
	return heads
}

func (l statLabel) row() []string { return append([]string{l.kind, l.model, l.axis, l.id}, l.said...) }

// writeReleaseLabels writes every name in every language: the other files join
// to it by model, axis and code. RFC 4180, UTF-8 with a mark in front, without
// which spreadsheet programs do not take it for that.
func writeReleaseLabels(w io.Writer, f *releaseFile) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write(f.labelHeads()) // errors stay until Error
	for _, l := range f.labels {
		out.Write(l.row())
	}
	out.Flush()
	return out.Error()
}
