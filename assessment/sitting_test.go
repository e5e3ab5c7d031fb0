package assessment_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// small is an interview of a made-up questionnaire of one dimension, measured
// by the weighted mean of its items.
func small(t rapid.TB, q *assessment.Questionnaire, depth assessment.Depth, given answers) interview {
	t.Helper()
	m := modelOf(q)
	in, err := assessment.NewInstrument(q, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	if given = maps.Clone(given); given == nil {
		given = answers{}
	}
	return interview{q, m, in, &assessment.Assessment{Depth: depth, Responses: given}}
}

// modelOf reads every core item by its weight and lets gates hold levels back.
func modelOf(q *assessment.Questionnaire) *assessment.Model {
	m := &assessment.Model{ID: "m", Version: "1", Rule: assessment.Mean, Scale: 100, Cuts: []float64{20, 40, 60, 80}}
	for i := range q.Dimensions {
		d := assessment.ModelDimension{ID: q.Dimensions[i].ID, Weight: 1, Rule: assessment.Mean}
		for _, it := range q.Dimensions[i].Items {
			d.Indicators = append(d.Indicators, indicator(it.ID, float64(it.Weight)))
			if it.Gate {
				d.Gates = append(d.Gates, assessment.Gate{Item: it.ID, Below: 2, Cap: 2})
			}
		}
		m.Dimensions = append(m.Dimensions, d)
	}
	return m
}

// fairly gives the items even shares, so that their model can be measured.
func fairly(q *assessment.Questionnaire) *assessment.Questionnaire {
	for i := range q.Dimensions {
		for j := range q.Dimensions[i].Items {
			it := &q.Dimensions[i].Items[j]
			it.Shares = []float64{0.8, 0.6, 0.4, 0.2}
		}
	}
	return q
}

// anyQuestionnaire makes up three dimensions with conditions across them, a
// gate, musts and additional items, measured or not.
func anyQuestionnaire(t rapid.TB, r *rand.Rand) *assessment.Questionnaire {
	q := &assessment.Questionnaire{ID: "q", Version: "1", Depths: []assessment.DepthRule{
		{ID: assessment.Quick, Confidence: 0.3 + r.Float64()*0.4, PerDimension: 1 + r.IntN(4)},
		{ID: assessment.Standard, Confidence: 0.7 + r.Float64()*0.3, PerDimension: 3 + r.IntN(4)}, {ID: assessment.Full}}}
	var before []string
	make := func(id string) assessment.Item {
		it := ordered(id)
		if len(before) > 0 && r.IntN(2) == 0 {
			source := fmt.Sprintf("value(%q) >= %d", pick(r, before...), 1+r.IntN(3))
			if r.IntN(3) == 0 {
				source += fmt.Sprintf(" %s value(%q) >= 2", pick(r, "||", "&&"), pick(r, before...))
			}
			it = dependent(t, id, source, r.IntN(2) == 0)
		}
		it.Weight = 1 + r.IntN(3)
		before = append(before, id)
		return it
	}
	for d := range 1 + r.IntN(3) {
		dimension := assessment.Dimension{ID: fmt.Sprint("d", d)}
		for i := range 1 + r.IntN(6) {
			it := make(fmt.Sprintf("%d%c", d, 'a'+i))
			it.Dimension, it.Must = dimension.ID, r.IntN(5) == 0
			it.Gate = i == 0 && it.AskIf.IsZero()
			dimension.Items = append(dimension.Items, it)
		}
		q.Dimensions = append(q.Dimensions, dimension)
	}
	core := before
	for i := range r.IntN(3) {
		before = core // it would wait in vain for one of another model
		it := make(fmt.Sprint("x", i))
		it.Dimension, it.Weight, it.Models = "", 0, []string{pick(r, "one", "two")}
		q.Additional = append(q.Additional, it)
	}
	if r.IntN(4) > 0 {
		fairly(q)
	}
	return q
}

// TestInterviewsOfAnyQuestionnaire: the promises hold for content that nobody
// has written yet, measured or not, and however often the depth changes.
func TestInterviewsOfAnyQuestionnaire(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := random(seed)
		q := anyQuestionnaire(t, r)
		iv := small(t, q, pick(r, assessment.Depths...), nil)
		iv.a.Seed, iv.a.StatisticsConsent = r.Int64(), r.IntN(2) == 0
		if r.IntN(2) == 0 {
			iv.a.Models = []assessment.ModelPin{{ID: "one", Version: "1"}}
		}
		if r.IntN(3) == 0 {
			iv.a.Responses = anyAnswers(r, q, r.Float64())
		}
		if r.IntN(2) == 0 {
			iv.a.First, iv.a.Lifted = anyFirst(r, q), anyFirst(r, q)
		}
		fresh, answer := len(iv.a.Responses) == 0, firm(r, r.Float64())
		asked := checkRun(seeded{t, seed}, iv, answer)
		if fresh {
			checkEnd(seeded{t, seed}, iv, ids(asked))
		}
		iv.a.Depth = pick(r, assessment.Depths...)
		checkRun(seeded{t, seed}, iv, answer)
		checkAnchors(seeded{t, seed}, iv)
	}
}

// seeded names the seed of what failed.
type seeded struct {
	*testing.T
	seed uint64
}

func (s seeded) Fatalf(format string, args ...any) {
	s.T.Helper()
	s.T.Fatalf("seed %d: "+format, append([]any{s.seed}, args...)...)
}

