package locale

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// others are the languages that ship beside English, with their texts.
func others(t testing.TB) map[string]Texts {
	t.Helper()
	all := map[string]Texts{}
	for _, l := range load(t).Offered()[1:] {
		data, err := textFiles.ReadFile("texts/" + l.Tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if all[l.Tag], err = ReadTexts(bytes.NewReader(data)); err != nil {
			t.Fatalf("%s: %v", l.Tag, err)
		}
	}
	return all
}

// TestEveryMessageIsTranslated holds the coverage of the interface; that of the
// content is held by the test of onramp check, which knows the content.
func TestEveryMessageIsTranslated(t *testing.T) {
	sources := load(t).Sources()
	for tag, texts := range others(t) {
		gaps, _ := texts.Gaps(sources)
		for i, g := range gaps {
			if i == 10 {
				t.Errorf("%s: and %d more", tag, len(gaps)-i)
				break
			}
			t.Errorf("%s: %s is missing, or of an earlier wording (%v)", tag, g.Key, g.Stale)
		}
	}
}

// TestPlacesStand checks that a translation fills in what the English does, and
// nothing else, in each of the plural forms of its language, and fits its place.
func TestPlacesStand(t *testing.T) {
	for tag, texts := range others(t) {
		for _, s := range load(t).Sources() {
			said, ok := texts[s.Key]
			if !ok {
				continue
			}
			if (s.Forms == nil) != (said.Forms == nil) {
				t.Errorf("%s: %s is counted in one of both languages only", tag, s.Key)
				continue
			}
			if s.Forms == nil {
				if err := s.Check("", said.Text); err != nil {
					t.Errorf("%s: %s: %v", tag, s.Key, err)
				}
				continue
			}
			if want := FormsOf(tag); len(said.Forms) != len(want) {
				t.Errorf("%s: %s has %d forms, want %v", tag, s.Key, len(said.Forms), want)
			}
			for _, form := range FormsOf(tag) {
				if err := s.Check(form, said.Forms[form]); err != nil {
					t.Errorf("%s: %s (%s): %v", tag, s.Key, form, err)
				}
			}
		}
	}
}

// TestFormsAreThoseOfCLDR compares with the tables of golang.org/x/text; the
// form of a million in Spanish, French, Italian and Portuguese is newer.
func TestFormsAreThoseOfCLDR(t *testing.T) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, l := range Languages {
		found := map[string]bool{}
		for n := range 200 {
			form := names[plural.Cardinal.MatchPlural(language.MustParse(l.Tag), n, 0, 0, 0, 0)]
			found[form] = true
			if !slices.Contains(FormsOf(l.Tag), form) {
				t.Errorf("%s: %d needs the form %s", l.Tag, n, form)
			}
		}
		for _, form := range FormsOf(l.Tag) {
			if !found[form] && form != "other" && form != "many" {
				t.Errorf("%s: no number has the form %s", l.Tag, form)
			}
		}
	}
}

// TestTextsAreInTheirScript finds texts that were left in English or slipped
// into another language's script.
func TestTextsAreInTheirScript(t *testing.T) {
	scripts := map[string][]*unicode.RangeTable{"ar": {unicode.Arabic}, "hi": {unicode.Devanagari}, "ru": {unicode.Cyrillic},
		"zh-Hans": {unicode.Han}, "ja": {unicode.Han, unicode.Hiragana, unicode.Katakana}, "ko": {unicode.Hangul}}
	foreign := []*unicode.RangeTable{unicode.Arabic, unicode.Devanagari, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Greek, unicode.Thai, unicode.Hebrew}
	for tag, texts := range others(t) {
		own, ours := scripts[tag], 0
		for key, said := range texts {
			for _, text := range append([]string{said.Text}, slices.Collect(valuesOf(said.Forms))...) {
				for _, r := range text {
					switch {
					case own != nil && unicode.In(r, own...):
						ours++
					case unicode.In(r, foreign...):
						t.Errorf("%s: %s has %q: %s", tag, key, r, text)
					case r == '\uFFFD' || r == '\u200b' || unicode.Is(unicode.Cc, r):
						t.Errorf("%s: %s has the sign %U", tag, key, r)
					}
				}
			}
		}
		if own != nil && ours < 20_000 {
			t.Errorf("%s: only %d letters of its script", tag, ours)
		}
	}
}

