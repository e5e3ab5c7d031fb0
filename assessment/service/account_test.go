package service

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// team is an association, an agency and an operator with their people.
type team struct {
	*world
	operator, manager, facilitator, analyst, rival person
}

func newTeam(t testing.TB) team {
	w := empty(t)
	return team{w, w.hire(assessment.Operator, "We", assessment.OperatorRole, "Olga"),
		w.hire(assessment.Association, "Chamber", assessment.ManagerRole, "Maria"), w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Fred"),
		w.hire(assessment.Agency, "Agency", assessment.AnalystRole, "Anil"), w.hire(assessment.Association, "Guild", assessment.ManagerRole, "Rita")}
}

// TestWhoMayDoWhat is the table of acts on an organisation and its people.
func TestWhoMayDoWhat(t *testing.T) {
	acts := map[string]func(w team, by string) error{
		"look": func(w team, by string) error { _, err := w.People(w.ctx(), by, w.manager.organisation); return err },
		"save": func(w team, by string) error {
			return w.SaveOrganisation(w.ctx(), by, assessment.Organisation{ID: w.manager.organisation, Name: "New"})
		},
		"logo": func(w team, by string) error { return w.SaveLogo(w.ctx(), by, w.manager.organisation, nil) },
		"invite": func(w team, by string) error {
			_, err := w.Invite(w.ctx(), by, w.manager.organisation, "new@example.org", assessment.FacilitatorRole)
			return err
		},
		"withdraw": func(w team, by string) error { return w.Withdraw(w.ctx(), by, w.manager.organisation, []byte("x")) },
		"role": func(w team, by string) error {
			return w.SaveRole(w.ctx(), by, w.facilitator.id, assessment.ManagerRole)
		},
		"disable": func(w team, by string) error { return w.SetDisabled(w.ctx(), by, w.facilitator.id, true) },
		"remove":  func(w team, by string) error { return w.RemoveAccount(w.ctx(), by, w.facilitator.id) },
	}
	operatorActs := map[string]func(w team, by string) error{
		"reset": func(w team, by string) error { _, err := w.MakePasswordLink(w.ctx(), by, w.facilitator.id); return err },
		"list":  func(w team, by string) error { _, err := w.Accounts(w.ctx(), by); return err },
		"add": func(w team, by string) error {
			_, err := w.AddOrganisation(w.ctx(), by, assessment.Organisation{Kind: assessment.Agency, Name: "X"})
			return err
		},
		"add with manager": func(w team, by string) error {
			_, _, err := w.AddOrganisationWithManager(w.ctx(), by, assessment.Organisation{Kind: assessment.Agency, Name: "Y"}, "y@example.org")
			return err
		},
		"add account": func(w team, by string) error {
			_, err := w.AddAccount(w.ctx(), by, assessment.Account{Organisation: w.manager.organisation, Email: "z@example.org", Name: "Z", Role: assessment.ManagerRole}, "")
			return err
		},
	}
	w := newTeam(t)
	disabled := w.hire(assessment.Association, "Chamber", assessment.ManagerRole, "Dora")
	w.must(w.SetDisabled(w.ctx(), Console, disabled.id, true))
	for name, act := range acts {
		for _, by := range []string{"", "nobody", w.facilitator.id, w.analyst.id, w.rival.id, disabled.id} {
			if err := act(w, by); assessment.KindOf(err) != assessment.Forbidden {
				t.Errorf("%s by a stranger: %v", name, err)
			}
		}
	}
	for name, act := range operatorActs {
		for _, by := range []string{"", "nobody", w.facilitator.id, w.analyst.id, w.rival.id, w.manager.id} {
			if err := act(w, by); assessment.KindOf(err) != assessment.Forbidden {
				t.Errorf("%s by a stranger: %v", name, err)
			}
		}
	}
	for name, act := range acts {
		w := newTeam(t)
		if err := act(w, w.manager.id); err != nil {
			t.Errorf("%s by the manager: %v", name, err)
		}
		w = newTeam(t)
		if err := act(w, w.operator.id); err != nil {
			t.Errorf("%s by the operator: %v", name, err)
		}
	}
	for name, act := range operatorActs {
		if err := act(w, w.operator.id); err != nil {
			t.Errorf("%s by the operator: %v", name, err)
		}
	}
}

func TestNobodyChangesThemselves(t *testing.T) {
	w := newTeam(t)
	for _, p := range []person{w.manager, w.operator} {
		w.refused(w.SetDisabled(w.ctx(), p.id, p.id, true), assessment.Forbidden, "error.yourself")
		w.refused(w.RemoveAccount(w.ctx(), p.id, p.id), assessment.Forbidden, "error.yourself")
		w.refused(w.SaveRole(w.ctx(), p.id, p.id, assessment.FacilitatorRole), assessment.Forbidden, "error.yourself")
	}
}

