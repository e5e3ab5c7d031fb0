package web

import (
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// outcomePage is what the result and the roadmap page share: the outcome, and
// the words for it.
type outcomePage struct {
	base
	Interview *service.Interview
	Outcome   assessment.Outcome
	Progress  assessment.Progress
	More      bool           // the depth has more to ask
	Agreement *agreementView // of several people; nil for the owner alone
}

func (s *Server) outcomePage(c echo.Context, title, current string) (outcomePage, error) {
	in, err := s.interview(c)
	if err != nil {
		return outcomePage{}, err
	}
	people, err := s.Service.Colleagues(c.Request().Context(), in)
	if err != nil {
		return outcomePage{}, err
	}
	_, more := in.Next()
	more = more && !in.Over()
	page := outcomePage{base: s.ownerPage(c, title, current), Interview: in, Outcome: in.Seen(), Progress: in.Progress(), More: more}
	if people.Compared() {
		page.Outcome.Voices, page.Agreement = people.Voices, agreementOf(page.base, people)
	}
	return page, nil
}

// The words of package report, as methods that a template can call.

func (p *outcomePage) LevelText(s assessment.Standing) string {
	return report.LevelText(p.Printer, p.Outcome.Model, s.Level)
}
func (p *outcomePage) StandingText(s assessment.Standing) string {
	return report.StandingText(p.Printer, p.Outcome.Model, s)
}
func (p *outcomePage) ScoreText(s assessment.Standing) string {
	return report.ScoreText(p.Printer, p.Outcome.Model, s)
}
func (p *outcomePage) NextText(s assessment.Standing) string {
	return report.NextText(p.Printer, p.Outcome.Questionnaire, s)
}
func (p *outcomePage) Sure() string {
	return report.SureText(p.Printer, p.Outcome.Estimate.All())
}
func (p *outcomePage) CapText(d assessment.DimensionResult) string {
	return report.CapText(p.Printer, p.Outcome.Questionnaire, d)
}
func (p *outcomePage) CoverageText(c assessment.Coverage) string {
	return report.CoverageText(p.Printer, c)
}
func (p *outcomePage) CoverageNote(c assessment.Coverage) string {
	return report.CoverageNote(p.Printer, c)
}

// Learnt says what the estimates rest on; empty without estimates.
func (p *outcomePage) Learnt() string {
	if p.Outcome.Estimate == nil {
		return ""
	}
	return report.LearntText(p.Printer, p.Outcome.Parameters)
}

// Points is a score with no decimals, or a dash.
func (p *outcomePage) Points(s assessment.Standing) string {
	if s.Score == nil {
		return "–"
	}
	return report.Points(p.Printer, *s.Score)
}

// Consent is the form that changes consent to statistics and comes back here.
func (p *outcomePage) Consent() consentView {
	return consentOf(p.base, p.Interview, "result")
}

// resultPage is the result.
type resultPage struct {
	outcomePage
	Radar      template.HTML
	Bars       template.HTML
	Dimensions []dimensionView
	Strengths  []findingView
	Gaps       []findingView
	Level      *assessment.Level
	Depths     []assessment.DepthRule // those that ask more than the present one
	Models     []modelView            // added by the owner
	Others     []offerView            // that can be added
	Likes      *likesView             // firms of the latest release; nil for none
	Audit      bool                   // asked to answer everything, as a check on short interviews
}

// dimensionView is one dimension's result, explained question by question.
type dimensionView struct {
	Result  assessment.DimensionResult
	Sure    string // how sure its level is
	Title   string
	Summary string
	Today   string // what one sees in a firm at this level
	Then    string // and at the next
	Items   []indicatorView
}

type indicatorView struct {
	Item   *assessment.Item
	Answer string
	Points string
	Change bool
}

// findingView is a strength or a gap in words.
type findingView struct {
	Item  *assessment.Item
	Area  string
	Today string
	Next  string // the next step of the practice; empty for a strength
	Note  string
}

func (s *Server) result(c echo.Context) error {
	shared, err := s.outcomePage(c, "result.title", "result")
	if err != nil {
		return err
	}
	o := shared.Outcome
	page := resultPage{outcomePage: shared, Radar: radarSVG(shared.base, o), Bars: barsSVG(shared.base, o),
		Level: o.Model.Level(o.Result.Overall.Level), Audit: !shared.More && shared.Interview.Audited()}
	for i, d := range o.Result.Dimensions {
		v := dimensionOf(shared.base, o, d)
		if shared.Interview.Over() {
			v.close()
		}
		v.Sure = report.SureText(shared.Printer, o.Estimate.Certainty(i))
		page.Dimensions = append(page.Dimensions, v)
	}
	for _, f := range o.Strengths {
		page.Strengths = append(page.Strengths, findingOf(shared.base, o, f, false))
	}
	for _, f := range o.Gaps {
		page.Gaps = append(page.Gaps, findingOf(shared.base, o, f, true))
	}
	if page.Others, err = s.offers(c, shared); err != nil {
		return err
	}
	if page.Likes, err = s.likes(c, &shared); err != nil {
		return err
	}
	for _, r := range o.Others {
		page.Models = append(page.Models, modelOf(shared, r))
	}
	for _, d := range o.Questionnaire.Depths {
		if o.Depth.Less(d.ID) {
			page.Depths = append(page.Depths, d)
		}
	}
	return s.render(c, http.StatusOK, "pages/result", &page)
}

// close takes away the links to questions, in a round that is over.
func (v *dimensionView) close() {
	for i := range v.Items {
		v.Items[i].Change = false
	}
}

func dimensionOf(b base, o assessment.Outcome, d assessment.DimensionResult) dimensionView {
	v := dimensionView{Result: d, Title: report.DimensionTitle(b.Printer, o.Model, d.ID),
		Today: report.LevelWords(b.Printer, o.Model, d.ID, d.Level), Then: report.NextLevelWords(b.Printer, o.Model, d)}
	if q := o.Questionnaire.Dimension(d.ID); q != nil {
		v.Summary = b.Say(q.Summary)
	}
	for _, in := range d.Indicators {
		for _, id := range in.Items {
			r, ok := o.Readings.Of(id)
			if !ok {
				continue
			}
			v.Items = append(v.Items, indicatorView{Item: r.Item, Answer: report.AnswerText(b.Printer, r),
				Points: report.PointsText(b.Printer, in), Change: r.Askable})
		}
	}
	return v
}

func findingOf(b base, o assessment.Outcome, f assessment.Finding, gap bool) findingView {
	it := f.Reading.Item
	v := findingView{Item: it, Today: report.AnswerText(b.Printer, f.Reading), Note: report.FindingNote(b.Printer, o.Questionnaire, f)}
	if d := o.Questionnaire.Dimension(it.Dimension); d != nil {
		v.Area = b.Say(d.Title)
	}
	if gap {
		v.Next = report.NextPractice(b.Printer, f.Reading)
	}
	return v
}
