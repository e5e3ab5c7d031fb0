package service

import "onramp/assessment"

// Try is the outcome as it would be with another profile and other marks.
// Nothing is saved.
func (in *Interview) Try(p assessment.Profile, marks []assessment.Mark) assessment.Outcome {
	other := *in
	other.Profile, other.Marks = p, marks
	return other.Outcome()
}
