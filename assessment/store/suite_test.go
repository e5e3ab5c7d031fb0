package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// opener opens an empty store; reopen closes it and opens it again.
type opener func(t testing.TB) (s *Store, reopen func() *Store)

// suite is what every store must do.
func suite(t *testing.T, open opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, opener)
	}{
		{"catalogue", testCatalogue}, {"catalogue empty", testEmptyCatalogue}, {"published content never changes", testPublishAgain},
		{"directory", testDirectory}, {"platform changes", testPlatformChanges}, {"assessment", testAssessment}, {"responses", testResponses}, {"revision", testRevision},
		{"parents", testParents}, {"models", testModels}, {"marks", testMarks}, {"delete", testDelete}, {"delete unreachable", testDeleteUnreachable}, {"rounds", testRounds}, {"keys", testKeys}, {"evidence", testEvidence}, {"settings", testSettings}, {"reminders", testReminders}, {"outcome", testOutcome}, {"parameters", testParameters}, {"respondents", testRespondents},
		{"workshops", testWorkshops}, {"seats", testSeats}, {"pictures", testPictures}, {"exchange", testExchange}, {"board", testBoard}, {"organisations", testOrganisations}, {"accounts", testAccounts}, {"sessions", testSessions}, {"invitations", testInvitations}, {"clients", testClients}, {"units", testUnits}, {"releases", testReleases}, {"throttles", testThrottles}, {"outdated", testOutdated},
		{"no lost update", testNoLostUpdate}, {"failing functions", testFailingFunctions}, {"run again", testRunAgain},
		{"spoiled transaction", testSpoiled}, {"transaction after its end", testEnded}, {"snapshot", testSnapshot}, {"view only reads", testViewOnlyReads},
		{"cancel", testCancel}, {"copy", testCopy}, {"backup", testBackup}, {"copy refuses", testCopyRefuses}, {"reopen", testReopen}, {"close", testClose},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

var sameCondition = cmp.Comparer(func(a, b assessment.Condition) bool { return a.Source() == b.Source() })

func same(t testing.TB, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, sameCondition); d != "" {
		t.Errorf("differs (-want +got):\n%s", d)
	}
}

func hasKind(t testing.TB, err error, kind assessment.Kind) {
	t.Helper()
	if err == nil || assessment.KindOf(err) != kind {
		t.Errorf("got error %v of kind %d, want kind %d", err, assessment.KindOf(err), kind)
	}
}

func mustUpdate(t testing.TB, s *Store, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func mustView(t testing.TB, s *Store, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// load returns an assessment.
func load(t testing.TB, s *Store, id string) (a *assessment.Assessment) {
	t.Helper()
	mustView(t, s, func(tx assessment.Tx) (err error) { a, err = tx.Assessment(id); return err })
	return a
}

// publish fills a store with the fixture's content.
func publish(t testing.TB, s *Store) {
	t.Helper()
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(
			tx.PublishQuestionnaire(fixtureQuestionnaire(t, "1"), noon),
			tx.PublishQuestionnaire(fixtureQuestionnaire(t, "1.10"), noon),
			tx.PublishQuestionnaire(fixtureQuestionnaire(t, "1.9"), noon),
			tx.PublishModel(fixtureModel("ladder", "1", "1"), noon),
			tx.PublishModel(fixtureModel("ladder", "2", "1.10"), noon),
			tx.PublishModel(fixtureModel("another", "1", "1"), noon),
			tx.ReplaceDirectory(fixtureDirectory("d1"), noon),
		)
	})
}

// started opens a store with content and one assessment, "a".
func started(t testing.TB, open opener) (*Store, func() *Store) {
	t.Helper()
	s, reopen := open(t)
	publish(t, s)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment("a")) })
	return s, reopen
}

func testCatalogue(t *testing.T, open opener) {
	s, _ := open(t)
	publish(t, s)
	mustView(t, s, func(tx assessment.Tx) error {
		c, err := tx.Catalogue()
		same(t, c, &assessment.Catalogue{
			Questionnaires: []*assessment.Questionnaire{fixtureQuestionnaire(t, "1"), fixtureQuestionnaire(t, "1.9"), fixtureQuestionnaire(t, "1.10")},
			Models:         []*assessment.Model{fixtureModel("another", "1", "1"), fixtureModel("ladder", "1", "1"), fixtureModel("ladder", "2", "1.10")},
			Directory:      fixtureDirectory("d1"),
		})
		return err
	})
}

