package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"onramp/assessment"
)

// profileForm is what the profile page sends, as typed.
type profileForm struct {
	Country   string   `form:"country" validate:"required,max=2"`
	Region    string   `form:"region" validate:"max=20"`
	Language  string   `form:"language" validate:"max=20"`
	Sector    string   `form:"sector" validate:"max=1"`
	Employees string   `form:"employees" validate:"required,max=12"`
	Goals     []string `form:"goals" validate:"max=20"`
	Budget    string   `form:"budget" validate:"max=20"`
	Days      string   `form:"person_days_month" validate:"max=12"`
	Founded   string   `form:"founded" validate:"max=12"`
	Appetite  string   `form:"appetite" validate:"max=20"`
	Name      string   `form:"name" validate:"max=120"`
	Depth     string   `form:"depth"`
	Consent   string   `form:"statistics_consent"`
	Seen      string   `form:"seen"`
}

type profilePage struct {
	base
	Form      profileForm
	New       bool
	Again     bool // a round begins, and nothing is answered yet
	Conflict  bool
	Countries []assessment.Choice
	Languages []assessment.Choice
	Sectors   []assessment.Choice
	Goals     []assessment.Choice
	Depths    []assessment.DepthRule
}

// Wants reports whether the form names the goal.
func (p *profilePage) Wants(goal string) bool { return slices.Contains(p.Form.Goals, goal) }

// Appetites are how much change at a time a firm may want.
func (p *profilePage) Appetites() []assessment.Appetite { return assessment.Appetites }

// Consent is the question about statistics, asked at the start.
func (p *profilePage) Consent() consentView {
	return consentView{Printer: p.Printer, Chosen: p.Form.Consent}
}

// profile reads the form into the domain's type; errors name the field.
func (f profileForm) profile() (assessment.Profile, error) {
	p := assessment.Profile{Name: strings.TrimSpace(f.Name), Country: f.Country, Region: strings.ToUpper(strings.TrimSpace(f.Region)), Language: f.Language, Sector: f.Sector, Goals: f.Goals,
		Appetite: assessment.Appetite(f.Appetite)}
	employees, errE := wholeNumber("employees", f.Employees)
	if errE == nil && (employees == nil || *employees < 1) {
		errE = assessment.InvalidField("employees", "field.at_least_one", nil)
	}
	if employees != nil {
		p.Employees = *employees
	}
	var errB, errD, errF error
	p.Budget, errB = wholeNumber("budget", f.Budget)
	p.Days, errD = wholeNumber("person_days_month", f.Days)
	var founded *int
	if founded, errF = wholeNumber("founded", f.Founded); founded != nil {
		p.Founded = *founded
		if *founded == 0 { // which a profile reads as not said
			errF = assessment.InvalidField("founded", "field.year", nil)
		}
	}
	return p, merge(errE, errB, errD, errF)
}

func formOf(p assessment.Profile) profileForm {
	f := profileForm{Country: p.Country, Region: p.Region, Language: p.Language, Sector: p.Sector, Goals: p.Goals, Appetite: string(p.Appetite), Name: p.Name, Seen: p.Mark()}
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	if p.Employees > 0 {
		f.Employees = strconv.Itoa(p.Employees)
	}
	if p.Founded > 0 {
		f.Founded = strconv.Itoa(p.Founded)
	}
	f.Budget, f.Days = number(p.Budget), number(p.Days)
	return f
}

func (s *Server) profilePage(b base, q *assessment.Questionnaire, f profileForm) *profilePage {
	return &profilePage{base: b, Form: f, Countries: countryChoices(b), Languages: languageChoices(b, f.Language),
		Sectors: q.Sectors, Goals: q.Goals, Depths: q.Depths}
}

func countryChoices(b base) []assessment.Choice {
	var all []assessment.Choice
	for _, code := range assessment.Countries() {
		all = append(all, assessment.Choice{ID: code, Text: assessment.Text{English: b.Country(code)}})
	}
	return sorted(b, all)
}

// firmLanguages are the working languages offered: those of the G20 and other
// widely used ones.
var firmLanguages = strings.Fields("af am ar az be bg bn bs ca cs da de el en es et fa fi fil fr gu ha he hi hr hu hy id ig is it " +
	"ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tr uk ur uz vi yo zh zu")

