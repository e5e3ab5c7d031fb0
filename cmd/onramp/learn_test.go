package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"onramp/assessment"
	"onramp/assessment/irt"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// Of the school's two dimensions, what is planted.
const (
	schoolItems = 16 // the even ones in dimension d, the odd ones in e
	harder      = 4  // harder for micro firms than for others of the same standing
	twin        = 7  // shares something with
	otherTwin   = 9
	audited     = 24 // firms that go on to everything
)

// school is a database with a small questionnaire, and firms to answer it.
type school struct {
	*service.Service
	t     *testing.T
	file  string
	rng   *rand.Rand
	truth []irt.Item
	in    *assessment.Instrument
	kept  []struct{ id, token string }
}

func newSchool(t *testing.T) *school {
	t.Helper()
	s := &school{t: t, file: filepath.Join(t.TempDir(), "school.db"), rng: rand.New(rand.NewPCG(3, 4))}
	b := &bank{Bank: irt.Bank{Dimensions: 2, Correlations: irt.Equicorrelation(2, 0.5)}, dimensions: []string{"d", "e"}, index: map[string]int{}}
	for i := range schoolItems {
		id := fmt.Sprintf("Q%02d", i)
		b.index[id], b.items = i, append(b.items, id)
		b.Items = append(b.Items, irt.Item{Dimension: i % 2, A: irt.DefaultA, B: []float64{-1, 0, 1}, Weight: 1})
		shift := 1.2*s.rng.Float64() - 0.6
		s.truth = append(s.truth, irt.Item{Dimension: i % 2, A: 1.2 + s.rng.Float64(), B: []float64{-1 + shift, shift, 1 + shift}})
	}
	q := b.questionnaire([]assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.7, PerDimension: 4}, {ID: assessment.Standard, Confidence: 0.8, PerDimension: 6}, {ID: assessment.Full}})
	q.Sectors = []assessment.Choice{{ID: "C"}, {ID: "G"}, {ID: "Q"}}
	m := b.model(q)
	st, err := store.Open(t.Context(), s.file)
	s.must(err)
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Service = service.New(st, service.Options{})
	s.must(s.Import(t.Context(), &assessment.Catalogue{Questionnaires: []*assessment.Questionnaire{q}, Models: []*assessment.Model{m}, Directory: &assessment.Directory{}}))
	s.in, err = assessment.NewInstrument(q, m, nil)
	s.must(err)
	return s
}

func (s *school) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// firm lets one firm answer at a depth and, when it goes on, everything.
func (s *school) firm(depth assessment.Depth, consent, goesOn bool) {
	s.t.Helper()
	n := len(s.kept)
	p := assessment.Profile{Country: "DE", Employees: 5 + 15*(n%2), Sector: []string{"C", "G"}[n/2%2]}
	if n%40 == 0 {
		p.Sector = "Q" // few
	}
	common := s.rng.NormFloat64()
	theta := [2]float64{(common + s.rng.NormFloat64()) / math.Sqrt2, (common + s.rng.NormFloat64()) / math.Sqrt2}
	shared := 1.5 * s.rng.NormFloat64()
	answers := map[string]assessment.Response{}
	for i, it := range s.truth {
		at := theta[i%2]
		switch {
		case i == harder && p.Employees < 10:
			at -= 1.5
		case i == twin || i == otherTwin:
			at += shared
		}
		answers[fmt.Sprintf("Q%02d", i)] = assessment.ValueResponse(drawCategory(it.Probabilities(at), s.rng.Float64()))
	}
	a := assessment.Assessment{Depth: depth, Seed: s.rng.Int64N(1 << 40), Profile: p, StatisticsConsent: consent}
	for question, more := s.in.Next(&a); more; question, more = s.in.Next(&a) {
		a.Answer(assessment.Asked{Item: question.Item.ID, Reason: question.Reason.Kind}, answers[question.Item.ID])
	}
	file := a.Portable()
	file.Questionnaire = "bank"
	id, token, err := s.Adopt(s.t.Context(), file)
	s.must(err)
	s.kept = append(s.kept, struct{ id, token string }{id, token})
	if !goesOn {
		return
	}
	in, err := s.SetDepth(s.t.Context(), id, token, assessment.Full)
	s.must(err)
	for question, more := in.Next(); more; question, more = in.Next() {
		in, err = s.Answer(s.t.Context(), id, token, question.Item.ID, answers[question.Item.ID], "")
		s.must(err)
	}
}

