// Package service has one method for each thing a person can do. A method owns
// its transaction, checks who may do it, calls the pure rules of package
// assessment, and lets effects follow commit.
//
// Owners of firms have no account. What opens an assessment is a key: a link
// with 256 random bits, which the owner's browser also carries as a cookie, or
// a short code to type. Only hashes are stored: SHA-256 for links, which
// cannot be guessed, and argon2id with the installation's salt for codes,
// which could be tried out from a stolen database otherwise.
package service

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"onramp/assessment"
)

// Store keeps everything. View runs fn on one consistent state; Update runs it
// serializable and durable: when Update returns nil, all of fn's writes are on
// disk. fn may run more than once, so it touches nothing outside itself until
// Update has returned.
type Store interface {
	View(ctx context.Context, fn func(assessment.Tx) error) error
	Update(ctx context.Context, fn func(assessment.Tx) error) error
	Ping(ctx context.Context) error
}

// Service is safe for concurrent use.
type Service struct {
	store       Store
	now         func() time.Time
	random      func(n int) []byte
	catalogue   atomic.Pointer[assessment.Catalogue]
	renewing    sync.Mutex    // the directory of the catalogue is read anew, one at a time
	instruments sync.Map      // instrumentKey to its *assessment.Instrument; making one takes milliseconds
	hashing     chan struct{} // bounds the memory of concurrent code look-ups
	mail        Mail          // nil: no mail is sent
	waiting     chan struct{} // a mail waits that is due now
	files       func(*assessment.Release) ([]assessment.ReleaseFile, error)
	asked       chan struct{} // a release waits
	benchmarks  benchmarks
	views       views
	made        sync.Map      // number to its *assessment.Release, of those that are made
	tabulating  chan struct{} // bounds the memory of releases: one at a time
}

// Options are the effects a service needs; zero fields mean the real ones.
type Options struct {
	Now    func() time.Time
	Random func(n int) []byte // n unpredictable bytes
	Mail   Mail               // without it nobody is asked for an address
	// Files writes a release in every format; without it a release has no files.
	Files func(r *assessment.Release) ([]assessment.ReleaseFile, error)
}

// New makes a service on a store.
func New(store Store, o Options) *Service {
	s := &Service{store: store, now: o.Now, random: o.Random, hashing: make(chan struct{}, 2), mail: o.Mail, waiting: make(chan struct{}, 1),
		files: o.Files, asked: make(chan struct{}, 1), tabulating: make(chan struct{}, 1), views: newViews()}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = func(n int) []byte {
			b := make([]byte, n)
			rand.Read(b) // never fails since Go 1.24
			return b
		}
	}
	return s
}

// Now is the moment the service's clock shows.
func (s *Service) Now() time.Time { return s.now() }

// Healthy reports whether the store answers.
func (s *Service) Healthy(ctx context.Context) error { return s.store.Ping(ctx) }

// originSetting says who put the directory of today there: originBuiltIn or
// originOperator.
const (
	originSetting  = "directory_origin"
	originBuiltIn  = "built-in"
	originOperator = "operator"
)

// Import publishes an operator's content: new versions are added, the directory
// of support platforms is replaced. Changed content under a published version
// is a Conflict, and then nothing is imported.
func (s *Service) Import(ctx context.Context, c *assessment.Catalogue) error {
	return s.publish(ctx, func(tx assessment.Tx) error { return s.replace(tx, c, originOperator) })
}

// ImportBuiltIn publishes the program's own content under the same rule, and
// takes the place of an operator's directory.
func (s *Service) ImportBuiltIn(ctx context.Context, c *assessment.Catalogue) error {
	return s.publish(ctx, func(tx assessment.Tx) error { return s.replace(tx, c, originBuiltIn) })
}

// Refresh brings the program's own content up to date, as a start of the
// program does, and undoes no import of an operator: when the directory of
// today is the operator's it stays, and of the questionnaires and models only
// versions that are not there yet are added.
func (s *Service) Refresh(ctx context.Context, c *assessment.Catalogue) error {
	return s.publish(ctx, func(tx assessment.Tx) error {
		origin, err := tx.Setting(originSetting)
		switch {
		case err != nil && assessment.KindOf(err) != assessment.NotFound:
			return err
		case string(origin) == originOperator:
			return s.add(tx, c)
		default: // ours, or there is none yet
			return s.replace(tx, c, originBuiltIn)
		}
	})
}

