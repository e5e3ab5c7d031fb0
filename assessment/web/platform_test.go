package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onramp/assessment"
)

// course is an entry as typed.
func course(more ...string) url.Values {
	form := values("name", "Kurs & <Büro>", "operator", "Chamber of Bakers", "summary", "A course for bakers.", "countries", "de, fr", "languages", "de",
		"kinds", "training", "topics", "skills", "audience", "micro", "cost", "free", "status", "active", "change_note", "our own")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// TestBrowsePlatforms: everybody finds entries by country, kind and topic, and
// reads how each was checked.
func TestBrowsePlatforms(t *testing.T) {
	v := newSite(t).visitor()
	all := v.get("/platforms")
	all.is(t, 200, "CyberRisikoCheck", "World SME Forum", "not yet checked by us", "!/platforms/new", `<a href="/platforms">`)
	german := v.get("/platforms?country=DE&kind=advice&topic=cybersecurity")
	german.is(t, 200, "CyberRisikoCheck", `value="DE" selected`, `value="advice" selected`, `value="cybersecurity" selected`, "!de-digital-jetzt")
	if near, far := strings.Index(german.Text, "/platforms/de-"), strings.Index(german.Text, "/platforms/intl"); near < 0 || far >= 0 && far < near {
		t.Errorf("German entries at %d, international ones at %d", near, far)
	}
	v.get("/platforms?country=DE&kind=funding").is(t, 200, "Digital Now", "@word.platform.ended")
	v.get("/platforms?country=AQ&kind=testing&topic=finance&x=1").is(t, 200, "@platforms.found_none")
	v.get("/platforms?country=%3Cscript%3E&kind=nothing&topic=%27").is(t, 200, "CyberRisikoCheck", "World SME Forum")
	v.get("/platforms/de-bsi-cyberrisikocheck").is(t, 200, "CyberRisikoCheck", "https://www.bsi.bund.de/", "Germany", "seen on a stored public page, November 2026",
		"@platforms.record_none", "!/edit")
	v.get("/platforms/de-digital-jetzt").is(t, 200, "@word.platform.ended")
	v.get("/platforms/nothing").is(t, 404, "@error.platform_unknown")
}

// TestKeepingPlatforms: a manager adds an entry of the organisation's own and
// changes it, the operator changes every one, another organisation none; the
// public record says when and what, and who only to people who are signed in.
func TestKeepingPlatforms(t *testing.T) {
	s := newSite(t)
	manager, operator, stranger := s.member(assessment.ManagerRole, "mo@example.org"), s.member(assessment.OperatorRole, "olga@example.org"), s.visitor()
	other := s.member(assessment.AnalystRole, "ana@example.org")
	s.hire(assessment.ManagerRole, "mia@example.org")

	form := manager.get("/platforms/new")
	form.is(t, 200, `value="Chamber of Bakers"`)
	once := input(t, form.Text, "once")
	a := manager.post("/platforms/new", course("once", once))
	at := strings.TrimSuffix(a.Header.Get("Location"), "?saved=1")
	if a.StatusCode != http.StatusSeeOther || at != "/platforms/de-kurs-b-ro" {
		t.Fatalf("added: %s at %q\n%s", a.Status, at, a.main())
	}
	if again := manager.post("/platforms/new", course("once", once)); again.Header.Get("Location") != "/platforms" {
		t.Errorf("the same form again: %s to %q", again.Status, again.Header.Get("Location"))
	}
	manager.get(at+"?saved=1").is(t, 200, "Kurs &amp; &lt;Büro&gt;", "France and Germany", "; confirmed by those who run it or this site", "4 May 2026", "@platforms.saved", "our own", "Ms mo@example.org", at+"/edit", "Chamber of Bakers")
	stranger.get(at).is(t, 200, "our own", "4 May 2026", "!mo@example.org", "!/edit")
	other.get(at).is(t, 200, "Ms mo@example.org", "!/edit")
	other.get(at+"/edit").is(t, 403)
	manager.get("/platforms/de-bsi-cyberrisikocheck").is(t, 200, "!/edit")
	manager.get("/platforms/de-bsi-cyberrisikocheck/edit").is(t, 403, "@error.platform_not_yours")
	manager.post("/platforms/de-bsi-cyberrisikocheck/edit", course()).is(t, 403, "@error.platform_not_yours")
	operator.get("/platforms/nothing/edit").is(t, 404, "@error.platform_unknown")

	seen := input(t, manager.get(at+"/edit").Text, "seen")
	rules := course("seen", seen, "regions", "de-by fr-bre", "employees_min", "2", "employees_max", "1 200", "age_max", "5", "opens", "2026-06-01", "closes", "2026-12-31", "change_note", "dates")
	rules["sectors"] = []string{"C", "I"}
	manager.post(at+"/edit", rules).is(t, 303)
	stale := operator.post(at+"/edit", course("seen", seen, "name", "Olga's course"))
	stale.is(t, 409, "@error.changed_elsewhere", "Olga&#39;s course")
	operator.get(at).is(t, 200, "for firms in DE-BY and FR-BRE", "for firms of 2 to 1,200 people", "for firms up to 5 years old", "it opens on 1 June 2026", "31 December 2026", "dates", "!Olga")
	operator.post(at+"/edit", course("seen", input(t, stale.Text, "seen"), "name", "Olga's course", "status", "closed")).is(t, 303)
	stranger.get(at).is(t, 200, "Olga&#39;s course", "@word.platform.ended", "Name", "!Olga ")
	manager.get(at+"/edit").is(t, 200, "Olga&#39;s course") // it is still the chamber's
	if pl := must(s.web.Service.Platform(t.Context(), strings.TrimPrefix(at, "/platforms/")))(t); len(pl.Changes) != 3 {
		t.Errorf("%d changes on record", len(pl.Changes))
	}
}

// TestPlatformsThatDoNotFit: what is wrong stands with its field, what was typed
// stays, and nothing is written.
func TestPlatformsThatDoNotFit(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.OperatorRole, "olga@example.org")
	v.post("/platforms/new", values()).is(t, 422, "name-problem", "summary-problem", "countries-problem")
	for _, tt := range []struct{ field, typed, problem string }{
		{"countries", "Germany", "@field.country"}, {"countries", "DE DE", "@field.twice"}, {"languages", "Deutsch!", "@field.language"},
		{"url", "example.org", "@field.platform_address"}, {"url", "javascript:alert(1)", "@field.platform_address"}, {"source", "ftp://example.org", "@field.platform_address"},
		{"kinds", "magic", "@field.listed"}, {"topics", "", "@field.listed"}, {"cost", "cheap", "@field.listed"}, {"status", "", "@field.listed"},
		{"regions", "Bavaria", "@field.region"}, {"regions", "AT-9", "@field.platform_region"}, {"sectors", "X", "@field.sector"},
		{"employees_min", "many", "@field.whole_number"}, {"employees_min", "-1", "@field.range"}, {"age_max", "9999999", "@field.range"},
		{"opens", "soon", "@field.platform_day"}, {"name", strings.Repeat("ä", 121), "@field.too_long"}, {"summary", " ", "@field.required"},
		{"change_note", strings.Repeat("ä", 1001), "@field.too_long"},
	} {
		v.post("/platforms/new", course(tt.field, tt.typed, "once", tt.field+tt.typed)).is(t, 422, tt.problem, "Chamber of Bakers")
	}
	v.post("/platforms/new", course("closes", "2026-01-01", "opens", "2026-02-01", "once", "a")).is(t, 422, "@field.closes_first", `value="2026-01-01"`)
	v.post("/platforms/new", course("employees_min", "10", "employees_max", "9", "once", "b")).is(t, 422, "@field.span", `name="employees_min" inputmode="numeric" value="10"`)
	if all := must(s.web.Service.PlatformChanges(t.Context()))(t); len(all) != 0 {
		t.Errorf("%d changes of what does not fit", len(all))
	}
}

