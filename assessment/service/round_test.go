package service

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

const halfYear = 183 * 24 * time.Hour

// again starts the next round.
func (v visit) again() visit {
	v.t.Helper()
	id, err := v.Again(v.ctx(), v.id, v.token)
	v.must(err)
	return visit{v.world, id, v.token}
}

// marked is a firm that finished and did, began and refused a step each.
func (w *world) marked() (v visit, done, started, dropped *assessment.Measure) {
	w.t.Helper()
	v = w.start(assessment.Quick)
	steps := v.finish().Outcome().Roadmap.Steps
	done, started, dropped = steps[1].Measure, steps[2].Measure, steps[0].Measure
	w.pass(30 * 24 * time.Hour)
	v.mark(done.ID, assessment.MarkDone)
	v.mark(started.ID, assessment.MarkStarted)
	v.mark(dropped.ID, assessment.MarkDropped)
	w.pass(halfYear)
	return v, done, started, dropped
}

func TestAgain(t *testing.T) {
	w := newWorld(t)
	v, done, started, dropped := w.marked()
	first := v.interview()
	next := v.again()
	in := next.interview()
	if in.Round != 2 || in.Firm != v.id || in.Depth != first.Depth || !in.Created.Equal(w.now()) || !in.Finished.IsZero() || in.Seed == first.Seed {
		t.Errorf("got %+v", in.Assessment)
	}
	if diff := cmp.Diff(first.Profile, in.Profile); diff != "" {
		t.Error(diff)
	}
	if len(in.Responses) > 0 || in.Progress().Asked > 0 {
		t.Errorf("%d answers came along", len(in.Responses))
	}
	kept := map[string]assessment.MarkState{}
	for _, k := range in.Marks {
		kept[k.Measure] = k.State
	}
	if diff := cmp.Diff(map[string]assessment.MarkState{started.ID: assessment.MarkStarted, dropped.ID: assessment.MarkDropped}, kept); diff != "" {
		t.Errorf("marks that came along: %s", diff)
	}
	if len(v.interview().Marks) != 3 {
		t.Error("the round before lost a mark")
	}
	for i, l := range append(slices.Clone(done.Lifts), started.Lifts...) {
		if at := slices.Index(in.First, l.Item); at < 0 || at > i {
			t.Errorf("%s, which a mark is about, has place %d of %v", l.Item, at, in.First)
		}
	}
	question, _ := in.Next()
	if question.Reason.Kind != assessment.ReasonMoved || question.Item.ID != done.Lifts[0].Item {
		t.Errorf("asks %s first because of %s", question.Item.ID, question.Reason.Kind)
	}
	if why := in.MovedBy(question.Item.ID); why.Measure != done.ID || why.Mark != assessment.MarkDone {
		t.Errorf("says %+v", why)
	}
	if last, ok := in.LastTime(question.Item.ID); ok != (first.Responses[question.Item.ID].Mark() != "") || last.Mark() != first.Responses[question.Item.ID].Mark() {
		t.Errorf("last time it was %+v, says %+v", first.Responses[question.Item.ID], last)
	}
	in = next.say(question.Item.ID, some(question.Item))
	if in.WhyAsked(question.Item.ID) != assessment.ReasonMoved {
		t.Error("why it was asked is lost")
	}
	// what is done is marked on its own round; the new plan begins with none
	for _, step := range next.finish().Outcome().Roadmap.Steps {
		if step.Measure.ID == dropped.ID {
			t.Error("what the firm refused is planned again")
		}
	}
}

func TestOnlyAFinishedNewestRoundLeadsOn(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	_, err := v.Again(t.Context(), v.id, v.token)
	v.refused(err, assessment.Conflict, "error.round_unfinished")
	v.finish()
	next := v.again()
	_, err = v.Again(t.Context(), v.id, v.token)
	v.refused(err, assessment.Closed, "error.round_over")
	_, err = v.Again(t.Context(), next.id, next.token)
	v.refused(err, assessment.Conflict, "error.round_unfinished")
	if n := w.count("SELECT count(*) FROM assessments"); n != 2 {
		t.Errorf("%d rounds", n)
	}
}

func TestAnOlderRoundIsReadOnly(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	v.finish()
	before := v.interview()
	next := v.again()
	ctx := w.ctx()
	_, answer := w.Answer(ctx, v.id, v.token, "TA01", assessment.ValueResponse(4), before.Responses["TA01"].Mark())
	_, profile := w.SaveProfile(ctx, v.id, v.token, bakery, bakery.Mark())
	_, depth := w.SetDepth(ctx, v.id, v.token, assessment.Full)
	_, consent := w.SetConsent(ctx, v.id, v.token, true)
	_, add := w.AddModel(ctx, v.id, v.token, "dma-aligned")
	_, mark := w.Mark(ctx, v.id, v.token, before.Outcome().Roadmap.Steps[0].Measure.ID, assessment.MarkDone)
	for what, err := range map[string]error{"answer": answer, "profile": profile, "depth": depth, "consent": consent, "model": add, "mark": mark} {
		t.Run(what, func(t *testing.T) {
			w.refused(err, assessment.Closed, "error.round_over")
			if e, ok := err.(*assessment.Error); !ok || e.Args["Newest"] != next.id {
				t.Errorf("%v leads nowhere", err)
			}
		})
	}
	after := v.interview()
	if diff := cmp.Diff(before.Assessment, after.Assessment); diff != "" || !after.Over() || next.interview().Over() {
		t.Error("the older round changed", diff)
	}
}

