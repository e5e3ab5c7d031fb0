package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// convening is a facilitator with a workshop that firms can join.
type convening struct {
	*visitor
	id, code string
	email    string
}

// workshopOf makes a workshop through the form.
func (s *site) workshopOf(pairs ...string) *convening {
	s.t.Helper()
	return s.workshopBy("fay@example.org", pairs...)
}

// workshopBy makes one by a new facilitator.
func (s *site) workshopBy(email string, pairs ...string) *convening {
	s.t.Helper()
	v := s.member(assessment.FacilitatorRole, email)
	form := values("title", "Bakers' <morning>", "questionnaire", "nir-sme", "depth", "quick", "pace", "sections", "expected", "12",
		"opens", "2026-05-04T10:00", "closes", "2026-05-04T13:00", "offset", "120", "language", "en")
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	a := v.post("/workshops/new", form)
	m := regexp.MustCompile(`^/workshops/([A-Za-z0-9_-]{22})$`).FindStringSubmatch(a.Header.Get("Location"))
	if a.StatusCode != http.StatusSeeOther || m == nil {
		s.t.Fatalf("make: %s\n%s", a.Status, a.main())
	}
	w := &convening{visitor: v, id: m[1], email: email}
	w.code = w.hall().Code
	return w
}

func (w *convening) page() string { return "/workshops/" + w.id }

// hall is the workshop as the service sees it.
func (w *convening) hall() *service.Hall {
	w.t.Helper()
	by := w.account(w.email)
	return must(w.web.Service.Workshop(w.t.Context(), by, w.id))(w.t)
}

// press sends a button of the page as it stands.
func (w *convening) press(button string) answer {
	w.t.Helper()
	page := w.get(w.page())
	form := regexp.MustCompile(`(?s)action="` + w.page() + "/" + button + `"[^>]*>.*?</form>`).FindString(page.Text)
	if form == "" {
		w.t.Fatalf("no button %s in\n%s", button, page.main())
	}
	revision := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(form)
	return w.post(w.page()+"/"+button, values("revision", revision[1]))
}

// phone joins with the page's own form.
func (w *convening) phone() *visitor {
	w.t.Helper()
	v := w.visitor.site.visitor()
	page := v.get("/w/" + w.code)
	v.seat(w.code, input(w.t, page.Text, "once"))
	return v
}

// seat sends the form that joins.
func (v *visitor) seat(code, once string) {
	v.t.Helper()
	a := v.post("/w/"+code, values("country", "DE", "sector", "C", "employees", "12", "goals", "cut-cost", "statistics_consent", "no", "once", once))
	m := inAddress.FindStringSubmatch(a.Header.Get("Location"))
	if a.StatusCode != http.StatusSeeOther || m == nil {
		v.t.Fatalf("join: %s\n%s", a.Status, a.main())
	}
	v.id = m[1]
}

// leads checks where an address sends the browser.
func (v *visitor) leads(path, to string) {
	v.t.Helper()
	a := v.get(path)
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || !regexp.MustCompile("^"+to+"$").MatchString(got) {
		v.t.Errorf("%s leads to %q (%s), want %s\n%s", path, got, a.Status, to, a.main())
	}
}

// answerOpen answers what the room has opened and tells the section that waits,
// or "" at the end.
func (v *visitor) answerOpen(share float64) string {
	v.t.Helper()
	for range 200 {
		in := v.interview()
		q, more := in.Next()
		switch {
		case !more:
			return ""
		case in.Waits():
			return q.Item.Dimension
		}
		v.say(q.Item.ID, some(q.Item, share))
	}
	v.t.Fatal("the interview does not end")
	return ""
}

