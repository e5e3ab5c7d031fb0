package store

import (
	"strings"
	"time"

	"onramp/assessment"
)

// AddClient implements assessment.ClientTx.
func (t *tx) AddClient(c *assessment.Client) error {
	scopes := make([]string, len(c.Scopes))
	for i, s := range c.Scopes {
		scopes[i] = string(s)
	}
	n, err := t.exec(`INSERT INTO clients (id, organisation_id, name, scopes, hash, created_at, expires_at, used_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, c.ID, c.Organisation, c.Name, strings.Join(scopes, " "),
		notNil(c.Hash), millis(c.Created), millis(c.Expires), optionalMillis(c.Used))
	if err == nil && n == 0 {
		return conflict("the client is there")
	}
	return err
}

const clientColumns = "SELECT id, organisation_id, name, scopes, hash, created_at, expires_at, used_on FROM clients "

// scanClient reads the columns of clientColumns.
func scanClient(scan func(...any) error) (*assessment.Client, error) {
	var c assessment.Client
	var scopes string
	var created, expires int64
	var used *int64
	err := scan(&c.ID, &c.Organisation, &c.Name, &scopes, &c.Hash, &created, &expires, &used)
	c.Created, c.Expires, c.Used = moment(&created), moment(&expires), moment(used)
	for _, s := range strings.Fields(scopes) {
		c.Scopes = append(c.Scopes, assessment.Scope(s))
	}
	return &c, err
}

// Client implements assessment.ClientTx.
func (t *tx) Client(hash []byte) (*assessment.Client, error) {
	all, err := collect(t, clientColumns+"WHERE hash = $1", []any{notNil(hash)}, scanClient)
	return only(all, err, "client")
}

// ClientOf implements assessment.ClientTx.
func (t *tx) ClientOf(id string) (*assessment.Client, error) {
	all, err := collect(t, clientColumns+"WHERE id = $1", []any{id}, scanClient)
	return only(all, err, "client")
}

// Clients implements assessment.ClientTx.
func (t *tx) Clients(organisation string) ([]*assessment.Client, error) {
	return collect(t, clientColumns+"WHERE organisation_id = $1 ORDER BY created_at, id", []any{organisation}, scanClient)
}

// UseClient implements assessment.ClientTx.
func (t *tx) UseClient(id string, day time.Time) error {
	_, err := t.exec("UPDATE clients SET used_on = $1 WHERE id = $2", millis(day), id)
	return err
}

// DeleteClient implements assessment.ClientTx.
func (t *tx) DeleteClient(organisation, id string) error {
	n, err := t.remove("DELETE FROM clients WHERE id = $1 AND organisation_id = $2", id, organisation)
	return changedOne(int64(n), err, "client")
}
