package assessment

import (
	"slices"
)

// Bounds of a roadmap: what fits a page and a mind.
const (
	maxNextSteps = 5
	maxSteps     = 18
)

// Weights of the priority rule. Benefit is points of the overall score; burden
// is the share of the firm's year that a step takes.
const (
	goalItemFactor    = 1.5  // the practice matters for a goal of the firm
	goalMeasureFactor = 1.25 // the measure serves a goal of the firm
	gateFactor        = 1.5  // a gating practice below what its gates ask
	likelyFactor      = 0.4  // the gap was not asked, only likely
	leastBurden       = 0.02
)

// NewPlan makes the roadmap of a firm. It repeats one rule until nothing helps
// any more: of all measures that close a gap, take the one that brings the
// most benefit for its burden together with whatever must come before it; then
// look again as if it were done. Steps are then placed into the horizons as
// far as own time and money reach, prerequisites never later than what needs
// them.
func NewPlan(q *Questionnaire, m *Model, dir *Directory, p Profile, readings Readings) Roadmap {
	pl := newPlanner(q, m, p, readings)
	var chosen []*candidate
	for {
		bundle := pl.best()
		if bundle == nil {
			break
		}
		for i, c := range bundle {
			if i < len(bundle)-1 {
				c.opens = bundle[len(bundle)-1].measure
			}
			pl.take(c)
			chosen = append(chosen, c)
		}
	}
	road := Roadmap{Limits: pl.limits}
	chosen = pl.place(chosen)
	if len(chosen) > maxSteps {
		road.More = len(chosen) - maxSteps
		chosen = chosen[:maxSteps]
	}
	road.Steps = pl.steps(chosen, dir, readings)
	pl.schedule(road.Steps)
	return road
}

// planner holds the firm as it would stand after the measures taken so far.
type planner struct {
	q        *Questionnaire
	profile  Profile
	model    *Model
	limits   Limits
	result   Result
	category map[string]int     // known or reached place of each item
	known    map[string]bool    // has such a place
	points   map[string]float64 // overall points of the item's whole scale
	taken    map[string]bool
}

type candidate struct {
	measure *Measure
	lifts   []StepLift
	benefit float64
	opens   *Measure
	horizon Horizon
}

func newPlanner(q *Questionnaire, m *Model, p Profile, readings Readings) *planner {
	pl := &planner{q: q, profile: p, model: m, limits: limitsOf(p), result: m.Score(readings),
		category: map[string]int{}, known: map[string]bool{}, points: map[string]float64{}, taken: map[string]bool{}}
	for _, r := range readings {
		if r.Known() {
			pl.category[r.Item.ID], pl.known[r.Item.ID] = r.Category, true
		}
	}
	pl.weigh(readings)
	return pl
}

// weigh gives each applicable item its share of the overall scale, by the
// questionnaire's own weights, each dimension counting alike.
func (pl *planner) weigh(readings Readings) {
	total := map[string]float64{}
	for _, r := range readings {
		if r.Applies() {
			total[r.Item.Dimension] += float64(r.Item.Weight)
		}
	}
	for _, r := range readings {
		if !r.Applies() {
			continue
		}
		points := 100 * float64(r.Item.Weight) / total[r.Item.Dimension] / float64(len(pl.q.Dimensions))
		if r.Item.goal(pl.profile) != "" {
			points *= goalItemFactor
		}
		pl.points[r.Item.ID] = points
	}
}

// limitsOf takes what the firm said, or what is usual for its size.
func limitsOf(p Profile) Limits {
	usual := map[string]float64{Micro: 2, Small: 4, Medium: 10, Large: 20, "": 3}
	l := Limits{Days: usual[p.Size()]}
	if p.Days != nil {
		l.Days, l.DaysGiven = max(float64(*p.Days), 0.5), true
	}
	if p.Budget != nil {
		l.Budget, l.BudgetGiven = *p.Budget, true
	}
	return l
}

// consider returns the measure as a candidate, nil when it closes no gap.
func (pl *planner) consider(m *Measure) *candidate {
	if pl.taken[m.ID] || !m.AppliesIf.On(pl.profile) {
		return nil
	}
	c := &candidate{measure: m}
	for _, l := range m.Lifts {
		lift, benefit := pl.gain(m, l)
		switch {
		case lift == nil:
		case !m.OneOf:
			c.benefit, c.lifts = c.benefit+benefit, append(c.lifts, *lift)
		case benefit > c.benefit:
			c.benefit, c.lifts = benefit, []StepLift{*lift}
		}
	}
	if len(c.lifts) == 0 {
		return nil
	}
	if len(shared(m.Goals, pl.profile.Goals)) > 0 {
		c.benefit *= goalMeasureFactor
	}
	return c
}

// gain is what one lift of a measure would change and its benefit; nil when
// the practice is not relevant, already there or not yet within reach.
func (pl *planner) gain(m *Measure, l Lift) (*StepLift, float64) {
	it := pl.q.Item(l.Item)
	if it == nil || pl.points[l.Item] == 0 {
		return nil, 0
	}
	scale := pl.points[l.Item] / float64(it.Categories()-1)
	if it.Gate && l.From < 3 {
		scale *= gateFactor
	}
	switch at := pl.category[l.Item]; {
	case pl.known[l.Item] && at >= l.From && at < l.To:
		return &StepLift{Item: it, From: at, To: l.To, Asked: true}, scale * float64(l.To-at)
	case !pl.known[l.Item] && m.Level == pl.levelOf(m.Dimension):
		return &StepLift{Item: it, From: l.From, To: l.To}, likelyFactor * scale * float64(l.To-l.From)
	}
	return nil, 0
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
		c := pl.consider(&pl.q.Measures[i])
		if c == nil {
			continue
		}
		bundle := pl.bundle(c, map[string]bool{})
		benefit, burden := 0.0, 0.0
		for _, b := range bundle {
			benefit, burden = benefit+b.benefit, burden+pl.burden(b.measure)
		}
		if ratio := benefit / burden; ratio > top {
			top, best = ratio, bundle
		}
	}
	return best
}

