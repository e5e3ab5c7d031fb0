package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"onramp/assessment"
)

// PublishQuestionnaire implements assessment.CatalogueTx.
func (t *tx) PublishQuestionnaire(q *assessment.Questionnaire, at time.Time) error {
	document, hash, err := content(q)
	if err != nil {
		return fmt.Errorf("questionnaire %s %s: %w", q.ID, q.Version, err)
	}
	done, err := t.published("SELECT hash FROM questionnaires WHERE id = $1 AND version = $2", q.ID, q.Version, hash)
	if done || err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO questionnaires (id, version, document, hash, published_at) VALUES ($1, $2, $3, $4, $5)",
		q.ID, q.Version, string(document), hash, millis(at))
	return err
}

// published reports whether the query finds the version with the same hash;
// with another hash it is a Conflict.
func (t *tx) published(query, id, version, hash string) (bool, error) {
	var old string
	found, err := t.one(query, []any{id, version}, &old)
	if err != nil || !found {
		return false, err
	}
	if old != hash {
		return false, &assessment.Error{Kind: assessment.Conflict, Key: "error.version_changed",
			Args: map[string]any{"Name": id, "Version": version}}
	}
	return true, nil
}

// Catalogue implements assessment.CatalogueTx. Questionnaires and models are
// ordered by id and version; the directory is never nil.
func (t *tx) Catalogue() (*assessment.Catalogue, error) {
	c := &assessment.Catalogue{}
	var err error
	if c.Questionnaires, err = t.questionnaires(); err != nil {
		return nil, err
	}
	if c.Models, err = t.models(); err != nil {
		return nil, err
	}
	if c.Parameters, err = t.parameters(); err != nil {
		return nil, err
	}
	if c.Directory, err = t.Directory(); err != nil {
		return nil, err
	}
	return c, nil
}

func (t *tx) questionnaires() ([]*assessment.Questionnaire, error) {
	var all []*assessment.Questionnaire
	err := t.each("SELECT document FROM questionnaires", nil, func(scan func(...any) error) error {
		var document []byte
		if err := scan(&document); err != nil {
			return err
		}
		q := &assessment.Questionnaire{}
		all = append(all, q)
		return json.Unmarshal(document, q)
	})
	slices.SortFunc(all, func(a, b *assessment.Questionnaire) int {
		return byVersion(a.ID, a.Version, b.ID, b.Version)
	})
	return all, err
}

// byVersion orders published content. Versions that compare equal, such as 1
// and 01, are told apart by their spelling.
func byVersion(id, version, otherID, otherVersion string) int {
	if n := strings.Compare(id, otherID); n != 0 {
		return n
	}
	if n := assessment.CompareVersions(version, otherVersion); n != 0 {
		return n
	}
	return strings.Compare(version, otherVersion)
}

// encode writes v as JSON that people can read: <, > and & stay themselves.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// content returns v as JSON and the hash of its canonical form: members of
// objects sorted, those with an empty value left out. So a field that a later
// Onramp adds, or a list that is nil here and empty there, changes no hash.
func content(v any) (document []byte, hash string, err error) {
	if document, err = encode(v); err != nil {
		return nil, "", err
	}
	var plain any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&plain); err != nil {
		return nil, "", err
	}
	plain, _ = prune(plain)
	canonical, err := encode(plain) // maps are written with sorted keys
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(canonical)
	return document, hex.EncodeToString(sum[:]), nil
}

// prune drops members with an empty value and reports whether v itself is
// empty: null, false, 0, "", or a list or object with nothing in it.
func prune(v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return v, true
	case bool:
		return v, !v
	case json.Number:
		return v, v == "0"
	case string:
		return v, v == ""
	case []any:
		for i := range v {
			v[i], _ = prune(v[i])
		}
		return v, len(v) == 0
	case map[string]any:
		for name, member := range v {
			pruned, empty := prune(member)
			if v[name] = pruned; empty {
				delete(v, name)
			}
		}
		return v, len(v) == 0
	}
	return v, false
}
