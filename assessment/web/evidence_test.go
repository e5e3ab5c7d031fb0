package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

var (
	adviserInvite = regexp.MustCompile(`href="http://onramp\.test(/advise/[A-Za-z0-9_-]{43})\?lang=[A-Za-z-]+"`)
	markOfAnswer  = regexp.MustCompile(`name="marks" value="([A-Z0-9]+ [a-z0-9]+)"`)
)

// asking is an owner's invitation of an adviser.
func (v *visitor) asking() (invite string) {
	v.t.Helper()
	a := v.post(v.home()+"/evidence/invite", values("once", "a"+v.now().String()))
	found := adviserInvite.FindStringSubmatch(a.Text)
	if a.StatusCode != http.StatusOK || found == nil {
		v.t.Fatalf("invite: %s\n%s", a.Status, a.main())
	}
	return found[1]
}

// ticks are the answers of a firm that the adviser's page offers to confirm.
func (a answer) ticks() (all []string) {
	for _, m := range markOfAnswer.FindAllStringSubmatch(a.Text, -1) {
		all = append(all, m[1])
	}
	return all
}

// confirming is what an adviser sends.
func confirming(seen, note string, marks ...string) url.Values {
	form := values("seen", seen, "note", note)
	form["marks"] = marks
	return form
}

// TestEvidenceOnPages is the way of an owner and an adviser, in two browsers.
func TestEvidenceOnPages(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("name", "Brot & Söhne").finish(0.6)
	v.get(v.home()+"/result").is(t, 200, "@evidence.grade.self", "@evidence.self", "@evidence.nobody", v.home()+"/evidence")
	v.get(v.home()+"/evidence").is(t, 200, "@evidence.no_advisers", "@evidence.no_answers", "@evidence.ask_text", "!@evidence.invited")
	s.pass(time.Hour)
	invite := v.asking()
	if again := v.post(v.home()+"/evidence/invite", values("once", "a"+v.now().String())); adviserInvite.MatchString(again.Text) || !shows(again.Text, "@evidence.invite_made") {
		t.Error("reloading the page made a second invitation")
	}
	v.get(v.home()+"/evidence").is(t, 200, "@evidence.invited", "@evidence.invite_cancel", "!"+invite)

	stranger := s.visitor()
	stranger.get(invite).is(t, 200, "Brot &amp; Söhne", "@advise.sign_in", "!@advise.accept", "/sign-in?next="+url.QueryEscape(invite))
	stranger.post(invite, values()).is(t, 403, "@error.signed_out")
	s.member(assessment.AnalystRole, "anil@example.org").get(invite).is(t, 200, "@advise.not_you", "!@advise.accept")
	ada := s.member(assessment.FacilitatorRole, "ada@example.org")
	ada.get("/firms").is(t, 200, "@firms.none", `href="/firms" aria-current="page"`)
	ada.get(invite).is(t, 200, "@advise.accept", "@advise.named")
	a := ada.post(invite, values())
	page := a.Header.Get("Location")
	a.is(t, 303)
	if page != "/firms/"+v.id {
		t.Fatalf("accepted, and sent to %s", page)
	}
	ada.post(invite, values()).is(t, 404, "@error.adviser_unknown")
	ada.get(invite).is(t, 404, "@error.adviser_unknown")
	ada.get("/firms").is(t, 200, "Brot &amp; Söhne", page, "@evidence.grade.self")
	a = ada.get(page)
	a.is(t, 200, "Brot &amp; Söhne", "@firm.answers_text", "@firm.stop_button", "!@firm.take_back", "!"+v.token())
	marks := a.ticks()
	judged := v.interview().Judge()
	if len(marks) != judged.Answers {
		t.Fatalf("%d answers can be ticked of %d", len(marks), judged.Answers)
	}

	ada.post(page, confirming("2026-05-04", "Orders <b> on the screen", marks[len(marks)-2:]...)).is(t, 303)
	ada.get(page+"?saved=1").is(t, 200, "@firm.saved", "@firm.by_you", "@firm.take_back", "Orders &lt;b&gt; on the screen")
	const who = "Ms ada@example.org (Chamber of Bakers)"
	v.get(v.home()+"/result").is(t, 200, "@evidence.part", who, "4 May 2026", "!@evidence.nobody")
	v.get(v.home()+"/answers").is(t, 200, who, "Orders &lt;b&gt; on the screen", "!@evidence.changed")
	v.get(v.home()+"/evidence").is(t, 200, who, "Orders &lt;b&gt; on the screen", "@evidence.end", "!@evidence.no_advisers")

	item, _, _ := strings.Cut(marks[len(marks)-1], " ")
	v.get(v.home()+"/items/"+item).is(t, 200, who, "@evidence.change_ends", "!@evidence.changed")
	v.say(item, assessment.StateResponse(assessment.NotRelevant))
	v.get(v.home()+"/result").is(t, 200, english().Count("evidence.lapsed", 1), "@evidence.grade.facilitated", "@evidence.adviser")
	v.get(v.home()+"/answers").is(t, 200, "@evidence.changed")
	v.get(v.home()+"/items/"+item, "HX-Request", "true").is(t, 200, "@evidence.changed", "!@evidence.change_ends")
	v.get(v.home()+"/evidence").is(t, 200, "@evidence.changed")
	ada.get(page).is(t, 200, "@evidence.changed_firm")

	rest := ada.get(page).ticks()
	ada.post(page, confirming("2026-05-04", "All of it", rest...)).is(t, 303)
	v.get(v.home()+"/result").is(t, 200, "@evidence.grade.verified", "@evidence.verified", "!@evidence.part", "!@evidence.lapsed")
	ada.get("/firms").is(t, 200, "@evidence.grade.verified")
	ada.post(page+"/back", values("item", item)).is(t, 303)
	v.get(v.home()+"/result").is(t, 200, "@evidence.grade.facilitated", "@evidence.part")
	ada.get(page+"/back").is(t, 303)
	ada.get(page+"/stop").is(t, 303)

	v.post(v.home()+"/evidence/end", values()).is(t, 422)
	account := regexp.MustCompile(`name="account" value="([^"]+)"`).FindStringSubmatch(v.get(v.home() + "/evidence").Text)
	v.post(v.home()+"/evidence/end", values("account", account[1])).is(t, 303)
	v.get(v.home()+"/evidence?ended=1").is(t, 200, "@evidence.ended", "@evidence.no_advisers", "@evidence.former", who)
	ada.get(page).is(t, 404, "@error.firm_unknown", "!Brot")
	ada.post(page, confirming("2026-05-04", "x", rest[:1]...)).is(t, 404)
	ada.post(page+"/stop", values()).is(t, 404)
	ada.get("/firms").is(t, 200, "@firms.none", "!Brot")
	if log := s.log.String(); strings.Contains(log, strings.TrimPrefix(invite, "/advise/")) || strings.Contains(log, "Brot") || strings.Contains(log, "Orders") {
		t.Error("the log holds an invitation, a name or a note")
	}
}