func valuesOf(f Forms) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range f {
			if !yield(s) {
				return
			}
		}
	}
}

func TestTextsRoundTrip(t *testing.T) {
	for tag, texts := range others(t) {
		data, err := os.ReadFile("texts/" + tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := texts.Write(&out); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), data) {
			t.Errorf("texts/%s.json is not as Write writes it", tag)
		}
	}
}

func TestReadTextsRefuses(t *testing.T) {
	for _, in := range []string{"", "[]", `{"a": "b"}`, `{"a": ["1"]}`, `{"a": ["1", 2]}`, `{"a": [1, "b"]}`, `{"a": ["1", "b"], "a": ["1", "c"]}`, `{"a": ["1", "b"]`, `{} x`} {
		if texts, err := ReadTexts(strings.NewReader(in)); err == nil {
			t.Errorf("%q: %v", in, texts)
		}
	}
}

func FuzzReadTexts(f *testing.F) {
	f.Add(`{"a": ["12345678", "x"], "b": ["12345678", {"one": "1", "other": "2"}]}`)
	f.Fuzz(func(t *testing.T, in string) {
		texts, err := ReadTexts(strings.NewReader(in))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := texts.Write(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadTexts(&out); err != nil {
			t.Fatalf("cannot read what it wrote: %v", err)
		}
	})
}

// TestGlossaries checks that each language says how it addresses the reader and
// fixes the terms of the field.
func TestGlossaries(t *testing.T) {
	for tag := range others(t) {
		data, err := os.ReadFile("glossary/" + tag + ".json")
		if err != nil {
			t.Error(err)
			continue
		}
		var g struct {
			Language, Address string
			Terms             []struct{ En, Use string }
		}
		if err := json.Unmarshal(data, &g); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
		has := map[string]bool{}
		for _, term := range g.Terms {
			head, _, _ := strings.Cut(strings.ToLower(term.En), " (")
			head, _, _ = strings.Cut(head, ",")
			has[head] = term.Use != ""
		}
		if g.Language != tag || g.Address == "" || len(g.Terms) < 60 {
			t.Errorf("%s: %q, %q, %d terms", tag, g.Language, g.Address, len(g.Terms))
		}
		for _, term := range []string{"firm", "level", "roadmap", "support platform", "workshop"} {
			if !has[term] {
				t.Errorf("%s: no word for %q", tag, term)
			}
		}
	}
}

// TestOtherWordingIsNotShown: a translation of another wording gives way to the
// English one, in messages and in content.
func TestOtherWordingIsNotShown(t *testing.T) {
	b, err := LoadWith(fstest.MapFS{"de.json": {Data: []byte(`{"nav.result": ["` + Hash("Result") + `", "Ergebnis"], "nav.roadmap": ["00000000", "Fahrplan"],
		"item.a": ["` + Hash("Hello") + `", "Hallo"], "progress.exact": ["00000000", {"one": "x", "other": "y"}]}`)}})
	if err != nil {
		t.Fatal(err)
	}
	p := b.Printer("de-AT")
	for got, want := range map[string]string{
		p.T("nav.result"): "Ergebnis", p.T("nav.roadmap"): "Roadmap", p.Text("item.a", "Hello"): "Hallo", p.Text("item.a", "Hello!"): "Hello!",
		p.Text("item.b", "Bye"): "Bye", p.Count("progress.exact", 3): "about 3 more", p.Tag(): "de", b.Printer("fr").T("nav.result"): "Result",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if l := b.Offered(); len(l) != 2 || l[1].Name != "Deutsch" {
		t.Errorf("offers %v", l)
	}
}
