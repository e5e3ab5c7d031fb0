package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// What facilitators make: the list of their association's workshops, and the
// form that makes one or changes it.

type workshopsPage struct {
	base
	Workshops []workshopLine
	Deleted   bool
}

// workshopLine is one workshop of the list.
type workshopLine struct {
	*service.Hall
	When string
}

func (s *Server) workshops(c echo.Context) error {
	all, err := s.Service.Workshops(c.Request().Context(), s.by(c))
	if err != nil {
		return err
	}
	page := &workshopsPage{base: s.accountDesk(c, "workshops.title", "workshops"), Deleted: c.QueryParam("deleted") != ""}
	for _, h := range all {
		page.Workshops = append(page.Workshops, workshopLine{h, hours(page.base, &h.Workshop)})
	}
	return s.render(c, http.StatusOK, "pages/workshops", page)
}

// hours are when phones can join, by the clock in the room.
func hours(b base, w *assessment.Workshop) string {
	opens, closes := w.Local(w.Opens), w.Local(w.Closes)
	if opens.Format(time.DateOnly) == closes.Format(time.DateOnly) {
		return b.T("workshop.hours", "Date", b.Date(opens), "From", opens.Format("15:04"), "To", closes.Format("15:04"))
	}
	return b.T("workshop.hours_days", "Date", b.Date(opens), "From", opens.Format("15:04"), "Last", b.Date(closes), "To", closes.Format("15:04"))
}

// workshopForm is what the form sends, as typed.
type workshopForm struct {
	Title         string `form:"title" validate:"required,max=120"`
	Questionnaire string `form:"questionnaire" validate:"max=60"`
	Depth         string `form:"depth" validate:"max=20"`
	Pace          string `form:"pace" validate:"max=20"`
	Expected      string `form:"expected" validate:"max=12"`
	Opens         string `form:"opens" validate:"required,max=30"`
	Closes        string `form:"closes" validate:"required,max=30"`
	Offset        string `form:"offset" validate:"max=6"`
	Language      string `form:"language" validate:"max=20"`
	Revision      int64  `form:"revision"`
}

type workshopFormPage struct {
	base
	ID             string // empty for a new one
	Form           workshopForm
	Questionnaires []*assessment.Questionnaire // in their newest version
	Depths         []assessment.DepthRule
	Paces          []assessment.Pace
	Offsets        []offsetChoice
	Problem        string
	Fresh          bool // nothing is typed yet: the browser's own clock may be filled in
	UTC            [2]string
}

// offsetChoice is a clock of the world.
type offsetChoice struct{ Value, Text string }

// moments as the browser's field for date and time writes them.
const localMoment = "2006-01-02T15:04"

// usual is the workshop a facilitator most likely wants: now, for three hours.
func (s *Server) usualWorkshop(c echo.Context, b base) (workshopForm, error) {
	all, err := s.Service.Workshops(c.Request().Context(), s.by(c))
	if err != nil {
		return workshopForm{}, err
	}
	f := workshopForm{Questionnaire: s.Questionnaire, Depth: string(assessment.Standard), Pace: string(assessment.FreePace), Expected: "30", Offset: "0", Language: b.Tag()}
	w := assessment.Workshop{}
	if len(all) > 0 { // the last one tells how they work and where they are
		w = all[0].Workshop
		f.Depth, f.Pace, f.Expected, f.Offset, f.Questionnaire = string(w.Depth), string(w.Pace), strconv.Itoa(w.Expected), strconv.Itoa(w.Offset), w.Questionnaire
	}
	now := s.Service.Now().Truncate(15 * time.Minute)
	f.Opens, f.Closes = w.Local(now).Format(localMoment), w.Local(now.Add(3*time.Hour)).Format(localMoment)
	return f, nil
}

func (s *Server) workshopFormPage(c echo.Context, b base, id string, f workshopForm) (*workshopFormPage, error) {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return nil, err
	}
	page := &workshopFormPage{base: b, ID: id, Form: f, Paces: assessment.Paces, Offsets: offsets()}
	known := map[string]bool{}
	for _, one := range catalogue.Questionnaires {
		if !known[one.ID] {
			known[one.ID] = true
			newest, err := catalogue.Questionnaire(one.ID, "")
			if err != nil {
				return nil, err
			}
			page.Questionnaires = append(page.Questionnaires, newest)
		}
		if one.ID == f.Questionnaire {
			q = one
		}
	}
	page.Depths, page.Polls = q.Depths, true
	return page, nil
}

// offsets are the clocks people live by: every full hour and the halves and
// quarters that some countries keep.
func offsets() (all []offsetChoice) {
	for m := assessment.FirstOffset; m <= assessment.LastOffset; m += 15 {
		switch m {
		case -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825:
		default:
			if m%60 != 0 {
				continue
			}
		}
		all = append(all, offsetChoice{strconv.Itoa(m), "UTC" + time.Time{}.In(time.FixedZone("", m*60)).Format("-07:00")})
	}
	return all
}

