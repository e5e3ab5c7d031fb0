package assessment

import "time"

// Tx is what one transaction of a store can do, a small interface per noun.
// Package service declares the Store that hands them out; the interface stands
// here so that a store can satisfy it without knowing the service.
//
// Every method returns an *Error of kind NotFound, Conflict or Busy where its
// comment says so; anything else is internal.
type Tx interface {
	CatalogueTx
	AssessmentTx
	KeyTx
	SettingTx
}

// CatalogueTx keeps published content.
type CatalogueTx interface {
	// PublishQuestionnaire stores a questionnaire version. The same version
	// with the same content is left alone; with other content it is a Conflict.
	PublishQuestionnaire(q *Questionnaire, at time.Time) error
	// PublishModel stores a model version as rows, under the same rule.
	PublishModel(m *Model, at time.Time) error
	// ReplaceDirectory makes d the directory of today.
	ReplaceDirectory(d *Directory, at time.Time) error
	// Catalogue returns everything published. Models come from their rows.
	Catalogue() (*Catalogue, error)
}

// AssessmentTx keeps assessments and their responses.
type AssessmentTx interface {
	CreateAssessment(a *Assessment) error
	// Assessment returns an assessment with all its responses; NotFound.
	Assessment(id string) (*Assessment, error)
	// SaveAssessment writes everything but the responses and raises the
	// revision by one, provided it still is a.Revision; otherwise Conflict.
	// On success a.Revision is the new one.
	SaveAssessment(a *Assessment) error
	// SaveResponse writes one response, replacing an earlier one.
	SaveResponse(id, item string, r Response, at time.Time) error
	// DeleteResponse takes a response back; no error when there is none.
	DeleteResponse(id, item string) error
	// SaveOutcome replaces what statistics read of a finished assessment.
	SaveOutcome(id string, results []ResultRow, facts []Fact) error
	// DeleteAssessment removes the assessment and everything that hangs on it.
	DeleteAssessment(id string) error
}

// KeyKind is a way into an assessment.
type KeyKind string

// The kinds of key: a link cannot be guessed, a code can be typed.
const (
	LinkKey KeyKind = "link"
	CodeKey KeyKind = "code"
)

// Key opens one assessment. Only its hash is kept.
type Key struct {
	Hash       []byte
	Assessment string
	Kind       KeyKind
	Created    time.Time
	Expires    time.Time
}

// KeyTx keeps the keys of assessments.
type KeyTx interface {
	AddKey(k Key) error
	// Key returns the key with the hash, expired or not; NotFound.
	Key(hash []byte) (Key, error)
	Keys(assessment string) ([]Key, error)
	ExtendKey(hash []byte, expires time.Time) error
	DeleteKeys(assessment string, kind KeyKind) error
}

// SettingTx keeps values of the installation, such as the salt of codes.
type SettingTx interface {
	// Setting returns a value; NotFound.
	Setting(name string) ([]byte, error)
	SaveSetting(name string, value []byte) error
}

// ResultRow is one line of a finished assessment for statistics: one model and
// dimension, dimension empty for overall.
type ResultRow struct {
	Model        string
	ModelVersion string
	Dimension    string
	Score        *float64
	Level        int
	Coverage     Coverage
}

// Fact is one countable thing a finished assessment says: a technology in use
// or taking part in an action of the G20 plan.
type Fact struct {
	Kind  string // technology, action
	Code  string // the technology, or the number of the action
	Value int    // technology: adoption step 0 to 5; action: 1 takes part, 0 does not
}
