package store

import (
	"encoding/json"

	"onramp/assessment"
)

// publishNotes writes what a model says beyond its score: groups, open points,
// comparisons and its field layout.
func (t *tx) publishNotes(m *assessment.Model) error {
	for i, g := range m.Groups {
		if _, err := t.exec("INSERT INTO model_groups (model_id, model_version, position, name_key, name_en, begins) VALUES ($1, $2, $3, $4, $5, $6)",
			m.ID, m.Version, i, g.Name.Key, g.Name.English, g.From); err != nil {
			return err
		}
	}
	for i, point := range m.OpenPoints {
		if _, err := t.exec("INSERT INTO model_open_points (model_id, model_version, position, text_key, text_en) VALUES ($1, $2, $3, $4, $5)",
			m.ID, m.Version, i, point.Key, point.English); err != nil {
			return err
		}
	}
	for i, c := range m.Comparisons {
		if _, err := t.exec(`INSERT INTO model_comparisons (model_id, model_version, position, text_key, text_en, year, value, unit, source, url)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			m.ID, m.Version, i, c.Text.Key, c.Text.English, c.Year, c.Value, c.Unit, c.Source, c.URL); err != nil {
			return err
		}
	}
	for i, f := range m.Layout {
		indicators, err := list(f.Indicators)
		if err != nil {
			return err
		}
		steps, err := list(f.Values)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO model_fields (model_id, model_version, position, name, profile, indicators, steps) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			m.ID, m.Version, i, f.Key, f.Profile, indicators, steps); err != nil {
			return err
		}
	}
	return nil
}

func (r *modelReader) readGroups() error {
	return r.each("SELECT model_id, model_version, name_key, name_en, begins FROM model_groups ORDER BY position", nil, func(scan func(...any) error) error {
		var k modelKey
		var g assessment.Group
		err := scan(&k.id, &k.version, &g.Name.Key, &g.Name.English, &g.From)
		if m := r.models[k]; m != nil {
			m.Groups = append(m.Groups, g)
		}
		return err
	})
}

func (r *modelReader) readOpenPoints() error {
	return r.each("SELECT model_id, model_version, text_key, text_en FROM model_open_points ORDER BY position", nil, func(scan func(...any) error) error {
		var k modelKey
		var point assessment.Text
		err := scan(&k.id, &k.version, &point.Key, &point.English)
		if m := r.models[k]; m != nil {
			m.OpenPoints = append(m.OpenPoints, point)
		}
		return err
	})
}

func (r *modelReader) readComparisons() error {
	return r.each("SELECT model_id, model_version, text_key, text_en, year, value, unit, source, url FROM model_comparisons ORDER BY position", nil, func(scan func(...any) error) error {
		var k modelKey
		var c assessment.Comparison
		err := scan(&k.id, &k.version, &c.Text.Key, &c.Text.English, &c.Year, &c.Value, &c.Unit, &c.Source, &c.URL)
		if m := r.models[k]; m != nil {
			m.Comparisons = append(m.Comparisons, c)
		}
		return err
	})
}

func (r *modelReader) readFields() error {
	return r.each("SELECT model_id, model_version, name, profile, indicators, steps FROM model_fields ORDER BY position", nil, func(scan func(...any) error) error {
		var k modelKey
		var f assessment.Field
		var indicators, steps *string
		if err := scan(&k.id, &k.version, &f.Key, &f.Profile, &indicators, &steps); err != nil {
			return err
		}
		var err error
		if f.Indicators, err = unlist(indicators); err == nil && steps != nil {
			err = json.Unmarshal([]byte(*steps), &f.Values)
		}
		if m := r.models[k]; m != nil {
			m.Layout = append(m.Layout, f)
		}
		return err
	})
}
