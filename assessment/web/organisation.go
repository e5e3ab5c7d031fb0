package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// organisationPage is where managers keep their organisation, and operators any.
type organisationPage struct {
	base
	*service.People
	At      string // address of the page
	Own     bool   // the organisation is the visitor's
	Form    organisationForm
	Invite  inviteForm
	Link    string // that was just made; shown once
	LinkFor string // who may open it
	Resets  bool   // the link sets a password
	Mailed  bool   // the link was sent, too
	Made    bool   // the form that was sent has made a link before
	Saved   bool
	Problem string
	Once    string // tells a form that is sent a second time
	// Platforms are those of the directory that are the organisation's, on the
	// page of the visitor's own.
	Platforms []*assessment.Platform
}

type organisationForm struct {
	Name    string `form:"name" validate:"required,max=120"`
	Contact string `form:"contact" validate:"max=200"`
	Address string `form:"address" validate:"max=300"`
	Country string `form:"country" validate:"max=2"`
}

type inviteForm struct {
	Email string `form:"email" validate:"required,max=200"`
	Role  string `form:"role" validate:"required,max=20"`
	Once  string `form:"once" validate:"max=40"`
}

// Countries are those an organisation can work in.
func (p *organisationPage) Countries() []assessment.Choice { return countryChoices(p.base) }

// Me reports whether the account is the visitor's own.
func (p *organisationPage) Me(a *assessment.Account) bool { return p.Member.Account.ID == a.ID }

// Operates reports whether the visitor runs the site.
func (p *organisationPage) Operates() bool { return p.Member.Can(assessment.OperatorRole) }

// ID names an invitation in a form.
func (p *organisationPage) ID(i *assessment.Invitation) string { return hex.EncodeToString(i.Hash) }

// organisationOf is the organisation a page is about and its address: that of
// the address, or the visitor's own.
func (s *Server) organisationOf(c echo.Context) (id, at string) {
	if id := c.Param("organisation"); id != "" {
		return id, "/organisations/" + id
	}
	return s.account(c).Organisation.ID, "/organisation"
}

// by is the id of whoever is signed in.
func (s *Server) by(c echo.Context) string { return s.account(c).Account.ID }

// organisation reads what the page shows.
func (s *Server) organisation(c echo.Context) (*organisationPage, error) {
	id, at := s.organisationOf(c)
	people, err := s.Service.People(c.Request().Context(), s.by(c), id)
	if err != nil {
		return nil, err
	}
	desk := "organisation"
	if at != "/organisation" {
		desk = "organisations"
	}
	own := people.Organisation
	page := &organisationPage{base: s.accountDesk(c, "organisation.title", desk), People: people, At: at, Own: s.account(c).Organisation.ID == id,
		Form:   organisationForm{Name: own.Name, Contact: own.Contact, Address: own.Address, Country: own.Country},
		Invite: inviteForm{Role: string(own.Kind.Roles()[0])}, Saved: c.QueryParam("saved") != "", Once: rand.Text()}
	if page.Own {
		page.Platforms, err = s.ownPlatforms(c, own)
	}
	return page, err
}

// ownPlatforms are the entries of the directory that are the organisation's;
// the operator's are those that nobody's organisation keeps.
func (s *Server) ownPlatforms(c echo.Context, own assessment.Organisation) (mine []*assessment.Platform, err error) {
	owners, err := s.Service.PlatformOwners(c.Request().Context())
	if err != nil || len(owners) == 0 {
		return nil, err
	}
	catalogue, err := s.Service.Catalogue(c.Request().Context())
	if err != nil {
		return nil, err
	}
	id := own.ID
	if own.Kind == assessment.Operator {
		id = ""
	}
	for i, pl := range catalogue.Directory.Platforms {
		if owner, changed := owners[pl.ID]; changed && owner == id {
			mine = append(mine, &catalogue.Directory.Platforms[i])
		}
	}
	return mine, nil
}

