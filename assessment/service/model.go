package service

import (
	"context"
	"slices"

	"onramp/assessment"
)

// pin notes which versions of added models an assessment is scored by.
func pin(added []*assessment.Model) []assessment.ModelPin {
	var pins []assessment.ModelPin
	for _, m := range added {
		pins = append(pins, assessment.ModelPin{ID: m.ID, Version: m.Version})
	}
	return pins
}

// pinned returns the versions that pins name; NotFound.
func pinned(c *assessment.Catalogue, pins []assessment.ModelPin) ([]*assessment.Model, error) {
	var added []*assessment.Model
	for _, p := range pins {
		m, err := c.Model(p.ID, p.Version)
		if err != nil {
			return nil, err
		}
		added = append(added, m)
	}
	return added, nil
}

// AddModel has the answers scored by one more maturity model, in its newest
// version for the questionnaire; questions that only it needs follow the
// others. Adding it again changes nothing. A model that does not read the
// questionnaire is NotFound; the one that scores anyway is Invalid.
func (s *Service) AddModel(ctx context.Context, id, token, model string) (*Interview, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if in.Adds(model) {
			return nil
		}
		more, err := c.Added(in.Questionnaire, in.Model, []string{model})
		if err != nil {
			return err
		}
		return in.score(tx, append(in.Added, more...))
	})
}

// RemoveModel takes an added model back. Answers to its questions stay, so
// adding it again loses nothing. One that is not there is no error.
func (s *Service) RemoveModel(ctx context.Context, id, token, model string) (*Interview, error) {
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if !in.Adds(model) {
			return nil
		}
		return in.score(tx, slices.DeleteFunc(in.Added, func(m *assessment.Model) bool { return m.ID == model }))
	})
}

// score sets which models score beside the questionnaire's own.
func (in *Interview) score(tx assessment.Tx, added []*assessment.Model) error {
	in.Added, in.Models = added, pin(added)
	return tx.SaveModels(in.ID, in.Models)
}

// rows are what statistics keep of all results.
func (in *Interview) rows(o *assessment.Outcome) []assessment.ResultRow {
	rows := o.Result.Rows()
	for i := range o.Others {
		rows = append(rows, o.Others[i].Result.Rows()...)
	}
	in.instrument.Predict(rows, o.Estimate)
	for i := range rows {
		rows[i].Evidence, rows[i].Confirmed, rows[i].Confirmable = o.Evidence.Grade, o.Evidence.Confirmed, o.Evidence.Answers
	}
	return rows
}
