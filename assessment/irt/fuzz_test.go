package irt

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

// feed turns bytes into numbers, odd ones among them.
type feed []byte

func (f *feed) byte() int {
	if len(*f) == 0 {
		return 0
	}
	b := (*f)[0]
	*f = (*f)[1:]
	return int(b)
}

func (f *feed) float() float64 {
	switch b := f.byte(); {
	case b < 200:
		return float64(b-100) / 20
	case b < 210:
		return []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 1e300, 1e-9, 99}[b-200]
	case b < 230:
		return float64(b - 210)
	default:
		var raw [8]byte
		for i := range raw {
			raw[i] = byte(f.byte())
		}
		return math.Float64frombits(binary.LittleEndian.Uint64(raw[:]))
	}
}

func (f *feed) bank() Bank {
	bank := Bank{Dimensions: f.byte()%5 - f.byte()%2, Correlations: Equicorrelation(f.byte()%5, f.float())}
	switch f.byte() % 8 {
	case 0:
		bank.Correlations = [][]float64{{1, f.float()}, {f.float(), f.float()}}
	case 1: // as it is
	default: // more often than not something that can pass
		bank.Dimensions = 1 + f.byte()%4
		bank.Correlations = Equicorrelation(bank.Dimensions, float64(f.byte())/256)
	}
	for range f.byte() % 8 {
		it := Item{Dimension: f.byte()%5 - f.byte()%2, A: f.float(), Weight: f.float()}
		for range f.byte() % 6 {
			it.B = append(it.B, f.float())
		}
		if f.byte()%16 > 0 {
			it.Dimension, it.A, it.Weight = max(0, it.Dimension)%max(1, bank.Dimensions), 0.1+float64(f.byte())/10, float64(f.byte()%8)/2
			it.B = []float64{-1, 0.5, 0.5 + MinGap*1.5, 50}[:1+f.byte()%4]
		}
		bank.Items = append(bank.Items, it)
	}
	return bank
}

func (f *feed) responses(n int) []int {
	out := make([]int, max(0, n+f.byte()%20/19))
	for i := range out {
		out[i] = f.byte()%5 - 3
	}
	return out
}

// exercise calls everything with what the feed says; nothing may panic, and
// what is returned without an error must be finite.
func exercise(t *testing.T, f *feed) {
	bank := f.bank()
	grid := Grid{Nodes: f.byte() % 60, Range: f.float()}
	if f.byte()%4 > 0 {
		grid = Grid{Nodes: 3 + f.byte(), Range: 0.1 + float64(f.byte())/20}
	}
	responses := f.responses(len(bank.Items))
	_, _ = Calibrate(bank, [][]int{responses, f.responses(len(bank.Items))}, Calibration{Grid: Grid{Nodes: 9}, MaxIterations: 2, Prior: &Prior{f.float(), f.float(), f.float()}})
	_, _ = Calibrate(bank, [][]int{responses, f.responses(len(bank.Items))}, Calibration{Grid: Grid{Nodes: 9}, MaxIterations: 2})
	_, _ = Thresholds([]float64{f.float(), f.float()}, f.float())
	for _, it := range bank.Items {
		it.Probabilities(f.float())
		it.Information(f.float())
	}
	e, err := NewEngine(bank, grid)
	if err != nil {
		return
	}
	p, err := e.Posterior(responses)
	if err != nil {
		return
	}
	_, _ = e.ResidualCorrelations([][]int{responses, responses})
	probe(t, f, p)
}

func probe(t *testing.T, f *feed, p *Posterior) {
	finite := func(what string, xs ...float64) {
		for _, x := range xs {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Errorf("%s is %g", what, x)
			}
		}
	}
	for i := range p.e.items {
		finite("expected variance", p.ExpectedVariance(i))
		finite("predictive", p.Predictive(i)...)
	}
	for d := range p.e.dims {
		finite("moments", p.Mean(d), p.SD(d))
		s := p.Score(d)
		finite("score", append(s.P, s.Mean(), s.SD(), s.Quantile(0.5))...)
		s.Integers()
	}
	for _, row := range p.Covariance() {
		finite("covariance", row...)
	}
	finite("log evidence", p.LogEvidence())
	for aim := Aim(-1); aim < 4; aim++ {
		for _, g := range p.Gains(nil, f.byte()%6-1, aim, []bool{true, false}) {
			finite("gain", g.Total, g.Own, g.Residual, g.Others, g.Reduction)
		}
	}
	ladder := Ladder{Cuts: []float64{f.float(), f.float()}, Gates: []Gate{{f.byte()%9 - 1, f.byte()%5 - 1, f.byte()%5 - 1}}}
	levels, _ := p.Levels(f.byte()%6-1, ladder)
	finite("levels", levels...)
	policy := Policy{Order: []int{f.byte()%6 - 1}, First: []int{f.byte()%9 - 1}, Confidence: f.float(), Minimum: f.byte()}
	for range f.byte() % 6 {
		policy.Ladders = append(policy.Ladders, Ladder{Cuts: []float64{0.5}})
	}
	_, _ = p.Next(policy)
	_, _, _ = p.Done(f.byte()%6-1, policy)
	if o, err := p.Overall([]float64{f.float(), f.float()}); err == nil {
		_, _ = o.Levels(ladder.Cuts)
	}
	if o, err := p.Overall(nil); err == nil && !math.IsNaN(o.Mean) {
		levels, _ := o.Levels([]float64{0.2, 0.5, 0.5, 1})
		finite("overall levels", levels...)
		low, high := o.Interval()
		finite("overall", o.Mean, o.SD(), low, high)
	}
	for x := range p.Draws(3, uint64(f.byte())) {
		p.e.check(x)
	}
	p.Mean(99)
	p.SD(-1)
	p.Marginal(99)
	p.Predictive(-1)
	p.ExpectedVariance(99)
	p.Gain(f.byte()-5, ScoreAim, nil)
	p.Score(-1)
	p.e.Item(f.byte() - 5)
}

