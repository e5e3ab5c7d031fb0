package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// postOffice is a mail server on this machine.
type postOffice struct {
	address string
	came    chan letter

	mu     sync.Mutex
	refuse error // what it answers to every recipient
}

// letter is a mail as it came.
type letter struct {
	from, to string
	*mail.Message
	text string
}

func (p *postOffice) refusing(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = err
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }

// counter takes the mails of one connection.
type counter struct {
	office *postOffice
	letter
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

func (c *counter) Mail(from string, _ *smtp.MailOptions) error {
	c.from = from
	return nil
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.to = to
	return c.office.refuse
}

func (c *counter) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body := m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	c.Message, c.text = m, strings.ReplaceAll(string(text), "\r\n", "\n")
	c.office.came <- c.letter
	return nil
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{address: listener.Addr().String(), came: make(chan letter, 100)}
	server := smtp.NewServer(p)
	server.Domain = "post.example"
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return p
}

// next waits for a mail that is on its way.
func (p *postOffice) next(t *testing.T) letter {
	t.Helper()
	select {
	case l := <-p.came:
		return l
	case <-time.After(20 * time.Second):
		t.Fatal("no mail came")
		return letter{}
	}
}

var (
	mailedLink = regexp.MustCompile(`(?m)^(https?://[^/]+)(/r/[A-Za-z0-9_-]{43})\?lang=[A-Za-z-]+$`)
	mailedStop = regexp.MustCompile(`(?m)^(https?://[^/]+)(/mail/stop/[A-Za-z0-9_-]+)$`)
)

// TestOwnersMail is the whole way: the form, the mail, its link on another
// device, and the button of a mail program that ends all mails.
func TestOwnersMail(t *testing.T) {
	office := openPostOffice(t)
	base := startServer(t, "--mail-server", "smtp://"+office.address, "--mail-from", "post@onramp.example", "--operator-name", "Kammer Köln", "--operator-contact", "help@onramp.example")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(c *http.Client, path string, form url.Values) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, string(page)
	}
	begun, page := send(owner, "/start", url.Values{"country": {"DE"}, "sector": {"C"}, "employees": {"12"}, "depth": {"quick"}, "statistics_consent": {"no"}, "name": {"Bäckerei Unverwechselbar"}})
	home := regexp.MustCompile(`^/assessments/[^/]+`).FindString(begun.Header.Get("Location"))
	if home == "" {
		t.Fatal(page)
	}
	asked, page := send(owner, home+"/mail", url.Values{"address": {"ada@example.org"}, "link": {"yes"}, "review": {"3"}})
	if asked.StatusCode != http.StatusSeeOther {
		t.Fatal(asked.Status, page)
	}
	l := office.next(t)
	if l.from != "post@onramp.example" || l.to != "ada@example.org" {
		t.Errorf("from %s to %s", l.from, l.to)
	}
	from, err := new(mime.WordDecoder).DecodeHeader(l.Header.Get("From"))
	if err != nil || !strings.Contains(from, "Kammer Köln") || l.Header.Get("Subject") == "" || l.Header.Get("Date") == "" || l.Header.Get("Message-Id") == "" {
		t.Errorf("head %v, %v", l.Header, err)
	}
	if strings.Contains(l.text, "Unverwechselbar") {
		t.Error("the mail holds what somebody typed")
	}
	link, stop := mailedLink.FindStringSubmatch(l.text), mailedStop.FindStringSubmatch(l.text)
	if link == nil || stop == nil || link[1] != base || !strings.Contains(l.text, "Kammer Köln") || !strings.Contains(l.text, "help@onramp.example") {
		t.Fatal(l.text)
	}
	if l.Header.Get("List-Unsubscribe") != "<"+stop[0]+">" || l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("head %v", l.Header)
	}
	phone := &http.Client{CheckRedirect: owner.CheckRedirect}
	opened, err := phone.Get(link[0])
	if err != nil {
		t.Fatal(err)
	}
	opened.Body.Close()
	if opened.Header.Get("Location") != home {
		t.Errorf("the link leads to %q", opened.Header.Get("Location"))
	}
	if a, page := send(phone, stop[2], url.Values{"List-Unsubscribe": {"One-Click"}}); a.StatusCode != http.StatusOK {
		t.Error(a.Status, page)
	}
	if a, _ := send(owner, home+"/mail", url.Values{"address": {"Ada+more@example.org"}, "link": {"yes"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a mail can be asked for after its reader ended them: %s", a.Status)
	}
}

// mailRoom is a database that several processes share, with a clock that stands
// until moved.
type mailRoom struct {
	*testing.T
	file   string
	office *postOffice
	log    bytes.Buffer
	stores []*store.Store

	mu    sync.Mutex
	clock time.Time
}

func (m *mailRoom) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.clock
}

