package assessment_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"onramp/assessment"
)

func TestCompareVersions(t *testing.T) {
	rising := []string{"1", "1.1", "1.2", "1.10", "1.10.1", "2", "10", "2026.1", "2026.2", "2026.10", "2027"}
	for i, a := range rising {
		for j, b := range rising {
			want := min(max(i-j, -1), 1)
			if got := assessment.CompareVersions(a, b); got != want {
				t.Errorf("%s to %s: %d, want %d", a, b, got, want)
			}
		}
	}
	if assessment.CompareVersions("2026.01", "2026.1") != 0 {
		t.Error("a leading zero makes a difference")
	}
}

func TestCatalogue(t *testing.T) {
	c := &assessment.Catalogue{
		Questionnaires: []*assessment.Questionnaire{{ID: "q", Version: "2026.9", Model: "m"}, {ID: "q", Version: "2026.10", Model: "m"}, {ID: "q", Version: "2026.2", Model: "m"}, {ID: "r", Version: "2030"}},
		Models: []*assessment.Model{
			{ID: "m", Version: "2", Questionnaire: "q", QuestionnaireVersion: "2026.10"}, {ID: "m", Version: "10", Questionnaire: "q", QuestionnaireVersion: "2026.10"},
			{ID: "m", Version: "99", Questionnaire: "r", QuestionnaireVersion: "2026.10"}, {ID: "m", Version: "1", Questionnaire: "q", QuestionnaireVersion: "2026.9"},
			{ID: "other", Version: "3", Questionnaire: "q", QuestionnaireVersion: "2026.10"}},
	}
	for version, want := range map[string]string{"": "2026.10", "2026.2": "2026.2", "2026.9": "2026.9"} {
		if q, err := c.Questionnaire("q", version); err != nil || q.Version != want {
			t.Errorf("version %q: %+v, %v", version, q, err)
		}
	}
	for _, tt := range []struct{ version, model, want string }{
		{"2026.10", "", "m 10"}, {"2026.10", "m", "m 10"}, {"2026.10", "other", "other 3"}, {"2026.9", "", "m 1"}, {"2026.9", "other", "model"}, {"2026.2", "", "model"}, {"2026.10", "GONE", "model"},
	} {
		q, err := c.Questionnaire("q", tt.version)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if m, err := c.ModelFor(q, tt.model); err == nil {
			got = m.ID + " " + m.Version
		} else {
			got = missing(err)
		}
		if got != tt.want {
			t.Errorf("%s for %s: %s, want %s", tt.model, tt.version, got, tt.want)
		}
	}
	if m, err := c.Model("m", "2"); err != nil || m.Version != "2" {
		t.Errorf("pinned model: %+v, %v", m, err)
	}
	_, noVersion := c.Questionnaire("q", "2026.3")
	_, noQuestionnaire := c.Questionnaire("s", "")
	_, noModel := c.Model("m", "3")
	for want, err := range map[string]error{"version": noVersion, "questionnaire": noQuestionnaire, "model": noModel} {
		if missing(err) != want {
			t.Errorf("%v, want the place %s", err, want)
		}
	}
}

// missing is the place that a NotFound names.
func missing(err error) string {
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.NotFound || len(e.Fields) != 1 {
		return fmt.Sprint("other error: ", err)
	}
	return e.Fields[0].Field
}

func TestErrors(t *testing.T) {
	cause := errors.New("disk is full")
	for err, want := range map[error]assessment.Kind{
		cause: assessment.Internal, nil: assessment.Internal, assessment.Missing("error.not_found"): assessment.NotFound,
		fmt.Errorf("saving: %w", assessment.InvalidField("a", "field.range", nil)): assessment.Invalid,
		&assessment.Error{Kind: assessment.Busy, Cause: cause}:                     assessment.Busy,
	} {
		if got := assessment.KindOf(err); got != want {
			t.Errorf("%v is of kind %d, want %d", err, got, want)
		}
	}
	full := &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Cause: cause,
		Fields: []assessment.FieldError{{Field: "a", Key: "field.range", Args: map[string]any{"Low": 1}}, {Field: "b", Key: "field.type"}}}
	if want := "error.invalid; a: field.range map[Low:1]; b: field.type: disk is full"; full.Error() != want {
		t.Errorf("%q, want %q", full.Error(), want)
	}
	if !errors.Is(full, cause) {
		t.Error("the cause is lost")
	}
}

func TestEvaluate(t *testing.T) {
	q, m, dir := shipped(t)
	r := random(5)
	p, given := anyFirm(r, q), anyAnswers(r, q, 0.7)
	o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p, Responses: given})
	readings := q.Read(p, given)
	want := assessment.Outcome{Questionnaire: q, Model: m, Directory: dir, Profile: p, Readings: readings, Result: m.Score(readings),
		Strengths: assessment.Strengths(p, readings), Gaps: assessment.Gaps(p, readings), Roadmap: assessment.NewPlan(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p}, readings),
		Evidence: assessment.Case{}.Judge(readings)}
	if !reflect.DeepEqual(o, want) {
		t.Error("Evaluate says something else than its parts")
	}
}

func TestLookUps(t *testing.T) {
	q, m, _ := shipped(t)
	d, it := &q.Dimensions[1], &q.Dimensions[1].Items[2]
	found := map[string]bool{
		"item":      q.Item(it.ID) == it && q.Item("") == nil,
		"dimension": q.Dimension(d.ID) == d && q.Dimension("") == nil,
		"measure":   q.Measure(q.Measures[3].ID) == &q.Measures[3] && q.Measure("") == nil,
		"goal":      q.Goal("greener") != nil && q.Goal("fly") == nil,
		"sector":    q.Sector("C") != nil && q.Sector("Z") == nil,
		"kind":      q.Kind("advice") != nil && q.Kind("fly") == nil,
		"topic":     q.Topic("data") != nil && q.Topic("fly") == nil,
		"cost":      q.Cost("low") != nil && q.Cost("fly") == nil,
		"reference": q.Reference("4.2/action-1") != nil && q.Reference("9") == nil,
		"depth":     q.Rule(assessment.Quick).PerDimension > 0 && q.Rule("deep") == assessment.DepthRule{ID: "deep"},
		"area":      m.Dimension(d.ID) != nil && m.Dimension("") == nil,
		"level":     m.Level(5) != nil && m.Level(5).Number == 5 && m.Level(6) == nil && m.Level(0) == nil,
	}
	for what, ok := range found {
		if !ok {
			t.Errorf("%s is not found by its id", what)
		}
	}
	examples := assessment.Item{Examples: []assessment.Example{{Sectors: []string{"A"}, Text: assessment.Text{English: "farm"}}, {Sectors: []string{"C", "F"}, Text: assessment.Text{English: "yard"}}}}
	for sector, want := range map[string]string{"F": "yard", "A": "farm", "Q": "farm", "": "farm"} {
		if got := examples.ExampleFor(sector).English; got != want {
			t.Errorf("sector %q is shown the %s, want the %s", sector, got, want)
		}
	}
	if got := (&assessment.Item{}).ExampleFor("A"); !got.Blank() {
		t.Errorf("no example is %+v", got)
	}
}
