package service

import (
	"bytes"
	"context"
	"time"

	"onramp/assessment"
)

// Invite lets a person make an account of an organisation and returns the token
// of the link, in place of an earlier one for the same address. Somebody who
// has an account is not told to a manager of another organisation: the link
// then says so to the person.
func (s *Service) Invite(ctx context.Context, by, organisation, email string, role assessment.Role) (token string, err error) {
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		own, err := manages(tx, by, organisation)
		if err != nil {
			return err
		}
		return s.invite(tx, by, own, email, role, token)
	})
	return token, err
}

func (s *Service) invite(tx assessment.Tx, by string, own *assessment.Organisation, email string, role assessment.Role, token string) error {
	now := s.now()
	i := &assessment.Invitation{Hash: hashToken(invitationSecret, token), Organisation: own.ID, Email: assessment.CleanEmail(email), Role: role,
		Created: now, Expires: now.Add(assessment.LinkLife)}
	asked := assessment.Account{Email: i.Email, Name: i.Email, Role: role}
	if bad := asked.Check(own.Kind); len(bad) > 0 {
		return invalid(bad)
	}
	there, err := tx.AccountByEmail(i.Email)
	switch {
	case err == nil && (there.Organisation == own.ID || operates(tx, by) == nil):
		return assessment.InvalidField("email", "field.account_there", nil)
	case err != nil && assessment.KindOf(err) != assessment.NotFound:
		return err
	}
	return tx.AddInvitation(i)
}

// invitationTime bounds the sending of an invitation: whoever invites waits.
const invitationTime = 15 * time.Second

// MailInvitation sends the link of an invitation that was just made and reports
// whether it went. Without a mail server, when that fails, and after some mails
// to one address nothing is sent: whoever invites has the link to pass on.
func (s *Service) MailInvitation(ctx context.Context, email, language, token string) (sent bool, err error) {
	if s.mail == nil {
		return false, nil
	}
	email = assessment.CleanEmail(email)
	salt, err := s.salt(ctx)
	if err != nil {
		return false, err
	}
	enough := false
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		mailed, err := tx.Throttle(keyed(salt, "invitation", email))
		if err != nil {
			return err
		}
		if enough = mailed.Fade(s.now()).Failures >= assessment.MostInvitationMails; enough {
			return nil
		}
		return tx.SaveThrottle(mailed.Fail(s.now()))
	})
	if err != nil || enough {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, invitationTime)
	defer cancel()
	return s.mail.Send(ctx, Letter{Kind: assessment.InvitationMail, To: email, Language: language, Link: token}) == nil, nil
}

// Withdraw takes an invitation of an organisation back; no error when it is
// gone.
func (s *Service) Withdraw(ctx context.Context, by, organisation string, hash []byte) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := manages(tx, by, organisation); err != nil {
			return err
		}
		all, err := tx.Invitations(organisation)
		if err != nil {
			return err
		}
		for _, i := range all {
			if bytes.Equal(i.Hash, hash) {
				return tx.DeleteInvitation(hash)
			}
		}
		return nil
	})
}

// Invitation returns what a link invites to. One that is unknown, used or taken
// back is NotFound, an old one Closed.
func (s *Service) Invitation(ctx context.Context, token string) (i *assessment.Invitation, own *assessment.Organisation, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		i, own, err = invited(tx, token, s.now())
		return err
	})
	return i, own, err
}

// invited reads an invitation that still works.
func invited(tx assessment.Tx, token string, now time.Time) (*assessment.Invitation, *assessment.Organisation, error) {
	i, err := tx.Invitation(hashToken(invitationSecret, token))
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, nil, assessment.Missing("error.invitation")
	}
	if err != nil {
		return nil, nil, err
	}
	if now.After(i.Expires) {
		return nil, nil, &assessment.Error{Kind: assessment.Closed, Key: "error.old_link"}
	}
	own, err := tx.Organisation(i.Organisation)
	return i, own, err
}

// Accept makes the account that an invitation promises and returns the token of
// its first session. The invitation is gone then.
func (s *Service) Accept(ctx context.Context, invitation, name, password string, d Device) (token string, err error) {
	i, _, err := s.Invitation(ctx, invitation)
	if err != nil {
		return "", err
	}
	bad := append(assessment.CheckPerson(name), assessment.CheckPassword(typedPassword(password), i.Email)...)
	if len(bad) > 0 {
		return "", invalid(bad)
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	token = s.newToken()
	id := s.newID()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		i, own, err := invited(tx, invitation, s.now())
		if err != nil {
			return err
		}
		a := &assessment.Account{ID: id, Organisation: own.ID, Email: i.Email, Name: name, Role: i.Role, Password: hash, Created: s.now()}
		if bad := a.Check(own.Kind); len(bad) > 0 {
			return invalid(bad)
		}
		if err := tx.AddAccount(a); err != nil {
			if assessment.KindOf(err) == assessment.Conflict {
				return &assessment.Error{Kind: assessment.Conflict, Key: "error.account_there"}
			}
			return err
		}
		if err := tx.DeleteInvitation(i.Hash); err != nil {
			return err
		}
		return s.addSession(tx, a.ID, token, d)
	})
	return token, err
}
