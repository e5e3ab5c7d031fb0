package service

import (
	"context"
	"slices"

	"onramp/assessment"
)

// Exchange is what the owner of a firm sees of introductions.
type Exchange struct {
	*Interview
	Contact  *assessment.Contact // nil while the firm has not agreed
	Partners []assessment.Partner
}

// Exchange returns what a firm of a workshop sees of introductions; NotFound
// outside a workshop.
func (s *Service) Exchange(ctx context.Context, id, token string) (*Exchange, error) {
	in, err := s.Interview(ctx, id, token)
	if err != nil {
		return nil, err
	}
	if in.Room == nil || in.Sheet() {
		return nil, assessment.Missing("error.exchange_room")
	}
	x := &Exchange{Interview: in}
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		x.Contact, err = tx.Contact(id)
		if assessment.KindOf(err) == assessment.NotFound {
			return nil
		}
		if err == nil {
			x.Partners, err = tx.Partners(id)
		}
		return err
	})
	return x, err
}

// JoinExchange records that a firm agrees to be introduced, or changes what it
// gave.
func (s *Service) JoinExchange(ctx context.Context, id, token string, contact assessment.Contact) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if in.Room == nil {
			return assessment.Missing("error.exchange_room")
		}
		c := contact
		c.Clean()
		if bad := c.Check(in.Questionnaire); len(bad) > 0 {
			return invalid(bad)
		}
		c.Assessment, c.Workshop, c.Agreed = in.ID, in.Room.ID, s.now()
		return tx.SaveContact(&c)
	})
	return err
}

// LeaveExchange takes the agreement back: the contact is gone at once, for every
// firm that saw it. It can be taken back in later rounds, too.
func (s *Service) LeaveExchange(ctx context.Context, id, token string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := s.open(tx, id, token); err != nil {
			return err
		}
		return tx.RemoveContact(id)
	})
}

// mostPartners is how many firms one is introduced to at most.
const mostPartners = 2

// ExchangeCounts is all that a facilitator learns of introductions.
type ExchangeCounts struct{ Agreed, Made int }

// ExchangeOf counts the firms of a workshop that agreed and the introductions
// among them, for whoever runs it.
func (s *Service) ExchangeOf(ctx context.Context, by, workshop string) (n ExchangeCounts, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		if _, err := runs(tx, by, workshop); err != nil {
			return err
		}
		contacts, err := tx.Contacts(workshop)
		if err != nil {
			return err
		}
		made, err := tx.Introductions(workshop)
		n = ExchangeCounts{len(contacts), len(made)}
		return err
	})
	return n, err
}

// Introduce introduces the firms of a workshop that agreed and have finished,
// beyond those that were introduced before. See [assessment.Introduce].
func (s *Service) Introduce(ctx context.Context, by, workshop string) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	var made []assessment.Introduction
	// Matching a full room takes seconds, so it happens where nobody waits.
	if err := s.store.View(ctx, func(tx assessment.Tx) error {
		if _, err := runs(tx, by, workshop); err != nil {
			return err
		}
		contacts, err := tx.Contacts(workshop)
		if err != nil {
			return err
		}
		var firms []assessment.Exchanger
		for _, contact := range contacts {
			in, err := s.read(tx, c, contact.Assessment)
			if err != nil {
				return err
			}
			if !in.Finished.IsZero() {
				firms = append(firms, contact.Exchanger(in.Profile.Sector, in.Outcome().Result))
			}
		}
		before, err := tx.Introductions(workshop)
		made = assessment.Introduce(firms, mostPartners, before...)
		return err
	}); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		agreed, err := tx.Contacts(workshop)
		if err != nil {
			return err
		}
		still := func(id string) bool {
			return slices.ContainsFunc(agreed, func(c *assessment.Contact) bool { return c.Assessment == id })
		}
		for _, i := range made {
			if !still(i.A) || !still(i.B) {
				continue
			}
			if err := tx.AddIntroduction(i, s.now()); err != nil {
				return err // pressed twice at the same moment
			}
		}
		return nil
	})
}
