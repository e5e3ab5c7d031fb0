package assessment

import (
	"fmt"
	"math"

	"onramp/assessment/irt"
)

// Respondent is what learning sees of one firm: neither id nor name nor dates,
// and of the profile only what routing reads and groups are made of.
type Respondent struct {
	Depth       Depth
	Profile     Profile // country, sector, employees and goals
	Responses   map[string]Response
	Asked       []Asked
	Predictions []Prediction // of its short interview, if it finished one
}

// Prediction is what a short interview predicted of a model's dimension, or of
// the whole (empty), when it was first finished. It is kept when the owner goes
// on to answer everything: what was stated can then be held against it.
type Prediction struct {
	Model        string
	ModelVersion string
	Dimension    string
	Certainty
	Parameters int // version
	Asked      int // questions until then
	Depth      Depth
}

// Predictions are those of an assessment as it stands; none for an instrument
// that predicts nothing or a depth that asks everything.
func (in *Instrument) Predictions(a *Assessment, readings Readings) []Prediction {
	e := in.Estimate(readings)
	if e == nil || in.q.Rule(a.Depth).Confidence <= 0 {
		return nil
	}
	asked := 0
	for _, r := range readings {
		if r.Askable && r.State != NotAsked {
			asked++
		}
	}
	var out []Prediction
	add := func(dimension string, c Certainty) {
		if c.Levels != nil {
			out = append(out, Prediction{Model: in.model.ID, ModelVersion: in.model.Version, Dimension: dimension, Certainty: c,
				Parameters: in.version, Asked: asked, Depth: a.Depth})
		}
	}
	add("", e.Overall)
	for i, c := range e.Dimensions {
		add(in.model.Dimensions[i].ID, c)
	}
	return out
}

// auditEvery is of how many assessments one is asked to answer everything.
const auditEvery = 10

// Audited reports whether the assessment is one of those asked to answer
// everything, so that short interviews can be checked: one in ten of the firms
// that agreed to be learnt from, chosen by its seed alone.
func (a *Assessment) Audited() bool {
	return a.StatisticsConsent && a.Depth.Less(Full) && mix(a.Seed, "audit")%auditEvery == 0
}

// LeastRespondents is how many firms parameters should be learnt from: with
// fewer, the experts' guess predicts as well.
const LeastRespondents = 100

// Learnt is what the answers of firms say about items.
type Learnt struct {
	Parameters    Parameters // without a version: not published
	Items         []LearntItem
	LogLikelihood float64
	Iterations    int
	Converged     bool

	q           *Questionnaire
	model       *Model
	experts     irt.Bank
	engine      *irt.Engine
	respondents []Respondent // with an answer that measures
	readings    []Readings
	rows        [][]int // of the engine's items
}

// LearntItem is one item with its standard errors, NaN where the answers say
// nothing.
type LearntItem struct {
	ID      string
	Answers int
	A, SEA  float64
	B, SEB  []float64
}

// Learn calibrates the items of a questionnaire through a model on what
// respondents answered, starting at the experts' guess, which is also the
// centre of the priors. It is Invalid without any answer.
func Learn(q *Questionnaire, m *Model, respondents []Respondent) (*Learnt, error) {
	in, err := NewInstrument(q, m, nil)
	if err != nil {
		return nil, err
	}
	bank, ids, ok := in.Bank()
	if !ok {
		return nil, fmt.Errorf("model %s %s predicts nothing, so there is nothing to learn for it", m.ID, m.Version)
	}
	bank.States = scoreStates
	l := &Learnt{q: q, model: m, experts: bank}
	for _, r := range respondents {
		l.add(in, r)
	}
	if len(l.rows) == 0 {
		return nil, &Error{Kind: NotFound, Key: "error.nobody_to_learn_from"}
	}
	found, err := irt.Calibrate(bank, l.rows, irt.Calibration{Grid: irt.Grid{Nodes: instrumentNodes}, Prior: &irt.DefaultPrior,
		Tolerance: learnTolerance, MaxIterations: learnIterations})
	if err != nil {
		return nil, err
	}
	found.Bank.States = scoreStates
	if l.engine, err = irt.NewEngine(found.Bank, irt.Grid{Nodes: instrumentNodes}); err != nil {
		return nil, err
	}
	l.LogLikelihood, l.Iterations, l.Converged = found.LogLikelihood, found.Iterations, found.Converged
	l.Parameters = Parameters{Questionnaire: q.ID, QuestionnaireVersion: q.Version, Respondents: len(l.rows),
		Items: map[string]ItemParameters{}, Correlations: found.Bank.Correlations}
	for i := range m.Dimensions {
		l.Parameters.Dimensions = append(l.Parameters.Dimensions, m.Dimensions[i].ID)
	}
	for i, id := range ids {
		it := found.Bank.Items[i]
		l.Items = append(l.Items, LearntItem{ID: id, Answers: found.Answers[i], A: it.A, SEA: found.SEA[i], B: it.B, SEB: found.SEB[i]})
		if found.Answers[i] > 0 {
			l.Parameters.Items[id] = ItemParameters{A: it.A, B: it.B}
		}
	}
	return l, nil
}

// Accuracy of learning: far finer than any standard error.
const (
	learnTolerance  = 1e-3
	learnIterations = 300
)

// add takes a respondent in, unless no answer of its measures anything.
func (l *Learnt) add(in *Instrument, r Respondent) {
	readings := l.q.Read(r.Profile, r.Responses)
	row := in.responses(readings)
	for _, x := range row {
		if x >= 0 {
			l.respondents, l.readings, l.rows = append(l.respondents, r), append(l.readings, readings), append(l.rows, row)
			return
		}
	}
}

// finite is x, nil when it is no number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
