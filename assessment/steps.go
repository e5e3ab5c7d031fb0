package assessment

import (
	"slices"
	"time"
)

// steps turns the placed measures into steps with the support that fits on the
// day.
func (pl *planner) steps(placed []*candidate, dir *Directory, on time.Time) []Step {
	steps := make([]Step, 0, len(placed))
	for _, c := range placed {
		s := Step{Measure: c.measure, Horizon: c.horizon, Lifts: named(c.lifts), Benefit: c.benefit, Place: c.place,
			Started: c.started, StartWeek: c.start, Weeks: c.weeks}
		for _, l := range s.Lifts {
			s.Asked = s.Asked || l.Asked
		}
		s.Reason = pl.reason(c, s)
		s.Matches, s.Nearest = dir.Match(c.measure.Support, pl.profile, on)
		s.Ended = dir.Closed(c.measure.Support, pl.profile, on)
		steps = append(steps, s)
	}
	return steps
}

// named lists the lifts a step speaks of: those more likely to help than not. A
// step that is there only for others may have none of them; it speaks of all.
func named(lifts []StepLift) []StepLift {
	likely := slices.DeleteFunc(slices.Clone(lifts), func(l StepLift) bool { return l.Chance < leastChance })
	if len(likely) == 0 {
		return lifts
	}
	return likely
}

// reason is the first that holds, the most telling first.
func (pl *planner) reason(c *candidate, s Step) StepReason {
	why := StepReason{}
	for _, l := range s.Lifts {
		why.Chance = max(why.Chance, l.Chance)
	}
	if s.Asked {
		why.Chance = 1
	}
	switch {
	case c.begun():
		why.Kind = ReasonStarted
		return why
	case c.opens != nil:
		why.Kind, why.Measure = ReasonOpens, c.opens
		return why
	}
	for _, l := range s.Lifts {
		if l.Asked && l.From < gateOpens && l.Item.anchor() && (why.Kind != ReasonGate || l.Item.Gate) {
			why.Kind, why.Item = ReasonMust, l.Item
			if l.Item.Gate {
				why.Kind = ReasonGate
				return why
			}
		}
	}
	if why.Kind != "" {
		return why
	}
	if goals := shared(pl.profile.Goals, c.measure.Goals); len(goals) > 0 {
		why.Kind, why.Goal = ReasonGoal, goals[0]
	} else if why.Kind = ReasonWide; !s.Asked {
		why.Kind = ReasonLikely
	}
	return why
}