// TestKeysOpenAFirm: link and code lead to the newest round and open all.
func TestKeysOpenAFirm(t *testing.T) {
	w := newWorld(t)
	v, other := w.start(assessment.Quick), w.start(assessment.Quick)
	v.finish()
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	next := v.again()
	if id, err := v.Resume(t.Context(), v.token); err != nil || id != next.id {
		t.Errorf("the link leads to %s, %v", id, err)
	}
	id, phone, err := v.ResumeByCode(t.Context(), code, "192.0.2.1")
	if err != nil || id != next.id {
		t.Errorf("the code leads to %s, %v", id, err)
	}
	for _, token := range []string{v.token, phone} {
		visit{w, v.id, token}.interview()
		visit{w, next.id, token}.interview()
	}
	_, err = w.Interview(t.Context(), next.id, other.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	_, err = w.Rounds(t.Context(), next.id, other.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	if rounds, err := w.Rounds(t.Context(), v.id, phone); err != nil || len(rounds) != 2 || rounds[1].ID != next.id {
		t.Errorf("rounds %v %v", rounds, err)
	}
	if _, err = next.MakeCode(t.Context(), next.id, next.token); err != nil {
		t.Error(err)
	}
	_, _, err = v.ResumeByCode(t.Context(), code, "192.0.2.1")
	v.refused(err, assessment.Invalid, "error.invalid")
	fresh, err := next.CancelKeys(t.Context(), next.id, next.token)
	w.must(err)
	_, err = w.Interview(t.Context(), v.id, phone)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	w.must(w.Delete(t.Context(), v.id, fresh))
	for _, id := range []string{v.id, next.id} {
		_, err = w.Interview(t.Context(), id, fresh)
		w.refused(err, assessment.Forbidden, "error.not_yours")
	}
	other.interview()
	if n := w.count("SELECT count(*) FROM assessments"); n != 1 {
		t.Errorf("%d assessments are left", n)
	}
}

// TestNobodyElsesSheet: a firm's key opens no colleague's sheet, and the
// colleague's no round.
func TestNobodyElsesSheet(t *testing.T) {
	w := newWorld(t)
	v, mate := w.start(assessment.Quick), w.start(assessment.Quick)
	w.must(w.store.Update(t.Context(), func(tx assessment.Tx) error {
		sheet, err := tx.Assessment(mate.id)
		if err != nil {
			return err
		}
		sheet.Host = v.id
		return tx.SaveAssessment(sheet)
	}))
	mate.finish()
	_, err := w.Interview(t.Context(), mate.id, v.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	_, err = w.Interview(t.Context(), v.id, mate.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	_, err = w.Again(t.Context(), mate.id, mate.token)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	if id, err := w.Resume(t.Context(), mate.token); err != nil || id != mate.id {
		t.Errorf("the colleague's link leads to %s, %v", id, err)
	}
	v.finish()
	v.again()
	if rounds, err := w.Rounds(t.Context(), v.id, v.token); err != nil || len(rounds) != 2 {
		t.Errorf("the sheet counts as a round: %v %v", rounds, err)
	}
	w.must(w.Delete(t.Context(), v.id, v.token))
	if n := w.count("SELECT count(*) FROM assessments"); n != 0 {
		t.Errorf("%d assessments are left", n)
	}
}

// TestTheOldRoundIsNoPrior: the same answers give the same estimate, whether a
// firm answered before or not.
func TestTheOldRoundIsNoPrior(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	v.finish()
	w.pass(halfYear)
	in := v.again().finish()
	alone := in.Case()
	if diff := cmp.Diff(assessment.Evaluate(assessment.Case{Questionnaire: alone.Questionnaire, Model: alone.Model, Directory: alone.Directory,
		Instrument: alone.Instrument, Profile: alone.Profile, Responses: alone.Responses}).Estimate, in.Outcome().Estimate); diff != "" {
		t.Error(diff)
	}
	c := in.Changes()
	if c.Obstacle != "" || c.Before.Round.Number != 1 || c.After.Round.Number != 2 || len(c.Dimensions) != 8 {
		t.Fatalf("got %+v", c)
	}
	if c.Overall.Low == nil || *c.Overall.Low > 0 || *c.Overall.High < 0 || c.Overall.Verdict != assessment.NoClear {
		t.Errorf("the same answers again moved the score: %+v", c.Overall)
	}
	if v.interview().Changes() != nil {
		t.Error("a first round has changed")
	}
}

func TestConsentCoversAllRounds(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	_, err := v.SetConsent(t.Context(), v.id, v.token, true)
	w.must(err)
	v.finish()
	next := v.again()
	if !next.interview().StatisticsConsent {
		t.Error("consent did not come along")
	}
	if n := w.count("SELECT count(*) FROM predictions"); n == 0 {
		t.Error("nothing was predicted")
	}
	_, err = next.SetConsent(t.Context(), next.id, next.token, false)
	w.must(err)
	if n := w.count("SELECT count(*) FROM assessments WHERE statistics_consent"); n != 0 || v.interview().StatisticsConsent {
		t.Errorf("%d rounds may still be counted", n)
	}
	if n := w.count("SELECT count(*) FROM predictions"); n != 0 {
		t.Errorf("%d predictions are kept", n)
	}
}
