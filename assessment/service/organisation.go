package service

import (
	"context"
	"strings"

	"onramp/assessment"
)

// Organisation returns an organisation; NotFound.
func (s *Service) Organisation(ctx context.Context, id string) (o *assessment.Organisation, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		o, err = tx.Organisation(id)
		return err
	})
	return o, err
}

// Organisations returns every organisation, the oldest first.
func (s *Service) Organisations(ctx context.Context) (all []*assessment.Organisation, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		all, err = tx.Organisations()
		return err
	})
	return all, err
}

// Logo returns a logo by its hash; NotFound.
func (s *Service) Logo(ctx context.Context, hash string) (l *assessment.Logo, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		l, err = tx.Logo(hash)
		return err
	})
	return l, err
}

// AddOrganisation adds an organisation and returns its id; only operators may.
// A name that is taken is Invalid.
func (s *Service) AddOrganisation(ctx context.Context, by string, o assessment.Organisation) (id string, err error) {
	o.ID, o.Created, o.Logo = s.newID(), s.now(), ""
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := operates(tx, by); err != nil {
			return err
		}
		return addOrganisation(tx, &o)
	})
	return o.ID, err
}

func addOrganisation(tx assessment.Tx, o *assessment.Organisation) error {
	if bad := o.Check(); len(bad) > 0 {
		return invalid(bad)
	}
	if err := nameIsFree(tx, o); err != nil {
		return err
	}
	return tx.AddOrganisation(o)
}

// nameIsFree refuses a second organisation of one name: people could not tell
// them apart.
func nameIsFree(tx assessment.Tx, o *assessment.Organisation) error {
	all, err := tx.Organisations()
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != o.ID && strings.EqualFold(strings.TrimSpace(other.Name), strings.TrimSpace(o.Name)) {
			return assessment.InvalidField("name", "field.organisation_there", nil)
		}
	}
	return nil
}

// AddOrganisationWithManager adds an organisation and invites the first person
// of it; only operators may. The token is the invitation's.
func (s *Service) AddOrganisationWithManager(ctx context.Context, by string, o assessment.Organisation, email string) (id, token string, err error) {
	o.ID, o.Created, o.Logo = s.newID(), s.now(), ""
	roles := o.Kind.Roles()
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := operates(tx, by); err != nil {
			return err
		}
		bad := append(o.Check(), assessment.CheckEmail(assessment.CleanEmail(email))...)
		if len(bad) > 0 {
			return invalid(bad)
		}
		if err := addOrganisation(tx, &o); err != nil {
			return err
		}
		return s.invite(tx, by, &o, email, roles[len(roles)-1], token)
	})
	return o.ID, token, err
}

// AddOrganisationWithAccount adds an organisation and the first account of it,
// as AddAccount does; only operators may.
func (s *Service) AddOrganisationWithAccount(ctx context.Context, by string, o assessment.Organisation, a assessment.Account, password string) (token string, err error) {
	o.ID, o.Created, o.Logo = s.newID(), s.now(), ""
	return s.addAccount(ctx, by, a, password, func(tx assessment.Tx) (string, error) {
		return o.ID, addOrganisation(tx, &o)
	})
}

// SaveOrganisation changes name, contact, address and country of an organisation.
func (s *Service) SaveOrganisation(ctx context.Context, by string, o assessment.Organisation) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		own, err := manages(tx, by, o.ID)
		if err != nil {
			return err
		}
		own.Name, own.Contact, own.Address, own.Country = o.Name, o.Contact, o.Address, o.Country
		if bad := own.Check(); len(bad) > 0 {
			return invalid(bad)
		}
		if err := nameIsFree(tx, own); err != nil {
			return err
		}
		return tx.SaveOrganisation(own)
	})
}

// SaveLogo sets the logo of an organisation from a file's bytes; none removes it.
func (s *Service) SaveLogo(ctx context.Context, by, organisation string, data []byte) error {
	var logo *assessment.Logo
	if len(data) > 0 {
		read, err := assessment.ReadLogo(data)
		if err != nil {
			return err
		}
		logo = &read
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := manages(tx, by, organisation); err != nil {
			return err
		}
		return tx.SaveLogo(organisation, logo)
	})
}

// People are the accounts of an organisation and whom it has invited.
type People struct {
	Organisation assessment.Organisation
	Accounts     []*assessment.Account
	Invitations  []*assessment.Invitation // that still work
}

// People returns who belongs to an organisation that one may manage.
func (s *Service) People(ctx context.Context, by, organisation string) (*People, error) {
	var p People
	err := s.store.View(ctx, func(tx assessment.Tx) error {
		own, err := manages(tx, by, organisation)
		if err != nil {
			return err
		}
		p = People{Organisation: *own}
		if p.Accounts, err = tx.Accounts(organisation); err != nil {
			return err
		}
		invitations, err := tx.Invitations(organisation)
		for _, i := range invitations {
			if !s.now().After(i.Expires) {
				p.Invitations = append(p.Invitations, i)
			}
		}
		return err
	})
	return &p, err
}
