package assessment

import "time"

// steps turns the placed measures into steps with the support that fits on the
// day.
func (pl *planner) steps(placed []*candidate, dir *Directory, on time.Time) []Step {
	steps := make([]Step, 0, len(placed))
	for _, c := range placed {
		s := Step{Measure: c.measure, Horizon: c.horizon, Lifts: c.lifts, Started: c.started, StartWeek: c.start, Weeks: c.weeks}
		for _, l := range c.lifts {
			s.Asked = s.Asked || l.Asked
		}
		s.Reason = pl.reason(c, s.Asked)
		s.Matches, s.Nearest = dir.Match(c.measure.Support, pl.profile, on)
		s.Ended = dir.Closed(c.measure.Support, pl.profile, on)
		steps = append(steps, s)
	}
	return steps
}

func (pl *planner) reason(c *candidate, asked bool) StepReason {
	goals := shared(pl.profile.Goals, c.measure.Goals)
	switch {
	case !c.started.IsZero():
		return StepReason{Kind: ReasonStarted, Chance: 1}
	case !asked:
		return StepReason{Kind: ReasonLikely}
	case c.opens != nil:
		return StepReason{Kind: ReasonOpens, Measure: c.opens}
	}
	for _, l := range c.lifts {
		if l.Item.Gate && l.Asked && l.From < gateOpens {
			return StepReason{Kind: ReasonGate, Item: l.Item}
		}
	}
	if len(goals) > 0 {
		return StepReason{Kind: ReasonGoal, Goal: goals[0]}
	}
	return StepReason{Kind: ReasonWide}
}
