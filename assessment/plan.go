package assessment

import "slices"

// A roadmap is the answer to a problem that can be stated.
//
// Choose the measures to begin in the first year so that their benefit is as
// large as it can be. The benefit of a measure is the expected lift of the
// firm's weighted gaps: summed over the practices it lifts,
//
//	expected lift · weight share · relevance
//
//   - expected lift, as share of the practice's scale: how far the measure
//     brings it from where it stands (Lift: from any category of From and above
//     to To), so that a second measure on a practice only brings what is left.
//     Of a practice that was not asked only the probability of each category is
//     known (Instrument.Likely, without an instrument the experts' shares); its
//     lift is the mean over them, and counts only if the firm is more likely
//     than not to stand below To (leastChance);
//   - weight share, in points: the item's weight among those of its dimension
//     that apply, each dimension counting alike, 100 in all;
//   - relevance: goalItemFactor for a practice that matters for a goal of the
//     firm, goalMeasureFactor for a measure that serves one, gateFactor for the
//     part of a lift below what gates ask, of gating practices and of legal and
//     security musts.
//
// subject to
//
//   - each measure at most once, and of one with OneOf a single lift;
//   - what a measure needs is chosen too or in place: marked as done, or its
//     practices already where it leads, or brought there by others chosen;
//   - money: planned costs within the year's budget, if the firm named one;
//   - time: own person-days within twelve times those of a month;
//   - appetite: no more steps than the firm wants to begin in a year.
//
// Measures marked as started are chosen already and take their part of the
// limits; those marked as not for the firm are never chosen.
//
// The rule that answers it is one an owner can follow: a measure with what it
// still needs before it is one bundle; take the bundle with the most benefit
// for its burden (the share it takes of the year's time, money and steps) that
// still fits, then look again as if it were done. Where a single bundle alone
// beats everything so found, begin with that one: the guard that a rule by
// ratio needs. The rule is tried with time, money and steps weighed in a few
// ways, since what is scarce differs from firm to firm, and the best plan stays.
// How close this comes to the best possible is measured in the tests.
//
// What does not fit the year follows by the same rule without limits.

// Bounds of a roadmap: what fits a page and a mind.
const (
	laterSteps = 6   // shown beyond those of the first year
	maxStart   = 156 // weeks: nobody plans a step that starts after three years
)

// Relevance in the benefit of a measure.
const (
	goalItemFactor    = 1.5  // the practice matters for a goal of the firm
	goalMeasureFactor = 1.25 // the measure serves a goal of the firm
	gateFactor        = 1.5  // a gating practice below what its gates ask, or a legal or security must
)

// gateOpens is the category from which a gating practice holds nothing back.
const gateOpens = 3

// leastChance is the probability from which a gap that was not asked counts:
// more likely there than not. What is less likely is asked, not planned for.
const leastChance = 0.5

// NewPlan makes the roadmap of a firm: what it has started first, then what it
// should begin in the year, then what follows, each placed into the horizons as
// far as own time and money reach, prerequisites never later than what needs
// them.
//
// The standings of its steps are those of the answers alone; Evaluate gives
// those that answering everything is expected to give.
func NewPlan(c Case, readings Readings) Roadmap {
	return plan(c, readings, newWay(c.Model, c.Model.Score(readings), false, readings))
}

// plan is NewPlan with a way to walk.
func plan(c Case, readings Readings, w *way) Roadmap {
	pl := newPlanner(c, readings)
	road := Roadmap{Limits: pl.limits, Started: c.marked(MarkStarted), Done: c.marked(MarkDone), Dropped: c.marked(MarkDropped)}
	begun := pl.mark(&road, c)
	pl.count()
	chosen := append(begun, pl.year(begun)...)
	chosen = append(chosen, pl.choose(balanced, nil)...)
	pl.hold(road.Dropped)
	chosen = pl.place(chosen)
	kept := pl.keep(chosen)
	road.Steps, road.More = pl.steps(kept, c.Directory, c.On), len(chosen)-len(kept)
	for i := range road.Steps {
		road.Steps[i].Points = w.worth(road.Steps[i].Lifts)
	}
	road.tread(w)
	return road
}

// mark puts into place what the firm marked, and returns what it has started.
func (pl *planner) mark(road *Roadmap, c Case) (begun []*candidate) {
	for _, d := range road.Dropped {
		pl.option(d.Measure).state = dropped
	}
	for _, d := range road.Done {
		road.done = append(road.done, pl.finish(pl.option(d.Measure)))
	}
	pl.count()
	for _, d := range road.Started {
		o := pl.option(d.Measure)
		b := pl.candidate(o, true)
		left := d.Measure.left(d.At, c.On)
		b.started, b.left, b.earliest = d.At, left, First90Days.rank()
		b.days *= float64(left) / float64(max(d.Measure.Weeks, 1))
		pl.take(b)
		b.needs = nil // under way, whatever should have come before it
		begun = append(begun, b)
	}
	return begun
}

// hold says of each measure that is not for the firm what would need it first.
func (pl *planner) hold(marked []Marked) {
	for i := range pl.options {
		o := &pl.options[i]
		if o.state != open || pl.value(o) <= 0 {
			continue
		}
		_, blocked := pl.missing(o)
		for j := range marked {
			if slices.Contains(blocked, pl.option(marked[j].Measure)) {
				marked[j].Holds = append(marked[j].Holds, o.measure)
			}
		}
	}
}

// keep returns the steps that make the list. What needs a step comes after it,
// so no step loses what it needs.
func (pl *planner) keep(placed []*candidate) []*candidate {
	var kept []*candidate
	for _, c := range placed {
		if c.start < maxStart && len(kept) < pl.limits.YearSteps+laterSteps {
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