// TestConfirmForm: what does not fit comes back with everything that was sent,
// with and without htmx.
func TestConfirmForm(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.5)
	ada := s.member(assessment.ManagerRole, "ada@example.org")
	page := ada.post(v.asking(), values()).Header.Get("Location")
	marks := ada.get(page).ticks()
	kept := `value="` + marks[0] + `" checked`
	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		texts  []string
	}{
		{"nothing", values(), 422, []string{"@field.pick_answer", "@field.seen_day", "@field.required"}},
		{"no tick", confirming("2026-05-04", "Order list"), 422, []string{"@field.pick_answer", `value="Order list"`, `value="2026-05-04"`, "!@field.seen_day"}},
		{"no day", confirming("", "Order list", marks[0]), 422, []string{"@field.seen_day", kept, `value="Order list"`, "!@field.pick_answer"}},
		{"an odd day", confirming(`4.5."><b>`, "Order list", marks[0]), 422, []string{"@field.seen_day", kept, "!><b>"}},
		{"a day to come", confirming("2026-05-06", "Order list", marks[0]), 422, []string{"@field.seen_day", kept, `value="2026-05-06"`}},
		{"no note", confirming("2026-05-04", " ", marks[0]), 422, []string{"@field.required", kept}},
		{"a long note", confirming("2026-05-04", strings.Repeat("ä", 301), marks[0]), 422, []string{"@field.too_long", kept, strings.Repeat("ä", 301)}},
		{"a far too long note", confirming("2026-05-04", strings.Repeat("ä", 1001), marks[0]), 422, []string{"@field.too_long", kept}},
		{"an unknown item", confirming("2026-05-04", "Order list", "XX99 abc"), 404, []string{"@error.item_unknown"}},
		{"garbage", confirming("2026-05-04", "Order list", "<script>"), 404, []string{"!<script>"}},
		{"another answer", confirming("2026-05-04", "Order list", marks[0], strings.Fields(marks[1])[0]+" zzz"), 409, []string{"@error.confirm_changed", kept, `value="Order list"`}},
	} {
		for _, hx := range []string{"", "true"} {
			t.Run(c.name+" htmx "+hx, func(t *testing.T) {
				ada.post(page, c.form, "HX-Request", hx).is(t, c.status, c.texts...)
				if e := v.interview().Judge(); e.Confirmed != 0 {
					t.Errorf("%d are confirmed", e.Confirmed)
				}
			})
		}
	}
	for _, hx := range []string{"", "true"} {
		ada.post(page, confirming("2026-05-04", "Order list", marks[0]), "HX-Request", hx).is(t, 303)
		item, _, _ := strings.Cut(marks[0], " ")
		ada.post(page+"/back", values("item", item), "HX-Request", hx).is(t, 303)
	}
	ada.post(page+"/back", values()).is(t, 422)
	stranger := s.member(assessment.FacilitatorRole, "bo@example.org")
	for _, hx := range []string{"", "true"} {
		stranger.get(page, "HX-Request", hx).is(t, 404, "@error.firm_unknown")
		stranger.post(page, confirming("2026-05-04", "x", marks[0]), "HX-Request", hx).is(t, 404)
		stranger.post(page+"/back", values("item", "TA01"), "HX-Request", hx).is(t, 404)
	}
	ada.post(page+"/stop", values()).is(t, 303)
	ada.get("/firms?stopped=1").is(t, 200, "@firms.stopped", "@firms.none")
}

