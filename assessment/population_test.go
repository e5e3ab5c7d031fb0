package assessment_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onramp/assessment"
)

var (
	periodFrom = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	periodTo   = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	secret     = []byte("a secret of the test")
)

// populationOf makes the units of firms that are spread unevenly over
// countries, regions, sectors and sizes, as real ones are.
func populationOf(t rapid.TB, r *rand.Rand, n int) []*assessment.Unit {
	q, _, _ := shipped(t)
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	var models []*assessment.Model
	own, _ := c.ModelFor(q, "")
	models = append(append(models, own), c.OtherModels(q)...)
	var technologies []string
	for _, it := range q.Items() {
		if it.Technology != "" && !slices.Contains(technologies, it.Technology) {
			technologies = append(technologies, it.Technology)
		}
	}
	countries := []string{"DE", "DE", "DE", "DE", "FR", "FR", "BR", "IN"}
	units := make([]*assessment.Unit, n)
	for i := range units {
		skill := r.Float64()
		u := &assessment.Unit{Assessment: fmt.Sprint("a", i), Firm: fmt.Sprint("f", i), Round: 1,
			Finished:      periodFrom.Add(time.Duration(r.Int64N(int64(periodTo.Sub(periodFrom))))),
			Questionnaire: q.ID, Version: q.Version, Country: pick(r, countries...),
			Sector: q.Sectors[int(float64(len(q.Sectors))*r.Float64()*r.Float64())].ID,
			Size:   pick(r, "micro", "micro", "micro", "small", "small", "medium", "large", ""),
			Mode:   pick(r, assessment.Modes...), Evidence: pick(r, assessment.Grades...), Synthetic: true,
			Answers: r.Uint64(), Technologies: map[string]int{}, Actions: map[int]bool{}}
		if r.IntN(6) > 0 {
			u.Region = fmt.Sprintf("%s-%d", u.Country, 1+int(8*r.Float64()*r.Float64()))
		}
		for at, m := range models {
			if at > 0 && r.IntN(5) > 0 {
				continue
			}
			um := assessment.UnitModel{Model: m.ID, Version: m.Version}
			for d := -1; d < len(m.Dimensions); d++ {
				a := assessment.UnitArea{Score: 100 * skill, Levels: someLevels(r, skill, len(m.Levels))}
				if d >= 0 {
					a.Dimension = m.Dimensions[d].ID
				}
				if i%3 == 0 {
					a.Before = someLevels(r, max(skill-.1, 0), len(m.Levels))
				}
				um.Areas = append(um.Areas, a)
			}
			u.Models = append(u.Models, um)
		}
		for _, tech := range technologies {
			if r.IntN(3) > 0 {
				u.Technologies[tech] = min(int(skill*r.Float64()*8), 5)
			}
		}
		for n := 1; n <= 4; n++ {
			u.Actions[n] = r.Float64() < skill
		}
		for range 6 {
			u.Gaps = append(u.Gaps, q.Measures[r.IntN(len(q.Measures))].ID)
		}
		slices.Sort(u.Gaps)
		u.Gaps = slices.Compact(u.Gaps)
		units[i] = u
	}
	return units
}

// someLevels is a spread over levels around a skill, sure for some firms.
func someLevels(r *rand.Rand, skill float64, n int) []float64 {
	p := make([]float64, n)
	middle, width := skill*float64(n)-0.5, 0.2+r.Float64()
	if r.IntN(3) == 0 {
		p[min(max(int(middle+0.5), 0), n-1)] = 1
		return p
	}
	sum := 0.0
	for i := range p {
		p[i] = math.Exp(-(float64(i) - middle) * (float64(i) - middle) / width)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func usualOrder() assessment.ReleaseOrder {
	return assessment.ReleaseOrder{From: periodFrom, To: periodTo, Threshold: 10}
}

// tabulate makes a release from units.
func tabulate(t rapid.TB, o assessment.ReleaseOrder, units []*assessment.Unit, earlier ...assessment.Trace) (*assessment.Release, assessment.Trace, error) {
	t.Helper()
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	tab, err := assessment.NewTabulation(c, o, secret, earlier)
	if err != nil {
		return nil, nil, err
	}
	for _, u := range units {
		if err := tab.Select(u); err != nil {
			return nil, nil, err
		}
	}
	if err := tab.Weigh(); err != nil {
		return nil, nil, err
	}
	for _, u := range units {
		tab.Add(u)
	}
	return tab.Release()
}

// released is a release that must succeed.
func released(t rapid.TB, o assessment.ReleaseOrder, units []*assessment.Unit, earlier ...assessment.Trace) (*assessment.Release, assessment.Trace) {
	t.Helper()
	r, trace, err := tabulate(t, o, units, earlier...)
	if err != nil {
		t.Fatal(err)
	}
	return r, trace
}

// register is margins of sector × size and of country.
func register(t rapid.TB) *assessment.Margins {
	q, _, _ := shipped(t)
	r := random(77)
	m := &assessment.Margins{Source: "register", Tables: []assessment.Margin{
		{Axes: []string{"country"}, Firms: map[string]int{"DE": 3000, "FR": 3000, "BR": 2500, "IN": 4000}},
		{Axes: []string{"sector", "size"}, Firms: map[string]int{}},
	}}
	for _, s := range q.Sectors {
		for _, size := range assessment.Sizes {
			m.Tables[1].Firms[s.ID+"/"+size] = 50 + r.IntN(200)
		}
	}
	return m
}

func BenchmarkTabulation(b *testing.B) {
	units := populationOf(b, random(1), 100_000)
	o := usualOrder()
	o.Margins = register(b)
	b.ReportAllocs()
	for b.Loop() {
		released(b, o, units)
	}
}
