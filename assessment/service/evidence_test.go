package service

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onramp/assessment"
)

// advised is a firm that has finished alone, and an adviser who accepted.
func (w team) advised(by person) (firm visit) {
	w.t.Helper()
	firm = w.start(assessment.Quick)
	firm.finish()
	w.pass(time.Hour)
	firm.asks(by)
	return firm
}

// asks lets somebody accept an invitation.
func (v visit) asks(by person) {
	v.t.Helper()
	invite, err := v.InviteAdviser(v.ctx(), v.id, v.token)
	v.must(err)
	id, err := v.Advise(v.ctx(), by.id, invite)
	v.must(err)
	if id != v.id {
		v.t.Errorf("the invitation leads to %s", id)
	}
}

func (v visit) judged() assessment.Evidence { return v.interview().Judge() }

// today is the day as a form sends it.
func (w *world) today() time.Time { return w.now().Truncate(24 * time.Hour) }

// wishes are the firm's answers that can be confirmed.
func (v visit) wishes() (all []ConfirmWish) {
	v.t.Helper()
	for _, r := range v.interview().Readings() {
		if r.Confirmable() {
			all = append(all, ConfirmWish{r.Item.ID, r.Response.Mark()})
		}
	}
	return all
}

// newTeamWithContent is a team on a site that has questionnaires.
func newTeamWithContent(t testing.TB) team {
	w := newTeam(t)
	w.must(w.Import(t.Context(), shipped(t)))
	return w
}

// TestVerifying is the whole way: invite, accept, confirm some, confirm all,
// change an answer, change it back, take back.
func TestVerifying(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.advised(w.facilitator)
	stored := func(grade assessment.Grade, confirmed int) {
		t.Helper()
		if e := firm.judged(); e.Grade != grade || e.Confirmed != confirmed {
			t.Errorf("%s with %d confirmed, want %s with %d", e.Grade, e.Confirmed, grade, confirmed)
		}
		if n := w.count("SELECT count(*) FROM results WHERE evidence <> $1 OR confirmed <> $2 OR confirmable <> $3", string(grade), confirmed, len(firm.wishes())); n != 0 {
			t.Errorf("%d rows for statistics say otherwise", n)
		}
	}
	stored(assessment.SelfAssessed, 0) // who comes afterwards has not helped
	seen := w.today()
	all := firm.wishes()
	w.must(w.Confirm(t.Context(), w.facilitator.id, firm.id, all[:3], seen, "on the screen"))
	stored(assessment.SelfAssessed, 3)
	w.must(w.Confirm(t.Context(), w.facilitator.id, firm.id, all[3:], seen, "on paper"))
	stored(assessment.Verified, len(all))
	e := firm.judged()
	if c := e.Confirmations[0]; c.Name != "Fred" || c.Organisation != "Chamber" || c.Note != "on the screen" || !c.Seen.Equal(seen) || c.Account != w.facilitator.id {
		t.Errorf("%+v", c)
	}
	w.pass(time.Hour)
	was := firm.interview().Responses[all[0].Item]
	firm.say(all[0].Item, assessment.StateResponse(assessment.NotRelevant))
	if e := firm.judged(); e.Grade != assessment.Facilitated || e.Lapsed == 0 { // and given while the adviser could look
		t.Errorf("after a change: %+v", e)
	}
	firm.say(all[0].Item, was)
	stored(assessment.Verified, len(all))
	w.must(w.TakeBack(t.Context(), w.facilitator.id, firm.id, all[0].Item))
	stored(assessment.Facilitated, len(all)-1)
}

