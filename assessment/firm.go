package assessment

import (
	"encoding/json"
	"regexp"
	"slices"
)

// Profile is what Onramp knows about a firm: enough to choose questions and
// support, nothing that identifies it unless the firm types a name.
type Profile struct {
	Name      string   `json:"name,omitempty"`   // for the cover of the roadmap only; free text, may be empty
	Country   string   `json:"country"`          // ISO 3166-1 alpha-2
	Region    string   `json:"region,omitempty"` // ISO 3166-2, such as DE-BY; empty when not said
	Language  string   `json:"language,omitempty"`
	Sector    string   `json:"sector,omitempty"` // ISIC Rev. 4 section, A to U; empty when not said
	Employees int      `json:"employees,omitempty"`
	Goals     []string `json:"goals,omitempty"`
	Budget    *int     `json:"budget,omitempty"`            // US dollars the firm can spend this year; nil when not said
	Days      *int     `json:"person_days_month,omitempty"` // own person-days a month; nil when not said
	Appetite  Appetite `json:"appetite,omitempty"`          // for change; empty when not said
	Founded   int      `json:"founded,omitempty"`           // year; 0 when not said
}

// Appetite is how much change at a time a firm wants.
type Appetite string

// The appetites, from little to much.
const (
	Careful Appetite = "careful"
	Steady  Appetite = "steady"
	Bold    Appetite = "bold"
)

// Appetites lists them from little to much.
var Appetites = []Appetite{Careful, Steady, Bold}

// Size classes by persons employed, as statistical offices count them.
const (
	Micro  = "micro"  // 1 to 9
	Small  = "small"  // 10 to 49
	Medium = "medium" // 50 to 249
	Large  = "large"  // 250 and more
)

// Sizes lists the size classes from the smallest.
var Sizes = []string{Micro, Small, Medium, Large}

// Size is the firm's size class; empty when the number is not known.
func (p Profile) Size() string {
	switch n := p.Employees; {
	case n <= 0:
		return ""
	case n < 10:
		return Micro
	case n < 50:
		return Small
	case n < 250:
		return Medium
	default:
		return Large
	}
}

// Wants reports whether the firm named the goal.
func (p Profile) Wants(goal string) bool { return slices.Contains(p.Goals, goal) }

// Limits of a profile, in the units of its fields.
const (
	MaxName      = 120 // runes
	MaxEmployees = 1_000_000
	MaxBudget    = 1_000_000_000
	MaxDays      = 10_000
	FirstFounded = 1000 // no firm is older
	LastFounded  = 2999
)

var (
	regionPattern   = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	languagePattern = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// CheckProfile reports every field of p that does not fit the questionnaire:
// unknown country, sector or goal, a region of another country, numbers out
// of range. Only the country is required.
func (q *Questionnaire) CheckProfile(p Profile) []FieldError {
	var bad []FieldError
	add := func(field, key string, args map[string]any) {
		bad = append(bad, FieldError{Field: field, Key: key, Args: args})
	}
	switch {
	case p.Country == "":
		add("country", "field.required", nil)
	case !IsCountry(p.Country):
		add("country", "field.country", map[string]any{"Value": p.Country})
	case p.Region != "" && !regionPattern.MatchString(p.Region):
		add("region", "field.region", map[string]any{"Value": p.Region})
	case p.Region != "" && p.Region[:2] != p.Country:
		add("region", "field.region_country", map[string]any{"Value": p.Region, "Country": p.Country})
	}
	if p.Language != "" && !languagePattern.MatchString(p.Language) {
		add("language", "field.language", map[string]any{"Value": p.Language})
	}
	if p.Sector != "" && q.Sector(p.Sector) == nil {
		add("sector", "field.sector", map[string]any{"Value": p.Sector})
	}
	number := func(field string, n *int, high int) {
		if n != nil && (*n < 0 || *n > high) {
			add(field, "field.range", map[string]any{"Low": 0, "High": high})
		}
	}
	number("employees", &p.Employees, MaxEmployees)
	number("budget", p.Budget, MaxBudget)
	number("person_days_month", p.Days, MaxDays)
	if p.Appetite != "" && !slices.Contains(Appetites, p.Appetite) {
		add("appetite", "field.appetite", map[string]any{"Value": string(p.Appetite)})
	}
	if p.Founded != 0 && (p.Founded < FirstFounded || p.Founded > LastFounded) {
		add("founded", "field.year", nil)
	}
	if len([]rune(p.Name)) > MaxName {
		add("name", "field.too_long", map[string]any{"High": MaxName})
	}
	for i, g := range p.Goals {
		if q.Goal(g) == nil {
			add("goals", "field.goal", map[string]any{"Value": g})
		} else if slices.Contains(p.Goals[:i], g) {
			add("goals", "field.twice", map[string]any{"Value": g})
		}
	}
	return bad
}

// Mark is a short fingerprint of the profile, for noticing that it changed
// since a page showed it.
func (p Profile) Mark() string {
	data, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return mark(data)
}
