package irt

import "fmt"

// cutSlack forgives the last bits of a share: a score equal to a cut has
// reached it.
const cutSlack = 1e-9

// Ladder turns a dimension's score into a level 1, 2, …, len(Cuts)+1.
type Ladder struct {
	Cuts  []float64 // shares of the highest score where levels 2, 3, … begin; 0 to 1, not falling
	Gates []Gate    // of the dimension
}

func (l Ladder) validate(e *Engine, d int) error {
	if err := validateCuts(l.Cuts); err != nil {
		return err
	}
	for k, g := range l.Gates {
		switch {
		case !e.hasItem(g.Item) || e.items[g.Item].Dimension != d:
			return fmt.Errorf("irt: gate %d is on item %d, which is not in dimension %d", k, g.Item, d)
		case g.Below < 0 || g.Below > len(e.items[g.Item].B):
			return fmt.Errorf("irt: gate %d opens at category %d; item %d has 0 to %d", k, g.Below, g.Item, len(e.items[g.Item].B))
		case g.Cap < 1 || g.Cap > len(l.Cuts)+1:
			return fmt.Errorf("irt: gate %d caps at level %d; levels are 1 to %d", k, g.Cap, len(l.Cuts)+1)
		}
	}
	return nil
}

func validateCuts(cuts []float64) error {
	if len(cuts) > 1000 {
		return fmt.Errorf("irt: %d cuts; want at most 1000", len(cuts))
	}
	for k, c := range cuts {
		if !(c >= 0 && c <= 1) {
			return fmt.Errorf("irt: cut %d is %g, not a share of 0 to 1", k, c)
		}
		if k > 0 && c < cuts[k-1] {
			return fmt.Errorf("irt: cut %d is %g, below the one before", k, c)
		}
	}
	return nil
}

// Levels returns the probability of each level of dimension d, lowest first,
// that answering everything would give: len(Cuts)+1 numbers that sum to 1, from
// the joint distribution of score and gates. It is nil when no item of the
// dimension counts in the score, and an error when the ladder does not fit.
func (p *Posterior) Levels(d int, ladder Ladder) ([]float64, error) {
	if !p.e.hasDimension(d) {
		return nil, fmt.Errorf("irt: no dimension %d", d)
	}
	if err := ladder.validate(p.e, d); err != nil {
		return nil, err
	}
	return p.levels(d, ladder), nil
}

// levels is Levels of a ladder that fits.
func (p *Posterior) levels(d int, ladder Ladder) []float64 {
	top := len(ladder.Cuts) + 1
	joint := p.predict(d, ladder.Gates, top)
	highest := len(joint[0]) - 1
	if highest == 0 {
		return nil
	}
	out := make([]float64, top)
	reached := 0
	for k := 0; k <= highest; k++ {
		share := float64(k) / float64(highest)
		for reached < len(ladder.Cuts) && share >= ladder.Cuts[reached]-cutSlack {
			reached++
		}
		for c := range joint {
			out[min(reached, c)] += joint[c][k]
		}
	}
	return out
}
