package assessment_test

import (
	"container/heap"
	"math"
	"slices"

	"onramp/assessment"
)

// The year's problem as the head of plan.go states it, put together anew from
// what a firm said and solved by branch and bound. Where the statement is hard
// to count exactly it is relaxed, so that the optimum found here is at least as
// large as the true one: every category of a practice counts once, for the
// chosen measure that serves most, in whatever order; and a prerequisite may be
// put in place by whatever leads as far, whether it could start there or not.

// part is one piece of benefit: it counts once if any measure that brings it is
// chosen, and the part before it, from where it starts, counts as well.
type part struct {
	value float64
	by    []int // places among the choices
	after int   // a part, -1 for none
	next  []int // the parts that come after this one
}

// choice is a measure, or one lift of a measure with OneOf.
type choice struct {
	measure *assessment.Measure
	lifts   []assessment.Lift
	factor  float64
	parts   []int
	load    [3]float64 // days, money and steps, as shares of what the year has
	needs   [][]int    // of each set it needs one
	group   int        // choices of one measure
}

type yearProblem struct {
	q       *assessment.Questionnaire
	chances map[string][]float64 // of each category of a practice that applies
	worth   map[string][]float64
	lacking map[string]bool // measures that lead to something not there
	choices []choice
	parts   []part
	groups  [][]int
	leaf    []int8
}

// newYearProblem states the problem of a firm that has the roadmap.
func newYearProblem(c assessment.Case, readings assessment.Readings, road assessment.Roadmap) *yearProblem {
	y := &yearProblem{q: c.Questionnaire, chances: map[string][]float64{}, worth: map[string][]float64{}, lacking: map[string]bool{}}
	y.addPractices(c, readings)
	marked := map[string]assessment.MarkState{}
	for _, m := range c.Marks {
		marked[m.Measure] = m.State
		if m.State == assessment.MarkDone {
			for _, l := range y.q.Measure(m.Measure).Lifts {
				y.raise(l.Item, 0, l.To)
			}
		}
	}
	left := [3]float64{12 * road.Limits.Days, math.Inf(1), float64(road.Limits.YearSteps)}
	if road.Limits.BudgetGiven {
		left[1] = float64(road.Limits.Budget)
	}
	for _, s := range road.Steps {
		if !s.Begun() {
			continue
		}
		for _, l := range s.Lifts {
			y.raise(l.Item.ID, l.From, l.To)
		}
		remain := max(s.Measure.Weeks-int(c.On.Sub(s.Started).Hours()/(24*7)), 1)
		left[0] -= float64(s.Measure.EffortDays) * float64(remain) / float64(s.Measure.Weeks)
		left[1] -= float64(y.q.Cost(s.Measure.Cost).Plan)
		left[2]--
	}
	y.addChoices(c, marked, left)
	y.addParts()
	return y
}

func (y *yearProblem) addPractices(c assessment.Case, readings assessment.Readings) {
	total := map[string]float64{}
	for _, r := range readings {
		if r.Applies() && r.Item.Core() {
			total[r.Item.Dimension] += float64(r.Item.Weight)
		}
	}
	likely := c.Instrument.Likely(readings)
	for _, r := range readings {
		if !r.Applies() || !r.Item.Core() {
			continue
		}
		p := slices.Clone(likely[r.Item.ID])
		if r.Known() {
			p = make([]float64, r.Item.Categories())
			p[r.Category] = 1
		}
		worth := make([]float64, len(p))
		for x := 1; x < len(p); x++ {
			step := 100 * float64(r.Item.Weight) / total[r.Item.Dimension] / 8 / float64(len(p)-1)
			if slices.ContainsFunc(r.Item.Goals, c.Profile.Wants) {
				step *= 1.5
			}
			if (r.Item.Gate || r.Item.Must) && x <= 3 {
				step *= 1.5
			}
			worth[x] = worth[x-1] + step
		}
		y.chances[r.Item.ID], y.worth[r.Item.ID] = p, worth
	}
}

func (y *yearProblem) raise(item string, from, to int) {
	p := y.chances[item]
	for x := from; p != nil && x < to; x++ {
		p[to], p[x] = p[to]+p[x], 0
	}
}

