package store

import (
	"cmp"
	"encoding/json"
	"slices"
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

// Directory implements assessment.PlatformTx.
func (t *tx) Directory() (*assessment.Directory, error) {
	d, err := t.imported()
	if err != nil {
		return nil, err
	}
	changes, err := t.changes(platformChangeColumns, nil)
	if err != nil {
		return nil, err
	}
	return d.With(changes), nil
}

// imported returns the directory imported last, an empty one when none was.
func (t *tx) imported() (*assessment.Directory, error) {
	d := &assessment.Directory{}
	var document string
	found, err := t.one("SELECT document FROM directories WHERE current = $1", []any{true}, &document)
	if err != nil || !found {
		return d, err
	}
	return d, json.Unmarshal([]byte(document), d)
}

const platformChangeColumns = "SELECT platform_id, number, changed_at, changed_by, organisation_id, document_before, document_after, note, dropped_at FROM platform_changes"

// changes reads the columns of platformChangeColumns, the oldest first.
func (t *tx) changes(query string, args []any) (all []assessment.PlatformChange, err error) {
	err = t.each(query, args, func(scan func(...any) error) error {
		var c assessment.PlatformChange
		var at int64
		var dropped *int64
		var before, after *string
		if err := scan(&c.Platform, &c.Number, &at, &c.By, &c.Organisation, &before, &after, &c.Note, &dropped); err != nil {
			return err
		}
		c.At, c.Dropped = moment(&at), moment(dropped)
		if c.Before, err = entry(before); err == nil {
			c.After, err = entry(after)
		}
		all = append(all, c)
		return err
	})
	slices.SortFunc(all, func(a, b assessment.PlatformChange) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Number, b.Number))
	})
	return all, err
}

// entry reads an entry of the directory that may not be there.
func entry(document *string) (*assessment.Platform, error) {
	if document == nil {
		return nil, nil
	}
	pl := &assessment.Platform{}
	return pl, json.Unmarshal([]byte(*document), pl)
}

// AddPlatformChange implements assessment.PlatformTx.
func (t *tx) AddPlatformChange(c *assessment.PlatformChange) error {
	var documents [2]*string
	for i, pl := range []*assessment.Platform{c.Before, c.After} {
		if pl == nil {
			continue
		}
		data, err := encode(pl)
		if err != nil {
			return err
		}
		text := string(data)
		documents[i] = &text
	}
	if _, err := t.one("SELECT COALESCE(MAX(number), 0) + 1 FROM platform_changes WHERE platform_id = $1", []any{c.Platform}, &c.Number); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO platform_changes (platform_id, number, changed_at, changed_by, organisation_id, document_before, document_after, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.Platform, c.Number, millis(c.At), c.By, c.Organisation, documents[0], documents[1], c.Note)
	return err
}

// PlatformChanges implements assessment.PlatformTx.
func (t *tx) PlatformChanges(platform string) ([]assessment.PlatformChange, error) {
	if platform == "" {
		return t.changes(platformChangeColumns, nil)
	}
	return t.changes(platformChangeColumns+" WHERE platform_id = $1", []any{platform})
}

// DropPlatformChanges implements assessment.PlatformTx.
func (t *tx) DropPlatformChanges(at time.Time) (int, error) {
	n, err := t.exec("UPDATE platform_changes SET dropped_at = $1 WHERE dropped_at IS NULL", millis(at))
	return int(n), err
}
