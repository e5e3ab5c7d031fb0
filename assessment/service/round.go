package service

import (
	"context"
	"slices"
	"time"

	"onramp/assessment"
)

// history puts an interview among the rounds of its firm and reads the round
// before it with the content that one pins. A colleague's sheet has neither.
func (s *Service) history(tx assessment.Tx, c *assessment.Catalogue, in *Interview) (err error) {
	if in.Sheet() {
		return nil
	}
	if in.Rounds, err = tx.Rounds(in.Firm); err != nil {
		return err
	}
	for _, r := range in.Rounds {
		if r.Number != in.Round-1 {
			continue
		}
		if in.Before, err = s.read(tx, c, r.ID); err != nil {
			return err
		}
		in.Lifted = assessment.Lifted(in.Before.Questionnaire, in.Before.Marks)
	}
	return nil
}

// On is the moment the interview was read.
func (in *Interview) On() time.Time { return in.on }

// Newest is the id of the firm's newest round, its own or another.
func (in *Interview) Newest() string {
	if len(in.Rounds) == 0 {
		return in.ID
	}
	return in.Rounds[len(in.Rounds)-1].ID
}

// Over reports whether a newer round has taken the place of this one, which
// can then be read and no longer changed.
func (in *Interview) Over() bool { return in.Newest() != in.ID }

// Closed is the error for whoever would change a round that is over, with the
// newest as Args["Newest"]; nil while it can be changed.
func (in *Interview) Closed() error {
	if !in.Over() {
		return nil
	}
	return &assessment.Error{Kind: assessment.Closed, Key: "error.round_over", Args: map[string]any{"Newest": in.Newest()}}
}

// LastTime is the answer of the round before to an item, if that round had the
// same item: it is shown and never counts.
func (in *Interview) LastTime(item string) (assessment.Response, bool) {
	if in.Before == nil {
		return assessment.Response{}, false
	}
	was, is := in.Before.Questionnaire.Item(item), in.Questionnaire.Item(item)
	if was == nil || is == nil || was != is && !assessment.SameItem(*was, *is) {
		return assessment.Response{}, false
	}
	reading, ok := in.Before.Readings().Of(item)
	return reading.Response, ok && reading.Askable && reading.State != assessment.NotAsked
}

// MovedBy says why an item can have changed since the round before.
func (in *Interview) MovedBy(item string) assessment.Reason {
	if in.Before == nil {
		return assessment.Reason{Kind: assessment.ReasonMoved}
	}
	return assessment.MovedBy(in.Before.Questionnaire, item, in.Before.Marks)
}

// Changes says what moved since the round before; nil in the first.
func (in *Interview) Changes() *assessment.Changes {
	if in.Before == nil {
		return nil
	}
	return assessment.Compare(in.Before.turn(), in.turn())
}

func (in *Interview) turn() assessment.Turn {
	return assessment.Turn{Case: in.Case(), Round: assessment.Round{ID: in.ID, Number: in.Round, Depth: in.Depth,
		Questionnaire: in.Assessment.Questionnaire, QuestionnaireVersion: in.QuestionnaireVersion, Model: in.Assessment.Model, ModelVersion: in.ModelVersion,
		Created: in.Created, Updated: in.Updated, Finished: in.Finished}}
}

// Again starts the next round of a firm with the newest questionnaire and
// returns its id; the same keys open it. Profile, depth, consent, added models
// and what is begun or not wanted go along; answers do not. Only the newest
// round leads on (else Closed), once it is finished (else Conflict).
func (s *Service) Again(ctx context.Context, id, token string) (next string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	fresh, seed := s.newID(), s.newSeed()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		old, _, err := s.load(tx, c, id, token)
		if err != nil {
			return err
		}
		switch {
		case old.Sheet():
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_yours"}
		case old.Over():
			return old.Closed()
		case old.Finished.IsZero():
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.round_unfinished"}
		}
		in, err := s.following(c, old)
		if err != nil {
			return err
		}
		// what colleagues say belongs to the round they were asked in
		if closed, err := tx.AnswersClosed(old.ID); err != nil {
			return err
		} else if closed.IsZero() {
			if err := tx.CloseAnswers(old.ID, s.now()); err != nil {
				return err
			}
		}
		if err := s.endAdvising(tx, old); err != nil {
			return err
		}
		in.ID, in.Seed = fresh, seed
		if err := tx.CreateAssessment(&in.Assessment); err != nil {
			return err
		}
		return s.settle(tx, in)
	})
	return fresh, err
}

