package assessment

import (
	"strings"
	"time"
)

// PostState says what an association thinks of a problem on its board.
type PostState string

// The states.
const (
	PostWaiting PostState = "waiting" // nobody but the association and the poster sees it
	PostOpen    PostState = "open"    // firms of its workshops see it
	PostRefused PostState = "refused"
)

// Post is an open problem that a larger firm puts on an association's board.
type Post struct {
	ID           string
	Organisation string
	Hash         []byte // of the link of whoever posted
	Firm         string
	Person       string // for the association only, as is Reach
	Reach        string
	Title        string
	Problem      string
	Gain         string    // what a solution brings to whoever answers
	LastDay      time.Time // takes answers until the end of this day, UTC
	State        PostState
	Reason       string // why it was refused
	Posted       time.Time
}

// Limits of the board, in runes but for MaxPosts and the times.
const (
	MaxPostTitle = 120
	MaxPostText  = 1500
	MaxReason    = 300
	MaxPosts     = 100 // on one board
	MaxPostLife  = 366 * 24 * time.Hour
	KeepPost     = 90 * 24 * time.Hour // after its last day
	wholeDay     = 24 * time.Hour
)

// Over reports whether it takes no more answers.
func (p *Post) Over(now time.Time) bool { return !now.Before(p.LastDay.Add(wholeDay)) }

// Takes reports whether firms may answer.
func (p *Post) Takes(now time.Time) bool { return p.State == PostOpen && !p.Over(now) }

// Clean takes surrounding space off.
func (p *Post) Clean() {
	for _, text := range []*string{&p.Firm, &p.Person, &p.Reach, &p.Title} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	p.Problem, p.Gain = strings.TrimSpace(p.Problem), strings.TrimSpace(p.Gain)
}

// Check reports every field that does not fit.
func (p *Post) Check(now time.Time) (bad []FieldError) {
	for _, f := range []struct {
		field, value string
		most         int
	}{{"firm", p.Firm, MaxContactName}, {"person", p.Person, MaxContactName}, {"reach", p.Reach, MaxReach},
		{"title", p.Title, MaxPostTitle}, {"problem", p.Problem, MaxPostText}, {"gain", p.Gain, MaxPostText}} {
		bad = append(bad, checkText(f.field, f.value, f.most, true)...)
	}
	switch {
	case p.LastDay.IsZero():
		bad = append(bad, FieldError{Field: "last_day", Key: "field.required"})
	case p.Over(now) || p.LastDay.Sub(now) > MaxPostLife:
		bad = append(bad, FieldError{Field: "last_day", Key: "field.board_last_day"})
	}
	return bad
}

func checkText(field, value string, most int, required bool) []FieldError {
	switch n := len([]rune(value)); {
	case n == 0 && required:
		return []FieldError{{Field: field, Key: "field.required"}}
	case n > most:
		return []FieldError{{Field: field, Key: "field.too_long", Args: map[string]any{"High": most}}}
	}
	return nil
}

// Offer is a small firm's answer to a problem, with the contact that it agreed
// to show to whoever posted.
type Offer struct {
	Assessment string
	Post       string
	Firm       string
	Person     string
	Reach      string
	Text       string
	Offered    time.Time
}

// Clean takes surrounding space off.
func (o *Offer) Clean() {
	for _, text := range []*string{&o.Firm, &o.Person, &o.Reach} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	o.Text = strings.TrimSpace(o.Text)
}

// Check reports every field that does not fit.
func (o *Offer) Check() (bad []FieldError) {
	bad = append(bad, checkText("firm", o.Firm, MaxContactName, true)...)
	bad = append(bad, checkText("person", o.Person, MaxContactName, true)...)
	bad = append(bad, checkText("reach", o.Reach, MaxReach, true)...)
	return append(bad, checkText("offer", o.Text, MaxPostText, true)...)
}

// BoardTx keeps boards.
type BoardTx interface {
	// SetBoardLink keeps the hash of the link to an association's board in place
	// of an earlier one.
	SetBoardLink(organisation string, hash []byte, at time.Time) error
	// BoardByLink returns the association that a link leads to; NotFound.
	BoardByLink(hash []byte) (organisation string, err error)
	// BoardLinked returns when the link was made, zero for never.
	BoardLinked(organisation string) (time.Time, error)
	// SavePost keeps a problem in place of an earlier state of it; NotFound when
	// there is no such association.
	SavePost(p *Post) error
	// Post returns a problem; NotFound.
	Post(id string) (*Post, error)
	// PostByLink returns the problem of whoever holds the link; NotFound.
	PostByLink(hash []byte) (*Post, error)
	// Posts returns the problems on a board, the newest first.
	Posts(organisation string) ([]*Post, error)
	// DeletePost removes a problem with its offers; no error when there is none.
	DeletePost(id string) error
	// DeleteOldPosts removes those whose last day was before, and returns how
	// many.
	DeleteOldPosts(before time.Time) (int, error)
	// SaveOffer keeps an offer in place of an earlier one of the same firm to the
	// same problem; NotFound when there is no such assessment.
	SaveOffer(o *Offer) error
	// Offers returns those to a problem, the newest first.
	Offers(post string) ([]*Offer, error)
	// OffersOf returns those of a firm.
	OffersOf(assessment string) ([]*Offer, error)
	// DeleteOffer removes an offer; no error when there is none.
	DeleteOffer(assessment, post string) error
}
