package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"testing"

	"onramp/assessment"
)

// steps lists the measures of the visitor's saved plan.
func (v *visitor) steps() (ids []string) {
	v.t.Helper()
	for _, s := range v.interview().Outcome().Roadmap.Steps {
		ids = append(ids, s.Measure.ID)
	}
	return ids
}

// TestMarking is the table of what an owner can say about a step, with and
// without htmx.
func TestMarking(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		state, before string // before: the mark there is already
		measure       string // empty: the first step of the plan
		status        int    // without htmx
		texts         []string
	}{
		{"started", "", "", 303, []string{"@whatif.said.started", "@whatif.started_on", "4 May 2026"}},
		{"done", "", "", 303, []string{"@whatif.said.done", "@whatif.done_on", "@whatif.with_done", "@whatif.take_back"}},
		{"not_for_us", "", "", 303, []string{"@whatif.said.not_for_us", "@whatif.dropped_on"}},
		{"done", "started", "", 303, []string{"@whatif.said.done", "!@whatif.started_on"}},
		{"done", "done", "", 303, []string{"!@whatif.said.done", "@whatif.done_on"}}, // sent twice
		{"", "done", "", 303, []string{"@whatif.said.back", "!@whatif.done_on"}},
		{"", "not_for_us", "", 303, []string{"@whatif.said.back", "!@whatif.dropped_on"}},
		{"", "", "", 303, []string{"!@whatif.said.back"}},
		{"maybe", "", "", 422, []string{"@field.mark"}},
		{strings.Repeat("x", 21), "", "", 422, []string{"@field.too_long"}},
		{"done", "", "fly", 404, []string{"@error.measure_unknown"}},
		{"done", "", "%3Cb%3E", 404, []string{"@error.measure_unknown", "!<b>"}},
	} {
		for _, hx := range []string{"", "true"} {
			t.Run(c.before+" to "+c.state+" "+c.measure+" htmx "+hx, func(t *testing.T) {
				v := s.visitor().adopt("DE", 12, 0.3)
				measure := c.measure
				if measure == "" {
					measure = v.steps()[0]
				}
				path := v.home() + "/measures/" + measure
				if c.before != "" {
					v.post(path, values("state", c.before)).is(t, 303)
				}
				a := v.post(path, values("state", c.state), "HX-Request", hx)
				if c.status != 303 {
					a.is(t, c.status, c.texts...)
					if marks := v.interview().Marks; len(marks) > 0 {
						t.Errorf("kept %v", marks)
					}
					return
				}
				if hx == "" {
					to := a.Header.Get("Location")
					if a.StatusCode != 303 || !strings.HasPrefix(to, v.home()+"/roadmap?changed="+measure) || !strings.HasSuffix(to, "#"+measure) {
						t.Fatalf("%s to %q", a.Status, to)
					}
					to, _, _ = strings.Cut(to, "#")
					a = v.get(to)
				} else if strings.Contains(a.Text, "<html") || !strings.Contains(a.Text, `<div id="plan">`) || !strings.Contains(a.Text, `hx-swap-oob="innerHTML"`) {
					t.Errorf("no part:\n%s", a.Text[:300])
				}
				a.is(t, 200, append(c.texts, `id="`+measure+`"`)...)
				state := ""
				if marks := v.interview().Marks; len(marks) > 0 {
					state = string(marks[0].State)
				}
				if state != c.state {
					t.Errorf("kept %q", state)
				}
				if planned := slices.Contains(v.steps(), measure); planned != (c.state == "" || c.state == "started") {
					t.Errorf("in the plan: %v", planned)
				}
			})
		}
	}
}

// TestMarksAreNotAddresses: opening what a form sends to changes nothing.
func TestMarksAreNotAddresses(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.3)
	measure := v.steps()[0]
	if to := v.get(v.home() + "/measures/" + measure + "?state=done").Header.Get("Location"); to != v.home()+"/roadmap" {
		t.Errorf("leads to %q", to)
	}
	v.get(v.home()+"/roadmap?changed="+measure).is(t, 200, "!@whatif.said.back", "!"+`class="news"`)
	v.get(v.home()+"/roadmap?changed="+measure+"&was=%3Cb%3E").is(t, 200, "!<b>")
	v.get(v.home()+"/roadmap?changed=fly&was=done").is(t, 200, `!class="news"`)
	v.post(v.home()+"/measures/"+measure, values("state", "done"), "Content-Type", "application/json").is(t, 415)
	if marks := v.interview().Marks; len(marks) > 0 {
		t.Errorf("kept %v", marks)
	}
}

