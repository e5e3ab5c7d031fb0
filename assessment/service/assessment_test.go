package service

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

func TestStart(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	in := v.interview()
	if in.ID != v.id || in.QuestionnaireVersion == "" || in.ModelVersion == "" || in.Depth != assessment.Quick {
		t.Errorf("got %+v", in.Assessment)
	}
	if in.StatisticsConsent {
		t.Error("consent is given without being asked for")
	}
	if !in.Created.Equal(morning) || !in.Updated.Equal(morning) || !in.Finished.IsZero() {
		t.Errorf("times %v %v %v", in.Created, in.Updated, in.Finished)
	}
	if diff := cmp.Diff(bakery, in.Profile); diff != "" {
		t.Error(diff)
	}
	if other := w.start(assessment.Quick); other.id == v.id || other.token == v.token {
		t.Error("two assessments share an id or a link")
	}
}

func TestStartRefuses(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		questionnaire string
		profile       assessment.Profile
		depth         assessment.Depth
		kind          assessment.Kind
		key           string
	}{
		"no such questionnaire": {"nope", bakery, assessment.Quick, assessment.NotFound, "error.portable"},
		"no country":            {"nir-sme", assessment.Profile{Employees: 1}, assessment.Quick, assessment.Invalid, "error.invalid"},
		"no depth":              {"nir-sme", bakery, "", assessment.Invalid, "error.invalid"},
		"no such depth":         {"nir-sme", bakery, "endless", assessment.Invalid, "error.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.Start(t.Context(), c.questionnaire, c.profile, c.depth, false)
			w.refused(err, c.kind, c.key)
		})
	}
	if n := w.count("SELECT count(*) FROM assessments"); n != 0 {
		t.Errorf("%d assessments were made", n)
	}
}

func TestAnswerAndChange(t *testing.T) {
	v := newWorld(t).start(assessment.Standard)
	first, more := v.interview().Next()
	if !more {
		t.Fatal("nothing to ask")
	}
	item := first.Item.ID
	v.pass(time.Hour)
	in := v.say(item, some(first.Item))
	if in.Responses[item].Mark() != some(first.Item).Mark() || !in.Updated.Equal(morning.Add(time.Hour)) {
		t.Errorf("got %+v at %v", in.Responses[item], in.Updated)
	}
	if next, _ := in.Next(); next.Item.ID == item {
		t.Error("the same item is asked again")
	}
	in = v.say(item, assessment.StateResponse(assessment.DontKnow))
	if diff := cmp.Diff(v.interview().Responses, in.Responses); diff != "" {
		t.Errorf("what is returned differs from what is kept: %s", diff)
	}
	if r := in.Responses[item]; r.State != assessment.DontKnow || r.Value != nil {
		t.Errorf("changed to %+v", r)
	}
}

func TestAnswerRefuses(t *testing.T) {
	v := newWorld(t).start(assessment.Standard)
	before := v.interview()
	for name, c := range map[string]struct {
		item     string
		response assessment.Response
		kind     assessment.Kind
		key      string
	}{
		"unknown item": {"XX99", assessment.ValueResponse(1), assessment.NotFound, "error.item_unknown"},
		"too high":     {"TA01", assessment.ValueResponse(5), assessment.Invalid, "error.invalid"},
		"below zero":   {"TA01", assessment.ValueResponse(-1), assessment.Invalid, "error.invalid"},
		"ticks":        {"TA01", assessment.OptionsResponse("a"), assessment.Invalid, "error.invalid"},
		"unknown tick": {"FO05", assessment.OptionsResponse("nope"), assessment.Invalid, "error.invalid"},
		"no answer":    {"TA01", assessment.Response{}, assessment.Invalid, "error.invalid"},
		"bad state":    {"TA01", assessment.StateResponse("not_asked"), assessment.Invalid, "error.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := v.Answer(t.Context(), v.id, v.token, c.item, c.response, "")
			v.refused(err, c.kind, c.key)
		})
	}
	if diff := cmp.Diff(before.Assessment, v.interview().Assessment); diff != "" {
		t.Errorf("something was saved: %s", diff)
	}
}

