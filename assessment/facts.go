package assessment

import (
	"maps"
	"slices"
	"strconv"
)

// takesPart is the category from which an answer counts as taking part in an
// action of the plan: something is done, not only thought of.
const takesPart = 2

// Rows returns what statistics keep of a result.
func (r *Result) Rows() []ResultRow {
	rows := []ResultRow{{Model: r.Model, ModelVersion: r.Version, Score: r.Overall.Score, Level: r.Overall.Level, Coverage: r.Overall.Coverage}}
	for _, d := range r.Dimensions {
		rows = append(rows, ResultRow{Model: r.Model, ModelVersion: r.Version, Dimension: d.ID, Score: d.Score, Level: d.Level, Coverage: d.Coverage})
	}
	return rows
}

// Predict adds to the rows of the instrument's model what it estimates, e.
func (in *Instrument) Predict(rows []ResultRow, e *Estimate) {
	for i := range rows {
		if r := &rows[i]; r.Model == in.model.ID && r.ModelVersion == in.model.Version {
			r.Parameters, r.Predicted = in.version, e.of(in.model, r.Dimension)
		}
	}
}

// Facts returns the technologies and the actions of section 4.2 that the known
// readings speak of. A firm takes part in an action when any item of that
// action is at category 2 or above (at 1 for yes/no).
func (q *Questionnaire) Facts(readings Readings) []Fact {
	technologies, actions := map[string]int{}, map[int]int{}
	for _, r := range readings {
		if !r.Known() || !r.Item.Core() {
			continue
		}
		if t := r.Item.Technology; t != "" {
			technologies[t] = max(technologies[t], r.Category)
		}
		for _, s := range r.Item.Sources {
			ref := q.Reference(s)
			if ref == nil || ref.Action == 0 {
				continue
			}
			part := 0
			if r.Category >= min(takesPart, r.Item.Categories()-1) {
				part = 1
			}
			actions[ref.Action] = max(actions[ref.Action], part)
		}
	}
	var facts []Fact
	for _, t := range sortedKeys(technologies) {
		facts = append(facts, Fact{Kind: "technology", Code: t, Value: technologies[t]})
	}
	for _, a := range slices.Sorted(maps.Keys(actions)) {
		facts = append(facts, Fact{Kind: "action", Code: strconv.Itoa(a), Value: actions[a]})
	}
	return facts
}
