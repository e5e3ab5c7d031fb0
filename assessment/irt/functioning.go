package irt

import (
	"fmt"
	"math"
)

// Residual compares one answer with what the respondent's other answers
// predict of it.
type Residual struct {
	Item       int
	Difference float64 // category answered minus the one expected, in categories
	Variance   float64 // of the category, as predicted
	Slope      float64 // how fast the expected category rises with the trait
}

// Residuals are those of every answer, a list per row of the data, in the order
// of the items. The prediction leaves the answer itself out: its likelihood is
// divided from the marginal of its dimension. It fails when the data do not fit.
func (e *Engine) Residuals(data [][]int) ([][]Residual, error) {
	out := make([][]Residual, len(data))
	var p Posterior
	rest := make([]float64, len(e.nodes))
	for r, row := range data {
		if err := e.Update(&p, row); err != nil {
			return nil, fmt.Errorf("respondent %d: %w", r, err)
		}
		for i, x := range row {
			if x, ok := evidence(x); ok {
				out[r] = append(out[r], p.residual(i, x, rest))
			}
		}
	}
	return out, nil
}

// residual is that of category x of the item; rest is memory for the marginal
// without the answer.
func (p *Posterior) residual(i, x int, rest []float64) Residual {
	n, sum := len(p.e.nodes), 0.0
	logp := p.e.logp[i][x*n : (x+1)*n]
	for g, q := range p.row(p.e.items[i].Dimension) {
		rest[g] = 0
		if q > 0 {
			rest[g] = math.Exp(math.Log(q) - logp[g])
		}
		sum += rest[g]
	}
	mean, second, slope := 0.0, 0.0, 0.0
	for g, w := range rest {
		w /= sum
		f := p.e.expected[i][g]
		mean += w * f
		second += w * (p.e.spread[i][g] + f*f)
		for _, b := range p.e.items[i].B {
			up, down := curve(p.e.items[i].A, b, p.e.nodes[g])
			slope += w * p.e.items[i].A * up * down
		}
	}
	return Residual{Item: i, Difference: float64(x) - mean, Variance: second - mean*mean, Slope: slope}
}

// Functioning is how differently an item works for one group of respondents
// than for the others of the same standing.
type Functioning struct {
	Item          int
	Group, Others int     // answers
	Difference    float64 // of the answers, group minus others, as share of the item's scale
	SE            float64 // its standard error
}

// Side says where a respondent stands in a comparison.
type Side int

// The sides; the zero Side takes no part.
const (
	Aside Side = iota
	InGroup
	AmongOthers
)

// Functioning compares the residuals of a group with those of the others, item
// by item; sides has an entry per list of residuals. Items without two answers
// on each side are left out.
//
// It is the standardisation method of Dorans & Kulick (1986), whose bound for a
// difference that matters is .10 of the scale, for graded items (Zwick & Thayer
// 1996), with two changes: respondents are matched on what their other answers
// predict, which sums of adaptive interviews cannot do; and what a group
// differs by in the trait itself is taken out first, by one Newton step of its
// mean in each dimension, since predictions lean to the mean of all.
func (e *Engine) Functioning(residuals [][]Residual, sides []Side) ([]Functioning, error) {
	if len(residuals) != len(sides) {
		return nil, fmt.Errorf("irt: %d sides for %d respondents", len(sides), len(residuals))
	}
	group, others := e.summarize(residuals, sides, InGroup), e.summarize(residuals, sides, AmongOthers)
	var out []Functioning
	for i := range e.items {
		a, b := group[i], others[i]
		if a.n < 2 || b.n < 2 {
			continue
		}
		scale := float64(len(e.items[i].B))
		out = append(out, Functioning{Item: i, Group: int(a.n), Others: int(b.n),
			Difference: (a.mean() - b.mean()) / scale, SE: math.Sqrt(a.error()+b.error()) / scale})
	}
	return out, nil
}

// itemSum adds up the residuals of an item; shift is how far its dimension lies
// from where it was expected.
type itemSum struct{ n, sum, squares, variance, slope, shift float64 }

func (s itemSum) mean() float64 { return (s.sum - s.shift*s.slope) / s.n }

// error is the squared standard error of the mean: from the residuals' variance
// or from the predicted one, whichever is larger, since few residuals may lie
// together by chance.
func (s itemSum) error() float64 {
	m := s.sum / s.n
	return max((s.squares/s.n-m*m)/(s.n-1), s.variance/s.n/s.n)
}

func (e *Engine) summarize(residuals [][]Residual, sides []Side, side Side) []itemSum {
	sums := make([]itemSum, len(e.items))
	difference, slope := make([]float64, e.dims), make([]float64, e.dims)
	for r, list := range residuals {
		if sides[r] != side {
			continue
		}
		for _, res := range list {
			s := &sums[res.Item]
			s.n++
			s.sum += res.Difference
			s.squares += res.Difference * res.Difference
			s.variance += res.Variance
			s.slope += res.Slope
			d := e.items[res.Item].Dimension
			difference[d] += res.Difference
			slope[d] += res.Slope
		}
	}
	for i := range sums {
		if d := e.items[i].Dimension; slope[d] > 0 {
			sums[i].shift = difference[d] / slope[d]
		}
	}
	return sums
}
