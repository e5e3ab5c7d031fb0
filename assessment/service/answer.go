package service

import (
	"context"
	"errors"

	"onramp/assessment"
)

// SectionWaits is the key of the error for an item that the room has not come to.
const SectionWaits = "error.section_waits"

// Answer saves one response. seen is the Mark of the response the page showed:
// when another tab or device has answered differently meanwhile it is a
// Conflict, so that nobody overwrites what they have not seen. Sending the
// same response twice is no conflict.
func (s *Service) Answer(ctx context.Context, id, token, item string, r assessment.Response, seen string) (*Interview, error) {
	return s.AnswerForm(ctx, id, token, item, seen, func(*assessment.Item) (assessment.Response, error) { return r, nil })
}

// readAnswer reads what was sent for an item.
type readAnswer func(*assessment.Item) (assessment.Response, error)

// AnswerForm is Answer for a form that is read once its item is known. A room
// that has not come to the item yet is Forbidden (error.section_waits).
//
// Reading an assessment and choosing the question that follows take most of the
// time of an answer. So both are done before the transaction, on what this server
// remembers of the assessment, and the transaction makes sure that it still
// holds. Where it does not, everything happens in one transaction.
func (s *Service) AnswerForm(ctx context.Context, id, token, item, seen string, read readAnswer) (*Interview, error) {
	in, err := s.answerGuess(ctx, id, token, item, seen, read)
	if !errors.Is(err, errMoved) {
		return in, err
	}
	s.views.forget(id)
	return s.changeAny(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if err := s.answerable(tx, in, item); err != nil {
			return err
		}
		asked, r, err := s.take(in, item, seen, read)
		if err != nil {
			return err
		}
		return tx.SaveResponse(id, asked, r, in.Updated)
	})
}

// errMoved says that what a server remembered of an assessment does not hold.
var errMoved = errors.New("the assessment is not as remembered")

// answerGuess answers on what is remembered; errMoved when that will not do.
// Nothing is refused on a guess.
func (s *Service) answerGuess(ctx context.Context, id, token, item, seen string, read readAnswer) (*Interview, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	in := s.views.guess(id, c, s.now())
	if in == nil {
		return nil, errMoved
	}
	asked, r, err := s.take(in, item, seen, read)
	if err != nil {
		return nil, errMoved
	}
	in.seen, in.read = nil, nil // the answer may lead elsewhere
	in.look()
	var saved *Interview
	if err = s.store.Update(ctx, func(tx assessment.Tx) error {
		saved = in.copied()
		return s.saveGuess(tx, saved, token, asked, r)
	}); err != nil {
		return nil, err
	}
	s.views.keep(saved)
	return saved, nil
}

// take puts the response into the interview and returns what to save of it.
func (s *Service) take(in *Interview, item, seen string, read readAnswer) (asked assessment.Asked, r assessment.Response, err error) {
	it := in.Questionnaire.Item(item)
	if it == nil || !in.Shows(it) {
		return asked, r, assessment.Missing("error.item_unknown")
	}
	if !in.Open(it) {
		return asked, r, &assessment.Error{Kind: assessment.Forbidden, Key: SectionWaits}
	}
	if r, err = read(it); err != nil {
		return asked, r, err
	}
	if f := it.Check(r); f != nil {
		return asked, r, &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: []assessment.FieldError{*f}}
	}
	if now := in.Responses[item]; now.Mark() != seen && !now.Same(r) {
		return asked, r, &assessment.Error{Kind: assessment.Conflict, Key: "error.changed_elsewhere"}
	}
	asked = assessment.Asked{Item: item}
	if _, again := in.Responses[item]; !again {
		if question, more := in.Next(); more && question.Item == it {
			asked.Reason = question.Reason.Kind
		}
	}
	in.Answer(asked, r)
	in.Updated = s.now()
	return asked, r, nil
}

// saveGuess writes an answer that was taken before the transaction began, if
// what it rests on holds: the key, the round and, of a room, where it stands.
// That the assessment is at the same revision is the store's to say.
func (s *Service) saveGuess(tx assessment.Tx, in *Interview, token string, asked assessment.Asked, r assessment.Response) error {
	key, err := s.open(tx, in.ID, token)
	if err != nil {
		return err
	}
	rounds, err := tx.Rounds(in.Firm)
	if err != nil {
		return err
	}
	if len(rounds) != len(in.Rounds) {
		return errMoved
	}
	if err := in.witness(tx); err != nil {
		return err
	}
	if !in.Open(in.Questionnaire.Item(asked.Item)) {
		return errMoved
	}
	if s.renewable(key) {
		if err := tx.ExtendKey(key.Hash, s.now().Add(KeyLife)); err != nil {
			return err
		}
	}
	if err := tx.SaveResponse(in.ID, asked, r, in.Updated); err != nil {
		return err
	}
	err = s.settle(tx, in)
	if assessment.KindOf(err) == assessment.Conflict {
		return errMoved
	}
	return err
}
