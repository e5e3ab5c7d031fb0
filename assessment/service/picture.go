package service

import (
	"context"

	"onramp/assessment"
)

// Reveal makes the picture of a room that has begun and shows it on the
// projector. What may be shown is for [assessment.NewPicture] to say.
func (s *Service) Reveal(ctx context.Context, by, id string, revision int64) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	var firms []string
	var picture *assessment.Picture
	var counted []assessment.Votes
	// Scoring a full room takes seconds, so it happens where nobody waits for it.
	if err := s.store.View(ctx, func(tx assessment.Tx) error {
		w, err := runs(tx, by, id)
		if err != nil {
			return err
		}
		if err := s.revealable(w, revision); err != nil {
			return err
		}
		var ballots []assessment.Ballot
		if firms, ballots, err = s.ballots(tx, c, w); err != nil {
			return err
		}
		last, err := tx.Picture(w.ID)
		if err != nil && assessment.KindOf(err) != assessment.NotFound {
			return err
		}
		picture, counted, err = assessment.NewPicture(assessment.RoomPolicy, ballots, last)
		return err
	}); err != nil {
		return err
	}
	picture.Made = s.now()
	return s.moveWorkshop(ctx, by, id, revision, func(tx assessment.Tx, w *assessment.Workshop) error {
		w.Shown = 1
		if err := tx.AddPicture(id, picture); err != nil {
			return err
		}
		for i, firm := range firms {
			if err := tx.Count(firm, counted[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// revealable refuses a workshop that has moved on or has not begun.
func (s *Service) revealable(w *assessment.Workshop, revision int64) error {
	stage := w.Stage(s.now())
	if w.Revision != revision || stage != assessment.Running && stage != assessment.Over {
		return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
	}
	return nil
}

// ballots are the finished firms of a workshop, in no telling order, with the
// assessments they belong to. All are read by what the workshop pins.
func (s *Service) ballots(tx assessment.Tx, c *assessment.Catalogue, w *assessment.Workshop) (firms []string, all []assessment.Ballot, err error) {
	pinned, c, err := s.pinnedBy(tx, c, w)
	if err != nil {
		return nil, nil, err
	}
	counted, err := tx.Counted(w.ID)
	if err != nil {
		return nil, nil, err
	}
	seats, err := tx.Seats(w.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, seat := range seats {
		in, err := s.read(tx, c, seat.Assessment)
		if err != nil {
			return nil, nil, err
		}
		if in.Finished.IsZero() {
			continue
		}
		if err := s.readBy(in, pinned); err != nil {
			return nil, nil, err
		}
		firms = append(firms, seat.Assessment)
		all = append(all, assessment.Ballot{Paper: seat.Paper > 0, Votes: assessment.NewVotes(in.Outcome()), Counted: counted[seat.Assessment]})
	}
	return firms, all, nil
}

// ShowPage puts a page of the picture on the projector; 0 is the join code.
func (s *Service) ShowPage(ctx context.Context, by, id string, revision int64, page int) error {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	return s.moveWorkshop(ctx, by, id, revision, func(tx assessment.Tx, w *assessment.Workshop) error {
		h, err := s.hall(tx, c, w)
		if err != nil {
			return err
		}
		if page < 0 || page > len(h.Pages()) {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.workshop_moved"}
		}
		w.Shown = page
		return nil
	})
}
