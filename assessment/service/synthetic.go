package service

import (
	"context"

	"onramp/assessment"
)

// Synthetic is one finished assessment that was generated, with what statistics
// read of it.
type Synthetic struct {
	Assessment *assessment.Assessment
	Unit       *assessment.Unit
}

// AddSynthetic keeps generated assessments, marked as such. No key opens them,
// nothing is learnt from them, and a release with one of them says so. A store
// with assessments of firms is a Conflict: the two must never mix.
func (s *Service) AddSynthetic(ctx context.Context, batch []Synthetic) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if firms, err := tx.HasFirms(); err != nil {
			return err
		} else if firms {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.synthetic_beside_firms"}
		}
		for _, one := range batch {
			a, u := *one.Assessment, *one.Unit
			a.Synthetic, u.Synthetic = true, true
			if err := tx.CreateAssessment(&a); err != nil {
				return err
			}
			if err := tx.SaveUnit(&u); err != nil {
				return err
			}
		}
		return nil
	})
}
