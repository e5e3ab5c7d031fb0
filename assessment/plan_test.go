package assessment_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onramp/assessment"
)

// planned is a firm with its roadmap.
type planned struct {
	q        *assessment.Questionnaire
	m        *assessment.Model
	profile  assessment.Profile
	readings assessment.Readings
	road     assessment.Roadmap
}

// TestPlansKeepTheirPromises holds the roadmaps of random firms against
// everything a roadmap promises.
func TestPlansKeepTheirPromises(t *testing.T) {
	t.Parallel()
	q, m, dir := shipped(t)
	for seed := range uint64(500) {
		r := random(seed)
		p := anyFirm(r, q)
		readings := q.Read(p, anyAnswers(r, q, pick(r, 0, 0.2, 0.5, 1, 1)))
		pl := planned{q, m, p, readings, assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p}, readings)}
		for _, check := range []func(planned) error{planned.shape, planned.capacity, planned.steps, planned.calendar, planned.reasons} {
			if err := check(pl); err != nil {
				t.Errorf("seed %d: %v\n%s", seed, err, pl)
			}
		}
		if again := assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p}, readings); seed%10 == 0 && !reflect.DeepEqual(again, pl.road) {
			t.Errorf("seed %d: the same firm has two plans", seed)
		}
	}
}

