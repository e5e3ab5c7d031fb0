package service

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/store"
	"onramp/questionnaires"
)

// morning is when every test begins.
var morning = time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)

// ours is the content that ships.
var ours = sync.OnceValues(func() (*assessment.Catalogue, error) { return content.Load(questionnaires.Files) })

func shipped(t testing.TB) *assessment.Catalogue {
	t.Helper()
	c, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// world is a service on a real file, with a clock that stands until moved and
// chance that repeats.
type world struct {
	*Service
	t    testing.TB
	file string

	mu    sync.Mutex
	clock time.Time
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// repeating is chance with a fixed seed.
func repeating() func(int) []byte {
	var mu sync.Mutex
	source := rand.NewChaCha8([32]byte{1})
	return func(n int) []byte {
		mu.Lock()
		defer mu.Unlock()
		b := make([]byte, n)
		source.Read(b)
		return b
	}
}

// empty is a world without content.
func empty(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, file: filepath.Join(t.TempDir(), "onramp.db"), clock: morning}
	st, err := store.Open(t.Context(), w.file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Service = New(st, Options{Now: w.now, Random: repeating()})
	return w
}

// newWorld is a world with the content that ships.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := empty(t)
	w.must(w.Import(t.Context(), shipped(t)))
	return w
}

func (w *world) ctx() context.Context { return w.t.Context() }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused checks an error's kind and key.
func (w *world) refused(err error, kind assessment.Kind, key string) {
	w.t.Helper()
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		w.t.Errorf("got %v, want kind %d and key %s", err, kind, key)
	}
}

var bakery = assessment.Profile{Country: "DE", Region: "DE-BY", Language: "de", Sector: "C", Employees: 12, Goals: []string{"cut-cost"}}

// visit is one browser with one assessment open.
type visit struct {
	*world
	id, token string
}

func (w *world) start(depth assessment.Depth) visit {
	w.t.Helper()
	id, token, err := w.Start(w.ctx(), "nir-sme", bakery, depth, false)
	w.must(err)
	return visit{w, id, token}
}

func (v visit) interview() *Interview {
	v.t.Helper()
	in, err := v.Interview(v.ctx(), v.id, v.token)
	v.must(err)
	return in
}

// say answers an item as a page that shows its present response would.
func (v visit) say(item string, r assessment.Response) *Interview {
	v.t.Helper()
	in, err := v.Answer(v.ctx(), v.id, v.token, item, r, v.interview().Responses[item].Mark())
	v.must(err)
	return in
}

// some is a response in the middle of an item's scale.
func some(it *assessment.Item) assessment.Response {
	if it.Kind == assessment.Checklist {
		return assessment.OptionsResponse(it.Options[0].ID)
	}
	low, high := it.Range()
	return assessment.ValueResponse((low + high) / 2)
}

// finish answers until the depth asks no more.
func (v visit) finish() *Interview {
	v.t.Helper()
	in := v.interview()
	for range 200 {
		q, more := in.Next()
		if !more {
			return in
		}
		in = v.say(q.Item.ID, some(q.Item))
	}
	v.t.Fatal("the interview does not end")
	return nil
}

// count asks the database file itself.
func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.file+"?_pragma=busy_timeout(5000)")
	w.must(err)
	defer db.Close()
	w.must(db.QueryRowContext(w.ctx(), query, args...).Scan(&n))
	return n
}
