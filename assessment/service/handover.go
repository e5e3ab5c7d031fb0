package service

import (
	"context"

	"onramp/assessment"
)

// HandedOverBy returns who hands the documents of an assessment to the firm,
// with its logo: the association in whose workshop it was made or, where there
// is none and operator says so, the oldest organisation of the operator. Both
// are nil for nobody, and the logo where there is none.
func (s *Service) HandedOverBy(ctx context.Context, in *Interview, operator bool) (own *assessment.Organisation, logo *assessment.Logo, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		own, logo = nil, nil
		if own, err = hostOf(tx, in); err == nil && own == nil && operator {
			own, err = operatorOf(tx)
		}
		if err != nil || own == nil || own.Logo == "" {
			return err
		}
		logo, err = tx.Logo(own.Logo)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return own, logo, nil
}

// operatorOf returns the oldest organisation that runs the site; nil for none.
func operatorOf(tx assessment.Tx) (*assessment.Organisation, error) {
	all, err := tx.Organisations()
	for _, o := range all {
		if o.Kind == assessment.Operator {
			return o, nil
		}
	}
	return nil, err
}

// hostOf returns the association that ran the room the assessment was made in;
// nil outside one, and when the workshop was deleted since.
func hostOf(tx assessment.Tx, in *Interview) (*assessment.Organisation, error) {
	if in.Workshop == "" {
		return nil, nil
	}
	w, err := tx.Workshop(in.Workshop)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return tx.Organisation(w.Organisation)
}
