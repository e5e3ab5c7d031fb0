package assessment

import (
	"slices"
	"strings"
	"time"
)

// Contact is what a firm gives to be introduced to others of its workshop: its
// own words, shown to the firms it is introduced to and to nobody else.
type Contact struct {
	Assessment string
	Workshop   string
	Person     string   // whom to ask for
	Firm       string   // name of the firm
	Reach      string   // e-mail address, telephone or another way
	Note       string   // what it wants to say to others; may be empty
	Wants      []string // areas it wants to grow in, 1 to MaxWants, the most wanted first
	Apart      bool     // wants nobody of its own sector
	Agreed     time.Time
}

// Limits of a contact, in runes but for MaxWants.
const (
	MaxContactName = 120
	MaxReach       = 200
	MaxContactNote = 400
	MaxWants       = 3
)

// Clean takes surrounding space off and turns line ends within names into
// spaces.
func (c *Contact) Clean() {
	for _, text := range []*string{&c.Person, &c.Firm, &c.Reach} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	c.Note = strings.TrimSpace(c.Note)
}

// Check reports every field that does not fit the questionnaire.
func (c *Contact) Check(q *Questionnaire) (bad []FieldError) {
	bad = append(bad, checkText("person", c.Person, MaxContactName, true)...)
	bad = append(bad, checkText("firm", c.Firm, MaxContactName, true)...)
	bad = append(bad, checkText("reach", c.Reach, MaxReach, true)...)
	bad = append(bad, checkText("note", c.Note, MaxContactNote, false)...)
	unknown := slices.ContainsFunc(c.Wants, func(area string) bool {
		return !slices.ContainsFunc(q.Dimensions, func(d Dimension) bool { return d.ID == area })
	})
	if len(c.Wants) < 1 || len(c.Wants) > MaxWants || unknown {
		bad = append(bad, FieldError{Field: "wants", Key: "field.exchange_wants", Args: map[string]any{"High": MaxWants}})
	}
	return bad
}

// Exchanger is the firm of a contact as introductions see it. The scores are
// those of its result, by area.
func (c *Contact) Exchanger(sector string, r Result) Exchanger {
	x := Exchanger{ID: c.Assessment, Sector: sector, Apart: c.Apart, Wants: c.Wants, Scores: map[string]float64{}}
	for _, d := range r.Dimensions {
		if d.Score != nil {
			x.Scores[d.ID] = *d.Score
		}
	}
	return x
}

// Partner is a firm that another was introduced to.
type Partner struct {
	Contact
	Made   time.Time
	Shows  []string // areas in which the partner can show something
	Learns []string // areas in which the firm can show the partner something
}

// ExchangeTx keeps contacts and introductions.
type ExchangeTx interface {
	// SaveContact keeps the contact of an assessment in place of an earlier one;
	// NotFound when there is no such assessment.
	SaveContact(c *Contact) error
	// Contact returns the contact of an assessment; NotFound.
	Contact(assessment string) (*Contact, error)
	// RemoveContact removes it with every introduction of it; no error when there
	// is none.
	RemoveContact(assessment string) error
	// Contacts returns those of a workshop, in the order of their assessments.
	Contacts(workshop string) ([]*Contact, error)
	// AddIntroduction keeps that two firms with contacts were introduced; a second
	// time it is a Conflict.
	AddIntroduction(i Introduction, at time.Time) error
	// Introductions returns those among the firms of a workshop, without what they
	// can show each other.
	Introductions(workshop string) ([]Introduction, error)
	// Partners returns the firms that one was introduced to and that still agree,
	// the latest first.
	Partners(assessment string) ([]Partner, error)
}
