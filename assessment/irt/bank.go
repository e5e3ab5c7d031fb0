package irt

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Limits of a bank.
const (
	maxDimensions = 64
	maxItems      = 10_000
	maxTable      = 1 << 24 // probabilities held: nodes × categories of all items
	maxCondition  = 1e10    // of the correlation matrix
)

// Bank is a set of items over correlated dimensions. The population is
// multivariate normal with means 0 and variances 1.
type Bank struct {
	Items      []Item // 1 to 10,000
	Dimensions int    // 1 to 64; a dimension may be without items
	// Correlations is Dimensions × Dimensions: symmetric, ones on the diagonal,
	// positive definite. Nil will do for one dimension.
	Correlations [][]float64
	// States, above 0, bounds how many values a dimension's raw score can take:
	// where exact scores need more, what each category of an item adds is rounded
	// to a common step, so that any weights will do. 0 keeps scores exact.
	States int // 0, or 20 to 20,000
}

// Grid is where one-dimensional distributions live: Nodes equally spaced points
// on [−Range, Range].
type Grid struct {
	Nodes int     // 3 to 10,001; 0 means 81
	Range float64 // above 0, up to 40; 0 means 4
}

// DefaultGrid is what zero fields of a Grid mean.
var DefaultGrid = Grid{Nodes: 81, Range: 4}

func (g Grid) withDefaults() (Grid, error) {
	if g.Nodes == 0 {
		g.Nodes = DefaultGrid.Nodes
	}
	if g.Range == 0 {
		g.Range = DefaultGrid.Range
	}
	if g.Nodes < 3 || g.Nodes > 10_001 {
		return g, fmt.Errorf("irt: %d grid nodes; want 3 to 10001", g.Nodes)
	}
	if !(g.Range > 1e-3 && g.Range <= 40) {
		return g, fmt.Errorf("irt: grid range %g; want above 0.001, at most 40", g.Range)
	}
	return g, nil
}

// points returns the nodes, symmetric about 0 to the last bit.
func (g Grid) points() []float64 {
	x := make([]float64, g.Nodes)
	for i := range x {
		x[i] = g.Range * float64(2*i-(g.Nodes-1)) / float64(g.Nodes-1)
	}
	return x
}

// Engine is a validated bank with its tables. It never changes and may be used
// by many goroutines at once.
type Engine struct {
	items       []Item
	dims        int
	prior       []float64 // dims × dims correlations
	grid        Grid
	nodes       []float64
	byDimension [][]int
	prob        [][]float64 // per item: categories × nodes
	logp        [][]float64 // its logarithm
	expected    [][]float64 // per item and node: E[x|θ]
	spread      [][]float64 // per item and node: Var[x|θ]
	points      [][]int     // per item and category: raw score in steps of its dimension
	step        []float64   // per dimension: the score's unit
}

// NewEngine checks the bank and prepares its tables. It copies what it keeps.
// Every error names the item (counted from 0) or the field that is wrong.
func NewEngine(bank Bank, grid Grid) (*Engine, error) {
	grid, err := grid.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := bank.validate(grid); err != nil {
		return nil, err
	}
	e := &Engine{dims: bank.Dimensions, grid: grid, nodes: grid.points(), byDimension: make([][]int, bank.Dimensions)}
	if e.prior, err = flatten(bank.Correlations, bank.Dimensions); err != nil {
		return nil, err
	}
	for i, it := range bank.Items {
		it.B = slices.Clone(it.B)
		e.items = append(e.items, it)
		e.byDimension[it.Dimension] = append(e.byDimension[it.Dimension], i)
	}
	if err := e.weigh(bank.States); err != nil {
		return nil, err
	}
	e.tabulate()
	return e, nil
}

