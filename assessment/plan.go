package assessment

import (
	"slices"
	"time"
)

// Bounds of a roadmap: what fits a page and a mind.
const (
	maxSteps = 18
	maxStart = 156 // weeks: nobody plans a step that starts after three years
)

// Weights of the priority rule. Benefit is points of the overall score; burden
// is the share of the firm's year that a step takes.
const (
	goalItemFactor    = 1.5  // the practice matters for a goal of the firm
	goalMeasureFactor = 1.25 // the measure serves a goal of the firm
	gateFactor        = 1.5  // a gating practice below what its gates ask, or a legal or security must
	likelyFactor      = 0.4  // the gap was not asked, only likely
	leastBurden       = 0.02
)

// gateOpens is the category from which a gating practice holds nothing back.
const gateOpens = 3

// NewPlan makes the roadmap of a firm. It repeats one rule until nothing helps
// any more: of all measures that close a gap, take the one that brings the
// most benefit for its burden together with whatever must come before it; then
// look again as if it were done. Steps are then placed into the horizons as
// far as own time and money reach, prerequisites never later than what needs
// them.
func NewPlan(c Case, readings Readings) Roadmap {
	pl := newPlanner(c.Questionnaire, c.Model, c.Profile, readings)
	road := Roadmap{Limits: pl.limits, Started: c.marked(MarkStarted), Done: c.marked(MarkDone), Dropped: c.marked(MarkDropped)}
	for _, d := range road.Dropped {
		delete(pl.measures, d.Measure.ID)
	}
	for _, d := range road.Done {
		road.done = append(road.done, pl.done(d.Measure))
	}
	var chosen []*candidate
	for _, d := range road.Started {
		c := pl.begun(d, c.On)
		pl.take(c)
		chosen = append(chosen, c)
	}
	for bundle := pl.best(); len(bundle) > 0; bundle = pl.best() {
		last := bundle[len(bundle)-1]
		for _, c := range bundle {
			if c != last {
				c.opens = last.measure
			}
			pl.take(c)
			chosen = append(chosen, c)
		}
	}
	chosen = pl.place(chosen)
	kept := keep(chosen)
	road.Steps, road.More = pl.steps(kept, c.Directory, c.On), len(chosen)-len(kept)
	w := newWay(c.Model, pl.result, false, readings)
	for i := range road.Steps {
		road.Steps[i].Points = w.worth(road.Steps[i].Lifts)
	}
	road.tread(w)
	return road
}

// done puts what a measure leads to in place and returns its lifts.
func (pl *planner) done(m *Measure) []StepLift {
	c := &candidate{measure: m}
	for _, l := range m.Lifts {
		pr := pl.practices[l.Item]
		if pr == nil || pr.known && pr.at >= l.To {
			continue
		}
		c.lifts = append(c.lifts, lifted(pr, StepLift{Item: pr.item, From: pr.at, To: l.To, Asked: pr.asked}))
		if m.OneOf {
			break
		}
	}
	pl.take(c)
	for _, l := range c.lifts {
		pl.practices[l.Item.ID].by = nil
	}
	return c.lifts
}

// begun is a measure under way: nothing comes before it.
func (pl *planner) begun(d Marked, on time.Time) *candidate {
	c := pl.consider(d.Measure)
	if c == nil {
		c = &candidate{measure: d.Measure}
	}
	c.started, c.left, c.earliest = d.At, d.Measure.left(d.At, on), 0
	return c
}

func lifted(pr *practice, l StepLift) StepLift {
	l.Chance, l.Gain = 1, float64(l.To-l.From)/float64(pr.item.Categories()-1)
	if !pr.asked {
		l.Chance, l.Gain = likelyFactor, l.Gain*likelyFactor
	}
	return l
}

// keep returns the steps that make the list. What needs a step comes after it,
// so no step loses what it needs.
func keep(placed []*candidate) []*candidate {
	var kept []*candidate
	for _, c := range placed {
		if c.start < maxStart && len(kept) < maxSteps {
			kept = append(kept, c)
		}
	}
	for _, c := range kept {
		opens := func(o *candidate) bool { return o.measure == c.opens }
		if c.opens != nil && !slices.ContainsFunc(kept, opens) {
			c.opens = nil
		}
	}
	return kept
}

// planner holds the firm as it would stand after the measures taken so far.
type planner struct {
	q         *Questionnaire
	profile   Profile
	model     *Model
	limits    Limits
	result    Result
	practices map[string]*practice // of the items that apply to the firm
	measures  map[string]*Measure  // that apply to the firm
	taken     map[string]*candidate
}

