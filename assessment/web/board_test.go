package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// posted sends a problem by the link and returns the path of its own page.
func (v *visitor) posted(link, title string) string {
	v.t.Helper()
	a := v.post(link, values("title", title, "problem", "Cracks in\ncastings", "gain", "A paid pilot", "firm", "Large AG", "person", "Lea Large", "reach", "lea@large.example",
		"last_day", "2026-06-30", "agree", "yes"))
	a.is(v.t, http.StatusSeeOther)
	return a.Header.Get("Location")
}

// TestBoard: a larger firm posts by the association's link, the association
// lets it on, a firm of a workshop answers, the poster reads the answer, and
// what is taken back is gone from every page at once.
func TestBoard(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("pace", "free")
	firm := w.phone()
	large, stranger := s.visitor(), s.visitor()
	made := w.post("/board/link", values())
	link := regexp.MustCompile(`/problems/[\w-]+`).FindString(made.Text)
	if link == "" {
		t.Fatalf("no link on\n%s", made.main())
	}
	large.get(link).is(t, http.StatusOK, "Bakers")
	large.post(link, values("title", strings.Repeat("x", 200), "last_day", "2020-01-01", "agree", "yes")).is(t, http.StatusUnprocessableEntity,
		`id="title-problem"`, `id="problem-problem"`, `id="reach-problem"`, "Give a day from today to a year from now")
	own := large.posted(link, "Find cracks <fast>")
	large.get(own).is(t, http.StatusOK, "Find cracks", "The association reads it first", "None yet")
	board := firm.home() + "/board"
	firm.get(board).is(t, http.StatusOK, "No open problem at the moment")
	page := w.get("/board")
	page.is(t, http.StatusOK, "Find cracks", "lea@large.example", "Waits for the association")
	id := regexp.MustCompile(`/board/posts/([\w-]+)`).FindStringSubmatch(page.Text)[1]
	offer := values("post", id, "offer", "We film it", "firm", "Small Eye", "person", "Sam", "reach", "sam@small.example", "agree", "yes")
	firm.post(board, offer).is(t, http.StatusGone)
	w.post("/board/posts/"+id, values("do", "refused", "reason", "Say where")).is(t, http.StatusSeeOther)
	large.get(own).is(t, http.StatusOK, "did not put it on its board", "Say where")
	w.post("/board/posts/"+id, values("do", "open")).is(t, http.StatusSeeOther)

	page = firm.get(board)
	page.is(t, http.StatusOK, "Find cracks", "Large AG", "A paid pilot")
	for _, secret := range []string{"lea@large.example", "Lea Large"} {
		if strings.Contains(page.Text, secret) {
			t.Errorf("the firm reads the poster's %q", secret)
		}
	}
	firm.post(board, values("post", id, "offer", "We film it")).is(t, http.StatusUnprocessableEntity, "We film it", "Tick this box if you agree")
	firm.post(board, offer).is(t, http.StatusSeeOther)
	firm.get(board).is(t, http.StatusOK, "You answered on")
	large.get(own).is(t, http.StatusOK, "We film it", "sam@small.example")
	page = w.get("/board")
	page.is(t, http.StatusOK, "1 answer")
	if strings.Contains(page.Text, "sam@small.example") {
		t.Error("the association reads the contact of a firm that answered")
	}
	stranger.get(own+"x").is(t, http.StatusNotFound)
	if a := stranger.get("/board"); a.StatusCode == http.StatusOK {
		t.Error("anybody opens the board")
	}
	other := s.visitor().start()
	other.get(other.home()+"/board").is(t, http.StatusNotFound)
	other.post(other.home()+"/board", offer).is(t, http.StatusNotFound)

	firm.post(board+"/withdraw", values("post", id)).is(t, http.StatusSeeOther)
	for _, text := range []string{large.get(own).Text, firm.get(board).Text, w.get("/board").Text} {
		if strings.Contains(text, "sam@small.example") {
			t.Error("an answer that was taken back is still shown")
		}
	}
	firm.post(board, offer).is(t, http.StatusSeeOther)
	s.pass(60 * 24 * time.Hour) // beyond its last day
	firm.post(board, offer).is(t, http.StatusGone, "takes no more answers")
	large.post(own+"/withdraw", values()).is(t, http.StatusSeeOther)
	large.get(own).is(t, http.StatusNotFound)
	if a := firm.get(board); strings.Contains(a.Text, "Find cracks") {
		t.Error("a problem that was withdrawn is still shown")
	}
}

// TestOldPostsGo: nobody keeps a contact for ever.
func TestOldPostsGo(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf()
	link := regexp.MustCompile(`/problems/[\w-]+`).FindString(w.post("/board/link", values()).Text)
	own := s.visitor().posted(link, "Old")
	s.pass(60*24*time.Hour + assessment.KeepPost)
	must(w.web.Service.Sweep(t.Context()))(t)
	s.visitor().get(own).is(t, http.StatusNotFound)
}
