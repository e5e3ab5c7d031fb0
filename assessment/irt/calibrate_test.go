package irt

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/optimize"
)

// sample draws respondents from the bank.
func sample(rng *rand.Rand, bank Bank, n int, r, missing float64) [][]int {
	data := make([][]int, n)
	for k := range data {
		data[k] = answer(rng, bank.Items, traits(rng, bank.Dimensions, r), missing)
	}
	return data
}

// naive is the bank with every parameter at a default.
func naive(bank Bank, r float64) Bank {
	out := Bank{Dimensions: bank.Dimensions, Correlations: Equicorrelation(bank.Dimensions, r)}
	for _, it := range bank.Items {
		var shares []float64
		for k := range it.B {
			shares = append(shares, 1-float64(k+1)/float64(len(it.B)+1))
		}
		it.A = DefaultA
		it.B, _ = Thresholds(shares, it.A)
		out.Items = append(out.Items, it)
	}
	return out
}

// recovery returns the RMSE of a and b.
func recovery(got, want Bank) (a, b float64) {
	n := 0.0
	for i, it := range want.Items {
		a += (got.Items[i].A - it.A) * (got.Items[i].A - it.A)
		for k := range it.B {
			b, n = b+(got.Items[i].B[k]-it.B[k])*(got.Items[i].B[k]-it.B[k]), n+1
		}
	}
	return math.Sqrt(a / float64(len(want.Items))), math.Sqrt(b / n)
}

// Plain calibration in one dimension maximises the textbook marginal
// likelihood: a general optimiser on that likelihood, written afresh, agrees.
func TestCalibrateIsMarginalMaximumLikelihood(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	bank := Bank{Dimensions: 1, Items: []Item{
		{A: 1.3, B: []float64{-0.8, 0.6}}, {A: 2, B: []float64{-0.2, 1}}, {A: 1.6, B: []float64{0.1}}, {A: 1.1, B: []float64{-1, 0.4}},
	}}
	data := sample(rng, bank, 400, 0, 0.1)
	got, err := Calibrate(naive(bank, 1), data, Calibration{Grid: Grid{Nodes: 21}, Tolerance: 1e-6, MaxIterations: 3000})
	if err != nil || !got.Converged {
		t.Fatal(err, got)
	}
	for k := 1; k < len(got.Trace); k++ {
		if got.Trace[k] < got.Trace[k-1]-1e-8 {
			t.Errorf("iteration %d: the likelihood fell from %.10f to %.10f", k, got.Trace[k-1], got.Trace[k])
		}
	}

	nodes := Grid{Nodes: 21, Range: 4}.points()
	build := func(x []float64) []Item {
		var items []Item
		for _, it := range bank.Items {
			a, b := back(x, make([]float64, len(it.B)))
			items, x = append(items, Item{A: a, B: b}), x[len(it.B)+1:]
		}
		return items
	}
	likelihood := func(x []float64) float64 { return -marginalLikelihood(build(x), data, nodes) }
	gradient := func(grad, x []float64) {
		at := append([]float64(nil), x...)
		for k := range x {
			at[k] = x[k] + 1e-4
			up := likelihood(at)
			at[k] = x[k] - 1e-4
			grad[k] = (up - likelihood(at)) / 2e-4
			at[k] = x[k]
		}
	}
	var start []float64
	for _, it := range got.Bank.Items {
		start = append(start, transform(it)...)
	}
	best := -likelihood(start)
	near(t, "log-likelihood", got.LogLikelihood, best, 1e-6)
	for k := range start {
		start[k] += 0.1 * float64(k%3-1)
	}
	result, err := optimize.Minimize(optimize.Problem{Func: likelihood, Grad: gradient}, start, &optimize.Settings{GradientThreshold: 1e-4, MajorIterations: 100}, &optimize.BFGS{})
	if result == nil {
		t.Fatal(err)
	}
	near(t, "maximum", best, -result.F, 1e-4)
	for i, it := range build(result.X) {
		near(t, "a", got.Bank.Items[i].A, it.A, 2e-3)
		for k := range it.B {
			near(t, "b", got.Bank.Items[i].B[k], it.B[k], 2e-3)
		}
	}
	compareErrors(t, got, result.X, gradient, build)
}

