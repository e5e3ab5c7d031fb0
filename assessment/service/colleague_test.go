package service

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// invited is an owner who has finished, and the invitation.
func (w *world) invitedBy(depth assessment.Depth) (owner visit, invite string) {
	w.t.Helper()
	owner = w.start(depth)
	owner.finish()
	invite, err := owner.InviteColleagues(w.ctx(), owner.id, owner.token)
	w.must(err)
	return owner, invite
}

func (w *world) join(invite, label string) visit {
	w.t.Helper()
	id, token, err := w.Join(w.ctx(), invite, label)
	w.must(err)
	return visit{w, id, token}
}

func (v visit) colleagues() *Colleagues {
	v.t.Helper()
	p, err := v.Colleagues(v.ctx(), v.interview())
	v.must(err)
	return p
}

// low answers a sheet at the bottom of each scale.
func (v visit) low() {
	v.t.Helper()
	for in := v.interview(); ; {
		q, more := in.Next()
		if !more {
			return
		}
		r := assessment.OptionsResponse()
		if q.Item.Kind != assessment.Checklist {
			least, _ := q.Item.Range()
			r = assessment.ValueResponse(least)
		}
		in = v.say(q.Item.ID, r)
	}
}

// TestSheetAsksWhatTheOwnerWasAsked: all items of the owner's path, each once,
// whatever the colleague says, section by section from its gate.
func TestSheetAsksWhatTheOwnerWasAsked(t *testing.T) {
	w := newWorld(t)
	owner, invite := w.invitedBy(assessment.Quick)
	v := w.join(invite, "  Anna \n from  the office ")
	in := v.interview()
	if in.Label != "Anna from the office" || in.Profile.Name != "" || len(in.Profile.Goals) > 0 {
		t.Errorf("%q, %+v", in.Label, in.Profile)
	}
	var path []string
	for _, r := range owner.interview().Readings() {
		if r.Askable && r.State != assessment.NotAsked {
			path = append(path, r.Item.ID)
		}
	}
	var asked, sections []string
	for {
		q, more := in.Next()
		if !more {
			break
		}
		if q.Low != len(path)-len(asked) || q.High != q.Low || in.Place(q.Item.ID) != len(asked)+1 {
			t.Errorf("%s: %d to %d left, place %d", q.Item.ID, q.Low, q.High, in.Place(q.Item.ID))
		}
		if before := in.Previous(q.Item.ID); (before == nil) != (len(asked) == 0) || before != nil && before.ID != asked[len(asked)-1] {
			t.Errorf("before %s comes %v", q.Item.ID, before)
		}
		if d := q.Item.Dimension; len(sections) == 0 || sections[len(sections)-1] != d {
			if sections = append(sections, d); !q.Item.Gate {
				t.Errorf("%s begins with %s", d, q.Item.ID)
			}
		}
		asked = append(asked, q.Item.ID)
		in = v.say(q.Item.ID, assessment.StateResponse(assessment.DontKnow))
	}
	if len(sections) != len(in.Questionnaire.Dimensions) {
		t.Errorf("sections %q", sections)
	}
	slices.Sort(asked)
	slices.Sort(path)
	if !slices.Equal(asked, path) {
		t.Errorf("asked %q, want %q", asked, path)
	}
}

