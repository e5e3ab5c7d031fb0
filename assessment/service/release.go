package service

import (
	"context"
	"time"

	"onramp/assessment"
)

// who somebody is in terms of releases.
type reach int

const (
	reads reach = iota // releases that are made
	makes              // and asks for new ones
)

// mayRelease checks that an account, or for reading a client, may do so;
// Forbidden otherwise.
func (s *Service) mayRelease(tx assessment.Tx, by string, what reach) error {
	refused := &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_allowed"}
	account, err := tx.Account(by)
	if assessment.KindOf(err) == assessment.NotFound && what == reads {
		client, err := tx.ClientOf(by)
		switch {
		case assessment.KindOf(err) == assessment.NotFound:
			return refused
		case err != nil:
			return err
		case !client.Lives(s.now()) || !client.May(assessment.ReadReleases):
			return refused
		}
		return nil
	}
	if assessment.KindOf(err) == assessment.NotFound {
		return refused
	}
	if err != nil {
		return err
	}
	own, err := tx.Organisation(account.Organisation)
	if err != nil {
		return err
	}
	if account.Can(own.Kind, assessment.AnalystRole) || what == reads && account.Can(own.Kind, assessment.OperatorRole) {
		return nil
	}
	return refused
}

// readRelease runs fn for whoever may read releases.
func (s *Service) readRelease(ctx context.Context, by string, fn func(assessment.Tx) error) error {
	return s.store.View(ctx, func(tx assessment.Tx) error {
		if err := s.mayRelease(tx, by, reads); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Releases returns all releases, the newest first, with tables that have no
// cells. By is the account of an agency or an operator, or a client of an
// agency; anybody else is Forbidden, here and below.
func (s *Service) Releases(ctx context.Context, by string) (all []*assessment.Release, err error) {
	err = s.readRelease(ctx, by, func(tx assessment.Tx) (err error) {
		all, err = tx.Releases()
		return err
	})
	return all, err
}

// Release returns one release with tables that have no cells; NotFound.
func (s *Service) Release(ctx context.Context, by string, number int) (r *assessment.Release, err error) {
	err = s.readRelease(ctx, by, func(tx assessment.Tx) (err error) {
		r, err = s.release(tx, number)
		return err
	})
	return r, err
}

// release reads one release. Those that are made never change and are read once.
func (s *Service) release(tx assessment.Tx, number int) (*assessment.Release, error) {
	if r, ok := s.made.Load(number); ok {
		return r.(*assessment.Release), nil
	}
	r, err := tx.Release(number)
	if err == nil && r.State == assessment.ReleaseMade {
		s.made.Store(number, r)
	}
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.release_unknown")
	}
	return r, err
}

// ReleaseTable returns one table of a made release with its cells; NotFound.
func (s *Service) ReleaseTable(ctx context.Context, by string, number int, table string) (r *assessment.Release, t *assessment.Table, err error) {
	err = s.readRelease(ctx, by, func(tx assessment.Tx) (err error) {
		if r, err = s.release(tx, number); err != nil {
			return err
		}
		t, err = tx.ReleaseTable(number, table)
		if assessment.KindOf(err) == assessment.NotFound {
			err = assessment.Missing("error.table_unknown")
		}
		return err
	})
	return r, t, err
}

// ReleaseFiles lists the files of a made release, without content; none of one
// that is not made.
func (s *Service) ReleaseFiles(ctx context.Context, by string, number int) (all []assessment.ReleaseFile, err error) {
	err = s.readRelease(ctx, by, func(tx assessment.Tx) (err error) {
		if _, err = s.release(tx, number); err == nil {
			all, err = tx.ReleaseFiles(number)
		}
		return err
	})
	return all, err
}

// ReleaseFile returns one file of a made release, the same bytes for ever;
// NotFound.
func (s *Service) ReleaseFile(ctx context.Context, by string, number int, name string) (r *assessment.Release, f *assessment.ReleaseFile, err error) {
	err = s.readRelease(ctx, by, func(tx assessment.Tx) (err error) {
		if r, err = s.release(tx, number); err != nil {
			return err
		}
		if r.State != assessment.ReleaseMade {
			return assessment.Missing("error.release_unmade")
		}
		f, err = tx.ReleaseFile(number, name)
		if assessment.KindOf(err) == assessment.NotFound {
			err = assessment.Missing("error.table_unknown")
		}
		return err
	})
	return r, f, err
}

// LatestRelease returns the newest made release that no other replaces, without
// cells, to anybody: NotFound before the first.
func (s *Service) LatestRelease(ctx context.Context) (latest *assessment.Release, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		all, err := tx.Releases()
		if err == nil {
			latest, err = newestMade(all)
		}
		return err
	})
	return latest, err
}

// newestMade finds the newest of releases, the newest first, that stands.
func newestMade(all []*assessment.Release) (*assessment.Release, error) {
	replaced := map[int]bool{}
	for _, r := range all {
		if r.State != assessment.ReleaseMade {
			continue
		}
		replaced[r.Replaces] = true
		if !replaced[r.Number] {
			return r, nil
		}
	}
	return nil, assessment.Missing("error.release_unknown")
}

// PreviewRelease makes a release that is not kept, so that an analyst sees what
// it would withhold. One is made at a time; Busy while another is.
func (s *Service) PreviewRelease(ctx context.Context, by string, o assessment.ReleaseOrder) (*assessment.Release, error) {
	if err := s.store.View(ctx, func(tx assessment.Tx) error { return s.mayOrder(tx, by, o) }); err != nil {
		return nil, err
	}
	select {
	case s.tabulating <- struct{}{}:
	default:
		return nil, &assessment.Error{Kind: assessment.Busy, Key: "error.release_busy"}
	}
	defer func() { <-s.tabulating }()
	r, _, err := s.tabulate(ctx, o, func(int) {})
	return r, err
}

// mayOrder checks who asks and what a release would replace.
func (s *Service) mayOrder(tx assessment.Tx, by string, o assessment.ReleaseOrder) error {
	if err := s.mayRelease(tx, by, makes); err != nil {
		return err
	}
	if o.To.After(s.now()) {
		return assessment.InvalidField("last", "field.release_open", nil)
	}
	if o.Replaces == 0 {
		return nil
	}
	all, err := tx.Releases()
	if err != nil {
		return err
	}
	known := false
	for _, r := range all {
		if r.Replaces == o.Replaces && r.State != assessment.ReleaseFailed {
			return assessment.InvalidField("replaces", "field.release_replaced", map[string]any{"Number": r.Number})
		}
		known = known || r.Number == o.Replaces && r.State == assessment.ReleaseMade
	}
	if !known {
		return assessment.InvalidField("replaces", "field.pick_one", nil)
	}
	return nil
}

// MakeRelease asks for a release and returns its number. [Service.NextRelease]
// makes it.
func (s *Service) MakeRelease(ctx context.Context, by string, o assessment.ReleaseOrder) (number int, err error) {
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := s.mayOrder(tx, by, o); err != nil {
			return err
		}
		number, err = tx.AddRelease(&assessment.Release{ReleaseOrder: o, By: by, Asked: s.now()})
		return err
	})
	if err == nil {
		select {
		case s.asked <- struct{}{}:
		default: // somebody knows already
		}
	}
	return number, err
}

// ReleaseWaits tells that a release was asked for here. Another server's is
// found by asking now and then.
func (s *Service) ReleaseWaits() <-chan struct{} { return s.asked }

// releaseLease is how long a server that makes a release can be silent before
// another follows.
const releaseLease = 30 * time.Second
