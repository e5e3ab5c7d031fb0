package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"onramp/assessment"
)

// Letter is what a mail tells an owner, or somebody who is invited to make an
// account.
type Letter struct {
	Kind     assessment.ReminderKind
	To       string // address, checked
	Language string // tag
	Link     string // token of a link that opens the assessment, or of the invitation
	Stop     string // token that ends all mails to the address; empty with an invitation
}

// Mail sends letters. An error of kind Invalid means that no later try can
// deliver the letter; after any other one it is tried again.
type Mail interface {
	Send(ctx context.Context, l Letter) error
}

// Mails reports whether mails can be sent at all.
func (s *Service) Mails() bool { return s.mail != nil }

// MailWaits tells that a mail was asked for that is due now, for whoever calls
// SendDue.
func (s *Service) MailWaits() <-chan struct{} { return s.waiting }

// errNoMail says that nobody set up a mail server.
var errNoMail = assessment.Missing("error.no_mail")

// Reminders returns the mails that the owner asked for. They can be looked at
// and removed even when this site sends none any more.
func (s *Service) Reminders(ctx context.Context, id, token string) (all []assessment.Reminder, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		firm, err := s.firm(tx, id, token)
		if err == nil {
			all, err = tx.Reminders(firm)
		}
		return err
	})
	return all, err
}

// firm checks the key and returns what the firm's mails hang on: its first
// assessment, which keys open. A colleague's sheet has no mails.
func (s *Service) firm(tx assessment.Tx, id, token string) (string, error) {
	if _, err := s.open(tx, id, token); err != nil {
		return "", err
	}
	a, err := tx.Assessment(id)
	switch {
	case err != nil:
		return "", err
	case a.Sheet():
		return "", errNoMail
	}
	return a.Firm, nil
}

// Remind keeps that the owner wants mails to an address: the link now, and a
// review at a day unless it is zero. Each takes the place of an earlier one of
// its kind. What does not fit, and more than is allowed on a day, is Invalid.
func (s *Service) Remind(ctx context.Context, id, token, typed, language string, link bool, review time.Time) error {
	now := s.now()
	address, wrong := assessment.CheckAddress(typed)
	var bad []assessment.FieldError
	if wrong != nil {
		bad = append(bad, *wrong)
	}
	var asked []assessment.Reminder
	ask := func(kind assessment.ReminderKind, due time.Time) {
		asked = append(asked, assessment.Reminder{Kind: kind, Address: address, Language: language, Created: now, Due: due, NextTry: due})
	}
	if link {
		ask(assessment.LinkMail, now)
	}
	if !review.IsZero() {
		if wrong := assessment.CheckReview(now, review); wrong != nil {
			bad = append(bad, *wrong)
		}
		ask(assessment.ReviewMail, review)
	}
	if len(asked) == 0 {
		bad = append(bad, assessment.FieldError{Field: "mails", Key: "field.no_mail_chosen"})
	}
	salt, err := s.setting(ctx, mailSalt, 32)
	if err != nil {
		return err
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		firm, err := s.firm(tx, id, token)
		if err != nil {
			return err
		}
		if s.mail == nil {
			return errNoMail
		}
		if len(bad) > 0 {
			return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
		}
		return s.remind(tx, salt, firm, asked)
	})
	if err == nil && link {
		select {
		case s.waiting <- struct{}{}:
		default: // it is known already
		}
	}
	return err
}

func (s *Service) remind(tx assessment.Tx, salt []byte, firm string, asked []assessment.Reminder) error {
	for _, r := range asked {
		r.Assessment, r.Fingerprint = firm, fingerprint(salt, r.Address)
		if stopped, err := tx.MailsStopped(r.Fingerprint); err != nil {
			return err
		} else if stopped {
			return assessment.InvalidField("address", "field.address_stopped", nil)
		}
		if many, err := s.tooMany(tx, salt, r); err != nil {
			return err
		} else if many {
			return assessment.InvalidField("address", "field.too_many_mails", map[string]any{"High": assessment.MaxMails})
		}
		if err := tx.SaveReminder(r); err != nil {
			return err
		}
	}
	return nil
}

// tooMany counts a mail and reports whether it is one too many today, for the
// assessment or for the address.
func (s *Service) tooMany(tx assessment.Tx, salt []byte, r assessment.Reminder) (bool, error) {
	for _, subject := range [][]byte{keyed(salt, "assessment", r.Assessment), r.Fingerprint} {
		n, err := tx.CountMail(subject, dayOf(s.now()))
		if err != nil || n > assessment.MaxMails {
			return true, err
		}
	}
	return false, nil
}

func dayOf(t time.Time) int64 { return t.Unix() / int64(24*time.Hour/time.Second) }

// ForgetReminder removes a mail that the owner asked for, with its address.
func (s *Service) ForgetReminder(ctx context.Context, id, token string, kind assessment.ReminderKind) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		firm, err := s.firm(tx, id, token)
		if err != nil {
			return err
		}
		return tx.DeleteReminders(firm, kind)
	})
}

