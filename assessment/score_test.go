package assessment_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"onramp/assessment"
)

// model makes a model of one dimension "d" with the cuts 20, 40, 60, 80.
func model(d assessment.ModelDimension) *assessment.Model {
	d.ID = "d"
	if d.Weight == 0 {
		d.Weight = 1
	}
	if d.Rule == "" {
		d.Rule = assessment.Mean
	}
	return &assessment.Model{ID: "m", Version: "1", Questionnaire: "q", QuestionnaireVersion: "1", Rule: assessment.Mean, Scale: 100,
		Cuts: []float64{20, 40, 60, 80}, Dimensions: []assessment.ModelDimension{d}}
}

// indicator reads one item.
func indicator(item string, weight float64) assessment.Indicator {
	return assessment.Indicator{ID: item, Weight: weight, Sources: []assessment.Source{{Item: item}}}
}

// score is what the model says of dimension "d".
func score(m *assessment.Model, q *assessment.Questionnaire, given answers) *assessment.DimensionResult {
	res := m.Score(q.Read(assessment.Profile{}, given))
	return res.Dimension("d")
}

func points(score *float64) string {
	if score == nil {
		return "none"
	}
	return fmt.Sprint(*score)
}

// TestScoreByHand: three ordered items (0 to 4) of weights 3, 2 and 1. Item C
// is asked only where B is at 1 or more, and is an implied zero otherwise.
//
//	score = 100 · Σ weight · category/4 / Σ weight, over the known items
func TestScoreByHand(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), dependent(t, "C", `value("B") >= 1`, true))
	m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{indicator("A", 3), indicator("B", 2), indicator("C", 1)}})
	tests := []struct {
		given    answers
		score    string
		level    int
		coverage assessment.Coverage
	}{
		{answers{"A": val(4), "B": val(4), "C": val(4)}, "100", 5, assessment.Coverage{Known: 3, Applicable: 3}},            // (12+8+4)/24
		{answers{"A": val(0), "B": val(1), "C": val(0)}, "8.333333333", 1, assessment.Coverage{Known: 3, Applicable: 3}},    // 2/24
		{answers{"A": val(2), "B": val(2), "C": val(2)}, "50", 3, assessment.Coverage{Known: 3, Applicable: 3}},             // 12/24
		{answers{"A": val(3), "B": val(1), "C": val(1)}, "50", 3, assessment.Coverage{Known: 3, Applicable: 3}},             // (9+2+1)/24
		{answers{"A": val(4), "B": val(0)}, "50", 3, assessment.Coverage{Known: 3, Applicable: 3}},                          // (12+0+0)/24, C an implied zero
		{answers{"A": val(4), "B": notRelevant}, "100", 5, assessment.Coverage{Known: 1, Applicable: 1}},                    // 12/12, B and C leave
		{answers{"A": val(4), "B": dontKnow}, "100", 5, assessment.Coverage{Known: 1, Applicable: 3}},                       // 12/12, less is known
		{answers{"A": val(4)}, "100", 5, assessment.Coverage{Known: 1, Applicable: 3}},                                      // the same, not asked
		{answers{"A": dontKnow, "B": val(2)}, "50", 3, assessment.Coverage{Known: 1, Applicable: 3}},                        // 4/8
		{answers{"A": dontKnow, "B": val(2), "C": val(3)}, "58.333333333", 3, assessment.Coverage{Known: 2, Applicable: 3}}, // (4+3)/12
		{answers{"A": dontKnow}, "none", 0, assessment.Coverage{Known: 0, Applicable: 3}},
		{answers{"A": notRelevant, "B": notRelevant}, "none", 0, assessment.Coverage{Known: 0, Applicable: 0}},
		{nil, "none", 0, assessment.Coverage{Known: 0, Applicable: 3}},
	}
	for i, tt := range tests {
		res := m.Score(q.Read(assessment.Profile{}, tt.given))
		d := res.Dimension("d")
		if points(d.Score) != tt.score || d.Level != tt.level || d.Coverage != tt.coverage {
			t.Errorf("case %d: score %s, level %d, coverage %v; want %s, %d, %v", i, points(d.Score), d.Level, d.Coverage, tt.score, tt.level, tt.coverage)
		}
		if o := res.Overall; points(o.Score) != tt.score || o.Level != tt.level || o.Coverage != tt.coverage {
			t.Errorf("case %d: overall %+v differs from its only dimension", i, o)
		}
		if (d.Score == nil) != (d.Next == nil && d.Level == 0) {
			t.Errorf("case %d: without a score level is %d, next %v", i, d.Level, d.Next)
		}
	}
}