func FuzzEverything(f *testing.F) {
	rng := rand.New(rand.NewPCG(25, 1))
	for range 20 {
		raw := make([]byte, 120)
		for i := range raw {
			raw[i] = byte(rng.IntN(256))
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := feed(raw)
		exercise(t, &in)
	})
}

// A few thousand random inputs in every run of the tests.
func TestNothingPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(26, 1))
	n := 3000
	if testing.Short() {
		n = 300
	}
	for range n {
		raw := make([]byte, rng.IntN(250))
		for i := range raw {
			raw[i] = byte(rng.IntN(256))
		}
		in := feed(raw)
		exercise(t, &in)
	}
}

func TestNewEngineRefuses(t *testing.T) {
	good := func() Bank {
		return Bank{Dimensions: 2, Correlations: Equicorrelation(2, 0.5), Items: []Item{
			{A: 1, B: []float64{0, 1}, Weight: 1}, {Dimension: 1, A: 1, B: []float64{0}, Weight: 2},
		}}
	}
	if _, err := NewEngine(good(), Grid{}); err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for what, spoil := range map[string]func(*Bank){
		"no items":            func(b *Bank) { b.Items = nil },
		"no dimensions":       func(b *Bank) { b.Dimensions = 0 },
		"too few dimensions":  func(b *Bank) { b.Dimensions = 1 },
		"no correlations":     func(b *Bank) { b.Correlations = nil },
		"ragged correlations": func(b *Bank) { b.Correlations[1] = b.Correlations[1][:1] },
		"not definite":        func(b *Bank) { b.Correlations = Equicorrelation(2, 1) },
		"negative definite":   func(b *Bank) { b.Dimensions, b.Correlations = 3, Equicorrelation(3, -0.6) },
		"asymmetric":          func(b *Bank) { b.Correlations[0][1] = 0.4 },
		"NaN correlation":     func(b *Bank) { b.Correlations = Equicorrelation(2, nan) },
		"diagonal":            func(b *Bank) { b.Correlations[0][0] = 2 },
		"a zero":              func(b *Bank) { b.Items[0].A = 0 },
		"a NaN":               func(b *Bank) { b.Items[0].A = nan },
		"a infinite":          func(b *Bank) { b.Items[0].A = math.Inf(1) },
		"no thresholds":       func(b *Bank) { b.Items[0].B = nil },
		"unordered":           func(b *Bank) { b.Items[0].B = []float64{1, 0} },
		"equal thresholds":    func(b *Bank) { b.Items[0].B = []float64{1, 1} },
		"NaN threshold":       func(b *Bank) { b.Items[0].B = []float64{0, nan} },
		"no such dimension":   func(b *Bank) { b.Items[0].Dimension = 2 },
		"negative weight":     func(b *Bank) { b.Items[0].Weight = -1 },
		"NaN weight":          func(b *Bank) { b.Items[0].Weight = nan },
		"huge weight":         func(b *Bank) { b.Items[0].Weight = 1e7 },
		"no common unit":      func(b *Bank) { b.Items[0].Weight = math.Pi },
		"tiny weight":         func(b *Bank) { b.Items[0].Weight = 1e-12 },
		"too many scores":     func(b *Bank) { b.Items[0].Weight, b.Items[1].Weight, b.Items[1].Dimension = 12.3457, 1, 0 },
	} {
		bank := good()
		spoil(&bank)
		if _, err := NewEngine(bank, Grid{}); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	for _, grid := range []Grid{{Nodes: 2}, {Nodes: -1}, {Nodes: 1 << 20}, {Range: -1}, {Range: nan}, {Range: math.Inf(1)}} {
		if _, err := NewEngine(good(), grid); err == nil {
			t.Errorf("grid %v was accepted", grid)
		}
	}
}
