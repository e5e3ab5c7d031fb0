package web

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
)

// press is a site whose agency makes releases of generated firms, at once or
// when told to.
type press struct {
	t    testing.TB
	site *site
}

// newPress is a site with some hundred firms of 2025 and as many of early 2026.
func newPress(t testing.TB, firms int) (*site, *press) {
	t.Helper()
	s := newSite(t)
	var batch []service.Synthetic
	for _, u := range manyUnits(t, firms) {
		c := must(ours())(t)
		m := must(c.ModelFor(c.Questionnaires[0], ""))(t)
		a := &assessment.Assessment{ID: u.Assessment, Firm: u.Firm, Round: 1, Questionnaire: u.Questionnaire, QuestionnaireVersion: u.Version, Model: m.ID, ModelVersion: m.Version,
			Depth: "quick", Created: u.Finished, Updated: u.Finished, Finished: u.Finished, Responses: map[string]assessment.Response{}}
		batch = append(batch, service.Synthetic{Assessment: a, Unit: u})
	}
	if err := s.web.Service.AddSynthetic(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return s, &press{t, s}
}

// run makes the release that waits.
func (p *press) run(number int) {
	p.t.Helper()
	made, err := p.site.web.Service.NextRelease(p.t.Context())
	if err != nil || made != number {
		p.t.Fatalf("made release %d, want %d: %v", made, number, err)
	}
}

// all are the releases as they stand in the store, the oldest first.
func (p *press) all() (all []*assessment.Release) {
	p.t.Helper()
	if err := p.site.file.View(p.t.Context(), func(tx assessment.Tx) (err error) {
		all, err = tx.Releases()
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

// manyUnits are firms of two countries, generated alike every time.
func manyUnits(t testing.TB, n int) (units []*assessment.Unit) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	c := must(ours())(t)
	q := c.Questionnaires[0]
	own := must(c.ModelFor(q, ""))(t)
	levels := func(skill float64) []float64 {
		out := make([]float64, len(own.Levels))
		out[min(int(skill*float64(len(out))), len(out)-1)] = 1
		return out
	}
	for i := range n {
		skill := r.Float64() * r.Float64()
		u := &assessment.Unit{Assessment: fmt.Sprint("a", i), Firm: fmt.Sprint("f", i), Round: 1, Questionnaire: q.ID, Version: q.Version,
			Finished: time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(450)),
			Country:  []string{"DE", "DE", "FR"}[r.IntN(3)], Sector: q.Sectors[r.IntN(4)].ID, Size: assessment.Sizes[r.IntN(3)],
			Mode: assessment.Modes[r.IntN(2)], Evidence: assessment.Grades[0], Synthetic: true, Answers: r.Uint64(), Technologies: map[string]int{}, Actions: map[int]bool{}}
		u.Region = fmt.Sprintf("%s-%d", u.Country, 1+r.IntN(3))
		m := assessment.UnitModel{Model: own.ID, Version: own.Version, Areas: []assessment.UnitArea{{Score: 100 * skill, Levels: levels(skill)}}}
		if i%3 == 0 {
			m.Areas[0].Before = levels(skill * 0.8)
		}
		for _, d := range own.Dimensions {
			m.Areas = append(m.Areas, assessment.UnitArea{Dimension: d.ID, Score: 100 * skill, Levels: levels(skill), Before: m.Areas[0].Before})
		}
		u.Models = []assessment.UnitModel{m}
		for _, it := range q.Items() {
			if it.Technology != "" {
				u.Technologies[it.Technology] = r.IntN(6)
			}
		}
		for action := 1; action <= 4; action++ {
			u.Actions[action] = r.IntN(3) == 0
		}
		u.Gaps = []string{q.Measures[r.IntN(5)].ID, q.Measures[5+r.IntN(20)].ID}
		units = append(units, u)
	}
	return units
}
