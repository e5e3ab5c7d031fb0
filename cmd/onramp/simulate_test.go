package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
	"onramp/assessment/irt"
)

// TestReferenceBankIsFrozen keeps figures of different versions comparable.
func TestReferenceBankIsFrozen(t *testing.T) {
	const frozen = "bb168e0424ce19827a12c341745fc318e0d9ac8105415ba62acf40f25ea842fc"
	if got := fmt.Sprintf("%x", sha256.Sum256(referenceBank)); got != frozen {
		t.Errorf("reference-bank.json has the hash %s; it must never change, since figures compare over it", got)
	}
	b, err := parseBank("reference", referenceBank)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.items) != referenceItems || b.Dimensions != 8 || len(b.gates) != 16 {
		t.Errorf("%d items, %d dimensions, %d gates", len(b.items), b.Dimensions, len(b.gates))
	}
	for i, it := range b.Items {
		if it.A != irt.DefaultA || len(it.B) != 4 || it.Weight < 1 || it.Weight > 3 {
			t.Errorf("item %s: %+v", b.items[i], it)
		}
	}
}

func TestSimulateRepeats(t *testing.T) {
	for _, flags := range [][]string{{"--bank=reference"}, {"--bank=reference", "--depth=quick", "--consent"}, {"--depth=quick"}} {
		var one, two simulation
		flags = append(flags, "--firms=40", "--format=json")
		expertJSON(t, &one, "simulate", nil, flags...)
		expertJSON(t, &two, "simulate", nil, flags...)
		for _, s := range []*simulation{&one, &two} {
			s.Figures.Time, s.Targets = timeFigures{}, s.Targets[:len(s.Targets)-1]
		}
		if diff := cmp.Diff(one, two); diff != "" {
			t.Errorf("%v: two runs differ:\n%s", flags, diff)
		}
		sane(t, strings.Join(flags, " "), one.Figures)
	}
}

// sane checks ranges that only a fault leaves.
func sane(t *testing.T, name string, f figures) {
	t.Helper()
	for _, c := range []struct {
		what             string
		value            finite
		least, mostValue float64
	}{
		{"share asked", f.Asked.Share, 0.2, 0.8},
		{"exact", f.Levels.Exact, 0.65, 0.99},
		{"within one", f.Levels.WithinOne, 0.97, 1},
		{"correlation", f.Scores.Correlation, 0.9, 0.999},
		{"overall correlation", f.Scores.OverallCorrelation, 0.95, 0.9999},
		{"coverage", f.Scores.Coverage, 0.8, 1},
		{"stated probability", f.Calibration.Overall, -0.1, 0.1},
		{"roadmap value", f.Roadmap.Value, 0.85, 1},
		{"roadmap without a gap", f.Roadmap.False, 0, 0.1},
	} {
		if x := float64(c.value); !(c.least <= x && x <= c.mostValue) {
			t.Errorf("%s: %s is %g, not in %g to %g", name, c.what, x, c.least, c.mostValue)
		}
	}
	parts := float64(f.Asked.Level + f.Asked.Confirm)
	if math.Abs(parts-float64(f.Asked.Mean)) > 1e-9 || f.Asked.Total < f.Asked.Mean+f.Asked.Must {
		t.Errorf("%s: parts do not make the whole: %+v", name, f.Asked)
	}
}

// TestSimulateEverything: who answers everything is known exactly.
func TestSimulateEverything(t *testing.T) {
	var s simulation
	expertJSON(t, &s, "simulate", nil, "--bank=reference", "--firms=10", "--depth=full", "--format=json")
	f := s.Figures
	if f.Asked.Share != 1 || f.Levels.Exact != 1 || f.Scores.Correlation < 1-1e-9 || f.Calibration.Certain != 80 || f.Roadmap.Value != 1 {
		t.Errorf("answering everything gives %+v", f)
	}
}