func testEmptyCatalogue(t *testing.T, open opener) {
	s, _ := open(t)
	mustView(t, s, func(tx assessment.Tx) error {
		c, err := tx.Catalogue()
		same(t, c, &assessment.Catalogue{Directory: &assessment.Directory{}})
		return err
	})
}

func testPublishAgain(t *testing.T, open opener) {
	s, _ := open(t)
	publish(t, s)
	publish(t, s) // the same content again is left alone
	changed := fixtureQuestionnaire(t, "1")
	changed.Dimensions[0].Items[0].Weight++
	model := fixtureModel("ladder", "1", "1")
	model.Dimensions[0].Indicators[0].Sources[0].Option = "street"
	for name, fn := range map[string]func(assessment.Tx) error{
		"shop":   func(tx assessment.Tx) error { return tx.PublishQuestionnaire(changed, noon) },
		"ladder": func(tx assessment.Tx) error { return tx.PublishModel(model, noon) },
	} {
		err := s.Update(context.Background(), fn)
		var e *assessment.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: got %v", name, err)
		}
		same(t, e, &assessment.Error{Kind: assessment.Conflict, Key: "error.version_changed", Args: map[string]any{"Name": name, "Version": "1"}})
	}
	// A list that is nil in one program and empty in another is no change.
	mustUpdate(t, s, func(tx assessment.Tx) error {
		m := fixtureModel("ladder", "1", "1")
		m.Dimensions[1].Levels, m.Dimensions[1].Gates, m.Dimensions[1].Indicators = []assessment.Text{}, []assessment.Gate{}, []assessment.Indicator{}
		return tx.PublishModel(m, noon)
	})
}

func testDirectory(t *testing.T, open opener) {
	s, _ := open(t)
	for _, version := range []string{"d1", "d2", "d1"} { // same instant, and back to an earlier one
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.ReplaceDirectory(fixtureDirectory(version), noon) })
		mustView(t, s, func(tx assessment.Tx) error {
			c, err := tx.Catalogue()
			same(t, c.Directory, fixtureDirectory(version))
			return err
		})
	}
}

func testAssessment(t *testing.T, open opener) {
	s, _ := started(t, open)
	same(t, load(t, s, "a"), fixtureAssessment("a"))
	bare := &assessment.Assessment{ID: "bare", Questionnaire: "shop", QuestionnaireVersion: "1", Model: "ladder", ModelVersion: "1",
		Created: noon.UTC(), Updated: noon.UTC(), Responses: map[string]assessment.Response{}}
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(bare) })
	same(t, load(t, s, "bare"), bare)

	full := fixtureAssessment("bare")
	full.Responses, full.Asked, full.Models, full.Marks, full.Revision = bare.Responses, nil, nil, nil, 0
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveAssessment(full) })
	same(t, full.Revision, int64(1))
	same(t, load(t, s, "bare"), full)
	same(t, load(t, s, "a"), fixtureAssessment("a"))

	hasKind(t, s.View(context.Background(), func(tx assessment.Tx) error { _, err := tx.Assessment("none"); return err }), assessment.NotFound)
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.CreateAssessment(bare) }), assessment.Conflict)
}

func testResponses(t *testing.T, open opener) {
	s, _ := started(t, open)
	want := fixtureAssessment("a")
	for _, r := range []assessment.Response{assessment.ValueResponse(1 << 40), assessment.OptionsResponse(), assessment.OptionsResponse(`q"`),
		assessment.StateResponse(assessment.NotRelevant)} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveResponse("a", assessment.Asked{Item: "S1"}, r, noon) })
		want.Responses["S1"] = r
		same(t, load(t, s, "a"), want)
	}
}

func testModels(t *testing.T, open opener) {
	s, reopen := started(t, open)
	want := fixtureAssessment("a")
	slices.Reverse(want.Models)
	for _, models := range [][]assessment.ModelPin{want.Models, want.Models[:1], nil, want.Models} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveModels("a", models) })
		want.Models = models
		same(t, load(t, s, "a"), want)
	}
	for id, models := range map[string][]assessment.ModelPin{"a": {{ID: "ladder", Version: "9"}}, "none": want.Models} {
		err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveModels(id, models) })
		hasKind(t, err, assessment.NotFound)
	}
	s = reopen()
	same(t, load(t, s, "a"), want)
}

