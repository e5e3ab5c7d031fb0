package report

import (
	"encoding/csv"
	"io"
)

// statLabel is a name that stands in the files of a release, in every language.
type statLabel struct {
	kind string   // table, axis, column or code
	axis string   // of a code
	id   string   // as files have it
	said []string // by language
}

// labels are the names of everything that the files of a release hold, each
// once: tables, axes, columns, and codes by their axis. Levels and the like are
// named by several models in their own ways, so that a code can have several.
func (f *releaseFile) labels() (all []statLabel) {
	seen := map[[4]string]bool{}
	add := func(kind, axis, id string, say func(*ReleaseWords) string) {
		key := [4]string{kind, axis, id, say(f.tongues[0])}
		if seen[key] {
			return
		}
		seen[key] = true
		l := statLabel{kind: kind, axis: axis, id: id}
		for _, w := range f.tongues {
			l.said = append(l.said, say(w))
		}
		all = append(all, l)
	}
	for _, t := range f.Tables {
		add("table", "", t.ID, func(w *ReleaseWords) string { return w.Title(t) })
	}
	for _, t := range f.Tables {
		for _, a := range t.Axes {
			add("axis", "", a.ID, axisName(a.ID))
		}
	}
	for _, t := range f.Tables {
		for _, c := range csvColumns(t) {
			if c.text != "release.column.code" && c.text != "release.column.label" {
				add("column", "", c.name, message(c.text))
			}
		}
	}
	for _, t := range f.Tables {
		for _, a := range t.Axes {
			for _, c := range a.Codes {
				add("code", a.ID, c.ID, func(w *ReleaseWords) string { return w.Code(a.ID, c) })
			}
		}
	}
	return all
}

// labelHeads are the columns of a list of labels: what it is, and each language
// by its tag.
func (f *releaseFile) labelHeads() []string {
	heads := []string{"kind", "axis", "code"}
	for _, w := range f.tongues {
		heads = append(heads, w.p.Tag())
	}
	return heads
}

func (l statLabel) row() []string { return append([]string{l.kind, l.axis, l.id}, l.said...) }

// writeReleaseLabels writes every name in every language: the other files join
// to it by their codes. RFC 4180, UTF-8.
func writeReleaseLabels(w io.Writer, f *releaseFile) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write(f.labelHeads()) // errors stay until Error
	for _, l := range f.labels() {
		out.Write(l.row())
	}
	out.Flush()
	return out.Error()
}