// TestInvitationsOfAdvisersEnd on the owner's page.
func TestInvitationsOfAdvisersEnd(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.5)
	ada := s.member(assessment.OperatorRole, "ada@example.org")
	invite := v.asking()
	v.post(v.home()+"/evidence/cancel", values()).is(t, 303)
	ada.post(invite, values()).is(t, 404, "@error.adviser_unknown")
	s.pass(time.Second)
	invite = v.asking()
	v.post(v.home()+"/cancel", values()).is(t, 200)
	ada.get(invite).is(t, 404, "@error.adviser_unknown")
	s.pass(time.Second)
	invite = v.asking()
	s.pass(assessment.AdviserInvited + time.Second)
	ada.signIn("ada@example.org", phrase).is(t, 303)
	ada.get(invite).is(t, 410, "@error.adviser_expired")
	ada.post(invite, values()).is(t, 410, "@error.adviser_expired")
	v.get(v.home()+"/evidence").is(t, 200, "!@evidence.invited")
}

// TestFilesOnASiteBringNoGrade: what goes out says what was confirmed, what comes
// in is self-assessed and says so.
func TestFilesOnASiteBringNoGrade(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.5)
	plain := v.get(v.home() + "/answers.json")
	plain.is(t, 200, `!"evidence"`)
	ada := s.member(assessment.FacilitatorRole, "ada@example.org")
	page := ada.post(v.asking(), values()).Header.Get("Location")
	ada.post(page, confirming("2026-05-04", "Order list", ada.get(page).ticks()...)).is(t, 303)
	file := v.get(v.home() + "/answers.json")
	file.is(t, 200, `"grade": "verified"`, `"note": "Order list"`, `"seen": "2026-05-04"`)
	var sent assessment.Portable
	if err := json.Unmarshal([]byte(file.Text), &sent); err != nil || len(sent.Evidence.Confirmed) != sent.Evidence.Answers {
		t.Errorf("%+v %v", sent.Evidence, err)
	}
	other := s.visitor()
	a := other.post("/import", values("text", file.Text))
	a.is(t, 303)
	address, _, unchecked := strings.Cut(a.Header.Get("Location"), "?")
	if other.id = strings.TrimPrefix(address, "/assessments/"); !unchecked {
		t.Error("nobody is told that the file's evidence was left out")
	}
	other.get(a.Header.Get("Location")).is(t, 200, "@import.evidence")
	other.get(other.home()+"/result").is(t, 200, "@evidence.grade.self", "@evidence.nobody", "!Order list", "!Ms ada")
	other.get(other.home()+"/answers.json").is(t, 200, `!"evidence"`)
	third := s.visitor()
	if to := third.post("/import", values("text", plain.Text)).Header.Get("Location"); strings.Contains(to, "?") {
		t.Errorf("a plain file leads to %s", to)
	}
}