// TestOverallByHand: two dimensions of weights 3 and 1, and one nobody knows.
func TestOverallByHand(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), ordered("C"))
	one := func(id string, weight float64, item string) assessment.ModelDimension {
		return assessment.ModelDimension{ID: id, Weight: weight, Rule: assessment.Mean, Indicators: []assessment.Indicator{indicator(item, 1)}}
	}
	m := model(assessment.ModelDimension{})
	m.Dimensions = []assessment.ModelDimension{one("a", 3, "A"), one("b", 1, "B"), one("c", 6, "C")}
	tests := []struct {
		rule  assessment.Rule
		given answers
		score string
		level int
	}{
		{assessment.Mean, answers{"A": val(4), "B": val(0)}, "75", 4},              // (3·100 + 1·0) / 4
		{assessment.Mean, answers{"A": val(0), "B": val(4)}, "25", 2},              // (3·0 + 1·100) / 4
		{assessment.Mean, answers{"A": val(4), "B": val(0), "C": val(1)}, "45", 3}, // (300 + 0 + 150) / 10
		{assessment.Minimum, answers{"A": val(4), "B": val(1)}, "25", 2},           // the lower of 100 and 25
		{assessment.Minimum, answers{"A": val(4), "C": val(3), "B": val(4)}, "75", 4},
		{assessment.None, answers{"A": val(4), "B": val(1)}, "none", 0},
		{assessment.Mean, nil, "none", 0},
		{assessment.Minimum, nil, "none", 0},
	}
	for i, tt := range tests {
		m.Rule = tt.rule
		if o := m.Score(q.Read(assessment.Profile{}, tt.given)).Overall; points(o.Score) != tt.score || o.Level != tt.level {
			t.Errorf("case %d: %s gives %s, level %d, want %s, level %d", i, tt.rule, points(o.Score), o.Level, tt.score, tt.level)
		}
	}
}

// TestCutsAreHalfOpen puts scores exactly on, right below and right above each
// cut: a number item of 100 bands is a score in steps of one.
func TestCutsAreHalfOpen(t *testing.T) {
	fine := number("N")
	fine.Bands = nil
	for n := range 1000 {
		fine.Bands = append(fine.Bands, n+1)
	}
	fine.Max = 1000
	q := questionnaire(fine)
	m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{indicator("N", 7)}})
	for tenths := range 1001 {
		want := 1 + tenths/200 // levels begin at 20, 40, 60, 80
		if tenths == 1000 {
			want = 5
		}
		d := score(m, q, answers{"N": val(tenths)})
		if *d.Score != float64(tenths)/10 || d.Level != want {
			t.Errorf("%d tenths score %v, level %d, want level %d", tenths, *d.Score, d.Level, want)
		}
		switch next := d.Next; {
		case want == 5 && next != nil:
			t.Errorf("at the top %+v comes next", next)
		case want < 5 && (next == nil || next.Level != want+1 || math.Abs(next.Points-float64(200*want-tenths)/10) > 1e-9 || next.Points <= 0):
			t.Errorf("from %d tenths the next level is %+v", tenths, next)
		}
	}
}

// TestScoresAreExact: weights and shares that binary numbers cannot hold still
// land on the cut they belong to.
func TestScoresAreExact(t *testing.T) {
	for _, weights := range [][]float64{{0.1, 0.2, 0.3}, {1, 1, 1}, {3, 3, 1}, {1. / 3, 1. / 3, 1. / 3}, {0.7, 0.1, 0.9}} {
		for category, want := range map[int]float64{1: 20, 2: 40, 3: 60, 4: 80} { // fifths of the adoption scale
			q := questionnaire(kind("A", assessment.Adoption), kind("B", assessment.Adoption), kind("C", assessment.Adoption))
			m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{indicator("A", weights[0]), indicator("B", weights[1]), indicator("C", weights[2])}})
			res := m.Score(q.Read(assessment.Profile{}, answers{"A": val(category), "B": val(category), "C": val(category)}))
			if d := res.Dimension("d"); *d.Score != want || d.Level != category+1 || *res.Overall.Score != want || res.Overall.Level != category+1 {
				t.Errorf("weights %v: %v, level %d, overall %v, level %d; want %v, level %d", weights, *d.Score, d.Level, *res.Overall.Score, res.Overall.Level, want, category+1)
			}
		}
	}
}

