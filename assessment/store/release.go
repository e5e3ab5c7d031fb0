package store

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"onramp/assessment"
)

// AddRelease implements assessment.ReleaseTx.
func (t *tx) AddRelease(r *assessment.Release) (number int, err error) {
	if _, err := t.one("SELECT COALESCE(MAX(number), 0) + 1 FROM releases", nil, &number); err != nil {
		return 0, err
	}
	fresh := *r
	fresh.Number, fresh.State = number, assessment.ReleaseWaiting
	document, err := releaseDocument(&fresh)
	if err != nil {
		return 0, err
	}
	_, err = t.exec(`INSERT INTO releases (number, state, progress, document, holder, held_until, asked_by, asked_at) VALUES ($1, $2, 0, $3, '', 0, $4, $5)`,
		number, string(assessment.ReleaseWaiting), document, r.By, millis(r.Asked))
	return number, err
}

// releaseDocument is what columns do not hold: tables without cells.
func releaseDocument(r *assessment.Release) (string, error) {
	kept := *r
	kept.Fault, kept.Tables = nil, nil
	for _, table := range r.Tables {
		head := *table
		head.Cells = nil
		kept.Tables = append(kept.Tables, &head)
	}
	b, err := encode(kept)
	return string(b), err
}

// keptFault is an error as it is written.
type keptFault struct {
	Kind   assessment.Kind         `json:"kind"`
	Key    string                  `json:"key"`
	Args   map[string]any          `json:"args,omitempty"`
	Fields []assessment.FieldError `json:"fields,omitempty"`
}

const releaseColumns = "SELECT number, state, progress, fault, document, asked_by, asked_at, made_at FROM releases "

func scanRelease(scan func(...any) error) (*assessment.Release, error) {
	var r assessment.Release
	var state, by, document string
	var fault *string
	var number, progress int
	var asked int64
	var made *int64
	if err := scan(&number, &state, &progress, &fault, &document, &by, &asked, &made); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(document), &r); err != nil {
		return nil, fmt.Errorf("release %d: %w", number, err)
	}
	r.Number, r.State, r.Progress, r.By, r.Asked, r.Made = number, assessment.ReleaseState(state), progress, by, moment(&asked), moment(made)
	r.From, r.To = r.From.UTC(), r.To.UTC()
	if fault != nil {
		var f keptFault
		if err := json.Unmarshal([]byte(*fault), &f); err != nil {
			return nil, fmt.Errorf("fault of release %d: %w", number, err)
		}
		r.Fault = &assessment.Error{Kind: f.Kind, Key: f.Key, Args: f.Args, Fields: f.Fields}
	}
	return &r, nil
}

// ClaimRelease implements assessment.ReleaseTx.
func (t *tx) ClaimRelease(holder string, now, until time.Time) (*assessment.Release, error) {
	all, err := collect(t, releaseColumns+"WHERE state = 'waiting' OR state = 'running' AND held_until < $1 ORDER BY number LIMIT 1", []any{millis(now)}, scanRelease)
	r, err := only(all, err, "release that waits")
	if err != nil {
		return nil, err
	}
	r.State = assessment.ReleaseRunning
	_, err = t.exec("UPDATE releases SET state = $1, progress = 0, holder = $2, held_until = $3 WHERE number = $4", string(r.State), holder, millis(until), r.Number)
	return r, err
}

// HoldRelease implements assessment.ReleaseTx.
func (t *tx) HoldRelease(number int, holder string, progress int, until time.Time) error {
	n, err := t.exec("UPDATE releases SET progress = $1, held_until = $2 WHERE number = $3 AND holder = $4 AND state = 'running'", progress, millis(until), number, holder)
	return held(n, err, number)
}

func held(n int64, err error, number int) error {
	if err == nil && n == 0 {
		return conflict(fmt.Sprintf("release %d is made by another server", number))
	}
	return err
}

// FailRelease implements assessment.ReleaseTx.
func (t *tx) FailRelease(number int, holder string, fault *assessment.Error) error {
	b, err := encode(keptFault{fault.Kind, fault.Key, fault.Args, fault.Fields})
	if err != nil {
		return err
	}
	n, err := t.exec("UPDATE releases SET state = 'failed', fault = $1 WHERE number = $2 AND holder = $3 AND state = 'running'", string(b), number, holder)
	return held(n, err, number)
}

