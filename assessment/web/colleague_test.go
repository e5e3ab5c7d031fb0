package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"onramp/assessment"
)

var invitation = regexp.MustCompile(`href="http://onramp\.test(/j/[A-Za-z0-9_-]{43})\?lang=[A-Za-z-]+"`)

// inviting is an owner who has finished and made an invitation.
func (v *visitor) inviting() (invite string) {
	v.t.Helper()
	v.start("name", "Geheimnis & Co").finish(0.6)
	a := v.post(v.home()+"/people/invite", values("once", "1"))
	found := invitation.FindStringSubmatch(a.Text)
	if a.StatusCode != http.StatusOK || found == nil {
		v.t.Fatalf("invite: %s\n%s", a.Status, a.main())
	}
	if again := v.post(v.home()+"/people/invite", values("once", "1")); invitation.MatchString(again.Text) || !shows(again.Text, "@people.invite_made") {
		v.t.Error("reloading the page made a second invitation")
	}
	if invitation.MatchString(v.get(v.home() + "/people").Text) {
		v.t.Error("the invitation is shown a second time")
	}
	return found[1]
}

// join begins a sheet in another browser.
func (s *site) join(invite, label string) *visitor {
	s.t.Helper()
	v := s.visitor()
	a := v.post(invite, values("label", label))
	m := inAddress.FindStringSubmatch(a.Header.Get("Location"))
	if a.StatusCode != http.StatusSeeOther || m == nil {
		s.t.Fatalf("join: %s to %q\n%s", a.Status, a.Header.Get("Location"), a.main())
	}
	v.id = m[1]
	return v
}

func TestColleaguesWay(t *testing.T) {
	s := newSite(t)
	owner := s.visitor()
	invite := owner.inviting()
	v := s.visitor()
	v.get(invite).is(t, 200, "Geheimnis &amp; Co", "@join.seen", "@join.alone", "!@join.begun")
	v.post(invite, values("label", strings.Repeat("ä", 61))).is(t, 422, "@field.too_long", strings.Repeat("ä", 61))
	v.get("/j/nothing").is(t, 404, "@error.invite_unknown")
	v = s.join(invite, "Anna <b>")
	v.get(invite).is(t, 200, "@join.begun", `href="`+v.home()+`"`)
	next := v.get(v.home() + "/next").Header.Get("Location")
	v.get(next).is(t, 200, "@word.ask.colleague", "!"+v.home()+"/profile", "!"+v.home()+"/result")
	v.post(next, values("state", "dont_know")).is(t, 303)
	v.post(next+"?return=answers", values("state", "not_relevant", "return", "answers", "seen", "old")).is(t, 409)
	owner.get(owner.home()+"/people").is(t, 200, "Anna &lt;b&gt;", "!@word.agree.talk")
	for {
		q, more := v.interview().Next()
		if !more {
			break
		}
		v.say(q.Item.ID, some(q.Item, 0))
	}
	v.get(v.home()+"/next").is(t, 303)
	v.get(v.home()).is(t, 200, "@sheet.thanks", "Anna &lt;b&gt;", "!@result.title", "!"+v.home()+"/people")
	v.get(v.home()+"/leave").is(t, 200, "@leave.link", "!roadmap.pdf")
	other := s.visitor() // the own link works on another device
	other.get("/r/"+v.token()).is(t, 303)
	other.id = v.id
	other.get(v.home()).is(t, 200, "@sheet.thanks")
	owner.post(owner.home()+"/people/close", values("closed", "maybe")).is(t, 422)
	owner.post(owner.home()+"/people/close", values("closed", "yes")).is(t, 303)
	v.get(v.home()).is(t, 200, "@sheet.closed", "!@answers.change")
	v.post(next, values("state", "not_relevant", "seen", v.interview().Responses[strings.TrimPrefix(next, v.home()+"/items/")].Mark())).is(t, 410, "@error.answers_closed")
	v.get(v.home()+"/delete").is(t, 200, "@sheet.delete_lead", "!answers.json")
	v.post(v.home()+"/delete", values()).is(t, 200, "@deleted.headline")
	owner.get(owner.home()+"/people").is(t, 200, "!Anna", "@people.nobody")
}

