package store

import "onramp/assessment"

// Evidence implements assessment.EvidenceTx.
func (t *tx) Evidence(id string) (e assessment.EvidenceRecord, err error) {
	var answered *int64
	if _, err := t.one("SELECT MAX(answered_at) FROM responses WHERE assessment_id = $1", []any{id}, &answered); err != nil {
		return e, err
	}
	e.Answered = moment(answered)
	err = t.each(`SELECT account_id, name, organisation, granted_at, ended_at FROM advisers
		WHERE assessment_id = $1 ORDER BY granted_at, account_id`, []any{id}, func(scan func(...any) error) error {
		var a assessment.Adviser
		var granted int64
		var ended *int64
		err := scan(&a.Account, &a.Name, &a.Organisation, &granted, &ended)
		a.Granted, a.Ended = moment(&granted), moment(ended)
		e.Advisers = append(e.Advisers, a)
		return err
	})
	if err != nil {
		return e, err
	}
	err = t.each(`SELECT item_id, response_mark, account_id, name, organisation, seen_on, confirmed_at, note FROM confirmations
		WHERE assessment_id = $1 ORDER BY item_id, account_id`, []any{id}, func(scan func(...any) error) error {
		var c assessment.Confirmation
		var seen, at int64
		err := scan(&c.Item, &c.Mark, &c.Account, &c.Name, &c.Organisation, &seen, &at, &c.Note)
		c.Seen, c.At = moment(&seen), moment(&at)
		e.Confirmations = append(e.Confirmations, c)
		return err
	})
	return e, err
}

// SaveAdviser implements assessment.EvidenceTx.
func (t *tx) SaveAdviser(id string, a assessment.Adviser) error {
	_, err := t.exec(`INSERT INTO advisers (assessment_id, account_id, name, organisation, granted_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (assessment_id, account_id, granted_at) DO UPDATE SET ended_at = excluded.ended_at`,
		id, a.Account, a.Name, a.Organisation, millis(a.Granted), optionalMillis(a.Ended))
	return err
}

// AdvisedBy implements assessment.EvidenceTx.
func (t *tx) AdvisedBy(account string) (all []assessment.Advised, err error) {
	err = t.each(`SELECT assessment_id, granted_at FROM advisers WHERE account_id = $1 AND ended_at IS NULL
		ORDER BY granted_at DESC, assessment_id`, []any{account}, func(scan func(...any) error) error {
		var a assessment.Advised
		var granted int64
		err := scan(&a.Assessment, &granted)
		a.Granted = moment(&granted)
		all = append(all, a)
		return err
	})
	return all, err
}

// SaveConfirmation implements assessment.EvidenceTx.
func (t *tx) SaveConfirmation(id string, c assessment.Confirmation) error {
	_, err := t.exec(`INSERT INTO confirmations (assessment_id, item_id, account_id, name, organisation, response_mark, seen_on, confirmed_at, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (assessment_id, item_id, account_id) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
		response_mark = excluded.response_mark, seen_on = excluded.seen_on, confirmed_at = excluded.confirmed_at, note = excluded.note`,
		id, c.Item, c.Account, c.Name, c.Organisation, c.Mark, millis(c.Seen), millis(c.At), c.Note)
	return err
}

// DeleteConfirmation implements assessment.EvidenceTx.
func (t *tx) DeleteConfirmation(id, item, account string) error {
	_, err := t.remove("DELETE FROM confirmations WHERE assessment_id = $1 AND item_id = $2 AND account_id = $3", id, item, account)
	return err
}
