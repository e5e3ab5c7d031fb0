package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"onramp/assessment/web"
)

// openIDSettings are what serve can be told about signing in by OpenID Connect.
type openIDSettings struct {
	issuer, client, secretFile, name *string
}

func openIDFlags(f *pflag.FlagSet) openIDSettings {
	return openIDSettings{
		issuer:     f.String("oidc-issuer", "", "address of an OpenID Connect provider, as it writes it, by which people with an account can sign in"),
		client:     f.String("oidc-client-id", "", "this site's name at the provider"),
		secretFile: f.String("oidc-client-secret-file", "", "file with the secret that the provider gave this site; or set ONRAMP_OIDC_CLIENT_SECRET"),
		name:       f.String("oidc-name", "", "name of the provider on the button (default: its host)"),
	}
}

// openIDSecret is the variable that can hold the secret in place of a file. No
// flag holds it, since others on the machine could read it there.
const openIDSecret = "ONRAMP_OIDC_CLIENT_SECRET"

// provider is what the settings describe, nothing without an issuer. The
// provider itself is asked when somebody first signs in by it.
func (s openIDSettings) provider(lookup func(string) (string, bool)) (web.OpenID, error) {
	if *s.issuer == "" {
		if *s.client != "" || *s.secretFile != "" || *s.name != "" {
			return web.OpenID{}, usageError{errors.New("--oidc-client-id, --oidc-client-secret-file and --oidc-name need --oidc-issuer")}
		}
		return web.OpenID{}, nil
	}
	u, err := url.Parse(*s.issuer)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return web.OpenID{}, usageError{fmt.Errorf("--oidc-issuer %q is not an address such as https://id.example.org", *s.issuer)}
	case u.Scheme == "http" && !onThisMachine(u.Hostname()):
		return web.OpenID{}, usageError{fmt.Errorf("--oidc-issuer %s: who signs in could be anybody without https; name an address that begins with https://", *s.issuer)}
	case *s.client == "":
		return web.OpenID{}, usageError{errors.New("--oidc-issuer: say what this site is called there with --oidc-client-id")}
	}
	out := web.OpenID{Issuer: *s.issuer, ClientID: *s.client, Name: *s.name}
	if out.Name == "" {
		out.Name = u.Host
	}
	out.Secret, _ = lookup(openIDSecret)
	if *s.secretFile == "" {
		return out, nil
	}
	data, err := os.ReadFile(*s.secretFile)
	if err != nil {
		return web.OpenID{}, usageError{fmt.Errorf("--oidc-client-secret-file: %w", err)}
	}
	out.Secret = strings.TrimRight(string(data), "\r\n")
	return out, nil
}
