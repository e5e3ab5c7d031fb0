package assessment_test

import (
	"slices"
	"testing"

	"onramp/assessment"
)

// TestOrder builds a section in which each rule of the order decides once, for
// a model that can be measured and one that cannot.
func TestOrder(t *testing.T) {
	item := func(id string, set func(*assessment.Item)) assessment.Item {
		it := ordered(id)
		set(&it)
		return it
	}
	q := questionnaire(
		item("light", func(*assessment.Item) {}),
		item("heavy", func(it *assessment.Item) { it.Weight = 3 }),
		item("goal", func(it *assessment.Item) { it.Goals = []string{"greener"} }),
		item("must", func(it *assessment.Item) { it.Must = true }),
		item("gate", func(it *assessment.Item) { it.Gate = true }),
		item("child", func(it *assessment.Item) { it.AskIf = condition(t, `value("gate") >= 1`) }),
	)
	q.Additional = []assessment.Item{kind("mine", assessment.YesNo), kind("theirs", assessment.YesNo)}
	q.Additional[0].Dimension, q.Additional[0].Models = "", []string{"other", "added"}
	q.Additional[1].Dimension, q.Additional[1].Models = "", []string{"other"}
	q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.99, PerDimension: 3}, {ID: assessment.Full}}
	full := []string{"gate/gate", "must/must", "light/depth", "heavy/heavy", "goal/goal greener", "child/follow_up gate", "mine/model added"}
	tests := []struct {
		name     string
		depth    assessment.Depth
		answer   int
		measured bool
		want     []string
	}{
		{"full", assessment.Full, 1, true, full},
		{"full, unmeasured", assessment.Full, 1, false, full},
		{"full, nothing there", assessment.Full, 0, true, slices.Concat(full[:5], full[6:])},
		{"quick: three, the must and what the plan rests on", assessment.Quick, 1, true,
			[]string{"gate/gate", "must/must", "heavy/heavy", "light/level", "mine/model added", "goal/confirm", "child/confirm"}},
		{"quick, unmeasured: the weightiest, as written", assessment.Quick, 1, false,
			[]string{"gate/gate", "must/must", "heavy/heavy", "light/depth", "mine/model added"}},
	}
	for _, tt := range tests {
		if tt.measured {
			fairly(q)
		} else {
			q.Dimensions[0].Items[0].Shares = nil
		}
		iv := small(t, q, tt.depth, nil)
		if measured := iv.in.Estimate(q.Read(iv.a.Profile, nil)) != nil; measured != tt.measured {
			t.Fatalf("%s: measured %v", tt.name, measured)
		}
		iv.a.Profile = assessment.Profile{Country: "DE", Goals: []string{"sell-more", "greener"}}
		iv.a.Models = []assessment.ModelPin{{ID: "added", Version: "1"}}
		var got []string
		for _, question := range iv.run(t, func(*assessment.Item) assessment.Response { return val(min(tt.answer, 1)) }, nil) {
			why := question.Reason
			if about := why.Goal + why.Item + why.Model; about != "" {
				about = " " + about
				got = append(got, question.Item.ID+"/"+string(why.Kind)+about)
				continue
			}
			got = append(got, question.Item.ID+"/"+string(why.Kind))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %v\nwant %v", tt.name, got, tt.want)
		}
	}
}

// TestBoundsOfTheRest counts what remains where an item waits for answers that
// this depth may or may not ask for. Nothing confirms: nothing is measured.
func TestBoundsOfTheRest(t *testing.T) {
	gate := ordered("gate")
	gate.Gate = true
	x := func(condition string) assessment.Item { return dependent(t, "x", condition, true) }
	tests := []struct {
		name      string
		items     []assessment.Item
		most      int
		given     answers
		low, high int
	}{
		{"one waits", []assessment.Item{gate, x(`value("gate") >= 1`)}, 9, nil, 1, 2},
		{"it comes", []assessment.Item{gate, x(`value("gate") >= 1`)}, 9, answers{"gate": val(1)}, 1, 1},
		{"it never comes", []assessment.Item{gate, x(`value("gate") >= 1`)}, 9, answers{"gate": dontKnow}, 0, 0},
		{"a chain", []assessment.Item{gate, x(`value("gate") >= 1`), dependent(t, "y", `value("x") >= 1`, true)}, 9, nil, 1, 3},
		{"two answers at least", []assessment.Item{gate, ordered("a"), ordered("b")}, 9, nil, 2, 3},
		{"two with a must", []assessment.Item{gate, must(ordered("a")), ordered("b")}, 9, nil, 2, 3},
		{"the most bounds", []assessment.Item{gate, ordered("a"), ordered("b"), x(`value("gate") >= 1`)}, 2, nil, 2, 2},
		{"the section is full, the gate is asked", []assessment.Item{gate, ordered("a"), ordered("b")}, 2, answers{"a": val(1), "b": val(1)}, 1, 1},
		{"a must waits for what is left out", []assessment.Item{gate, ordered("a"), must(x(`value("a") >= 1`))}, 1, answers{"gate": val(1)}, 0, 0},
		{"an answer in store takes its place", []assessment.Item{gate, ordered("a"), x(`value("gate") >= 1`)}, 2, answers{"x": val(1)}, 1, 2},
	}
	for _, tt := range tests {
		q := questionnaire(tt.items...)
		q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.8, PerDimension: tt.most}}
		iv := small(t, q, assessment.Quick, tt.given)
		if p := iv.progress(); p.Low != tt.low || p.High != tt.high {
			t.Errorf("%s: %d to %d remain, want %d to %d", tt.name, p.Low, p.High, tt.low, tt.high)
		}
		checkRun(t, iv, func(*assessment.Item) assessment.Response { return val(4) })
	}
}

func must(it assessment.Item) assessment.Item {
	it.Must = true
	return it
}

// TestAConfirmedAnswerOpensAMust: it is asked, after the sections, and so is
// the question of an added model that waited for it.
func TestAConfirmedAnswerOpensAMust(t *testing.T) {
	q := fairly(questionnaire(ordered("a"), ordered("b"), must(dependent(t, "m", `value("b") >= 1`, true))))
	q.Additional = []assessment.Item{dependent(t, "x", `value("b") >= 1`, true)}
	q.Additional[0].Dimension, q.Additional[0].Models = "", []string{"added"}
	q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.99, PerDimension: 1}}
	iv := small(t, q, assessment.Quick, answers{"a": val(1)})
	iv.a.Models = []assessment.ModelPin{{ID: "added", Version: "1"}}
	got := ids(checkRun(t, iv, func(*assessment.Item) assessment.Response { return val(3) }))
	if want := []string{"b", "m", "x"}; !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
}
