package store

import "onramp/assessment"

// SaveOutcome implements assessment.AssessmentTx.
func (t *tx) SaveOutcome(id string, results []assessment.ResultRow, facts []assessment.Fact) error {
	if _, err := t.exec("DELETE FROM results WHERE assessment_id = $1", id); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM facts WHERE assessment_id = $1", id); err != nil {
		return err
	}
	for _, r := range results {
		levels, err := list(r.Predicted.Levels)
		if err != nil {
			return err
		}
		var mean, low, high *float64
		if levels != nil {
			mean, low, high = &r.Predicted.Mean, &r.Predicted.Low, &r.Predicted.High
		}
		if _, err := t.exec(`INSERT INTO results (assessment_id, model_id, model_version, dimension_id, score, level, coverage_known, coverage_applicable,
			parameters_version, levels, mean, low, high, evidence, confirmed, confirmable)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			id, r.Model, r.ModelVersion, r.Dimension, r.Score, r.Level, r.Coverage.Known, r.Coverage.Applicable,
			r.Parameters, levels, mean, low, high, string(r.Evidence), r.Confirmed, r.Confirmable); err != nil {
			return err
		}
	}
	for _, f := range facts {
		if _, err := t.exec("INSERT INTO facts (assessment_id, kind, code, value) VALUES ($1, $2, $3, $4)", id, f.Kind, f.Code, f.Value); err != nil {
			return err
		}
	}
	return nil
}
