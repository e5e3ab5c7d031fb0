package service

import (
	"context"
	"slices"
	"time"

	"onramp/assessment"
)

// What an owner can do with one colleague's sheet.

// LendLink makes another link to a colleague's sheet, for one who has lost
// theirs. Only its hash is kept, so it is shown once. Whatever opens the sheet
// goes on opening it, and the sheet says from then on that the owner has made a
// link: see Lent.
func (s *Service) LendLink(ctx context.Context, id, token, sheet string) (link string, err error) {
	link = s.newToken()
	_, err = s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if err := ownSheet(tx, in, sheet); err != nil {
			return err
		}
		if err := tx.DeleteKeys(sheet, assessment.LentKey); err != nil {
			return err
		}
		now := s.now()
		return tx.AddKey(assessment.Key{Hash: hashLink(link), Assessment: sheet, Kind: assessment.LentKey, Created: now, Expires: now.Add(KeyLife)})
	})
	return link, err
}

// RemoveSheet deletes a colleague's sheet with every answer on it. Answers that
// were merged into the owner's stay the owner's.
func (s *Service) RemoveSheet(ctx context.Context, id, token, sheet string) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if err := ownSheet(tx, in, sheet); err != nil {
			return err
		}
		return tx.DeleteFirm(sheet)
	})
	return err
}

// Lent is when the owner last made a link to a sheet that still opens it, to
// whoever holds the sheet; zero for never.
func (s *Service) Lent(ctx context.Context, in *Interview) (at time.Time, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		keys, err := tx.Keys(in.ID)
		for _, k := range keys {
			if k.Kind == assessment.LentKey && !s.now().After(k.Expires) {
				at = k.Created
			}
		}
		return err
	})
	return at, err
}

// ownSheet refuses what is not a sheet of the assessment.
func ownSheet(tx assessment.Tx, in *Interview, sheet string) error {
	ids, err := tx.Sheets(in.ID)
	if err == nil && !slices.Contains(ids, sheet) {
		err = assessment.Missing("error.sheet_unknown")
	}
	return err
}
