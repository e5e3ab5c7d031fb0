package store

import (
	"slices"
	"strings"

	"onramp/assessment"
)

// SaveMark implements assessment.MarkTx.
func (t *tx) SaveMark(id string, m assessment.Mark) error {
	_, err := t.exec(`INSERT INTO marks (assessment_id, measure_id, state, marked_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (assessment_id, measure_id) DO UPDATE SET state = excluded.state, marked_at = excluded.marked_at`,
		id, m.Measure, string(m.State), millis(m.At))
	return err
}

// DeleteMark implements assessment.MarkTx.
func (t *tx) DeleteMark(id, measure string) error {
	_, err := t.exec("DELETE FROM marks WHERE assessment_id = $1 AND measure_id = $2", id, measure)
	return err
}

// marks returns what a firm said about measures, by measure; nil when it said
// nothing.
func (t *tx) marks(id string) (all []assessment.Mark, err error) {
	err = t.each("SELECT measure_id, state, marked_at FROM marks WHERE assessment_id = $1", []any{id},
		func(scan func(...any) error) error {
			var m assessment.Mark
			var at int64
			err := scan(&m.Measure, (*string)(&m.State), &at)
			m.At = moment(&at)
			all = append(all, m)
			return err
		})
	slices.SortFunc(all, func(a, b assessment.Mark) int { return strings.Compare(a.Measure, b.Measure) })
	return all, err
}
