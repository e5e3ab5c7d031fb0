package assessment_test

import (
	"slices"
	"strings"
	"testing"

	"onramp/assessment"
)

func TestSize(t *testing.T) {
	for employees, want := range map[int]string{-1: "", 0: "", 1: "micro", 9: "micro", 10: "small", 49: "small", 50: "medium", 249: "medium", 250: "large", 1_000_000: "large"} {
		if got := (assessment.Profile{Employees: employees}).Size(); got != want {
			t.Errorf("%d employees are %q, want %q", employees, got, want)
		}
	}
}

func TestCheckProfile(t *testing.T) {
	q, _, _ := shipped(t)
	number := func(n int) *int { return &n }
	tests := []struct {
		name    string
		profile assessment.Profile
		want    string
	}{
		{"only a country", assessment.Profile{Country: "DE"}, ""},
		{"everything", assessment.Profile{Name: "Töpferei", Country: "BR", Region: "BR-SP", Language: "pt-BR", Sector: "U", Employees: 35,
			Goals: []string{"greener", "cut-cost"}, Budget: number(0), Days: number(0)}, ""},
		{"nothing", assessment.Profile{}, "country field.required"},
		{"country in small letters", assessment.Profile{Country: "de"}, "country field.country"},
		{"the union is no country", assessment.Profile{Country: "EU"}, "country field.country"},
		{"two countries", assessment.Profile{Country: "DE FR"}, "country field.country"},
		{"region without code", assessment.Profile{Country: "DE", Region: "Bayern"}, "region field.region"},
		{"region too long", assessment.Profile{Country: "DE", Region: "DE-BYERN"}, "region field.region"},
		{"region elsewhere", assessment.Profile{Country: "DE", Region: "AT-1"}, "region field.region_country"},
		{"region without country", assessment.Profile{Region: "DE-BY"}, "country field.required"},
		{"language in words", assessment.Profile{Country: "DE", Language: "German"}, "language field.language"},
		{"sector in words", assessment.Profile{Country: "DE", Sector: "Building"}, "sector field.sector"},
		{"sector beyond U", assessment.Profile{Country: "DE", Sector: "V"}, "sector field.sector"},
		{"fewer than none", assessment.Profile{Country: "DE", Employees: -1, Budget: number(-1), Days: number(-1)},
			"employees field.range, budget field.range, person_days_month field.range"},
		{"the most", assessment.Profile{Country: "DE", Employees: assessment.MaxEmployees, Budget: number(assessment.MaxBudget), Days: number(assessment.MaxDays)}, ""},
		{"more than the most", assessment.Profile{Country: "DE", Employees: assessment.MaxEmployees + 1, Budget: number(assessment.MaxBudget + 1), Days: number(assessment.MaxDays + 1)},
			"employees field.range, budget field.range, person_days_month field.range"},
		{"a long name", assessment.Profile{Country: "DE", Name: strings.Repeat("ü", assessment.MaxName)}, ""},
		{"too long a name", assessment.Profile{Country: "DE", Name: strings.Repeat("ü", assessment.MaxName+1)}, "name field.too_long"},
		{"unknown goal", assessment.Profile{Country: "DE", Goals: []string{"fly", "greener"}}, "goals field.goal"},
		{"goal twice", assessment.Profile{Country: "DE", Goals: []string{"greener", "greener"}}, "goals field.twice"},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range q.CheckProfile(tt.profile) {
			got = append(got, f.Field+" "+f.Key)
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	own := &assessment.Questionnaire{Sectors: []assessment.Choice{{ID: "C"}}}
	for sector, fits := range map[string]bool{"C": true, "D": false} {
		if bad := own.CheckProfile(assessment.Profile{Country: "DE", Sector: sector}); (len(bad) == 0) != fits {
			t.Errorf("a questionnaire for sector C says of %s: %v", sector, bad)
		}
	}
}

func TestProfileMark(t *testing.T) {
	zero, one := 0, 1
	profiles := []assessment.Profile{{}, {Country: "DE"}, {Country: "DE", Name: "x"}, {Country: "DE", Employees: 1}, {Country: "DE", Goals: []string{"a", "b"}},
		{Country: "DE", Goals: []string{"b", "a"}}, {Country: "DE", Budget: &zero}, {Country: "DE", Budget: &one}, {Country: "DE", Days: &zero}}
	var marks []string
	for _, p := range profiles {
		if slices.Contains(marks, p.Mark()) {
			t.Errorf("%+v has the mark of another", p)
		}
		marks = append(marks, p.Mark())
		if again := p; again.Mark() != p.Mark() {
			t.Errorf("%+v has two marks", p)
		}
	}
}

func TestCountries(t *testing.T) {
	all := assessment.Countries()
	if len(all) != 249 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != 249 {
		t.Errorf("%d countries, sorted %v; ISO 3166-1 has 249", len(all), slices.IsSorted(all))
	}
	for _, code := range append(all, g20...) {
		if len(code) != 2 || !assessment.IsCountry(code) {
			t.Errorf("%q is no country", code)
		}
	}
	for _, code := range []string{"", "D", "de", "XX", "EU", "UK", "DEU", "E F", "AD ", " A", "*"} {
		if assessment.IsCountry(code) {
			t.Errorf("%q is a country", code)
		}
	}
}
