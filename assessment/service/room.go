package service

import (
	"context"
	"crypto/sha256"
	"strconv"

	"onramp/assessment"
)

// Room is the workshop that an assessment was made in, as its firm sees it.
type Room struct {
	assessment.Workshop
	Host assessment.Organisation // that runs it
	Seat assessment.Seat
}

// seat finds the workshop that the assessment was made in, if it is there still.
// Answers count as facilitated as long as none was given after its end.
func (in *Interview) seat(tx assessment.Tx) error {
	if in.Workshop == "" {
		return nil
	}
	in.Evidence.Workshop = true
	w, err := tx.Workshop(in.Workshop)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil // deleted; the assessment stays
	}
	if err != nil {
		return err
	}
	host, err := tx.Organisation(w.Organisation)
	if err != nil {
		return err
	}
	seat, err := tx.Seat(in.ID)
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return err
	}
	in.Room = &Room{Workshop: *w, Host: *host, Seat: seat}
	end := w.End()
	if seat.Paper > 0 && in.Finished.After(end) { // typed later, written there
		end = in.Finished
	}
	in.Evidence.Workshop = !in.Evidence.Answered.After(end)
	return nil
}

// Hosted reports whether the workshop of the interview is not over: the room
// goes through the same questions.
func (in *Interview) Hosted() bool { return in.Room != nil && in.Room.Stage(in.on) != assessment.Over }

// Open reports whether an item can be answered now; a room may have to wait.
func (in *Interview) Open(it *assessment.Item) bool {
	return in.Room == nil || in.Room.Seat.Paper > 0 || in.Room.Asks(in.Questionnaire, it, in.on)
}

// Waits reports whether the next question waits for the room.
func (in *Interview) Waits() bool {
	question, more := in.Next()
	return more && !in.Open(question.Item)
}

// Turn is a mark of where the workshop of the interview stands, see [Hall.Turn].
func (in *Interview) Turn() string { return turn(in.Room.Stage(in.on), in.Room.Revision) }

// advance notes how many sections the firm has behind it in its workshop.
func (in *Interview) advance(tx assessment.Tx) error {
	if in.Room == nil {
		return nil
	}
	question, more := in.Next()
	behind := in.Questionnaire.Behind(nil)
	if more {
		behind = in.Questionnaire.Behind(question.Item)
	}
	if behind <= in.Room.Seat.Sections { // what an earlier answer opens later takes nothing back
		return nil
	}
	in.Room.Seat.Sections = behind
	return tx.MoveSeat(in.ID, behind)
}

// Hall is a workshop with what may be said about who is in it.
type Hall struct {
	assessment.Workshop
	assessment.Attendance
	Host          assessment.Organisation // that runs it
	Questionnaire *assessment.Questionnaire
	Model         *assessment.Model // that reads every firm of the room
	Now           assessment.Stage
	Picture       *assessment.Picture // the latest that was revealed; nil for none
}

// Turn is a mark of where the workshop stands; it changes when the room moves
// on, and not as firms join or finish.
func (h *Hall) Turn() string { return turn(h.Now, h.Revision) }

func turn(stage assessment.Stage, revision int64) string {
	return string(stage) + "-" + strconv.FormatInt(revision, 10)
}

// Sections is how many sections the room goes through.
func (h *Hall) Sections() int { return len(h.Questionnaire.Dimensions) }

// Pages are those of the picture that was revealed; none before.
func (h *Hall) Pages() []assessment.PicturePage {
	if h.Picture == nil {
		return nil
	}
	return h.Picture.Pages(h.Questionnaire)
}

// Turn returns where the workshop with a join code stands, see [Hall.Turn]. It
// is what hundreds of phones ask every other second, so it reads one row.
func (s *Service) Turn(ctx context.Context, code string) (mark string, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		w, err := workshopByCode(tx, code)
		if err == nil {
			mark = turn(w.Stage(s.now()), w.Revision)
		}
		return err
	})
	return mark, err
}

// Hall returns the workshop with a join code; NotFound.
func (s *Service) Hall(ctx context.Context, code string) (h *Hall, err error) {
	return s.lookInto(ctx, func(tx assessment.Tx) (*assessment.Workshop, error) { return workshopByCode(tx, code) })
}

func workshopByCode(tx assessment.Tx, code string) (*assessment.Workshop, error) {
	clean, fits := assessment.CleanJoinCode(code)
	if !fits {
		return nil, assessment.Missing("error.workshop_code")
	}
	w, err := tx.WorkshopByCode(clean)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.workshop_code")
	}
	return w, err
}

