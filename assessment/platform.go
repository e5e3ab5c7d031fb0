package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// Platform is a support platform: an organisation or programme a firm can
// turn to. What the directory does not say stays empty and counts as unknown.
type Platform struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	LocalName string   `json:"name_local,omitempty"`
	Operator  string   `json:"operator"`
	Countries []string `json:"countries"` // ISO 3166-1, "EU" for every member state, "*" for everywhere
	Languages []string `json:"languages"`
	URL       string   `json:"url,omitempty"` // empty: named, not to be linked
	Kinds     []string `json:"kinds"`
	Topics    []string `json:"topics"`
	Audience  []string `json:"audience"` // size classes, "start-up", "association"
	Cost      string   `json:"cost,omitempty"`
	Summary   Text     `json:"summary"`
	Note      Text     `json:"note,omitzero"`
	Source    string   `json:"source,omitempty"`
	Evidence  string   `json:"verified"` // one of Evidences
	Checked   string   `json:"checked"`  // month or day of the last look, 2026-11 or 2026-11-23
	Status    string   `json:"status"`   // one of Statuses
	Vendor    bool     `json:"vendor,omitempty"`

	// Rules that leave firms out. Regions are ISO 3166-2 and narrow the
	// countries they lie in; Sectors are ISIC sections.
	Regions   []string `json:"regions,omitempty"`
	Sectors   []string `json:"sectors,omitempty"`
	Employees Span     `json:"employees,omitzero"` // persons
	Age       Span     `json:"age,omitzero"`       // years since the firm was founded
	Opens     string   `json:"opens,omitempty"`    // first day one can apply, 2026-11-23
	Closes    string   `json:"closes,omitempty"`   // last day
}

// Span is a range of whole numbers, both ends included; 0 is no bound.
type Span struct {
	Min int `json:"min,omitempty"`
	Max int `json:"max,omitempty"`
}

// Known reports whether the span says anything.
func (s Span) Known() bool { return s != Span{} }

func (s Span) holds(n int) bool { return n >= s.Min && (s.Max == 0 || n <= s.Max) }

// Kinds of check, from the weakest: known of; seen in a stored copy of a public
// page; its address answered; confirmed by whoever runs this site or the
// platform.
const (
	EvidenceGeneral  = "general-knowledge"
	EvidenceSeen     = "seen"
	EvidenceAddress  = "address"
	EvidenceOperator = "operator"
)

// What is known of whether a platform runs.
const (
	StatusActive  = "active"
	StatusUnknown = "unknown"
	StatusClosed  = "closed"
)

// The words a platform's fields may hold.
var (
	Evidences = []string{EvidenceGeneral, EvidenceSeen, EvidenceAddress, EvidenceOperator}
	Statuses  = []string{StatusActive, StatusUnknown, StatusClosed}
	Prices    = []string{"free", "subsidised", "mixed", "paid"}
	Audiences = append(slices.Clone(Sizes), "start-up", "association")
)

// European and Anywhere stand for many countries.
const (
	European = "EU"
	Anywhere = "*"
)

// Directory is the set of support platforms of a day, sorted by id.
type Directory struct {
	Version   string     `json:"version"` // hash of its content
	Platforms []Platform `json:"platforms"`
}

// NewDirectory makes a directory with its version, the start of the SHA-256 of
// its JSON, whose keys always have the same order.
func NewDirectory(platforms []Platform) *Directory {
	data, err := json.Marshal(platforms)
	if err != nil {
		data = nil // only strings, numbers, lists and truths: cannot happen
	}
	sum := sha256.Sum256(data)
	return &Directory{Version: hex.EncodeToString(sum[:])[:12], Platforms: platforms}
}

// Platform returns the platform with the id, nil if there is none.
func (d *Directory) Platform(id string) *Platform {
	return find(d.Platforms, func(p *Platform) bool { return p.ID == id })
}

// Reach says how near a platform is to a firm.
type Reach int

// From near to far; OutOfReach does not serve the firm's country.
const (
	National Reach = iota
	Regional
	International
	OutOfReach
)

// Reach returns how near the platform is to a firm in the country.
func (pl *Platform) Reach(country string) Reach {
	reach := OutOfReach
	for _, c := range pl.Countries {
		switch {
		case c == Anywhere:
			reach = min(reach, International)
		case c == European && inUnion(country):
			reach = min(reach, Regional)
		case c == country && len(pl.Countries) > 1:
			reach = min(reach, Regional)
		case c == country:
			reach = min(reach, National)
		}
	}
	return reach
}

// staleAfter is how long a check counts.
const staleAfter = 365 * 24 * time.Hour

// Ended reports whether the platform is over on a day: said to be closed, or
// past its last day. A zero day is not known, and then no date counts.
func (pl *Platform) Ended(on time.Time) bool {
	return pl.Status == StatusClosed || !on.IsZero() && pl.Closes != "" && pl.Closes < day(on)
}

// NotYetOpen reports whether the platform's first day is still to come.
func (pl *Platform) NotYetOpen(on time.Time) bool {
	return !on.IsZero() && pl.Opens > day(on)
}

// Stale reports whether its last check is more than 365 days past. A check of
// which only the month is known counts from the month's last day.
func (pl *Platform) Stale(on time.Time) bool {
	checked, ok := lastDay(pl.Checked)
	if !ok || on.IsZero() {
		return false
	}
	y, m, d := on.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(checked) > staleAfter
}

// day writes a day so that days compare as text.
func day(on time.Time) string { return on.UTC().Format(time.DateOnly) }

// lastDay reads a day, or the last day of a month.
func lastDay(text string) (time.Time, bool) {
	if len(text) == len(time.DateOnly) {
		at, err := time.Parse(time.DateOnly, text)
		return at, err == nil
	}
	month, err := time.Parse("2006-01", text)
	return month.AddDate(0, 1, -1), err == nil
}

// IsDay reports whether text is a day such as 2026-11-23.
func IsDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// IsRegion reports whether code has the shape of an ISO 3166-2 code of a
// country that exists.
func IsRegion(code string) bool { return regionPattern.MatchString(code) && IsCountry(code[:2]) }