// TestWorkshopForm: the form keeps what was typed and says what is wrong; a
// name is all that is missing from a new one.
func TestWorkshopForm(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.FacilitatorRole, "fay@example.org")
	page := v.get("/workshops/new")
	page.is(t, 200, `value="2026-05-04T08:00"`, `value="2026-05-04T11:00"`, `value="30"`)
	usual := url.Values{}
	for _, name := range []string{"opens", "closes", "expected", "questionnaire", "revision"} {
		usual.Set(name, input(t, page.Text, name))
	}
	for name, value := range map[string]string{"depth": "standard", "pace": "free", "offset": "0", "language": "de", "title": "T & <b>"} {
		usual.Set(name, value)
	}
	v.post("/workshops/new", usual).is(t, 303)
	v.get("/workshops").is(t, 200, "T &amp; &lt;b&gt;", "@workshop.stage.waiting")
	for field, c := range map[string]struct{ value, says string }{
		"title": {"", "@field.required"}, "expected": {"501", "@field.range"}, "closes": {"2026-05-04T07:00", "@field.after_opening"}, "opens": {"soon", "@field.day_and_time"},
		"offset": {"9999", "@field.pick_one"}, "pace": {"gallop", "@field.pick_one"}, "depth": {"deep", "@field.depth"},
	} {
		form := url.Values{}
		for k, all := range usual {
			form[k] = all
		}
		form.Set(field, c.value)
		a := v.post("/workshops/new", form)
		a.is(t, 422, c.says, `value="2026-05-04T`)
	}
	s.member(assessment.AnalystRole, "anil@example.org").get("/workshops").is(t, 403)
	other := s.member(assessment.ManagerRole, "maria@example.org") // of the same association
	other.get("/workshops").is(t, 200, "T &amp; &lt;b&gt;")
}

// TestWorkshopBySections walks a room from the join code to the end.
func TestWorkshopBySections(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf()
	dimensions := w.hall().Questionnaire.Dimensions
	w.get(w.page()).is(t, 200, w.code, "Bakers&#39; &lt;morning&gt;", "onramp.test/join", "10:00", "!Phones cannot reach")
	s.visitor().get("/w/"+w.code+"/screen").is(t, 200, "onramp.test/join", "@screen.waiting", "Chamber of Bakers", `class="scan"`)

	first := s.visitor()
	if a := first.post("/resume", values("code", strings.ToLower(w.code[:3]+"-"+w.code[3:]))); a.Header.Get("Location") != "/w/"+w.code {
		t.Fatalf("the front page's field leads to %q\n%s", a.Header.Get("Location"), a.main())
	}
	first.get("/w/"+w.code).is(t, 200, "@room.privacy.counts", "Chamber of Bakers")
	first.post("/w/"+w.code, values("country", "", "employees", "many")).is(t, 422, "@field.required", `value="many"`)
	first.seat(w.code, "secret-of-the-form")
	first.leads(first.home()+"/next", first.home()+"/wait")
	first.get(first.home()+"/wait").is(t, 200, "@room.wait_text", "Bakers&#39; &lt;morning&gt;")
	item := dimensions[0].Items[0].ID
	first.leads(first.home()+"/items/"+item, first.home()+"/wait")
	if a := first.post(first.home()+"/items/"+item, values("value", "1")); a.Header.Get("Location") != first.home()+"/wait" {
		t.Errorf("an answer before the beginning: %s to %q", a.Status, a.Header.Get("Location"))
	}
	if n := len(first.interview().Responses); n != 0 {
		t.Errorf("%d answers before the beginning", n)
	}
	first.post(first.home()+"/depth", values("depth", "full")).is(t, 403, "@error.workshop_depth")

	w.press("begin").is(t, 303)
	first.leads(first.home()+"/next", first.home()+"/items/[A-Z0-9]+")
	if waits := first.answerOpen(0.5); waits != dimensions[1].ID {
		t.Fatalf("after the first section the phone waits for %q", waits)
	}
	late := w.phone() // comes late, and begins like everybody
	late.leads(late.home()+"/next", late.home()+"/items/[A-Z0-9]+")
	if h := w.hall(); h.Joined != 2 || h.Through != 1 || h.Finished != 0 {
		t.Errorf("attendance %+v", h.Attendance)
	}
	first.get(first.home()+"/wait").is(t, 200, "@room.wait_section")
	w.press("open").is(t, 303)
	first.leads(first.home()+"/wait", first.home()+"/next")
	for range len(dimensions) - 2 {
		w.press("open").is(t, 303)
	}
	w.get(w.page()).is(t, 200, "!/open\"")
	if waits := first.answerOpen(0.5); waits != "" {
		t.Fatalf("with every section open the phone waits for %s", waits)
	}
	if h := w.hall(); h.Joined != 2 || h.Finished != 1 {
		t.Errorf("attendance %+v", h.Attendance)
	}
	first.get(first.home()+"/result").is(t, 200, "@evidence.workshop")
	w.get(w.page()+"/edit").is(t, 200)
	w.post(w.page()+"/edit", values("title", "New", "opens", "2026-05-04T10:00", "closes", "2026-05-04T13:00", "offset", "120", "expected", "9", "depth", "quick", "pace", "free", "questionnaire", "nir-sme", "revision", "0")).is(t, 409)
	w.press("end").is(t, 303)
	s.visitor().get("/w/"+w.code).is(t, 200, "@room.over", "!<form method=\"post\" action=\"/w/")
	late.leads(late.home()+"/next", late.home()+"/items/[A-Z0-9]+") // goes on alone
	late.answerOpen(0.2)
	late.get(late.home()+"/result").is(t, 200, "@room.made_in", "Bakers&#39; &lt;morning&gt;", "Chamber of Bakers")
	late.post(late.home()+"/depth", values("depth", "full")).is(t, 303)

	w.post(w.page()+"/delete", values()).is(t, 303)
	w.get("/workshops?deleted=1").is(t, 200, "!Bakers&#39;", "@workshops.deleted")
	s.visitor().get("/w/"+w.code).is(t, 404, "@error.workshop_code")
	late.get(late.home()+"/result").is(t, 200, "!Bakers&#39;")
}