// TestSheetsStayApart: a colleague's key opens nothing of the owner's and the
// owner's no sheet, and a sheet can do nothing but answer.
func TestSheetsStayApart(t *testing.T) {
	w := newWorld(t)
	owner, invite := w.invitedBy(assessment.Quick)
	v := w.join(invite, "Anna")
	v.finish()
	before, sheet := owner.interview(), v.interview()
	for method, err := range doors(w, owner.id, v.token) {
		t.Run("the owner's "+method+" with a sheet's key", func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.not_yours") })
	}
	for method, err := range doors(w, v.id, owner.token) {
		t.Run("a sheet's "+method+" with the owner's key", func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.not_yours") })
	}
	for name, token := range map[string]string{"owner": owner.id, "sheet": v.id} {
		for method, err := range doors(w, token, invite) {
			t.Run(name+"'s "+method+" with the invitation", func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.not_yours") })
		}
	}
	_, profile := w.SaveProfile(t.Context(), v.id, v.token, bakery, sheet.Profile.Mark())
	_, depth := w.SetDepth(t.Context(), v.id, v.token, assessment.Full)
	_, consent := w.SetConsent(t.Context(), v.id, v.token, true)
	_, add := w.AddModel(t.Context(), v.id, v.token, "dma-aligned")
	_, mark := w.Mark(t.Context(), v.id, v.token, sheet.Questionnaire.Measures[0].ID, assessment.MarkDone)
	_, invitation := w.InviteColleagues(t.Context(), v.id, v.token)
	_, colleagues := w.Colleagues(t.Context(), sheet)
	_, merge := w.MergeAnswers(t.Context(), v.id, v.token, nil)
	for what, err := range map[string]error{"profile": profile, "depth": depth, "consent": consent, "model": add, "mark": mark, "invite": invitation,
		"colleagues": colleagues, "merge": merge, "close": w.CloseAnswers(t.Context(), v.id, v.token, true), "cancel": w.CancelInvite(t.Context(), v.id, v.token)} {
		t.Run(what+" of a sheet", func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.sheet") })
	}
	unasked := slices.IndexFunc(sheet.Questionnaire.Items(), func(it *assessment.Item) bool { return !slices.Contains(sheet.First, it.ID) })
	it := sheet.Questionnaire.Items()[unasked]
	_, err := w.Answer(t.Context(), v.id, v.token, it.ID, some(it), "")
	w.refused(err, assessment.NotFound, "error.item_unknown")
	if after := owner.interview(); after.Revision != before.Revision {
		t.Error("the owner's assessment has changed")
	}
	if after := v.interview(); after.Revision != sheet.Revision {
		t.Error("the sheet has changed")
	}
}

// TestSheetsAreNeverCounted: neither in statistics nor in learning.
func TestSheetsAreNeverCounted(t *testing.T) {
	w := newWorld(t)
	owner, invite := w.invitedBy(assessment.Quick)
	_, err := owner.SetConsent(t.Context(), owner.id, owner.token, true)
	w.must(err)
	rows := "SELECT (SELECT COUNT(*) FROM results) + (SELECT COUNT(*) FROM facts) + (SELECT COUNT(*) FROM predictions)"
	before := w.count(rows)
	v := w.join(invite, "")
	v.finish()
	if in := v.interview(); in.Finished.IsZero() || in.StatisticsConsent {
		t.Error("the sheet is not finished, or agrees to statistics")
	}
	if after := w.count(rows); after != before || before == 0 {
		t.Errorf("%d rows, %d before", after, before)
	}
	q := owner.interview().Questionnaire
	learn, err := w.Respondents(t.Context(), q)
	w.must(err)
	done, err := w.Rescore(t.Context(), q, 0)
	w.must(err)
	if len(learn) != 1 || done.Assessments != 1 {
		t.Errorf("%d learnt from, %d rescored", len(learn), done.Assessments)
	}
}

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	early := w.start(assessment.Quick)
	_, err := early.InviteColleagues(t.Context(), early.id, early.token)
	w.refused(err, assessment.Conflict, "error.invite_early")
	owner, first := w.invitedBy(assessment.Quick)
	second, err := owner.InviteColleagues(t.Context(), owner.id, owner.token)
	w.must(err)
	_, _, err = w.Join(t.Context(), first, "")
	w.refused(err, assessment.NotFound, "error.invite_unknown")
	_, _, err = w.Join(t.Context(), owner.token, "")
	w.refused(err, assessment.NotFound, "error.invite_unknown")
	_, _, err = w.Join(t.Context(), second, strings.Repeat("ä", assessment.MaxLabel+1))
	w.refused(err, assessment.Invalid, "error.invalid")
	v := w.join(second, strings.Repeat("ä", assessment.MaxLabel))
	for i := range assessment.MaxSheets - 1 {
		w.join(second, fmt.Sprint(i))
	}
	_, _, err = w.Join(t.Context(), second, "")
	w.refused(err, assessment.Closed, "error.sheets_full")
	_, err = w.Offer(t.Context(), second, early.id)
	w.refused(err, assessment.Closed, "error.sheets_full")
	if offer, err := w.Offer(t.Context(), second, v.id); err != nil || !offer.Begun || offer.Items == 0 || offer.Minutes == 0 {
		t.Errorf("%+v, %v", offer, err)
	}
	w.must(v.Delete(t.Context(), v.id, v.token)) // makes room
	w.join(second, "")
	w.pass(assessment.Invited + time.Second)
	_, _, err = w.Join(t.Context(), second, "")
	w.refused(err, assessment.Closed, "error.invite_expired")
	if p := owner.colleagues(); !p.Invited.IsZero() || len(p.Sheets) != assessment.MaxSheets {
		t.Errorf("invited %v, %d sheets", p.Invited, len(p.Sheets))
	}
	third, err := owner.InviteColleagues(t.Context(), owner.id, owner.token)
	w.must(err)
	w.must(owner.CancelInvite(t.Context(), owner.id, owner.token))
	_, err = w.Offer(t.Context(), third, "")
	w.refused(err, assessment.NotFound, "error.invite_unknown")
}

// TestClosedAnswers: half a sheet counts only once the owner has closed the
// answers, and from then on nobody changes one.
func TestClosedAnswers(t *testing.T) {
	w := newWorld(t)
	owner, invite := w.invitedBy(assessment.Quick)
	v := w.join(invite, "Anna")
	q, _ := v.interview().Next()
	v.say(q.Item.ID, some(q.Item))
	if p := owner.colleagues(); p.Compared() || len(p.Sheets) != 1 || p.Sheets[0].Finished || p.Sheets[0].Progress.Asked != 1 {
		t.Errorf("%+v", p.Sheets)
	}
	w.must(owner.CloseAnswers(t.Context(), owner.id, owner.token, true))
	if p := owner.colleagues(); !p.Compared() || len(p.Items) != 1 || p.Closed.IsZero() {
		t.Errorf("compared %v, %d items", p.Compared(), len(p.Items))
	}
	_, err := v.Answer(t.Context(), v.id, v.token, q.Item.ID, some(q.Item), v.interview().Responses[q.Item.ID].Mark())
	w.refused(err, assessment.Closed, "error.answers_closed")
	_, _, err = w.Join(t.Context(), invite, "")
	w.refused(err, assessment.Closed, "error.answers_closed")
	w.must(owner.CloseAnswers(t.Context(), owner.id, owner.token, false))
	v.finish()
	w.join(invite, "")
}

// TestMerging: nothing is merged without confirmation, nobody confirms what they
// have not seen, and the owner's own answer is not lost.
func TestMerging(t *testing.T) {
	w := newWorld(t)
	owner, invite := w.invitedBy(assessment.Quick)
	w.join(invite, "Anna").low()
	w.join(invite, "Ben").low()
	p := owner.colleagues()
	differing := p.Differing()
	if len(p.Voices.People) != 3 || len(differing) < 5 {
		t.Fatalf("%d people, %d items differ", len(p.Voices.People), len(differing))
	}
	own := owner.interview().Responses
	wish := func(c *assessment.Compared) MergeWish {
		return MergeWish{Item: c.Item.ID, Seen: own[c.Item.ID].Mark(), Proposal: c.Proposal.Mark()}
	}
	one, two := differing[0], differing[1]
	stale := wish(one)
	stale.Seen = "other"
	moved := wish(one)
	moved.Proposal = "other"
	for _, bad := range []MergeWish{stale, moved} {
		_, err := owner.MergeAnswers(t.Context(), owner.id, owner.token, []MergeWish{wish(two), bad})
		w.refused(err, assessment.Conflict, "error.merge_changed")
	}
	if now := owner.interview().Responses[two.Item.ID]; !now.Same(own[two.Item.ID]) {
		t.Error("a refused form has merged an answer")
	}
	w.pass(time.Hour)
	for range 2 { // sending it twice is no conflict
		in, err := owner.MergeAnswers(t.Context(), owner.id, owner.token, []MergeWish{wish(one)})
		w.must(err)
		if !in.Responses[one.Item.ID].Same(one.Proposal) {
			t.Error("the merged answer is not the owner's")
		}
	}
	after := owner.colleagues()
	m, merged := after.Merged(one.Item.ID, after.Merges)
	if !merged || !m.Former.Same(own[one.Item.ID]) || m.People != 3 || !m.At.Equal(w.now()) {
		t.Errorf("%v %+v", merged, m)
	}
	if after.Merging != (assessment.Merging{Items: 1, People: 3, At: w.now().UTC()}) {
		t.Errorf("%+v", after.Merging)
	}
	if !after.Voices.Item(one.Item.ID).Said[0].Same(own[one.Item.ID]) {
		t.Error("the owner's own voice is lost")
	}
	owner.say(one.Item.ID, assessment.StateResponse(assessment.DontKnow)) // changed again
	if again := owner.colleagues(); again.Merging.Items != 0 {
		t.Errorf("%+v", again.Merging)
	}
}

// TestSheetsGoWithTheirOwner: deleted at once, or swept when nothing opens the
// owner's any more; an invitation keeps nothing alive.
func TestSheetsGoWithTheirOwner(t *testing.T) {
	w := newWorld(t)
	sheets := "SELECT COUNT(*) FROM assessments WHERE host_id <> ''"
	owner, invite := w.invitedBy(assessment.Quick)
	w.join(invite, "a").low()
	w.join(invite, "b")
	w.must(owner.Delete(t.Context(), owner.id, owner.token))
	if n := w.count("SELECT (SELECT COUNT(*) FROM assessments) + (SELECT COUNT(*) FROM keys) + (SELECT COUNT(*) FROM responses)"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	owner, _ = w.invitedBy(assessment.Quick)
	w.pass(KeyLife - time.Hour)
	owner.interview()
	w.pass(2 * time.Hour)
	invite, err := owner.InviteColleagues(t.Context(), owner.id, owner.token)
	w.must(err)
	v := w.join(invite, "c")
	if n, err := w.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	w.pass(KeyLife + time.Hour)
	if n, err := w.Sweep(t.Context()); n != 2 || err != nil || w.count(sheets) != 0 {
		t.Errorf("swept %d, %v", n, err)
	}
	_, err = w.Resume(t.Context(), v.token)
	w.refused(err, assessment.NotFound, "error.link_unknown")
}