// TestEverythingDone: a plan that is worked off says so and still shows what
// was done.
func TestEverythingDone(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 1)
	for range 100 {
		left := v.steps()
		if len(left) == 0 {
			break
		}
		v.post(v.home()+"/measures/"+left[0], values("state", "not_for_us")).is(t, 303)
	}
	v.post(v.home()+"/measures/fo-tested-backup", values("state", "done")).is(t, 303)
	v.get(v.home()+"/roadmap").is(t, 200, "@roadmap.nothing", "@whatif.done_on", `id="fo-tested-backup"`, "@whatif.title", "!@roadmap.timeline_text")
}

// trying is an address that tries something.
func (v *visitor) trying(pairs ...string) string {
	return v.home() + "/roadmap?" + values(append([]string{"try", "1"}, pairs...)...).Encode()
}

// TestTrying is the table of what can be tried: nothing of it is saved, and
// what does not fit stays on the page with its error.
func TestTrying(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.3)
	goal := v.interview().Profile.Goals[0]
	saved := v.interview().Profile.Mark()
	for _, c := range []struct {
		name   string
		pairs  []string
		status int
		texts  []string
	}{
		{"as it is", []string{"budget", "", "person_days_month", "", "goals", goal}, 200, []string{"!@whatif.not_saved", "open>", "@roadmap.pdf"}},
		{"little money", []string{"budget", "100", "goals", goal}, 200, []string{"@whatif.not_saved", "@whatif.keep", "100 US dollars", `value="100"`, "@whatif.moves", "!@roadmap.pdf"}},
		{"as people write it", []string{"budget", "5 000", "goals", goal}, 200, []string{"@whatif.not_saved", "5,000 US dollars", `value="5 000"`}},
		{"no money", []string{"budget", "0", "goals", goal}, 200, []string{"@whatif.not_saved", "0 US dollars"}},
		{"more time", []string{"person_days_month", "20", "goals", goal}, 200, []string{"@whatif.not_saved", "@whatif.sooner"}},
		{"careful", []string{"appetite", "careful", "goals", goal}, 200, []string{"@whatif.not_saved", "@whatif.appetite.careful.short", `value="careful" selected`}},
		{"no goals", nil, 200, []string{"@whatif.not_saved", "@whatif.no_goals", `!" checked`}},
		{"words", []string{"budget", "<lots>", "goals", goal}, 422, []string{"@field.whole_number", "@whatif.invalid", `value="&lt;lots&gt;"`, `aria-invalid="true"`, "!@whatif.not_saved", "!<lots>"}},
		{"negative", []string{"person_days_month", "-3", "goals", goal}, 422, []string{"@field.range", `value="-3"`}},
		{"far too much", []string{"budget", "99999999999", "goals", goal}, 422, []string{"@field.range"}},
		{"too long", []string{"budget", strings.Repeat("9", 21)}, 422, []string{"@field.too_long"}},
		{"unknown appetite", []string{"appetite", "wild", "goals", goal}, 422, []string{"@field.appetite"}},
		{"unknown goal", []string{"goals", "win"}, 422, []string{"@field.goal"}},
	} {
		for _, hx := range []string{"", "true"} {
			t.Run(c.name+" htmx "+hx, func(t *testing.T) {
				a := v.get(v.trying(c.pairs...), "HX-Request", hx)
				texts := c.texts
				if hx != "" { // the form stays where it is
					texts = slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
						return strings.HasPrefix(text, "value=") || strings.HasPrefix(text, "aria-") || text == "open>" || strings.HasPrefix(text, "!\"")
					})
				}
				a.is(t, c.status, texts...)
				if part := !strings.Contains(a.Text, "<html"); part != (hx != "") {
					t.Errorf("a part: %v", part)
				}
				if hx != "" && (strings.Contains(a.Text, `id="trial"`) || !strings.Contains(a.Text, `id="try-budget-problem" hx-swap-oob="true"`)) {
					t.Error("the part replaces the form, or leaves its errors")
				}
				if v.interview().Profile.Mark() != saved {
					t.Error("it was saved")
				}
			})
		}
	}
}