// TestOnlyOnesOwnIsTakenBack and only while one may look.
func TestOnlyOnesOwnIsTakenBack(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.advised(w.facilitator)
	firm.asks(w.operator)
	seen, one := w.today(), firm.wishes()[:1]
	w.must(w.Confirm(t.Context(), w.facilitator.id, firm.id, one, seen, "seen"))
	w.must(w.TakeBack(t.Context(), w.operator.id, firm.id, one[0].Item))
	if firm.judged().Confirmed != 1 {
		t.Error("somebody else took it back")
	}
	w.must(w.Confirm(t.Context(), w.operator.id, firm.id, one, seen, "seen too"))
	w.must(w.TakeBack(t.Context(), w.facilitator.id, firm.id, one[0].Item))
	if e := firm.judged(); e.Confirmed != 1 || e.Confirmations[0].Name != "Olga" {
		t.Errorf("%+v", e)
	}
	w.must(w.StopAdvising(t.Context(), w.operator.id, firm.id))
	w.refused(w.TakeBack(t.Context(), w.operator.id, firm.id, one[0].Item), assessment.NotFound, "error.firm_unknown")
	if firm.judged().Confirmed != 1 {
		t.Error("what was confirmed went with the access")
	}
}

func TestFacilitated(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.start(assessment.Quick)
	firm.asks(w.manager)
	w.pass(time.Minute)
	firm.finish()
	if e := firm.judged(); e.Grade != assessment.Facilitated || len(e.Advisers) != 1 || e.Advisers[0].Name != "Maria" {
		t.Errorf("%+v", e)
	}
	w.pass(time.Minute)
	w.must(firm.EndAdviser(t.Context(), firm.id, firm.token, w.manager.id))
	if e := firm.judged(); e.Grade != assessment.Facilitated {
		t.Errorf("after the access ended: %s", e.Grade)
	}
	w.pass(time.Minute)
	firm.say(firm.wishes()[0].Item, assessment.StateResponse(assessment.DontKnow))
	if e := firm.judged(); e.Grade != assessment.SelfAssessed {
		t.Errorf("changed alone: %s", e.Grade)
	}
}

// TestStatisticsKnowWorkshops: what statistics read of a workshop's firm is what
// its pages say, during the workshop and after an answer that came later.
func TestStatisticsKnowWorkshops(t *testing.T) {
	w := newTeamWithContent(t)
	shop, err := w.AddWorkshop(t.Context(), w.facilitator.id, assessment.Workshop{Title: "Morning", Questionnaire: "nir-sme", Depth: assessment.Quick, Pace: assessment.FreePace,
		Language: "en", Expected: 9, Opens: w.now(), Closes: w.now().Add(2 * time.Hour)})
	w.must(err)
	hall, err := w.Workshop(t.Context(), w.facilitator.id, shop)
	w.must(err)
	w.must(w.BeginWorkshop(t.Context(), w.facilitator.id, shop, hall.Revision))
	id, token, err := w.JoinWorkshop(t.Context(), hall.Code, Newcomer{Profile: bakery})
	w.must(err)
	firm := visit{w.world, id, token}
	firm.finish()
	rows := func(want assessment.Grade) {
		t.Helper()
		if got := firm.judged().Grade; got != want {
			t.Errorf("the pages say %s, want %s", got, want)
		}
		all, alike := w.count("SELECT count(*) FROM results"), w.count("SELECT count(*) FROM results WHERE evidence = $1", string(want))
		if all == 0 || alike != all {
			t.Errorf("%d of %d rows for statistics say %s", alike, all, want)
		}
	}
	rows(assessment.Facilitated)
	w.pass(3 * time.Hour)
	rows(assessment.Facilitated)
	firm.say(firm.wishes()[0].Item, assessment.StateResponse(assessment.DontKnow))
	rows(assessment.SelfAssessed)
}

// adviserActs are all methods that an adviser's access opens.
func adviserActs(w team, by, id string) map[string]error {
	_, look := w.AdvisedFirm(w.ctx(), by, id)
	return map[string]error{"look": look, "take back": w.TakeBack(w.ctx(), by, id, "TA01"),
		"confirm": w.Confirm(w.ctx(), by, id, []ConfirmWish{{"TA01", "x"}}, w.today(), "seen"), "stop": w.StopAdvising(w.ctx(), by, id)}
}

