package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// wording says in the reader's language what tables of releases are about.
type wording struct {
	base
	catalogue *assessment.Catalogue
	q         *assessment.Questionnaire
	model     *assessment.Model // the questionnaire's own
}

func (s *Server) wording(c echo.Context, b base) (*wording, error) {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return nil, err
	}
	model, err := catalogue.ModelFor(q, "")
	return &wording{b, catalogue, q, model}, err
}

// axis names what a table is broken down by.
func (w *wording) axis(id string) string { return w.said("statistics.axis."+id, id) }

// said is a message, or a text when there is none.
func (w *wording) said(key, otherwise string) string {
	if w.Has(key) {
		return w.T(key)
	}
	return otherwise
}

// code names one category of an axis: wording where there is some, else the
// content's own name, else the code.
func (w *wording) code(axis string, c assessment.Code) string {
	switch {
	case c.ID == totalCode:
		return w.T("statistics.total")
	case c.ID == unknownCode:
		return w.T("statistics.unknown")
	case axis == "country" && assessment.IsCountry(c.ID):
		return w.Country(c.ID)
	case axis == "region" && assessment.IsCountry(c.ID):
		return w.T("statistics.whole_country", "Country", w.Country(c.ID))
	case axis == "region" && len(c.ID) > 2 && assessment.IsCountry(c.ID[:2]):
		return w.T("statistics.region", "Code", c.ID, "Country", w.Country(c.ID[:2]))
	}
	switch text := w.content(axis, c.ID); {
	case axis == "level" && c.Label != "":
		return c.ID + " · " + c.Label
	case axis == "level" && text == "":
		return w.T("statistics.level_number", "Level", c.ID)
	case text != "":
		return text
	}
	switch {
	case axis == "size" && w.Has("word.size."+c.ID):
		return w.T("word.size." + c.ID)
	case axis == "evidence" && w.Has("evidence.grade."+c.ID):
		return w.T("evidence.grade." + c.ID)
	case w.Has("statistics." + axis + "." + c.ID):
		return w.T("statistics." + axis + "." + c.ID)
	}
	if c.Label != "" {
		return c.Label
	}
	return c.ID
}

// content is what the questionnaire and its models call a category; empty when
// they do not know it.
func (w *wording) content(axis, id string) string {
	switch axis {
	case "sector":
		if s := w.q.Sector(id); s != nil {
			return w.Say(s.Text)
		}
	case "dimension":
		if d := w.model.Dimension(id); d != nil {
			return w.Say(d.Title)
		}
	case "measure":
		if m := w.q.Measure(id); m != nil {
			return w.Say(m.Title)
		}
	case "model":
		if m, err := w.catalogue.ModelFor(w.q, id); err == nil {
			return w.Say(m.Title)
		}
	}
	return ""
}

// title names a table.
func (w *wording) title(t *assessment.Table) string {
	var by []string
	for i, a := range t.Axes {
		if i != t.Distribution && a.ID != "answer" {
			by = append(by, strings.ToLower(w.axis(a.ID)))
		}
	}
	text := w.T("statistics.kind." + string(t.Kind))
	if len(by) > 0 {
		text = w.T("statistics.by", "What", text, "Axes", w.List(by))
	}
	if t.Dimension != "" {
		text += ": " + w.code("dimension", assessment.Code{ID: t.Dimension})
	}
	if t.Model != "" && t.Model != w.q.Model {
		text += " · " + w.code("model", assessment.Code{ID: t.Model})
	}
	return text
}

// qualityView is a quality report in words.
type qualityView struct {
	assessment.Quality
	Parts     []qualityPart
	Threshold int
	Mode      string
	Decision  string // recorded reason for the lower threshold
	Source    string // of the margins; empty for none
	Distance  string
	Limits    []string
	Synthetic bool
}

// qualityPart is one list of a quality report.
type qualityPart struct {
	ID, Title string
	Lines     []qualityLine
}

type qualityLine struct{ Text, Firms string }

func (w *wording) quality(r *assessment.Release) qualityView {
	q := r.Quality
	v := qualityView{Quality: q, Threshold: r.Threshold, Mode: w.T("release.rounded"), Decision: r.Reason, Synthetic: r.Synthetic}
	if r.Exact {
		v.Mode = w.T("release.exact")
	}
	if r.Margins != nil {
		v.Source, v.Distance = r.Margins.Source, w.Percent(q.Distance)
	}
	for _, part := range []struct {
		id, axis string
		shares   []assessment.QualityShare
	}{{"modes", "mode", q.Modes}, {"evidence", "evidence", q.Evidence}, {"flags", "flag", q.Flags}, {"coverage", "coverage", q.Coverage}} {
		p := qualityPart{ID: part.id, Title: w.T("release.quality." + part.id)}
		for _, s := range part.shares {
			line := qualityLine{w.category(part.axis, s.Code), w.Whole(s.Firms)}
			if s.Withheld {
				line.Firms = w.T("statistics.withheld")
			}
			p.Lines = append(p.Lines, line)
		}
		if len(p.Lines) > 0 {
			v.Parts = append(v.Parts, p)
		}
	}
	for _, key := range q.Limits {
		if w.Has(key) {
			v.Limits = append(v.Limits, w.T(key))
		}
	}
	return v
}

// category names a line of a quality report; coverage names categories of
// several axes joined by "/".
func (w *wording) category(axis, code string) string {
	if axis != "coverage" {
		return w.code(axis, assessment.Code{ID: code})
	}
	var parts []string
	for _, id := range strings.Split(code, "/") {
		name := id
		for _, axis := range []string{"sector", "size", "country", "region"} {
			if text := w.code(axis, assessment.Code{ID: id}); text != id {
				name = text
				break
			}
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, " · ")
}
