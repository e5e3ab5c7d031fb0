package locale

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"
)

// spelled are the places where a language is better served than by the pattern
// of CLDR: Russian spells the word for year, Hindi and Indonesian editors differ on
// the comma, Chinese months have their numbers as in dates.
var spelled = map[string]string{
	"ru date":      "23 ноября 2026 года",
	"ru month":     "ноябрь 2026 года",
	"hi list of 3": "A, B और C",
}

// TestLikeCLDR: numbers, dates, lists and names of countries are those of CLDR 48, English as in Britain
// (testdata/cldr.json, written by ICU 78; Arabic with the digits 0 to 9).
func TestLikeCLDR(t *testing.T) {
	file, err := os.ReadFile("testdata/cldr.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct {
		Numbers, Percent, Alone, Lists, Countries []string
		Date, Month                               string
	}
	if err := json.Unmarshal(file, &all); err != nil {
		t.Fatal(err)
	}
	bundle := load(t)
	for _, l := range bundle.Offered() {
		p, want := bundle.Printer(l.Tag), all[l.Tag]
		same := func(what, got, want string) {
			t.Helper()
			if own := spelled[l.Tag+" "+what]; own != "" {
				want = own
			}
			if got != want {
				t.Errorf("%s, %s: %q, want %q", l.Tag, what, got, want)
			}
		}
		for i, n := range []struct {
			x        float64
			decimals int
		}{{0, 0}, {7, 0}, {1234, 0}, {12345, 0}, {1234567, 0}, {0.5, 1}, {12345.25, 2}, {-3, 0}} {
			same("number", p.Number(n.x, n.decimals), want.Numbers[i])
		}
		for i, share := range []float64{0.07, 1, 0.5} {
			same("share", p.Percent(share), want.Percent[i])
		}
		same("date", p.Date(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), want.Date)
		same("month", p.Month("2026-11"), want.Month)
		for i, name := range want.Alone {
			if l.Tag == "zh-Hans" {
				name = fmt.Sprintf("%d月", i+1)
			}
			same("month alone", p.T(fmt.Sprintf("date.alone.%d", i+1)), name)
		}
		same("list of 2", p.List([]string{"A", "B"}), want.Lists[0])
		same("list of 3", p.List([]string{"A", "B", "C"}), want.Lists[1])
		for i, code := range []string{"DE", "ID", "TR", "US", "ZA", "KR"} {
			same("country", p.Country(code), want.Countries[i])
		}
	}
}

// TestSentences: what is put together reads as the language writes it.
func TestSentences(t *testing.T) {
	bundle := load(t)
	for tag, want := range map[string]string{"en": "One. Two: three (four).", "zh-Hans": "One。Two：three（four）。", "fr": "One. Two\u202f: three (four).", "hi": "One। Two: three (four)।"} {
		p := bundle.Printer(tag)
		if got := p.Sentences(p.Stop("One"), "", p.Stop(p.Labelled("Two", p.Aside("three", "four")))); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
		if got := p.Stop("Done?"); got != "Done?" {
			t.Errorf("%s: %q", tag, got)
		}
	}
	es := bundle.Printer("es")
	for _, names := range [][3]string{{"India", "Irán", "India e Irán"}, {"hielo", "hilo", "hielo e hilo"}, {"agua", "hielo", "agua y hielo"}, {"a", "isla", "a e isla"}} {
		if got := es.List(names[:2]); got != names[2] {
			t.Errorf("%q, want %q", got, names[2])
		}
	}
	for tag, want := range map[string][2]string{"tr": {"İşletme", "işletme"}, "de": {"İşletme", "Größe"}, "en": {"ISO code", "ISO code"}} {
		p := bundle.Printer(tag)
		if got := p.Capital("işletme"); tag == "tr" && got != want[0] {
			t.Errorf("%s: %q", tag, got)
		}
		in := map[string]string{"tr": "İşletme", "de": "Größe", "en": "ISO code"}[tag]
		if got := p.Within(in); got != want[1] {
			t.Errorf("%s: %q, want %q", tag, got, want[1])
		}
	}
}
