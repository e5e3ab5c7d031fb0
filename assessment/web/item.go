package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// answerForm is what the question page sends, as typed.
type answerForm struct {
	Value   string   `form:"value" validate:"max=20"`
	Options []string `form:"options" validate:"max=50"`
	State   string   `form:"state" validate:"max=20"`
	Seen    string   `form:"seen" validate:"max=40"`
	Return  string   `form:"return" validate:"max=20"`
}

// noneOption is the tick "none of these", which stands beside no other.
const noneOption = "none"

// itemPage is one question.
type itemPage struct {
	base
	ID        string // of the assessment
	Item      *assessment.Item
	Heading   string // of the section, or why the question stands outside them
	Section   int    // place of the dimension, from 1; 0 outside them
	Sections  int
	Choices   []choice
	Form      answerForm
	Said      string // the state given earlier: dont_know or not_relevant
	Why       string // why this item is asked now
	Example   assessment.Text
	Progress  assessment.Progress
	Previous  string // id of the item before
	Conflict  string // the answer that was given elsewhere
	Problem   string
	Place     int    // in the interview, from 1; 0 when not part of it
	LastSaid  string // the answer of the round before: shown, never picked
	LastMonth string
	Confirmed *confirmedView // what an adviser said of the answer; nil for nothing
}

// choice is one answer to pick.
type choice struct {
	Value   string
	Text    string
	Checked bool
}

// Checklist reports whether the answer is a set of ticks.
func (p *itemPage) Checklist() bool { return p.Item.Kind == assessment.Checklist }

// Numeric reports whether the answer is typed as a number.
func (p *itemPage) Numeric() bool { return p.Item.Kind == assessment.Number }

// Done is how much of the progress element is filled, of 100.
func (p *itemPage) Done() int { return int(100 * p.Progress.Share()) }

// Where says where the visitor is: "Question 4 · about 6 to 9 more".
func (p *itemPage) Where() string {
	var parts []string
	if p.Place > 0 {
		parts = append(parts, p.T("progress.place", "Number", p.Whole(p.Place)))
	}
	if left := p.remaining(); left != "" {
		parts = append(parts, left)
	}
	return strings.Join(parts, " · ")
}

// remaining says how much is left in words: "about 6 to 9 more". Of a question
// that has its answer already nobody says that it is the last.
func (p *itemPage) remaining() string {
	low, high, most := p.Progress.Low, p.Progress.Usual, p.Progress.High
	answered := p.Form.Seen != ""
	if !answered && most > 0 { // without the question on the page
		low, high, most = max(low-1, 0), max(high-1, min(most-1, 1)), most-1
	}
	switch {
	case most == 0 && answered:
		return ""
	case most == 0:
		return p.T("progress.last")
	case low == most:
		return p.Count("progress.exact", high)
	default:
		return p.Count("progress.between", high, "Low", p.Whole(low))
	}
}

// response reads the form for an item; an error names the field.
func (f answerForm) response(it *assessment.Item) (assessment.Response, error) {
	switch {
	case f.State != "":
		return assessment.StateResponse(assessment.State(f.State)), nil
	case it.Kind == assessment.Checklist:
		if len(f.Options) == 0 {
			return assessment.Response{}, assessment.InvalidField("options", "field.pick", nil)
		}
		if slices.Contains(f.Options, noneOption) {
			if len(f.Options) > 1 {
				return assessment.Response{}, assessment.InvalidField("options", "field.none_and_some", nil)
			}
			return assessment.OptionsResponse(), nil
		}
		return assessment.OptionsResponse(f.Options...), nil
	case it.Kind == assessment.Number:
		n, err := wholeNumber("value", f.Value)
		if err == nil && n == nil {
			err = assessment.InvalidField("value", "field.type_number", nil)
		}
		if err != nil {
			return assessment.Response{}, err
		}
		return assessment.ValueResponse(*n), nil
	}
	n, err := strconv.Atoi(f.Value)
	if err != nil {
		return assessment.Response{}, assessment.InvalidField("value", "field.pick_one", nil)
	}
	return assessment.ValueResponse(n), nil
}

