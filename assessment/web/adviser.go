package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// What an adviser sees: the invitation, the firms, and a firm's answers.

// advisePage is what an invitation says.
type advisePage struct {
	base
	Token  string
	Firm   string // as the owner typed it; may be empty
	SignIn string // where to sign in and come back; empty for whoever is
}

func (s *Server) adviseForm(c echo.Context) error {
	profile, err := s.Service.AdviserOffer(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	page := &advisePage{base: s.page(c, "advise.title"), Token: c.Param("token"), Firm: profile.Name}
	if page.Member == nil {
		page.SignIn = signInAddress(c.Request().URL.Path)
	}
	return s.render(c, http.StatusOK, "pages/advise", page)
}

// advise accepts an invitation.
func (s *Server) advise(c echo.Context) error {
	id, err := s.Service.Advise(c.Request().Context(), s.by(c), c.Param("token"))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/firms/"+id)
}

// firmsPage lists the firms.
type firmsPage struct {
	base
	Firms   []firmLine
	Stopped bool
}

// firmLine is a firm in the list.
type firmLine struct {
	ID, Name, About, Confirmed, Since string
	Judged                            evidenceView
}

func firmLineOf(b base, firm *service.AdvisedFirm) firmLine {
	profile := firm.Profile
	about := []string{b.Country(profile.Country), report.SectorText(b.Printer, firm.Questionnaire, profile), b.Count("firm.employees", profile.Employees)}
	about = compact(about)
	return firmLine{ID: firm.ID, Name: profile.Name, About: strings.Join(about, " · "), Since: b.T("firm.since", "Date", b.Date(firm.Granted)),
		Confirmed: b.T("firms.confirmed", "N", b.Whole(firm.Judged.Confirmed), "Answers", b.Whole(firm.Judged.Answers)), Judged: evidenceOf(b, firm.Judged)}
}

// compact leaves out what is empty.
func compact(all []string) (kept []string) {
	for _, text := range all {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func (s *Server) firms(c echo.Context) error {
	all, err := s.Service.AdvisedFirms(c.Request().Context(), s.by(c))
	if err != nil {
		return err
	}
	page := &firmsPage{base: s.accountDesk(c, "firms.title", "firms"), Stopped: c.QueryParam("stopped") != ""}
	for _, firm := range all {
		page.Firms = append(page.Firms, firmLineOf(page.base, firm))
	}
	return s.render(c, http.StatusOK, "pages/firms", page)
}

// firmPage shows a firm's answers, to confirm.
type firmPage struct {
	base
	Firm    firmLine
	Began   string
	First   string // the first day that can be given, and the last
	Last    string
	Areas   []firmArea
	Form    confirmForm
	Problem string
	Saved   bool
}

// firmArea is one area with the answers given.
type firmArea struct {
	ID, Title string
	Answers   []firmAnswer
}

// firmAnswer is one answer: Mark is empty for one that nobody can confirm.
type firmAnswer struct {
	Item   *assessment.Item
	Answer string
	Mark   string
	Ticked bool
	Mine   *confirmedView // what the adviser said of it
	Others *confirmedView // what another said of it last
}

// confirmForm is what an adviser sends; each of Marks is an item and the mark of
// the response that the page showed.
type confirmForm struct {
	Marks []string `form:"marks" validate:"max=200,dive,max=200"`
	Seen  string   `form:"seen" validate:"max=40"`
	Note  string   `form:"note" validate:"max=1000"`
}

// wishes reads what is confirmed.
func (f confirmForm) wishes() (all []service.ConfirmWish) {
	for _, m := range f.Marks {
		item, seen, _ := strings.Cut(m, markSeparator)
		all = append(all, service.ConfirmWish{Item: item, Seen: seen})
	}
	return all
}

func (s *Server) firmPage(c echo.Context, f confirmForm) (*firmPage, error) {
	firm, err := s.Service.AdvisedFirm(c.Request().Context(), s.by(c), c.Param("firm"))
	if err != nil {
		return nil, err
	}
	b := s.accountDesk(c, "firms.title", "firms")
	first, last := assessment.SeenDays(firm.Created, s.Service.Now())
	page := &firmPage{base: b, Firm: firmLineOf(b, firm), Began: b.Date(firm.Created), First: first.Format(time.DateOnly), Last: last.Format(time.DateOnly), Form: f}
	ticked := map[string]bool{}
	for _, m := range f.Marks {
		ticked[m] = true
	}
	readings := firm.Readings()
	for _, section := range sections(b, firm.Interview) {
		area := firmArea{ID: section.ID, Title: section.Title}
		for _, v := range section.Items {
			r, _ := readings.Of(v.Item.ID)
			if r.State == assessment.NotAsked || r.ByRule {
				continue
			}
			area.Answers = append(area.Answers, firmAnswerOf(b, firm, r, s.by(c), ticked))
		}
		if len(area.Answers) > 0 {
			page.Areas = append(page.Areas, area)
		}
	}
	return page, nil
}

func firmAnswerOf(b base, firm *service.AdvisedFirm, r assessment.Reading, by string, ticked map[string]bool) firmAnswer {
	record := firm.Interview.Evidence
	v := firmAnswer{Item: r.Item, Answer: report.AnswerText(b.Printer, r),
		Mine: confirmedOf(b, record.By(by), r, "evidence.changed_firm"), Others: confirmedOf(b, record.Beside(by), r, "evidence.changed_firm")}
	switch r.State { // the usual words speak to the owner
	case assessment.DontKnow:
		v.Answer = b.T("word.agree.says_dont_know")
	case assessment.NotRelevant:
		v.Answer = b.T("word.agree.says_not_relevant")
	}
	if v.Mine != nil {
		v.Mine.On, v.Mine.Who = b.T("firm.by_you", "Date", v.Mine.Day), ""
	}
	if r.Confirmable() && (v.Mine == nil || v.Mine.Changed != "") {
		v.Mark = r.Item.ID + markSeparator + r.Response.Mark()
		v.Ticked = ticked[v.Mark]
	}
	return v
}

func (s *Server) firm(c echo.Context) error {
	page, err := s.firmPage(c, confirmForm{})
	if err != nil {
		return err
	}
	page.Saved = c.QueryParam("saved") != ""
	return s.render(c, http.StatusOK, "pages/firm", page)
}

// confirm keeps what an adviser saw.
func (s *Server) confirm(c echo.Context) error {
	var f confirmForm
	err := bind(c, &f)
	if err == nil {
		err = s.Service.Confirm(c.Request().Context(), s.by(c), c.Param("firm"), f.wishes(), dayOf(f.Seen), strings.TrimSpace(f.Note))
	}
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/firms/"+c.Param("firm")+"?saved=1")
	}
	if kind := assessment.KindOf(err); kind != assessment.Invalid && kind != assessment.Conflict {
		return err
	}
	page, failed := s.firmPage(c, f)
	if failed != nil {
		return failed
	}
	status, problem, _ := refusal(c, &page.base, err)
	page.Problem = problem
	return s.render(c, status, "pages/firm", page)
}

type takeBackForm struct {
	Item string `form:"item" validate:"required,max=60"`
}

// takeBack removes one of the adviser's confirmations.
func (s *Server) takeBack(c echo.Context) error {
	var f takeBackForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.TakeBack(c.Request().Context(), s.by(c), c.Param("firm"), f.Item); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/firms/"+c.Param("firm")+"?saved=1")
}

// stopAdvising ends the adviser's own access.
func (s *Server) stopAdvising(c echo.Context) error {
	if err := s.Service.StopAdvising(c.Request().Context(), s.by(c), c.Param("firm")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/firms?stopped=1")
}

// dayOf reads a day as browsers send it; the zero time for anything else, which
// the rules refuse.
func dayOf(typed string) time.Time {
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil {
		return time.Time{}
	}
	return day
}

// backToFirm sends whoever reloads the address of a form to the firm's page.
func backToFirm(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, "/firms/"+url.PathEscape(c.Param("firm")))
}