func (pl planned) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "limits %+v, %d more\n", pl.road.Limits, pl.road.More)
	for _, s := range pl.road.Steps {
		fmt.Fprintf(&b, "  %-13s weeks %3d +%2d  %2d days %-6s %-32s %s", s.Horizon, s.StartWeek, s.Weeks, s.Measure.EffortDays, s.Measure.Cost, s.Measure.ID, s.Reason.Kind)
		for _, l := range s.Lifts {
			fmt.Fprintf(&b, " %s %d->%d", l.Item.ID, l.From, l.To)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// shape: bounds, order, no measure twice or for another kind of firm.
func (pl planned) shape() error {
	steps := pl.road.Steps
	rank := func(h assessment.Horizon) int { return slices.Index(assessment.Horizons, h) }
	if len(steps) > 18 || pl.road.More < 0 {
		return fmt.Errorf("%d steps and %d more", len(steps), pl.road.More)
	}
	seen := map[string]bool{}
	for i, s := range steps {
		switch {
		case i > 0 && rank(s.Horizon) < rank(steps[i-1].Horizon):
			return fmt.Errorf("%s comes after a later horizon", s.Measure.ID)
		case rank(s.Horizon) < rank(s.Measure.Horizon):
			return fmt.Errorf("%s is too early", s.Measure.ID)
		case seen[s.Measure.ID]:
			return fmt.Errorf("%s is there twice", s.Measure.ID)
		case !s.Measure.AppliesIf.On(pl.profile):
			return fmt.Errorf("%s is not for this firm", s.Measure.ID)
		case len(s.Matches) > assessment.MaxMatches:
			return fmt.Errorf("%s has %d platforms", s.Measure.ID, len(s.Matches))
		}
		seen[s.Measure.ID] = true
	}
	return nil
}

// capacity: own days and money of the first 90 days and of the year.
func (pl planned) capacity() error {
	limits := pl.road.Limits
	first, year := pl.road.In(assessment.First90Days), pl.road.In(assessment.FirstYear)
	days := func(steps []assessment.Step) (sum float64) {
		for _, s := range steps {
			sum += float64(s.Measure.EffortDays)
		}
		return sum
	}
	money := 0
	for _, s := range slices.Concat(first, year) {
		money += pl.q.Cost(s.Measure.Cost).Plan
	}
	switch {
	case len(first) > 5:
		return fmt.Errorf("%d first steps", len(first))
	case len(first) > 1 && days(first) > 3*limits.Days:
		return fmt.Errorf("%v days in the first 90", days(first))
	case days(first)+days(year) > 12*limits.Days:
		return fmt.Errorf("%v days in the year", days(first)+days(year))
	case len(first)+len(year) > limits.YearSteps || len(first) > limits.NextSteps:
		return fmt.Errorf("%d steps in the year, %d of them first", len(first)+len(year), len(first))
	case limits.BudgetGiven && money > 0 && money > limits.Budget:
		return fmt.Errorf("%d dollars in the year", money)
	case limits.BudgetGiven != (pl.profile.Budget != nil) || limits.BudgetGiven && limits.Budget != *pl.profile.Budget:
		return fmt.Errorf("limits %+v of %+v", limits, pl.profile)
	case limits.DaysGiven != (pl.profile.Days != nil) || limits.DaysGiven && limits.Days != max(float64(*pl.profile.Days), 0.5):
		return fmt.Errorf("limits %+v of %+v", limits, pl.profile)
	}
	return nil
}

// steps walks the plan as a firm would: every step starts from where the ones
// before it have led, brings something, and has what it needs.
func (pl planned) steps() error {
	walk := newWalk(pl)
	done := map[string]bool{}
	standing := pl.m.Score(pl.readings)
	for _, s := range pl.road.Steps {
		for _, id := range s.Measure.Prerequisites {
			if gap := walk.gap(pl.q.Measure(id)); !done[id] && gap != "" {
				return fmt.Errorf("%s needs %s, which would still lift %s", s.Measure.ID, id, gap)
			}
		}
		if want := standing.Dimension(s.Measure.Dimension).Standing; !reflect.DeepEqual(s.Before, want) {
			return fmt.Errorf("%s stands at %+v before, want %+v", s.Measure.ID, s.Before, want)
		}
		if len(s.Lifts) == 0 || s.Measure.OneOf && len(s.Lifts) != 1 {
			return fmt.Errorf("%s has %d lifts", s.Measure.ID, len(s.Lifts))
		}
		asked := false
		for _, l := range s.Lifts {
			asked = asked || l.Asked
			if err := walk.lifts(l); err != nil {
				return fmt.Errorf("%s: %w", s.Measure.ID, err)
			}
		}
		if s.Asked != asked {
			return fmt.Errorf("%s says asked %v", s.Measure.ID, s.Asked)
		}
		walk.take(s)
		standing = pl.m.Score(walk.now)
		after := standing.Dimension(s.Measure.Dimension).Standing
		if !reflect.DeepEqual(s.After, after) || s.Before.Score != nil && *after.Score < *s.Before.Score || after.Level < s.Before.Level {
			return fmt.Errorf("%s stands at %+v after %+v, want %+v", s.Measure.ID, s.After, s.Before, after)
		}
		done[s.Measure.ID] = true
	}
	return nil
}

// walk is a firm that does step after step.
type walk struct {
	pl      planned
	now     assessment.Readings
	place   map[string]int
	chances map[string][]float64 // of each category, as the firm stands now
	first   map[string][]float64 // before the first step
}

func newWalk(pl planned) walk {
	w := walk{pl: pl, now: slices.Clone(pl.readings), place: map[string]int{}, chances: map[string][]float64{}, first: map[string][]float64{}}
	for i, r := range w.now {
		w.place[r.Item.ID] = i
		if !r.Applies() {
			continue
		}
		p := make([]float64, r.Item.Categories())
		switch {
		case r.Known():
			p[r.Category] = 1
		case len(r.Item.Shares) == len(p)-1: // of firms that are at least there
			p[0] = 1
			for x, share := range r.Item.Shares {
				p[x], p[x+1] = p[x]-share, share
			}
		default:
			for x := range p {
				p[x] = 1 / float64(len(p))
			}
		}
		w.chances[r.Item.ID], w.first[r.Item.ID] = p, slices.Clone(p)
	}
	return w
}

func sum(p []float64) (total float64) {
	for _, x := range p {
		total += x
	}
	return total
}

// lifts reports what is wrong with a lift of the next step.
func (w walk) lifts(l assessment.StepLift) error {
	r, p := w.now[w.place[l.Item.ID]], w.chances[l.Item.ID]
	switch {
	case l.From >= l.To:
		return fmt.Errorf("lifts %s from %d to %d", l.Item.ID, l.From, l.To)
	case !r.Applies():
		return fmt.Errorf("lifts %s, which is not relevant", l.Item.ID)
	case l.Asked != w.pl.readings[w.place[l.Item.ID]].Known():
		return fmt.Errorf("lifts %s: asked %v", l.Item.ID, l.Asked)
	case p[l.From] == 0 || math.Abs(sum(p[l.From:l.To])-l.Chance) > 1e-9:
		return fmt.Errorf("lifts %s from %d with chance %v, but it stands at %v", l.Item.ID, l.From, l.Chance, p)
	}
	return nil
}

// take does a step: what it speaks of, and of practices that were not asked
// also what it may help with unlikely as it is.
func (w walk) take(s assessment.Step) {
	raise := func(item string, from, to int) {
		p := w.chances[item]
		for x := from; x < to; x++ {
			p[to], p[x] = p[to]+p[x], 0
		}
		if r := &w.now[w.place[item]]; r.Known() {
			r.State, r.Category = assessment.Answered, slices.Index(p, 1)
		}
	}
	for _, l := range s.Lifts {
		raise(l.Item.ID, l.From, l.To)
	}
	for _, l := range s.Measure.Lifts {
		p := w.first[l.Item]
		if !s.Measure.OneOf && p != nil && !w.now[w.place[l.Item]].Known() && sum(p[:l.To]) >= 0.5 {
			raise(l.Item, l.From, l.To)
		}
	}
}

// gap names a practice that a measure leads to and the firm more likely than
// not lacks; empty when the measure is in place or not for this firm.
func (w walk) gap(m *assessment.Measure) (gap string) {
	if !m.AppliesIf.On(w.pl.profile) {
		return ""
	}
	for _, l := range m.Lifts {
		switch p := w.chances[l.Item]; {
		case p == nil:
		case sum(p[:l.To]) >= 0.5:
			gap = l.Item
		case m.OneOf:
			return ""
		}
	}
	return gap
}

// calendar: each step starts within its horizon, after what it needs.
func (pl planned) calendar() error {
	end := map[string]int{}
	for _, s := range pl.road.Steps {
		from, to := s.Horizon.Weeks()
		switch {
		case s.StartWeek < from || to > 0 && s.StartWeek >= to:
			return fmt.Errorf("%s starts in week %d", s.Measure.ID, s.StartWeek)
		case s.StartWeek >= 156:
			return fmt.Errorf("%s starts after three years", s.Measure.ID)
		case s.Weeks < s.Measure.Weeks || s.Weeks < 1 || float64(s.Weeks) < float64(s.Measure.EffortDays)/(pl.road.Limits.Days*12/52)-1e-6:
			return fmt.Errorf("%s is done in %d weeks", s.Measure.ID, s.Weeks)
		}
		for _, id := range s.Measure.Prerequisites {
			if s.StartWeek < end[id] {
				return fmt.Errorf("%s starts in week %d, %s ends in %d", s.Measure.ID, s.StartWeek, id, end[id])
			}
		}
		end[s.Measure.ID] = s.StartWeek + s.Weeks
	}
	return nil
}

func (pl planned) reasons() error {
	for i, s := range pl.road.Steps {
		why := s.Reason
		opened := func(o assessment.Step) bool { return o.Measure == why.Measure }
		chance := 0.0
		for _, l := range s.Lifts {
			chance = max(chance, l.Chance)
		}
		ok := math.Abs(why.Chance-chance) < 1e-9 && map[assessment.ReasonKind]bool{
			assessment.ReasonLikely: !s.Asked,
			assessment.ReasonOpens:  slices.ContainsFunc(pl.road.Steps[i+1:], opened),
			assessment.ReasonGate:   s.Asked && why.Item != nil && why.Item.Gate,
			assessment.ReasonMust:   s.Asked && why.Item != nil && why.Item.Must && !why.Item.Gate,
			assessment.ReasonGoal:   pl.profile.Wants(why.Goal) && slices.Contains(s.Measure.Goals, why.Goal),
			assessment.ReasonWide:   s.Asked,
		}[why.Kind]
		if !ok {
			return fmt.Errorf("%s gives the reason %+v", s.Measure.ID, why)
		}
	}
	return nil
}

// catalogue makes a questionnaire of ordered items, each weight 1, with
// measures and cost classes.
func catalogue(items []assessment.Item, measures ...assessment.Measure) *assessment.Questionnaire {
	q := questionnaire(items...)
	q.Measures = measures
	q.Goals = []assessment.Choice{{ID: "greener"}, {ID: "sell-more"}}
	q.Costs = []assessment.CostClass{{ID: "none"}, {ID: "low", UpTo: 500, Plan: 300}, {ID: "high", Plan: 12_000}}
	return q
}

// measure makes one that takes days and lifts an item from 0 to 4.
func measure(id, item string, days int, cost string, h assessment.Horizon, prerequisites ...string) assessment.Measure {
	return assessment.Measure{ID: id, Dimension: "d", Level: 1, Cost: cost, EffortDays: days, Weeks: 1, Horizon: h,
		Prerequisites: prerequisites, Lifts: []assessment.Lift{{Item: item, From: 0, To: 4}}}
}

func planFor(q *assessment.Questionnaire, p assessment.Profile, given answers) assessment.Roadmap {
	d := assessment.ModelDimension{}
	for _, it := range q.Items() {
		d.Indicators = append(d.Indicators, indicator(it.ID, 1))
	}
	return assessment.NewPlan(assessment.Case{Questionnaire: q, Model: model(d), Directory: &assessment.Directory{}, Profile: p}, q.Read(p, given))
}

// placed writes a roadmap as "id horizon@week", steps in order.
func placed(road assessment.Roadmap) string {
	var all []string
	for _, s := range road.Steps {
		all = append(all, fmt.Sprintf("%s %s@%d", s.Measure.ID, s.Horizon, s.StartWeek))
	}
	return strings.Join(all, ", ")
}

// TestPlacing gives a firm of 4 days a month (12 in 90 days, 36 in the rest of
// the year) steps that all bring the same for the same burden or less.
func TestPlacing(t *testing.T) {
	now, year, later := assessment.First90Days, assessment.FirstYear, assessment.Later
	tests := []struct {
		name     string
		budget   int
		measures []assessment.Measure
		want     string
	}{
		{"all fit", 1000, []assessment.Measure{measure("a", "A", 4, "none", now), measure("b", "B", 4, "none", now), measure("c", "C", 4, "none", now)},
			"a first-90-days@0, b first-90-days@4, c first-90-days@8"},
		{"days of the first 90 are out", 1000, []assessment.Measure{measure("a", "A", 5, "none", now), measure("b", "B", 6, "none", now), measure("c", "C", 7, "none", now)},
			"a first-90-days@0, b first-90-days@5, c first-year@13"},
		{"a small one still fits", 1000, []assessment.Measure{measure("a", "A", 7, "none", now), measure("b", "B", 8, "none", now), measure("c", "C", 9, "low", now), measure("e", "D", 5, "high", now)},
			"a first-90-days@0, b first-year@13, c first-year@21, e later@52"},
		{"five at most", 1000, []assessment.Measure{measure("a", "A", 1, "none", now), measure("b", "B", 1, "none", now), measure("c", "C", 1, "none", now),
			measure("e", "D", 1, "none", now), measure("f", "E", 1, "none", now), measure("g", "F", 1, "none", now)},
			"a first-90-days@0, b first-90-days@1, c first-90-days@2, e first-90-days@3, f first-90-days@4, g first-year@13"},
		{"days of the year are out", 1000, []assessment.Measure{measure("a", "A", 18, "none", year), measure("b", "B", 18, "none", year), measure("c", "C", 19, "none", year)},
			"a first-year@13, b first-year@32, c later@52"},
		{"too large for the year", 1000, []assessment.Measure{measure("a", "A", 49, "none", year)}, "a later@52"},
		{"a single first step may take longer", 1000, []assessment.Measure{measure("a", "A", 20, "none", now), measure("b", "B", 28, "none", now), measure("c", "C", 29, "none", now)},
			"a first-90-days@0, b first-year@21, c later@52"},
		{"but not when another fits", 1000, []assessment.Measure{measure("a", "A", 20, "none", now), measure("b", "B", 12, "high", now), measure("c", "C", 30, "none", now), measure("e", "D", 12, "none", now)},
			"e first-90-days@0, a first-year@13, c later@52, b later@84"},
		{"nor when it is longer than a year", 1000, []assessment.Measure{measure("a", "A", 49, "none", now)}, "a later@52"},
		{"budget of the year", 600, []assessment.Measure{measure("a", "A", 4, "low", now), measure("b", "B", 5, "low", year), measure("c", "C", 6, "low", now)},
			"a first-90-days@0, b first-year@13, c later@52"},
		{"no budget", 0, []assessment.Measure{measure("a", "A", 4, "low", now), measure("b", "B", 5, "none", now), measure("c", "C", 6, "high", year)},
			"b first-90-days@0, a later@52, c later@56"},
		{"what it needs comes first", 1000, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), measure("b", "B", 3, "none", now)},
			"b first-90-days@0, a first-90-days@4"},
		{"never before what it needs", 1000, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), measure("b", "B", 3, "none", later)},
			"b later@52, a later@56"},
		{"what it needs is put off", 0, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), measure("b", "B", 3, "low", now), measure("c", "C", 3, "none", now)},
			"c first-90-days@0, b later@52, a later@56"},
		{"nothing fits but what waits for money", 0, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), measure("b", "B", 3, "low", now), measure("c", "C", 20, "none", now)},
			"c first-90-days@0, b later@52, a later@56"},
		{"what it needs is in place", 1000, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), measure("b", "TOP", 3, "none", now)},
			"a first-90-days@0"},
		{"what it needs takes half a year", 1000, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), slow(measure("b", "B", 3, "none", now), 26)},
			"b first-90-days@0, a first-year@26"},
		{"what it needs takes longer than a year", 1000, []assessment.Measure{measure("a", "A", 2, "none", now, "b"), slow(measure("b", "B", 3, "none", now), 60)},
			"b first-90-days@0, a later@60"},
	}
	days := 4
	for _, tt := range tests {
		items, given := []assessment.Item{}, answers{"TOP": val(4)}
		for _, id := range []string{"A", "B", "C", "D", "E", "F", "TOP"} {
			items = append(items, ordered(id))
			if id != "TOP" {
				given[id] = val(0)
			}
		}
		q := catalogue(items, tt.measures...)
		road := planFor(q, assessment.Profile{Days: &days, Budget: &tt.budget}, given)
		if got := placed(road); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func slow(m assessment.Measure, weeks int) assessment.Measure {
	m.Weeks = weeks
	return m
}

func TestLimits(t *testing.T) {
	number := func(n int) *int { return &n }
	q := catalogue([]assessment.Item{ordered("A")})
	tests := []struct {
		profile assessment.Profile
		want    assessment.Limits
	}{
		{assessment.Profile{}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 3}},
		{assessment.Profile{Employees: 9}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 2}},
		{assessment.Profile{Employees: 10}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 4}},
		{assessment.Profile{Employees: 50}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 10}},
		{assessment.Profile{Employees: 250}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 20}},
		{assessment.Profile{Employees: 250, Days: number(1), Budget: number(0)}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 1, DaysGiven: true, BudgetGiven: true}},
		{assessment.Profile{Days: number(0), Budget: number(900)}, assessment.Limits{NextSteps: 5, YearSteps: 12, Days: 0.5, DaysGiven: true, Budget: 900, BudgetGiven: true}},
	}
	for _, tt := range tests {
		if got := planFor(q, tt.profile, nil).Limits; got != tt.want {
			t.Errorf("%+v: %+v, want %+v", tt.profile, got, tt.want)
		}
	}
}

