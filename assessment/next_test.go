package assessment_test

import (
	"flag"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// Thirty random interviews a property are enough for every run of the tests;
// -rapid.checks asks for more.
func init() {
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
}

// interview is a run of questions with the answers given.
type interview struct {
	q  *assessment.Questionnaire
	m  *assessment.Model
	in *assessment.Instrument
	a  *assessment.Assessment
}

// answerer says how a firm answers.
type answerer func(*assessment.Item) assessment.Response

func (iv interview) next() (assessment.Question, bool) { return iv.in.Next(iv.a) }

func (iv interview) progress() assessment.Progress { return iv.in.Progress(iv.a) }

// copied is an interview that goes on apart from this one.
func (iv interview) copied() interview {
	a := *iv.a
	a.Responses, a.Asked = maps.Clone(a.Responses), slices.Clone(a.Asked)
	iv.a = &a
	return iv
}

// run answers every question asked and returns them in order. look is called
// before each answer.
func (iv interview) run(t rapid.TB, answer answerer, look func(assessment.Question, assessment.Progress)) []assessment.Question {
	t.Helper()
	var asked []assessment.Question
	for {
		question, progress, more := iv.in.Look(iv.a)
		if !more {
			return asked
		}
		if len(asked) > len(iv.q.Items()) {
			t.Fatalf("%s asks without end, now %s", iv.a.Depth, question.Item.ID)
		}
		if look != nil {
			look(question, progress)
		}
		asked = append(asked, question)
		iv.a.Answer(assessment.Asked{Item: question.Item.ID, Reason: question.Reason.Kind}, answer(question.Item))
	}
}

func ids(asked []assessment.Question) []string {
	var all []string
	for _, question := range asked {
		all = append(all, question.Item.ID)
	}
	return all
}

// after is the part of the interview that a reason belongs to: 0 the sections,
// then those that follow them.
func after(reason assessment.ReasonKind) int {
	return 1 + slices.Index([]assessment.ReasonKind{assessment.ReasonModel, assessment.ReasonConfirm, assessment.ReasonSeed}, reason)
}

// checkRun runs an interview to its end and holds every state of it against
// what Next and Progress promise.
func checkRun(t rapid.TB, iv interview, answer answerer) []assessment.Question {
	t.Helper()
	w := watch{t: t, iv: iv, fresh: len(iv.a.Responses) == 0, high: len(iv.q.Items()), begun: map[string]bool{}}
	asked := iv.run(t, answer, w.look)
	for i, question := range asked {
		if really := len(asked) - i; really < question.Low || really > question.High {
			t.Fatalf("at %s (%d of %v) %d questions remained, said were %d to %d", question.Item.ID, i, ids(asked), really, question.Low, question.High)
		}
	}
	if p := iv.progress(); p.Low != 0 || p.High != 0 || p.Share() != 1 {
		t.Fatalf("at the end progress is %+v", p)
	}
	return asked
}

// watch looks on while an interview runs.
type watch struct {
	t       rapid.TB
	iv      interview
	fresh   bool // nothing was answered before
	high    int
	share   float64
	begun   map[string]bool // sections
	section int
	part    int
}

func (w *watch) look(question assessment.Question, p assessment.Progress) {
	w.t.Helper()
	it := question.Item
	r := read(w.t, w.iv.q, w.iv.a.Profile, w.iv.a.Responses, it.ID)
	switch {
	case !r.Askable || r.State != assessment.NotAsked:
		w.t.Fatalf("%s is asked while it is %q", it.ID, standing(r))
	case question.Low < 1 || question.Low > question.High:
		w.t.Fatalf("at %s between %d and %d remain", it.ID, question.Low, question.High)
	case question.High > w.high:
		w.t.Fatalf("at %s (%s) up to %d remain, after %d before", it.ID, question.Reason.Kind, question.High, w.high)
	case p.Usual < p.Low || p.Usual > p.High:
		w.t.Fatalf("at %s %d usually remain, %d to %d do", it.ID, p.Usual, p.Low, p.High)
	case p.Low != question.Low || p.High != question.High:
		w.t.Fatalf("at %s progress says %+v, the question %d to %d", it.ID, p, question.Low, question.High)
	case p.Share() < w.share:
		w.t.Fatalf("at %s progress falls from %v to %v", it.ID, w.share, p.Share())
	case !it.Core() && !slices.ContainsFunc(it.Models, w.iv.a.Adds):
		w.t.Fatalf("%s is asked, and none of %v was added", it.ID, it.Models)
	case it.Core() == (question.Reason.Kind == assessment.ReasonModel):
		w.t.Fatalf("%s is asked because of %s", it.ID, question.Reason.Kind)
	}
	w.high, w.share = question.High, p.Share()
	w.order(it, question.Reason.Kind)
}

// order: what can have moved as soon as it can be asked; section after section,
// each from its gate, never back to one that is closed; then added models,
// confirming questions and seeds.
func (w *watch) order(it *assessment.Item, why assessment.ReasonKind) {
	w.t.Helper()
	section := slices.IndexFunc(w.iv.q.Dimensions, func(d assessment.Dimension) bool { return d.ID == it.Dimension })
	part := after(why)
	first := slices.Contains(w.iv.a.First, it.ID) && it.Core()
	if first && part == 0 && why != assessment.ReasonMoved {
		w.t.Fatalf("%s can have moved and is asked because of %s", it.ID, why)
	}
	if why == assessment.ReasonMoved {
		if !first {
			w.t.Fatalf("%s is asked as if it could have moved", it.ID)
		}
		w.begun[it.Dimension] = w.begun[it.Dimension] || it.Gate
		w.waits(it.ID)
		return
	}
	if w.fresh && part == 0 {
		w.waits("")
	}
	switch late := len(it.AskIf.Items()) > 0 && (it.Gate || it.Must || !it.Core()); {
	case late && (part < w.part || part == 0 && section < w.section):
		return // an answer after its section made it askable
	case part < w.part:
		w.t.Fatalf("%s (%s) is asked after part %d of the interview", it.ID, why, w.part)
	case part > 0:
		w.part = part
		return
	case section < w.section:
		w.t.Fatalf("%s reopens section %s", it.ID, it.Dimension)
	}
	if hasGate := slices.ContainsFunc(w.iv.q.Dimensions[section].Items, func(x assessment.Item) bool { return x.Gate }); hasGate &&
		w.fresh && !w.begun[it.Dimension] && !it.Gate {
		w.t.Fatalf("%s begins with %s, which is no gate", it.Dimension, it.ID)
	}
	w.section, w.begun[it.Dimension] = section, true
}

// waits: no item that can have moved could be asked before the given one.
func (w *watch) waits(before string) {
	w.t.Helper()
	for _, id := range w.iv.a.First {
		if id == before {
			return
		}
		if r := w.iv.q.Item(id); r == nil || !r.Core() {
			continue
		}
		if r := read(w.t, w.iv.q, w.iv.a.Profile, w.iv.a.Responses, id); w.fresh && r.Askable && r.State == assessment.NotAsked {
			w.t.Fatalf("%s can have moved and waits", id)
		}
	}
}

// drawInterview draws a firm, a depth, a seed, consent and added models, and
// how the firm answers.
func drawInterview(t *rapid.T) (interview, answerer) {
	q, m, in := instrument(t)
	r := random(rapid.Uint64().Draw(t, "firm"))
	a := &assessment.Assessment{Profile: anyFirm(r, q), Depth: rapid.SampledFrom(assessment.Depths).Draw(t, "depth"),
		Seed: rapid.Int64().Draw(t, "seed"), StatisticsConsent: rapid.Bool().Draw(t, "consent"), Models: added(t, r), Responses: answers{}}
	if rapid.Bool().Draw(t, "again") {
		a.Round, a.First, a.Lifted = 2, anyFirst(r, q), anyFirst(r, q)
	}
	return interview{q, m, in, a}, firm(r, rapid.Float64Range(0, 1).Draw(t, "bias"))
}

func firm(r *rand.Rand, bias float64) answerer {
	return func(it *assessment.Item) assessment.Response { return anyAnswer(r, it, bias) }
}

// anyFirst draws items to ask before others, in any order, odd ones among them.
func anyFirst(r *rand.Rand, q *assessment.Questionnaire) []string {
	var first []string
	share := r.Float64() / 2
	for _, it := range q.Items() {
		if r.Float64() < share {
			first = append(first, it.ID)
		}
	}
	r.Shuffle(len(first), func(i, j int) { first[i], first[j] = first[j], first[i] })
	return append(first, "gone")
}

// added draws models that a firm adds to the shipped questionnaire.
func added(t rapid.TB, r *rand.Rand) []assessment.ModelPin {
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		t.Fatal(err)
	}
	var pins []assessment.ModelPin
	for _, m := range c.OtherModels(q) {
		if r.IntN(3) == 0 {
			pins = append(pins, assessment.ModelPin{ID: m.ID, Version: m.Version})
		}
	}
	return pins
}

func TestInterviewsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		checkEnd(t, iv, ids(checkRun(t, iv, answer)))
	})
}

// TestInterviewsFromAnyState: a file that was loaded, or a change of depth,
// may leave any answers in place before the first question.
func TestInterviewsFromAnyState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		iv.a.Responses = anyAnswers(random(rapid.Uint64().Draw(t, "loaded")), iv.q, rapid.Float64Range(0, 1).Draw(t, "share"))
		checkRun(t, iv, answer)
		checkAnchors(t, iv)
	})
}

// TestInterviewsGoOnDeeper: the depth may change at any time.
func TestInterviewsGoOnDeeper(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		asked := iv.run(t, answer, nil)
		iv.a.Depth = rapid.SampledFrom(assessment.Depths).Draw(t, "then")
		asked = append(asked, checkRun(t, iv, answer)...)
		checkAnchors(t, iv)
		if all := ids(asked); len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
			t.Fatalf("something is asked twice: %v", all)
		}
	})
}

// checkAnchors: whatever the depth, gates, musts and what can have moved are
// asked.
func checkAnchors(t rapid.TB, iv interview) {
	t.Helper()
	for _, r := range iv.q.Read(iv.a.Profile, iv.a.Responses) {
		first := r.Item.Core() && slices.Contains(iv.a.First, r.Item.ID)
		if (r.Item.Gate || r.Item.Must || first) && r.Askable && r.State == assessment.NotAsked {
			t.Fatalf("%s leaves out the gate, must or first item %s", iv.a.Depth, r.Item.ID)
		}
	}
}

