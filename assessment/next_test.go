package assessment_test

import (
	"flag"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// Fifty random interviews a property are enough for every run of the tests;
// -rapid.checks asks for more.
func init() {
	if err := flag.Set("rapid.checks", "50"); err != nil {
		panic(err)
	}
}

// interview is a run of questions with the answers given.
type interview struct {
	q       *assessment.Questionnaire
	profile assessment.Profile
	depth   assessment.Depth
	seed    int64
	given   answers
}

func (in interview) next() (assessment.Question, bool) {
	return in.q.Next(in.profile, in.given, in.depth, in.seed)
}

func (in interview) progress() assessment.Progress {
	return in.q.Progress(in.profile, in.given, in.depth)
}

// run answers every question asked and returns them in order. look is called
// before each answer.
func (in interview) run(t rapid.TB, answer func(*assessment.Item) assessment.Response, look func(assessment.Question)) []assessment.Question {
	t.Helper()
	var asked []assessment.Question
	for {
		question, more := in.next()
		if !more {
			return asked
		}
		if len(asked) > len(in.q.Items()) {
			t.Fatalf("%s asks without end, now %s", in.depth, question.Item.ID)
		}
		if look != nil {
			look(question)
		}
		asked = append(asked, question)
		in.given[question.Item.ID] = answer(question.Item)
	}
}

func ids(asked []assessment.Question) []string {
	var all []string
	for _, question := range asked {
		all = append(all, question.Item.ID)
	}
	return all
}

// checkRun runs an interview to its end and holds every state of it against
// what Next and Progress promise.
func checkRun(t rapid.TB, in interview, answer func(*assessment.Item) assessment.Response) {
	t.Helper()
	already := len(in.given)
	high, share := len(in.q.Items())+1, 0.0
	sections := map[string]bool{}
	asked := in.run(t, answer, func(question assessment.Question) {
		it := question.Item
		if _, twice := in.given[it.ID]; twice && it.Check(in.given[it.ID]) == nil {
			t.Fatalf("%s is asked twice", it.ID)
		}
		if r := read(t, in.q, in.profile, in.given, it.ID); !r.Askable || r.State != assessment.NotAsked {
			t.Fatalf("%s is asked while it is %q", it.ID, standing(r))
		}
		if already == 0 && !sections[it.Dimension] && !it.Gate {
			t.Fatalf("%s begins with %s, which is no gate", it.Dimension, it.ID)
		}
		sections[it.Dimension] = true
		if question.Low < 1 || question.Low > question.High {
			t.Fatalf("at %s between %d and %d remain", it.ID, question.Low, question.High)
		}
		if question.High > high {
			t.Fatalf("at %s up to %d remain, after %d before", it.ID, question.High, high)
		}
		high = question.High
		p := in.progress()
		if p.Low != question.Low || p.High != question.High {
			t.Fatalf("at %s progress says %+v, the question %d to %d", it.ID, p, question.Low, question.High)
		}
		if p.Share() < share {
			t.Fatalf("at %s progress falls from %v to %v", it.ID, share, p.Share())
		}
		share = p.Share()
	})
	for i, question := range asked {
		if really := len(asked) - i; really < question.Low || really > question.High {
			t.Fatalf("at %s %d questions remained, said were %d to %d", question.Item.ID, really, question.Low, question.High)
		}
	}
	if p := in.progress(); p.Low != 0 || p.High != 0 || p.Share() != 1 {
		t.Fatalf("at the end progress is %+v", p)
	}
}

// drawInterview draws a firm, a depth and a seed, and how the firm answers.
func drawInterview(t *rapid.T, q *assessment.Questionnaire) (interview, func(*assessment.Item) assessment.Response) {
	r := random(rapid.Uint64().Draw(t, "firm"))
	in := interview{q: q, profile: anyFirm(r, q), depth: rapid.SampledFrom(assessment.Depths).Draw(t, "depth"),
		seed: rapid.Int64().Draw(t, "seed"), given: answers{}}
	bias := rapid.Float64Range(0, 1).Draw(t, "bias")
	return in, func(it *assessment.Item) assessment.Response { return anyAnswer(r, it, bias) }
}

func TestInterviewsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		in, answer := drawInterview(t, q)
		checkRun(t, in, answer)
	})
}

