package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onramp/assessment/irt"
)

const estimateHelp = `Estimate prints what one respondent's answers say about every dimension, about the
score that answering everything would give, and about the items not asked:
  {"dimensions":[{"id","mean","sd","score":{"mean","sd","probabilities":[P(S=0),P(S=1),…]}}],
   "covariance":[[…]],
   "unasked":[{"item","probabilities":[…],"information","expected_variance"}],
   "theta":[{"value","items":[{"item","probabilities","information"}]}]}

RESP is {"ITEM":category,…}, categories from 0 to len(b); items left out are unasked, and
{} is fine. Lists stand in the order of BANK.

dimensions
  mean, sd           of the trait θ given all answers (expected a posteriori, Bock & Mislevy
                     1982), in standard deviations of the population
  score              full-form raw score S = Σ weight × category over all items of the
                     dimension: answered ones as they are, the others predicted; given θ by
                     the recursion of Lord & Wingersky (1984), mixed over the posterior of θ;
                     probabilities from S = 0 to the highest, mean and sd of that distribution
covariance           of the traits given the answers; its diagonal is sd²
unasked
  probabilities      P(x = 0), P(x = 1), … given the answers: Σ q(θ)·P(x | θ) over the nodes,
                     q the posterior of the item's dimension
  information        Fisher's, Σ P′(x | θ)²/P(x | θ), at the posterior mean of its dimension;
                     in 1/(standard deviation of the population)²
  expected_variance  of the trait of its dimension after asking it: Σ P(x)·Var(θ | answers, x)
theta                only with --theta: probabilities and Fisher's information of every item
                     at each value; the answers play no part
`

const bankHelp = `
BANK is {"items":[{"id","dimension","a","b":[…],"weight":1}],"correlations":[[…]],
"dimensions":["…"],"gates":[…]}. One of the files may be "-", standard input.
  dimensions    ids, 1 to 64
  dimension     one of these ids, or as a number its index from 0
  a             discrimination, logistic: 0.001 to 100
  b             thresholds of category 1, 2, …, rising, within ±1000: 1 to 99 of them
  weight        whole number from 0; missing means 1, and 0 that the item tells of the trait
                but is no part of the score. A dimension's highest raw score, the sum of
                weight × len(b), is at most 20000
  correlations  of the traits: symmetric, ones on the diagonal, positive definite. Missing
                means 0.5 between any two dimensions
  gates         {"item","below","cap"}: while the category of item is under below, the level
                of its dimension is at most cap, 1 to 5. Only simulate has levels; elsewhere
                gates are checked and play no part

Model: graded response model (Samejima 1969). With P(X ≥ 0 | θ) = 1 and, for k = 1 … len(b),
  P(X ≥ k | θ) = 1/(1 + exp(−a(θ − b_k)))       (b_1 the first of b; no 1.7 in the exponent)
category k has the probability P(X ≥ k | θ) − P(X ≥ k+1 | θ), the last one P(X ≥ len(b) | θ).
The traits of the population are multivariate normal with means 0, variances 1 and the
correlations.

Grid: each trait lives on N equally spaced nodes from −R to R. With one dimension a node's
prior weight is exp(−θ²/2), normed to sum 1, and nothing else is approximated. Several
dimensions are joined by expectation propagation (Minka 2001) with one-dimensional sums on
this grid, and marginals corrected to first order (Cseke & Heskes 2011).

Input that does not fit ends with each file and place named and exit code 2. What has no
finite value is null. Neither a database nor the network is used.`