// checkEnd holds an interview that began with nothing against its depth.
func checkEnd(t rapid.TB, iv interview, asked []string) {
	t.Helper()
	checkAnchors(t, iv)
	rule := iv.q.Rule(iv.a.Depth)
	known, bounded, open := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range iv.q.Read(iv.a.Profile, iv.a.Responses) {
		belongs := r.Item.Core() || slices.ContainsFunc(r.Item.Models, iv.a.Adds)
		isOpen := r.Askable && r.State == assessment.NotAsked
		switch {
		case isOpen && belongs && (rule.Confidence == 0 || !r.Item.Core()):
			t.Fatalf("%s leaves out %s", iv.a.Depth, r.Item.ID)
		case rule.Confidence == 0 && r.Pending && belongs:
			t.Fatalf("at the end of %s %s still waits", iv.a.Depth, r.Item.ID)
		case isOpen && len(r.Item.AskIf.Items()) == 0: // open since before its section was closed
			open[r.Item.Dimension]++
		case r.State == assessment.Answered:
			known[r.Item.Dimension]++
		}
		if inSection := after(iv.a.WhyAsked(r.Item.ID)) == 0; inSection && slices.Contains(asked, r.Item.ID) && !r.Item.Must && !slices.Contains(iv.a.First, r.Item.ID) {
			bounded[r.Item.Dimension]++
		}
	}
	for _, d := range iv.q.Dimensions {
		if n := bounded[d.ID]; rule.Confidence > 0 && n > rule.PerDimension {
			t.Fatalf("%s asks %d questions in %s, at most %d were promised", iv.a.Depth, n, d.ID, rule.PerDimension)
		}
		if known[d.ID] < 2 && open[d.ID] > 0 && bounded[d.ID] < rule.PerDimension {
			t.Fatalf("%s has %d answers in %s, and %d questions left", iv.a.Depth, known[d.ID], d.ID, open[d.ID])
		}
	}
}