// FreezeRelease implements assessment.ReleaseTx.
func (t *tx) FreezeRelease(r *assessment.Release, holder string, files []assessment.ReleaseFile, trace assessment.Trace) error {
	document, err := releaseDocument(r)
	if err != nil {
		return err
	}
	n, err := t.exec("UPDATE releases SET state = 'made', progress = 100, document = $1, made_at = $2 WHERE number = $3 AND holder = $4 AND state = 'running'",
		document, millis(r.Made), r.Number, holder)
	if err := held(n, err, r.Number); err != nil {
		return err
	}
	for _, table := range r.Tables {
		if err := t.addTable(r.Number, table); err != nil {
			return err
		}
	}
	for _, f := range files {
		packed, err := pack(f.Content)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO release_files (release_number, name, table_id, format, media_type, hash, size, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			r.Number, f.Name, f.Table, f.Format, f.MediaType, f.Hash, len(f.Content), packed); err != nil {
			return err
		}
	}
	b, err := encode(trace)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO release_traces (release_number, document) VALUES ($1, $2)", r.Number, b)
	return err
}

// addTable writes a table: its head as JSON, its cells packed.
func (t *tx) addTable(number int, table *assessment.Table) error {
	head := *table
	head.Cells = nil
	document, err := encode(&head)
	if err != nil {
		return err
	}
	cells, err := packCells(len(table.Axes), table.Cells)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO release_tables (release_number, table_id, document, cells) VALUES ($1, $2, $3, $4)", number, table.ID, string(document), cells)
	return err
}

// Releases implements assessment.ReleaseTx.
func (t *tx) Releases() ([]*assessment.Release, error) {
	return collect(t, releaseColumns+"ORDER BY number DESC", nil, scanRelease)
}

// Release implements assessment.ReleaseTx.
func (t *tx) Release(number int) (*assessment.Release, error) {
	all, err := collect(t, releaseColumns+"WHERE number = $1", []any{number}, scanRelease)
	return only(all, err, "release")
}

// ReleaseTable implements assessment.ReleaseTx.
func (t *tx) ReleaseTable(number int, table string) (*assessment.Table, error) {
	all, err := collect(t, "SELECT document, cells FROM release_tables WHERE release_number = $1 AND table_id = $2", []any{number, table},
		func(scan func(...any) error) (*assessment.Table, error) {
			var document, cells []byte
			if err := scan(&document, &cells); err != nil {
				return nil, err
			}
			var one assessment.Table
			if err := json.Unmarshal(document, &one); err != nil {
				return nil, err
			}
			var err error
			one.Cells, err = readCells(len(one.Axes), cells)
			return &one, err
		})
	return only(all, err, "table of the release")
}

// fromJSON reads a column that holds a document.
func fromJSON[T any](scan func(...any) error) (*T, error) {
	var b []byte
	v := new(T)
	if err := scan(&b); err != nil {
		return nil, err
	}
	return v, json.Unmarshal(b, v)
}

// ReleaseFiles implements assessment.ReleaseTx.
func (t *tx) ReleaseFiles(number int) (all []assessment.ReleaseFile, err error) {
	err = t.each("SELECT name, table_id, format, media_type, hash, size FROM release_files WHERE release_number = $1 ORDER BY name", []any{number},
		func(scan func(...any) error) error {
			var f assessment.ReleaseFile
			err := scan(&f.Name, &f.Table, &f.Format, &f.MediaType, &f.Hash, &f.Size)
			all = append(all, f)
			return err
		})
	return all, err
}

// ReleaseFile implements assessment.ReleaseTx.
func (t *tx) ReleaseFile(number int, name string) (*assessment.ReleaseFile, error) {
	var f assessment.ReleaseFile
	found, err := t.one("SELECT name, table_id, format, media_type, hash, size, content FROM release_files WHERE release_number = $1 AND name = $2", []any{number, name},
		&f.Name, &f.Table, &f.Format, &f.MediaType, &f.Hash, &f.Size, &f.Content)
	if err == nil && !found {
		err = missing("file of the release")
	}
	if err == nil {
		f.Content, err = unpack(f.Content)
	}
	return &f, err
}

// pack makes a file smaller, mostly to a tenth.
func pack(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	return content, errors.Join(err, r.Close())
}

// Traces implements assessment.ReleaseTx.
func (t *tx) Traces() (all []assessment.Trace, err error) {
	err = t.each("SELECT document FROM release_traces ORDER BY release_number", nil, func(scan func(...any) error) error {
		trace, err := fromJSON[assessment.Trace](scan)
		if err == nil {
			all = append(all, *trace)
		}
		return err
	})
	return all, err
}
