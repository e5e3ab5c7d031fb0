package service

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/questionnaires"
)

// edition is our content with replacements made in every file.
func edition(t *testing.T, pairs ...string) *assessment.Catalogue {
	t.Helper()
	files, replace := fstest.MapFS{}, strings.NewReplacer(pairs...)
	err := fs.WalkDir(questionnaires.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(questionnaires.Files, path)
		files[path] = &fstest.MapFile{Data: []byte(replace.Replace(string(data)))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := content.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const reworded = "What do your people use on a normal day?"

// wording is the present text of the question that the tests reword.
func wording(t *testing.T) string {
	t.Helper()
	return shipped(t).Questionnaires[0].Item("TA01").Text.English
}

func TestPinnedVersionsStay(t *testing.T) {
	w := newWorld(t)
	question := wording(t)
	now := shipped(t).Questionnaires[0].Version
	v := w.start(assessment.Quick)
	v.finish()
	before := v.interview().Outcome().Result
	w.must(w.Import(t.Context(), edition(t, now, "2999.1", question, reworded)))

	in := v.interview()
	if in.Questionnaire.Version != now || in.Model.QuestionnaireVersion != now || in.Questionnaire.Item("TA01").Text.English != question {
		t.Errorf("an assessment under way moved to version %s", in.Questionnaire.Version)
	}
	if after := in.Outcome().Result; *after.Overall.Score != *before.Overall.Score {
		t.Errorf("its score moved from %v to %v", *before.Overall.Score, *after.Overall.Score)
	}
	v.say("TA01", assessment.ValueResponse(1))

	fresh := w.start(assessment.Quick).interview()
	if fresh.Questionnaire.Version != "2999.1" || fresh.Questionnaire.Item("TA01").Text.English != reworded || fresh.Model.QuestionnaireVersion != "2999.1" {
		t.Errorf("a new assessment has version %s", fresh.Questionnaire.Version)
	}
	id, token, err := w.Adopt(t.Context(), in.Portable())
	w.must(err)
	if again := (visit{w, id, token}).interview(); again.Questionnaire.Version != now {
		t.Errorf("a file of version %s is opened in %s", now, again.Questionnaire.Version)
	}
}

func TestAPublishedVersionNeverChanges(t *testing.T) {
	w := newWorld(t)
	question := wording(t)
	w.must(w.Import(t.Context(), shipped(t))) // the same again is welcome
	for name, c := range map[string]*assessment.Catalogue{
		"question": edition(t, question, reworded),
		// The questionnaire is new, the model is not: nothing of it stays.
		"model": mixed(t, edition(t, shipped(t).Questionnaires[0].Version, "2999.1"), edition(t, "cuts: [20, 40, 60, 80]", "cuts: [20, 40, 60, 81]")),
	} {
		t.Run(name, func(t *testing.T) {
			err := w.Import(t.Context(), c)
			if assessment.KindOf(err) != assessment.Conflict {
				t.Errorf("got %v", err)
			}
			kept, err := w.Catalogue(t.Context())
			w.must(err)
			if len(kept.Questionnaires) != 1 || len(kept.Models) != len(shipped(t).Models) || kept.Questionnaires[0].Item("TA01").Text.English != question || topCut(kept) != 80 {
				t.Error("something of it was imported")
			}
			if n := w.count("SELECT count(*) FROM questionnaires"); n != 1 {
				t.Errorf("%d questionnaires are kept", n)
			}
		})
	}
}

// topCut is the highest cut of the questionnaire's own model.
func topCut(c *assessment.Catalogue) float64 {
	own := slices.IndexFunc(c.Models, func(m *assessment.Model) bool { return m.ID == c.Questionnaires[0].Model })
	return slices.Max(c.Models[own].Cuts)
}

// mixed is the questionnaires of one edition and the models of another.
func mixed(t *testing.T, questions, models *assessment.Catalogue) *assessment.Catalogue {
	t.Helper()
	c := &assessment.Catalogue{Questionnaires: questions.Questionnaires, Models: models.Models, Directory: models.Directory}
	if topCut(c) == 80 {
		t.Fatal("the model was not changed")
	}
	return c
}

func TestWithoutContent(t *testing.T) {
	w := empty(t)
	w.must(w.Healthy(t.Context()))
	_, _, err := w.Start(t.Context(), "nir-sme", bakery, assessment.Quick, false)
	w.refused(err, assessment.NotFound, "error.portable")
}

func TestContentOutlivesTheProcess(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	w.Service = New(w.store, Options{Now: w.now}) // as after a restart, with chance of its own
	v.interview()
	if id, _, err := w.ResumeByCode(t.Context(), code, "192.0.2.1"); err != nil || id != v.id {
		t.Errorf("the code is lost: %v", err)
	}
}

func TestRefreshUndoesNoImport(t *testing.T) {
	w := newWorld(t) // imported by an operator
	now, question := shipped(t).Questionnaires[0].Version, wording(t)
	look := func(what string, questionnaires int, directory *assessment.Directory) {
		t.Helper()
		c, err := w.Catalogue(t.Context())
		w.must(err)
		if len(c.Questionnaires) != questionnaires || c.Directory.Version != directory.Version || len(c.Directory.Platforms) != len(directory.Platforms) {
			t.Errorf("%s: %d questionnaires, directory %s of %d", what, len(c.Questionnaires), c.Directory.Version, len(c.Directory.Platforms))
		}
	}
	own := *shipped(t)
	own.Directory = &assessment.Directory{Version: "own"}
	w.must(w.Import(t.Context(), &own))
	look("import", 1, own.Directory)
	w.must(w.Refresh(t.Context(), shipped(t)))
	look("start", 1, own.Directory)
	w.must(w.Refresh(t.Context(), edition(t, question, reworded))) // the version is the operator's
	look("start with other wording", 1, own.Directory)
	w.must(w.Refresh(t.Context(), edition(t, now, "2999.1")))
	look("new release", 2, own.Directory)
	w.must(w.ImportBuiltIn(t.Context(), shipped(t)))
	look("import of the built-in", 2, shipped(t).Directory)
	release := *edition(t, now, "2999.2")
	release.Directory = &assessment.Directory{Version: "release"}
	w.must(w.Refresh(t.Context(), &release))
	look("release after it", 3, release.Directory)
	if err := w.Refresh(t.Context(), edition(t, question, reworded)); assessment.KindOf(err) != assessment.Conflict {
		t.Errorf("a developer's change under an old version: %v", err)
	}

	fresh := empty(t)
	fresh.must(fresh.Refresh(t.Context(), shipped(t)))
	if fresh.start(assessment.Quick).interview().Directory.Version != shipped(t).Directory.Version {
		t.Error("the first start publishes no directory")
	}
}