// below is the probability that a practice stands below a category.
func (y *yearProblem) below(item string, to int) (sum float64) {
	for x, p := range y.chances[item] {
		if x < to {
			sum += p
		}
	}
	return sum
}

func (y *yearProblem) lacks(m *assessment.Measure) bool {
	lacking := false
	for _, l := range m.Lifts {
		switch {
		case y.chances[l.Item] == nil:
		case y.below(l.Item, l.To) > 0.5-1e-9:
			lacking = true
		case m.OneOf:
			return false
		}
	}
	return lacking
}

// addChoices adds what may be begun in the year: it is for this firm, not
// marked, fits the year alone, and what it needs is there or can be.
func (y *yearProblem) addChoices(c assessment.Case, marked map[string]assessment.MarkState, left [3]float64) {
	free := map[string]bool{}
	for i := range y.q.Measures {
		m := &y.q.Measures[i]
		y.lacking[m.ID] = m.AppliesIf.On(c.Profile) && (marked[m.ID] == "" || marked[m.ID] == assessment.MarkDropped) && y.lacks(m)
		cost := float64(y.q.Cost(m.Cost).Plan)
		free[m.ID] = m.AppliesIf.On(c.Profile) && marked[m.ID] == "" && m.Horizon != assessment.Later &&
			float64(m.EffortDays) <= left[0]+1e-9 && (cost == 0 || cost <= left[1]) && left[2] >= 1
	}
	for again := true; again; {
		again = false
		for i := range y.q.Measures {
			m := &y.q.Measures[i]
			for _, ways := range y.waysTo(m) {
				usable := func(o *assessment.Measure) bool { return free[o.ID] }
				if free[m.ID] && !slices.ContainsFunc(ways, usable) {
					free[m.ID], again = false, true
				}
			}
		}
	}
	for i := range y.q.Measures {
		m := &y.q.Measures[i]
		if !free[m.ID] {
			continue
		}
		ways := [][]assessment.Lift{m.Lifts}
		if m.OneOf {
			ways = nil
			for _, l := range m.Lifts {
				ways = append(ways, []assessment.Lift{l})
			}
		}
		factor, group := 1.0, len(y.groups)
		if slices.ContainsFunc(m.Goals, c.Profile.Wants) {
			factor = 1.25
		}
		y.groups = append(y.groups, nil)
		for _, lifts := range ways {
			y.groups[group] = append(y.groups[group], len(y.choices))
			y.choices = append(y.choices, choice{measure: m, lifts: lifts, factor: factor, group: group,
				load: [3]float64{float64(m.EffortDays) / left[0], share(float64(y.q.Cost(m.Cost).Plan), left[1]), 1 / left[2]}})
		}
	}
	for i := range y.choices {
		for _, ways := range y.waysTo(y.choices[i].measure) {
			var set []int
			for j := range y.choices {
				if slices.Contains(ways, y.choices[j].measure) {
					set = append(set, j)
				}
			}
			y.choices[i].needs = append(y.choices[i].needs, set)
		}
	}
}

func share(part, whole float64) float64 {
	if part == 0 {
		return 0
	}
	return part / whole
}

// waysTo lists, for each thing that a measure needs and the firm lacks, the
// measures of which one must be chosen: the prerequisite itself or, for each
// practice it leads to, any other that leads as far.
func (y *yearProblem) waysTo(m *assessment.Measure) (sets [][]*assessment.Measure) {
	for _, id := range m.Prerequisites {
		need := y.q.Measure(id)
		if !y.lacking[id] {
			continue
		}
		var all [][]*assessment.Measure
		for _, l := range need.Lifts {
			if y.chances[l.Item] == nil || y.below(l.Item, l.To) <= 0.5-1e-9 {
				continue
			}
			ways := []*assessment.Measure{need}
			for i := range y.q.Measures {
				o := &y.q.Measures[i]
				leads := func(ol assessment.Lift) bool { return ol.Item == l.Item && ol.To >= l.To }
				if o != need && o != m && slices.ContainsFunc(o.Lifts, leads) {
					ways = append(ways, o)
				}
			}
			all = append(all, ways)
		}
		if need.OneOf {
			all = [][]*assessment.Measure{slices.Concat(all...)}
		}
		sets = append(sets, all...)
	}
	return sets
}

