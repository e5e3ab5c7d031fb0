package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// Introductions between the firms of a workshop: the owner's page and the
// facilitator's button.

// contactForm is what an owner types to be introduced.
type contactForm struct {
	Person string   `form:"person" validate:"max=2000"`
	Firm   string   `form:"firm" validate:"max=2000"`
	Reach  string   `form:"reach" validate:"max=2000"`
	Note   string   `form:"note" validate:"max=10000"`
	Wants  []string `form:"wants" validate:"max=50,dive,max=100"`
	Apart  string   `form:"apart" validate:"max=10"`
	Agree  string   `form:"agree" validate:"max=10"`
}

type exchangePage struct {
	base
	*service.Exchange
	Form contactForm
	Said string // what the last button did
}

// Wants reports whether the form names the area.
func (p *exchangePage) Wants(area string) bool { return slices.Contains(p.Form.Wants, area) }

// Areas names areas in a sentence.
func (p *exchangePage) Areas(ids []string) string {
	var names []string
	for _, d := range p.Questionnaire.Dimensions {
		if slices.Contains(ids, d.ID) {
			names = append(names, p.Say(d.Title))
		}
	}
	return p.List(names)
}

// Done reports whether the firm has finished, before which nobody is introduced.
func (p *exchangePage) Done() bool { return !p.Finished.IsZero() }

// weakest are the areas in which a firm has most to gain.
func weakest(r assessment.Result) (areas []string) {
	known := slices.DeleteFunc(slices.Clone(r.Dimensions), func(d assessment.DimensionResult) bool { return d.Score == nil })
	slices.SortStableFunc(known, func(a, b assessment.DimensionResult) int {
		switch {
		case *a.Score < *b.Score:
			return -1
		case *a.Score > *b.Score:
			return 1
		}
		return 0
	})
	for _, d := range known[:min(2, len(known))] {
		areas = append(areas, d.ID)
	}
	return areas
}

func (s *Server) exchangePage(c echo.Context) (*exchangePage, error) {
	in, err := s.interview(c)
	if err != nil {
		return nil, err
	}
	x, err := s.Service.Exchange(c.Request().Context(), in.ID, s.key(c))
	if err != nil {
		return nil, err
	}
	page := &exchangePage{base: s.ownerPage(c, "exchange.title", "exchange"), Exchange: x}
	switch {
	case x.Contact != nil:
		page.Form = contactForm{Person: x.Contact.Person, Firm: x.Contact.Firm, Reach: x.Contact.Reach, Note: x.Contact.Note, Wants: x.Contact.Wants}
		if x.Contact.Apart {
			page.Form.Apart = "yes"
		}
	default:
		page.Form = contactForm{Firm: x.Profile.Name}
		if page.Done() {
			page.Form.Wants = weakest(x.Seen().Result)
		}
	}
	return page, nil
}

func (s *Server) exchange(c echo.Context) error {
	page, err := s.exchangePage(c)
	if err != nil {
		return err
	}
	switch c.QueryParam("said") {
	case "joined":
		page.Said = page.T("exchange.said_joined")
	case "left":
		page.Said = page.T("exchange.said_left")
	}
	return s.render(c, http.StatusOK, "pages/exchange", page)
}

func (s *Server) joinExchange(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f contactForm
	err := bind(c, &f)
	if err == nil && f.Agree != "yes" {
		err = assessment.InvalidField("agree", "field.exchange_agree", nil)
	}
	if err == nil {
		contact := assessment.Contact{Person: f.Person, Firm: f.Firm, Reach: f.Reach, Note: f.Note, Wants: f.Wants, Apart: f.Apart == "yes"}
		if err = s.Service.JoinExchange(c.Request().Context(), c.Param("id"), s.key(c), contact); err == nil {
			return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/exchange?said=joined")
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	page, err := s.exchangePage(c)
	if err != nil {
		return err
	}
	page.Errors, page.Form = problems, f
	return s.render(c, http.StatusUnprocessableEntity, "pages/exchange", page)
}

func (s *Server) leaveExchange(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	if err := s.Service.LeaveExchange(c.Request().Context(), c.Param("id"), s.key(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/exchange?said=left")
}

// introduce is the facilitator's button.
func (s *Server) introduce(c echo.Context) error {
	err := s.Service.Introduce(c.Request().Context(), s.by(c), c.Param("workshop"))
	if err != nil && assessment.KindOf(err) != assessment.Conflict { // pressed twice: the first has done it
		return err
	}
	return s.backToWorkshop(c)
}
