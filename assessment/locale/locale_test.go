package locale

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/language"
)

func load(t testing.TB) *Bundle {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMatch(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		wishes []string
		want   string
	}{
		{nil, "en"},
		{[]string{""}, "en"},
		{[]string{"en"}, "en"},
		{[]string{"en-GB,en;q=0.8"}, "en"},
		{[]string{"xx-YY"}, "en"},
		{[]string{"*"}, "en"},
		{[]string{"tlh,en;q=0.1"}, "en"},
		{[]string{"!!", "garbage;q=x", strings.Repeat("a", 10000)}, "en"},
		{[]string{strings.Repeat("en-US,", 2000)}, "en"},
		{[]string{Pseudo}, Pseudo},
		{[]string{"", Pseudo}, Pseudo},
		{[]string{"en", Pseudo}, "en"},
		{[]string{Pseudo, "en"}, Pseudo},
		{[]string{"en-xa"}, "en"}, // only on request, word for word
	} {
		if got := b.Match(c.wishes...); got != c.want {
			t.Errorf("%.80q: %s, want %s", c.wishes, got, c.want)
		}
	}
	if l := b.languages; len(l) == 0 || l[0].String() != "en" {
		t.Errorf("languages %v", l)
	}
}

// printers are those of every language that a reader can meet.
func printers(t testing.TB) map[string]*Printer {
	b, all := load(t), map[string]*Printer{}
	for _, tag := range append(b.languages, language.MustParse(Pseudo)) {
		all[tag.String()] = b.Printer(tag.String())
	}
	return all
}

func TestPrinter(t *testing.T) {
	p, x := load(t).Printer("en"), load(t).Printer(Pseudo)
	day := time.Date(2026, 11, 3, 23, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		p.List(nil):                            "",
		p.List([]string{"a"}):                  "a",
		p.List([]string{"a", "b"}):             "a and b",
		p.List([]string{"a", "b", "{{.c}}"}):   "a, b and {{.c}}",
		p.Number(1234567.4, 0):                 "1,234,567",
		p.Number(-0.25, 2):                     "-0.25",
		p.Number(12, 1):                        "12.0",
		p.Percent(0.426):                       "43%",
		p.Date(day):                            "3 November 2026",
		p.Month("2026-11"):                     "November 2026",
		p.Month("soon"):                        "soon",
		p.ShortMonth(time.May):                 "May",
		p.Country("DE"):                        "Germany",
		p.Country("??"):                        "??",
		p.Language("pt-BR"):                    "Brazilian Portuguese",
		p.Language("?"):                        "?",
		p.Text("any.key", "Hello"):             "Hello",
		p.T("no.such.key"):                     "no.such.key",
		p.T("progress.place", "Number", "<3>"): "Question <3>",
		p.T("progress.place", map[string]any{"Number": 3}): "Question 3",
		p.Count("depth.minutes", 1):                        "about 1 minute",
		p.Count("depth.minutes", 0):                        "about 0 minutes",
		p.Count("depth.minutes", 1200):                     "about 1,200 minutes",
		p.Count("progress.between", 9, "Low", "6"):         "about 6 to 9 more",
		p.Count("no.such.key", 2):                          "no.such.key",
		x.T("progress.place", "Number", "abc"):             "Ǫúéśťíóń abc",
		x.Text("any.key", "Hello {{.x}}"):                  "Ĥéĺĺó {{.x}}",
		x.Country("DE"):                                    "Ǵéŕṁáńý",
		x.Count("depth.minutes", 1):                        "áƀóúť 1 ṁíńúťé",
		x.Number(1234.5, 1):                                "1,234.5",
		p.Dir() + load(t).Printer("ar").Dir() + x.Dir():    "ltrrtlltr",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if p.Has("no.such.key") || !p.Has("depth.minutes") || !p.Has("nav.result") {
		t.Error("Has is wrong")
	}
	args := map[string]any{"Low": "6"}
	p.Count("progress.between", 9, args)
	if len(args) != 1 {
		t.Error("Count changed its caller's map")
	}
	for _, tag := range []string{"", "!!", "xx"} {
		if got := load(t).Printer(tag).T("nav.result"); got != "Result" {
			t.Errorf("%q prints %q", tag, got)
		}
	}
}

// TestPseudo checks that every letter a message holds of its own is changed,
// and every place in it is kept.
func TestPseudo(t *testing.T) {
	place := regexp.MustCompile(`\{\{[^}]*\}\}`)
	letter := regexp.MustCompile(`[A-Za-z]`)
	for _, text := range []string{"Hello", "{{.A}} of {{.B}}", "a {{.A}}", "no place }} here", "{{ open", "", "}} {{.A}} z"} {
		got := pseudo(text)
		if rest := place.ReplaceAllString(got, ""); letter.MatchString(rest) {
			t.Errorf("%q keeps letters: %q", text, got)
		}
		if before, after := place.FindAllString(text, -1), place.FindAllString(got, -1); strings.Join(before, "") != strings.Join(after, "") {
			t.Errorf("%q lost its places: %q", text, got)
		}
	}
}

// TestAllAtOnce renders every message in every language from many goroutines;
// the race detector watches.
func TestAllAtOnce(t *testing.T) {
	all := keys(t)
	same := map[string]string{}
	for tag, p := range printers(t) {
		for key := range all {
			same[tag+key] = p.T(key) + p.Count(key, 2)
		}
	}
	shared := printers(t)
	var wait sync.WaitGroup
	for range 4 {
		for tag, p := range shared {
			wait.Go(func() {
				for key := range all {
					if got := p.T(key) + p.Count(key, 2); got != same[tag+key] {
						t.Errorf("%s in %s: %q", key, tag, got)
					}
				}
				p.Date(time.Now())
				p.Country("BR")
				p.Language("fr")
				p.Percent(0.5)
			})
		}
	}
	wait.Wait()
}

// TestEveryMessageSpeaks renders each message, counted ones with several numbers.
func TestEveryMessageSpeaks(t *testing.T) {
	all := keys(t)
	for tag, p := range printers(t) {
		for key := range all {
			said := []string{p.T(key)}
			if all[key] != nil {
				said = []string{p.Count(key, 0), p.Count(key, 1), p.Count(key, 2), p.Count(key, 11)}
			}
			for _, text := range said {
				if text == "" || text == key {
					t.Errorf("%s in %s: %q", key, tag, text)
				}
			}
		}
	}
}