// marginalLikelihood is the textbook's, for a standard normal population.
func marginalLikelihood(items []Item, data [][]int, nodes []float64) float64 {
	p := make([][][]float64, len(nodes))
	weight, norm := make([]float64, len(nodes)), 0.0
	for g, theta := range nodes {
		weight[g] = math.Exp(-theta * theta / 2)
		norm += weight[g]
		for _, it := range items {
			p[g] = append(p[g], textbook(it, theta))
		}
	}
	total := 0.0
	for _, row := range data {
		sum := 0.0
		for g, w := range weight {
			for i, x := range row {
				if x >= 0 {
					w *= p[g][i][x]
				}
			}
			sum += w / norm
		}
		total += math.Log(sum)
	}
	return total
}

// compareErrors checks the standard errors against a Hessian by differences.
func compareErrors(t *testing.T, got *Calibrated, x []float64, gradient func(grad, x []float64), build func([]float64) []Item) {
	t.Helper()
	n := len(x)
	hessian := make([]float64, n*n)
	up, down := make([]float64, n), make([]float64, n)
	for k := range x {
		at := append([]float64(nil), x...)
		at[k] += 1e-3
		gradient(up, at)
		at[k] -= 2e-3
		gradient(down, at)
		for j := range x {
			hessian[k*n+j] += (up[j] - down[j]) / 4e-3
			hessian[j*n+k] += (up[j] - down[j]) / 4e-3
		}
	}
	variance, ok := inverseDiagonal(hessian, n, 0, n)
	if !ok {
		t.Fatal("the Hessian by differences is not positive definite")
	}
	at := 0
	for i, it := range build(x) { // log a and b_1 are easy to compare: se(a) = a·se(log a)
		near(t, "SE of a", got.SEA[i], it.A*math.Sqrt(variance[at]), 2e-3)
		near(t, "SE of b_1", got.SEB[i][0], math.Sqrt(variance[at+1]), 2e-3)
		at += len(it.B) + 1
	}
}

func TestCalibrateRecoversOneDimension(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 1))
	bank := randomBank(rng, 1, 12, 5, 1)
	data := sample(rng, bank, 1000, 0, 0)
	for _, prior := range []*Prior{nil, &DefaultPrior} {
		got, err := Calibrate(naive(bank, 1), data, Calibration{Prior: prior})
		if err != nil {
			t.Fatal(err)
		}
		a, b := recovery(got.Bank, bank)
		t.Logf("prior %v: RMSE of a %.3f, of b %.3f, %d iterations", prior, a, b, got.Iterations)
		if a > 0.15 || b > 0.12 || !got.Converged {
			t.Error("parameters were not recovered")
		}
		z, n := 0.0, 0.0
		for i, it := range bank.Items {
			for k := range it.B {
				off := (got.Bank.Items[i].B[k] - it.B[k]) / got.SEB[i][k]
				z, n = z+off*off, n+1
			}
		}
		if z = math.Sqrt(z / n); z < 0.5 || z > 1.6 { // errors within a sample go together
			t.Errorf("errors are %.2f standard errors large", z)
		}
	}
}

