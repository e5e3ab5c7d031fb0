package web

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// newestKey is where a request keeps the round that has taken the place of its
// own.
const newestKey = "newest"

// roundNote tells on every page of an earlier round that it is one.
type roundNote struct {
	Newest string // id of the newest round
	Month  string
}

// noteRound remembers which round the request is about, for ownerPage.
func noteRound(c echo.Context, in *service.Interview) {
	if c.Param("id") == in.ID {
		c.Set(newestKey, in)
	}
}

// menu is the navigation of the request's assessment.
func (s *Server) menu(c echo.Context, b base, current string) *ownerMenu {
	m := &ownerMenu{ID: c.Param("id"), Current: current}
	in, ok := c.Get(newestKey).(*service.Interview)
	if !ok {
		return m
	}
	m.Again = in.Round > 1
	if in.Room != nil {
		m.Room = &roomNote{Title: in.Room.Title, Host: in.Room.Host.Name, Meets: !in.Sheet() && current != "exchange"}
	}
	if in.Over() {
		m.Over = &roundNote{Newest: in.Newest(), Month: report.MonthText(b.Printer, in.Rounds[in.Round-1])}
	}
	return m
}

// setKeys gives the browser the key to every round of a firm.
func (s *Server) setKeys(c echo.Context, id, token string) error {
	rounds, err := s.Service.Rounds(c.Request().Context(), id, token)
	if err != nil {
		return err
	}
	last := id
	for _, r := range rounds {
		if r.ID != id {
			s.setPathKey(c, r.ID, token)
		}
		last = r.ID
	}
	s.setPathKey(c, id, token)
	s.setLast(c, last)
	return nil
}

// again starts the next round and leads to its profile. Sent twice, it leads
// to the round that the first made.
func (s *Server) again(c echo.Context) error {
	token := s.key(c)
	id, err := s.Service.Again(c.Request().Context(), c.Param("id"), token)
	var e *assessment.Error
	if errors.As(err, &e) && e.Kind == assessment.Closed && e.Args["Newest"] != nil {
		id, err = e.Args["Newest"].(string), nil
	}
	if err != nil {
		return err
	}
	if err := s.setKeys(c, id, token); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, keyPath(id)+"/profile?again=1")
}

// againView invites to answer again.
type againView struct {
	*locale.Printer
	ID   string
	Text string
}

// againOf is nil while the round is under way and once another has followed.
func againOf(b base, in *service.Interview) *againView {
	if in.Finished.IsZero() || in.Over() || in.Sheet() {
		return nil
	}
	o := in.Seen()
	review := report.ReviewDay(&o.Roadmap, o.Updated) // as in the calendar file
	v := &againView{Printer: b.Printer, ID: in.ID, Text: b.T("round.again.text", "Date", b.Date(review.UTC()))}
	if in.On().After(review) {
		v.Text = b.T("round.again.due", "Month", b.Month(in.Finished.UTC().Format("2006-01")))
	}
	return v
}

// Again invites to answer again, on the overview.
func (p *overviewPage) Again() *againView { return againOf(p.base, p.Interview) }

// Again invites to answer again, on the result.
func (p *outcomePage) Again() *againView { return againOf(p.base, p.Interview) }

// Since is what changed, in short, on the result; nil in a first round.
func (p *outcomePage) Since() *sinceView {
	if p.Interview.Before == nil {
		return nil
	}
	return sinceOf(p.base, p.Interview)
}

// sinceView is what changed between two rounds, in words.
type sinceView struct {
	ID       string
	Month    string // of the round before
	Obstacle string // why there is no comparison
	Empty    bool   // the round has no score yet
	Cheer    string
	Overall  string
	Level    string
	Evidence string // how far both were checked; empty where the firm answered alone
	Rows     []changeView
	Items    []movedView
	Measures []betweenView
	Sides    []sideView // both results, where they are not compared
	So       bool       // the round is under way
	Picture  template.HTML
}

type changeView struct{ Area, Before, After, Range, Level, Words string }

type movedView struct {
	Question, Before, After string
	Up                      bool
}

type betweenView struct{ Title, When, Lifts string }

// sideView is the result of one round by itself.
type sideView struct {
	Title string
	Rows  []changeView // Area, After and Level only
}

