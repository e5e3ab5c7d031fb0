package assessment

import (
	"slices"
	"time"
)

// planner holds the firm as it would stand after the measures taken so far.
type planner struct {
	profile   Profile
	limits    Limits
	practices []practice
	options   []option // the questionnaire's measures, in its order
	round     int      // of looking for what is missing
	moves     int      // measures taken and taken back so far
}

// practice is one item as it would stand after the measures taken so far.
type practice struct {
	item  *Item
	asked bool       // an answer of the firm says where it stands
	at    int        // the lowest category it may stand at
	p     []float64  // probability of each category; replaced, never changed
	worth []float64  // points from the bottom to each category, with their relevance
	by    *candidate // the measure that brought it there
	moved int        // the move that last concerned it
}

// option is a measure as it concerns the firm.
type option struct {
	measure *Measure
	state   optionState
	lifts   []optionLift // of practices that apply
	needs   []*option
	factor  float64 // its relevance
	days    float64
	cost    float64
	taken   *candidate
	seen    int    // round in which it was last looked at
	reads   []int  // places of the practices its bundle hangs on
	found   bundle // its bundle as of the move looked
	fits    bool   // there was one
	looked  int
}

type optionState int

const (
	open    optionState = iota
	dropped             // the firm does not want it
	done                // the firm has done it
	foreign             // for another kind of firm
)

type optionLift struct {
	at       int // place among the practices
	from, to int
	counts   bool // its gap is more likely there than not
}

// candidate is a measure with what it would bring.
type candidate struct {
	measure *Measure
	option  *option
	lifts   []StepLift
	benefit float64
	days    float64 // own, still to spend
	opens   *Measure

	needs  []*candidate // measures of the plan that must come before
	before []practice   // the lifted practices as they were

	started  time.Time // zero when the firm has not begun
	left     int       // weeks, of one begun
	inYear   bool      // chosen for the first year
	earliest int       // rank of the first horizon it may be in
	late     bool      // put off because it could not start in time
	place    Place
	horizon  Horizon
	start    int // in weeks from today
	weeks    int
}

func newPlanner(c Case, readings Readings) *planner {
	pl := &planner{profile: c.Profile, limits: limitsOf(c.Profile)}
	at := pl.addPractices(c, readings)
	pl.options = make([]option, len(c.Questionnaire.Measures))
	named := make(map[string]*option, len(pl.options))
	for i := range pl.options {
		named[c.Questionnaire.Measures[i].ID] = &pl.options[i]
	}
	for i := range pl.options {
		m := &c.Questionnaire.Measures[i]
		o := &pl.options[i]
		*o = option{measure: m, factor: 1, days: float64(m.EffortDays)}
		if cost := c.Questionnaire.Cost(m.Cost); cost != nil {
			o.cost = float64(cost.Plan)
		}
		if !m.AppliesIf.On(c.Profile) {
			o.state = foreign
		}
		if slices.ContainsFunc(m.Goals, c.Profile.Wants) {
			o.factor = goalMeasureFactor
		}
		for _, l := range m.Lifts {
			if n, ok := at[l.Item]; ok {
				o.lifts = append(o.lifts, optionLift{at: n, from: max(l.From, 0), to: min(l.To, len(pl.practices[n].p)-1)})
			}
		}
		for _, id := range m.Prerequisites {
			if need := named[id]; need != nil {
				o.needs = append(o.needs, need)
			}
		}
	}
	for i := range pl.options {
		pl.options[i].reads = pl.reads(&pl.options[i])
	}
	return pl
}

// reads lists the practices that a measure, what it needs, and what that needs
// lift.
func (pl *planner) reads(o *option) (places []int) {
	pl.round++
	var visit func(o *option)
	visit = func(o *option) {
		o.seen = pl.round
		for _, l := range o.lifts {
			places = append(places, l.at)
		}
		for _, need := range o.needs {
			if need.seen != pl.round {
				visit(need)
			}
		}
	}
	visit(o)
	return places
}

// addPractices adds every item that applies, and returns its place.
func (pl *planner) addPractices(c Case, readings Readings) map[string]int {
	at, total := map[string]int{}, map[string]float64{}
	for _, r := range readings {
		if r.Applies() && r.Item.Core() {
			total[r.Item.Dimension] += float64(r.Item.Weight)
		}
	}
	likely := c.Instrument.Likely(readings)
	for _, r := range readings {
		if !r.Applies() || !r.Item.Core() {
			continue
		}
		pr := practice{item: r.Item, asked: r.Known(), at: r.Category, p: likely[r.Item.ID]}
		switch {
		case r.Known():
			pr.p = make([]float64, r.Item.Categories())
			pr.p[r.Category] = 1
		case pr.p == nil:
			pr.p = r.Item.prior()
		}
		for pr.p[pr.at] == 0 && pr.at < len(pr.p)-1 {
			pr.at++
		}
		points := 100 * float64(r.Item.Weight) / total[r.Item.Dimension] / float64(len(c.Questionnaire.Dimensions))
		pr.worth = r.Item.worth(points, c.Profile)
		at[r.Item.ID] = len(pl.practices)
		pl.practices = append(pl.practices, pr)
	}
	return at
}

// prior is the probability of each category before anything is known of the
// firm: the experts' shares, or every category alike for an item without.
func (it *Item) prior() []float64 {
	p := make([]float64, it.Categories())
	for x := range p {
		if len(it.Shares) != len(p)-1 {
			p[x] = 1 / float64(len(p))
			continue
		}
		above, below := 0.0, 1.0
		if x < len(it.Shares) {
			above = it.Shares[x]
		}
		if x > 0 {
			below = it.Shares[x-1]
		}
		p[x] = below - above
	}
	return p
}

