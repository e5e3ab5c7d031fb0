package assessment

import (
	"fmt"

	"onramp/assessment/irt"
)

// Instrument is a questionnaire read through its own maturity model as a
// measuring instrument: it chooses what to ask and predicts what answering
// everything would give from the answers there are. It is immutable and safe
// for concurrent use.
//
// Until there are data, thresholds come from the expert shares of the items
// and every item discriminates alike (irt.DefaultA), which errs towards saying
// less than is known.
type Instrument struct {
	q       *Questionnaire
	model   *Model
	version int            // of the parameters, 0 for the experts'
	engine  *irt.Engine    // nil when the model cannot be predicted
	place   map[string]int // of an item among the engine's
	items   []*Item        // of the engine
	trait   []int          // of each dimension of the questionnaire among the engine's, -1 if it has none
	ladders []irt.Ladder   // per dimension of the model
	cuts    []float64      // as shares of the scale
	weights []float64      // of the dimensions
	memory  *memory
}

// scoreStates is how many scores of a dimension the predictions tell apart at
// most: fewer are faster and round the levels' probabilities more.
const scoreStates = 300

// NewInstrument makes the instrument of a model over its questionnaire;
// parameters may be nil for the experts'. For models that are no weighted mean
// of single items nothing is predicted: such an instrument asks the weightiest
// items and estimates nothing. An error means that the content cannot be
// measured, such as shares that do not fall, or parameters that do not fit.
func NewInstrument(q *Questionnaire, m *Model, p *Parameters) (*Instrument, error) {
	in := &Instrument{q: q, model: m, place: map[string]int{}, memory: newMemory()}
	if p != nil {
		in.version = p.Version
	}
	for i := range q.Dimensions {
		in.trait = append(in.trait, -1)
		for d := range m.Dimensions {
			if m.Dimensions[d].ID == q.Dimensions[i].ID {
				in.trait[i] = d
			}
		}
	}
	if !m.measurable(q) {
		return in, nil
	}
	for _, cut := range m.Cuts {
		in.cuts = append(in.cuts, cut/m.Scale)
	}
	bank := irt.Bank{Dimensions: len(m.Dimensions), Correlations: m.correlations(p), States: scoreStates}
	for d := range m.Dimensions {
		in.weights = append(in.weights, m.Dimensions[d].Weight)
		for _, ind := range m.Dimensions[d].Indicators {
			it := q.Item(ind.Sources[0].Item)
			known, err := it.parameters(p)
			if err != nil {
				return nil, fmt.Errorf("item %s: %w", it.ID, err)
			}
			in.place[it.ID], in.items = len(bank.Items), append(in.items, it)
			bank.Items = append(bank.Items, irt.Item{Dimension: d, A: known.A, B: known.B,
				Weight: ind.Weight / float64(it.Categories()-1)})
		}
		in.ladders = append(in.ladders, in.ladder(&m.Dimensions[d]))
	}
	var err error
	in.engine, err = irt.NewEngine(bank, irt.Grid{Nodes: instrumentNodes})
	return in, err
}

// instrumentNodes is enough for levels: on 41 nodes no probability of a level is
// off by a hundredth.
const instrumentNodes = 41

// Version is the version of the parameters, 0 for the experts'.
func (in *Instrument) Version() int { return in.version }

// Bank returns the engine's items, by id, and its dimensions, for calibration:
// the start and the centre of the priors. Ok is false when nothing is measured.
func (in *Instrument) Bank() (bank irt.Bank, ids []string, ok bool) {
	if in.engine == nil {
		return irt.Bank{}, nil, false
	}
	bank = irt.Bank{Dimensions: in.engine.Dimensions(), Correlations: in.engine.Correlations()}
	for at, it := range in.items {
		ids, bank.Items = append(ids, it.ID), append(bank.Items, in.engine.Item(at))
	}
	return bank, ids, true
}

// parameters are those learnt, else the experts'.
func (it *Item) parameters(p *Parameters) (ItemParameters, error) {
	if p != nil {
		if known, ok := p.Items[it.ID]; ok {
			if len(known.B) != it.Categories()-1 {
				return known, fmt.Errorf("%d thresholds for %d categories", len(known.B), it.Categories())
			}
			return known, nil
		}
	}
	thresholds, err := irt.Thresholds(it.Shares, irt.DefaultA)
	return ItemParameters{A: irt.DefaultA, B: thresholds}, err
}

// correlations are those learnt, in the order of the model's dimensions, else
// the usual ones.
func (m *Model) correlations(p *Parameters) [][]float64 {
	out := irt.Equicorrelation(len(m.Dimensions), irt.DefaultCorrelation)
	if p == nil {
		return out
	}
	at := map[string]int{}
	for i, id := range p.Dimensions {
		at[id] = i
	}
	for i := range m.Dimensions {
		for j := range m.Dimensions {
			a, okA := at[m.Dimensions[i].ID]
			b, okB := at[m.Dimensions[j].ID]
			if okA && okB && a < len(p.Correlations) && b < len(p.Correlations[a]) {
				out[i][j] = p.Correlations[a][b]
			}
		}
	}
	return out
}

// measurable reports whether the model is a weighted mean of weighted means of
// items, each item read once and within its own dimension.
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
			if len(ind.Sources) != 1 || ind.Sources[0] != (Source{Item: ind.Sources[0].Item}) {
				return false
			}
			id := ind.Sources[0].Item
			it := q.Item(id)
			if it == nil || it.Dimension != d.ID || seen[id] || len(it.Shares) != it.Categories()-1 {
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
