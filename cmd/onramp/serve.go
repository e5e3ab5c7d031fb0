package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/assessment/web"
	"onramp/static"
)

// graceful is how long a stopping server waits for requests under way.
const graceful = 20 * time.Second

// settings are what serve can be told.
type settings struct {
	addr, database, publicURL, content *string
	texts                              *string
	questionnaire                      *string
	operator, contact, privacy         *string
	proxies                            *[]net.IPNet
	development, handsOver             *bool
	backups                            *string
	keepBackups                        *int
	drain                              *time.Duration
	mail                               mailSettings
	openid                             openIDSettings
	observe                            observeSettings
	tls                                tlsSettings
}

func databaseFlag(flags *pflag.FlagSet) *string {
	return flags.String("database", "onramp.db", "SQLite file, made when it is not there, or postgres://user@host/name")
}

func newServe() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve the product (default)", Args: noArguments,
		Long: `Serve opens the database, publishes content and answers on --addr until it is
told to stop. With --content it imports that folder, as import does. Otherwise it
publishes the built-in content; when the directory of support platforms came from
a folder of yours, it only adds versions of questionnaires and models that the
database lacks and leaves the directory alone. What another program imports is
seen after a restart. At start and once a day serve deletes assessments that no
link or code opens any more.

With --backups it also makes a backup in that folder every day and deletes those older
than --keep-backups days: until then what was deleted meanwhile is still in them.

--public-url is the address that visitors use; links and scan
pictures hold it. Who runs the site stands on every page: --operator-name,
--operator-contact and --privacy-notice (an address or a text).

With --mail-server and --mail-from owners can have their link sent, and a
reminder at a day they choose. The connection is encrypted, but to a relay on
this machine that has no encryption. The password of the server's user stands in
a file (--mail-password-file) or in ONRAMP_MAIL_PASSWORD.

With --oidc-issuer and --oidc-client-id people who have an account can sign in by
an OpenID Connect provider, too, once it says that their e-mail address is
theirs. Register PUBLIC-URL/sign-in/openid/back there as the address to come back
to. The client's secret stands in a file (--oidc-client-secret-file) or in
ONRAMP_OIDC_CLIENT_SECRET. Nobody gets an account by signing in.`,
	}
	f := cmd.Flags()
	s := settings{
		addr:          f.String("addr", "127.0.0.1:8080", "address to listen on"),
		database:      databaseFlag(f),
		publicURL:     f.String("public-url", "", "address that visitors use (default: made from --addr)"),
		content:       contentFlag(f),
		texts:         textsFlag(f),
		questionnaire: f.String("questionnaire", "nir-sme", "id of the questionnaire that new assessments use"),
		operator:      f.String("operator-name", "Onramp (localhost)", "who runs the site"),
		contact:       f.String("operator-contact", "", "e-mail or web address of whoever runs the site"),
		proxies:       f.IPNetSlice("trusted-proxy", nil, "network of a proxy before this server, such as 127.0.0.1/32; only its X-Forwarded-For is believed"),
		development:   f.Bool("development", false, "also serve /parts, every part of a page in all its states"),
		handsOver:     f.Bool("operator-on-documents", false, "put name, contact and logo of the operator's organisation on documents that no association hands over"),
		backups:       f.String("backups", "", "folder to make a backup in every day"),
		keepBackups:   f.Int("keep-backups", 14, "days until such a backup is deleted"),
		drain:         f.Duration("drain", 0, "when told to end, how long to answer on while /readyz says no, for balancers to notice"),
		mail:          mailFlags(f),
		openid:        openIDFlags(f),
		observe:       observeFlags(f),
		tls:           tlsFlags(f),
		privacy:       f.String("privacy-notice", "", "the operator's privacy notice: a web address or a text"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return s.serve(cmd) }
	return cmd
}

func (s settings) serve(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	if err := s.check(); err != nil {
		return err
	}
	languages, err := languagesFrom(*s.texts)
	if err != nil {
		return err
	}
	reading := readWords(languages)
	st, err := store.Open(ctx, *s.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *s.addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", *s.addr, err)
	}
	address := *s.publicURL
	if address == "" {
		address = localAddress(listener.Addr())
	}
	log := slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), nil))
	address = strings.TrimRight(address, "/")
	w, err := reading()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	bundle := w.bundle
	tuneMemory(ctx)
	sender, err := s.mail.sender(bundle, report.Meta{Operator: *s.operator, Contact: *s.contact, PublicURL: address}, os.LookupEnv)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	provider, err := s.openid.provider(os.LookupEnv)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	seen, err := s.observe.open(ctx, st)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, seen.close()) }()
	sv := service.New(observedStore{st, seen}, service.Options{Mail: sender, Files: s.files(bundle, address)})
	handler, err := s.build(ctx, sv, bundle, w.writer, address, provider, log, seen)
	if err != nil {
		listener.Close()
		return err
	}
	sweeping, stop := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() { defer close(swept); sweepDaily(sweeping, sv, time.Tick(day), log) }()
	mailed := make(chan struct{})
	go func() { defer close(mailed); sendMails(sweeping, sv, time.Tick(mailPause), log) }()
	released := make(chan struct{})
	go func() { defer close(released); makeReleases(sweeping, sv, time.Tick(releasePause), log, seen.metrics) }()
	saved := make(chan struct{})
	go func() {
		defer close(saved)
		if *s.backups != "" {
			backups{st, *s.backups, *s.keepBackups, log}.daily(sweeping, time.Now, time.Tick(time.Hour))
		}
	}()
	defer func() { stop(); <-swept; <-mailed; <-released; <-saved }()
	speaking, redirected, err := s.tls.wrap(ctx, listener, address)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer redirected()
	fmt.Fprintf(cmd.OutOrStdout(), "Onramp is ready at %s\n", address)
	return answer(ctx, handler, speaking, *s.drain)
}