func testMarks(t *testing.T, open opener) {
	s, reopen := started(t, open)
	want := fixtureAssessment("a")
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.SaveMark("a", assessment.Mark{Measure: "M1", State: assessment.MarkStarted, At: noon}), tx.DeleteMark("a", "M0"),
			tx.DeleteMark("a", "never marked"), tx.DeleteMark("none", "M1"),
			tx.SaveMark("a", assessment.Mark{Measure: "B", State: assessment.MarkDone, At: noon}), tx.SaveMark("a", assessment.Mark{Measure: "a", State: assessment.MarkDone, At: noon}))
	})
	want.Marks = []assessment.Mark{{Measure: "B", State: assessment.MarkDone, At: noon.UTC()}, {Measure: "M1", State: assessment.MarkStarted, At: noon.UTC()},
		{Measure: "a", State: assessment.MarkDone, At: noon.UTC()}}
	s = reopen()
	same(t, load(t, s, "a"), want)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveAssessment(want) }) // which leaves marks alone
	same(t, load(t, s, "a").Marks, want.Marks)
}

func testRevision(t *testing.T, open opener) {
	s, _ := started(t, open)
	first, second := load(t, s, "a"), load(t, s, "a")
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveAssessment(first) })
	same(t, first.Revision, int64(2))
	second.Profile.Name = "lost"
	err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveAssessment(second) })
	hasKind(t, err, assessment.Conflict)
	same(t, second.Revision, int64(1))
	same(t, load(t, s, "a").Profile.Name, first.Profile.Name)
	gone := fixtureAssessment("gone")
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveAssessment(gone) }), assessment.NotFound)
}

// testParents: a missing parent is not found, and not a duplicate.
func testParents(t *testing.T, open opener) {
	s, _ := started(t, open)
	unpublished := fixtureAssessment("b")
	unpublished.ModelVersion = "99"
	for name, fn := range map[string]func(assessment.Tx) error{
		"assessment": func(tx assessment.Tx) error { return tx.CreateAssessment(unpublished) },
		"model":      func(tx assessment.Tx) error { return tx.PublishModel(fixtureModel("m", "1", "99"), noon) },
		"response": func(tx assessment.Tx) error {
			return tx.SaveResponse("none", assessment.Asked{Item: "S1"}, assessment.ValueResponse(1), noon)
		},
		"mark": func(tx assessment.Tx) error {
			return tx.SaveMark("none", assessment.Mark{Measure: "M1", State: assessment.MarkDone, At: noon})
		},
		"outcome": func(tx assessment.Tx) error {
			return tx.SaveOutcome("none", nil, []assessment.Fact{{Kind: "action", Code: "1"}})
		},
		"parameters": func(tx assessment.Tx) error { return tx.PublishParameters(fixtureParameters("99", 1)) },
		"prediction": func(tx assessment.Tx) error {
			return tx.SavePredictions("none", []assessment.Prediction{fixturePrediction()}, noon)
		},
		"key": func(tx assessment.Tx) error {
			return tx.AddKey(assessment.Key{Hash: []byte("h"), Assessment: "none", Created: noon})
		},
	} {
		t.Run(name, func(t *testing.T) { hasKind(t, s.Update(context.Background(), fn), assessment.NotFound) })
	}
}