// formOfResponse shows a stored response as the form that gave it.
func formOfResponse(r assessment.Response) answerForm {
	f := answerForm{Seen: r.Mark(), State: string(r.State), Options: r.Options}
	if r.Value != nil {
		f.Value = strconv.Itoa(*r.Value)
	}
	if r.Options != nil && len(r.Options) == 0 {
		f.Options = []string{noneOption}
	}
	return f
}

// itemPage shows an item of an interview with the form's input.
func (s *Server) itemPage(c echo.Context, in *service.Interview, it *assessment.Item, f answerForm) *itemPage {
	b := s.ownerPage(c, "", "")
	b.Live, b.Owner.Sheet = true, in.Sheet()
	b.Title = b.Say(it.Text)
	p := &itemPage{base: b, ID: in.ID, Item: it, Sections: len(in.Questionnaire.Dimensions),
		Form: f, Said: f.State, Example: it.ExampleFor(in.Profile.Sector), Progress: in.Progress()}
	why := whyAsked(in, it)
	p.Why = report.AskReason(b.Printer, in.Questionnaire, why)
	p.Heading, p.Section = heading(b, in, it, why.Kind)
	readings := in.Standing()
	way := in.Way(readings)
	p.Place = way.Place(it.ID)
	before := way.Previous(it.ID)
	for before != nil && !in.Shows(before) { // asked for a model that was taken back
		before = way.Previous(before.ID)
	}
	if before != nil {
		p.Previous = before.ID
	}
	p.Choices = choicesOf(b, it, f)
	p.LastSaid, p.LastMonth = lastTime(b, in, it), lastMonth(b, in)
	if r, ok := readings.Of(it.ID); ok {
		p.Confirmed = confirmedOf(b, in.Evidence, r, "evidence.changed")
	}
	return p
}

// whyAsked is why an item is asked now or, answered already, was asked then.
func whyAsked(in *service.Interview, it *assessment.Item) assessment.Reason {
	if in.Sheet() {
		return assessment.Reason{Kind: assessment.ReasonColleague}
	}
	why := it.Reason(in.Profile)
	if question, more := in.Next(); more && question.Item == it {
		why = question.Reason
	} else if kept := in.WhyAsked(it.ID); kept != "" {
		why.Kind = kept
	}
	if why.Kind == assessment.ReasonMoved {
		return in.MovedBy(it.ID)
	}
	return why
}

// heading names the section of an item and its place among them; for questions
// that come after the sections it says what they are for.
func heading(b base, in *service.Interview, it *assessment.Item, why assessment.ReasonKind) (string, int) {
	switch why {
	case assessment.ReasonConfirm, assessment.ReasonModel, assessment.ReasonSeed, assessment.ReasonMoved:
		return b.T("item.part." + string(why)), 0
	}
	for i := range in.Questionnaire.Dimensions {
		if d := &in.Questionnaire.Dimensions[i]; d.ID == it.Dimension {
			return b.Say(d.Title), i + 1
		}
	}
	return b.T("item.part.model"), 0
}

func choicesOf(b base, it *assessment.Item, f answerForm) []choice {
	var all []choice
	add := func(value, text string) {
		checked := f.State == "" && (value == f.Value && it.Kind != assessment.Checklist || slices.Contains(f.Options, value))
		all = append(all, choice{Value: value, Text: text, Checked: checked})
	}
	switch it.Kind {
	case assessment.Checklist:
		for _, o := range it.Options {
			add(o.ID, b.Say(o.Text))
		}
		add(noneOption, b.T("item.none"))
	case assessment.Number:
	case assessment.Ordered:
		for i, o := range it.Options {
			add(strconv.Itoa(i), b.Say(o.Text))
		}
	default:
		for v := range it.Categories() {
			add(strconv.Itoa(v), report.CategoryText(b.Printer, it, v))
		}
	}
	return all
}

func (s *Server) item(c echo.Context) error {
	in, it, err := s.interviewItem(c)
	if err != nil {
		return err
	}
	if !in.Open(it) {
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/wait")
	}
	f := formOfResponse(in.Responses[it.ID])
	if c.QueryParam("return") == "answers" {
		f.Return = "answers"
	}
	return s.render(c, http.StatusOK, "pages/item", s.itemPage(c, in, it, f))
}

