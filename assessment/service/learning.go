package service

import (
	"context"
	"time"

	"onramp/assessment"
)

// predict keeps what a finished short interview predicts, for the day its owner
// answers everything. Of firms that do not agree to be learnt from nothing is
// kept, and what was is removed.
func (s *Service) predict(tx assessment.Tx, in *Interview) error {
	var made []assessment.Prediction
	switch {
	case in.Finished.IsZero():
		return nil
	case in.StatisticsConsent:
		in.seen, in.read = nil, nil
		if _, more := in.Next(); more {
			return nil
		}
		if made = in.instrument.Predictions(&in.Assessment, in.Readings()); made == nil {
			return nil
		}
	}
	return tx.SavePredictions(in.ID, made, s.now())
}

// Respondents returns what learning may see: finished assessments of a
// questionnaire version whose owners consent, without anything that says whose
// they are.
func (s *Service) Respondents(ctx context.Context, q *assessment.Questionnaire) (all []assessment.Respondent, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		all, err = tx.Respondents(q.ID, q.Version)
		return err
	})
	return all, err
}

// PublishParameters makes p the newest version of the parameters of its
// questionnaire version and returns it: assessments begun from now on use it.
// Parameters that do not fit the questionnaire are refused.
func (s *Service) PublishParameters(ctx context.Context, p assessment.Parameters) (assessment.Parameters, error) {
	err := s.publish(ctx, func(tx assessment.Tx) error {
		c, err := tx.Catalogue()
		if err != nil {
			return err
		}
		q, err := c.Questionnaire(p.Questionnaire, p.QuestionnaireVersion)
		if err != nil {
			return err
		}
		m, err := c.ModelFor(q, "")
		if err != nil {
			return err
		}
		fresh := p
		fresh.Version, fresh.Created = c.NewestParameters(q).Number()+1, s.now().UTC().Truncate(time.Millisecond)
		if _, err := assessment.NewInstrument(q, m, &fresh); err != nil {
			return err
		}
		return tx.PublishParameters(&fresh)
	})
	if err != nil {
		return p, err
	}
	c, err := s.Catalogue(ctx)
	if err != nil {
		return p, err
	}
	q, err := c.Questionnaire(p.Questionnaire, p.QuestionnaireVersion)
	if err != nil {
		return p, err
	}
	return *c.NewestParameters(q), nil
}

// Rescored says what computing results anew has changed.
type Rescored struct {
	Assessments int // finished ones
	Moved       int // that used other parameters before
	Level       int // whose overall level is another now
	Dimensions  int // whose level of some dimension is another now
}

// rescoreBatch is how many assessments are computed in one transaction, so that
// nobody waits long behind it.
const rescoreBatch = 50

// Rescore computes the results of all finished assessments of a questionnaire
// version anew with a version of its parameters, 0 for the experts', and has
// them use it from now on, so that pages and documents say the same.
func (s *Service) Rescore(ctx context.Context, q *assessment.Questionnaire, version int) (total Rescored, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return total, err
	}
	p, err := c.ParametersFor(q.ID, q.Version, version)
	if err != nil {
		return total, err
	}
	for last := ""; ; {
		var done Rescored
		var ids []string
		err := s.store.Update(ctx, func(tx assessment.Tx) (err error) {
			done = Rescored{}
			if ids, err = tx.FinishedAfter(q.ID, q.Version, last, rescoreBatch); err != nil {
				return err
			}
			for _, id := range ids {
				if err := s.rescore(tx, c, id, p, &done); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(ids) == 0 {
			return total, err
		}
		last = ids[len(ids)-1]
		total.Assessments += done.Assessments
		total.Moved += done.Moved
		total.Level += done.Level
		total.Dimensions += done.Dimensions
	}
}

func (s *Service) rescore(tx assessment.Tx, c *assessment.Catalogue, id string, p *assessment.Parameters, done *Rescored) error {
	in, err := s.read(tx, c, id)
	if err != nil {
		return err
	}
	done.Assessments++
	if in.Parameters == p.Number() {
		return in.unit(tx) // of assessments that were finished before there were units
	}
	was := in.Outcome()
	before := in.rows(&was)
	if in.instrument, err = s.instrument(in.Questionnaire, in.Model, p); err != nil {
		return err
	}
	in.Parameters, in.Learnt = p.Number(), p
	is := in.Outcome()
	after := in.rows(&is)
	done.Moved++
	overall, dimensions := false, false
	for i := range after {
		if before[i].Level != after[i].Level {
			overall, dimensions = overall || after[i].Dimension == "", dimensions || after[i].Dimension != ""
		}
	}
	if overall {
		done.Level++
	}
	if dimensions {
		done.Dimensions++
	}
	if err := tx.SaveAssessment(&in.Assessment); err != nil {
		return err
	}
	if err := tx.SaveOutcome(id, after, in.Questionnaire.Facts(is.Readings)); err != nil {
		return err
	}
	return in.saveUnit(tx, &is)
}
