package main

import (
	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
)

type roadmapJSON struct {
	Steps []stepJSON `json:"steps"`
}

type stepJSON struct {
	Measure       string             `json:"measure"`
	Title         string             `json:"title"`
	Dimension     string             `json:"dimension"`
	Horizon       assessment.Horizon `json:"horizon"`
	Cost          string             `json:"cost"`
	EffortDays    int                `json:"effort_days"`
	Prerequisites []string           `json:"prerequisites"`
	Reason        string             `json:"reason"`
	Asked         bool               `json:"asked"`
	Support       string             `json:"support,omitempty"` // what holds for all platforms
	Platforms     []platformJSON     `json:"platforms"`
}

type platformJSON struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	URL    string `json:"url"`
	Reason string `json:"reason"`
}

func newRoadmapJSON(p *locale.Printer, o assessment.Outcome) roadmapJSON {
	j := roadmapJSON{Steps: []stepJSON{}}
	for _, s := range o.Roadmap.Steps {
		step := stepJSON{Measure: s.Measure.ID, Title: report.Say(p, s.Measure.Title), Dimension: s.Measure.Dimension, Horizon: s.Horizon,
			Cost: s.Measure.Cost, EffortDays: s.Measure.EffortDays, Prerequisites: append([]string{}, s.Measure.Prerequisites...),
			Reason: report.StepReason(p, o.Questionnaire, s), Asked: s.Asked, Support: report.SupportText(p, s), Platforms: []platformJSON{}}
		for _, m := range s.Matches {
			step.Platforms = append(step.Platforms, platformJSON{ID: m.Platform.ID, Name: m.Platform.Name, URL: m.Platform.URL, Reason: report.MatchReason(p, o.Questionnaire, m)})
		}
		j.Steps = append(j.Steps, step)
	}
	return j
}
