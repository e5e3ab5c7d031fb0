package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// trialForm is what an owner tries on the roadmap page, as typed: money, time,
// appetite and goals other than those of the profile.
type trialForm struct {
	Try      string   `form:"try" query:"try" validate:"max=1"` // set when something is tried
	Budget   string   `form:"budget" query:"budget" validate:"max=20"`
	Days     string   `form:"person_days_month" query:"person_days_month" validate:"max=12"`
	Appetite string   `form:"appetite" query:"appetite" validate:"max=20"`
	Goals    []string `form:"goals" query:"goals" validate:"max=20"`
	Seen     string   `form:"seen" query:"-"`
}

// trialView is the form on the page, and what it makes different.
type trialView struct {
	Form     trialForm
	Goals    []assessment.Choice
	Open     bool   // something is tried, or failed
	Query    string // keeps the trial in addresses; empty without one
	Active   bool   // the plan on the page is not the saved one
	Says     string // what differs from the profile
	Moves    []moveView
	Sooner   string // how many steps start sooner or later
	Conflict bool   // the profile was changed elsewhere
}

// moveView is a step that changes its horizon.
type moveView struct{ Step, From, To string }

// Wants reports whether the trial names the goal.
func (v trialView) Wants(goal string) bool { return slices.Contains(v.Form.Goals, goal) }

// trialOf reads what an address tries.
func trialOf(c echo.Context) (f trialForm, err error) {
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &f); err != nil {
		return f, err
	}
	return f, c.Validate(f)
}

// values writes the trial as it stands in an address; none without a trial.
func (f trialForm) values() url.Values {
	v := url.Values{}
	if f.Try == "" {
		return v
	}
	v.Set("try", "1")
	v.Set("budget", f.Budget)
	v.Set("person_days_month", f.Days)
	v.Set("appetite", f.Appetite)
	if len(f.Goals) > 0 {
		v["goals"] = f.Goals
	}
	return v
}