// practice is one item as it would stand after the measures taken so far.
type practice struct {
	item   *Item
	points float64    // overall points of the item's whole scale
	asked  bool       // an answer of the firm says where it stands
	known  bool       // asked, or brought somewhere by a measure
	at     int        // its category, 0 unless known
	by     *candidate // the measure that brought it there
}

// candidate is a measure with what it would bring.
type candidate struct {
	measure *Measure
	lifts   []StepLift
	benefit float64
	opens   *Measure

	needs  []*candidate // measures of the plan that must come before
	before []practice   // the lifted practices as they were

	earliest int // rank of the first horizon it may be in
	horizon  Horizon
	started  time.Time
	left     int
	start    int // in weeks from today
	weeks    int
}

func newPlanner(q *Questionnaire, m *Model, p Profile, readings Readings) *planner {
	pl := &planner{q: q, profile: p, model: m, limits: limitsOf(p), result: m.Score(readings),
		practices: map[string]*practice{}, measures: map[string]*Measure{}, taken: map[string]*candidate{}}
	for i := range q.Measures {
		if q.Measures[i].AppliesIf.On(p) {
			pl.measures[q.Measures[i].ID] = &q.Measures[i]
		}
	}
	// Each item has its share of the overall scale by the questionnaire's own
	// weights, each dimension counting alike.
	total := map[string]float64{}
	for _, r := range readings {
		if r.Applies() && r.Item.Core() {
			total[r.Item.Dimension] += float64(r.Item.Weight)
		}
	}
	for _, r := range readings {
		if !r.Applies() || !r.Item.Core() {
			continue
		}
		pr := &practice{item: r.Item, asked: r.Known(), known: r.Known(), at: r.Category}
		pr.points = 100 * float64(r.Item.Weight) / total[r.Item.Dimension] / float64(len(q.Dimensions))
		if r.Item.goal(p) != "" {
			pr.points *= goalItemFactor
		}
		pl.practices[r.Item.ID] = pr
	}
	return pl
}

// consider returns the measure as a candidate, nil when it closes no gap.
func (pl *planner) consider(m *Measure) *candidate {
	if pl.taken[m.ID] != nil {
		return nil
	}
	var lifts []StepLift
	total := 0.0
	for _, l := range m.Lifts {
		lift, benefit := pl.gain(m, l)
		switch {
		case lift.Item == nil:
		case !m.OneOf:
			total, lifts = total+benefit, append(slices.Grow(lifts, len(m.Lifts)-len(lifts)), lift)
		case benefit > total:
			total, lifts = benefit, []StepLift{lift}
		}
	}
	if len(lifts) == 0 {
		return nil
	}
	if slices.ContainsFunc(m.Goals, pl.profile.Wants) {
		total *= goalMeasureFactor
	}
	return &candidate{measure: m, lifts: lifts, benefit: total, earliest: m.Horizon.rank()}
}

// gain is what one lift of a measure would change and its benefit; no item
// when the practice is not relevant, already there or not yet within reach. A
// practice that was not asked is likely to lack what firms of its level lack.
func (pl *planner) gain(m *Measure, l Lift) (StepLift, float64) {
	pr := pl.practices[l.Item]
	if pr == nil || pr.known && (pr.at < l.From || pr.at >= l.To) || !pr.asked && m.Level != pl.levelOf(m.Dimension) {
		return StepLift{}, 0
	}
	lift := lifted(pr, StepLift{Item: pr.item, From: max(pr.at, l.From), To: l.To, Asked: pr.asked})
	benefit := pr.points * float64(lift.To-lift.From) / float64(pr.item.Categories()-1)
	if (pr.item.Gate || pr.item.Must) && l.From < gateOpens {
		benefit *= gateFactor
	}
	if !pr.asked {
		benefit *= likelyFactor
	}
	return lift, benefit
}

// levelOf is the firm's present level in a dimension, at least 1.
func (pl *planner) levelOf(dimension string) int {
	if d := pl.result.Dimension(dimension); d != nil {
		return max(d.Level, 1)
	}
	return max(pl.result.Overall.Level, 1)
}

