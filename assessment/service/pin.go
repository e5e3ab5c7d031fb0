package service

import "onramp/assessment"

// pins are the content that answers are read by.
type pins struct {
	questionnaire *assessment.Questionnaire
	model         *assessment.Model
	learnt        *assessment.Parameters // nil for the experts'
}

// newest is what an assessment that begins now is read by: the newest version
// of what its file names.
func newest(c *assessment.Catalogue, p assessment.Portable) (*pins, error) {
	q, err := c.Questionnaire(p.Questionnaire, p.Version)
	if err != nil {
		return nil, err
	}
	m, err := c.ModelFor(q, p.Model)
	return &pins{q, m, c.NewestParameters(q)}, err
}

// pinnedBy returns what a workshop has all its firms, its pages and its report
// read by, and the catalogue it is in: a fresh one when another program has
// published it while this one runs.
//
// The questionnaire is pinned when the workshop is made. Model and parameters
// are pinned by the first firm that joins: what is published later splits no
// room, since each firm that follows is read as the first one is.
func (s *Service) pinnedBy(tx assessment.Tx, c *assessment.Catalogue, w *assessment.Workshop) (p pins, fresh *assessment.Catalogue, err error) {
	p, err = pinnedIn(tx, c, w)
	if assessment.KindOf(err) == assessment.NotFound {
		s.forget()
		if c, err = tx.Catalogue(); err == nil {
			p, err = pinnedIn(tx, c, w)
		}
	}
	return p, c, err
}

func pinnedIn(tx assessment.Tx, c *assessment.Catalogue, w *assessment.Workshop) (pins, error) {
	p, err := newest(c, assessment.Portable{Questionnaire: w.Questionnaire, Version: w.QuestionnaireVersion})
	if err != nil {
		return pins{}, err
	}
	model, parameters, err := tx.Reading(w.ID)
	if assessment.KindOf(err) == assessment.NotFound { // nobody has joined
		return *p, nil
	}
	if err != nil {
		return pins{}, err
	}
	if p.model, err = c.Model(model.ID, model.Version); err != nil {
		return pins{}, err
	}
	p.learnt, err = c.ParametersFor(w.Questionnaire, w.QuestionnaireVersion, parameters)
	return *p, err
}

// readBy has an interview read by what its workshop pins: one that began at the
// very moment when something newer was published may have it otherwise.
func (s *Service) readBy(in *Interview, p pins) (err error) {
	if in.Model == p.model && in.Learnt == p.learnt {
		return nil
	}
	in.Model, in.Learnt, in.seen = p.model, p.learnt, nil
	in.instrument, err = s.instrument(in.Questionnaire, in.Model, in.Learnt)
	return err
}
