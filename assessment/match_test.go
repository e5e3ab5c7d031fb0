package assessment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// TestDemands: a rule leaves a firm out only when the firm said what does not
// fit it; what was not said is told.
func TestDemands(t *testing.T) {
	bavaria := func(pl *assessment.Platform) { pl.Regions = []string{"DE-BY", "DE-SN"} }
	makers := func(pl *assessment.Platform) { pl.Sectors = []string{"C", "F"} }
	sized := func(pl *assessment.Platform) {
		pl.Employees, pl.Audience = assessment.Span{Min: 10, Max: 249}, []string{"micro"}
	}
	young := func(pl *assessment.Platform) { pl.Age = assessment.Span{Max: 5} }
	old := func(pl *assessment.Platform) { pl.Age = assessment.Span{Min: 3} }
	tests := []struct {
		name string
		set  func(*assessment.Platform)
		firm assessment.Profile
		want string // what is unsaid; out: no match
	}{
		{"in the region", bavaria, assessment.Profile{Region: "DE-SN"}, "[]"},
		{"in another region", bavaria, assessment.Profile{Region: "DE-HH"}, "out"},
		{"region not said", bavaria, assessment.Profile{}, "[region]"},
		{"rule of another country", func(pl *assessment.Platform) { pl.Countries, pl.Regions = []string{"DE", "FR"}, []string{"FR-BRE"} }, assessment.Profile{}, "[]"},
		{"sector named", makers, assessment.Profile{Sector: "F"}, "[]"},
		{"another sector", makers, assessment.Profile{Sector: "G"}, "out"},
		{"sector not said", makers, assessment.Profile{}, "[sector]"},
		{"fewest people", sized, assessment.Profile{Employees: 10}, "[]"},
		{"most people", sized, assessment.Profile{Employees: 249}, "[]"},
		{"too few, though the audience names the size", sized, assessment.Profile{Employees: 9}, "out"},
		{"too many", sized, assessment.Profile{Employees: 250}, "out"},
		{"people not said", sized, assessment.Profile{}, "[size]"},
		{"no upper end", func(pl *assessment.Platform) { pl.Employees.Min = 10 }, assessment.Profile{Employees: 900_000}, "[]"},
		{"young enough for certain", young, assessment.Profile{Founded: 2021}, "[]"},
		{"five or six years old", young, assessment.Profile{Founded: 2020}, "[age]"},
		{"too old", young, assessment.Profile{Founded: 2019}, "out"},
		{"old enough for certain", old, assessment.Profile{Founded: 2022}, "[]"},
		{"two or three years old", old, assessment.Profile{Founded: 2023}, "[age]"},
		{"too young", old, assessment.Profile{Founded: 2024}, "out"},
		{"founded later than today", old, assessment.Profile{Founded: 2031}, "out"},
		{"age not said", old, assessment.Profile{}, "[age]"},
		{"nothing said", func(pl *assessment.Platform) { bavaria(pl); makers(pl); sized(pl); young(pl) }, assessment.Profile{}, "[region sector size age]"},
	}
	for _, tt := range tests {
		tt.firm.Country = "DE"
		got := "out"
		for _, m := range match(&assessment.Directory{Platforms: []assessment.Platform{platform("x", tt.set)}}, tt.firm) {
			got = fmt.Sprint(m.Unsaid)
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestDates: what opens, ends and grows stale, to the day.
func TestDates(t *testing.T) {
	at := func(text string) time.Time { d, _ := time.Parse(time.DateOnly, text); return d.Add(23 * time.Hour) }
	tests := []struct {
		name string
		pl   assessment.Platform
		on   time.Time
		want string // ended, not yet open, stale
	}{
		{"nothing known", assessment.Platform{}, at("2026-11-24"), "false false false"},
		{"the day is not known", assessment.Platform{Opens: "2027-01-01", Closes: "2020-01-01", Checked: "1999-01"}, time.Time{}, "false false false"},
		{"closed whatever the day", assessment.Platform{Status: assessment.StatusClosed}, time.Time{}, "true false false"},
		{"last day", assessment.Platform{Closes: "2026-11-24"}, at("2026-11-24"), "false false false"},
		{"day after", assessment.Platform{Closes: "2026-11-24"}, at("2026-11-25"), "true false false"},
		{"day before", assessment.Platform{Opens: "2026-11-24"}, at("2026-11-23"), "false true false"},
		{"first day", assessment.Platform{Opens: "2026-11-24"}, at("2026-11-24"), "false false false"},
		{"365 days after", assessment.Platform{Checked: "2025-11-24"}, at("2026-11-24"), "false false false"},
		{"366 days after", assessment.Platform{Checked: "2025-11-24"}, at("2026-11-25"), "false false true"},
		{"a month counts from its last day", assessment.Platform{Checked: "2025-11"}, at("2026-11-30"), "false false false"},
		{"and not longer", assessment.Platform{Checked: "2025-11"}, at("2026-12-01"), "false false true"},
		{"a leap year's February", assessment.Platform{Checked: "2024-02"}, at("2025-02-28"), "false false false"},
		{"one day on", assessment.Platform{Checked: "2024-02"}, at("2025-03-01"), "false false true"},
		{"unreadable is not known", assessment.Platform{Checked: "soon"}, at("2026-11-24"), "false false false"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(tt.pl.Ended(tt.on), tt.pl.NotYetOpen(tt.on), tt.pl.Stale(tt.on)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestDatesRank: the worse never stands before the better, whatever else speaks
// for it; what has ended is never a match, and is told as such.
func TestDatesRank(t *testing.T) {
	german := assessment.Profile{Country: "DE", Language: "de", Employees: 12}
	dir := &assessment.Directory{Platforms: []assessment.Platform{
		platform("a-stale", func(pl *assessment.Platform) { pl.Checked, pl.Evidence = "2025-10", assessment.EvidenceOperator }),
		platform("b-later", func(pl *assessment.Platform) { pl.Checked, pl.Opens = "2026-11", "2027-03-01" }),
		platform("c-over", func(pl *assessment.Platform) { pl.Checked, pl.Closes = "2026-11", "2026-11-23" }),
		platform("d-far", func(pl *assessment.Platform) {
			pl.Checked, pl.Countries, pl.Status, pl.Languages = "2026-11", []string{"*"}, assessment.StatusUnknown, []string{"en"}
		}),
	}}
	matches, nearest := dir.Match(adviceOnData, german, today)
	if got := found(matches); !slices.Equal(got, []string{"d-far", "b-later", "a-stale"}) || nearest != assessment.National {
		t.Errorf("%v, nearest %d", got, nearest)
	}
	if !matches[1].NotYet || !matches[2].Stale || matches[0].NotYet || matches[0].Stale {
		t.Errorf("%+v", matches)
	}
	if ended := dir.Closed(adviceOnData, german, today); len(ended) != 1 || ended[0].ID != "c-over" {
		t.Errorf("ended: %v", ended)
	}
	before, _ := dir.Match(adviceOnData, german, today.AddDate(0, 0, -1))
	if !slices.Contains(found(before), "c-over") {
		t.Errorf("a day earlier: %v", found(before))
	}
}

// TestNearSizeStandsInForStale: a platform for the next size that was checked
// lately comes before one for the firm's size that was not.
func TestNearSizeStandsInForStale(t *testing.T) {
	dir := &assessment.Directory{Platforms: []assessment.Platform{
		platform("a-stale", func(pl *assessment.Platform) { pl.Checked, pl.Audience = "2024-01", []string{"micro"} }),
		platform("b-near", func(pl *assessment.Platform) { pl.Checked, pl.Audience = "2026-11", []string{"small"} }),
	}}
	if got := named(dir, assessment.Profile{Country: "DE", Employees: 5}); !slices.Equal(got, []string{"b-near", "a-stale"}) {
		t.Error(got)
	}
}

// TestNearest: whether anything nearer than international fits, cut off from
// the list or not, or nothing at all.
func TestNearest(t *testing.T) {
	where := func(countries ...string) func(*assessment.Platform) {
		return func(pl *assessment.Platform) { pl.Countries = countries }
	}
	unsure := func(pl *assessment.Platform) { pl.Status = assessment.StatusUnknown }
	for _, tt := range []struct {
		name      string
		platforms []assessment.Platform
		want      assessment.Reach
	}{
		{"nothing", nil, assessment.OutOfReach},
		{"abroad", []assessment.Platform{platform("a", where("FR"))}, assessment.OutOfReach},
		{"international", []assessment.Platform{platform("a", where("*"))}, assessment.International},
		{"European", []assessment.Platform{platform("a", where("*")), platform("b", where("EU"))}, assessment.Regional},
		{"national, though cut off", []assessment.Platform{platform("a", where("*")), platform("b", where("*")), platform("c", where("*")), platform("d", unsure)}, assessment.National},
	} {
		if _, got := (&assessment.Directory{Platforms: tt.platforms}).Match(adviceOnData, assessment.Profile{Country: "DE"}, today); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestMatchOrderIsTotal: whatever the directory's order, the same platforms in
// the same places; no stale one before a fresh one, no later one before an open
// one of the same freshness, nothing that has ended.
func TestMatchOrderIsTotal(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(r, label) }
		dir := &assessment.Directory{}
		for i := range rapid.IntRange(0, 7).Draw(r, "n") {
			dir.Platforms = append(dir.Platforms, platform(fmt.Sprint("p", i), func(pl *assessment.Platform) {
				pl.Checked = pick("checked", "2026-11", "2025-11-23", "2024-01", "")
				pl.Opens, pl.Closes = pick("opens", "", "2026-01-01", "2027-01-01"), pick("closes", "", "2026-11-23", "2028-01-01")
				pl.Status, pl.Countries = pick("status", assessment.Statuses...), []string{pick("country", "DE", "EU", "*", "FR")}
				pl.Evidence, pl.Audience = pick("evidence", assessment.Evidences...), []string{pick("audience", assessment.Audiences...)}
			}))
		}
		firm := assessment.Profile{Country: "DE", Employees: rapid.IntRange(0, 300).Draw(r, "people")}
		matches := match(dir, firm)
		for i, m := range matches {
			if m.Platform.Ended(today) {
				r.Fatalf("%s has ended", m.Platform.ID)
			}
			if i > 0 && (matches[i-1].Stale && !m.Stale || matches[i-1].Stale == m.Stale && matches[i-1].NotYet && !m.NotYet) {
				r.Fatalf("%v", found(matches))
			}
		}
		dir.Platforms = rapid.Permutation(dir.Platforms).Draw(r, "order")
		if again := named(dir, firm); !slices.Equal(again, found(matches)) {
			r.Fatalf("%v and %v", found(matches), again)
		}
	})
}
