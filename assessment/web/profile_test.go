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
		{"nothing", values(), 422, []string{"This is missing", "country-problem", "employees-problem"}},
		{"no country", bakery("country", ""), 422, []string{"country-problem", `value="12"`, `value="C" selected`, `value="cut-cost" checked`}},
		{"unknown country", bakery("country", "XX"), 422, []string{"not a country code", `value="12"`}},
		{"long country", bakery("country", "Germany"), 422, []string{"at most 2 characters"}},
		{"nobody", bakery("employees", "0"), 422, []string{"at least 1", `value="0"`}},
		{"some people", bakery("employees", "<some>"), 422, []string{"whole number", "&lt;some&gt;", "!<some>"}},
		{"too many people", bakery("employees", "9999999"), 422, []string{"employees-problem", "1,000,000"}},
		{"budget in words", bakery("budget", "a lot"), 422, []string{"budget-problem", `value="a lot"`}},
		{"negative budget", bakery("budget", "-1"), 422, []string{"budget-problem", `value="-1"`}},
		{"days in words", bakery("person_days_month", "few"), 422, []string{"days-problem", `value="few"`}},
		{"days far too long", bakery("person_days_month", strings.Repeat("1", 13)), 422, []string{"days-problem", "at most 12"}},
		{"region of another country", bakery("region", "BR-SP"), 422, []string{"region-problem", "not in Germany", `value="BR-SP"`, "open>"}},
		{"no region", bakery("region", "Bayern"), 422, []string{"region-problem"}},
		{"long name", bakery("name", strings.Repeat("ä", 121)), 422, []string{"name-problem", "at most 120"}},
		{"unknown goal", bakery("goals", "win"), 422, []string{"not among the goals"}},
		{"unknown sector", bakery("sector", "Z"), 422, []string{"sector-problem"}},
		{"unknown language", bakery("language", "<x>"), 422, []string{"language-problem", "not a language code"}},
	} {
		for _, path := range []string{"/start", v.home() + "/profile"} {
			t.Run(c.name+" "+strings.TrimPrefix(path, v.home()), func(t *testing.T) {
				c.form.Set("seen", v.interview().Profile.Mark())
				a := v.post(path, c.form)
				a.is(t, c.status, c.texts...)
				if a.StatusCode == 422 && !strings.Contains(a.Text, "Something here does not fit yet") {
					t.Error("nothing says that something is wrong")
				}
			})
		}
	}
	v.post("/start", bakery("depth", "endless")).is(t, 422, "not a depth", `value="12"`)
	v.post("/start", bakery("statistics_consent", "maybe")).is(t, 303)
}

func TestStartingAgainLater(t *testing.T) {
	v := newSite(t).visitor().start("region", "de-by", "budget", "5000")
	in := v.interview()
	if in.Profile.Region != "DE-BY" || *in.Profile.Budget != 5000 || in.StatisticsConsent {
		t.Errorf("got %+v", in.Profile)
	}
	v.get(v.home()+"/profile").is(t, 200, `value="5000"`, `value="DE-BY"`, `value="DE" selected`, "!statistics_consent", `!name="depth"`)
	if next := v.get(v.home() + "/next"); next.StatusCode != 303 || !strings.HasPrefix(next.Header.Get("Location"), v.home()+"/items/") {
		t.Errorf("next: %s %s", next.Status, next.Header.Get("Location"))
	}
}

func TestStaleProfile(t *testing.T) {
	v := newSite(t).visitor().start()
	old := v.interview().Profile.Mark()
	v.post(v.home()+"/profile", bakery("employees", "13", "seen", old)).is(t, 303)
	a := v.post(v.home()+"/profile", bakery("employees", "14", "seen", old))
	a.is(t, 409, "changed in another tab", `value="14"`)
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
	v.get(v.home()).is(t, 200, "You chose the depth “Quick”", "You have answered 1 question so far", `value="no" checked`)
	v.post(v.home()+"/depth", values("depth", "endless")).is(t, 422, "not a depth")
	v.post(v.home()+"/depth", values()).is(t, 422, "This is missing")
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
	v.get(v.home()+"/delete").is(t, 200, "Yes, delete everything")
	v.interview()
	gone := v.post(v.home()+"/delete", values())
	gone.is(t, 200, "Everything is deleted")
	for _, c := range gone.Cookies() {
		if c.MaxAge >= 0 {
			t.Errorf("cookie %s stays", c.Name)
		}
	}
	v.get(v.home()).is(t, 403)
	v.get("/").is(t, 200, "!Go on where you left off")
}

// TestEmptyAndFullResult opens result, roadmap and answers in every state.
func TestEmptyAndFullResult(t *testing.T) {
	v := newSite(t).visitor().start("name", "Brot & Söhne")
	v.get(v.home()+"/result").is(t, 200, "No result yet")
	v.get(v.home()+"/roadmap").is(t, 200, "not answered enough", "Likely, not asked", "Brot &amp; Söhne")
	v.get(v.home()+"/answers").is(t, 200, "Not asked")
	v.say("TA01", assessment.ValueResponse(0))
	v.get(v.home()+"/result").is(t, 200, "This rests on", `<svg`)
	v.finish(0.3)
	v.get(v.home()).is(t, 200, "You have answered everything this depth asks")
	v.get(v.home()+"/result").is(t, 200, "What you do well", "See your roadmap", "Want a surer picture?")
	v.get(v.home()+"/roadmap").is(t, 200, "First 90 days", "First step:", "not yet checked by us", "Programmes that have ended", `rel="noopener noreferrer external"`)
	top := newSite(t).visitor().start("depth", "full").finish(1)
	top.get(top.home()+"/result").is(t, 200, "!Want a surer picture?")
	top.get(top.home()+"/roadmap").is(t, 200)
	if a := v.get("/"); a.StatusCode != http.StatusOK || !strings.Contains(a.Text, "Go on where you left off") {
		t.Error("the front page does not offer to go on")
	}
}