func TestTwoTabs(t *testing.T) {
	v := newWorld(t).start(assessment.Standard)
	say := func(n int, seen string) error {
		_, err := v.Answer(t.Context(), v.id, v.token, "TA01", assessment.ValueResponse(n), seen)
		return err
	}
	v.must(say(2, ""))
	v.must(say(2, "")) // the other tab says the same
	v.refused(say(3, ""), assessment.Conflict, "error.changed_elsewhere")
	if got := *v.interview().Responses["TA01"].Value; got != 2 {
		t.Errorf("a conflict wrote %d", got)
	}
	v.must(say(3, assessment.ValueResponse(2).Mark()))

	ticks := func(seen string, ids ...string) error {
		_, err := v.Answer(t.Context(), v.id, v.token, "FO05", assessment.OptionsResponse(ids...), seen)
		return err
	}
	v.must(ticks("", "updates", "virus"))
	v.must(ticks("", "virus", "updates")) // the order of ticks says nothing
	v.refused(ticks("", "virus"), assessment.Conflict, "error.changed_elsewhere")
}

// TestServersInTurns lets a firm's answers reach two servers in turns: each
// remembers what the other has changed since, and neither goes by it.
func TestServersInTurns(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	other := New(v.store, Options{Now: v.now, Random: repeating()})
	servers := []*Service{v.Service, other}
	var last *Interview
	for n := 0; ; n++ {
		question, more := v.interview().Next()
		if !more {
			break
		}
		here := servers[n/2%2] // twice each, so that each also goes by its own memory
		in, err := here.Answer(t.Context(), v.id, v.token, question.Item.ID, some(question.Item), "")
		v.must(err)
		if got, want := len(in.Responses), n+1; got != want {
			t.Fatalf("after %d answers there are %d", want, got)
		}
		want, wantMore := v.interview().Next()
		got, gotMore := in.Next()
		if gotMore != wantMore || gotMore && got.Item.ID != want.Item.ID {
			t.Fatalf("asks %v, a reader is asked %v", got.Item, want.Item)
		}
		last = in
	}
	if last.Finished.IsZero() || v.interview().Finished.IsZero() {
		t.Error("not finished")
	}
	item := last.Asked[0].Item
	before := last.Responses[item].Mark()
	_, err := v.Answer(t.Context(), v.id, v.token, item, assessment.StateResponse(assessment.DontKnow), before)
	v.must(err)
	if _, err := other.Answer(t.Context(), v.id, v.token, item, assessment.StateResponse(assessment.NotRelevant), before); assessment.KindOf(err) != assessment.Conflict {
		t.Errorf("overwrote what it had not seen: %v", err)
	}
	if _, err := other.Answer(t.Context(), v.id, "someone else's", item, assessment.StateResponse(assessment.NotRelevant), assessment.StateResponse(assessment.DontKnow).Mark()); assessment.KindOf(err) != assessment.Forbidden {
		t.Errorf("a wrong key: %v", err)
	}
	v.must(v.Delete(t.Context(), v.id, v.token))
	if _, err := other.Answer(t.Context(), v.id, v.token, item, assessment.StateResponse(assessment.NotRelevant), ""); err == nil {
		t.Error("a deleted assessment takes answers")
	}
}

func TestManyTabsLoseNothing(t *testing.T) {
	v := newWorld(t).start(assessment.Full)
	items := v.interview().Questionnaire.Items()[:24]
	var all sync.WaitGroup
	for _, it := range items {
		all.Go(func() {
			if _, err := v.Answer(t.Context(), v.id, v.token, it.ID, some(it), ""); err != nil {
				t.Errorf("%s: %v", it.ID, err)
			}
		})
	}
	all.Wait()
	if n := len(v.interview().Responses); n != len(items) {
		t.Errorf("%d of %d answers were kept", n, len(items))
	}
}

