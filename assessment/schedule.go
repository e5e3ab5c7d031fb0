package assessment

import (
	"math"
	"slices"
)

// place gives each measure its horizon and weeks, and orders by horizon,
// otherwise keeping the order of choice. A measure that could not start within
// its horizon, because what it needs takes longer, is put off to the next.
func (pl *planner) place(chosen []*candidate) []*candidate {
	for {
		pl.fill(chosen)
		order := slices.Clone(chosen)
		slices.SortStableFunc(order, func(a, b *candidate) int { return a.horizon.rank() - b.horizon.rank() })
		late := pl.schedule(order)
		if late == nil {
			return order
		}
		late.earliest, late.late = late.horizon.rank()+1, true
	}
}

// fill puts each measure into the earliest horizon that has room for it, and
// says why it is not in an earlier one.
func (pl *planner) fill(chosen []*candidate) {
	r := room{limits: pl.limits}
	for _, c := range chosen { // what is under way stays, whatever it takes
		if c.begun() {
			c.horizon, c.place = First90Days, Place{Kind: PlaceStarted}
			r.book(c)
		}
	}
	alone := pl.alone(chosen)
	if alone != nil {
		alone.horizon, alone.place = First90Days, Place{Kind: PlaceGain}
		r.book(alone)
	}
	for _, c := range chosen {
		if c == alone || c.begun() {
			continue
		}
		h := c.earliest
		c.place = Place{Kind: PlaceGain}
		if h > First90Days.rank() {
			c.place.Kind = PlaceHorizon
		}
		if c.late {
			c.place.Kind = PlaceTime
		}
		for _, before := range c.needs {
			if rank := before.horizon.rank(); rank > h || c.place.Kind == PlaceGain || c.late && c.place.Measure == nil {
				h, c.place = max(h, rank), Place{Kind: PlaceWaits, Measure: before.measure}
			}
		}
		for h < Later.rank() {
			full := r.full(Horizons[h], c)
			if full == "" {
				break
			}
			h, c.place = h+1, Place{Kind: full}
		}
		c.horizon = Horizons[h]
		r.book(c)
	}
}

func (c *candidate) begun() bool { return !c.started.IsZero() }

// alone is the step that goes into the first 90 days although it takes more
// time than they have: when nothing fits, the first one chosen for the year that
// could start at once, so that a firm with little time begins all the same. Nil
// when something fits.
func (pl *planner) alone(chosen []*candidate) *candidate {
	var first *candidate
	empty := room{limits: pl.limits}
	for _, c := range chosen {
		switch {
		case c.begun():
			return nil
		case c.earliest > First90Days.rank() || len(c.needs) > 0:
		case empty.full(First90Days, c) == "":
			return nil
		case first == nil && c.inYear:
			first = c
		}
	}
	return first
}

// room is what the steps of the first year have taken of the firm's limits.
type room struct {
	limits      Limits
	next        int     // steps of the first 90 days
	steps       int     // of the whole year
	first, rest float64 // own days in the first 90 days and in the rest of the year
	money       float64 // in the whole year
}

// yearRoom is a year that holds what the firm has begun.
func (pl *planner) yearRoom(begun []*candidate) *room {
	r := &room{limits: pl.limits}
	for _, c := range begun {
		c.horizon = First90Days
		r.book(c)
	}
	return r
}

// takes reports whether a load still fits the year. A nil room takes all.
func (r *room) takes(l load) bool {
	return r == nil || !l.later && r.inBudget(l.cost) && r.steps+l.steps <= r.limits.YearSteps &&
		r.first+r.rest+l.days <= 12*r.limits.Days
}

func (r *room) bookLoad(l load) {
	r.steps, r.rest, r.money = r.steps+l.steps, r.rest+l.days, r.money+l.cost
}

// full names the limit that keeps a step out of a horizon of the first year;
// empty when it fits.
func (r *room) full(h Horizon, c *candidate) PlaceKind {
	days, steps := 12*r.limits.Days-r.first-r.rest, r.limits.YearSteps-r.steps
	if h == First90Days {
		days, steps = min(days, 3*r.limits.Days-r.first), min(steps, r.limits.NextSteps-r.next)
	}
	switch {
	case !r.inBudget(c.option.cost):
		return PlaceMoney
	case c.days > days:
		return PlaceTime
	case steps < 1:
		return PlaceAppetite
	}
	return ""
}

// inBudget reports whether the year's money still reaches; what costs nothing
// always may.
func (r *room) inBudget(cost float64) bool {
	return cost == 0 || !r.limits.BudgetGiven || r.money+cost <= float64(r.limits.Budget)
}

func (r *room) book(c *candidate) {
	switch c.horizon {
	case First90Days:
		r.next++
		r.first += c.days
	case FirstYear:
		r.rest += c.days
	default:
		return
	}
	r.steps++
	r.money += c.option.cost
}

// schedule sets start and length in weeks: steps follow one another as own
// time allows, not before their horizon and not before what they need. It
// returns the first step that would start after the end of its horizon.
func (pl *planner) schedule(order []*candidate) (late *candidate) {
	weekly := pl.limits.Days * 12 / 52
	spent := 0.0 // own days
	for _, c := range order {
		if c.begun() {
			spent += c.days
			c.start, c.weeks = 0, max(c.left, wholeWeeks(spent/weekly))
		}
	}
	for _, c := range order {
		if c.begun() {
			continue
		}
		from, to := c.horizon.Weeks()
		spent = max(spent, float64(from)*weekly)
		c.start = int(exact(spent / weekly))
		for _, before := range c.needs {
			c.start = max(c.start, before.start+before.weeks)
		}
		spent += c.days
		c.weeks = max(c.measure.Weeks, wholeWeeks(c.days/weekly), wholeWeeks(spent/weekly)-c.start, 1)
		if to > 0 && c.start >= to {
			return c
		}
	}
	return nil
}

func wholeWeeks(weeks float64) int { return int(math.Ceil(exact(weeks))) }

// appetites are how many steps a firm begins at most in the first 90 days and
// in the first year. More than five at once is no plan for anybody; a small
// firm rarely sees more than one new step a month through.
var appetites = map[Appetite]struct{ next, year int }{Careful: {3, 6}, Steady: {5, 12}, Bold: {5, 18}}

// usualDays are own person-days a month by size, for firms that did not say.
var usualDays = map[string]float64{Micro: 2, Small: 4, Medium: 10, Large: 20, "": 3}

// limitsOf takes what the firm said, or what is usual for its size.
func limitsOf(p Profile) Limits {
	most, ok := appetites[p.Appetite]
	if !ok {
		most = appetites[Steady]
	}
	l := Limits{Days: usualDays[p.Size()], Appetite: p.Appetite, NextSteps: most.next, YearSteps: most.year}
	if p.Days != nil {
		l.Days, l.DaysGiven = max(float64(*p.Days), 0.5), true
	}
	if p.Budget != nil {
		l.Budget, l.BudgetGiven = *p.Budget, true
	}
	return l
}