// TestOwnEntryReachesRoadmaps: what an organisation adds is named to firms it
// fits, with what is not known, and to no others.
func TestOwnEntryReachesRoadmaps(t *testing.T) {
	s := newSite(t)
	q := must(ours())(t).Questionnaires[0]
	form := course("name", "Bakers' workshop of Bavaria", "regions", "DE-BY", "countries", "DE")
	form["kinds"], form["topics"] = nil, nil
	for _, k := range q.Kinds {
		form.Add("kinds", k.ID)
	}
	for _, topic := range q.Topics {
		form.Add("topics", topic.ID)
	}
	s.member(assessment.ManagerRole, "mo@example.org").post("/platforms/new", form).is(t, 303)
	const said = "Only for firms in DE-BY: check that this is you."
	s.visitor().start("employees", "5").finish(0.3).roadmap(t, "Bakers&#39; workshop of Bavaria", said)
	s.visitor().start("employees", "5", "region", "DE-BY").finish(0.3).roadmap(t, "Bakers&#39; workshop of Bavaria", "for firms in DE-BY; confirmed by", "!"+said)
	s.visitor().start("employees", "5", "region", "DE-HH").finish(0.3).roadmap(t, "!Bakers&#39; workshop of Bavaria")
}

func (v *visitor) roadmap(t *testing.T, texts ...string) {
	t.Helper()
	v.get(v.home()+"/roadmap").is(t, 200, texts...)
}