// lookInto reads a workshop with everything around it.
func (s *Service) lookInto(ctx context.Context, find func(assessment.Tx) (*assessment.Workshop, error)) (*Hall, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var h *Hall
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		w, err := find(tx)
		if err == nil {
			h, err = s.hall(tx, c, w)
		}
		return err
	})
	return h, err
}

func (s *Service) hall(tx assessment.Tx, c *assessment.Catalogue, w *assessment.Workshop) (*Hall, error) {
	pinned, _, err := s.pinnedBy(tx, c, w)
	if err != nil {
		return nil, err
	}
	q := pinned.questionnaire
	host, err := tx.Organisation(w.Organisation)
	if err != nil {
		return nil, err
	}
	open := len(q.Dimensions)
	if w.Pace == assessment.BySection {
		open = w.Opened
	}
	attendance, err := tx.Attendance(w.ID, open)
	if err != nil {
		return nil, err
	}
	picture, err := tx.Picture(w.ID)
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return nil, err
	}
	return &Hall{Workshop: *w, Attendance: attendance, Host: *host, Questionnaire: q, Model: pinned.model, Now: w.Stage(s.now()), Picture: picture}, nil
}

// Newcomer is a firm that joins a workshop.
type Newcomer struct {
	Profile           assessment.Profile
	StatisticsConsent bool
	// Once is a secret of the form that is sent: sending it again, as a phone
	// does that lost its signal, leads to the same assessment. Empty for none.
	Once string
}

// JoinWorkshop begins an assessment in the workshop with a join code and
// returns its id and the link that opens it. Before its hours and after its end
// it is Closed.
func (s *Service) JoinWorkshop(ctx context.Context, code string, n Newcomer) (id, token string, err error) {
	var w *assessment.Workshop
	if err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		w, err = workshopByCode(tx, code)
		return err
	}); err != nil {
		return "", "", err
	}
	seat := assessment.Seat{Workshop: w.ID}
	if n.Once != "" {
		sum := sha256.Sum256([]byte("once " + n.Once))
		seat.Once = sum[:]
		if id, token, err = s.rejoin(ctx, seat); assessment.KindOf(err) != assessment.NotFound {
			return id, token, err
		}
	}
	switch w.Stage(s.now()) {
	case assessment.Over:
		return "", "", &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_over"}
	case assessment.Ahead:
		return "", "", &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_early"}
	}
	id, token, err = s.sitDown(ctx, w, seat, assessment.Portable{Profile: n.Profile, StatisticsConsent: n.StatisticsConsent})
	if assessment.KindOf(err) == assessment.Conflict && seat.Once != nil { // sent twice at the same moment
		return s.rejoin(ctx, seat)
	}
	return id, token, err
}

// sitDown begins an assessment with what the workshop pins.
func (s *Service) sitDown(ctx context.Context, w *assessment.Workshop, seat assessment.Seat, p assessment.Portable) (id, token string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	var pinned pins
	if err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
		pinned, _, err = s.pinnedBy(tx, c, w)
		return err
	}); err != nil {
		return "", "", err
	}
	q := pinned.questionnaire
	if bad := q.CheckProfile(p.Profile); len(bad) > 0 { // named as on the form, not as in a file
		return "", "", invalid(bad)
	}
	p.Questionnaire, p.Version, p.Depth, p.Seed = w.Questionnaire, w.QuestionnaireVersion, w.Depth, s.newSeed()
	return s.adopt(ctx, p, &pinned, w.ID, func(tx assessment.Tx, in *Interview) error {
		now, err := tx.Attendance(w.ID, 0)
		if err != nil {
			return err
		}
		if now.Joined >= assessment.MaxJoined {
			return &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_full"}
		}
		seat.Assessment = in.ID
		if seat.Paper > 0 { // a form asks no further questions
			in.Finished, in.Mode, seat.Sections = s.now(), assessment.PaperMode, in.Questionnaire.Behind(nil)
		}
		return tx.TakeSeat(seat)
	})
}

// rejoin opens the assessment that a form has begun before, with a link of its
// own; NotFound when it has begun none.
func (s *Service) rejoin(ctx context.Context, seat assessment.Seat) (id, token string, err error) {
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		taken, err := tx.SeatOnce(seat.Workshop, seat.Once)
		if err != nil {
			return err
		}
		id = taken.Assessment
		return s.addLink(tx, id, token)
	})
	return id, token, err
}