// worth is what the item's categories are worth to the firm, of points for the
// whole scale.
func (it *Item) worth(points float64, p Profile) []float64 {
	if it.goal(p) != "" {
		points *= goalItemFactor
	}
	worth := make([]float64, it.Categories())
	for x := 1; x < len(worth); x++ {
		step := points / float64(len(worth)-1)
		if (it.Gate || it.Must) && x <= gateOpens {
			step *= gateFactor
		}
		worth[x] = worth[x-1] + step
	}
	return worth
}

// option is the measure as it concerns the firm; the measure must be one of the
// questionnaire.
func (pl *planner) option(m *Measure) *option {
	return find(pl.options, func(o *option) bool { return o.measure.ID == m.ID })
}

// count settles which lifts count, as the firm stands before the plan.
func (pl *planner) count() {
	for i := range pl.options {
		for j := range pl.options[i].lifts {
			l := &pl.options[i].lifts[j]
			l.counts = pl.below(*l) >= leastChance
		}
	}
}

// below is the probability that the firm stands below where a lift leads.
func (pl *planner) below(l optionLift) float64 { return chanceOf(pl.practices[l.at].p[:l.to]) }

// within is the probability that it stands where the lift helps.
func (pl *planner) within(l optionLift) float64 {
	return chanceOf(pl.practices[l.at].p[l.from:max(l.from, l.to)])
}

func chanceOf(p []float64) (sum float64) {
	for _, chance := range p {
		sum += chance
	}
	return min(sum, 1)
}

// gain is the points a lift is expected to bring.
func (pl *planner) gain(l optionLift) (points float64) {
	pr := &pl.practices[l.at]
	if pr.at >= l.to || pr.asked && pr.at < l.from {
		return 0
	}
	for x := l.from; x < l.to; x++ {
		points += pr.p[x] * (pr.worth[l.to] - pr.worth[x])
	}
	return points
}

// value is the benefit of taking a measure now.
func (pl *planner) value(o *option) float64 {
	sum := 0.0
	for _, l := range o.lifts {
		points := 0.0
		if l.counts {
			points = pl.gain(l)
		}
		if o.measure.OneOf {
			sum = max(sum, points)
		} else {
			sum += points
		}
	}
	return sum * o.factor
}

// candidate is the measure with what it would bring now. Needed says that it is
// taken in any case: then, where no gap is more likely there than not, the
// likeliest is named, though it counts for nothing.
func (pl *planner) candidate(o *option, needed bool) *candidate {
	c := &candidate{measure: o.measure, option: o, days: o.days, earliest: o.measure.Horizon.rank(), benefit: pl.value(o)}
	best := 0.0
	for _, l := range o.lifts {
		switch points := pl.gain(l); {
		case points <= 0 || !l.counts:
		case !o.measure.OneOf:
			c.lifts = append(c.lifts, pl.lift(l))
		case points > best:
			best, c.lifts = points, []StepLift{pl.lift(l)}
		}
	}
	if needed && len(c.lifts) == 0 {
		for _, l := range o.lifts {
			if chance := pl.within(l); chance > best && pl.gain(l) > 0 {
				best, c.lifts = chance, []StepLift{pl.lift(l)}
			}
		}
	}
	return c
}

func (pl *planner) lift(l optionLift) StepLift {
	pr := &pl.practices[l.at]
	out := StepLift{Item: pr.item, From: max(pr.at, l.from), To: l.to, Asked: pr.asked, Chance: pl.within(l), place: l.at}
	for pr.p[out.From] == 0 && out.From < l.to-1 {
		out.From++
	}
	for x := l.from; x < l.to; x++ {
		out.Gain += pr.p[x] * float64(l.to-x) / float64(len(pr.p)-1)
	}
	return out
}

// take records a measure as done.
func (pl *planner) take(c *candidate) {
	c.needs, c.before = nil, nil
	for _, need := range c.option.needs {
		c.needs = append(c.needs, pl.inPlaceBy(need)...)
	}
	for _, l := range c.lifts {
		pr := &pl.practices[l.place]
		if pr.by != nil {
			c.needs = append(c.needs, pr.by) // it starts from where that one ends
		}
		c.before = append(c.before, *pr)
		pl.raise(pr, l.From, l.To)
		pr.by = c
	}
	c.option.taken = c
}

// raise moves what stands at from and above, and below to, to to.
func (pl *planner) raise(pr *practice, from, to int) {
	pr.p = slices.Clone(pr.p)
	for x := from; x < to; x++ {
		pr.p[to], pr.p[x] = pr.p[to]+pr.p[x], 0
	}
	for pr.p[pr.at] == 0 && pr.at < to {
		pr.at++
	}
}

// release takes back the measure taken last.
func (pl *planner) release(c *candidate) {
	for i, l := range c.lifts {
		pl.practices[l.place] = c.before[i]
	}
	c.option.taken = nil
}

// finish puts in place what a measure marked as done leads to, from wherever
// the firm said it stood before, and returns what that changed.
func (pl *planner) finish(o *option) (lifts []StepLift) {
	ways := slices.Clone(o.lifts)
	for i := range ways {
		ways[i].from = 0
	}
	whole := *o
	whole.lifts = ways
	for i := range ways {
		ways[i].counts = pl.below(ways[i]) >= leastChance
	}
	c := pl.candidate(&whole, true)
	for _, l := range c.lifts {
		pl.raise(&pl.practices[l.place], 0, l.To)
	}
	o.state = done
	return c.lifts
}