func TestProfile(t *testing.T) {
	v := newWorld(t).start(assessment.Standard)
	v.say("TA01", assessment.ValueResponse(2))
	changed := bakery
	changed.Employees, changed.Name = 60, "Brot & Söhne 🥐"
	in, err := v.SaveProfile(t.Context(), v.id, v.token, changed, bakery.Mark())
	v.must(err)
	if in.Profile.Name != changed.Name || len(in.Responses) != 1 {
		t.Errorf("got %+v", in.Assessment)
	}
	_, err = v.SaveProfile(t.Context(), v.id, v.token, changed, bakery.Mark())
	v.must(err) // the same again
	_, err = v.SaveProfile(t.Context(), v.id, v.token, bakery, bakery.Mark())
	v.refused(err, assessment.Conflict, "error.changed_elsewhere")
	_, err = v.SaveProfile(t.Context(), v.id, v.token, assessment.Profile{Country: "XX"}, changed.Mark())
	v.refused(err, assessment.Invalid, "error.invalid")
	if got := v.interview().Profile; got.Name != changed.Name {
		t.Errorf("kept %+v", got)
	}
}

func TestConsent(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	for _, yes := range []bool{true, false, true} {
		in, err := v.SetConsent(t.Context(), v.id, v.token, yes)
		v.must(err)
		if in.StatisticsConsent != yes || v.interview().StatisticsConsent != yes {
			t.Errorf("consent is not %v", yes)
		}
	}
	id, token, err := v.Start(t.Context(), "nir-sme", bakery, assessment.Quick, true)
	v.must(err)
	if in, err := v.Interview(t.Context(), id, token); err != nil || !in.StatisticsConsent {
		t.Errorf("consent given at the start is lost: %v", err)
	}
}

func TestFinishing(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	rows := func(table string) int {
		return v.count("SELECT count(*) FROM "+table+" WHERE assessment_id = ?", v.id)
	}
	if rows("results")+rows("facts") != 0 {
		t.Error("an unfinished assessment has results")
	}
	v.pass(time.Hour)
	in := v.finish()
	if !in.Finished.Equal(morning.Add(time.Hour)) {
		t.Errorf("finished %v", in.Finished)
	}
	if n, want := rows("results"), len(in.Model.Dimensions)+1; n != want {
		t.Errorf("%d rows of results, want %d", n, want)
	}
	if n, want := rows("facts"), len(in.Questionnaire.Facts(in.Readings())); n != want || n == 0 {
		t.Errorf("%d facts, want %d", n, want)
	}
	score := func() int {
		return v.count("SELECT CAST(1000 * score AS INTEGER) FROM results WHERE assessment_id = ? AND dimension_id = ''", v.id)
	}
	before := score()
	v.say("TA01", assessment.ValueResponse(4))
	if after := score(); after <= before {
		t.Errorf("the kept score stays at %d (%d) after a change", after, before)
	}
	// A deeper interview asks more; what was finished stays finished, and what
	// is kept goes on following.
	in, err := v.SetDepth(t.Context(), v.id, v.token, assessment.Full)
	v.must(err)
	if _, more := in.Next(); !more || len(in.Responses) == 0 {
		t.Error("full depth asks nothing more, or answers were lost")
	}
	kept := len(in.Responses)
	known := func() int {
		return v.count("SELECT coverage_known FROM results WHERE assessment_id = ? AND dimension_id = ''", v.id)
	}
	last := known()
	question, _ := in.Next()
	v.say(question.Item.ID, some(question.Item))
	if in := v.interview(); len(in.Responses) != kept+1 || in.Finished.IsZero() || known() <= last {
		t.Error("the change after going deeper is not in the results")
	}
	_, err = v.SetDepth(t.Context(), v.id, v.token, "endless")
	v.refused(err, assessment.Invalid, "error.invalid")
}

