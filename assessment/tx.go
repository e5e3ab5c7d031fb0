package assessment

import "time"

// Tx is what one transaction of a store can do, a small interface per noun.
// Package service declares the Store that hands them out; the interface stands
// here so that a store can satisfy it without knowing the service.
//
// Methods return an *Error of kind NotFound or Conflict where their comment says
// so. Any of them may find the store Busy; anything else is internal. Times are
// kept in milliseconds and come back in UTC.
type Tx interface {
	CatalogueTx
	PlatformTx
	AssessmentTx
	RoundTx
	ColleagueTx
	MarkTx
	ParameterTx
	KeyTx
	ConsentTx
	AccountTx
	EvidenceTx
	ReminderTx
	SettingTx
	WorkshopTx
	ExchangeTx
	BoardTx
	ClientTx
	UnitTx
	ReleaseTx
}

// CatalogueTx keeps published content.
type CatalogueTx interface {
	// PublishQuestionnaire stores a questionnaire version. The same version
	// with the same content is left alone; with other content it is a Conflict.
	PublishQuestionnaire(q *Questionnaire, at time.Time) error
	// PublishModel stores a model version as rows, under the same rule. Its
	// questionnaire version must be published; NotFound.
	PublishModel(m *Model, at time.Time) error
	// ReplaceDirectory makes d the directory of today.
	ReplaceDirectory(d *Directory, at time.Time) error
	// Catalogue returns everything published, parameters among it. Models come
	// from their rows; Directory is that of today, and never nil.
	Catalogue() (*Catalogue, error)
}

// AssessmentTx keeps assessments and their responses.
type AssessmentTx interface {
	// CreateAssessment writes a new assessment with its added models and the
	// responses it has, as answered at a.Updated in the order of a.Asked; those
	// it does not name follow; and its marks. An id that is taken is a Conflict;
	// versions that are not published are NotFound.
	CreateAssessment(a *Assessment) error
	// Assessment returns an assessment with its added models, its marks by
	// measure and all its responses, which are never nil; NotFound.
	Assessment(id string) (*Assessment, error)
	// SaveAssessment writes everything but the responses, the added models and
	// the marks, and raises the revision by one, provided it still is a.Revision;
	// otherwise Conflict. One that is gone is NotFound. On success a.Revision is
	// the new one.
	SaveAssessment(a *Assessment) error
	// SaveResponse writes the response to an item, replacing an earlier one; the
	// first takes the next place among those asked, and its reason stays.
	// NotFound when there is no such assessment.
	SaveResponse(id string, asked Asked, r Response, at time.Time) error
	// SaveModels replaces the models added to an assessment; NotFound when
	// there is no such assessment or version.
	SaveModels(id string, models []ModelPin) error
	// SaveOutcome replaces what statistics read of a finished assessment;
	// NotFound when there is no such assessment.
	SaveOutcome(id string, results []ResultRow, facts []Fact) error
	// DeleteAssessment removes the assessment and everything that hangs on it,
	// the sheets of colleagues too; no error when there is none.
	DeleteAssessment(id string) error
	// Unreachable looks at some hundred assessments whose ids come behind after
	// and returns those of firms that no key opens any more, and the last id it
	// looked at; empty when there was none. Invitations open nothing, sheets
	// belong to a round, and generated firms never had a key.
	Unreachable(now time.Time, after string) (ids []string, last string, err error)
	// DeleteUnreachable removes those of the assessments that no key opens, with
	// everything that hangs on them and the sheets of colleagues, and returns how
	// many.
	DeleteUnreachable(now time.Time, ids []string) (int, error)
}

// ParameterTx keeps what is learnt from answers, and what to learn from.
type ParameterTx interface {
	// PublishParameters stores a version of parameters. One that is there is a
	// Conflict; NotFound when the questionnaire version is not published.
	PublishParameters(p *Parameters) error
	// Respondents returns what learning may see of the finished assessments of
	// a questionnaire version whose owners consent, in no telling order. Sheets
	// of colleagues are never among them.
	Respondents(questionnaire, version string) ([]Respondent, error)
	// SavePredictions replaces what was predicted of an assessment; NotFound
	// when there is no such assessment.
	SavePredictions(id string, predictions []Prediction, at time.Time) error
	// FinishedAfter returns the ids of finished assessments of a questionnaire
	// version that come after an id, in order, at most limit; sheets of
	// colleagues are not among them.
	FinishedAfter(questionnaire, version, id string, limit int) ([]string, error)
}

// KeyKind is a way into an assessment.
type KeyKind string

// The kinds of key: a link cannot be guessed, a code can be typed.
const (
	LinkKey KeyKind = "link"
	CodeKey KeyKind = "code"
)

// Key opens all rounds of a firm, or one colleague's sheet. Only its hash is
// kept.
type Key struct {
	Hash       []byte
	Assessment string // the firm: its first assessment; or the sheet
	Kind       KeyKind
	Created    time.Time
	Expires    time.Time // the last moment it opens; zero for never ending
}

// KeyTx keeps the keys of assessments.
type KeyTx interface {
	// AddKey keeps a key. A hash that is there already is a Conflict; NotFound
	// when there is no such assessment.
	AddKey(k Key) error
	// Key returns the key with the hash, expired or not; NotFound.
	Key(hash []byte) (Key, error)
	// Keys returns the keys of an assessment, the oldest first.
	Keys(assessment string) ([]Key, error)
	// ExtendKey sets when a key ends; NotFound when it is gone.
	ExtendKey(hash []byte, expires time.Time) error
	// DeleteKeys ends all keys of one kind; no error when there is none.
	DeleteKeys(assessment string, kind KeyKind) error
	// DeleteKey ends one key; no error when there is none.
	DeleteKey(hash []byte) error
}

// SettingTx keeps values of the installation, such as the salt of codes.
type SettingTx interface {
	// Setting returns a value; NotFound.
	Setting(name string) ([]byte, error)
	// SaveSetting sets a value, replacing an earlier one.
	SaveSetting(name string, value []byte) error
}

// ResultRow is one line of a finished assessment for statistics: one model and
// dimension, dimension empty for overall. What answering everything would give
// is predicted with a version of parameters; its Levels are nil where nothing is.
type ResultRow struct {
	Model        string
	ModelVersion string
	Dimension    string
	Score        *float64
	Level        int
	Coverage     Coverage
	Parameters   int // version; 0 for the experts'
	Predicted    Certainty
	Evidence     Grade // of the whole assessment
	Confirmed    int   // answers of the whole assessment that an adviser confirmed
	Confirmable  int   // answers of the whole assessment that one could confirm
}

// Fact is one countable thing a finished assessment says: a technology in use
// or taking part in an action of the G20 plan.
type Fact struct {
	Kind  string // technology, action
	Code  string // the technology, or the number of the action
	Value int    // technology: adoption step 0 to 5; action: 1 takes part, 0 does not
}