// command runs the program on the school's database.
func (s *school) command(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(s.t.Context(), append(args, "--database="+s.file, "--questionnaire=bank"), strings.NewReader(""), &o, &e)
	return code, o.String(), withoutProgress(e.String())
}

func (s *school) calibrate(args ...string) (j learntRead) {
	s.t.Helper()
	code, out, errs := s.command(append([]string{"calibrate"}, args...)...)
	if code != 0 || errs != "" {
		s.t.Fatalf("exit code %d: %s", code, errs)
	}
	s.must(json.Unmarshal([]byte(out), &j))
	return j
}

type learntRead struct {
	Respondents, Published int
	Converged              bool
	Items                  []struct {
		Item string
		B    []float64
		SEB  []float64 `json:"se_b"`
	}
	Correlations [][]float64
	Report       assessment.LearningReport
}

// rows prints what a query of the database file finds.
func (s *school) rows(query string) string {
	s.t.Helper()
	db, err := sql.Open("sqlite", "file:"+s.file+"?_pragma=busy_timeout(5000)")
	s.must(err)
	defer db.Close()
	rows, err := db.QueryContext(s.t.Context(), query)
	s.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	s.must(err)
	var b strings.Builder
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		s.must(rows.Scan(into...))
		fmt.Fprintln(&b, row...)
	}
	s.must(rows.Err())
	return strings.TrimSpace(b.String())
}

func (s *school) interview(n int) *service.Interview {
	s.t.Helper()
	in, err := s.Interview(s.t.Context(), s.kept[n].id, s.kept[n].token)
	s.must(err)
	return in
}

// TestLearning follows answers from consent to a version that interviews use.
func TestLearning(t *testing.T) {
	s := newSchool(t)
	if code, _, errs := s.command("calibrate"); code == 0 || !strings.Contains(errs, "no finished answers yet") {
		t.Errorf("without answers: exit code %d: %s", code, errs)
	}
	s.firm(assessment.Full, false, false)
	if code, _, errs := s.command("calibrate"); code == 0 || !strings.Contains(errs, "no finished answers yet") {
		t.Errorf("with answers of nobody who agreed: exit code %d: %s", code, errs)
	}
	for n := range 90 {
		s.firm([]assessment.Depth{assessment.Full, assessment.Standard}[n%3/2], true, false)
	}
	if code, out, errs := s.command("calibrate", "--publish"); code != exitFailed || out != "" || !strings.Contains(errs, "90 firms are fewer than 100") {
		t.Errorf("with few firms: exit code %d: %s%s", code, errs, out)
	}
	for n := range 110 {
		s.firm([]assessment.Depth{assessment.Full, assessment.Quick}[n%2], true, n%2 == 1 && n < 2*audited)
	}
	learnt := s.calibrate("--report=json")
	if learnt.Respondents != 200 || !learnt.Converged || learnt.Published != 0 || len(learnt.Items) != schoolItems {
		t.Fatalf("learnt %+v", learnt)
	}
	t.Run("recovers", func(t *testing.T) { recovers(t, s, learnt) })
	t.Run("report", func(t *testing.T) { reports(t, learnt.Report) })
	t.Run("text", func(t *testing.T) {
		code, out, errs := s.command("calibrate", "--report")
		for _, want := range []string{"learnt from 200 firms, compared with the experts' guess (converged", "size    micro", "Q07  Q09  Q3 +",
			"Q04  size  micro  -", "Audit: 24 firms", "seed    answers"} {
			if code != 0 || errs != "" || !strings.Contains(out, want) {
				t.Errorf("exit code %d, no %q:\n%s%s", code, want, errs, out)
			}
		}
	})
	t.Run("versions", func(t *testing.T) { versions(t, s) })
	t.Run("withdrawal", func(t *testing.T) { withdrawal(t, s) })
}

