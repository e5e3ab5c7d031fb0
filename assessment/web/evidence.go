package web

import (
	"crypto/rand"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// What the owner sees of how far the answers were checked, and by whom.

// evidenceView is a grade in words, on the result and wherever it is judged.
type evidenceView struct {
	Grade  string
	Text   string
	People []report.EvidencePerson // whom it rests on
}

func evidenceOf(b base, e assessment.Evidence) evidenceView {
	return evidenceView{report.GradeText(b.Printer, e.Grade), report.EvidenceText(b.Printer, e), report.EvidencePeople(b.Printer, e)}
}

// Evidence is the grade of the outcome.
func (p *outcomePage) Evidence() evidenceView { return evidenceOf(p.base, p.Outcome.Evidence) }

// confirmedView is what an adviser said of an answer.
type confirmedView struct {
	Day     string // on which proof was seen
	On      string // that it was, and when
	Who     string // empty for whoever reads it
	Note    string
	Changed string // that it no longer counts; empty while it does
}

// confirmedOf returns what was last confirmed of an answer; nil for nothing.
// Changed is the message for one that no longer counts.
func confirmedOf(b base, record assessment.EvidenceRecord, r assessment.Reading, changed string) *confirmedView {
	said, holds := record.Said(r)
	if said == nil {
		return nil
	}
	v := &confirmedView{Day: b.Date(said.Seen), Who: report.WhoText(b.Printer, said.Name, said.Organisation), Note: said.Note}
	v.On = b.T("evidence.seen_on", "Date", v.Day)
	if !holds {
		v.Changed = b.T(changed)
	}
	return v
}

// evidencePage is the page.
type evidencePage struct {
	base
	ID       string
	Advising *service.Advising
	Judged   evidenceView
	Looks    []adviserView // who can look now
	Former   []adviserView // who could
	Answers  []confirmedAnswer
	Over     bool // the round is
	Link     string
	Picture  template.HTML
	Once     string
	Notice   string
}

type adviserView struct{ Account, Who, When string }

// confirmedAnswer is a confirmation with its question.
type confirmedAnswer struct {
	Item   *assessment.Item
	Answer string
	Said   *confirmedView
}

func (s *Server) evidencePage(c echo.Context) (*evidencePage, error) {
	in, err := s.interview(c)
	if err != nil {
		return nil, err
	}
	advising, err := s.Service.Advising(c.Request().Context(), in)
	if err != nil {
		return nil, err
	}
	b := s.ownerPage(c, "evidence.title", "result")
	page := &evidencePage{base: b, ID: in.ID, Advising: advising, Judged: evidenceOf(b, advising.Evidence), Over: in.Over(), Once: rand.Text()}
	for _, a := range in.Evidence.Advisers {
		v := adviserView{Account: a.Account, Who: report.WhoText(b.Printer, a.Name, a.Organisation)}
		if a.Ended.IsZero() {
			v.When = b.T("evidence.since", "Date", b.Date(a.Granted))
			page.Looks = append(page.Looks, v)
		} else {
			v.When = b.T("evidence.from_to", "From", b.Date(a.Granted), "To", b.Date(a.Ended))
			page.Former = append(page.Former, v)
		}
	}
	for _, r := range in.Readings() {
		if said := confirmedOf(b, in.Evidence, r, "evidence.changed"); said != nil && in.Shows(r.Item) {
			page.Answers = append(page.Answers, confirmedAnswer{r.Item, report.AnswerText(b.Printer, r), said})
		}
	}
	return page, nil
}

func (s *Server) evidence(c echo.Context) error {
	page, err := s.evidencePage(c)
	if err != nil {
		return err
	}
	if c.QueryParam("ended") != "" {
		page.Notice = page.T("evidence.ended")
	}
	return s.render(c, http.StatusOK, "pages/evidence", page)
}

// inviteAdviser makes the invitation and shows it, this once.
func (s *Server) inviteAdviser(c echo.Context) error {
	var f codeOnce
	if err := bind(c, &f); err != nil {
		return err
	}
	if _, err := s.interview(c); err != nil {
		return err
	}
	link := ""
	if f.Once == "" || s.forms.first(c.Param("id")+" adviser "+f.Once) {
		token, err := s.Service.InviteAdviser(c.Request().Context(), c.Param("id"), s.key(c))
		if err != nil {
			return err
		}
		link = s.linkIn(c, "/advise/"+token)
	}
	page, err := s.evidencePage(c)
	if err != nil {
		return err
	}
	if page.Link = link; link == "" {
		page.Notice = page.T("evidence.invite_made")
	} else {
		page.Picture = scanPicture(link, page.T("evidence.picture"))
	}
	return s.render(c, http.StatusOK, "pages/evidence", page)
}

func (s *Server) cancelAdviser(c echo.Context) error {
	if err := s.Service.CancelAdviser(c.Request().Context(), c.Param("id"), s.key(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/evidence")
}

type adviserForm struct {
	Account string `form:"account" validate:"required,max=64"`
}

// endAdviser ends the access of one adviser.
func (s *Server) endAdviser(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f adviserForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.EndAdviser(c.Request().Context(), c.Param("id"), s.key(c), f.Account); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/evidence?ended=1")
}