func (m *mailRoom) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock = m.clock.Add(d)
}

func newMailRoom(t *testing.T) *mailRoom {
	m := &mailRoom{T: t, file: filepath.Join(t.TempDir(), "onramp.db"), office: openPostOffice(t), clock: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}
	t.Cleanup(m.stop)
	return m
}

// stop ends all processes. While several read, what was deleted may stay in the
// log for a moment; once they are gone it must not.
func (m *mailRoom) stop() {
	for _, st := range m.stores {
		if err := st.Close(); err != nil {
			m.Error(err)
		}
	}
	m.stores = nil
}

// process is a service of its own on the file.
func (m *mailRoom) process() *service.Service {
	m.Helper()
	st, err := store.Open(m.Context(), m.file)
	if err != nil {
		m.Fatal(err)
	}
	m.stores = append(m.stores, st)
	bundle, err := locale.Load()
	if err != nil {
		m.Fatal(err)
	}
	server, from, file := "smtp://"+m.office.address, "post@onramp.example", ""
	sender, err := mailSettings{&server, &from, &file}.sender(bundle, report.Meta{Operator: "Chamber", PublicURL: "https://onramp.example"}, os.LookupEnv)
	if err != nil {
		m.Fatal(err)
	}
	sv := service.New(st, service.Options{Now: m.now, Mail: sender})
	c, err := loadContent("")
	if err == nil {
		err = sv.Refresh(m.Context(), c)
	}
	if err != nil {
		m.Fatal(err)
	}
	return sv
}

// firm begins an assessment.
func (m *mailRoom) firm(sv *service.Service) (id, token string) {
	m.Helper()
	id, token, err := sv.Start(m.Context(), "nir-sme", assessment.Profile{Country: "DE", Language: "en", Employees: 3}, assessment.Quick, false)
	if err != nil {
		m.Fatal(err)
	}
	return id, token
}

// due sends what is due and checks how many were sent and failed.
func (m *mailRoom) due(sv *service.Service, sent, failed int) {
	m.Helper()
	n, f, err := sv.SendDue(m.Context())
	if n != sent || f != failed || err != nil {
		m.Errorf("%d sent, %d failed, %v; want %d and %d", n, f, err, sent, failed)
	}
}

// holds reports whether a file of the database has the bytes.
func (m *mailRoom) holds(word string) bool {
	m.Helper()
	names, err := filepath.Glob(m.file + "*")
	if err != nil || len(names) == 0 {
		m.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			m.Fatal(err)
		}
		if bytes.Contains(data, []byte(word)) {
			return true
		}
	}
	return false
}

