package web

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// platformForm is an entry of the directory as typed.
type platformForm struct {
	Name         string   `form:"name" validate:"required,max=120"`
	LocalName    string   `form:"name_local" validate:"max=120"`
	Operator     string   `form:"operator" validate:"required,max=120"`
	URL          string   `form:"url" validate:"max=500"`
	Source       string   `form:"source" validate:"max=500"`
	Summary      string   `form:"summary" validate:"required,max=300"`
	Note         string   `form:"note" validate:"max=1000"`
	Countries    string   `form:"countries" validate:"required,max=400"`
	Languages    string   `form:"languages" validate:"max=200"`
	Kinds        []string `form:"kinds" validate:"max=50"`
	Topics       []string `form:"topics" validate:"max=50"`
	Audience     []string `form:"audience" validate:"max=50"`
	Cost         string   `form:"cost" validate:"max=20"`
	Regions      string   `form:"regions" validate:"max=400"`
	Sectors      []string `form:"sectors" validate:"max=50"`
	EmployeesMin string   `form:"employees_min" validate:"max=12"`
	EmployeesMax string   `form:"employees_max" validate:"max=12"`
	AgeMin       string   `form:"age_min" validate:"max=12"`
	AgeMax       string   `form:"age_max" validate:"max=12"`
	Opens        string   `form:"opens" validate:"max=20"`
	Closes       string   `form:"closes" validate:"max=20"`
	Status       string   `form:"status" validate:"max=20"`
	Vendor       string   `form:"vendor" validate:"max=5"`
	Confirmed    string   `form:"confirmed" validate:"max=5"`
	ChangeNote   string   `form:"change_note" validate:"max=1000"`
	Seen         string   `form:"seen" validate:"max=100"`
	Once         string   `form:"once" validate:"max=40"`
}

// platformFormPage adds an entry, or changes one.
type platformFormPage struct {
	base
	ID        string // of the entry; empty for a new one
	Form      platformForm
	Problem   string
	Kinds     []assessment.Support
	Topics    []assessment.Choice
	Sectors   []assessment.Choice
	Audiences []string
	Prices    []string
	Statuses  []string
	Checked   string // how it was last checked
}

// Has reports whether a list of the form names a value.
func (p *platformFormPage) Has(list []string, value string) bool { return slices.Contains(list, value) }

// codes reads codes as people type lists: by commas, spaces or semicolons.
func codes(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}

// platform writes the form into an entry; what the form does not have stays.
func (f platformForm) platform(p assessment.Platform) (assessment.Platform, error) {
	trim := strings.TrimSpace
	p.Name, p.LocalName, p.Operator, p.URL, p.Source = trim(f.Name), trim(f.LocalName), trim(f.Operator), trim(f.URL), trim(f.Source)
	p.Summary.English, p.Note.English = trim(f.Summary), trim(f.Note)
	p.Countries, p.Regions = codes(strings.ToUpper(f.Countries)), codes(strings.ToUpper(f.Regions))
	p.Languages, p.Kinds, p.Topics, p.Audience, p.Sectors = codes(f.Languages), f.Kinds, f.Topics, f.Audience, f.Sectors
	p.Cost, p.Status, p.Vendor, p.Opens, p.Closes = f.Cost, f.Status, f.Vendor == "yes", trim(f.Opens), trim(f.Closes)
	var errs []error
	number := func(field, typed string) int {
		n, err := wholeNumber(field, typed)
		errs = append(errs, err)
		if n == nil {
			return 0
		}
		return *n
	}
	p.Employees = assessment.Span{Min: number("employees", f.EmployeesMin), Max: number("employees", f.EmployeesMax)}
	p.Age = assessment.Span{Min: number("age", f.AgeMin), Max: number("age", f.AgeMax)}
	return p, merge(errs...)
}

func formOfPlatform(p assessment.Platform) platformForm {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	f := platformForm{Name: p.Name, LocalName: p.LocalName, Operator: p.Operator, URL: p.URL, Source: p.Source, Summary: p.Summary.English, Note: p.Note.English,
		Countries: strings.Join(p.Countries, ", "), Languages: strings.Join(p.Languages, ", "), Kinds: p.Kinds, Topics: p.Topics, Audience: p.Audience,
		Cost: p.Cost, Regions: strings.Join(p.Regions, ", "), Sectors: p.Sectors, EmployeesMin: number(p.Employees.Min), EmployeesMax: number(p.Employees.Max),
		AgeMin: number(p.Age.Min), AgeMax: number(p.Age.Max), Opens: p.Opens, Closes: p.Closes, Status: p.Status, Seen: p.Mark()}
	if p.Vendor {
		f.Vendor = "yes"
	}
	return f
}