// TestOneOf: of several technologies to try, one is tried: the one that brings
// most.
func TestOneOf(t *testing.T) {
	heavy := ordered("B")
	heavy.Weight = 3
	items := []assessment.Item{ordered("A"), heavy, ordered("C")}
	try := assessment.Measure{ID: "try", Dimension: "d", Level: 1, Cost: "none", EffortDays: 3, Weeks: 1, Horizon: assessment.First90Days, OneOf: true,
		Lifts: []assessment.Lift{{Item: "A", From: 0, To: 3}, {Item: "B", From: 0, To: 2}, {Item: "C", From: 0, To: 4}}}
	given := answers{"A": val(0), "B": val(0), "C": val(1)}
	road := planFor(catalogue(items, try), assessment.Profile{}, given)
	if len(road.Steps) != 1 || len(road.Steps[0].Lifts) != 1 || road.Steps[0].Lifts[0].Item.ID != "B" {
		t.Fatalf("one of three lifts: %s %+v", placed(road), road.Steps)
	}
	if s := road.Steps[0]; math.Abs(*s.After.Score-*s.Before.Score-100*2/4/3.) > 1e-6 { // half the scale of one of three alike
		t.Errorf("the step brings %v -> %v", *s.Before.Score, *s.After.Score)
	}
	all := try
	all.OneOf = false
	if road := planFor(catalogue(items, all), assessment.Profile{}, given); len(road.Steps[0].Lifts) != 3 {
		t.Errorf("without one_of: %+v", road.Steps[0].Lifts)
	}
	used := planFor(catalogue(items, try), assessment.Profile{}, answers{"A": val(3), "B": val(2), "C": val(4)})
	if len(used.Steps) != 0 {
		t.Errorf("nothing is left to try, but %s", placed(used))
	}
}

