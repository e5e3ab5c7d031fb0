package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"onramp/assessment"
)

// Actor is whoever changes something that goes on record.
type Actor struct {
	Name         string // as they call themselves
	Organisation string // id; empty for the site's operator
	Operator     bool   // may change every entry
}

// PlatformEntry is an entry of the directory of today with its record.
type PlatformEntry struct {
	Platform     *assessment.Platform // nil when there is none today, only a record
	Organisation string               // whose it is; empty for the site's operator
	Changes      []assessment.PlatformChange
}

// Mine reports whether the actor may change the entry.
func (a Actor) Mine(e *PlatformEntry) bool {
	return a.Operator || a.Organisation != "" && a.Organisation == e.Organisation
}

// Platform returns an entry with its record, the newest change first; NotFound.
func (s *Service) Platform(ctx context.Context, id string) (e *PlatformEntry, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		e, err = platformEntry(tx, id)
		return err
	})
	if err == nil && e.Platform == nil && len(e.Changes) == 0 {
		err = assessment.Missing("error.platform_unknown")
	}
	if err != nil {
		return nil, err
	}
	slices.Reverse(e.Changes)
	return e, nil
}

func platformEntry(tx assessment.Tx, id string) (*PlatformEntry, error) {
	d, err := tx.Directory()
	if err != nil {
		return nil, err
	}
	changes, err := tx.PlatformChanges(id)
	if err != nil {
		return nil, err
	}
	return &PlatformEntry{Platform: d.Platform(id), Organisation: assessment.LastChanges(changes)[id].Organisation, Changes: changes}, nil
}

// PlatformChanges returns the record of all entries, the newest change first.
func (s *Service) PlatformChanges(ctx context.Context) (all []assessment.PlatformChange, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		all, err = tx.PlatformChanges("")
		return err
	})
	slices.Reverse(all)
	return all, err
}

// PlatformOwners returns whose the entries changed here are, by their id.
func (s *Service) PlatformOwners(ctx context.Context) (map[string]string, error) {
	all, err := s.PlatformChanges(ctx)
	if err != nil {
		return nil, err
	}
	owners := map[string]string{}
	for id, c := range assessment.LastChanges(all) {
		owners[id] = c.Organisation
	}
	return owners, nil
}

// AddPlatform adds an entry, which belongs to the actor's organisation from
// then on, and returns its id; an empty id is made from its name. One that is
// taken is a Conflict.
func (s *Service) AddPlatform(ctx context.Context, a Actor, p assessment.Platform, note string) (id string, err error) {
	_, err = s.putPlatforms(ctx, a, note, func(tx assessment.Tx) ([]assessment.Platform, error) {
		fresh := p
		if fresh.ID == "" {
			d, err := tx.Directory()
			if err != nil {
				return nil, err
			}
			fresh.ID = d.NewPlatformID(fresh)
		}
		id = fresh.ID
		e, err := platformEntry(tx, id)
		if err == nil && e.Platform != nil {
			err = &assessment.Error{Kind: assessment.Conflict, Key: "error.platform_taken", Args: map[string]any{"Value": id}}
		}
		return []assessment.Platform{fresh}, err
	})
	return id, err
}

// SavePlatform changes the entry that the actor saw; it is a Conflict when it
// was changed meanwhile, which seen tells: the mark of what the actor saw.
func (s *Service) SavePlatform(ctx context.Context, a Actor, p assessment.Platform, seen, note string) error {
	_, err := s.putPlatforms(ctx, a, note, func(tx assessment.Tx) ([]assessment.Platform, error) {
		e, err := platformEntry(tx, p.ID)
		switch {
		case err != nil:
			return nil, err
		case e.Platform == nil:
			return nil, assessment.Missing("error.platform_unknown")
		case e.Platform.Mark() != seen:
			return nil, &assessment.Error{Kind: assessment.Conflict, Key: "error.changed_elsewhere"}
		}
		return []assessment.Platform{p}, nil
	})
	return err
}

// PutPlatforms adds or changes entries as they are given, all or none, and
// returns how many differ from what was there.
func (s *Service) PutPlatforms(ctx context.Context, a Actor, platforms []assessment.Platform, note string) (changed int, err error) {
	return s.putPlatforms(ctx, a, note, func(assessment.Tx) ([]assessment.Platform, error) { return platforms, nil })
}

// RetirePlatform notes that a platform has ended: it is no longer named as
// help, only as something that is over.
func (s *Service) RetirePlatform(ctx context.Context, a Actor, id, note string) error {
	_, err := s.putPlatforms(ctx, a, note, func(tx assessment.Tx) ([]assessment.Platform, error) {
		e, err := platformEntry(tx, id)
		if err == nil && e.Platform == nil {
			err = assessment.Missing("error.platform_unknown")
		}
		if err != nil {
			return nil, err
		}
		ended := *e.Platform
		ended.Status = assessment.StatusClosed
		return []assessment.Platform{ended}, nil
	})
	return err
}

