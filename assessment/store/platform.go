package store

import (
	"encoding/json"
	"time"

	"onramp/assessment"
)

// ReplaceDirectory implements assessment.CatalogueTx. Earlier directories stay,
// because documents name the version they were made with.
func (t *tx) ReplaceDirectory(d *assessment.Directory, at time.Time) error {
	document, err := encode(d)
	if err != nil {
		return err
	}
	if _, err := t.exec("UPDATE directories SET current = $1 WHERE current = $2", false, true); err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO directories (version, document, current, imported_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (version) DO UPDATE SET document = excluded.document, current = excluded.current, imported_at = excluded.imported_at`,
		d.Version, string(document), true, millis(at))
	return err
}

// directory returns the directory of today, an empty one when none was
// imported.
func (t *tx) directory() (*assessment.Directory, error) {
	d := &assessment.Directory{}
	var document string
	found, err := t.one("SELECT document FROM directories WHERE current = $1", []any{true}, &document)
	if err != nil || !found {
		return d, err
	}
	return d, json.Unmarshal([]byte(document), d)
}