// TestGates: G is the gating practice, H the rest; G below 2 caps at level 3,
// below 3 at level 4. Weights 1 and 9.
func TestGates(t *testing.T) {
	q := questionnaire(ordered("P"), dependent(t, "G", `value("P") >= 1`, true), ordered("H"))
	m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{indicator("G", 1), indicator("H", 9)},
		Gates: []assessment.Gate{{Item: "G", Below: 2, Cap: 3}, {Item: "G", Below: 3, Cap: 4}}})
	tests := []struct {
		name            string
		parent, gate, h assessment.Response
		score           string
		uncapped, level int
		cap             int // of the gate that caps; 0: none
		next            string
	}{
		{"gate at 0", val(1), val(0), val(4), "90", 5, 3, 3, "4 gate 2"},
		{"gate at 1", val(1), val(1), val(4), "92.5", 5, 3, 3, "4 gate 2"},
		{"gate at 2", val(1), val(2), val(4), "95", 5, 4, 4, "5 gate 3"},
		{"gate at 3", val(1), val(3), val(4), "97.5", 5, 5, 0, "top"},
		{"gate at 1, points for 4", val(1), val(1), val(3), "70", 4, 3, 3, "4 gate 2"},
		{"gate at 2, points for 4", val(1), val(2), val(3), "72.5", 4, 4, 0, "5 points 7.5 gate 3"},
		{"gate at 1, points for 3", val(1), val(1), val(2), "47.5", 3, 3, 0, "4 points 12.5 gate 2"},
		{"gate at 1, points for 1", val(1), val(1), val(0), "2.5", 1, 1, 0, "2 points 17.5"},
		{"gate not known", val(1), dontKnow, val(4), "100", 5, 5, 0, "top"},
		{"gate not relevant", val(1), notRelevant, val(4), "100", 5, 5, 0, "top"},
		{"gate not asked", val(1), assessment.Response{}, val(4), "100", 5, 5, 0, "top"},
		{"gate an implied zero", val(0), assessment.Response{}, val(4), "90", 5, 3, 3, "4 gate 2"},
	}
	for _, tt := range tests {
		given := answers{"P": tt.parent, "G": tt.gate, "H": tt.h}
		res := m.Score(q.Read(assessment.Profile{}, given))
		d := res.Dimension("d")
		if points(d.Score) != tt.score || d.Uncapped != tt.uncapped || d.Level != tt.level {
			t.Errorf("%s: score %s, level %d of %d; want %s, %d of %d", tt.name, points(d.Score), d.Level, d.Uncapped, tt.score, tt.level, tt.uncapped)
		}
		if capped := d.CappedBy; (capped == nil) != (tt.cap == 0) || capped != nil && capped.Cap != tt.cap {
			t.Errorf("%s: capped by %+v, want at %d", tt.name, capped, tt.cap)
		}
		if got := distance(d.Next); got != tt.next {
			t.Errorf("%s: next is %q, want %q", tt.name, got, tt.next)
		}
		if res.Overall.Level != tt.uncapped || points(res.Overall.Score) != tt.score {
			t.Errorf("%s: a gate reached the overall level: %+v", tt.name, res.Overall)
		}
	}
}

func distance(n *assessment.NextLevel) string {
	if n == nil {
		return "top"
	}
	s := fmt.Sprint(n.Level)
	if n.Points != 0 {
		s += fmt.Sprint(" points ", n.Points)
	}
	if n.Gate != nil {
		s += fmt.Sprint(" gate ", n.Gate.Below)
	}
	return s
}

// TestMinimumRule: the lowest known indicator is the score.
func TestMinimumRule(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), dependent(t, "C", `value("A") >= 1`, true))
	m := model(assessment.ModelDimension{Rule: assessment.Minimum, Indicators: []assessment.Indicator{indicator("A", 1), indicator("B", 99), indicator("C", 0)}})
	tests := []struct {
		given answers
		score string
		level int
	}{
		{answers{"A": val(4), "B": val(2), "C": val(3)}, "50", 3},
		{answers{"A": val(4), "B": val(4), "C": val(1)}, "25", 2},
		{answers{"A": val(0), "B": val(4)}, "0", 1}, // C an implied zero, too
		{answers{"A": dontKnow, "B": val(3)}, "75", 4},
		{answers{"A": notRelevant, "B": val(3)}, "75", 4},
		{nil, "none", 0},
	}
	for i, tt := range tests {
		d := score(m, q, tt.given)
		if points(d.Score) != tt.score || d.Level != tt.level {
			t.Errorf("case %d: %s, level %d, want %s, level %d", i, points(d.Score), d.Level, tt.score, tt.level)
		}
		for _, in := range d.Indicators {
			if in.Known && (in.Possible != 100 || in.Points != 100*in.Share) {
				t.Errorf("case %d: under the minimum rule %s brings %v of %v", i, in.ID, in.Points, in.Possible)
			}
		}
	}
}

