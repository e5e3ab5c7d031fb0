package main

import (
	_ "embed"
	"fmt"
	"io"

	"onramp/assessment"
	"onramp/assessment/irt"
)

// referenceName is how --bank names the bank that comes with the program. It is
// frozen: figures of different versions of the program compare only over the
// same bank.
const referenceName = "reference"

//go:embed reference-bank.json
var referenceBank []byte

// subject is what a simulation measures with, and what it believes of its items.
type subject struct {
	name          string
	questionnaire *assessment.Questionnaire
	model         *assessment.Model
	instrument    *assessment.Instrument
	parameters    *assessment.Parameters
	items         []*assessment.Item // in asking order, without those that only other models need
	experts       []irt.Item         // per item: what the instrument takes it for
	weights       map[string]float64 // of the items that count in the score, as shares of it
}

// newSubject reads the bank, or the questionnaire when none is named.
func newSubject(in io.Reader, file, folder string) (*subject, error) {
	c, err := loadContent(folder)
	if err != nil {
		return nil, err
	}
	q, err := c.Questionnaire(c.Questionnaires[0].ID, "")
	if err != nil {
		return nil, err
	}
	if file != "" {
		return bankSubject(in, file, q.Depths)
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		return nil, err
	}
	return shippedSubject(q, m)
}

// bankSubject is a bank, asked by the given rules.
func bankSubject(in io.Reader, file string, depths []assessment.DepthRule) (*subject, error) {
	b, err := simulatedBank(in, file)
	if err != nil {
		return nil, err
	}
	s := &subject{name: b.file, questionnaire: b.questionnaire(depths)}
	s.model = b.model(s.questionnaire)
	if err := s.prepare(b.parameters()); err != nil {
		return nil, err
	}
	for _, it := range s.items {
		s.experts = append(s.experts, b.Items[b.index[it.ID]])
	}
	return s, nil
}

func simulatedBank(in io.Reader, file string) (*bank, error) {
	if file == referenceName {
		return parseBank("the reference bank", referenceBank)
	}
	return loadBank(in, file)
}

// shippedSubject is a questionnaire with its own model, as experts see it.
func shippedSubject(q *assessment.Questionnaire, m *assessment.Model) (*subject, error) {
	s := &subject{name: "questionnaire " + q.ID + " " + q.Version, questionnaire: q, model: m}
	if err := s.prepare(nil); err != nil {
		return nil, err
	}
	dimension := map[string]int{}
	for d := range q.Dimensions {
		dimension[q.Dimensions[d].ID] = d
	}
	for _, it := range s.items {
		thresholds, err := irt.Thresholds(it.Shares, irt.DefaultA)
		if err != nil {
			return nil, fmt.Errorf("item %s: %w", it.ID, err)
		}
		s.experts = append(s.experts, irt.Item{Dimension: dimension[it.Dimension], A: irt.DefaultA, B: thresholds})
	}
	return s, nil
}

// prepare makes the instrument; nil parameters are the experts' guess.
func (s *subject) prepare(p *assessment.Parameters) error {
	s.weights = map[string]float64{}
	for d := range s.questionnaire.Dimensions {
		for i := range s.questionnaire.Dimensions[d].Items {
			s.items = append(s.items, &s.questionnaire.Dimensions[d].Items[i])
		}
	}
	for _, d := range s.model.Dimensions {
		for _, in := range d.Indicators {
			for _, source := range in.Sources {
				s.weights[source.Item] = in.Weight
			}
		}
	}
	s.parameters = p
	return s.fresh()
}

// fresh makes the instrument anew.
func (s *subject) fresh() (err error) {
	s.instrument, err = assessment.NewInstrument(s.questionnaire, s.model, s.parameters)
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", s.name, err)}
	}
	return nil
}
