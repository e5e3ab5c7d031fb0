package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onramp/assessment"
)

// TestProfileForm is the table of what people type about their firm: at the
// start and again later the same is refused, and the input kept.
func TestProfileForm(t *testing.T) {
	v := newSite(t).visitor().start()
	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		texts  []string
	}{
		{"fine", bakery(), 303, nil},
		{"numbers as people write them", bakery("employees", "1 200", "budget", "5,000", "person_days_month", "4"), 303, nil},
		{"region in small letters", bakery("region", " de-by "), 303, nil},
		{"any name", bakery("name", "<b>Brot & Söhne</b> 🥐 \x00\xff\u202e"), 303, nil},
		{"nothing", values(), 422, []string{"@field.required", "country-problem", "employees-problem"}},
		{"no country", bakery("country", ""), 422, []string{"country-problem", `value="12"`, `value="C" selected`, `value="cut-cost" checked`}},
		{"unknown country", bakery("country", "XX"), 422, []string{"@field.country", `value="12"`}},
		{"long country", bakery("country", "Germany"), 422, []string{"@field.too_long"}},
		{"nobody", bakery("employees", "0"), 422, []string{"@field.at_least_one", `value="0"`}},
		{"some people", bakery("employees", "<some>"), 422, []string{"@field.whole_number", "&lt;some&gt;", "!<some>"}},
		{"too many people", bakery("employees", "9999999"), 422, []string{"employees-problem", "1,000,000"}},
		{"budget in words", bakery("budget", "a lot"), 422, []string{"budget-problem", `value="a lot"`}},
		{"no year", bakery("founded", "0"), 422, []string{"founded-problem", `value="0"`}},
		{"a year before any firm", bakery("founded", "999"), 422, []string{"founded-problem", `value="999"`, "@field.year"}},
		{"year in words", bakery("founded", "last year"), 422, []string{"founded-problem", `value="last year"`}},
		{"a year", bakery("founded", "2015"), 303, nil},
		{"negative budget", bakery("budget", "-1"), 422, []string{"budget-problem", `value="-1"`}},
		{"days in words", bakery("person_days_month", "few"), 422, []string{"days-problem", `value="few"`}},
		{"days far too long", bakery("person_days_month", strings.Repeat("1", 13)), 422, []string{"days-problem", "@field.too_long"}},
		{"region of another country", bakery("region", "BR-SP"), 422, []string{"region-problem", "@field.region_country", `value="BR-SP"`, "open>"}},
		{"no region", bakery("region", "Bayern"), 422, []string{"region-problem"}},
		{"long name", bakery("name", strings.Repeat("ä", 121)), 422, []string{"name-problem", "@field.too_long"}},
		{"unknown goal", bakery("goals", "win"), 422, []string{"@field.goal"}},
		{"unknown sector", bakery("sector", "Z"), 422, []string{"sector-problem"}},
		{"unknown language", bakery("language", "<x>"), 422, []string{"language-problem", "@field.language"}},
	} {
		for _, path := range []string{"/start", v.home() + "/profile"} {
			t.Run(c.name+" "+strings.TrimPrefix(path, v.home()), func(t *testing.T) {
				c.form.Set("seen", v.interview().Profile.Mark())
				a := v.post(path, c.form)
				a.is(t, c.status, c.texts...)
				if a.StatusCode == 422 && !shows(a.Text, "@error.invalid") {
					t.Error("nothing says that something is wrong")
				}
			})
		}
	}
	v.post("/start", bakery("depth", "endless")).is(t, 422, "@field.depth", `value="12"`)
	v.post("/start", bakery("statistics_consent", "maybe")).is(t, 303)
}

func TestStartingAgainLater(t *testing.T) {
	v := newSite(t).visitor().start("region", "de-by", "budget", "5000", "founded", "1987")
	in := v.interview()
	if in.Profile.Region != "DE-BY" || *in.Profile.Budget != 5000 || in.Profile.Founded != 1987 || in.StatisticsConsent {
		t.Errorf("got %+v", in.Profile)
	}
	v.get(v.home()+"/profile").is(t, 200, `value="5000"`, `value="DE-BY"`, `value="1987"`, `value="DE" selected`, "!statistics_consent", `!name="depth"`)
	if next := v.get(v.home() + "/next"); next.StatusCode != 303 || !strings.HasPrefix(next.Header.Get("Location"), v.home()+"/items/") {
		t.Errorf("next: %s %s", next.Status, next.Header.Get("Location"))
	}
}

