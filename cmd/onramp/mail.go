package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/wneessen/go-mail" // mails by SMTP

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// mailSettings are what serve can be told about mails.
type mailSettings struct {
	server, from, passwordFile *string
}

func mailFlags(f *pflag.FlagSet) mailSettings {
	return mailSettings{
		server:       f.String("mail-server", "", "server that sends mails: smtp://user@host:587 (STARTTLS) or smtps://user@host:465; without it owners are asked for no address"),
		from:         f.String("mail-from", "", "address that mails come from"),
		passwordFile: f.String("mail-password-file", "", "file with the password of the mail server's user; or set ONRAMP_MAIL_PASSWORD"),
	}
}

// mailPassword is the variable that can hold the password in place of a file.
const mailPassword = "ONRAMP_MAIL_PASSWORD"

// mailTime bounds one sending; a claim lasts much longer.
const mailTime = 30 * time.Second

// mailer sends letters through one server.
type mailer struct {
	bundle *locale.Bundle
	meta   report.Meta
	from   string
	host   string
	option []mail.Option
}

// sender makes the sender that the settings describe; nil without a server.
// Settings that would only fail later are refused, and no message holds the
// password.
func (s mailSettings) sender(bundle *locale.Bundle, meta report.Meta, lookup func(string) (string, bool)) (service.Mail, error) {
	if *s.server == "" {
		if *s.from != "" || *s.passwordFile != "" {
			return nil, usageError{errors.New("--mail-from and --mail-password-file need --mail-server")}
		}
		return nil, nil
	}
	u, err := url.Parse(*s.server)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, usageError{errors.New("--mail-server is not an address such as smtp://user@mail.example:587 or smtps://user@mail.example:465")}
	}
	if _, there := u.User.Password(); there {
		return nil, usageError{fmt.Errorf("--mail-server holds a password, which others could read; put it into a file and name that with --mail-password-file, or set %s", mailPassword)}
	}
	if _, wrong := assessment.CheckAddress(*s.from); wrong != nil {
		return nil, usageError{fmt.Errorf("--mail-from %q is not an e-mail address; name the one that mails come from", *s.from)}
	}
	m := &mailer{bundle: bundle, meta: meta, from: *s.from, host: u.Hostname(), option: []mail.Option{mail.WithTimeout(mailTime)}}
	if err := m.connect(u); err != nil {
		return nil, err
	}
	if u.User.Username() == "" {
		return m, nil
	}
	password, err := s.password(lookup)
	if err != nil {
		return nil, err
	}
	m.option = append(m.option, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	return m, nil
}

// connect adds how to reach the server: always encrypted, but for a relay on
// this machine that has no encryption.
func (m *mailer) connect(u *url.URL) error {
	port := map[string]int{"smtp": 587, "smtps": 465}[u.Scheme]
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 65535 {
			return usageError{fmt.Errorf("--mail-server: %q is not a port", p)}
		}
		port = n
	}
	m.option = append(m.option, mail.WithPort(port), mail.WithTLSConfig(&tls.Config{ServerName: m.host, MinVersion: tls.VersionTLS12}))
	switch {
	case u.Scheme == "smtps":
		m.option = append(m.option, mail.WithSSL())
	case onThisMachine(m.host):
		m.option = append(m.option, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		m.option = append(m.option, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	return nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s mailSettings) password(lookup func(string) (string, bool)) (string, error) {
	if *s.passwordFile == "" {
		if password, ok := lookup(mailPassword); ok {
			return password, nil
		}
		return "", usageError{fmt.Errorf("--mail-server names a user; name the file of the password with --mail-password-file, or set %s", mailPassword)}
	}
	data, err := os.ReadFile(*s.passwordFile)
	if err != nil {
		return "", usageError{fmt.Errorf("--mail-password-file: %w", err)}
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// Send implements service.Mail. Its errors name no address and no secret.
func (m *mailer) Send(ctx context.Context, l service.Letter) error {
	p := m.bundle.Printer(l.Language)
	stop, in := m.meta.PublicURL+"/mail/stop/"+l.Stop, "?lang="+p.Tag()
	words := report.NewLetter(p, l.Kind, m.meta, m.meta.PublicURL+"/r/"+l.Link+in, stop)
	if l.Kind == assessment.InvitationMail {
		words = report.NewInvitation(p, m.meta, m.meta.PublicURL+"/invitations/"+l.Link+in)
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.FromFormat(m.meta.Operator, m.from), msg.To(l.To)); err != nil {
		return &assessment.Error{Kind: assessment.Invalid, Key: "field.address", Cause: errors.New("the address does not fit a mail")}
	}
	msg.Subject(words.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", l.Language)
	if l.Stop != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+stop+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") // RFC 8058
	}
	msg.SetBodyString(mail.TypeTextPlain, words.Text)
	client, err := mail.NewClient(m.host, m.option...)
	if err != nil {
		return errors.New("the mail server's settings do not work")
	}
	ctx, cancel := context.WithTimeout(ctx, 2*mailTime)
	defer cancel()
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return explainMail(err)
	}
	err = client.SendWithSMTPClient(connection, msg)
	_ = client.CloseWithSMTPClient(connection) // the mail is gone or not, however we part
	if msg.IsDelivered() {
		return nil
	}
	return explainMail(err)
}

// explainMail keeps of a failure what an operator needs and drops what servers
// like to repeat: addresses. It is Invalid when there is no such address; a
// server that refuses for another reason, such as its settings, may change its
// mind.
func explainMail(err error) error {
	var failed *mail.SendError
	switch {
	case !errors.As(err, &failed):
		return errors.New("the mail server cannot be reached, or refuses us")
	}
	problem := fmt.Errorf("the mail server answered %d %s", failed.ErrorCode(), failed.EnhancedStatusCode())
	if code := failed.EnhancedStatusCode(); failed.Reason == mail.ErrSMTPRcptTo && !failed.IsTemp() && (code == "" || strings.HasPrefix(code, "5.1.")) {
		return &assessment.Error{Kind: assessment.Invalid, Key: "field.address", Cause: problem}
	}
	return problem
}

// mailPause is how often a server looks for mails that are due.
const mailPause = time.Minute

// sendMails sends what is due, at once, at each tick and whenever an owner asks
// for a mail, until the context ends. The log tells how many and never to whom.
func sendMails(ctx context.Context, sv *service.Service, tick <-chan time.Time, log *slog.Logger) {
	for {
		sent, failed, err := sv.SendDue(ctx)
		if sent+failed > 0 {
			log.InfoContext(ctx, "mails", "sent", sent, "failed", failed)
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "sending mails failed; the next try is in a minute", "error", err.Error())
		}
		select {
		case <-tick:
		case <-sv.MailWaits():
		case <-ctx.Done():
			return
		}
	}
}
