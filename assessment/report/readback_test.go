package report

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// drawn is a document read back: where its lines stand, and its objects.
type drawn struct {
	lines   []placed // in the order they were written
	objects map[int]string
	all     string
}

func readBack(t *testing.T, doc Document) drawn {
	t.Helper()
	var d drawn
	w := *newWriter(t)
	w.trace = func(page int, x, y, width, height float64, line string) {
		d.lines = append(d.lines, placed{page, x, y, width, height, line})
	}
	d.objects = readPDF(t, draw(t, &w, nil, doc))
	for n := 1; n <= len(d.objects); n++ {
		d.all += d.objects[n] + "\n"
	}
	return d
}

// page is the first page after the others that says the line.
func (d *drawn) page(line string) int {
	for _, p := range d.lines {
		if p.page > 1 && (p.line == line || len(p.line) > 12 && strings.HasPrefix(line, p.line)) {
			return p.page
		}
	}
	return 0
}

// TestBookmarksLeadToTheirPages: each bookmark of a section opens the page on
// which its heading stands.
func TestBookmarksLeadToTheirPages(t *testing.T) {
	doc := Layout(printer(t, "en"), firm(t, "testdata/firms/metal-germany.json"), sampleMeta)
	d := readBack(t, doc)
	target := regexp.MustCompile(`/Dest \[(\d+) 0 R`)
	seen := 0
	for _, b := range doc.Blocks {
		h, ok := b.(Heading)
		if !ok || h.Level != 1 {
			continue
		}
		for _, object := range d.objects {
			if m := target.FindStringSubmatch(object); m != nil && strings.Contains(object, "<</Title ("+utf16be(h.Text.Words)+")") {
				n, _ := strconv.Atoi(m[1])
				if page, want := (n-1)/2, d.page(h.Text.Words); page != want || want == 0 {
					t.Errorf("%q opens page %d, and stands on %d", h.Text.Words, page, want)
				}
				seen++
			}
		}
	}
	if seen < 7 {
		t.Errorf("%d bookmarks", seen)
	}
}

// TestEveryPlatformIsClickable: wherever a document names a support platform,
// also one that has ended, the name opens an address.
func TestEveryPlatformIsClickable(t *testing.T) {
	p := printer(t, "en")
	all := outcomes(t)
	all["metal"] = firm(t, "testdata/firms/metal-germany.json")
	bare := sample(t)
	nowhere := *bare.Roadmap.Steps[0].Matches[0].Platform
	nowhere.Name, nowhere.URL, nowhere.Source = "Without an address", "", "https://source.example/page"
	bare.Roadmap.Steps = slices.Clone(bare.Roadmap.Steps)
	bare.Roadmap.Steps[0].Matches = []assessment.Match{{Platform: &nowhere}}
	bare.Roadmap.Steps[0].Ended = []*assessment.Platform{{ID: "gone", Name: "Gone programme", Source: "https://gone.example/"}}
	all["bare"] = bare
	for name, o := range all {
		doc := Layout(p, o, sampleMeta)
		platforms := map[string]string{}
		for _, s := range o.Roadmap.Steps {
			for _, m := range s.Matches {
				platforms[m.Platform.Name] = platformAddress(m.Platform)
			}
			for _, e := range s.Ended {
				platforms[e.Name] = platformAddress(e)
			}
		}
		file := readBack(t, doc)
		for platform, address := range platforms {
			if address == "" || !strings.Contains(file.all, "/URI ("+address+")") {
				t.Errorf("%s: %s leads to %q", name, platform, address)
			}
		}
		for _, text := range doc.texts() {
			if address, named := platforms[text.Words]; named && text.Link != address && !titled(doc.Blocks, text.Words, address) {
				t.Errorf("%s: %s stands without its address", name, text.Words)
			}
		}
	}
	if text := Layout(p, bare, sampleMeta).String(); !strings.Contains(text, p.T("takeaway.source_only")) {
		t.Error("nothing says that an address is the source's")
	}
}

// titled reports whether a name is the title of a link to the address.
func titled(blocks []Block, title, address string) bool {
	return slices.ContainsFunc(blocks, func(b Block) bool {
		switch b := b.(type) {
		case Link:
			return b.Title.Words == title && b.URL == address
		case Sheet:
			return titled(b.Blocks, title, address)
		}
		return false
	})
}

// TestSummaryIsEnough: who prints page 2 alone has level, strengths, gaps, the
// next steps with their days and what to do first, in this order.
func TestSummaryIsEnough(t *testing.T) {
	p := printer(t, "en")
	o := firm(t, "testdata/firms/food-south-africa.json")
	d := readBack(t, Layout(p, o, sampleMeta))
	text := ""
	for _, l := range d.lines {
		if l.page == 2 {
			text += l.line + " "
		}
	}
	want := []string{p.T("document.summary"), o.Profile.Name, "Level 3 of 5", p.T("document.strengths"), p.T("document.first_step"),
		p.T("document.gaps"), p.T("document.actions"), "23 Nov 2026"}
	at := 0
	for _, w := range want {
		next := strings.Index(text[at:], w)
		if next < 0 {
			t.Fatalf("%q does not follow in\n%s", w, text)
		}
		at += next
	}
	for _, s := range NextSteps(&o.Roadmap) {
		if words := strings.Fields(s.Measure.Title.English); !strings.Contains(text, strings.Join(words[:3], " ")) {
			t.Errorf("%q is missing", s.Measure.Title.English)
		}
	}
	if n := len(o.Strengths); n != 3 || len(o.Gaps) != 3 {
		t.Errorf("%d strengths, %d gaps", n, len(o.Gaps))
	}
}

