package assessment_test

import (
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

func read(t rapid.TB, q *assessment.Questionnaire, p assessment.Profile, given answers, id string) assessment.Reading {
	t.Helper()
	r, ok := q.Read(p, given).Of(id)
	if !ok {
		t.Fatalf("no reading of %s", id)
	}
	return r
}

// standing writes a reading in a word: its state, and what routing says.
func standing(r assessment.Reading) string {
	s := string(r.State)
	if r.Askable {
		s += " askable"
	}
	if r.Pending {
		s += " pending"
	}
	if r.ByRule {
		s += " by rule"
	}
	return s
}

// TestRouting reads the item X for a firm with one employee in sector C that
// wants to cut cost, after answers to A, B (ordered, zero or more) and L (a
// checklist).
func TestRouting(t *testing.T) {
	firm := assessment.Profile{Country: "DE", Region: "DE-BY", Language: "de", Sector: "C", Employees: 1, Goals: []string{"cut-cost"}}
	const (
		asked   = "not_asked askable"
		pending = "not_asked pending"
		unasked = "not_asked"
		zero    = "implied_zero"
		out     = "not_relevant by rule"
	)
	tests := []struct {
		name, askIf string
		given       answers
		want        string
	}{
		{"no condition", ``, nil, asked},
		{"parent not answered", `value("A") >= 1`, nil, pending},
		{"parent high enough", `value("A") >= 1`, answers{"A": val(1)}, asked},
		{"parent zero", `value("A") >= 1`, answers{"A": val(0)}, zero},
		{"parent not known", `value("A") >= 1`, answers{"A": dontKnow}, unasked},
		{"parent not relevant", `value("A") >= 1`, answers{"A": notRelevant}, out},
		{"parent answered badly", `value("A") >= 1`, answers{"A": val(9)}, pending},

		{"tick not answered", `chosen("L", "b")`, nil, pending},
		{"tick there", `chosen("L", "b")`, answers{"L": ticks("a", "b")}, asked},
		{"tick missing", `chosen("L", "b")`, answers{"L": ticks("a")}, zero},
		{"tick not known", `chosen("L", "b")`, answers{"L": dontKnow}, unasked},
		{"band of a checklist", `value("L") >= 2`, answers{"L": ticks("c")}, asked},
		{"tick or band, both open", `chosen("L", "a") || value("L") >= 1`, nil, pending},

		{"wants it", `wants("cut-cost")`, nil, asked},
		{"does not want it", `wants("greener")`, nil, out},
		{"right sector", `sector in ["A", "C"]`, nil, asked},
		{"wrong sector", `sector in ["A", "B"]`, nil, out},
		{"size and place", `size == "micro" && country == "DE" && region == "DE-BY" && language == "de" && employees < 2`, nil, asked},

		{"and: one zero settles it", `value("A") >= 1 && value("B") >= 1`, answers{"A": val(0)}, zero},
		{"and: one is not enough", `value("A") >= 1 && value("B") >= 1`, answers{"A": val(2)}, pending},
		{"and: one open, one not known", `value("A") >= 1 && value("B") >= 1`, answers{"A": dontKnow}, pending},
		{"and: one zero, one not known", `value("A") >= 1 && value("B") >= 1`, answers{"A": dontKnow, "B": val(0)}, zero},
		{"and: one zero, one not relevant", `value("A") >= 1 && value("B") >= 1`, answers{"A": notRelevant, "B": val(0)}, zero},
		{"and: one met, one not relevant", `value("A") >= 1 && value("B") >= 1`, answers{"A": notRelevant, "B": val(3)}, out},
		{"and: one not known, one not relevant", `value("A") >= 1 && value("B") >= 1`, answers{"A": notRelevant, "B": dontKnow}, unasked},
		{"or: one met settles it", `value("A") >= 1 || value("B") >= 1`, answers{"B": val(1)}, asked},
		{"or: one met, one not relevant", `value("A") >= 1 || value("B") >= 1`, answers{"A": notRelevant, "B": val(1)}, asked},
		{"or: one zero, one not relevant", `value("A") >= 1 || value("B") >= 1`, answers{"A": notRelevant, "B": val(0)}, out},
		{"or: one zero, one not known", `value("A") >= 1 || value("B") >= 1`, answers{"A": val(0), "B": dontKnow}, unasked},
		{"or: both zero", `value("A") >= 1 || value("B") >= 1`, answers{"A": val(0), "B": val(0)}, zero},
		{"sum not reached whatever comes", `value("A") + value("B") >= 7`, answers{"A": val(2)}, zero},
		{"sum may be reached", `value("A") + value("B") >= 7`, answers{"A": val(3)}, pending},
		{"always true, however little is known", `value("A") >= 2 || value("A") < 2`, nil, asked},

		{"profile rules out, whatever is answered", `sector == "F" && value("A") >= 1`, nil, out},
		{"profile rules out: no implied zero", `sector == "F" && value("A") >= 1`, answers{"A": val(0)}, out},
		{"profile fits, answer is zero", `sector == "C" && value("A") >= 1`, answers{"A": val(0)}, zero},
		{"profile fits, answer is open", `sector == "C" && value("A") >= 1`, nil, pending},
		{"profile alone is enough", `sector == "C" || value("A") >= 1`, nil, asked},
	}
	for _, tt := range tests {
		q := questionnaire(ordered("A"), ordered("B"), checklist("L"), dependent(t, "X", tt.askIf, true))
		if got := standing(read(t, q, firm, tt.given, "X")); got != tt.want {
			t.Errorf("%s: %s after %v is %q, want %q", tt.name, tt.askIf, tt.given, got, tt.want)
		}
		lenient := questionnaire(ordered("A"), ordered("B"), checklist("L"), dependent(t, "X", tt.askIf, false))
		want := tt.want
		if want == zero {
			want = out // without implied zero a false condition means not relevant
		}
		if got := standing(read(t, lenient, firm, tt.given, "X")); got != want {
			t.Errorf("%s: otherwise not relevant: %q, want %q", tt.name, got, want)
		}
	}
}

// TestChains reads A, B behind A, C behind B.
func TestChains(t *testing.T) {
	q := questionnaire(ordered("A"), dependent(t, "B", `value("A") >= 1`, true), dependent(t, "C", `value("B") >= 2`, true))
	tests := []struct {
		name  string
		given answers
		b, c  string
	}{
		{"nothing yet", nil, "not_asked pending", "not_asked pending"},
		{"zero falls through", answers{"A": val(0)}, "implied_zero", "implied_zero"},
		{"the way opens", answers{"A": val(1)}, "not_asked askable", "not_asked pending"},
		{"a later zero", answers{"A": val(1), "B": val(1)}, "answered askable", "implied_zero"},
		{"all the way", answers{"A": val(1), "B": val(2)}, "answered askable", "not_asked askable"},
		{"not known stops it", answers{"A": dontKnow}, "not_asked", "not_asked"},
		{"not relevant falls through", answers{"A": notRelevant}, "not_relevant by rule", "not_relevant by rule"},
		{"the child is not relevant", answers{"A": val(2), "B": notRelevant}, "not_relevant askable", "not_relevant by rule"},
		{"stale answers on a zero branch", answers{"A": val(0), "B": val(4), "C": val(4)}, "implied_zero", "implied_zero"},
		{"stale answers on an unknown branch", answers{"A": dontKnow, "B": val(4), "C": val(4)}, "not_asked", "not_asked"},
		{"stale answers on a branch that left", answers{"A": notRelevant, "B": val(4), "C": val(4)}, "not_relevant by rule", "not_relevant by rule"},
	}
	for _, tt := range tests {
		b, c := read(t, q, assessment.Profile{}, tt.given, "B"), read(t, q, assessment.Profile{}, tt.given, "C")
		if standing(b) != tt.b || standing(c) != tt.c {
			t.Errorf("%s: B is %q, C is %q, want %q and %q", tt.name, standing(b), standing(c), tt.b, tt.c)
		}
		if b.State != assessment.Answered && (b.Category != 0 || b.Response.Value != nil) {
			t.Errorf("%s: an ignored answer to B shines through: %+v", tt.name, b)
		}
	}
}

// TestProfileRuleStaysNotRelevant: a child of an item that the profile rules
// out leaves with it; it is no implied zero either.
func TestProfileRuleStaysNotRelevant(t *testing.T) {
	q := questionnaire(dependent(t, "A", `employees >= 3`, false), dependent(t, "B", `value("A") >= 1`, true))
	for employees, want := range map[int]string{2: "not_relevant by rule", 3: "not_asked pending"} {
		if got := standing(read(t, q, assessment.Profile{Employees: employees}, nil, "B")); got != want {
			t.Errorf("%d employees: B is %q, want %q", employees, got, want)
		}
	}
}

func TestAbandonedAnswersComeBack(t *testing.T) {
	q := questionnaire(ordered("A"), dependent(t, "B", `value("A") >= 1`, true))
	given := answers{"A": val(2), "B": val(3)}
	before := read(t, q, assessment.Profile{}, given, "B")
	given["A"] = val(0)
	if r := read(t, q, assessment.Profile{}, given, "B"); r.State != assessment.ImpliedZero || r.Share() != 0 {
		t.Errorf("on the abandoned branch B is %+v", r)
	}
	if len(given) != 2 {
		t.Errorf("reading changed what was given: %v", given)
	}
	given["A"] = val(1)
	if r := read(t, q, assessment.Profile{}, given, "B"); r.State != before.State || r.Category != before.Category {
		t.Errorf("back on the branch B is %+v, want %+v", r, before)
	}
}

// TestUnfitAnswers: what does not fit its item counts as not given.
func TestUnfitAnswers(t *testing.T) {
	q := questionnaire(ordered("A"), checklist("L"))
	given := answers{"A": val(7), "L": ticks("z"), "GONE": val(1)}
	for _, r := range q.Read(assessment.Profile{}, given) {
		if standing(r) != "not_asked askable" {
			t.Errorf("%s is %q", r.Item.ID, standing(r))
		}
	}
	if _, ok := q.Read(assessment.Profile{}, given).Of("GONE"); ok {
		t.Error("an unknown item has a reading")
	}
}

// TestForwardReferences: content refuses conditions that look ahead; here they
// must only do no harm.
func TestForwardReferences(t *testing.T) {
	q := questionnaire(dependent(t, "A", `value("B") >= 1 || value("A") >= 1 || chosen("NONE", "x")`, true), ordered("B"))
	if got := standing(read(t, q, assessment.Profile{}, answers{"B": val(4)}, "A")); got != "implied_zero" && got != "not_relevant by rule" {
		t.Errorf("A is %q", got)
	}
}

// TestReadShipped: states of random firms keep to the rules, item by item.
func TestReadShipped(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	for seed := range uint64(300) {
		r := random(seed)
		p, given := anyFirm(r, q), anyAnswers(r, q, r.Float64())
		readings := q.Read(p, given)
		if len(readings) != len(q.Items()) {
			t.Fatalf("seed %d: %d readings of %d items", seed, len(readings), len(q.Items()))
		}
		for i, it := range q.Items() {
			x := readings[i]
			response, isGiven := given[it.ID]
			switch {
			case x.Item != it:
				t.Fatalf("seed %d: reading %d is of %s, want %s", seed, i, x.Item.ID, it.ID)
			case x.State == assessment.Answered || x.State == assessment.DontKnow:
				if !x.Askable || !isGiven || !x.Response.Same(response) {
					t.Errorf("seed %d: %s is %q without that answer", seed, it.ID, standing(x))
				}
			case x.Askable && isGiven && x.State != assessment.NotRelevant:
				t.Errorf("seed %d: the answer to %s is lost: %q", seed, it.ID, standing(x))
			case x.State == assessment.ImpliedZero && (!it.ImpliedZero || x.Category != 0):
				t.Errorf("seed %d: %s cannot be an implied zero at %d", seed, it.ID, x.Category)
			}
			if x.Pending && (x.Askable || x.State != assessment.NotAsked) || it.AskIf.IsZero() && !x.Askable {
				t.Errorf("seed %d: %s is %q", seed, it.ID, standing(x))
			}
		}
	}
}
