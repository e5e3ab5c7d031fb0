package service

import (
	"cmp"
	"context"

	"onramp/assessment"
)

// Everything returns all that is kept of the firm whose key it is, as it is
// kept; Forbidden for a colleague's key, which opens a sheet only.
func (s *Service) Everything(ctx context.Context, id, token string) (record assessment.FirmRecord, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		key, err := s.open(tx, id, token)
		if err != nil {
			return err
		}
		if _, host, err := tx.Firm(id); err != nil || host != "" {
			return cmp.Or(err, sheetRefused())
		}
		record, err = tx.FirmRecord(key.Assessment)
		return err
	})
	return record, err
}

// FirmRecord returns all that is kept of the firm that an assessment is of, for
// whoever runs the site; NotFound.
func (s *Service) FirmRecord(ctx context.Context, id string) (record assessment.FirmRecord, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		firm, _, err := tx.Firm(id)
		if err != nil {
			return err
		}
		record, err = tx.FirmRecord(firm)
		return err
	})
	return record, err
}

// EraseFirm removes the firm that an assessment is of, for whoever runs the site,
// looks whether anything is left, and returns how many rows there were; NotFound.
func (s *Service) EraseFirm(ctx context.Context, id string) (rows int, err error) {
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		firm, _, err := tx.Firm(id)
		if err != nil {
			return err
		}
		before, err := tx.FirmRecord(firm)
		if err != nil {
			return err
		}
		if err := tx.DeleteFirm(firm); err != nil {
			return err
		}
		after, err := tx.FirmRecord(firm)
		if err != nil {
			return err
		}
		if len(after) > 0 {
			return &assessment.Error{Kind: assessment.Internal, Key: "status.500"}
		}
		rows = 0
		for _, all := range before {
			rows += len(all)
		}
		return nil
	})
	return rows, err
}
