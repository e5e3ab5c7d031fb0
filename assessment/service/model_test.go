package service

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// twoModels is a world whose content has one more model, "other", with a
// question that only it needs.
func twoModels(t testing.TB) *world {
	t.Helper()
	c := *shipped(t)
	q, err := c.Questionnaire("nir-sme", "")
	if err != nil {
		t.Fatal(err)
	}
	longer := *q
	longer.Additional = append(slices.Clone(q.Additional), assessment.Item{ID: "ZZ01", Models: []string{"other"}, Kind: assessment.YesNo,
		Text: assessment.Text{Key: "zz", English: "Do you?"}, Sources: []string{"2"}, Topic: q.Topics[0].ID})
	c.Questionnaires = []*assessment.Questionnaire{&longer}
	c.Models = append(slices.Clone(c.Models), &assessment.Model{ID: "other", Version: "3", Questionnaire: q.ID, QuestionnaireVersion: q.Version,
		Rule: assessment.Mean, Scale: 12, Cuts: []float64{6}, Floor: 0.6,
		Levels: []assessment.Level{{Number: 1}, {Number: 2}},
		Dimensions: []assessment.ModelDimension{{ID: "all", Weight: 1, Rule: assessment.Mean, Indicators: []assessment.Indicator{
			{ID: "core", Weight: 1, Sources: []assessment.Source{{Item: "TA01", AtLeast: 2}}},
			{ID: "own", Weight: 1, Sources: []assessment.Source{{Item: "ZZ01"}}}}}}})
	w := empty(t)
	w.must(w.Import(t.Context(), &c))
	return w
}

func TestAddAndRemoveModel(t *testing.T) {
	v := twoModels(t).start(assessment.Quick)
	in, err := v.AddModel(t.Context(), v.id, v.token, "other")
	v.must(err)
	want := []assessment.ModelPin{{ID: "other", Version: "3"}}
	for range 2 { // adding it again changes nothing
		if diff := cmp.Diff(want, in.Models); diff != "" || len(in.Added) != 1 {
			t.Fatal(diff, in.Added)
		}
		if diff := cmp.Diff(want, v.interview().Models); diff != "" {
			t.Fatalf("kept: %s", diff)
		}
		in, err = v.AddModel(t.Context(), v.id, v.token, "other")
		v.must(err)
	}
	in = v.say("ZZ01", assessment.ValueResponse(1))
	others := in.Outcome().Others
	if len(others) != 1 || others[0].Model.ID != "other" || *others[0].Result.Overall.Score != 12 {
		t.Errorf("got %+v", others)
	}
	in, err = v.RemoveModel(t.Context(), v.id, v.token, "other")
	v.must(err)
	if len(in.Models) > 0 || len(v.interview().Added) > 0 || len(in.Outcome().Others) > 0 {
		t.Errorf("still there: %+v", in.Models)
	}
	if _, kept := v.interview().Responses["ZZ01"]; !kept {
		t.Error("the answer is lost")
	}
	_, err = v.RemoveModel(t.Context(), v.id, v.token, "other")
	v.must(err)
}

func TestAddModelRefuses(t *testing.T) {
	v := twoModels(t).start(assessment.Quick)
	for model, kind := range map[string]assessment.Kind{"nope": assessment.NotFound, "": assessment.NotFound, "nir-sme": assessment.Invalid} {
		_, err := v.AddModel(t.Context(), v.id, v.token, model)
		v.refused(err, kind, "error.portable")
	}
	if in := v.interview(); len(in.Models) > 0 {
		t.Errorf("added %v", in.Models)
	}
}

// TestStatisticsReadEveryModel: a finished assessment has rows of its own model
// and of each one added, and those of its own do not depend on the others.
func TestStatisticsReadEveryModel(t *testing.T) {
	v := twoModels(t).start(assessment.Quick)
	v.finish()
	rows := func(model string) int {
		return v.count("SELECT count(*) FROM results WHERE assessment_id = ? AND model_id = ?", v.id, model)
	}
	own, facts := rows("nir-sme"), v.count("SELECT count(*) FROM facts")
	if own != 9 || rows("other") != 0 {
		t.Fatalf("%d and %d rows", own, rows("other"))
	}
	_, err := v.AddModel(t.Context(), v.id, v.token, "other")
	v.must(err)
	v.say("ZZ01", assessment.ValueResponse(1))
	if rows("nir-sme") != own || rows("other") != 2 || v.count("SELECT count(*) FROM facts") != facts {
		t.Errorf("%d and %d rows with the model added", rows("nir-sme"), rows("other"))
	}
	_, err = v.RemoveModel(t.Context(), v.id, v.token, "other")
	v.must(err)
	if rows("nir-sme") != own || rows("other") != 0 {
		t.Errorf("%d and %d rows with the model removed", rows("nir-sme"), rows("other"))
	}
}

func TestAdoptWithModels(t *testing.T) {
	w := twoModels(t)
	file := assessment.Portable{Questionnaire: "nir-sme", Depth: assessment.Quick, Profile: bakery, Models: []string{"other"},
		Responses: map[string]assessment.Response{"ZZ01": assessment.ValueResponse(1)}}
	id, token, err := w.Adopt(t.Context(), file)
	w.must(err)
	in := visit{w, id, token}.interview()
	if diff := cmp.Diff(file.Models, in.Portable().Models); diff != "" {
		t.Error(diff)
	}
	for _, models := range [][]string{{"nope"}, {"other", "nope"}, {""}} {
		file.Models = models
		_, _, err = w.Adopt(t.Context(), file)
		w.refused(err, assessment.NotFound, "error.portable")
	}
	for _, models := range [][]string{{"other", "other"}, {"nir-sme"}} {
		file.Models = models
		_, _, err = w.Adopt(t.Context(), file)
		w.refused(err, assessment.Invalid, "error.portable")
	}
}