// burden is the share of a year's own time and money the measure takes.
func (pl *planner) burden(m *Measure) float64 {
	burden := leastBurden + float64(m.EffortDays)/(12*pl.limits.Days)
	if cost := pl.cost(m); cost > 0 {
		burden += float64(cost) / float64(max(pl.money(), cost/4, 1))
	}
	return burden
}

// money is the year's budget; without one, what a firm of that capacity would
// hardly exceed.
func (pl *planner) money() int {
	if pl.limits.BudgetGiven {
		return pl.limits.Budget
	}
	return 10_000
}

func (pl *planner) cost(m *Measure) int {
	if c := pl.q.Cost(m.Cost); c != nil {
		return c.Plan
	}
	return 0
}

// best returns the bundle with the most benefit for its burden, prerequisites
// first; nil when nothing helps.
func (pl *planner) best() []*candidate {
	var best []*candidate
	top := 0.0
	for i := range pl.q.Measures {
		bundle := pl.try(&pl.q.Measures[i])
		benefit, burden := 0.0, 0.0
		for _, c := range bundle {
			benefit, burden = benefit+c.benefit, burden+pl.burden(c.measure)
		}
		if len(bundle) > 0 && benefit/burden > top {
			top, best = benefit/burden, bundle
		}
	}
	return best
}

// try returns the measure after what it needs and the firm does not have, each
// with what it still brings once those before it are done; nil when the
// measure itself brings nothing, or what it needs is not within reach yet.
func (pl *planner) try(m *Measure) []*candidate {
	if pl.measures[m.ID] == nil {
		return nil
	}
	c := pl.consider(m)
	if c == nil {
		return nil
	}
	needs := pl.missing(m, map[string]bool{m.ID: true})
	if len(needs) == 0 {
		return []*candidate{c}
	}
	var bundle []*candidate
	reached := true
	for _, need := range needs {
		if before := pl.consider(need); before != nil {
			pl.take(before)
			bundle = append(bundle, before)
		} else if pl.lacks(need) {
			reached = false
		}
	}
	c = pl.consider(m)
	for _, before := range slices.Backward(bundle) {
		pl.release(before)
	}
	if c == nil || !reached {
		return nil
	}
	return append(bundle, c)
}

// missing lists what must come before the measure and is not in place, in the
// order to take it.
func (pl *planner) missing(m *Measure, seen map[string]bool) []*Measure {
	var all []*Measure
	for _, id := range m.Prerequisites {
		need := pl.measures[id]
		if need == nil || seen[id] || !pl.lacks(need) {
			continue
		}
		seen[id] = true
		all = append(append(all, pl.missing(need, seen)...), need)
	}
	return all
}

// lacks reports whether a practice that the measure leads to is not there yet,
// within its reach or not; where the firm picks one of them, whether none is.
func (pl *planner) lacks(m *Measure) bool {
	if pl.taken[m.ID] != nil {
		return false
	}
	below := false
	for _, l := range m.Lifts {
		pr := pl.practices[l.Item]
		switch {
		case pr == nil:
		case pr.known && pr.at >= l.To:
			if m.OneOf {
				return false
			}
		case pr.asked || m.Level == pl.levelOf(m.Dimension):
			below = true
		}
	}
	return below
}

// take records a measure as done.
func (pl *planner) take(c *candidate) {
	c.needs, c.before = nil, nil
	for _, id := range c.measure.Prerequisites {
		c.needs = append(c.needs, pl.inPlaceBy(id)...)
	}
	for _, l := range c.lifts {
		pr := pl.practices[l.Item.ID]
		if pr.by != nil {
			c.needs = append(c.needs, pr.by) // it starts from where that one ends
		}
		c.before = append(c.before, *pr)
		pr.known, pr.at, pr.by = true, l.To, c
	}
	pl.taken[c.measure.ID] = c
}

// inPlaceBy lists the measures of the plan that put a prerequisite in place:
// itself, or others that lifted its practices.
func (pl *planner) inPlaceBy(id string) []*candidate {
	if c := pl.taken[id]; c != nil {
		return []*candidate{c}
	}
	need := pl.measures[id]
	if need == nil {
		return nil
	}
	var by []*candidate
	for _, l := range need.Lifts {
		if pr := pl.practices[l.Item]; pr != nil && pr.by != nil {
			by = append(by, pr.by)
		}
	}
	return by
}

// release takes back the measure taken last.
func (pl *planner) release(c *candidate) {
	for i, l := range c.lifts {
		*pl.practices[l.Item.ID] = c.before[i]
	}
	delete(pl.taken, c.measure.ID)
}
