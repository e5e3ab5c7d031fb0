package irt

import (
	"fmt"
	"math"
	"slices"
)

// Policy says in which order to ask and when a dimension is done. What applies
// is not its business: the caller marks items Excluded or Fixed.
type Policy struct {
	Ladders    []Ladder // one per dimension; their gating items are asked first
	Order      []int    // dimensions in asking order; nil: by number
	First      []int    // further items to ask first within their dimension, after its gates
	Minimum    int      // answers a dimension needs at least, if it has as many items
	Confidence float64  // stated probability of the level that ends a dimension; above 1: never
	Aim        Aim
	Closed     []bool // dimensions that were done before and stay so; nil: none
	Held       []bool // items that cannot be asked yet, though they may count; nil: none
}

// Reason is why an item comes next.
type Reason int

// The reasons.
const (
	Anchor Reason = iota // a gate, or an item to ask first
	Gained               // the highest gain of its dimension
)

// Choice is the item to ask next.
type Choice struct {
	Item      int // −1 when every dimension is done
	Dimension int
	Reason    Reason
	Gain      Gain
	Levels    []float64 // of the dimension, as of now; nil if no item of it counts
}

// Done reports whether dimension d needs no more questions, and the level
// probabilities it was judged by. It is done when nothing is Unasked, or when
// at least Minimum items are answered and one level has probability Confidence
// or more: stochastic curtailment (Finkelman 2008). Items that must be asked
// first hold it open.
func (p *Posterior) Done(d int, policy Policy) (done bool, levels []float64, err error) {
	if err := policy.validate(p.e); err != nil {
		return false, nil, err
	}
	if !p.e.hasDimension(d) {
		return false, nil, fmt.Errorf("irt: no dimension %d", d)
	}
	done, levels = p.done(d, policy)
	return done, levels, nil
}

func (p *Posterior) done(d int, policy Policy) (bool, []float64) {
	levels := p.levels(d, policy.Ladders[d])
	asked, open := 0, 0
	for _, i := range p.e.byDimension[d] {
		if p.askable(i, policy) {
			open++
		} else if p.responses[i] >= 0 {
			asked++
		}
	}
	switch {
	case open == 0:
		return true, levels
	case asked < policy.Minimum || p.anchor(d, policy) >= 0:
		return false, levels
	case levels == nil:
		return true, nil
	}
	return slices.Max(levels) >= policy.Confidence, levels
}

// Within returns the item to ask next in dimension d: its gates, then the items
// to ask first, then the highest gain; Item −1 when the dimension is done.
func (p *Posterior) Within(d int, policy Policy) (Choice, error) {
	out := Choice{Item: -1, Dimension: d}
	if err := policy.validate(p.e); err != nil {
		return out, err
	}
	if !p.e.hasDimension(d) {
		return out, fmt.Errorf("irt: no dimension %d", d)
	}
	done, levels := p.done(d, policy)
	if out.Levels = levels; done {
		return out, nil
	}
	return p.choose(d, policy, levels), nil
}

// Next returns the item to ask next: in the first dimension of the order that
// is not done, its gates, then the items to ask first, then the highest gain.
// It stays in a dimension until that is done; pass finished ones as Closed,
// lest news from another dimension reopens them.
func (p *Posterior) Next(policy Policy) (Choice, error) {
	if err := policy.validate(p.e); err != nil {
		return Choice{Item: -1}, err
	}
	for _, d := range policy.order(p.e.dims) {
		if policy.Closed != nil && policy.Closed[d] {
			continue
		}
		if done, levels := p.done(d, policy); !done {
			return p.choose(d, policy, levels), nil
		}
	}
	return Choice{Item: -1, Dimension: -1}, nil
}

func (p *Posterior) choose(d int, policy Policy, levels []float64) Choice {
	open := make([]bool, p.e.dims)
	after := false
	for _, j := range policy.order(p.e.dims) {
		after = after || j == d
		if after && (policy.Closed == nil || !policy.Closed[j]) {
			open[j] = p.hasUnasked(j)
		}
	}
	out := Choice{Dimension: d, Reason: Anchor, Levels: levels}
	if out.Item = p.anchor(d, policy); out.Item >= 0 {
		out.Gain = p.Gain(out.Item, policy.Aim, open)
		return out
	}
	out.Gain = Gain{Item: -1}
	for _, g := range p.Gains(nil, d, policy.Aim, open) {
		if p.askable(g.Item, policy) && (out.Gain.Item < 0 || g.Total > out.Gain.Total) {
			out.Gain = g
		}
	}
	out.Item, out.Reason = out.Gain.Item, Gained
	return out
}

// anchor is the next item of d that must be asked before others, −1 if none.
func (p *Posterior) anchor(d int, policy Policy) int {
	for _, g := range policy.Ladders[d].Gates {
		if p.askable(g.Item, policy) {
			return g.Item
		}
	}
	for _, i := range policy.First {
		if p.e.items[i].Dimension == d && p.askable(i, policy) {
			return i
		}
	}
	return -1
}

func (p *Posterior) askable(i int, policy Policy) bool {
	return p.responses[i] == Unasked && (policy.Held == nil || !policy.Held[i])
}

func (p *Posterior) hasUnasked(d int) bool {
	return slices.ContainsFunc(p.e.byDimension[d], func(i int) bool { return p.responses[i] == Unasked })
}

func (policy Policy) order(dims int) []int {
	if policy.Order != nil {
		return policy.Order
	}
	order := make([]int, dims)
	for d := range order {
		order[d] = d
	}
	return order
}

func (policy Policy) validate(e *Engine) error {
	if len(policy.Ladders) != e.dims {
		return fmt.Errorf("irt: %d ladders for %d dimensions", len(policy.Ladders), e.dims)
	}
	for d, l := range policy.Ladders {
		if err := l.validate(e, d); err != nil {
			return err
		}
	}
	for _, d := range policy.Order {
		if !e.hasDimension(d) {
			return fmt.Errorf("irt: no dimension %d to ask in", d)
		}
	}
	for _, i := range policy.First {
		if !e.hasItem(i) {
			return fmt.Errorf("irt: no item %d to ask first", i)
		}
	}
	if policy.Closed != nil && len(policy.Closed) != e.dims {
		return fmt.Errorf("irt: closed has %d entries for %d dimensions", len(policy.Closed), e.dims)
	}
	if policy.Held != nil && len(policy.Held) != len(e.items) {
		return fmt.Errorf("irt: held has %d entries for %d items", len(policy.Held), len(e.items))
	}
	if math.IsNaN(policy.Confidence) {
		return fmt.Errorf("irt: confidence is not a number")
	}
	return nil
}
