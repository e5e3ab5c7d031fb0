package assessment

import "time"

// Seat is a firm's place in a workshop.
type Seat struct {
	Assessment string
	Workshop   string
	Paper      int    // number on the form, of a firm that answered on paper; 0 for a phone
	Once       []byte // hash of the form that joins; nil for none, and when the place is read back
	Sections   int    // behind the firm
}

// Attendance is what may be said about who is in a workshop while it runs:
// counts, never names.
type Attendance struct {
	Joined   int // firms
	Paper    int // of them, those that answered on paper
	Finished int // firms that have answered everything their depth asks
	Through  int // firms with every open section behind them
}

// WorkshopTx keeps workshops and who sits in them.
type WorkshopTx interface {
	PictureTx
	// AddWorkshop keeps a new workshop. An id or join code that is taken is a
	// Conflict; NotFound when there is no such organisation or questionnaire
	// version.
	AddWorkshop(w *Workshop) error
	// Workshop returns a workshop; NotFound.
	Workshop(id string) (*Workshop, error)
	// WorkshopByCode returns the workshop with a clean join code; NotFound.
	WorkshopByCode(code string) (*Workshop, error)
	// Workshops returns those of an organisation, the latest opening first.
	Workshops(organisation string) ([]*Workshop, error)
	// SaveWorkshop writes everything but id, organisation, join code and
	// creation, and raises the revision by one, provided it still is w.Revision;
	// otherwise Conflict. One that is gone is NotFound. On success w.Revision is
	// the new one.
	SaveWorkshop(w *Workshop) error
	// DeleteWorkshop removes a workshop with its seats and pictures, and the
	// contacts, introductions and offers of its firms, whose pages go with it;
	// assessments stay. No error when there is none.
	DeleteWorkshop(id string) error

	// TakeSeat gives an assessment its place. A second place of one assessment,
	// a paper's number or a form that is there already is a Conflict; NotFound
	// when there is no such assessment or workshop.
	TakeSeat(s Seat) error
	// Seat returns the place of an assessment; NotFound.
	Seat(assessment string) (Seat, error)
	// SeatOnce returns the place that a form has taken; NotFound.
	SeatOnce(workshop string, once []byte) (Seat, error)
	// Seats returns the places of a workshop, in no telling order.
	Seats(workshop string) ([]Seat, error)
	// MoveSeat notes how many sections a firm has behind it; no error when it has
	// no place.
	MoveSeat(assessment string, sections int) error
	// Reading returns what the first firm that joined a workshop is read by:
	// model and version of the item parameters, 0 for the experts'. NotFound when
	// nobody has joined.
	Reading(workshop string) (model ModelPin, parameters int, err error)
	// Attendance counts the firms of a workshop; through are those with at least
	// so many sections behind them.
	Attendance(workshop string, sections int) (Attendance, error)
}

// PictureTx keeps what was revealed of workshops.
type PictureTx interface {
	// AddPicture keeps a picture. A number that is taken is a Conflict; NotFound
	// when there is no such workshop.
	AddPicture(workshop string, p *Picture) error
	// Picture returns the latest of a workshop; NotFound when there is none.
	Picture(workshop string) (*Picture, error)
	// Counted returns what pictures have counted of each firm, by assessment.
	Counted(workshop string) (map[string]Votes, error)
	// Count keeps what pictures have counted of a firm; no error when it has no
	// place.
	Count(assessment string, votes Votes) error
}

// Local is a moment as the clock in the room shows it.
func (w *Workshop) Local(t time.Time) time.Time {
	return t.In(time.FixedZone("", w.Offset*60))
}
