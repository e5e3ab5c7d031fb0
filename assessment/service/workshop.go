package service

import (
	"context"
	"strings"

	"onramp/assessment"
)

// Workshops are run by people of the association they belong to: its
// facilitators and managers. All they learn of the firms in a room are counts,
// and what is revealed to the room.

// facilitates returns the account if it may run workshops.
func facilitates(tx assessment.Tx, by string) (*assessment.Account, error) {
	account, err := tx.Account(by)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, notAllowed()
	}
	if err != nil {
		return nil, err
	}
	own, err := tx.Organisation(account.Organisation)
	if err != nil {
		return nil, err
	}
	if !account.Can(own.Kind, assessment.FacilitatorRole) {
		return nil, notAllowed()
	}
	return account, nil
}

// runs returns a workshop of the account's association; one of another is
// NotFound like none at all.
func runs(tx assessment.Tx, by, id string) (*assessment.Workshop, error) {
	account, err := facilitates(tx, by)
	if err != nil {
		return nil, err
	}
	w, err := tx.Workshop(id)
	if err == nil && w.Organisation != account.Organisation || assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.workshop_unknown")
	}
	return w, err
}

// Workshops returns those of the account's association, the latest first.
func (s *Service) Workshops(ctx context.Context, by string) (all []*Hall, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		all = nil
		account, err := facilitates(tx, by)
		if err != nil {
			return err
		}
		workshops, err := tx.Workshops(account.Organisation)
		if err != nil {
			return err
		}
		for _, w := range workshops {
			h, err := s.hall(tx, c, w)
			if err != nil {
				return err
			}
			all = append(all, h)
		}
		return nil
	})
	return all, err
}

// Workshop returns a workshop to whoever runs it; NotFound.
func (s *Service) Workshop(ctx context.Context, by, id string) (*Hall, error) {
	return s.lookInto(ctx, func(tx assessment.Tx) (*assessment.Workshop, error) { return runs(tx, by, id) })
}

// AddWorkshop makes a workshop with the newest version of its questionnaire and
// returns its id. Of w only what a facilitator chooses counts.
func (s *Service) AddWorkshop(ctx context.Context, by string, w assessment.Workshop) (id string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	fresh := chosen(w)
	fresh.ID, fresh.Created = s.newID(), s.now()
	if err := pinWorkshop(c, &fresh); err != nil {
		return "", err
	}
	for range 5 { // a join code that is taken is one in millions
		fresh.Code = s.newJoinCode()
		err = s.store.Update(ctx, func(tx assessment.Tx) error {
			account, err := facilitates(tx, by)
			if err != nil {
				return err
			}
			fresh.Organisation = account.Organisation
			return tx.AddWorkshop(&fresh)
		})
		if assessment.KindOf(err) != assessment.Conflict {
			break
		}
	}
	return fresh.ID, err
}

// chosen is what a facilitator chooses of a workshop.
func chosen(w assessment.Workshop) assessment.Workshop {
	return assessment.Workshop{Title: strings.TrimSpace(w.Title), Language: w.Language, Questionnaire: w.Questionnaire, Depth: w.Depth, Pace: w.Pace,
		Expected: w.Expected, Offset: w.Offset, Opens: w.Opens, Closes: w.Closes}
}

// pinWorkshop gives a workshop the newest version of its questionnaire and
// checks it.
func pinWorkshop(c *assessment.Catalogue, w *assessment.Workshop) error {
	q, err := c.Questionnaire(w.Questionnaire, "")
	if assessment.KindOf(err) == assessment.NotFound {
		return assessment.InvalidField("questionnaire", "field.pick_one", nil)
	}
	if err != nil {
		return err
	}
	if bad := w.Check(q); len(bad) > 0 {
		return invalid(bad)
	}
	w.QuestionnaireVersion = q.Version
	return nil
}

func (s *Service) newJoinCode() string {
	const letters = assessment.JoinLetters
	code := make([]byte, 0, assessment.JoinLength)
	limit := byte(256 / len(letters) * len(letters)) // bytes above would favour some letters
	for len(code) < assessment.JoinLength {
		for _, b := range s.random(2 * assessment.JoinLength) {
			if b < limit && len(code) < assessment.JoinLength {
				code = append(code, letters[int(b)%len(letters)])
			}
		}
	}
	return string(code)
}

