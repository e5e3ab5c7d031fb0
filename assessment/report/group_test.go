package report

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// showcase is an invented workshop of so many firms that answered a standard
// interview: a third just begins, most are on their way, a few are far.
func showcase(t testing.TB, firms int) assessment.GroupReport {
	t.Helper()
	m := meeting(t)
	picture, _, err := assessment.NewPicture(assessment.RoomPolicy, showcaseBallots(t)[:firms], nil)
	if err != nil {
		t.Fatal(err)
	}
	picture.Made = time.Date(2026, 11, 23, 9, 40, 0, 0, time.UTC)
	m.Picture = picture
	return assessment.NewGroupReport(m)
}

func meeting(t testing.TB) assessment.Meeting {
	q, model, dir := catalogue(t)
	return assessment.Meeting{Questionnaire: q, Model: model, Directory: dir, Host: assessment.Organisation{Name: showcaseMeta.By.Name, Country: "DE"},
		Workshop: assessment.Workshop{Title: "Digitale Werkstatt: Bäcker & Schreiner", Language: "de", Depth: assessment.Standard, Offset: 60}}
}

var showcaseMeta = func() Meta {
	meta := sampleMeta
	meta.ResumeURL = ""
	meta.By = Organisation{Name: "Handwerkskammer Beispielstadt", Contact: "rat@kammer.example, +49 89 123456"}
	return meta
}()

var (
	showcaseOnce sync.Once
	showcaseMade []assessment.Ballot
)

func showcaseBallots(t testing.TB) []assessment.Ballot {
	t.Helper()
	showcaseOnce.Do(func() {
		q, m, dir := catalogue(t)
		for n, share := range []float64{0.1, 0.5, 0.3, 0.9, 0.2, 0.6, 0.4, 0.1, 0.7, 0.3, 0.5, 0.2} {
			in := get(assessment.NewInstrument(q, m, nil))(t)
			p := assessment.Profile{Country: "DE", Language: "de", Sector: "C", Employees: 4 + 9*n, Goals: []string{"cut-cost"}}
			a := assessment.Assessment{Profile: p, Depth: assessment.Standard, Seed: int64(n)}
			for step := range 500 {
				next, ok := in.Next(&a)
				if !ok {
					break
				}
				a.Answer(assessment.Asked{Item: next.Item.ID, Reason: next.Reason.Kind}, part(next.Item, share, n+step))
			}
			o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: p, Responses: a.Responses})
			showcaseMade = append(showcaseMade, assessment.Ballot{Votes: assessment.NewVotes(o)})
		}
	})
	if len(showcaseMade) != 12 {
		t.Fatal("no showcase")
	}
	return slices.Clone(showcaseMade)
}

// part answers an item about so far up its scale, a little differently each
// time; every firm has the same answer to a few.
func part(it *assessment.Item, share float64, n int) assessment.Response {
	share = min(max(share+[]float64{0, 0.2, -0.2, 0, 0.1}[n%5], 0), 1)
	switch it.ID {
	case "AS01", "EX01":
		share = 0.3
	case "TA01":
		share = float64(n%2) * 0.9
	}
	switch it.Kind {
	case assessment.Checklist:
		var ids []string
		for i := range int(share*float64(len(it.Options)-1)) + 1 {
			ids = append(ids, it.Options[i].ID)
		}
		return assessment.OptionsResponse(ids...)
	case assessment.Number:
		return assessment.ValueResponse(min(it.Max, it.Min+int(share*10)))
	default:
		_, high := it.Range()
		return assessment.ValueResponse(int(share*float64(high) + 0.5))
	}
}

// groups are reports at the edges of what a document must hold.
func groups(t testing.TB) map[string]assessment.GroupReport {
	empty, nowhere, other := meeting(t), meeting(t), showcase(t, 12)
	empty.Picture = &assessment.Picture{Made: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Spread: true, Paper: true}
	nowhere.Picture, nowhere.Host.Country, nowhere.Workshop.Title = other.Picture, "", strings.Repeat("=Ñandú ", 17)
	one := assessment.Votes{}
	for topic, vote := range showcaseBallots(t)[3].Votes {
		one[topic] = vote
	}
	same := meeting(t)
	same.Picture = get3(assessment.NewPicture(assessment.RoomPolicy, slices.Repeat([]assessment.Ballot{{Votes: one}}, 10), nil))(t)
	return map[string]assessment.GroupReport{"twelve": other, "seven": showcase(t, 7), "nothing said": assessment.NewGroupReport(empty),
		"no country": assessment.NewGroupReport(nowhere), "one mind": assessment.NewGroupReport(same)}
}