func (s *Server) organisationForm(c echo.Context) error {
	page, err := s.organisation(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/organisation", page)
}

// organisationAgain shows the page with what is wrong.
func (s *Server) organisationAgain(c echo.Context, wrong error, fill func(*organisationPage)) error {
	page, err := s.organisation(c)
	if err != nil {
		return err
	}
	status, problem, ok := refusal(c, &page.base, wrong)
	if !ok {
		return wrong
	}
	page.Problem = problem
	fill(page)
	return s.render(c, status, "pages/organisation", page)
}

// organisationSaved goes back to the page.
func (s *Server) organisationSaved(c echo.Context, place string) error {
	_, at := s.organisationOf(c)
	return c.Redirect(http.StatusSeeOther, at+"?saved=1"+place)
}

func (s *Server) saveOrganisation(c echo.Context) error {
	var f organisationForm
	err := bind(c, &f)
	if err == nil {
		id, _ := s.organisationOf(c)
		o := assessment.Organisation{ID: id, Name: strings.TrimSpace(f.Name), Contact: strings.TrimSpace(f.Contact), Address: strings.TrimSpace(f.Address), Country: f.Country}
		if err = s.Service.SaveOrganisation(c.Request().Context(), s.by(c), o); err == nil {
			return s.organisationSaved(c, "")
		}
	}
	return s.organisationAgain(c, err, func(p *organisationPage) { p.Form = f })
}

// saveLogo takes a picture; without one it asks for it.
func (s *Server) saveLogo(c echo.Context) error {
	err := bind(c, &struct{}{})
	var data []byte
	if err == nil {
		data, err = sentFile(c, "")
	}
	if err == nil && len(data) == 0 { // nothing would remove the logo
		err = assessment.InvalidField("logo", "field.file", nil)
	}
	if err == nil {
		id, _ := s.organisationOf(c)
		if err = s.Service.SaveLogo(c.Request().Context(), s.by(c), id, data); err == nil {
			return s.organisationSaved(c, "#logo-head")
		}
	}
	return s.organisationAgain(c, err, func(*organisationPage) {})
}

func (s *Server) removeLogo(c echo.Context) error {
	id, _ := s.organisationOf(c)
	if err := s.Service.SaveLogo(c.Request().Context(), s.by(c), id, nil); err != nil {
		return err
	}
	return s.organisationSaved(c, "#logo-head")
}

// logo serves a picture for ever under the hash of its content.
func (s *Server) logo(c echo.Context) error {
	l, err := s.Service.Logo(c.Request().Context(), c.Param("hash"))
	if assessment.KindOf(err) == assessment.NotFound {
		return assessment.Missing("status.404")
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, l.Type, l.Data)
}

func (s *Server) invite(c echo.Context) error {
	var f inviteForm
	err := bind(c, &f)
	if err == nil {
		if !s.firstTime(c, f.Once) {
			return s.madeBefore(c)
		}
		var token string
		id, _ := s.organisationOf(c)
		if token, err = s.Service.Invite(c.Request().Context(), s.by(c), id, f.Email, assessment.Role(f.Role)); err == nil {
			return s.showInvitation(c, token, assessment.CleanEmail(f.Email))
		}
	}
	return s.organisationAgain(c, err, func(p *organisationPage) { p.Invite = f })
}

// firstTime reports whether a form is sent for the first time.
func (s *Server) firstTime(c echo.Context, once string) bool {
	return once == "" || s.forms.first(s.by(c)+" "+once)
}

// madeBefore answers a form that made a link before: making another would end
// the first, which may have been passed on already.
func (s *Server) madeBefore(c echo.Context) error {
	page, err := s.organisation(c)
	if err != nil {
		return err
	}
	page.Made = true
	return s.render(c, http.StatusOK, "pages/organisation", page)
}

// showInvitation sends the link where mails can be sent, and shows it once.
func (s *Server) showInvitation(c echo.Context, token, email string) error {
	page, err := s.organisation(c)
	if err != nil {
		return err
	}
	page.Mailed = s.mailInvitation(c, page.base, token, email)
	page.Link, page.LinkFor = s.Site.PublicURL+"/invitations/"+token, email
	return s.render(c, http.StatusOK, "pages/organisation", page)
}

// mailInvitation reports whether the link was sent. When that fails the link on
// the page does, so the visitor meets no error.
func (s *Server) mailInvitation(c echo.Context, b base, token, email string) bool {
	sent, err := s.Service.MailInvitation(c.Request().Context(), email, b.Tag(), token)
	if err != nil {
		s.Log.Error("an invitation was not mailed", "cause", err.Error(), "id", c.Response().Header().Get(echo.HeaderXRequestID))
	}
	return sent
}

// showLink shows a link to set a password once.
func (s *Server) showLink(c echo.Context, path, email string) error {
	page, err := s.organisation(c)
	if err != nil {
		return err
	}
	page.Link, page.LinkFor, page.Resets = s.Site.PublicURL+path, email, true
	return s.render(c, http.StatusOK, "pages/organisation", page)
}

type withdrawForm struct {
	Invitation string `form:"invitation" validate:"required,max=64"`
}

func (s *Server) withdraw(c echo.Context) error {
	var f withdrawForm
	if err := bind(c, &f); err != nil {
		return err
	}
	hash, err := hex.DecodeString(f.Invitation)
	if err != nil {
		return assessment.Missing("status.404")
	}
	id, _ := s.organisationOf(c)
	if err := s.Service.Withdraw(c.Request().Context(), s.by(c), id, hash); err != nil {
		return err
	}
	return s.organisationSaved(c, "#people-head")
}

// What can be done with a person's account.
const (
	doRole    = "role"
	doDisable = "disable"
	doEnable  = "enable"
	doRemove  = "remove"
	doReset   = "reset"
)

type personForm struct {
	Account string `form:"account" validate:"required,max=40"`
	Role    string `form:"role" validate:"max=20"`
	Do      string `form:"do" validate:"required,max=10"`
	Once    string `form:"once" validate:"max=80"` // the page's and the account's
}

// changePerson does one thing with the account of somebody of the organisation.
func (s *Server) changePerson(c echo.Context) error {
	var f personForm
	if err := bind(c, &f); err != nil {
		return err
	}
	ctx, by := c.Request().Context(), s.by(c)
	id, _ := s.organisationOf(c)
	a, err := s.Service.Account(ctx, f.Account)
	if err != nil || a.Organisation != id { // each page changes only the people it shows
		return errors.Join(assessment.Missing("status.404"), err)
	}
	switch f.Do {
	case doRole:
		err = s.Service.SaveRole(ctx, by, a.ID, assessment.Role(f.Role))
	case doDisable, doEnable:
		err = s.Service.SetDisabled(ctx, by, a.ID, f.Do == doDisable)
	case doRemove:
		err = s.Service.RemoveAccount(ctx, by, a.ID)
	case doReset:
		if !s.firstTime(c, f.Once) {
			return s.madeBefore(c)
		}
		var token string
		if token, err = s.Service.MakePasswordLink(ctx, by, a.ID); err == nil {
			return s.showLink(c, "/password/"+token, a.Email)
		}
	default:
		err = assessment.InvalidField("do", "field.pick_one", nil)
	}
	if err != nil {
		return err
	}
	return s.organisationSaved(c, "#people-head")
}

// organisationsPage is the operator's list.
type organisationsPage struct {
	base
	Organisations []*assessment.Organisation
	Kinds         []assessment.OrganisationKind
	Form          newOrganisationForm
	Link          string // of the invitation that was just made
	LinkFor       string
	Resets        bool // never: see organisationPage
	Mailed        bool // the link was sent, too
	Problem       string
	Once          string
}

type newOrganisationForm struct {
	Name  string `form:"name" validate:"required,max=120"`
	Kind  string `form:"kind" validate:"required,max=20"`
	Email string `form:"email" validate:"required,max=200"`
	Once  string `form:"once" validate:"max=40"`
}

func (s *Server) organisations(c echo.Context) (*organisationsPage, error) {
	all, err := s.Service.Organisations(c.Request().Context())
	return &organisationsPage{base: s.accountDesk(c, "organisations.title", "organisations"), Organisations: all, Kinds: assessment.OrganisationKinds,
		Form: newOrganisationForm{Kind: string(assessment.Association)}, Once: rand.Text()}, err
}

func (s *Server) organisationsForm(c echo.Context) error {
	page, err := s.organisations(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/organisations", page)
}

func (s *Server) addOrganisation(c echo.Context) error {
	var f newOrganisationForm
	var token string
	err := bind(c, &f)
	if err == nil {
		if !s.firstTime(c, f.Once) {
			return c.Redirect(http.StatusSeeOther, "/organisations")
		}
		o := assessment.Organisation{Name: strings.TrimSpace(f.Name), Kind: assessment.OrganisationKind(f.Kind)}
		_, token, err = s.Service.AddOrganisationWithManager(c.Request().Context(), s.by(c), o, f.Email)
	}
	page, failed := s.organisations(c)
	if failed != nil {
		return failed
	}
	if err == nil {
		page.Link, page.LinkFor = s.Site.PublicURL+"/invitations/"+token, assessment.CleanEmail(f.Email)
		page.Mailed = s.mailInvitation(c, page.base, token, page.LinkFor)
		return s.render(c, http.StatusOK, "pages/organisations", page)
	}
	status, problem, ok := refusal(c, &page.base, err)
	if !ok {
		return err
	}
	page.Form, page.Problem = f, problem
	return s.render(c, status, "pages/organisations", page)
}
