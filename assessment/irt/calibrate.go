package irt

import (
	"fmt"
	"math"
	"slices"
)

// Prior holds the spreads of the priors that keep calibration near the bank it
// starts from: log a ~ N(log a₀, LogA²) and each b ~ N(b₀, B²), and Respondents
// imaginary respondents with the bank's correlations.
type Prior struct{ LogA, B, Respondents float64 }

// DefaultPrior serves from about a hundred respondents on.
var DefaultPrior = Prior{LogA: 0.3, B: 0.6, Respondents: 50}

// Calibration says how to calibrate. The zero value is plain marginal maximum
// likelihood on the default grid.
type Calibration struct {
	Grid             Grid
	Prior            *Prior  // nil: none
	FixCorrelations  bool    // keep the bank's instead of estimating them
	Tolerance        float64 // of every parameter between iterations; 0 means 1e-4
	MaxIterations    int     // 0 means 500, at most 100,000
	NoStandardErrors bool
}

// Calibrated is the result of a calibration.
type Calibrated struct {
	Bank Bank // with the parameters found
	// SEA and SEB are standard errors of a and b per item, from the observed
	// information; NaN where the answers do not determine the parameter.
	SEA []float64
	SEB [][]float64
	// LogLikelihood is the marginal log-likelihood of the answers at the
	// result, without priors: exact on the grid for one dimension, by expectation
	// propagation otherwise.
	LogLikelihood float64
	// Trace is what was maximised, before each iteration and at the end: the
	// log-likelihood plus the items' log priors up to a constant.
	Trace      []float64
	Iterations int
	Converged  bool
	Answers    []int // per item
}

// Calibrate finds item parameters, and the correlations of the dimensions, from
// data: a row a respondent, an entry an item, as in Engine.Posterior; only
// answers count. The bank gives the start, the centre of the priors, and the
// parameters of items nobody answered.
//
// It is the EM algorithm of Bock & Aitkin (1981). The E-step takes all of a
// respondent's answers together (by expectation propagation if there are
// several dimensions), so answers may be missing because of other answers, as
// adaptive interviews make them. The M-step fits each item on expected counts.
// For one dimension without priors this is textbook marginal maximum
// likelihood and Trace never falls.
//
// Parameters stay within bounds no real item reaches (a 0.01 to 50, first
// threshold ±20, gaps 0.0001 to 20); categories nobody chose leave them there
// unless a prior holds them. It fails on a bad bank, options out of range, data
// that do not fit, and data without any answer.
func Calibrate(bank Bank, data [][]int, options Calibration) (*Calibrated, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	engine, err := NewEngine(bank, options.Grid)
	if err != nil {
		return nil, err
	}
	answers, err := countAnswers(engine, data)
	if err != nil {
		return nil, err
	}
	fit := newFitting(engine, data, answers, options)
	for fit.iterations < options.MaxIterations && !fit.converged {
		if err := fit.iterate(); err != nil {
			return nil, err
		}
	}
	return fit.finish(), nil
}

func (o *Calibration) complete() error {
	if o.Tolerance == 0 {
		o.Tolerance = 1e-4
	}
	if o.MaxIterations == 0 {
		o.MaxIterations = 500
	}
	if !(o.Tolerance > 0 && o.Tolerance <= 1) {
		return fmt.Errorf("irt: tolerance %g; want above 0, at most 1", o.Tolerance)
	}
	if o.MaxIterations < 0 || o.MaxIterations > 100_000 {
		return fmt.Errorf("irt: %d iterations; want 1 to 100000", o.MaxIterations)
	}
	if p := o.Prior; p != nil {
		for _, s := range []float64{p.LogA, p.B} {
			if !(s >= 1e-3 && s <= 1e3) {
				return fmt.Errorf("irt: prior spread %g; want 0.001 to 1000", s)
			}
		}
		if !(p.Respondents >= 0 && p.Respondents <= 1e9) {
			return fmt.Errorf("irt: prior worth %g respondents; want 0 to 1e9", p.Respondents)
		}
	}
	return nil
}

func countAnswers(e *Engine, data [][]int) ([]int, error) {
	counts, total := make([]int, len(e.items)), 0
	for r, row := range data {
		if err := e.check(row); err != nil {
			return nil, fmt.Errorf("respondent %d: %w", r, err)
		}
		for i, x := range row {
			if _, ok := evidence(x); ok {
				counts[i]++
				total++
			}
		}
	}
	if total == 0 {
		return nil, fmt.Errorf("irt: no answers to calibrate from")
	}
	return counts, nil
}

// fitting is a calibration under way.
type fitting struct {
	start, engine *Engine
	data          [][]int
	answers       []int
	options       Calibration
	expected      expectation
	trace         []float64
	iterations    int
	converged     bool
}

