package service

import (
	"context"
	"time"

	"onramp/assessment"
)

// Console is who acts when the command line does: whoever holds the database
// file. No account has this id.
const Console = "console"

// manages checks that an account may manage an organisation: a manager its own,
// the operator and the command line all. It returns the organisation.
func manages(tx assessment.Tx, by, organisation string) (*assessment.Organisation, error) {
	own, err := tx.Organisation(organisation)
	if err != nil || by == Console {
		return own, err
	}
	if operates(tx, by) == nil {
		return own, nil
	}
	account, err := tx.Account(by)
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return nil, err
	}
	if err != nil || account.Organisation != organisation || !account.Can(own.Kind, assessment.ManagerRole) {
		return nil, notAllowed()
	}
	return own, nil
}

// operates checks that an account runs the site.
func operates(tx assessment.Tx, by string) error {
	if by == Console {
		return nil
	}
	account, err := tx.Account(by)
	if err != nil {
		return notAllowed()
	}
	own, err := tx.Organisation(account.Organisation)
	if err != nil {
		return err
	}
	if !account.Can(own.Kind, assessment.OperatorRole) {
		return notAllowed()
	}
	return nil
}

func notAllowed() error {
	return &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_allowed"}
}

// Account returns an account; NotFound.
func (s *Service) Account(ctx context.Context, id string) (a *assessment.Account, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		a, err = tx.Account(id)
		return err
	})
	return a, err
}

// Accounts returns every account, the oldest first; Forbidden to all but
// operators.
func (s *Service) Accounts(ctx context.Context, by string) (all []*assessment.Account, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		if err := operates(tx, by); err != nil {
			return err
		}
		all, err = tx.Accounts("")
		return err
	})
	return all, err
}

// AddAccount makes an account without an invitation and returns a link to set
// its password, or none when there is a password already. An address that has
// an account is Invalid.
func (s *Service) AddAccount(ctx context.Context, by string, a assessment.Account, password string) (token string, err error) {
	return s.addAccount(ctx, by, a, password, func(assessment.Tx) (string, error) { return a.Organisation, nil })
}

// addAccount makes an account in the organisation that find finds or adds, both
// or neither.
func (s *Service) addAccount(ctx context.Context, by string, a assessment.Account, password string, find func(assessment.Tx) (string, error)) (token string, err error) {
	a.ID, a.Email, a.Created, a.Password = s.newID(), assessment.CleanEmail(a.Email), s.now(), ""
	if password != "" {
		if bad := assessment.CheckPassword(typedPassword(password), a.Email); len(bad) > 0 {
			return "", invalid(bad)
		}
		if a.Password, err = s.hashPassword(ctx, password); err != nil {
			return "", err
		}
	}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := operates(tx, by); err != nil {
			return err
		}
		a := a
		organisation, err := find(tx)
		if err != nil {
			return err
		}
		own, err := tx.Organisation(organisation)
		if err != nil {
			return err
		}
		a.Organisation = own.ID
		if bad := a.Check(own.Kind); len(bad) > 0 {
			return invalid(bad)
		}
		if err := tx.AddAccount(&a); err != nil {
			if assessment.KindOf(err) == assessment.Conflict {
				return assessment.InvalidField("email", "field.account_there", nil)
			}
			return err
		}
		if a.Password != "" {
			return nil
		}
		return s.addPasswordLink(tx, a.ID, token)
	})
	if err != nil || a.Password != "" {
		return "", err
	}
	return token, nil
}

// invalid is the error for several inputs at fault.
func invalid(bad []assessment.FieldError) error {
	return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
}

// SaveName changes the name of a member.
func (s *Service) SaveName(ctx context.Context, m *Member, name string) error {
	if bad := assessment.CheckPerson(name); len(bad) > 0 {
		return invalid(bad)
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		a, err := tx.Account(m.Account.ID)
		if err != nil {
			return err
		}
		a.Name = name
		return tx.SaveAccount(a)
	})
}

// ChangePassword sets a new password for whoever knows the current one, ends
// every session and returns the token of a new one for this browser. Wrong
// guesses at the current one count as failed tries to sign in.
func (s *Service) ChangePassword(ctx context.Context, m *Member, current, fresh string) (token string, err error) {
	tries, err := s.tries(ctx, m.Account.Email, "")
	if err != nil {
		return "", err
	}
	if err := s.countTry(ctx, tries); err != nil {
		return "", err
	}
	account, err := s.Account(ctx, m.Account.ID)
	if err != nil {
		return "", err
	}
	if account.Password != "" { // who came by OpenID alone has none yet
		right, err := s.fits(ctx, current, account.Password)
		if err != nil {
			return "", err
		}
		if !right {
			return "", assessment.InvalidField("current", "field.password_wrong", nil)
		}
	}
	if bad := assessment.CheckPassword(typedPassword(fresh), account.Email); len(bad) > 0 {
		return "", errorsOf(invalid(bad), s.store.Update(ctx, func(tx assessment.Tx) error { return s.forgive(tx, tries) }))
	}
	hash, err := s.hashPassword(ctx, fresh)
	if err != nil {
		return "", err
	}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := s.forgive(tx, tries); err != nil {
			return err
		}
		a, err := tx.Account(account.ID)
		if err != nil {
			return err
		}
		if a.Password != account.Password {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.conflict"}
		}
		return s.renewPassword(tx, a, hash, token, Device{m.Session.Browser, m.Session.System})
	})
	return token, err
}

