package report

import (
	"flag"
	"sync"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/locale"
	"onramp/questionnaires"
	"onramp/static"
)

var (
	update   = flag.Bool("update", false, "write golden files")
	pdfFiles = flag.String("pdf", "", "folder to write sample documents to, for looking at them")
)

// sampleMeta is an invented installation.
var sampleMeta = Meta{Site: "Onramp Demo", Operator: "Example Chamber of Crafts", Contact: "help@onramp.example",
	PublicURL: "https://onramp.example/", ResumeURL: "https://onramp.example/a/7Kd2mPq9xWv3"}

func bundle(t testing.TB) *locale.Bundle {
	t.Helper()
	b, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func printer(t testing.TB, tag string) *locale.Printer {
	t.Helper()
	return bundle(t).Printer(tag)
}

var loadContent = sync.OnceValues(func() (*assessment.Catalogue, error) { return content.Load(questionnaires.Files) })

func catalogue(t testing.TB) (*assessment.Questionnaire, *assessment.Model, *assessment.Directory) {
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
	// The version is a hash of the content, which authors change every day.
	return q, m, &assessment.Directory{Version: "0123456789ab", Platforms: c.Directory.Platforms}
}

// sample is an invented joinery in Bavaria that answered a standard interview,
// with every kind of answer and every empty state.
func sample(t testing.TB) assessment.Outcome {
	q, m, dir := catalogue(t)
	budget, days := 6000, 4
	profile := assessment.Profile{Name: "Schreinerei Grünwald & Töchter", Country: "DE", Region: "DE-BY", Language: "de",
		Sector: "C", Employees: 14, Goals: []string{"fewer-errors", "sell-more"}, Budget: &budget, Days: &days}
	return evaluate(t, q, m, dir, profile, assessment.Standard)
}

// evaluate answers an interview by a fixed pattern.
func evaluate(t testing.TB, q *assessment.Questionnaire, m *assessment.Model, dir *assessment.Directory, p assessment.Profile, depth assessment.Depth) assessment.Outcome {
	in, err := assessment.NewInstrument(q, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := assessment.Assessment{Profile: p, Depth: depth, Seed: 7}
	for n := range 500 {
		next, ok := in.Next(&a)
		if !ok {
			break
		}
		a.Answer(assessment.Asked{Item: next.Item.ID, Reason: next.Reason.Kind}, pattern(next.Item, n))
	}
	o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in, Profile: p, Responses: a.Responses})
	o.Depth, o.Updated = depth, time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC)
	return o
}

func pattern(it *assessment.Item, n int) assessment.Response {
	switch {
	case n%13 == 7:
		return assessment.StateResponse(assessment.DontKnow)
	case n%17 == 11:
		return assessment.StateResponse(assessment.NotRelevant)
	}
	switch it.Kind {
	case assessment.Checklist:
		var ids []string
		for i := range it.Options {
			if (i+n)%3 == 0 {
				ids = append(ids, it.Options[i].ID)
			}
		}
		return assessment.OptionsResponse(ids...)
	case assessment.Number:
		return assessment.ValueResponse(min(it.Max, it.Min+n%9))
	default:
		_, high := it.Range()
		return assessment.ValueResponse(min(high, []int{1, 2, 0, 3, 1, 4, 2, 1}[n%8]))
	}
}

var readWriter = sync.OnceValues(func() (*Writer, error) {
	return NewWriter(Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script})
})

func newWriter(t testing.TB) *Writer {
	t.Helper()
	w, err := readWriter()
	if err != nil {
		t.Fatal(err)
	}
	return w
}