func newFitting(e *Engine, data [][]int, answers []int, options Calibration) *fitting {
	f := &fitting{start: e, engine: e, data: data, answers: answers, options: options}
	f.expected.measure(e, data)
	f.trace = append(f.trace, f.objective(e, f.expected.logLikelihood))
	return f
}

// objective is the penalised log-likelihood.
func (f *fitting) objective(e *Engine, logLikelihood float64) float64 {
	for i := range e.items {
		if f.answers[i] > 0 {
			logLikelihood -= f.options.Prior.penalty(e.items[i], f.start.items[i])
		}
	}
	return logLikelihood
}

// iterate is one M-step and the E-step that measures it.
func (f *fitting) iterate() error {
	bank := Bank{Items: slices.Clone(f.engine.items), Dimensions: f.engine.dims, Correlations: rows(f.engine.prior, f.engine.dims)}
	moved := 0.0
	for i, it := range bank.Items {
		if f.answers[i] == 0 {
			continue
		}
		next := fitItem(it, f.start.items[i], f.options.Prior, f.expected.counts[i], f.engine.nodes)
		moved = max(moved, distance(it, next))
		bank.Items[i] = next
	}
	if !f.options.FixCorrelations && f.engine.dims > 1 {
		bank.Correlations = f.correlations()
		for k, x := range slices.Concat(bank.Correlations...) {
			moved = max(moved, math.Abs(x-f.engine.prior[k]))
		}
	}
	e, err := NewEngine(bank, f.options.Grid)
	if err != nil {
		return err
	}
	f.engine = e
	f.expected.measure(e, f.data)
	f.trace = append(f.trace, f.objective(e, f.expected.logLikelihood))
	f.iterations++
	f.converged = moved < f.options.Tolerance
	return nil
}

// distance is the largest change of a parameter.
func distance(a, b Item) float64 {
	d := math.Abs(a.A - b.A)
	for k := range a.B {
		d = max(d, math.Abs(a.B[k]-b.B[k]))
	}
	return d
}

// correlations are those of the respondents' expected cross-products, drawn
// towards the bank's by the prior, and further should rounding need it.
func (f *fitting) correlations() [][]float64 {
	dims, n := f.engine.dims, f.expected.respondents
	extra := 0.0
	if f.options.Prior != nil {
		extra = f.options.Prior.Respondents
	}
	flat := make([]float64, dims*dims)
	for {
		for i := range dims {
			for j := range dims {
				s := f.expected.cross
				r := s[i*dims+j] / math.Sqrt(s[i*dims+i]*s[j*dims+j])
				flat[i*dims+j] = (n*r + extra*f.start.prior[i*dims+j]) / (n + extra)
			}
			flat[i*dims+i] = 1
		}
		if positiveDefinite(flat, dims) {
			return rows(flat, dims)
		}
		extra = 2*extra + 0.01*n
	}
}

func (f *fitting) finish() *Calibrated {
	e := f.engine
	out := &Calibrated{
		Bank:          Bank{Items: e.items, Dimensions: e.dims, Correlations: rows(e.prior, e.dims)},
		LogLikelihood: f.expected.logLikelihood,
		Trace:         f.trace,
		Iterations:    f.iterations,
		Converged:     f.converged,
		Answers:       f.answers,
	}
	if !f.options.NoStandardErrors {
		out.SEA, out.SEB = standardErrors(e, f.start, f.data, f.answers, f.options.Prior)
	}
	return out
}

// expectation holds the E-step's sums over respondents.
type expectation struct {
	counts        [][]float64 // per item, categories × nodes: expected number of answers
	cross         []float64   // dims × dims: Σ E[θθ′]
	respondents   float64     // with an answer
	logLikelihood float64
	posterior     Posterior
}

// measure is the E-step. Respondents without answers take no part.
func (s *expectation) measure(e *Engine, data [][]int) {
	n, dims := len(e.nodes), e.dims
	if s.counts == nil {
		s.cross = make([]float64, dims*dims)
		for _, it := range e.items {
			s.counts = append(s.counts, make([]float64, it.Categories()*n))
		}
	}
	for _, c := range s.counts {
		clear(c)
	}
	clear(s.cross)
	s.respondents, s.logLikelihood = 0, 0
	p := &s.posterior
	for _, row := range data {
		if e.Update(p, row) != nil || len(p.ep.answered) == 0 {
			continue // rows were checked; an unanswered one says nothing
		}
		s.respondents++
		s.logLikelihood += p.LogEvidence()
		for i, x := range row {
			if x, ok := evidence(x); ok {
				add(s.counts[i][x*n:(x+1)*n], p.row(e.items[i].Dimension))
			}
		}
		for i := range dims {
			for j := range dims {
				s.cross[i*dims+j] += p.cov[i*dims+j] + p.mean[i]*p.mean[j]
			}
		}
	}
}
