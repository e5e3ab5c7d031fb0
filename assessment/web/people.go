package web

import (
	"crypto/rand"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// What the owner sees of several people answering for the firm.

// agreementView is how far people agree, in words; the result shows it too.
type agreementView struct {
	*locale.Printer
	ID      string
	People  string
	Whole   string
	Areas   []agreementArea
	Talk    []comparedView
	Merged  string // that answers were merged; empty when none were
	Picture template.HTML
}

// Say returns a content text in the reader's language.
func (v *agreementView) Say(t assessment.Text) string { return v.Text(t.Key, t.English) }

type agreementArea struct{ Title, Consensus, Words string }

// whoView is one of several people; typed names are not translated.
type whoView struct {
	Name  string
	Typed bool
}

// choiceView is an answer with those who gave it.
type choiceView struct {
	Text string
	Who  []whoView
}

// comparedView is one item with what everybody said.
type comparedView struct {
	Item     *assessment.Item
	Area     string
	Spread   string
	Opening  string
	Choices  []choiceView
	Own      string // the owner's present answer
	Former   string // the owner's own before it was merged; empty when it was not
	Merged   bool
	Proposal string // the merged answer; empty when it is the owner's already
	Seen     string
	Mark     string
}

// sheetLine is one colleague in the list.
type sheetLine struct {
	ID       string
	Who      whoView
	Link     string // to the sheet, just made
	Picture  template.HTML
	Progress string
	Date     string
}

// differingView are the differing items of one area.
type differingView struct {
	Title string
	Items []comparedView
}

// peoplePage is the page.
type peoplePage struct {
	base
	ID        string
	People    *service.Colleagues
	Agreement *agreementView // nil with fewer than two people
	Sheets    []sheetLine
	Areas     []differingView
	Offers    int // merged answers that can be taken
	Link      string
	Picture   template.HTML
	Once      string
	Notice    string // what was just done
	Problem   string
}

// names are what people are called; two who typed the same are told apart by
// their numbers.
func names(b base, people []assessment.Voice) []whoView {
	times := map[string]int{}
	for _, v := range people {
		times[v.Label]++
	}
	var all []whoView
	for _, v := range people {
		all = append(all, nameOf(b, v.Label, v.Owner, v.Number, times[v.Label] > 1))
	}
	return all
}

func nameOf(b base, label string, owner bool, number int, again bool) whoView {
	switch {
	case owner:
		return whoView{Name: b.T("people.you")}
	case label == "":
		return whoView{Name: b.T("people.colleague", "Number", b.Whole(number))}
	case again:
		return whoView{Name: b.Aside(label, b.Whole(number)), Typed: true}
	}
	return whoView{Name: label, Typed: true}
}

func comparedOf(b base, p *service.Colleagues, c *assessment.Compared) comparedView {
	v := comparedView{Item: c.Item, Area: report.AreaTitle(b.Printer, p.Questionnaire, c.Item.Dimension),
		Spread: report.SpreadText(b.Printer, c.Tally), Opening: report.OpeningText(b.Printer, c.Item)}
	everybody := names(b, p.Voices.People)
	words, who := report.Choices(b.Printer, c)
	for i, text := range words {
		choice := choiceView{Text: text}
		for _, person := range who[i] {
			choice.Who = append(choice.Who, everybody[person])
		}
		v.Choices = append(v.Choices, choice)
	}
	own := p.Responses[c.Item.ID]
	v.Own, v.Seen, v.Mark = responseText(b, c.Item, own), own.Mark(), c.Proposal.Mark()
	if m, merged := p.Merged(c.Item.ID, p.Merges); merged {
		v.Merged, v.Former = true, responseText(b, c.Item, m.Former)
	}
	if !own.Same(c.Proposal) {
		v.Proposal = responseText(b, c.Item, c.Proposal)
	}
	return v
}

func responseText(b base, it *assessment.Item, r assessment.Response) string {
	if r.Mark() == "" {
		return b.T("people.no_answer")
	}
	return report.ResponseText(b.Printer, it, r)
}

func agreementOf(b base, p *service.Colleagues) *agreementView {
	if !p.Compared() {
		return nil
	}
	g := p.Voices.Agreement
	v := &agreementView{Printer: b.Printer, ID: p.ID, Merged: report.MergingText(b.Printer, p.Merging),
		People: b.Count("word.agree.people", len(p.Voices.People), "Items", b.Whole(len(p.Items))),
		Whole:  report.AgreementText(b.Printer, g)}
	for _, a := range g.Dimensions {
		v.Areas = append(v.Areas, agreementArea{report.AreaTitle(b.Printer, p.Questionnaire, a.ID),
			report.ConsensusText(b.Printer, a.Consensus), report.ConsensusWords(b.Printer, a.Consensus)})
	}
	for _, c := range p.Talk() {
		v.Talk = append(v.Talk, comparedOf(b, p, c))
	}
	v.Picture = agreementSVG(b, p)
	return v
}

func agreementSVG(b base, p *service.Colleagues) template.HTML {
	rows := report.AgreementBars(b.Printer, p.Questionnaire, p.Voices.Agreement)
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, b.T("people.picture"), b.T("people.picture_text"))
	svg.ID, svg.RightToLeft = b.At+"agreement", b.Dir() == "rtl"
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, nil, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func (s *Server) peoplePage(c echo.Context) (*peoplePage, error) {
	in, err := s.interview(c)
	if err != nil {
		return nil, err
	}
	p, err := s.Service.Colleagues(c.Request().Context(), in)
	if err != nil {
		return nil, err
	}
	b := s.ownerPage(c, "people.title", "people")
	page := &peoplePage{base: b, ID: in.ID, People: p, Once: rand.Text(), Agreement: agreementOf(b, p)}
	times := map[string]int{}
	for _, sheet := range p.Sheets {
		times[sheet.Label]++
	}
	for _, sheet := range p.Sheets {
		line := sheetLine{ID: sheet.ID, Who: nameOf(b, sheet.Label, false, sheet.Number, times[sheet.Label] > 1), Date: b.Date(sheet.Answered),
			Progress: b.T("people.progress", "Asked", b.Whole(sheet.Progress.Asked), "Of", b.Whole(sheet.Progress.Asked+sheet.Progress.High))}
		if sheet.Finished {
			line.Progress = b.T("people.finished")
		}
		page.Sheets = append(page.Sheets, line)
	}
	if c.QueryParam("sheet") == "removed" {
		page.Notice = b.T("colleague.removed")
	}
	page.fill()
	return page, nil
}

// fill lists the items that differ or were merged, by area.
func (p *peoplePage) fill() {
	if p.Agreement == nil {
		return
	}
	for i := range p.People.Items {
		c := &p.People.Items[i]
		v := comparedOf(p.base, p.People, c)
		if !c.Differs() && !v.Merged {
			continue
		}
		if n := len(p.Areas); n == 0 || p.Areas[n-1].Title != v.Area {
			p.Areas = append(p.Areas, differingView{Title: v.Area})
		}
		area := &p.Areas[len(p.Areas)-1]
		area.Items = append(area.Items, v)
		if v.Proposal != "" {
			p.Offers++
		}
	}
}

func (s *Server) people(c echo.Context) error {
	page, err := s.peoplePage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/people", page)
}

// inviteColleagues makes the invitation and shows it, this once.
func (s *Server) inviteColleagues(c echo.Context) error {
	var f codeOnce
	if err := bind(c, &f); err != nil {
		return err
	}
	if _, err := s.interview(c); err != nil {
		return err
	}
	link := ""
	if f.Once == "" || s.forms.first(c.Param("id")+" invite "+f.Once) {
		token, err := s.Service.InviteColleagues(c.Request().Context(), c.Param("id"), s.key(c))
		if err != nil {
			return err
		}
		link = s.linkIn(c, sheetPath+"/"+token)
	}
	page, err := s.peoplePage(c)
	if err != nil {
		return err
	}
	page.Link = link
	if link == "" {
		page.Notice = page.T("people.invite_made")
	} else {
		page.Picture = scanPicture(link, page.T("people.invite_picture"))
	}
	return s.render(c, http.StatusOK, "pages/people", page)
}

func (s *Server) cancelInvite(c echo.Context) error {
	if err := s.Service.CancelInvite(c.Request().Context(), c.Param("id"), s.key(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/people")
}

type closeForm struct {
	Closed string `form:"closed" validate:"max=3"`
}

// closeAnswers ends what colleagues can answer, or opens it again.
func (s *Server) closeAnswers(c echo.Context) error {
	var f closeForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if _, err := s.interview(c); err != nil {
		return err
	}
	if f.Closed != "yes" && f.Closed != "no" {
		return assessment.InvalidField("closed", "field.pick_one", nil)
	}
	if err := s.Service.CloseAnswers(c.Request().Context(), c.Param("id"), s.key(c), f.Closed == "yes"); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/people#who")
}

// mergeForm is every merged answer on the page, and which button was pressed:
// that of one item, or of all.
type mergeForm struct {
	Item  string   `form:"item" validate:"max=60"`
	Marks []string `form:"marks" validate:"max=200,dive,max=200"`
}

// markSeparator stands between item, seen and proposal.
const markSeparator = " "

// wishes reads what the owner confirms.
func (f mergeForm) wishes() (all []service.MergeWish) {
	for _, m := range f.Marks {
		parts := strings.Split(m, markSeparator)
		if len(parts) == 3 && (f.Item == "" || f.Item == parts[0]) {
			all = append(all, service.MergeWish{Item: parts[0], Seen: parts[1], Proposal: parts[2]})
		}
	}
	return all
}

// Marks is what the form sends back of an item, see mergeForm.
func (v comparedView) Marks() string {
	return strings.Join([]string{v.Item.ID, v.Seen, v.Mark}, markSeparator)
}

// mergeAnswers takes merged answers over, one or all.
func (s *Server) mergeAnswers(c echo.Context) error {
	var f mergeForm
	if err := bind(c, &f); err != nil {
		return err
	}
	_, err := s.Service.MergeAnswers(c.Request().Context(), c.Param("id"), s.key(c), f.wishes())
	if assessment.KindOf(err) == assessment.Conflict {
		page, failed := s.peoplePage(c)
		if failed != nil {
			return failed
		}
		page.Problem = page.T("error.merge_changed")
		return s.render(c, http.StatusConflict, "pages/people", page)
	}
	if err != nil {
		return err
	}
	to := "/assessments/" + c.Param("id") + "/people#merge"
	if f.Item != "" {
		to = "/assessments/" + c.Param("id") + "/people#" + f.Item
	}
	return c.Redirect(http.StatusSeeOther, to)
}
