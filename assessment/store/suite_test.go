package store

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
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
		{"directory", testDirectory}, {"assessment", testAssessment}, {"responses", testResponses}, {"revision", testRevision},
		{"parents", testParents}, {"delete", testDelete}, {"keys", testKeys}, {"settings", testSettings}, {"outcome", testOutcome},
		{"no lost update", testNoLostUpdate}, {"failing functions", testFailingFunctions}, {"run again", testRunAgain},
		{"spoiled transaction", testSpoiled}, {"transaction after its end", testEnded}, {"snapshot", testSnapshot}, {"view only reads", testViewOnlyReads},
		{"cancel", testCancel}, {"reopen", testReopen}, {"close", testClose},
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
	full.Responses, full.Revision = bare.Responses, 0
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
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveResponse("a", "S1", r, noon) })
		want.Responses["S1"] = r
		same(t, load(t, s, "a"), want)
	}
	for range 2 { // taking back what is not there is no error
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteResponse("a", "S1") })
		delete(want.Responses, "S1")
		same(t, load(t, s, "a"), want)
	}
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
		"response":   func(tx assessment.Tx) error { return tx.SaveResponse("none", "S1", assessment.ValueResponse(1), noon) },
		"outcome": func(tx assessment.Tx) error {
			return tx.SaveOutcome("none", nil, []assessment.Fact{{Kind: "action", Code: "1"}})
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
			tx.SaveOutcome("b", []assessment.ResultRow{{Model: "ladder", ModelVersion: "1", Score: &score}}, []assessment.Fact{{Kind: "action", Code: "1"}}))
	})
	for _, table := range []string{"assessments", "responses", "keys", "results", "facts"} {
		if count(t, s)[table] == before[table] {
			t.Errorf("the test wrote nothing into %s", table)
		}
	}
	for range 2 { // deleting what is not there is no error
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("b") })
		same(t, count(t, s), before)
	}
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
		{Model: "ladder", ModelVersion: "1", Score: &score, Level: 2, Coverage: assessment.Coverage{Known: 3, Applicable: 4}},
		{Model: "ladder", ModelVersion: "1", Dimension: "sales", Coverage: assessment.Coverage{Applicable: 2}},
	}
	facts := []assessment.Fact{{Kind: "action", Code: "1", Value: 0}, {Kind: "technology", Code: "ai", Value: 5}}
	for range 2 { // the second replaces the first
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveOutcome("a", rows, facts) })
	}
	var gotRows []assessment.ResultRow
	var gotFacts []assessment.Fact
	mustView(t, s, func(q assessment.Tx) error {
		return errors.Join(
			q.(*tx).each(`SELECT model_id, model_version, dimension_id, score, level, coverage_known, coverage_applicable FROM results
				WHERE assessment_id = $1 ORDER BY dimension_id`, []any{"a"}, func(scan func(...any) error) error {
				var r assessment.ResultRow
				err := scan(&r.Model, &r.ModelVersion, &r.Dimension, &r.Score, &r.Level, &r.Coverage.Known, &r.Coverage.Applicable)
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

// testNoLostUpdate: many callers change what they read before; those that come
// too late get a Conflict and change it again in one transaction.
func testNoLostUpdate(t *testing.T, open opener) {
	s, _ := started(t, open)
	const callers, increments = 64, 20
	ctx := context.Background()
	var conflicts atomic.Int64
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range increments {
				var a *assessment.Assessment
				read := func(tx assessment.Tx) (err error) { a, err = tx.Assessment("a"); return err }
				save := func(tx assessment.Tx) error { a.Profile.Employees++; return tx.SaveAssessment(a) }
				err := s.View(ctx, read)
				if err == nil {
					err = s.Update(ctx, save)
				}
				if assessment.KindOf(err) == assessment.Conflict {
					conflicts.Add(1)
					err = s.Update(ctx, func(tx assessment.Tx) error { return errors.Join(read(tx), save(tx)) })
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	got := load(t, s, "a")
	same(t, got.Profile.Employees, fixtureAssessment("a").Profile.Employees+callers*increments)
	same(t, got.Revision, int64(1+callers*increments))
	if conflicts.Load() == 0 {
		t.Error("nobody came too late: the test tries nothing")
	}
}

// testFailingFunctions: among many callers those that fail, panic or end their
// goroutine leave nothing behind and harm nobody.
func testFailingFunctions(t *testing.T, open opener) {
	s, _ := started(t, open)
	own := errors.New("own reason")
	const callers = 200
	want := fixtureAssessment("a")
	want.Responses = map[string]assessment.Response{}
	var all sync.WaitGroup
	for i := range callers {
		item := "S1" + strings.Repeat("x", i)
		if i%4 == 0 {
			want.Responses[item] = assessment.ValueResponse(i)
		}
		all.Go(func() {
			err := s.Update(context.Background(), func(tx assessment.Tx) error {
				if err := tx.SaveResponse("a", item, assessment.ValueResponse(i), noon); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return own
				case 2:
					panic(own)
				case 3:
					runtime.Goexit()
				}
				return nil
			})
			if i%4 == 0 && err != nil || i%4 != 0 && !errors.Is(err, own) {
				t.Errorf("caller %d: %v", i, err)
			}
			if i%4 == 2 && !strings.Contains(err.Error(), "suite_test.go") {
				t.Errorf("the panic does not name its place: %v", err)
			}
		})
	}
	all.Wait()
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.DeleteResponse("a", "S2"), tx.DeleteResponse("a", "S3"))
	})
	if _, ok := want.Responses["S1"]; !ok {
		t.Fatal("the test expects nothing")
	}
	same(t, load(t, s, "a"), want)
	err := s.View(context.Background(), func(assessment.Tx) error { panic("in a view") })
	if err == nil || !strings.Contains(err.Error(), "in a view") {
		t.Errorf("got %v", err)
	}
}

// testRunAgain: a function that failed and runs again sees nothing of its
// earlier run.
func testRunAgain(t *testing.T, open opener) {
	s, _ := started(t, open)
	for run := range 3 {
		err := s.Update(context.Background(), func(tx assessment.Tx) error {
			a, err := tx.Assessment("a")
			if err != nil {
				return err
			}
			same(t, a, fixtureAssessment("a"))
			if err := errors.Join(tx.SaveAssessment(a), tx.DeleteResponse("a", "S1"), tx.SaveSetting("salt", []byte("x"))); err != nil {
				return err
			}
			if a, err = tx.Assessment("a"); err != nil || a.Revision != 2 || len(a.Responses) != 2 {
				t.Errorf("does not see its own work: %+v, %v", a, err)
			}
			if run < 2 {
				return conflict("again")
			}
			return nil
		})
		if (err == nil) != (run == 2) {
			t.Fatal(err)
		}
	}
	same(t, load(t, s, "a").Revision, int64(2))
}

// testSpoiled: a function cannot commit by ignoring an error of the database.
func testSpoiled(t *testing.T, open opener) {
	s, _ := started(t, open)
	err := s.Update(context.Background(), func(tx assessment.Tx) error {
		if err := tx.SaveSetting("salt", []byte("x")); err != nil {
			return err
		}
		hasKind(t, tx.SaveResponse("none", "S1", assessment.ValueResponse(1), noon), assessment.NotFound)
		hasKind(t, tx.SaveSetting("other", nil), assessment.NotFound)
		return nil
	})
	hasKind(t, err, assessment.NotFound)
	same(t, count(t, s)["settings"], 0)
}

func testEnded(t *testing.T, open opener) {
	s, _ := started(t, open)
	var kept assessment.Tx
	keep := func(tx assessment.Tx) error { kept = tx; return nil }
	mustUpdate(t, s, keep)
	if err := kept.DeleteAssessment("a"); !errors.Is(err, errEnded) {
		t.Errorf("got %v", err)
	}
	mustView(t, s, keep)
	if _, err := kept.Assessment("a"); !errors.Is(err, errEnded) {
		t.Errorf("got %v", err)
	}
}

func testSnapshot(t *testing.T, open opener) {
	s, _ := started(t, open)
	mustView(t, s, func(tx assessment.Tx) error {
		before, err := tx.Assessment("a")
		if err != nil {
			return err
		}
		written := make(chan struct{})
		go func() {
			defer close(written)
			if err := s.Update(context.Background(), func(tx assessment.Tx) error { return tx.DeleteAssessment("a") }); err != nil {
				t.Error(err)
			}
		}()
		<-written
		after, err := tx.Assessment("a")
		same(t, after, before)
		return err
	})
	hasKind(t, s.View(context.Background(), func(tx assessment.Tx) error { _, err := tx.Assessment("a"); return err }), assessment.NotFound)
}

func testViewOnlyReads(t *testing.T, open opener) {
	s, _ := started(t, open)
	err := s.View(context.Background(), func(tx assessment.Tx) error { return tx.DeleteAssessment("a") })
	hasKind(t, err, assessment.Internal)
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v", err)
	}
	same(t, load(t, s, "a"), fixtureAssessment("a"))
}

// testCancel: a caller that ends while its function runs harms nobody, and its
// own work is taken back.
func testCancel(t *testing.T, open opener) {
	s, _ := started(t, open)
	ctx, cancel := context.WithCancel(context.Background())
	work := func(tx assessment.Tx) error {
		if err := tx.SaveSetting("salt", []byte("x")); err != nil {
			return err
		}
		cancel()
		return tx.SaveSetting("salt", []byte("y"))
	}
	for range 2 { // while it runs, and before it begins
		if err := s.Update(ctx, work); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := s.View(ctx, func(tx assessment.Tx) error { _, err := tx.Catalogue(); return err }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	same(t, count(t, s)["settings"], 0)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SaveSetting("salt", []byte("z")) })
}

func testReopen(t *testing.T, open opener) {
	s, reopen := started(t, open)
	rows := count(t, s)
	s = reopen()
	same(t, count(t, s), rows)
	same(t, load(t, s, "a"), fixtureAssessment("a"))
	publish(t, s)
	if err := s.Ping(context.Background()); err != nil {
		t.Error(err)
	}
}

// testClose: everything that was accepted is committed, everything later is
// refused.
func testClose(t *testing.T, open opener) {
	s, reopen := started(t, open)
	entered, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.Update(context.Background(), func(tx assessment.Tx) error {
			close(entered)
			<-release
			return tx.SaveSetting("salt", []byte("x"))
		}); err != nil {
			t.Error(err)
		}
	})
	<-entered
	all.Go(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for s.enter() { // until Close has begun
		s.calls.Done()
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	hasKind(t, s.Update(context.Background(), func(assessment.Tx) error { return nil }), assessment.Busy)
	hasKind(t, s.Ping(context.Background()), assessment.Busy)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	same(t, count(t, reopen())["settings"], 1)
}
