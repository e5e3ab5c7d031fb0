package report

import (
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"onramp/static"
)

func TestClean(t *testing.T) {
	plain, err := readFaces(Fonts{Regular: static.Regular, Bold: static.Bold})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ in, want string }{
		{"Bäckerei Ærø & Söhne", "Bäckerei Ærø & Söhne"},
		{"  two\n\tlines\x00 \u2028here ", "two lines here"},
		{"Rocket 🚀 Ltd 👩‍🔧❤️", "Rocket Ltd"},
		{"شركة الأمل", "shrkh alaml"},
		{"बेकरी", "bekrii"},
		{"มะลิ 漢字 Café", "mali Han Zi Café"},
		{"a\u202eb\u200dc\ufeff\ufffe", "abc"},
		{"broken \xff\xfe bytes", "broken bytes"},
		{"2\u00a0→\u00a03", "2\u00a0→\u00a03"},
		{"𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "Fraktur"},
		{"𒀀 𞤀", "□ □"},
	} {
		if got := plain.clean(test.in); got != test.want {
			t.Errorf("clean(%q) = %q, want %q", test.in, got, test.want)
		}
	}
	for in, want := range map[string]string{"شركة الأمل": "شركة الأمل", "क\u200dष": "क\u200dष", "มะลิ 漢字 Café": "mali 漢字 Café", "パン\u200d屋 🥐": "パン屋"} {
		if got := newWriter(t).faces.clean(in); got != want {
			t.Errorf("with all fonts clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSpells(t *testing.T) {
	f := newWriter(t).faces
	for text, want := range map[string]bool{
		"Bäckerei Ærø & Söhne": true, "Αρτοποιείο": true, "Пекарня": true, "4711": true, "": true, "Rocket 🚀": true,
		"漢字 Café": true, "شركة": true, "漢字": true, "बेकरी": true, "มะลิ": false, "რესტორანი": false,
	} {
		if got := f.spells(text); got != want {
			t.Errorf("spells(%q) is %v", text, got)
		}
	}
}

// TestCoverShowsEveryName prints covers for firms with names that the fonts can
// show, and cannot: those stand in Latin letters, with a word why.
func TestCoverShowsEveryName(t *testing.T) {
	const why = "Written in Latin letters."
	for firm, want := range map[string][]string{
		"Пекарня Ünal": {"Пекарня Ünal"}, "漢字店": {"漢字店"}, "مخبز": {"مخبز"}, "बेकरी Goa": {"बेकरी Goa"}, "มะลิ": {"mali", why}, "🚀": nil,
	} {
		w, found := *newWriter(t), []string(nil)
		w.trace = func(_ int, _, _, _, _ float64, line string) {
			if line != "Roadmap" {
				found = append(found, line)
			}
		}
		if err := w.Roadmap(io.Discard, nil, Document{Blocks: []Block{Cover{Title: say("Roadmap"), Firm: name(firm), Spelling: say(why)}}}); err != nil {
			t.Fatal(err)
		}
		found = slices.DeleteFunc(found, func(line string) bool { return line == "" || line == "1 / 1" })
		if !slices.Equal(found, want) {
			t.Errorf("%s is printed as %q, want %q", firm, found, want)
		}
	}
}

func TestWrapBreaksLongWords(t *testing.T) {
	f := newWriter(t).faces
	word := strings.Repeat("Donaudampfschifffahrt", 20)
	lines := f.wrap("a "+word+" b", true, 20, 150)
	for _, l := range lines {
		if f.bold.width(l, 20) > 150 {
			t.Errorf("%q is too wide", l)
		}
	}
	if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != "a"+word+"b" {
		t.Errorf("letters were lost: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	faces := newWriter(f).faces
	for _, s := range []string{"", "plain", "emoji 🚀", "\x00\x01", "العربية", "\xff", "a\u0301\u0301", strings.Repeat("x", 500), "\U0010ffff\ufffe"} {
		f.Add(s, 100.0)
	}
	f.Fuzz(func(t *testing.T, s string, width float64) {
		clean := faces.clean(s)
		if !utf8.ValidString(clean) || clean != faces.clean(clean) {
			t.Fatalf("clean(%q) = %q is not settled", s, clean)
		}
		for _, r := range clean {
			if r > 0xFFFF || unicode.IsControl(r) || !faces.has(r) {
				t.Fatalf("clean(%q) holds %U", s, r)
			}
		}
		lines := faces.wrap(s, true, 10, width)
		if len(lines) == 0 {
			t.Fatal("no line")
		}
		got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if got != strings.ReplaceAll(clean, " ", "") {
			t.Fatalf("wrap changed %q to %q", clean, got)
		}
		for _, l := range lines {
			if width >= 20 && faces.bold.width(l, 10) > width {
				t.Fatalf("%q is wider than %g", l, width)
			}
		}
	})
}
