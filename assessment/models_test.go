package assessment_test

import (
	"reflect"
	"testing"

	"onramp/assessment"
)

// meanModel has one dimension "d" of weight 1 on a scale of 100 with levels
// from 0, 25, 50 and 75.
func meanModel(indicators ...assessment.Indicator) *assessment.Model {
	m := &assessment.Model{ID: "m", Version: "1", Rule: assessment.Mean, Scale: 100, Cuts: []float64{25, 50, 75},
		Dimensions: []assessment.ModelDimension{{ID: "d", Weight: 1, Rule: assessment.Mean, Indicators: indicators}}}
	for n := range 4 {
		m.Levels = append(m.Levels, assessment.Level{Number: n + 1})
	}
	return m
}

// one is an indicator of weight 1.
func one(id string, sources ...assessment.Source) assessment.Indicator {
	return assessment.Indicator{ID: id, Weight: 1, Sources: sources}
}

func TestFloorWithholdsLevels(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), ordered("C"), ordered("D"), ordered("E"))
	m := meanModel(one("A", assessment.Source{Item: "A"}), one("B", assessment.Source{Item: "B"}), one("C", assessment.Source{Item: "C"}),
		one("D", assessment.Source{Item: "D"}), one("E", assessment.Source{Item: "E"}))
	m.Floor = 0.6
	m.Groups = []assessment.Group{{From: 0}, {From: 50}}
	given := answers{}
	for known, id := range []string{"A", "B", "C", "D", "E"} {
		given[id] = val(3)
		r := m.Score(q.Read(assessment.Profile{}, given))
		for _, s := range []assessment.Standing{r.Overall, r.Dimensions[0].Standing} {
			below := known+1 < 3
			if s.Withheld != below || (s.Level == 0) != below || (s.Next == nil && s.Level > 0 && s.Level < 4) || below && s.Next != nil {
				t.Errorf("%d of 5 known: %+v", known+1, s)
			}
			if *s.Score != 75 || s.Coverage != (assessment.Coverage{Known: known + 1, Applicable: 5}) {
				t.Errorf("%d of 5 known: score %v, coverage %+v", known+1, *s.Score, s.Coverage)
			}
			if g := m.Group(s); below != (g == nil) {
				t.Errorf("%d of 5 known: group %+v", known+1, g)
			}
		}
	}
}

func TestNotRelevantCounts(t *testing.T) {
	robots := dependent(t, "B", `sector == "C"`, false) // ruled out by rule
	q := questionnaire(ordered("A"), robots, ordered("C"))
	m := meanModel(one("A", assessment.Source{Item: "A"}), one("B", assessment.Source{Item: "B"}), one("C", assessment.Source{Item: "C"}))
	readings := q.Read(assessment.Profile{Sector: "G"}, answers{"A": val(3), "C": notRelevant})
	for _, tt := range []struct {
		absent     assessment.Absent
		score      float64
		applicable int
		strict     bool
	}{{assessment.AbsentLeaves, 75, 1, false}, {assessment.AbsentZero, 25, 3, false}, {assessment.AbsentBoth, 75, 1, true}} {
		m.Absent = tt.absent
		r := m.Score(readings)
		for _, s := range []assessment.Standing{r.Overall, r.Dimensions[0].Standing} {
			if *s.Score != tt.score || s.Coverage != (assessment.Coverage{Known: tt.applicable, Applicable: tt.applicable}) {
				t.Errorf("%q: %v, %+v", tt.absent, *s.Score, s.Coverage)
			}
		}
		for _, s := range []*assessment.Standing{r.Strict, r.Dimensions[0].Strict} {
			if (s != nil) != tt.strict || s != nil && (*s.Score != 25 || s.Level != 2 || s.Coverage.Known != 3) {
				t.Errorf("%q: strict %+v", tt.absent, s)
			}
		}
	}
}

