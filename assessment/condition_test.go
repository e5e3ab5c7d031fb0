package assessment_test

import (
	"encoding/json"
	"slices"
	"testing"

	"onramp/assessment"
)

func TestCompileErrors(t *testing.T) {
	for _, source := range []string{
		`value("A")`,                        // no truth value
		`"yes"`,                             // nor this
		`value("A") >=`,                     // not finished
		`value("A") >= "1"`,                 // compares a number with text
		`sector == 3`,                       // and the other way
		`value(A) >= 1`,                     // an item without quotes
		`value(sector) >= 1`,                // an item that the profile names
		`value() >= 1`,                      // no item
		`value("A", "B") >= 1`,              // too many
		`chosen("A")`,                       // no option
		`wants(3)`,                          // no goal
		`colour == "red"`,                   // an unknown name
		`answer("A") == 1`,                  // an unknown function
		`now().Year() > 2020`,               // the time
		`len(sector) == 1`,                  // other built-in functions
		`any(["A"], value(#) >= 1)`,         // hidden items
		`$env.value("A") >= 1`,              // ways around
		`let v = value; v("A") >= 1`,        // and more of them
		`let x = sector; x == "C"`,          // names of its own
		`sector.Name == "C"`,                // fields of text
		`value("A") >= 1; chosen("A", "b")`, // two conditions
	} {
		if c, err := assessment.CompileCondition(source); err == nil {
			t.Errorf("%s was compiled; it reads %v", source, c.Items())
		}
	}
}

func TestConditionItems(t *testing.T) {
	tests := []struct {
		source string
		want   []string
	}{
		{``, nil},
		{`sector == "C"`, nil},
		{`value("A") >= 1`, []string{"A"}},
		{`value("B") >= 1 || value("A") >= 1 && value("B") < 3`, []string{"B", "A"}},
		{`chosen("L", "a") || chosen("L", "b") || value("L") > 1`, []string{"L"}},
	}
	for _, tt := range tests {
		c := condition(t, tt.source)
		if got := c.Items(); !slices.Equal(got, tt.want) {
			t.Errorf("%s reads %v, want %v", tt.source, got, tt.want)
		}
		if c.Source() != tt.source || c.IsZero() != (tt.source == "") {
			t.Errorf("%s is %q, zero %v", tt.source, c.Source(), c.IsZero())
		}
	}
}

func TestConditionText(t *testing.T) {
	type holder struct {
		If assessment.Condition `json:"if,omitzero"`
	}
	for source, want := range map[string]string{``: `{}`, `value("A") >= 1`: `{"if":"value(\"A\") \u003e= 1"}`} {
		data, err := json.Marshal(holder{condition(t, source)})
		if err != nil || string(data) != want {
			t.Errorf("%s is written as %s, %v, want %s", source, data, err, want)
		}
		var back holder
		if err := json.Unmarshal(data, &back); err != nil || back.If.Source() != source || len(back.If.Items()) != len(condition(t, source).Items()) {
			t.Errorf("%s came back as %q, %v", source, back.If.Source(), err)
		}
	}
	if err := json.Unmarshal([]byte(`{"if":"value(A)"}`), new(holder)); err == nil {
		t.Error("a wrong condition was read")
	}
}

func TestConditionOnProfile(t *testing.T) {
	p := assessment.Profile{Country: "BR", Region: "BR-SP", Language: "pt", Sector: "I", Employees: 12, Goals: []string{"sell-more"}}
	for source, want := range map[string]bool{
		``:                                     true,
		`sector == "I" && size == "small"`:     true,
		`sector in ["A", "I"]`:                 true,
		`not (sector in ["A", "I"])`:           false,
		`employees in 10..49`:                  true,
		`employees >= 13`:                      false,
		`wants("sell-more")`:                   true,
		`wants("greener")`:                     false,
		`country == "BR" && region != "BR-RJ"`: true,
		`language == "pt" ? true : false`:      true,
		`employees % (employees - 12) == 0`:    false, // fails when it runs: not true
	} {
		if got := condition(t, source).On(p); got != want {
			t.Errorf("%s is %v, want %v", source, got, want)
		}
	}
}

// FuzzCompileCondition: whatever is written, compiling and reading never
// panic, and what reads no answers says the same each time.
func FuzzCompileCondition(f *testing.F) {
	for _, source := range []string{`value("A") >= 1`, `chosen("L", "a") && wants("x")`, `sector in ["A"]`, `1 / value("A") > 0`, `((`, `$env`, `now()`} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c, err := assessment.CompileCondition(source)
		if err != nil || len(c.Items()) > 2 {
			return
		}
		x := ordered("X")
		x.AskIf = c
		q := questionnaire(ordered("A"), checklist("L"), x)
		for _, given := range []answers{nil, {"A": val(0)}, {"A": dontKnow, "L": ticks("a")}} {
			p := assessment.Profile{Sector: "A", Employees: 3}
			if a, b := read(t, q, p, given, "X"), read(t, q, p, given, "X"); standing(a) != standing(b) {
				t.Errorf("%s: %q, then %q", source, standing(a), standing(b))
			}
		}
	})
}