// TestStagedRule: A at half for stage 1, B at three quarters and a tick for
// stage 2, C in full for stage 3.
func TestStagedRule(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), checklist("L"), ordered("C"))
	stage := func(in assessment.Indicator, stage int, need float64) assessment.Indicator {
		in.Stage, in.Need = stage, need
		return in
	}
	tick := assessment.Indicator{ID: "tick", Weight: 1, Sources: []assessment.Source{{Item: "L", Option: "b"}}}
	m := model(assessment.ModelDimension{Rule: assessment.Staged, Indicators: []assessment.Indicator{
		stage(indicator("A", 1), 1, 0.5), stage(indicator("B", 1), 2, 0.75), stage(tick, 2, 1), stage(indicator("C", 1), 3, 1)}})
	tests := []struct {
		name  string
		given answers
		level int
	}{
		{"nothing known", nil, 0},
		{"first not met", answers{"A": val(1), "B": val(4), "L": ticks("b"), "C": val(4)}, 0},
		{"first just met", answers{"A": val(2)}, 1},
		{"second half met", answers{"A": val(4), "B": val(4), "L": ticks("a")}, 1},
		{"second met", answers{"A": val(2), "B": val(3), "L": ticks("a", "b")}, 2},
		{"third met over a gap", answers{"A": val(4), "B": val(2), "L": ticks("b"), "C": val(4)}, 1},
		{"all met", answers{"A": val(4), "B": val(4), "L": ticks("b"), "C": val(4)}, 3},
		{"top not quite", answers{"A": val(4), "B": val(4), "L": ticks("b"), "C": val(3)}, 2},
		{"not relevant is no gap", answers{"A": val(4), "B": notRelevant, "L": notRelevant, "C": val(4)}, 3},
		{"not known is a gap", answers{"A": val(4), "B": dontKnow, "L": ticks("b"), "C": val(4)}, 1},
		{"nothing relevant", answers{"A": notRelevant, "B": notRelevant, "L": notRelevant, "C": notRelevant}, 0},
	}
	for _, tt := range tests {
		res := m.Score(q.Read(assessment.Profile{}, tt.given))
		d := res.Dimension("d")
		if d.Score != nil || d.Level != tt.level || d.Uncapped != tt.level {
			t.Errorf("%s: score %s, stage %d (%d), want none, %d", tt.name, points(d.Score), d.Level, d.Uncapped, tt.level)
		}
		if res.Overall.Score != nil || res.Overall.Level != 0 {
			t.Errorf("%s: a stage made an overall score %+v", tt.name, res.Overall)
		}
	}
}

// TestSources: an indicator is the mean of its known sources; a tick counts 1
// or 0, whatever the checklist's weights say.
func TestSources(t *testing.T) {
	q := questionnaire(ordered("A"), kind("Y", assessment.YesNo), checklist("L"))
	m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{
		{ID: "mixed", Weight: 1, Sources: []assessment.Source{{Item: "A"}, {Item: "Y"}, {Item: "L", Option: "a"}, {Item: "GONE"}}}}})
	tests := []struct {
		given answers
		score string
	}{
		{answers{"A": val(2), "Y": val(1), "L": ticks("a")}, "83.333333333"}, // (0.5 + 1 + 1) / 3
		{answers{"A": val(2), "Y": val(1), "L": ticks("b", "c")}, "50"},      // (0.5 + 1 + 0) / 3
		{answers{"A": val(1), "Y": dontKnow, "L": notRelevant}, "25"},        // 0.25
		{answers{"L": ticks()}, "0"},                                         // no tick is an answer
		{answers{"A": dontKnow, "Y": dontKnow, "L": dontKnow}, "none"},
	}
	for i, tt := range tests {
		d := score(m, q, tt.given)
		if points(d.Score) != tt.score {
			t.Errorf("case %d: %s, want %s", i, points(d.Score), tt.score)
		}
		if in := d.Indicators[0]; !in.Applies || in.Known != (tt.score != "none") || !slices.Equal(in.Items, []string{"A", "Y", "L", "GONE"}) {
			t.Errorf("case %d: %+v", i, in)
		}
	}
	behind := questionnaire(ordered("P"), func() assessment.Item {
		l := checklist("L")
		l.AskIf, l.ImpliedZero = condition(t, `value("P") >= 1`), true
		return l
	}())
	d := score(m, behind, answers{"P": val(0), "L": ticks("a")})
	if points(d.Score) != "0" {
		t.Errorf("a tick on an abandoned branch scores %s, want 0", points(d.Score))
	}
}