func recovers(t *testing.T, s *school, learnt learntRead) {
	now, guess := 0.0, 0.0
	for _, it := range learnt.Items {
		var i int
		_, err := fmt.Sscanf(it.Item, "Q%d", &i)
		s.must(err)
		for k, b := range it.B {
			if i != harder && i != twin && i != otherTwin {
				now += math.Abs(b - s.truth[i].B[k])
				guess += math.Abs([]float64{-1, 0, 1}[k] - s.truth[i].B[k])
			}
			if se := it.SEB[k]; !(se > 0.02 && se < 0.5) {
				t.Errorf("%s: standard error %g", it.Item, se)
			}
		}
	}
	if now > 0.7*guess {
		t.Errorf("learnt thresholds are off by %.2f in all, the guess by %.2f", now, guess)
	}
	if r := learnt.Correlations[0][1]; math.Abs(r-0.5) > 0.15 {
		t.Errorf("correlation %.2f, want 0.5", r)
	}
}

func reports(t *testing.T, r assessment.LearningReport) {
	if len(r.Residuals) == 0 || r.Residuals[0].Items != [2]string{"Q07", "Q09"} || r.Residuals[0].Q3 < 0.3 {
		t.Errorf("residual correlations %+v", r.Residuals)
	}
	for _, p := range r.Residuals[min(1, len(r.Residuals)):] { // what the twins push away
		if p.Q3 > -0.2 || p.Q3 < -0.4 {
			t.Errorf("residual correlation %+v", p)
		}
	}
	sizes := 0
	for _, d := range r.Differences {
		if d.Item != "Q04" || d.By != "size" || d.Group == "micro" != (d.Difference < 0) || d.SE > 0.06 {
			t.Errorf("difference %+v", d)
		}
		sizes++
	}
	if sizes != 2 || r.Compared < 40 {
		t.Errorf("%d differences in %d comparisons", sizes, r.Compared)
	}
	groups := map[string]int{}
	for _, g := range r.Groups {
		groups[g.By+" "+g.Group] = g.N
	}
	if groups["size micro"]+groups["size small"] != 200 || groups["sector Q"] != 0 || groups["sector C"] < 90 || groups["depth quick"] != 55-audited {
		t.Errorf("groups %v", groups)
	}
	drifted := 0
	for _, d := range r.Drift {
		if d.Flagged {
			drifted++
		}
		if d.Previous != nil || d.Experts.A != irt.DefaultA || d.Shift > 0.5 && !d.Flagged {
			t.Errorf("drift %+v", d)
		}
	}
	if drifted == 0 || drifted == schoolItems || len(r.Drift) != schoolItems {
		t.Errorf("%d of %d items drifted", drifted, len(r.Drift))
	}
	if len(r.Asked) != 2 || r.Asked[0].Asked != "seed" || r.Asked[0].N < 20 || r.Asked[0].Flagged || math.Abs(r.Asked[0].Spread-1) > 0.4 {
		t.Errorf("asked %+v", r.Asked)
	}
	total, hits, n := r.Audit.Certain, 0.0, 0
	for _, b := range r.Audit.Bins {
		total, n = total+b.N, n+b.N
		hits += b.Hit * float64(b.N)
		if b.Stated < b.From || b.Stated > b.To {
			t.Errorf("bin %+v", b)
		}
	}
	if r.Audit.Firms != audited || total != 3*audited || hits < 0.6*float64(n) || n < 30 || *r.Audit.Within < 0.75 {
		t.Errorf("audit %+v, within %v", r.Audit, *r.Audit.Within)
	}
}

const resultRows = "SELECT assessment_id, dimension_id, score, level, levels, mean, low, high, parameters_version FROM results ORDER BY 1, 2"

