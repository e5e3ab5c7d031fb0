package assessment

import (
	"cmp"
	"slices"
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
	Evidence  string   `json:"verified"` // seen, general-knowledge
	Checked   string   `json:"checked"`  // month of the look, 2026-11
	Status    string   `json:"status"`   // active, unknown, closed
	Vendor    bool     `json:"vendor,omitempty"`
}

// Evidence grades and statuses of a platform.
const (
	EvidenceSeen    = "seen"
	EvidenceGeneral = "general-knowledge"
	StatusActive    = "active"
	StatusUnknown   = "unknown"
	StatusClosed    = "closed"
	anywhere        = "*"
	european        = "EU"
	MaxMatches      = 3 // platforms named for one measure
)

// Directory is the set of support platforms as of one import.
type Directory struct {
	Version   string     `json:"version"` // hash of its content
	Platforms []Platform `json:"platforms"`
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
func (p *Platform) Reach(country string) Reach {
	reach := OutOfReach
	for _, c := range p.Countries {
		switch {
		case c == anywhere:
			reach = min(reach, International)
		case c == european && inUnion(country):
			reach = min(reach, Regional)
		case c == country && len(p.Countries) > 1:
			reach = min(reach, Regional)
		case c == country:
			reach = min(reach, National)
		}
	}
	return reach
}

// Need is the help a measure calls for.
type Need struct {
	Kinds  []string `json:"kinds"`
	Topics []string `json:"topics"`
}

// Match is a platform that fits a need of a firm, with what speaks for it and
// what is not known.
type Match struct {
	Platform *Platform
	Reach    Reach
	Kinds    []string // what it offers of what is needed
	Topics   []string
	Language string // the firm's language when the platform speaks it, else its first; empty when not known
	InReader bool   // it speaks the firm's language
	SizeFits bool   // the directory names the firm's size class
	NearSize bool   // it names only sizes next to the firm's; ask the operator
}

// Match returns up to MaxMatches platforms that fit the need of the firm, the
// best first: active before unknown status, national before regional before
// international, the firm's language, topics and kinds shared, better
// evidence, neutral before vendor-run; the id decides between equals. Closed
// platforms and those of other countries or sizes are left out; one that names
// no size serves every size. Where that leaves nothing, platforms for the next
// size class fill in, since audiences are a judgement, not quoted terms.
func (d *Directory) Match(need Need, p Profile) []Match {
	var fits []Match
	for i := range d.Platforms {
		if m, ok := d.Platforms[i].match(need, p); ok {
			fits = append(fits, m)
		}
	}
	near := func(m Match) bool { return m.NearSize }
	if right := slices.DeleteFunc(slices.Clone(fits), near); len(right) > 0 {
		fits = right
	}
	slices.SortFunc(fits, compareMatches)
	return fits[:min(len(fits), MaxMatches)]
}

func (pl *Platform) match(need Need, p Profile) (Match, bool) {
	m := Match{Platform: pl, Reach: pl.Reach(p.Country)}
	if pl.Status == StatusClosed || m.Reach == OutOfReach {
		return Match{}, false
	}
	size := p.Size()
	m.SizeFits = size != "" && slices.Contains(pl.Audience, size)
	namesSizes := slices.ContainsFunc(pl.Audience, func(a string) bool { return slices.Contains(Sizes, a) })
	m.NearSize = size != "" && namesSizes && !m.SizeFits
	if m.NearSize && !slices.ContainsFunc(pl.Audience, func(a string) bool { return neighbours(a, size) }) {
		return Match{}, false
	}
	m.Kinds, m.Topics = shared(need.Kinds, pl.Kinds), shared(need.Topics, pl.Topics)
	if len(m.Kinds) == 0 || len(m.Topics) == 0 {
		return Match{}, false
	}
	if len(pl.Languages) > 0 {
		m.Language = pl.Languages[0]
	}
	if i := slices.IndexFunc(pl.Languages, func(l string) bool { return sameLanguage(l, p.Language) }); i >= 0 {
		m.Language, m.InReader = pl.Languages[i], true
	}
	return m, true
}

// neighbours reports whether two size classes stand next to each other.
func neighbours(a, b string) bool {
	i, j := slices.Index(Sizes, a), slices.Index(Sizes, b)
	return i >= 0 && j >= 0 && (i-j == 1 || j-i == 1)
}

func compareMatches(a, b Match) int {
	return cmp.Or(
		-compareBool(a.Platform.Status == StatusActive, b.Platform.Status == StatusActive),
		cmp.Compare(a.Reach, b.Reach),
		-compareBool(a.InReader, b.InReader),
		-cmp.Compare(2*len(a.Topics)+len(a.Kinds), 2*len(b.Topics)+len(b.Kinds)),
		-compareBool(a.Platform.Evidence == EvidenceSeen, b.Platform.Evidence == EvidenceSeen),
		compareBool(a.Platform.Vendor, b.Platform.Vendor),
		cmp.Compare(a.Platform.ID, b.Platform.ID),
	)
}

// Closed returns the ended programmes of the firm's country that once answered
// the need: a warning ("Kit Digital has ended"), never advice.
func (d *Directory) Closed(need Need, p Profile) []*Platform {
	var ended []*Platform
	for i := range d.Platforms {
		pl := &d.Platforms[i]
		if pl.Status == StatusClosed && pl.Reach(p.Country) == National &&
			len(shared(need.Kinds, pl.Kinds)) > 0 && len(shared(need.Topics, pl.Topics)) > 0 {
			ended = append(ended, pl)
		}
	}
	return ended
}

// shared returns the elements of a that are in b, in a's order.
func shared(a, b []string) []string {
	var both []string
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}

// sameLanguage compares the base languages of two tags: pt-BR speaks pt.
func sameLanguage(a, b string) bool {
	return a != "" && b != "" && baseLanguage(a) == baseLanguage(b)
}

func baseLanguage(tag string) string {
	for i, r := range tag {
		if r == '-' {
			return tag[:i]
		}
	}
	return tag
}