func sinceOf(b base, in *service.Interview) *sinceView {
	c, p := in.Changes(), b.Printer
	_, more := in.Next()
	v := &sinceView{ID: in.ID, Month: report.MonthText(p, c.Before.Round), Obstacle: report.ObstacleText(p, c),
		Evidence: report.SidesText(p, c), Empty: c.Obstacle == assessment.NoScore, So: more && !in.Over()}
	for _, m := range c.Measures {
		v.Measures = append(v.Measures, betweenView{b.Say(m.Measure.Title), report.MarkedWhen(p, m), report.MarkLifts(p, c, m)})
	}
	if c.Obstacle != "" {
		for _, s := range []assessment.Side{c.Before, c.After} {
			v.Sides = append(v.Sides, sideOf(b, s))
		}
		return v
	}
	v.Cheer, v.Overall, v.Level = report.CheerText(p, c), report.SinceText(p, c.Overall), report.LevelMove(p, c.Overall.Before, c.Overall.After)
	v.Rows = append(v.Rows, changeOf(b, b.T("round.overall"), c.Overall))
	for _, d := range c.Dimensions {
		v.Rows = append(v.Rows, changeOf(b, report.DimensionTitle(p, c.After.Model, d.Dimension), d))
	}
	for _, i := range c.Items {
		v.Items = append(v.Items, movedView{b.Say(i.After.Item.Text), report.AnswerText(p, i.Before), report.AnswerText(p, i.After), i.Up()})
	}
	v.Picture = changesSVG(b, c)
	return v
}

func changeOf(b base, area string, c assessment.Change) changeView {
	return changeView{Area: area, Before: points(b, c.Before), After: points(b, c.After), Range: report.RangeText(b.Printer, c),
		Level: report.LevelMove(b.Printer, c.Before, c.After), Words: report.VerdictText(b.Printer, c)}
}

func points(b base, s assessment.Standing) string {
	if s.Score == nil {
		return "–"
	}
	return report.Points(b.Printer, *s.Score)
}

func sideOf(b base, s assessment.Side) sideView {
	v := sideView{Title: b.T("round.history.number", "Number", b.Whole(s.Round.Number)) + " · " + report.MonthText(b.Printer, s.Round)}
	add := func(area string, x assessment.Standing) {
		v.Rows = append(v.Rows, changeView{Area: area, After: points(b, x), Level: report.LevelText(b.Printer, s.Model, x.Level)})
	}
	add(b.T("round.overall"), s.Result.Overall)
	for _, d := range s.Result.Dimensions {
		add(report.DimensionTitle(b.Printer, s.Model, d.ID), d.Standing)
	}
	return v
}

// changesSVG shows the scores now and then.
func changesSVG(b base, c *assessment.Changes) template.HTML {
	rows, cuts := report.ChangeRows(b.Printer, c)
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, b.T("round.picture"), b.T("round.picture.text"))
	svg.ID, svg.RightToLeft = b.At+"changes", b.Dir() == "rtl"
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, cuts, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

// progressPage is what changed since the round before, and all rounds.
type progressPage struct {
	base
	ID     string
	Since  *sinceView // nil in the first round
	Again  *againView
	Rounds []roundView
}

type roundView struct {
	ID, Number, When, Depth string
	First, Here             bool
	Result, Progress        string // what its links say
}

func (s *Server) progress(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	b := s.ownerPage(c, "round.title", "progress")
	page := progressPage{base: b, ID: in.ID, Again: againOf(b, in)}
	if in.Before != nil {
		page.Since = sinceOf(b, in)
	}
	for _, r := range in.Rounds {
		v := roundView{ID: r.ID, Number: b.Whole(r.Number), First: r.Number == 1, Here: r.ID == in.ID, Depth: report.DepthText(b.Printer, r.Depth),
			When:   b.T("round.history.under_way", "Date", b.Date(r.Created.UTC())),
			Result: b.T("round.history.result", "Number", b.Whole(r.Number)), Progress: b.T("round.history.progress", "Number", b.Whole(r.Number))}
		if !r.Finished.IsZero() {
			v.When = b.T("round.history.finished", "Date", b.Date(r.Finished.UTC()))
		}
		page.Rounds = append(page.Rounds, v)
	}
	return s.render(c, http.StatusOK, "pages/progress", &page)
}

// begins reports whether a round has just begun: its profile is looked at
// before its first question.
func begins(in *service.Interview) bool { return in.Round > 1 && len(in.Responses) == 0 }

// lastTime says what the round before answered to an item; empty when it did
// not, or the item was another.
func lastTime(b base, in *service.Interview, it *assessment.Item) string {
	r, ok := in.LastTime(it.ID)
	if !ok {
		return ""
	}
	return report.ResponseText(b.Printer, in.Before.Questionnaire.Item(it.ID), r)
}

// lastMonth is the month of the round before, for what it answered.
func lastMonth(b base, in *service.Interview) string {
	if in.Before == nil {
		return ""
	}
	return b.T("round.last_time", "Month", report.MonthText(b.Printer, in.Rounds[in.Round-2]))
}
