package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

func otherModels(t testing.TB, q *assessment.Questionnaire) []*assessment.Model {
	t.Helper()
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	return c.OtherModels(q)
}

// models answers everything by a fixed pattern, with every empty state.
func models(q *assessment.Questionnaire) map[string]assessment.Response {
	all := map[string]assessment.Response{}
	for n, it := range q.Items() {
		all[it.ID] = pattern(it, n)
	}
	return all
}

// section is what a document says under one heading of level 1.
func section(doc Document, title string) string {
	_, text, _ := strings.Cut(doc.String(), "\n# "+title+"\n")
	text, _, _ = strings.Cut(text, "\n# ")
	return text
}

func TestModelsGolden(t *testing.T) {
	p := printer(t, "en")
	got := section(Layout(p, outcomes(t)["models"], sampleMeta), p.T("document.models"))
	file := filepath.Join("testdata", "models.golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("what models say changed; look at it, then run with -update (-want +got):\n%s", diff)
	}
}

// TestModelsAreSaidInFull: each added model has its result, its note, what it
// leaves open and the official figures; without one there is no section.
func TestModelsAreSaidInFull(t *testing.T) {
	p := printer(t, "en")
	for name, o := range outcomes(t) {
		doc := Layout(p, o, sampleMeta)
		text := section(doc, p.T("document.models"))
		if (text != "") != (len(o.Others) > 0) {
			t.Errorf("%s: %d models, section of %d letters", name, len(o.Others), len(text))
		}
		for _, r := range o.Others {
			want := []string{Say(p, r.Model.Title), Say(p, r.Model.Note), ModelVerdict(p, r), ModelScore(p, r.Model, r.Result.Overall), FactsText(p, r.Result.Overall.Coverage)}
			for _, point := range r.Model.OpenPoints {
				want = append(want, Say(p, point))
			}
			for _, c := range r.Model.Comparisons {
				want = append(want, ComparisonText(p, c), c.Source, c.URL)
			}
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s, %s: %q is missing", name, r.Model.ID, w)
				}
			}
		}
		for _, r := range o.Readings { // questions of models that were not added stay out
			if said := strings.Contains(doc.String(), Say(p, r.Item.Text)); said && !o.Shows(r.Item) {
				t.Errorf("%s: %s is shown", name, r.Item.ID)
			}
		}
	}
}

// TestNoLevelBelowTheFloor: with too little known neither a level, a group, a
// score nor a distance shows, whatever the numbers would say.
func TestNoLevelBelowTheFloor(t *testing.T) {
	p := printer(t, "en")
	seen := 0
	for name, o := range outcomes(t) {
		for _, r := range o.Others {
			check := func(s assessment.Standing, strict *assessment.Standing) {
				if !s.Withheld {
					return
				}
				seen++
				if got := ModelScore(p, r.Model, s) + ModelNext(p, r.Model, s); got != "" || ModelStrict(s, strict) != nil {
					t.Errorf("%s, %s: %q", name, r.Model.ID, got)
				}
				for _, said := range []string{ModelLevel(p, r.Model, s), StandingText(p, r.Model, s), NextText(p, o.Questionnaire, s)} {
					for _, l := range r.Model.Levels {
						if strings.Contains(said, Say(p, l.Name)) {
							t.Errorf("%s, %s: %q names a level", name, r.Model.ID, said)
						}
					}
				}
			}
			check(r.Result.Overall, r.Result.Strict)
			for _, d := range r.Result.Dimensions {
				check(d.Standing, d.Strict)
			}
			if r.Result.Overall.Withheld && (ModelGroup(p, r) != "" || ModelVerdict(p, r) != p.T("word.level.none") || ModelMissing(p, r.Model, r.Result.Overall) == "") {
				t.Errorf("%s, %s: %q %q", name, r.Model.ID, ModelVerdict(p, r), ModelGroup(p, r))
			}
		}
	}
	if seen == 0 {
		t.Error("no standing was withheld")
	}
	// Even a standing that still has its level, from a caller that forgot.
	score, o := 47.0, outcomes(t)["sample"]
	s := assessment.Standing{Score: &score, Level: 3, Withheld: true, Coverage: assessment.Coverage{Known: 3, Applicable: 10}, Next: &assessment.NextLevel{Level: 4, Points: 2}}
	if got := StandingText(p, o.Model, s) + NextText(p, o.Questionnaire, s); strings.Contains(got, "47") || regexp.MustCompile(`[Ll]evel.[0-9]`).MatchString(got) {
		t.Errorf("got %q", got)
	}
}

// TestModelPoints: one decimal, never rounded up to a border.
func TestModelPoints(t *testing.T) {
	p := printer(t, "en")
	for _, c := range []struct {
		scale, score float64
		want         string
	}{{100, 25.49, "25.4"}, {100, 25.5, "25.5"}, {100, 50, "50"}, {100, 99.999999999, "100"}, {5, 2.96, "2.9"}, {5, 3, "3.0"}, {5, 0, "0.0"}, {12, 7, "7"}, {12, 7.2, "7.2"}, {12, 2.9, "2.9"}} {
		if got := ModelPoints(p, &assessment.Model{Scale: c.scale}, assessment.Standing{Score: &c.score}); got != c.want {
			t.Errorf("%v of %v: got %q, want %q", c.score, c.scale, got, c.want)
		}
	}
}

// TestModelLevelsAreNamed: the numbers of levels inside are ours alone.
func TestModelLevelsAreNamed(t *testing.T) {
	p := printer(t, "en")
	numbered := regexp.MustCompile(`(?i)\blevel[\s\x{a0}]+[1-9]`)
	for name, o := range outcomes(t) {
		if found := numbered.FindString(section(Layout(p, o, sampleMeta), p.T("document.models"))); found != "" {
			t.Errorf("%s: %q", name, found)
		}
	}
}
