package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// markForm is what the buttons at a step send; an empty state takes back.
type markForm struct {
	State string `form:"state" validate:"max=20"`
}

// markedView is a measure that the firm has done or does not want.
type markedView struct {
	ID    string
	Title string
	Area  string
	When  string
	Holds string // what waits for it
}

// markedDetail is a marked measure with what its part needs to write it.
type markedDetail struct {
	base
	View   markedView
	Action string
}

// MarkedDetail hands a marked measure to its part.
func (p *roadmapPage) MarkedDetail(v markedView) markedDetail {
	return markedDetail{p.base, v, p.MarkAction(v.ID)}
}

// mark records what the firm says about a step and shows the plan after it:
// with htmx in place, else where the step stands now.
func (s *Server) mark(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	trial, bound := trialOf(c)
	if bound != nil { // tampered with; the plan itself is well
		trial, bound = trialForm{}, nil
	}
	var f markForm
	if err := bind(c, &f); err != nil {
		return err
	}
	measure := c.Param("measure")
	before, _ := in.Marked(measure)
	if in, err = s.Service.Mark(c.Request().Context(), in.ID, s.key(c), measure, assessment.MarkState(f.State)); err != nil {
		c.Response().Header().Set("HX-Retarget", "body")
		return err
	}
	if !fragment(c) {
		to := trial.values()
		to.Set("changed", measure)
		if before.State != "" {
			to.Set("was", string(before.State))
		}
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/roadmap"+query(to)+"#"+measure)
	}
	page, status, err := s.roadmapPage(c, in, trial, bound)
	if err != nil {
		return err
	}
	page.News = page.news(measure, before.State)
	return s.renderPlan(c, status, page)
}

// news says what a mark changed, by the plan as it would be without; empty for
// what is no change.
func (p *roadmapPage) news(measure string, was assessment.MarkState) string {
	m, now := p.Outcome.Questionnaire.Measure(measure), assessment.Mark{}
	if m != nil {
		now, _ = p.Interview.Marked(measure)
	}
	if m == nil || now.State == was {
		return ""
	}
	other := assessment.Assessment{Marks: p.Interview.Marks}
	other.Unmark(measure)
	if was != "" {
		other.Mark(assessment.Mark{Measure: measure, State: was, At: p.Outcome.On})
	}
	before := p.Interview.Try(p.Outcome.Profile, other.Marks)
	key := "whatif.said.back"
	if now.State != "" {
		key = "whatif.said." + string(now.State)
	}
	said := []string{p.T(key, "Step", p.Say(m.Title))}
	said = append(said, p.shifted(p.Outcome.Roadmap.Shift(&before.Roadmap, measure))...)
	if gain := p.gain(m.Dimension, &before.Roadmap); gain != "" {
		said = append(said, gain)
	}
	return p.Sentences(said...)
}

// shifted says what else moves in the plan.
func (b base) shifted(shift assessment.Shift) (said []string) {
	if shift.None() {
		return []string{b.T("whatif.same")}
	}
	if text := b.starts(shift); text != "" {
		said = append(said, text)
	}
	var into, out []string
	others := 0
	for _, m := range shift.Moves {
		name := b.T("whatif.quoted", "Step", b.Say(m.Measure.Title))
		switch assessment.First90Days {
		case m.To:
			into = append(into, name)
		case m.From:
			out = append(out, name)
		default:
			others++
		}
	}
	if len(into) > 0 {
		said = append(said, b.T("whatif.into_90_days", "Steps", b.named(into)))
	}
	if len(out) > 0 {
		said = append(said, b.T("whatif.out_of_90_days", "Steps", b.named(out)))
	}
	if others > 0 {
		said = append(said, b.Count("whatif.other_moves", others))
	}
	return said
}

// named lists names, of many the first two.
func (b base) named(names []string) string {
	if len(names) > 3 {
		names = append(names[:2], b.Count("whatif.others", len(names)-2))
	}
	return b.List(names)
}

// markedViews are the measures of a list with their days; key writes the day.
func (p *roadmapPage) markedViews(all []assessment.Marked, key string) (views []markedView) {
	for _, m := range all {
		v := markedView{ID: m.Measure.ID, Title: p.Say(m.Measure.Title), Area: p.area(m.Measure.Dimension), When: p.T(key, "Date", p.Date(m.At.UTC()))}
		var names []string
		for _, held := range m.Holds {
			names = append(names, p.T("whatif.quoted", "Step", p.Say(held.Title)))
		}
		if len(names) > 0 {
			v.Holds = p.T("whatif.holds", "Steps", p.List(names))
		}
		views = append(views, v)
	}
	return views
}
