package report

import (
	"math"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// StepReason says why a step is worth taking; of a gap that was not asked, how
// likely it is there.
func StepReason(p *locale.Printer, q *assessment.Questionnaire, s assessment.Step) string {
	why := reasonText(p, q, s.Reason)
	if s.Asked {
		return why
	}
	likely := p.T("word.step.likely_all")
	if tenths := int(math.Round(10 * s.Reason.Chance)); tenths < 10 {
		likely = p.T("word.step.likely", "Tenths", tenths)
	}
	if s.Reason.Kind == assessment.ReasonLikely {
		return likely
	}
	return p.Sentences(why, likely)
}

func reasonText(p *locale.Printer, q *assessment.Questionnaire, r assessment.StepReason) string {
	switch {
	case r.Kind == assessment.ReasonStarted:
		return p.T("word.step.started")
	case r.Kind == assessment.ReasonOpens && r.Measure != nil:
		return p.T("word.step.opens", "Step", Say(p, r.Measure.Title))
	case r.Kind == assessment.ReasonGate && r.Item != nil:
		return p.T("word.step.gate", "Question", Say(p, r.Item.Text))
	case r.Kind == assessment.ReasonMust && r.Item != nil:
		return p.T("word.step.must", "Question", Say(p, r.Item.Text))
	case r.Kind == assessment.ReasonGoal && q.Goal(r.Goal) != nil:
		return p.T("word.step.goal", "Goal", Say(p, q.Goal(r.Goal).Text))
	default:
		return p.T("word.step.gap")
	}
}

// StepPlace says why a step stands at its place in the plan, and not earlier;
// empty where the reason of the step says it.
func StepPlace(p *locale.Printer, s assessment.Step) string {
	switch at := s.Place; {
	case at.Kind == assessment.PlaceGain && s.Reason.Kind == assessment.ReasonOpens:
		return "" // the reason says it
	case at.Kind == assessment.PlaceWaits && at.Measure != nil:
		return p.T("word.place.waits", "Step", Say(p, at.Measure.Title))
	case at.Kind == assessment.PlaceHorizon && s.Horizon == assessment.Later:
		return p.T("word.place.later")
	case at.Kind == assessment.PlaceHorizon:
		return p.T("word.place.year")
	case at.Kind == assessment.PlaceMoney, at.Kind == assessment.PlaceTime, at.Kind == assessment.PlaceAppetite, at.Kind == assessment.PlaceStarted:
		return p.T("word.place." + string(at.Kind))
	default:
		return p.T("word.place.gain")
	}
}

// StepLift says what a step changes in its dimension: "Technology adoption:
// 42 → 48 points, level 3".
func StepLift(p *locale.Printer, m *assessment.Model, s assessment.Step) string {
	title := DimensionTitle(p, m, s.Measure.Dimension)
	before, after := s.Before, s.After
	switch {
	case !s.Asked || after.Score == nil && after.Level == before.Level:
		return p.T("word.lift.none", "Dimension", title)
	case before.Score == nil || after.Score == nil:
		return p.T("word.lift.level", "Dimension", title, "From", before.Level, "To", after.Level)
	}
	from, to := Points(p, *before.Score), Points(p, *after.Score)
	if from == to {
		from, to = p.Number(*before.Score, 1), p.Number(*after.Score, 1)
	}
	key := "word.lift.points"
	if after.Level != before.Level {
		key = "word.lift.points_level"
	}
	return p.T(key, "Dimension", title, "From", from, "To", to,
		"LevelFrom", before.Level, "Level", after.Level)
}
