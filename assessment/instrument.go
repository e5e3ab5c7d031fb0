package assessment

import (
	"fmt"

	"onramp/assessment/irt"
)

// Instrument is a questionnaire read through a maturity model as a measuring
// instrument: it predicts what answering everything would give from the
// answers there are. It is immutable and safe for concurrent use.
//
// Until there are data, thresholds come from the expert shares of the items
// and every item discriminates alike (irt.DefaultA), which errs towards saying
// less than is known.
type Instrument struct {
	model   *Model
	engine  *irt.Engine
	place   map[string]int // of an item among the engine's
	ladders []irt.Ladder   // per dimension of the model
	cuts    []float64      // as shares of the scale
	weights []float64      // of the dimensions
}

// NewInstrument makes the instrument of a model over its questionnaire. It is
// nil, without an error, for models that are no weighted mean of single items:
// for those nothing is predicted. An error means that the content cannot be
// measured, such as shares that do not fall.
func NewInstrument(q *Questionnaire, m *Model) (*Instrument, error) {
	if !m.measurable(q) {
		return nil, nil
	}
	in := &Instrument{model: m, place: map[string]int{}}
	for _, cut := range m.Cuts {
		in.cuts = append(in.cuts, cut/m.Scale)
	}
	bank := irt.Bank{Dimensions: len(m.Dimensions), Correlations: irt.Equicorrelation(len(m.Dimensions), irt.DefaultCorrelation)}
	for d := range m.Dimensions {
		in.weights = append(in.weights, m.Dimensions[d].Weight)
		for _, ind := range m.Dimensions[d].Indicators {
			it := q.Item(ind.Sources[0].Item)
			thresholds, err := irt.Thresholds(it.Shares, irt.DefaultA)
			if err != nil {
				return nil, fmt.Errorf("item %s: %w", it.ID, err)
			}
			in.place[it.ID] = len(bank.Items)
			bank.Items = append(bank.Items, irt.Item{Dimension: d, A: irt.DefaultA, B: thresholds,
				Weight: ind.Weight / float64(it.Categories()-1)})
		}
		in.ladders = append(in.ladders, in.ladder(&m.Dimensions[d]))
	}
	var err error
	in.engine, err = irt.NewEngine(bank, irt.DefaultGrid)
	return in, err
}

// measurable reports whether the model is a weighted mean of weighted means of
// items, each item read once.
func (m *Model) measurable(q *Questionnaire) bool {
	if m.Rule != Mean || m.Scale <= 0 {
		return false
	}
	seen := map[string]bool{}
	for _, d := range m.Dimensions {
		if d.Rule != Mean {
			return false
		}
		for _, ind := range d.Indicators {
			if len(ind.Sources) != 1 || ind.Sources[0].Option != "" {
				return false
			}
			id := ind.Sources[0].Item
			if it := q.Item(id); it == nil || seen[id] || len(it.Shares) != it.Categories()-1 {
				return false
			}
			seen[id] = true
		}
	}
	return len(seen) > 0
}

func (in *Instrument) ladder(d *ModelDimension) irt.Ladder {
	l := irt.Ladder{Cuts: in.cuts}
	for _, g := range d.Gates {
		if at, ok := in.place[g.Item]; ok {
			l.Gates = append(l.Gates, irt.Gate{Item: at, Below: g.Below, Cap: g.Cap})
		}
	}
	return l
}

// Estimate says how sure a result is: what answering every question that fits
// the firm would give, with its probabilities.
type Estimate struct {
	Overall    Certainty
	Dimensions []Certainty // in the order of the model's dimensions
}

// Certainty is the prediction for one dimension or overall. Without anything to
// predict from or for, Levels is nil.
type Certainty struct {
	Levels    []float64 // probability of each level, the lowest first; they sum to 1
	Low, High float64   // 90 % interval of the score, on the model's scale
}

// Sure returns the most likely level, from 1, and its probability; 0 when
// nothing is predicted.
func (c Certainty) Sure() (level int, probability float64) {
	for i, p := range c.Levels {
		if p > probability {
			level, probability = i+1, p
		}
	}
	return level, probability
}

// Certainty is the prediction for a dimension of the result, the zero Certainty
// where there is none. It can be asked of a nil estimate.
func (e *Estimate) Certainty(i int) Certainty {
	if e == nil || i < 0 || i >= len(e.Dimensions) {
		return Certainty{}
	}
	return e.Dimensions[i]
}

// All is the prediction for overall, the zero Certainty where there is none.
// It can be asked of a nil estimate.
func (e *Estimate) All() Certainty {
	if e == nil {
		return Certainty{}
	}
	return e.Overall
}

// Estimate predicts from the readings; nil for a nil instrument.
func (in *Instrument) Estimate(readings Readings) *Estimate {
	if in == nil {
		return nil
	}
	posterior, err := in.engine.Posterior(in.responses(readings))
	if err != nil {
		return nil
	}
	out := &Estimate{}
	for d := range in.ladders {
		out.Dimensions = append(out.Dimensions, in.dimension(posterior, d))
	}
	if all, err := posterior.Overall(in.weights); err == nil {
		if levels, err := all.Levels(in.cuts); err == nil {
			low, high := all.Interval()
			out.Overall = Certainty{Levels: levels, Low: low * in.model.Scale, High: high * in.model.Scale}
		}
	}
	return out
}

func (in *Instrument) dimension(posterior *irt.Posterior, d int) Certainty {
	levels, err := posterior.Levels(d, in.ladders[d])
	if err != nil || levels == nil {
		return Certainty{}
	}
	score := posterior.Score(d)
	low, high := score.Interval()
	unit := in.model.Scale / score.Max()
	return Certainty{Levels: levels, Low: low * unit, High: high * unit}
}

// responses puts readings into the engine's terms: an implied zero counts but
// is no news, what is not relevant or not known leaves, and what could still
// be asked is open.
func (in *Instrument) responses(readings Readings) []int {
	out := make([]int, in.engine.Items())
	for i := range out {
		out[i] = irt.Excluded
	}
	for _, r := range readings {
		at, ok := in.place[r.Item.ID]
		switch {
		case !ok:
		case r.State == Answered:
			out[at] = r.Category
		case r.State == ImpliedZero:
			out[at] = irt.Fixed(0)
		case r.State == NotAsked && (r.Askable || r.Pending):
			out[at] = irt.Unasked
		}
	}
	return out
}
