package store

import (
	"cmp"
	"time"

	"onramp/assessment"
)

// AddKey implements assessment.KeyTx; a hash that is there already is a
// Conflict.
func (t *tx) AddKey(k assessment.Key) error {
	// In a distributed database no foreign key looks.
	if found, err := t.one("SELECT 1 FROM assessments WHERE id = $1", []any{k.Assessment}, new(int)); err != nil || !found {
		return cmp.Or(err, missing("assessment"))
	}
	n, err := t.exec(`INSERT INTO keys (hash, assessment_id, kind, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hash) DO NOTHING`, notNil(k.Hash), k.Assessment, string(k.Kind), millis(k.Created), optionalMillis(k.Expires))
	if err == nil && n == 0 {
		return conflict("the key is taken")
	}
	return err
}

const keyColumns = "SELECT hash, assessment_id, kind, created_at, expires_at FROM keys "

// scanKey reads the columns of keyColumns.
func scanKey(scan func(...any) error) (assessment.Key, error) {
	var k assessment.Key
	var created int64
	var expires *int64
	err := scan(&k.Hash, &k.Assessment, (*string)(&k.Kind), &created, &expires)
	k.Created, k.Expires = moment(&created), moment(expires)
	return k, err
}

// Key implements assessment.KeyTx.
func (t *tx) Key(hash []byte) (assessment.Key, error) {
	var k assessment.Key
	found := false
	err := t.each(keyColumns+"WHERE hash = $1", []any{notNil(hash)}, func(scan func(...any) error) (err error) {
		found = true
		k, err = scanKey(scan)
		return err
	})
	if err == nil && !found {
		err = missing("key")
	}
	return k, err
}

// Keys implements assessment.KeyTx; the oldest comes first.
func (t *tx) Keys(id string) ([]assessment.Key, error) {
	var all []assessment.Key
	err := t.each(keyColumns+"WHERE assessment_id = $1 ORDER BY created_at, hash", []any{id}, func(scan func(...any) error) error {
		k, err := scanKey(scan)
		all = append(all, k)
		return err
	})
	return all, err
}

// ExtendKey implements assessment.KeyTx; NotFound.
func (t *tx) ExtendKey(hash []byte, expires time.Time) error {
	n, err := t.exec("UPDATE keys SET expires_at = $1 WHERE hash = $2", optionalMillis(expires), notNil(hash))
	if err == nil && n == 0 {
		return missing("key")
	}
	return err
}

// DeleteKeys implements assessment.KeyTx.
func (t *tx) DeleteKeys(id string, kind assessment.KeyKind) error {
	_, err := t.exec("DELETE FROM keys WHERE assessment_id = $1 AND kind = $2", id, string(kind))
	return err
}

// DeleteKey implements assessment.KeyTx.
func (t *tx) DeleteKey(hash []byte) error {
	_, err := t.exec("DELETE FROM keys WHERE hash = $1", notNil(hash))
	return err
}

// millis is how a time is kept.
func millis(t time.Time) int64 { return t.UnixMilli() }

// optionalMillis keeps the zero time as NULL.
func optionalMillis(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

// moment reads what millis and optionalMillis keep.
func moment(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms).UTC()
}