// TestLessRightEndsSessions: what somebody may not do any more no open page may.
func TestLessRightEndsSessions(t *testing.T) {
	for name, change := range map[string]func(w team) error{
		"role":    func(w team) error { return w.SaveRole(w.ctx(), w.manager.id, w.facilitator.id, assessment.ManagerRole) },
		"disable": func(w team) error { return w.SetDisabled(w.ctx(), w.manager.id, w.facilitator.id, true) },
		"remove":  func(w team) error { return w.RemoveAccount(w.ctx(), w.manager.id, w.facilitator.id) },
	} {
		w := newTeam(t)
		token := w.facilitator.signIn()
		link, err := w.MakePasswordLink(w.ctx(), Console, w.facilitator.id)
		w.must(err)
		w.must(change(w))
		if w.in(token) != nil {
			t.Errorf("%s: still signed in", name)
		}
		if _, err := w.SetPassword(w.ctx(), link, other, Device{}); (err == nil) != (name == "role") {
			t.Errorf("%s: the password link gives %v", name, err)
		}
	}
	w := newTeam(t)
	w.must(w.SetDisabled(w.ctx(), w.manager.id, w.facilitator.id, true))
	w.must(w.SetDisabled(w.ctx(), w.manager.id, w.facilitator.id, false))
	w.facilitator.signIn()
	w.refused(w.SaveRole(w.ctx(), w.manager.id, w.facilitator.id, assessment.OperatorRole), assessment.Invalid, "error.invalid")
	w.refused(w.SaveRole(w.ctx(), w.operator.id, w.facilitator.id, assessment.AnalystRole), assessment.Invalid, "error.invalid")
}

func TestInvitation(t *testing.T) {
	w := newTeam(t)
	link, err := w.Invite(w.ctx(), w.manager.id, w.manager.organisation, " New@Example.org", assessment.FacilitatorRole)
	w.must(err)
	i, own, err := w.Invitation(w.ctx(), link)
	w.must(err)
	if i.Email != "new@example.org" || own.Name != "Chamber" {
		t.Errorf("invited: %+v %+v", i, own)
	}
	for _, c := range []struct{ name, password, field string }{{"", phrase, "name"}, {"New", "short", "password"}, {"New", "new@example.org", "password"}} {
		_, err := w.Accept(w.ctx(), link, c.name, c.password, Device{})
		var e *assessment.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != c.field {
			t.Errorf("%q %q: %v", c.name, c.password, err)
		}
	}
	token, err := w.Accept(w.ctx(), link, "New", phrase, Device{})
	w.must(err)
	if m := w.in(token); m == nil || m.Account.Role != assessment.FacilitatorRole || m.Organisation.Name != "Chamber" || m.Account.Name != "New" {
		t.Errorf("in: %+v", m)
	}
	_, err = w.Accept(w.ctx(), link, "Thief", other, Device{})
	w.refused(err, assessment.NotFound, "error.invitation")
	_, _, err = w.Invitation(w.ctx(), link)
	w.refused(err, assessment.NotFound, "error.invitation")
	_, err = w.SignIn(w.ctx(), "new@example.org", phrase, office, Device{})
	w.must(err)
}

func TestInvitationsEnd(t *testing.T) {
	w := newTeam(t)
	invite := func() string {
		link, err := w.Invite(w.ctx(), w.manager.id, w.manager.organisation, "new@example.org", assessment.FacilitatorRole)
		w.must(err)
		return link
	}
	gone := func(what, link string, kind assessment.Kind, key string) {
		t.Helper()
		_, err := w.Accept(w.ctx(), link, "New", phrase, Device{})
		if assessment.KindOf(err) != kind {
			t.Errorf("%s: %v", what, err)
		}
		w.refused(err, kind, key)
	}
	first := invite()
	second := invite()
	gone("replaced", first, assessment.NotFound, "error.invitation")
	w.must(w.Withdraw(w.ctx(), w.rival.id, w.rival.organisation, hashToken(invitationSecret, second))) // not Rita's to take back
	if _, _, err := w.Invitation(w.ctx(), second); err != nil {
		t.Errorf("another organisation took it back: %v", err)
	}
	w.must(w.Withdraw(w.ctx(), w.manager.id, w.manager.organisation, hashToken(invitationSecret, second)))
	gone("taken back", second, assessment.NotFound, "error.invitation")
	old := invite()
	w.pass(assessment.LinkLife + time.Second)
	gone("old", old, assessment.Closed, "error.old_link")
	p, err := w.People(w.ctx(), w.manager.id, w.manager.organisation)
	w.must(err)
	if len(p.Invitations) != 0 || len(p.Accounts) != 2 {
		t.Errorf("people: %+v", p)
	}
	session := w.manager.signIn()
	gone("a session for a link", session, assessment.NotFound, "error.invitation")
}

