package irt

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// standardErrors returns the standard errors of a and b per item from the
// observed information of the marginal likelihood, by Louis (1982): the
// expected complete-data information less the variance of the complete-data
// score given the answers, plus what the prior adds. It is exact on the grid
// for one dimension; information that items of different dimensions share
// through the dimensions' correlation is left out.
func standardErrors(e, start *Engine, data [][]int, answers []int, prior *Prior) (sea []float64, seb [][]float64) {
	info := newInformation(e, answers)
	var p Posterior
	for _, row := range data {
		if e.Update(&p, row) != nil {
			continue // rows were checked
		}
		for d := range e.dims {
			info.observe(&p, d)
		}
	}
	if prior != nil {
		info.addPrior(start, prior)
	}
	sea, seb = make([]float64, len(e.items)), make([][]float64, len(e.items))
	for i, it := range e.items {
		sea[i], seb[i] = math.NaN(), make([]float64, len(it.B))
		for k := range seb[i] {
			seb[i][k] = math.NaN()
		}
	}
	for d := range e.dims {
		info.errors(d, sea, seb)
	}
	return sea, seb
}

// information holds, per dimension, a matrix over the parameters (a, b_1, …) of
// its answered items.
type information struct {
	e       *Engine
	offset  []int // per item: its first row, −1 if nobody answered it
	size    []int // per dimension
	matrix  [][]float64
	score   [][]float64 // per item and category: derivatives by a, lower b, upper b × nodes
	where   []int       // scratch: rows of the matrix a respondent touches
	scaled  []float64   // scratch: their centred scores × nodes
	weights []float64   // scratch: roots of the marginal
}

func newInformation(e *Engine, answers []int) *information {
	s := &information{
		e: e, offset: make([]int, len(e.items)), size: make([]int, e.dims), matrix: make([][]float64, e.dims),
		score: make([][]float64, len(e.items)), weights: make([]float64, len(e.nodes)),
	}
	for d, items := range e.byDimension {
		for _, i := range items {
			s.offset[i] = -1
			if answers[i] > 0 {
				s.offset[i] = s.size[d]
				s.size[d] += e.items[i].Categories()
				s.score[i] = s.tabulate(i)
			}
		}
		s.matrix[d] = make([]float64, s.size[d]*s.size[d])
	}
	return s
}

func (s *information) tabulate(item int) []float64 {
	it, n := s.e.items[item], len(s.e.nodes)
	table := make([]float64, it.Categories()*3*n)
	for g, theta := range s.e.nodes {
		for x := range it.Categories() {
			lower, upper := it.between(x, theta)
			part := it.share(x, lower, upper)
			row := table[x*3*n:]
			row[g], row[n+g], row[2*n+g] = part.da, part.dlow, part.dhigh
		}
	}
	return table
}

// between returns the curves below and above category x.
func (it Item) between(x int, theta float64) (lower, upper threshold) {
	lower, upper = threshold{f: 1}, threshold{c: 1}
	if x > 0 {
		lower = it.threshold(x-1, theta)
	}
	if x < len(it.B) {
		upper = it.threshold(x, theta)
	}
	return lower, upper
}

// observe adds one respondent's answers in dimension d.
func (s *information) observe(p *Posterior, d int) {
	n := len(s.e.nodes)
	q := p.row(d)
	for g, w := range q {
		s.weights[g] = math.Sqrt(w)
	}
	s.where, s.scaled = s.where[:0], s.scaled[:0]
	for _, i := range s.e.byDimension[d] {
		x, ok := evidence(p.responses[i])
		if !ok {
			continue
		}
		s.curvature(i, x, d, q)
		for k, row := range s.rowsOf(i, x) {
			if row >= 0 {
				s.where = append(s.where, row)
				s.center(s.score[i][(x*3+k)*n:(x*3+k+1)*n], q)
			}
		}
	}
	size := s.size[d]
	for i, row := range s.where {
		own := s.scaled[i*n : (i+1)*n]
		for j := 0; j <= i; j++ {
			cov := dot(own, s.scaled[j*n:(j+1)*n])
			s.matrix[d][row*size+s.where[j]] -= cov
			if i != j {
				s.matrix[d][s.where[j]*size+row] -= cov
			}
		}
	}
}

