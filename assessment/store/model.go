package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"onramp/assessment"
)

// PublishModel implements assessment.CatalogueTx. Its questionnaire must be
// published before; NotFound.
func (t *tx) PublishModel(m *assessment.Model, at time.Time) error {
	_, hash, err := content(m)
	if err != nil {
		return fmt.Errorf("model %s %s: %w", m.ID, m.Version, err)
	}
	done, err := t.published("SELECT hash FROM models WHERE id = $1 AND version = $2", m.ID, m.Version, hash)
	if done || err != nil {
		return err
	}
	cuts, err := encode(m.Cuts)
	if err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO models (id, version, questionnaire_id, questionnaire_version, title_key, title_en, summary_key, summary_en,
		note_key, note_en, rule, scale, cuts, floor, absent, hash, published_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		m.ID, m.Version, m.Questionnaire, m.QuestionnaireVersion, m.Title.Key, m.Title.English, m.Summary.Key, m.Summary.English,
		m.Note.Key, m.Note.English, string(m.Rule), m.Scale, string(cuts), m.Floor, string(m.Absent), hash, millis(at)); err != nil {
		return err
	}
	for i, l := range m.Levels {
		if _, err := t.exec(`INSERT INTO model_levels (model_id, model_version, position, number, name_key, name_en, text_key, text_en)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			m.ID, m.Version, i, l.Number, l.Name.Key, l.Name.English, l.Text.Key, l.Text.English); err != nil {
			return err
		}
	}
	for i := range m.Dimensions {
		if err := t.publishDimension(m, i); err != nil {
			return err
		}
	}
	return t.publishNotes(m)
}

func (t *tx) publishDimension(m *assessment.Model, position int) error {
	d := &m.Dimensions[position]
	if _, err := t.exec(`INSERT INTO model_dimensions (model_id, model_version, id, position, title_key, title_en, weight, rule)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.ID, m.Version, d.ID, position, d.Title.Key, d.Title.English, d.Weight, string(d.Rule)); err != nil {
		return err
	}
	for i, l := range d.Levels {
		if _, err := t.exec(`INSERT INTO model_dimension_levels (model_id, model_version, dimension_id, position, text_key, text_en)
			VALUES ($1, $2, $3, $4, $5, $6)`, m.ID, m.Version, d.ID, i, l.Key, l.English); err != nil {
			return err
		}
	}
	for i, g := range d.Gates {
		if _, err := t.exec(`INSERT INTO model_gates (model_id, model_version, dimension_id, position, item_id, below, cap)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, m.ID, m.Version, d.ID, i, g.Item, g.Below, g.Cap); err != nil {
			return err
		}
	}
	for i, in := range d.Indicators {
		if _, err := t.exec(`INSERT INTO model_indicators (model_id, model_version, dimension_id, id, position, weight, stage, need, highest)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, m.ID, m.Version, d.ID, in.ID, i, in.Weight, in.Stage, in.Need, in.Any); err != nil {
			return err
		}
		for j, s := range in.Sources {
			if _, err := t.exec(`INSERT INTO model_sources (model_id, model_version, dimension_id, indicator_id, position, item_id, option_id, at_least)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, m.ID, m.Version, d.ID, in.ID, j, s.Item, s.Option, s.AtLeast); err != nil {
				return err
			}
		}
	}
	return nil
}

// modelKey, dimensionKey and indicatorKey find the parent of a row.
type (
	modelKey     struct{ id, version string }
	dimensionKey struct {
		modelKey
		id string
	}
	indicatorKey struct {
		dimensionKey
		id string
	}
)

// modelReader puts the rows of all models together, one query for each table
// from the top down.
type modelReader struct {
	*tx
	models     map[modelKey]*assessment.Model
	dimensions map[dimensionKey]*assessment.ModelDimension
	indicators map[indicatorKey]*assessment.Indicator
}

func (t *tx) models() ([]*assessment.Model, error) {
	r := &modelReader{t, map[modelKey]*assessment.Model{}, map[dimensionKey]*assessment.ModelDimension{}, map[indicatorKey]*assessment.Indicator{}}
	for _, read := range []func() error{r.readModels, r.readLevels, r.readDimensions, r.readDimensionLevels, r.readGates, r.readIndicators, r.readSources,
		r.readGroups, r.readOpenPoints, r.readComparisons, r.readFields} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	var all []*assessment.Model
	for _, m := range r.models {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *assessment.Model) int { return byVersion(a.ID, a.Version, b.ID, b.Version) })
	return all, nil
}

func (r *modelReader) readModels() error {
	return r.each(`SELECT id, version, questionnaire_id, questionnaire_version, title_key, title_en, summary_key, summary_en,
		note_key, note_en, rule, scale, cuts, floor, absent FROM models`, nil, func(scan func(...any) error) error {
		m := &assessment.Model{}
		var cuts []byte
		if err := scan(&m.ID, &m.Version, &m.Questionnaire, &m.QuestionnaireVersion, &m.Title.Key, &m.Title.English, &m.Summary.Key, &m.Summary.English,
			&m.Note.Key, &m.Note.English, (*string)(&m.Rule), &m.Scale, &cuts, &m.Floor, (*string)(&m.Absent)); err != nil {
			return err
		}
		r.models[modelKey{m.ID, m.Version}] = m
		return json.Unmarshal(cuts, &m.Cuts)
	})
}

func (r *modelReader) readLevels() error {
	return r.each(`SELECT model_id, model_version, number, name_key, name_en, text_key, text_en FROM model_levels
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k modelKey
		var l assessment.Level
		err := scan(&k.id, &k.version, &l.Number, &l.Name.Key, &l.Name.English, &l.Text.Key, &l.Text.English)
		if m := r.models[k]; m != nil {
			m.Levels = append(m.Levels, l)
		}
		return err
	})
}

func (r *modelReader) readDimensions() error {
	err := r.each(`SELECT model_id, model_version, id, title_key, title_en, weight, rule FROM model_dimensions
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k modelKey
		var d assessment.ModelDimension
		err := scan(&k.id, &k.version, &d.ID, &d.Title.Key, &d.Title.English, &d.Weight, (*string)(&d.Rule))
		if m := r.models[k]; m != nil {
			m.Dimensions = append(m.Dimensions, d)
		}
		return err
	})
	for k, m := range r.models { // the lists grow no more, so their elements stay where they are
		for i := range m.Dimensions {
			r.dimensions[dimensionKey{k, m.Dimensions[i].ID}] = &m.Dimensions[i]
		}
	}
	return err
}

func (r *modelReader) readDimensionLevels() error {
	return r.each(`SELECT model_id, model_version, dimension_id, text_key, text_en FROM model_dimension_levels
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k dimensionKey
		var l assessment.Text
		err := scan(&k.modelKey.id, &k.version, &k.id, &l.Key, &l.English)
		if d := r.dimensions[k]; d != nil {
			d.Levels = append(d.Levels, l)
		}
		return err
	})
}

func (r *modelReader) readGates() error {
	return r.each(`SELECT model_id, model_version, dimension_id, item_id, below, cap FROM model_gates
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k dimensionKey
		var g assessment.Gate
		err := scan(&k.modelKey.id, &k.version, &k.id, &g.Item, &g.Below, &g.Cap)
		if d := r.dimensions[k]; d != nil {
			d.Gates = append(d.Gates, g)
		}
		return err
	})
}

func (r *modelReader) readIndicators() error {
	err := r.each(`SELECT model_id, model_version, dimension_id, id, weight, stage, need, highest FROM model_indicators
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k dimensionKey
		var in assessment.Indicator
		err := scan(&k.modelKey.id, &k.version, &k.id, &in.ID, &in.Weight, &in.Stage, &in.Need, &in.Any)
		if d := r.dimensions[k]; d != nil {
			d.Indicators = append(d.Indicators, in)
		}
		return err
	})
	for k, d := range r.dimensions {
		for i := range d.Indicators {
			r.indicators[indicatorKey{k, d.Indicators[i].ID}] = &d.Indicators[i]
		}
	}
	return err
}

func (r *modelReader) readSources() error {
	return r.each(`SELECT model_id, model_version, dimension_id, indicator_id, item_id, option_id, at_least FROM model_sources
		ORDER BY position`, nil, func(scan func(...any) error) error {
		var k indicatorKey
		var s assessment.Source
		err := scan(&k.modelKey.id, &k.version, &k.dimensionKey.id, &k.id, &s.Item, &s.Option, &s.AtLeast)
		if in := r.indicators[k]; in != nil {
			in.Sources = append(in.Sources, s)
		}
		return err
	})
}
