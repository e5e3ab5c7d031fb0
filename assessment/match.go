package assessment

import (
	"cmp"
	"slices"
	"time"
)

// MaxMatches is how many platforms are named for one measure.
const MaxMatches = 3

// Need is the help a measure calls for.
type Need struct {
	Kinds  []string `json:"kinds"`
	Topics []string `json:"topics"`
}

// Demand is something a platform's rules ask of a firm.
type Demand string

// The demands.
const (
	DemandRegion Demand = "region"
	DemandSector Demand = "sector"
	DemandSize   Demand = "size"
	DemandAge    Demand = "age"
)

// Match is a platform that fits a need of a firm, with what speaks for it and
// what is not known.
type Match struct {
	Platform *Platform
	Reach    Reach
	Kinds    []string // what it offers of what is needed
	Topics   []string
	Language string   // the firm's language when the platform speaks it, else its first; empty when not known
	InReader bool     // it speaks the firm's language
	SizeFits bool     // the directory names the firm's size
	NearSize bool     // it names only sizes next to the firm's; ask the operator
	Unsaid   []Demand // rules that the firm has not said enough to tell whether it meets them
	NotYet   bool     // its first day is still to come
	Stale    bool     // its last check is more than a year past
}

// Match returns up to MaxMatches platforms that fit the need of the firm on a
// day, the best first, and the nearest reach among all that fit, OutOfReach
// when nothing does: where it is International nothing nearer is known.
//
// Checked within a year comes before stale, open before not yet open, active
// before unknown status, national before regional before international; then
// the firm's language, topics and kinds shared, better evidence, neutral before
// vendor-run; the id decides between equals. Ended platforms, those of other
// countries and those whose rules exclude the firm are left out. A rule about
// something that the firm did not say excludes nobody; the match says it. One
// that names no size serves every size. Where nothing else with a check within
// a year is left, platforms for the next size class fill in, since audiences
// are a judgement, not quoted terms.
func (d *Directory) Match(need Need, p Profile, on time.Time) ([]Match, Reach) {
	var fits []Match
	for i := range d.Platforms {
		if m, ok := d.Platforms[i].match(need, p, on); ok {
			fits = append(fits, m)
		}
	}
	near := func(m Match) bool { return m.NearSize }
	if slices.ContainsFunc(fits, func(m Match) bool { return !m.NearSize && !m.Stale }) {
		fits = slices.DeleteFunc(fits, near)
	}
	nearest := OutOfReach
	for _, m := range fits {
		nearest = min(nearest, m.Reach)
	}
	slices.SortFunc(fits, compareMatches)
	return fits[:min(len(fits), MaxMatches)], nearest
}

func (pl *Platform) match(need Need, p Profile, on time.Time) (Match, bool) {
	m := Match{Platform: pl, Reach: pl.Reach(p.Country)}
	if m.Reach == OutOfReach || pl.Ended(on) || !m.size(p) || !m.rules(p, on) {
		return Match{}, false
	}
	m.Kinds, m.Topics = shared(need.Kinds, pl.Kinds), shared(need.Topics, pl.Topics)
	if len(m.Kinds) == 0 || len(m.Topics) == 0 {
		return Match{}, false
	}
	m.NotYet, m.Stale = pl.NotYetOpen(on), pl.Stale(on)
	if len(pl.Languages) > 0 {
		m.Language = pl.Languages[0]
	}
	if i := slices.IndexFunc(pl.Languages, func(l string) bool { return sameLanguage(l, p.Language) }); i >= 0 {
		m.Language, m.InReader = pl.Languages[i], true
	}
	return m, true
}

// size reports whether the firm's size leaves the platform in. A stated number
// of people decides; without one the size classes of the audience do.
func (m *Match) size(p Profile) bool {
	pl, size := m.Platform, p.Size()
	if pl.Employees.Known() {
		m.SizeFits = size != "" && pl.Employees.holds(p.Employees)
		return size == "" || m.SizeFits
	}
	m.SizeFits = size != "" && slices.Contains(pl.Audience, size)
	namesSizes := slices.ContainsFunc(pl.Audience, func(a string) bool { return slices.Contains(Sizes, a) })
	m.NearSize = size != "" && namesSizes && !m.SizeFits
	return !m.NearSize || slices.ContainsFunc(pl.Audience, func(a string) bool { return neighbours(a, size) })
}

// rules reports whether no rule excludes the firm, and notes the rules that it
// has not said enough to tell.
func (m *Match) rules(p Profile, on time.Time) bool {
	pl := m.Platform
	unsaid := func(d Demand) { m.Unsaid = append(m.Unsaid, d) }
	here := func(region string) bool { return len(region) > 2 && region[:2] == p.Country }
	switch {
	case !slices.ContainsFunc(pl.Regions, here): // no rule about the firm's country
	case p.Region == "":
		unsaid(DemandRegion)
	case !slices.Contains(pl.Regions, p.Region):
		return false
	}
	switch {
	case len(pl.Sectors) == 0:
	case p.Sector == "":
		unsaid(DemandSector)
	case !slices.Contains(pl.Sectors, p.Sector):
		return false
	}
	if pl.Employees.Known() && p.Size() == "" {
		unsaid(DemandSize)
	}
	switch young, old := p.age(on); {
	case !pl.Age.Known():
	case p.Founded == 0 || on.IsZero():
		unsaid(DemandAge)
	case old < pl.Age.Min || pl.Age.Max > 0 && young > pl.Age.Max:
		return false
	case !pl.Age.holds(young) || !pl.Age.holds(old):
		unsaid(DemandAge)
	}
	return true
}

// age is the least and the most complete years the firm can be old on a day,
// since only the year of its founding is known.
func (p Profile) age(on time.Time) (young, old int) {
	old = max(on.UTC().Year()-p.Founded, 0)
	return max(old-1, 0), old
}

// neighbours reports whether two size classes stand next to each other.
func neighbours(a, b string) bool {
	i, j := slices.Index(Sizes, a), slices.Index(Sizes, b)
	return i >= 0 && j >= 0 && (i-j == 1 || j-i == 1)
}

func compareMatches(a, b Match) int {
	return cmp.Or(
		compareBool(a.Stale, b.Stale),
		compareBool(a.NotYet, b.NotYet),
		-compareBool(a.Platform.Status == StatusActive, b.Platform.Status == StatusActive),
		cmp.Compare(a.Reach, b.Reach),
		-compareBool(a.InReader, b.InReader),
		-cmp.Compare(2*len(a.Topics)+len(a.Kinds), 2*len(b.Topics)+len(b.Kinds)),
		-cmp.Compare(a.Platform.evidence(), b.Platform.evidence()),
		compareBool(a.Platform.Vendor, b.Platform.Vendor),
		cmp.Compare(a.Platform.ID, b.Platform.ID),
	)
}

// evidence ranks the kind of check; an unknown one is the weakest.
func (pl *Platform) evidence() int { return slices.Index(Evidences, pl.Evidence) }

// Closed returns the ended programmes of the firm's country that once answered
// the need: a warning ("Kit Digital has ended"), never advice.
func (d *Directory) Closed(need Need, p Profile, on time.Time) []*Platform {
	var ended []*Platform
	for i := range d.Platforms {
		pl := &d.Platforms[i]
		if pl.Ended(on) && pl.Reach(p.Country) == National &&
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
