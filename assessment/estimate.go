package assessment

import (
	"slices"

	"onramp/assessment/irt"
)

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
	Mean      float64   // expected score, on the model's scale
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

// of is the prediction for a dimension by name, empty for overall.
func (e *Estimate) of(m *Model, dimension string) Certainty {
	if dimension == "" {
		return e.All()
	}
	return e.Certainty(slices.IndexFunc(m.Dimensions, func(d ModelDimension) bool { return d.ID == dimension }))
}

// Estimate predicts from the readings; nil for an instrument that predicts
// nothing. A dimension with nothing left to ask stands at its score, whatever
// was rounded on the way to it.
func (in *Instrument) Estimate(readings Readings) *Estimate {
	if in == nil || in.engine == nil {
		return nil
	}
	responses := in.responses(readings)
	posterior, err := in.engine.Posterior(responses)
	if err != nil {
		return nil
	}
	out := &Estimate{}
	result := in.model.Score(readings)
	open := make([]bool, len(in.ladders))
	for at, r := range responses {
		if r == irt.Unasked {
			open[in.engine.Item(at).Dimension] = true
		}
	}
	some := false
	for d := range in.ladders {
		c := in.settled(result.Dimensions[d].Standing)
		if open[d] {
			c = in.dimension(posterior, d)
		}
		out.Dimensions = append(out.Dimensions, c)
		some = some || open[d]
	}
	if out.Overall = in.settled(result.Overall); some {
		out.Overall = in.overall(posterior)
	}
	return out
}

// Expect returns the result with the scores and levels that answering
// everything is expected to give, where something is known and predicted: the
// questions an interview picks are no fair sample of all, so the mean of the
// answers alone would mislead. The level is the likeliest; a score that lies
// beyond its band, which happens next to a cut, is moved to the band's edge.
func (e *Estimate) Expect(m *Model, r Result) Result {
	if e == nil {
		return r
	}
	r.Dimensions = slices.Clone(r.Dimensions)
	for i := range r.Dimensions {
		d := &r.Dimensions[i]
		e.Certainty(i).expect(m, &d.Standing)
		if d.CappedBy != nil && d.Level == d.CappedBy.Cap && d.Level <= len(m.Cuts) {
			d.Next = &NextLevel{Level: d.Level + 1, Gate: d.CappedBy}
		} else {
			d.CappedBy = nil
		}
	}
	e.Overall.expect(m, &r.Overall)
	return r
}

// expect puts what is predicted in the place of what the answers alone give.
func (c Certainty) expect(m *Model, s *Standing) {
	if c.Levels == nil || s.Score == nil || s.Withheld {
		return
	}
	level, _ := c.Sure()
	low, high := 0.0, m.Scale
	if level > 1 {
		low = m.Cuts[level-2]
	}
	if level <= len(m.Cuts) {
		high = max(low, m.Cuts[level-1]-m.Scale/100)
	}
	score := c.Mean
	if c.High-c.Low > 0 {
		score = max(score, low)
		if s.Uncapped == s.Level { // a gate holds levels, not scores
			score = min(score, high)
		}
	}
	score = exact(score)
	s.Score, s.Level, s.Next = &score, level, nil
	if level <= len(m.Cuts) {
		s.Next = &NextLevel{Level: level + 1, Points: exact(max(m.Cuts[level-1]-score, 0))}
	}
}

// settled is the certainty of a score that nothing can change any more.
func (in *Instrument) settled(s Standing) Certainty {
	if s.Score == nil {
		return Certainty{}
	}
	c := Certainty{Levels: make([]float64, len(in.cuts)+1), Mean: *s.Score, Low: *s.Score, High: *s.Score}
	c.Levels[s.Level-1] = 1
	return c
}

func (in *Instrument) dimension(posterior *irt.Posterior, d int) Certainty {
	levels, err := posterior.Levels(d, in.ladders[d])
	if err != nil || levels == nil {
		return Certainty{}
	}
	score := posterior.Score(d)
	low, high := score.Interval()
	unit := in.model.Scale / score.Max()
	return Certainty{Levels: levels, Mean: score.Mean() * unit, Low: low * unit, High: high * unit}
}

func (in *Instrument) overall(posterior *irt.Posterior) Certainty {
	all, err := posterior.Overall(in.weights)
	if err != nil {
		return Certainty{}
	}
	levels, err := all.Levels(in.cuts)
	if err != nil || levels == nil {
		return Certainty{}
	}
	low, high := all.Interval()
	return Certainty{Levels: levels, Mean: all.Mean * in.model.Scale, Low: low * in.model.Scale, High: high * in.model.Scale}
}

// Likely returns, for every item that may apply and whose category is not known,
// the probability of each of its categories, the lowest first. It is empty for
// an instrument that predicts nothing.
func (in *Instrument) Likely(readings Readings) map[string][]float64 {
	out := map[string][]float64{}
	if in == nil || in.engine == nil {
		return out
	}
	responses := in.responses(readings)
	posterior, err := in.engine.Posterior(responses)
	if err != nil {
		return out
	}
	for _, r := range readings {
		if at, ok := in.place[r.Item.ID]; ok && r.Applies() && !r.Known() {
			out[r.Item.ID] = posterior.Predictive(at)
		}
	}
	return out
}

// responses puts readings into the engine's terms: an implied zero counts but
// is no news, and so does what a measure lifted; what is not relevant or not
// known leaves, and what could still be asked is open.
func (in *Instrument) responses(readings Readings) []int {
	out := make([]int, in.engine.Items())
	for i := range out {
		out[i] = irt.Excluded
	}
	for _, r := range readings {
		at, ok := in.place[r.Item.ID]
		switch {
		case !ok:
		case r.State == Answered && r.lifted:
			out[at] = irt.Fixed(r.Category)
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
