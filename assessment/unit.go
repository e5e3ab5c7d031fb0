package assessment

import "time"

// Unit is everything that statistics keep of one finished assessment whose firm
// agreed to them: no name, no answer, only what tables are made of. It is
// written when the assessment is finished and whenever what it says changes,
// and removed with the consent or the assessment.
type Unit struct {
	Assessment    string    // id
	Firm          string    // what links its assessments: the firm's first one, or a keyed hash of its register number
	Round         int       // of the firm, from 1
	Finished      time.Time // decides the period it belongs to
	Questionnaire string
	Version       string
	Country       string // ISO 3166-1 alpha-2
	Region        string // ISO 3166-2; empty when not said
	Sector        string // ISIC section; empty when not said
	Size          string // class; empty when not said
	Evidence      Grade
	Mode          Mode
	Synthetic     bool           // generated, not a firm
	Flags         []Flag         // that one assessment alone shows
	Answers       uint64         // fingerprint of profile and answers, to find likely duplicates
	Models        []UnitModel    // the questionnaire's own model first
	Technologies  map[string]int // adoption step by technology, 0 to 5
	Actions       map[int]bool   // of section 4.2, 1 to 4: whether the firm takes part
	Gaps          []string       // measures among the next of its roadmap, by id
}

// UnitModel is what one maturity model says of the firm.
type UnitModel struct {
	Model   string
	Version string
	Areas   []UnitArea // the whole first, with an empty dimension, then the dimensions
}

// UnitArea is the state of one dimension, or of the whole.
type UnitArea struct {
	Dimension string
	Score     float64   // 0 to 100: the answers' own when everything was asked, else expected
	Levels    []float64 // probability of each level, the lowest first; 0 and 1 where everything is known; nil where nothing is
	Before    []float64 // the same of the firm's round before under the same version; nil when there is none that compares
}

// Mode is how a firm took part.
type Mode string

// The modes.
const (
	OnlineMode   Mode = "online"
	WorkshopMode Mode = "workshop"
	PaperMode    Mode = "paper"    // typed by the facilitator of a workshop
	ImportedMode Mode = "imported" // began as a file
)

// Modes lists them.
var Modes = []Mode{OnlineMode, WorkshopMode, PaperMode, ImportedMode}

// Flag is why a unit is left out of releases.
type Flag string

// The flags.
const (
	DuplicateFlag Flag = "duplicate" // likely the same firm under another link
	TestFlag      Flag = "test"      // somebody tried the questionnaire out
	MachineFlag   Flag = "machine"   // answered as no person does
)

// Flags lists them.
var Flags = []Flag{DuplicateFlag, TestFlag, MachineFlag}

// Trace is what a made release keeps to itself so that later ones do not
// differ from it by a few firms: true counts and keys of its cells, by table
// and cell. It is never shown.
type Trace map[string]TraceCell

// TraceCell is the truth behind one cell.
type TraceCell struct {
	Firms int      `json:"n"`
	Key   uint64   `json:"k"`           // sum of the keys of its firms
	Marks []uint32 `json:"m,omitempty"` // fingerprints of their assessments, summed in as many parts
	// Withheld: the cell was not shown.
	Withheld bool `json:"w,omitempty"`
}

// UnitTx keeps units.
type UnitTx interface {
	// SaveUnit keeps the unit of an assessment in place of an earlier one;
	// NotFound when there is no such assessment.
	SaveUnit(u *Unit) error
	// RemoveUnit removes it; no error when there is none.
	RemoveUnit(assessment string) error
	// CountUnits counts the units finished from one moment until before another,
	// and how many of them are synthetic.
	CountUnits(from, to time.Time) (all, synthetic int, err error)
	// HasFirms reports whether any assessment is of a firm, not generated.
	HasFirms() (bool, error)
	// Units visits every unit finished from one moment until before another, in
	// an order that stays. Score and probabilities are rounded to four digits.
	// The unit is only valid during the visit. An error of visit ends it and is
	// returned.
	Units(from, to time.Time, visit func(u *Unit) error) error
}