// TestNoStepWithoutGain: where one measure leads as far as another, or a
// prerequisite already closes the gap, one of the two is enough.
func TestNoStepWithoutGain(t *testing.T) {
	short, long := measure("short", "A", 1, "none", assessment.First90Days), measure("long", "A", 9, "none", assessment.First90Days)
	if road := planFor(catalogue([]assessment.Item{ordered("A")}, short, long), assessment.Profile{}, answers{"A": val(0)}); placed(road) != "short first-90-days@0" {
		t.Errorf("two ways to the same place: %s", placed(road))
	}
	long.Prerequisites = []string{"short"}
	if road := planFor(catalogue([]assessment.Item{ordered("A")}, long, short), assessment.Profile{}, answers{"A": val(0)}); placed(road) != "short first-90-days@0" {
		t.Errorf("the prerequisite is enough: %s", placed(road))
	}
	for name, given := range map[string]answers{"there already": {"A": val(4)}, "not relevant": {"A": notRelevant}} {
		if road := planFor(catalogue([]assessment.Item{ordered("A")}, short), assessment.Profile{}, given); len(road.Steps) != 0 {
			t.Errorf("%s: %s", name, placed(road))
		}
	}
}

// TestStepsBuildOnSteps: what starts where another step ends never comes before
// it, prerequisite or not.
func TestStepsBuildOnSteps(t *testing.T) {
	low := measure("low", "A", 2, "low", assessment.First90Days)
	low.Lifts[0].To = 2
	high := measure("high", "A", 2, "none", assessment.First90Days)
	high.Lifts[0].From = 2
	budget := 0
	road := planFor(catalogue([]assessment.Item{ordered("A")}, high, low), assessment.Profile{Budget: &budget}, answers{"A": val(1)})
	if placed(road) != "low later@52, high later@55" {
		t.Fatal(placed(road))
	}
	if a, b := road.Steps[0].Lifts[0], road.Steps[1].Lifts[0]; a.From != 1 || a.To != 2 || b.From != 2 || b.To != 4 {
		t.Errorf("lifts %+v, %+v", a, b)
	}
}

