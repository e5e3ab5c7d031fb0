package service

import (
	"context"
	"time"

	"onramp/assessment"
)

// Interview is an assessment with the content it pins.
type Interview struct {
	assessment.Assessment
	Questionnaire *assessment.Questionnaire
	Model         *assessment.Model
	Added         []*assessment.Model // by the owner, beside Model
	Directory     *assessment.Directory
	Learnt        *assessment.Parameters // of the items; nil for the experts'
	Evidence      assessment.EvidenceRecord
	Rounds        []assessment.Round // of the firm, the first first; none of a sheet
	Before        *Interview         // the round before this one; nil in the first
	Room          *Room              // the workshop it was made in; nil outside one
	instrument    *assessment.Instrument
	on            time.Time           // the moment it was read
	seen          *view               // nil: look again
	read          assessment.Readings // made for seen; nil when it was remembered
	views         views
	outcome       *assessment.Outcome // as pages show it; nil: not made yet
}

// view is where an interview stands.
type view struct {
	question assessment.Question
	progress assessment.Progress
	more     bool
}

// Next is the question to ask now; ok is false when the depth asks no more.
func (in *Interview) Next() (assessment.Question, bool) {
	in.look()
	return in.seen.question, in.seen.more
}

// Progress is how far the interview has come.
func (in *Interview) Progress() assessment.Progress {
	in.look()
	return in.seen.progress
}

// look finds question and progress once: choosing takes a millisecond.
func (in *Interview) look() {
	if in.seen == nil {
		v := view{}
		v.question, v.progress, in.read, v.more = in.instrument.LookRead(&in.Assessment)
		in.seen = &v
	}
}

// Previous is the item asked before another, nil before the first.
func (in *Interview) Previous(item string) *assessment.Item {
	return in.instrument.Previous(&in.Assessment, item)
}

// Place is where an item stands among those asked, from 1.
func (in *Interview) Place(item string) int { return in.instrument.Place(&in.Assessment, item) }

// Way is what Previous and Place look at, for pages that need both; readings are
// those of the interview.
func (in *Interview) Way(readings assessment.Readings) assessment.Way {
	return in.instrument.Way(&in.Assessment, readings)
}

// Readings routes the responses; those of a colleague's sheet stand as given.
func (in *Interview) Readings() assessment.Readings {
	if in.Sheet() {
		return in.Questionnaire.SheetReadings(&in.Assessment)
	}
	return in.Questionnaire.Read(in.Profile, in.Responses).Lift(in.Lifted)
}

// Standing is Readings after the interview was looked at and when nothing was
// changed since, as on a page, without making them anew.
func (in *Interview) Standing() assessment.Readings {
	if in.read != nil {
		return in.read
	}
	return in.Readings()
}

// Case is what the outcome is made from.
func (in *Interview) Case() assessment.Case {
	return assessment.Case{Questionnaire: in.Questionnaire, Model: in.Model, Added: in.Added, Directory: in.Directory,
		Instrument: in.instrument, Profile: in.Profile, Responses: in.Responses, Marks: in.Marks, Evidence: in.Evidence, Lifted: in.Lifted, On: in.on}
}

// Outcome scores and plans.
func (in *Interview) Outcome() assessment.Outcome {
	o := assessment.Evaluate(in.Case())
	o.Depth, o.Updated, o.Parameters = in.Depth, in.Updated, in.Learnt
	return o
}

// Start begins an assessment with the newest questionnaire and returns its id
// and the link that opens it.
func (s *Service) Start(ctx context.Context, questionnaire string, p assessment.Profile, depth assessment.Depth, consent bool) (id, token string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	q, err := c.Questionnaire(questionnaire, "")
	if err != nil {
		return "", "", err
	}
	if bad := q.CheckProfile(p); len(bad) > 0 { // named as on the form, not as in a file
		return "", "", &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
	}
	return s.Adopt(ctx, assessment.Portable{Questionnaire: questionnaire, Profile: p, Depth: depth, StatisticsConsent: consent, Seed: s.newSeed()})
}

// Adopt begins an assessment from a portable file. A file that does not fit is
// Invalid and names every place.
func (s *Service) Adopt(ctx context.Context, p assessment.Portable) (id, token string, err error) {
	return s.adopt(ctx, p, nil, "", func(assessment.Tx, *Interview) error { return nil })
}