func TestSimulatePrints(t *testing.T) {
	code, out, errs := expert(t, "simulate", map[string]string{"bank": twoDimensions}, "--firms=20")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	for _, want := range []string{"depth standard, 20 firms, seed 1", "Questions per firm", "Targets", "met"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	bank := func(gates string) map[string]string {
		return map[string]string{"bank": `{"dimensions":["x"],"items":[{"id":"A","dimension":"x","a":1,"b":[0,1]}],"gates":` + gates + `}`}
	}
	for _, c := range []struct {
		files map[string]string
		flag  string
		say   string
	}{
		{nil, "--firms=0", "--firms 0"},
		{nil, "--depth=deep", "quick, standard or full"},
		{nil, "--format=pdf", "text or json"},
		{bank(`[{"item":"B","below":1,"cap":1}]`), "--firms=1", `gates[0]: no item "B"`},
		{bank(`[{"item":"A","below":3,"cap":1}]`), "--firms=1", "whole number from 0 to 2"},
		{bank(`[{"item":"A","below":1,"cap":0}]`), "--firms=1", "counted from 1"},
		{bank(`[{"item":"A","below":1}]`), "--firms=1", `key "cap" is missing`},
	} {
		if code, _, errs := expert(t, "simulate", c.files, c.flag); code != exitUsage || !strings.Contains(errs, c.say) {
			t.Errorf("%s: exit code %d, said %s; want %q", c.flag, code, errs, c.say)
		}
	}
}

// TestResponsesFallIntoTheirCategory draws every category of every item of the
// questionnaire and reads it back.
func TestResponsesFallIntoTheirCategory(t *testing.T) {
	s, err := newSubject(strings.NewReader(""), "", "")
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, it := range s.items {
		free := *it // without its condition
		free.AskIf = assessment.Condition{}
		q := &assessment.Questionnaire{Dimensions: []assessment.Dimension{{ID: it.Dimension, Items: []assessment.Item{free}}}}
		for x := range it.Categories() {
			r, err := responseIn(it, x, rng)
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			got := q.Read(assessment.Profile{}, map[string]assessment.Response{it.ID: r})[0]
			if got.State != assessment.Answered || got.Category != x {
				t.Errorf("item %s: %+v reads as %s %d, want category %d", it.ID, r, got.State, got.Category, x)
			}
		}
		if p := drawProfile(s.questionnaire, rng); len(s.questionnaire.CheckProfile(p)) > 0 {
			t.Errorf("the profile %+v does not fit the questionnaire", p)
		}
	}
}

func TestPopulation(t *testing.T) {
	var experts []irt.Item
	for i := range 100 {
		experts = append(experts, irt.Item{Dimension: i % 40, A: 1.5, B: []float64{-1, 0, 0.01, 1}})
	}
	p := newPopulation(experts, 40, rand.New(rand.NewPCG(3, truthStream)))
	for i, it := range p.items {
		if it.A < leastA || it.A > mostA || !slices.IsSorted(it.B) || len(it.B) != 4 {
			t.Errorf("item %d is %+v", i, it)
		}
	}
	members := map[int][]int{}
	for i, pair := range p.pair {
		if pair >= 0 {
			members[pair] = append(members[pair], i%40)
		}
	}
	if len(members) != 5 || p.pairs != 5 {
		t.Errorf("%d pairs, want 5", len(members))
	}
	for pair, dims := range members {
		if len(dims) != 2 || dims[0] != dims[1] {
			t.Errorf("pair %d is in the dimensions %v", pair, dims)
		}
	}
	for i := range 40 { // rows of a Cholesky factor of correlations have length 1
		sum := 0.0
		for j := range i + 1 {
			sum += p.factor.At(i, j) * p.factor.At(i, j)
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("variance of dimension %d is %g", i, sum)
		}
	}
}

// TestSharesUndoThresholds: what a bank knows comes through its questionnaire.
func TestSharesUndoThresholds(t *testing.T) {
	it := irt.Item{A: 1.8, B: []float64{-2, -0.3, 0.4, 2.5}}
	back, err := irt.Thresholds(shares(it), it.A)
	if err != nil {
		t.Fatal(err)
	}
	for k := range back {
		if math.Abs(back[k]-it.B[k]) > 1e-9 {
			t.Errorf("thresholds %v came back as %v", it.B, back)
		}
	}
}
