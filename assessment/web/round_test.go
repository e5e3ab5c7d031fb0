package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

const halfYear = 183 * 24 * time.Hour

// again starts the next round through the page and returns it, with the older
// round's address.
func (v *visitor) again() (older string) {
	v.t.Helper()
	older = v.home()
	a := v.post(older+"/again", values())
	m := inAddress.FindStringSubmatch(a.Header.Get("Location"))
	if a.StatusCode != 303 || m == nil || !strings.Contains(a.Header.Get("Location"), "/profile") {
		v.t.Fatalf("again: %s to %q\n%s", a.Status, a.Header.Get("Location"), a.main())
	}
	v.id = m[1]
	return older
}

// marked marks the first n steps of the roadmap as done.
func (v *visitor) marked(n int) (done []*assessment.Measure) {
	v.t.Helper()
	for _, s := range v.interview().Outcome().Roadmap.Steps[:n] {
		if _, err := v.web.Service.Mark(v.t.Context(), v.id, v.token(), s.Measure.ID, assessment.MarkDone); err != nil {
			v.t.Fatal(err)
		}
		done = append(done, s.Measure)
	}
	return done
}

func TestAnswerAgain(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("name", "Brot & Söhne")
	v.get(v.home()).is(t, 200, "!@round.again.how")
	v.get(v.home()+"/progress").is(t, 200, "@round.none", "!@nav.progress")
	v.post(v.home()+"/again", values()).is(t, 409, "@error.round_unfinished")
	v.finish(0.3)
	done := v.marked(2)
	v.get(v.home()).is(t, 200, "@round.again.how", "@round.again.button", "!@round.again.due")
	s.pass(halfYear + 30*24*time.Hour)
	v.get(v.home()).is(t, 200, "@round.again.due")
	v.get(v.home()+"/result").is(t, 200, "@round.again.due")
	older := v.again()
	if a := v.post(older+"/again", values()); a.Header.Get("Location") != v.home()+"/profile?again=1" {
		t.Errorf("the same form again leads to %s %q", a.Status, a.Header.Get("Location"))
	}
	v.get(v.home()+"/profile").is(t, 200, "@round.again.check", "Brot &amp; Söhne")
	in := v.interview()
	if a := v.post(v.home()+"/profile", bakery("name", "Brot", "seen", in.Profile.Mark())); a.Header.Get("Location") != v.home()+"/next" {
		t.Errorf("the profile leads to %s %q\n%s", a.Status, a.Header.Get("Location"), a.main())
	}

	// The first questions are those a measure was about; last time's answer
	// stands by, and nothing is picked.
	question, _ := v.interview().Next()
	said, known := v.interview().LastTime(question.Item.ID)
	page := v.get(v.home() + "/items/" + question.Item.ID)
	page.is(t, 200, "@item.part.moved", done[0].Title.English, "! checked", "!aria-pressed")
	if known != strings.Contains(page.Text, `class="last-time"`) || known == (said.Mark() == "") {
		t.Errorf("last time's answer is shown: %v\n%s", known, page.main())
	}
	moved := ""
	for moved == "" {
		question, more := v.interview().Next()
		if !more {
			t.Fatal("no question is asked again")
		}
		if _, known := v.interview().LastTime(question.Item.ID); known && question.Item.Kind == assessment.Ordered {
			moved = question.Item.ID
			page := v.get(v.home() + "/items/" + moved)
			page.is(t, 200, "@round.last_time", "May 2026", "! checked")
			again := v.post(v.home()+"/items/"+moved, values("value", ""), "HX-Request", "true")
			again.is(t, 422, "May 2026")
			v.say(moved, assessment.ValueResponse(4))
			continue
		}
		v.say(question.Item.ID, some(question.Item, 0.6))
	}
	v.get(v.home()+"/answers").is(t, 200, "@round.last_time")
	v.get(v.home()+"/progress").is(t, 200, "@round.so_far")
	v.finish(0.6)
	v.get(v.home()+"/progress").is(t, 200, "@round.headline", "May 2026", "@round.joint", "<svg", "@round.items.up", done[0].Title.English, done[1].Title.English,
		"4 May 2026", "!@round.so_far", "@round.history", older+"/result", v.home()+"/result", `aria-current="page"`)
	v.get(v.home()+"/result").is(t, 200, "@round.short", "@round.all", v.home()+"/progress")
	v.get(v.home()+"/roadmap.pdf").is(t, 200)
}

