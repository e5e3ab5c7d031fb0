package assessment_test

import (
	"math"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

var makeInstrument = sync.OnceValues(func() (*assessment.Instrument, error) {
	c, err := loadContent()
	if err != nil {
		return nil, err
	}
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		return nil, err
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		return nil, err
	}
	return assessment.NewInstrument(q, m, nil)
})

// instrument is that of the content that ships with the program.
func instrument(t rapid.TB) (*assessment.Questionnaire, *assessment.Model, *assessment.Instrument) {
	t.Helper()
	q, m, _ := shipped(t)
	in, err := makeInstrument()
	if err != nil {
		t.Fatalf("no instrument: %v", err)
	}
	return q, m, in
}

// TestEstimateEndsInCertainty answers everything: the level is then certain and
// the interval shrinks to the score.
func TestEstimateEndsInCertainty(t *testing.T) {
	q, m, in := instrument(t)
	firm := assessment.Profile{Country: "DE", Sector: "C", Employees: 35}
	said := answers{}
	for {
		question, more := in.Next(&assessment.Assessment{Profile: firm, Depth: assessment.Full, Responses: said})
		if !more {
			break
		}
		low, high := question.Item.Range()
		said[question.Item.ID] = val((low + high) / 2)
		if question.Item.Kind == assessment.Checklist {
			said[question.Item.ID] = ticks(question.Item.Options[0].ID)
		}
	}
	readings := q.Read(firm, said)
	result, estimate := m.Score(readings), in.Estimate(readings)
	for i, d := range result.Dimensions {
		level, p := estimate.Dimensions[i].Sure()
		if level != d.Level || p < 1-1e-9 {
			t.Errorf("%s: level %d with %.6f, scored %d", d.ID, level, p, d.Level)
		}
		if c := estimate.Dimensions[i]; math.Abs(c.Low-*d.Score) > 1e-6 || math.Abs(c.High-*d.Score) > 1e-6 {
			t.Errorf("%s: interval %.3f to %.3f, scored %.3f", d.ID, c.Low, c.High, *d.Score)
		}
	}
	if level, p := estimate.Overall.Sure(); level != result.Overall.Level || p < 0.999 {
		t.Errorf("overall level %d with %.4f, scored %d", level, p, result.Overall.Level)
	}
}

// TestEstimateIsAProbability holds for any answers of any firm.
func TestEstimateIsAProbability(t *testing.T) {
	q, _, in := instrument(t)
	rng := random(7)
	for range 60 {
		firm, said := anyFirm(rng, q), answers{}
		for _, it := range q.Items() {
			if rng.IntN(3) == 0 {
				low, high := it.Range()
				said[it.ID] = val(low + rng.IntN(high-low+1))
			}
		}
		e := in.Estimate(q.Read(firm, said))
		for i, c := range append(e.Dimensions, e.Overall) {
			sum := 0.0
			for _, p := range c.Levels {
				sum += p
			}
			if c.Levels != nil && math.Abs(sum-1) > 1e-9 || c.Low > c.High || c.Low < -1e-9 || c.High > 100+1e-9 {
				t.Fatalf("part %d: levels %v sum to %v, interval %v to %v", i, c.Levels, sum, c.Low, c.High)
			}
		}
	}
}

// TestAllAnsweredIsTheScore holds for any firm at full depth, whatever it does
// not know or need.
func TestAllAnsweredIsTheScore(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	for seed := range uint64(10) {
		r := random(seed)
		iv := interview{q, m, in, &assessment.Assessment{Profile: anyFirm(r, q), Depth: assessment.Full}}
		iv.run(t, firm(r, r.Float64()), nil)
		readings := q.Read(iv.a.Profile, iv.a.Responses)
		result, estimate := m.Score(readings), in.Estimate(readings)
		for i, d := range result.Dimensions {
			checkSettled(t, d.ID, d.Standing, estimate.Certainty(i))
		}
		checkSettled(t, "overall", result.Overall, estimate.All())
		if likely := in.Likely(readings); len(likely) > 0 {
			for id := range likely {
				if r, _ := readings.Of(id); r.Known() || r.State == assessment.NotRelevant {
					t.Errorf("%s is %q and is guessed", id, standing(r))
				}
			}
		}
	}
}

// checkSettled holds a prediction that nothing can change against the score.
func checkSettled(t *testing.T, name string, s assessment.Standing, c assessment.Certainty) {
	t.Helper()
	level, p := c.Sure()
	switch {
	case s.Score == nil:
		if c.Levels != nil {
			t.Errorf("%s has no score, estimate %+v", name, c)
		}
	case level != s.Level || p != 1 || c.Mean != *s.Score || c.Low != *s.Score || c.High != *s.Score:
		t.Errorf("%s is %v, level %d; estimate %+v", name, *s.Score, s.Level, c)
	}
}

// learnt is what a calibration could say of the questionnaire "q".
func learnt(change func(*assessment.Parameters)) *assessment.Parameters {
	p := &assessment.Parameters{Questionnaire: "q", QuestionnaireVersion: "1", Version: 3, Respondents: 200,
		Items: map[string]assessment.ItemParameters{
			"a": {A: 2.5, B: []float64{-2, -1, 0, 1}}, "b": {A: 0.8, B: []float64{1, 1.5, 2, 2.5}}},
		Dimensions: []string{"e", "d"}, Correlations: [][]float64{{1, 0.9}, {0.9, 1}}}
	if change != nil {
		change(p)
	}
	return p
}

