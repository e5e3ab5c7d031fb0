package assessment_test

import (
	"reflect"
	"testing"

	"onramp/assessment"
)

// TestPaper: the form of a short depth holds every gate and must and fewer items
// than that of a long one, and nothing that hangs on what it does not ask.
func TestPaper(t *testing.T) {
	q, _, _ := shipped(t)
	last := 0
	for _, depth := range []assessment.Depth{assessment.Quick, assessment.Standard, assessment.Full} {
		on := map[string]bool{}
		for _, it := range q.Paper(depth) {
			on[it.ID] = true
			if !it.Core() {
				t.Errorf("%s: %s is an additional item", depth, it.ID)
			}
		}
		for _, it := range q.Items() {
			for _, parent := range it.AskIf.Items() {
				if on[it.ID] && !on[parent] {
					t.Errorf("%s asks %s without %s", depth, it.ID, parent)
				}
			}
			if it.Gate && it.Core() && len(it.AskIf.Items()) == 0 && !on[it.ID] {
				t.Errorf("%s lacks the gate %s", depth, it.ID)
			}
		}
		if len(on) < last || len(on) == 0 {
			t.Errorf("%s: %d items after %d", depth, len(on), last)
		}
		last = len(on)
	}
	if last != q.CoreItems() {
		t.Errorf("the full form has %d of %d items", last, q.CoreItems())
	}
}

func TestReadTyped(t *testing.T) {
	options := []assessment.Option{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	ordered := &assessment.Item{ID: "X", Kind: assessment.Ordered, Options: options}
	checklist := &assessment.Item{ID: "X", Kind: assessment.Checklist, Options: options, Bands: []int{1}}
	number := &assessment.Item{ID: "X", Kind: assessment.Number, Max: 100, Bands: []int{10}}
	for _, c := range []struct {
		it    *assessment.Item
		typed string
		want  assessment.Response
		given bool
		wrong bool
	}{
		{ordered, " 1 ", assessment.ValueResponse(0), true, false}, {ordered, "3", assessment.ValueResponse(2), true, false},
		{ordered, "0", assessment.Response{}, false, true}, {ordered, "4", assessment.Response{}, false, true}, {ordered, "two", assessment.Response{}, false, true},
		{ordered, "", assessment.Response{}, false, false}, {ordered, "-", assessment.StateResponse(assessment.NotRelevant), true, false},
		{ordered, "?", assessment.StateResponse(assessment.DontKnow), true, false},
		{checklist, "13", assessment.OptionsResponse("a", "c"), true, false}, {checklist, "3, 1", assessment.OptionsResponse("c", "a"), true, false},
		{checklist, "0", assessment.OptionsResponse(), true, false}, {checklist, "11", assessment.Response{}, false, true}, {checklist, "4", assessment.Response{}, false, true},
		{checklist, ",", assessment.Response{}, false, true},
		{number, "0", assessment.ValueResponse(0), true, false}, {number, "101", assessment.Response{}, false, true},
	} {
		got, given, wrong := c.it.ReadTyped(c.typed)
		if !reflect.DeepEqual(got, c.want) || given != c.given || (wrong != nil) != c.wrong {
			t.Errorf("%s %q: %+v %v %v", c.it.Kind, c.typed, got, given, wrong)
		}
	}
}

// FuzzReadTyped: whatever is typed is either refused or an answer that fits.
func FuzzReadTyped(f *testing.F) {
	for _, seed := range []string{"", "1", "0", "13", "1, 2", "-", "?", "99999999999999999999", "১"} {
		f.Add(seed)
	}
	q, _, _ := shipped(f)
	f.Fuzz(func(t *testing.T, typed string) {
		for _, it := range q.Items() {
			r, given, wrong := it.ReadTyped(typed)
			if given && it.Check(r) != nil || given && wrong != nil {
				t.Errorf("%s takes %q as %+v", it.ID, typed, r)
			}
		}
	})
}
