package service

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"onramp/assessment"
	"onramp/assessment/store"
)

const (
	phrase = "two lemons and a ladder"
	other  = "green doors never sing"
	office = "192.0.2.7"
)

// person is somebody with an account.
type person struct {
	*world
	id, email, organisation string
}

// hire makes an organisation, unless there is one of the name, and an account
// in it with the phrase as password.
func (w *world) hire(kind assessment.OrganisationKind, organisation string, role assessment.Role, name string) person {
	w.t.Helper()
	all, err := w.Organisations(w.ctx())
	w.must(err)
	id := ""
	for _, o := range all {
		if o.Name == organisation {
			id = o.ID
		}
	}
	if id == "" {
		id, err = w.AddOrganisation(w.ctx(), Console, assessment.Organisation{Kind: kind, Name: organisation})
		w.must(err)
	}
	p := person{w, "", strings.ToLower(name) + "@example.org", id}
	_, err = w.AddAccount(w.ctx(), Console, assessment.Account{Organisation: id, Email: p.email, Name: name, Role: role}, "")
	w.must(err)
	w.must(w.store.Update(w.ctx(), func(tx assessment.Tx) error {
		a, err := tx.AccountByEmail(p.email)
		if err != nil {
			return err
		}
		p.id, a.Password = a.ID, phraseHash()
		return errors.Join(tx.SaveAccount(a), tx.DeletePasswordLinks(a.ID))
	}))
	return p
}

// phraseHash is the hash of the phrase, made once because that is slow.
var phraseHash = sync.OnceValue(func() string {
	salt := []byte("0123456789abcdef")
	return encodeHash(today, salt, argon2.IDKey([]byte(phrase), salt, today.passes, today.memory, today.lanes, hashBytes))
})

func (p person) signIn() string {
	p.t.Helper()
	token, err := p.SignIn(p.ctx(), p.email, phrase, office, Device{"Firefox", "Android"})
	p.must(err)
	return token
}

// in returns who a token signs in; nil for nobody.
func (w *world) in(token string) *Member {
	w.t.Helper()
	m, err := w.Member(w.ctx(), token)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil
	}
	w.must(err)
	return m
}

func TestSignIn(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	token, err := w.SignIn(w.ctx(), "  ANA@Example.org ", phrase, office, Device{"Firefox", "Android"})
	w.must(err)
	m := w.in(token)
	if m == nil || m.Account.ID != ana.id || m.Organisation.Name != "Chamber" || m.Session.Browser != "Firefox" {
		t.Fatalf("signed in: %+v", m)
	}
	if !m.Can(assessment.FacilitatorRole) || m.Can(assessment.ManagerRole) {
		t.Error("a facilitator can what a facilitator cannot")
	}
	if want := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC); !w.in(token).Account.Seen.Equal(want) {
		t.Errorf("seen on %v", m.Account.Seen)
	}
	for _, wrong := range []string{"", token + "A", token[:len(token)-1], ana.id} {
		if w.in(wrong) != nil {
			t.Errorf("%q signs in", wrong)
		}
	}
}

