package assessment

import "time"

// ConsentWording is the version of the words with which owners are asked whether
// statistics may count them: the day the words became what they are. Raise it
// with every change of them; a test of the pages reminds of that.
const ConsentWording = "2026-11-24"

// Consent is one decision of a firm about statistics.
type Consent struct {
	At      time.Time
	Agreed  bool
	Wording string // version of the words it saw; empty when not known
}

// ConsentTx keeps what firms decided about statistics, on record.
type ConsentTx interface {
	// SaveConsent adds a decision; NotFound when there is no such assessment.
	// CreateAssessment does so by itself for one that agrees.
	SaveConsent(assessment string, c Consent) error
	// Consents returns the decisions, the oldest first.
	Consents(assessment string) ([]Consent, error)
	// FirmRecord returns everything that is kept of a firm: its assessments and
	// all that hangs on them, without the sheets of colleagues, which are theirs.
	// It is empty when there is no such firm.
	FirmRecord(firm string) (FirmRecord, error)
}
