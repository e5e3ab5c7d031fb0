package assessment

import (
	"cmp"
	"slices"
	"time"
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

// Confirmable reports whether an adviser can confirm it: an answer that the
// firm itself gave to an item that fits it, "not relevant" among them.
func (r Reading) Confirmable() bool {
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
		said, holds := e.Said(r)
		switch {
		case holds:
			out.Confirmations = append(out.Confirmations, *said)
		case said != nil:
			out.Lapsed++
		}
		if r.Confirmable() {
			out.Answers++
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

// Said returns what was last confirmed of an item, nil for nothing. It holds
// while the answer is the one that was confirmed.
func (e EvidenceRecord) Said(r Reading) (said *Confirmation, holds bool) {
	all := confirmationsOf(e.Confirmations, r.Item.ID)
	if len(all) == 0 {
		return nil, false
	}
	if r.Confirmable() {
		for i := range all {
			if all[i].Mark == r.Response.Mark() {
				return &all[i], true
			}
		}
	}
	return &all[0], false
}

// By returns the record with the confirmations of one account only.
func (e EvidenceRecord) By(account string) EvidenceRecord {
	return e.only(func(c Confirmation) bool { return c.Account == account })
}

// Beside returns the record with the confirmations of all accounts but one.
func (e EvidenceRecord) Beside(account string) EvidenceRecord {
	return e.only(func(c Confirmation) bool { return c.Account != account })
}

func (e EvidenceRecord) only(keep func(Confirmation) bool) EvidenceRecord {
	e.Confirmations = slices.DeleteFunc(slices.Clone(e.Confirmations), func(c Confirmation) bool { return !keep(c) })
	return e
}

// Looks returns the advisers who may look now.
func (e EvidenceRecord) Looks() []Adviser {
	return slices.DeleteFunc(slices.Clone(e.Advisers), func(a Adviser) bool { return !a.Ended.IsZero() })
}

// confirmationsOf returns those of an item, the latest first.
func confirmationsOf(all []Confirmation, item string) []Confirmation {
	var said []Confirmation
	for _, c := range all {
		if c.Item == item {
			said = append(said, c)
		}
	}
	slices.SortStableFunc(said, func(a, b Confirmation) int { return b.At.Compare(a.At) })
	return said
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

// SeenDays are the first and the last day, at midnight UTC, on which an adviser
// can have seen proof: between the start of the assessment and today, both as
// clocks show them anywhere on Earth.
func SeenDays(started, now time.Time) (first, last time.Time) {
	const east, west = 14 * time.Hour, 12 * time.Hour // of the outermost clocks
	day := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	return day(started.Add(-west)), day(now.Add(east))
}

// CheckConfirmation reports what is wrong with the day and the note, which says
// what was seen.
func CheckConfirmation(c Confirmation, started, now time.Time) []FieldError {
	var bad []FieldError
	if first, last := SeenDays(started, now); c.Seen.Before(first) || c.Seen.After(last) {
		bad = append(bad, FieldError{Field: "seen", Key: "field.seen_day"})
	}
	return append(bad, checkLine("note", c.Note, true, MaxNote)...)
}

// Advises reports whether the account may be an adviser: people of associations
// who work with firms, and whoever runs the site. An agency's people publish
// statistics and see no firm.
func (a *Account) Advises(kind OrganisationKind) bool {
	return a.Can(kind, FacilitatorRole) || a.Can(kind, OperatorRole)
}

// EvidenceNote is what a portable file says of the grade that a result had. It
// is for people to read: anybody can write a file, so whoever reads it in begins
// self-assessed.
type EvidenceNote struct {
	Grade     Grade           `json:"grade"`
	Answers   int             `json:"answers"` // that somebody could confirm
	Confirmed []ConfirmedNote `json:"confirmed,omitempty"`
}

// ConfirmedNote is a confirmation in a portable file.
type ConfirmedNote struct {
	Item         string `json:"item"`
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	Seen         string `json:"seen"` // day, as 2026-11-23
	Note         string `json:"note"`
}

// Portable is what a file says of it; nil for a result that is self-assessed
// and of which nothing is confirmed.
func (e *Evidence) Portable() *EvidenceNote {
	if e.Grade == SelfAssessed && e.Confirmed == 0 {
		return nil
	}
	note := &EvidenceNote{Grade: e.Grade, Answers: e.Answers}
	for _, c := range e.Confirmations {
		note.Confirmed = append(note.Confirmed, ConfirmedNote{c.Item, c.Name, c.Organisation, c.Seen.Format(time.DateOnly), c.Note})
	}
	return note
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
