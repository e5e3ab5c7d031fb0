package main

import (
	"math"
	"strconv"

	"onramp/assessment"
	"onramp/assessment/irt"
)

// questionnaire is the bank as one: an ordered item each, whose shares are those
// that its parameters give on average over the population. Depths are those of
// the questionnaire that comes with the program.
func (b *bank) questionnaire(depths []assessment.DepthRule) *assessment.Questionnaire {
	q := &assessment.Questionnaire{ID: "bank", Version: "1", Model: "bank", Depths: depths,
		Dimensions: make([]assessment.Dimension, b.Dimensions)}
	for d, id := range b.dimensions {
		q.Dimensions[d].ID = id
	}
	gates := map[string]bool{}
	for _, g := range b.gates {
		gates[g.Item] = true
	}
	for i, id := range b.items {
		d := &q.Dimensions[b.Items[i].Dimension]
		it := assessment.Item{ID: id, Dimension: d.ID, Kind: assessment.Ordered,
			Gate: gates[id], Weight: int(b.Items[i].Weight), Shares: shares(b.Items[i])}
		for x := range b.Items[i].Categories() {
			it.Options = append(it.Options, assessment.Option{ID: strconv.Itoa(x)})
		}
		d.Items = append(d.Items, it)
	}
	return q
}

// shares is the inverse of irt.Thresholds: the share of the population at or
// above each category.
func shares(it irt.Item) []float64 {
	const logistic = 1.702 // between the logistic curve and the normal ogive
	out := make([]float64, len(it.B))
	for k, b := range it.B {
		out[k] = math.Erfc(b/math.Sqrt(1+(logistic/it.A)*(logistic/it.A))/math.Sqrt2) / 2
	}
	return out
}

// model scores the bank: 0 to 100 with five levels, dimensions alike. A bank's
// weight is per category and an indicator's for the whole item.
func (b *bank) model(q *assessment.Questionnaire) *assessment.Model {
	m := &assessment.Model{ID: "bank", Version: "1", Questionnaire: q.ID, QuestionnaireVersion: q.Version,
		Rule: assessment.Mean, Scale: 100, Cuts: []float64{20, 40, 60, 80}}
	for n := range bankLevels {
		m.Levels = append(m.Levels, assessment.Level{Number: n + 1})
	}
	for _, d := range q.Dimensions {
		part := assessment.ModelDimension{ID: d.ID, Weight: 1, Rule: assessment.Mean}
		for _, it := range d.Items {
			at := b.Items[b.index[it.ID]]
			part.Indicators = append(part.Indicators, assessment.Indicator{ID: it.ID,
				Weight: at.Weight * float64(len(at.B)), Sources: []assessment.Source{{Item: it.ID}}})
		}
		for _, g := range b.gates {
			if b.Items[b.index[g.Item]].Dimension == len(m.Dimensions) {
				part.Gates = append(part.Gates, g)
			}
		}
		m.Dimensions = append(m.Dimensions, part)
	}
	return m
}

// parameters are what the instrument is told: the file as it stands.
func (b *bank) parameters() *assessment.Parameters {
	p := &assessment.Parameters{Questionnaire: "bank", QuestionnaireVersion: "1", Version: 1,
		Items: map[string]assessment.ItemParameters{}, Dimensions: b.dimensions, Correlations: b.Correlations}
	for i, id := range b.items {
		p.Items[id] = assessment.ItemParameters{A: b.Items[i].A, B: b.Items[i].B}
	}
	return p
}
