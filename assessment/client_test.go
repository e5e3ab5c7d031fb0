package assessment

import (
	"strings"
	"testing"
	"time"
)

// TestClientCheck: a client has a name, something it may do, and an end within
// a year.
func TestClientCheck(t *testing.T) {
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	good := Client{Name: "Portal of figures", Scopes: []Scope{ReadReleases}, Expires: now.AddDate(1, 0, 0)}
	for _, tt := range []struct {
		name   string
		change func(*Client)
		field  string
	}{
		{"as it should be", func(*Client) {}, ""},
		{"no name", func(c *Client) { c.Name = " " }, "name"},
		{"long name", func(c *Client) { c.Name = strings.Repeat("ä", MaxClientName+1) }, "name"},
		{"two lines", func(c *Client) { c.Name = "a\nb" }, "name"},
		{"nothing allowed", func(c *Client) { c.Scopes = nil }, "scopes"},
		{"unknown scope", func(c *Client) { c.Scopes = []Scope{ReadReleases, "releases:write"} }, "scopes"},
		{"over already", func(c *Client) { c.Expires = now }, "expires"},
		{"for ever", func(c *Client) { c.Expires = now.AddDate(2, 0, 0) }, "expires"},
		{"no end", func(c *Client) { c.Expires = time.Time{} }, "expires"},
	} {
		c := good
		tt.change(&c)
		bad := c.Check(now)
		if len(bad) == 0 && tt.field == "" {
			continue
		}
		if len(bad) != 1 || bad[0].Field != tt.field {
			t.Errorf("%s: %v, want a problem with %q", tt.name, bad, tt.field)
		}
	}
	if !good.Lives(good.Expires) || good.Lives(good.Expires.Add(1)) {
		t.Error("a token works to its last moment and no longer")
	}
}
