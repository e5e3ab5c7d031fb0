package assessment_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"onramp/assessment"
)

// g20 lists the countries of the G20.
var g20 = []string{"AR", "AU", "BR", "CA", "CN", "DE", "FR", "GB", "ID", "IN", "IT", "JP", "KR", "MX", "RU", "SA", "TR", "US", "ZA"}

func TestReach(t *testing.T) {
	africanUnion := []string{"AO", "DZ", "EG", "KE", "NG", "ZA"}
	tests := []struct {
		countries []string
		country   string
		want      assessment.Reach
	}{
		{[]string{"DE"}, "DE", assessment.National},
		{[]string{"DE"}, "FR", assessment.OutOfReach},
		{[]string{"EU"}, "DE", assessment.Regional},
		{[]string{"EU"}, "IE", assessment.Regional},
		{[]string{"EU"}, "GB", assessment.OutOfReach},
		{[]string{"EU"}, "CH", assessment.OutOfReach},
		{[]string{"EU"}, "", assessment.OutOfReach},
		{[]string{"EU", "NO"}, "NO", assessment.Regional},
		{[]string{"*"}, "DE", assessment.International},
		{[]string{"*"}, "", assessment.International},
		{[]string{"AU"}, "AU", assessment.National}, // Australia, not the African Union
		{[]string{"AU"}, "ZA", assessment.OutOfReach},
		{africanUnion, "ZA", assessment.Regional},
		{africanUnion, "AU", assessment.OutOfReach},
		{[]string{"DE", "FR"}, "FR", assessment.Regional},
		{[]string{"*", "DE", "FR"}, "FR", assessment.Regional}, // the nearest counts
		{[]string{"FR", "*"}, "BR", assessment.International},
		{nil, "DE", assessment.OutOfReach},
	}
	for _, tt := range tests {
		pl := assessment.Platform{Countries: tt.countries}
		if got := pl.Reach(tt.country); got != tt.want {
			t.Errorf("%v for %q: %d, want %d", tt.countries, tt.country, got, tt.want)
		}
	}
}

// platform makes an active, seen one of Germany that gives advice on data.
func platform(id string, set func(*assessment.Platform)) assessment.Platform {
	pl := assessment.Platform{ID: id, Countries: []string{"DE"}, Languages: []string{"de"}, Kinds: []string{"advice"}, Topics: []string{"data"},
		Evidence: assessment.EvidenceSeen, Status: assessment.StatusActive}
	if set != nil {
		set(&pl)
	}
	return pl
}

var adviceOnData = assessment.Need{Kinds: []string{"training", "advice", "funding"}, Topics: []string{"skills", "data"}}

// TestRanking: in each case x must come before a, although a's id is first.
func TestRanking(t *testing.T) {
	german := assessment.Profile{Country: "DE", Language: "de-AT", Employees: 12}
	tests := []struct {
		name string
		a, x func(*assessment.Platform)
	}{
		{"active before unknown, however far", func(a *assessment.Platform) { a.Status = assessment.StatusUnknown },
			func(x *assessment.Platform) { x.Countries = []string{"*"} }},
		{"national before European", func(a *assessment.Platform) { a.Countries = []string{"EU"} }, nil},
		{"European before international, though in a foreign language", func(a *assessment.Platform) { a.Countries = []string{"*"} },
			func(x *assessment.Platform) { x.Countries, x.Languages = []string{"EU"}, []string{"fr"} }},
		{"the firm's language before a better fit", func(a *assessment.Platform) { a.Languages, a.Topics = []string{"en"}, []string{"data", "skills"} }, nil},
		{"more topics before more kinds", func(a *assessment.Platform) { a.Kinds = []string{"advice", "training"} },
			func(x *assessment.Platform) { x.Topics = []string{"data", "skills"} }},
		{"more kinds", nil, func(x *assessment.Platform) { x.Kinds = []string{"funding", "advice"} }},
		{"seen before known of", func(a *assessment.Platform) { a.Evidence = assessment.EvidenceGeneral }, nil},
		{"neutral before vendor", func(a *assessment.Platform) { a.Vendor = true }, nil},
	}
	for _, tt := range tests {
		for _, turn := range []bool{false, true} {
			dir := &assessment.Directory{Platforms: []assessment.Platform{platform("a", tt.a), platform("x", tt.x)}}
			if turn {
				slices.Reverse(dir.Platforms)
			}
			if got := named(dir, german); !slices.Equal(got, []string{"x", "a"}) {
				t.Errorf("%s: %v", tt.name, got)
			}
		}
	}
	ties := &assessment.Directory{}
	for _, id := range []string{"d", "b", "c", "a"} {
		ties.Platforms = append(ties.Platforms, platform(id, nil))
	}
	if got := named(ties, german); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("of four alike: %v", got)
	}
}