// leads reports whether other choices could bring a practice from a category
// to one between low and high.
func (y *yearProblem) leads(item string, except, from, low, high int) bool {
	reach := []int{from}
	for n := 0; n < len(reach); n++ {
		if reach[n] >= low && reach[n] < high {
			return true
		}
		for i, c := range y.choices {
			for _, l := range c.lifts {
				if i != except && l.Item == item && l.From <= reach[n] && reach[n] < l.To && !slices.Contains(reach, l.To) {
					reach = append(reach, l.To)
				}
			}
		}
	}
	return false
}

// addParts cuts the benefit into parts, each practice from every category it
// may stand at to the top. Parts alike become one.
func (y *yearProblem) addParts() {
	type key struct {
		by    [2]uint64
		after int
	}
	same := map[key]int{}
	add := func(value float64, by []int, after int) int {
		k := key{after: after}
		for _, i := range by {
			k.by[i/64] |= 1 << (i % 64)
		}
		n, ok := same[k]
		if !ok {
			n = len(y.parts)
			same[k] = n
			y.parts = append(y.parts, part{by: by, after: after})
			if after >= 0 {
				y.parts[after].next = append(y.parts[after].next, n)
			}
			for _, i := range by {
				y.choices[i].parts = append(y.choices[i].parts, n)
			}
		}
		y.parts[n].value += value
		return n
	}
	for item, p := range y.chances {
		for start, mass := range p {
			before := -1
			for x := start; mass > 0 && x < len(p)-1; x++ {
				all, serving := y.bringing(item, start, x)
				if len(all) == 0 {
					break // nothing leads further
				}
				after := before
				if after >= 0 && subset(all, y.parts[after].by) {
					after = y.parts[after].after // whoever brings this brings that too
				}
				value := mass * (y.worth[item][x+1] - y.worth[item][x])
				before = add(value, all, after)
				if len(serving) > 0 {
					add(value*0.25, serving, after)
				}
			}
		}
	}
}

func subset(a, b []int) bool {
	return !slices.ContainsFunc(a, func(i int) bool { return !slices.Contains(b, i) })
}

// bringing lists the choices that bring a practice beyond category x when it
// stood at start, and those of them that serve a goal.
func (y *yearProblem) bringing(item string, start, x int) (all, serving []int) {
	for i, c := range y.choices {
		for _, l := range c.lifts {
			if l.Item != item || x < l.From || x >= l.To || y.below(item, l.To) <= 0.5-1e-9 || !y.leads(item, i, start, l.From, l.To) {
				continue
			}
			all = append(all, i)
			if c.factor > 1 {
				serving = append(serving, i)
			}
		}
	}
	return all, serving
}

// prices are the multipliers of the relaxation: what having each part, using
// each limit, and taking a choice without what it needs cost. Any prices of at
// least 0 give a bound that is not exceeded.
type prices struct {
	parts []float64
	after []float64 // of each part, for counting without the one before it
	limit [3]float64
	needs [][]float64
}

// node is a set of plans: some groups are in, by a choice each, some are out.
type node struct {
	state []int8 // of each choice: 1 in, -1 out, 0 open
	p     prices
	bound float64
	next  int // the choice to settle next, -1 when all are
}

type nodes []*node

