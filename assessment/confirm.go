package assessment

import (
	"cmp"
	"math"
	"slices"

	"onramp/assessment/irt"
)

// What a roadmap is judged by when it decides whether a question is worth
// asking.
const (
	confirmTop    = 10   // widest gaps that must not be mistaken
	confirmTarget = 0.75 // share of a practice's scale from which it is no gap
	confirmDoubt  = 0.01 // chance of no gap that is small enough not to ask
)

// outlookGap is what is known or expected of one practice's gap, by the weight
// of its item.
type outlookGap struct {
	item     *Item
	open     bool // not asked, and can be
	mean, sd float64
	none     float64 // probability that there is none
}

// confirmed counts the questions that were asked to confirm the roadmap.
func (s *sitting) confirmed() int {
	n := 0
	for _, asked := range s.a.Asked {
		if asked.Reason == ReasonConfirm {
			n++
		}
	}
	return n
}

// unconfirmed is the item to ask so that no step of the roadmap rests on a
// guess: among the widest gaps, known or expected, the one not asked whose gap
// is least known; nil when there is none.
func (s *sitting) unconfirmed() *Item {
	if !s.adaptive() || s.answers == nil || s.confirmed() >= mostConfirmed {
		return nil
	}
	answers := s.in.responses(s.plan)
	posterior, err := s.in.engine.Posterior(answers)
	if err != nil {
		return nil
	}
	gaps := s.gaps(posterior, answers)
	slices.SortStableFunc(gaps, func(a, b outlookGap) int { return cmp.Compare(b.mean, a.mean) })
	var best *outlookGap
	for i := range gaps[:min(confirmTop, len(gaps))] {
		if g := &gaps[i]; g.open && g.none > confirmDoubt && (best == nil || g.sd > best.sd) {
			best = g
		}
	}
	if best == nil {
		return nil
	}
	return best.item
}

// gaps weighs every practice that applies, in the order of the items.
func (s *sitting) gaps(posterior *irt.Posterior, answers []int) []outlookGap {
	var all []outlookGap
	for i, r := range s.plan {
		at, ok := s.in.place[r.Item.ID]
		if !ok || !r.Applies() || r.State == DontKnow {
			continue
		}
		points := float64(r.Item.Weight)
		if r.Item.goal(s.a.Profile) != "" {
			points *= goalItemFactor
		}
		g := outlookGap{item: r.Item, open: r.Askable && r.State == NotAsked && s.readings[i].State == NotAsked}
		switch {
		case r.Known():
			g.mean = points * max(0, confirmTarget-r.Share())
		case answers[at] == irt.Unasked:
			g.expect(points, posterior.Predictive(at))
		}
		all = append(all, g)
	}
	return all
}

// expect fills in what the probabilities of an item's categories say.
func (g *outlookGap) expect(points float64, probabilities []float64) {
	top, square := float64(len(probabilities)-1), 0.0
	for x, p := range probabilities {
		gap := points * max(0, confirmTarget-float64(x)/top)
		g.mean += p * gap
		square += p * gap * gap
		if gap == 0 {
			g.none += p
		}
	}
	g.sd = math.Sqrt(max(0, square-g.mean*g.mean))
}
