package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"time"
	"unicode/utf8"

	"onramp/assessment"
)

// Member is somebody who is signed in.
type Member struct {
	Account      assessment.Account
	Organisation assessment.Organisation
	Session      assessment.Session
}

// Can reports whether the member may do what a role does in the member's own
// organisation.
func (m *Member) Can(role assessment.Role) bool { return m.Account.Can(m.Organisation.Kind, role) }

// Device is what a browser says of itself, in plain names.
type Device struct{ Browser, System string }

// touchAfter spares a write on each visit: the last use of a session is exact
// to this much.
const touchAfter = 5 * time.Minute

// hashToken hashes a secret of 256 random bits; the kind keeps a link of one
// kind from opening another.
func hashToken(kind, token string) []byte {
	sum := sha256.Sum256([]byte(kind + " " + token))
	return sum[:]
}

// Kinds of secret.
const (
	sessionSecret    = "session"
	invitationSecret = "invitation"
	passwordSecret   = "password"
)

// Member returns who is signed in with a session's token, NotFound when nobody
// is: the token is unknown, has run out, or the account is disabled.
func (s *Service) Member(ctx context.Context, token string) (*Member, error) {
	var m *Member
	now := s.now()
	err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		m, err = member(tx, token, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	day := now.UTC().Truncate(24 * time.Hour)
	if now.Sub(m.Session.Used) < touchAfter && m.Account.Seen.Equal(day) {
		return m, nil
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		fresh, err := member(tx, token, now) // it may have ended meanwhile
		if err != nil {
			return err
		}
		if err := tx.TouchSession(fresh.Session.Hash, now); err != nil || fresh.Account.Seen.Equal(day) {
			return err
		}
		fresh.Account.Seen = day
		return tx.SaveAccount(&fresh.Account)
	})
	if err != nil {
		return nil, err
	}
	m.Session.Used, m.Account.Seen = now, day
	return m, nil
}

// member reads who a token signs in.
func member(tx assessment.Tx, token string, now time.Time) (*Member, error) {
	session, err := tx.Session(hashToken(sessionSecret, token))
	if err != nil {
		return nil, err
	}
	account, err := tx.Account(session.Account)
	if err != nil {
		return nil, err
	}
	if !session.Lives(now) || account.Disabled {
		return nil, assessment.Missing("error.signed_out")
	}
	organisation, err := tx.Organisation(account.Organisation)
	if err != nil {
		return nil, err
	}
	return &Member{Account: *account, Organisation: *organisation, Session: *session}, nil
}

// SignIn checks e-mail and password and returns the token of a new session.
// Place is the network address it comes from. What does not fit is Invalid with
// the same words whether or not there is such an account, after the same work;
// after too many failures it is Often and says how long to wait.
func (s *Service) SignIn(ctx context.Context, email, password, place string, d Device) (token string, err error) {
	email = assessment.CleanEmail(email)
	tries, err := s.tries(ctx, email, place)
	if err != nil {
		return "", err
	}
	if err := s.countTry(ctx, tries); err != nil {
		return "", err
	}
	account, err := s.accountByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(password) > assessment.MaxPassword {
		password = "" // nobody's, and hashing it costs no more
	}
	right, err := s.fits(ctx, password, account.Password)
	if err != nil {
		return "", err
	}
	if !right || account.Disabled {
		return "", &assessment.Error{Kind: assessment.Invalid, Key: "error.sign_in"}
	}
	fresh := account.Password
	if outdated(fresh) {
		if fresh, err = s.hashPassword(ctx, password); err != nil {
			return "", err
		}
	}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		now, err := tx.Account(account.ID)
		if err != nil || now.Disabled || now.Password != account.Password { // changed while we looked
			return &assessment.Error{Kind: assessment.Invalid, Key: "error.sign_in", Cause: err}
		}
		if now.Password != fresh {
			now.Password = fresh
			if err := tx.SaveAccount(now); err != nil {
				return err
			}
		}
		if err := s.forgive(tx, tries); err != nil {
			return err
		}
		return s.addSession(tx, now.ID, token, d)
	})
	return token, err
}

// accountByEmail returns the account of an address; one without a password
// when there is none.
func (s *Service) accountByEmail(ctx context.Context, email string) (account *assessment.Account, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		account, err = tx.AccountByEmail(email)
		return err
	})
	if assessment.KindOf(err) == assessment.NotFound {
		return &assessment.Account{}, nil
	}
	return account, err
}

// Person is who an OpenID issuer says somebody is.
type Person struct {
	Issuer, Subject string
	Email           string
	Verified        bool // the issuer has checked the e-mail
}

// SignInAs signs in whom an OpenID issuer names: the account bound to the
// subject, or else the one with the verified e-mail, which is bound from then
// on. It makes no account; where none fits it is Forbidden.
func (s *Service) SignInAs(ctx context.Context, p Person, d Device) (token string, err error) {
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		account, err := tx.AccountBySubject(p.Issuer, p.Subject)
		if assessment.KindOf(err) == assessment.NotFound {
			account, err = adoptPerson(tx, p)
		}
		if assessment.KindOf(err) == assessment.NotFound || err == nil && account.Disabled {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.no_account"}
		}
		if err != nil {
			return err
		}
		return s.addSession(tx, account.ID, token, d)
	})
	return token, err
}

