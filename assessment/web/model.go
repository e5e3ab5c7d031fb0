package web

import (
	"errors"
	"html/template"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
)

// offerView is a model that can be added.
type offerView struct {
	ID      string
	Title   string
	Summary string
	Needs   assessment.Needs
}

// modelView is what an added model says.
type modelView struct {
	ID          string
	Title       string
	Summary     string
	Verdict     string
	Means       string // what one sees in a firm at this level
	Score       string
	Strict      string
	Group       string
	Next        string
	Known       string
	Missing     string // why no level shows
	Needs       assessment.Needs
	Deeper      bool // the full depth asks more
	Bars        template.HTML
	Scored      bool // areas have scores, not only stages
	Stricter    bool // areas have strict scores too
	Areas       []areaView
	Comparisons []comparisonView
	OpenPoints  []string
	Note        string
	Version     string
	Layout      bool // it has a file format of its own
}

// areaView is one area of an added model.
type areaView struct {
	Title  string
	Level  string
	Means  string
	Score  string
	Strict string
	Known  string
}

// comparisonView is an official figure.
type comparisonView struct {
	Text   string
	Figure string
	Source string
	URL    string
}

// offers are the models that the firm has not added.
func (s *Server) offers(c echo.Context, page outcomePage) ([]offerView, error) {
	catalogue, err := s.Service.Catalogue(c.Request().Context())
	if err != nil {
		return nil, err
	}
	var all []offerView
	for _, m := range catalogue.OtherModels(page.Interview.Questionnaire) {
		if page.Interview.Adds(m.ID) || m.ID == page.Interview.Model.ID {
			continue
		}
		all = append(all, offerView{ID: m.ID, Title: page.Say(m.Title), Summary: page.Say(m.Summary), Needs: m.Needs(page.Outcome.Readings)})
	}
	return all, nil
}

func modelOf(page outcomePage, r assessment.ModelResult) modelView {
	p, m, all := page.Printer, r.Model, r.Result.Overall
	v := modelView{ID: m.ID, Title: page.Say(m.Title), Summary: page.Say(m.Summary), Note: page.Say(m.Note), Version: m.ID + " " + m.Version,
		Verdict: report.ModelVerdict(p, r), Score: report.ModelScore(p, m, all), Strict: report.ModelStrictText(p, r), Group: report.ModelGroup(p, r),
		Next: report.ModelNext(p, m, all), Known: report.FactsText(p, all.Coverage), Missing: report.ModelMissing(p, m, all),
		Needs: m.Needs(page.Outcome.Readings), Deeper: page.Outcome.Depth.Less(assessment.Full), Bars: modelSVG(page.base, r),
		Scored: len(m.Cuts) > 0, Layout: len(m.Layout) > 0}
	if level := m.Level(all.Level); level != nil && !all.Withheld {
		v.Means = page.Say(level.Text)
	}
	for _, d := range r.Result.Dimensions {
		a := areaView{Title: report.DimensionTitle(p, m, d.ID), Level: report.ModelLevel(p, m, d.Standing), Score: report.ModelPoints(p, m, d.Standing),
			Means: report.ModelMeans(p, m, d), Known: report.FactsShort(p, d.Coverage)}
		if strict := report.ModelStrict(d.Standing, d.Strict); strict != nil {
			v.Stricter, a.Strict = true, report.ModelPoints(p, m, *strict)
		}
		v.Areas = append(v.Areas, a)
	}
	for _, c := range m.Comparisons {
		v.Comparisons = append(v.Comparisons, comparisonView{page.Say(c.Text), report.ComparisonText(p, c), c.Source, c.URL})
	}
	for _, point := range m.OpenPoints {
		v.OpenPoints = append(v.OpenPoints, page.Say(point))
	}
	return v
}

