package service

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"onramp/assessment"
)

// releaseSecret keys the rounding of all releases of an installation.
const releaseSecret = "release_secret"

// NextRelease makes the oldest release that waits, or that a server began and
// died over, and returns its number; 0 when there is none. A release whose rules
// refuse it is kept as failed, with the reason. When the context ends meanwhile,
// the release goes back to whoever comes next. Nothing of it is published before
// all of it is.
func (s *Service) NextRelease(ctx context.Context) (number int, err error) {
	holder := s.newID()
	var r *assessment.Release
	err = s.store.Update(ctx, func(tx assessment.Tx) (err error) {
		r, err = tx.ClaimRelease(holder, s.now(), s.now().Add(releaseLease))
		return err
	})
	if assessment.KindOf(err) == assessment.NotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	made, trace, err := s.hold(ctx, r, holder)
	if err == nil {
		err = s.freeze(ctx, r, holder, made, trace)
	}
	if err == nil {
		return r.Number, nil
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseLease)
	defer cancel()
	if ctx.Err() != nil || assessment.KindOf(err) == assessment.Busy { // for the next one
		return r.Number, errors.Join(err, s.store.Update(last, func(tx assessment.Tx) error {
			return tx.HoldRelease(r.Number, holder, 0, s.now())
		}))
	}
	fault := (*assessment.Error)(nil)
	if !errors.As(err, &fault) {
		fault = &assessment.Error{Kind: assessment.Internal, Key: "error.release_failed"}
	} else {
		err = nil // the rules refused it, and it says so
	}
	return r.Number, errors.Join(err, s.store.Update(last, func(tx assessment.Tx) error { return tx.FailRelease(r.Number, holder, fault) }))
}

// hold makes a release and tells how far it has come, while it holds it.
func (s *Service) hold(ctx context.Context, r *assessment.Release, holder string) (*assessment.Release, assessment.Trace, error) {
	select {
	case s.tabulating <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	defer func() { <-s.tabulating }()
	ctx, stop := context.WithCancelCause(ctx)
	var progress atomic.Int64
	telling := make(chan struct{})
	go func() {
		defer close(telling)
		tick := time.NewTicker(releaseLease / 30)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
			err := s.store.Update(ctx, func(tx assessment.Tx) error {
				return tx.HoldRelease(r.Number, holder, int(progress.Load()), s.now().Add(releaseLease))
			})
			if assessment.KindOf(err) == assessment.Conflict { // somebody else makes it
				stop(err)
			}
		}
	}()
	made, trace, err := s.tabulate(ctx, r.ReleaseOrder, func(percent int) { progress.Store(int64(percent)) })
	if lost := context.Cause(ctx); err != nil && lost != nil {
		err = lost
	}
	stop(nil)
	<-telling
	return made, trace, err
}

// freeze writes a release for ever.
func (s *Service) freeze(ctx context.Context, asked *assessment.Release, holder string, made *assessment.Release, trace assessment.Trace) error {
	made.Number, made.By, made.Asked, made.State, made.Progress = asked.Number, asked.By, asked.Asked, assessment.ReleaseMade, 100
	made.ReleaseOrder, made.Made = asked.ReleaseOrder, s.now().UTC().Truncate(time.Millisecond)
	var files []assessment.ReleaseFile
	if s.files != nil {
		var err error
		if files, err = s.files(made); err != nil {
			return err
		}
	}
	return s.store.Update(ctx, func(tx assessment.Tx) error { return tx.FreezeRelease(made, holder, files, trace) })
}

// Of the work of a release, this share each is behind after its two passes.
const firstPass, bothPasses = 35, 85

// tabulate makes the tables of a release from one state of the store. Tell is
// told the percentage.
func (s *Service) tabulate(ctx context.Context, o assessment.ReleaseOrder, tell func(percent int)) (r *assessment.Release, trace assessment.Trace, err error) {
	secret, err := s.setting(ctx, releaseSecret, 32)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		earlier, err := tx.Traces()
		if err != nil {
			return err
		}
		t, err := assessment.NewTabulation(c, o, secret, earlier)
		if err != nil {
			return err
		}
		all, _, err := tx.CountUnits(o.From, o.To)
		if err != nil {
			return err
		}
		t.Expect(all)
		pass := func(from, to int, visit func(u *assessment.Unit) error) error {
			n := 0
			return tx.Units(o.From, o.To, func(u *assessment.Unit) error {
				if n++; n%1024 == 0 {
					tell(from + (to-from)*n/max(all, 1))
					if ctx.Err() != nil {
						return context.Cause(ctx)
					}
				}
				return visit(u)
			})
		}
		if err := pass(0, firstPass, t.Select); err != nil {
			return err
		}
		if err := t.Weigh(); err != nil {
			return err
		}
		if err := pass(firstPass, bothPasses, func(u *assessment.Unit) error { t.Add(u); return nil }); err != nil {
			return err
		}
		tell(bothPasses)
		r, trace, err = t.Release()
		return err
	})
	if r != nil {
		r.ReleaseOrder = o
	}
	return r, trace, err
}
