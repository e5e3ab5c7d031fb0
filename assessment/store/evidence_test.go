package store

import (
	"errors"
	"testing"
	"time"

	"onramp/assessment"
)

// testEvidence keeps and reads back who advises a firm and what they confirmed.
func testEvidence(t *testing.T, open opener) {
	s, _ := started(t, open)
	adviser := func(account string, hours int) assessment.Adviser {
		return assessment.Adviser{Account: account, Name: "Ädä & <b>", Organisation: "Kammer", Granted: noon.UTC().Add(time.Duration(hours) * time.Hour)}
	}
	first, again, other := adviser("ada", 0), adviser("ada", 5), adviser("bo", 1)
	first.Ended = noon.UTC().Add(2 * time.Hour)
	confirmation := func(item, account string) assessment.Confirmation {
		return assessment.Confirmation{Item: item, Mark: "mark", Account: account, Name: "Ädä", Organisation: "Kammer", Seen: noon.UTC().Truncate(24 * time.Hour), At: noon.UTC(), Note: "Gesehen <3"}
	}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		open := first
		open.Ended = time.Time{}
		changed := confirmation("S1", "ada")
		changed.Note, changed.Mark = "before", "other"
		return errors.Join(tx.SaveAdviser("a", open), tx.SaveAdviser("a", first), tx.SaveAdviser("a", other), tx.SaveAdviser("a", again),
			tx.SaveConfirmation("a", changed), tx.SaveConfirmation("a", confirmation("S2", "ada")), tx.SaveConfirmation("a", confirmation("S1", "ada")),
			tx.SaveConfirmation("a", confirmation("S1", "bo")), tx.SaveConfirmation("a", confirmation("S3", "bo")),
			tx.DeleteConfirmation("a", "S3", "ada"), tx.DeleteConfirmation("a", "S3", "bo"), tx.DeleteConfirmation("none", "S1", "ada"))
	})
	mustView(t, s, func(tx assessment.Tx) error {
		record, err := tx.Evidence("a")
		same(t, record.Answered.IsZero(), false)
		same(t, record.Advisers, []assessment.Adviser{first, other, again})
		same(t, record.Confirmations, []assessment.Confirmation{confirmation("S1", "ada"), confirmation("S1", "bo"), confirmation("S2", "ada")})
		none, err2 := tx.Evidence("none")
		same(t, none, assessment.EvidenceRecord{})
		advised, err3 := tx.AdvisedBy("ada")
		same(t, advised, []assessment.Advised{{Assessment: "a", Granted: again.Granted}})
		nobody, err4 := tx.AdvisedBy("")
		same(t, len(nobody), 0)
		return errors.Join(err, err2, err3, err4)
	})
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.SaveAdviser("gone", other) }), assessment.NotFound)
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.SaveConfirmation("gone", confirmation("S1", "ada")) }), assessment.NotFound)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	left := count(t, s)
	same(t, [2]int{left["advisers"], left["confirmations"]}, [2]int{})
}
