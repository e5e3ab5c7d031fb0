package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"onramp/assessment/locale"
)

// TestShapedLikeHarfBuzz: the glyphs of words with every kind of joining are those
// that hb-shape --features=-kern chooses from the same files.
func TestShapedLikeHarfBuzz(t *testing.T) {
	for _, c := range []struct{ language, word, want string }{
		{"ar", "الصناعية", "189 73 210 13 41 5 188 12 32 62 4"}, {"ar", "لا", "6 63"}, {"ar", "بيتنا", "5 188 12 189 13 210 13 209 14"}, {"ar", "شخصًا", "5 236 32 188 20 193 29"},
		{"hi", "क्षत्रिय", "88 479 241 79"}, {"hi", "किताब", "479 54 69 29 76"}, {"hi", "कर्म", "54 78 440"}, {"hi", "श्री", "254 31"}, {"hi", "पहला", "74 86 81 29"},
	} {
		var got []string
		for _, p := range newWriter(t).faces.speaking(c.language).pieces(c.word, false) {
			for _, g := range p.glyphs {
				got = append(got, fmt.Sprint(g.code-firstCode))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: glyphs %v, want %s", c.word, got, c.want)
		}
	}
}

// TestPiecesStandInReadingOrder: what stands where on a line of mixed scripts.
func TestPiecesStandInReadingOrder(t *testing.T) {
	for _, c := range []struct{ language, line, want string }{
		{"en", "Bäckerei مخبز 12 (b)", "Bäckerei |12| |مخبز| (b)"},
		{"ar", "مخبز Łódź 12", "Łódź 12| |مخبز"},
		{"ar", "(أغذية)", "(|أغذية|)"},
		{"ar", "https://www.sedfa.org.za/", "https://www.sedfa.org.za/"},
		{"ar", "Small Agency (SEDFA) هو", "هو| |Small Agency (SEDFA)"},
		{"ar", "هو (SEDFA) هي", "هي| (|SEDFA|) |هو"},
		{"en", "b مخبز (أغذية) c", "b |(|أغذية|) |مخبز| c"},
		{"ja", "パン屋 and more", "パン屋| and more"},
		{"zh", "他说“好”。", "他说“好”。"},
		{"en", "他说“好”。", "他说|“|好|”|。"},
	} {
		var got []string
		for _, p := range newWriter(t).faces.speaking(c.language).pieces(c.line, false) {
			got = append(got, p.words)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s in %s: %q, want %q", c.line, c.language, s, c.want)
		}
	}
}

// TestLinesEndWhereTheyMay: Chinese and Japanese between letters, but no line
// begins with a mark that closes.
func TestLinesEndWhereTheyMay(t *testing.T) {
	text := "小さな会社でも、デジタルの仕事は始められます。「まず一歩」から、進めましょう。"
	lines := newWriter(t).faces.speaking("ja").wrap(text, false, 10, 90)
	if len(lines) < 4 || strings.Join(lines, "") != text {
		t.Fatalf("%q", lines)
	}
	for _, l := range lines {
		if strings.ContainsAny(string([]rune(l)[:1]), "、。」") || strings.HasSuffix(l, "「") {
			t.Errorf("a line ends in the wrong place: %q", lines)
		}
	}
	if got := newWriter(t).faces.speaking("ko").wrap("작은 회사도 시작할 수 있습니다", false, 10, 60); strings.Join(got, " ") != "작은 회사도 시작할 수 있습니다" {
		t.Errorf("Korean is cut within words: %q", got)
	}
}

// TestEveryLanguageReadsBack draws a roadmap in each language and takes its text
// out with a program that is not ours: every line is there, in reading order.
func TestEveryLanguageReadsBack(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no pdftotext on this machine, and CI must not skip this test")
		}
		t.Skip("no pdftotext on this machine")
	}
	bundle, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range bundle.Offered() {
		t.Run(l.Tag, func(t *testing.T) {
			t.Parallel()
			o := sample(t)
			o.Profile.Name = "Bäckerei مخبز बेकरी 面包店 パン屋 빵집"
			doc := Layout(bundle.Printer(l.Tag), o, sampleMeta)
			w, lines := *newWriter(t), []string{}
			w.trace = func(_ int, _, _, _, _ float64, line string) { lines = append(lines, line) }
			var out bytes.Buffer
			if err := w.Roadmap(&out, nil, doc); err != nil {
				t.Fatal(err)
			}
			if out.Len() > 400_000 {
				t.Errorf("%d bytes", out.Len())
			}
			file := filepath.Join(t.TempDir(), "roadmap.pdf")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			said, err := exec.Command("pdftotext", "-enc", "UTF-8", file, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			text, missing := plainly(string(said)), 0
			for _, line := range lines {
				if !strings.Contains(text, plainly(line)) {
					if missing++; missing <= 5 {
						t.Errorf("nowhere in the text: %q", line)
					}
				}
			}
			if missing > 5 || len(lines) < 200 {
				t.Errorf("%d of %d lines are missing", missing, len(lines))
			}
		})
	}
}

// plainly is a text without spaces and direction marks, in one normal form, as
// programs disagree on them.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\u00ad' {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

