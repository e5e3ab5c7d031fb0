package assessment

import (
	"slices"
	"time"
)

// steps turns the placed measures into steps, each with the dimension's
// standing before and after it and the support that fits on the day.
func (pl *planner) steps(placed []*candidate, dir *Directory, on time.Time, readings Readings) []Step {
	now := slices.Clone(readings).index()
	steps := make([]Step, 0, len(placed))
	standing := func(dimension string) Standing {
		if d := pl.model.Dimension(dimension); d != nil {
			return pl.model.scoreDimension(d, now).Standing
		}
		return pl.model.score(now).Overall
	}
	for _, c := range placed {
		s := Step{Measure: c.measure, Horizon: c.horizon, Lifts: c.lifts, StartWeek: c.start, Weeks: c.weeks}
		for _, l := range c.lifts {
			s.Asked = s.Asked || l.Asked
			s.Points += pl.model.Scale * pl.share(l)
		}
		s.Reason = pl.reason(c, s.Asked)
		s.Before = standing(c.measure.Dimension)
		for _, l := range c.lifts {
			if r := now[l.Item.ID]; r != nil && r.Known() {
				r.State, r.Category = Answered, max(r.Category, l.To)
			}
		}
		s.After = standing(c.measure.Dimension)
		s.Matches, s.Nearest = dir.Match(c.measure.Support, pl.profile, on)
		s.Ended = dir.Closed(c.measure.Support, pl.profile, on)
		steps = append(steps, s)
	}
	return steps
}

// share is what a lift adds to its dimension, as a share of it.
func (pl *planner) share(l StepLift) float64 {
	total := 0.0
	for _, pr := range pl.practices {
		if pr.item.Dimension == l.Item.Dimension {
			total += float64(pr.item.Weight)
		}
	}
	return float64(l.Item.Weight) / total * float64(l.To-l.From) / float64(l.Item.Categories()-1)
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
		if l.Item.Gate && l.Asked && l.From < gateOpens {
			return StepReason{Kind: ReasonGate, Item: l.Item}
		}
	}
	if len(goals) > 0 {
		return StepReason{Kind: ReasonGoal, Goal: goals[0]}
	}
	return StepReason{Kind: ReasonWide}
}
