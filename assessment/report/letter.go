package report

import (
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Letter is a mail to an owner or to somebody invited, in plain text: it needs no pictures, and every
// program shows its links.
type Letter struct {
	Subject string
	Text    string // paragraphs, with an empty line between
}

// NewLetter writes a mail. Nothing that people type stands in it, so that
// nobody can have a message of theirs sent to others. link opens the
// assessment, stop ends all mails; both are addresses.
func NewLetter(p *locale.Printer, kind assessment.ReminderKind, meta Meta, link, stop string) Letter {
	subject, lines := p.T("letter.link.subject"), []string{p.T("letter.link.text")}
	if kind == assessment.ReviewMail {
		subject, lines = p.T("letter.review.subject"), []string{p.T("letter.review.text"), p.T("letter.review.how")}
	}
	lines = append(lines, link, p.T("letter.secret"), "--", p.T("letter.why"), p.T("letter.stop")+"\n"+stop, runBy(p, meta))
	return Letter{Subject: subject, Text: strings.Join(lines, "\n\n") + "\n"}
}

// NewInvitation writes the mail with the link of an invitation to make an
// account. It names no organisation, since that is something people type.
func NewInvitation(p *locale.Printer, meta Meta, link string) Letter {
	lines := []string{p.T("letter.invitation.text"), link, p.T("letter.invitation.secret"), "--", p.T("letter.invitation.why"), runBy(p, meta)}
	return Letter{Subject: p.T("letter.invitation.subject"), Text: strings.Join(lines, "\n\n") + "\n"}
}

// runBy says where the mail comes from.
func runBy(p *locale.Printer, meta Meta) string {
	run := p.T("letter.run_by", "Operator", meta.Operator, "Address", meta.PublicURL)
	if meta.Contact != "" {
		run = p.Sentences(run, p.T("letter.contact", "Contact", meta.Contact))
	}
	return run
}