func (s *Server) platformFormPage(c echo.Context, f platformForm) (*platformFormPage, error) {
	_, q, err := s.newest(c)
	if err != nil {
		return nil, err
	}
	title := "platforms.add"
	if c.Param("platform") != "" {
		title = "platforms.edit"
	}
	f.Once = rand.Text()
	return &platformFormPage{base: s.accountDesk(c, title, "platforms"), ID: c.Param("platform"), Form: f, Kinds: q.Kinds, Topics: q.Topics, Sectors: q.Sectors,
		Audiences: assessment.Audiences, Prices: assessment.Prices, Statuses: assessment.Statuses}, nil
}

func (s *Server) newPlatformForm(c echo.Context) error {
	page, err := s.platformFormPage(c, platformForm{Status: assessment.StatusActive, Operator: s.account(c).Organisation.Name})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/platform-form", page)
}

// addPlatform adds an entry. Whoever adds one vouches for it.
func (s *Server) addPlatform(c echo.Context) error {
	var f platformForm
	bound := bind(c, &f)
	p, read := f.platform(assessment.Platform{})
	err := merge(bound, read)
	if err == nil {
		if !s.firstTime(c, f.Once) {
			return c.Redirect(http.StatusSeeOther, "/platforms")
		}
		p.Confirm(s.Service.Now())
		var id string
		if id, err = s.Service.AddPlatform(c.Request().Context(), *s.editor(c), p, f.ChangeNote); err == nil {
			return c.Redirect(http.StatusSeeOther, "/platforms/"+id+"?saved=1")
		}
	}
	return s.platformAgain(c, f, err)
}

// ownPlatform finds the entry of the address, which the visitor may change.
func (s *Server) ownPlatform(c echo.Context) (*service.PlatformEntry, error) {
	e, err := s.Service.Platform(c.Request().Context(), c.Param("platform"))
	switch {
	case err != nil:
		return nil, err
	case e.Platform == nil:
		return nil, assessment.Missing("error.platform_unknown")
	case !s.editor(c).Mine(e):
		return nil, &assessment.Error{Kind: assessment.Forbidden, Key: "error.platform_not_yours"}
	}
	return e, nil
}

func (s *Server) editPlatformForm(c echo.Context) error {
	e, err := s.ownPlatform(c)
	if err != nil {
		return err
	}
	page, err := s.platformFormPage(c, formOfPlatform(*e.Platform))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/platform-form", page)
}

func (s *Server) savePlatform(c echo.Context) error {
	e, err := s.ownPlatform(c)
	if err != nil {
		return err
	}
	var f platformForm
	bound := bind(c, &f)
	p, read := f.platform(*e.Platform)
	if err = merge(bound, read); err == nil {
		if f.Confirmed == "yes" {
			p.Confirm(s.Service.Now())
		}
		if err = s.Service.SavePlatform(c.Request().Context(), *s.editor(c), p, f.Seen, f.ChangeNote); err == nil {
			return c.Redirect(http.StatusSeeOther, "/platforms/"+p.ID+"?saved=1")
		}
	}
	if assessment.KindOf(err) == assessment.Conflict {
		// What was typed stays; sending it again means the new state was seen.
		f.Seen = e.Platform.Mark()
	}
	return s.platformAgain(c, f, err)
}

// platformAgain shows the form with what was typed and what does not fit.
func (s *Server) platformAgain(c echo.Context, f platformForm, err error) error {
	page, failed := s.platformFormPage(c, f)
	if failed != nil {
		return failed
	}
	status, problem, ok := refusal(c, &page.base, err)
	if !ok {
		return err
	}
	page.Problem = problem
	return s.render(c, status, "pages/platform-form", page)
}

// Rules reports whether the form says anything of the rules, or failed there.
func (p *platformFormPage) Rules() bool {
	f := p.Form
	said := f.Regions + f.EmployeesMin + f.EmployeesMax + f.AgeMin + f.AgeMax + f.Opens + f.Closes + strings.Join(f.Sectors, "")
	return said != "" || slices.ContainsFunc([]string{"regions", "employees", "age", "sectors", "opens", "closes"}, func(field string) bool { return p.Failed(field) != "" })
}

// fieldView is one input of the form of an entry.
type fieldView struct {
	base
	Name, Value, Hint, Problem string
	Min, Max                   string // of a range
	Type                       string
	Required                   bool
}

// Described names what stands with the input.
func (v fieldView) Described() string {
	var ids []string
	if v.Hint != "" {
		ids = append(ids, v.Name+"-hint")
	}
	if v.Problem != "" {
		ids = append(ids, v.Name+"-problem")
	}
	return strings.Join(ids, " ")
}

// Text is a one-line input; its hint, where it has one, is found by its name.
func (p *platformFormPage) Text(name, value string, required bool) fieldView {
	v := fieldView{base: p.base, Name: name, Value: value, Problem: p.Failed(name), Required: required}
	switch name {
	case "name", "operator", "name_local":
	case "opens", "closes":
		v.Type = "date"
	default:
		v.Hint = p.T("platforms.hint." + name)
	}
	return v
}

// Range is a pair of inputs.
func (p *platformFormPage) Range(name, from, to string) fieldView {
	return fieldView{base: p.base, Name: name, Min: from, Max: to, Problem: p.Failed(name)}
}