// rowsOf returns the matrix rows of a, the threshold below and the one above
// category x; −1 where there is none.
func (s *information) rowsOf(item, x int) [3]int {
	at := [3]int{s.offset[item], -1, -1}
	if x > 0 {
		at[1] = s.offset[item] + x
	}
	if x < len(s.e.items[item].B) {
		at[2] = s.offset[item] + x + 1
	}
	return at
}

// center appends √q·(score − its mean) to the scratch.
func (s *information) center(score, q []float64) {
	mean := dot(q, score)
	for g, v := range score {
		s.scaled = append(s.scaled, s.weights[g]*(v-mean))
	}
}

// curvature adds the expected negative second derivatives of log P_x.
func (s *information) curvature(item, x, d int, q []float64) {
	it, size := s.e.items[item], s.size[d]
	var sum [3][3]float64
	for g, w := range q {
		if w == 0 {
			continue
		}
		h := it.curvature(x, s.e.nodes[g])
		for i := range 3 {
			for j := range 3 {
				sum[i][j] += w * h[i][j]
			}
		}
	}
	at := s.rowsOf(item, x)
	for i, row := range at {
		for j, column := range at {
			if row >= 0 && column >= 0 {
				s.matrix[d][row*size+column] -= sum[i][j]
			}
		}
	}
}

// curvature is the matrix of second derivatives of log P_x by a, the threshold
// below and the one above.
func (it Item) curvature(x int, theta float64) [3][3]float64 {
	lower, upper := it.between(x, theta)
	part := it.share(x, lower, upper)
	a, gap := it.A, 0.0
	if part.rho > 0 {
		gap = it.B[x] - it.B[x-1]
	}
	bend := part.rho * (1 + part.rho)
	low, high := lower.f*lower.c, upper.f*upper.c
	var h [3][3]float64
	h[0][0] = -low*lower.off*lower.off - high*upper.off*upper.off - bend*gap*gap
	h[1][1] = -a * a * (low + bend)
	h[2][2] = -a * a * (high + bend)
	h[1][2] = a * a * bend
	h[0][1] = -lower.c + a*lower.off*low - part.rho + a*gap*bend
	h[0][2] = upper.f + a*upper.off*high + part.rho - a*gap*bend
	h[1][0], h[2][0], h[2][1] = h[0][1], h[0][2], h[1][2]
	return h
}

// addPrior adds the priors' second derivatives.
func (s *information) addPrior(start *Engine, prior *Prior) {
	for i, it := range s.e.items {
		if s.offset[i] < 0 {
			continue
		}
		m, size := s.matrix[it.Dimension], s.size[it.Dimension]
		for k := range it.Categories() {
			at := s.offset[i] + k
			if k > 0 {
				m[at*size+at] += 1 / (prior.B * prior.B)
				continue
			}
			off := math.Log(it.A / start.items[i].A)
			m[at*size+at] += max(0, 1-off) / (prior.LogA * prior.LogA * it.A * it.A)
		}
	}
}

// errors inverts the matrix of dimension d; where it is not positive definite,
// each item's own block.
func (s *information) errors(d int, sea []float64, seb [][]float64) {
	if s.size[d] == 0 {
		return
	}
	all, whole := inverseDiagonal(s.matrix[d], s.size[d], 0, s.size[d])
	for _, i := range s.e.byDimension[d] {
		if s.offset[i] < 0 {
			continue
		}
		k := s.e.items[i].Categories()
		var variances []float64
		if whole {
			variances = all[s.offset[i] : s.offset[i]+k]
		} else if own, ok := inverseDiagonal(s.matrix[d], s.size[d], s.offset[i], k); ok {
			variances = own
		} else {
			continue
		}
		sea[i] = math.Sqrt(variances[0])
		for b := range seb[i] {
			seb[i][b] = math.Sqrt(variances[b+1])
		}
	}
}

// inverseDiagonal is the diagonal of the inverse of the k × k block at from.
func inverseDiagonal(m []float64, size, from, k int) ([]float64, bool) {
	block := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			x := m[(from+i)*size+from+j]
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, false
			}
			block.SetSym(i, j, x)
		}
	}
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(block) || chol.InverseTo(&inverse) != nil {
		return nil, false
	}
	out := make([]float64, k)
	for i := range out {
		out[i] = inverse.At(i, i)
		if !(out[i] > 0) || math.IsInf(out[i], 1) {
			return nil, false
		}
	}
	return out, true
}
