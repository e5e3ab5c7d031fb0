package service

import (
	"context"

	"onramp/assessment"
)

// GroupReport returns the report of a workshop to whoever runs it, with the logo
// of its association, nil for none. It is made of the picture that was revealed
// and of nothing else; NotFound before there is one.
func (s *Service) GroupReport(ctx context.Context, by, id string) (r assessment.GroupReport, logo *assessment.Logo, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return r, nil, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		w, err := runs(tx, by, id)
		if err != nil {
			return err
		}
		h, err := s.hall(tx, c, w)
		if err != nil {
			return err
		}
		if h.Picture == nil {
			return assessment.Missing("error.group_early")
		}
		r = assessment.NewGroupReport(assessment.Meeting{Workshop: *w, Host: h.Host, Questionnaire: h.Questionnaire, Model: h.Model, Directory: c.Directory, Picture: h.Picture})
		if logo = nil; h.Host.Logo == "" {
			return nil
		}
		logo, err = tx.Logo(h.Host.Logo)
		return err
	})
	return r, logo, err
}
