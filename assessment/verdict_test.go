package assessment

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRules: a condition as a function says what the expression library says,
// for every form that conditions have.
func TestRules(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for source, left := range map[string]bool{ // whether it is left to the library
		`value("A") >= 2`: false, `value("A") < 3 and value("B") == 1`: false, `not chosen("C", "x")`: false, `wants("cost") or employees > 9`: false,
		`sector in ["C", "G"]`: false, `!(sector in ["C"]) && country == "DE"`: false, `employees in [1, 2, 3]`: false, `size != "micro"`: false,
		`value("A") <= 1 || (value("B") > 0 && region == "")`: false, `language == "en"`: false, `-1 < value("A")`: false, `true`: false, `sector not in ["C", "J"]`: false,
		`country < "F"`: true, `sector == "C" ? value("A") > 0 : wants("cost")`: true, `employees + 1 > 3`: true, `employees in 2..5`: false,
	} {
		c, err := CompileCondition(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if left != (c.rule == nil) {
			t.Errorf("%s: left to the library: %v", source, c.rule == nil)
		}
		for range 200 {
			env := conditionEnv{Sector: pickOne(dice, "C", "G", ""), Employees: dice.IntN(12), Size: pickOne(dice, "micro", "small"), Country: pickOne(dice, "DE", "FR", "IN"), Language: pickOne(dice, "en", "de")}
			a, b, wants := dice.IntN(5), dice.IntN(3), dice.IntN(2) == 0
			env.Value = func(id string) int { return map[string]int{"A": a, "B": b}[id] }
			env.Chosen = func(_, option string) bool { return option == "x" && a > 2 }
			env.Wants = func(string) bool { return wants }
			if c.rule == nil {
				continue
			}
			if got, want := truth(c.rule(&env)), c.byProgram(env); got != want {
				t.Fatalf("%s: %v, the library says %v (A %d, B %d, %+v)", source, got, want, a, b, env)
			}
		}
	}
}

func pickOne(dice *rand.Rand, all ...string) string {
	return slices.Clone(all)[dice.IntN(len(all))]
}
