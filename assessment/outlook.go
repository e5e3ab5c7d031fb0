package assessment

import "slices"

// Outlook is where a firm is expected to stand on the way through its plan,
// overall and in each dimension of the model, in its order.
type Outlook struct {
	Overall    Prospect
	Dimensions []Prospect
}

// Prospect is the expected standing of one dimension, or overall, as each part
// of the plan is done. Scores and levels never fall from one to the next.
type Prospect struct {
	Dimension   string   // empty for overall
	Today       Standing // as the result says
	Done        Standing // with what the firm marked as done
	First90Days Standing // and the steps of the first 90 days
	FirstYear   Standing // and those of the first year
	All         Standing // and all others of the plan
}

// Standings lists the prospect's standings in time.
func (p *Prospect) Standings() []Standing {
	return []Standing{p.Today, p.Done, p.First90Days, p.FirstYear, p.All}
}

// way walks a plan and says where the firm stands after each step. With an
// estimate, standings are what answering everything is expected to give, and
// each lift adds what it is expected to bring; without one they are those of
// the answers alone, which lifts of practices that were not asked leave as they
// are.
type way struct {
	model    *Model
	readings map[string]*Reading
	expected bool
	result   Result // dimensions and overall as of now
	items    map[string]float64
}

func newWay(m *Model, result Result, expected bool, readings Readings) *way {
	w := &way{model: m, expected: expected, readings: slices.Clone(readings).index(), result: result, items: map[string]float64{}}
	w.result.Dimensions = slices.Clone(result.Dimensions)
	total := map[string]float64{}
	for _, r := range readings {
		if r.Applies() && r.Item.Core() {
			total[r.Item.Dimension] += float64(r.Item.Weight)
		}
	}
	for _, r := range readings {
		if r.Applies() && r.Item.Core() {
			w.items[r.Item.ID] = float64(r.Item.Weight) / total[r.Item.Dimension]
		}
	}
	return w
}

// worth is what lifts are expected to add to the scores of their dimensions.
func (w *way) worth(lifts []StepLift) float64 {
	sum := 0.0
	for _, l := range lifts {
		sum += w.points(l)
	}
	return sum
}

// points is what a lift is expected to add to the score of its dimension.
func (w *way) points(l StepLift) float64 { return w.model.Scale * w.items[l.Item.ID] * l.Gain }

// standing is where a dimension stands now; overall for one the model does not
// have.
func (w *way) standing(dimension string) Standing {
	if d := w.result.Dimension(dimension); d != nil {
		return d.Standing
	}
	return w.result.Overall
}

// take does a step.
func (w *way) take(lifts []StepLift) {
	for _, l := range lifts {
		if r := w.readings[l.Item.ID]; r != nil && r.Known() {
			r.State, r.Category = Answered, max(r.Category, l.To)
		}
	}
	if !w.expected {
		now := w.model.score(w.readings)
		now.Overall = notBelow(w.result.Overall, now.Overall)
		for i := range now.Dimensions {
			now.Dimensions[i].Standing = notBelow(w.result.Dimensions[i].Standing, now.Dimensions[i].Standing)
		}
		w.result = now
		return
	}
	gains := map[string]float64{}
	for _, l := range lifts {
		gains[l.Item.Dimension] += w.points(l)
	}
	sum, weight := 0.0, 0.0
	for i := range w.result.Dimensions {
		d := &w.result.Dimensions[i]
		share := w.model.Dimensions[i].Weight
		if d.Coverage.Applicable > 0 {
			weight += share
		}
		if d.Score == nil || gains[d.ID] <= 0 {
			continue
		}
		before := *d.Score
		w.raise(&d.Standing, gains[d.ID], &w.model.Dimensions[i])
		sum += share * (*d.Score - before)
	}
	if w.result.Overall.Score != nil && sum > 0 {
		w.raise(&w.result.Overall, sum/weight, nil)
	}
}

// notBelow keeps a standing from falling where a rule other than the mean would
// let it.
func notBelow(before, after Standing) Standing {
	if before.Score != nil && (after.Score == nil || *after.Score < *before.Score) {
		after.Score = before.Score
	}
	after.Level = max(before.Level, after.Level)
	return after
}

// raise adds points to an expected standing. A level that was below its score's
// because the likeliest level is rises step by step from there; gates that are
// still known to be closed hold it.
func (w *way) raise(s *Standing, points float64, d *ModelDimension) {
	before := *s
	score := exact(min(*before.Score+points, w.model.Scale))
	level := w.reached(score)
	if held := w.reached(*before.Score) - before.Level; held > 0 && !w.hadCap(before) {
		level -= held
	}
	if d != nil {
		level = min(level, w.cap(d))
	}
	s.Score, s.Level, s.Next = &score, max(before.Level, level), nil
	if s.Level <= len(w.model.Cuts) {
		s.Next = &NextLevel{Level: s.Level + 1, Points: exact(max(w.model.Cuts[s.Level-1]-score, 0))}
		if d != nil && w.cap(d) == s.Level {
			s.Next.Gate = w.gate(d)
		}
	}
}

// hadCap reports whether a gate was what held the level below its score.
func (w *way) hadCap(s Standing) bool { return s.Next != nil && s.Next.Gate != nil }

func (w *way) reached(score float64) int {
	level := 1
	for _, cut := range w.model.Cuts {
		if score >= cut {
			level++
		}
	}
	return level
}

// gate is the lowest gate that is known to be closed, nil when none is.
func (w *way) gate(d *ModelDimension) *Gate {
	var lowest *Gate
	for i := range d.Gates {
		g := &d.Gates[i]
		if r := w.readings[g.Item]; r != nil && r.Known() && r.Category < g.Below && (lowest == nil || g.Cap < lowest.Cap) {
			lowest = g
		}
	}
	return lowest
}

// cap is the highest level that gates allow.
func (w *way) cap(d *ModelDimension) int {
	if g := w.gate(d); g != nil {
		return g.Cap
	}
	return len(w.model.Levels)
}

// tread walks the whole plan: it fills in the standing before and after every
// step, and the outlook.
func (r *Roadmap) tread(w *way) {
	out := Outlook{Dimensions: make([]Prospect, len(w.result.Dimensions))}
	each := func(set func(*Prospect, Standing)) {
		set(&out.Overall, w.result.Overall)
		for i := range out.Dimensions {
			set(&out.Dimensions[i], w.result.Dimensions[i].Standing)
		}
	}
	for i, d := range w.result.Dimensions {
		out.Dimensions[i].Dimension = d.ID
	}
	each(func(p *Prospect, s Standing) { p.Today = s })
	for _, lifts := range r.done {
		w.take(lifts)
	}
	each(func(p *Prospect, s Standing) { p.Done = s })
	stages := []func(*Prospect, Standing){
		func(p *Prospect, s Standing) { p.First90Days = s },
		func(p *Prospect, s Standing) { p.FirstYear = s },
		func(p *Prospect, s Standing) { p.All = s },
	}
	for n, h := range Horizons {
		for i := range r.Steps {
			s := &r.Steps[i]
			if s.Horizon != h {
				continue
			}
			s.Before = w.standing(s.Measure.Dimension)
			w.take(s.Lifts)
			s.After = w.standing(s.Measure.Dimension)
		}
		each(stages[n])
	}
	r.Outlook = out
}
