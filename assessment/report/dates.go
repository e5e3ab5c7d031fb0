package report

import (
	"time"

	"onramp/assessment"
)

// Days of a plan. A plan counts in weeks, and weeks of work begin on Mondays.

// PlanStart is the first day of a plan: the Monday on or after the day that the
// plan is dated.
func PlanStart(dated time.Time) time.Time {
	day := dated.UTC().Truncate(24 * time.Hour)
	return day.AddDate(0, 0, (8-int(day.Weekday()))%7)
}

// StepDays are the first and the last day of a step: a Monday, or the day the
// firm began it, and a Sunday.
func StepDays(s assessment.Step, dated time.Time) (first, last time.Time) {
	first = PlanStart(dated).AddDate(0, 0, 7*s.StartWeek)
	last = first.AddDate(0, 0, 7*max(s.Weeks, 1)-1)
	if began := s.Started.UTC().Truncate(24 * time.Hour); s.Begun() && began.Before(first) {
		first = began
	}
	return first, last
}

// ReviewDay is when to look at the plan again: the Monday six months after its
// first day or, when no step is left after the first 90 days, the one after
// those.
func ReviewDay(road *assessment.Roadmap, dated time.Time) time.Time {
	start := PlanStart(dated)
	_, soon := assessment.First90Days.Weeks()
	end := 0
	for _, s := range road.Steps {
		end = max(end, s.StartWeek+max(s.Weeks, 1))
	}
	if len(road.Steps) > 0 && end <= soon {
		return start.AddDate(0, 0, 7*soon)
	}
	return PlanStart(start.AddDate(0, 6, 0))
}