// TestInterviewsFromAnyState: a file that was loaded, or a change of depth,
// may leave any answers in place before the first question.
func TestInterviewsFromAnyState(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		in, answer := drawInterview(t, q)
		in.given = anyAnswers(random(rapid.Uint64().Draw(t, "loaded")), q, rapid.Float64Range(0, 1).Draw(t, "share"))
		checkRun(t, in, answer)
		for _, r := range q.Read(in.profile, in.given) {
			if r.Item.Gate && r.Askable && r.State == assessment.NotAsked {
				t.Fatalf("the gate %s was not asked", r.Item.ID)
			}
		}
	})
}

func FuzzInterview(f *testing.F) {
	f.Add(uint64(1), int64(1), uint8(0), 0.3, 0.0)
	f.Add(uint64(2), int64(-5), uint8(1), 0.0, 0.5)
	f.Add(uint64(3), int64(0), uint8(2), 0.9, 0.0)
	f.Fuzz(func(t *testing.T, firm uint64, seed int64, depth uint8, bias, loaded float64) {
		q, _, _ := shipped(t)
		r := random(firm)
		in := interview{q: q, profile: anyFirm(r, q), depth: assessment.Depths[int(depth)%len(assessment.Depths)], seed: seed,
			given: anyAnswers(r, q, loaded)}
		checkRun(t, in, func(it *assessment.Item) assessment.Response { return anyAnswer(r, it, min(max(bias, 0), 1)) })
	})
}

func TestNextIsPure(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		in, answer := drawInterview(t, q)
		asked := ids(in.run(t, answer, nil))
		stop := rapid.IntRange(0, len(asked)).Draw(t, "stop")
		forward, backward := answers{}, answers{}
		for i := range stop {
			forward[asked[i]] = in.given[asked[i]]
			backward[asked[stop-1-i]] = in.given[asked[stop-1-i]]
		}
		want := maps.Clone(forward)
		first, more := q.Next(in.profile, forward, in.depth, in.seed)
		again, moreAgain := q.Next(in.profile, backward, in.depth, in.seed)
		if first != again || more != moreAgain {
			t.Fatalf("%+v, then %+v", first, again)
		}
		if stop < len(asked) && first.Item.ID != asked[stop] || more != (stop < len(asked)) {
			t.Fatalf("after %d answers comes %+v, came %v", stop, first, asked)
		}
		if !reflect.DeepEqual(forward, want) {
			t.Fatal("asking changed the answers")
		}
	})
}

// TestPreviousWalksBack goes back from the end of an interview, question by
// question, and from every question on the way.
func TestPreviousWalksBack(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		in, answer := drawInterview(t, q)
		in.depth = rapid.SampledFrom([]assessment.Depth{assessment.Quick, assessment.Standard}).Draw(t, "depth of the way")
		last := ""
		asked := ids(in.run(t, answer, func(question assessment.Question) {
			if got := in.previous(question.Item.ID); got != last {
				t.Fatalf("before %s, not answered yet, comes %q, want %q", question.Item.ID, got, last)
			}
			last = question.Item.ID
		}))
		for i, id := range asked {
			want := ""
			if i > 0 {
				want = asked[i-1]
			}
			if got := in.previous(id); got != want {
				t.Fatalf("before %s comes %q, want %q; the way was %v", id, got, want, asked)
			}
		}
	})
}

func (in interview) previous(id string) string {
	if it := in.q.Previous(in.profile, in.given, in.depth, in.seed, id); it != nil {
		return it.ID
	}
	return ""
}

func TestPreviousOfOddThings(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), ordered("C"))
	q.Dimensions = append(q.Dimensions, assessment.Dimension{ID: "e", Items: []assessment.Item{kind("E", assessment.YesNo)}})
	q.Dimensions[1].Items[0].Dimension = "e"
	in := interview{q: q, depth: assessment.Full, given: answers{"A": val(9), "B": val(1), "C": val(1)}}
	if got := in.previous("NOPE"); got != "" {
		t.Errorf("before an unknown item comes %s", got)
	}
	delete(in.given, "A")
	in.given["E"] = val(1)
	for _, id := range []string{"A", "B", "C", "E"} {
		if got := in.previous(id); got == id {
			t.Errorf("%s comes before itself", id)
		}
	}
	in.given["A"] = val(9) // fits no item: it must not go round and round
	if got := in.previous("E"); got == "A" {
		t.Error("an answer that does not fit counts as asked")
	}
}