// TestPrerequisitesByOtherWays: what a step needs may be put in place by
// another measure, and may itself be out of reach until another has led there.
func TestPrerequisitesByOtherWays(t *testing.T) {
	now, later := assessment.First90Days, assessment.Later
	lifting := func(m assessment.Measure, from, to int) assessment.Measure {
		m.Lifts[0].From, m.Lifts[0].To = from, to
		return m
	}
	tests := []struct {
		name     string
		measures []assessment.Measure
		given    answers
		want     string
	}{
		{"another leads there, but late", []assessment.Measure{measure("step", "B", 2, "none", now, "need"), lifting(measure("need", "A", 40, "none", now), 0, 2), measure("other", "A", 1, "none", later)},
			answers{"A": val(0), "B": val(0)}, "other later@52, step later@54"},
		{"another must come before it", []assessment.Measure{measure("step", "B", 2, "none", now, "need"), lifting(measure("need", "A", 2, "none", now), 3, 4), lifting(measure("other", "A", 9, "none", now), 2, 3)},
			answers{"A": val(2), "B": val(0)}, "other first-90-days@0, need first-year@13, step first-year@16"},
		{"nothing leads there", []assessment.Measure{measure("step", "B", 2, "none", now, "need"), lifting(measure("need", "A", 2, "none", now), 3, 4)},
			answers{"A": val(2), "B": val(0)}, ""},
	}
	for _, tt := range tests {
		q := catalogue([]assessment.Item{ordered("A"), ordered("B")}, tt.measures...)
		if got := placed(planFor(q, assessment.Profile{}, tt.given)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestLikelySteps: what was not asked is likely missing at the firm's level
// only, is marked as such, and stays so when a second step builds on it.
func TestLikelySteps(t *testing.T) {
	one, two, far := measure("one", "A", 2, "none", assessment.First90Days), measure("two", "A", 3, "none", assessment.First90Days), measure("far", "B", 1, "none", assessment.First90Days)
	one.Lifts[0].To, two.Lifts[0].From = 2, 2
	far.Level = 2
	items := []assessment.Item{ordered("A"), ordered("B"), ordered("C")}
	for name, given := range map[string]answers{"not asked": {"C": val(0)}, "not known": {"A": dontKnow, "B": dontKnow, "C": val(0)}} {
		road := planFor(catalogue(items, one, two, far), assessment.Profile{}, given)
		if len(road.Steps) != 2 {
			t.Fatalf("%s: %s", name, placed(road))
		}
		for _, s := range road.Steps {
			if s.Asked || s.Lifts[0].Asked || s.Reason.Kind != assessment.ReasonLikely || !reflect.DeepEqual(s.Before, s.After) {
				t.Errorf("%s: %s is asked %v, %s, %+v -> %+v", name, s.Measure.ID, s.Asked, s.Reason.Kind, s.Before, s.After)
			}
		}
	}
	asked := measure("asked", "C", 40, "none", assessment.Later)
	road := planFor(catalogue(items, asked, one), assessment.Profile{}, answers{"A": val(0), "C": val(0)})
	for _, s := range road.Steps {
		if !s.Asked || s.Reason.Kind == assessment.ReasonLikely {
			t.Errorf("%s has an answer behind it, reason %s", s.Measure.ID, s.Reason.Kind)
		}
	}
}

// TestGoalsAndGatesComeFirst: of measures alike, those for a gate and for what
// the firm wants come first.
func TestGoalsAndGatesComeFirst(t *testing.T) {
	gate, wanted := ordered("C"), ordered("D")
	gate.Gate = true
	wanted.Goals = []string{"greener"}
	items := []assessment.Item{ordered("A"), ordered("B"), gate, wanted}
	plain, goal := measure("plain", "A", 4, "none", assessment.First90Days), measure("goal", "B", 4, "none", assessment.First90Days)
	goal.Goals = []string{"sell-more", "greener"}
	opens, item := measure("gate", "C", 4, "none", assessment.First90Days), measure("item", "D", 4, "none", assessment.First90Days)
	q := catalogue(items, plain, goal, opens, item)
	given := answers{"A": val(0), "B": val(0), "C": val(0), "D": val(0)}
	tests := []struct {
		goals []string
		want  string
	}{
		{nil, "gate/gate plain/gap goal/gap item/gap"},
		{[]string{"sell-more"}, "gate/gate goal/goal sell-more plain/gap item/gap"},
		{[]string{"greener", "sell-more"}, "item/gap gate/gate goal/goal greener plain/gap"},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range planFor(q, assessment.Profile{Goals: tt.goals, Employees: 60}, given).Steps {
			got = append(got, s.Measure.ID+"/"+strings.TrimSpace(string(s.Reason.Kind)+" "+s.Reason.Goal))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("goals %v: %v, want %s", tt.goals, got, tt.want)
		}
	}
}

// TestCircles: content refuses circles of prerequisites; here they must only
// come to an end.
func TestCircles(t *testing.T) {
	q := catalogue([]assessment.Item{ordered("A"), ordered("B")},
		measure("a", "A", 2, "none", assessment.First90Days, "b", "GONE"), measure("b", "B", 2, "none", assessment.First90Days, "a"))
	if road := planFor(q, assessment.Profile{}, answers{"A": val(0), "B": val(0)}); len(road.Steps) != 2 {
		t.Errorf("two measures that need each other: %s", placed(road))
	}
}

func TestNoAnswersNoCrash(t *testing.T) {
	q, m, dir := shipped(t)
	for _, p := range []assessment.Profile{{}, {Country: "DE"}} {
		road := assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p}, q.Read(p, nil))
		if len(road.Steps) == 0 {
			t.Error("nothing is known, and nothing is likely")
		}
		for _, s := range road.Steps {
			if s.Asked {
				t.Errorf("%s: nobody asked", s.Measure.ID)
			}
		}
	}
	empty := &assessment.Questionnaire{}
	if road := assessment.NewPlan(assessment.Case{Questionnaire: empty, Model: &assessment.Model{}, Directory: &assessment.Directory{}}, nil); len(road.Steps) != 0 {
		t.Errorf("an empty questionnaire gives %s", placed(road))
	}
}