// TestWhatFailsLooksAlike: nothing tells a wrong password from an account that
// is not there, is disabled or has no password yet.
func TestWhatFailsLooksAlike(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	bo := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Bo")
	w.must(w.SetDisabled(w.ctx(), Console, bo.id, true))
	_, err := w.AddAccount(w.ctx(), Console, assessment.Account{Organisation: ana.organisation, Email: "new@example.org", Name: "New", Role: assessment.ManagerRole}, "")
	w.must(err)
	tries := map[string][2]string{"wrong password": {ana.email, other}, "no account": {"nobody@example.org", phrase}, "disabled": {bo.email, phrase},
		"no password yet": {"new@example.org", phrase}, "empty password": {ana.email, ""}, "endless password": {ana.email, strings.Repeat("x", 500)}, "no address": {"", phrase}}
	for name, try := range tries {
		_, err := w.SignIn(w.ctx(), try[0], try[1], office, Device{})
		var e *assessment.Error
		if !errors.As(err, &e) || e.Kind != assessment.Invalid || e.Key != "error.sign_in" || len(e.Fields) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Each does the slow hash once: an unbuffered channel of places lets the test
	// see every hash begin and end.
	w.pass(assessment.ThrottleLife)
	w.hashing = make(chan struct{})
	for name, try := range tries {
		done := make(chan error, 1)
		go func() {
			_, err := w.SignIn(w.ctx(), try[0], try[1], office, Device{})
			done <- err
		}()
		hashes := 0
		for running := true; running; {
			select {
			case <-w.hashing:
				hashes++
				w.hashing <- struct{}{}
			case <-done:
				running = false
			}
		}
		if hashes != 1 {
			t.Errorf("%s: %d hashes", name, hashes)
		}
	}
}

func TestThrottling(t *testing.T) {
	for name, email := range map[string]string{"of an account": "ana@example.org", "of no account": "nobody@example.org"} {
		t.Run(name, func(t *testing.T) {
			w := empty(t)
			w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
			try := func(password, place string) error {
				_, err := w.SignIn(w.ctx(), email, password, place, Device{})
				return err
			}
			for i := range assessment.FreeTries {
				w.refused(try(other, fmt.Sprintf("192.0.2.%d", i)), assessment.Invalid, "error.sign_in")
			}
			for range 3 { // refused tries do not make the wait longer
				w.refused(try(phrase, office), assessment.Often, "error.too_often")
			}
			w.pass(14 * time.Second)
			w.refused(try(phrase, office), assessment.Often, "error.too_often")
			w.pass(2 * time.Second)
			w.refused(try(other, office), assessment.Invalid, "error.sign_in")
			w.pass(16 * time.Second) // twice as long now
			w.refused(try(other, office), assessment.Often, "error.too_often")
			w.pass(15 * time.Second)
			if err := try(phrase, office); (err == nil) != (email == "ana@example.org") {
				t.Errorf("after the wait: %v", err)
			}
		})
	}
}

func TestSuccessForgivesTheAccountButNotThePlace(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	try := func(email, password, place string) error {
		_, err := w.SignIn(w.ctx(), email, password, place, Device{})
		return err
	}
	// Somebody with an account of their own cannot use it to go on guessing.
	for i := range assessment.FreeTriesPlace {
		w.refused(try(fmt.Sprintf("x%d@example.org", i), other, "2001:db8::1"), assessment.Invalid, "error.sign_in")
		if i < assessment.FreeTriesPlace-1 {
			w.must(try(ana.email, phrase, "2001:db8::2"))
		}
	}
	w.refused(try(ana.email, phrase, "2001:db8::3"), assessment.Often, "error.too_often") // one network
	w.must(try(ana.email, phrase, "2001:db8:1::1"))
	for range 3 * assessment.FreeTries {
		w.refused(try(ana.email, other, ""), assessment.Invalid, "error.sign_in")
		w.must(try(ana.email, phrase, ""))
	}
}

// TestThrottlingHoldsAcrossProcesses: two programs on one file count together,
// also what they do at the same moment.
func TestThrottlingHoldsAcrossProcesses(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	st, err := store.Open(w.ctx(), w.file)
	w.must(err)
	defer st.Close()
	second := New(st, Options{Now: w.now, Random: repeating()})
	var mu sync.Mutex
	got := map[assessment.Kind]int{}
	var all sync.WaitGroup
	for i := range 3 * assessment.FreeTries {
		sv := []*Service{w.Service, second}[i%2]
		all.Go(func() {
			_, err := sv.SignIn(w.ctx(), ana.email, other, office, Device{})
			mu.Lock()
			defer mu.Unlock()
			got[assessment.KindOf(err)]++
		})
	}
	all.Wait()
	if got[assessment.Invalid] != assessment.FreeTries || got[assessment.Often] != 2*assessment.FreeTries {
		t.Errorf("outcomes by kind: %v", got)
	}
}

func TestSessionsRunOut(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	idle, busy := ana.signIn(), ana.signIn()
	for range 60 {
		w.pass(assessment.SessionIdle - time.Minute)
		if w.in(busy) == nil {
			t.Fatal("a session in use ended before its time")
		}
		if w.now().Sub(morning) > assessment.SessionIdle && w.in(idle) != nil {
			t.Fatal("an idle session still holds")
		}
		if w.now().Sub(morning) > assessment.SessionLife-assessment.SessionIdle {
			break
		}
	}
	w.pass(assessment.SessionIdle - time.Minute)
	if w.in(busy) != nil {
		t.Error("a session outlives its longest time")
	}
	if living, err := w.Sessions(w.ctx(), &Member{Account: assessment.Account{ID: ana.id}}); err != nil || len(living) > 0 {
		t.Errorf("still listed: %v %v", living, err)
	}
	if _, err := w.Sweep(w.ctx()); err != nil || w.count("SELECT count(*) FROM sessions") != 0 {
		t.Errorf("a sweep leaves sessions (%v)", err)
	}
}

func TestSignOut(t *testing.T) {
	w := empty(t)
	ana, bo := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana"), w.hire(assessment.Association, "Chamber", assessment.ManagerRole, "Bo")
	phone, desk, third, hers := ana.signIn(), ana.signIn(), ana.signIn(), bo.signIn()
	m := w.in(phone)
	living, err := w.Sessions(w.ctx(), m)
	w.must(err)
	if len(living) != 3 {
		t.Fatalf("%d sessions", len(living))
	}
	w.must(w.EndSession(w.ctx(), m, hashToken(sessionSecret, desk)))
	w.must(w.EndSession(w.ctx(), m, hashToken(sessionSecret, hers))) // not hers to end
	w.must(w.EndSession(w.ctx(), m, []byte("none")))
	if w.in(desk) != nil || w.in(hers) == nil || w.in(phone) == nil {
		t.Error("the wrong session ended")
	}
	w.must(w.SignOut(w.ctx(), phone))
	w.must(w.SignOut(w.ctx(), phone))
	if w.in(phone) != nil || w.in(third) == nil {
		t.Error("signing out ended the wrong session")
	}
	w.must(w.EndSessions(w.ctx(), m))
	if w.in(third) != nil || w.in(hers) == nil {
		t.Error("signing out everywhere ended the wrong sessions")
	}
}

func TestChangePassword(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	here, there := ana.signIn(), ana.signIn()
	m := w.in(here)
	for _, c := range []struct{ current, fresh, field string }{
		{other, other + "!", "current"}, {"", other, "current"}, {phrase, "short", "password"}, {phrase, ana.email, "password"}, {phrase, "password1234", "password"},
	} {
		_, err := w.ChangePassword(w.ctx(), m, c.current, c.fresh)
		var e *assessment.Error
		if !errors.As(err, &e) || e.Kind != assessment.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != c.field {
			t.Errorf("%q to %q: %v", c.current, c.fresh, err)
		}
	}
	fresh, err := w.ChangePassword(w.ctx(), m, phrase, other)
	w.must(err)
	if w.in(here) != nil || w.in(there) != nil || fresh == here {
		t.Error("a session from before the change still holds")
	}
	if now := w.in(fresh); now == nil || now.Session.Browser != "Firefox" {
		t.Errorf("after the change: %+v", now)
	}
	_, err = w.SignIn(w.ctx(), ana.email, phrase, office, Device{})
	w.refused(err, assessment.Invalid, "error.sign_in")
	_, err = w.SignIn(w.ctx(), ana.email, other, office, Device{})
	w.must(err)
	for range assessment.FreeTries { // a stolen session is no way to guess on
		_, err = w.ChangePassword(w.ctx(), m, phrase, other)
		w.refused(err, assessment.Invalid, "error.invalid")
	}
	_, err = w.ChangePassword(w.ctx(), m, other, phrase)
	w.refused(err, assessment.Often, "error.too_often")
}

// TestHashesRise: who signs in with a hash of lower cost gets today's.
func TestHashesRise(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	weak := cost{memory: 64, passes: 1, lanes: 1}
	salt := []byte("0123456789abcdef")
	hash, err := w.slowly(w.ctx(), weak, salt, phrase)
	w.must(err)
	w.must(w.store.Update(w.ctx(), func(tx assessment.Tx) error {
		a, err := tx.Account(ana.id)
		if err != nil {
			return err
		}
		a.Password = encodeHash(weak, salt, hash)
		return tx.SaveAccount(a)
	}))
	_, err = w.SignIn(w.ctx(), ana.email, other, office, Device{})
	w.refused(err, assessment.Invalid, "error.sign_in")
	ana.signIn()
	a, err := w.Account(w.ctx(), ana.id)
	w.must(err)
	if !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("kept: %s", a.Password)
	}
	ana.signIn()
	for _, damaged := range []string{"", "plain", "$argon2id$v=19$m=19456,t=2,p=1$AA", "$argon2id$v=19$m=4194304,t=2,p=1$AAAA$AAAA", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=0$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$", nobody} {
		if right, err := w.fits(w.ctx(), phrase, damaged); right || err != nil {
			t.Errorf("%q: %v %v", damaged, right, err)
		}
	}
}

