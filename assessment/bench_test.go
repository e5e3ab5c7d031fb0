package assessment_test

import (
	"testing"

	"onramp/assessment"
)

// BenchmarkShipped measures the rules on the content that ships, for a firm
// that answered everything and for one half way.
func BenchmarkShipped(b *testing.B) {
	q, m, dir := shipped(b)
	_, _, in := instrument(b)
	p := assessment.Profile{Country: "DE", Sector: "C", Employees: 20, Goals: []string{"cut-cost"}}
	r := random(1)
	full, half := anyAnswers(r, q, 1), anyAnswers(r, q, 0.5)
	readings := q.Read(p, full)
	for name, run := range map[string]func(){
		"Read":     func() { q.Read(p, full) },
		"Next":     func() { in.Next(&assessment.Assessment{Profile: p, Depth: assessment.Standard, Responses: half}) },
		"Previous": func() { in.Previous(&assessment.Assessment{Profile: p, Responses: full}, "FO10") },
		"Estimate": func() { in.Estimate(q.Read(p, half)) },
		"Score":    func() { m.Score(readings) },
		"NewPlan": func() {
			assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: p}, readings)
		},
		"NewPlanHalf": func() { // with what is likely of the other half
			assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: p}, q.Read(p, half))
		},
		"Evaluate": func() {
			assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: p, Responses: half})
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run()
			}
		})
	}
}
