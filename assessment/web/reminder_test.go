package web

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
)

// pillar takes letters, or refuses them, where a mail server would.
type pillar struct {
	mu      sync.Mutex
	letters []service.Letter
	refuse  error
}

func (p *pillar) Send(_ context.Context, l service.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse == nil {
		p.letters = append(p.letters, l)
	}
	return p.refuse
}

// mailing is a site that sends mails.
func mailing(t *testing.T, change ...func(*Config)) (*site, *pillar) {
	t.Helper()
	s, p := newSite(t, change...), &pillar{}
	s.web.Service = service.New(s.file, service.Options{Now: s.now, Mail: p})
	return s, p
}

// sendDue lets the server send what is due.
func (s *site) sendDue() {
	s.t.Helper()
	if _, _, err := s.web.Service.SendDue(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// TestNoMailServer: without one nothing of it is offered.
func TestNoMailServer(t *testing.T) {
	v := newSite(t).visitor().start()
	v.get(v.home()+"/leave").is(t, 200, `!name="address"`, "!@reminder.title", "!@reminder.cancel")
	v.get("/privacy").is(t, 200, "!@reminder.privacy")
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes")).is(t, 404, "@status.404")
	v.get("/mail/stop/abc").is(t, 404, "@error.stop_unknown")
	v.post("/mail/stop/abc", values()).is(t, 404, "@error.stop_unknown")
}

// TestMailServerTakenAway: what was stored can be seen, removed and stopped all
// the same, and no more is asked for.
func TestMailServerTakenAway(t *testing.T) {
	s, p := mailing(t)
	v := s.visitor().start()
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes", "review", "3")).is(t, 303)
	s.sendDue()
	if len(p.letters) != 1 {
		t.Fatalf("%d mails", len(p.letters))
	}
	s.web.Service = service.New(s.file, service.Options{Now: s.now})
	v.get(v.home()+"/leave").is(t, 200, "a…@e….org", "@reminder.none_sent", `!name="address"`)
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes")).is(t, 404, "@status.404")
	stop := "/mail/stop/" + p.letters[0].Stop
	v.get(stop).is(t, 200)
	v.post(v.home()+"/mail/remove", values("kind", "review")).is(t, 303)
	v.post(v.home()+"/mail/remove", values("kind", "link")).is(t, 303)
	v.get(v.home()+"/leave?mail=removed").is(t, 200, "@reminder.removed", "!a…@e….org")
	v.get(v.home()+"/leave").is(t, 200, "!@reminder.title")
	v.post(stop, values()).is(t, 200)
}

// TestReminderForm is the table of what can be typed.
func TestReminderForm(t *testing.T) {
	for _, c := range []struct {
		name  string
		form  []string
		days  int // until the review; 0 for none
		fails []string
	}{
		{"link", []string{"address", "ada@example.org", "link", "yes", "review", ""}, 0, nil},
		{"three months", []string{"address", " ada@example.org ", "review", "3"}, 92, nil},
		{"six months and link", []string{"address", "ada@example.org", "link", "yes", "review", "6", "date", "not read"}, 184, nil},
		{"tomorrow", []string{"address", "ada@example.org", "review", "day", "date", "2026-05-05"}, 1, nil},
		{"nothing", nil, 0, []string{"@field.required", "@field.no_mail_chosen"}},
		{"no mail", []string{"address", "ada@example.org"}, 0, []string{"@field.no_mail_chosen", `value="ada@example.org"`}},
		{"no address", []string{"address", "ada", "link", "yes"}, 0, []string{"@field.address", `value="ada"`, `name="link" value="yes" checked`}},
		{"header", []string{"address", "ada@example.org\r\nBcc: bo@example.org", "link", "yes"}, 0, []string{"@field.address"}},
		{"long", []string{"address", strings.Repeat("a", 400) + "@example.org", "link", "yes"}, 0, []string{"@field.too_long"}},
		{"yesterday", []string{"address", "ada@example.org", "review", "day", "date", "2026-05-03"}, 0, []string{"@field.review_day", `value="day" checked`, `value="2026-05-03"`}},
		{"in years", []string{"address", "ada@example.org", "review", "day", "date", "2029-05-03"}, 0, []string{"@field.review_day"}},
		{"no day", []string{"address", "ada@example.org", "review", "day", "date", "soon"}, 0, []string{"@field.day", `value="soon"`}},
		{"other period", []string{"address", "ada@example.org", "review", "9"}, 0, []string{"@field.day"}},
		{"markup", []string{"address", `"><script>@example.org`, "link", "yes"}, 0, []string{"@field.address", "!<script>@"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := mailing(t)
			v := s.visitor().start()
			a := v.post(v.home()+"/mail", values(c.form...))
			kept := must(s.web.Service.Reminders(t.Context(), v.id, v.token()))(t)
			if c.fails != nil {
				a.is(t, 422, append(c.fails, "/r/"+v.token())...)
				if len(kept) > 0 {
					t.Errorf("kept %+v", kept)
				}
				return
			}
			if a.StatusCode != 303 || a.Header.Get("Location") != v.home()+"/leave?mail=saved#mail" {
				t.Fatalf("%s to %q\n%s", a.Status, a.Header.Get("Location"), a.main())
			}
			v.get(v.home()+"/leave?mail=saved").is(t, 200, "@reminder.saved", "a…@e….org", "!ada@example.org")
			due := map[assessment.ReminderKind]time.Time{}
			for _, r := range kept {
				due[r.Kind] = r.Due
			}
			if days := int(due[assessment.ReviewMail].Sub(morning.Truncate(24*time.Hour)).Hours() / 24); c.days > 0 && days != c.days {
				t.Errorf("in %d days, want %d", days, c.days)
			}
			if _, link := due[assessment.LinkMail]; link != (values(c.form...).Get("link") != "") || (c.days > 0) != !due[assessment.ReviewMail].IsZero() {
				t.Errorf("kept %+v", kept)
			}
		})
	}
}

// TestReminderOnPages: what is stored is shown masked, is removed in one click,
// and is in no file.
func TestReminderOnPages(t *testing.T) {
	s, p := mailing(t)
	v := s.visitor().start()
	v.get("/privacy").is(t, 200, "@reminder.privacy")
	v.get(v.home()+"/leave").is(t, 200, `name="address"`, "@reminder.kept", "!@reminder.stored")
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes", "review", "3")).is(t, 303)
	v.get(v.home()+"/leave").is(t, 200, "@reminder.stored", "@reminder.state.link", "@reminder.state.review", "!ada@")
	v.get(v.home()+"/answers.json").is(t, 200, "!ada", "!example.org")
	s.sendDue()
	v.get(v.home()+"/leave").is(t, 200, "@reminder.state.link_sent", "@reminder.state.review", "4 August 2026")
	v.post(v.home()+"/mail/remove", values("kind", "review")).is(t, 303)
	v.get(v.home()+"/leave?mail=removed").is(t, 200, "@reminder.removed", "!@reminder.state.review", "@reminder.state.link_sent")
	v.post(v.home()+"/mail/remove", values("kind", "nothing")).is(t, 303)
	v.post(v.home()+"/mail/remove", values()).is(t, 422)

	p.refuse = errors.New("down")
	v.post(v.home()+"/mail", values("address", "bo@example.org", "link", "yes")).is(t, 303)
	s.sendDue()
	s.pass(time.Hour)
	s.sendDue()
	v.get(v.home()+"/leave").is(t, 200, "@reminder.state.link_again")
	p.refuse = &assessment.Error{Kind: assessment.Invalid}
	s.pass(time.Hour)
	s.sendDue()
	v.get(v.home()+"/leave").is(t, 200, "@reminder.state.link_failed")
	if log := s.log.String(); strings.Contains(log, "example.org") || strings.Contains(log, v.token()) {
		t.Error("the log holds an address or a link")
	}
}

// TestStopMails: the link of a mail ends all mails to its address after a
// button was pressed, and allows them again; looking alone ends nothing.
func TestStopMails(t *testing.T) {
	s, p := mailing(t)
	v := s.visitor().start()
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes", "review", "3")).is(t, 303)
	s.sendDue()
	stop := "/mail/stop/" + p.letters[0].Stop
	reader := s.visitor()
	reader.get(stop).is(t, 200, "@reminder.stop.headline", "@reminder.stop.button")
	reader.get(stop).is(t, 200, "@reminder.stop.headline")
	reader.post(stop, values("List-Unsubscribe", "One-Click"), "Origin", "", "Sec-Fetch-Site", "").is(t, 200, "@reminder.stop.done", "@reminder.stop.allow")
	v.get(v.home()+"/leave").is(t, 200, "!@reminder.state.review")
	other := s.visitor().start()
	other.post(other.home()+"/mail", values("address", "ADA+x@example.org", "review", "3")).is(t, 422, "@field.address_stopped")
	reader.post(stop, values("allow", "yes")).is(t, 200, "@reminder.stop.headline")
	other.post(other.home()+"/mail", values("address", "ADA+x@example.org", "review", "3")).is(t, 303)
	for _, token := range []string{"abc", p.letters[0].Stop[1:], "A" + p.letters[0].Stop[1:], strings.Repeat("A", 64), "%00"} {
		reader.get("/mail/stop/"+token).is(t, 404, "@error.stop_unknown")
		reader.post("/mail/stop/"+token, values()).is(t, 404, "@error.stop_unknown")
	}
	reader.post(stop, values(), "Sec-Fetch-Site", "cross-site").is(t, 403)
}

// TestOnlyItsKeyRemindsOfAnAssessment: strangers neither leave addresses nor
// remove them.
func TestOnlyItsKeyRemindsOfAnAssessment(t *testing.T) {
	s, _ := mailing(t)
	v := s.visitor().start()
	v.post(v.home()+"/mail", values("address", "ada@example.org", "review", "3")).is(t, 303)
	for _, who := range []*visitor{s.visitor(), s.visitor("Cookie", keyCookie+"="+s.visitor().start().token())} {
		who.post(v.home()+"/mail", values("address", "bo@example.org", "link", "yes")).is(t, 403, "@error.not_yours")
		who.post(v.home()+"/mail/remove", values("kind", "review")).is(t, 403, "@error.not_yours")
	}
	v.get(v.home()+"/leave").is(t, 200, "a…@e….org", "!b…@")
}

// TestReminderSpeaksTheReader: no text of these pages bypasses the locale.
func TestReminderSpeaksTheReader(t *testing.T) {
	s, p := mailing(t)
	v := s.visitor("Accept-Language", "en-XA").start()
	masked := regexp.MustCompile(`[ab]…@e….org`)
	check := func(a answer) {
		t.Helper()
		for _, text := range untranslated(masked.ReplaceAllString(a.Text, "")) {
			t.Error(text)
		}
	}
	check(v.get(v.home() + "/leave"))
	check(v.get("/privacy"))
	check(v.post(v.home()+"/mail", values("review", "day")))
	v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes", "review", "3"))
	check(v.get(v.home() + "/leave?mail=saved"))
	s.sendDue()
	check(v.get(v.home() + "/leave?mail=removed"))
	stop := "/mail/stop/" + p.letters[0].Stop
	check(v.get(stop))
	check(v.post(stop, values()))
	check(v.post(v.home()+"/mail", values("address", "ada@example.org", "link", "yes")))
	check(v.get("/mail/stop/9"))
	if p.letters[0].Language != "en-XA" {
		t.Errorf("the mail speaks %s", p.letters[0].Language)
	}
}
