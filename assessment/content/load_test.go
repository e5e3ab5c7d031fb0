package content

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"onramp/assessment"
	"onramp/questionnaires"
)

func TestShippedContent(t *testing.T) {
	c, err := Load(questionnaires.Files)
	if err != nil {
		t.Fatalf("shipped content has problems:\n%v", err)
	}
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(q.Items()); n < 80 {
		t.Errorf("%d items, want at least 80", n)
	}
	for _, d := range q.Dimensions {
		if len(d.Items) < 9 {
			t.Errorf("%s has %d items, want at least 9", d.ID, len(d.Items))
		}
	}
	if n := len(q.Measures); n < 45 {
		t.Errorf("%d measures, want at least 45", n)
	}
	if n := len(c.Directory.Platforms); n < 158 {
		t.Errorf("%d platforms, want at least 158", n)
	}
	if _, err := c.ModelFor(q, ""); err != nil {
		t.Errorf("no model scores it: %v", err)
	}
	if p := c.Directory.Platform("world-sme-forum"); p == nil || p.URL != "" || p.Note.Blank() {
		t.Errorf("World SME Forum must be named with its note and not be linked: %+v", p)
	}
	for _, p := range c.Directory.Platforms {
		if strings.Contains(p.Summary.English, "VENDOR") {
			t.Errorf("%s: the mark of vendors belongs into vendor", p.ID)
		}
	}
}

func TestKeysAreUnique(t *testing.T) {
	c, err := Load(questionnaires.Files)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	check := func(texts ...assessment.Text) {
		for _, x := range texts {
			if other, twice := seen[x.Key]; twice && other != x.English {
				t.Errorf("%s means both %q and %q", x.Key, other, x.English)
			}
			seen[x.Key] = x.English
		}
	}
	for _, q := range c.Questionnaires {
		check(q.Title, q.Summary, q.Licence)
		for _, it := range q.Items() {
			check(it.Text, it.Help, it.Why, it.Unit)
			for _, o := range it.Options {
				check(o.Text)
			}
			for _, e := range it.Examples {
				check(e.Text)
			}
		}
		for _, m := range q.Measures {
			check(m.Title, m.What, m.FirstStep, m.Who)
		}
	}
	for _, m := range c.Models {
		check(m.Title, m.Summary, m.Note)
		for _, l := range m.Levels {
			check(l.Name, l.Text)
		}
		for _, d := range m.Dimensions {
			check(append(d.Levels, d.Title)...)
		}
	}
	for _, p := range c.Directory.Platforms {
		check(p.Summary, p.Note)
	}
	for _, key := range []string{"nir-sme.item.AS01.option.0", "nir-sme.item.AS01.example.0", "nir-sme.measure.as-name-a-lead.title",
		"nir-sme.level.1.name", "nir-sme.level.1.dimension.exchange", "platform.world-sme-forum.note"} {
		if seen[key] == "" {
			t.Errorf("no wording has the key %s", key)
		}
	}
}