// TestChangedAnswerComesBack changes one answer of a finished interview to
// anything, finishes again, and changes it back.
func TestChangedAnswerComesBack(t *testing.T) {
	t.Parallel()
	q, m, _ := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		in, answer := drawInterview(t, q)
		in.depth = assessment.Standard
		asked := ids(in.run(t, answer, nil))
		readings, score := q.Read(in.profile, in.given), m.Score(q.Read(in.profile, in.given))
		changed := rapid.SampledFrom(asked).Draw(t, "changed")
		old := in.given[changed]
		in.given[changed] = answer(q.Item(changed))
		if _, more := in.next(); more {
			more := maps.Clone(in.given)
			checkRun(t, interview{q, in.profile, in.depth, in.seed, more}, answer)
		}
		in.given[changed] = old
		if _, more := in.next(); more {
			t.Fatalf("%s changed back, and there is more to ask", changed)
		}
		if got := q.Read(in.profile, in.given); !reflect.DeepEqual(got, readings) {
			t.Fatalf("%s changed back, and the readings differ", changed)
		}
		if got := m.Score(q.Read(in.profile, in.given)); !reflect.DeepEqual(got, score) {
			t.Fatalf("%s changed back, and the score differs", changed)
		}
	})
}

// TestReroutes: the children of TA01 come and go with it, nothing is lost.
func TestReroutes(t *testing.T) {
	q, _, _ := shipped(t)
	in := interview{q: q, profile: assessment.Profile{Country: "DE", Sector: "C", Employees: 20}, depth: assessment.Full, given: answers{}}
	top := func(it *assessment.Item) assessment.Response {
		if it.Kind == assessment.Checklist {
			return ticks(it.Options[0].ID)
		}
		_, high := it.Range()
		return val(high)
	}
	in.run(t, top, nil)
	all := in.progress().Asked
	in.given["TA01"] = val(0)
	for _, id := range []string{"TA02", "TA03", "TA08", "TA09"} {
		if r := read(t, q, in.profile, in.given, id); r.State != assessment.ImpliedZero {
			t.Errorf("without any device %s is %q", id, standing(r))
		}
	}
	if got := in.progress().Asked; got >= all {
		t.Errorf("still %d of %d answers are on the path", got, all)
	}
	in.given["TA01"] = val(4)
	if got := in.progress().Asked; got != all {
		t.Errorf("%d of %d answers came back", got, all)
	}
}

// TestDepths: how much each depth asks, for firms that answer everything in
// the middle of the scale.
func TestDepths(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	for seed := range uint64(15) {
		r := random(seed)
		p, bias := anyFirm(r, q), r.Float64()
		middle := func(it *assessment.Item) assessment.Response {
			return anyAnswer(random(seed+uint64(len(it.ID))), it, bias)
		}
		var counts []int
		for _, depth := range assessment.Depths {
			in := interview{q: q, profile: p, depth: depth, seed: int64(seed), given: answers{}}
			asked := in.run(t, middle, nil)
			counts = append(counts, len(asked))
			checkDepth(t, in, ids(asked))
		}
		if !slices.IsSorted(counts) || counts[0] == counts[1] || counts[1] == counts[2] {
			t.Errorf("seed %d: quick, standard and full ask %v", seed, counts)
		}
		if promise := q.Rule(assessment.Quick).PerDimension * len(q.Dimensions); counts[0] > promise+3 {
			t.Errorf("seed %d: quick asks %d, at most %d and the musts were promised", seed, counts[0], promise)
		}
	}
}

func checkDepth(t *testing.T, in interview, asked []string) {
	t.Helper()
	perDimension := map[string]int{}
	for _, r := range in.q.Read(in.profile, in.given) {
		isAsked := slices.Contains(asked, r.Item.ID)
		switch {
		case r.Item.Must && r.Askable && !isAsked:
			t.Errorf("%s leaves out the must %s", in.depth, r.Item.ID)
		case in.depth == assessment.Full && r.Askable && !isAsked:
			t.Errorf("full leaves out %s", r.Item.ID)
		case in.depth == assessment.Full && r.Pending:
			t.Errorf("at the end of full %s still waits", r.Item.ID)
		case isAsked && !r.Item.Must:
			perDimension[r.Item.Dimension]++
		}
	}
	bound := in.q.Rule(in.depth).PerDimension
	for d, n := range perDimension {
		if bound > 0 && n > bound {
			t.Errorf("%s asks %d questions in %s, at most %d were promised", in.depth, n, d, bound)
		}
	}
}

