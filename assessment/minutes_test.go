package assessment_test

import (
	"math"
	"strings"
	"testing"

	"onramp/assessment"
)

// How fast people read plain text and tick an answer.
const (
	wordsPerMinute   = 230.0
	secondsPerAnswer = 3.0
)

// TestPromisedMinutesAreMeasured keeps the minutes on the front page true: the
// question and its answers are read, the explanations beside them are not.
func TestPromisedMinutesAreMeasured(t *testing.T) {
	q, _, in := instrument(t)
	firms := []assessment.Profile{
		{Country: "BR", Sector: "C", Employees: 6, Goals: []string{"sell-more"}},
		{Country: "DE", Sector: "C", Employees: 48, Goals: []string{"cut-cost", "greener"}},
		{Country: "IN", Sector: "J", Employees: 9, Goals: []string{"new-products"}},
		{Country: "US", Sector: "G", Employees: 15},
	}
	for _, rule := range q.Depths {
		sum := 0.0
		for _, firm := range firms {
			minutes, asked := measured(in, firm, rule.ID)
			t.Logf("%s, sector %s: %d questions, %.1f minutes", rule.ID, firm.Sector, asked, minutes)
			sum += minutes
		}
		mean := sum / float64(len(firms))
		if math.Abs(mean-float64(rule.Minutes)) > 0.15*float64(rule.Minutes) {
			t.Errorf("%s promises %d minutes, a middling firm takes %.1f", rule.ID, rule.Minutes, mean)
		}
	}
}

// measured walks a firm with middling answers through an interview.
func measured(in *assessment.Instrument, firm assessment.Profile, depth assessment.Depth) (minutes float64, asked int) {
	a := &assessment.Assessment{Profile: firm, Depth: depth, Seed: 1}
	for {
		question, more := in.Next(a)
		if !more {
			return minutes, asked
		}
		it := question.Item
		words := len(strings.Fields(it.Text.English))
		for _, o := range it.Options {
			words += len(strings.Fields(o.Text.English))
		}
		if it.Kind == assessment.Adoption {
			words += 18 // the six steps
		}
		minutes += float64(words)/wordsPerMinute + secondsPerAnswer/60
		asked++
		low, high := it.Range()
		r := assessment.ValueResponse((low + high) / 2)
		if it.Kind == assessment.Checklist {
			r = assessment.OptionsResponse(it.Options[0].ID, it.Options[1].ID)
		}
		a.Answer(assessment.Asked{Item: it.ID, Reason: question.Reason.Kind}, r)
	}
}