// languageChoices are the languages offered and the one that is chosen already,
// which may come from a file or be narrower, such as pt-BR.
func languageChoices(b base, chosen string) []assessment.Choice {
	tags := firmLanguages
	if _, err := language.Parse(chosen); err == nil && !slices.Contains(tags, chosen) {
		tags = append(slices.Clone(tags), chosen)
	}
	var all []assessment.Choice
	for _, tag := range tags {
		all = append(all, assessment.Choice{ID: tag, Text: assessment.Text{English: b.Language(tag)}})
	}
	return sorted(b, all)
}

// sorted orders choices as the reader's language does.
func sorted(b base, all []assessment.Choice) []assessment.Choice {
	tag, err := language.Parse(b.Tag())
	if err != nil {
		tag = language.English
	}
	order := collate.New(tag)
	slices.SortFunc(all, func(x, y assessment.Choice) int {
		return cmp.Or(order.CompareString(x.Text.English, y.Text.English), cmp.Compare(x.ID, y.ID))
	})
	return all
}

func (s *Server) startForm(c echo.Context) error {
	_, q, err := s.newest(c)
	if err != nil {
		return err
	}
	b := s.page(c, "profile.title")
	depth := assessment.Depth(c.QueryParam("depth"))
	if !depth.Valid() {
		depth = assessment.Standard
	}
	tag, _ := language.Parse(b.Tag())
	reader, _ := tag.Base()
	page := s.profilePage(b, q, profileForm{Depth: string(depth), Consent: "no", Language: reader.String()})
	page.New = true
	return s.render(c, http.StatusOK, "pages/profile", page)
}

func (s *Server) start(c echo.Context) error {
	_, q, err := s.newest(c)
	if err != nil {
		return err
	}
	var f profileForm
	bound := bind(c, &f)
	p, read := f.profile()
	err = merge(bound, read)
	if err == nil && !assessment.Depth(f.Depth).Valid() {
		err = assessment.InvalidField("depth", "field.depth", map[string]any{"Value": f.Depth})
	}
	if err == nil {
		var id, token string
		if id, token, err = s.Service.Start(c.Request().Context(), q.ID, p, assessment.Depth(f.Depth), f.Consent == "yes"); err == nil {
			s.setKey(c, id, token)
			return c.Redirect(http.StatusSeeOther, "/assessments/"+id+"/next")
		}
	}
	b := s.page(c, "profile.title")
	var fields bool
	if b.Errors, fields = fieldErrors(b, err); !fields {
		return err
	}
	page := s.profilePage(b, q, f)
	page.New = true
	return s.render(c, http.StatusUnprocessableEntity, "pages/profile", page)
}

func (s *Server) profileForm(c echo.Context) error {
	in, err := s.interview(c)
	if err == nil {
		err = in.Closed()
	}
	if err != nil {
		return err
	}
	page := s.profilePage(s.ownerPage(c, "profile.title", "overview"), in.Questionnaire, formOf(in.Profile))
	page.Again = begins(in)
	return s.render(c, http.StatusOK, "pages/profile", page)
}

func (s *Server) saveProfile(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	var f profileForm
	bound := bind(c, &f)
	p, read := f.profile()
	if err = merge(bound, read); err == nil {
		if _, err = s.Service.SaveProfile(c.Request().Context(), in.ID, s.key(c), p, f.Seen); err == nil {
			if begins(in) {
				return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/next")
			}
			return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID)
		}
	}
	b := s.ownerPage(c, "profile.title", "overview")
	status, fields := http.StatusUnprocessableEntity, false
	if b.Errors, fields = fieldErrors(b, err); !fields && assessment.KindOf(err) != assessment.Conflict {
		return err
	}
	if !fields {
		if in, err = s.interview(c); err != nil { // as it is by now
			return err
		}
	}
	page := s.profilePage(b, in.Questionnaire, f)
	page.Again = begins(in)
	if !fields {
		// What was typed stays; sending it again means it was seen.
		status, page.Conflict, page.Form.Seen = http.StatusConflict, true, in.Profile.Mark()
	}
	return s.render(c, status, "pages/profile", page)
}