// addModel adds a model and goes on to what it asks.
func (s *Server) addModel(c echo.Context) error {
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	in, err := s.Service.AddModel(c.Request().Context(), c.Param("id"), s.key(c), c.Param("model"))
	if err != nil {
		return noModel(err)
	}
	if _, more := in.Next(); more {
		return s.goTo(c, "/assessments/"+in.ID+"/next")
	}
	return s.goTo(c, "/assessments/"+in.ID+"/result#model-"+c.Param("model"))
}

// removeModel takes a model back; answers stay.
func (s *Server) removeModel(c echo.Context) error {
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	in, err := s.Service.RemoveModel(c.Request().Context(), c.Param("id"), s.key(c), c.Param("model"))
	if err != nil {
		return err
	}
	return s.goTo(c, "/assessments/"+in.ID+"/result#models")
}

// noModel says in the words of a page, not of a file, that a model cannot be
// added.
func noModel(err error) error {
	var e *assessment.Error
	if errors.As(err, &e) && slices.ContainsFunc(e.Fields, func(f assessment.FieldError) bool { return f.Field == "models" }) {
		return &assessment.Error{Kind: e.Kind, Key: "error.model_unknown", Cause: err}
	}
	return err
}

// exportFields sends the result of an added model in its public field layout.
func (s *Server) exportFields(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	o := in.Seen()
	at := slices.IndexFunc(o.Others, func(r assessment.ModelResult) bool { return r.Model.ID == c.Param("model") })
	if at < 0 || len(o.Others[at].Model.Layout) == 0 {
		return assessment.Missing("error.fields_unknown")
	}
	m := o.Others[at].Model
	header, row := m.WriteFields(o.Profile, o.Updated.UTC(), o.Others[at].Result)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="onramp-`+m.ID+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", assessment.FormatFields(header, row))
}

// fieldsForm is the import of a file in a model's field layout, as typed.
type fieldsForm struct {
	Model   string `form:"model" validate:"required,max=40"`
	Country string `form:"country" validate:"required,max=2"`
	Text    string `form:"fields"`
}

// layouts are the models whose field layout can be read.
func layouts(catalogue *assessment.Catalogue, q *assessment.Questionnaire) []*assessment.Model {
	return slices.DeleteFunc(catalogue.OtherModels(q), func(m *assessment.Model) bool { return len(m.Layout) == 0 })
}

// importFields begins an assessment from a file in a model's field layout.
func (s *Server) importFields(c echo.Context) error {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return err
	}
	var f fieldsForm
	err = bind(c, &f)
	if err != nil && assessment.KindOf(err) != assessment.Invalid {
		return err
	}
	data, unread := sentFile(c, f.Text)
	if unread != nil {
		return unread
	}
	if err == nil && !slices.ContainsFunc(layouts(catalogue, q), func(m *assessment.Model) bool { return m.ID == f.Model }) {
		err = assessment.InvalidField("model", "field.pick_one", nil)
	}
	if err == nil && !assessment.IsCountry(f.Country) {
		err = assessment.InvalidField("country", "field.country", map[string]any{"Value": f.Country})
	}
	if err == nil {
		var id, token string
		if id, token, err = s.Service.AdoptFields(c.Request().Context(), q.ID, f.Model, data, assessment.Profile{Country: f.Country}); err == nil {
			s.setKey(c, id, token)
			return s.goTo(c, "/assessments/"+id)
		}
	}
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.Invalid {
		return err
	}
	page, err := s.importPage(c)
	if err != nil {
		return err
	}
	page.Fields, page.Fields.Text = f, string(data)
	page.Errors = map[string]string{}
	for _, bad := range e.Fields {
		if e.Key == "error.invalid" {
			page.Errors[bad.Field] = report.FieldText(page.Printer, bad)
		} else {
			page.FieldProblems = append(page.FieldProblems, problemOf(page.base, bad))
		}
	}
	return s.render(c, http.StatusUnprocessableEntity, "pages/import", page)
}

// importAgain sends whoever reloads the address of the form to its page.
func (s *Server) importAgain(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/import") }