// TestLostSignal: a form that is sent again joins once and leads to the same
// assessment; another phone goes on with the link or a code; scanning the
// picture again offers to go on.
func TestLostSignal(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("pace", "free")
	w.press("begin").is(t, 303)
	v := w.phone()
	once := input(t, s.visitor().get("/w/"+w.code).Text, "once")
	again := s.visitor()
	again.seat(w.code, once)
	resent := s.visitor() // the answer to the first form never came, so no cookie did
	resent.seat(w.code, once)
	if again.id != resent.id || v.id == again.id {
		t.Errorf("sent twice: %s and %s; another phone %s", again.id, resent.id, v.id)
	}
	resent.leads(resent.home()+"/next", resent.home()+"/items/[A-Z0-9]+")
	if h := w.hall(); h.Joined != 2 {
		t.Errorf("%d joined, want 2", h.Joined)
	}
	q, _ := v.interview().Next()
	v.say(q.Item.ID, some(q.Item, 0.5))
	v.get("/w/"+w.code).is(t, 200, "@room.seated", v.home()+"/next")
	other := s.visitor() // a changed phone
	other.leads("/r/"+v.token(), v.home())
	other.id = v.id
	if len(other.interview().Responses) != 1 {
		t.Error("the other phone does not see the answer")
	}
	v.post(v.home()+"/delete", values()).is(t, 200)
	if h := w.hall(); h.Joined != 1 {
		t.Errorf("%d joined after one left, want 1", h.Joined)
	}
}

// TestLivePages: a page asks with what it knows; nothing new is 304, a new
// count is a part, and when the room moves on the page is told to load anew.
func TestLivePages(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf()
	for name, at := range map[string]struct {
		who  *visitor
		page string
	}{"facilitator": {w.visitor, w.page()}, "projector": {s.visitor(), "/w/" + w.code + "/screen"}} {
		page := at.who.get(at.page)
		live := strings.ReplaceAll(attributeOf(t, page.Text, "data-live"), "&amp;", "&")
		tag := strings.ReplaceAll(attributeOf(t, page.Text, "data-tag"), "&#34;", `"`)
		at.who.get(live, "If-None-Match", tag).is(t, 304)
		w.phone()
		fresh := at.who.get(live, "If-None-Match", tag)
		fresh.is(t, 200, "@workshop.tally.joined")
		if fresh.Header.Get("ETag") == tag || strings.Contains(fresh.Text, "<html") {
			t.Errorf("%s: %v\n%s", name, fresh.Header, fresh.Text)
		}
	}
	v := w.phone()
	page := v.get(v.home() + "/wait")
	live, tag := attributeOf(t, page.Text, "data-live"), strings.ReplaceAll(attributeOf(t, page.Text, "data-tag"), "&#34;", `"`)
	v.get(live, "If-None-Match", tag).is(t, 304)
	w.phone() // who joins does not move the others
	v.get(live, "If-None-Match", tag).is(t, 304)
	screen := attributeOf(t, s.visitor().get("/w/"+w.code+"/screen").Text, "data-live")
	w.press("begin").is(t, 303)
	for _, path := range []string{live, screen} {
		if a := v.get(path, "If-None-Match", tag); a.StatusCode != 200 || a.Header.Get(movedHeader) == "" {
			t.Errorf("%s after the beginning: %s %v", path, a.Status, a.Header)
		}
	}
	stale := w.post(w.page()+"/begin", values("revision", "0")) // a second click
	stale.is(t, 409, "@error.workshop_moved")
	if h := w.hall(); h.Opened != 1 {
		t.Errorf("a second click opened %d sections", h.Opened)
	}
	s.pass(6 * time.Hour) // its hours are over, and nobody pressed anything
	if a := v.get("/w/"+w.code+"/live?turn=running-1", "If-None-Match", tag); a.Header.Get(movedHeader) == "" {
		t.Error("phones do not learn that the hours are over")
	}
}

