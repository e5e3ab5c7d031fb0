package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// press makes releases with the real rules from units in memory, at once or
// when told to.
type press struct {
	t     testing.TB
	now   func() time.Time
	slow  bool // releases wait until run
	units []*assessment.Unit

	mu       sync.Mutex
	releases []*assessment.Release
	traces   []assessment.Trace
}

var _ Releases = (*press)(nil)

func (p *press) Releases(context.Context, string) (all []*assessment.Release, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range slices.Backward(p.releases) {
		all = append(all, r)
	}
	return all, nil
}

func (p *press) Release(_ context.Context, _ string, number int) (*assessment.Release, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if number < 1 || number > len(p.releases) {
		return nil, assessment.Missing("error.release_unknown")
	}
	return p.releases[number-1], nil
}

func (p *press) ReleaseTable(ctx context.Context, by string, number int, table string) (*assessment.Release, *assessment.Table, error) {
	r, err := p.Release(ctx, by, number)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range r.Tables {
		if t.ID == table && r.State == assessment.ReleaseMade {
			return r, t, nil
		}
	}
	return nil, nil, assessment.Missing("error.table_unknown")
}

func (p *press) PreviewRelease(_ context.Context, _ string, o assessment.ReleaseOrder) (*assessment.Release, error) {
	r, _, err := p.tabulate(o)
	return r, err
}

func (p *press) tabulate(o assessment.ReleaseOrder) (*assessment.Release, assessment.Trace, error) {
	tab, err := assessment.NewTabulation(must(ours())(p.t), o, []byte("a secret"), p.traces)
	if err != nil {
		return nil, nil, err
	}
	var within []*assessment.Unit
	for _, u := range p.units {
		if !u.Finished.Before(o.From) && u.Finished.Before(o.To) {
			within = append(within, u)
		}
	}
	for _, u := range within {
		if err := tab.Select(u); err != nil {
			return nil, nil, err
		}
	}
	if err := tab.Weigh(); err != nil {
		return nil, nil, err
	}
	for _, u := range within {
		tab.Add(u)
	}
	r, trace, err := tab.Release()
	if r != nil {
		r.ReleaseOrder = o
	}
	return r, trace, err
}

func (p *press) MakeRelease(_ context.Context, by string, o assessment.ReleaseOrder) (int, error) {
	p.mu.Lock()
	p.releases = append(p.releases, &assessment.Release{ReleaseOrder: o, Number: len(p.releases) + 1, State: assessment.ReleaseWaiting, By: by, Asked: p.now()})
	n := len(p.releases)
	p.mu.Unlock()
	if !p.slow {
		p.run(n)
	}
	return n, nil
}

// run makes a release that was asked for.
func (p *press) run(number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.releases[number-1]
	r, trace, err := p.tabulate(at.ReleaseOrder)
	if err != nil {
		at.State, at.Fault = assessment.ReleaseFailed, err.(*assessment.Error) //nolint:errorlint // rules return nothing else
		return
	}
	r.Number, r.State, r.By, r.Asked, r.Made, r.Progress = number, assessment.ReleaseMade, at.By, at.Asked, p.now(), 100
	p.releases[number-1], p.traces = r, append(p.traces, trace)
}

// newPress is a site with an agency's pages over some hundred firms of 2025 and
// as many of early 2026.
func newPress(t testing.TB, firms int) (*site, *press) {
	t.Helper()
	p := &press{t: t, units: manyUnits(t, firms)}
	s := newSite(t, func(c *Config) { c.Releases, c.Formats, c.ReadMargins = p, plainFormats, assessment.ParseMargins })
	p.now = s.now
	return s, p
}

// plainFormats write just enough to tell files apart.
var plainFormats = []ReleaseFormat{
	{ID: "csv", Extension: "csv", MediaType: "text/csv; charset=utf-8", Write: func(w io.Writer, r *assessment.Release, t *assessment.Table, _ *locale.Printer) error {
		for _, c := range t.Cells {
			fmt.Fprintln(w, r.Number, t.ID, c.At, c.Status, c.Firms)
		}
		return nil
	}},
	{ID: "jsonstat", Extension: "json", MediaType: "application/json", Write: func(w io.Writer, _ *assessment.Release, t *assessment.Table, _ *locale.Printer) error {
		return json.NewEncoder(w).Encode(t)
	}},
	{ID: "dcat", Extension: "jsonld", MediaType: "application/ld+json", Whole: true, Write: func(w io.Writer, r *assessment.Release, _ *assessment.Table, _ *locale.Printer) error {
		return json.NewEncoder(w).Encode(r.Tables)
	}},
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
			Country: []string{"DE", "DE", "FR"}[r.IntN(3)], Sector: q.Sectors[r.IntN(4)].ID, Size: assessment.Sizes[r.IntN(3)],
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
