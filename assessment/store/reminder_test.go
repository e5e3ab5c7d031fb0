package store

import (
	"errors"
	"testing"
	"time"

	"onramp/assessment"
)

// fixtureReminder sets every field.
func fixtureReminder(id string, kind assessment.ReminderKind) assessment.Reminder {
	return assessment.Reminder{Assessment: id, Kind: kind, Address: "ada@unmistakable.example", Fingerprint: []byte{0, 255, 3}, Language: "en-XA",
		Created: noon.UTC(), Due: noon.UTC().Add(time.Hour), Tries: 2, NextTry: noon.UTC().Add(2 * time.Hour), Sent: noon.UTC().Add(3 * time.Hour)}
}

func testReminders(t *testing.T, open opener) {
	s, _ := started(t, open)
	link, review := fixtureReminder("a", assessment.LinkMail), fixtureReminder("a", assessment.ReviewMail)
	review.Sent, review.NextTry = time.Time{}, noon.UTC().Add(time.Hour)
	other := fixtureReminder("b", assessment.LinkMail)
	other.Fingerprint, other.NextTry = []byte{4}, noon.UTC().Add(90*time.Minute)
	over := fixtureReminder("b", assessment.ReviewMail)
	over.Address, over.Fingerprint, over.NextTry = "", nil, time.Time{}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		old := link
		old.Address = "old@unmistakable.example"
		return errors.Join(tx.CreateAssessment(fixtureAssessment("b")), tx.SaveReminder(old), tx.SaveReminder(review), tx.SaveReminder(link), tx.SaveReminder(other), tx.SaveReminder(over))
	})
	of := func(id string) (all []assessment.Reminder) {
		mustView(t, s, func(tx assessment.Tx) (err error) { all, err = tx.Reminders(id); return err })
		return all
	}
	same(t, of("a"), []assessment.Reminder{link, review})
	same(t, of("b"), []assessment.Reminder{other, over})
	err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.SaveReminder(fixtureReminder("none", assessment.LinkMail)) })
	hasKind(t, err, assessment.NotFound)

	var walked []assessment.Reminder
	mustUpdate(t, s, func(tx assessment.Tx) error {
		_, err := tx.DueReminder(noon)
		hasKind(t, err, assessment.NotFound)
		for range 3 {
			r, err := tx.DueReminder(noon.AddDate(1, 0, 0))
			if err != nil {
				return err
			}
			walked = append(walked, r)
			if err := tx.DeleteReminders(r.Assessment, r.Kind); err != nil {
				return err
			}
		}
		_, err = tx.DueReminder(noon.AddDate(1, 0, 0))
		hasKind(t, err, assessment.NotFound) // what is over never comes
		return errors.Join(tx.SaveReminder(link), tx.SaveReminder(review), tx.SaveReminder(other), tx.DeleteRemindersTo(nil), tx.DeleteRemindersTo(link.Fingerprint))
	})
	same(t, walked, []assessment.Reminder{review, other, link})
	same(t, of("a"), []assessment.Reminder(nil))
	same(t, of("b"), []assessment.Reminder{other, over})

	mustUpdate(t, s, func(tx assessment.Tx) error {
		for _, c := range []struct {
			subject   string
			day, want int
		}{{"x", 1, 1}, {"x", 1, 2}, {"y", 1, 1}, {"x", 2, 1}, {"y", 2, 1}, {"x", 2, 2}} {
			n, err := tx.CountMail([]byte(c.subject), int64(c.day))
			if n != c.want || err != nil {
				t.Errorf("%+v: %d, %v", c, n, err)
			}
		}
		for _, stop := range []bool{true, true, false, false, true} {
			err := tx.StopMails([]byte("x"), stop, noon)
			yes, err2 := tx.MailsStopped([]byte("x"))
			no, err3 := tx.MailsStopped([]byte("y"))
			if yes != stop || no || errors.Join(err, err2, err3) != nil {
				t.Errorf("stop %v: %v, %v, %v", stop, yes, no, errors.Join(err, err2, err3))
			}
		}
		return nil
	})
	same(t, count(t, s)["mail_counts"], 2) // earlier days are forgotten
}

// TestAddressIsGoneFromDisk: at once when it was replaced, used or removed.
func TestAddressIsGoneFromDisk(t *testing.T) {
	const address = "ada@unmistakable.example"
	for name, end := range map[string]func(assessment.Tx) error{
		"replaced": func(tx assessment.Tx) error {
			r := fixtureReminder("a", assessment.LinkMail)
			r.Address = "a@b.example"
			return tx.SaveReminder(r)
		},
		"used": func(tx assessment.Tx) error {
			r := fixtureReminder("a", assessment.LinkMail)
			r.Done(noon)
			return tx.SaveReminder(r)
		},
		"removed":         func(tx assessment.Tx) error { return tx.DeleteReminders("a", assessment.ReminderKinds...) },
		"ended by reader": func(tx assessment.Tx) error { return tx.DeleteRemindersTo([]byte{0, 255, 3}) },
		"deleted":         func(tx assessment.Tx) error { return tx.DeleteAssessment("a") },
	} {
		t.Run(name, func(t *testing.T) {
			s, file := forgetful(t)
			named(t, s, "a", "A Bakery")
			mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveReminder(fixtureReminder("a", assessment.LinkMail)) })
			if len(inFiles(t, file, address)) == 0 {
				t.Fatal("the search finds nothing at all")
			}
			mustUpdate(t, s, end)
			if in := inFiles(t, file, address); in != nil {
				t.Errorf("while open the address is in %v", in)
			}
			fine(t)(s.Close())
			if in := inFiles(t, file, address); in != nil {
				t.Errorf("after Close the address is in %v", in)
			}
		})
	}
}