// TestInvitingTellsNobodyWhoHasAnAccount: a manager learns of accounts in the
// manager's own organisation, the operator of all.
func TestInvitingTellsNobodyWhoHasAnAccount(t *testing.T) {
	w := newTeam(t)
	invite := func(by, organisation, email string) (string, error) {
		return w.Invite(w.ctx(), by, organisation, email, assessment.FacilitatorRole)
	}
	_, err := invite(w.manager.id, w.manager.organisation, w.facilitator.email)
	w.refused(err, assessment.Invalid, "error.invalid")
	_, err = invite(w.operator.id, w.manager.organisation, w.analyst.email)
	w.refused(err, assessment.Invalid, "error.invalid")
	link, err := invite(w.manager.id, w.manager.organisation, w.analyst.email)
	w.must(err)
	_, err = w.Accept(w.ctx(), link, "Anil", other, Device{})
	w.refused(err, assessment.Conflict, "error.account_there")
	w.analyst.signIn() // the account is as it was
	for _, role := range []assessment.Role{assessment.OperatorRole, assessment.AnalystRole, "king", ""} {
		_, err := w.Invite(w.ctx(), w.manager.id, w.manager.organisation, "x@example.org", role)
		w.refused(err, assessment.Invalid, "error.invalid")
	}
}

func TestPasswordLink(t *testing.T) {
	w := newTeam(t)
	before := w.facilitator.signIn()
	for range assessment.FreeTries {
		_, err := w.SignIn(w.ctx(), w.facilitator.email, other, office, Device{})
		w.refused(err, assessment.Invalid, "error.sign_in")
	}
	stale, err := w.MakePasswordLink(w.ctx(), w.operator.id, w.facilitator.id)
	w.must(err)
	link, err := w.MakePasswordLink(w.ctx(), w.operator.id, w.facilitator.id)
	w.must(err)
	_, err = w.SetPassword(w.ctx(), stale, other, Device{})
	w.refused(err, assessment.NotFound, "error.password_link")
	_, err = w.SetPassword(w.ctx(), link, "short", Device{})
	w.refused(err, assessment.Invalid, "error.invalid")
	token, err := w.SetPassword(w.ctx(), link, other, Device{})
	w.must(err)
	if w.in(before) != nil || w.in(token) == nil {
		t.Error("the wrong sessions hold after a reset")
	}
	_, err = w.SetPassword(w.ctx(), link, phrase, Device{})
	w.refused(err, assessment.NotFound, "error.password_link")
	_, err = w.SignIn(w.ctx(), w.facilitator.email, other, office, Device{}) // and no wait is left
	w.must(err)
	link, err = w.MakePasswordLink(w.ctx(), w.operator.id, w.facilitator.id)
	w.must(err)
	w.pass(assessment.LinkLife + time.Second)
	_, err = w.SetPassword(w.ctx(), link, phrase, Device{})
	w.refused(err, assessment.Closed, "error.old_link")
}

func TestOrganisations(t *testing.T) {
	w := newTeam(t)
	for _, name := range []string{"Chamber", " CHAMBER ", ""} {
		_, err := w.AddOrganisation(w.ctx(), w.operator.id, assessment.Organisation{Kind: assessment.Agency, Name: name})
		w.refused(err, assessment.Invalid, "error.invalid")
	}
	w.refused(w.SaveOrganisation(w.ctx(), w.rival.id, assessment.Organisation{ID: w.rival.organisation, Name: "chamber"}), assessment.Invalid, "error.invalid")
	w.must(w.SaveOrganisation(w.ctx(), w.manager.id, assessment.Organisation{ID: w.manager.organisation, Name: "CHAMBER", Address: "https://example.org", Kind: assessment.Operator}))
	o, err := w.Organisation(w.ctx(), w.manager.organisation)
	w.must(err)
	if o.Kind != assessment.Association || o.Name != "CHAMBER" || o.Address != "https://example.org" {
		t.Errorf("saved: %+v", o)
	}
	id, link, err := w.AddOrganisationWithManager(w.ctx(), w.operator.id, assessment.Organisation{Kind: assessment.Agency, Name: "Statistics"}, "First@example.org")
	w.must(err)
	token, err := w.Accept(w.ctx(), link, "First", phrase, Device{})
	w.must(err)
	if m := w.in(token); m == nil || m.Organisation.ID != id || !m.Can(assessment.AnalystRole) || !m.Can(assessment.ManagerRole) {
		t.Errorf("the first person: %+v", m)
	}
	_, _, err = w.AddOrganisationWithManager(w.ctx(), w.operator.id, assessment.Organisation{Kind: "", Name: "Z"}, "nobody")
	w.refused(err, assessment.Invalid, "error.invalid")
	if _, _, err = w.AddOrganisationWithManager(w.ctx(), w.operator.id, assessment.Organisation{Kind: assessment.Agency, Name: "Z"}, w.analyst.email); err == nil {
		t.Error("a first person with an account elsewhere")
	}
	all, err := w.Organisations(w.ctx())
	w.must(err)
	for _, o := range all {
		if o.Name == "Z" {
			t.Error("an organisation was added although its first person was refused")
		}
	}
}

