package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"onramp/assessment"
)

// TestNoTextOfWorkshopsBypassesTheLocale opens the pages of organisations,
// accounts, workshops, introductions and boards in every state.
func TestNoTextOfWorkshopsBypassesTheLocale(t *testing.T) {
	s := newSite(t)
	visible := strings.NewReplacer("<noscript>", "", "</noscript>", "") // what a browser without scripts reads
	check := func(what string, a answer) {
		t.Helper()
		if a.StatusCode == http.StatusSeeOther || a.Text == "" {
			t.Errorf("%s: %s shows nothing", what, a.Status)
		}
		for _, text := range untranslated(visible.Replace(a.Text)) {
			t.Errorf("%s (%d): %s", what, a.StatusCode, text)
		}
	}
	w := s.workshopOf("language", "en-XA", "title", "9")
	pseudo := func(v *visitor) *visitor { v.header["Accept-Language"] = "en-XA"; return v }
	pseudo(w.visitor)
	see := func(v *visitor, paths ...string) {
		t.Helper()
		for _, path := range paths {
			check(path, v.get(path))
		}
	}
	manager := pseudo(s.member(assessment.ManagerRole, "mia@example.org"))
	operator := pseudo(s.member(assessment.OperatorRole, "olga@example.org"))
	stranger := pseudo(s.visitor())
	see(stranger, "/sign-in", "/join", "/w/"+w.code, "/w/ZZZZZZ", "/invitations/nothing", "/password/nothing", "/problems/nothing", "/problem/nothing")
	check("a wrong password", stranger.post("/sign-in", values("email", "9", "password", "9")))
	check("a wrong code", stranger.post("/join", values("code", "9")))
	check("nothing filled in", stranger.post("/w/"+w.code, values()))
	see(manager, "/account", "/organisation", "/workshops", "/firms")
	check("a name that does not fit", manager.post("/account/name", values()))
	check("a password that does not fit", manager.post("/account/password", values("password", "9")))
	check("an organisation that does not fit", manager.post("/organisation", values()))
	check("an invitation that does not fit", manager.post("/organisation/invitations", values("email", "9")))
	see(operator, "/organisations")
	check("an organisation without a name", operator.post("/organisations", values()))

	see(w.visitor, "/workshops", "/workshops/new", w.page(), w.page()+"/edit", w.page()+"/guide", w.page()+"/form", w.page()+"/entry", w.page()+"/report.pdf", w.page()+"/nothing", "/board")
	check("a workshop that does not fit", w.post("/workshops/new", values("opens", "9", "closes", "9", "expected", "9999", "offset", "9")))
	check("a form that does not fit", w.post(w.page()+"/entry", values()))
	see(stranger, "/w/"+w.code+"/screen")
	phones := make([]*visitor, 10)
	for i := range phones {
		phones[i] = pseudo(w.phone())
	}
	see(phones[0], phones[0].home()+"/wait", phones[0].home()+"/exchange", phones[0].home()+"/board")
	w.press("begin")
	see(w.visitor, w.page())
	see(stranger, "/w/"+w.code+"/screen", "/w/"+w.code)
	w.press("run")
	for i, v := range phones {
		if i == 5 {
			w.press("reveal")
			see(w.visitor, w.page())
			for page := range 3 {
				w.post(w.page()+"/show", values("revision", input(t, w.get(w.page()).Text, "revision"), "page", string(rune('0'+page))))
				see(stranger, "/w/"+w.code+"/screen")
			}
		}
		v.finish(float64(i) / 10)
	}
	w.press("reveal")
	for page := range 7 {
		w.post(w.page()+"/show", values("revision", input(t, w.get(w.page()).Text, "revision"), "page", string(rune('0'+page))))
		see(stranger, "/w/"+w.code+"/screen")
	}
	for i, v := range []*visitor{phones[0], phones[9]} {
		check("nothing agreed", v.post(v.home()+"/exchange", values()))
		v.post(v.home()+"/exchange", values("firm", "9", "person", "9", "reach", "9", "note", "9", "wants", "skills-capacity", "agree", "yes"))
		if i == 1 {
			w.post(w.page()+"/introduce", values())
		}
		see(v, v.home()+"/exchange", v.home()+"/exchange?said=joined", v.home()+"/exchange?said=left", v.home()+"/result")
	}
	made := w.post("/board/link", values())
	check("a link for larger firms", made)
	link := regexp.MustCompile(`/problems/[\w-]+`).FindString(made.Text)
	see(stranger, link)
	check("a problem that does not fit", stranger.post(link, values("last_day", "9", "agree", "yes")))
	own := stranger.posted(link, "9")
	see(stranger, own)
	see(w.visitor, "/board")
	id := regexp.MustCompile(`/board/posts/([\w-]+)`).FindStringSubmatch(w.get("/board").Text)[1]
	for _, state := range []string{"refused", "open"} {
		w.post("/board/posts/"+id, values("do", state, "reason", "9"))
		see(w.visitor, "/board")
		see(stranger, own)
	}
	firm := phones[0]
	board := firm.home() + "/board"
	see(firm, board)
	check("an answer that does not fit", firm.post(board, values("post", id)))
	firm.post(board, values("post", id, "offer", "9", "firm", "9", "person", "9", "reach", "9", "agree", "yes"))
	see(firm, board, board+"?said=sent", board+"?said=withdrawn")
	see(stranger, own)
	w.press("end")
	see(w.visitor, w.page(), "/board")
	see(stranger, "/w/"+w.code+"/screen", "/w/"+w.code)
}
