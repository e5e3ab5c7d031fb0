package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"onramp/assessment/web"
)

// TestOpenIDSettings: what would only fail later is refused at once, and the
// secret comes from a file or the environment alone.
func TestOpenIDSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const issuer, client = "--oidc-issuer=https://id.example.org/realm", "--oidc-client-id=onramp"
	for name, c := range map[string]struct {
		args   []string
		env    string
		want   web.OpenID
		refuse string
	}{
		"nothing":        {},
		"public client":  {args: []string{issuer, client}, want: web.OpenID{Issuer: "https://id.example.org/realm", ClientID: "onramp", Name: "id.example.org"}},
		"environment":    {args: []string{issuer, client, "--oidc-name=Chamber ID"}, env: "from-env", want: web.OpenID{Issuer: "https://id.example.org/realm", ClientID: "onramp", Name: "Chamber ID", Secret: "from-env"}},
		"file":           {args: []string{issuer, client, "--oidc-client-secret-file=" + file}, env: "from-env", want: web.OpenID{Issuer: "https://id.example.org/realm", ClientID: "onramp", Name: "id.example.org", Secret: "from-file"}},
		"this machine":   {args: []string{"--oidc-issuer=http://127.0.0.1:9000", client}, want: web.OpenID{Issuer: "http://127.0.0.1:9000", ClientID: "onramp", Name: "127.0.0.1:9000"}},
		"no issuer":      {args: []string{client}, refuse: "need --oidc-issuer"},
		"no client":      {args: []string{issuer}, refuse: "--oidc-client-id"},
		"no https":       {args: []string{"--oidc-issuer=http://id.example.org", client}, refuse: "without https"},
		"no address":     {args: []string{"--oidc-issuer=id.example.org", client}, refuse: "not an address"},
		"password in it": {args: []string{"--oidc-issuer=https://a:secret@id.example.org", client}, refuse: "not an address"},
		"no file":        {args: []string{issuer, client, "--oidc-client-secret-file=" + file + "x"}, refuse: "--oidc-client-secret-file"},
	} {
		t.Run(name, func(t *testing.T) {
			flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
			settings := openIDFlags(flags)
			if err := flags.Parse(c.args); err != nil {
				t.Fatal(err)
			}
			got, err := settings.provider(func(name string) (string, bool) { return c.env, name == "ONRAMP_OIDC_CLIENT_SECRET" && c.env != "" })
			var usage usageError
			switch {
			case c.refuse == "" && (err != nil || got != c.want):
				t.Errorf("%+v %v, want %+v", got, err, c.want)
			case c.refuse != "" && (!errors.As(err, &usage) || !strings.Contains(err.Error(), c.refuse)):
				t.Errorf("%v, want %q", err, c.refuse)
			}
		})
	}
	if f := newServe().Flags().Lookup("oidc-client-secret"); f != nil {
		t.Error("a flag holds the secret")
	}
}