func TestSeedsDecideBetweenEquals(t *testing.T) {
	t.Parallel()
	q, _, _ := shipped(t)
	orders := map[string]bool{}
	for seed := range int64(20) {
		in := interview{q: q, profile: assessment.Profile{Country: "DE", Sector: "C", Employees: 20}, depth: assessment.Full, seed: seed, given: answers{}}
		asked := ids(in.run(t, func(it *assessment.Item) assessment.Response { return dontKnow }, nil))
		orders[fmt.Sprint(asked)] = true
		slices.Sort(asked)
		if want := 80; len(asked) > len(q.Items()) || len(asked) < want/2 {
			t.Errorf("seed %d asks %d questions", seed, len(asked))
		}
	}
	if len(orders) < 2 {
		t.Error("twenty seeds ask in one and the same order")
	}
}

// TestOrder builds a section in which each rule of the order decides once.
func TestOrder(t *testing.T) {
	item := func(id string, set func(*assessment.Item)) assessment.Item {
		it := ordered(id)
		if set != nil {
			set(&it)
		}
		return it
	}
	q := questionnaire(
		item("light", nil),
		item("deep", func(it *assessment.Item) { it.Depth, it.Weight = assessment.Full, 3 }),
		item("heavy", func(it *assessment.Item) { it.Weight = 3 }),
		item("goal", func(it *assessment.Item) { it.Goals = []string{"greener"} }),
		item("must", func(it *assessment.Item) { it.Must, it.Depth = true, assessment.Full }),
		item("gate", func(it *assessment.Item) { it.Gate = true }),
		item("child", func(it *assessment.Item) { it.AskIf = condition(t, `value("gate") >= 1`) }),
	)
	q.Depths = []assessment.DepthRule{{ID: assessment.Quick, PerDimension: 3}, {ID: assessment.Full}}
	firm := assessment.Profile{Country: "DE", Goals: []string{"sell-more", "greener"}}
	tests := []struct {
		name   string
		depth  assessment.Depth
		answer int
		want   []string
	}{
		{"full", assessment.Full, 1, []string{"gate/gate", "must/must", "goal/goal greener", "heavy/heavy", "child/follow_up gate", "light/depth", "deep/heavy"}},
		{"full, nothing there", assessment.Full, 0, []string{"gate/gate", "must/must", "goal/goal greener", "heavy/heavy", "light/depth", "deep/heavy"}},
		{"quick: three and the must", assessment.Quick, 1, []string{"gate/gate", "must/must", "goal/goal greener", "heavy/heavy"}},
		{"quick, nothing there", assessment.Quick, 0, []string{"gate/gate", "must/must", "goal/goal greener", "heavy/heavy"}},
	}
	for _, tt := range tests {
		in := interview{q: q, profile: firm, depth: tt.depth, given: answers{}}
		var got []string
		for _, question := range in.run(t, func(*assessment.Item) assessment.Response { return val(tt.answer) }, nil) {
			why := question.Reason
			got = append(got, question.Item.ID+"/"+string(why.Kind)+map[bool]string{true: " "}[why.Goal+why.Item != ""]+why.Goal+why.Item)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %v\nwant %v", tt.name, got, tt.want)
		}
	}
}

// TestGoalsBringItemsForward: what matters for a goal is asked one depth
// earlier, not two.
func TestGoalsBringItemsForward(t *testing.T) {
	quick, standard, full := ordered("quick"), ordered("standard"), ordered("full")
	standard.Depth, full.Depth = assessment.Standard, assessment.Full
	for _, it := range []*assessment.Item{&quick, &standard, &full} {
		it.Goals = []string{"greener"}
	}
	q := questionnaire(quick, standard, full)
	for _, tt := range []struct {
		depth assessment.Depth
		goals []string
		want  []string
	}{
		{assessment.Quick, nil, []string{"quick"}},
		{assessment.Quick, []string{"greener"}, []string{"quick", "standard"}},
		{assessment.Standard, []string{"sell-more"}, []string{"quick", "standard"}},
		{assessment.Standard, []string{"greener"}, []string{"quick", "standard", "full"}},
		{assessment.Full, nil, []string{"quick", "standard", "full"}},
	} {
		in := interview{q: q, profile: assessment.Profile{Goals: tt.goals}, depth: tt.depth, given: answers{}}
		if got := ids(in.run(t, func(*assessment.Item) assessment.Response { return val(1) }, nil)); !slices.Equal(got, tt.want) {
			t.Errorf("%s with goals %v asks %v, want %v", tt.depth, tt.goals, got, tt.want)
		}
	}
}