// TestWeightless: parts without weight make no score, and nothing that is no
// number.
func TestWeightless(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"))
	m := model(assessment.ModelDimension{Indicators: []assessment.Indicator{indicator("A", 0), indicator("B", 1)}})
	d := score(m, q, answers{"A": val(4)})
	if d.Score != nil || d.Level != 0 || d.Indicators[0].Points != 0 || d.Indicators[0].Possible != 0 {
		t.Errorf("a part without weight gives %+v", d)
	}
}

// TestScoreShipped: what holds for every firm.
func TestScoreShipped(t *testing.T) {
	t.Parallel()
	q, m, _ := shipped(t)
	for seed := range uint64(300) {
		r := random(seed)
		readings := q.Read(anyFirm(r, q), anyAnswers(r, q, r.Float64()))
		res := m.Score(readings)
		weight, sum := 0.0, 0.0
		for i, d := range res.Dimensions {
			total, possible := 0.0, 0.0
			for _, in := range d.Indicators {
				total, possible = total+in.Points, possible+in.Possible
				if in.Points < 0 || in.Points > in.Possible || in.Known && !in.Applies {
					t.Errorf("seed %d: %s brings %v of %v", seed, in.ID, in.Points, in.Possible)
				}
			}
			if d.Score == nil {
				if d.Coverage.Known != 0 || d.Level != 0 {
					t.Errorf("seed %d: %s has no score but %+v", seed, d.ID, d)
				}
				continue
			}
			if math.Abs(total-*d.Score) > 1e-6 || math.Abs(possible-100) > 1e-6 {
				t.Errorf("seed %d: %s scores %v, its indicators %v of %v", seed, d.ID, *d.Score, total, possible)
			}
			if want := min(1+int(*d.Score/20), 5); d.Uncapped != want || d.Level > want || (d.Level < want) != (d.CappedBy != nil) {
				t.Errorf("seed %d: %s scores %v, level %d of %d by %v", seed, d.ID, *d.Score, d.Level, d.Uncapped, d.CappedBy)
			}
			if (d.Next == nil) != (d.Level == 5) || d.Next != nil && d.Next.Level != d.Level+1 {
				t.Errorf("seed %d: %s at level %d has next %+v", seed, d.ID, d.Level, d.Next)
			}
			weight, sum = weight+m.Dimensions[i].Weight, sum+m.Dimensions[i].Weight**d.Score
		}
		if (res.Overall.Score == nil) != (weight == 0) || res.Overall.Score != nil && math.Abs(*res.Overall.Score-sum/weight) > 1e-6 {
			t.Errorf("seed %d: overall %s, want %v", seed, points(res.Overall.Score), sum/weight)
		}
		known, applicable := 0, 0
		for _, x := range readings {
			if x.Item.Dimension == "" { // an added model's own item
				continue
			}
			if x.Known() {
				known++
			}
			if x.Applies() {
				applicable++
			}
		}
		if want := (assessment.Coverage{Known: known, Applicable: applicable}); res.Overall.Coverage != want {
			t.Errorf("seed %d: coverage %v, want %v", seed, res.Overall.Coverage, want)
		}
	}
}

// TestStagedOverall: overall is the lowest of the dimensions of which something
// is known, never their mean.
func TestStagedOverall(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"))
	dimension := func(id, item string) assessment.ModelDimension {
		var steps []assessment.Indicator
		for n := range 4 {
			in := indicator(item, 1)
			in.Stage, in.Need = n+1, float64(n+1)/4
			steps = append(steps, in)
		}
		return assessment.ModelDimension{ID: id, Weight: 1, Rule: assessment.Staged, Indicators: steps}
	}
	m := &assessment.Model{ID: "m", Rule: assessment.Staged, Scale: 4, Dimensions: []assessment.ModelDimension{dimension("a", "A"), dimension("b", "B")}}
	for _, tt := range []struct {
		given answers
		level int
		known bool
	}{
		{answers{"A": val(4), "B": val(1)}, 1, true},
		{answers{"A": val(3), "B": val(3)}, 3, true},
		{answers{"A": val(2)}, 2, true},
		{answers{"A": val(4), "B": val(0)}, 0, true},
		{nil, 0, false},
	} {
		all := m.Score(q.Read(assessment.Profile{}, tt.given)).Overall
		if all.Level != tt.level || all.Score != nil || all.Coverage.Known > 0 != tt.known {
			t.Errorf("%v: overall %+v, want stage %d", tt.given, all, tt.level)
		}
	}
}