// check refuses settings that would only fail later.
func (s settings) check() error {
	if err := s.tls.check(*s.publicURL); err != nil {
		return err
	}
	if *s.backups != "" {
		if info, err := os.Stat(*s.backups); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("--backups %q: there is no such folder; make it, on another disk than the database's", *s.backups)}
		}
		if *s.keepBackups < 1 {
			return usageError{errors.New("--keep-backups: keep backups at least a day")}
		}
	}
	if *s.publicURL == "" {
		return nil
	}
	return checkPublicURL(*s.publicURL)
}

// build puts the rooms together.
func (s settings) build(ctx context.Context, sv *service.Service, bundle *locale.Bundle, writer *report.Writer, publicURL string, provider web.OpenID, log *slog.Logger, seen *observer) (*web.Server, error) {
	if err := s.publish(ctx, sv); err != nil {
		return nil, err
	}
	var proxies []*net.IPNet
	for i := range *s.proxies {
		proxies = append(proxies, &(*s.proxies)[i])
	}
	kept, err := store.Described()
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Site:          web.Site{Name: *s.operator, Contact: *s.contact, Privacy: *s.privacy, PublicURL: publicURL, HandsOver: *s.handsOver},
		Questionnaire: *s.questionnaire, Service: sv, Bundle: bundle, Writer: writer, Log: log, Proxies: proxies, Development: *s.development, OpenID: provider,
		Metrics: seen.metrics, Tracer: seen.tracer, Kept: kept,
	})
}

// publish brings the content of the database up to date.
func (s settings) publish(ctx context.Context, sv *service.Service) error {
	if *s.content == "" {
		mark, err := contentMark()
		if err != nil {
			return err
		}
		return sv.RefreshOnce(ctx, mark, func() (*assessment.Catalogue, error) { return loadContent("") })
	}
	c, err := loadContent(*s.content)
	if err != nil {
		return err
	}
	return sv.Import(ctx, c)
}

// words are what a server needs beside its database; reading texts and fonts
// takes a while, and a second processor.
type words struct {
	bundle *locale.Bundle
	writer *report.Writer
}

func readWords(languages fs.FS) func() (words, error) {
	var w words
	var group errgroup.Group
	group.Go(func() (err error) { w.bundle, err = locale.LoadWith(languages); return err })
	group.Go(func() (err error) {
		w.writer, err = report.NewWriter(report.Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script})
		return err
	})
	return func() (words, error) { return w, group.Wait() }
}

// Collecting garbage seldom costs memory and takes a third off the time of an
// answer; what a start leaves behind is given back soon after it. GOGC in the
// environment has the last word.
const (
	collectAt   = 300
	settleAfter = time.Second
)

func tuneMemory(ctx context.Context) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	go func() {
		if pause(ctx, settleAfter) == nil {
			debug.FreeOSMemory()
		}
	}()
}

// day is how often a server sweeps.
const day = 24 * time.Hour

// sweepDaily removes what no owner can reach any more, now and at each tick,
// until the context ends. The log tells how many and never which.
func sweepDaily(ctx context.Context, sv *service.Service, tick <-chan time.Time, log *slog.Logger) {
	for {
		n, err := sv.Sweep(ctx)
		if n > 0 {
			log.InfoContext(ctx, "unreachable assessments deleted", "count", n)
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "sweep failed; the next one is in a day", "error", err.Error())
		}
		select {
		case <-tick:
		case <-ctx.Done():
			return
		}
	}
}

// answer serves until the context ends, then finishes what is under way.
func answer(ctx context.Context, handler *web.Server, listener net.Listener, drain time.Duration) error {
	server := handler.HTTPServer()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	handler.Drain()
	if drain > 0 {
		time.Sleep(drain)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	return server.Shutdown(last)
}

// newHealth asks a running server, for containers that hold no other program.
func newHealth() *cobra.Command {
	cmd := &cobra.Command{Use: "health", Short: "Ask the server on this machine whether it answers", Args: noArguments}
	addr := cmd.Flags().String("addr", "127.0.0.1:8080", "address the server listens on")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		address, err := healthAddress(*addr)
		if err != nil {
			return usageError{fmt.Errorf("--addr %q: %w", *addr, err)}
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("the server answers %s", answer.Status)
		}
		fmt.Fprintln(cmd.OutOrStdout(), "ok")
		return nil
	}
	return cmd
}

// healthAddress is where a server that listens on addr answers on this machine.
func healthAddress(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// localAddress is how a browser on this machine reaches the listener.
func localAddress(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return "http://" + a.String()
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