// TestWhoLooks: nobody but who accepted, as long as neither side has ended it,
// the account may advise, and the firm has not begun a new round.
func TestWhoLooks(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.advised(w.facilitator)
	refused := func(what string, by person, kind assessment.Kind, key string) {
		t.Helper()
		for act, err := range adviserActs(w, by.id, firm.id) {
			t.Run(what+": "+act, func(t *testing.T) { w.refused(err, kind, key) })
		}
	}
	refused("a colleague of the adviser", w.manager, assessment.NotFound, "error.firm_unknown")
	refused("the operator", w.operator, assessment.NotFound, "error.firm_unknown")
	refused("an analyst", w.analyst, assessment.Forbidden, "error.not_allowed")
	refused("nobody", person{}, assessment.Forbidden, "error.not_allowed")
	for _, id := range []string{"", "none"} {
		_, err := w.AdvisedFirm(t.Context(), w.facilitator.id, id)
		w.refused(err, assessment.NotFound, "error.firm_unknown")
	}
	for _, c := range []struct {
		name string
		end  func()
		kind assessment.Kind
		key  string
	}{
		{"the owner ended it", func() { w.must(firm.EndAdviser(t.Context(), firm.id, firm.token, w.facilitator.id)) }, assessment.NotFound, "error.firm_unknown"},
		{"the adviser ended it", func() { w.must(w.StopAdvising(t.Context(), w.facilitator.id, firm.id)) }, assessment.NotFound, "error.firm_unknown"},
		{"a new round", func() {
			next, err := firm.Again(t.Context(), firm.id, firm.token)
			w.must(err)
			_, err = w.AdvisedFirm(t.Context(), w.facilitator.id, next)
			w.refused(err, assessment.NotFound, "error.firm_unknown")
		}, assessment.NotFound, "error.firm_unknown"},
		{"the account is disabled", func() { w.must(w.SetDisabled(t.Context(), Console, w.facilitator.id, true)) }, assessment.Forbidden, "error.not_allowed"},
	} {
		firm = w.advised(w.facilitator)
		_, err := w.AdvisedFirm(t.Context(), w.facilitator.id, firm.id)
		w.must(err)
		c.end()
		refused(c.name, w.facilitator, c.kind, c.key)
	}
}

