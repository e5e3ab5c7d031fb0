package store

import (
	"cmp"
	"slices"

	"onramp/assessment"
)

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
	ids, err := t.ofFirm(firm)
	if err != nil {
		return nil, err
	}
	var all []assessment.Round
	for _, id := range ids {
		err := t.each(`SELECT id, round, depth, questionnaire_id, questionnaire_version, model_id, model_version, created_at, updated_at, finished_at
			FROM assessments WHERE id = $1 AND host_id = ''`, []any{id},
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
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b assessment.Round) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// ofFirm lists the assessments of a firm.
func (t *tx) ofFirm(firm string) ([]string, error) {
	return t.ids("SELECT id FROM rounds WHERE assessment_id = $1 ORDER BY id", firm)
}

// DeleteFirm implements assessment.RoundTx.
func (t *tx) DeleteFirm(firm string) error {
	rounds, err := t.ofFirm(firm)
	if err != nil {
		return err
	}
	for _, id := range rounds {
		if err := t.DeleteAssessment(id); err != nil {
			return err
		}
	}
	return nil
}
