package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// interview returns the assessment of the address, if the visitor's key opens
// it. A colleague's sheet is refused: most pages are the owner's.
func (s *Server) interview(c echo.Context) (*service.Interview, error) {
	in, err := s.anyInterview(c)
	if err == nil && in.Sheet() {
		err = &assessment.Error{Kind: assessment.Forbidden, Key: "error.sheet"}
	}
	return in, err
}

// anyInterview is interview for pages that a colleague's sheet has too.
func (s *Server) anyInterview(c echo.Context) (*service.Interview, error) {
	in, err := s.Service.Interview(c.Request().Context(), c.Param("id"), s.key(c))
	if err == nil {
		noteRound(c, in)
	}
	return in, err
}

// sectionView is one dimension on the overview and the answers page, or the
// questions that only added models need.
type sectionView struct {
	ID       string
	Title    string
	Items    []itemView
	Answered int
	Open     int // items that could still be asked in full depth
}

// itemView is one item with its answer in words.
type itemView struct {
	Item   *assessment.Item
	Answer string
	State  assessment.State
	Change bool           // can be answered
	Last   string         // what the round before answered
	Said   *confirmedView // by an adviser; nil for nothing
}

func sections(b base, in *service.Interview) []sectionView {
	readings := in.Readings()
	var all []sectionView
	for i := range in.Questionnaire.Dimensions {
		d := &in.Questionnaire.Dimensions[i]
		v := sectionView{ID: d.ID, Title: b.Say(d.Title)}
		v.fill(b, in, readings, func(it *assessment.Item) bool { return it.Dimension == d.ID && it.Core() })
		all = append(all, v)
	}
	added := sectionView{ID: "models", Title: b.T("models.questions")}
	added.fill(b, in, readings, func(it *assessment.Item) bool { return !it.Core() && in.Shows(it) })
	if len(added.Items) > 0 {
		all = append(all, added)
	}
	return all
}

// fill takes in the readings of the items that belong.
func (v *sectionView) fill(b base, in *service.Interview, readings assessment.Readings, belongs func(*assessment.Item) bool) {
	for _, r := range readings {
		if !belongs(r.Item) {
			continue
		}
		if r.Askable && r.State != assessment.NotAsked {
			v.Answered++
		} else if r.Askable {
			v.Open++
		}
		v.Items = append(v.Items, itemView{Item: r.Item, State: r.State, Change: r.Askable && !in.Over(), Answer: report.AnswerText(b.Printer, r), Last: lastTime(b, in, r.Item), Said: confirmedOf(b, in.Evidence, r, "evidence.changed")})
	}
}

// consentView is the question about statistics.
type consentView struct {
	*locale.Printer
	ID     string
	Return string
	Chosen string // yes or no

	Counted, Linked bool // statistics may count the firm; a register number links it
}

func consentOf(b base, in *service.Interview, back string) consentView {
	v := consentView{Printer: b.Printer, ID: in.ID, Return: back, Chosen: "no"}
	if in.StatisticsConsent {
		v.Chosen = "yes"
	}
	v.Counted, v.Linked = in.StatisticsConsent, in.Register != ""
	return v
}

// Consent is the form that changes consent to statistics.
func (p *overviewPage) Consent() consentView { return consentOf(p.base, p.Interview, "") }

type overviewPage struct {
	base
	Interview *service.Interview
	Sections  []sectionView
	Progress  assessment.Progress
	More      bool // the depth has more to ask
	Depths    []assessment.DepthRule
	Unchecked bool // the file it came from spoke of evidence, which was not taken over
}

func (s *Server) overview(c echo.Context) error {
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	if err := s.setKeys(c, in.ID, s.key(c)); err != nil { // the browser keeps it a year from the last visit
		return err
	}
	if in.Sheet() {
		return s.sheet(c, in)
	}
	b := s.ownerPage(c, "overview.title", "overview")
	_, more := in.Next()
	return s.render(c, http.StatusOK, "pages/overview", &overviewPage{base: b, Interview: in, Sections: sections(b, in),
		Progress: in.Progress(), More: more && !in.Over(), Depths: in.Questionnaire.Depths, Unchecked: c.QueryParam("unchecked") != ""})
}