// TestSheetsOpenNothing tries every route of an owner with a sheet's key: on the
// owner's assessment all are refused, on the sheet all but its own pages.
func TestSheetsOpenNothing(t *testing.T) {
	s := newSite(t)
	owner := s.visitor()
	invite := owner.inviting()
	v := s.join(invite, "Anna")
	thief := s.visitor("Cookie", keyCookie+"="+v.token())
	boss := s.visitor("Cookie", keyCookie+"="+owner.token())
	before, sheet := owner.interview(), v.interview()
	try := func(who *visitor, r route, id string) answer {
		path := address(r.path, id, sheet.First[0], "")
		if r.method == http.MethodGet {
			return who.get(path)
		}
		return who.post(path, bakery("value", "1", "depth", "full", "statistics_consent", "yes", "closed", "yes", "once", ""))
	}
	own := []string{"", "/next", "/items/:item", "/answers", "/leave", "/code", "/cancel", "/delete"}
	for _, r := range s.web.routes() {
		if r.access != ownerAccess {
			continue
		}
		try(thief, r, owner.id).is(t, 403, "@error.not_yours", "!Geheimnis")
		try(boss, r, v.id).is(t, 403, "@error.not_yours")
		mine := false
		for _, page := range own {
			mine = mine || r.path == "/assessments/:id"+page
		}
		if !mine && r.method == http.MethodPost {
			if a := try(v, r, v.id); a.StatusCode < 400 || strings.Contains(a.Text, "Geheimnis") {
				t.Errorf("%s %s of a sheet: %s\n%s", r.method, r.path, a.Status, a.main())
			}
		} else if !mine {
			if a := try(v, r, v.id); a.StatusCode != 403 && a.StatusCode != 303 || strings.Contains(a.Text, "Geheimnis") {
				t.Errorf("%s %s of a sheet: %s\n%s", r.method, r.path, a.Status, a.main())
			}
		}
	}
	if owner.interview().Revision != before.Revision || v.interview().Revision != sheet.Revision {
		t.Error("a refused request changed something")
	}
	if log := s.log.String(); strings.Contains(log, strings.TrimPrefix(invite, "/j/")) || strings.Contains(log, "Anna") {
		t.Error("the log holds an invitation or a name")
	}
}

// ownerAccess stands for owner where a visitor has that name.
const ownerAccess = owner

func TestMergingOnThePage(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	invite := v.inviting()
	v.get(v.home()+"/result").is(t, 200, "@people.offer", "!@word.agree.talk")
	for _, label := range []string{"Anna", "Anna", ""} {
		s.join(invite, label).finish(0)
	}
	page := v.get(v.home() + "/people")
	page.is(t, 200, "Anna (1)", "Anna (2)", "@word.agree.talk", "@people.merge_text", "@people.proposal", "!@people.former")
	marks := regexp.MustCompile(`name="marks" value="([^"]+)"`).FindAllStringSubmatch(page.Text, -1)
	if len(marks) < 5 {
		t.Fatalf("%d merged answers to take", len(marks))
	}
	form := url.Values{}
	for _, m := range marks {
		form.Add("marks", m[1])
	}
	item, _, _ := strings.Cut(marks[0][1], " ")
	was := v.interview().Responses[item]
	v.say(item, assessment.StateResponse(assessment.NotRelevant))
	v.post(v.home()+"/people/merge", form).is(t, 409, "@error.merge_changed")
	v.say(item, was)
	form.Set("item", item)
	v.post(v.home()+"/people/merge", form).is(t, 303)
	v.get(v.home()+"/people").is(t, 200, "@people.former", "1 answer was merged from what 4 people said")
	form.Del("item")
	v.post(v.home()+"/people/merge", form).is(t, 303)
	v.get(v.home()+"/people").is(t, 200, "!@people.proposal")
	v.get(v.home()+"/result").is(t, 200, "@word.agree.talk", "4 people said, last on 4 May 2026", "!Anna")
	if a := v.get(v.home() + "/roadmap.pdf"); a.StatusCode != 200 {
		t.Error(a.Status)
	}
	v.post(v.home()+"/people/merge", values("marks", "nope a b")).is(t, 404)
	v.post(v.home()+"/people/merge", values("marks", "nope")).is(t, 303) // nothing to do
}

// TestPeopleSpeakTheLocale opens each page in the pseudo-locale.
func TestPeopleSpeakTheLocale(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	invite := v.inviting()
	half := s.join(invite, "Ben")
	full := s.join(invite, "Anna").finish(0)
	see := func(who *visitor, path string) {
		t.Helper()
		a := who.get(path, "Accept-Language", "en-XA")
		if a.StatusCode >= 500 || a.Text == "" {
			t.Errorf("%s: %s", path, a.Status)
		}
		for _, text := range untranslated(a.Text) {
			t.Errorf("%s: %s", path, text)
		}
	}
	look := func() {
		t.Helper()
		see(v, v.home()+"/people")
		see(v, v.home()+"/result")
		see(half, half.home())
		see(full, full.home())
		see(full, full.home()+"/result")
		see(full, full.home()+"/leave")
		see(full, full.home()+"/delete")
		see(full, invite)
		see(s.visitor(), invite)
	}
	look()
	v.post(v.home()+"/people/close", values("closed", "yes"))
	v.post(v.home()+"/people/cancel", values())
	look()
}