// adoptPerson ties the account with a verified e-mail to the person at the issuer. One
// that is tied to another person there stays so: the address has changed hands.
func adoptPerson(tx assessment.Tx, p Person) (*assessment.Account, error) {
	if !p.Verified {
		return nil, assessment.Missing("error.no_account")
	}
	account, err := tx.AccountByEmail(assessment.CleanEmail(p.Email))
	if err != nil {
		return nil, err
	}
	if account.Issuer == p.Issuer && account.Subject != "" {
		return nil, assessment.Missing("error.no_account")
	}
	account.Issuer, account.Subject = p.Issuer, p.Subject
	return account, tx.SaveAccount(account)
}

// addSession begins a session with a token of its own; no token that a browser
// brought along is ever made to mean more.
func (s *Service) addSession(tx assessment.Tx, account, token string, d Device) error {
	now := s.now()
	return tx.AddSession(&assessment.Session{Hash: hashToken(sessionSecret, token), Account: account, Browser: d.Browser, System: d.System, Created: now, Used: now})
}

// SignOut ends the session of a token; no error when there is none.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error { return tx.DeleteSession(hashToken(sessionSecret, token)) })
}

// Sessions returns where a member is signed in, the latest used first.
func (s *Service) Sessions(ctx context.Context, m *Member) (living []*assessment.Session, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		living = nil
		all, err := tx.Sessions(m.Account.ID)
		for _, session := range all {
			if session.Lives(s.now()) {
				living = append(living, session)
			}
		}
		return err
	})
	return living, err
}

// EndSession signs a member out of one browser; one that is not the member's is
// left alone.
func (s *Service) EndSession(ctx context.Context, m *Member, hash []byte) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		session, err := tx.Session(hash)
		if assessment.KindOf(err) == assessment.NotFound || err == nil && session.Account != m.Account.ID {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.DeleteSession(hash)
	})
}

// EndSessions signs a member out everywhere.
func (s *Service) EndSessions(ctx context.Context, m *Member) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error { return tx.DeleteSessions(m.Account.ID) })
}

// try is what counts the failures of one account or place.
type try struct {
	hash []byte
	free int
	ours bool // it counts one account, so that success clears it
}

// tries names the counters of one attempt. The store holds keyed hashes, so
// that it does not tell who tried from where. A home or an office has a whole
// IPv6 network of addresses, which counts as one place.
func (s *Service) tries(ctx context.Context, email, place string) ([]try, error) {
	keyed, err := s.counters(ctx)
	if err != nil {
		return nil, err
	}
	all := []try{{hash: keyed("account " + email), free: assessment.FreeTries, ours: true}}
	if place != "" {
		all = append(all, try{hash: keyed("place " + network(place)), free: assessment.FreeTriesPlace})
	}
	return all, nil
}

// guesses names the counter of one try of a code.
func (s *Service) guesses(ctx context.Context, place string) ([]try, error) {
	keyed, err := s.counters(ctx)
	if err != nil || place == "" {
		return nil, err
	}
	return []try{{hash: keyed("code " + network(place)), free: assessment.FreeTriesPlace}}, nil
}

// network is what counts as one place.
func network(place string) string {
	if a, err := netip.ParseAddr(place); err == nil && a.Unmap().Is6() {
		if network, err := a.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return place
}

// counters returns the function that makes the hash under which something is
// counted.
func (s *Service) counters(ctx context.Context) (func(text string) []byte, error) {
	salt, err := s.salt(ctx)
	if err != nil {
		return nil, err
	}
	return func(text string) []byte {
		mac := hmac.New(sha256.New, salt)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}, nil
}

// countTry counts an attempt as failed before it is made, so that attempts at
// the same moment, in however many processes, all count; success takes it back.
// Where a wait is due nothing is counted and the attempt is refused.
func (s *Service) countTry(ctx context.Context, tries []try) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		now := s.now()
		var counted []assessment.Throttle
		for _, t := range tries {
			throttle, err := tx.Throttle(t.hash)
			if err != nil {
				return err
			}
			if wait := throttle.Wait(now, t.free); wait > 0 {
				return &assessment.Error{Kind: assessment.Often, Key: "error.too_often", Args: map[string]any{"Minutes": int(wait/time.Minute) + 1}}
			}
			counted = append(counted, throttle.Fail(now))
		}
		for _, throttle := range counted {
			if err := tx.SaveThrottle(throttle); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgive takes back what countTry counted: everything of the account, one of
// the place.
func (s *Service) forgive(tx assessment.Tx, tries []try) error {
	for _, t := range tries {
		throttle, err := tx.Throttle(t.hash)
		if err != nil {
			return err
		}
		throttle.Failures--
		if t.ours {
			throttle.Failures = 0
		}
		if err := tx.SaveThrottle(throttle); err != nil {
			return err
		}
	}
	return nil
}