func (s *Server) next(c echo.Context) error {
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	question, more := in.Next()
	if !more || in.Over() {
		return c.Redirect(http.StatusSeeOther, whenDone(in))
	}
	if in.Waits() {
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/wait")
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/items/"+question.Item.ID)
}

// whenDone is where the last answer leads.
func whenDone(in *service.Interview) string {
	if in.Sheet() {
		return "/assessments/" + in.ID
	}
	return "/assessments/" + in.ID + "/result"
}

type answersPage struct {
	base
	Interview *service.Interview
	Sections  []sectionView
	LastMonth string // what stands before an answer of the round before
}

func (s *Server) answers(c echo.Context) error {
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	if in.Sheet() { // its own page lists them
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID)
	}
	b := s.ownerPage(c, "answers.title", "answers")
	return s.render(c, http.StatusOK, "pages/answers", &answersPage{base: b, Interview: in, Sections: sections(b, in), LastMonth: lastMonth(b, in)})
}

type depthForm struct {
	Depth string `form:"depth" validate:"required,max=20"`
}

func (s *Server) setDepth(c echo.Context) error {
	var f depthForm
	if err := bind(c, &f); err != nil {
		return err
	}
	in, err := s.Service.SetDepth(c.Request().Context(), c.Param("id"), s.key(c), assessment.Depth(f.Depth))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/next")
}

type registerForm struct {
	Number string `form:"register" validate:"max=80"`
	Return string `form:"return" validate:"max=6"`
}

// setRegister links the firm's assessments for statistics by a number that only
// a keyed hash is kept of.
func (s *Server) setRegister(c echo.Context) error {
	var f registerForm
	if err := bind(c, &f); err != nil {
		return err
	}
	in, err := s.Service.SetRegister(c.Request().Context(), c.Param("id"), s.key(c), f.Number)
	if err != nil {
		return err
	}
	to := "/assessments/" + in.ID
	if f.Return == "result" {
		to += "/result"
	}
	return c.Redirect(http.StatusSeeOther, to+"#consent")
}

type consentForm struct {
	Consent string `form:"statistics_consent" validate:"required,max=3"`
	Return  string `form:"return" validate:"max=20"`
}

func (s *Server) setConsent(c echo.Context) error {
	var f consentForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if f.Consent != "yes" && f.Consent != "no" {
		return assessment.InvalidField("statistics_consent", "field.pick_one", nil)
	}
	in, err := s.Service.SetConsent(c.Request().Context(), c.Param("id"), s.key(c), f.Consent == "yes")
	if err != nil {
		return err
	}
	to := "/assessments/" + in.ID
	if f.Return == "result" {
		to += "/result"
	}
	return c.Redirect(http.StatusSeeOther, to+"#consent")
}

type deletePage struct {
	base
	ID string
}

func (s *Server) deleteForm(c echo.Context) error {
	in, err := s.anyInterview(c)
	if err != nil {
		return err
	}
	b := s.ownerPage(c, "delete.title", "leave")
	b.Owner.Sheet = in.Sheet()
	return s.render(c, http.StatusOK, "pages/delete", &deletePage{base: b, ID: in.ID})
}

func (s *Server) delete(c echo.Context) error {
	rounds, err := s.Service.Rounds(c.Request().Context(), c.Param("id"), s.key(c))
	if err == nil {
		err = s.Service.Delete(c.Request().Context(), c.Param("id"), s.key(c))
	}
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.ID != c.Param("id") {
			s.dropPathKey(c, r.ID)
		}
	}
	s.dropKey(c, c.Param("id"))
	return s.render(c, http.StatusOK, "pages/deleted", &deletePage{base: s.page(c, "deleted.title")})
}
