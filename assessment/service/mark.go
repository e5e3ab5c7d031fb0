package service

import (
	"context"

	"onramp/assessment"
)

// Mark records that the firm has done or started a measure of its roadmap, or
// that it is not for it; an empty state takes that back. Saying the same again
// changes nothing and keeps its date. A measure that the questionnaire does
// not have is NotFound, an unknown state Invalid. The date of documents
// follows, since they say what is done.
func (s *Service) Mark(ctx context.Context, id, token, measure string, state assessment.MarkState) (*Interview, error) {
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		m := assessment.Mark{Measure: measure, State: state, At: s.now()}
		if in.Questionnaire.Measure(measure) == nil {
			return assessment.Missing("error.measure_unknown")
		}
		before, marked := in.Marked(measure)
		switch {
		case before.State == state:
			return nil
		case state == "" && marked:
			in.Unmark(measure)
			in.Updated = m.At
			return tx.DeleteMark(id, measure)
		}
		if bad := in.Questionnaire.CheckMark(m); len(bad) > 0 {
			return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
		}
		in.Mark(m)
		in.Updated = m.At
		return tx.SaveMark(id, m)
	})
}