// TestUnreadableScriptIsNoDisaster: a document is drawn without the fonts of other
// scripts, its names in Latin letters.
func TestUnreadableScriptIsNoDisaster(t *testing.T) {
	good := newWriter(t).fonts
	for name, script := range map[string]func(string) ([]byte, []byte, error){
		"none": nil, "missing": func(string) ([]byte, []byte, error) { return nil, nil, os.ErrNotExist },
		"cut off": func(string) ([]byte, []byte, error) { return []byte("nonsense"), []byte("nonsense"), nil },
	} {
		w, err := NewWriter(Fonts{Regular: good.Regular, Bold: good.Bold, Script: script})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := w.faces.speaking("en").clean("बेकरी パン"); !strings.HasPrefix(got, "b") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzWithCodes(f *testing.F) {
	f.Add([]byte("\x00\x01\x00\x00\x00\x01"))
	f.Fuzz(func(_ *testing.T, file []byte) { _, _, _ = withCodes(file) })
}

// TestSummaryInEveryLanguage: in every language the summary of every firm is page 2 and
// no more, whatever room its words take, and no letter is too small to read.
func TestSummaryInEveryLanguage(t *testing.T) {
	files := get(filepath.Glob("testdata/firms/*.json"))(t)
	for _, l := range bundle(t).Offered() {
		t.Run(l.Tag, func(t *testing.T) {
			t.Parallel()
			p := printer(t, l.Tag)
			w := *newWriter(t)
			for _, file := range files {
				pages, least := map[string]int{}, math.Inf(1)
				w.trace = func(page int, _, _, _, height float64, line string) {
					pages[line] = max(pages[line], page)
					if page == 2 {
						least = min(least, height/0.72)
					}
				}
				if err := w.Roadmap(io.Discard, nil, Layout(p, firm(t, file), sampleMeta)); err != nil {
					t.Fatal(err)
				}
				if at := pages[p.T("document.findings")]; pages[p.T("document.actions")] != 2 || at != 3 {
					t.Errorf("%s: the summary ends on page %d, findings begin on %d", file, pages[p.T("document.actions")], at)
				}
				if least < 6.5 {
					t.Errorf("%s: letters of %.1f points", file, least)
				}
			}
		})
	}
}

// TestGlyphsMoveAsFarAsTheyShould reads the operators of every word of the Arabic
// and Hindi texts: moves and glyphs of each add up to the width of the word, and
// each number stands alone.
func TestGlyphsMoveAsFarAsTheyShould(t *testing.T) {
	operand := regexp.MustCompile(`^(?:<([0-9A-F]{4})>|(-?\d+(?:\.\d+)?)|/Span<</ActualText<[0-9A-F]*>>>BDC|EMC|TJ|Ts|[\[\] ])`)
	for _, tag := range []string{"ar", "hi"} {
		f := newWriter(t).faces.speaking(tag)
		file, err := locale.BuiltIn().Open(tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		texts := get(locale.ReadTexts(file))(t)
		words := map[string]bool{}
		for _, text := range texts {
			for _, word := range strings.Fields(f.clean(text.Text)) {
				words[word] = true
			}
		}
		means, bad := meanings{}, 0
		for word := range words {
			for _, part := range f.pieces(word, false) {
				if part.glyphs == nil {
					continue
				}
				w := glyphWriter{face: part.face, size: 10, means: means, whole: tag == "hi"}
				w.piece(part.glyphs)
				w.end()
				sum, rise := 0.0, false
				for rest := string(w.out); rest != ""; {
					m := operand.FindStringSubmatch(rest)
					if m == nil {
						t.Fatalf("%s: %q", word, w.out)
					}
					rest = rest[len(m[0]):]
					switch {
					case m[1] != "":
						code := get(strconv.ParseUint(m[1], 16, 32))(t)
						sum += part.face.codeAdvance(rune(code))
					case m[2] != "" && strings.HasPrefix(rest, " Ts"):
						rise = m[2] != "0"
					case m[2] != "":
						sum -= get(strconv.ParseFloat(m[2], 64))(t)
					}
				}
				if math.Abs(sum-part.width) > float64(len(part.glyphs)) || rise {
					if bad++; bad < 5 {
						t.Errorf("%s moves on %.0f, is %.0f wide: %s", word, sum, part.width, w.out)
					}
				}
			}
		}
		if len(words) < 2000 {
			t.Errorf("%d words of %s", len(words), tag)
		}
	}
}

// TestFontsSayWhatTheyShow: fonts of letters that stand side by side keep the map of
// all letters, shaped ones say what each glyph stands for.
func TestFontsSayWhatTheyShow(t *testing.T) {
	for tag, want := range map[string]string{"zh-Hans": "beginbfrange", "ja": "beginbfrange", "ko": "beginbfrange", "ar": "beginbfchar", "hi": "beginbfchar"} {
		w := newWriter(t)
		f := newFlow(&pen{pdf: w.open(Document{}, w.faces.speaking(tag)), faces: w.faces.speaking(tag), used: map[string]meanings{}}, Document{})
		f.page()
		f.blocks([]Block{Paragraph{Text: say(printer(t, tag).T("home.promise"))}})
		f.pen.keepGlyphs()
		var raw bytes.Buffer
		if err := f.pen.pdf.Output(&raw); err != nil {
			t.Fatal(err)
		}
		tables, maps := 0, get(fontTables(raw.Bytes(), f.pen.used))(t)
		for name, means := range f.pen.used {
			if _, shaped := maps[0]; shaped || len(means) == 0 {
				continue
			}
			if !strings.Contains(string(means.table()), want) {
				t.Errorf("%s: font %s: %.300s", tag, name, means.table())
			}
			tables++
		}
		if shaped := want == "beginbfchar"; shaped != (len(maps) > 0) || shaped != (tables > 0) {
			t.Errorf("%s: %d fonts say what their glyphs stand for", tag, len(maps))
		}
	}
}
