package irt

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Score is the predictive distribution of a dimension's full-form weighted raw
// score, Σ weight × category over the items that are not Excluded: answered and
// fixed items count as they are, unasked ones as the posterior predicts them.
type Score struct {
	Step float64   // distance between neighbouring values, above 0
	P    []float64 // P[k] is the probability of the raw score k × Step; sums to 1
}

// Max is the highest raw score, 0 when no item counts.
func (s Score) Max() float64 { return s.Step * float64(max(len(s.P)-1, 0)) }

// Mean is the expected raw score.
func (s Score) Mean() float64 {
	sum := 0.0
	for k, p := range s.P {
		sum += p * float64(k)
	}
	return sum * s.Step
}

// Variance is that of the raw score.
func (s Score) Variance() float64 {
	mean, sum := s.Mean(), 0.0
	for k, p := range s.P {
		off := float64(k)*s.Step - mean
		sum += p * off * off
	}
	return sum
}

// SD is the standard deviation of the raw score.
func (s Score) SD() float64 { return math.Sqrt(s.Variance()) }

// Quantile is the least raw score that is reached or undercut with probability
// at least q; q outside 0 to 1 counts as the nearer end. NaN without values.
func (s Score) Quantile(q float64) float64 {
	if len(s.P) == 0 || math.IsNaN(q) {
		return math.NaN()
	}
	sum, last := 0.0, 0
	for k, p := range s.P {
		if p <= 0 {
			continue
		}
		sum, last = sum+p, k
		if sum >= q-1e-12 {
			break
		}
	}
	return float64(last) * s.Step
}

// Interval is the 5 to 95 % interval of the raw score.
func (s Score) Interval() (low, high float64) { return s.Quantile(0.05), s.Quantile(0.95) }

// Integers returns P(S=0), P(S=1), … up to the highest raw score. It is nil
// when the score's unit is not a whole number.
func (s Score) Integers() []float64 {
	unit := int(s.Step)
	if float64(unit) != s.Step || unit < 1 || len(s.P) == 0 {
		return nil
	}
	out := make([]float64, (len(s.P)-1)*unit+1)
	for k, p := range s.P {
		out[k*unit] = p
	}
	return out
}

// Score returns the predictive distribution of the raw score of dimension d: at
// each node unasked items are independent, so their sum follows from the
// recursion of Lord & Wingersky (1984); nodes are mixed by the marginal. The
// zero Score if there is no such dimension.
func (p *Posterior) Score(d int) Score {
	if !p.e.hasDimension(d) {
		return Score{}
	}
	return Score{Step: p.e.step[d], P: p.predict(d, nil, 1)[0]}
}

// Gate caps a dimension's level: while the item's category is below Below, the
// level is at most Cap. An Excluded item caps nothing.
type Gate struct {
	Item  int // in the dimension it caps
	Below int // category, from 0
	Cap   int // level, from 1
}

// predict returns P(cap, score) of dimension d as top rows of score
// distributions; row c holds the probability that gates cap the level at c+1.
// The lowest cap met so far is the extra state the recursion carries, which
// serves any number of gates and gating items.
func (p *Posterior) predict(d int, gates []Gate, top int) [][]float64 {
	r := p.newRecursion(d, gates, top)
	out := make([][]float64, top)
	flat := make([]float64, top*r.states)
	for c := range out {
		out[c] = flat[c*r.states : (c+1)*r.states]
	}
	total := 0.0
	for g, q := range p.row(d) {
		if q < 1e-13 {
			continue
		}
		total += q
		r.run(p.e, g)
		for c := range out {
			if !r.live[c] {
				continue
			}
			floats.AddScaled(out[c][r.base:r.base+r.filled], q, r.now[c][:r.filled])
		}
	}
	if total > 0 {
		floats.Scale(1/total, flat)
	}
	return out
}

// recursion runs Lord and Wingersky's recursion at a node.
type recursion struct {
	open   []int   // unasked items that count, gating ones last
	caps   [][]int // per open item: nil, or the cap of each category, from 0
	points [][]int // per open item and category
	start  int     // cap from the items already known
	base   int     // score from the items already known
	states int     // values of the whole score
	filled int     // values of the open items' score, after run
	now    [][]float64
	next   [][]float64
	live   []bool // rows of now that hold anything; the others hold old numbers
}

func (p *Posterior) newRecursion(d int, gates []Gate, top int) *recursion {
	r := &recursion{start: top - 1, states: 1, live: make([]bool, top)}
	width := 1
	var gated []int
	for _, i := range p.e.byDimension[d] {
		response, reach := p.responses[i], p.e.points[i][len(p.e.items[i].B)]
		if response == Excluded {
			continue
		}
		r.states += reach
		caps := capsOf(gates, i, len(p.e.items[i].B), top)
		if x, ok := known(response); ok {
			r.base += p.e.points[i][x]
			if caps != nil {
				r.start = min(r.start, caps[x])
			}
			continue
		}
		width += reach
		switch {
		case caps != nil:
			gated = append(gated, i)
			r.caps = append(r.caps, caps)
		case reach > 0:
			r.open = append(r.open, i)
		}
	}
	r.caps = append(make([][]int, len(r.open)), r.caps...)
	r.open = append(r.open, gated...)
	for _, i := range r.open {
		r.points = append(r.points, p.e.points[i])
	}
	for range top {
		r.now = append(r.now, make([]float64, width))
		r.next = append(r.next, make([]float64, width))
	}
	return r
}

// capsOf returns the cap of each category of the item, nil if no gate is on it.
func capsOf(gates []Gate, item, highest, top int) []int {
	var caps []int
	for _, gate := range gates {
		if gate.Item != item {
			continue
		}
		for x := 0; caps == nil || len(caps) <= highest; x++ {
			caps = append(caps, top-1)
		}
		for x := 0; x < gate.Below && x <= highest; x++ {
			caps[x] = min(caps[x], gate.Cap-1)
		}
	}
	return caps
}

// run leaves in r.now the distribution of the open items' score by cap.
func (r *recursion) run(e *Engine, g int) {
	clear(r.live)
	r.live[r.start], r.filled = true, 1
	r.now[r.start][0] = 1
	for k, i := range r.open {
		r.take(e, g, i, r.points[k], r.caps[k])
	}
}

// take adds one open item.
func (r *recursion) take(e *Engine, g, item int, points, caps []int) {
	n, nodes, highest := r.filled, len(e.nodes), len(points)-1
	grown := n + points[highest]
	for c := range r.next {
		if caps != nil || r.live[c] {
			clear(r.next[c][:grown])
		}
	}
	prob := e.prob[item]
	for c := len(r.live) - 1; c >= 0; c-- {
		if !r.live[c] {
			continue
		}
		for x := 0; x <= highest; x++ {
			to := c
			if caps != nil {
				to = min(c, caps[x])
			}
			floats.AddScaled(r.next[to][points[x]:points[x]+n], prob[x*nodes+g], r.now[c][:n])
		}
	}
	for c := range r.live {
		if caps != nil && r.live[c] {
			for _, to := range caps {
				r.live[min(c, to)] = true
			}
		}
	}
	r.now, r.next, r.filled = r.next, r.now, grown
}