func TestDeleteLeavesNothing(t *testing.T) {
	w := newWorld(t)
	v, other := w.start(assessment.Quick), w.start(assessment.Quick)
	v.finish()
	other.finish()
	_, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	w.must(v.Delete(t.Context(), v.id, v.token))
	for _, table := range []string{"responses", "results", "facts", "keys"} {
		if n := w.count("SELECT count(*) FROM "+table+" WHERE assessment_id = ?", v.id); n != 0 {
			t.Errorf("%s keeps %d rows", table, n)
		}
		if n := w.count("SELECT count(*) FROM "+table+" WHERE assessment_id = ?", other.id); n == 0 {
			t.Errorf("%s lost the rows of another assessment", table)
		}
	}
	if n := w.count("SELECT count(*) FROM assessments WHERE id = ?", v.id); n != 0 {
		t.Error("the assessment is still there")
	}
	_, err = w.Interview(t.Context(), v.id, v.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	_, err = w.Resume(t.Context(), v.token)
	w.refused(err, assessment.NotFound, "error.link_unknown")
	w.refused(v.Delete(t.Context(), v.id, v.token), assessment.Forbidden, "error.not_yours")
}

func TestAdoptAndExport(t *testing.T) {
	w := newWorld(t)
	from := w.start(assessment.Standard)
	from.say("TA01", assessment.StateResponse(assessment.NotRelevant))
	from.say("FO05", assessment.OptionsResponse())
	from.finish()
	sent := from.interview().Portable()

	id, token, err := w.Adopt(t.Context(), sent)
	w.must(err)
	to := visit{w, id, token}
	if diff := cmp.Diff(sent, to.interview().Portable()); diff != "" {
		t.Errorf("the export differs: %s", diff)
	}
	if id == from.id {
		t.Error("adopting gives no assessment of its own")
	}
	if in := to.interview(); in.Finished.IsZero() != from.interview().Finished.IsZero() {
		t.Error("an adopted finished file is not finished")
	}
	if a, b := w.count("SELECT count(*) FROM facts WHERE assessment_id = ?", id), w.count("SELECT count(*) FROM facts WHERE assessment_id = ?", from.id); a != b {
		t.Errorf("%d facts, the original has %d", a, b)
	}
	bad := sent
	bad.Responses = map[string]assessment.Response{"XX": assessment.ValueResponse(1), "TA01": assessment.ValueResponse(99)}
	_, _, err = w.Adopt(t.Context(), bad)
	w.refused(err, assessment.Invalid, "error.portable")
	bad = sent
	bad.Version = "1999.1"
	_, _, err = w.Adopt(t.Context(), bad)
	w.refused(err, assessment.NotFound, "error.portable")
	if n := w.count("SELECT count(*) FROM assessments"); n != 2 {
		t.Errorf("%d assessments", n)
	}
}

func TestUpdatedIsTheLastAnswer(t *testing.T) {
	v := newWorld(t).start(assessment.Standard)
	at := func(what string, want time.Time) {
		t.Helper()
		if got := v.interview().Updated; !got.Equal(want) {
			t.Errorf("after %s updated is %v, want %v", what, got, want)
		}
	}
	v.pass(time.Hour)
	_, err := v.SetConsent(t.Context(), v.id, v.token, true)
	v.must(err)
	at("consent", morning)
	_, err = v.SetDepth(t.Context(), v.id, v.token, assessment.Full)
	v.must(err)
	at("depth", morning)
	v.say("TA01", assessment.ValueResponse(1))
	at("an answer", morning.Add(time.Hour))
	v.pass(time.Hour)
	_, err = v.SaveProfile(t.Context(), v.id, v.token, bakery, bakery.Mark())
	v.must(err)
	at("the profile", morning.Add(2*time.Hour))
}

func TestSweepRemovesTheAbandoned(t *testing.T) {
	w := newWorld(t)
	abandoned, used := w.start(assessment.Quick), w.start(assessment.Quick)
	abandoned.finish()
	_, err := abandoned.MakeCode(t.Context(), abandoned.id, abandoned.token)
	w.must(err)
	sweep := func(want int) {
		t.Helper()
		if n, err := w.Sweep(t.Context()); n != want || err != nil {
			t.Errorf("swept %d, %v, want %d", n, err, want)
		}
	}
	w.pass(KeyLife)
	used.interview() // in the last moment
	sweep(0)
	w.pass(time.Millisecond)
	sweep(1)
	sweep(0)
	for _, table := range []string{"responses", "results", "facts", "keys"} {
		if n := w.count("SELECT count(*) FROM "+table+" WHERE assessment_id = ?", abandoned.id); n != 0 {
			t.Errorf("%s keeps %d rows", table, n)
		}
	}
	used.interview()
}
