package service

import (
	"context"
	"slices"
	"time"

	"onramp/assessment"
)

// An owner may let people of an organisation look at the answers: advisers. The
// owner's link alone opens nothing, it takes an account to accept it, so that
// every confirmation names somebody who signed in. Access is to one round, and
// ends when either side says so or the firm answers anew.

// adviserSecret keeps an invitation of an adviser from opening anything else.
const adviserSecret = "adviser"

// adviser checks that an account may advise firms and returns it with its
// organisation.
func adviser(tx assessment.Tx, by string) (*assessment.Account, *assessment.Organisation, error) {
	account, err := tx.Account(by)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, nil, notAllowed()
	}
	if err != nil {
		return nil, nil, err
	}
	own, err := tx.Organisation(account.Organisation)
	if err != nil {
		return nil, nil, err
	}
	if !account.Advises(own.Kind) {
		return nil, nil, notAllowed()
	}
	return account, own, nil
}

// Advises reports whether the member may be an adviser.
func (m *Member) Advises() bool { return m.Account.Advises(m.Organisation.Kind) }

// witness reads who was there when the questions were answered, and what they
// confirmed.
func (in *Interview) witness(tx assessment.Tx) (err error) {
	if in.Evidence, err = tx.Evidence(in.ID); err != nil {
		return err
	}
	return in.seat(tx)
}

// Judge grades the answers of what the owner sees.
func (in *Interview) Judge() assessment.Evidence { return in.Case().Judge(in.Readings()) }

// Advising is what an owner sees of advisers.
type Advising struct {
	Invited  time.Time // when the invitation was made; zero without one that works
	Expires  time.Time // of the invitation
	Evidence assessment.Evidence
}

// Advising returns how far the answers are confirmed and whether an invitation
// waits, to the owner, who holds in.
func (s *Service) Advising(ctx context.Context, in *Interview) (*Advising, error) {
	v := &Advising{Evidence: in.Judge()}
	err := s.store.View(ctx, func(tx assessment.Tx) error {
		v.Invited, v.Expires = time.Time{}, time.Time{}
		keys, err := tx.Keys(in.ID)
		for _, k := range keys {
			if k.Kind == assessment.AdviserKey && !s.now().After(k.Expires) {
				v.Invited, v.Expires = k.Created, k.Expires
			}
		}
		return err
	})
	return v, err
}

// InviteAdviser makes the link that an adviser accepts, in place of an earlier
// one. Only its hash is kept, so it is shown once; it works once.
func (s *Service) InviteAdviser(ctx context.Context, id, token string) (invite string, err error) {
	invite = s.newToken()
	_, err = s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if err := tx.DeleteKeys(in.ID, assessment.AdviserKey); err != nil {
			return err
		}
		now := s.now()
		return tx.AddKey(assessment.Key{Hash: hashToken(adviserSecret, invite), Assessment: in.ID, Kind: assessment.AdviserKey,
			Created: now, Expires: now.Add(assessment.AdviserInvited)})
	})
	return invite, err
}

// CancelAdviser takes the invitation back; advisers who accepted one go on.
func (s *Service) CancelAdviser(ctx context.Context, id, token string) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		return tx.DeleteKeys(in.ID, assessment.AdviserKey)
	})
	return err
}

// EndAdviser ends an adviser's access; what they confirmed stays. No error when
// they have none.
func (s *Service) EndAdviser(ctx context.Context, id, token, account string) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		return s.endAccess(tx, in, account)
	})
	return err
}

// endAccess ends what an account may look at, or everybody's access when it is
// empty.
func (s *Service) endAccess(tx assessment.Tx, in *Interview, account string) error {
	for _, a := range in.Evidence.Looks() {
		if account != "" && a.Account != account {
			continue
		}
		a.Ended = s.now()
		if err := tx.SaveAdviser(in.ID, a); err != nil {
			return err
		}
	}
	return nil
}

// endAdvising ends everybody's access to a round that is over, and the
// invitation: whom to ask next time is for the owner to say.
func (s *Service) endAdvising(tx assessment.Tx, in *Interview) error {
	if err := tx.DeleteKeys(in.ID, assessment.AdviserKey); err != nil {
		return err
	}
	return s.endAccess(tx, in, "")
}

// cancelAdvisers ends the invitations of advisers to every round of a firm.
func cancelAdvisers(tx assessment.Tx, firm string) error {
	rounds, err := tx.Rounds(firm)
	for _, r := range rounds {
		if err := tx.DeleteKeys(r.ID, assessment.AdviserKey); err != nil {
			return err
		}
	}
	return err
}

// AdviserOffer says whose answers an invitation of an adviser opens. One that
// is unknown, used or taken back is NotFound, an old one Closed.
func (s *Service) AdviserOffer(ctx context.Context, invite string) (p assessment.Profile, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		key, err := s.adviserKey(tx, invite)
		if err != nil {
			return err
		}
		a, err := tx.Assessment(key.Assessment)
		if err == nil {
			p = a.Profile
		}
		return err
	})
	return p, err
}

func (s *Service) adviserKey(tx assessment.Tx, invite string) (assessment.Key, error) {
	key, err := tx.Key(hashToken(adviserSecret, invite))
	switch {
	case assessment.KindOf(err) == assessment.NotFound, err == nil && key.Kind != assessment.AdviserKey:
		return key, assessment.Missing("error.adviser_unknown")
	case err == nil && s.now().After(key.Expires):
		return key, &assessment.Error{Kind: assessment.Closed, Key: "error.adviser_expired"}
	}
	return key, err
}