// twoAreas is a questionnaire with the dimensions d (a, b) and e (c, f).
func twoAreas() *assessment.Questionnaire {
	q := questionnaire(ordered("a"), ordered("b"))
	q.Dimensions = append(q.Dimensions, assessment.Dimension{ID: "e", Items: []assessment.Item{ordered("c"), ordered("f")}})
	for i := range q.Dimensions[1].Items {
		q.Dimensions[1].Items[i].Dimension = "e"
	}
	return fairly(q)
}

// TestLearntParametersCount: thresholds of an item change what is expected of
// it, correlations what an answer says of the other dimension; what nobody
// learnt stays with the experts.
func TestLearntParametersCount(t *testing.T) {
	q := twoAreas()
	given := answers{"a": val(4)}
	mean := func(p *assessment.Parameters) (d, e float64, version int) {
		in, err := assessment.NewInstrument(q, modelOf(q), p)
		if err != nil {
			t.Fatal(err)
		}
		estimate := in.Estimate(q.Read(assessment.Profile{}, given))
		return estimate.Certainty(0).Mean, estimate.Certainty(1).Mean, in.Version()
	}
	d0, e0, version := mean(nil)
	if version != 0 {
		t.Errorf("the experts' guess is version %d", version)
	}
	d1, e1, version := mean(learnt(nil))
	if version != 3 || d1 >= d0 || e1 <= e0 {
		t.Errorf("version %d: b became harder, and d went from %.1f to %.1f; the areas became alike, and e from %.1f to %.1f", version, d0, d1, e0, e1)
	}
	d2, e2, _ := mean(learnt(func(p *assessment.Parameters) { p.Items, p.Dimensions = nil, nil }))
	if d2 != d0 || e2 != e0 {
		t.Errorf("nothing learnt changes the estimate from %v, %v to %v, %v", d0, e0, d2, e2)
	}
}

func TestWrongParametersAreRefused(t *testing.T) {
	q := twoAreas()
	for name, change := range map[string]func(*assessment.Parameters){
		"too few thresholds": func(p *assessment.Parameters) { p.Items["a"] = assessment.ItemParameters{A: 1, B: []float64{0, 1}} },
		"no thresholds":      func(p *assessment.Parameters) { p.Items["a"] = assessment.ItemParameters{A: 1} },
		"thresholds that fall": func(p *assessment.Parameters) {
			p.Items["a"] = assessment.ItemParameters{A: 1, B: []float64{1, 0, 2, 3}}
		},
		"no discrimination": func(p *assessment.Parameters) { p.Items["a"] = assessment.ItemParameters{B: []float64{-1, 0, 1, 2}} },
		"not a number": func(p *assessment.Parameters) {
			p.Items["a"] = assessment.ItemParameters{A: math.NaN(), B: []float64{-1, 0, 1, 2}}
		},
		"beyond all correlation": func(p *assessment.Parameters) { p.Correlations = [][]float64{{1, 1.5}, {1.5, 1}} },
		"one-sided correlation":  func(p *assessment.Parameters) { p.Correlations = [][]float64{{1, 0.2}, {0.7, 1}} },
	} {
		if _, err := assessment.NewInstrument(q, modelOf(q), learnt(change)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	q.Dimensions[0].Items[0].Shares = []float64{0.2, 0.4, 0.6, 0.8}
	if _, err := assessment.NewInstrument(q, modelOf(q), nil); err == nil {
		t.Error("shares that rise are accepted")
	}
}

// TestUnmeasuredModelsEstimateNothing, and nobody needs to ask which they are.
func TestUnmeasuredModelsEstimateNothing(t *testing.T) {
	q := twoAreas()
	for name, change := range map[string]func(*assessment.Model){
		"the lowest area":     func(m *assessment.Model) { m.Rule = assessment.Minimum },
		"a staged area":       func(m *assessment.Model) { m.Dimensions[0].Rule = assessment.Staged },
		"an item read twice":  func(m *assessment.Model) { m.Dimensions[0].Indicators[1].Sources[0].Item = "a" },
		"another area's item": func(m *assessment.Model) { m.Dimensions[0].Indicators[1].Sources[0].Item = "c" },
		"an unknown item":     func(m *assessment.Model) { m.Dimensions[0].Indicators[1].Sources[0].Item = "none" },
		"a part of an item":   func(m *assessment.Model) { m.Dimensions[0].Indicators[1].Sources[0].AtLeast = 2 },
		"two items in one": func(m *assessment.Model) {
			m.Dimensions[0].Indicators[1].Sources = []assessment.Source{{Item: "a"}, {Item: "b"}}
		},
		"nothing": func(m *assessment.Model) { m.Dimensions = nil },
	} {
		m := modelOf(q)
		change(m)
		in, err := assessment.NewInstrument(q, m, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		readings := q.Read(assessment.Profile{}, nil)
		if _, _, ok := in.Bank(); ok || in.Estimate(readings) != nil || len(in.Likely(readings)) > 0 {
			t.Errorf("%s: something is predicted", name)
		}
	}
	var none *assessment.Estimate
	if level, p := none.All().Sure(); level != 0 || p != 0 || none.Certainty(0).Levels != nil {
		t.Error("no estimate is sure of something")
	}
}

func BenchmarkEstimate(b *testing.B) {
	q, _, in := instrument(b)
	firm := assessment.Profile{Country: "DE", Sector: "C", Employees: 35}
	readings := q.Read(firm, answers{"AS01": val(2), "TA01": val(1), "FO01": val(3)})
	for b.Loop() {
		in.Estimate(readings)
	}
}
