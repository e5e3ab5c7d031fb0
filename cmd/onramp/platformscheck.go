package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"onramp/assessment"
)

// What asking an address came to.
const (
	addressAnswers     = "answers"
	addressMoved       = "moved"       // for good: the entry should name the new address
	addressGone        = "gone"        // 404 or 410
	addressRefuses     = "refuses"     // answers, but not a program
	addressFails       = "fails"       // any other answer that is not a page
	addressSlow        = "slow"        // nothing within the time
	addressUntrusted   = "untrusted"   // its certificate does not fit
	addressUnreachable = "unreachable" // no such name, or nobody there
	addressMissing     = "no address"  // the entry names none
)

// Limits of a check.
const (
	hostsAtOnce = 8
	headerLimit = 64 << 10
)

// addressCheck is what asking the address of an entry came to.
type addressCheck struct {
	ID      string    `json:"id"`
	Address string    `json:"address"`
	Outcome string    `json:"outcome"`
	Status  int       `json:"status,omitempty"` // of the last answer; 0 for none
	Final   string    `json:"final,omitempty"`  // where redirects led, when elsewhere
	Detail  string    `json:"detail,omitempty"`
	At      time.Time `json:"at"`
}

// answered reports whether a page was there.
func (c addressCheck) answered() bool {
	return c.Outcome == addressAnswers || c.Outcome == addressMoved
}

// checker asks addresses. A host, whatever its port, is asked one thing at a
// time, redirects included; several hosts are asked at once.
type checker struct {
	transport *politeTransport
	redirects int // followed at most
	now       func() time.Time
}

// newChecker makes a checker. Unless told otherwise it asks no address inside a
// private network, since entries come from other people too.
func newChecker(timeout time.Duration, redirects int, contact string, private bool) *checker {
	dialer := &net.Dialer{Timeout: timeout}
	if !private {
		dialer.Control = refusePrivate
	}
	agent := "Onramp-address-check/1.0"
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	base := &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout,
		MaxResponseHeaderBytes: headerLimit, DisableKeepAlives: true, ForceAttemptHTTP2: true}
	return &checker{transport: &politeTransport{base: base, timeout: timeout, agent: agent, hosts: map[string]chan struct{}{}}, redirects: redirects, now: time.Now}
}

var errPrivate = errors.New("the address leads into a private network; --private-addresses allows that")

// refusePrivate refuses connections into private networks; it sees the address
// after names are looked up.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap(); !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return errPrivate
	}
	return nil
}

// politeTransport lets one request at a time through to a host and bounds how
// long each may take, waiting for its turn not counted.
type politeTransport struct {
	base    http.RoundTripper
	timeout time.Duration
	agent   string

	mu    sync.Mutex
	hosts map[string]chan struct{}
}

func (t *politeTransport) turn(host string) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hosts[host] == nil {
		t.hosts[host] = make(chan struct{}, 1)
	}
	return t.hosts[host]
}