// following makes the round after one, without id and seed.
func (s *Service) following(c *assessment.Catalogue, old *Interview) (*Interview, error) {
	q, err := c.Questionnaire(old.Questionnaire.ID, "")
	if err != nil {
		return nil, err
	}
	m, err := c.ModelFor(q, old.Model.ID)
	if assessment.KindOf(err) == assessment.NotFound { // the newest questionnaire has another
		m, err = c.ModelFor(q, "")
	}
	if err != nil {
		return nil, err
	}
	var added []*assessment.Model
	for _, pin := range old.Models {
		if more, err := c.ModelFor(q, pin.ID); err == nil && more.ID != m.ID {
			added = append(added, more)
		}
	}
	learnt := c.NewestParameters(q)
	instrument, err := s.instrument(q, m, learnt)
	if err != nil {
		return nil, err
	}
	unmarked := old.Case()
	unmarked.Marks = nil
	road := assessment.Evaluate(unmarked).Roadmap
	now := s.now()
	a := assessment.Assessment{Questionnaire: q.ID, QuestionnaireVersion: q.Version, Model: m.ID, ModelVersion: m.Version,
		Models: pin(added), Parameters: learnt.Number(), Depth: old.Depth, Profile: old.Profile, StatisticsConsent: old.StatisticsConsent,
		Created: now, Updated: now, Responses: map[string]assessment.Response{}, Marks: carried(q, old.Marks),
		Firm: old.Firm, Register: old.Register, Round: old.Round + 1, First: assessment.Moved(old.Questionnaire, &road, old.Marks),
		Lifted: assessment.Lifted(old.Questionnaire, old.Marks)}
	return &Interview{Assessment: a, Questionnaire: q, Model: m, Added: added, Directory: c.Directory, Learnt: learnt,
		Before: old, instrument: instrument, on: now}, nil
}

// carried are the marks that go along into the next round: what is done shows
// in its answers.
func carried(q *assessment.Questionnaire, marks []assessment.Mark) []assessment.Mark {
	return slices.DeleteFunc(slices.Clone(marks), func(k assessment.Mark) bool {
		return k.State == assessment.MarkDone || q.Measure(k.Measure) == nil
	})
}

// newestOf is the assessment that a key leads to: the newest round of its
// firm, or the colleague's sheet it opens.
func newestOf(tx assessment.Tx, key assessment.Key) (string, error) {
	rounds, err := tx.Rounds(key.Assessment)
	if err != nil || len(rounds) == 0 {
		return key.Assessment, err
	}
	return rounds[len(rounds)-1].ID, nil
}

// Rounds returns the rounds that a key to one of them opens, the first first:
// none for a colleague's sheet.
func (s *Service) Rounds(ctx context.Context, id, token string) (all []assessment.Round, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		key, err := s.open(tx, id, token)
		if err != nil {
			return err
		}
		all, err = tx.Rounds(key.Assessment)
		return err
	})
	return all, err
}

// others changes the rounds of a firm beside one, in the same transaction.
func (s *Service) others(tx assessment.Tx, c *assessment.Catalogue, in *Interview, change func(*Interview) error) error {
	for _, r := range in.Rounds {
		if r.ID == in.ID {
			continue
		}
		other, err := s.read(tx, c, r.ID)
		if err != nil {
			return err
		}
		if err := change(other); err != nil {
			return err
		}
		if err := tx.SaveAssessment(&other.Assessment); err != nil {
			return err
		}
	}
	return nil
}
