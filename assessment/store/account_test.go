package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onramp/assessment"
)

func fixtureAccount(id, email string) *assessment.Account {
	return &assessment.Account{ID: id, Organisation: "o", Email: email, Name: "Åsa " + id, Role: assessment.FacilitatorRole,
		Password: "$hash", Created: noon, Seen: noon.Truncate(24 * time.Hour)}
}

// staffed is a store with two organisations and two accounts.
func staffed(t *testing.T, open opener) (*Store, func() *Store) {
	s, reopen := open(t)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(
			tx.AddOrganisation(&assessment.Organisation{ID: "o", Kind: assessment.Association, Name: "Chamber Ä", Contact: "call", Address: "https://example.org", Country: "DE", Created: noon}),
			tx.AddOrganisation(&assessment.Organisation{ID: "p", Kind: assessment.Operator, Name: "We", Created: noon}),
			tx.AddAccount(fixtureAccount("a", "a@example.org")), tx.AddAccount(fixtureAccount("b", "b@example.org")))
	})
	return s, reopen
}

func testOrganisations(t *testing.T, open opener) {
	s, reopen := staffed(t, open)
	logo := &assessment.Logo{Hash: "h1", Type: "image/png", Width: 2, Height: 3, Data: []byte{1, 0, 2}}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		hasKind(t, tx.AddOrganisation(&assessment.Organisation{ID: "o"}), assessment.Conflict)
		hasKind(t, tx.SaveOrganisation(&assessment.Organisation{ID: "none"}), assessment.NotFound)
		hasKind(t, tx.SaveLogo("none", logo), assessment.NotFound)
		return errors.Join(tx.SaveLogo("p", &assessment.Logo{Hash: "h0", Data: []byte{9}}), tx.SaveLogo("p", nil), tx.SaveLogo("o", &assessment.Logo{Hash: "h0"}), tx.SaveLogo("o", logo),
			tx.SaveOrganisation(&assessment.Organisation{ID: "o", Kind: assessment.Agency, Name: "New", Contact: "", Address: "https://new.example.org", Country: "AT"}))
	})
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		o, err := tx.Organisation("o")
		same(t, o, &assessment.Organisation{ID: "o", Kind: assessment.Association, Name: "New", Address: "https://new.example.org", Country: "AT", Logo: "h1", Created: noon})
		all, err2 := tx.Organisations()
		if len(all) != 2 || all[1].Logo != "" {
			t.Errorf("all: %v", all)
		}
		l, err3 := tx.Logo("h1")
		same(t, l, logo)
		_, gone := tx.Logo("h0")
		hasKind(t, gone, assessment.NotFound)
		_, none := tx.Organisation("none")
		hasKind(t, none, assessment.NotFound)
		return errors.Join(err, err2, err3)
	})
}

func testAccounts(t *testing.T, open opener) {
	s, reopen := staffed(t, open)
	changed := fixtureAccount("a", "a@example.org")
	changed.Name, changed.Role, changed.Password, changed.Disabled, changed.Seen = "Other", assessment.ManagerRole, "", true, time.Time{}
	changed.Issuer, changed.Subject = "https://id.example.org", "7"
	mustUpdate(t, s, func(tx assessment.Tx) error {
		hasKind(t, tx.AddAccount(fixtureAccount("a", "c@example.org")), assessment.Conflict)
		hasKind(t, tx.AddAccount(fixtureAccount("c", "a@example.org")), assessment.Conflict)
		hasKind(t, tx.SaveAccount(fixtureAccount("none", "")), assessment.NotFound)
		return tx.SaveAccount(changed)
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		other := fixtureAccount("b", "b@example.org")
		other.Issuer, other.Subject = changed.Issuer, changed.Subject
		hasKind(t, tx.SaveAccount(other), assessment.Conflict)
		return nil
	})
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error {
		a := fixtureAccount("c", "c@example.org")
		a.Organisation = "none"
		return tx.AddAccount(a)
	}), assessment.NotFound)
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		for _, read := range []func() (*assessment.Account, error){
			func() (*assessment.Account, error) { return tx.Account("a") },
			func() (*assessment.Account, error) { return tx.AccountByEmail("a@example.org") },
			func() (*assessment.Account, error) { return tx.AccountBySubject("https://id.example.org", "7") },
		} {
			a, err := read()
			if err != nil {
				t.Error(err)
			}
			same(t, a, changed)
		}
		for _, organisation := range []string{"", "o"} {
			if all, err := tx.Accounts(organisation); err != nil || len(all) != 2 || all[0].ID != "a" {
				t.Errorf("of %q: %v %v", organisation, all, err)
			}
		}
		if all, err := tx.Accounts("p"); err != nil || len(all) != 0 {
			t.Errorf("of p: %v %v", all, err)
		}
		_, err := tx.AccountBySubject("https://other.example.org", "7")
		hasKind(t, err, assessment.NotFound)
		_, err = tx.AccountByEmail("A@example.org")
		hasKind(t, err, assessment.NotFound)
		return nil
	})
}

