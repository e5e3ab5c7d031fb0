package main

import (
	"cmp"
	"slices"

	"onramp/assessment"
)

// How a roadmap is judged.
const (
	goodShare = 0.75 // of an item's scale, from where a practice is no gap: category 3 of 0 to 4
	topGaps   = 10   // practices that a roadmap recommends
)

// practice is an item's gap, weighted: as far as it is known, and as it is, and
// the chance that there is none.
type practice struct{ expected, actual, none float64 }

// recommended is what choosing the widest expected gaps brings.
type recommended struct {
	value, best float64 // sum of the true gaps of the chosen, and of the widest true ones
	chosen      int
	idle        int // of the chosen, those without any gap
}

// practices lists the items that count in the score and may apply, as an
// interview leaves them.
func (s *subject) practices(known, all assessment.Readings, likely map[string][]float64) []practice {
	var out []practice
	for i, r := range known {
		weight := s.weights[r.Item.ID]
		var p practice
		if r.Known() {
			p.expected = weight * gap(r.Share())
		} else {
			top := float64(r.Item.Categories() - 1)
			for x, probability := range likely[r.Item.ID] {
				p.expected += probability * weight * gap(float64(x)/top)
				if gap(float64(x)/top) == 0 {
					p.none += probability
				}
			}
		}
		if all[i].Known() {
			p.actual = weight * gap(all[i].Share())
		}
		out = append(out, p)
	}
	return out
}

// gap is how far a share of the scale is from good practice.
func gap(share float64) float64 { return max(0, goodShare-share) }

// recommend chooses by expected gap what more likely has one than not. Among
// equals the earlier one is chosen.
func recommend(all []practice) recommended {
	widest := slices.Clone(all)
	slices.SortStableFunc(widest, func(a, b practice) int { return -cmp.Compare(a.actual, b.actual) })
	var out recommended
	for _, p := range widest[:min(topGaps, len(widest))] {
		out.best += p.actual
	}
	likeliest := slices.DeleteFunc(slices.Clone(all), func(p practice) bool { return p.none > 0.5 })
	slices.SortStableFunc(likeliest, func(a, b practice) int { return -cmp.Compare(a.expected, b.expected) })
	for _, p := range likeliest[:min(topGaps, len(likeliest))] {
		if p.expected <= 0 {
			break
		}
		out.chosen++
		out.value += p.actual
		if p.actual <= 0 {
			out.idle++
		}
	}
	return out
}