// TestPreviousWalksBack goes back from the end of an interview, question by
// question, and from every question on the way; Place counts along.
func TestPreviousWalksBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		last, place := "", 0
		asked := ids(iv.run(t, answer, func(question assessment.Question, _ assessment.Progress) {
			place++
			if got := iv.previous(question.Item.ID); got != last {
				t.Fatalf("before %s, not answered yet, comes %q, want %q", question.Item.ID, got, last)
			}
			if got := iv.in.Place(iv.a, question.Item.ID); got != place {
				t.Fatalf("%s is question %d before it is answered, want %d", question.Item.ID, got, place)
			}
			last = question.Item.ID
		}))
		for i, id := range asked {
			want := ""
			if i > 0 {
				want = asked[i-1]
			}
			if got := iv.previous(id); got != want {
				t.Fatalf("before %s comes %q, want %q; the way was %v", id, got, want, asked)
			}
			if got := iv.in.Place(iv.a, id); got != i+1 {
				t.Fatalf("%s was question %d, now %d", id, i+1, got)
			}
		}
	})
}

func (iv interview) previous(id string) string {
	if it := iv.in.Previous(iv.a, id); it != nil {
		return it.ID
	}
	return ""
}

func TestPreviousOfOddThings(t *testing.T) {
	iv := small(t, questionnaire(ordered("A"), ordered("B"), ordered("C"), ordered("D")), assessment.Full,
		answers{"A": val(9), "C": val(1), "B": val(1)})
	for id, want := range map[string]string{"none": "", "A": "C", "B": "", "C": "B", "D": "C"} {
		if got := iv.previous(id); got != want { // A has an answer that does not fit
			t.Errorf("before %s comes %q, want %q", id, got, want)
		}
	}
	iv.a.Asked = []assessment.Asked{{Item: "C"}, {Item: "gone"}, {Item: "C"}, {Item: "A"}}
	if got := iv.previous("B"); got != "C" {
		t.Errorf("what has no turn comes after the others, not after %q", got)
	}
	for id, want := range map[string]int{"none": 0, "C": 1, "B": 2, "D": 3, "A": 3} {
		if got := iv.in.Place(iv.a, id); got != want {
			t.Errorf("%s is question %d, want %d", id, got, want)
		}
	}
}

// TestReroutes: the children of TA01 come and go with it, nothing is lost.
func TestReroutes(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	iv := interview{q, m, in, &assessment.Assessment{Profile: assessment.Profile{Country: "DE", Sector: "C", Employees: 20}, Depth: assessment.Full}}
	iv.run(t, func(it *assessment.Item) assessment.Response {
		if it.Kind == assessment.Checklist {
			return ticks(it.Options[0].ID)
		}
		_, high := it.Range()
		return val(high)
	}, nil)
	all := iv.progress().Asked
	iv.a.Responses["TA01"] = val(0)
	for _, id := range []string{"TA02", "TA03", "TA08", "TA09"} {
		if r := read(t, q, iv.a.Profile, iv.a.Responses, id); r.State != assessment.ImpliedZero {
			t.Errorf("without any device %s is %q", id, standing(r))
		}
	}
	if got := iv.progress().Asked; got >= all {
		t.Errorf("still %d of %d answers are on the path", got, all)
	}
	iv.a.Responses["TA01"] = val(4)
	if got := iv.progress().Asked; got != all {
		t.Errorf("%d of %d answers came back", got, all)
	}
}

// TestDepths: each depth asks more than the one before, on average.
func TestDepths(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	var sum [3]int
	for seed := range uint64(15) {
		r := random(seed)
		p, bias := anyFirm(r, q), r.Float64()
		for i, depth := range assessment.Depths {
			iv := interview{q, m, in, &assessment.Assessment{Profile: p, Depth: depth, Seed: int64(seed)}}
			sum[i] += len(iv.run(t, func(it *assessment.Item) assessment.Response {
				return anyAnswer(random(seed+uint64(len(it.Text.English))), it, bias)
			}, nil))
		}
	}
	if sum[0] >= sum[1] || sum[1] >= sum[2] {
		t.Errorf("quick, standard and full ask %v", sum)
	}
}

// TestLaterSectionsReopenNothing: a section that is closed stays so whatever
// the later ones say, and whatever confirms the roadmap or is a seed. Later is
// as the questionnaire has it: items that can have moved are asked before their
// section's turn.
func TestLaterSectionsReopenNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		asked := iv.run(t, answer, nil)
		other := firm(random(rapid.Uint64().Draw(t, "later")), rapid.Float64Range(0, 1).Draw(t, "later bias"))
		from := rapid.IntRange(0, len(asked)-1).Draw(t, "from")
		section := asked[from].Item.Dimension
		turn := func(it *assessment.Item) int {
			return slices.IndexFunc(iv.q.Dimensions, func(d assessment.Dimension) bool { return d.ID == it.Dimension })
		}
		for _, question := range asked[from:] {
			if turn(question.Item) > turn(asked[from].Item) || after(question.Reason.Kind) > 0 {
				iv.a.Responses[question.Item.ID] = other(question.Item)
			}
		}
		question, more := iv.next()
		if more && after(question.Reason.Kind) == 0 && question.Item.Dimension == section && after(asked[from].Reason.Kind) == 0 &&
			len(question.Item.AskIf.Items()) == 0 {
			t.Fatalf("%s is closed, and %s is asked", section, question.Item.ID)
		}
	})
}