// cancelReminders removes all mails of whatever a key to the assessment opens.
func (s *Service) cancelReminders(tx assessment.Tx, id string) error {
	a, err := tx.Assessment(id)
	if err != nil {
		return err
	}
	return tx.DeleteReminders(a.Firm, assessment.ReminderKinds...)
}

// SendDue sends the mails that are due and returns how many were sent. Several
// processes may do it at once: a mail is claimed before it is sent. An error is
// the store's; mails that could not be delivered are counted in failed.
func (s *Service) SendDue(ctx context.Context) (sent, failed int, err error) {
	if s.mail == nil {
		return 0, 0, nil
	}
	for ctx.Err() == nil {
		r, token, err := s.claim(ctx)
		if assessment.KindOf(err) == assessment.NotFound {
			return sent, failed, nil
		}
		if err != nil {
			return sent, failed, err
		}
		if token == "" { // put off
			continue
		}
		stop, err := s.stopToken(ctx, r)
		if err != nil {
			return sent, failed, err
		}
		problem := s.mail.Send(ctx, Letter{Kind: r.Kind, To: r.Address, Language: r.Language, Link: token, Stop: stop})
		if problem == nil {
			sent++
		} else {
			failed++
		}
		// What was sent is noted even if the program ends now.
		if err := s.noteSending(context.WithoutCancel(ctx), r, token, problem); err != nil {
			return sent, failed, err
		}
	}
	return sent, failed, ctx.Err()
}

// claim takes the next mail, with a link of its own; without one when the mail
// was put off. NotFound when none waits.
func (s *Service) claim(ctx context.Context) (r assessment.Reminder, token string, err error) {
	salt, err := s.setting(ctx, mailSalt, 32)
	if err != nil {
		return r, "", err
	}
	fresh := s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) (err error) {
		token = ""
		now := s.now()
		if r, err = tx.DueReminder(now); err != nil {
			return err
		}
		if r.Kind == assessment.ReviewMail && r.Tries == 0 { // others were counted when they were asked for
			if many, err := s.tooMany(tx, salt, r); err != nil {
				return err
			} else if many {
				r.Postpone(now.Truncate(24 * time.Hour).Add(24*time.Hour + 8*time.Hour))
				return tx.SaveReminder(r)
			}
		}
		token = fresh
		r.Claim(now)
		return errors.Join(tx.SaveReminder(r), s.addLink(tx, r.Assessment, token))
	})
	return r, token, err
}

// noteSending notes the outcome of a sending. A mail that its owner removed or
// replaced meanwhile stays as it is; the link of one that failed ends.
func (s *Service) noteSending(ctx context.Context, claimed assessment.Reminder, token string, problem error) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if problem != nil {
			if err := tx.DeleteKey(hashLink(token)); err != nil {
				return err
			}
		}
		all, err := tx.Reminders(claimed.Assessment)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(r assessment.Reminder) bool {
			return r.Kind == claimed.Kind && r.Tries == claimed.Tries && r.Address == claimed.Address && r.Created.Equal(claimed.Created)
		})
		if at < 0 {
			return nil
		}
		r := all[at]
		if problem == nil {
			r.Done(s.now())
		} else {
			r.Failed(s.now(), assessment.KindOf(problem) == assessment.Invalid)
		}
		return tx.SaveReminder(r)
	})
}

// mailSalt keys the hashes of addresses.
const mailSalt = "mail_salt"

func keyed(salt []byte, use, text string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(use + "\x00" + text))
	return mac.Sum(nil)
}

// fingerprint finds an address again without telling it.
func fingerprint(salt []byte, address string) []byte {
	return keyed(salt, "address", assessment.Mailbox(address))
}

// stopToken ends all mails to an address. It holds the fingerprint and a proof
// that this site made it, so nothing needs to be kept for it to work.
func (s *Service) stopToken(ctx context.Context, r assessment.Reminder) (string, error) {
	salt, err := s.setting(ctx, mailSalt, 32)
	return base64.RawURLEncoding.EncodeToString(append(slices.Clone(r.Fingerprint), keyed(salt, "stop", string(r.Fingerprint))[:16]...)), err
}

// stopped reads a stop token; NotFound when this site did not make it.
func (s *Service) stopped(ctx context.Context, token string) ([]byte, error) {
	salt, err := s.setting(ctx, mailSalt, 32)
	if err != nil {
		return nil, err
	}
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(data) != sha256.Size+16 || !hmac.Equal(data[sha256.Size:], keyed(salt, "stop", string(data[:sha256.Size]))[:16]) {
		return nil, assessment.Missing("error.stop_unknown")
	}
	return data[:sha256.Size], nil
}

// MailsStopped reports whether the address of a stop token wants no mail.
func (s *Service) MailsStopped(ctx context.Context, token string) (yes bool, err error) {
	print, err := s.stopped(ctx, token)
	if err != nil {
		return false, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		yes, err = tx.MailsStopped(print)
		return err
	})
	return yes, err
}

// StopMails ends all mails to the address of a stop token, also those that wait,
// or allows them again.
func (s *Service) StopMails(ctx context.Context, token string, stop bool) error {
	print, err := s.stopped(ctx, token)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := tx.StopMails(print, stop, s.now()); err != nil || !stop {
			return err
		}
		return tx.DeleteRemindersTo(print)
	})
}