// contentSetting keeps the mark of the built-in content that was published last.
const contentSetting = "content_mark"

// RefreshOnce is Refresh for content that is named by a mark, such as a hash of
// its files: when the same was published already it is not even loaded.
func (s *Service) RefreshOnce(ctx context.Context, mark string, load func() (*assessment.Catalogue, error)) error {
	var last []byte
	err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		last, err = tx.Setting(contentSetting)
		return err
	})
	if err == nil && string(last) == mark {
		return nil
	}
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return err
	}
	c, err := load()
	if err != nil {
		return err
	}
	if err := s.Refresh(ctx, c); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error { return tx.SaveSetting(contentSetting, []byte(mark)) })
}

// publish runs fn and reads the catalogue anew.
func (s *Service) publish(ctx context.Context, fn func(assessment.Tx) error) error {
	if err := s.store.Update(ctx, fn); err != nil {
		return err
	}
	s.forget()
	_, err := s.Catalogue(ctx)
	return err
}

// forget lets the next call read the catalogue anew.
func (s *Service) forget() {
	s.catalogue.Store(nil)
	s.instruments.Clear()
}

// replace publishes everything and notes whose directory it is.
func (s *Service) replace(tx assessment.Tx, c *assessment.Catalogue, origin string) error {
	for _, q := range c.Questionnaires {
		if err := tx.PublishQuestionnaire(q, s.now()); err != nil {
			return err
		}
	}
	for _, m := range c.Models {
		if err := tx.PublishModel(m, s.now()); err != nil {
			return err
		}
	}
	if err := tx.ReplaceDirectory(c.Directory, s.now()); err != nil {
		return err
	}
	return tx.SaveSetting(originSetting, []byte(origin))
}

// add publishes versions that are not there yet. A version that an operator
// has published with other content stays the operator's, and models of ours
// that read it are left out.
func (s *Service) add(tx assessment.Tx, c *assessment.Catalogue) error {
	type version struct{ id, version string }
	theirs := map[version]bool{}
	for _, q := range c.Questionnaires {
		err := tx.PublishQuestionnaire(q, s.now())
		if assessment.KindOf(err) == assessment.Conflict {
			theirs[version{q.ID, q.Version}] = true
		} else if err != nil {
			return err
		}
	}
	for _, m := range c.Models {
		if theirs[version{m.Questionnaire, m.QuestionnaireVersion}] {
			continue
		}
		if err := tx.PublishModel(m, s.now()); err != nil && assessment.KindOf(err) != assessment.Conflict {
			return err
		}
	}
	return nil
}

// Catalogue returns all published content. It is immutable; the service keeps
// one copy until the next import.
func (s *Service) Catalogue(ctx context.Context) (*assessment.Catalogue, error) {
	if c := s.catalogue.Load(); c != nil {
		return c, nil
	}
	var c *assessment.Catalogue
	err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		c, err = tx.Catalogue()
		return err
	})
	if err != nil {
		return nil, err
	}
	s.catalogue.Store(c)
	return c, nil
}

// instrumentKey is what makes an instrument; no parameters are the experts'.
type instrumentKey struct {
	model      *assessment.Model
	parameters *assessment.Parameters
}

// instrument returns the instrument of a model with parameters, made once.
func (s *Service) instrument(q *assessment.Questionnaire, m *assessment.Model, p *assessment.Parameters) (*assessment.Instrument, error) {
	key := instrumentKey{m, p}
	if in, ok := s.instruments.Load(key); ok {
		return in.(*assessment.Instrument), nil
	}
	in, err := assessment.NewInstrument(q, m, p)
	if err == nil {
		s.instruments.Store(key, in)
	}
	return in, err
}

// newID makes an id of 128 random bits that reads well in an address.
func (s *Service) newID() string { return base64.RawURLEncoding.EncodeToString(s.random(16)) }

// newSeed makes the seed of an assessment, a number that JSON carries exactly.
func (s *Service) newSeed() int64 { return int64(binary.BigEndian.Uint64(s.random(8)) >> 33) }
