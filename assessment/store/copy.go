package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"onramp/assessment"
)

// Copied is what Copy says about one table.
type Copied struct {
	Table string
	Rows  int64
	Hash  string // of all rows in whatever order, hexadecimal; alike on both sides
}

// copyBatch is how many rows one transaction of a copy moves.
const copyBatch = 2000

// copyMark is the setting that remembers, in the store copied to, how far a
// copy has come.
const copyMark = "copy"

// copyState is what copyMark holds: of each table that was begun the rows that
// are there and the key of the last.
type copyState map[string]copyPlace

type copyPlace struct {
	Rows int64    `json:"rows"`
	Key  []string `json:"key"` // as written by column.write
	Done bool     `json:"done,omitempty"`
}

// Copy moves everything from one store to another, which is empty or holds the
// beginning of the same copy, and then compares both: every table must have the
// same number of rows and the same hash over them. Nobody may write to either
// meanwhile. progress, which may be nil, is told of every batch.
func Copy(ctx context.Context, from, to *Store, progress func(table string, rows int64)) ([]Copied, error) {
	tables, err := tableNames()
	if err != nil {
		return nil, err
	}
	state, err := copyBegin(ctx, to, tables)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		for !state[table].Done {
			if err := copyOn(ctx, from, to, table, state); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(table, state[table].Rows)
			}
		}
	}
	all, err := compare(ctx, from, to, tables)
	if err != nil {
		return nil, err
	}
	return all, to.Update(ctx, func(t assessment.Tx) error {
		_, err := t.(*tx).exec("DELETE FROM settings WHERE name = $1", copyMark)
		return err
	})
}