// RecordAnswers notes of each platform, by its id, that its address answered at
// a time, and returns how many entries that changed.
func (s *Service) RecordAnswers(ctx context.Context, a Actor, answers map[string]time.Time, note string) (int, error) {
	return s.putPlatforms(ctx, a, note, func(tx assessment.Tx) ([]assessment.Platform, error) {
		d, err := tx.Directory()
		if err != nil {
			return nil, err
		}
		var all []assessment.Platform
		for _, pl := range d.Platforms {
			if at, ok := answers[pl.ID]; ok {
				pl.Answered(at)
				all = append(all, pl)
			}
		}
		return all, nil
	})
}

// putPlatforms writes a change for each entry that differs from what is there,
// after checking that it fits and that the actor may change it. It returns how many it wrote.
func (s *Service) putPlatforms(ctx context.Context, a Actor, note string, entries func(assessment.Tx) ([]assessment.Platform, error)) (changed int, err error) {
	a.Name, note = strings.TrimSpace(a.Name), strings.TrimSpace(note)
	switch {
	case a.Name == "":
		return 0, assessment.InvalidField("by", "field.required", nil)
	case len([]rune(a.Name)) > assessment.MaxPlatformName:
		return 0, assessment.InvalidField("by", "field.too_long", map[string]any{"High": assessment.MaxPlatformName})
	case len([]rune(note)) > assessment.MaxPlatformNote:
		return 0, assessment.InvalidField("change_note", "field.too_long", map[string]any{"High": assessment.MaxPlatformNote})
	}
	c, err := s.Catalogue(ctx)
	if err != nil {
		return 0, err
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		changed = 0
		all, err := entries(tx)
		if err != nil {
			return err
		}
		d, err := tx.Directory()
		if err != nil {
			return err
		}
		record, err := tx.PlatformChanges("")
		if err != nil {
			return err
		}
		last := assessment.LastChanges(record)
		for _, p := range all {
			e := PlatformEntry{Platform: d.Platform(p.ID), Organisation: last[p.ID].Organisation}
			if e.Platform == nil {
				e.Organisation = a.Organisation
			}
			if bad := c.CheckPlatform(p); len(bad) > 0 {
				return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
			}
			if !a.Mine(&e) {
				return &assessment.Error{Kind: assessment.Forbidden, Key: "error.platform_not_yours"}
			}
			after := asWritten(p, e.Platform)
			if after.Mark() == e.Platform.Mark() {
				continue
			}
			if err := tx.AddPlatformChange(&assessment.PlatformChange{Platform: p.ID, At: s.now(), By: a.Name, Organisation: e.Organisation,
				Before: e.Platform, After: &after, Note: note}); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return changed, s.renewDirectory(ctx)
}

// asWritten is an entry as it is kept. Its texts are known to translators only
// as long as they read as before.
func asWritten(p assessment.Platform, before *assessment.Platform) assessment.Platform {
	key := func(t, old assessment.Text) assessment.Text {
		if t.English == "" {
			return assessment.Text{}
		}
		if t.English == old.English {
			return old
		}
		return assessment.Text{English: t.English}
	}
	old := assessment.Platform{}
	if before != nil {
		old = *before
	}
	p.Summary, p.Note = key(p.Summary, old.Summary), key(p.Note, old.Note)
	for _, list := range []struct{ now, old *[]string }{{&p.Countries, &old.Countries}, {&p.Languages, &old.Languages}, {&p.Kinds, &old.Kinds},
		{&p.Topics, &old.Topics}, {&p.Audience, &old.Audience}, {&p.Regions, &old.Regions}, {&p.Sectors, &old.Sectors}} {
		if len(*list.now) == 0 { // an empty list and none are the same
			*list.now = nil
			if len(*list.old) == 0 {
				*list.now = *list.old
			}
		}
	}
	return p
}

// DropPlatformChanges sets aside every change made here, so that the directory
// is again as imported; the record stays. It returns how many there were.
func (s *Service) DropPlatformChanges(ctx context.Context) (dropped int, err error) {
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		dropped, err = tx.DropPlatformChanges(s.now())
		return err
	})
	if err != nil {
		return 0, err
	}
	return dropped, s.renewDirectory(ctx)
}

// renewDirectory puts the directory as it is by now into the catalogue that the
// service keeps; everything else in it stays, instruments among it.
func (s *Service) renewDirectory(ctx context.Context) error {
	s.renewing.Lock()
	defer s.renewing.Unlock()
	var d *assessment.Directory
	err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		d, err = tx.Directory()
		return err
	})
	for err == nil {
		old := s.catalogue.Load()
		if old == nil {
			return nil // the next call reads it anyway
		}
		fresh := *old
		fresh.Directory = d
		if s.catalogue.CompareAndSwap(old, &fresh) {
			return nil
		}
	}
	return err
}