// moveWorkshop changes a workshop that was seen at a revision; meanwhile
// changed it is a Conflict.
func (s *Service) moveWorkshop(ctx context.Context, by, id string, revision int64, change func(assessment.Tx, *assessment.Workshop) error) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		w, err := runs(tx, by, id)
		if err != nil {
			return err
		}
		if w.Revision != revision {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
		}
		if err := change(tx, w); err != nil {
			return err
		}
		return tx.SaveWorkshop(w)
	})
}

// SaveWorkshop changes what a facilitator chooses, until the workshop begins.
// Once a firm has joined, questionnaire and depth stay.
func (s *Service) SaveWorkshop(ctx context.Context, by string, w assessment.Workshop) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	return s.moveWorkshop(ctx, by, w.ID, w.Revision, func(tx assessment.Tx, now *assessment.Workshop) error {
		if !now.Began.IsZero() || !now.Ended.IsZero() {
			return &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_began"}
		}
		fresh := *now
		ours := chosen(w)
		fresh.Title, fresh.Language, fresh.Pace, fresh.Expected, fresh.Offset, fresh.Opens, fresh.Closes = ours.Title, ours.Language, ours.Pace, ours.Expected, ours.Offset, ours.Opens, ours.Closes
		fresh.Questionnaire, fresh.Depth = ours.Questionnaire, ours.Depth
		if err := pinWorkshop(c, &fresh); err != nil {
			return err
		}
		seated, err := tx.Attendance(now.ID, 0)
		switch {
		case err != nil:
			return err
		case seated.Joined > 0 && fresh.Questionnaire != now.Questionnaire:
			return assessment.InvalidField("questionnaire", "field.workshop_joined", nil)
		case seated.Joined > 0 && fresh.Depth != now.Depth:
			return assessment.InvalidField("depth", "field.workshop_joined", nil)
		case seated.Joined > 0:
			fresh.QuestionnaireVersion = now.QuestionnaireVersion
		}
		*now = fresh
		return nil
	})
}

// BeginWorkshop lets the room begin; by sections, with the first.
func (s *Service) BeginWorkshop(ctx context.Context, by, id string, revision int64) error {
	return s.moveWorkshop(ctx, by, id, revision, func(_ assessment.Tx, w *assessment.Workshop) error {
		switch w.Stage(s.now()) {
		case assessment.Over:
			return &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_over"}
		case assessment.Running:
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
		}
		w.Began = s.now()
		if w.Began.Before(w.Opens) { // whoever begins early also lets firms in
			w.Opens = w.Began
		}
		w.Opened = 1
		return nil
	})
}

// OpenSection opens the next section to the room.
func (s *Service) OpenSection(ctx context.Context, by, id string, revision int64) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	return s.moveWorkshop(ctx, by, id, revision, func(_ assessment.Tx, w *assessment.Workshop) error {
		q, err := c.Questionnaire(w.Questionnaire, w.QuestionnaireVersion)
		if err != nil {
			return err
		}
		if w.Stage(s.now()) != assessment.Running || w.Pace != assessment.BySection || w.Opened >= len(q.Dimensions) {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
		}
		w.Opened++
		return nil
	})
}

// LetRun opens all sections: from here each firm goes at its own pace.
func (s *Service) LetRun(ctx context.Context, by, id string, revision int64) error {
	return s.moveWorkshop(ctx, by, id, revision, func(_ assessment.Tx, w *assessment.Workshop) error {
		if w.Stage(s.now()) != assessment.Running || w.Pace != assessment.BySection {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
		}
		w.Pace = assessment.FreePace
		return nil
	})
}

// EndWorkshop ends it: nobody joins any more, and each firm goes on alone.
func (s *Service) EndWorkshop(ctx context.Context, by, id string, revision int64) error {
	return s.moveWorkshop(ctx, by, id, revision, func(_ assessment.Tx, w *assessment.Workshop) error {
		if w.Stage(s.now()) == assessment.Over {
			return &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_over"}
		}
		w.Ended = s.now()
		return nil
	})
}

// DeleteWorkshop removes the workshop and what was revealed of it; the firms
// keep their assessments.
func (s *Service) DeleteWorkshop(ctx context.Context, by, id string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := runs(tx, by, id); err != nil {
			return err
		}
		return tx.DeleteWorkshop(id)
	})
}
