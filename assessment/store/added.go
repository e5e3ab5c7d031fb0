package store

import "onramp/assessment"

// SaveModels implements assessment.AssessmentTx.
func (t *tx) SaveModels(id string, models []assessment.ModelPin) error {
	if _, err := t.exec("DELETE FROM assessment_models WHERE assessment_id = $1", id); err != nil {
		return err
	}
	for i, m := range models {
		if _, err := t.exec("INSERT INTO assessment_models (assessment_id, position, model_id, model_version) VALUES ($1, $2, $3, $4)",
			id, i, m.ID, m.Version); err != nil {
			return err
		}
	}
	return nil
}

// addedModels returns the models of an assessment in the order they were
// added; nil when there are none.
func (t *tx) addedModels(id string) (all []assessment.ModelPin, err error) {
	err = t.each("SELECT model_id, model_version FROM assessment_models WHERE assessment_id = $1 ORDER BY position", []any{id},
		func(scan func(...any) error) error {
			var m assessment.ModelPin
			err := scan(&m.ID, &m.Version)
			all = append(all, m)
			return err
		})
	return all, err
}