func TestPasswordsFromAnyKeyboard(t *testing.T) {
	w := empty(t)
	_, err := w.AddOrganisation(w.ctx(), Console, assessment.Organisation{Kind: assessment.Operator, Name: "We"})
	w.must(err)
	all, err := w.Organisations(w.ctx())
	w.must(err)
	a := assessment.Account{Organisation: all[0].ID, Email: "o@example.org", Name: "O", Role: assessment.OperatorRole}
	_, err = w.AddAccount(w.ctx(), Console, a, "grüne Äpfel im Mai") // one character each
	w.must(err)
	_, err = w.SignIn(w.ctx(), a.Email, "gru\u0308ne A\u0308pfel im Mai", office, Device{}) // two each
	w.must(err)
}

func TestSignInAs(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	bo := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Bo")
	const issuer = "https://id.example.org"
	as := func(p Person) error {
		_, err := w.SignInAs(w.ctx(), p, Device{})
		return err
	}
	refused := func(what string, p Person) {
		t.Helper()
		if err := as(p); assessment.KindOf(err) != assessment.Forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("unverified", Person{issuer, "1", ana.email, false})
	refused("nobody's address", Person{issuer, "1", "nobody@example.org", true})
	refused("no address", Person{issuer, "1", "", true})
	w.must(as(Person{issuer, "1", "Ana@Example.org", true}))
	w.must(as(Person{issuer, "1", "new-name@example.org", false})) // bound: the address no longer matters
	refused("the address has another owner there", Person{issuer, "2", ana.email, true})
	w.must(as(Person{"https://other.example.org", "1", bo.email, true})) // another issuer's subject 1 is somebody else
	token, err := w.SignInAs(w.ctx(), Person{issuer, "1", "", false}, Device{})
	w.must(err)
	if m := w.in(token); m == nil || m.Account.ID != ana.id {
		t.Errorf("signed in: %+v", m)
	}
	w.must(w.SetDisabled(w.ctx(), Console, ana.id, true))
	refused("disabled", Person{issuer, "1", ana.email, true})
	if n := w.count("SELECT count(*) FROM accounts"); n != 2 {
		t.Errorf("%d accounts", n)
	}
}

// TestTheFileHoldsNoSecretOfAccounts reads the database's own bytes.
func TestTheFileHoldsNoSecretOfAccounts(t *testing.T) {
	w := empty(t)
	ana := w.hire(assessment.Association, "Chamber", assessment.FacilitatorRole, "Ana")
	session := ana.signIn()
	invitation, err := w.Invite(w.ctx(), Console, ana.organisation, "new@example.org", assessment.ManagerRole)
	w.must(err)
	link, err := w.MakePasswordLink(w.ctx(), Console, ana.id)
	w.must(err)
	_, err = w.SignIn(w.ctx(), "secret-guess@example.org", other, "198.51.100.23", Device{})
	w.refused(err, assessment.Invalid, "error.sign_in")
	kept := w.bytes()
	if !bytes.Contains(kept, []byte(ana.email)) {
		t.Fatal("the search finds nothing at all")
	}
	for name, secret := range map[string]string{"session": session, "invitation": invitation, "password link": link, "password": phrase, "wrong password": other,
		"network address": "198.51.100.23", "mistyped address": "secret-guess"} {
		if bytes.Contains(kept, []byte(secret)) {
			t.Errorf("the %s is in the file", name)
		}
	}
	w.must(w.RemoveAccount(w.ctx(), Console, ana.id))
	if rest := w.bytes(); bytes.Contains(rest, []byte(ana.email)) {
		t.Error("a removed person is still in the file")
	}
}

// bytes are all files of the database.
func (w *world) bytes() []byte {
	w.t.Helper()
	files, err := filepath.Glob(w.file + "*")
	w.must(err)
	var kept []byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		w.must(err)
		kept = slices.Concat(kept, data)
	}
	return kept
}