// tableNames lists the tables of the migrations, those that others refer to
// before these.
func tableNames() ([]string, error) {
	all, err := readMigrations(migrations)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, m := range all {
		for _, found := range createTable.FindAllStringSubmatch(m.text, -1) {
			if !slices.Contains(names, found[1]) { // made anew by a later step
				names = append(names, found[1])
			}
		}
	}
	if len(names) == 0 {
		return nil, fs.ErrNotExist
	}
	return names, nil
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) \(`)

// copyBegin reads how far an earlier copy came, or makes sure that there is
// nothing yet.
func copyBegin(ctx context.Context, to *Store, tables []string) (state copyState, err error) {
	err = to.Update(ctx, func(a assessment.Tx) error {
		t := a.(*tx)
		state = copyState{}
		mark, err := t.Setting(copyMark)
		if err == nil {
			return json.Unmarshal(mark, &state)
		}
		if assessment.KindOf(err) != assessment.NotFound {
			return err
		}
		for _, table := range tables {
			found, err := t.one("SELECT 1 FROM "+table+" LIMIT 1", nil, new(int))
			if err != nil {
				return err
			}
			if found {
				return fmt.Errorf("the database to copy to holds something already (table %s); name an empty one", table)
			}
		}
		return t.SaveSetting(copyMark, []byte("{}"))
	})
	return state, err
}

// copyOn moves the next batch of a table and notes it, in one transaction.
func copyOn(ctx context.Context, from, to *Store, table string, state copyState) error {
	var columns []column
	var rows [][]any
	place := state[table]
	err := from.View(ctx, func(a assessment.Tx) (err error) {
		t := a.(*tx)
		if columns, err = t.columns(table); err != nil {
			return err
		}
		rows = nil
		return t.rowsAfter(table, columns, place.Key, copyBatch, func(row []any) error {
			rows = append(rows, row)
			return nil
		})
	})
	if err != nil {
		return err
	}
	next := copyPlace{Rows: place.Rows + int64(len(rows)), Key: place.Key, Done: len(rows) < copyBatch}
	if len(rows) > 0 {
		next.Key = keyOf(columns, rows[len(rows)-1])
	}
	fresh := copyState{}
	for name, p := range state {
		fresh[name] = p
	}
	fresh[table] = next
	mark, err := json.Marshal(fresh)
	if err != nil {
		return err
	}
	insert := insertInto(table, columns)
	err = to.Update(ctx, func(a assessment.Tx) error {
		t := a.(*tx)
		for _, row := range rows {
			if table == "settings" && row[0] == copyMark { // an earlier copy to the store copied from
				continue
			}
			if _, err := t.exec(insert, row...); err != nil {
				if kind := assessment.KindOf(err); kind == assessment.NotFound || kind == assessment.Conflict {
					return errChanging(table, err)
				}
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return t.SaveSetting(copyMark, mark)
	})
	if err == nil {
		state[table] = next
	}
	return err
}

// compare reads both stores whole.
func compare(ctx context.Context, from, to *Store, tables []string) ([]Copied, error) {
	var all []Copied
	var differ []string
	for _, table := range tables {
		var sides [2]Copied
		for i, s := range []*Store{from, to} {
			if err := s.View(ctx, func(a assessment.Tx) (err error) {
				sides[i], err = a.(*tx).digest(table)
				return err
			}); err != nil {
				return nil, err
			}
		}
		if sides[0] != sides[1] {
			differ = append(differ, fmt.Sprintf("%s (%d rows, then %d)", table, sides[0].Rows, sides[1].Rows))
		}
		all = append(all, sides[0])
	}
	if differ != nil {
		return nil, errChanging(strings.Join(differ, ", "), nil)
	}
	return all, nil
}

// errChanging says that the copy is not what it was made of.
func errChanging(where string, cause error) error {
	text := "the copy differs in " + where
	if cause != nil {
		text += " (" + cause.Error() + ")"
	}
	return errors.New(text + "; end every program that writes to either database, and copy again to an empty one")
}

// digest reads a table whole.
func (t *tx) digest(table string) (Copied, error) {
	columns, err := t.columns(table)
	if err != nil {
		return Copied{}, err
	}
	d := Copied{Table: table}
	var sum [4]uint64 // of the rows' hashes: whatever their order, the same
	err = t.rowsAfter(table, columns, nil, math.MaxInt32, func(row []any) error {
		if table == "settings" && row[0] == copyMark {
			return nil
		}
		d.Rows++
		h := sha256.New()
		for i, c := range columns {
			fmt.Fprintf(h, "%s=%s;", c.name, c.write(row[i]))
		}
		bytes := h.Sum(nil)
		for i := range sum {
			sum[i] += binary.BigEndian.Uint64(bytes[8*i:])
		}
		return nil
	})
	var bytes []byte
	for _, part := range sum {
		bytes = binary.BigEndian.AppendUint64(bytes, part)
	}
	d.Hash = hex.EncodeToString(bytes)
	return d, err
}

// column is one column of a table, the same on every engine.
type column struct {
	name string
	kind byte // b boolean, i integer, f float, t text, x bytes
	key  int  // place in the primary key, from 1; 0 outside it
}

// columns describes a table, in the order of their names, so that engines
// agree.
func (t *tx) columns(table string) ([]column, error) {
	kinds := map[string]byte{"boolean": 'b', "integer": 'i', "bigint": 'i', "double precision": 'f', "text": 't', "bytea": 'x'}
	var all []column
	err := t.each(t.c.describe, []any{table}, func(scan func(...any) error) error {
		var c column
		var kind string
		if err := scan(&c.name, &kind, &c.key); err != nil {
			return err
		}
		if c.kind = kinds[strings.ToLower(kind)]; c.kind == 0 {
			return fmt.Errorf("table %s: column %s is of an unknown kind %q", table, c.name, kind)
		}
		all = append(all, c)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = errors.New("there is no table " + table)
	}
	return all, err
}

// keys are the columns of the primary key, in its order.
func keys(columns []column) []column {
	all := make([]column, 0, len(columns))
	for place := 1; ; place++ {
		before := len(all)
		for _, c := range columns {
			if c.key == place {
				all = append(all, c)
			}
		}
		if len(all) == before {
			return all
		}
	}
}

func keyOf(columns []column, row []any) (key []string) {
	for _, k := range keys(columns) {
		for i, c := range columns {
			if c.name == k.name {
				key = append(key, c.write(row[i]))
			}
		}
	}
	return key
}

// rowsAfter visits at most so many rows behind a key, in the order of keys.
func (t *tx) rowsAfter(table string, columns []column, key []string, most int, visit func([]any) error) error {
	var names, order, places []string
	var args []any
	for _, c := range columns {
		names = append(names, c.name)
	}
	for i, c := range keys(columns) {
		order = append(order, c.name)
		if key != nil {
			value, err := c.read(key[i])
			if err != nil {
				return err
			}
			args, places = append(args, value), append(places, "$"+strconv.Itoa(i+1))
		}
	}
	query := "SELECT " + strings.Join(names, ", ") + " FROM " + table
	if key != nil {
		query += " WHERE (" + strings.Join(order, ", ") + ") > (" + strings.Join(places, ", ") + ")"
	}
	query += " ORDER BY " + strings.Join(order, ", ") + " LIMIT $" + strconv.Itoa(len(args)+1)
	return t.each(query, append(args, most), func(scan func(...any) error) error {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := scan(into...); err != nil {
			return err
		}
		for i, c := range columns {
			var err error
			if row[i], err = c.plain(row[i]); err != nil {
				return err
			}
		}
		return visit(row)
	})
}

func insertInto(table string, columns []column) string {
	var names, places []string
	for i, c := range columns {
		names, places = append(names, c.name), append(places, "$"+strconv.Itoa(i+1))
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
}

// plain gives a value of a driver the one form its column has.
func (c column) plain(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch c.kind {
	case 'b':
		switch b := v.(type) {
		case bool:
			return b, nil
		case int64:
			return b != 0, nil
		}
	case 'i':
		if n, ok := v.(int64); ok {
			return n, nil
		}
	case 'f':
		switch f := v.(type) {
		case float64:
			return f, nil
		case int64:
			return float64(f), nil
		}
	case 't':
		switch s := v.(type) {
		case string:
			return s, nil
		case []byte:
			return string(s), nil
		}
	case 'x':
		switch b := v.(type) {
		case []byte:
			return append([]byte{}, b...), nil
		case string:
			return []byte(b), nil
		}
	}
	return nil, fmt.Errorf("column %s holds a %T", c.name, v)
}

// write turns a plain value into text that read turns back.
func (c column) write(v any) string {
	switch v := v.(type) {
	case nil:
		return "n"
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatUint(math.Float64bits(v), 16)
	case string:
		return strconv.Quote(v)
	case []byte:
		return hex.EncodeToString(v)
	}
	panic(fmt.Sprintf("%T is not plain", v))
}

func (c column) read(text string) (any, error) {
	switch c.kind {
	case 'b':
		return strconv.ParseBool(text)
	case 'i':
		return strconv.ParseInt(text, 10, 64)
	case 't':
		return strconv.Unquote(text)
	case 'x':
		return hex.DecodeString(text)
	}
	return nil, fmt.Errorf("column %s: %q cannot be a key", c.name, text)
}
