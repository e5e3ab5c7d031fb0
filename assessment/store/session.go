package store

import (
	"time"

	"onramp/assessment"
)

// AddSession implements assessment.AccountTx.
func (t *tx) AddSession(s *assessment.Session) error {
	_, err := t.exec("INSERT INTO sessions (hash, account_id, browser, system, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6)",
		notNil(s.Hash), s.Account, s.Browser, s.System, millis(s.Created), millis(s.Used))
	return err
}

const sessionColumns = "SELECT hash, account_id, browser, system, created_at, used_at FROM sessions "

// scanSession reads the columns of sessionColumns.
func scanSession(scan func(...any) error) (*assessment.Session, error) {
	var s assessment.Session
	var created, used int64
	err := scan(&s.Hash, &s.Account, &s.Browser, &s.System, &created, &used)
	s.Created, s.Used = moment(&created), moment(&used)
	return &s, err
}

// Session implements assessment.AccountTx.
func (t *tx) Session(hash []byte) (*assessment.Session, error) {
	all, err := collect(t, sessionColumns+"WHERE hash = $1", []any{notNil(hash)}, scanSession)
	return only(all, err, "session")
}

// Sessions implements assessment.AccountTx.
func (t *tx) Sessions(account string) ([]*assessment.Session, error) {
	return collect(t, sessionColumns+"WHERE account_id = $1 ORDER BY used_at DESC, hash", []any{account}, scanSession)
}

// TouchSession implements assessment.AccountTx.
func (t *tx) TouchSession(hash []byte, used time.Time) error {
	_, err := t.exec("UPDATE sessions SET used_at = $1 WHERE hash = $2", millis(used), notNil(hash))
	return err
}

// DeleteSession implements assessment.AccountTx.
func (t *tx) DeleteSession(hash []byte) error {
	_, err := t.exec("DELETE FROM sessions WHERE hash = $1", notNil(hash))
	return err
}

// DeleteSessions implements assessment.AccountTx.
func (t *tx) DeleteSessions(account string) error {
	_, err := t.exec("DELETE FROM sessions WHERE account_id = $1", account)
	return err
}

// Throttle implements assessment.AccountTx.
func (t *tx) Throttle(hash []byte) (assessment.Throttle, error) {
	throttle := assessment.Throttle{Hash: hash}
	var last int64
	found, err := t.one("SELECT failures, last_at FROM throttles WHERE hash = $1", []any{notNil(hash)}, &throttle.Failures, &last)
	if found {
		throttle.Last = moment(&last)
	}
	return throttle, err
}

// SaveThrottle implements assessment.AccountTx.
func (t *tx) SaveThrottle(throttle assessment.Throttle) error {
	if throttle.Failures <= 0 {
		_, err := t.exec("DELETE FROM throttles WHERE hash = $1", notNil(throttle.Hash))
		return err
	}
	_, err := t.exec(`INSERT INTO throttles (hash, failures, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (hash) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`,
		notNil(throttle.Hash), throttle.Failures, millis(throttle.Last))
	return err
}
