package assessment

import (
	"cmp"
	"time"
)

// ReleaseOrder is what an analyst chooses of a release.
type ReleaseOrder struct {
	From, To  time.Time // closed period: assessments finished from From until before To, which is not in the future
	Replaces  int       // number of the release that this one corrects; 0 for none
	Exact     bool      // counts of groups are exact and only withholding protects them; otherwise they are rounded to base 5 as those within groups always are
	Threshold int       // firms of every published group: 10, or 5 with a reason
	Reason    string    // recorded decision for the lower threshold
	Margins   *Margins  // of the business register; nil for a release without weights
	Language  string    `json:",omitempty"` // of its files, as a BCP 47 tag; empty for English
}

// Speaks is the language of the release's files: English where none was chosen.
func (o ReleaseOrder) Speaks() string { return cmp.Or(o.Language, "en") }

// ReleaseState says how far a release has come.
type ReleaseState string

// The states.
const (
	ReleaseWaiting ReleaseState = "waiting" // asked for
	ReleaseRunning ReleaseState = "running"
	ReleaseMade    ReleaseState = "made" // frozen for ever
	ReleaseFailed  ReleaseState = "failed"
)

// Release is a numbered, frozen set of tables over a closed period.
type Release struct {
	ReleaseOrder
	Number    int // from 1
	State     ReleaseState
	Progress  int    // of making it, 0 to 100
	Fault     *Error // why it failed
	By        string // account that asked for it
	Asked     time.Time
	Made      time.Time // zero before
	Rules     string    // version of the rules it was made under
	Synthetic bool      // firms were generated, and every output says so
	Hash      string    // SHA-256 of all its tables, hexadecimal
	Quality   Quality
	Tables    []*Table // in the order they are published in; in lists without cells
}

// Quality is the report on what a release rests on. All counts of firms are
// rounded as in the tables.
type Quality struct {
	Firms     int            // that are in the tables
	Agreed    int            // finished assessments that agreed to statistics, before linking and flags
	Modes     []QualityShare // how firms took part: online, workshop, paper, imported
	Evidence  []QualityShare // grades
	Flags     []QualityShare // left out: duplicate, test, machine
	Coverage  []QualityShare // firms per category of the register's margins
	Effective int            // Kish's effective size of the whole, rounded
	Trimmed   int            // share of firms whose weight was cut, in points
	Distance  float64        // largest relative distance from a margin
	Limits    []string       // wording keys of known limits
}

// QualityShare is one line of a quality report.
type QualityShare struct {
	Code     string
	Firms    int
	Withheld bool
}

// TableKind says what a table tells of its groups.
type TableKind string

// The kinds.
const (
	FirmsTable         TableKind = "firms"         // how many firms
	LevelsTable        TableKind = "levels"        // how they spread over the levels of a dimension
	ScoresTable        TableKind = "scores"        // mean score of a dimension, 0 to 100
	AdoptionTable      TableKind = "adoption"      // share that uses a technology
	ParticipationTable TableKind = "participation" // share that takes part in an action of section 4.2
	ChangeTable        TableKind = "change"        // levels gained or lost between rounds
	MeasuresTable      TableKind = "measures"      // share for whom a measure is among the next of the roadmap
)

// Table is one published table: a cell for each combination of codes of its
// axes that can be published, in the order of the axes' codes.
type Table struct {
	ID           string // lower case with hyphens, such as levels-by-sector-size
	Kind         TableKind
	Model        string // maturity model, "" where none matters
	Dimension    string // its dimension, "" for the whole or where it is an axis
	Axes         []Axis // 1 to 3
	Distribution int    // axis over whose codes the firms of a group spread; -1 for none
	Cells        []Cell
}

// Axis is one dimension of a table.
type Axis struct {
	ID    string // country, region, sector, size, evidence, dimension, level, technology, action, measure, change, answer (yes, no)
	Codes []Code
}

// Code is one category of an axis, or the total, whose id is "_T".
type Code struct {
	ID     string
	Parent string // "" at the top of the hierarchy
	Label  string // English name where content has one; else the wording statistics.<axis>.<id>
}

// CellStatus says whether a cell is shown and if not why.
type CellStatus string

// The statuses.
const (
	CellShown      CellStatus = "shown"
	CellImpossible CellStatus = "impossible" // no firm can be there
	CellSmall      CellStatus = "small"      // fewer firms than the threshold
	CellProtected  CellStatus = "protected"  // withheld so that others stay protected
)

// Cell is one cell. Of a cell that is not shown, only At and Status are set.
type Cell struct {
	At         []int // for each axis, the index of its code
	Status     CellStatus
	Firms      int     // in the cell, rounded unless the release is exact
	Base       int     // in its group, rounded alike: what shares are of
	Share      *Figure // weighted share of the group, whole points; nil where the table has none
	Unweighted *int    // the same without weights, whole points
	Mean       *Figure // weighted mean, in the table's unit rounded to whole points
	Effective  int     // Kish's effective size of the group, rounded
	Unreliable bool    // effective size below 30: no interval is claimed
}

// Figure is an estimate with its model-based 95 % interval; Low and High equal
// Value where no interval is claimed.
type Figure struct{ Value, Low, High int }

// Margins are what the business register knows of all firms.
type Margins struct {
	Source string   // as the analyst names it
	Tables []Margin // sector × size, region
}

// Margin is one table of the register.
type Margin struct {
	Axes  []string       // one or two of country, region, sector, size
	Firms map[string]int // by codes joined with "/"
}
