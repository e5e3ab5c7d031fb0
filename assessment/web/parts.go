package web

import (
	"html/template"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// partsPage shows the parts of all pages in all their states, with made-up
// data, for whoever changes their look. It is the one page with texts that
// nobody translates, since only developers meet it.
type partsPage struct {
	base
	ID     string
	Code   string
	Form   profileForm
	Depths []assessment.DepthRule
	States []partsState
	Steps  []stepDetail
	Charts []partsCharts

	Marked    []markedDetail
	Rounds    []partsRound
	Agreement *agreementView
	Reminder  *reminderView
}

// partsState is a question in one state.
type partsState struct {
	Name string
	Page *itemPage
}

// partsCharts are the three charts in one direction.
type partsCharts struct {
	Name                  string
	Radar, Bars, Timeline template.HTML
}

// Consent is the question about statistics.
func (p *partsPage) Consent() consentView {
	return consentView{Printer: p.Printer, ID: p.ID, Chosen: "no"}
}

func (s *Server) parts(c echo.Context) error {
	b := s.page(c, "")
	b.Title = "Parts"
	b.Errors = map[string]string{"code": b.T("error.code_unknown"), "depth": b.T("field.depth", "Value", "deep")}
	page := partsPage{base: b, ID: "parts", Code: "ABC", Form: profileForm{Depth: "standard"}, States: partsStates(b),
		Depths: []assessment.DepthRule{{ID: assessment.Quick, Minutes: 1}, {ID: assessment.Standard, Minutes: 12}, {ID: assessment.Full, Minutes: 40}}}
	mirrored := base{Printer: s.Bundle.Printer("ar"), At: "mirrored-"}
	page.States = append(page.States, partsState{"right to left", partsItem(mirrored, partsOrdered("مخبز صغير: أين تُكتب الطلبات؟", "على الورق", "في جدول", "في برنامج"), answerForm{Value: "1", Seen: "1"})})
	for i, v := range []stepView{partsStep(1, true), partsStep(12, false)} {
		if i == 1 {
			v.Lifts, v.Matches, v.Before = nil, nil, ""
		}
		page.Steps = append(page.Steps, stepDetail{b, v, "/assessments/parts/measures/x"})
	}
	page.Steps[1].View.Started = b.T("whatif.started_on", "Date", "4 May 2026")
	page.Marked, page.Rounds, page.Agreement, page.Reminder = partsMarked(b), partsRounds(b), partsAgreement(b), partsReminder(b)
	page.Charts = []partsCharts{partsPictures("charts, one area unknown", b), partsPictures("charts, right to left", mirrored)}
	return s.render(c, http.StatusOK, "pages/parts", &page)
}

func partsText(s string) assessment.Text { return assessment.Text{English: s} }

// partsLong is a word that no column fits.
const partsLong = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

func partsOrdered(text string, options ...string) *assessment.Item {
	it := &assessment.Item{ID: "X", Kind: assessment.Ordered, Text: partsText(text), Help: partsText("A line of help."),
		Why: partsText("A reason."), Examples: []assessment.Example{{Text: partsText("A bakery with six people.")}}}
	for _, o := range options {
		it.Options = append(it.Options, assessment.Option{Text: partsText(o)})
	}
	return it
}

func partsItem(b base, it *assessment.Item, f answerForm) *itemPage {
	return &itemPage{base: b, ID: "parts", Item: it, Heading: b.Say(partsText("An area")), Section: 1, Sections: 8,
		Form: f, Said: f.State, Choices: choicesOf(b, it, f), Example: it.ExampleFor(""), Place: 4, Progress: assessment.Progress{Asked: 3, Low: 6, Usual: 9, High: 9}}
}

func partsStates(b base) []partsState {
	ordered := partsOrdered("Where do you write orders down?", "On paper", "In a table", "In a program")
	long := partsOrdered(partsLong+"?", partsLong, partsLong+" "+partsLong)
	checklist := partsOrdered("What of this do you have?", "A list", "A lock")
	checklist.Kind, checklist.Options[0].ID, checklist.Options[1].ID = assessment.Checklist, "list", "lock"
	number := partsOrdered("How many orders a month?")
	number.Kind, number.Max, number.Unit = assessment.Number, 100000, partsText("orders")
	adoption, yesNo := partsOrdered("How far are you?"), partsOrdered("Do you have a plan?")
	adoption.Kind, yesNo.Kind = assessment.Adoption, assessment.YesNo
	var all []partsState
	add := func(name string, it *assessment.Item, f answerForm, change func(*itemPage)) {
		b.At = "state-" + string(rune('a'+len(all))) + "-"
		page := partsItem(b, it, f)
		if change != nil {
			change(page)
		}
		all = append(all, partsState{name, page})
	}
	add("ordered", ordered, answerForm{}, nil)
	add("ordered, answered, changed elsewhere", ordered, answerForm{Value: "2", Seen: "1"}, func(p *itemPage) { p.Conflict = "On paper" })
	add("ordered, nothing chosen", ordered, answerForm{}, func(p *itemPage) { p.Problem = b.T("field.pick_one") })
	add("adoption, don't know", adoption, answerForm{State: "dont_know", Seen: "1"}, nil)
	add("yes or no, not relevant", yesNo, answerForm{State: "not_relevant", Seen: "1"}, nil)
	add("checklist, none and some", checklist, answerForm{Options: []string{"list", noneOption}}, func(p *itemPage) { p.Problem = b.T("field.none_and_some") })
	add("ordered, asked again", ordered, answerForm{}, func(p *itemPage) { p.LastMonth, p.LastSaid = "May 2026:", "On paper" })
	add("number", number, answerForm{Value: "12"}, nil)
	add("number, not a number", number, answerForm{Value: "many"}, func(p *itemPage) { p.Problem = b.T("field.whole_number") })
	add("long words", long, answerForm{Value: "0"}, nil)
	add("nothing beside the question, last one", &assessment.Item{ID: "X", Kind: assessment.YesNo, Text: partsText("Yes?")}, answerForm{},
		func(p *itemPage) { p.Progress = assessment.Progress{} })
	return all
}

func partsStep(number int, asked bool) stepView {
	m := &assessment.Measure{ID: "x", Title: partsText("Put your orders in one list"), What: partsText("One list that everyone sees."),
		FirstStep: partsText("Write down where orders come in."), Who: partsText("You and whoever takes orders")}
	return stepView{Number: number, Step: assessment.Step{Measure: m, Asked: asked, Horizon: assessment.First90Days}, Area: "An area", When: "weeks 1 to 4, from May 2026",
		Burden: "about 4 person-days, up to 500 US dollars", Reason: "A reason.", Place: "Its place.", Before: "step 1, another one", Lift: "An area: 12 → 18 points",
		Lifts: []liftView{{"Where do you write orders down?", "On paper", "In a table"}},
		Matches: []matchView{
			{Platform: &assessment.Platform{Name: "With link", LocalName: "Mit Link", URL: "https://example.org/"}, Summary: "It helps.", Reason: "Free, national."},
			{Platform: &assessment.Platform{Name: partsLong}, Summary: "It has no link.", Reason: "Check with the operator.", Note: "A note."}}}
}

func partsPictures(name string, b base) partsCharts {
	b.At += "charts-"
	score := func(x float64) *float64 { return &x }
	m := &assessment.Model{Scale: 100, Cuts: []float64{20, 40, 60, 80}}
	o := assessment.Outcome{Questionnaire: &assessment.Questionnaire{}, Model: m, Updated: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)}
	for i, s := range []*float64{score(0), score(39.9), nil, score(61), score(100)} {
		title := []string{"None", "Almost", "Unknown", partsLong, "All"}[i]
		m.Dimensions = append(m.Dimensions, assessment.ModelDimension{ID: title, Title: partsText(title)})
		standing := assessment.Standing{Score: s}
		if s != nil {
			standing.Level = []int{1, 2, 0, 4, 5}[i]
		}
		o.Result.Dimensions = append(o.Result.Dimensions, assessment.DimensionResult{ID: title, Standing: standing})
	}
	for i, h := range assessment.Horizons {
		step := partsStep(i+1, true).Step
		step.Horizon, step.StartWeek, step.Weeks = h, 8*i, 6
		o.Roadmap.Steps = append(o.Roadmap.Steps, step)
	}
	return partsCharts{name, radarSVG(b, o), barsSVG(b, o), timelineSVG(b, o)}
}