// small returns the small valid content as files in memory.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	files, root := fstest.MapFS{}, os.DirFS("testdata/valid")
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// edit replaces old, which must be there, the first time it occurs.
func edit(t testing.TB, files fstest.MapFS, name, old, new string) {
	t.Helper()
	text := string(files[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
}

func TestSmallContent(t *testing.T) {
	c, err := Load(small(t))
	if err != nil {
		t.Fatal(err)
	}
	q := c.Questionnaires[0]
	it := q.Item("US02")
	if !it.ImpliedZero || it.AskIf.Source() != `value("US01") >= 1` || it.Text.Key != "small.item.US02.text" {
		t.Errorf("US02 is %+v", it)
	}
	if m := q.Measure("us-second"); !m.OneOf || m.Lifts[0] != (assessment.Lift{Item: "US03", From: 1, To: 2}) || m.AppliesIf.IsZero() {
		t.Errorf("us-second is %+v", m)
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Dimensions[0].Indicators; len(got) != 5 || got[0].ID != "US01" || got[0].Weight != 3 || got[0].Sources[0].Item != "US01" {
		t.Errorf("indicators are %+v", got)
	}
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(c.Directory.Version) {
		t.Errorf("directory version is %q", c.Directory.Version)
	}
	if q.Sector("C").Text.Key != "sector.C" || c.Directory.Platforms[1].Vendor != true {
		t.Error("a sector key or the mark of a vendor is lost")
	}
}

func TestDirectoryVersionFollowsContentOnly(t *testing.T) {
	load := func(files fstest.MapFS) string {
		c, err := Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return c.Directory.Version
	}
	before := load(small(t))
	moved := small(t)
	moved["platforms/zz.yaml"] = moved["platforms/de.yaml"]
	delete(moved, "platforms/de.yaml")
	edit(t, moved, "platforms/zz.yaml", "platforms:", "# a remark\nplatforms:")
	if got := load(moved); got != before {
		t.Errorf("a renamed file made version %s of %s", got, before)
	}
	changed := small(t)
	edit(t, changed, "platforms/de.yaml", "Advice on tools.", "Advice on tools!")
	if got := load(changed); got == before {
		t.Error("a changed summary kept the version")
	}
}

func TestVersionsSideBySide(t *testing.T) {
	files := small(t)
	for name, file := range small(t) {
		if rest, ok := strings.CutPrefix(name, "small/"); ok {
			files["small-2/"+rest] = file
		}
	}
	files["models/small-2.yaml"] = files["models/small.yaml"]
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "small/questionnaire.yaml:2: version 2026.1 of small is also in small-2/questionnaire.yaml: give this one a new version") {
		t.Errorf("twins: %v", err)
	}
	edit(t, files, "small-2/questionnaire.yaml", `"2026.1"`, `"2026.10"`)
	for _, key := range []string{"version: ", "questionnaire_version: "} {
		edit(t, files, "models/small-2.yaml", "\n"+key+`"2026.1"`, "\n"+key+`"2026.10"`)
	}
	c, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Questionnaire("small", "")
	if err != nil || q.Version != "2026.10" {
		t.Errorf("newest is %v, %v", q, err)
	}
	if m, err := c.ModelFor(q, ""); err != nil || m.Version != "2026.10" {
		t.Errorf("its model is %v, %v", m, err)
	}
	if n := strings.Count(References(c), "| Action of section 4.2 |"); n != 1 {
		t.Errorf("%d tables of actions, want that of the newest version only", n)
	}
}

func TestReferences(t *testing.T) {
	c, err := Load(small(t))
	if err != nil {
		t.Fatal(err)
	}
	want := `| Action of section 4.2 | Items | Measures | Kinds of support | Support platforms |
|---|---:|---:|---|---:|
| 1. Awareness | 1 | 1 | advice | 1 |
| 2. Platforms | 1 | 1 | advice | 1 |
| 3. Exchange | 1 | 1 | matchmaking | 1 |
| 4. Open innovation | 2 | 1 | matchmaking | 1 |

| Dimension | Parts of the plan | Items | Measures |
|---|---|---:|---:|
| Use of tools | 4.2/action-1 | 5 | 2 |
`
	if got := References(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestProblemsComeAllAtOnceInOrder(t *testing.T) {
	files := small(t)
	edit(t, files, "small/measures/use.yaml", "cost: high", "cost: huge")
	edit(t, files, "small/measures/use.yaml", "level: 1", "levle: 1")
	edit(t, files, "small/items/use.yaml", `help: "Any`, `hlep: "Any`)
	edit(t, files, "platforms/de.yaml", "countries: [DE]", "countries: [D]")
	_, err := Load(files)
	var got Problems
	if !errors.As(err, &got) {
		t.Fatalf("error is %T", err)
	}
	want := []string{"platforms/de.yaml:6: ", "small/items/use.yaml:12: ", "small/measures/use.yaml:3: level is missing", "small/measures/use.yaml:4: unknown key", "small/measures/use.yaml:26: ", "small/questionnaire.yaml:32: "}
	if len(got) != len(want) {
		t.Fatalf("got\n%v", err)
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		}
	}
}

func TestNothingThere(t *testing.T) {
	want(t, fstest.MapFS{}, "questionnaire.yaml:1: no questionnaire found: put one into a folder of its own as <folder>/questionnaire.yaml")
}

func TestBrokenHeadKeepsTheRestHonest(t *testing.T) {
	files := small(t)
	files[head] = &fstest.MapFile{Data: nil}
	edit(t, files, items, "weight: 3", "weight: 9")
	edit(t, files, measures, "weeks: 2", "weeks: two")
	want(t, files, "small/items/use.yaml:6: weight must be at most 3\n"+
		`small/measures/use.yaml:11: weeks must be a whole number, not "two"`+"\n"+
		"small/questionnaire.yaml:1: cannot be read as YAML: no documents in stream; a file holds exactly one YAML document")
}