// query writes values as the end of an address.
func query(v url.Values) string {
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// trialFrom is the form with what the profile says.
func trialFrom(p assessment.Profile) trialForm {
	f := formOf(p)
	return trialForm{Budget: f.Budget, Days: f.Days, Appetite: f.Appetite, Goals: f.Goals, Seen: f.Seen}
}

// profile is the firm's profile with what is tried; errors name the field.
func (f trialForm) profile(q *assessment.Questionnaire, p assessment.Profile) (assessment.Profile, error) {
	var errB, errD error
	p.Budget, errB = wholeNumber("budget", f.Budget)
	p.Days, errD = wholeNumber("person_days_month", f.Days)
	p.Appetite = assessment.Appetite(f.Appetite)
	if !sameGoals(p.Goals, f.Goals) { // their order may mean something
		p.Goals = f.Goals
	}
	var errP error
	if bad := q.CheckProfile(p); len(bad) > 0 {
		errP = &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
	}
	return p, merge(errB, errD, errP)
}

func sameGoals(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// roadmap shows the plan, or the plan as it would be with what the address
// tries. What cannot be tried is said beside its field, over the saved plan.
func (s *Server) roadmap(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	f, bound := trialOf(c)
	page, status, err := s.roadmapPage(c, in, f, bound)
	if err != nil {
		return err
	}
	page.News = page.news(c.QueryParam("changed"), assessment.MarkState(c.QueryParam("was")))
	return s.renderPlan(c, status, page)
}

// keepTrial saves what was tried to the profile.
func (s *Server) keepTrial(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	var f trialForm
	bound := bind(c, &f)
	p, read := f.profile(in.Questionnaire, in.Profile)
	if bound = merge(read, bound); bound == nil {
		_, err := s.Service.SaveProfile(c.Request().Context(), in.ID, s.key(c), p, f.Seen)
		if err == nil {
			return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/roadmap")
		}
		if assessment.KindOf(err) != assessment.Conflict {
			return err
		}
		if in, err = s.interview(c); err != nil { // as it is by now
			return err
		}
	}
	f.Try = "1"
	page, status, err := s.roadmapPage(c, in, f, bound)
	if err != nil {
		return err
	}
	if bound == nil { // sending it again means that the change was seen
		status, page.Trial.Conflict = http.StatusConflict, true
	}
	return s.renderPlan(c, status, page)
}

// try fills in the trial of a page and returns the outcome to show; a trial
// that does not fit leaves the saved one, with the errors in the page.
func (p *roadmapPage) try(in *service.Interview, f trialForm, bound error) (assessment.Outcome, int, error) {
	saved := in.Seen()
	p.Trial = trialView{Form: trialFrom(in.Profile), Goals: in.Questionnaire.Goals}
	if f.Try == "" && bound == nil {
		return saved, http.StatusOK, nil
	}
	seen := p.Trial.Form.Seen
	p.Trial.Form, p.Trial.Open = f, true
	p.Trial.Form.Try, p.Trial.Form.Seen = "1", seen
	profile, err := f.profile(in.Questionnaire, in.Profile)
	if err = merge(err, bound); err != nil {
		fields := false
		if p.Errors, fields = fieldErrors(p.base, err); !fields {
			return saved, 0, err
		}
		return saved, http.StatusUnprocessableEntity, nil
	}
	if profile.Mark() == in.Profile.Mark() {
		return saved, http.StatusOK, nil
	}
	tried := in.Try(profile, in.Marks)
	p.Saved, p.Trial.Active, p.Trial.Query = &saved, true, query(f.values())
	p.Trial.Says = p.List(p.differences(in.Questionnaire, in.Profile, profile))
	shift := tried.Roadmap.Shift(&saved.Roadmap)
	p.Trial.Sooner = p.starts(shift)
	for _, m := range shift.Moves {
		p.Trial.Moves = append(p.Trial.Moves, moveView{p.Say(m.Measure.Title), p.horizon(m.From), p.horizon(m.To)})
	}
	return tried, http.StatusOK, nil
}

// horizon names a horizon, and the lack of one.
func (b base) horizon(h assessment.Horizon) string {
	if h == "" {
		return b.T("whatif.not_planned")
	}
	return report.HorizonText(b.Printer, h)
}

// differences says what a trial changes, one text a field.
func (b base) differences(q *assessment.Questionnaire, was, now assessment.Profile) (all []string) {
	add := func(key, before, after string) {
		if before != after {
			all = append(all, b.T(key, "Before", before, "After", after))
		}
	}
	number := func(n *int) string {
		if n == nil {
			return b.T("whatif.unsaid")
		}
		return b.Whole(*n)
	}
	appetite := func(a assessment.Appetite) string {
		if a == "" {
			return b.T("whatif.unsaid")
		}
		return b.T("whatif.appetite." + string(a) + ".short")
	}
	goals := func(ids []string) string {
		var names []string
		for _, g := range q.Goals {
			if slices.Contains(ids, g.ID) {
				names = append(names, b.Say(g.Text))
			}
		}
		if len(names) == 0 {
			return b.T("whatif.no_goals")
		}
		return b.List(names)
	}
	add("whatif.differs.budget", number(was.Budget), number(now.Budget))
	add("whatif.differs.days", number(was.Days), number(now.Days))
	add("whatif.differs.appetite", appetite(was.Appetite), appetite(now.Appetite))
	add("whatif.differs.goals", goals(was.Goals), goals(now.Goals))
	return all
}

// starts says how many steps start sooner or later; empty when none does.
func (b base) starts(shift assessment.Shift) string {
	sooner, later := "", ""
	if shift.Sooner > 0 {
		sooner = b.Count("whatif.sooner", shift.Sooner)
	}
	if shift.Later > 0 {
		later = b.Count("whatif.later", shift.Later)
	}
	return b.Sentences(sooner, later)
}
