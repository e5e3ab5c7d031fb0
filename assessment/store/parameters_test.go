package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"onramp/assessment"
)

func testParameters(t *testing.T, open opener) {
	s, reopen := open(t)
	publish(t, s)
	for _, p := range []*assessment.Parameters{fixtureParameters("1.10", 1), fixtureParameters("1", 2), fixtureParameters("1", 10), fixtureParameters("1", 1)} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.PublishParameters(p) })
	}
	changed := fixtureParameters("1", 2)
	changed.Respondents++
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.PublishParameters(changed) }), assessment.Conflict)
	mustView(t, reopen(), func(tx assessment.Tx) error {
		c, err := tx.Catalogue()
		same(t, c.Parameters, []*assessment.Parameters{fixtureParameters("1", 1), fixtureParameters("1", 2), fixtureParameters("1", 10), fixtureParameters("1.10", 1)})
		return err
	})
}

// testRespondents: learning sees finished assessments of firms that agree, and
// nothing that says whose they are.
func testRespondents(t *testing.T, open opener) {
	s, _ := started(t, open)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		private, unfinished, other, mute := fixtureAssessment("b"), fixtureAssessment("c"), fixtureAssessment("d"), fixtureAssessment("e")
		private.StatisticsConsent, unfinished.Finished = false, time.Time{}
		other.QuestionnaireVersion = "1.10"
		mute.Responses, mute.Asked = nil, nil
		return errors.Join(tx.CreateAssessment(private), tx.CreateAssessment(unfinished), tx.CreateAssessment(other), tx.CreateAssessment(mute),
			tx.SavePredictions("a", []assessment.Prediction{fixturePrediction(), {Model: "gone", Certainty: assessment.Certainty{Levels: []float64{1}}}}, noon),
			tx.SavePredictions("a", []assessment.Prediction{fixturePrediction()}, noon),
			tx.SavePredictions("b", []assessment.Prediction{fixturePrediction()}, noon))
	})
	kept := fixtureAssessment("a")
	profile := assessment.Profile{Country: "DE", Sector: "G", Employees: 12, Goals: []string{"sell", "save"}}
	want := []assessment.Respondent{
		{Depth: kept.Depth, Profile: profile, Responses: kept.Responses, Asked: kept.Asked, Predictions: []assessment.Prediction{fixturePrediction()}},
		{Depth: kept.Depth, Profile: profile, Responses: map[string]assessment.Response{}},
	}
	mustView(t, s, func(tx assessment.Tx) error {
		got, err := tx.Respondents("shop", "1")
		same(t, got, want)
		return err
	})
	for after, ids := range map[string][]string{"": {"a", "b"}, "b": {"e"}, "e": nil} {
		mustView(t, s, func(tx assessment.Tx) error {
			got, err := tx.FinishedAfter("shop", "1", after, 2)
			same(t, got, ids)
			return err
		})
	}
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	mustView(t, s, func(tx assessment.Tx) error {
		got, err := tx.Respondents("shop", "1")
		same(t, got, want[1:])
		return err
	})
}
