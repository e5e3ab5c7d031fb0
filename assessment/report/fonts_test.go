package report

import (
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	f := newWriter(t).faces
	for _, test := range []struct{ in, want string }{
		{"Bäckerei Ærø & Söhne", "Bäckerei Ærø & Söhne"},
		{"  two\n\tlines\x00 \u2028here ", "two lines here"},
		{"Rocket 🚀 Ltd 👩‍🔧❤️", "Rocket Ltd"},
		{"شركة", "□□□□"},
		{"漢字 Café", "□□ Café"},
		{"a\u202eb\u200dc\ufeff\ufffe", "abc"},
		{"broken \xff\xfe bytes", "broken bytes"},
		{"2\u00a0→\u00a03", "2\u00a0→\u00a03"},
		{"𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "□□□□□□□"},
	} {
		if got := f.clean(test.in); got != test.want {
			t.Errorf("clean(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestShows(t *testing.T) {
	f := newWriter(t).faces
	for text, want := range map[string]bool{
		"Bäckerei Ærø & Söhne": true, "Αρτοποιείο": true, "Пекарня": true, "4711": true, "漢字 Café": true,
		"": false, " ": false, "🚀": false, "شركة": false, "漢字": false, "漢字店 A": false, "बेकरी": false,
	} {
		if got := f.shows(text); got != want {
			t.Errorf("shows(%q) is %v", text, got)
		}
	}
}

// TestCoverLeavesOutBoxes prints covers for firms with names that the fonts can
// show, and cannot.
func TestCoverLeavesOutBoxes(t *testing.T) {
	for firm, want := range map[string]bool{"Пекарня Ünal": true, "漢字店": false, "مخبز": false} {
		w, found := *newWriter(t), false
		w.trace = func(_ int, _, _, _, _ float64, line string) {
			found = found || line == firm
			if strings.ContainsRune(line, unknown) {
				t.Errorf("%s: %q", firm, line)
			}
		}
		if err := w.Roadmap(io.Discard, nil, Document{Blocks: []Block{Cover{Title: say("Roadmap"), Firm: name(firm)}}}); err != nil {
			t.Fatal(err)
		}
		if found != want {
			t.Errorf("%s is printed: %v", firm, found)
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