// RoundTrip implements http.RoundTripper. The host is free for the next request
// once the body is closed.
func (t *politeTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	turn := t.turn(strings.ToLower(r.URL.Hostname()))
	select {
	case turn <- struct{}{}:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	ctx, cancel := context.WithTimeout(r.Context(), t.timeout)
	free := sync.OnceFunc(func() { cancel(); <-turn })
	r = r.Clone(ctx)
	r.Header.Set("User-Agent", t.agent)
	response, err := t.base.RoundTrip(r)
	if err != nil {
		free()
		return nil, err
	}
	response.Body = freeing{response.Body, free}
	return response, nil
}

type freeing struct {
	io.ReadCloser
	free func()
}

func (f freeing) Close() error {
	err := f.ReadCloser.Close()
	f.free()
	return err
}

// all asks the address of every platform and returns what came of it in their
// order. Only the address that firms are sent to is asked; the source, where
// the entry was learnt from, helps nobody when it answers.
func (c *checker) all(ctx context.Context, platforms []assessment.Platform) ([]addressCheck, error) {
	checks := make([]addressCheck, len(platforms))
	var order []string
	byHost := map[string][]int{}
	for i, pl := range platforms {
		checks[i] = addressCheck{ID: pl.ID, Address: pl.URL, Outcome: addressMissing, At: c.now().UTC()}
		if pl.URL == "" {
			continue
		}
		host := pl.URL
		if u, err := url.Parse(pl.URL); err == nil {
			host = strings.ToLower(u.Hostname())
		}
		if byHost[host] == nil {
			order = append(order, host)
		}
		byHost[host] = append(byHost[host], i)
	}
	work := make(chan []int)
	var workers sync.WaitGroup
	for range min(hostsAtOnce, len(order)) {
		workers.Go(func() {
			for entries := range work {
				for _, i := range entries {
					c.ask(ctx, &checks[i])
				}
			}
		})
	}
	for _, host := range order {
		work <- byHost[host]
	}
	close(work)
	workers.Wait()
	return checks, ctx.Err()
}

// ask asks one address: for its head first, and for the page where that is
// refused.
func (c *checker) ask(ctx context.Context, check *addressCheck) {
	if ctx.Err() != nil {
		return
	}
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		c.try(ctx, method, check)
		if ctx.Err() != nil || check.Status > 0 && check.Status < 400 || check.Status == http.StatusTooManyRequests ||
			check.Status == 0 && check.Outcome != addressFails {
			break
		}
	}
	check.At = c.now().UTC()
}

var errManyRedirects = errors.New("too many redirects")

func (c *checker) try(ctx context.Context, method string, check *addressCheck) {
	permanent, hops := true, 0
	client := http.Client{Transport: c.transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if hops = len(via); hops > c.redirects {
			return errManyRedirects
		}
		status := r.Response.StatusCode
		permanent = permanent && (status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect)
		return nil
	}}
	check.Status, check.Final, check.Detail = 0, "", ""
	request, err := http.NewRequestWithContext(ctx, method, check.Address, nil)
	if err != nil {
		check.Outcome, check.Detail = addressFails, "it is not a web address"
		return
	}
	response, err := client.Do(request)
	if err != nil {
		check.Outcome, check.Detail = whyNot(err)
		return
	}
	response.Body.Close()
	check.Status = response.StatusCode
	if final := response.Request.URL.String(); hops > 0 && final != check.Address {
		check.Final = final
	}
	switch status := response.StatusCode; {
	case status == http.StatusNotFound || status == http.StatusGone:
		check.Outcome = addressGone
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests || status == http.StatusUnavailableForLegalReasons:
		check.Outcome = addressRefuses
	case status >= 300:
		check.Outcome = addressFails
	case check.Final != "" && permanent:
		check.Outcome, check.Detail = addressMoved, "moved to "+check.Final
	default:
		check.Outcome = addressAnswers
		if check.Final != "" {
			check.Detail = "sends on to " + check.Final + " for now"
		}
	}
}

// whyNot says in words why an address gave no answer.
func whyNot(err error) (outcome, detail string) {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errManyRedirects):
		return addressFails, "it redirects in a circle or too often"
	case errors.Is(err, errPrivate):
		return addressUnreachable, errPrivate.Error()
	case errors.As(err, &name) && name.IsNotFound:
		return addressUnreachable, "there is no such name: " + name.Name
	case errors.As(err, &name) && !name.IsTimeout:
		return addressUnreachable, "its name cannot be looked up: " + name.Name
	case errors.As(err, &certificate):
		return addressUntrusted, "its certificate does not fit: " + certificate.Err.Error()
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record), errors.As(err, &alert):
		return addressUntrusted, "it does not speak TLS as it should"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return addressSlow, "no answer within the time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return addressUnreachable, "nobody answers there: connection refused"
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return addressUnreachable, fmt.Sprint("no connection: ", dial.Err)
	}
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err
	}
	return addressFails, err.Error()
}