// TestOrganisation: name and logo of who hands the document over stand on the
// cover and at the foot of each page; a file that is no picture is left out.
func TestOrganisation(t *testing.T) {
	p, o := printer(t, "en"), sample(t)
	img := image.NewNRGBA(image.Rect(0, 0, 900, 300))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	img.Set(1, 1, color.NRGBA{})
	var asPNG, asJPEG, asGIF bytes.Buffer
	if png.Encode(&asPNG, img) != nil || jpeg.Encode(&asJPEG, img, nil) != nil || gif.Encode(&asGIF, img, nil) != nil {
		t.Fatal("no picture")
	}
	for name, c := range map[string]struct {
		logo  []byte
		shown bool
	}{
		"png": {asPNG.Bytes(), true}, "jpeg": {asJPEG.Bytes(), true}, "gif": {asGIF.Bytes(), false}, "none": {nil, false},
		"cut off": {asPNG.Bytes()[:200], false}, "text": {[]byte("<svg onload=alert(1)>"), false},
		"huge": {append(slices.Clone(asPNG.Bytes()[:16]), 0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			meta := sampleMeta
			meta.By = Organisation{Name: "Handwerkskammer Müsterland", Contact: "rat@kammer.example", Logo: c.logo}
			doc := Layout(p, o, meta)
			file := checkPlaces(t, doc)
			if len(file) > 300_000 {
				t.Errorf("%d bytes", len(file))
			}
			d := readBack(t, doc)
			if got := strings.Count(d.all, "/Subtype /Image"); (got == 1) != c.shown || got > 1 {
				t.Errorf("%d pictures", got)
			}
			pages := map[int]bool{}
			for _, l := range d.lines {
				if strings.Contains(l.line, "Handwerkskammer") {
					pages[l.page] = true
				}
			}
			if last := d.lines[len(d.lines)-1].page; len(pages) != last {
				t.Errorf("named on %d of %d pages", len(pages), last)
			}
			if !bytes.Equal(file, draw(t, newWriter(t), nil, Layout(p, o, meta))) {
				t.Error("the bytes differ")
			}
		})
	}
}

// TestWholeContactOnTheCover: what firms call or write to is never cut, and
// neither are the versions at the foot, however long the name.
func TestWholeContactOnTheCover(t *testing.T) {
	meta := sampleMeta
	meta.By = Organisation{Name: strings.Repeat("Confederation of Small Firms ", 4), Contact: "rat@kammer.example and every day from nine to five by telephone on +49 89 123456"}
	doc := Layout(printer(t, "en"), sample(t), meta)
	checkPlaces(t, doc)
	cover, foot := "", ""
	for _, l := range readBack(t, doc).lines {
		if l.page == 1 {
			cover += " " + l.line
		}
		if strings.Contains(l.line, "…") && strings.Contains(l.line, "Confederation") {
			foot = l.line
		}
	}
	if words := strings.Join(strings.Fields(cover), " "); !strings.Contains(words, "+49 89 123456") {
		t.Error(words)
	}
	if !strings.HasSuffix(foot, "platforms "+short(sample(t).Directory.Version)) {
		t.Errorf("foot: %q", foot)
	}
}

// TestLogoBox: no logo is larger than its room, and none is a speck.
func TestLogoBox(t *testing.T) {
	for shape := 0.1; shape < 12; shape += 0.1 {
		width, height := logoBox(shape)
		if width > 200.001 || height > 60.001 || width*height < 300 || width/height-shape > 1e-6 || shape-width/height > 1e-6 {
			t.Errorf("%.1f: %.1f by %.1f", shape, width, height)
		}
	}
}

// TestProgressAndOutlook: what the firm said about measures, and where its plan
// leads.
func TestProgressAndOutlook(t *testing.T) {
	p, o := printer(t, "en"), firm(t, "testdata/firms/bakery-brazil.json")
	first := o.Roadmap.Steps[0].Measure
	before := Layout(p, o, sampleMeta).String()
	if !strings.Contains(before, p.T("takeaway.outlook")) || strings.Contains(before, p.T("takeaway.progress")) {
		t.Error("outlook or progress")
	}
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	o.Roadmap.Done = []assessment.Marked{{Measure: first, At: at}}
	o.Roadmap.Dropped = []assessment.Marked{{Measure: o.Roadmap.Steps[1].Measure}}
	after := Layout(p, o, sampleMeta)
	if text := after.String(); !strings.Contains(text, first.Title.English+" | Done | 20 November 2026") || !strings.Contains(text, " | Not for us | ") {
		t.Error(section(after, p.T("document.plan")))
	}
	readPDF(t, checkPlaces(t, after))
}
