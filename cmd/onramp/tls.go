package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert" // certificates from an ACME authority such as Let's Encrypt
)

// tlsSettings say how the server speaks TLS by itself.
type tlsSettings struct {
	cert, key               *string
	auto, contact, httpAddr *string
	authority               *string
}

func tlsFlags(f *pflag.FlagSet) tlsSettings {
	return tlsSettings{
		cert:      f.String("tls-cert", "", "file with the certificate to speak TLS with, and --tls-key its key; a changed file is used at the next connection"),
		key:       f.String("tls-key", "", "file with the key of --tls-cert"),
		auto:      f.String("tls-auto", "", "folder to keep certificates in that the server fetches by itself for the host of --public-url"),
		contact:   f.String("tls-auto-contact", "", "e-mail address for the certificate authority"),
		authority: f.String("tls-auto-authority", acme.LetsEncryptURL, "directory of the certificate authority (ACME)"),
		httpAddr:  f.String("http-addr", "", "address that sends visitors on to https, such as :80; with --tls-auto the authority asks there, too"),
	}
}

func (s tlsSettings) check(publicURL string) error {
	u, err := url.Parse(publicURL)
	secure := err == nil && u.Scheme == "https" && u.Hostname() != ""
	switch {
	case (*s.cert == "") != (*s.key == ""):
		return usageError{errors.New("--tls-cert and --tls-key go together")}
	case *s.cert != "" && *s.auto != "":
		return usageError{errors.New("--tls-cert and --tls-auto: a certificate comes from a file or from an authority, not both")}
	case *s.auto != "" && !secure:
		return usageError{errors.New("--tls-auto needs --public-url https://HOST, the host to fetch a certificate for")}
	case *s.httpAddr != "" && !secure:
		return usageError{errors.New("--http-addr sends visitors on to --public-url, which must begin with https://")}
	case *s.auto != "":
		if info, err := os.Stat(*s.auto); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("--tls-auto %q: there is no such folder; make it for the server's account alone", *s.auto)}
		}
	}
	return nil
}

// wrap lets a listener speak TLS, where that was asked for, and begins to send
// visitors of plain HTTP on; stop ends that.
func (s tlsSettings) wrap(ctx context.Context, listener net.Listener, publicURL string) (wrapped net.Listener, stop func(), err error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	plain := http.Handler(toHTTPS(publicURL))
	wrapped = listener
	switch {
	case *s.auto != "":
		u, err := url.Parse(publicURL)
		if err != nil {
			return nil, nil, err
		}
		manager := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(*s.auto), HostPolicy: autocert.HostWhitelist(u.Hostname()),
			Email: *s.contact, Client: &acme.Client{DirectoryURL: *s.authority}}
		config.GetCertificate = manager.GetCertificate
		config.NextProtos = append(config.NextProtos, acme.ALPNProto)
		plain = manager.HTTPHandler(plain)
		wrapped = tls.NewListener(listener, config)
	case *s.cert != "":
		if _, err := tls.LoadX509KeyPair(*s.cert, *s.key); err != nil {
			return nil, nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
		}
		config.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(*s.cert, *s.key) // renewed by others meanwhile
			return &pair, err
		}
		wrapped = tls.NewListener(listener, config)
	}
	stop = func() {}
	if *s.httpAddr != "" {
		door, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *s.httpAddr)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --http-addr", *s.httpAddr, err)
		}
		server := &http.Server{Handler: plain, ErrorLog: log.New(io.Discard, "", 0), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
		go func() { _ = server.Serve(door) }()
		stop = func() { _ = server.Close() }
	}
	return wrapped, stop, nil
}

// toHTTPS sends what is only looked at to the same address under the public
// URL. Whatever is sent to plain HTTP is refused: it was readable on its way.
func toHTTPS(publicURL string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Use https", http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, publicURL+r.URL.RequestURI(), http.StatusPermanentRedirect)
	}
}
