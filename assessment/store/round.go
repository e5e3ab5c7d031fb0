package store

import "onramp/assessment"

// Firm implements assessment.RoundTx.
func (t *tx) Firm(id string) (firm, host string, err error) {
	found, err := t.one("SELECT firm_id, host_id FROM assessments WHERE id = $1", []any{id}, &firm, &host)
	if err == nil && !found {
		err = missing("assessment")
	}
	return firm, host, err
}

// Rounds implements assessment.RoundTx.
func (t *tx) Rounds(firm string) ([]assessment.Round, error) {
	var all []assessment.Round
	err := t.each(`SELECT id, round, depth, questionnaire_id, questionnaire_version, model_id, model_version, created_at, updated_at, finished_at
		FROM assessments WHERE firm_id = $1 AND host_id = '' ORDER BY round, id`, []any{firm},
		func(scan func(...any) error) error {
			var r assessment.Round
			var created, updated int64
			var finished *int64
			err := scan(&r.ID, &r.Number, (*string)(&r.Depth), &r.Questionnaire, &r.QuestionnaireVersion, &r.Model, &r.ModelVersion,
				&created, &updated, &finished)
			r.Created, r.Updated, r.Finished = moment(&created), moment(&updated), moment(finished)
			all = append(all, r)
			return err
		})
	return all, err
}

// DeleteFirm implements assessment.RoundTx. Foreign keys take everything else
// along.
func (t *tx) DeleteFirm(firm string) error {
	_, err := t.remove(`DELETE FROM assessments WHERE firm_id = $1
		OR host_id IN (SELECT id FROM assessments WHERE firm_id = $1)`, firm)
	return err
}
