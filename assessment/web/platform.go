package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// platformsPage is the directory of support platforms, for everybody.
type platformsPage struct {
	base
	Form      platformFilter
	Countries []assessment.Choice
	Kinds     []assessment.Support
	Topics    []assessment.Choice
	Entries   []entryView
	Editor    bool // the visitor may add entries
}

// platformFilter narrows the directory; what it does not know it leaves out.
type platformFilter struct{ Country, Kind, Topic string }

// entryView is one entry of the directory in words.
type entryView struct {
	Platform *assessment.Platform
	Reason   string
	Summary  string
	English  string // the same in English; empty where that is what stands there
	Places   string
	Ended    bool
}

func entryOf(b base, q *assessment.Questionnaire, pl *assessment.Platform, s *Server) entryView {
	on := s.Service.Now()
	v := entryView{Platform: pl, Reason: report.PlatformReason(b.Printer, q, pl, on), Summary: b.Say(pl.Summary),
		Places: report.PlatformPlaces(b.Printer, pl), Ended: pl.Ended(on)}
	if v.Summary != pl.Summary.English {
		v.English = pl.Summary.English
	}
	return v
}

// editor is who changes entries of the directory; nil where nobody is signed in
// who may.
func (s *Server) editor(c echo.Context) *service.Actor {
	m := s.account(c)
	switch {
	case m == nil || !m.Can(assessment.ManagerRole):
		return nil
	case m.Can(assessment.OperatorRole):
		return &service.Actor{Name: m.Account.Name, Operator: true}
	default:
		return &service.Actor{Name: m.Account.Name, Organisation: m.Organisation.ID}
	}
}

// platforms lists the directory, what ended last.
func (s *Server) platforms(c echo.Context) error {
	catalogue, q, err := s.newest(c)
	if err != nil {
		return err
	}
	b := s.page(c, "platforms.title")
	page := &platformsPage{base: b, Countries: platformCountries(b, catalogue.Directory), Kinds: q.Kinds, Topics: q.Topics, Editor: s.editor(c) != nil}
	page.Form.read(c, q)
	for i := range catalogue.Directory.Platforms {
		if pl := &catalogue.Directory.Platforms[i]; page.Form.fits(pl) {
			page.Entries = append(page.Entries, entryOf(b, q, pl, s))
		}
	}
	tag, err := language.Parse(b.Tag())
	if err != nil {
		tag = language.English
	}
	order := collate.New(tag)
	slices.SortStableFunc(page.Entries, func(x, y entryView) int {
		near := 0
		if page.Form.Country != "" {
			near = cmp.Compare(x.Platform.Reach(page.Form.Country), y.Platform.Reach(page.Form.Country))
		}
		return cmp.Or(boolean(x.Ended)-boolean(y.Ended), near, order.CompareString(x.Platform.Name, y.Platform.Name), cmp.Compare(x.Platform.ID, y.Platform.ID))
	})
	return s.render(c, http.StatusOK, "pages/platforms", page)
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (f *platformFilter) read(c echo.Context, q *assessment.Questionnaire) {
	if code := c.QueryParam("country"); assessment.IsCountry(code) {
		f.Country = code
	}
	if kind := c.QueryParam("kind"); q.Kind(kind) != nil {
		f.Kind = kind
	}
	topic := c.QueryParam("topic")
	if slices.ContainsFunc(q.Topics, func(t assessment.Choice) bool { return t.ID == topic }) {
		f.Topic = topic
	}
}

func (f platformFilter) fits(pl *assessment.Platform) bool {
	return (f.Country == "" || pl.Reach(f.Country) != assessment.OutOfReach) && (f.Kind == "" || slices.Contains(pl.Kinds, f.Kind)) &&
		(f.Topic == "" || slices.Contains(pl.Topics, f.Topic))
}

// platformCountries are the countries that some entry is about.
func platformCountries(b base, d *assessment.Directory) []assessment.Choice {
	var all []assessment.Choice
	for _, code := range assessment.Countries() {
		near := func(pl assessment.Platform) bool { return pl.Reach(code) < assessment.International }
		if slices.ContainsFunc(d.Platforms, near) {
			all = append(all, assessment.Choice{ID: code, Text: assessment.Text{English: b.Country(code)}})
		}
	}
	return sorted(b, all)
}

// platformPage is one entry with how it was checked and its record.
type platformPage struct {
	base
	Entry   entryView
	Kinds   []string
	Topics  []string
	Note    string
	Opens   string
	Closes  string
	Keeper  string // organisation whose entry it is; empty for the site's operator
	Changes []recordView
	Mine    bool // the visitor may change it
	Saved   bool
	Gone    bool // set aside: there is only a record
}

// recordView is one change on record. Who made it is for people who are signed
// in; everybody sees when and what.
type recordView struct {
	Date, What, Note, By string
	Dropped              string
}

func (s *Server) platform(c echo.Context) error {
	ctx := c.Request().Context()
	_, q, err := s.newest(c)
	if err != nil {
		return err
	}
	e, err := s.Service.Platform(ctx, c.Param("platform"))
	if err != nil {
		return err
	}
	b := s.page(c, "platforms.entry")
	page := &platformPage{base: b, Saved: c.QueryParam("saved") != "", Gone: e.Platform == nil}
	pl := e.Platform
	if page.Gone {
		pl = e.Changes[0].After
	}
	page.Entry, page.Note = entryOf(b, q, pl, s), b.Say(pl.Note)
	if a := s.editor(c); a != nil && !page.Gone {
		page.Mine = a.Mine(e)
	}
	for _, id := range pl.Kinds {
		if k := q.Kind(id); k != nil {
			page.Kinds = append(page.Kinds, b.Say(k.Text))
		}
	}
	for _, t := range q.Topics {
		if slices.Contains(pl.Topics, t.ID) {
			page.Topics = append(page.Topics, b.Say(t.Text))
		}
	}
	if pl.Opens != "" {
		page.Opens = report.When(b.Printer, pl.Opens)
	}
	if pl.Closes != "" {
		page.Closes = report.When(b.Printer, pl.Closes)
	}
	if e.Organisation != "" {
		own, err := s.Service.Organisation(ctx, e.Organisation)
		if err != nil && assessment.KindOf(err) != assessment.NotFound {
			return err
		}
		if err == nil {
			page.Keeper = own.Name
		}
	}
	for _, change := range e.Changes {
		v := recordView{Date: b.Date(change.At.UTC()), What: report.PlatformFields(b.Printer, change), Note: change.Note}
		if b.Member != nil {
			v.By = change.By
		}
		if !change.Dropped.IsZero() {
			v.Dropped = b.Date(change.Dropped.UTC())
		}
		page.Changes = append(page.Changes, v)
	}
	return s.render(c, http.StatusOK, "pages/platform", page)
}
