package store

import (
	"time"

	"onramp/assessment"
)

// SaveReminder implements assessment.ReminderTx. Reminders are rows that are
// removed and written again, so that the files forget the address.
func (t *tx) SaveReminder(r assessment.Reminder) error {
	if err := t.DeleteReminders(r.Assessment, r.Kind); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO reminders (assessment_id, kind, address, fingerprint, language, created_at, due_at, tries, next_try_at, sent_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, r.Assessment, string(r.Kind), r.Address, notNil(r.Fingerprint), r.Language,
		millis(r.Created), millis(r.Due), r.Tries, optionalMillis(r.NextTry), optionalMillis(r.Sent))
	return err
}

const reminderColumns = "SELECT assessment_id, kind, address, fingerprint, language, created_at, due_at, tries, next_try_at, sent_at FROM reminders "

// reminders reads the rows of a query that begins with reminderColumns.
func (t *tx) reminders(query string, args ...any) (all []assessment.Reminder, err error) {
	err = t.each(query, args, func(scan func(...any) error) error {
		var r assessment.Reminder
		var created, due int64
		var next, sent *int64
		err := scan(&r.Assessment, (*string)(&r.Kind), &r.Address, &r.Fingerprint, &r.Language, &created, &due, &r.Tries, &next, &sent)
		r.Created, r.Due, r.NextTry, r.Sent = moment(&created), moment(&due), moment(next), moment(sent)
		if len(r.Fingerprint) == 0 {
			r.Fingerprint = nil
		}
		all = append(all, r)
		return err
	})
	return all, err
}

// Reminders implements assessment.ReminderTx.
func (t *tx) Reminders(id string) ([]assessment.Reminder, error) {
	return t.reminders(reminderColumns+"WHERE assessment_id = $1 ORDER BY kind", id)
}

// DueReminder implements assessment.ReminderTx; NotFound.
func (t *tx) DueReminder(now time.Time) (assessment.Reminder, error) {
	due, err := t.reminders(reminderColumns+"WHERE next_try_at <= $1 ORDER BY next_try_at, assessment_id, kind LIMIT 1", millis(now))
	if err != nil {
		return assessment.Reminder{}, err
	}
	if len(due) == 0 {
		return assessment.Reminder{}, missing("reminder")
	}
	return due[0], nil
}

// DeleteReminders implements assessment.ReminderTx.
func (t *tx) DeleteReminders(id string, kinds ...assessment.ReminderKind) error {
	for _, kind := range kinds {
		if _, err := t.remove("DELETE FROM reminders WHERE assessment_id = $1 AND kind = $2", id, string(kind)); err != nil {
			return err
		}
	}
	return nil
}

// DeleteRemindersTo implements assessment.ReminderTx.
func (t *tx) DeleteRemindersTo(fingerprint []byte) error {
	if len(fingerprint) == 0 { // that of mails that are over
		return nil
	}
	_, err := t.remove("DELETE FROM reminders WHERE fingerprint = $1", fingerprint)
	return err
}

// CountMail implements assessment.ReminderTx.
func (t *tx) CountMail(subject []byte, day int64) (n int, err error) {
	if _, err := t.exec("DELETE FROM mail_counts WHERE day < $1", day); err != nil {
		return 0, err
	}
	if _, err := t.exec(`INSERT INTO mail_counts (subject, day, count) VALUES ($1, $2, 1)
		ON CONFLICT (subject, day) DO UPDATE SET count = mail_counts.count + 1`, subject, day); err != nil {
		return 0, err
	}
	_, err = t.one("SELECT count FROM mail_counts WHERE subject = $1 AND day = $2", []any{subject, day}, &n)
	return n, err
}

// StopMails implements assessment.ReminderTx.
func (t *tx) StopMails(fingerprint []byte, stop bool, at time.Time) error {
	query, args := "DELETE FROM mail_stops WHERE fingerprint = $1", []any{fingerprint}
	if stop {
		query = "INSERT INTO mail_stops (fingerprint, stopped_at) VALUES ($1, $2) ON CONFLICT (fingerprint) DO NOTHING"
		args = append(args, millis(at))
	}
	_, err := t.exec(query, args...)
	return err
}

// MailsStopped implements assessment.ReminderTx.
func (t *tx) MailsStopped(fingerprint []byte) (bool, error) {
	return t.one("SELECT 1 FROM mail_stops WHERE fingerprint = $1", []any{fingerprint}, new(int))
}