// attributeOf is the value of the first such attribute of a page.
func attributeOf(t testing.TB, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(name + `="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s in\n%s", name, page)
	}
	return m[1]
}

// TestTwoServersOneRoom: the facilitator's browser and the phones talk to two
// processes that share nothing but the database file.
func TestTwoServersOneRoom(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf()
	file := must(store.Open(context.Background(), filepath.Join(s.dir, "onramp.db")))(t)
	t.Cleanup(func() { file.Close() })
	config := s.web.Config
	config.Service = service.New(file, service.Options{Now: s.now})
	second := must(New(config))(t)
	server := httptest.NewServer(second.Handler())
	t.Cleanup(server.Close)
	there := &site{Server: server, t: t, web: second, file: file, log: s.log, clock: s.clock}

	phone := there.visitor()
	phone.seat(w.code, "x")
	if h := w.hall(); h.Joined != 1 {
		t.Fatalf("the first server counts %d", h.Joined)
	}
	live := attributeOf(t, phone.get(phone.home()+"/wait").Text, "data-live")
	w.press("begin").is(t, 303)
	if a := phone.get(live); a.Header.Get(movedHeader) == "" {
		t.Error("the second server does not tell its phones")
	}
	phone.leads(phone.home()+"/next", phone.home()+"/items/[A-Z0-9]+")
	if waits := phone.answerOpen(0.5); waits == "" {
		t.Fatal("the phone did not wait")
	}
	if h := w.hall(); h.Through != 1 {
		t.Errorf("the first server counts %d through", h.Through)
	}
	here := s.visitor() // the phone comes back by the other server
	here.leads("/r/"+phone.token(), phone.home())
	w.press("open").is(t, 303)
	here.id = phone.id
	here.leads(here.home()+"/next", here.home()+"/items/[A-Z0-9]+")
}

// TestAddressThatPhonesCannotReach warns on the pages that show it.
func TestAddressThatPhonesCannotReach(t *testing.T) {
	for address, warns := range map[string]bool{"http://localhost:8080": true, "http://127.0.0.1": true, "http://[::1]:80": true, "http://192.168.1.20:8080": false, "https://onramp.example": false} {
		s := newSite(t, func(c *Config) { c.Site.PublicURL = address })
		if got := s.web.onlyHere(); got != warns {
			t.Errorf("%s: warns %v", address, got)
		}
	}
	s := newSite(t, func(c *Config) { c.Site.PublicURL = "http://localhost:8080" })
	w := s.workshopOf()
	w.get(w.page()).is(t, 200, "@workshop.local")
	s.visitor().get("/w/"+w.code+"/screen").is(t, 200, "@screen.local")
}

// TestReveal: the picture comes only when asked for and from five finished firms
// on, stays as it is when more finish, and is turned page by page.
func TestReveal(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("pace", "free", "expected", "7")
	w.get(w.page()).is(t, 200, "@workshop.small")
	w.press("begin").is(t, 303)
	screen := func() string { return s.visitor().get("/w/" + w.code + "/screen").Text }
	reveal := func() answer { return w.post(w.page()+"/reveal", values("revision", revisionOf(w))) }
	finish := func(n int, share float64) {
		for range n {
			if waits := w.phone().answerOpen(share); waits != "" {
				t.Fatal("a phone waits for", waits)
			}
		}
	}
	finish(4, 0.2)
	w.get(w.page()).is(t, 200, "@workshop.reveal_wait", "!/reveal\"")
	reveal().is(t, 410, "@error.reveal_few")
	finish(1, 0.9)
	before := screen()
	if shows(before, "@screen.page.profile") {
		t.Error("the picture shows before it is revealed")
	}
	w.press("reveal").is(t, 303)
	first := screen()
	for _, text := range []string{"@screen.page.profile", "@screen.small", "!@screen.page.spread"} {
		no, not := strings.CutPrefix(text, "!")
		if shows(first, no) == not {
			t.Errorf("%s in\n%s", text, first)
		}
	}
	picture := must(s.picture(w.id))(t)
	finish(4, 0.9) // more firms finish: nothing moves, and there is no second picture
	reveal().is(t, 410, "@error.reveal_soon")
	if now := must(s.picture(w.id))(t); now != picture || !shows(screen(), "@screen.page.profile") {
		t.Errorf("the picture moved: %s, then %s", picture, now)
	}
	w.post(w.page()+"/show", values("revision", revisionOf(w), "page", "2")).is(t, 303)
	if !shows(screen(), "@screen.page.common") || shows(screen(), "@screen.page.profile") {
		t.Error("the facilitator turned the page and the projector did not")
	}
	s.visitor().get("/w/"+w.code+"/screen?page=1").is(t, 200, "@screen.page.profile") // by hand
	w.post(w.page()+"/show", values("revision", revisionOf(w), "page", "9")).is(t, 409)
	finish(2, 0.2)
	w.press("reveal").is(t, 303)
	w.get(w.page()).is(t, 200, "@screen.page.spread", "@screen.page.divide")
	for _, bad := range []string{`"counts"`, `"firms"`, `"finished"`} {
		if strings.Contains(must(s.picture(w.id))(t), bad) {
			t.Errorf("the stored picture holds %s", bad)
		}
	}
	w.get(w.page()+"/reveal").is(t, 303)
}

// revisionOf is the revision that the page of a workshop shows.
func revisionOf(w *convening) string {
	w.t.Helper()
	return input(w.t, w.get(w.page()).Text, "revision")
}

// picture is the latest picture of a workshop as it is stored.
func (s *site) picture(workshop string) (text string, err error) {
	err = s.file.View(s.t.Context(), func(tx assessment.Tx) error {
		p, err := tx.Picture(workshop)
		if err == nil {
			var data []byte
			data, err = json.Marshal(p)
			text = string(data)
		}
		return err
	})
	return text, err
}

// TestPaper: a form is typed in once, wrong answers are named and kept, and the
// firm opens its result with the code that is shown once.
func TestPaper(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf()
	asked := w.hall().Questionnaire.Paper(assessment.Quick)
	w.get(w.page()+"/form").is(t, 200, "@paper.privacy", "Bakers&#39; &lt;morning&gt;", "@item.dont_know")
	w.get(w.page()+"/guide").is(t, 200, "@guide.step.sections", w.code, "@guide.step.roadmap")
	w.get(w.page()+"/entry").is(t, 200, "@paper.type_signs")
	form := values("paper", "7", "country", "DE", "sector", "C", "employees", "9")
	for i, it := range asked {
		form.Set("item-"+it.ID, []string{"1", "1", "?", "-"}[i%4])
	}
	form.Set("item-"+asked[0].ID, "99")
	w.post(w.page()+"/entry", form).is(t, 422, `value="99"`, "@field.paper_answer", `value="7"`)
	if h := w.hall(); h.Joined != 0 {
		t.Errorf("%d firms after a form that does not fit", h.Joined)
	}
	form.Set("item-"+asked[0].ID, "1")
	a := w.post(w.page()+"/entry", form)
	a.is(t, 200, "@paper.hand_over", `value="8"`)
	if h := w.hall(); h.Joined != 1 || h.Finished != 1 || h.Paper != 1 || h.Through != 1 {
		t.Errorf("attendance %+v", h.Attendance)
	}
	w.post(w.page()+"/entry", form).is(t, 422, "@field.paper_there")
	code := regexp.MustCompile(`class="code" translate="no">([A-Z0-9-]+)<`).FindStringSubmatch(a.Text)
	if code == nil {
		t.Fatal(a.main())
	}
	if again := w.get(w.page() + "/entry"); strings.Contains(again.Text, code[1]) {
		t.Error("the code is shown a second time")
	}
	firm := s.visitor()
	opened := firm.post("/resume", values("code", code[1]))
	opened.is(t, 303)
	firm.id = inAddress.FindStringSubmatch(opened.Header.Get("Location"))[1]
	firm.get(firm.home()+"/result").is(t, 200, "@room.made_in", "@evidence.workshop")
	firm.leads(firm.home()+"/next", firm.home()+"/(items/[A-Z0-9]+|result)") // not held back by the room
}