func TestAtLeastAndAny(t *testing.T) {
	q := questionnaire(ordered("A"), ordered("B"), checklist("C"))
	source := func(id string, least int, option string) assessment.Source {
		return assessment.Source{Item: id, AtLeast: least, Option: option}
	}
	highest := assessment.Indicator{ID: "any", Weight: 1, Any: true, Sources: []assessment.Source{source("A", 0, ""), source("B", 2, ""), source("C", 0, "b")}}
	for _, tt := range []struct {
		name  string
		in    assessment.Indicator
		given answers
		known bool
		share float64
	}{
		{"below", one("i", source("A", 3, "")), answers{"A": val(2)}, true, 0},
		{"reached", one("i", source("A", 3, "")), answers{"A": val(3)}, true, 1},
		{"above", one("i", source("A", 3, "")), answers{"A": val(4)}, true, 1},
		{"not said", one("i", source("A", 3, "")), answers{"A": dontKnow}, false, 0},
		{"any of none", highest, answers{}, false, 0},
		{"any, could still rise", highest, answers{"A": val(2), "B": val(1)}, false, 0},
		{"any, at the top already", highest, answers{"B": val(2)}, true, 1},
		{"any, all known", highest, answers{"A": val(3), "B": val(1), "C": ticks("a")}, true, 0.75},
		{"any, the rest is not relevant", highest, answers{"A": val(1), "B": notRelevant, "C": notRelevant}, true, 0.25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := meanModel(tt.in).Score(q.Read(assessment.Profile{}, tt.given))
			if got := r.Dimensions[0].Indicators[0]; got.Known != tt.known || got.Share != tt.share {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestGroups(t *testing.T) {
	m := meanModel()
	m.Groups = []assessment.Group{{Name: assessment.Text{English: "newcomer"}}, {Name: assessment.Text{English: "learner"}, From: 2}, {Name: assessment.Text{English: "leader"}, From: 3}}
	for score, want := range map[float64]string{0: "newcomer", 1.99: "newcomer", 2: "learner", 2.99: "learner", 3: "leader", 5: "leader"} {
		if g := m.Group(assessment.Standing{Score: &score, Level: 1}); g == nil || g.Name.English != want {
			t.Errorf("%v is %+v, want %s", score, g, want)
		}
	}
	if g := m.Group(assessment.Standing{Level: 2}); g == nil || g.Name.English != "learner" {
		t.Errorf("stage 2 is %+v", g)
	}
	if g := m.Group(assessment.Standing{}); g != nil {
		t.Errorf("no level is %+v", g)
	}
}

// withAdditional is the shipped questionnaire with an item that only the model
// "other" needs.
func withAdditional(t testing.TB) (*assessment.Questionnaire, *assessment.Model) {
	q, _, _ := shipped(t)
	more := *q
	extra := kind("ZZ01", assessment.YesNo)
	extra.Dimension, extra.Weight, extra.Models, extra.Sources = "", 0, []string{"other"}, []string{"4.2/action-1"}
	more.Additional = append([]assessment.Item{}, append(q.Additional, extra)...)
	other := meanModel(one("core", assessment.Source{Item: "TA01"}), one("own", assessment.Source{Item: "ZZ01"}))
	return &more, other
}

// TestAddingAModelChangesNothingElse: whatever a firm says to additional items,
// its own result, findings, roadmap and facts stay as they were.
func TestAddingAModelChangesNothingElse(t *testing.T) {
	plain, own, dir := shipped(t)
	more, other := withAdditional(t)
	for seed := range uint64(60) {
		r := random(seed)
		firm := anyFirm(r, plain)
		given := anyAnswers(r, plain, r.Float64())
		for i := range plain.Additional {
			delete(given, plain.Additional[i].ID)
		}
		before := assessment.Evaluate(assessment.Case{Questionnaire: plain, Model: own, Directory: dir, Profile: firm, Responses: given})
		for _, it := range more.Additional {
			given[it.ID] = anyAnswer(r, &it, r.Float64())
		}
		after := assessment.Evaluate(assessment.Case{Questionnaire: more, Model: own, Directory: dir, Profile: firm, Responses: given, Added: []*assessment.Model{other}})
		if len(after.Others) != 1 || after.Others[0].Model != other {
			t.Fatalf("others are %+v", after.Others)
		}
		names := func(o assessment.Outcome) (all []string) {
			for _, f := range append(o.Strengths, o.Gaps...) {
				all = append(all, f.Reading.Item.ID)
			}
			for _, s := range o.Roadmap.Steps {
				all = append(all, s.Measure.ID, string(s.Horizon))
			}
			return all
		}
		if !reflect.DeepEqual(before.Result, after.Result) || !reflect.DeepEqual(names(before), names(after)) ||
			!reflect.DeepEqual(plain.Facts(before.Readings), more.Facts(after.Readings)) {
			t.Fatalf("seed %d: the model changed what others say", seed)
		}
	}
}

func TestAdditionalItemsAreMarked(t *testing.T) {
	q, _ := withAdditional(t)
	items, core := q.Items(), 0
	for _, d := range q.Dimensions {
		core += len(d.Items)
	}
	for i, it := range items {
		if it.Core() != (i < core) || it.Core() != (it.Dimension != "") || q.Item(it.ID) != it {
			t.Errorf("item %d, %s: core %v, dimension %q", i, it.ID, it.Core(), it.Dimension)
		}
	}
	if len(items) != core+len(q.Additional) {
		t.Errorf("%d items, %d of the questionnaire and %d additional", len(items), core, len(q.Additional))
	}
}

// TestEveryModelCanBeKnown: a firm that answers all there is to ask knows every
// indicator of every model that ships.
func TestEveryModelCanBeKnown(t *testing.T) {
	q, own, _ := shipped(t)
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(c.OtherModels(q), own) {
		t.Run(m.ID, func(t *testing.T) {
			for seed := range uint64(20) {
				r := random(seed)
				firm, given := anyFirm(r, q), answers{}
				for _, it := range q.Items() { // in asking order, so conditions are known
					if !it.Core() && !needs(it, m.ID) {
						continue
					}
					low, high := it.Range()
					given[it.ID] = val(low + r.IntN(high-low+1))
					if it.Kind == assessment.Checklist {
						given[it.ID] = ticks(it.Options[r.IntN(len(it.Options))].ID)
					}
				}
				result := m.Score(q.Read(firm, given))
				if result.Overall.Coverage.Share() != 1 || result.Overall.Withheld {
					t.Errorf("seed %d: %+v", seed, result.Overall)
				}
			}
		})
	}
}

func needs(it *assessment.Item, model string) bool {
	for _, id := range it.Models {
		if id == model {
			return true
		}
	}
	return false
}