// adopt is Adopt for an assessment of a workshop, too, which is read by what the
// workshop pins; seat gives it its place there. Outside one pinned is nil.
func (s *Service) adopt(ctx context.Context, p assessment.Portable, pinned *pins, workshop string, seat func(tx assessment.Tx, in *Interview) error) (id, token string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	if pinned == nil {
		if pinned, err = newest(c, p); err != nil {
			return "", "", err
		}
	}
	q, m, learnt := pinned.questionnaire, pinned.model, pinned.learnt
	added, err := c.Added(q, m, p.Models)
	if err != nil {
		return "", "", err
	}
	if err := q.CheckPortable(p); err != nil {
		return "", "", err
	}
	if !p.Depth.Valid() {
		return "", "", badDepth(p.Depth)
	}
	now := s.now()
	a := assessment.Assessment{ID: s.newID(), Questionnaire: q.ID, QuestionnaireVersion: q.Version, Model: m.ID, ModelVersion: m.Version,
		Models: pin(added), Asked: p.Asked, Depth: p.Depth, Seed: p.Seed, Profile: p.Profile, StatisticsConsent: p.StatisticsConsent, Created: now, Updated: now, Responses: p.Responses, Marks: p.Dated(now), Round: 1, Workshop: workshop}
	a.Firm, a.Parameters = a.ID, learnt.Number()
	switch {
	case workshop != "":
		a.Mode = assessment.WorkshopMode
	case len(p.Responses) > 0:
		a.Mode = assessment.ImportedMode
	}
	instrument, err := s.instrument(q, m, learnt)
	if err != nil {
		return "", "", err
	}
	in := &Interview{Assessment: a, Questionnaire: q, Model: m, Added: added, Directory: c.Directory, Learnt: learnt, instrument: instrument, on: s.now()}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		fresh := a
		if err := tx.CreateAssessment(&fresh); err != nil {
			return err
		}
		in.Assessment = fresh
		if err := seat(tx, in); err != nil {
			return err
		}
		if err := s.settle(tx, in); err != nil {
			return err
		}
		return s.addLink(tx, a.ID, token)
	})
	return a.ID, token, err
}

// Interview returns an assessment to whoever holds a key to it.
func (s *Service) Interview(ctx context.Context, id, token string) (in *Interview, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var key assessment.Key
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		in, key, err = s.load(tx, c, id, token)
		return err
	})
	if err == nil {
		err = s.renew(ctx, key)
	}
	return in, err
}

func (s *Service) load(tx assessment.Tx, c *assessment.Catalogue, id, token string) (*Interview, assessment.Key, error) {
	key, err := s.open(tx, id, token)
	if err != nil {
		return nil, key, err
	}
	in, err := s.read(tx, c, id)
	return in, key, err
}

// read returns an assessment with the content it pins.
func (s *Service) read(tx assessment.Tx, c *assessment.Catalogue, id string) (*Interview, error) {
	a, err := tx.Assessment(id)
	if err != nil {
		return nil, err
	}
	learnt, err := c.ParametersFor(a.Questionnaire, a.QuestionnaireVersion, a.Parameters)
	if assessment.KindOf(err) == assessment.NotFound { // published by another program while this one runs
		s.forget()
		if c, err = tx.Catalogue(); err == nil {
			learnt, err = c.ParametersFor(a.Questionnaire, a.QuestionnaireVersion, a.Parameters)
		}
	}
	if err != nil {
		return nil, err
	}
	q, err := c.Questionnaire(a.Questionnaire, a.QuestionnaireVersion)
	if err != nil {
		return nil, err
	}
	m, err := c.Model(a.Model, a.ModelVersion)
	if err != nil {
		return nil, err
	}
	added, err := pinned(c, a.Models)
	if err != nil {
		return nil, err
	}
	instrument, err := s.instrument(q, m, learnt)
	if err != nil {
		return nil, err
	}
	in := &Interview{Assessment: *a, Questionnaire: q, Model: m, Added: added, Directory: c.Directory, Learnt: learnt, instrument: instrument, on: s.now()}
	if err := in.witness(tx); err != nil {
		return nil, err
	}
	err = s.history(tx, c, in)
	s.views.recall(in)
	return in, err
}

// change runs fn on an assessment and saves what it did in one transaction. It
// refuses a colleague's sheet; a round that is over is Closed.
func (s *Service) change(ctx context.Context, id, token string, fn func(assessment.Tx, *Interview) error) (*Interview, error) {
	return s.changeAny(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if in.Sheet() {
			return sheetRefused()
		}
		return fn(tx, in)
	})
}

// changeAny is change for sheets too.
func (s *Service) changeAny(ctx context.Context, id, token string, fn func(assessment.Tx, *Interview) error) (in *Interview, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) (err error) {
		var key assessment.Key
		if in, key, err = s.load(tx, c, id, token); err != nil {
			return err
		}
		if err := in.Closed(); err != nil {
			return err
		}
		if s.renewable(key) {
			if err := tx.ExtendKey(key.Hash, s.now().Add(KeyLife)); err != nil {
				return err
			}
		}
		if err := fn(tx, in); err != nil {
			return err
		}
		in.seen, in.read = nil, nil // what fn changed may lead elsewhere
		return s.settle(tx, in)
	})
	if err == nil {
		s.views.keep(in)
	}
	return in, err
}