// bundle puts what c needs and the firm does not have before it.
func (pl *planner) bundle(c *candidate, seen map[string]bool) []*candidate {
	if seen[c.measure.ID] {
		return nil
	}
	seen[c.measure.ID] = true
	var all []*candidate
	for _, id := range c.measure.Prerequisites {
		if need := pl.q.Measure(id); need != nil {
			if before := pl.consider(need); before != nil {
				all = append(all, pl.bundle(before, seen)...)
			}
		}
	}
	return append(all, c)
}

// take records a measure as done.
func (pl *planner) take(c *candidate) {
	pl.taken[c.measure.ID] = true
	for _, l := range c.lifts {
		pl.category[l.Item.ID], pl.known[l.Item.ID] = max(pl.category[l.Item.ID], l.To), true
	}
}

// place puts each measure into the earliest horizon that has room for it and
// orders by horizon, otherwise keeping the order of choice.
func (pl *planner) place(chosen []*candidate) []*candidate {
	placed := map[string]Horizon{}
	var days, money [3]float64
	count := 0
	for _, c := range chosen {
		h := c.measure.Horizon.rank()
		for _, id := range c.measure.Prerequisites {
			if before, ok := placed[id]; ok {
				h = max(h, before.rank())
			}
		}
		for h < Later.rank() && !pl.fits(c.measure, Horizons[h], days, money, count) {
			h++
		}
		c.horizon = Horizons[h]
		placed[c.measure.ID] = c.horizon
		days[h] += float64(c.measure.EffortDays)
		money[h] += float64(pl.cost(c.measure))
		if h == 0 {
			count++
		}
	}
	slices.SortStableFunc(chosen, func(a, b *candidate) int { return a.horizon.rank() - b.horizon.rank() })
	return chosen
}

// fits reports whether own time and money still reach for the measure.
func (pl *planner) fits(m *Measure, h Horizon, days, money [3]float64, count int) bool {
	months := 12.0
	if h == First90Days {
		months = 3
		if count == maxNextSteps {
			return false
		}
	}
	if days[0]+days[1]*float64(h.rank())+float64(m.EffortDays) > months*pl.limits.Days && (h != First90Days || count > 0) {
		return false
	}
	cost := float64(pl.cost(m))
	return cost == 0 || !pl.limits.BudgetGiven || money[0]+money[1]+cost <= float64(pl.limits.Budget)
}

// steps turns the chosen measures into steps, each with the dimension's
// standing before and after it and the support that fits.
func (pl *planner) steps(chosen []*candidate, dir *Directory, readings Readings) []Step {
	now := slices.Clone(readings)
	steps := make([]Step, 0, len(chosen))
	standing := func(dimension string) Standing {
		d := pl.model.Dimension(dimension)
		if d == nil {
			return pl.model.Score(now).Overall
		}
		return pl.model.scoreDimension(d, now).Standing
	}
	for _, c := range chosen {
		s := Step{Measure: c.measure, Horizon: c.horizon, Lifts: c.lifts, Weeks: c.measure.Weeks}
		for _, l := range c.lifts {
			s.Asked = s.Asked || l.Asked
		}
		s.Reason = pl.reason(c, s.Asked)
		s.Before = standing(c.measure.Dimension)
		now.lift(c.lifts)
		s.After = standing(c.measure.Dimension)
		s.Matches = dir.Match(c.measure.Support, pl.profile)
		s.Ended = dir.Closed(c.measure.Support, pl.profile)
		steps = append(steps, s)
	}
	return steps
}

// lift raises known items to what a step reaches.
func (rs Readings) lift(lifts []StepLift) {
	for i := range rs {
		for _, l := range lifts {
			if rs[i].Item == l.Item && rs[i].Known() {
				rs[i].State, rs[i].Category = Answered, max(rs[i].Category, l.To)
			}
		}
	}
}

func (pl *planner) reason(c *candidate, asked bool) StepReason {
	goals := shared(pl.profile.Goals, c.measure.Goals)
	switch {
	case !asked:
		return StepReason{Kind: ReasonLikely}
	case c.opens != nil:
		return StepReason{Kind: ReasonOpens, Measure: c.opens}
	}
	for _, l := range c.lifts {
		if l.Item.Gate && l.Asked && l.From < 3 {
			return StepReason{Kind: ReasonGate, Item: l.Item}
		}
	}
	if len(goals) > 0 {
		return StepReason{Kind: ReasonGoal, Goal: goals[0]}
	}
	return StepReason{Kind: ReasonWide}
}

// schedule sets start and length in weeks: steps follow one another as own
// time allows, not before their horizon and not before what they need.
func (pl *planner) schedule(steps []Step) {
	weekly := pl.limits.Days * 12 / 52
	end := map[string]int{}
	spent := 0.0
	for i := range steps {
		s := &steps[i]
		from, _ := s.Horizon.Weeks()
		spent = max(spent, float64(from)*weekly)
		start := int(spent / weekly)
		for _, id := range s.Measure.Prerequisites {
			start = max(start, end[id])
		}
		spent += float64(s.Measure.EffortDays)
		s.StartWeek = start
		s.Weeks = max(s.Measure.Weeks, int(spent/weekly)-start, 1)
		end[s.Measure.ID] = start + s.Weeks
	}
}
