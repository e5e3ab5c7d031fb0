package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes one for localhost that signs itself.
func certificate(t *testing.T, folder string) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: bytes}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return cert, key, pool
}

// TestTLS: with a certificate the server speaks TLS 1.2 or later, cookies and
// headers say so, and plain HTTP only sends on.
func TestTLS(t *testing.T) {
	cert, key, pool := certificate(t, t.TempDir())
	door, err := freeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, err := freeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	public := "https://localhost:" + address[strings.LastIndex(address, ":")+1:]
	base := startServer(t, "--addr", address, "--public-url", public, "--tls-cert", cert, "--tls-key", key, "--http-addr", door)
	if base != public {
		t.Fatalf("ready at %s", base)
	}
	client := func(most uint16) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: most}}}
	}
	answer, err := client(0).Get(base + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.TLS.Version < tls.VersionTLS13 || answer.Header.Get("Strict-Transport-Security") == "" || answer.StatusCode != http.StatusOK {
		t.Errorf("status %d, TLS %x, header %q", answer.StatusCode, answer.TLS.Version, answer.Header.Get("Strict-Transport-Security"))
	}
	if old, err := client(tls.VersionTLS11).Get(base + "/"); err == nil {
		old.Body.Close()
		t.Error("the server speaks TLS 1.1")
	}
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sent, err := plain.Get("http://" + door + "/start?depth=quick")
	if err != nil {
		t.Fatal(err)
	}
	sent.Body.Close()
	if sent.StatusCode != http.StatusPermanentRedirect || sent.Header.Get("Location") != public+"/start?depth=quick" {
		t.Errorf("plain HTTP answers %d and leads to %q", sent.StatusCode, sent.Header.Get("Location"))
	}
	refused, err := plain.Post("http://"+door+"/start", "text/plain", strings.NewReader("country=DE"))
	if err != nil {
		t.Fatal(err)
	}
	refused.Body.Close()
	if refused.StatusCode != http.StatusBadRequest {
		t.Errorf("a form sent to plain HTTP: %d", refused.StatusCode)
	}
}

// TestTLSRefuses: settings that would only fail later are refused at the start.
func TestTLSRefuses(t *testing.T) {
	folder := t.TempDir()
	for words, flags := range map[string][]string{
		"go together":            {"--tls-cert", "a.pem"},
		"not both":               {"--tls-cert", "a.pem", "--tls-key", "b.pem", "--tls-auto", folder},
		"the host to fetch":      {"--tls-auto", folder},
		"no such folder":         {"--tls-auto", filepath.Join(folder, "none"), "--public-url", "https://onramp.example"},
		"must begin with https:": {"--http-addr", "127.0.0.1:0", "--public-url", "http://onramp.example"},
		"no such file":           {"--tls-cert", "a.pem", "--tls-key", "b.pem", "--addr", "127.0.0.1:0"},
	} {
		var errs strings.Builder
		args := append([]string{"serve", "--database", filepath.Join(folder, "onramp.db")}, flags...)
		if code := run(t.Context(), args, strings.NewReader(""), &errs, &errs); code == 0 || !strings.Contains(errs.String(), words) {
			t.Errorf("%v: exit code %d, %s; want %q", flags, code, errs.String(), words)
		}
	}
}
