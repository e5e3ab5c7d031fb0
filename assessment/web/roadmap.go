package web

import (
	"html/template"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// roadmapPage is the plan; it holds everything the PDF holds of it, since the
// PDF cannot be read aloud as well.
type roadmapPage struct {
	outcomePage                     // its outcome is the one on the page
	Saved       *assessment.Outcome // the firm's own while another is tried; else nil
	Trial       trialView
	News        string // what the last mark changed
	Horizons    []horizonView
	Timeline    template.HTML
	Limits      string
	Outlook     outlookView
	Done        []markedView
	Dropped     []markedView
	Ended       []*assessment.Platform
	Part        bool // goes into a page that is there
}

// EndedText warns of an ended programme, whose name stands before it.
func (p *roadmapPage) EndedText(pl *assessment.Platform) string {
	return report.EndedText(p.Printer, pl)
}

// stepDetail is a step with what a part needs to write it.
type stepDetail struct {
	base
	View   stepView
	Action string // address that marks go to
}

// Detail hands a step to its part.
func (p *roadmapPage) Detail(v stepView) stepDetail {
	return stepDetail{p.base, v, p.MarkAction(v.Step.Measure.ID)}
}

// MarkAction is the address that marks on a measure go to; it keeps what is
// tried.
func (p *roadmapPage) MarkAction(measure string) string {
	return "/assessments/" + p.Interview.ID + "/measures/" + measure + p.Trial.Query
}

// Appetites are how much change at a time a firm may want.
func (p *roadmapPage) Appetites() []assessment.Appetite { return assessment.Appetites }

// TrialFields are the fields of a trial that can be wrong.
func (p *roadmapPage) TrialFields() []string {
	return []string{"budget", "person_days_month", "appetite", "goals"}
}

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
	Place   string // why it stands where it stands
	When    string
	Burden  string
	Before  string // what must come first
	Lift    string
	Lifts   []liftView
	Area    string
	Support string // what holds for all its matches
	Matches []matchView
	Started string // since when the step is under way; empty when it is not
}

type liftView struct{ Question, From, To string }

type matchView struct {
	Platform *assessment.Platform
	Reason   string
	Summary  string
	Note     string
}

// roadmapPage makes the page of an interview with what is tried on it, if
// anything, and says its status.
func (s *Server) roadmapPage(c echo.Context, in *service.Interview, f trialForm, bound error) (*roadmapPage, int, error) {
	b := s.ownerPage(c, "roadmap.title", "roadmap")
	b.Live = true
	page := &roadmapPage{outcomePage: outcomePage{base: b, Interview: in}, Part: fragment(c)}
	var status int
	var err error
	if page.Outcome, status, err = page.try(in, f, bound); err != nil {
		return nil, 0, err
	}
	o := page.Outcome
	page.Timeline, page.Limits = timelineSVG(b, o), report.LimitsText(b.Printer, o.Roadmap.Limits)
	page.outlook()
	page.Done, page.Dropped = page.markedViews(o.Roadmap.Done, "whatif.done_on"), page.markedViews(o.Roadmap.Dropped, "whatif.dropped_on")
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
	return page, status, nil
}

// renderPlan answers with the page, or to htmx with the parts that change.
func (s *Server) renderPlan(c echo.Context, status int, page *roadmapPage) error {
	if page.Part {
		return s.render(c, status, "parts/plan", page)
	}
	return s.render(c, status, "pages/roadmap", page)
}

func stepOf(b base, o assessment.Outcome, step assessment.Step, number int) stepView {
	p, m := b.Printer, step.Measure
	v := stepView{Number: number, Step: step, Reason: report.StepReason(p, o.Questionnaire, step), Place: report.StepPlace(p, step), When: report.WhenText(p, step, o.Updated),
		Burden: report.EffortAndCost(p, o.Questionnaire, m), Before: report.PrerequisitesText(p, o.Questionnaire, &o.Roadmap, m),
		Lift: report.StepLift(p, o.Model, step), Area: report.DimensionTitle(p, o.Model, m.Dimension), Support: report.SupportText(p, step)}
	if step.Begun() {
		v.Started = p.T("whatif.started_on", "Date", p.Date(step.Started.UTC()))
	}
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
