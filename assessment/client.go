package assessment

import (
	"slices"
	"time"
)

// Scope is what a client may do.
type Scope string

// ReadReleases lets a client list made releases and read their tables.
const ReadReleases Scope = "releases:read"

// Scopes lists what a client can be given.
var Scopes = []Scope{ReadReleases}

// Client is a program of an agency that reads releases with a token of its own.
// Only the hash of the token is kept.
type Client struct {
	ID           string
	Organisation string // id of the agency
	Name         string // as its manager calls it
	Scopes       []Scope
	Hash         []byte
	Created      time.Time
	Expires      time.Time // the last moment the token works
	Used         time.Time // the day of the last use; zero for never
}

// Limits of a client.
const (
	MaxClientName = 120                  // runes
	MaxClients    = 50                   // of one agency
	MaxClientLife = 366 * 24 * time.Hour // a leaked token ends by itself
)

// Lives reports whether the client's token works at a moment.
func (c *Client) Lives(now time.Time) bool { return !now.After(c.Expires) }

// May reports whether the client was given a scope.
func (c *Client) May(scope Scope) bool { return slices.Contains(c.Scopes, scope) }

// Check reports every field that does not fit a client made now.
func (c *Client) Check(now time.Time) []FieldError {
	bad := checkLine("name", c.Name, true, MaxClientName)
	unknown := func(s Scope) bool { return !slices.Contains(Scopes, s) }
	if len(c.Scopes) == 0 || slices.ContainsFunc(c.Scopes, unknown) {
		bad = append(bad, FieldError{Field: "scopes", Key: "field.pick_one"})
	}
	if !c.Expires.After(now) || c.Expires.After(now.Add(MaxClientLife)) {
		bad = append(bad, FieldError{Field: "expires", Key: "field.client_expiry"})
	}
	return bad
}

// ClientTx keeps clients.
type ClientTx interface {
	// AddClient keeps a new client; a hash that is there already is a Conflict.
	AddClient(c *Client) error
	// Client returns the client with the hash of a token, expired or not; NotFound.
	Client(hash []byte) (*Client, error)
	// ClientOf returns the client with an id, expired or not; NotFound.
	ClientOf(id string) (*Client, error)
	// Clients returns the clients of an organisation, the oldest first.
	Clients(organisation string) ([]*Client, error)
	// UseClient notes the day a client was last used; no error when it is gone.
	UseClient(id string, day time.Time) error
	// DeleteClient ends a client of an organisation; NotFound.
	DeleteClient(organisation, id string) error
}