func (h nodes) Len() int           { return len(h) }
func (h nodes) Less(i, j int) bool { return h[i].bound > h[j].bound }
func (h nodes) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *nodes) Push(x any)        { *h = append(*h, x.(*node)) }
func (h *nodes) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// most returns a bound that no plan of the year exceeds, and whether it is the
// optimum itself; found is what some plan brings. It opens at most limit nodes.
func (y *yearProblem) most(found float64, limit int) (bound float64, exact bool) {
	root := &node{state: make([]int8, len(y.choices)), p: prices{parts: make([]float64, len(y.parts)), after: make([]float64, len(y.parts)), needs: make([][]float64, len(y.choices))}}
	for i := range y.parts {
		root.p.parts[i] = y.parts[i].value / float64(len(y.parts[i].by))
	}
	for i := range y.choices {
		root.p.needs[i] = make([]float64, len(y.choices[i].needs))
	}
	y.tighten(root, found, 150)
	open := nodes{root}
	for range limit {
		if len(open) == 0 || open[0].bound <= found*(1+1e-6) {
			return found, true
		}
		n := heap.Pop(&open).(*node)
		if n.next < 0 { // everything is settled
			if n.bound > found {
				y.leaf = n.state
			}
			found = max(found, n.bound)
			continue
		}
		for _, in := range []int8{1, -1} {
			child := &node{state: slices.Clone(n.state), bound: n.bound, p: prices{parts: slices.Clone(n.p.parts), after: slices.Clone(n.p.after), limit: n.p.limit}}
			for _, needs := range n.p.needs {
				child.p.needs = append(child.p.needs, slices.Clone(needs))
			}
			child.state[n.next] = in
			if !y.settle(child.state) {
				continue
			}
			y.tighten(child, found, 12)
			if child.bound > found*(1+1e-6) {
				heap.Push(&open, child)
			}
		}
	}
	if len(open) == 0 {
		return found, true
	}
	return max(found, open[0].bound), false
}

// settle follows up what is in and out: one choice of a measure only, what it
// needs is in, what does not fit any more is out. False: no such plan exists.
func (y *yearProblem) settle(state []int8) bool {
	for again := true; again; {
		again = false
		set := func(i int, to int8) bool {
			if state[i] == 0 {
				state[i], again = to, true
			}
			return state[i] == to
		}
		var used [3]float64
		for i, c := range y.choices {
			if state[i] != 1 {
				continue
			}
			for k := range used {
				used[k] += c.load[k]
			}
			for _, other := range y.groups[c.group] {
				if other != i && !set(other, -1) {
					return false
				}
			}
			for _, need := range c.needs {
				if left := possible(state, need); len(left) == 0 || len(left) == 1 && !set(left[0], 1) {
					return false
				}
			}
		}
		for i, c := range y.choices {
			fits := true
			for k := range used {
				load := used[k]
				if state[i] == 0 {
					load += c.load[k]
				}
				fits = fits && (load <= 1+1e-9 || k == 1 && c.load[k] == 0 && state[i] == 0)
			}
			for _, need := range c.needs {
				fits = fits && (state[i] != 0 || len(possible(state, need)) > 0)
			}
			switch {
			case fits:
			case state[i] == 1:
				return false
			case state[i] == 0:
				set(i, -1)
			}
		}
	}
	return true
}

// possible lists the choices of a set that are not out.
func possible(state []int8, set []int) (left []int) {
	for _, i := range set {
		if state[i] >= 0 {
			left = append(left, i)
		}
	}
	return left
}

// What a node knows of a part.
const (
	lost  int8 = iota - 1 // nothing can bring it
	maybe                 // something may
	ready                 // it counts once the part before it does
	sure                  // it counts
)

// known is what a node knows of every part. A part comes after those it builds
// on.
func (y *yearProblem) known(state []int8) []int8 {
	out := make([]int8, len(y.parts))
	for a, p := range y.parts {
		best := int8(-1)
		for _, i := range p.by {
			best = max(best, state[i])
		}
		before := sure
		if p.after >= 0 {
			before = out[p.after]
		}
		switch {
		case best < 0 || before == lost:
			out[a] = lost
		case best == 1 && before == sure:
			out[a] = sure
		case best == 1:
			out[a] = ready
		}
	}
	return out
}