// Advise accepts an invitation and returns the assessment that the account may
// look at from now on. It works once.
func (s *Service) Advise(ctx context.Context, by, invite string) (id string, err error) {
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		account, own, err := adviser(tx, by)
		if err != nil {
			return err
		}
		key, err := s.adviserKey(tx, invite)
		if err != nil {
			return err
		}
		id = key.Assessment
		if err := tx.DeleteKey(key.Hash); err != nil {
			return err
		}
		record, err := tx.Evidence(id)
		if err != nil || slices.ContainsFunc(record.Looks(), func(a assessment.Adviser) bool { return a.Account == by }) {
			return err
		}
		return tx.SaveAdviser(id, assessment.Adviser{Account: by, Name: account.Name, Organisation: own.Name, Granted: s.now()})
	})
	return id, err
}

// AdvisedFirm is a firm as an adviser sees it.
type AdvisedFirm struct {
	*Interview
	Judged  assessment.Evidence
	Granted time.Time // since when the adviser may look
}

// AdvisedFirms returns the firms whose answers an account may look at, the latest
// first.
func (s *Service) AdvisedFirms(ctx context.Context, by string) (all []*AdvisedFirm, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		all = nil
		if _, _, err := adviser(tx, by); err != nil {
			return err
		}
		advised, err := tx.AdvisedBy(by)
		if err != nil {
			return err
		}
		for _, a := range advised {
			firm, err := s.advisedFirm(tx, c, by, a.Assessment)
			if err != nil {
				return err
			}
			all = append(all, firm)
		}
		return nil
	})
	return all, err
}

// AdvisedFirm returns a firm whose answers an account may look at. Any other is
// NotFound, so that nobody learns which there are.
func (s *Service) AdvisedFirm(ctx context.Context, by, id string) (firm *AdvisedFirm, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		firm, err = s.advisedFirm(tx, c, by, id)
		return err
	})
	return firm, err
}

// advisedFirm reads a firm after checking that the account may look now.
func (s *Service) advisedFirm(tx assessment.Tx, c *assessment.Catalogue, by, id string) (*AdvisedFirm, error) {
	if _, _, err := adviser(tx, by); err != nil {
		return nil, err
	}
	record, err := tx.Evidence(id)
	if err != nil {
		return nil, err
	}
	looks := record.Looks()
	at := slices.IndexFunc(looks, func(a assessment.Adviser) bool { return a.Account == by })
	if at < 0 {
		return nil, assessment.Missing("error.firm_unknown")
	}
	in, err := s.read(tx, c, id)
	if err != nil {
		return nil, err
	}
	return &AdvisedFirm{Interview: in, Judged: in.Judge(), Granted: looks[at].Granted}, nil
}

// ConfirmWish is an answer that an adviser confirms: Seen is the Mark of the
// response that the page showed.
type ConfirmWish struct{ Item, Seen string }

// Confirm keeps that an adviser saw proof of answers, on a day (midnight UTC),
// with a note.
// None chosen, or a day or note that does not fit, is Invalid; when an answer
// has changed since the page showed it, or cannot be confirmed, it is a Conflict
// and nothing is confirmed.
func (s *Service) Confirm(ctx context.Context, by, id string, wishes []ConfirmWish, seen time.Time, note string) error {
	return s.advise(ctx, by, id, func(tx assessment.Tx, in *Interview) error {
		account, own, err := adviser(tx, by)
		if err != nil {
			return err
		}
		c := assessment.Confirmation{Account: by, Name: account.Name, Organisation: own.Name, Seen: seen, At: s.now(), Note: note}
		bad := assessment.CheckConfirmation(c, in.Created, s.now())
		if len(wishes) == 0 {
			bad = append(bad, assessment.FieldError{Field: "marks", Key: "field.pick_answer"})
		}
		if len(bad) > 0 {
			return invalid(bad)
		}
		readings := in.Readings()
		for _, w := range wishes {
			r, ok := readings.Of(w.Item)
			if !ok || !in.Shows(r.Item) {
				return assessment.Missing("error.item_unknown")
			}
			if c.Item, c.Mark = w.Item, r.Response.Mark(); !r.Confirmable() || c.Mark != w.Seen {
				return &assessment.Error{Kind: assessment.Conflict, Key: "error.confirm_changed"}
			}
			if err := tx.SaveConfirmation(id, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakeBack removes an account's own confirmation of an answer; no error when
// there is none.
func (s *Service) TakeBack(ctx context.Context, by, id, item string) error {
	return s.advise(ctx, by, id, func(tx assessment.Tx, _ *Interview) error {
		return tx.DeleteConfirmation(id, item, by)
	})
}

// StopAdvising ends an account's own access; what it confirmed stays.
func (s *Service) StopAdvising(ctx context.Context, by, id string) error {
	return s.advise(ctx, by, id, func(tx assessment.Tx, in *Interview) error {
		return s.endAccess(tx, in, by)
	})
}

// advise runs fn on an assessment that an account may look at now. What
// statistics read follows.
func (s *Service) advise(ctx context.Context, by, id string, fn func(assessment.Tx, *Interview) error) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		firm, err := s.advisedFirm(tx, c, by, id)
		if err != nil {
			return err
		}
		if err := fn(tx, firm.Interview); err != nil || firm.Finished.IsZero() {
			return err
		}
		return firm.save(tx)
	})
}