func versions(t *testing.T, s *school) {
	before := s.rows(resultRows)
	if strings.Contains(before, " 1\n") || !strings.Contains(before, "[") {
		t.Fatal("results before publishing:", before[:200])
	}
	stated := s.rows("SELECT * FROM predictions ORDER BY 1, 4")
	if got := s.calibrate("--publish", "--note=first"); got.Published != 1 {
		t.Fatalf("published %d", got.Published)
	}
	if again := s.calibrate("--report=json"); again.Report.Previous != 1 || again.Report.Drift[0].Shift > 1e-9 || again.Report.Drift[0].Previous == nil {
		t.Errorf("compared with itself: %+v", again.Report.Drift[0])
	}
	// The service does not know the version yet; another one does.
	if code, out, errs := s.command("rescore"); code != 0 || !strings.Contains(out, "parameters version 1: 201 finished assessments, 201 used another version before") {
		t.Fatalf("rescore: exit code %d: %s%s", code, out, errs)
	} else if strings.Contains(out, "overall for 0") || strings.Contains(out, "dimension for 0") {
		t.Errorf("no level has changed: %s", out)
	}
	if in := s.interview(0); in.Parameters != 1 || in.Learnt.Respondents != 200 || in.Outcome().Parameters != in.Learnt {
		t.Errorf("a rescored assessment uses %d", in.Parameters)
	}
	if n := s.rows("SELECT count(*) FROM results WHERE parameters_version <> 1 OR levels IS NULL"); n != "0" {
		t.Errorf("%s results were not rescored", n)
	}
	s.firm(assessment.Quick, true, false)
	if in := s.interview(len(s.kept) - 1); in.Parameters != 1 || in.Learnt.Note != "first" {
		t.Errorf("a new assessment uses %d", in.Parameters)
	}
	if _, out, _ := s.command("rescore"); !strings.Contains(out, "202 finished assessments, 0 used another") {
		t.Errorf("rescored again: %s", out)
	}
	s.must(s.Delete(t.Context(), s.kept[len(s.kept)-1].id, s.kept[len(s.kept)-1].token))
	s.kept = s.kept[:len(s.kept)-1]
	if _, out, errs := s.command("rescore", "--parameters=0"); !strings.Contains(out, "version 0: 201 finished") || s.rows(resultRows) != before {
		t.Errorf("rescoring with the experts' does not bring results back: %s%s", out, errs)
	}
	if s.rows("SELECT * FROM predictions ORDER BY 1, 4") != stated {
		t.Error("rescoring changed what short interviews stated")
	}
	if code, _, errs := s.command("rescore", "--parameters=9"); code != exitUsage || !strings.Contains(errs, "no version 9 of the parameters") {
		t.Errorf("unknown version: exit code %d: %s", code, errs)
	}
	if got := s.calibrate("--publish"); got.Published != 2 {
		t.Errorf("published %d after 1", got.Published)
	}
}

func withdrawal(t *testing.T, s *school) {
	left := func() int {
		c, err := s.Catalogue(t.Context())
		s.must(err)
		all, err := s.Respondents(t.Context(), c.Questionnaires[0])
		s.must(err)
		return len(all)
	}
	predicted := func() string { return s.rows("SELECT count(DISTINCT assessment_id) FROM predictions") }
	if n := predicted(); n != "85" { // 30 standard, 55 quick
		t.Errorf("%s assessments are predicted", n)
	}
	last := s.kept[len(s.kept)-1] // quick
	_, err := s.SetConsent(t.Context(), last.id, last.token, false)
	s.must(err)
	if got := left(); got != 199 || predicted() != "84" {
		t.Errorf("after a withdrawal %d respondents, %s predicted", got, predicted())
	}
	_, err = s.SetConsent(t.Context(), last.id, last.token, true)
	s.must(err)
	if got := left(); got != 200 || predicted() != "85" {
		t.Errorf("after a second thought %d respondents, %s predicted", got, predicted())
	}
	s.must(s.Delete(t.Context(), last.id, last.token))
	if got := left(); got != 199 || predicted() != "84" {
		t.Errorf("after deletion %d respondents, %s predicted", got, predicted())
	}
}

func TestLearningRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"calibrate --database a.db --bank b.json":                  "files or a database, not both",
		"calibrate --bank b.json --publish":                        "--publish needs --database",
		"calibrate --report":                                       "name the database with --database FILE",
		"calibrate --database a.db --prior none":                   "--prior goes with --bank",
		"calibrate --database a.db --report=xml":                   "use --report or --report=json",
		"calibrate --database a.db --note x":                       "--note goes with --publish",
		"calibrate --database /no/such.db":                         "no such file",
		"rescore --database /no/such.db":                           "no such file",
		"rescore --parameters=-2":                                  "versions are counted from 1",
		"calibrate --database a.db --report --publish --grid=41":   "--grid goes with --bank",
		"calibrate --data a.csv --database a.db --questionnaire x": "not both",
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(line), strings.NewReader(""), &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) || out.Len() > 0 {
			t.Errorf("%s: exit code %d, want %q: %s", line, code, want, errs.String())
		}
	}
}
