package assessment_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// TestConsensus holds the measure against values computed by hand.
func TestConsensus(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts []int
		want   float64
	}{
		{"nobody", []int{0, 0, 0, 0, 0}, 1},
		{"one", []int{0, 1, 0, 0, 0}, 1},
		{"all alike", []int{0, 0, 0, 7, 0}, 1},
		{"split between the ends", []int{3, 0, 0, 0, 3}, 0},
		{"split on yes and no", []int{1, 1}, 0},
		{"a scale of one", []int{4}, 1},
		{"one step apart", []int{0, 1, 1, 0, 0}, 1 + math.Log2(7.0/8)},  // µ 1.5, both ½ of 4 away
		{"two steps apart", []int{1, 0, 1, 0, 0}, 1 + math.Log2(3.0/4)}, // µ 1, both 1 of 4 away
		{"three to one over the whole scale", []int{3, 0, 0, 0, 1}, 1 + 0.75*math.Log2(0.75) + 0.25*math.Log2(.25)}, // µ 1
		{"evenly over five", []int{1, 1, 1, 1, 1}, 1 + 0.4*math.Log2(0.5) + 0.4*math.Log2(0.75)},                    // µ 2
	} {
		if got := assessment.Consensus(c.counts); math.Abs(got-c.want) > 1e-8 {
			t.Errorf("%s: %.6f, want %.6f", c.name, got, c.want)
		}
	}
}

// TestConsensusBounds: the measure lies between 0 and 1, is 1 only when all
// chose alike, reads the scale from either end alike, knows no head count, and
// falls when two who agree move apart from each other.
func TestConsensusBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 40), 2, 8).Draw(t, "counts")
		got := assessment.Consensus(counts)
		if !(got >= 0 && got <= 1) {
			t.Fatalf("%v: %g", counts, got)
		}
		chosen := 0
		for _, c := range counts {
			chosen += min(c, 1)
		}
		if (got == 1) != (chosen <= 1) {
			t.Fatalf("%v: %g", counts, got)
		}
		mirrored, doubled := slices.Clone(counts), make([]int, len(counts))
		slices.Reverse(mirrored)
		for i, c := range counts {
			doubled[i] = 2 * c
		}
		for _, same := range [][]int{mirrored, doubled} {
			if other := assessment.Consensus(same); math.Abs(other-got) > 1e-8 {
				t.Fatalf("%v: %g, %v: %g", counts, got, same, other)
			}
		}
		at := rapid.IntRange(0, len(counts)-1).Draw(t, "at")
		if at > 0 && at < len(counts)-1 && counts[at] >= 2 {
			wider := slices.Clone(counts)
			wider[at] -= 2
			wider[at-1]++
			wider[at+1]++
			if apart := assessment.Consensus(wider); apart > got+1e-8 {
				t.Fatalf("%v: %g, wider %v: %g", counts, got, wider, apart)
			}
		}
	})
}

func TestTally(t *testing.T) {
	it := ordered("o")
	tally := assessment.Count(&it, []assessment.Response{val(1), val(3), dontKnow, notRelevant, dontKnow, {}, val(9), ticks("a")})
	low, high := tally.Range()
	if tally.Answered() != 2 || tally.DontKnow != 2 || tally.NotRelevant != 1 || tally.Median() != 1 || low != 1 || high != 3 {
		t.Errorf("%+v, median %d, range %d to %d", tally, tally.Median(), low, high)
	}
	if c := tally.Consensus(); c == nil || math.Abs(*c-(1+math.Log2(0.75))) > 1e-8 {
		t.Errorf("consensus %v", c)
	}
	one := assessment.Count(&it, []assessment.Response{val(4), dontKnow})
	if one.Consensus() != nil || one.Median() != 4 {
		t.Error("one answer is compared with nothing")
	}
	none := assessment.Count(&it, []assessment.Response{dontKnow})
	if low, high := none.Range(); none.Median() != -1 || low != -1 || high != -1 {
		t.Error("nobody has a median")
	}
}

