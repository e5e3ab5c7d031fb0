package service

import (
	"context"
	"strings"
	"time"

	"onramp/assessment"
)

const clientSecret = "client"

// managesClients returns the agency whose clients one may keep; Forbidden for
// whoever is not a manager of an agency.
func managesClients(tx assessment.Tx, by string) (*assessment.Organisation, error) {
	account, err := tx.Account(by)
	if err != nil {
		return nil, err
	}
	own, err := tx.Organisation(account.Organisation)
	if err != nil {
		return nil, err
	}
	if own.Kind != assessment.Agency || !account.Can(own.Kind, assessment.ManagerRole) {
		return nil, &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_allowed"}
	}
	return own, nil
}

// Clients returns the clients of a manager's agency, the oldest first, those
// whose token has run out among them.
func (s *Service) Clients(ctx context.Context, by string) (all []*assessment.Client, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		own, err := managesClients(tx, by)
		if err != nil {
			return err
		}
		all, err = tx.Clients(own.ID)
		return err
	})
	return all, err
}

// AddClient adds a client of a manager's agency with the name, scopes and end
// of c, and returns its token, which nobody can read again.
func (s *Service) AddClient(ctx context.Context, by string, c assessment.Client) (token string, err error) {
	token = s.newToken()
	c.ID, c.Hash, c.Created, c.Used = s.newID(), hashToken(clientSecret, token), s.now(), time.Time{}
	c.Name = strings.TrimSpace(c.Name)
	return token, s.store.Update(ctx, func(tx assessment.Tx) error {
		own, err := managesClients(tx, by)
		if err != nil {
			return err
		}
		bad := c.Check(c.Created)
		all, err := tx.Clients(own.ID)
		if err != nil {
			return err
		}
		for _, other := range all {
			if strings.EqualFold(other.Name, c.Name) {
				bad = append(bad, assessment.FieldError{Field: "name", Key: "field.client_there"})
			}
		}
		if len(all) >= assessment.MaxClients {
			bad = append(bad, assessment.FieldError{Field: "name", Key: "field.clients_full", Args: map[string]any{"High": assessment.MaxClients}})
		}
		if len(bad) > 0 {
			return invalid(bad)
		}
		c.Organisation = own.ID
		return tx.AddClient(&c)
	})
}

// RevokeClient ends a client of a manager's agency at once; NotFound.
func (s *Service) RevokeClient(ctx context.Context, by, id string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		own, err := managesClients(tx, by)
		if err != nil {
			return err
		}
		return tx.DeleteClient(own.ID, id)
	})
}

// Client returns whose token it is; NotFound when it is nobody's or has run
// out. The day of use is noted once a day.
func (s *Service) Client(ctx context.Context, token string) (c *assessment.Client, err error) {
	now := s.now()
	hash := hashToken(clientSecret, token)
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		c, err = tx.Client(hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !c.Lives(now) {
		return nil, assessment.Missing("error.token")
	}
	day := now.UTC().Truncate(24 * time.Hour)
	if c.Used.Equal(day) {
		return c, nil
	}
	c.Used = day
	return c, s.store.Update(ctx, func(tx assessment.Tx) error { return tx.UseClient(c.ID, day) })
}

// ReadsStatistics reports whether the member may read releases: people of an
// agency, and whoever runs the site.
func (m *Member) ReadsStatistics() bool {
	return m.Can(assessment.AnalystRole) || m.Can(assessment.OperatorRole)
}

// KeepsClients reports whether the member may keep clients of the agency.
func (m *Member) KeepsClients() bool {
	return m.Organisation.Kind == assessment.Agency && m.Can(assessment.ManagerRole)
}