// today is a day within a year of every check.
var today = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func match(dir *assessment.Directory, p assessment.Profile) []assessment.Match {
	matches, _ := dir.Match(adviceOnData, p, today)
	return matches
}

func named(dir *assessment.Directory, p assessment.Profile) []string { return found(match(dir, p)) }

func found(matches []assessment.Match) []string {
	var all []string
	for _, m := range matches {
		all = append(all, m.Platform.ID)
	}
	return all
}

// TestMatch: one platform, one firm, one need.
func TestMatch(t *testing.T) {
	audience := func(who ...string) func(*assessment.Platform) {
		return func(pl *assessment.Platform) { pl.Audience = who }
	}
	tests := []struct {
		name    string
		set     func(*assessment.Platform)
		profile assessment.Profile
		want    string // reach, language, in the reader's, size fits; empty: no match
	}{
		{"plain", nil, assessment.Profile{Country: "DE"}, "0 de false false"},
		{"another country", nil, assessment.Profile{Country: "AT"}, ""},
		{"no country", nil, assessment.Profile{}, ""},
		{"closed", func(pl *assessment.Platform) { pl.Status = assessment.StatusClosed }, assessment.Profile{Country: "DE"}, ""},
		{"status unknown", func(pl *assessment.Platform) { pl.Status = assessment.StatusUnknown }, assessment.Profile{Country: "DE"}, "0 de false false"},
		{"other kinds", func(pl *assessment.Platform) { pl.Kinds = []string{"testing"} }, assessment.Profile{Country: "DE"}, ""},
		{"other topics", func(pl *assessment.Platform) { pl.Topics = []string{"finance"} }, assessment.Profile{Country: "DE"}, ""},

		{"size named", audience("micro", "small"), assessment.Profile{Country: "DE", Employees: 49}, "0 de false true"},
		{"next size named", audience("micro", "small"), assessment.Profile{Country: "DE", Employees: 50}, "0 de false false"},
		{"size not named", audience("micro", "small"), assessment.Profile{Country: "DE", Employees: 250}, ""},
		{"size not known", audience("micro", "small"), assessment.Profile{Country: "DE"}, "0 de false false"},
		{"audience has no sizes", audience("start-up", "association"), assessment.Profile{Country: "DE", Employees: 50}, "0 de false false"},
		{"no audience", audience(), assessment.Profile{Country: "DE", Employees: 900}, "0 de false false"},
		{"large is a size", audience("large", "start-up"), assessment.Profile{Country: "DE", Employees: 250}, "0 de false true"},

		{"exact language", nil, assessment.Profile{Country: "DE", Language: "de"}, "0 de true false"},
		{"base of the firm's language", nil, assessment.Profile{Country: "DE", Language: "de-AT"}, "0 de true false"},
		{"base of its language", func(pl *assessment.Platform) { pl.Languages = []string{"en", "pt-BR"} }, assessment.Profile{Country: "DE", Language: "pt"}, "0 pt-BR true false"},
		{"a language that begins alike", func(pl *assessment.Platform) { pl.Languages = []string{"fil"} }, assessment.Profile{Country: "DE", Language: "fi"}, "0 fil false false"},
		{"first of its languages", func(pl *assessment.Platform) { pl.Languages = []string{"en", "de", "fr"} }, assessment.Profile{Country: "DE", Language: "es"}, "0 en false false"},
		{"no languages known", func(pl *assessment.Platform) { pl.Languages = nil }, assessment.Profile{Country: "DE", Language: "de"}, "0  false false"},
	}
	for _, tt := range tests {
		dir := &assessment.Directory{Platforms: []assessment.Platform{platform("x", tt.set)}}
		got := ""
		for _, m := range match(dir, tt.profile) {
			got = fmt.Sprint(int(m.Reach), " ", m.Language, " ", m.InReader, " ", m.SizeFits)
			if !slices.Equal(m.Kinds, []string{"advice"}) || !slices.Equal(m.Topics, []string{"data"}) {
				t.Errorf("%s: shares %v and %v", tt.name, m.Kinds, m.Topics)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestClosed(t *testing.T) {
	closed := func(set func(*assessment.Platform)) func(*assessment.Platform) {
		return func(pl *assessment.Platform) {
			pl.Status = assessment.StatusClosed
			if set != nil {
				set(pl)
			}
		}
	}
	dir := &assessment.Directory{Platforms: []assessment.Platform{
		platform("open", nil),
		platform("ended", closed(nil)),
		platform("foreign", closed(func(pl *assessment.Platform) { pl.Countries = []string{"FR"} })),
		platform("european", closed(func(pl *assessment.Platform) { pl.Countries = []string{"EU"} })),
		platform("kinds", closed(func(pl *assessment.Platform) { pl.Kinds = []string{"testing"} })),
		platform("topics", closed(func(pl *assessment.Platform) { pl.Topics = []string{"finance"} })),
	}}
	ended := dir.Closed(adviceOnData, assessment.Profile{Country: "DE"}, today)
	if len(ended) != 1 || ended[0].ID != "ended" {
		t.Errorf("%d ended programmes, first %v", len(ended), ended)
	}
	if dir.Platform("ended") != ended[0] || dir.Platform("none") != nil {
		t.Error("platforms are not found by id")
	}
}

// TestNextSizeFillsIn: a platform for the next size class is named only where
// none is for the firm's own.
func TestNextSizeFillsIn(t *testing.T) {
	small := platform("small", func(pl *assessment.Platform) { pl.Audience = []string{"small"} })
	every := platform("every", func(pl *assessment.Platform) { pl.Audience = []string{"micro", "small"} })
	firm := assessment.Profile{Country: "DE", Employees: 5}
	alone := match(&assessment.Directory{Platforms: []assessment.Platform{small}}, firm)
	if len(alone) != 1 || !alone[0].NearSize {
		t.Errorf("%d platforms fill in", len(alone))
	}
	both := match(&assessment.Directory{Platforms: []assessment.Platform{small, every}}, firm)
	if len(both) != 1 || both[0].Platform.ID != "every" || both[0].NearSize {
		t.Errorf("%d platforms beside one that fits", len(both))
	}
}

// TestMatchesShipped: what holds for every measure and every firm, and that no
// firm of a G20 country is left alone with a measure.
func TestMatchesShipped(t *testing.T) {
	t.Parallel()
	q, _, dir := shipped(t)
	alone, far := map[string]int{}, map[string]int{}
	for _, m := range q.Measures {
		for _, country := range g20 {
			matches, nearest := dir.Match(m.Support, assessment.Profile{Country: country}, today)
			if len(matches) == 0 {
				t.Errorf("%s in %s: no platform at all", m.ID, country)
			}
			if nearest == assessment.International {
				far[country]++
			}
			for _, employees := range []int{5, 20, 100} {
				p := assessment.Profile{Country: country, Employees: employees, Language: "en"}
				matches, nearest := dir.Match(m.Support, p, today)
				if len(matches) == 0 {
					alone[p.Size()]++
				}
				checkMatches(t, m, p, matches)
				if again, reach := dir.Match(m.Support, p, today); !reflect.DeepEqual(again, matches) || reach != nearest {
					t.Errorf("%s in %s: two answers", m.ID, country)
				}
			}
		}
	}
	t.Logf("%d measures; only international platforms, by country: %v", len(q.Measures), far)
	if len(alone) > 0 {
		t.Errorf("pairs of measure and country without any platform, by size: %v", alone)
	}
}

func checkMatches(t *testing.T, m assessment.Measure, p assessment.Profile, matches []assessment.Match) {
	t.Helper()
	for i, x := range matches {
		pl := x.Platform
		switch {
		case i >= assessment.MaxMatches:
			t.Errorf("%s: %d platforms", m.ID, len(matches))
		case pl.Status == assessment.StatusClosed:
			t.Errorf("%s recommends %s, which has ended", m.ID, pl.ID)
		case x.Reach != pl.Reach(p.Country) || x.Reach == assessment.OutOfReach:
			t.Errorf("%s in %s recommends %s", m.ID, p.Country, pl.ID)
		case len(x.Kinds) == 0 || len(x.Topics) == 0:
			t.Errorf("%s recommends %s for nothing", m.ID, pl.ID)
		case i > 0 && matches[i-1].Platform.Status == pl.Status && matches[i-1].Reach > x.Reach:
			t.Errorf("%s in %s names %s before the nearer %s", m.ID, p.Country, matches[i-1].Platform.ID, pl.ID)
		case i > 0 && matches[i-1].Platform.Status == assessment.StatusUnknown && pl.Status == assessment.StatusActive:
			t.Errorf("%s in %s names %s before %s, which is active", m.ID, p.Country, matches[i-1].Platform.ID, pl.ID)
		}
	}
}