// TestInvitationsOfAdvisers: one works once, by an account that may advise,
// until it is replaced, taken back, too old, or the keys are cancelled.
func TestInvitationsOfAdvisers(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.start(assessment.Quick)
	invite := func() string {
		link, err := firm.InviteAdviser(t.Context(), firm.id, firm.token)
		w.must(err)
		return link
	}
	gone := func(what, link string, kind assessment.Kind, key string) {
		t.Helper()
		_, accepted := w.Advise(t.Context(), w.facilitator.id, link)
		_, offered := w.AdviserOffer(t.Context(), link)
		for _, err := range []error{accepted, offered} {
			var e *assessment.Error
			if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	first := invite()
	_, err := w.Advise(t.Context(), w.analyst.id, first)
	w.refused(err, assessment.Forbidden, "error.not_allowed")
	_, err = w.Advise(t.Context(), "", first)
	w.refused(err, assessment.Forbidden, "error.not_allowed")
	p, err := w.AdviserOffer(t.Context(), first)
	w.must(err)
	if p.Country != bakery.Country {
		t.Errorf("offered %+v", p)
	}
	second := invite()
	gone("replaced", first, assessment.NotFound, "error.adviser_unknown")
	if v, err := w.Advising(t.Context(), firm.interview()); err != nil || !v.Invited.Equal(w.now()) {
		t.Errorf("%+v %v", v, err)
	}
	w.must(firm.CancelAdviser(t.Context(), firm.id, firm.token))
	gone("taken back", second, assessment.NotFound, "error.adviser_unknown")
	third := invite()
	firm.token, err = firm.CancelKeys(t.Context(), firm.id, firm.token)
	w.must(err)
	gone("keys cancelled", third, assessment.NotFound, "error.adviser_unknown")
	old := invite()
	w.pass(assessment.AdviserInvited + time.Second)
	gone("old", old, assessment.Closed, "error.adviser_expired")
	used := invite()
	_, err = w.Advise(t.Context(), w.facilitator.id, used)
	w.must(err)
	gone("used", used, assessment.NotFound, "error.adviser_unknown")
	gone("the owner's link", firm.token, assessment.NotFound, "error.adviser_unknown")
	firm.asks(w.facilitator) // a second time by the same person
	if looks := firm.interview().Evidence.Looks(); len(looks) != 1 {
		t.Errorf("%d advisers", len(looks))
	}
	again := invite() // opens nothing of the assessment
	_, err = w.Interview(t.Context(), firm.id, again)
	w.refused(err, assessment.Forbidden, "error.not_yours")
	_, err = w.Resume(t.Context(), again)
	w.refused(err, assessment.NotFound, "error.link_unknown")
}

// TestConfirmRefuses: nothing is confirmed when one part does not fit.
func TestConfirmRefuses(t *testing.T) {
	w := newTeamWithContent(t)
	firm := w.advised(w.facilitator)
	all := firm.wishes()
	open := ""
	for _, r := range firm.interview().Readings() {
		if r.State == assessment.NotAsked && r.Item.Core() {
			open = r.Item.ID
		}
	}
	for _, c := range []struct {
		name   string
		wishes []ConfirmWish
		seen   time.Time
		note   string
		kind   assessment.Kind
		key    string
	}{
		{"nothing chosen", nil, w.today(), "seen", assessment.Invalid, "error.invalid"},
		{"no day", all[:1], time.Time{}, "seen", assessment.Invalid, "error.invalid"},
		{"tomorrow", all[:1], w.today().AddDate(0, 0, 2), "seen", assessment.Invalid, "error.invalid"},
		{"no note", all[:1], w.today(), "", assessment.Invalid, "error.invalid"},
		{"an unknown item", []ConfirmWish{all[0], {"XX99", ""}}, w.today(), "seen", assessment.NotFound, "error.item_unknown"},
		{"another answer", []ConfirmWish{all[0], {all[1].Item, all[0].Seen + "x"}}, w.today(), "seen", assessment.Conflict, "error.confirm_changed"},
		{"no answer", []ConfirmWish{all[0], {open, ""}}, w.today(), "seen", assessment.Conflict, "error.confirm_changed"},
	} {
		w.refused(w.Confirm(t.Context(), w.facilitator.id, firm.id, c.wishes, c.seen, c.note), c.kind, c.key)
		if n := firm.judged().Confirmed; n != 0 {
			t.Errorf("%s: %d confirmed", c.name, n)
		}
	}
}

// TestAdvisedFirms: the list holds the firms that asked, and goes
// with them.
func TestAdvisedFirms(t *testing.T) {
	w := newTeamWithContent(t)
	one := w.advised(w.facilitator)
	w.pass(time.Hour)
	two := w.advised(w.facilitator)
	w.advised(w.manager)
	list := func() (ids []string) {
		t.Helper()
		all, err := w.AdvisedFirms(t.Context(), w.facilitator.id)
		w.must(err)
		for _, f := range all {
			ids = append(ids, f.ID)
		}
		return ids
	}
	if got := list(); !slices.Equal(got, []string{two.id, one.id}) {
		t.Errorf("%v", got)
	}
	w.must(two.Delete(t.Context(), two.id, two.token))
	if got := list(); !slices.Equal(got, []string{one.id}) {
		t.Errorf("after deletion: %v", got)
	}
	if n := w.count("SELECT count(*) FROM advisers"); n != 2 {
		t.Errorf("%d rows of advisers", n)
	}
	_, err := w.AdvisedFirms(t.Context(), w.analyst.id)
	w.refused(err, assessment.Forbidden, "error.not_allowed")
}

// TestSheetsHaveNoAdvisers: what a colleague says is the owner's to check.
func TestSheetsHaveNoAdvisers(t *testing.T) {
	w := newWorld(t)
	_, invite := w.invitedBy(assessment.Quick)
	v := w.join(invite, "Anna")
	_, err := v.InviteAdviser(t.Context(), v.id, v.token)
	w.refused(err, assessment.Forbidden, "error.sheet")
	w.refused(v.EndAdviser(t.Context(), v.id, v.token, "x"), assessment.Forbidden, "error.sheet")
	w.refused(v.CancelAdviser(t.Context(), v.id, v.token), assessment.Forbidden, "error.sheet")
}
