package irt

import (
	"fmt"
	"math"
)

// ResidualCorrelations is Q3 of Yen (1984): the correlation, over the
// respondents that answered both, of two items' residuals x − E[x|θ̂], θ̂ the
// posterior mean. Beyond ±.2 two items share something the dimensions do not
// explain; with few items per dimension the values lean towards −1/(items−1).
//
// The result is items × items, symmetric, with ones on the diagonal; NaN for
// pairs that fewer than three respondents answered, or without variance. Data
// are rows as in Engine.Posterior; it fails when they do not fit.
func (e *Engine) ResidualCorrelations(data [][]int) ([][]float64, error) {
	n := len(e.items)
	residual := make([][]float64, len(data))
	var p Posterior
	for r, row := range data {
		if err := e.Update(&p, row); err != nil {
			return nil, fmt.Errorf("respondent %d: %w", r, err)
		}
		residual[r] = make([]float64, n)
		for i, x := range row {
			residual[r][i] = math.NaN()
			if x, ok := evidence(x); ok {
				residual[r][i] = float64(x) - e.items[i].expect(p.mean[e.items[i].Dimension])
			}
		}
	}
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		out[i][i] = 1
		for j := range i {
			out[i][j] = correlation(residual, i, j)
			out[j][i] = out[i][j]
		}
	}
	return out, nil
}

// expect is the expected category at θ: the sum of the curves P*_k.
func (it Item) expect(theta float64) float64 {
	sum := 0.0
	for _, b := range it.B {
		f, _ := curve(it.A, b, theta)
		sum += f
	}
	return sum
}

// correlation is that of two columns over the rows where neither is NaN.
func correlation(table [][]float64, i, j int) float64 {
	var n, mi, mj, vi, vj, c float64
	for _, row := range table {
		a, b := row[i], row[j]
		if math.IsNaN(a) || math.IsNaN(b) {
			continue
		}
		n++
		da, db := a-mi, b-mj
		mi += da / n
		mj += db / n
		vi += da * (a - mi)
		vj += db * (b - mj)
		c += da * (b - mj)
	}
	if n < 3 || !(vi > 0) || !(vj > 0) {
		return math.NaN()
	}
	return min(max(c/math.Sqrt(vi*vj), -1), 1)
}
