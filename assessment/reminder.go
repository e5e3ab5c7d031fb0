package assessment

import (
	"net/mail"
	"strings"
	"time"
)

// ReminderKind is why an owner wants to be written to.
type ReminderKind string

// The kinds of reminder. Each is one mail.
const (
	LinkMail   ReminderKind = "link"   // the link that opens the assessment, now
	ReviewMail ReminderKind = "review" // look at the roadmap again, at a day the owner chose
	// InvitationMail is the link with which an invited person makes an account. No
	// owner asks for it, and it waits in no queue.
	InvitationMail ReminderKind = "invitation"
)

// ReminderKinds lists them in the order they are shown.
var ReminderKinds = []ReminderKind{LinkMail, ReviewMail}

// Reminder is one mail that an owner asked for. It is over once it was sent or
// given up; what is over has no address any more.
type Reminder struct {
	Assessment  string // what the mailed link opens
	Kind        ReminderKind
	Address     string // empty when it is over
	Fingerprint []byte // keyed hash of the address, to find it without showing it; empty when it is over
	Language    string // tag of the language it is written in
	Created     time.Time
	Due         time.Time
	Tries       int       // sendings begun
	NextTry     time.Time // zero when it is over
	Sent        time.Time // zero before, and when it was given up
}

// How long sending is tried.
const (
	MailLease  = 10 * time.Minute   // nobody else takes a mail while one process sends it
	mailPause  = 5 * time.Minute    // after the first failure; doubled by each further one
	mailLonger = 12 * time.Hour     // the longest pause
	mailEnd    = 4 * 24 * time.Hour // after it was due, a mail is given up
)

// Over reports whether nothing will be sent any more.
func (r Reminder) Over() bool { return r.NextTry.IsZero() }

// GivenUp reports whether the mail could not be delivered.
func (r Reminder) GivenUp() bool { return r.Over() && r.Sent.IsZero() }

// Claim takes the mail for one sending: nobody else begins one before the lease
// has ended, and if this one is cut off another follows then.
func (r *Reminder) Claim(now time.Time) {
	r.Tries++
	r.NextTry = now.Add(MailLease)
}

// Done notes that the mail was sent and forgets the address.
func (r *Reminder) Done(now time.Time) {
	r.Sent = now
	r.forget()
}

// Failed notes that a sending failed. A mail that no later try can deliver, or
// that was due days ago, is given up and its address forgotten.
func (r *Reminder) Failed(now time.Time, forGood bool) {
	pause := mailLonger
	if r.Tries < 10 { // further doubling would only overflow
		pause = min(mailPause<<max(r.Tries-1, 0), mailLonger)
	}
	r.NextTry = now.Add(pause)
	if forGood || r.NextTry.Sub(r.Due) > mailEnd {
		r.forget()
	}
}

// Postpone puts a mail off that would be one too many today.
func (r *Reminder) Postpone(to time.Time) { r.Due, r.NextTry = to, to }

func (r *Reminder) forget() { r.Address, r.Fingerprint, r.NextTry = "", nil, time.Time{} }

// MaxMails is how many mails a day an assessment may cause, and how many one
// address may get from all of them.
const MaxMails = 3

// Days that a review can be put to. A link lives a year from its last use, and
// an assessment that no link opens is deleted with its reminders.
const (
	FirstReview = 1   // days from now
	LastReview  = 330 // days from now
)

// ReviewMonths are the periods that are offered before a date is typed.
var ReviewMonths = []int{3, 6}

// CheckReview reports whether a review can be put to a day.
func CheckReview(now, day time.Time) *FieldError {
	if day.Before(now) || day.After(now.AddDate(0, 0, LastReview+1)) {
		return &FieldError{Field: "date", Key: "field.review_day", Args: map[string]any{"Days": LastReview}}
	}
	return nil
}

// maxAddress is the longest address that fits a path of RFC 5321, section
// 4.5.3.1.3, without its brackets.
const maxAddress = 254

// CheckAddress reads an e-mail address as typed: one address and nothing else,
// in plain letters, with a domain of two parts or more. What it returns can
// stand in a mail's header.
func CheckAddress(typed string) (string, *FieldError) {
	address := strings.TrimSpace(typed)
	if address == "" {
		return "", &FieldError{Field: "address", Key: "field.required"}
	}
	wrong := &FieldError{Field: "address", Key: "field.address"}
	if len(address) > maxAddress {
		return "", wrong
	}
	for _, r := range address {
		if r <= ' ' || r > '~' {
			return "", wrong
		}
	}
	read, err := mail.ParseAddress(address)
	if err != nil || read.Name != "" || read.Address != address {
		return "", wrong
	}
	_, domain := splitAddress(address)
	if first, last, two := strings.Cut(domain, "."); !two || first == "" || strings.HasSuffix(last, ".") || strings.ContainsAny(domain, "[]") {
		return "", wrong
	}
	return address, nil
}

func splitAddress(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at+1:]
}

// Mailbox is what an address's bounds are counted by: upper and lower case,
// and what stands after a plus, lead to the same person.
func Mailbox(address string) string {
	local, domain := splitAddress(strings.ToLower(address))
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

// MaskAddress shows enough of an address for its owner to know it again, and
// not enough to write to it: a…@e….org.
func MaskAddress(address string) string {
	local, domain := splitAddress(address)
	if local == "" || domain == "" {
		return ""
	}
	end := ""
	if dot := strings.LastIndexByte(domain, '.'); dot > 0 {
		end = domain[dot:]
	}
	return local[:1] + "…@" + domain[:1] + "…" + end
}

// ReminderTx keeps the mails that owners asked for, apart from everything else.
type ReminderTx interface {
	// SaveReminder keeps a reminder in place of one of its kind. What it
	// replaces is gone from the disk soon after the commit. NotFound when there
	// is no such assessment.
	SaveReminder(r Reminder) error
	// Reminders returns those of an assessment, by kind.
	Reminders(id string) ([]Reminder, error)
	// DueReminder returns the one that has waited longest since its next try;
	// NotFound when none waits.
	DueReminder(now time.Time) (Reminder, error)
	// DeleteReminders removes those of an assessment of the kinds; no error
	// when there is none.
	DeleteReminders(id string, kinds ...ReminderKind) error
	// DeleteRemindersTo removes all that go to an address.
	DeleteRemindersTo(fingerprint []byte) error
	// CountMail raises the number of mails that are counted for a subject on a
	// day, days since 1970, and returns it; earlier days are forgotten.
	CountMail(subject []byte, day int64) (int, error)
	// StopMails keeps, or takes back, that an address wants no mail.
	StopMails(fingerprint []byte, stop bool, at time.Time) error
	// MailsStopped reports whether an address wants no mail.
	MailsStopped(fingerprint []byte) (bool, error)
}