func testSessions(t *testing.T, open opener) {
	s, reopen := staffed(t, open)
	session := func(hash, account string, used time.Time) *assessment.Session {
		return &assessment.Session{Hash: []byte(hash), Account: account, Browser: "Firefox", System: "Android", Created: noon, Used: used}
	}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddSession(session("1", "a", noon)), tx.AddSession(session("2", "a", noon.Add(time.Minute))), tx.AddSession(session("3", "b", noon)),
			tx.TouchSession([]byte("1"), noon.Add(time.Hour)), tx.TouchSession([]byte("none"), noon), tx.DeleteSession([]byte("none")),
			tx.AddPasswordLink(&assessment.PasswordLink{Hash: []byte("old"), Account: "a", Created: noon, Expires: noon}),
			tx.AddPasswordLink(&assessment.PasswordLink{Hash: []byte("l"), Account: "a", Created: noon, Expires: noon.Add(time.Hour)}))
	})
	s = reopen()
	mustUpdate(t, s, func(tx assessment.Tx) error {
		all, err := tx.Sessions("a")
		same(t, all, []*assessment.Session{session("1", "a", noon.Add(time.Hour)), session("2", "a", noon.Add(time.Minute))})
		one, err2 := tx.Session([]byte("3"))
		same(t, one, session("3", "b", noon))
		_, gone := tx.PasswordLink([]byte("old"))
		hasKind(t, gone, assessment.NotFound)
		l, err3 := tx.PasswordLink([]byte("l"))
		same(t, l, &assessment.PasswordLink{Hash: []byte("l"), Account: "a", Created: noon, Expires: noon.Add(time.Hour)})
		return errors.Join(err, err2, err3, tx.DeleteSession([]byte("1")))
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return errors.Join(tx.DeleteSessions("b"), tx.DeleteAccount("a")) })
	rows := count(t, s)
	if rows["sessions"] != 0 || rows["password_links"] != 0 || rows["accounts"] != 1 {
		t.Errorf("left: %v", rows)
	}
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddSession(session("4", "a", noon)) }), assessment.NotFound)
}

func testInvitations(t *testing.T, open opener) {
	s, reopen := staffed(t, open)
	invitation := func(hash, email string, at time.Time) *assessment.Invitation {
		return &assessment.Invitation{Hash: []byte(hash), Organisation: "o", Email: email, Role: assessment.ManagerRole, Created: at, Expires: at.Add(assessment.LinkLife)}
	}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddInvitation(invitation("1", "x@example.org", noon)), tx.AddInvitation(invitation("2", "y@example.org", noon.Add(time.Minute))),
			tx.AddInvitation(invitation("3", "x@example.org", noon.Add(time.Hour))))
	})
	s = reopen()
	mustUpdate(t, s, func(tx assessment.Tx) error {
		all, err := tx.Invitations("o")
		same(t, all, []*assessment.Invitation{invitation("3", "x@example.org", noon.Add(time.Hour)), invitation("2", "y@example.org", noon.Add(time.Minute))})
		_, gone := tx.Invitation([]byte("1"))
		hasKind(t, gone, assessment.NotFound)
		return errors.Join(err, tx.DeleteInvitation([]byte("3")), tx.DeleteInvitation([]byte("3")))
	})
	mustView(t, s, func(tx assessment.Tx) error {
		i, err := tx.Invitation([]byte("2"))
		same(t, i, invitation("2", "y@example.org", noon.Add(time.Minute)))
		return err
	})
}