// TestMailsAreSentOnce by any number of processes, and their address is gone
// from the disk afterwards.
func TestMailsAreSentOnce(t *testing.T) {
	m := newMailRoom(t)
	one, two := m.process(), m.process()
	review := m.now().AddDate(0, 3, 0)
	type firm struct{ id, token, address string }
	var firms []firm
	for _, name := range []string{"ada", "bo", "cy", "di"} {
		id, token := m.firm(one)
		f := firm{id, token, name + "@unmistakable.example"}
		firms = append(firms, f)
		if err := one.Remind(t.Context(), id, token, f.address, "en", false, review); err != nil {
			t.Fatal(err)
		}
	}
	m.due(one, 0, 0)
	if !m.holds(firms[0].address) {
		t.Fatal("the search finds nothing at all")
	}
	m.pass(review.Sub(m.now()) + time.Minute)
	var all sync.WaitGroup
	for _, sv := range []*service.Service{one, two, one, two} {
		all.Go(func() {
			if _, _, err := sv.SendDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	m.due(two, 0, 0)
	got := map[string]bool{}
	for range firms {
		l := m.office.next(t)
		got[l.to] = true
		link := mailedLink.FindStringSubmatch(l.text)
		if link == nil || link[1] != "https://onramp.example" {
			t.Fatal(l.text)
		}
		id, err := two.Resume(t.Context(), strings.TrimPrefix(link[2], "/r/"))
		if err != nil || !strings.HasPrefix(id, firms[strings.Index("abcd", l.to[:1])].id) {
			t.Errorf("the link of %s opens %q: %v", l.to, id, err)
		}
	}
	for _, f := range firms {
		kept, err := one.Reminders(t.Context(), f.id, f.token)
		if err != nil || len(kept) != 1 || !kept[0].Over() || kept[0].GivenUp() || kept[0].Address != "" {
			t.Errorf("%+v, %v", kept, err)
		}
	}
	m.stop()
	for _, f := range firms {
		if !got[f.address] || m.holds(f.address) {
			t.Errorf("%s: mail %v, address still there %v", f.address, got[f.address], m.holds(f.address))
		}
	}
	if len(m.office.came) > 0 {
		t.Errorf("%d mails too many", len(m.office.came))
	}
}

// TestMailsAreTriedAgain while the server fails, ever more seldom and for some
// days; an address that is not there is tried once.
func TestMailsAreTriedAgain(t *testing.T) {
	m := newMailRoom(t)
	sv := m.process()
	id, token := m.firm(sv)
	ask := func(address string) {
		t.Helper()
		if err := sv.Remind(t.Context(), id, token, address, "en", true, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	state := func() assessment.Reminder {
		t.Helper()
		kept, err := sv.Reminders(t.Context(), id, token)
		if err != nil || len(kept) != 1 {
			t.Fatal(kept, err)
		}
		return kept[0]
	}
	later := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later, ada@unmistakable.example"}
	m.office.refusing(later)
	ask("ada@unmistakable.example")
	m.due(sv, 0, 1)
	m.due(sv, 0, 0) // not at once
	m.pass(6 * time.Minute)
	m.due(sv, 0, 1)
	m.pass(6 * time.Minute)
	m.due(sv, 0, 0) // the pause has doubled
	m.office.refusing(nil)
	m.pass(6 * time.Minute)
	m.due(sv, 1, 0)
	if l := m.office.next(t); l.to != "ada@unmistakable.example" {
		t.Error(l.to)
	}

	m.office.refusing(later)
	ask("bo@unmistakable.example")
	tries := 0
	for begun := m.now(); !state().GivenUp(); m.pass(5 * time.Minute) {
		_, failed, err := sv.SendDue(t.Context())
		if tries += failed; err != nil || m.now().Sub(begun) > 6*24*time.Hour {
			t.Fatalf("after %d tries and %v: %v", tries, m.now().Sub(begun), err)
		}
	}
	if tries < 8 || tries > 25 || m.holds("bo@unmistakable.example") {
		t.Errorf("%d tries; address still there: %v", tries, m.holds("bo@unmistakable.example"))
	}

	m.office.refusing(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"})
	ask("cy@unmistakable.example")
	m.due(sv, 0, 1)
	if !state().GivenUp() || m.holds("cy@unmistakable.example") {
		t.Error("an address that is not there is tried again")
	}
}

// TestMailEndsWithItsReason: nothing is sent, and nothing kept, after the owner
// removed the address, cancelled all links or deleted the answers.
func TestMailEndsWithItsReason(t *testing.T) {
	for name, end := range map[string]func(sv *service.Service, id, token string) error{
		"removed": func(sv *service.Service, id, token string) error {
			return sv.ForgetReminder(t.Context(), id, token, assessment.ReviewMail)
		},
		"cancelled": func(sv *service.Service, id, token string) error {
			_, err := sv.CancelKeys(t.Context(), id, token)
			return err
		},
		"deleted": func(sv *service.Service, id, token string) error { return sv.Delete(t.Context(), id, token) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMailRoom(t)
			sv := m.process()
			id, token := m.firm(sv)
			if err := sv.Remind(t.Context(), id, token, "ada@unmistakable.example", "en", false, m.now().AddDate(0, 0, 30)); err != nil {
				t.Fatal(err)
			}
			if err := end(sv, id, token); err != nil {
				t.Fatal(err)
			}
			if m.holds("unmistakable.example") {
				t.Error("the address is still there")
			}
			m.pass(31 * 24 * time.Hour)
			m.due(sv, 0, 0)
		})
	}
}

// TestNobodyIsPestered: three mails a day for an assessment and for an address,
// however it is written.
func TestNobodyIsPestered(t *testing.T) {
	m := newMailRoom(t)
	sv := m.process()
	ask := func(id, token, address string, day int) error {
		return sv.Remind(t.Context(), id, token, address, "en", day == 0, map[bool]time.Time{false: m.now().AddDate(0, 0, day)}[day == 0])
	}
	tooMany := func(err error) bool {
		var e *assessment.Error
		return errors.As(err, &e) && e.Kind == assessment.Invalid && len(e.Fields) == 1 && e.Fields[0].Key == "field.too_many_mails"
	}
	id, token := m.firm(sv)
	for i, address := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		if err := ask(id, token, address, i); err != nil {
			t.Fatal(err)
		}
	}
	if err := ask(id, token, "d@example.org", 0); !tooMany(err) {
		t.Errorf("a fourth mail of one assessment: %v", err)
	}
	for i, address := range []string{"victim@example.org", "Victim+1@EXAMPLE.org", "victim+2@example.org", "victim+3@example.org"} {
		id, token := m.firm(sv)
		if err := ask(id, token, address, 0); i < 3 && err != nil || i == 3 && !tooMany(err) {
			t.Errorf("%s: %v", address, err)
		}
	}
	m.pass(24 * time.Hour)
	if err := ask(id, token, "d@example.org", 0); err != nil {
		t.Errorf("on the next day: %v", err)
	}
	// Reminders that were left on many days and meet on one are spread.
	m.office = openPostOffice(t)
	sv = m.process()
	day := m.now().AddDate(0, 0, 40)
	for range 5 {
		id, token := m.firm(sv)
		if err := sv.Remind(t.Context(), id, token, "target@example.org", "en", false, day); err != nil {
			t.Fatal(err)
		}
		m.pass(24 * time.Hour)
	}
	m.pass(day.Sub(m.now()) + time.Hour)
	if _, _, err := sv.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	to := func() (n int) {
		for len(m.office.came) > 0 {
			if l := <-m.office.came; l.to == "target@example.org" {
				n++
			}
		}
		return n
	}
	if n := to(); n != 3 {
		t.Errorf("%d mails on one day", n)
	}
	m.pass(24 * time.Hour)
	if _, _, err := sv.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := to(); n != 2 {
		t.Errorf("%d mails on the day after", n)
	}
}

// TestMailLog: the loop of the server sends what waits, and its log names nobody.
func TestMailLog(t *testing.T) {
	m := newMailRoom(t)
	sv := m.process()
	m.office.refusing(&smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later, ada@unmistakable.example"})
	id, token := m.firm(sv)
	ctx, stop := context.WithCancel(t.Context())
	done, tick := make(chan struct{}), make(chan time.Time)
	go func() { defer close(done); sendMails(ctx, sv, tick, slog.New(slog.NewJSONHandler(&m.log, nil))) }()
	if err := sv.Remind(t.Context(), id, token, "ada@unmistakable.example", "en", true, time.Time{}); err != nil {
		t.Fatal(err)
	}
	tick <- m.now()
	tick <- m.now() // taken after the first round
	m.office.refusing(nil)
	m.pass(time.Hour)
	tick <- m.now()
	m.office.next(t)
	stop()
	<-done
	log := m.log.String()
	if !strings.Contains(log, `"failed":1`) || !strings.Contains(log, `"sent":1`) {
		t.Errorf("the log says %s", log)
	}
	for _, secret := range []string{"unmistakable", id, token} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

// TestMailSettings: what would only fail later is refused at the start, and no
// message tells a password.
func TestMailSettings(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := func(string) (string, bool) { return "", false }
	for _, c := range []struct {
		server, from, file string
		lookup             func(string) (string, bool)
		words              string // of the refusal; empty when it is taken
	}{
		{"", "", "", none, ""},
		{"smtp://mail.example", "post@onramp.example", "", none, ""},
		{"smtps://user%40x@mail.example:465", "post@onramp.example", secret, none, ""},
		{"smtp://user@mail.example:587", "post@onramp.example", "", func(string) (string, bool) { return "s3cret", true }, ""},
		{"", "post@onramp.example", "", none, "need --mail-server"},
		{"mail.example:25", "post@onramp.example", "", none, "--mail-server is not an address"},
		{"http://mail.example", "post@onramp.example", "", none, "--mail-server is not an address"},
		{"smtp://user:s3cret@mail.example", "post@onramp.example", "", none, "holds a password"},
		{"smtp://user:s3cret@mail.example:x", "post@onramp.example", "", none, "--mail-server is not an address"},
		{"smtp://mail.example:99999", "post@onramp.example", "", none, "is not a port"},
		{"smtp://mail.example", "", "", none, "--mail-from"},
		{"smtp://mail.example", "a@b.example\r\nBcc: c@d.example", "", none, "--mail-from"},
		{"smtp://user@mail.example", "post@onramp.example", "", none, "names a user"},
		{"smtp://user@mail.example", "post@onramp.example", secret + ".none", none, "--mail-password-file"},
	} {
		sender, err := mailSettings{&c.server, &c.from, &c.file}.sender(nil, report.Meta{}, c.lookup)
		switch {
		case c.words == "" && (err != nil || (sender == nil) != (c.server == "")):
			t.Errorf("%s: %v, %v", c.server, sender, err)
		case c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "s3cret")):
			t.Errorf("%s: %v, want %q", c.server, err, c.words)
		}
	}
}
