package assessment

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Grade says how far others than the firm stand behind its answers.
type Grade string

// The grades of evidence, from none.
const (
	SelfAssessed Grade = "self"        // the firm answered alone
	Facilitated  Grade = "facilitated" // in a workshop, or while an adviser had access
	Verified     Grade = "verified"    // an adviser confirmed every answer
)

// Grades lists them from none.
var Grades = []Grade{SelfAssessed, Facilitated, Verified}

// Adviser is somebody of an organisation whom the owner let see the answers.
// Name and organisation are those of the day, and outlive the account.
type Adviser struct {
	Account      string
	Name         string
	Organisation string
	Granted      time.Time
	Ended        time.Time // zero while it lasts
}

// Confirmation is what an adviser says about one answer: that proof was seen.
type Confirmation struct {
	Item         string
	Mark         string // of the response it is about, see [Response.Mark]
	Account      string
	Name         string // of the adviser, on that day
	Organisation string
	Seen         time.Time // the day the proof was seen
	At           time.Time // when it was said here
	Note         string    // what was seen
}

// EvidenceRecord is what is known about how the answers of an assessment came
// about and who confirmed them.
type EvidenceRecord struct {
	Workshop      bool      // they were given in a workshop
	Answered      time.Time // when the last of them was given; zero without any
	Advisers      []Adviser // by when access was granted; one person may be there again
	Confirmations []Confirmation
}

// Evidence is the grade of a result and what it rests on. Where only a part of
// the answers is confirmed the grade is the lower one, and the numbers say the
// rest, so that nothing is mixed in silence.
type Evidence struct {
	Grade         Grade
	Workshop      bool
	Answers       int            // answers that somebody could confirm
	Confirmed     int            // of them, how many are confirmed
	Lapsed        int            // answers that were confirmed and then changed
	Advisers      []Adviser      // who had access as the last answer was given
	Confirmations []Confirmation // that hold, the latest of each answer, in the order of the questions
}

// Can be confirmed: what the firm itself said of an item that fits it.
func (r Reading) confirmable() bool {
	return r.State == Answered || r.State == NotRelevant && !r.ByRule
}

// Judge grades readings. A confirmation holds only while the answer is the one
// that was confirmed.
//
// Facilitated means that the answers as they stand were finished in company: in
// a workshop, or with an adviser who had access when the last answer was given.
// So an adviser who joins a finished assessment only makes it facilitated once
// the owner changes an answer, and an owner who changes one after the adviser
// has gone is alone again. Verified means that every answer is confirmed.
func (e EvidenceRecord) Judge(readings Readings) Evidence {
	out := Evidence{Grade: SelfAssessed, Workshop: e.Workshop}
	for _, r := range readings {
		said := ConfirmationsOf(e.Confirmations, r.Item.ID)
		if !r.confirmable() {
			if len(said) > 0 {
				out.Lapsed++
			}
			continue
		}
		out.Answers++
		at := slices.IndexFunc(said, func(c Confirmation) bool { return c.Mark == r.Response.Mark() })
		switch {
		case at >= 0:
			out.Confirmations = append(out.Confirmations, said[at])
		case len(said) > 0:
			out.Lapsed++
		}
	}
	out.Confirmed = len(out.Confirmations)
	for _, a := range e.Advisers {
		if !e.Answered.IsZero() && !e.Answered.Before(a.Granted) && (a.Ended.IsZero() || !e.Answered.After(a.Ended)) {
			out.Advisers = append(out.Advisers, a)
		}
	}
	switch {
	case out.Answers > 0 && out.Confirmed == out.Answers:
		out.Grade = Verified
	case out.Answers > 0 && (e.Workshop || len(out.Advisers) > 0):
		out.Grade = Facilitated
	}
	return out
}

// ConfirmationsOf returns those of an item, the latest first.
func ConfirmationsOf(all []Confirmation, item string) []Confirmation {
	var said []Confirmation
	for _, c := range all {
		if c.Item == item {
			said = append(said, c)
		}
	}
	slices.SortStableFunc(said, func(a, b Confirmation) int { return b.At.Compare(a.At) })
	return said
}

// Of returns the confirmation that holds of an item; nil when there is none.
func (e *Evidence) Of(item string) *Confirmation {
	for i := range e.Confirmations {
		if e.Confirmations[i].Item == item {
			return &e.Confirmations[i]
		}
	}
	return nil
}

// Confirmer is one adviser's part in what is confirmed.
type Confirmer struct {
	Name         string
	Organisation string
	Answers      int
	First, Last  time.Time // days the proof was seen
}

// Confirmers sums up who confirmed how much, by first day.
func (e *Evidence) Confirmers() []Confirmer {
	var all []Confirmer
	for _, c := range e.Confirmations {
		at := slices.IndexFunc(all, func(x Confirmer) bool { return x.Name == c.Name && x.Organisation == c.Organisation })
		if at < 0 {
			at = len(all)
			all = append(all, Confirmer{Name: c.Name, Organisation: c.Organisation, First: c.Seen, Last: c.Seen})
		}
		x := &all[at]
		x.Answers++
		if c.Seen.Before(x.First) {
			x.First = c.Seen
		}
		if c.Seen.After(x.Last) {
			x.Last = c.Seen
		}
	}
	slices.SortStableFunc(all, func(a, b Confirmer) int { return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Name, b.Name)) })
	return all
}

// MaxNote is the longest note of a confirmation, in runes.
const MaxNote = 300

// CheckConfirmation reports what is wrong with a day and a note. The day is one
// between the start of the assessment and today; the note says what was seen.
func CheckConfirmation(c Confirmation, started, now time.Time) []FieldError {
	var bad []FieldError
	add := func(field, key string, args map[string]any) {
		bad = append(bad, FieldError{Field: field, Key: key, Args: args})
	}
	if c.Seen.Before(started.UTC().Truncate(24*time.Hour)) || c.Seen.After(now) {
		add("seen", "field.seen_day", nil)
	}
	switch {
	case strings.TrimSpace(c.Note) == "":
		add("note", "field.required", nil)
	case utf8.RuneCountInString(c.Note) > MaxNote:
		add("note", "field.too_long", map[string]any{"High": MaxNote})
	case !utf8.ValidString(c.Note) || strings.ContainsFunc(c.Note, func(r rune) bool { return unicode.IsControl(r) }):
		add("note", "field.one_line", nil)
	}
	return bad
}

// AdviserKey invites an adviser. It opens nothing by itself: it takes an
// account to accept it.
const AdviserKey KeyKind = "adviser"

// AdviserInvited is how long an invitation of an adviser works.
const AdviserInvited = 30 * 24 * time.Hour

// Advised is an assessment that an account may look at.
type Advised struct {
	Assessment string
	Granted    time.Time
}

// EvidenceTx keeps who advises a firm and what they confirmed.
type EvidenceTx interface {
	// Evidence returns the record of an assessment; one without anything when
	// there is no such assessment.
	Evidence(id string) (EvidenceRecord, error)
	// SaveAdviser keeps that an account may look, or that it ended; found again
	// by account and when it was granted. NotFound when there is no such
	// assessment.
	SaveAdviser(id string, a Adviser) error
	// AdvisedBy returns the assessments that an account may look at now, the
	// latest first.
	AdvisedBy(account string) ([]Advised, error)
	// SaveConfirmation keeps a confirmation in place of an earlier one by the
	// same account of the same item; NotFound when there is no such assessment.
	SaveConfirmation(id string, c Confirmation) error
	// DeleteConfirmation takes one back; no error when there is none.
	DeleteConfirmation(id, item, account string) error
}