func get3[A, B any](value A, _ B, err error) func(testing.TB) A { return get(value, err) }

// TestGroupShowcase shows whole reports of two rooms in golden files that a
// person can read, and draws them within their bounds.
func TestGroupShowcase(t *testing.T) {
	p, w := printer(t, "en"), newWriter(t)
	for _, firms := range []int{12, 7} {
		t.Run(fmt.Sprint(firms), func(t *testing.T) {
			r, start := showcase(t, firms), fmt.Sprintf("testdata/group%d", firms)
			doc := LayoutGroup(p, r, showcaseMeta)
			golden(t, start+".document.golden", doc.String())
			golden(t, start+".workbook.golden", WorkbookGroup(p, r, showcaseMeta).String())
			pdf := draw(t, w, p, doc)
			if len(pdf) > 300_000 || !bytes.Equal(pdf, draw(t, w, p, LayoutGroup(p, showcase(t, firms), showcaseMeta))) {
				t.Errorf("%d bytes, or others the second time", len(pdf))
			}
			if *pdfFiles != "" {
				if err := os.WriteFile(filepath.Join(*pdfFiles, filepath.Base(start)+".pdf"), pdf, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestGroupSaysOnlyThePicture: of fewer than ten firms no share is named in any
// place, of more none but in bands, and how many firms there were in neither.
func TestGroupSaysOnlyThePicture(t *testing.T) {
	p := printer(t, "en")
	small := showcase(t, 7)
	doc, book := LayoutGroup(p, small, showcaseMeta), WorkbookGroup(p, small, showcaseMeta)
	texts := append(doc.texts(), book.texts()...)
	for _, text := range texts {
		if slices.Contains([]string{p.T("group.band.few"), p.T("group.band.half"), p.T("group.band.most"), p.T("group.how_many"), p.T("group.spread"), p.T("group.divided")}, text.Words) {
			t.Errorf("seven firms: %q", text.Words)
		}
	}
	if !slices.ContainsFunc(texts, func(x Text) bool { return x.Words == p.T("group.small") }) || len(small.Shared) == 0 || small.Agreed != nil || small.Divided != nil {
		t.Errorf("seven firms do not hear why, or share nothing: %+v", small.Shared)
	}
	for name, firms := range map[string]int{"twelve": 12, "seven": 7} {
		r := showcase(t, firms)
		all := LayoutGroup(p, r, showcaseMeta).String() + WorkbookGroup(p, r, showcaseMeta).String()
		if count := regexp.MustCompile(fmt.Sprintf(`(?i)\b(%d|%s) (firms|of (the|them))`, firms, name)); count.MatchString(all) {
			t.Errorf("says how many: %q", count.FindString(all))
		}
	}
}

// TestGroupKeepsNoOldSpread: what an earlier picture of more firms said about
// topics is left out when the latest has no spread.
func TestGroupKeepsNoOldSpread(t *testing.T) {
	m := meeting(t)
	p := *showcase(t, 12).Picture
	p.Spread = false
	m.Picture = &p
	r := assessment.NewGroupReport(m)
	for id, topic := range r.Picture.Topics {
		if topic.Bands != nil || topic.Together != 0 {
			t.Errorf("%s keeps %+v", id, topic)
		}
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(m.Picture.Topics)), func(x assessment.Topic) bool { return x.Bands != nil }) {
		t.Error("the picture itself was changed")
	}
}

// TestGroupReadBack: what a reader opens has bookmarks, the logo, every platform
// as a link, and nothing that leaves the page or stands on something else.
func TestGroupReadBack(t *testing.T) {
	p := printer(t, "en")
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewNRGBA(image.Rect(0, 0, 300, 100))); err != nil {
		t.Fatal(err)
	}
	for name, r := range groups(t) {
		t.Run(name, func(t *testing.T) {
			meta := showcaseMeta
			meta.By.Logo = logo.Bytes()
			doc := LayoutGroup(p, r, meta)
			checkPlaces(t, doc)
			d := readBack(t, doc)
			if strings.Count(d.all, "/Subtype /Image") != 1 || !strings.Contains(d.all, "/Title ("+utf16be(p.T("group.shared"))) {
				t.Error("no logo or no bookmark")
			}
			for _, s := range r.Support {
				if address := platformAddress(s.Platform); address == "" || !strings.Contains(d.all, "/URI ("+address+")") {
					t.Errorf("%s leads to %q", s.Platform.Name, address)
				}
			}
			cover := ""
			for _, line := range d.lines {
				if line.page == 1 {
					cover += line.line + " "
				}
			}
			for _, want := range []string{p.T("group.title"), meta.By.Name, "+49 89 123456", "23 November 2026", "Facilitated"} {
				if name != "one mind" && !strings.Contains(cover, want) { // whose picture has no day
					t.Errorf("the cover does not say %q: %s", want, cover)
				}
			}
		})
	}
}

// TestGroupSpreadsheet: five sheets, each platform leading to its page, bands as
// words, and no formula whatever the workshop is called.
func TestGroupSpreadsheet(t *testing.T) {
	p := printer(t, "en")
	for name, r := range groups(t) {
		var first, second bytes.Buffer
		for _, out := range []*bytes.Buffer{&first, &second} {
			if err := WriteXLSX(out, p, WorkbookGroup(p, r, showcaseMeta)); err != nil {
				t.Fatal(name, err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: the bytes differ", name)
		}
		f := read(t, first.Bytes())
		if got := strings.Join(f.GetSheetList(), ", "); got != "Read me, Profile, Items, Measures, Platforms" {
			t.Errorf("%s: %s", name, got)
		}
		rows := get(f.GetRows("Measures"))(t)
		if len(rows) != len(r.Shared)+1 {
			t.Errorf("%s: %d rows for %d measures", name, len(rows), len(r.Shared))
		}
		for i, s := range r.Shared {
			for n, match := range s.Matches {
				at := columnOf(t, f, "Measures", p.T("takeaway.help", "Number", n+1)) + fmt.Sprint(i+2)
				if linked, target, err := f.GetCellHyperLink("Measures", at); err != nil || !linked || target != platformAddress(match.Platform) {
					t.Errorf("%s: %s leads to %q: %v", name, at, target, err)
				}
			}
		}
		for _, sheet := range f.GetSheetList() {
			for y, row := range get(f.GetRows(sheet))(t) {
				for x := range row {
					at := get(excelize.CoordinatesToCellName(x+1, y+1))(t)
					if formula := get(f.GetCellFormula(sheet, at))(t); formula != "" {
						t.Errorf("%s: %s %s holds %s", name, sheet, at, formula)
					}
				}
			}
		}
		if title := get(f.GetCellValue("Read me", "B2"))(t); title != strings.TrimSpace(r.Workshop.Title) && title != r.Workshop.Title {
			t.Errorf("%s: called %q", name, title)
		}
	}
}

// TestGroupWords: whatever is not a name goes through package locale, and no
// text shows a key or a missing value.
func TestGroupWords(t *testing.T) {
	broken := regexp.MustCompile(`\b(word|document|error|field|date|group|screen|takeaway)\.[a-z]|<no value>|%!|\{\{`)
	for name, r := range groups(t) {
		for tag, bad := range map[string]*regexp.Regexp{"en": broken, locale.Pseudo: plainLetters} {
			p := printer(t, tag)
			for _, text := range append(LayoutGroup(p, r, showcaseMeta).texts(), WorkbookGroup(p, r, showcaseMeta).texts()...) {
				if !text.Name && bad.MatchString(text.Words) {
					t.Errorf("%s in %s: %q", name, tag, text.Words)
				}
			}
		}
	}
}
