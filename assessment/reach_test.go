package assessment

import (
	"slices"
	"testing"
)

func compiled(t *testing.T, source string) Condition {
	t.Helper()
	c, err := CompileCondition(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return c
}

func TestProfilesTellConditionsApart(t *testing.T) {
	tests := []string{
		`sector in ["C", "F"]`, `!(sector == "C")`, `employees >= 10`, `employees == 7`, `size == "medium"`,
		`size in ["micro", "small"] && employees > 8`, `wants("greener") && !wants("cut-cost")`,
		`country == "DE" && region == "DE-BY"`, `language != "en"`,
	}
	for _, source := range tests {
		c := compiled(t, source)
		seen := map[bool]bool{}
		for _, p := range Profiles(c) {
			seen[c.On(p)] = true
		}
		if !seen[true] || !seen[false] {
			t.Errorf("%s: its profiles gave only %v", source, seen)
		}
	}
	never := compiled(t, `employees < 10 && size == "large"`)
	for _, p := range Profiles(never) {
		if never.On(p) {
			t.Errorf("%v cannot be", p)
		}
	}
}

func TestProfilesAreBounded(t *testing.T) {
	source := `wants("a")`
	for _, g := range "bcdefghijklmnopq" {
		source += ` && wants("` + string(g) + `")`
	}
	if got := Profiles(compiled(t, source)); got != nil {
		t.Errorf("%d profiles, want none: there are too many", len(got))
	}
	if got := Profiles(); len(got) != 1 {
		t.Errorf("%d profiles for no condition, want the empty one", len(got))
	}
}

func TestMentionsAndOptions(t *testing.T) {
	c := compiled(t, `sector in ["F", "C"] && chosen("TA05", "cloud") && value("TA05") > 1 && wants("greener") && size == "small"`)
	for name, want := range map[string][]string{"sector": {"C", "F"}, "wants": {"greener"}, "size": {"small"}, "country": nil} {
		if got := c.Mentions(name); !slices.Equal(got, want) {
			t.Errorf("mentions %v for %s, want %v", got, name, want)
		}
	}
	if got := c.Options("TA05"); !slices.Equal(got, []string{"cloud"}) {
		t.Errorf("options %v, want cloud", got)
	}
}
