package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// expert runs the program with files of the given contents, each passed as
// --name=path, and returns exit code, output and messages.
func expert(t *testing.T, command string, files map[string]string, flags ...string) (code int, out, errs string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{command}
	for name, text := range files {
		path := filepath.Join(dir, name+".file")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--"+name+"="+path)
	}
	var o, e bytes.Buffer
	code = run(t.Context(), append(args, flags...), strings.NewReader(""), &o, &e)
	return code, o.String(), withoutProgress(e.String())
}

// withoutProgress drops the lines that a slow machine adds while a command
// works.
func withoutProgress(said string) string {
	var kept strings.Builder
	for line := range strings.Lines(said) {
		if !strings.HasSuffix(line, " so far\n") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// expertJSON also reads the output.
func expertJSON(t *testing.T, into any, command string, files map[string]string, flags ...string) {
	t.Helper()
	code, out, errs := expert(t, command, files, flags...)
	if code != 0 || errs != "" {
		t.Fatalf("%s: exit code %d: %s", command, code, errs)
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

const twoDimensions = `{"dimensions":["x","y","empty"],"correlations":[[1,0.6,0.2],[0.6,1,0.1],[0.2,0.1,1]],"items":[
 {"id":"X1","dimension":"x","a":1.8,"b":[-1,0,1.5],"weight":2},
 {"id":"X2","dimension":0,"a":1.2,"b":[-0.5,0.5]},
 {"id":"X3","dimension":"x","a":100,"b":[-1000,1000],"weight":0},
 {"id":"Y1","dimension":"y","a":2.5,"b":[0.3]},
 {"id":"Y2","dimension":1,"a":0.7,"b":[-2,-1,0,1,2],"weight":null}]}`

func TestEstimateProperties(t *testing.T) {
	for _, responses := range []string{`{}`, `{"X1":3}`, `{"X1":0,"Y1":1,"Y2":2.0}`, `{"X1":1,"X2":1,"X3":1,"Y1":0,"Y2":5}`} {
		var r estimateJSON
		expertJSON(t, &r, "estimate", map[string]string{"bank": twoDimensions, "responses": responses}, "--theta=-40,0,1e300")
		for d, trait := range r.Dimensions {
			score := len(trait.Score.Probabilities)
			if want := []int{9, 7, 1}[d]; score != want {
				t.Errorf("%s: %d probabilities of the score of %s, want %d", responses, score, trait.ID, want)
			}
			sumsToOne(t, trait.Score.Probabilities)
			if v := float64(r.Covariance[d][d]); math.Abs(v-float64(trait.SD*trait.SD)) > 1e-12 {
				t.Errorf("%s: variance %g of %s, but sd %g", responses, v, trait.ID, trait.SD)
			}
			for c := range r.Dimensions {
				if r.Covariance[d][c] != r.Covariance[c][d] {
					t.Errorf("%s: covariance %v is not symmetric", responses, r.Covariance)
				}
			}
		}
		if answered := strings.Count(responses, `":`); len(r.Unasked)+answered != 5 {
			t.Errorf("%s: %d items unasked", responses, len(r.Unasked))
		}
		for _, u := range r.Unasked {
			sumsToOne(t, u.Probabilities)
			d := map[byte]int{'X': 0, 'Y': 1}[u.Item[0]]
			if !(u.ExpectedVariance > 0 && u.ExpectedVariance <= r.Covariance[d][d]) || u.Information < 0 {
				t.Errorf("%s: %+v within a variance of %g", responses, u, r.Covariance[d][d])
			}
		}
		for _, at := range r.Theta {
			for _, it := range at.Items {
				sumsToOne(t, it.Probabilities)
			}
		}
	}
}

func sumsToOne(t *testing.T, p []finite) {
	t.Helper()
	sum := 0.0
	for _, x := range p {
		sum += float64(x)
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("%v sums to %v", p, sum)
	}
}

// TestEstimateByHand sums one dimension out in the plainest way.
func TestEstimateByHand(t *testing.T) {
	const bank = `{"dimensions":["d"],"items":[{"id":"A","dimension":"d","a":1.3,"b":[-0.4,0.9]},{"id":"B","dimension":"d","a":2,"b":[0.2],"weight":3}]}`
	var r estimateJSON
	expertJSON(t, &r, "estimate", map[string]string{"bank": bank, "responses": `{"A":2}`}, "--grid=41", "--range=5")
	above := func(a, b, theta float64) float64 { return 1 / (1 + math.Exp(-a*(theta-b))) }
	var sum, first, second, yes, yesFirst float64
	for g := range 41 {
		theta := -5 + 0.25*float64(g)
		w := math.Exp(-theta*theta/2) * above(1.3, 0.9, theta)
		p := above(2, 0.2, theta)
		sum, first, second = sum+w, first+w*theta, second+w*theta*theta
		yes, yesFirst = yes+w*p, yesFirst+w*p*theta
	}
	mean, p := first/sum, yes/sum
	after := second/sum - p*math.Pow(yesFirst/yes, 2) - (1-p)*math.Pow((first-yesFirst)/(sum-yes), 2)
	at := above(2, 0.2, mean)
	x, u := r.Dimensions[0], r.Unasked[0]
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"mean", float64(x.Mean), mean},
		{"sd", float64(x.SD), math.Sqrt(second/sum - mean*mean)},
		{"P(S=2)", float64(x.Score.Probabilities[2]), 1 - p},
		{"P(S=5)", float64(x.Score.Probabilities[5]), p},
		{"score mean", float64(x.Score.Mean), 2 + 3*p},
		{"score sd", float64(x.Score.SD), 3 * math.Sqrt(p*(1-p))},
		{"P(B=1)", float64(u.Probabilities[1]), p},
		{"information", float64(u.Information), 4 * at * (1 - at)},
		{"expected variance", float64(u.ExpectedVariance), after},
	} {
		if !(math.Abs(c.got-c.want) < 1e-10) {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

// plainBank is a bank file with the given items and more keys.
func plainBank(items, more string) string {
	return fmt.Sprintf("{\"dimensions\":[\"d\"],\n\"items\":[\n%s]%s}", items, more)
}

func TestEstimateRefusesBadBanks(t *testing.T) {
	const q = `{"id":"Q","dimension":"d","a":1,"b":[0,1]}`
	two := func(more string) string {
		return `{"dimensions":["d","e"],"items":[` + q + `],"correlations":` + more + `}`
	}
	for _, test := range []struct{ bank, want string }{
		{``, `bank.file: line 1: the JSON ends too early`},
		{`{"items":[`, `the JSON ends too early`},
		{"{\"items\":\n\n NaN}", `bank.file: line 3: invalid character 'N'`},
		{`[]`, `line 1: want an object, not a list`},
		{`{}`, `key "items" is missing`},
		{plainBank(q, `} {`), `more after the end`},
		{plainBank(q, `,"colour":1`), `line 3: unknown key "colour"`},
		{plainBank(q, `,"items":[]`), `key "items" is there twice`},
		{plainBank(``, ``), `line 2, key items: 0 items; want 1 to 10000`},
		{plainBank(`{"ID":"Q","dimension":"d","a":1,"b":[0]}`, ``), `items[0]: unknown key "ID"`},
		{plainBank(`{"id":"Q","dimension":"d","b":[0]}`, ``), `line 3, items[0]: key "a" is missing`},
		{plainBank(q+",\n"+q, ``), `line 4, item "Q": the id is there twice, in items[0] and items[1]`},
		{plainBank(strings.Replace(q, `"Q"`, `" "`, 1), ``), `items[0], key id: want text that is not empty`},
		{plainBank(strings.Replace(q, `"Q"`, `7`, 1), ``), `items[0], key id: want text that is not empty`},
		{plainBank(strings.Replace(q, `"d"`, `"e"`, 1), ``), `line 3, item "Q", key dimension: no dimension "e"`},
		{plainBank(strings.Replace(q, `"d"`, `1`, 1), ``), `item "Q", key dimension: want a whole number from 0 to 0, not the number 1`},
		{plainBank(strings.Replace(q, `"d"`, `null`, 1), ``), `item "Q", key dimension: want the id of a dimension, not null`},
		{`{"dimensions":["1","0"],"items":[{"id":"Q","dimension":1,"a":1,"b":[0]}]}`, `1 is the index of "0" and the id of another dimension`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":"1"`, 1), ``), `line 3, item "Q", key a: want a number, not text`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":null`, 1), ``), `item "Q", key a: want a number, not null`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":1e999`, 1), ``), `item "Q", key a: the number 1e999 is out of range`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":-1`, 1), ``), `item "Q": discrimination -1 is not in 0.001 to 100`},
		{plainBank(strings.Replace(q, `[0,1]`, `[1,0]`, 1), ``), `item "Q": threshold 2 is 0, not at least 1e-06 above 1`},
		{plainBank(strings.Replace(q, `[0,1]`, `[]`, 1), ``), `item "Q": 0 thresholds; want 1 to 99`},
		{plainBank(strings.Replace(q, `[0,1]`, `[0,true]`, 1), ``), `item "Q", key b[1]: want a number, not true or false`},
		{plainBank(strings.Replace(q, `[0,1]`, `{}`, 1), ``), `item "Q", key b: want a list, not an object`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":1,"weight":1.5`, 1), ``), `item "Q", key weight: want a whole number from 0 to 20000, not the number 1.5`},
		{plainBank(strings.Replace(q, `"a":1`, `"a":1,"weight":10001`, 1), ``), `key weight in dimension "d": the highest raw score is 20002; want at most 20000`},
		{plainBank(strings.Replace(q, `[0,1]`, strings.Repeat(`[`, 50)+strings.Repeat(`]`, 50), 1), ``), `nested too deep`},
		{plainBank(strings.Repeat("7,\n", 29)+"7", ``), `and 10 more`},
		{`{"dimensions":["d","d"],"items":[` + q + `]}`, `key dimensions: "d" is there twice`},
		{`{"dimensions":[],"items":[` + q + `]}`, `0 dimensions; want 1 to 64`},
		{`{"dimensions":"d","items":[` + q + `]}`, `key dimensions: want a list, not text`},
		{two(`[[1,0],[0]]`), `key correlations: row 1 of the correlations has 1 numbers`},
		{two(`[[1]]`), `correlations have 1 rows; want 2`},
		{two(`[[1,0.2],[0.3,1]]`), `correlations of dimensions 0 and 1 differ`},
		{two(`[[1,"0"],[0,1]]`), `correlations[0][1]: want a number, not text`},
		{two(`[[2,0],[0,1]]`), `correlation of dimension 0 with itself is 2, not 1`},
		{two(`[[1,1],[1,1]]`), `line 1, key correlations: correlations are not positive definite`},
	} {
		code, out, errs := expert(t, "estimate", map[string]string{"bank": test.bank, "responses": `{}`})
		if code != exitUsage || out != "" || !strings.Contains(errs, test.want) || !strings.Contains(errs, "bank.file: ") {
			t.Errorf("%s\nexit code %d, want %d and %q:\n%s", test.bank, code, exitUsage, test.want, errs)
		}
	}
}

func TestEstimateRefusesBadResponses(t *testing.T) {
	for _, test := range []struct{ responses, want string }{
		{`{"X1":4}`, `responses.file: line 1, item "X1", category: want a whole number from 0 to 3, not the number 4`},
		{"{\"X1\":1,\n\"X2\":-1}", `responses.file: line 2, item "X2", category: want a whole number from 0 to 2`},
		{`{"X1":0.5}`, `not the number 0.5`},
		{`{"X1":"1"}`, `not text`},
		{`{"X1":null}`, `not null`},
		{`{"Z":1}`, `responses.file: line 1, item "Z": no such item in the bank`},
		{`{"X1":1,"X1":2}`, `key "X1" is there twice`},
		{`{"X1":NaN}`, `line 1: invalid character 'N'`},
		{`[1]`, `want an object with a category per item, not a list`},
		{``, `ends too early`},
	} {
		code, out, errs := expert(t, "estimate", map[string]string{"bank": twoDimensions, "responses": test.responses})
		if code != exitUsage || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", test.responses, code, exitUsage, test.want, errs)
		}
	}
}

func TestEstimateRefusesBadFlags(t *testing.T) {
	wide := plainBank(strings.TrimSuffix(strings.Repeat(`{"id":"%d","dimension":"d","a":1,"b":[0]},`, 1000), ","), "")
	ids := make([]any, 1000)
	for i := range ids {
		ids[i] = i
	}
	both := map[string]string{"bank": fmt.Sprintf(wide, ids...), "responses": `{}`}
	for _, test := range []struct {
		files map[string]string
		flag  string
		want  string
	}{
		{both, "--grid=2", "--grid 2: use 3 to 10001 nodes"},
		{both, "--grid=0", "--grid 0: "},
		{both, "--grid=1000000000", "--grid 1000000000: "},
		{both, "--grid=99999999999999999999", "--grid"},
		{both, "--grid=10001", "2000 categories on 10001 nodes is more than"},
		{both, "--range=NaN", "--range NaN: use a number above 0.001, at most 40"},
		{both, "--range=0", "--range 0: "},
		{both, "--range=Inf", "--range +Inf: "},
		{both, "--theta=0,NaN", "--theta: NaN is no finite number"},
		{both, "--theta=one", "--theta"},
		{both, "--theta=0" + strings.Repeat(",0", maxThetas), "1001 values; want at most 1000"},
		{map[string]string{"bank": twoDimensions}, "--grid=5", "name the file with --responses FILE"},
		{map[string]string{"responses": `{}`}, "--grid=5", "name the file with --bank FILE"},
		{map[string]string{"responses": `{}`}, "--bank=/no/such/file", "/no/such/file"},
		{nil, "--bank=-", "name the file with --responses FILE"},
	} {
		code, out, errs := expert(t, "estimate", test.files, test.flag)
		if code != exitUsage || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%.40s: exit code %d, want %d and %q:\n%s", test.flag, code, exitUsage, test.want, errs)
		}
	}
	if code, _, errs := expert(t, "estimate", nil, "--bank=-", "--responses=-"); code != exitUsage || !strings.Contains(errs, "only one of") {
		t.Errorf("both on standard input: exit code %d: %s", code, errs)
	}
}

func TestEstimateStandsInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cmd := newEstimate()
	cmd.SetContext(ctx)
	cancel()
	release := make(chan struct{})
	defer close(release)
	if _, err := attend(cmd, "waiting", func() (int, error) { <-release; return 0, nil }); err == nil || !strings.Contains(err.Error(), "waiting") {
		t.Errorf("an interrupted command ends with %v", err)
	}
}

func FuzzEstimate(f *testing.F) {
	f.Add([]byte(twoDimensions), []byte(`{"X1":3}`))
	f.Add([]byte(`{"dimensions":["d"],"items":[{"id":"Q","dimension":0,"a":1,"b":[0]}]}`), []byte("\ufeff{}"))
	f.Fuzz(func(t *testing.T, file, responses []byte) {
		b, err := parseBank("bank", file)
		if err != nil {
			return
		}
		_, _ = parseResponses("responses", responses, b)
		_ = parseData(&faults{file: "data"}, responses, b)
	})
}