// TestEvidenceOfRounds: a new round begins alone, and the comparison says how far
// each was checked.
func TestEvidenceOfRounds(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.4)
	ada := s.member(assessment.FacilitatorRole, "ada@example.org")
	page := ada.post(v.asking(), values()).Header.Get("Location")
	ada.post(page, confirming("2026-05-04", "Order list", ada.get(page).ticks()...)).is(t, 303)
	before := v.id
	s.pass(200 * 24 * time.Hour)
	to := v.post(v.home()+"/again", values()).Header.Get("Location")
	m := inAddress.FindStringSubmatch(to)
	if m == nil {
		t.Fatalf("again leads to %q", to)
	}
	v.id = m[1]
	ada.signIn("ada@example.org", phrase).is(t, 303)
	ada.get(page).is(t, 404, "@error.firm_unknown")
	v.finish(0.6)
	v.get(v.home()+"/result").is(t, 200, "@evidence.grade.self")
	v.get(v.home()+"/progress").is(t, 200, "@evidence.verified", "@evidence.self")
	v.get("/assessments/"+before+"/evidence").is(t, 200, "@evidence.verified", "Order list", "!@evidence.invite_button", "@evidence.no_advisers")
	v.post("/assessments/"+before+"/evidence/invite", values()).is(t, 410, "@error.round_over")
}

// TestEvidenceTranslated: in another language nothing of the new pages bypasses
// the locale, and what people typed is marked.
func TestEvidenceTranslated(t *testing.T) {
	s := newSite(t)
	v := s.visitor("Accept-Language", "en-XA").start("name", "Brot").finish(0.5)
	ada := s.member(assessment.FacilitatorRole, "ada@example.org")
	ada.header["Accept-Language"] = "en-XA"
	ada.get("/firms")
	check := func(a answer, status int) answer {
		t.Helper()
		if a.StatusCode != status {
			t.Errorf("%s\n%s", a.Status, a.main())
		}
		for _, text := range untranslated(a.Text) {
			t.Errorf("%s: %s", a.Request.URL.Path, text)
		}
		return a
	}
	check(v.get(v.home()+"/evidence"), 200)
	shown := check(v.post(v.home()+"/evidence/invite", values()), 200)
	invite := adviserInvite.FindStringSubmatch(shown.Text)[1]
	check(s.visitor("Accept-Language", "en-XA").get(invite), 200)
	check(ada.get("/firms"), 200)
	check(ada.get(invite), 200)
	page := ada.post(invite, values()).Header.Get("Location")
	marks := check(ada.get(page), 200).ticks()
	check(ada.post(page, values()), 422)
	check(ada.post(page, confirming("2026-05-04", "x", "TA01 zzz")), 409)
	ada.post(page, confirming("2026-05-04", "Order list", marks[:3]...)).is(t, 303)
	item, _, _ := strings.Cut(marks[0], " ")
	v.say(item, assessment.StateResponse(assessment.NotRelevant))
	check(ada.get(page+"?saved=1"), 200)
	check(ada.get("/firms?stopped=1"), 200)
	for _, path := range []string{"/items/" + item, "/items/" + strings.Fields(marks[1])[0], "/evidence?ended=1", "/result", "/answers", "?unchecked=1"} {
		check(v.get(v.home()+path), 200)
	}
	check(ada.get("/firms/none"), 404)
}

// TestConfirmedInDocuments: the documents name who confirmed what.
func TestConfirmedInDocuments(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.5)
	ada := s.member(assessment.FacilitatorRole, "ada@example.org")
	page := ada.post(v.asking(), values()).Header.Get("Location")
	before := v.get(v.home() + "/roadmap.pdf")
	ada.post(page, confirming("2026-05-04", "Order list", ada.get(page).ticks()[0])).is(t, 303)
	after := v.get(v.home()+"/roadmap.pdf", "If-None-Match", before.Header.Get("ETag"))
	if after.StatusCode != 200 || slices.Equal([]byte(before.Text), []byte(after.Text)) {
		t.Errorf("%s: the document is as before", after.Status)
	}
	v.get(v.home()+"/roadmap.xlsx").is(t, 200)
}
