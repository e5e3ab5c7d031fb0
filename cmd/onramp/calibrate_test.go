package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"onramp/assessment/irt"
)

// truth is what simulated respondents answer by.
var truth = []irt.Item{
	{A: 1.5, B: []float64{-1, 0.5}},
	{A: 2.2, B: []float64{0}},
	{A: 1, B: []float64{-1.5, 0, 1.5}},
	{A: 1.8, B: []float64{-0.3, 1}},
	{A: 1.3, B: []float64{0.8}},
	{A: 2, B: []float64{-1.2, -0.2, 0.9}},
}

// simulated is a bank that knows nothing but the number of categories, and
// answers; a tenth are missing. Item Q6 is never asked.
func simulated(respondents int) (bank, answers string, rows [][]int) {
	var items []string
	for i, it := range append(truth[:len(truth):len(truth)], truth[0]) {
		b := strings.Join([]string{"-1", "0", "1"}[:len(it.B)], ",")
		items = append(items, fmt.Sprintf(`{"id":"Q%d","dimension":"d","a":1.5,"b":[%s]}`, i, b))
	}
	bank = plainBank(strings.Join(items, ",\n"), "")
	random := rand.New(rand.NewPCG(1, 2))
	var csv strings.Builder
	csv.WriteString("\ufeffQ0, Q1 ,Q2,Q3,\"Q4\",Q5\r\n")
	for range respondents {
		theta := random.NormFloat64()
		var cells []string
		row := make([]int, len(truth))
		for i, it := range truth {
			u := random.Float64()
			row[i] = -1
			for x, p := range it.Probabilities(theta) {
				if row[i] < 0 && u < p {
					row[i] = x
				}
				u -= p
			}
			cell := fmt.Sprint(max(row[i], 0))
			if random.Float64() < 0.1 {
				cell, row[i] = "", -1
			}
			cells = append(cells, cell)
		}
		rows = append(rows, row)
		csv.WriteString(strings.Join(cells, ",") + "\r\n")
	}
	return bank, csv.String(), rows
}

func TestCalibrateRecovers(t *testing.T) {
	bank, answers, rows := simulated(2000)
	var plain, held calibrateJSON
	expertJSON(t, &plain, "calibrate", map[string]string{"bank": bank, "data": answers}, "--prior=none")
	expertJSON(t, &held, "calibrate", map[string]string{"bank": bank, "data": answers})
	if !plain.Converged || plain.Iterations < 5 || len(plain.Items) != 7 {
		t.Fatalf("converged %v after %d iterations with %d items", plain.Converged, plain.Iterations, len(plain.Items))
	}
	for i, want := range truth {
		got := plain.Items[i]
		near(t, got.Item+" a", float64(got.A), want.A, float64(got.SEA))
		for k, b := range want.B {
			near(t, fmt.Sprint(got.Item, " b", k+1), float64(got.B[k]), b, float64(got.SEB[k]))
		}
	}
	items := fitted(plain)
	best := logLikelihood(items, rows)
	if math.Abs(best-float64(plain.LogLikelihood)) > 1e-6 {
		t.Errorf("log-likelihood %v, plainly summed %v", plain.LogLikelihood, best)
	}
	if held.LogLikelihood >= plain.LogLikelihood {
		t.Errorf("log-likelihood %v with priors is above the maximum %v", held.LogLikelihood, plain.LogLikelihood)
	}
	for i := range items { // a step of 0.01 any way leads down
		for _, step := range []float64{-0.01, 0.01} {
			items[i].A += step
			if moved := logLikelihood(items, rows); moved > best {
				t.Errorf("a of item %d moved by %g: log-likelihood %v above %v", i, step, moved, best)
			}
			items[i].A -= step
			for k := range items[i].B {
				items[i].B[k] += step
				if moved := logLikelihood(items, rows); moved > best {
					t.Errorf("b[%d] of item %d moved by %g: log-likelihood %v above %v", k, i, step, moved, best)
				}
				items[i].B[k] -= step
			}
		}
	}
}

// near accepts four standard errors, which must be sensible themselves.
func near(t *testing.T, name string, got, want, se float64) {
	t.Helper()
	if !(se > 0.01 && se < 0.3) || math.Abs(got-want) > 4*se {
		t.Errorf("%s is %.3f ± %.3f, want %.3f", name, got, se, want)
	}
}

func fitted(c calibrateJSON) []irt.Item {
	items := make([]irt.Item, len(truth))
	for i := range items {
		items[i].A = float64(c.Items[i].A)
		for _, b := range c.Items[i].B {
			items[i].B = append(items[i].B, float64(b))
		}
	}
	return items
}