func TestAgreementAndWhatToTalkAbout(t *testing.T) {
	heavy, light, same, early, late := ordered("heavy"), ordered("light"), ordered("same"), ordered("early"), ordered("late")
	heavy.Weight = 3
	other := ordered("other")
	other.Dimension = "e"
	q := questionnaire(light, same, early, heavy, late)
	q.Dimensions = append(q.Dimensions, assessment.Dimension{ID: "e", Items: []assessment.Item{other}})
	people := []assessment.Voice{
		{Owner: true, Responses: answers{"heavy": val(0), "light": val(0), "same": val(2), "early": val(1), "late": val(1), "other": val(1)}},
		{Number: 1, Responses: answers{"heavy": val(2), "light": val(4), "same": val(2), "early": val(2), "late": val(2), "other": dontKnow}},
	}
	all := map[string]bool{"heavy": true, "light": true, "same": true, "early": true, "late": true, "other": true, "gone": true}
	v := assessment.NewVoices(q, people, all)
	var talk, differing []string
	for _, c := range v.Talk() {
		talk = append(talk, c.Item.ID)
	}
	for _, c := range v.Differing() {
		differing = append(differing, c.Item.ID)
	}
	// Spread times weight: heavy 3 × 0.415, light 1, early and late 0.193 each.
	if want := []string{"heavy", "light", "early"}; !slices.Equal(talk, want) {
		t.Errorf("talk about %q, want %q", talk, want)
	}
	if want := []string{"light", "early", "heavy", "late", "other"}; !slices.Equal(differing, want) {
		t.Errorf("differing %q, want %q", differing, want)
	}
	if n := len(v.Agreement.Dimensions); n != 2 || v.Agreement.Dimensions[0].Compared != 5 || v.Agreement.Dimensions[1].Consensus != nil {
		t.Errorf("%+v", v.Agreement.Dimensions)
	}
	want := (1 + math.Log2(0.75) + 0 + 1 + 2*(1+math.Log2(7.0/8))) / 5
	if g := v.Agreement.Overall; g == nil || math.Abs(*g-want) > 1e-8 {
		t.Errorf("overall %v, want %g", g, want)
	}
	if alone := assessment.NewVoices(q, people[:1], all); len(alone.Items) != 0 || alone.Agreement.Overall != nil {
		t.Error("one person agrees with nobody")
	}
}

func TestPropose(t *testing.T) {
	o, c, n, y := ordered("o"), checklist("c"), number("n"), kind("y", assessment.YesNo)
	for _, p := range []struct {
		name string
		it   *assessment.Item
		said []assessment.Response
		want assessment.Response
	}{
		{"median", &o, []assessment.Response{val(4), val(1), val(2)}, val(2)},
		{"the lower middle of an even split", &o, []assessment.Response{val(4), val(1)}, val(1)},
		{"no on a tie", &y, []assessment.Response{val(1), val(0)}, val(0)},
		{"don't know loses to one value", &o, []assessment.Response{dontKnow, dontKnow, val(3)}, val(3)},
		{"don't know when nobody knows", &o, []assessment.Response{dontKnow, {}}, dontKnow},
		{"not relevant needs more people", &o, []assessment.Response{notRelevant, val(3)}, val(3)},
		{"not relevant by more people", &o, []assessment.Response{notRelevant, notRelevant, val(3)}, notRelevant},
		{"not relevant before don't know", &o, []assessment.Response{notRelevant, dontKnow}, notRelevant},
		{"ticks of more than half", &c, []assessment.Response{ticks("a", "c"), ticks("c", "b"), ticks("a"), dontKnow}, ticks("a", "c")},
		{"a tick of half is none", &c, []assessment.Response{ticks("a"), ticks("b")}, ticks()},
		{"numbers", &n, []assessment.Response{val(80), val(10), val(40), val(30)}, val(30)},
	} {
		if got, ok := assessment.Propose(p.it, p.said); !ok || !got.Same(p.want) {
			t.Errorf("%s: %+v", p.name, got)
		}
	}
	if _, ok := assessment.Propose(&o, []assessment.Response{{}, val(9)}); ok {
		t.Error("a proposal from nothing")
	}
}

// TestProposalsFit: whatever people say, the merged answer fits the item, lies
// between what they said, and hangs on nobody's place.
func TestProposalsFit(t *testing.T) {
	q, _, _ := shipped(t)
	items := q.Items()
	rapid.Check(t, func(t *rapid.T) {
		r := random(rapid.Uint64().Draw(t, "firm"))
		it := pick(r, items...)
		var said []assessment.Response
		for range 1 + r.IntN(9) {
			said = append(said, anyAnswer(r, it, r.Float64()))
		}
		got, ok := assessment.Propose(it, said)
		if !ok || it.Check(got) != nil {
			t.Fatalf("%s: %v from %v", it.ID, got, said)
		}
		r.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
		if again, _ := assessment.Propose(it, said); !again.Same(got) {
			t.Fatalf("%s: %v in another order %v", it.ID, got, again)
		}
		if got.Value == nil {
			return
		}
		below, above := false, false
		for _, s := range said {
			if s.Value != nil {
				below, above = below || *s.Value <= *got.Value, above || *s.Value >= *got.Value
			}
		}
		if !below || !above {
			t.Fatalf("%s: %d of %v", it.ID, *got.Value, said)
		}
	})
}
