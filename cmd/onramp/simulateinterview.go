package main

import (
	"fmt"
	"time"

	"onramp/assessment"
)

// counts are questions of one interview, by why they were asked.
type counts struct {
	level   int // to know the levels
	confirm int // to confirm what the roadmap recommends
	seed    int // to calibrate the questionnaire
	must    int // legal and security musts, which are always asked
}

// asked is what an interview could have spared: neither musts nor seed items.
func (c counts) asked() int { return c.level + c.confirm }

func (c counts) total() int { return c.asked() + c.seed + c.must }

// record is what one interview showed, beside the truth.
type record struct {
	asked      counts
	applicable int          // questions that asking everything asks, without musts
	dimensions []comparison // those that have a score
	overall    comparison
	roadmap    recommended
	times      []time.Duration // of finding each next question
}

// comparison is an estimate and what answering everything gives.
type comparison struct {
	level, trueLevel int
	probability      float64 // stated, of the level
	certain          bool    // nothing was left to predict
	score, trueScore float64
	low, high        float64 // 90 % interval of the score
}

// interview asks the firm what the instrument wants to know.
func (s *subject) interview(f respondent, depth assessment.Depth, seed int64, consent bool) (record, error) {
	var out record
	a := &assessment.Assessment{Questionnaire: s.questionnaire.ID, QuestionnaireVersion: s.questionnaire.Version,
		Model: s.model.ID, ModelVersion: s.model.Version, Depth: depth, Seed: seed, Profile: f.profile,
		StatisticsConsent: consent, Responses: map[string]assessment.Response{}}
	for {
		start := time.Now()
		q, more := s.instrument.Next(a)
		out.times = append(out.times, time.Since(start))
		if !more {
			break
		}
		if _, twice := a.Responses[q.Item.ID]; twice {
			return out, fmt.Errorf("item %s was asked twice", q.Item.ID)
		}
		a.Answer(assessment.Asked{Item: q.Item.ID, Reason: q.Reason.Kind}, f.responses[q.Item.ID])
		out.asked.add(q)
	}
	s.compare(&out, s.questionnaire.Read(f.profile, a.Responses), s.questionnaire.Read(f.profile, f.responses))
	return out, nil
}

func (c *counts) add(q assessment.Question) {
	switch {
	case q.Item.Must:
		c.must++
	case q.Reason.Kind == assessment.ReasonConfirm:
		c.confirm++
	case q.Reason.Kind == assessment.ReasonSeed:
		c.seed++
	default:
		c.level++
	}
}

// compare puts what is known beside what answering everything gives.
func (s *subject) compare(out *record, known, all assessment.Readings) {
	for _, r := range all {
		if r.Askable && !r.Item.Must && r.Item.Core() {
			out.applicable++
		}
	}
	full, estimate := s.model.Score(all), s.instrument.Estimate(known)
	for d, result := range full.Dimensions {
		if result.Score != nil {
			out.dimensions = append(out.dimensions, newComparison(estimate.Certainty(d), result.Standing))
		}
	}
	if full.Overall.Score != nil {
		out.overall = newComparison(estimate.All(), full.Overall)
	}
	out.roadmap = recommend(s.practices(known, all, s.instrument.Likely(known)))
}

func newComparison(c assessment.Certainty, full assessment.Standing) comparison {
	level, p := c.Sure()
	return comparison{level: level, trueLevel: full.Level, probability: p, certain: p > 1-1e-9,
		score: c.Mean, trueScore: *full.Score, low: c.Low, high: c.High}
}

// shorten keeps the shorter of the times of each question.
func (r *record) shorten(times []time.Duration) {
	if r.times == nil {
		r.times = times
		return
	}
	for i := range r.times {
		r.times[i] = min(r.times[i], times[i])
	}
}
