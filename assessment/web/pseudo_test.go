package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"onramp/assessment"
	"onramp/assessment/service"
)

var letter = regexp.MustCompile(`[A-Za-z]`)

// untranslated lists what a reader of the pseudo-locale sees in plain letters:
// texts that bypass package locale. Names, codes and what people typed stand
// in elements with translate="no" or lang="en".
func untranslated(page string) (plain []string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		kept, _ := attribute(n, "translate")
		language, _ := attribute(n, "lang") // what is made of the program itself is English and says so
		if kept == "no" || language == "en" || n.Data == "script" {
			return
		}
		if n.Type == html.TextNode {
			text := n.Data
			if n.Parent.Data == "title" {
				text = strings.TrimSuffix(text, " · Onramp") // the product's name
			}
			if letter.MatchString(text) {
				plain = append(plain, fmt.Sprintf("<%s> %q", n.Parent.Data, strings.TrimSpace(text)))
			}
		}
		kind, _ := attribute(n, "type")
		name, _ := attribute(n, "name")
		for _, a := range n.Attr {
			switch {
			case a.Key == "title", a.Key == "aria-label", a.Key == "aria-description", a.Key == "alt", a.Key == "placeholder", a.Key == "label",
				a.Key == "value" && n.Data == "input" && (kind == "submit" || kind == "button"),
				a.Key == "content" && name == "description":
				if letter.MatchString(a.Val) {
					plain = append(plain, fmt.Sprintf("%s of <%s> %q", a.Key, n.Data, a.Val))
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return plain
}

func TestPlainTextsAreSeen(t *testing.T) {
	for _, page := range []string{"<p>Text", "<title>T · Onramp</title>", `<a aria-label="x">`, `<img alt="x">`, `<input type="submit" value="Go">`, `<svg><text>x</text></svg>`, `<option>x`} {
		if len(untranslated(page)) == 0 {
			t.Errorf("%s passes", page)
		}
	}
	if plain := untranslated(`<title>Ţ · Onramp</title><b translate="no">x</b><input value="x"><p id="x" class="y">Ýéś`); len(plain) > 0 {
		t.Error(plain)
	}
}

// TestNoTextBypassesTheLocale opens every page in every state.
func TestNoTextBypassesTheLocale(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Site.Privacy = "Our notice" })
	reader := func() *visitor { return s.visitor("Accept-Language", "en-XA") }
	v := reader().start("name", "Brot & Söhne", "region", "DE-BY", "budget", "5000")
	seen := map[int]bool{}
	check := func(what string, a answer) {
		t.Helper()
		seen[a.StatusCode] = true
		if a.Header.Get("Content-Language") != "en-XA" {
			t.Errorf("%s speaks %s", what, a.Header.Get("Content-Language"))
		}
		if a.StatusCode == http.StatusSeeOther || a.Text == "" {
			t.Errorf("%s: %s shows nothing", what, a.Status)
		}
		for _, text := range untranslated(a.Text) {
			t.Errorf("%s (%d): %s", what, a.StatusCode, text)
		}
	}
	see := func(path string, headers ...string) {
		t.Helper()
		check(path, v.get(path, headers...))
	}
	send := func(path string, pairs ...string) {
		t.Helper()
		check("POST "+path, v.post(path, values(pairs...)))
		if strings.Contains(path, "/items/") {
			check("POST "+path+" htmx", v.post(path, values(pairs...), "HX-Request", "true"))
		}
	}
	home := v.home()

	for _, path := range []string{"/", "/privacy", "/privacy/data", "/method", "/platforms", "/platforms?country=DE&kind=funding", "/platforms?country=AQ&kind=testing&topic=finance", "/platforms/de-digital-jetzt", "/platforms/world-sme-forum", "/start", "/resume", "/import", home, home + "/profile", home + "/answers", home + "/result",
		home + "/roadmap", home + "/leave", home + "/delete"} {
		see(path)
	}
	for _, it := range v.interview().Questionnaire.Items() {
		see(home + "/items/" + it.ID)
	}

	// What does not fit.
	send("/start")
	send("/start", "country", "ÄÄ", "employees", "ß", "region", "Ä", "sector", "Ä", "language", "Ä", "goals", "Ä", "budget", "ß", "person_days_month", "-1", "depth", "ß")
	send("/start", "country", "DE", "region", "BR-SP", "employees", "12", "name", strings.Repeat("ä", 121), "depth", "quick")
	send("/start", "country", "DE", "region", "99", "sector", "9", "language", "9", "employees", "0", "goals", "9", "goals", "9", "budget", "-1", "depth", "quick")
	check("profile", v.post(home+"/profile", values("country", "DE", "employees", "13", "seen", "1")))
	send("/resume", "code", "123")
	send("/resume")
	send("/import", "text", "{")
	send("/import", "text", "")
	send("/import", "text", `{"questionnaire":"nir-sme","profile":{"country":1}}`)
	send("/import", "text", `{"questionnaire":"nir-sme","9":1}`)
	send("/import", "text", `{"questionnaire":"9","profile":{"country":"DE"}}`)
	send("/import", "text", `{"questionnaire":"nir-sme","version":"9","profile":{"country":"DE"}}`)
	send("/import", "text", `{"questionnaire":"nir-sme","model":"9","profile":{"country":"DE"}}`)
	send("/import", "text", `{"questionnaire":"nir-sme","depth":"9","profile":{"country":"DE"}}`)
	send("/import", "text", `{"questionnaire":"nir-sme","profile":{"country":"DE"},"responses":{"9":{"value":1},"TA01":{"value":9},"TA02":{"state":"9"},"FO05":{"options":["9","9"]},"FO06":{"value":1},"TA03":{}}}`)
	for _, pairs := range [][]string{{}, {"value", "9"}, {"state", "9"}, {"value", strings.Repeat("9", 30)}, {"value", "ß"}} {
		send(home+"/items/TA01", pairs...)
	}
	for _, pairs := range [][]string{{}, {"options", "none", "options", "virus"}, {"options", "9"}} {
		send(home+"/items/FO05", pairs...)
	}
	it := number(t, v)
	for _, typed := range []string{"", "ß", "99999999"} {
		send(home+"/items/"+it.ID, "value", typed)
	}
	send(home+"/depth", "depth", "9")
	send(home+"/consent", "statistics_consent", "9")

	// Answers that another tab gave, of every kind.
	w := reader().adopt("DE", 12, 0.5)
	for i, item := range w.interview().Questionnaire.Items() {
		hx := []string{"", "true"}[i%2]
		check("conflict in "+item.ID, w.post(w.home()+"/items/"+item.ID, values("state", "dont_know", "seen", "1"), "HX-Request", hx))
	}

	// Results of different firms.
	for _, firm := range []struct {
		country   string
		employees int
		share     float64
	}{{"DE", 3, 0.35}, {"BR", 40, 0}, {"IN", 300, 0.7}, {"AX", 1, 1}} {
		w := reader().adopt(firm.country, firm.employees, firm.share)
		for _, m := range []string{"acatech-style", "dii", "dma-aligned", "impuls-style"} {
			w.post(w.home()+"/models/"+m, values())
		}
		for _, state := range []assessment.State{assessment.DontKnow, assessment.NotRelevant} {
			for _, page := range []string{"", "/result", "/roadmap", "/answers"} {
				check(fmt.Sprintf("%+v%s", firm, page), w.get(w.home()+page))
			}
			w.say("TA02", assessment.StateResponse(state))
			w.say("AS01", assessment.StateResponse(state))
		}
	}

	for _, m := range []string{"nope", "nir-sme", "dii", "dma-aligned", "acatech-style"} {
		if a := v.post(home+"/models/"+m, values()); a.StatusCode != http.StatusSeeOther {
			check("model "+m, a)
		}
		see(home + "/result")
	}
	see(home + "/answers")
	see(home + "/models/dii/fields.csv")
	for _, file := range []string{"", "\"9", "9\n9", "financial_resources_m2_1_2\n9", "financial_resources_m2_1_2\n9,9"} {
		send("/import/fields", "fields", file, "country", "DE", "model", "dma-aligned")
		send("/import/fields", "fields", file, "country", "9", "model", "9")
	}

	// The desk where entries of the directory are kept.
	desk := s.member(assessment.OperatorRole, "olga@example.org")
	desk.header["Accept-Language"] = "en-XA"
	for _, path := range []string{"/platforms", "/platforms/new", "/platforms/de-bsi-cyberrisikocheck", "/platforms/de-bsi-cyberrisikocheck/edit"} {
		check(path+" by an operator", desk.get(path))
	}
	check("an entry that does not fit", desk.post("/platforms/new", values("url", "9", "countries", "9", "regions", "9", "languages", "9", "employees_min", "9", "employees_max", "8", "opens", "9", "closes", "9")))
	check("an entry seen before", desk.post("/platforms/de-bsi-cyberrisikocheck/edit", course("seen", "9")))
	desk.post("/platforms/de-bsi-cyberrisikocheck/edit", course("change_note", "9", "opens", "2026-09-09", "closes", "2027-09-09", "employees_min", "9", "age_max", "9",
		"seen", input(t, desk.get("/platforms/de-bsi-cyberrisikocheck/edit").Text, "seen")))
	check("a changed entry", desk.get("/platforms/de-bsi-cyberrisikocheck?saved=1"))
	if _, err := s.web.Service.DropPlatformChanges(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("a dropped change", desk.get("/platforms/de-bsi-cyberrisikocheck"))

	// Keys, and everything that is refused.
	check("code", v.post(home+"/code", values("once", "A")))
	check("the same form again", v.post(home+"/code", values("once", "A")))
	check("cancel", v.post(home+"/cancel", values()))
	see("/nothing")
	see("/r/nothing")
	see(home + "/items/nothing")
	check("stranger", reader().get(home))
	check("method", v.send("PUT", "/", nil))
	check("type", v.send("POST", "/start", strings.NewReader("{}"), "Content-Type", "application/json"))
	check("escapes", v.send("POST", "/start", strings.NewReader("%zz"), "Content-Type", "application/x-www-form-urlencoded"))
	check("size", v.send("POST", "/start", strings.NewReader(strings.Repeat("a", 2<<20)), "Content-Type", "application/x-www-form-urlencoded"))
	check("other site", v.post("/start", values(), "Sec-Fetch-Site", "cross-site"))
	for range 12 {
		a := v.post("/resume", values("code", "ABC-DEF-234"))
		if a.StatusCode == http.StatusTooManyRequests {
			check("too many", a)
		}
	}
	s.pass(service.KeyLife + 1)
	see(home)
	s.pass(-service.KeyLife)
	check("deleted", v.post(home+"/delete", values()))
	if err := s.file.Close(); err != nil {
		t.Fatal(err)
	}
	see(home)
	see("/healthz")
	for _, status := range []int{200, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503} {
		if !seen[status] {
			t.Errorf("no page with status %d was looked at", status)
		}
	}
}
