package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"onramp/assessment"
	"onramp/assessment/locale"
)

func draw(t testing.TB, w *Writer, p *locale.Printer, doc Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.Roadmap(&b, p, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLook writes samples for a person to look at: go test -run Look -pdf /tmp
func TestLook(t *testing.T) {
	if *pdfFiles == "" {
		t.Skip("no -pdf folder named")
	}
	w := newWriter(t)
	for _, tag := range []string{"en", locale.Pseudo} {
		p := printer(t, tag)
		for name, o := range outcomes(t) {
			file := filepath.Join(*pdfFiles, strings.ReplaceAll(name, " ", "-")+"-"+tag+".pdf")
			if err := os.WriteFile(file, draw(t, w, p, Layout(p, o, sampleMeta)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// readPDF checks the table of offsets and returns the objects by number.
func readPDF(t *testing.T, file []byte) map[int]string {
	t.Helper()
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if m == nil {
		t.Fatal("no startxref at the end")
	}
	at, _ := strconv.Atoi(string(m[1]))
	if at >= len(file) || !bytes.HasPrefix(file[at:], []byte("xref\n0 ")) {
		t.Fatalf("startxref %d does not point at the table", at)
	}
	objects := map[int]string{}
	lines := strings.Split(string(file[at:]), "\n")
	for n, line := range lines[3:] {
		offset, err := strconv.Atoi(strings.TrimSuffix(line, " 00000 n "))
		if err != nil {
			break
		}
		start := fmt.Sprintf("%d 0 obj\n", n+1)
		if !bytes.HasPrefix(file[offset:], []byte(start)) {
			t.Fatalf("object %d is not where the table says", n+1)
		}
		body, _, _ := strings.Cut(string(file[offset+len(start):]), "\nendobj")
		objects[n+1] = body
	}
	return objects
}

func utf16be(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`).Replace(string(b))
}

func TestPDF(t *testing.T) {
	w, p := newWriter(t), printer(t, "en")
	o := sample(t)
	doc := Layout(p, o, sampleMeta)
	file := draw(t, w, p, doc)
	if len(file) > 200_000 {
		t.Errorf("%d bytes", len(file))
	}
	objects := readPDF(t, file)
	all := ""
	for n := 1; n <= len(objects); n++ {
		all += objects[n] + "\n"
	}
	for _, want := range []string{
		"/Lang (en)", "/DisplayDocTitle true", "/PageMode /UseOutlines",
		"/Title (" + utf16be(doc.Title.Words), "/Author (" + utf16be("Onramp Demo"), "/Subject (" + utf16be(doc.Subject.Words),
		"/CreationDate (D:20261123163000)", "/ModDate (D:20261123163000)",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(all, "/FontFile2"); n != 2 {
		t.Errorf("%d fonts embedded, want 2", n)
	}
	if n := strings.Count(all, "/Type /Page\n"); n < 15 || n > 32 {
		t.Errorf("%d pages", n)
	}
	checkBookmarks(t, all, doc)
	checkLinks(t, all, o)
}

func checkBookmarks(t *testing.T, all string, doc Document) {
	t.Helper()
	for _, b := range doc.Blocks {
		title := ""
		switch b := b.(type) {
		case Heading:
			if b.Level < 3 {
				title = b.Text.Words
			}
		case Sheet:
			title = strconv.Itoa(b.Number) + ". " + b.Title.Words
		}
		if title != "" && !strings.Contains(all, "<</Title ("+utf16be(title)+")") {
			t.Errorf("no bookmark %q", title)
		}
	}
}

func checkLinks(t *testing.T, all string, o assessment.Outcome) {
	t.Helper()
	for _, s := range o.Roadmap.Steps {
		for _, m := range s.Matches {
			if url := m.Platform.URL; url != "" && !strings.Contains(all, "/URI ("+url+")") {
				t.Errorf("no link to %s", url)
			}
		}
	}
	if !strings.Contains(all, "/Dest [") {
		t.Error("the contents do not lead to pages")
	}
}

func TestSameBytes(t *testing.T) {
	w, p := newWriter(t), printer(t, "en")
	var doc Document
	for runs, name := range map[int]string{4: "sample", 20: "top"} { // the rich one takes a second under the race detector
		doc = Layout(p, outcomes(t)[name], sampleMeta)
		first := draw(t, w, p, doc)
		for i := range runs {
			if !bytes.Equal(first, draw(t, w, p, Layout(p, outcomes(t)[name], sampleMeta))) {
				t.Fatalf("%s: run %d differs", name, i+2)
			}
		}
	}
	doc.Date = time.Time{} // not the present time either
	for _, field := range []string{"/CreationDate (D:19700101000000)", "/ModDate (D:19700101000000)"} {
		if !bytes.Contains(draw(t, w, p, doc), []byte(field)) {
			t.Errorf("a document without a date does not say %s", field)
		}
	}
}

func TestConcurrent(t *testing.T) {
	w, p := newWriter(t), printer(t, "en")
	docs := []Document{}
	for _, o := range outcomes(t) {
		docs = append(docs, Layout(p, o, sampleMeta))
	}
	for _, tag := range []string{"hi", "ar"} {
		docs = append(docs, Layout(printer(t, tag), sample(t), sampleMeta))
	}
	var wait sync.WaitGroup
	for i := range 3 * len(docs) {
		wait.Go(func() {
			var b bytes.Buffer
			if err := w.Roadmap(&b, p, docs[i%len(docs)]); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// TestAnyText: whatever a person types, there is a document, and no letter
// leaves its page or stands on another.
func TestAnyText(t *testing.T) {
	p := printer(t, "en")
	for _, text := range []string{
		"", "🚀🚀🚀", "شركة الأمل للنجارة", "מאפייה", "木工所", "\x00\x01\x02", "\U0001F468\u200d\U0001F469", "\xff\xfe", strings.Repeat("W", 120),
		strings.Repeat("Donaudampfschiff", 60), `(\) ) ( \r`, "a\u202eb", strings.Repeat("é ", 60), "\ufffe\uffff", "a\u0301\u0327",
		"خانه\u200cهای نو", "\u0651\u0650 ب", "ب\u200c", "\u094d\u200d क", "कुंजी ट्रैक्टर ईंधन",
	} {
		o := outcomes(t)["no answer"]
		o.Profile.Name = text
		meta := Meta{Site: text, Operator: text, Contact: text, PublicURL: text, ResumeURL: "https://x.example/" + text}
		checkPlaces(t, Layout(p, o, meta))
	}
}

// TestPlaces: the same for firms at the edges, also in the pseudo-locale.
func TestPlaces(t *testing.T) {
	for _, tag := range []string{"en", locale.Pseudo} {
		p := printer(t, tag)
		for name, o := range outcomes(t) {
			t.Run(name+" "+tag, func(t *testing.T) { readPDF(t, checkPlaces(t, Layout(p, o, sampleMeta))) })
		}
	}
}

// TestSummaryIsOnePage, with five actions and three strengths too.
func TestSummaryIsOnePage(t *testing.T) {
	p := printer(t, "en")
	for name, o := range outcomes(t) {
		last := 0
		traced := *newWriter(t)
		traced.trace = func(page int, _, _, _, _ float64, line string) {
			if line == p.T("document.findings") {
				last = max(last, page)
			}
		}
		draw(t, &traced, p, Layout(p, o, sampleMeta))
		if last != 3 {
			t.Errorf("%s: findings begin on page %d", name, last)
		}
	}
}

// TestHugeTexts: cells and paragraphs longer than a page.
func TestHugeTexts(t *testing.T) {
	long := say(strings.Repeat("A long answer goes on and on. ", 400))
	checkPlaces(t, Document{Blocks: []Block{
		Heading{1, say("Long")}, Paragraph{Text: long}, Facts{{Label: long, Values: []Text{long, long}}},
		Table{Columns: []Column{{Title: say("A"), Share: 0.5}, {Title: say("B"), Share: 0.5}}, Rows: [][]Text{{long, say("x")}, {say("y"), long}, {say("z")}}},
		Bullet{Text: long, Note: long}, Link{Title: long, URL: "https://example.org/" + strings.Repeat("a", 900), Lines: []Text{long}},
		Link{Title: say("Endless"), URL: "https://example.org/" + strings.Repeat("a", 5000)},
		Sheet{Number: 123, Kicker: long, Title: say("Title"), Blocks: []Block{Details{Facts{{Label: say("a"), Values: []Text{long}}}}}},
	}})
}

type placed struct {
	page       int
	x, y, w, h float64
	line       string
}

// checkPlaces draws the document and looks at where each line stands.
func checkPlaces(t *testing.T, doc Document) []byte {
	t.Helper()
	traced := *newWriter(t)
	w := &traced
	pages := map[int][]placed{}
	w.trace = func(page int, x, y, width, height float64, line string) {
		if strings.TrimSpace(line) == "" {
			return
		}
		it := placed{page, x, y, width, height, line}
		if x < margin-1 || x+width > pageWidth-margin+1 || y < margin-8 || y+height > pageHeight-margin+16 {
			t.Errorf("page %d: %q leaves the page: x %.0f to %.0f, y %.0f", page, line, x, x+width, y)
		}
		pages[page] = append(pages[page], it)
	}
	file := draw(t, w, nil, doc)
	if len(pages) == 0 {
		t.Error("no line was seen")
	}
	for _, lines := range pages {
		slices.SortFunc(lines, func(a, b placed) int { return int(a.y*100) - int(b.y*100) })
		for i, a := range lines {
			for _, b := range lines[i+1:] {
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Errorf("page %d: %q stands on %q", a.page, a.line, b.line)
				}
			}
		}
	}
	return file
}

func TestNewWriterRefusesBrokenFonts(t *testing.T) {
	good := newWriter(t).fonts
	for name, fonts := range map[string]Fonts{
		"none":      {},
		"no bold":   {Regular: good.Regular},
		"not a ttf": {Regular: []byte("not a font"), Bold: good.Bold},
		"half":      {Regular: good.Regular[:len(good.Regular)/2], Bold: good.Bold},
	} {
		if _, err := NewWriter(fonts); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSafeAddress(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"https://a.example/ä b", "https://a.example/%C3%A4%20b"},
		{"javascript:alert(1)", ""}, {"ftp://a.example", ""}, {"https://", ""}, {"", ""}, {"nonsense", ""}, {"https://bücher.example/", "https://b%C3%BCcher.example/"},
		{"mailto:help@onramp.example", "mailto:help@onramp.example"},
	} {
		if got := safeAddress(test.in); got != test.want {
			t.Errorf("safeAddress(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
