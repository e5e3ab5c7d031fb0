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
		late.earliest = late.horizon.rank() + 1
	}
}

// fill puts each measure into the earliest horizon that has room for it.
func (pl *planner) fill(chosen []*candidate) {
	room := room{limits: pl.limits}
	alone := pl.alone(chosen)
	if alone != nil {
		alone.horizon = First90Days
		room.book(alone.horizon, alone.measure.EffortDays, pl.cost(alone.measure))
	}
	for _, c := range chosen {
		if c == alone {
			continue
		}
		if !c.started.IsZero() {
			c.horizon = First90Days
			room.book(c.horizon, c.measure.EffortDays, pl.cost(c.measure))
			continue
		}
		h := c.earliest
		for _, before := range c.needs {
			h = max(h, before.horizon.rank())
		}
		for h < Later.rank() && !room.fits(Horizons[h], c.measure.EffortDays, pl.cost(c.measure)) {
			h++
		}
		c.horizon = Horizons[h]
		room.book(c.horizon, c.measure.EffortDays, pl.cost(c.measure))
	}
}

// alone is the step that goes into the first 90 days although it takes more
// time than they have: when nothing fits, the first one chosen that could
// start at once and fits the year, so that a firm with little time begins all
// the same. Nil when something fits.
func (pl *planner) alone(chosen []*candidate) *candidate {
	var first *candidate
	empty := room{limits: pl.limits}
	for _, c := range chosen {
		days, cost := c.measure.EffortDays, pl.cost(c.measure)
		switch {
		case !c.started.IsZero():
			return nil
		case c.earliest > First90Days.rank() || len(c.needs) > 0:
		case empty.fits(First90Days, days, cost):
			return nil
		case first == nil && empty.inBudget(cost) && float64(days) <= 12*pl.limits.Days:
			first = c
		}
	}
	return first
}

// room is what the steps of the first year have taken of the firm's limits.
type room struct {
	limits      Limits
	steps       int     // in the first 90 days
	first, rest float64 // own days in the first 90 days and in the rest of the year
	money       float64 // in the whole year
}

// fits reports whether a step still has room in a horizon of the first year.
// Days of the first 90 that no step takes do not come back later, so the rest
// of the year has nine months.
func (r *room) fits(h Horizon, days, cost int) bool {
	quarter, d := 3*r.limits.Days, float64(days)
	if h == First90Days {
		return r.inBudget(cost) && r.steps < r.limits.NextSteps && r.first+d <= quarter
	}
	return r.inBudget(cost) && max(r.first, quarter)+r.rest+d <= 4*quarter
}

// inBudget reports whether the year's money still reaches; what costs nothing
// always may.
func (r *room) inBudget(cost int) bool {
	return cost == 0 || !r.limits.BudgetGiven || r.money+float64(cost) <= float64(r.limits.Budget)
}

func (r *room) book(h Horizon, days, cost int) {
	switch h {
	case First90Days:
		r.steps++
		r.first += float64(days)
	case FirstYear:
		r.rest += float64(days)
	default:
		return
	}
	r.money += float64(cost)
}

// schedule sets start and length in weeks: steps follow one another as own
// time allows, not before their horizon and not before what they need. It
// returns the first step that would start after the end of its horizon.
func (pl *planner) schedule(order []*candidate) (late *candidate) {
	weekly := pl.limits.Days * 12 / 52
	spent := 0.0 // own days
	for _, c := range order {
		from, to := c.horizon.Weeks()
		days := float64(c.measure.EffortDays)
		spent = max(spent, float64(from)*weekly)
		if !c.started.IsZero() {
			spent += days
			c.start, c.weeks = 0, c.left
			continue
		}
		c.start = int(exact(spent / weekly))
		for _, before := range c.needs {
			c.start = max(c.start, before.start+before.weeks)
		}
		spent += days
		c.weeks = max(c.measure.Weeks, wholeWeeks(days/weekly), wholeWeeks(spent/weekly)-c.start, 1)
		if to > 0 && c.start >= to {
			return c
		}
	}
	return nil
}

func wholeWeeks(weeks float64) int { return int(math.Ceil(exact(weeks))) }

// limitsOf takes what the firm said, or what is usual for its size.
func limitsOf(p Profile) Limits {
	usual := map[string]float64{Micro: 2, Small: 4, Medium: 10, Large: 20, "": 3}
	most := map[Appetite][2]int{Careful: {3, 6}, Steady: {5, 12}, Bold: {5, 18}, "": {5, 12}}[p.Appetite]
	l := Limits{Days: usual[p.Size()], Appetite: p.Appetite, NextSteps: most[0], YearSteps: most[1]}
	if p.Days != nil {
		l.Days, l.DaysGiven = max(float64(*p.Days), 0.5), true
	}
	if p.Budget != nil {
		l.Budget, l.BudgetGiven = *p.Budget, true
	}
	return l
}