// TestAddOrganisationWithAccount: both are made or neither.
func TestAddOrganisationWithAccount(t *testing.T) {
	w := newTeam(t)
	first := assessment.Account{Email: "First@example.org", Name: "First", Role: assessment.ManagerRole}
	add := func(by, name string, a assessment.Account, password string) (string, error) {
		return w.AddOrganisationWithAccount(w.ctx(), by, assessment.Organisation{Kind: assessment.Agency, Name: name}, a, password)
	}
	taken := first
	taken.Email = w.analyst.email
	for _, err := range []error{second(add(w.manager.id, "New", first, "")), second(add(Console, "Chamber", first, "")), second(add(Console, "New", taken, "")), second(add(Console, "New", first, "short"))} {
		if err == nil {
			t.Error("added")
		}
	}
	all, err := w.Organisations(w.ctx())
	w.must(err)
	if len(all) != 4 {
		t.Errorf("%d organisations after refusals", len(all))
	}
	link, err := add(Console, "New", first, phrase)
	w.must(err)
	if link != "" {
		t.Error("a link although there is a password")
	}
	token, err := w.SignIn(w.ctx(), "first@example.org", phrase, office, Device{})
	w.must(err)
	if m := w.in(token); m == nil || m.Organisation.Name != "New" {
		t.Errorf("in: %+v", m)
	}
}

func second(_ string, err error) error { return err }

// TestNoLinkForTheDisabled: it would open nothing.
func TestNoLinkForTheDisabled(t *testing.T) {
	w := newTeam(t)
	w.must(w.SetDisabled(w.ctx(), w.operator.id, w.facilitator.id, true))
	_, err := w.MakePasswordLink(w.ctx(), w.operator.id, w.facilitator.id)
	w.refused(err, assessment.Conflict, "error.account_disabled")
}

func TestLogo(t *testing.T) {
	w := newTeam(t)
	var sent bytes.Buffer
	w.must(png.Encode(&sent, image.NewGray(image.Rect(0, 0, 3, 2))))
	w.must(w.SaveLogo(w.ctx(), w.manager.id, w.manager.organisation, sent.Bytes()))
	o, err := w.Organisation(w.ctx(), w.manager.organisation)
	w.must(err)
	logo, err := w.Logo(w.ctx(), o.Logo)
	w.must(err)
	if logo.Width != 3 || logo.Height != 2 || logo.Type != "image/png" {
		t.Errorf("kept: %+v", logo)
	}
	w.refused(w.SaveLogo(w.ctx(), w.manager.id, w.manager.organisation, []byte(strings.Repeat("x", 9))), assessment.Invalid, "error.invalid")
	w.must(w.SaveLogo(w.ctx(), w.manager.id, w.manager.organisation, nil))
	if _, err := w.Logo(w.ctx(), o.Logo); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("a removed logo: %v", err)
	}
}

func TestAddAccountRefuses(t *testing.T) {
	w := newTeam(t)
	good := assessment.Account{Organisation: w.manager.organisation, Email: "n@example.org", Name: "N", Role: assessment.FacilitatorRole}
	for field, a := range map[string]assessment.Account{
		"email": {Organisation: good.Organisation, Email: w.analyst.email, Name: "N", Role: good.Role},
		"name":  {Organisation: good.Organisation, Email: good.Email, Role: good.Role},
		"role":  {Organisation: good.Organisation, Email: good.Email, Name: "N", Role: assessment.OperatorRole},
	} {
		_, err := w.AddAccount(w.ctx(), Console, a, "")
		var e *assessment.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := w.AddAccount(w.ctx(), Console, good, "password1234")
	w.refused(err, assessment.Invalid, "error.invalid")
	link, err := w.AddAccount(w.ctx(), Console, good, "")
	w.must(err)
	token, err := w.SetPassword(w.ctx(), link, phrase, Device{})
	w.must(err)
	if w.in(token) == nil {
		t.Error("the link of a new account does not sign in")
	}
}