// tables lists the tables of the migrations.
func tables(t testing.TB) []string {
	all, err := readMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range all {
		for _, found := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`).FindAllStringSubmatch(m.text, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// count returns the number of rows of every table.
func count(t testing.TB, s *Store) map[string]int {
	rows := map[string]int{}
	mustView(t, s, func(q assessment.Tx) error {
		for _, table := range tables(t) {
			var n int
			if _, err := q.(*tx).one("SELECT count(*) FROM "+table, nil, &n); err != nil {
				return err
			}
			rows[table] = n
		}
		return nil
	})
	return rows
}

func testDelete(t *testing.T, open opener) {
	s, _ := started(t, open)
	before := count(t, s)
	score := 12.5
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateAssessment(fixtureAssessment("b")),
			tx.AddKey(assessment.Key{Hash: []byte("h"), Assessment: "b", Kind: assessment.LinkKey, Created: noon}),
			tx.SaveOutcome("b", []assessment.ResultRow{{Model: "ladder", ModelVersion: "1", Score: &score}}, []assessment.Fact{{Kind: "action", Code: "1"}}),
			tx.SaveReminder(fixtureReminder("b", assessment.LinkMail)),
			tx.SavePredictions("b", []assessment.Prediction{fixturePrediction()}, noon),
			tx.CloseAnswers("b", noon), tx.SaveMerge("b", assessment.Merge{Item: "S2", Merged: assessment.ValueResponse(1), People: 2, At: noon}))
	})
	for _, table := range []string{"assessments", "assessment_models", "responses", "marks", "keys", "results", "facts", "predictions", "answers_closed", "merges", "reminders"} {
		if count(t, s)[table] == before[table] {
			t.Errorf("the test wrote nothing into %s", table)
		}
	}
	for range 2 { // deleting what is not there is no error
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("b") })
		same(t, count(t, s), before)
	}
}

func testDeleteUnreachable(t *testing.T, open opener) {
	s, _ := open(t)
	publish(t, s)
	before := count(t, s)
	key := func(id string, n byte, expires time.Time) assessment.Key {
		return assessment.Key{Hash: append([]byte(id), n), Assessment: id, Kind: assessment.LinkKey, Created: noon, Expires: expires}
	}
	late, early := noon.Add(time.Millisecond), noon.Add(-time.Millisecond)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		var all error
		for id, ends := range map[string][]time.Time{"open": {early, late}, "last moment": {noon}, "never ends": {{}}, "without keys": nil, "ended": {early, early}} {
			all = errors.Join(all, tx.CreateAssessment(fixtureAssessment(id)))
			for n, end := range ends {
				all = errors.Join(all, tx.AddKey(key(id, byte(n), end)))
			}
		}
		invited := key("invited", 0, late) // invitations open nothing
		invited.Kind = assessment.AdviserKey
		all = errors.Join(all, tx.CreateAssessment(fixtureAssessment("invited")), tx.AddKey(invited))
		for i := range sweepPage {
			bare := fixtureAssessment(fmt.Sprint("many ", i))
			bare.Responses, bare.Marks = nil, nil
			all = errors.Join(all, tx.CreateAssessment(bare), tx.AddKey(key(bare.ID, 0, early)))
		}
		return all
	})
	var gone []string
	for last, pages := "", 0; pages == 0 || last != ""; pages++ {
		var ids []string
		mustView(t, s, func(tx assessment.Tx) (err error) { ids, last, err = tx.Unreachable(noon, last); return err })
		gone = append(gone, ids...)
	}
	same(t, len(gone), sweepPage+3)
	mustUpdate(t, s, func(tx assessment.Tx) error { // a key that came meanwhile keeps its firm
		n, err := tx.DeleteUnreachable(noon, append(gone, "open", "not there"))
		same(t, n, sweepPage+3)
		return err
	})
	for _, id := range []string{"open", "last moment", "never ends"} {
		same(t, load(t, s, id), fixtureAssessment(id))
	}
	before["assessments"], before["assessment_models"], before["responses"], before["marks"], before["keys"], before["rounds"], before["consents"] = 3, 6, 9, 6, 4, 3, 3
	same(t, count(t, s), before)
}

func testKeys(t *testing.T, open opener) {
	s, _ := started(t, open)
	link := assessment.Key{Hash: []byte{0, 255, 1}, Assessment: "a", Kind: assessment.LinkKey, Created: noon.UTC()}
	expired := assessment.Key{Hash: []byte{0, 255, 2}, Assessment: "a", Kind: assessment.CodeKey, Created: noon.UTC().Add(time.Second), Expires: noon.UTC().AddDate(-20, 0, 0)}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := errors.Join(tx.AddKey(expired), tx.AddKey(link)); err != nil {
			return err
		}
		hasKind(t, tx.AddKey(link), assessment.Conflict) // spoils nothing
		return nil
	})
	find := func(hash []byte) (k assessment.Key, err error) {
		err = s.View(context.Background(), func(tx assessment.Tx) (err error) { k, err = tx.Key(hash); return err })
		return k, err
	}
	for _, want := range []assessment.Key{link, expired} {
		got, err := find(want.Hash)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
	_, err := find([]byte{0, 255})
	hasKind(t, err, assessment.NotFound)

	expired.Expires = noon.UTC().AddDate(1, 0, 0)
	mustUpdate(t, s, func(tx assessment.Tx) error {
		hasKind(t, tx.ExtendKey([]byte("none"), noon), assessment.NotFound)
		return tx.ExtendKey(expired.Hash, expired.Expires)
	})
	keys := func() (all []assessment.Key) {
		mustView(t, s, func(tx assessment.Tx) (err error) { all, err = tx.Keys("a"); return err })
		return all
	}
	same(t, keys(), []assessment.Key{link, expired})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteKeys("a", assessment.LinkKey) })
	same(t, keys(), []assessment.Key{expired})
}

func testSettings(t *testing.T, open opener) {
	s, _ := open(t)
	read := func(name string) (value []byte, err error) {
		err = s.View(context.Background(), func(tx assessment.Tx) (err error) { value, err = tx.Setting(name); return err })
		return value, err
	}
	_, err := read("salt")
	hasKind(t, err, assessment.NotFound)
	for _, value := range [][]byte{{0, 1, 2, 255}, {}, nil, []byte("x")} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveSetting("salt", value) })
		got, err := read("salt")
		if err != nil || !bytes.Equal(got, value) {
			t.Errorf("got %v, %v, want %v", got, err, value)
		}
	}
}

func testOutcome(t *testing.T, open opener) {
	s, _ := started(t, open)
	score := 100.0 / 3
	rows := []assessment.ResultRow{
		{Model: "ladder", ModelVersion: "1", Score: &score, Level: 2, Coverage: assessment.Coverage{Known: 3, Applicable: 4},
			Parameters: 3, Predicted: assessment.Certainty{Levels: []float64{0.25, 0.75}, Mean: score, Low: 0, High: 50.5},
			Evidence: assessment.Facilitated, Confirmed: 2, Confirmable: 3},
		{Model: "ladder", ModelVersion: "1", Dimension: "sales", Coverage: assessment.Coverage{Applicable: 2}, Evidence: assessment.SelfAssessed},
	}
	facts := []assessment.Fact{{Kind: "action", Code: "1", Value: 0}, {Kind: "technology", Code: "ai", Value: 5}}
	for range 2 { // the second replaces the first
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveOutcome("a", rows, facts) })
	}
	var gotRows []assessment.ResultRow
	var gotFacts []assessment.Fact
	mustView(t, s, func(q assessment.Tx) error {
		return errors.Join(
			q.(*tx).each(`SELECT model_id, model_version, dimension_id, score, level, coverage_known, coverage_applicable,
				parameters_version, levels, mean, low, high, evidence, confirmed, confirmable FROM results
				WHERE assessment_id = $1 ORDER BY dimension_id`, []any{"a"}, func(scan func(...any) error) error {
				var r assessment.ResultRow
				var levels *string
				var mean, low, high *float64
				err := scan(&r.Model, &r.ModelVersion, &r.Dimension, &r.Score, &r.Level, &r.Coverage.Known, &r.Coverage.Applicable,
					&r.Parameters, &levels, &mean, &low, &high, (*string)(&r.Evidence), &r.Confirmed, &r.Confirmable)
				if err == nil && levels != nil {
					r.Predicted = assessment.Certainty{Mean: *mean, Low: *low, High: *high}
					err = json.Unmarshal([]byte(*levels), &r.Predicted.Levels)
				}
				gotRows = append(gotRows, r)
				return err
			}),
			q.(*tx).each("SELECT kind, code, value FROM facts WHERE assessment_id = $1 ORDER BY kind", []any{"a"}, func(scan func(...any) error) error {
				var f assessment.Fact
				err := scan(&f.Kind, &f.Code, &f.Value)
				gotFacts = append(gotFacts, f)
				return err
			}))
	})
	same(t, gotRows, rows)
	same(t, gotFacts, facts)
}