func (b Bank) validate(grid Grid) error {
	if b.Dimensions < 1 || b.Dimensions > maxDimensions {
		return fmt.Errorf("irt: %d dimensions; want 1 to %d", b.Dimensions, maxDimensions)
	}
	if len(b.Items) < 1 || len(b.Items) > maxItems {
		return fmt.Errorf("irt: %d items; want 1 to %d", len(b.Items), maxItems)
	}
	if b.States != 0 && (b.States < 20 || b.States > maxStates) {
		return fmt.Errorf("irt: %d states; want 0, or 20 to %d", b.States, maxStates)
	}
	categories := 0
	for i, it := range b.Items {
		if err := it.validate(b.Dimensions); err != nil {
			return fmt.Errorf("irt: item %d: %w", i, err)
		}
		categories += it.Categories()
	}
	if categories*grid.Nodes > maxTable {
		return fmt.Errorf("irt: %d categories on %d nodes is more than the %d probabilities held", categories, grid.Nodes, maxTable)
	}
	return nil
}

// flatten checks a correlation matrix and returns it row by row.
func flatten(r [][]float64, dims int) ([]float64, error) {
	if r == nil && dims == 1 {
		return []float64{1}, nil
	}
	if len(r) != dims {
		return nil, fmt.Errorf("irt: correlations have %d rows; want %d", len(r), dims)
	}
	flat := make([]float64, 0, dims*dims)
	for d, row := range r {
		if len(row) != dims {
			return nil, fmt.Errorf("irt: row %d of the correlations has %d numbers; want %d", d, len(row), dims)
		}
		for c, x := range row {
			switch {
			case c == d && !(math.Abs(x-1) <= 1e-6):
				return nil, fmt.Errorf("irt: correlation of dimension %d with itself is %g, not 1", d, x)
			case !(math.Abs(x) <= 1+1e-6):
				return nil, fmt.Errorf("irt: correlation of dimensions %d and %d is %g, not within ±1", d, c, x)
			case c < d && !(math.Abs(x-flat[c*dims+d]) <= 1e-6):
				return nil, fmt.Errorf("irt: correlations of dimensions %d and %d differ: %g and %g", c, d, flat[c*dims+d], x)
			case c == d:
				x = 1
			case c < d:
				x = flat[c*dims+d]
			}
			flat = append(flat, x)
		}
	}
	if !positiveDefinite(flat, dims) {
		return nil, errors.New("irt: correlations are not positive definite, or too nearly not")
	}
	return flat, nil
}

func positiveDefinite(flat []float64, dims int) bool {
	var chol mat.Cholesky
	return chol.Factorize(mat.NewSymDense(dims, slices.Clone(flat))) && chol.Cond() <= maxCondition
}

// tabulate fills the tables of probabilities and moments.
func (e *Engine) tabulate() {
	n := len(e.nodes)
	for _, it := range e.items {
		k := it.Categories()
		prob, logp := make([]float64, k*n), make([]float64, k*n)
		expected, spread := make([]float64, n), make([]float64, n)
		p := make([]float64, k)
		for g, theta := range e.nodes {
			it.probabilities(theta, p)
			square := 0.0
			for x, px := range p {
				prob[x*n+g], logp[x*n+g] = px, math.Log(px)
				expected[g] += px * float64(x)
				square += px * float64(x*x)
			}
			spread[g] = max(0, square-expected[g]*expected[g])
		}
		e.prob, e.logp = append(e.prob, prob), append(e.logp, logp)
		e.expected, e.spread = append(e.expected, expected), append(e.spread, spread)
	}
}

// Items is the number of items.
func (e *Engine) Items() int { return len(e.items) }

// Dimensions is the number of dimensions.
func (e *Engine) Dimensions() int { return e.dims }

// Nodes returns a copy of the grid's nodes, rising.
func (e *Engine) Nodes() []float64 { return slices.Clone(e.nodes) }

// Item returns an item as the engine holds it, the zero Item if there is none
// such. Its thresholds must not be changed.
func (e *Engine) Item(i int) Item {
	if !e.hasItem(i) {
		return Item{}
	}
	return e.items[i]
}

func (e *Engine) hasItem(i int) bool      { return i >= 0 && i < len(e.items) }
func (e *Engine) hasDimension(d int) bool { return d >= 0 && d < e.dims }

// Correlations returns a copy of the dimensions' correlations.
func (e *Engine) Correlations() [][]float64 {
	out := make([][]float64, e.dims)
	for d := range out {
		out[d] = slices.Clone(e.prior[d*e.dims : (d+1)*e.dims])
	}
	return out
}
