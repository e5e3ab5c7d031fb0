package store

import (
	"time"

	"onramp/assessment"
)

// AddAccount implements assessment.AccountTx.
func (t *tx) AddAccount(a *assessment.Account) error {
	n, err := t.exec(`INSERT INTO accounts (id, organisation_id, email, name, role, password, issuer, subject, disabled, created_at, seen_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`, a.ID, a.Organisation, a.Email, a.Name, string(a.Role),
		a.Password, optionalText(a.Issuer), optionalText(a.Subject), a.Disabled, millis(a.Created), optionalMillis(a.Seen))
	if err == nil && n == 0 {
		return conflict("the account is there")
	}
	return err
}

const accountColumns = `SELECT id, organisation_id, email, name, role, password, COALESCE(issuer, ''), COALESCE(subject, ''),
	disabled, created_at, seen_on FROM accounts `

// scanAccount reads the columns of accountColumns.
func scanAccount(scan func(...any) error) (*assessment.Account, error) {
	var a assessment.Account
	var created int64
	var seen *int64
	err := scan(&a.ID, &a.Organisation, &a.Email, &a.Name, (*string)(&a.Role), &a.Password, &a.Issuer, &a.Subject, &a.Disabled, &created, &seen)
	a.Created, a.Seen = moment(&created), moment(seen)
	return &a, err
}

// Account implements assessment.AccountTx.
func (t *tx) Account(id string) (*assessment.Account, error) {
	all, err := collect(t, accountColumns+"WHERE id = $1", []any{id}, scanAccount)
	return only(all, err, "account")
}

// AccountByEmail implements assessment.AccountTx.
func (t *tx) AccountByEmail(email string) (*assessment.Account, error) {
	all, err := collect(t, accountColumns+"WHERE email = $1", []any{email}, scanAccount)
	return only(all, err, "account")
}

// AccountBySubject implements assessment.AccountTx.
func (t *tx) AccountBySubject(issuer, subject string) (*assessment.Account, error) {
	all, err := collect(t, accountColumns+"WHERE issuer = $1 AND subject = $2", []any{issuer, subject}, scanAccount)
	return only(all, err, "account")
}

// Accounts implements assessment.AccountTx.
func (t *tx) Accounts(organisation string) ([]*assessment.Account, error) {
	if organisation == "" {
		return collect(t, accountColumns+"ORDER BY created_at, id", nil, scanAccount)
	}
	return collect(t, accountColumns+"WHERE organisation_id = $1 ORDER BY created_at, id", []any{organisation}, scanAccount)
}

// SaveAccount implements assessment.AccountTx.
func (t *tx) SaveAccount(a *assessment.Account) error {
	if a.Subject != "" { // looked for first, since an error of the database would spoil the transaction
		other, err := t.AccountBySubject(a.Issuer, a.Subject)
		if err == nil && other.ID != a.ID {
			return conflict("the subject is another account's")
		}
		if err != nil && assessment.KindOf(err) != assessment.NotFound {
			return err
		}
	}
	n, err := t.exec(`UPDATE accounts SET name = $1, role = $2, password = $3, issuer = $4, subject = $5, disabled = $6, seen_on = $7 WHERE id = $8`,
		a.Name, string(a.Role), a.Password, optionalText(a.Issuer), optionalText(a.Subject), a.Disabled, optionalMillis(a.Seen), a.ID)
	return changedOne(n, err, "account")
}

// DeleteAccount implements assessment.AccountTx.
func (t *tx) DeleteAccount(id string) error {
	_, err := t.remove("DELETE FROM accounts WHERE id = $1", id) // the files forget the person, too
	return err
}

// AddInvitation implements assessment.AccountTx.
func (t *tx) AddInvitation(i *assessment.Invitation) error {
	if _, err := t.exec("DELETE FROM invitations WHERE organisation_id = $1 AND email = $2", i.Organisation, i.Email); err != nil {
		return err
	}
	_, err := t.exec("INSERT INTO invitations (hash, organisation_id, email, role, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
		notNil(i.Hash), i.Organisation, i.Email, string(i.Role), millis(i.Created), millis(i.Expires))
	return err
}

const invitationColumns = "SELECT hash, organisation_id, email, role, created_at, expires_at FROM invitations "

// scanInvitation reads the columns of invitationColumns.
func scanInvitation(scan func(...any) error) (*assessment.Invitation, error) {
	var i assessment.Invitation
	var created, expires int64
	err := scan(&i.Hash, &i.Organisation, &i.Email, (*string)(&i.Role), &created, &expires)
	i.Created, i.Expires = moment(&created), moment(&expires)
	return &i, err
}

// Invitation implements assessment.AccountTx.
func (t *tx) Invitation(hash []byte) (*assessment.Invitation, error) {
	all, err := collect(t, invitationColumns+"WHERE hash = $1", []any{notNil(hash)}, scanInvitation)
	return only(all, err, "invitation")
}

// Invitations implements assessment.AccountTx.
func (t *tx) Invitations(organisation string) ([]*assessment.Invitation, error) {
	return collect(t, invitationColumns+"WHERE organisation_id = $1 ORDER BY created_at DESC, hash", []any{organisation}, scanInvitation)
}

// DeleteInvitation implements assessment.AccountTx.
func (t *tx) DeleteInvitation(hash []byte) error {
	_, err := t.exec("DELETE FROM invitations WHERE hash = $1", notNil(hash))
	return err
}

// AddPasswordLink implements assessment.AccountTx.
func (t *tx) AddPasswordLink(l *assessment.PasswordLink) error {
	if err := t.DeletePasswordLinks(l.Account); err != nil {
		return err
	}
	_, err := t.exec("INSERT INTO password_links (hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
		notNil(l.Hash), l.Account, millis(l.Created), millis(l.Expires))
	return err
}

// PasswordLink implements assessment.AccountTx.
func (t *tx) PasswordLink(hash []byte) (*assessment.PasswordLink, error) {
	all, err := collect(t, "SELECT hash, account_id, created_at, expires_at FROM password_links WHERE hash = $1", []any{notNil(hash)},
		func(scan func(...any) error) (*assessment.PasswordLink, error) {
			var l assessment.PasswordLink
			var created, expires int64
			err := scan(&l.Hash, &l.Account, &created, &expires)
			l.Created, l.Expires = moment(&created), moment(&expires)
			return &l, err
		})
	return only(all, err, "password link")
}

// DeletePasswordLinks implements assessment.AccountTx.
func (t *tx) DeletePasswordLinks(account string) error {
	_, err := t.exec("DELETE FROM password_links WHERE account_id = $1", account)
	return err
}

// DeleteOutdated implements assessment.AccountTx.
func (t *tx) DeleteOutdated(now time.Time) error {
	if _, err := t.exec("DELETE FROM sessions WHERE used_at <= $1 OR created_at <= $2",
		millis(now.Add(-assessment.SessionIdle)), millis(now.Add(-assessment.SessionLife))); err != nil {
		return err
	}
	for _, links := range []string{"DELETE FROM invitations WHERE expires_at < $1", "DELETE FROM password_links WHERE expires_at < $1"} {
		if _, err := t.exec(links, millis(now)); err != nil {
			return err
		}
	}
	_, err := t.exec("DELETE FROM throttles WHERE last_at <= $1", millis(now.Add(-assessment.ThrottleLife)))
	return err
}

// optionalText keeps an empty text as NULL.
func optionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