func (s *Server) interviewItem(c echo.Context) (*service.Interview, *assessment.Item, error) {
	in, err := s.anyInterview(c)
	if err != nil {
		return nil, nil, err
	}
	if err := in.Closed(); err != nil {
		return nil, nil, err
	}
	it := in.Questionnaire.Item(c.Param("item"))
	if it == nil || !in.Shows(it) {
		return nil, nil, assessment.Missing("error.item_unknown")
	}
	if in.Sheet() {
		if _, asked := in.Readings().Of(it.ID); !asked {
			return nil, nil, assessment.Missing("error.item_unknown")
		}
	}
	return in, it, nil
}

func (s *Server) answer(c echo.Context) error {
	var f answerForm
	if err := bind(c, &f); err != nil {
		return s.answerRefused(c, f, err)
	}
	now, err := s.Service.AnswerForm(c.Request().Context(), c.Param("id"), s.key(c), c.Param("item"), f.Seen, f.response)
	if err != nil {
		return s.answerRefused(c, f, err)
	}
	noteRound(c, now)
	s.Metrics.Add("answers")
	return s.afterAnswer(c, now, f)
}

// answerRefused looks why: the room has to wait, or the question is shown again.
func (s *Server) answerRefused(c echo.Context, f answerForm, err error) error {
	in, it, e := s.interviewItem(c)
	if e != nil {
		return e
	}
	if !in.Open(it) {
		return s.goTo(c, "/assessments/"+in.ID+"/wait")
	}
	return s.answerAgain(c, in, it, f, err)
}

// answerAgain shows the question with what the visitor sent and what is wrong
// with it; errors that are not about the input pass on.
func (s *Server) answerAgain(c echo.Context, in *service.Interview, it *assessment.Item, f answerForm, err error) error {
	b := s.page(c, "")
	problems, fields := fieldErrors(b, err)
	conflict := assessment.KindOf(err) == assessment.Conflict
	if !fields && !conflict {
		return err
	}
	if conflict {
		if in, err = s.anyInterview(c); err != nil { // as it is by now
			return err
		}
	}
	page := s.itemPage(c, in, it, f)
	status := http.StatusUnprocessableEntity
	if conflict {
		// What was typed stays; sending it again means the other was seen.
		stored := in.Responses[it.ID]
		status, page.Form.Seen, page.Conflict = http.StatusConflict, stored.Mark(), report.ResponseText(b.Printer, it, stored)
	}
	for _, text := range problems {
		page.Problem = text
	}
	return s.renderItem(c, status, page)
}

// afterAnswer goes on: to where the visitor came from, to the next question,
// or to the result.
func (s *Server) afterAnswer(c echo.Context, in *service.Interview, f answerForm) error {
	home := "/assessments/" + in.ID
	switch {
	case f.Return == "answers" && in.Sheet():
		return s.goTo(c, home+"#"+c.Param("item"))
	case f.Return == "answers":
		return s.goTo(c, home+"/answers#"+c.Param("item"))
	}
	question, more := in.Next()
	if !more {
		return s.goTo(c, whenDone(in))
	}
	if in.Waits() {
		return s.goTo(c, home+"/wait")
	}
	to := home + "/items/" + question.Item.ID
	if !fragment(c) {
		return c.Redirect(http.StatusSeeOther, to)
	}
	c.Response().Header().Set("HX-Push-Url", to)
	return s.renderItem(c, http.StatusOK, s.itemPage(c, in, question.Item, formOfResponse(in.Responses[question.Item.ID])))
}

// fragment reports whether htmx asks for a part of a page.
func fragment(c echo.Context) bool { return c.Request().Header.Get("HX-Request") == "true" }

func (s *Server) renderItem(c echo.Context, status int, page *itemPage) error {
	if fragment(c) {
		return s.render(c, status, "parts/item", page)
	}
	return s.render(c, status, "pages/item", page)
}

// goTo sends the browser to another page, with htmx or without.
func (s *Server) goTo(c echo.Context, to string) error {
	if fragment(c) {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, to)
}