// tighten lowers the bound of a node by a few steps of the subgradient method.
func (y *yearProblem) tighten(n *node, found float64, rounds int) {
	parts, value, length := y.known(n.state), 0.0, 1.0
	for a, p := range y.parts {
		if parts[a] == sure {
			value += p.value
		}
	}
	if n.bound == 0 {
		n.bound = math.Inf(1)
	}
	counted, chosen, worth := make([]float64, len(y.parts)), make([]float64, len(y.choices)), make([]float64, len(y.choices))
	for range rounds {
		bound := value + n.p.limit[0] + n.p.limit[1] + n.p.limit[2] + y.count(n, parts, counted)
		y.price(n, parts, worth)
		for _, group := range y.groups {
			best := -1
			for _, i := range group {
				chosen[i] = 0
				if n.state[i] == 1 || n.state[i] == 0 && worth[i] > 0 && (best < 0 || n.state[best] == 0 && worth[i] > worth[best]) {
					best = i
				}
			}
			if best >= 0 {
				chosen[best] = 1
				bound += worth[best]
			}
		}
		n.bound = min(n.bound, bound)
		y.step(n, parts, counted, chosen, length*(bound-found))
		length *= 0.97
	}
	n.next = -1
	for i := range y.choices {
		if n.state[i] == 0 && (n.next < 0 || math.Abs(worth[i]) < math.Abs(worth[n.next])) {
			n.next = i
		}
	}
	if n.next < 0 {
		n.bound = value
	}
}

// count counts the parts that are worth more than their price.
func (y *yearProblem) count(n *node, parts []int8, counted []float64) (sum float64) {
	for a, p := range y.parts {
		counted[a] = 0
		if parts[a] != maybe && parts[a] != ready {
			if parts[a] == sure {
				counted[a] = 1
			}
			continue
		}
		worth := p.value
		if parts[a] == maybe {
			worth -= n.p.parts[a]
		}
		if p.after >= 0 && parts[p.after] != sure {
			worth -= n.p.after[a]
		}
		for _, b := range p.next {
			if parts[b] == maybe || parts[b] == ready {
				worth += n.p.after[b]
			}
		}
		if worth > 0 {
			counted[a] = 1
			sum += worth
		}
	}
	return sum
}

// price is what each choice brings at the prices, beyond what it takes.
func (y *yearProblem) price(n *node, parts []int8, worth []float64) {
	for i, c := range y.choices {
		worth[i] = 0
		for _, a := range c.parts {
			if parts[a] == maybe {
				worth[i] += n.p.parts[a]
			}
		}
		for k := range c.load {
			worth[i] -= n.p.limit[k] * c.load[k]
		}
	}
	for i, c := range y.choices {
		for k, need := range c.needs {
			worth[i] -= n.p.needs[i][k]
			for _, j := range need {
				worth[j] += n.p.needs[i][k]
			}
		}
	}
}

// step moves the prices against what the best answer to them violates.
func (y *yearProblem) step(n *node, parts []int8, counted, chosen []float64, length float64) {
	square := 0.0
	slope := prices{parts: make([]float64, len(y.parts)), after: make([]float64, len(y.parts)), needs: make([][]float64, len(y.choices)), limit: [3]float64{1, 1, 1}}
	for a, p := range y.parts {
		if parts[a] == maybe {
			slope.parts[a] = -counted[a]
			for _, i := range p.by {
				slope.parts[a] += chosen[i]
			}
			if slope.parts[a] > 0 && n.p.parts[a] <= 0 {
				slope.parts[a] = 0
			}
		}
		if p.after >= 0 && parts[p.after] != sure && (parts[a] == maybe || parts[a] == ready) {
			slope.after[a] = counted[p.after] - counted[a]
		}
		square += slope.parts[a]*slope.parts[a] + slope.after[a]*slope.after[a]
	}
	for i, c := range y.choices {
		for k := range slope.limit {
			slope.limit[k] -= chosen[i] * c.load[k]
		}
		slope.needs[i] = make([]float64, len(c.needs))
		for k, need := range c.needs {
			slope.needs[i][k] = -chosen[i]
			for _, j := range need {
				slope.needs[i][k] += chosen[j]
			}
			square += slope.needs[i][k] * slope.needs[i][k]
		}
	}
	for _, s := range slope.limit {
		square += s * s
	}
	if square == 0 || length <= 0 {
		return
	}
	t := length / square
	for a := range y.parts {
		n.p.parts[a] = max(n.p.parts[a]-t*slope.parts[a], 0)
		n.p.after[a] = max(n.p.after[a]-t*slope.after[a], 0)
	}
	for k, s := range slope.limit {
		n.p.limit[k] = max(n.p.limit[k]-t*s, 0)
	}
	for i := range slope.needs {
		for k, s := range slope.needs[i] {
			n.p.needs[i][k] = max(n.p.needs[i][k]-t*s, 0)
		}
	}
}
