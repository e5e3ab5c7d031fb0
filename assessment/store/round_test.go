package store

import (
	"errors"
	"testing"
	"time"

	"onramp/assessment"
)

// firm writes two rounds of the firm "a" and a colleague's sheet to the second.
func firm(t *testing.T, s *Store) {
	t.Helper()
	second, sheet := fixtureAssessment("b"), fixtureAssessment("s")
	second.Firm, second.Round, second.First, second.Finished = "a", 2, []string{"S3", "S1"}, time.Time{}
	sheet.Host, sheet.Label, sheet.Workshop = "b", "Mira", "w"
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateAssessment(second), tx.CreateAssessment(fixtureAssessment("a")), tx.CreateAssessment(sheet),
			tx.CreateAssessment(fixtureAssessment("other")))
	})
}

func testRounds(t *testing.T, open opener) {
	s, _ := open(t)
	publish(t, s)
	firm(t, s)
	same(t, load(t, s, "b").First, []string{"S3", "S1"})
	round := func(id string, n int, finished time.Time) assessment.Round {
		return assessment.Round{ID: id, Number: n, Depth: assessment.Standard, Questionnaire: "shop", QuestionnaireVersion: "1", Model: "ladder", ModelVersion: "1",
			Created: noon.UTC(), Updated: noon.UTC().Add(time.Minute), Finished: finished}
	}
	mustView(t, s, func(tx assessment.Tx) error {
		rounds, err := tx.Rounds("a")
		same(t, rounds, []assessment.Round{round("a", 1, noon.UTC().Add(time.Hour)), round("b", 2, time.Time{})})
		none, errNone := tx.Rounds("s")
		same(t, len(none), 0)
		for id, want := range map[string][2]string{"a": {"a", ""}, "b": {"a", ""}, "s": {"s", "b"}, "other": {"other", ""}} {
			f, host, err := tx.Firm(id)
			same(t, [2]string{f, host}, want)
			errNone = errors.Join(errNone, err)
		}
		_, _, gone := tx.Firm("none")
		hasKind(t, gone, assessment.NotFound)
		return errors.Join(err, errNone)
	})
	for range 2 { // deleting what is not there is no error
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteFirm("a") })
		same(t, count(t, s)["assessments"], 1)
	}
	same(t, load(t, s, "other"), fixtureAssessment("other"))
}

// TestSweepCountsKeysOfTheFirm: a key of the firm keeps all its rounds and
// sheets; a sheet's own key does not outlive its host.
func TestSweepCountsKeysOfTheFirm(t *testing.T) {
	for _, test := range []struct {
		name string
		key  string
		left int
	}{{"the firm's", "a", 3}, {"the sheet's", "s", 0}, {"another firm's", "other", 1}} {
		t.Run(test.name, func(t *testing.T) {
			s, _ := forgetful(t)
			firm(t, s)
			mustUpdate(t, s, func(tx assessment.Tx) error {
				return tx.AddKey(assessment.Key{Hash: []byte("h"), Assessment: test.key, Kind: assessment.LinkKey, Created: noon, Expires: noon})
			})
			mustUpdate(t, s, func(tx assessment.Tx) error {
				ids, _, err := tx.Unreachable(noon, "")
				if err != nil {
					return err
				}
				_, err = tx.DeleteUnreachable(noon, ids)
				return err
			})
			same(t, count(t, s)["assessments"], test.left)
		})
	}
}
