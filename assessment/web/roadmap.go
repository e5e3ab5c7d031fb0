package web

import (
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// roadmapPage is the plan; it holds everything the PDF holds of it, since the
// PDF cannot be read aloud as well.
type roadmapPage struct {
	outcomePage
	Horizons []horizonView
	Timeline template.HTML
	Limits   string
	Ended    []*assessment.Platform
}

// EndedText warns of an ended programme, whose name stands before it.
func (p *roadmapPage) EndedText(pl *assessment.Platform) string {
	return report.EndedText(p.Printer, pl)
}

// stepDetail is a step with what a part needs to write it.
type stepDetail struct {
	base
	View stepView
}

// Detail hands a step to its part.
func (p *roadmapPage) Detail(v stepView) stepDetail { return stepDetail{p.base, v} }

type horizonView struct {
	ID    assessment.Horizon
	Title string
	Steps []stepView
}

// stepView is one step in words.
type stepView struct {
	Number  int
	Step    assessment.Step
	Reason  string
	When    string
	Burden  string
	Before  string // what must come first
	Lift    string
	Lifts   []liftView
	Area    string
	Support string // what holds for all its matches
	Matches []matchView
}

type liftView struct{ Question, From, To string }

type matchView struct {
	Platform *assessment.Platform
	Reason   string
	Summary  string
	Note     string
}

func (s *Server) roadmap(c echo.Context) error {
	shared, err := s.outcomePage(c, "roadmap.title", "roadmap")
	if err != nil {
		return err
	}
	o, b := shared.Outcome, shared.base
	page := roadmapPage{outcomePage: shared, Timeline: timelineSVG(b, o), Limits: report.LimitsText(b.Printer, o.Roadmap.Limits)}
	number := 0
	for _, h := range assessment.Horizons {
		v := horizonView{ID: h, Title: report.HorizonText(b.Printer, h)}
		for _, step := range o.Roadmap.In(h) {
			number++
			v.Steps = append(v.Steps, stepOf(b, o, step, number))
		}
		if len(v.Steps) > 0 {
			page.Horizons = append(page.Horizons, v)
		}
	}
	page.Ended = report.Ended(&o.Roadmap)
	return s.render(c, http.StatusOK, "pages/roadmap", &page)
}

func stepOf(b base, o assessment.Outcome, step assessment.Step, number int) stepView {
	p, m := b.Printer, step.Measure
	v := stepView{Number: number, Step: step, Reason: report.StepReason(p, o.Questionnaire, step), When: report.WhenText(p, step, o.Updated),
		Burden: report.EffortAndCost(p, o.Questionnaire, m), Before: report.PrerequisitesText(p, o.Questionnaire, &o.Roadmap, m),
		Lift: report.StepLift(p, o.Model, step), Area: report.DimensionTitle(p, o.Model, m.Dimension), Support: report.SupportText(p, step)}
	for _, l := range step.Lifts {
		from, to := report.LiftText(p, l)
		v.Lifts = append(v.Lifts, liftView{Question: b.Say(l.Item.Text), From: from, To: to})
	}
	for _, match := range step.Matches {
		v.Matches = append(v.Matches, matchView{Platform: match.Platform, Reason: report.MatchReason(p, o.Questionnaire, match),
			Summary: b.Say(match.Platform.Summary), Note: b.Say(match.Platform.Note)})
	}
	return v
}