// workshop reads the form; errors name the field.
func (f workshopForm) workshop() (w assessment.Workshop, err error) {
	w = assessment.Workshop{Title: f.Title, Questionnaire: f.Questionnaire, Depth: assessment.Depth(f.Depth), Pace: assessment.Pace(f.Pace), Language: f.Language, Revision: f.Revision}
	expected, errE := wholeNumber("expected", f.Expected)
	if expected != nil {
		w.Expected = *expected
	}
	var errF, errO, errC error
	if w.Offset, errF = strconv.Atoi(f.Offset); errF != nil || w.Offset < assessment.FirstOffset || w.Offset > assessment.LastOffset {
		errF = assessment.InvalidField("offset", "field.pick_one", nil)
	}
	zone := time.FixedZone("", w.Offset*60)
	at := func(field, typed string) (time.Time, error) {
		t, err := time.ParseInLocation(localMoment, typed, zone)
		if err != nil && typed != "" {
			return t, assessment.InvalidField(field, "field.day_and_time", nil)
		}
		return t.UTC(), nil
	}
	if w.Opens, errO = at("opens", f.Opens); f.Opens == "" {
		w.Opens = time.Time{}
	}
	if w.Closes, errC = at("closes", f.Closes); f.Closes == "" {
		w.Closes = time.Time{}
	}
	return w, merge(errE, errF, errO, errC)
}

func formOfWorkshop(w *assessment.Workshop) workshopForm {
	return workshopForm{Title: w.Title, Questionnaire: w.Questionnaire, Depth: string(w.Depth), Pace: string(w.Pace), Expected: strconv.Itoa(w.Expected),
		Opens: w.Local(w.Opens).Format(localMoment), Closes: w.Local(w.Closes).Format(localMoment), Offset: strconv.Itoa(w.Offset), Language: w.Language, Revision: w.Revision}
}

func (s *Server) newWorkshopForm(c echo.Context) error {
	b := s.accountDesk(c, "workshops.new", "workshops")
	f, err := s.usualWorkshop(c, b)
	if err != nil {
		return err
	}
	page, err := s.workshopFormPage(c, b, "", f)
	if err != nil {
		return err
	}
	now := s.Service.Now().Truncate(15 * time.Minute).UTC()
	page.Fresh, page.UTC = true, [2]string{now.Format(time.RFC3339), now.Add(3 * time.Hour).Format(time.RFC3339)}
	return s.render(c, http.StatusOK, "pages/workshop-form", page)
}

func (s *Server) addWorkshop(c echo.Context) error {
	return s.saveWorkshopForm(c, "workshops.new", "", func(w assessment.Workshop) (string, error) {
		return s.Service.AddWorkshop(c.Request().Context(), s.by(c), w)
	})
}

func (s *Server) editWorkshopForm(c echo.Context) error {
	h, err := s.hall(c)
	if err != nil {
		return err
	}
	page, err := s.workshopFormPage(c, s.accountDesk(c, "workshops.edit", "workshops"), h.ID, formOfWorkshop(&h.Workshop))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/workshop-form", page)
}

func (s *Server) saveWorkshop(c echo.Context) error {
	id := c.Param("workshop")
	return s.saveWorkshopForm(c, "workshops.edit", id, func(w assessment.Workshop) (string, error) {
		w.ID = id
		return id, s.Service.SaveWorkshop(c.Request().Context(), s.by(c), w)
	})
}

// saveWorkshopForm reads the form and saves it, or shows it again with what is
// wrong.
func (s *Server) saveWorkshopForm(c echo.Context, title, id string, save func(assessment.Workshop) (string, error)) error {
	var f workshopForm
	bound := bind(c, &f)
	w, read := f.workshop()
	err := merge(bound, read)
	if err == nil {
		var to string
		if to, err = save(w); err == nil {
			return c.Redirect(http.StatusSeeOther, "/workshops/"+to)
		}
	}
	b := s.accountDesk(c, title, "workshops")
	status, problem, ok := refusal(c, &b, err)
	if !ok {
		return err
	}
	page, failed := s.workshopFormPage(c, b, id, f)
	if failed != nil {
		return failed
	}
	page.Problem = problem
	if assessment.KindOf(err) == assessment.Conflict { // sending it again means the other was seen
		h, err := s.hall(c)
		if err != nil {
			return err
		}
		page.Form.Revision = h.Revision
	}
	return s.render(c, status, "pages/workshop-form", page)
}

// hall is the workshop of the address, to whoever runs it.
func (s *Server) hall(c echo.Context) (*service.Hall, error) {
	return s.Service.Workshop(c.Request().Context(), s.by(c), c.Param("workshop"))
}