// errorsOf returns the second error when there is one, else the first.
func errorsOf(usual, worse error) error {
	if worse != nil {
		return worse
	}
	return usual
}

// renewPassword sets a password's hash, ends what opened the account before and
// begins a new session.
func (s *Service) renewPassword(tx assessment.Tx, a *assessment.Account, hash, token string, d Device) error {
	a.Password = hash
	if err := tx.SaveAccount(a); err != nil {
		return err
	}
	if err := tx.DeletePasswordLinks(a.ID); err != nil {
		return err
	}
	if err := tx.DeleteSessions(a.ID); err != nil {
		return err
	}
	return s.addSession(tx, a.ID, token, d)
}

// MakePasswordLink makes a link with which a person sets a password, in place
// of an earlier link. Only operators may: whoever holds it becomes that person.
// An account that may not sign in is a Conflict.
func (s *Service) MakePasswordLink(ctx context.Context, by, account string) (token string, err error) {
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := operates(tx, by); err != nil {
			return err
		}
		a, err := tx.Account(account)
		if err != nil {
			return err
		}
		if a.Disabled { // the link would open nothing
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.account_disabled"}
		}
		return s.addPasswordLink(tx, account, token)
	})
	return token, err
}

func (s *Service) addPasswordLink(tx assessment.Tx, account, token string) error {
	now := s.now()
	return tx.AddPasswordLink(&assessment.PasswordLink{Hash: hashToken(passwordSecret, token), Account: account, Created: now, Expires: now.Add(assessment.LinkLife)})
}

// PasswordLinkFor returns whose password a link sets. An unknown or used one is
// NotFound, an old one Closed.
func (s *Service) PasswordLinkFor(ctx context.Context, token string) (a *assessment.Account, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		a, err = linked(tx, token, s.now())
		return err
	})
	return a, err
}

// linked reads the account of a password link that still works.
func linked(tx assessment.Tx, token string, now time.Time) (*assessment.Account, error) {
	link, err := tx.PasswordLink(hashToken(passwordSecret, token))
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.password_link")
	}
	if err != nil {
		return nil, err
	}
	a, err := tx.Account(link.Account)
	switch {
	case err != nil:
		return nil, err
	case now.After(link.Expires):
		return nil, &assessment.Error{Kind: assessment.Closed, Key: "error.old_link"}
	case a.Disabled:
		return nil, assessment.Missing("error.password_link")
	}
	return a, nil
}

// SetPassword sets a password by a link, which is gone then, ends every session
// of the account and returns the token of a new one.
func (s *Service) SetPassword(ctx context.Context, link, password string, d Device) (token string, err error) {
	a, err := s.PasswordLinkFor(ctx, link)
	if err != nil {
		return "", err
	}
	if bad := assessment.CheckPassword(typedPassword(password), a.Email); len(bad) > 0 {
		return "", invalid(bad)
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	tries, err := s.tries(ctx, a.Email, "")
	if err != nil {
		return "", err
	}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		a, err := linked(tx, link, s.now())
		if err != nil {
			return err
		}
		if err := s.forgive(tx, tries); err != nil {
			return err
		}
		return s.renewPassword(tx, a, hash, token, d)
	})
	return token, err
}

// SetDisabled refuses or allows an account to sign in; disabling ends its
// sessions and password links. Nobody can disable themselves, so somebody is left.
func (s *Service) SetDisabled(ctx context.Context, by, account string, disabled bool) error {
	return s.changeAccount(ctx, by, account, func(tx assessment.Tx, a *assessment.Account, _ *assessment.Organisation) error {
		a.Disabled = disabled
		if err := tx.SaveAccount(a); err != nil || !disabled {
			return err
		}
		if err := tx.DeletePasswordLinks(a.ID); err != nil {
			return err
		}
		return tx.DeleteSessions(a.ID)
	})
}

// SaveRole changes what an account may do and ends its sessions.
func (s *Service) SaveRole(ctx context.Context, by, account string, role assessment.Role) error {
	return s.changeAccount(ctx, by, account, func(tx assessment.Tx, a *assessment.Account, own *assessment.Organisation) error {
		a.Role = role
		if bad := a.Check(own.Kind); len(bad) > 0 {
			return invalid(bad)
		}
		if err := tx.SaveAccount(a); err != nil {
			return err
		}
		return tx.DeleteSessions(a.ID)
	})
}

// RemoveAccount deletes an account with all its sessions. Whatever names its
// person elsewhere, such as an answer the person confirmed, keeps a copy of the
// name of its own.
func (s *Service) RemoveAccount(ctx context.Context, by, account string) error {
	return s.changeAccount(ctx, by, account, func(tx assessment.Tx, a *assessment.Account, _ *assessment.Organisation) error {
		return tx.DeleteAccount(a.ID)
	})
}

// changeAccount runs fn on somebody else's account that one may manage.
func (s *Service) changeAccount(ctx context.Context, by, account string, fn func(assessment.Tx, *assessment.Account, *assessment.Organisation) error) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		a, err := tx.Account(account)
		if err != nil {
			return err
		}
		own, err := manages(tx, by, a.Organisation)
		if err != nil {
			return err
		}
		if by == a.ID {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.yourself"}
		}
		return fn(tx, a, own)
	})
}