// settle saves an assessment; once its depth asks no more it is finished, and
// from then on what statistics read follows each change.
func (s *Service) settle(tx assessment.Tx, in *Interview) error {
	_, more := in.Next()
	first := !more && in.Finished.IsZero()
	if first {
		in.Finished = s.now()
	}
	if err := tx.SaveAssessment(&in.Assessment); err != nil {
		return err
	}
	if err := in.advance(tx); err != nil {
		return err
	}
	if in.Finished.IsZero() || in.Sheet() { // statistics never read sheets
		return nil
	}
	if first {
		if err := s.predict(tx, in); err != nil {
			return err
		}
	}
	return in.save(tx)
}

// save writes what statistics read.
func (in *Interview) save(tx assessment.Tx) error {
	if err := in.witness(tx); err != nil { // what was just answered counts
		return err
	}
	o := in.Outcome()
	if err := tx.SaveOutcome(in.ID, in.rows(&o), in.Questionnaire.Facts(o.Readings)); err != nil {
		return err
	}
	return in.saveUnit(tx, &o)
}

// SaveProfile changes the profile; answers stay, routing follows. seen is the
// Mark of the profile the page showed.
func (s *Service) SaveProfile(ctx context.Context, id, token string, p assessment.Profile, seen string) (*Interview, error) {
	return s.change(ctx, id, token, func(_ assessment.Tx, in *Interview) error {
		if bad := in.Questionnaire.CheckProfile(p); len(bad) > 0 {
			return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
		}
		if in.Profile.Mark() != seen && in.Profile.Mark() != p.Mark() {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.changed_elsewhere"}
		}
		in.Profile, in.Updated = p, s.now()
		return nil
	})
}

// SetDepth changes how much is asked; nothing is lost.
func (s *Service) SetDepth(ctx context.Context, id, token string, depth assessment.Depth) (*Interview, error) {
	return s.change(ctx, id, token, func(_ assessment.Tx, in *Interview) error {
		if !depth.Valid() {
			return badDepth(depth)
		}
		if in.Hosted() {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error.workshop_depth"}
		}
		in.Depth = depth
		return nil
	})
}

func badDepth(d assessment.Depth) error {
	return assessment.InvalidField("depth", "field.depth", map[string]any{"Value": string(d)})
}

// SetConsent records whether the firm's answers, those of earlier rounds too,
// may be counted in statistics and learnt from.
func (s *Service) SetConsent(ctx context.Context, id, token string, consent bool) (*Interview, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if consent == in.StatisticsConsent {
			return nil
		}
		in.StatisticsConsent = consent
		said := assessment.Consent{At: s.now(), Agreed: consent, Wording: assessment.ConsentWording}
		if err := tx.SaveConsent(in.ID, said); err != nil {
			return err
		}
		if err := s.predict(tx, in); err != nil {
			return err
		}
		return s.others(tx, c, in, func(other *Interview) error {
			other.StatisticsConsent = consent
			if err := tx.SaveConsent(other.ID, said); err != nil {
				return err
			}
			if err := other.unit(tx); err != nil {
				return err
			}
			return s.predict(tx, other)
		})
	})
}

// Delete removes the firm: all its rounds with their answers, keys and results,
// and the sheets of colleagues. With a colleague's key it removes their sheet.
func (s *Service) Delete(ctx context.Context, id, token string) error {
	defer s.views.forget(id)
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		key, err := s.open(tx, id, token)
		if err != nil {
			return err
		}
		return tx.DeleteFirm(key.Assessment)
	})
}

// Sweep removes the assessments that no key opens any more, with everything
// that hangs on them, and returns how many: their owners cannot do it. Sessions
// and links of accounts that have run out go, too, and old problems of boards.
func (s *Service) Sweep(ctx context.Context) (total int, err error) {
	if err := s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := tx.DeleteOldPosts(s.now().Add(-assessment.KeepPost)); err != nil {
			return err
		}
		return tx.DeleteOutdated(s.now())
	}); err != nil {
		return 0, err
	}
	for last := ""; ; {
		var ids []string
		if err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
			ids, last, err = tx.Unreachable(s.now(), last)
			return err
		}); err != nil || last == "" {
			return total, err
		}
		if len(ids) == 0 {
			continue
		}
		var n int
		if err := s.store.Update(ctx, func(tx assessment.Tx) (err error) {
			n, err = tx.DeleteUnreachable(s.now(), ids)
			return err
		}); err != nil {
			return total, err
		}
		total += n
	}
}