// TestAnOlderRoundIsRead: every page of it opens and says what it is; what
// would change it is refused with a way to the newest.
func TestAnOlderRoundIsRead(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.4)
	older := v.again()
	newest := v.home()
	for _, path := range []string{"", "/answers", "/result", "/roadmap", "/leave", "/progress"} {
		v.get(older+path).is(t, 200, "@round.over", `href="`+newest+`"`, `!action="`+older+`/depth"`, `!action="`+older+`/consent"`, "!/items/", `!action="`+older+`/again"`,
			`!action="`+older+`/measures`, `!action="`+older+`/roadmap`, "!@people.offer")
	}
	v.get(older+"/roadmap.pdf").is(t, 200)
	v.get(older+"/answers.json").is(t, 200)
	for _, path := range []string{"/items/TA01", "/profile"} {
		v.get(older+path).is(t, 410, "@error.round_over", `href="`+newest+`"`)
	}
	for path, form := range map[string]url.Values{"/items/TA01": values("value", "1"), "/profile": bakery(), "/depth": values("depth", "full"),
		"/consent": values("statistics_consent", "yes"), "/models/dii": values(), "/measures/" + v.interview().Questionnaire.Measures[0].ID: values("state", "done")} {
		v.post(older+path, form).is(t, 410, "@error.round_over", `href="`+newest+`"`)
	}
	v.get(newest).is(t, 200, "!@round.over")
}

// TestOneLinkForAllRounds: link and code lead to the newest round and open the
// older ones; cancelling ends them; deleting takes all.
func TestOneLinkForAllRounds(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.4)
	older := v.again()
	phone, tablet := s.visitor(), s.visitor()
	if a := phone.get("/r/" + v.token()); a.Header.Get("Location") != v.home() {
		t.Errorf("the link leads to %q", a.Header.Get("Location"))
	}
	if a := tablet.post("/resume", values("code", v.code())); a.Header.Get("Location") != v.home() {
		t.Errorf("the code leads to %q", a.Header.Get("Location"))
	}
	for _, who := range []*visitor{phone, tablet} {
		who.get(older+"/result").is(t, 200)
		who.get(v.home()).is(t, 200)
	}
	v.post(v.home()+"/cancel", values()).is(t, 200)
	phone.get(older).is(t, 403)
	v.get(older).is(t, 200)
	v.post(older+"/delete", values()).is(t, 200, "@deleted.title")
	for _, path := range []string{older, v.home()} {
		v.get(path).is(t, 403)
	}
}

// TestOtherVersionsAreNotCompared publishes a newer questionnaire between two
// rounds, in which one question reads differently.
func TestOtherVersionsAreNotCompared(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.4)
	ours := must(ours())(t)
	q, err := ours.Questionnaire("nir-sme", "")
	if err != nil {
		t.Fatal(err)
	}
	m := must(ours.ModelFor(q, ""))(t)
	newer := *q
	newer.Version, newer.Dimensions = "2099.1", slices.Clone(q.Dimensions)
	newer.Dimensions[0].Items = slices.Clone(q.Dimensions[0].Items)
	changed := &newer.Dimensions[0].Items[0]
	changed.Text.English = "Quite another question?"
	model := *m
	model.Version, model.QuestionnaireVersion = "2099.1", newer.Version
	if err := s.web.Service.Import(t.Context(), &assessment.Catalogue{Questionnaires: []*assessment.Questionnaire{&newer},
		Models: []*assessment.Model{&model}, Directory: ours.Directory}); err != nil {
		t.Fatal(err)
	}
	v.again()
	v.finish(0.6)
	if got := v.interview().QuestionnaireVersion; got != "2099.1" {
		t.Fatalf("the new round asks version %s", got)
	}
	v.get(v.home()+"/progress").is(t, 200, q.Version, "2099.1", "@round.side", "!@round.joint", "!@round.picture")
	v.get(v.home()+"/items/"+changed.ID).is(t, 200, "Quite another question?", `!class="last-time"`)
	same := ""
	for id := range v.interview().Before.Responses {
		if _, ok := v.interview().LastTime(id); ok {
			same = id
		}
	}
	v.get(v.home()+"/items/"+same).is(t, 200, `class="last-time"`)
	v.get(v.home()+"/roadmap.pdf").is(t, 200)
}

// TestRoundsSpeakTheReadersLanguage opens every page of two rounds in the
// pseudo-locale.
func TestRoundsSpeakTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	v := s.visitor("Accept-Language", "en-XA").start().finish(0.4)
	v.marked(2)
	see := func(paths ...string) {
		t.Helper()
		for _, path := range paths {
			for _, text := range untranslated(v.get(path).Text) {
				t.Errorf("%s: %s", path, text)
			}
		}
	}
	see(v.home(), v.home()+"/progress")
	older := v.again()
	first, _ := v.interview().Next()
	see(v.home(), v.home()+"/profile", v.home()+"/progress", v.home()+"/items/"+first.Item.ID, older, older+"/result", older+"/profile")
	v.finish(0.7)
	see(v.home()+"/progress", v.home()+"/result", v.home()+"/answers", v.home())
}
