package store

import (
	"encoding/json"
	"fmt"
	"time"

	"onramp/assessment"
)

// Sheets implements assessment.ColleagueTx.
func (t *tx) Sheets(host string) (ids []string, err error) {
	err = t.each("SELECT id FROM assessments WHERE host_id = $1 AND host_id <> '' ORDER BY created_at, id", []any{host},
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	return ids, err
}

// AnswersClosed implements assessment.ColleagueTx.
func (t *tx) AnswersClosed(id string) (time.Time, error) {
	var at *int64
	if _, err := t.one("SELECT closed_at FROM answers_closed WHERE assessment_id = $1", []any{id}, &at); err != nil {
		return time.Time{}, err
	}
	return moment(at), nil
}

// CloseAnswers implements assessment.ColleagueTx.
func (t *tx) CloseAnswers(id string, at time.Time) error {
	if at.IsZero() {
		_, err := t.exec("DELETE FROM answers_closed WHERE assessment_id = $1", id)
		return err
	}
	_, err := t.exec(`INSERT INTO answers_closed (assessment_id, closed_at) VALUES ($1, $2)
		ON CONFLICT (assessment_id) DO UPDATE SET closed_at = excluded.closed_at`, id, millis(at))
	return err
}

// Merges implements assessment.ColleagueTx.
func (t *tx) Merges(id string) (all []assessment.Merge, err error) {
	err = t.each("SELECT item_id, former, merged, people, merged_at FROM merges WHERE assessment_id = $1 ORDER BY item_id", []any{id},
		func(scan func(...any) error) error {
			var m assessment.Merge
			var former *string
			var merged string
			var at int64
			if err := scan(&m.Item, &former, &merged, &m.People, &at); err != nil {
				return err
			}
			m.At = moment(&at)
			if former != nil {
				if err := json.Unmarshal([]byte(*former), &m.Former); err != nil {
					return fmt.Errorf("former answer to %s of assessment %s: %w", m.Item, id, err)
				}
			}
			if err := json.Unmarshal([]byte(merged), &m.Merged); err != nil {
				return fmt.Errorf("merged answer to %s of assessment %s: %w", m.Item, id, err)
			}
			all = append(all, m)
			return nil
		})
	return all, err
}

// SaveMerge implements assessment.ColleagueTx.
func (t *tx) SaveMerge(id string, m assessment.Merge) error {
	merged, err := json.Marshal(m.Merged)
	if err != nil {
		return err
	}
	var former *string
	if m.Former.Mark() != "" {
		b, err := json.Marshal(m.Former)
		if err != nil {
			return err
		}
		text := string(b)
		former = &text
	}
	_, err = t.exec(`INSERT INTO merges (assessment_id, item_id, former, merged, people, merged_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (assessment_id, item_id) DO UPDATE
		SET former = excluded.former, merged = excluded.merged, people = excluded.people, merged_at = excluded.merged_at`,
		id, m.Item, former, string(merged), m.People, millis(m.At))
	return err
}
