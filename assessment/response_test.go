package assessment_test

import (
	"encoding/json"
	"testing"

	"onramp/assessment"
)

func TestCheck(t *testing.T) {
	five, list, count := ordered("O"), checklist("C"), number("N")
	count.Min = 5
	adoption, yesNo := kind("A", assessment.Adoption), kind("Y", assessment.YesNo)
	both := val(1)
	both.Options = []string{}
	three := both
	three.State = assessment.DontKnow
	tests := []struct {
		name     string
		item     assessment.Item
		response assessment.Response
		want     string // field and key; empty: fits
	}{
		{"ordered bottom", five, val(0), ""},
		{"ordered top", five, val(4), ""},
		{"ordered below", five, val(-1), "value field.range"},
		{"ordered above", five, val(5), "value field.range"},
		{"ordered ticks", five, ticks("0"), "options field.not_checklist"},
		{"adoption bottom", adoption, val(0), ""},
		{"adoption top", adoption, val(5), ""},
		{"adoption above", adoption, val(6), "value field.range"},
		{"no", yesNo, val(0), ""},
		{"yes", yesNo, val(1), ""},
		{"yes and more", yesNo, val(2), "value field.range"},
		{"number lowest", count, val(5), ""},
		{"number highest", count, val(100), ""},
		{"number below", count, val(4), "value field.range"},
		{"number above", count, val(101), "value field.range"},
		{"number ticks", count, ticks(), "options field.not_checklist"},
		{"checklist none", list, ticks(), ""},
		{"checklist some", list, ticks("c", "a"), ""},
		{"checklist unknown tick", list, ticks("a", "z"), "options field.option"},
		{"checklist tick twice", list, ticks("a", "b", "a"), "options field.twice"},
		{"checklist value", list, val(0), "value field.needs_options"},
		{"don't know", five, dontKnow, ""},
		{"not relevant", list, notRelevant, ""},
		{"answered is no answer", five, assessment.StateResponse(assessment.Answered), "state field.state"},
		{"nobody says not asked", five, assessment.StateResponse(assessment.NotAsked), "state field.state"},
		{"nobody says implied zero", five, assessment.StateResponse(assessment.ImpliedZero), "state field.state"},
		{"made-up state", five, assessment.StateResponse("maybe"), "state field.state"},
		{"nothing", five, assessment.Response{}, " field.one_answer"},
		{"two forms", five, both, " field.one_answer"},
		{"three forms", list, three, " field.one_answer"},
	}
	for _, tt := range tests {
		got := ""
		if f := tt.item.Check(tt.response); f != nil {
			got = f.Field + " " + f.Key
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCategories reads responses at every border of every kind of scale.
func TestCategories(t *testing.T) {
	tests := []struct {
		item     assessment.Item
		response assessment.Response
		category int
		share    float64
	}{
		{ordered("X"), val(0), 0, 0},
		{ordered("X"), val(3), 3, 0.75},
		{ordered("X"), val(4), 4, 1},
		{kind("X", assessment.Adoption), val(2), 2, 0.4},
		{kind("X", assessment.Adoption), val(5), 5, 1},
		{kind("X", assessment.YesNo), val(0), 0, 0},
		{kind("X", assessment.YesNo), val(1), 1, 1},
		{checklist("X"), ticks(), 0, 0},
		{checklist("X"), ticks("a"), 1, 1. / 3},      // 1
		{checklist("X"), ticks("b"), 1, 1. / 3},      // 2
		{checklist("X"), ticks("a", "b"), 2, 2. / 3}, // 3
		{checklist("X"), ticks("c"), 2, 2. / 3},      // 3
		{checklist("X"), ticks("c", "a"), 2, 2. / 3}, // 4
		{checklist("X"), ticks("c", "b"), 3, 1},      // 5
		{checklist("X"), ticks("a", "b", "c"), 3, 1}, // 6
		{number("X"), val(0), 0, 0},
		{number("X"), val(9), 0, 0},
		{number("X"), val(10), 1, 0.5},
		{number("X"), val(49), 1, 0.5},
		{number("X"), val(50), 2, 1},
		{number("X"), val(100), 2, 1},
	}
	for _, tt := range tests {
		r := read(t, questionnaire(tt.item), assessment.Profile{}, answers{"X": tt.response}, "X")
		if r.State != assessment.Answered || r.Category != tt.category || r.Share() != tt.share {
			t.Errorf("%s %s: %s at %d, share %v; want answered at %d, share %v",
				tt.item.Kind, show(tt.response), r.State, r.Category, r.Share(), tt.category, tt.share)
		}
	}
}

func TestResponseJSON(t *testing.T) {
	tests := []struct {
		response assessment.Response
		json     string
	}{
		{val(2), `{"value":2}`},
		{val(0), `{"value":0}`},
		{ticks(), `{"options":[]}`},
		{ticks("b", "a"), `{"options":["b","a"]}`},
		{dontKnow, `{"state":"dont_know"}`},
		{notRelevant, `{"state":"not_relevant"}`},
		{assessment.Response{}, `{}`},
	}
	for _, tt := range tests {
		data, err := json.Marshal(tt.response)
		if err != nil || string(data) != tt.json {
			t.Errorf("written as %s, %v, want %s", data, err, tt.json)
		}
		var back assessment.Response
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != tt.json {
			t.Errorf("%s came back as %s, %v", tt.json, again, err)
		}
		if (back.Options == nil) != (tt.response.Options == nil) {
			t.Errorf("%s: no ticks and no checklist are mixed up", tt.json)
		}
	}
	for _, bad := range []string{`{"vaule":2}`, `{"value":"2"}`, `{"value":2.5}`, `{"options":"a"}`, `{"state":1}`, `[]`, `2`} {
		if err := json.Unmarshal([]byte(bad), new(assessment.Response)); err == nil {
			t.Errorf("%s was read as a response", bad)
		}
	}
}

func TestMarkAndSame(t *testing.T) {
	different := []assessment.Response{{}, val(0), val(1), ticks(), ticks("a"), ticks("a", "b"), dontKnow, notRelevant}
	for i, a := range different {
		for j, b := range different {
			if same := i == j; a.Same(b) != same || (a.Mark() == b.Mark()) != same {
				t.Errorf("%s and %s: same %v, marks equal %v", show(a), show(b), a.Same(b), a.Mark() == b.Mark())
			}
		}
	}
	if got := (assessment.Response{}).Mark(); got != "" {
		t.Errorf("no response has the mark %q", got)
	}
	mixed := ticks("b", "a")
	if !mixed.Same(ticks("a", "b")) {
		t.Error("the order of ticks makes a difference")
	}
	if mixed.Options[0] != "b" {
		t.Error("comparing turned the ticks round")
	}
}

func show(r assessment.Response) string {
	data, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