// TestMarkWhileTrying: a mark is saved and the trial goes on.
func TestMarkWhileTrying(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.3)
	measure := v.steps()[0]
	page := v.get(v.trying("budget", "100"))
	_, query, _ := strings.Cut(page.Request.URL.String(), "?")
	tail := "?" + must(url.ParseQuery(query))(t).Encode()
	for _, hx := range []string{"", "true"} {
		a := v.post(v.home()+"/measures/"+measure+tail, values("state", "done"), "HX-Request", hx)
		if hx == "" {
			to := must(url.Parse(a.Header.Get("Location")))(t)
			if to.Query().Get("budget") != "100" || to.Query().Get("changed") != measure {
				t.Fatalf("leads to %s", to)
			}
			a = v.get(to.Path + "?" + to.RawQuery)
			a.is(t, 200, "@whatif.said.done")
		}
		a.is(t, 200, "@whatif.not_saved", "@whatif.done_on")
	}
	if in := v.interview(); in.Profile.Budget != nil || len(in.Marks) != 1 {
		t.Errorf("kept %v and %v", in.Profile, in.Marks)
	}
}

func TestKeepWhatWasTried(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.3)
	page := v.get(v.trying("budget", "2,500", "person_days_month", "6", "appetite", "bold", "goals", "cut-cost"))
	seen := input(t, page.Text, "seen")
	form := func(budget, seen string) url.Values {
		return values("budget", budget, "person_days_month", "6", "appetite", "bold", "goals", "cut-cost", "seen", seen)
	}
	v.post(v.home()+"/roadmap", form("much", seen)).is(t, 422, "@field.whole_number", `value="much"`)
	if to := v.post(v.home()+"/roadmap", form("2,500", seen)).Header.Get("Location"); to != v.home()+"/roadmap" {
		t.Errorf("leads to %q", to)
	}
	p := v.interview().Profile
	if *p.Budget != 2500 || *p.Days != 6 || p.Appetite != assessment.Bold || !slices.Equal(p.Goals, []string{"cut-cost"}) || p.Employees != 12 {
		t.Errorf("kept %+v", p)
	}
	v.get(v.home()+"/roadmap").is(t, 200, `value="2500"`, `value="bold" selected`, "!@whatif.not_saved")
	v.get(v.home()+"/profile").is(t, 200, `value="bold" checked`)

	// Another tab had changed the profile: the second send means it was seen.
	stale := v.post(v.home()+"/roadmap", form("900", seen))
	stale.is(t, 409, "@error.changed_elsewhere", "@whatif.keep", `value="900"`)
	if n := *v.interview().Profile.Budget; n != 2500 {
		t.Errorf("a stale tab wrote %d", n)
	}
	v.post(v.home()+"/roadmap", form("900", input(t, stale.Text, "seen"))).is(t, 303)
	if n := *v.interview().Profile.Budget; n != 900 {
		t.Errorf("the second send left %d", n)
	}
}

// TestOutlookTable: the page shows the expected levels of every area, and what
// the plan takes of the firm's limits.
func TestOutlookTable(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.3)
	page := v.get(v.home() + "/roadmap")
	page.is(t, 200, "@whatif.outlook", "@whatif.after_90", "@whatif.caution", "!@whatif.with_done", "outlook-picture")
	o := v.interview().Outcome()
	for _, d := range o.Model.Dimensions {
		if !strings.Contains(page.Text, `<th scope="row">`+template.HTMLEscapeString(d.Title.English)) {
			t.Errorf("no row of %s", d.ID)
		}
	}
	spend := o.Roadmap.Spend(o.Questionnaire, assessment.First90Days)
	page.is(t, 200, english().T("whatif.spend.of", "Spent", english().Number(float64(spend.Days), 0), "Limit", "12"))
	fresh := newSite(t).visitor().start()
	fresh.get(fresh.home()+"/roadmap").is(t, 200, "!@whatif.caution", "@whatif.spend") // nothing answered: no levels to speak of
}
