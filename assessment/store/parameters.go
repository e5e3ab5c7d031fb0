package store

import (
	"encoding/json"
	"slices"
	"time"

	"onramp/assessment"
)

// PublishParameters implements assessment.ParameterTx.
func (t *tx) PublishParameters(p *assessment.Parameters) error {
	document, err := encode(p)
	if err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO parameters (questionnaire_id, questionnaire_version, version, respondents, document, note, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (questionnaire_id, questionnaire_version, version) DO NOTHING`,
		p.Questionnaire, p.QuestionnaireVersion, p.Version, p.Respondents, string(document), p.Note, millis(p.Created))
	if err == nil && n == 0 {
		return conflict("this version of the parameters is published")
	}
	return err
}

// parameters returns every version, by questionnaire, its version and their own.
func (t *tx) parameters() ([]*assessment.Parameters, error) {
	var all []*assessment.Parameters
	err := t.each("SELECT document FROM parameters", nil, func(scan func(...any) error) error {
		var document []byte
		if err := scan(&document); err != nil {
			return err
		}
		p := &assessment.Parameters{}
		all = append(all, p)
		return json.Unmarshal(document, p)
	})
	slices.SortFunc(all, func(a, b *assessment.Parameters) int {
		if n := byVersion(a.Questionnaire, a.QuestionnaireVersion, b.Questionnaire, b.QuestionnaireVersion); n != 0 {
			return n
		}
		return a.Version - b.Version
	})
	return all, err
}

// Respondents implements assessment.ParameterTx. It walks through all
// assessments. Ids are read to put rows together and stay here; they are
// random, so their order tells nothing.
func (t *tx) Respondents(questionnaire, version string) ([]assessment.Respondent, error) {
	var all []assessment.Respondent
	place := map[string]int{}
	args := []any{questionnaire, version}
	const consenting = ` FROM assessments a WHERE a.questionnaire_id = $1 AND a.questionnaire_version = $2
		AND a.statistics_consent AND NOT a.synthetic AND a.finished_at IS NOT NULL AND a.host_id = ''`
	err := t.each(`SELECT a.id, a.depth, a.country, a.sector, a.employees, a.goals`+consenting+` ORDER BY a.id`, args, func(scan func(...any) error) error {
		r := assessment.Respondent{Responses: map[string]assessment.Response{}}
		var id string
		var goals *string
		err := scan(&id, (*string)(&r.Depth), &r.Profile.Country, &r.Profile.Sector, &r.Profile.Employees, &goals)
		if err != nil {
			return err
		}
		place[id] = len(all)
		r.Profile.Goals, err = unlist(goals)
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	var id string
	err = t.each(`SELECT r.assessment_id, r.item_id, r.value, r.options, r.state, r.reason FROM responses r
		WHERE r.assessment_id IN (SELECT a.id`+consenting+`) ORDER BY r.assessment_id, r.place, r.item_id`, args, func(scan func(...any) error) error {
		asked, response, err := scanResponse(scan, &id)
		if err != nil {
			return err
		}
		r := &all[place[id]]
		r.Responses[asked.Item] = response
		r.Asked = append(r.Asked, asked)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = t.each(`SELECT p.assessment_id, p.model_id, p.model_version, p.dimension_id, p.levels, p.mean, p.low, p.high, p.parameters_version, p.asked, p.depth
		FROM predictions p WHERE p.assessment_id IN (SELECT a.id`+consenting+`) ORDER BY p.assessment_id, p.model_id, p.dimension_id`, args, func(scan func(...any) error) error {
		var p assessment.Prediction
		var levels []byte
		if err := scan(&id, &p.Model, &p.ModelVersion, &p.Dimension, &levels, &p.Mean, &p.Low, &p.High, &p.Parameters, &p.Asked, (*string)(&p.Depth)); err != nil {
			return err
		}
		r := &all[place[id]]
		err := json.Unmarshal(levels, &p.Levels)
		r.Predictions = append(r.Predictions, p)
		return err
	})
	return all, err
}

// SavePredictions implements assessment.ParameterTx.
func (t *tx) SavePredictions(id string, predictions []assessment.Prediction, at time.Time) error {
	if _, err := t.exec("DELETE FROM predictions WHERE assessment_id = $1", id); err != nil {
		return err
	}
	for _, p := range predictions {
		levels, err := encode(p.Levels)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO predictions (assessment_id, model_id, model_version, dimension_id, levels, mean, low, high,
			parameters_version, asked, depth, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id, p.Model, p.ModelVersion, p.Dimension, string(levels), p.Mean, p.Low, p.High, p.Parameters, p.Asked, string(p.Depth), millis(at)); err != nil {
			return err
		}
	}
	return nil
}

// FinishedAfter implements assessment.ParameterTx.
func (t *tx) FinishedAfter(questionnaire, version, id string, limit int) (ids []string, err error) {
	err = t.each(`SELECT id FROM assessments WHERE id > $3 AND questionnaire_id = $1 AND questionnaire_version = $2 AND finished_at IS NOT NULL AND host_id = ''
		ORDER BY id LIMIT $4`, []any{questionnaire, version, id, limit}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
