package assessment_test

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"pgregory.net/rapid"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/questionnaires"
)

var loadContent = sync.OnceValues(func() (*assessment.Catalogue, error) { return content.Load(questionnaires.Files) })

// shipped is the content that ships with the program.
func shipped(t rapid.TB) (*assessment.Questionnaire, *assessment.Model, *assessment.Directory) {
	t.Helper()
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		t.Fatal(err)
	}
	return q, m, c.Directory
}

// answers is what a firm said, by item.
type answers = map[string]assessment.Response

func val(v int) assessment.Response { return assessment.ValueResponse(v) }

func ticks(ids ...string) assessment.Response { return assessment.OptionsResponse(ids...) }

var (
	dontKnow    = assessment.StateResponse(assessment.DontKnow)
	notRelevant = assessment.StateResponse(assessment.NotRelevant)
)

func condition(t rapid.TB, source string) assessment.Condition {
	t.Helper()
	c, err := assessment.CompileCondition(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return c
}

// ordered makes an ordered item of five levels, weight 1, asked at quick.
func ordered(id string) assessment.Item {
	it := assessment.Item{ID: id, Dimension: "d", Kind: assessment.Ordered, Weight: 1}
	for i := range 5 {
		it.Options = append(it.Options, assessment.Option{ID: fmt.Sprint(i)})
	}
	return it
}

// dependent makes an ordered item with a condition.
func dependent(t rapid.TB, id, askIf string, impliedZero bool) assessment.Item {
	it := ordered(id)
	it.AskIf, it.ImpliedZero = condition(t, askIf), impliedZero
	return it
}

// checklist makes a checklist with options a, b and c of weight 1, 2 and 3 and
// bands from 1, 3 and 5.
func checklist(id string) assessment.Item {
	return assessment.Item{ID: id, Dimension: "d", Kind: assessment.Checklist, Weight: 1, Bands: []int{1, 3, 5},
		Options: []assessment.Option{{ID: "a", Weight: 1}, {ID: "b", Weight: 2}, {ID: "c", Weight: 3}}}
}

// number makes a number from 0 to 100 with bands from 10 and 50.
func number(id string) assessment.Item {
	return assessment.Item{ID: id, Dimension: "d", Kind: assessment.Number, Weight: 1, Bands: []int{10, 50}, Max: 100}
}

func kind(id string, k assessment.ItemKind) assessment.Item {
	return assessment.Item{ID: id, Dimension: "d", Kind: k, Weight: 1}
}

// questionnaire makes one with a single dimension, "d".
func questionnaire(items ...assessment.Item) *assessment.Questionnaire {
	return &assessment.Questionnaire{ID: "q", Version: "1", Dimensions: []assessment.Dimension{{ID: "d", Items: items}}}
}

// anyFirm draws a profile, usual and unusual values alike.
func anyFirm(r *rand.Rand, q *assessment.Questionnaire) assessment.Profile {
	p := assessment.Profile{
		Country:   pick(r, "DE", "FR", "BR", "TR", "IN", "ZA", "US", "JP", "SA", "NG", "NZ"),
		Language:  pick(r, "", "en", "de", "pt-BR", "hi"),
		Employees: pick(r, 0, 1, 2, 3, 9, 10, 35, 49, 50, 249, 250, 900),
	}
	if n := r.IntN(len(q.Sectors) + 1); n < len(q.Sectors) {
		p.Sector = q.Sectors[n].ID
	}
	for _, g := range q.Goals {
		if r.IntN(3) == 0 {
			p.Goals = append(p.Goals, g.ID)
		}
	}
	if r.IntN(3) > 0 {
		budget := pick(r, 0, 1, 300, 2500, 5000, 12_000, 40_000, assessment.MaxBudget)
		p.Budget = &budget
	}
	if r.IntN(3) > 0 {
		days := pick(r, 0, 1, 2, 4, 10, 30, assessment.MaxDays)
		p.Days = &days
	}
	return p
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// anyAnswer draws a response that fits the item. Some firms are strong and
// some weak: bias from 0 to 1 is how far up the scale they answer.
func anyAnswer(r *rand.Rand, it *assessment.Item, bias float64) assessment.Response {
	switch n := r.IntN(20); {
	case n == 0:
		return notRelevant
	case n <= 2:
		return dontKnow
	}
	if it.Kind == assessment.Checklist {
		given := ticks()
		for _, o := range it.Options {
			if r.Float64() < bias {
				given.Options = append(given.Options, o.ID)
			}
		}
		return given
	}
	low, high := it.Range()
	if r.IntN(2) == 0 { // near the bias
		return val(low + int(bias*float64(high-low)+0.5))
	}
	return val(low + r.IntN(high-low+1))
}

// anyAnswers answers each item with the probability share.
func anyAnswers(r *rand.Rand, q *assessment.Questionnaire, share float64) answers {
	given, bias := answers{}, r.Float64()
	for _, it := range q.Items() {
		if r.Float64() < share {
			given[it.ID] = anyAnswer(r, it, bias)
		}
	}
	return given
}

// random is a source that a failure can name by its seed.
func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 42)) }