// logLikelihood sums the marginal likelihood on the default grid in the
// plainest way.
func logLikelihood(items []irt.Item, rows [][]int) float64 {
	const nodes, reach = 81, 4.0
	prior, norm := make([]float64, nodes), 0.0
	table := make([][][]float64, nodes)
	for g := range nodes {
		theta := -reach + 2*reach*float64(g)/(nodes-1)
		prior[g] = math.Exp(-theta * theta / 2)
		norm += prior[g]
		for _, it := range items {
			table[g] = append(table[g], it.Probabilities(theta))
		}
	}
	total := 0.0
	for _, row := range rows {
		sum := 0.0
		for g, p := range prior {
			for i, x := range row {
				if x >= 0 {
					p *= table[g][i][x]
				}
			}
			sum += p
		}
		total += math.Log(sum / norm)
	}
	return total
}

// TestCalibrateWithoutAnswers: what nobody was asked stays, and its errors are
// null, never NaN.
func TestCalibrateWithoutAnswers(t *testing.T) {
	bank, answers, _ := simulated(100)
	code, out, errs := expert(t, "calibrate", map[string]string{"bank": bank, "data": answers})
	if code != 0 || strings.Contains(out, "NaN") {
		t.Fatalf("exit code %d: %s%s", code, errs, out)
	}
	want := `"item":"Q6","a":1.5,"b":[-1,0],"se_a":null,"se_b":[null,null]`
	if flat := strings.Join(strings.Fields(out), ""); !strings.Contains(flat, want) {
		t.Errorf("no %s in\n%s", want, out)
	}
}

// TestCalibrateSeveralDimensions checks the default correlation: leaving it out
// is the same as writing it.
func TestCalibrateSeveralDimensions(t *testing.T) {
	bank, answers, _ := simulated(200)
	bank = strings.Replace(bank, `["d"]`, `["d","e"]`, 1)
	bank = strings.Replace(bank, `"Q0","dimension":"d"`, `"Q0","dimension":"e"`, 1)
	bank = strings.Replace(bank, `"Q3","dimension":"d"`, `"Q3","dimension":"e"`, 1)
	written := strings.TrimSuffix(bank, "}") + `,"correlations":[[1,0.5],[0.5,1]]}`
	_, out, errs := expert(t, "calibrate", map[string]string{"bank": bank, "data": answers}, "--grid=31")
	_, same, _ := expert(t, "calibrate", map[string]string{"bank": written, "data": answers}, "--grid=31")
	if errs != "" || out != same || !strings.Contains(out, `"converged": true`) {
		t.Errorf("%s%s\nwith correlations written:\n%s", errs, out, same)
	}
}

func TestCalibrateRefuses(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", "data.file: line 1: the file is empty; want a header of item ids"},
		{"X1,X2\n", "no answer of any respondent"},
		{"X1,X2\n,\n \t,\n", "no answer of any respondent"},
		{"X1,Z\n1,1\n", `data.file: line 1, column 2: no item "Z" in the bank`},
		{"X1;X2\n1;1\n", `columns are separated by commas`},
		{"X1,X2,X1\n1,1,1\n", `line 1, column 3: item "X1" is there twice, first in column 1`},
		{"X1,X2\n1,1\n1\n", "line 3, column 2: the row has 1 columns and the header 2"},
		{"X1,X2\n1,1,1\n", "line 2, column 3: the row has 3 columns and the header 2"},
		{"X1,X2\n1,1\n\n1,3\n", `data.file: line 4, column 2, item "X2": "3" is no category; want 0 to 2`},
		{"X1,X2\n1,-1\n", `"-1" is no category`},
		{"X1,X2\n1,0.5\n", `"0.5" is no category`},
		{"X1,X2\n1,NaN\n", `"NaN" is no category`},
		{"X1,X2\nInf,1\n", `line 2, column 1, item "X1": "Inf" is no category`},
		{"X1,X2\n1,\"1\n", `line 2, character`},
		{"X1,X2\n" + strings.Repeat("9,1\n", 25), "and 5 more"},
	} {
		code, out, errs := expert(t, "calibrate", map[string]string{"bank": twoDimensions, "data": test.data})
		if code != exitUsage || out != "" || !strings.Contains(errs, test.want) || !strings.Contains(errs, "data.file: ") {
			t.Errorf("%q: exit code %d, want %d and %q:\n%s", test.data, code, exitUsage, test.want, errs)
		}
	}
	fine := map[string]string{"bank": twoDimensions, "data": "X1\n1\n"}
	for flag, want := range map[string]string{
		"--prior=some": `--prior "some": use none or default`, "--grid=1": "--grid 1", "--range=41": "--range 41",
		"--theta=1": "unknown flag", "--data=/no/such": "/no/such", "--data=": "name the file with --data FILE",
	} {
		if code, _, errs := expert(t, "calibrate", fine, flag); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", flag, code, exitUsage, want, errs)
		}
	}
}
