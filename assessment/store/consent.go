package store

import (
	"encoding/hex"
	"slices"

	"onramp/assessment"
)

// SaveConsent implements assessment.ConsentTx.
func (t *tx) SaveConsent(id string, c assessment.Consent) error {
	_, err := t.exec(`INSERT INTO consents (assessment_id, changed_at, agreed, wording) VALUES ($1, $2, $3, $4)
		ON CONFLICT (assessment_id, changed_at) DO UPDATE SET agreed = excluded.agreed, wording = excluded.wording`, id, millis(c.At), c.Agreed, c.Wording)
	return err
}

// Consents implements assessment.ConsentTx.
func (t *tx) Consents(id string) (all []assessment.Consent, err error) {
	err = t.each("SELECT changed_at, agreed, wording FROM consents WHERE assessment_id = $1 ORDER BY changed_at", []any{id}, func(scan func(...any) error) error {
		var c assessment.Consent
		var at int64
		err := scan(&at, &c.Agreed, &c.Wording)
		c.At = moment(&at)
		all = append(all, c)
		return err
	})
	return all, err
}

// FirmRecord implements assessment.ConsentTx. Tables are found by their columns,
// so that one that is added later is in it without anybody thinking of it.
func (t *tx) FirmRecord(firm string) (assessment.FirmRecord, error) {
	ids, err := t.ofFirm(firm)
	if err != nil {
		return nil, err
	}
	tables, err := tableNames()
	if err != nil {
		return nil, err
	}
	record := assessment.FirmRecord{}
	for _, table := range tables {
		columns, err := t.columns(table)
		if err != nil {
			return nil, err
		}
		by := "assessment_id"
		if table == assessmentsTable {
			by = "id"
		}
		if !slices.ContainsFunc(columns, func(c column) bool { return c.name == by }) || by == "id" && table != assessmentsTable {
			continue
		}
		for _, id := range ids {
			if err := t.rowsOf(table, by, id, columns, func(row map[string]any) { record[table] = append(record[table], row) }); err != nil {
				return nil, err
			}
		}
	}
	return record, nil
}

// rowsOf visits the rows of a table where a column has a value.
func (t *tx) rowsOf(table, by, value string, columns []column, visit func(map[string]any)) error {
	var names string
	for i, c := range columns {
		if i > 0 {
			names += ", "
		}
		names += c.name
	}
	return t.each("SELECT "+names+" FROM "+table+" WHERE "+by+" = $1", []any{value}, func(scan func(...any) error) error {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := scan(into...); err != nil {
			return err
		}
		named := map[string]any{}
		for i, c := range columns {
			plain, err := c.plain(row[i])
			if err != nil {
				return err
			}
			if b, bytes := plain.([]byte); bytes {
				plain = hex.EncodeToString(b)
			}
			named[c.name] = plain
		}
		visit(named)
		return nil
	})
}
