package store

import (
	"errors"
	"testing"
	"time"

	"onramp/assessment"
)

// TestColleagues keeps and reads back what several people do together.
func TestColleagues(t *testing.T) {
	s, _ := openFile(t)
	publish(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		all := tx.CreateAssessment(fixtureAssessment("host"))
		for i, id := range []string{"late", "early", "other"} {
			sheet := fixtureAssessment(id)
			sheet.Host, sheet.Label, sheet.First = "host", "Anna & <b>", []string{"S2", "S1"}
			sheet.Created = noon.Add(-time.Duration(i) * time.Minute)
			if id == "other" {
				sheet.Host = "nobody's"
			}
			all = errors.Join(all, tx.CreateAssessment(sheet))
		}
		return all
	})
	merges := []assessment.Merge{
		{Item: "S1", Former: assessment.OptionsResponse("web"), Merged: assessment.OptionsResponse(), People: 3, At: noon.UTC()},
		{Item: "S2", Merged: assessment.StateResponse(assessment.DontKnow), People: 2, At: noon.UTC()},
	}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		replaced := merges[0]
		replaced.People = 9
		return errors.Join(tx.SaveMerge("host", merges[1]), tx.SaveMerge("host", replaced), tx.SaveMerge("host", merges[0]),
			tx.CloseAnswers("host", noon.Add(-time.Hour)), tx.CloseAnswers("host", noon))
	})
	mustView(t, s, func(tx assessment.Tx) error {
		sheets, err := tx.Sheets("host")
		same(t, sheets, []string{"early", "late"})
		none, err2 := tx.Sheets("")
		same(t, len(none), 0)
		kept, err3 := tx.Merges("host")
		same(t, kept, merges)
		closed, err4 := tx.AnswersClosed("host")
		same(t, closed, noon.UTC())
		open, err5 := tx.AnswersClosed("late")
		same(t, open, time.Time{})
		ids, err6 := tx.FinishedAfter("shop", "1", "", 9)
		same(t, ids, []string{"host"})
		learn, err7 := tx.Respondents("shop", "1")
		same(t, len(learn), 1)
		return errors.Join(err, err2, err3, err4, err5, err6, err7)
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CloseAnswers("host", time.Time{}) })
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.SaveMerge("gone", merges[0]) }), assessment.NotFound)
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.CloseAnswers("gone", noon) }), assessment.NotFound)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("host") })
	mustView(t, s, func(tx assessment.Tx) error {
		for _, id := range []string{"early", "late"} {
			_, err := tx.Assessment(id)
			hasKind(t, err, assessment.NotFound)
		}
		closed, err := tx.AnswersClosed("host")
		same(t, closed, time.Time{})
		_, other := tx.Assessment("other")
		return errors.Join(err, other)
	})
}
