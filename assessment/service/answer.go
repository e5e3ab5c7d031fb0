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
// Choosing the question that follows takes most of the time of an answer, so
// the assessment is read and the question chosen beside others, and only what
// changed is written in the transaction that waits for the disk. Where somebody
// else changed the assessment in between, it is done again, in the end in one
// transaction.
func (s *Service) AnswerForm(ctx context.Context, id, token, item, seen string, read readAnswer) (*Interview, error) {
	for range answerTries {
		in, err := s.answerBeside(ctx, id, token, item, seen, read)
		if !errors.Is(err, errMoved) {
			return in, err
		}
	}
	return s.changeAny(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		asked, r, err := s.take(tx, in, item, seen, read)
		if err != nil {
			return err
		}
		return tx.SaveResponse(id, asked, r, in.Updated)
	})
}

const answerTries = 3

// errMoved says that an assessment was changed after it was read.
var errMoved = errors.New("the assessment was changed meanwhile")

func (s *Service) answerBeside(ctx context.Context, id, token, item, seen string, read readAnswer) (*Interview, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var in *Interview
	var key assessment.Key
	var asked assessment.Asked
	var r assessment.Response
	if err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		if in, key, err = s.load(tx, c, id, token); err != nil {
			return err
		}
		if err := in.Closed(); err != nil {
			return err
		}
		asked, r, err = s.take(tx, in, item, seen, read)
		return err
	}); err != nil {
		return nil, err
	}
	in.seen, in.read = nil, nil // the answer may lead elsewhere
	in.look()
	var saved *Interview
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		saved = in.copied()
		return s.saveAnswer(tx, saved, key, asked, r)
	})
	if err != nil {
		return nil, err
	}
	s.views.keep(saved)
	return saved, nil
}

// take puts the response into the interview and returns what to save of it.
func (s *Service) take(tx assessment.Tx, in *Interview, item, seen string, read readAnswer) (asked assessment.Asked, r assessment.Response, err error) {
	it := in.Questionnaire.Item(item)
	if it == nil || !in.Shows(it) {
		return asked, r, assessment.Missing("error.item_unknown")
	}
	if err := s.answerable(tx, in, item); err != nil {
		return asked, r, err
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

// copied is an interview that a transaction may change and begin anew with.
func (in *Interview) copied() *Interview {
	again := *in
	if in.Room != nil {
		room := *in.Room
		again.Room = &room
	}
	return &again
}

// saveAnswer writes an answer that was taken before the transaction began, if
// nothing moved since.
func (s *Service) saveAnswer(tx assessment.Tx, in *Interview, key assessment.Key, asked assessment.Asked, r assessment.Response) error {
	if err := s.unmoved(tx, in, key); err != nil {
		return err
	}
	if err := tx.SaveResponse(in.ID, asked, r, in.Updated); err != nil {
		return err
	}
	return s.settle(tx, in)
}

// unmoved looks whether what the answer rests on still holds: the assessment as
// it was read, the key, the round, and of a sheet that its owner waits for it.
// Of its own revision settle makes sure once more.
func (s *Service) unmoved(tx assessment.Tx, in *Interview, key assessment.Key) error {
	revision, err := tx.Revision(in.ID)
	if err == nil {
		_, err = tx.Key(key.Hash)
	}
	switch {
	case assessment.KindOf(err) == assessment.NotFound:
		return errMoved // reading it again says what became of it
	case err != nil:
		return err
	case revision != in.Revision:
		return errMoved
	}
	if s.renewable(key) {
		if err := tx.ExtendKey(key.Hash, s.now().Add(KeyLife)); err != nil {
			return err
		}
	}
	if in.Sheet() {
		closed, err := tx.AnswersClosed(in.Host)
		if err == nil && !closed.IsZero() {
			err = errMoved
		}
		return err
	}
	rounds, err := tx.Rounds(in.Firm)
	if err == nil && len(rounds) != len(in.Rounds) {
		err = errMoved
	}
	return err
}
