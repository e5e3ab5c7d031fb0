package report

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
	"onramp/assessment/locale"
)

func TestLayoutGolden(t *testing.T) {
	p := printer(t, "en")
	got := Layout(p, sample(t), sampleMeta).String()
	file := filepath.Join("testdata", "roadmap.golden")
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
		t.Errorf("the roadmap changed; look at it, then run with -update (-want +got):\n%s", diff)
	}
}

// TestLayoutSections: the order that a reader is promised.
func TestLayoutSections(t *testing.T) {
	doc := Layout(printer(t, "en"), sample(t), sampleMeta)
	var got []string
	for _, b := range doc.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 1 {
			got = append(got, h.Text.Words)
		}
	}
	want := []string{"Summary", "Findings by area", "Your plan", "More steps of your plan", "Support platforms", "Method and limits", "Sources", "Versions and licence"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEveryStepIsThere: each step has a sheet or a place among the others.
func TestEveryStepIsThere(t *testing.T) {
	o := sample(t)
	p := printer(t, "en")
	text := Layout(p, o, sampleMeta).String()
	for i, s := range o.Roadmap.Steps {
		for _, want := range []string{Say(p, s.Measure.Title), Say(p, s.Measure.What), Say(p, s.Measure.FirstStep), Say(p, s.Measure.Who), StepReason(p, o.Questionnaire, s), StepLift(p, o.Model, s)} {
			if !strings.Contains(text, want) {
				t.Errorf("step %d: %q is missing", i+1, want)
			}
		}
		for _, m := range s.Matches {
			if !strings.Contains(text, MatchReason(p, o.Questionnaire, m)) || m.Platform.URL != "" && !strings.Contains(text, m.Platform.URL) {
				t.Errorf("step %d: platform %s lacks its reason or address", i+1, m.Platform.ID)
			}
		}
	}
}

// TestPseudo: whatever is not a name goes through package locale.
func TestPseudo(t *testing.T) {
	letter := regexp.MustCompile(`[A-Za-z]`)
	p := printer(t, locale.Pseudo)
	for name, o := range outcomes(t) {
		for _, text := range Layout(p, o, sampleMeta).texts() {
			if !text.Name && letter.MatchString(text.Words) {
				t.Errorf("%s: not translated: %q", name, text.Words)
			}
		}
	}
}

// TestMessages: no text shows a key or a missing value.
func TestMessages(t *testing.T) {
	broken := regexp.MustCompile(`\b(word|document|error|field|date)\.[a-z]|<no value>|%!|\{\{`)
	p := printer(t, "en")
	for name, o := range outcomes(t) {
		for _, text := range Layout(p, o, sampleMeta).texts() {
			if broken.MatchString(text.Words) && !text.Name {
				t.Errorf("%s: %q", name, text.Words)
			}
		}
	}
}

var (
	outcomesOnce sync.Once
	outcomesMade map[string]assessment.Outcome
)

// outcomes are firms at the edges of what a document must hold, made once.
func outcomes(t testing.TB) map[string]assessment.Outcome {
	t.Helper()
	outcomesOnce.Do(func() { outcomesMade = makeOutcomes(t) })
	return maps.Clone(outcomesMade)
}

func makeOutcomes(t testing.TB) map[string]assessment.Outcome {
	q, m, dir := catalogue(t)
	blank := func(p assessment.Profile, responses map[string]assessment.Response) assessment.Outcome {
		o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p, Responses: responses})
		o.Updated = sample(t).Updated
		return o
	}
	best := map[string]assessment.Response{}
	for _, it := range q.Items() {
		var all []string
		for i := range it.Options {
			all = append(all, it.Options[i].ID)
		}
		_, high := it.Range()
		best[it.ID] = assessment.ValueResponse(high)
		if it.Kind == assessment.Checklist {
			best[it.ID] = assessment.OptionsResponse(all...)
		}
	}
	none := map[string]assessment.Response{}
	for _, it := range q.Items() {
		none[it.ID] = assessment.StateResponse(assessment.DontKnow)
	}
	spanish := assessment.Profile{Name: strings.Repeat("Ñandú ", 20), Country: "ES", Language: "es", Sector: "I", Employees: 4, Goals: []string{"greener"}}
	five := sample(t)
	for i := range 5 {
		five.Roadmap.Steps[i].Horizon = assessment.First90Days
	}
	others := func(o assessment.Outcome, responses map[string]assessment.Response) assessment.Outcome {
		added := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: o.Profile, Responses: responses, Added: otherModels(t, q)})
		added.Depth, added.Updated = assessment.Full, o.Updated
		return added
	}
	joinery, bit := sample(t), map[string]assessment.Response{}
	for _, r := range joinery.Readings {
		if r.State == assessment.Answered {
			bit[r.Item.ID] = r.Response
		}
	}
	helped := sample(t)
	helped.Evidence = assessment.EvidenceRecord{Answered: helped.Updated, Workshop: true, Advisers: []assessment.Adviser{{Account: "a", Name: "Ada", Organisation: "Kammer", Granted: helped.Updated}},
		Confirmations: confirmations(joinery, 3)}.Judge(joinery.Readings)
	proved := sample(t)
	proved.Evidence = assessment.EvidenceRecord{Answered: proved.Updated, Confirmations: confirmations(joinery, 500)}.Judge(joinery.Readings)
	return map[string]assessment.Outcome{
		"with an adviser": helped,
		"verified":        proved,
		"models":          others(joinery, models(q)),
		"models, a bit":   others(joinery, bit),
		"models, none":    others(joinery, none),
		"models, top":     others(joinery, best),
		"sample":          sample(t),
		"five actions":    five,
		"no answer":       blank(assessment.Profile{Country: "KE"}, nil),
		"top":             blank(assessment.Profile{Country: "US", Sector: "C", Employees: 700}, best),
		"knows nothing":   blank(assessment.Profile{Country: "IN", Employees: 60}, none),
		"quick":           evaluate(t, q, m, dir, assessment.Profile{Country: "BR", Language: "pt-BR", Sector: "G", Employees: 3}, assessment.Quick),
		"full":            evaluate(t, q, m, dir, spanish, assessment.Full),
		"without anyone":  blank(assessment.Profile{}, map[string]assessment.Response{}),
	}
}