// Several dimensions, each respondent asked half: also finds the correlations.
func TestCalibrateRecoversThreeDimensions(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	n := 1500
	if testing.Short() {
		n = 500
	}
	bank := randomBank(rng, 3, 8, 4, 0.7)
	data := sample(rng, bank, n, 0.7, 0.4)
	got, err := Calibrate(naive(bank, 0.5), data, Calibration{Prior: &DefaultPrior, Tolerance: 1e-3})
	if err != nil {
		t.Fatal(err)
	}
	a, b := recovery(got.Bank, bank)
	r := got.Bank.Correlations
	t.Logf("RMSE of a %.3f, of b %.3f, correlations %.3f %.3f %.3f, %d iterations", a, b, r[0][1], r[0][2], r[1][2], got.Iterations)
	if a > 0.25*math.Sqrt(1500/float64(n)) || b > 0.2 || !got.Converged {
		t.Error("parameters were not recovered")
	}
	for d := range 3 {
		near(t, "correlation", r[d][(d+1)%3], 0.7, 0.06)
	}
	if last := len(got.Trace) - 1; got.Trace[last] < got.Trace[0] {
		t.Errorf("the likelihood fell from %g to %g", got.Trace[0], got.Trace[last])
	}
}

// Odd data: nobody answered an item, nobody chose a category, all the same.
func TestCalibrateOddData(t *testing.T) {
	bank := Bank{Dimensions: 1, Items: []Item{{A: 1.5, B: []float64{-1, 0, 1}}, {A: 1.5, B: []float64{-1, 0, 1}}, {A: 1.5, B: []float64{0}}}}
	data := [][]int{{0, 3, Unasked}, {3, 0, Unasked}, {0, 0, Unasked}, {Unasked, Unasked, Unasked}, {3, 3, Fixed(1)}, {0, Excluded, Unasked}}
	for _, prior := range []*Prior{nil, &DefaultPrior} {
		got, err := Calibrate(bank, data, Calibration{Prior: prior, MaxIterations: 50})
		if err != nil {
			t.Fatal(err)
		}
		if got.Bank.Items[2].A != 1.5 || !math.IsNaN(got.SEA[2]) || got.Answers[2] != 0 {
			t.Error("an item nobody answered moved")
		}
		if _, err := NewEngine(got.Bank, Grid{}); err != nil {
			t.Errorf("prior %v: the result is no bank: %v", prior, err)
		}
		if math.IsNaN(got.LogLikelihood) || prior != nil && math.IsNaN(got.SEB[0][1]) {
			t.Errorf("prior %v: %+v", prior, got)
		}
	}
	for what, bad := range map[string]Calibration{
		"tolerance": {Tolerance: -1}, "iterations": {MaxIterations: -1}, "prior": {Prior: &Prior{}}, "NaN": {Prior: &Prior{math.NaN(), 1, 1}},
	} {
		if _, err := Calibrate(bank, data, bad); err == nil {
			t.Errorf("a bad %s was accepted", what)
		}
	}
	for _, bad := range [][][]int{nil, {{0}}, {{9, 0, 0}}, {{Unasked, Unasked, Unasked}}} {
		if _, err := Calibrate(bank, bad, Calibration{}); err == nil {
			t.Errorf("data %v were accepted", bad)
		}
	}
}

// Two items that share more than the trait stand out.
func TestResidualCorrelations(t *testing.T) {
	rng := rand.New(rand.NewPCG(24, 1))
	bank := randomBank(rng, 1, 10, 5, 1)
	data := sample(rng, bank, 800, 0, 0)
	bank.Items[1] = bank.Items[0]
	e := mustEngine(t, bank, Grid{})
	for _, row := range data {
		if rng.Float64() < 0.5 {
			row[1] = row[0]
		} else {
			row[1] = min(row[1], len(bank.Items[1].B))
		}
	}
	q, err := e.ResidualCorrelations(data)
	if err != nil {
		t.Fatal(err)
	}
	if q[0][1] < 0.2 || q[0][1] != q[1][0] || q[2][2] != 1 {
		t.Errorf("Q3 of the doubled item is %g", q[0][1])
	}
	for i := 2; i < 10; i++ {
		for j := 2; j < i; j++ {
			if math.Abs(q[i][j]+1.0/9) > 0.2 {
				t.Errorf("Q3 of items %d and %d is %g", i, j, q[i][j])
			}
		}
	}
}
