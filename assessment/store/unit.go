package store

import (
	"database/sql"
	"time"

	"onramp/assessment"
)

// SaveUnit implements assessment.UnitTx.
func (t *tx) SaveUnit(u *assessment.Unit) error {
	_, err := t.exec(`INSERT INTO units (assessment_id, finished_at, synthetic, content) VALUES ($1, $2, $3, $4)
		ON CONFLICT (assessment_id) DO UPDATE SET finished_at = excluded.finished_at, synthetic = excluded.synthetic, content = excluded.content`,
		u.Assessment, millis(u.Finished), u.Synthetic, packUnit(u))
	return err
}

// RemoveUnit implements assessment.UnitTx.
func (t *tx) RemoveUnit(id string) error {
	_, err := t.remove("DELETE FROM units WHERE assessment_id = $1", id)
	return err
}

// CountUnits implements assessment.UnitTx.
func (t *tx) CountUnits(from, to time.Time) (all, synthetic int, err error) {
	_, err = t.one(`SELECT COUNT(*), COUNT(CASE WHEN synthetic THEN 1 END) FROM units WHERE finished_at >= $1 AND finished_at < $2`,
		[]any{millis(from), millis(to)}, &all, &synthetic)
	return all, synthetic, err
}

// HasFirms implements assessment.UnitTx.
func (t *tx) HasFirms() (bool, error) {
	return t.one("SELECT 1 FROM assessments WHERE NOT synthetic LIMIT 1", nil, new(int))
}

// Units implements assessment.UnitTx.
func (t *tx) Units(from, to time.Time, visit func(u *assessment.Unit) error) error {
	var r unitReader
	var id string
	var finished int64
	var synthetic bool
	var content sql.RawBytes
	return t.each(`SELECT assessment_id, finished_at, synthetic, content FROM units WHERE finished_at >= $1 AND finished_at < $2
		ORDER BY finished_at, assessment_id`, []any{millis(from), millis(to)}, func(scan func(...any) error) error {
		if err := scan(&id, &finished, &synthetic, &content); err != nil {
			return err
		}
		u, err := r.read(content)
		if err != nil {
			return err
		}
		u.Assessment, u.Finished, u.Synthetic = id, moment(&finished), synthetic
		return visit(u)
	})
}