func FuzzInterview(f *testing.F) {
	f.Add(uint64(1), int64(1), uint8(0), true, 0.3, 0.0)
	f.Add(uint64(4), int64(1), uint8(4), true, 0.4, 0.1)
	f.Add(uint64(2), int64(-5), uint8(1), false, 0.0, 0.5)
	f.Add(uint64(3), int64(0), uint8(2), true, 0.9, 0.0)
	f.Fuzz(func(t *testing.T, seed uint64, mixed int64, depth uint8, consent bool, bias, loaded float64) {
		q, m, in := instrument(t)
		r := random(seed)
		a := &assessment.Assessment{Profile: anyFirm(r, q), Depth: assessment.Depths[int(depth)%len(assessment.Depths)], Seed: mixed,
			StatisticsConsent: consent, Models: added(t, r), Responses: anyAnswers(r, q, loaded)}
		if depth%2 == 0 {
			a.First = anyFirst(r, q)
		}
		checkRun(t, interview{q, m, in, a}, firm(r, min(max(bias, 0), 1)))
	})
}

// TestNextIsPure: the same answers give the same question, in whatever order
// they came, and asking changes nothing.
func TestNextIsPure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		asked := iv.run(t, answer, nil)
		stop := rapid.IntRange(0, len(asked)).Draw(t, "stop")
		forward, backward := iv.copied(), iv.copied()
		forward.a.Responses, backward.a.Responses = answers{}, answers{}
		forward.a.Asked, backward.a.Asked = nil, nil
		for i := range stop {
			for a, question := range map[*assessment.Assessment]assessment.Question{forward.a: asked[i], backward.a: asked[stop-1-i]} {
				a.Answer(assessment.Asked{Item: question.Item.ID, Reason: question.Reason.Kind}, iv.a.Responses[question.Item.ID])
			}
		}
		want := forward.copied()
		first, more := forward.next()
		again, moreAgain := backward.next()
		if first != again || more != moreAgain {
			t.Fatalf("%+v, then %+v", first, again)
		}
		if more != (stop < len(asked)) || more && first != asked[stop] {
			t.Fatalf("after %d answers comes %+v, came %v", stop, first, ids(asked))
		}
		if !reflect.DeepEqual(forward.a, want.a) {
			t.Fatal("asking changed the assessment")
		}
	})
}

// TestChangedAnswerComesBack changes one answer of an interview to anything,
// finishes, and changes it back.
func TestChangedAnswerComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		asked := ids(iv.run(t, answer, nil))
		last := rapid.SampledFrom(asked).Draw(t, "asked next")
		iv.a.Asked = iv.a.Asked[:slices.Index(asked, last)]
		iv.a.Responses = maps.Clone(iv.a.Responses)
		for _, id := range asked[len(iv.a.Asked):] {
			delete(iv.a.Responses, id)
		}
		if len(iv.a.Asked) == 0 {
			return
		}
		readings := iv.q.Read(iv.a.Profile, iv.a.Responses)
		score, estimate := iv.m.Score(readings), iv.in.Estimate(readings)
		changed := rapid.SampledFrom(iv.a.Asked).Draw(t, "changed")
		old := iv.a.Responses[changed.Item]
		iv.a.Answer(changed, answer(iv.q.Item(changed.Item)))
		checkRun(t, iv.copied(), answer)
		iv.a.Answer(changed, old)
		if got, _ := iv.next(); got.Item == nil || got.Item.ID != last {
			t.Fatalf("%s changed back, and %v is asked instead of %s", changed.Item, got.Item, last)
		}
		got := iv.q.Read(iv.a.Profile, iv.a.Responses)
		if !reflect.DeepEqual(got, readings) || !reflect.DeepEqual(iv.m.Score(got), score) || !reflect.DeepEqual(iv.in.Estimate(got), estimate) {
			t.Fatalf("%s changed back, and the readings, the score or the estimate differ", changed.Item)
		}
	})
}
