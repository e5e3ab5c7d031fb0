package web

import (
	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// wording says in the reader's language what pages of releases are about.
type wording struct {
	base
	words     *report.ReleaseWords
	catalogue *assessment.Catalogue
	q         *assessment.Questionnaire
	model     *assessment.Model // the questionnaire's own
}

func (s *Server) wording(c echo.Context, b base) (*wording, error) {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return nil, err
	}
	words, err := report.NewReleaseWords(b.Printer, catalogue, q.ID)
	if err != nil {
		return nil, err
	}
	model, err := catalogue.ModelFor(q, "")
	return &wording{b, words, catalogue, q, model}, err
}

// qualityView is a quality report in words.
type qualityView struct {
	assessment.Quality
	Parts     []qualityPart
	Threshold int
	Mode      string
	Decision  string // recorded reason for the lower threshold
	Source    string // of the margins; empty for none
	Language  string // of the files
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
	v := qualityView{Quality: q, Threshold: r.Threshold, Mode: w.T("release.rounded"), Decision: r.Reason, Synthetic: r.Synthetic, Language: w.Language(r.Speaks())}
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
			line := qualityLine{w.words.Category(part.axis, s.Code), w.Whole(s.Firms)}
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
