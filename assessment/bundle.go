package assessment

import "slices"

// weighing says how much time, money and the mere number of steps count in a
// burden.
type weighing struct{ time, money, steps float64 }

// balanced counts them alike.
var balanced = weighing{1, 1, 1}

// weighings are tried for the first year.
var weighings = []weighing{balanced, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

// bundle is a measure after what it needs and the firm does not have, as one
// choice.
type bundle struct {
	target  *option
	needs   []*option
	benefit float64
	load    load
}

// load is what measures take of a year's limits.
type load struct {
	days, cost float64
	steps      int
	later      bool // one of them makes no sense in the first year
}

func (l *load) add(o *option) {
	l.days, l.cost, l.steps = l.days+o.days, l.cost+o.cost, l.steps+1
	l.later = l.later || o.measure.Horizon == Later
}

// burden is the share of a year's time, money and steps that a load takes.
func (pl *planner) burden(l load, w weighing) float64 {
	days, cost, steps := l.days/(12*pl.limits.Days), 0.0, float64(l.steps)/float64(pl.limits.YearSteps)
	if l.cost > 0 {
		cost = l.cost / max(pl.money(), l.cost/4, 1)
	}
	return leastBurden*float64(l.steps) + w.time*days + w.money*cost + w.steps*steps
}

// leastBurden keeps a measure that costs nothing of what is scarce from being
// worth any number of others.
const leastBurden = 0.01

// money is the year's budget; without one, what a firm hardly exceeds.
func (pl *planner) money() float64 {
	if pl.limits.BudgetGiven {
		return float64(pl.limits.Budget)
	}
	return 10_000
}

// year chooses what to begin in the first year beside what the firm has begun,
// in the order of choice.
func (pl *planner) year(begun []*candidate) []*candidate {
	var best []*candidate
	top := 0.0
	try := func(w weighing, first *bundle) {
		r := pl.yearRoom(begun)
		var chosen []*candidate
		if first != nil {
			chosen = pl.accept(*first)
			r.bookLoad(first.load)
		}
		chosen = append(chosen, pl.choose(w, r)...)
		sum := 0.0
		for _, c := range chosen {
			sum += c.benefit
		}
		if sum > top*(1+1e-9) {
			top, best = sum, chosen
		}
		for _, c := range slices.Backward(chosen) {
			pl.release(c)
			pl.moved(c.option)
		}
	}
	for _, w := range weighings {
		try(w, nil)
	}
	if b := pl.best(pl.yearRoom(begun), func(b bundle) float64 { return b.benefit }); b != nil && b.benefit > top {
		try(balanced, b)
	}
	for _, c := range best {
		c.inYear = true
		pl.take(c)
		pl.moved(c.option)
	}
	return best
}

// choose takes bundle after bundle, the one with the most benefit for its
// burden first, until nothing helps any more or, with a room, nothing fits it.
func (pl *planner) choose(w weighing, r *room) (chosen []*candidate) {
	rate := func(b bundle) float64 { return b.benefit / pl.burden(b.load, w) }
	for b := pl.best(r, rate); b != nil; b = pl.best(r, rate) {
		if r != nil {
			r.bookLoad(b.load)
		}
		chosen = append(chosen, pl.accept(*b)...)
	}
	return chosen
}

// best is the bundle that fits and rates highest, nil when nothing helps.
func (pl *planner) best(r *room, rate func(bundle) float64) *bundle {
	var best bundle
	top := 0.0
	for i := range pl.options {
		b, ok := pl.look(&pl.options[i])
		if !ok || !r.takes(b.load) {
			continue
		}
		if rating := rate(b); rating > top {
			top, best = rating, b
		}
	}
	if top <= 0 {
		return nil
	}
	return &best
}

// look is bundle, worked out anew only when something it hangs on has moved.
func (pl *planner) look(o *option) (bundle, bool) {
	fresh := o.looked > 0
	for _, at := range o.reads {
		fresh = fresh && pl.practices[at].moved < o.looked
	}
	if !fresh {
		pl.moves++
		o.found, o.fits = pl.bundle(o)
		o.looked = pl.moves
	}
	return o.found, o.fits
}

// moved notes that a measure was taken or taken back.
func (pl *planner) moved(o *option) {
	pl.moves++
	o.looked = 0
	for _, l := range o.lifts {
		pl.practices[l.at].moved = pl.moves
	}
}

// bundle is the measure with what it needs, each with what it still brings once
// those before it are done. It is none when the measure itself brings nothing,
// or what it needs is not within reach.
func (pl *planner) bundle(o *option) (bundle, bool) {
	if o.state != open || o.taken != nil {
		return bundle{}, false
	}
	b := bundle{target: o, benefit: pl.value(o)}
	if b.benefit <= 0 {
		return bundle{}, false
	}
	if len(o.needs) > 0 {
		needs, blocked := pl.missing(o)
		if len(blocked) > 0 {
			return bundle{}, false
		}
		b.needs = needs
	}
	b.load.add(o)
	if len(b.needs) == 0 {
		return b, true
	}
	var before []*candidate
	reached := true
	for _, need := range b.needs {
		c := pl.candidate(need, true)
		if len(c.lifts) == 0 {
			reached = reached && !pl.lacks(need)
			continue
		}
		pl.take(c)
		before = append(before, c)
		b.load.add(need)
	}
	own := pl.value(o)
	b.benefit = own
	for _, c := range slices.Backward(before) {
		b.benefit += c.benefit
		pl.release(c)
	}
	return b, reached && own > 0
}

// accept takes a bundle, prerequisites first.
func (pl *planner) accept(b bundle) (taken []*candidate) {
	for _, need := range b.needs {
		if c := pl.candidate(need, true); len(c.lifts) > 0 {
			c.opens = b.target.measure
			pl.take(c)
			pl.moved(c.option)
			taken = append(taken, c)
		}
	}
	c := pl.candidate(b.target, false)
	pl.take(c)
	pl.moved(c.option)
	return append(taken, c)
}

// missing lists what must come before the measure and is not in place, in the
// order to take it, and those of them that the firm does not want.
func (pl *planner) missing(o *option) (all, blocked []*option) {
	pl.round++
	o.seen = pl.round
	var visit func(o *option)
	visit = func(o *option) {
		for _, need := range o.needs {
			if need.seen == pl.round || need.state == foreign || !pl.lacks(need) {
				continue
			}
			need.seen = pl.round
			if need.state == dropped {
				blocked = append(blocked, need)
				continue
			}
			visit(need)
			all = append(all, need)
		}
	}
	visit(o)
	return all, blocked
}

// lacks reports whether a practice that the measure leads to is not there yet,
// within its reach or not, as far as is known or likely; where the firm picks
// one of them, whether none is.
func (pl *planner) lacks(o *option) bool {
	if o.taken != nil || o.state == done {
		return false
	}
	below := false
	for _, l := range o.lifts {
		if pl.below(l) >= leastChance {
			below = true
		} else if o.measure.OneOf {
			return false
		}
	}
	return below
}

// inPlaceBy lists the measures of the plan that put a prerequisite in place:
// itself, or others that lifted its practices.
func (pl *planner) inPlaceBy(need *option) []*candidate {
	switch {
	case need.taken != nil:
		return []*candidate{need.taken}
	case need.state == foreign || need.state == done:
		return nil
	}
	var by []*candidate
	for _, l := range need.lifts {
		if pr := &pl.practices[l.at]; pr.by != nil {
			by = append(by, pr.by)
		}
	}
	return by
}
