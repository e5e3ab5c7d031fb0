package report

import (
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Codes of releases that stand for no category.
const (
	TotalCode   = "_T"
	UnknownCode = "_U"
)

// ReleaseWords says in one language what tables of releases are about.
type ReleaseWords struct {
	p         *locale.Printer
	catalogue *assessment.Catalogue
	q         *assessment.Questionnaire
	model     *assessment.Model // the questionnaire's own
}

// NewReleaseWords takes the words of a questionnaire's newest version; NotFound.
func NewReleaseWords(p *locale.Printer, c *assessment.Catalogue, questionnaire string) (*ReleaseWords, error) {
	q, err := c.Questionnaire(questionnaire, "")
	if err != nil {
		return nil, err
	}
	m, err := c.ModelFor(q, "")
	return &ReleaseWords{p, c, q, m}, err
}

// EveryLanguage is NewReleaseWords in every language that a bundle offers, English
// first.
func EveryLanguage(b *locale.Bundle, c *assessment.Catalogue, questionnaire string) (all []*ReleaseWords, err error) {
	for _, l := range b.Offered() {
		w, err := NewReleaseWords(b.Printer(l.Tag), c, questionnaire)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// label is what a table calls a code, in words that content has where it does:
// tables hold the English of a sector, a level or a dimension.
func (w *ReleaseWords) label(c assessment.Code) string {
	for _, q := range w.catalogue.Questionnaires {
		for _, s := range q.Sectors {
			if s.Text.English == c.Label {
				return w.say(s.Text)
			}
		}
	}
	for _, m := range w.catalogue.Models {
		for _, l := range m.Levels {
			if l.Name.English == c.Label {
				return w.say(l.Name)
			}
		}
		for _, d := range m.Dimensions {
			if d.Title.English == c.Label {
				return w.say(d.Title)
			}
		}
	}
	return c.Label
}

func (w *ReleaseWords) say(t assessment.Text) string { return w.p.Text(t.Key, t.English) }

// Axis names what a table is broken down by.
func (w *ReleaseWords) Axis(id string) string {
	if key := "statistics.axis." + id; w.p.Has(key) {
		return w.p.T(key)
	}
	return id
}

// Code names one category of an axis: wording where there is some, else the
// content's own name, else the code.
func (w *ReleaseWords) Code(axis string, c assessment.Code) string {
	switch {
	case c.ID == TotalCode:
		return w.p.T("statistics.total")
	case c.ID == UnknownCode:
		return w.p.T("statistics.unknown")
	case axis == "country" && assessment.IsCountry(c.ID):
		return w.p.Country(c.ID)
	case axis == "region" && assessment.IsCountry(c.ID):
		return w.p.T("statistics.whole_country", "Country", w.p.Country(c.ID))
	case axis == "region" && len(c.ID) > 2 && assessment.IsCountry(c.ID[:2]):
		return w.p.T("statistics.region", "Code", c.ID, "Country", w.p.Country(c.ID[:2]))
	}
	switch text := w.content(axis, c.ID); {
	case axis == "level" && c.Label != "":
		return c.ID + " · " + w.label(c)
	case axis == "level" && text == "":
		return w.p.T("statistics.level_number", "Level", c.ID)
	case text != "":
		return text
	}
	switch {
	case axis == "size" && w.p.Has("word.size."+c.ID):
		return w.p.T("word.size." + c.ID)
	case axis == "evidence" && w.p.Has("evidence.grade."+c.ID):
		return w.p.T("evidence.grade." + c.ID)
	case w.p.Has("statistics." + axis + "." + c.ID):
		return w.p.T("statistics." + axis + "." + c.ID)
	case c.Label != "":
		return w.label(c)
	}
	return c.ID
}

// content is what the questionnaire and its models call a category; empty when
// they do not know it.
func (w *ReleaseWords) content(axis, id string) string {
	switch axis {
	case "sector":
		if s := w.q.Sector(id); s != nil {
			return w.say(s.Text)
		}
	case "dimension":
		if d := w.model.Dimension(id); d != nil {
			return w.say(d.Title)
		}
	case "measure":
		if m := w.q.Measure(id); m != nil {
			return w.say(m.Title)
		}
	case "model":
		if m, err := w.catalogue.ModelFor(w.q, id); err == nil {
			return w.say(m.Title)
		}
	}
	return ""
}

// Title names a table.
func (w *ReleaseWords) Title(t *assessment.Table) string {
	var by []string
	for i, a := range t.Axes {
		if i != t.Distribution && a.ID != "answer" {
			by = append(by, w.p.Within(w.Axis(a.ID)))
		}
	}
	text := w.p.T("statistics.kind." + string(t.Kind))
	if len(by) > 0 {
		text = w.p.T("statistics.by", "What", text, "Axes", w.p.List(by))
	}
	if t.Dimension != "" {
		text = w.p.Labelled(text, w.Code("dimension", assessment.Code{ID: t.Dimension}))
	}
	if t.Model != "" && t.Model != w.q.Model {
		text += " · " + w.Code("model", assessment.Code{ID: t.Model})
	}
	return text
}

// Category names a line of a quality report; coverage names categories of
// several axes joined by "/".
func (w *ReleaseWords) Category(axis, code string) string {
	if axis != "coverage" {
		return w.Code(axis, assessment.Code{ID: code})
	}
	var parts []string
	for _, id := range strings.Split(code, "/") {
		name := id
		for _, axis := range []string{"sector", "size", "country", "region"} {
			if text := w.Code(axis, assessment.Code{ID: id}); text != id {
				name = text
				break
			}
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, " · ")
}