// TestBoundsOfTheRest counts what remains where an item waits for answers that
// this depth may or may not ask for.
func TestBoundsOfTheRest(t *testing.T) {
	gate := ordered("gate")
	gate.Gate = true
	far := ordered("far")
	far.Depth = assessment.Full
	tests := []struct {
		name      string
		items     []assessment.Item
		quota     int
		given     answers
		low, high int
	}{
		{"one waits", []assessment.Item{gate, dependent(t, "x", `value("gate") >= 1`, true)}, 0, nil, 1, 2},
		{"it comes", []assessment.Item{gate, dependent(t, "x", `value("gate") >= 1`, true)}, 0, answers{"gate": val(1)}, 1, 1},
		{"it never comes", []assessment.Item{gate, dependent(t, "x", `value("gate") >= 1`, true)}, 0, answers{"gate": dontKnow}, 0, 0},
		{"waits for what is not asked", []assessment.Item{gate, far, dependent(t, "x", `value("far") >= 1`, true)}, 0, nil, 1, 1},
		{"one way is open", []assessment.Item{gate, far, dependent(t, "x", `value("far") >= 1 || value("gate") >= 1`, true)}, 0, nil, 1, 2},
		{"a chain", []assessment.Item{gate, dependent(t, "x", `value("gate") >= 1`, true), dependent(t, "y", `value("x") >= 1`, true)}, 0, nil, 1, 3},
		{"a chain behind what is not asked", []assessment.Item{gate, far, dependent(t, "x", `value("far") >= 1`, true), dependent(t, "y", `value("x") >= 1`, true)}, 0, nil, 1, 1},
		{"the quota bounds", []assessment.Item{gate, ordered("a"), ordered("b"), dependent(t, "x", `value("gate") >= 1`, true)}, 2, nil, 2, 2},
		{"the quota is used up, the gate is not", []assessment.Item{gate, ordered("a"), ordered("b")}, 2, answers{"a": val(1), "b": val(1)}, 1, 1},
		{"a must waits for what the quota leaves out", []assessment.Item{gate, ordered("a"), must(dependent(t, "x", `value("a") >= 1`, true))}, 1, answers{"gate": val(1)}, 0, 0},
	}
	for _, tt := range tests {
		q := questionnaire(tt.items...)
		q.Depths = []assessment.DepthRule{{ID: assessment.Quick, PerDimension: tt.quota}}
		in := interview{q: q, depth: assessment.Quick, given: maps.Clone(tt.given)}
		if in.given == nil {
			in.given = answers{}
		}
		if p := in.progress(); p.Low != tt.low || p.High != tt.high {
			t.Errorf("%s: %d to %d remain, want %d to %d", tt.name, p.Low, p.High, tt.low, tt.high)
		}
		checkRun(t, in, func(*assessment.Item) assessment.Response { return val(4) })
	}
}

func must(it assessment.Item) assessment.Item {
	it.Must = true
	return it
}

// TestPlace counts through a whole interview, and again on the way back.
func TestPlace(t *testing.T) {
	q, _, _ := shipped(t)
	firm, said := assessment.Profile{Country: "BR", Sector: "C", Employees: 6}, answers{}
	var way []string
	for {
		question, more := q.Next(firm, said, assessment.Quick, 5)
		if !more {
			break
		}
		id := question.Item.ID
		if got := q.Place(firm, said, assessment.Quick, 5, id); got != len(way)+1 {
			t.Fatalf("%s is question %d before it is answered, want %d", id, got, len(way)+1)
		}
		way = append(way, id)
		said[id] = dontKnow
	}
	for i, id := range way {
		if got := q.Place(firm, said, assessment.Quick, 5, id); got != i+1 {
			t.Errorf("%s was question %d, now %d", id, i+1, got)
		}
	}
	said["AS12"] = dontKnow
	if got := q.Place(firm, said, assessment.Quick, 5, "AS12"); got != 0 || q.Place(firm, said, assessment.Quick, 5, "none") != 0 {
		t.Errorf("a question outside the interview is question %d", got)
	}
}