func testThrottles(t *testing.T, open opener) {
	s, reopen := staffed(t, open)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.SaveThrottle(assessment.Throttle{Hash: []byte("a"), Failures: 1, Last: noon}),
			tx.SaveThrottle(assessment.Throttle{Hash: []byte("a"), Failures: 7, Last: noon.Add(time.Minute)}),
			tx.SaveThrottle(assessment.Throttle{Hash: []byte("b"), Failures: 1, Last: noon}), tx.SaveThrottle(assessment.Throttle{Hash: []byte("b")}))
	})
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		a, err := tx.Throttle([]byte("a"))
		same(t, a, assessment.Throttle{Hash: []byte("a"), Failures: 7, Last: noon.Add(time.Minute)})
		b, err2 := tx.Throttle([]byte("b"))
		same(t, b, assessment.Throttle{Hash: []byte("b")})
		return errors.Join(err, err2)
	})
	if n := count(t, s)["throttles"]; n != 1 {
		t.Errorf("%d throttles kept", n)
	}
}

func testOutdated(t *testing.T, open opener) {
	s, _ := staffed(t, open)
	now := noon.Add(assessment.SessionLife)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		for name, at := range map[string]time.Time{"old": noon, "new": now.Add(-time.Hour)} {
			hash := []byte(name)
			account := map[string]string{"old": "a", "new": "b"}[name]
			if err := errors.Join(
				tx.AddSession(&assessment.Session{Hash: hash, Account: account, Created: at, Used: at}),
				tx.AddInvitation(&assessment.Invitation{Hash: hash, Organisation: "o", Email: name, Created: at, Expires: at.Add(assessment.LinkLife)}),
				tx.AddPasswordLink(&assessment.PasswordLink{Hash: hash, Account: account, Created: at, Expires: at.Add(assessment.LinkLife)}),
				tx.SaveThrottle(assessment.Throttle{Hash: hash, Failures: 1, Last: at})); err != nil {
				return err
			}
		}
		return tx.AddSession(&assessment.Session{Hash: []byte("used today"), Account: "a", Created: noon, Used: now})
	})
	before := count(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteOutdated(now) })
	after := count(t, s)
	for table, gone := range map[string]int{"sessions": 2, "invitations": 1, "password_links": 1, "throttles": 1, "accounts": 0, "organisations": 0} {
		if before[table]-after[table] != gone {
			t.Errorf("%s: %d before, %d after, want %d gone", table, before[table], after[table], gone)
		}
	}
	mustView(t, s, func(tx assessment.Tx) error {
		_, err := tx.Session([]byte("new"))
		return err
	})
}

// TestAccountPlans: what one visitor causes walks through no table.
func TestAccountPlans(t *testing.T) {
	s, _ := staffed(t, openFile)
	for _, query := range slices.Concat([]string{organisationColumns + "WHERE o.id = $1", "SELECT hash, media_type, width, height, data FROM logos WHERE hash = $1"},
		[]string{accountColumns + "WHERE id = $1", accountColumns + "WHERE email = $1", accountColumns + "WHERE issuer = $1 AND subject = $2", accountColumns + "WHERE organisation_id = $1"},
		[]string{sessionColumns + "WHERE hash = $1", sessionColumns + "WHERE account_id = $1", "DELETE FROM sessions WHERE account_id = $1"},
		[]string{invitationColumns + "WHERE hash = $1", invitationColumns + "WHERE organisation_id = $1", "DELETE FROM invitations WHERE organisation_id = $1 AND email = $2"}) {
		mustView(t, s, func(q assessment.Tx) error {
			args := []any{nil, nil}[:1]
			if len(query) > 0 && query[len(query)-1] == '2' {
				args = []any{nil, nil}
			}
			return q.(*tx).each("EXPLAIN QUERY PLAN "+query, args, func(scan func(...any) error) error {
				var id, parent, unused int
				var detail string
				err := scan(&id, &parent, &unused, &detail)
				if len(detail) >= 4 && detail[:4] == "SCAN" {
					t.Errorf("%s\nin %s", detail, query)
				}
				return err
			})
		})
	}
}
