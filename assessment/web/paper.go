package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// For firms without a phone: the form to print, the page on which a facilitator
// types it in, and the facilitator's guide.

// paperItem is one question on paper.
type paperItem struct {
	Number  int
	Item    *assessment.Item
	Area    string // where it begins one
	Answers []string
	Follows bool // asked only after another answer
	Typed   string
	Problem string
}

// Numeric reports whether the answer is written as a number.
func (p paperItem) Numeric() bool { return p.Item.Kind == assessment.Number }

// Several reports whether any number of answers can be ticked.
func (p paperItem) Several() bool { return p.Item.Kind == assessment.Checklist }

type paperPage struct {
	base
	*service.Hall
	Form      profileForm
	Paper     string
	Items     []paperItem
	Countries []assessment.Choice
	Sectors   []assessment.Choice
	Code      string // of the firm that was just entered
	Entered   string // its number
	Problem   string
}

func paperItems(b base, h *service.Hall) (all []paperItem) {
	area := ""
	for i, it := range h.Questionnaire.Paper(h.Depth) {
		p := paperItem{Number: i + 1, Item: it, Follows: len(it.AskIf.Items()) > 0}
		if d := h.Questionnaire.Dimension(it.Dimension); d != nil && d.ID != area {
			area, p.Area = d.ID, b.Say(d.Title)
		}
		switch it.Kind {
		case assessment.Number:
		case assessment.Checklist:
			for _, o := range it.Options {
				p.Answers = append(p.Answers, b.Say(o.Text))
			}
		default:
			for v := range it.Categories() {
				p.Answers = append(p.Answers, report.CategoryText(b.Printer, it, v))
			}
		}
		all = append(all, p)
	}
	return all
}

func (s *Server) paperPage(c echo.Context, title string) (*paperPage, error) {
	h, err := s.hall(c)
	if err != nil {
		return nil, err
	}
	b := s.accountDesk(c, title, "workshops")
	return &paperPage{base: b, Hall: h, Items: paperItems(b, h), Countries: countryChoices(b), Sectors: h.Questionnaire.Sectors}, nil
}

// paperForm is the form to print.
func (s *Server) paperForm(c echo.Context) error {
	page, err := s.paperPage(c, "paper.title")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/paper-form", page)
}

func (s *Server) entryForm(c echo.Context) error {
	page, err := s.paperPage(c, "paper.entry")
	if err != nil {
		return err
	}
	page.Form.Country = c.QueryParam("country")
	if n, err := strconv.Atoi(c.QueryParam("paper")); err == nil {
		page.Paper = strconv.Itoa(n)
	}
	return s.render(c, http.StatusOK, "pages/paper-entry", page)
}

type entryHead struct {
	Paper     string `form:"paper" validate:"required,max=8"`
	Country   string `form:"country" validate:"required,max=2"`
	Sector    string `form:"sector" validate:"max=1"`
	Employees string `form:"employees" validate:"required,max=12"`
}

// enterPaper reads one paper and shows the code of its firm.
func (s *Server) enterPaper(c echo.Context) error {
	var f entryHead
	bound := bind(c, &f)
	page, err := s.paperPage(c, "paper.entry")
	if err != nil {
		return err
	}
	page.Form, page.Paper = profileForm{Country: f.Country, Sector: f.Sector, Employees: f.Employees, Language: languageOf(page.base)}, f.Paper
	profile, read := page.Form.profile()
	number, errN := wholeNumber("paper", f.Paper)
	paper := service.Paper{Profile: profile, Responses: map[string]assessment.Response{}}
	if number != nil {
		paper.Number = *number
	}
	typed := &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid"}
	for i := range page.Items {
		p := &page.Items[i]
		p.Typed = c.FormValue("item-" + p.Item.ID)
		r, given, wrong := p.Item.ReadTyped(p.Typed)
		switch {
		case wrong != nil:
			p.Problem = report.FieldText(page.Printer, *wrong)
			typed.Fields = append(typed.Fields, *wrong)
		case given:
			paper.Responses[p.Item.ID] = r
		}
	}
	var answers error
	if len(typed.Fields) > 0 {
		answers = typed
	}
	code := ""
	if err = merge(bound, read, errN, answers); err == nil {
		code, err = s.Service.EnterPaper(c.Request().Context(), s.by(c), page.ID, paper)
	}
	if err != nil {
		status, problem, ok := refusal(c, &page.base, err)
		if !ok {
			return err
		}
		page.Problem = problem
		return s.render(c, status, "pages/paper-entry", page)
	}
	fresh, err := s.paperPage(c, "paper.entry") // an empty form for the next one
	if err != nil {
		return err
	}
	fresh.Code, fresh.Entered, fresh.Form.Country, fresh.Paper = code, f.Paper, f.Country, strconv.Itoa(paper.Number+1)
	return s.render(c, http.StatusOK, "pages/paper-entry", fresh)
}

// guideStep is one line of the guide.
type guideStep struct {
	At      string // from the beginning
	Minutes int
	Key     string
}

type guidePage struct {
	base
	*service.Hall
	Steps   []guideStep
	Total   int
	Address string
}

// Text is a line of a step.
func (p *guidePage) Text(s guideStep) string { return p.T("guide.step." + s.Key) }

// guide is one page for the facilitator, with timings that fit the workshop.
func (s *Server) guide(c echo.Context) error {
	h, err := s.hall(c)
	if err != nil {
		return err
	}
	b := s.accountDesk(c, "guide.title", "workshops")
	page := &guidePage{base: b, Hall: h, Address: s.shortAddress()}
	answering, key := h.Questionnaire.Rule(h.Depth).Minutes, "answer"
	answering += (answering + 1) / 2 // a room is slower than one alone
	if h.Pace == assessment.BySection {
		answering, key = answering+2*h.Sections(), "sections"
	}
	for _, step := range []guideStep{{Key: "before", Minutes: 0}, {Key: "join", Minutes: 10}, {Key: key, Minutes: (answering + 4) / 5 * 5},
		{Key: "reveal", Minutes: 10}, {Key: "talk", Minutes: 15}, {Key: "roadmap", Minutes: 15}, {Key: "close", Minutes: 5}} {
		step.At = strconv.Itoa(page.Total/60) + ":" + strconv.Itoa(page.Total%60/10) + strconv.Itoa(page.Total%10)
		page.Total += step.Minutes
		page.Steps = append(page.Steps, step)
	}
	return s.render(c, http.StatusOK, "pages/guide", page)
}