func newEstimate() *cobra.Command {
	cmd := &cobra.Command{Use: "estimate", Short: "Estimate traits and the full score from answers and a bank of items, as JSON",
		Args: noArguments, Long: estimateHelp + bankHelp,
		Example: "  onramp estimate --bank bank.json --responses answers.json --theta=-1,0,1"}
	file := cmd.Flags().String("bank", "", "file with the items; - for standard input")
	responses := cmd.Flags().String("responses", "", "file with the answers; - for standard input")
	theta := cmd.Flags().Float64Slice("theta", nil, "values of θ to print every item at, such as -1,0,1")
	grid := newGridFlags(cmd.Flags())
	_, _ = cmd.MarkFlagFilename("bank", "json"), cmd.MarkFlagFilename("responses", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := errors.Join(checkInputs("bank", *file, "responses", *responses), checkThetas(*theta)); err != nil {
			return usageError{err}
		}
		engine, b, err := grid.engine(cmd, *file)
		if err != nil {
			return err
		}
		data, err := readAnswers(cmd.InOrStdin(), *responses)
		if err != nil {
			return usageError{err}
		}
		row, err := parseResponses(fileName(*responses), data, b)
		if err != nil {
			return err
		}
		out, err := attend(cmd, "estimating", func() (estimateJSON, error) { return newEstimateJSON(engine, b, row, *theta) })
		if err != nil {
			return err
		}
		return printJSON(cmd, out)
	}
	return cmd
}

// checkInputs says whether both files are named and at most one is standard
// input.
func checkInputs(flag, file, otherFlag, other string) error {
	switch {
	case file == "":
		return fmt.Errorf("name the file with --%s FILE", flag)
	case other == "":
		return fmt.Errorf("name the file with --%s FILE", otherFlag)
	case file == "-" && other == "-":
		return fmt.Errorf("only one of --%s and --%s can be standard input", flag, otherFlag)
	}
	return nil
}

// maxThetas bounds --theta.
const maxThetas = 1000

func checkThetas(values []float64) error {
	if len(values) > maxThetas {
		return fmt.Errorf("--theta: %d values; want at most %d", len(values), maxThetas)
	}
	for _, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("--theta: %g is no finite number", x)
		}
	}
	return nil
}

// gridFlags are what estimate and calibrate share.
type gridFlags struct {
	nodes *int
	reach *float64
}

func newGridFlags(flags *pflag.FlagSet) gridFlags {
	return gridFlags{
		nodes: flags.Int("grid", irt.DefaultGrid.Nodes, "nodes of the grid, 3 to 10001"),
		reach: flags.Float64("range", irt.DefaultGrid.Range, "the grid spans −R to R; above 0.001, at most 40"),
	}
}

func (g gridFlags) grid() (irt.Grid, error) {
	grid := irt.Grid{Nodes: *g.nodes, Range: *g.reach}
	if grid.Nodes < 3 || grid.Nodes > 10_001 {
		return grid, usageError{fmt.Errorf("--grid %d: use 3 to 10001 nodes", grid.Nodes)}
	}
	if !(grid.Range > 1e-3 && grid.Range <= 40) {
		return grid, usageError{fmt.Errorf("--range %g: use a number above 0.001, at most 40", grid.Range)}
	}
	return grid, nil
}

// engine reads the bank and puts it on the grid.
func (g gridFlags) engine(cmd *cobra.Command, file string) (*irt.Engine, *bank, error) {
	grid, err := g.grid()
	if err != nil {
		return nil, nil, err
	}
	b, err := loadBank(cmd.InOrStdin(), file)
	if err != nil {
		return nil, nil, err
	}
	engine, err := irt.NewEngine(b.Bank, grid)
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("%s: %s", b.file, strings.TrimPrefix(err.Error(), "irt: "))}
	}
	return engine, b, nil
}

// Times of attend.
const (
	silence = 2 * time.Second
	pulse   = 10 * time.Second
)

// attend does the work, says on standard error that it goes on if it takes
// long, and leaves it when the command is interrupted.
func attend[R any](cmd *cobra.Command, what string, work func() (R, error)) (R, error) {
	type outcome struct {
		result R
		err    error
	}
	done := make(chan outcome, 1)
	start := time.Now()
	go func() {
		result, err := work()
		done <- outcome{result, err}
	}()
	for wait := silence; ; wait = pulse {
		select {
		case o := <-done:
			return o.result, o.err
		case <-cmd.Context().Done():
			var none R
			return none, fmt.Errorf("%s: %w", what, context.Cause(cmd.Context()))
		case <-time.After(wait):
			fmt.Fprintf(cmd.ErrOrStderr(), "onramp: %s, %d s so far\n", what, int(time.Since(start).Seconds()))
		}
	}
}