func TestStaleProfile(t *testing.T) {
	v := newSite(t).visitor().start()
	old := v.interview().Profile.Mark()
	v.post(v.home()+"/profile", bakery("employees", "13", "seen", old)).is(t, 303)
	a := v.post(v.home()+"/profile", bakery("employees", "14", "seen", old))
	a.is(t, 409, "@error.changed_elsewhere", `value="14"`)
	if n := v.interview().Profile.Employees; n != 13 {
		t.Errorf("a stale tab wrote %d", n)
	}
	v.post(v.home()+"/profile", bakery("employees", "14", "seen", input(t, a.Text, "seen"))).is(t, 303)
	if n := v.interview().Profile.Employees; n != 14 {
		t.Errorf("the second send left %d", n)
	}
}

func TestDepthConsentDelete(t *testing.T) {
	v := newSite(t).visitor().start()
	v.say("TA01", assessment.ValueResponse(2))
	v.get(v.home()).is(t, 200, "@overview.depth_now", "@overview.so_far", `value="no" checked`)
	v.post(v.home()+"/depth", values("depth", "endless")).is(t, 422, "@field.depth")
	v.post(v.home()+"/depth", values()).is(t, 422, "@field.required")
	if to := v.post(v.home()+"/depth", values("depth", "full")).Header.Get("Location"); to != v.home()+"/next" {
		t.Errorf("depth leads to %q", to)
	}
	v.post(v.home()+"/consent", values("statistics_consent", "perhaps")).is(t, 422)
	v.post(v.home()+"/consent", values("statistics_consent", "yes", "return", "result")).is(t, 303)
	if in := v.interview(); !in.StatisticsConsent || in.Depth != assessment.Full || len(in.Responses) != 1 {
		t.Errorf("got %+v", in.Assessment)
	}
	v.get(v.home()+"/result").is(t, 200, `value="yes" checked`)
	if to := v.post(v.home()+"/consent", values("statistics_consent", "no", "return", "//evil.test")).Header.Get("Location"); to != v.home()+"#consent" {
		t.Errorf("consent leads to %q", to)
	}
	v.get(v.home()+"/delete").is(t, 200, "@delete.button")
	v.interview()
	gone := v.post(v.home()+"/delete", values())
	gone.is(t, 200, "@deleted.headline")
	for _, c := range gone.Cookies() {
		if c.MaxAge >= 0 {
			t.Errorf("cookie %s stays", c.Name)
		}
	}
	v.get(v.home()).is(t, 403)
	v.get("/").is(t, 200, "!@home.go_on")
}

// TestEmptyAndFullResult opens result, roadmap and answers in every state.
func TestEmptyAndFullResult(t *testing.T) {
	v := newSite(t).visitor().start("name", "Brot & Söhne")
	v.get(v.home()+"/result").is(t, 200, "@result.headline_none")
	v.get(v.home()+"/roadmap").is(t, 200, "@roadmap.unknown", "@roadmap.likely", "Brot &amp; Söhne")
	v.get(v.home()+"/answers").is(t, 200, "@word.state.not_asked")
	v.say("TA01", assessment.ValueResponse(0))
	v.get(v.home()+"/result").is(t, 200, "@result.coverage", `<svg`)
	v.finish(0.3)
	v.get(v.home()).is(t, 200, "@overview.done")
	v.get(v.home()+"/result").is(t, 200, "@result.strengths", "@result.to_roadmap", "@result.deeper")
	v.get(v.home()+"/roadmap").is(t, 200, "@word.horizon.first-90-days", "@roadmap.first_step", "@platform.check.seen", "@roadmap.ended", `rel="noopener noreferrer external"`)
	top := newSite(t).visitor().start("depth", "full").finish(1)
	top.get(top.home()+"/result").is(t, 200, "!@result.deeper")
	top.get(top.home()+"/roadmap").is(t, 200)
	if a := v.get("/"); a.StatusCode != http.StatusOK || !shows(a.Text, "@home.go_on") {
		t.Error("the front page does not offer to go on")
	}
}

// TestLanguageStays saves a profile from its own form: a language that the list
// does not hold, as a file may bring, must not get lost.
func TestLanguageStays(t *testing.T) {
	v := newSite(t).visitor().start("language", "pt-BR")
	v.get(v.home()+"/profile").is(t, 200, `value="pt-BR" selected`, "Brazilian Portuguese", `value="fa"`, "Persian")
	v.post(v.home()+"/profile", bakery("language", "xx!")).is(t, 422, `!value="xx!"`)
	names := map[string]string{}
	for _, tag := range firmLanguages {
		name := english().Language(tag)
		if name == tag || names[name] != "" {
			t.Errorf("%s is called %q, as is %q", tag, name, names[name])
		}
		names[name] = tag
	}
	if len(firmLanguages) < 60 {
		t.Errorf("%d languages", len(firmLanguages))
	}
}