// parseResponses returns an entry per item of the bank.
func parseResponses(file string, data []byte, b *bank) ([]int, error) {
	f := &faults{file: file}
	row := make([]int, len(b.items))
	for i := range row {
		row[i] = irt.Unasked
	}
	root, ok := f.parse(data)
	if !ok {
		return nil, f.err()
	}
	o, ok := root.data.(object)
	if !ok {
		f.want(root, "", "an object with a category per item")
	}
	for _, id := range o.keys {
		i, known := b.index[id]
		if !known {
			f.at(o.nodes[id], fmt.Sprintf("item %q", id), "no such item in the bank")
			continue
		}
		row[i] = f.whole(o.nodes[id], fmt.Sprintf("item %q, category", id), len(b.Items[i].B))
	}
	return row, f.err()
}

// finite is a number whose JSON is null when it is not finite.
type finite float64

func (x finite) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

func finites(list []float64) []finite {
	out := make([]finite, len(list))
	for i, x := range list {
		out[i] = finite(x)
	}
	return out
}

type estimateJSON struct {
	Dimensions []traitJSON   `json:"dimensions"`
	Covariance [][]finite    `json:"covariance"`
	Unasked    []unaskedJSON `json:"unasked"`
	Theta      []thetaJSON   `json:"theta,omitempty"`
}

type traitJSON struct {
	ID    string    `json:"id"`
	Mean  finite    `json:"mean"`
	SD    finite    `json:"sd"`
	Score scoreJSON `json:"score"`
}

type scoreJSON struct {
	Mean          finite   `json:"mean"`
	SD            finite   `json:"sd"`
	Probabilities []finite `json:"probabilities"`
}

type curveJSON struct {
	Item          string   `json:"item"`
	Probabilities []finite `json:"probabilities"`
	Information   finite   `json:"information"`
}

type unaskedJSON struct {
	curveJSON
	ExpectedVariance finite `json:"expected_variance"`
}

type thetaJSON struct {
	Value finite      `json:"value"`
	Items []curveJSON `json:"items"`
}

func newEstimateJSON(e *irt.Engine, b *bank, row []int, thetas []float64) (estimateJSON, error) {
	p, err := e.Posterior(row)
	if err != nil {
		return estimateJSON{}, err
	}
	j := estimateJSON{Covariance: symmetric(p.Covariance()), Unasked: []unaskedJSON{}}
	for d, id := range b.dimensions {
		s := p.Score(d)
		j.Dimensions = append(j.Dimensions, traitJSON{id, finite(p.Mean(d)), finite(p.SD(d)),
			scoreJSON{finite(s.Mean()), finite(s.SD()), finites(s.Integers())}})
	}
	for i, id := range b.items {
		if row[i] == irt.Unasked {
			it := e.Item(i)
			curve := curveJSON{id, finites(p.Predictive(i)), finite(it.Information(p.Mean(it.Dimension)))}
			j.Unasked = append(j.Unasked, unaskedJSON{curve, finite(p.ExpectedVariance(i))})
		}
	}
	for _, theta := range thetas {
		t := thetaJSON{Value: finite(theta)}
		for i, id := range b.items {
			t.Items = append(t.Items, curveJSON{id, finites(e.Item(i).Probabilities(theta)), finite(e.Item(i).Information(theta))})
		}
		j.Theta = append(j.Theta, t)
	}
	return j, nil
}

// symmetric evens out what rounding leaves between a matrix and its transpose.
func symmetric(m [][]float64) [][]finite {
	out := make([][]finite, len(m))
	for i, row := range m {
		out[i] = make([]finite, len(row))
		for j, x := range row {
			out[i][j] = finite((x + m[j][i]) / 2)
		}
	}
	return out
}
