package store

import (
	"encoding/json"
	"slices"
	"time"

	"onramp/assessment"
)

const contactColumns = "c.assessment_id, c.workshop_id, c.person, c.firm, c.reach, c.note, c.wants, c.apart, c.agreed_at"

// SaveContact implements assessment.ExchangeTx.
func (t *tx) SaveContact(c *assessment.Contact) error {
	wants, err := encode(c.Wants)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO exchange_contacts (assessment_id, workshop_id, person, firm, reach, note, wants, apart, agreed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (assessment_id) DO UPDATE SET person = excluded.person, firm = excluded.firm, reach = excluded.reach,
			note = excluded.note, wants = excluded.wants, apart = excluded.apart, agreed_at = excluded.agreed_at`,
		c.Assessment, c.Workshop, c.Person, c.Firm, c.Reach, c.Note, string(wants), c.Apart, millis(c.Agreed))
	return err
}

// Contact implements assessment.ExchangeTx.
func (t *tx) Contact(id string) (*assessment.Contact, error) {
	all, err := t.contacts("WHERE c.assessment_id = $1", id)
	return only(all, err, "contact")
}

// RemoveContact implements assessment.ExchangeTx.
func (t *tx) RemoveContact(id string) error {
	if _, err := t.exec("DELETE FROM introductions WHERE partner_id = $1", id); err != nil {
		return err
	}
	_, err := t.remove("DELETE FROM exchange_contacts WHERE assessment_id = $1", id)
	return err
}

// Contacts implements assessment.ExchangeTx.
func (t *tx) Contacts(workshop string) ([]*assessment.Contact, error) {
	return t.contacts("WHERE c.workshop_id = $1 ORDER BY c.assessment_id", workshop)
}

func (t *tx) contacts(where string, args ...any) ([]*assessment.Contact, error) {
	return collect(t, "SELECT "+contactColumns+" FROM exchange_contacts c "+where, args, readContact)
}

func readContact(scan func(...any) error) (*assessment.Contact, error) {
	var c assessment.Contact
	var wants string
	var agreed int64
	if err := scan(&c.Assessment, &c.Workshop, &c.Person, &c.Firm, &c.Reach, &c.Note, &wants, &c.Apart, &agreed); err != nil {
		return nil, err
	}
	c.Agreed = moment(&agreed)
	return &c, json.Unmarshal([]byte(wants), &c.Wants)
}

// shown is what one firm's row says about an introduction.
type shown struct {
	Shows  []string `json:"shows,omitempty"`
	Learns []string `json:"learns,omitempty"`
}

// AddIntroduction implements assessment.ExchangeTx.
func (t *tx) AddIntroduction(i assessment.Introduction, at time.Time) error {
	for _, side := range [][2]string{{i.A, i.B}, {i.B, i.A}} {
		var s shown
		for _, h := range i.Helps {
			if h.To == side[0] {
				s.Shows = append(s.Shows, h.Dimension)
			} else {
				s.Learns = append(s.Learns, h.Dimension)
			}
		}
		text, err := encode(s)
		if err != nil {
			return err
		}
		n, err := t.exec(`INSERT INTO introductions (assessment_id, partner_id, made_at, helps) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			side[0], side[1], millis(at), string(text))
		if err != nil {
			return err
		}
		if n == 0 {
			return conflict("the introduction was made")
		}
	}
	return nil
}

// Introductions implements assessment.ExchangeTx. Either side's row lies beside
// its own contact, so what both must have is put together here.
func (t *tx) Introductions(workshop string) (all []assessment.Introduction, err error) {
	there, err := t.ids("SELECT assessment_id FROM exchange_contacts WHERE workshop_id = $1", workshop)
	if err != nil {
		return nil, err
	}
	err = t.each(`SELECT i.assessment_id, i.partner_id FROM introductions i JOIN exchange_contacts c ON c.assessment_id = i.assessment_id
		WHERE c.workshop_id = $1 ORDER BY i.assessment_id, i.partner_id`, []any{workshop}, func(scan func(...any) error) error {
		var i assessment.Introduction
		if err := scan(&i.A, &i.B); err != nil {
			return err
		}
		if i.A < i.B && slices.Contains(there, i.B) { // there is a row for either side
			all = append(all, i)
		}
		return nil
	})
	return all, err
}

// Partners implements assessment.ExchangeTx.
func (t *tx) Partners(id string) (all []assessment.Partner, err error) {
	type row struct {
		partner, helps string
		made           int64
	}
	rows, err := collect(t, "SELECT partner_id, made_at, helps FROM introductions WHERE assessment_id = $1 ORDER BY made_at DESC, partner_id", []any{id},
		func(scan func(...any) error) (*row, error) {
			var r row
			return &r, scan(&r.partner, &r.made, &r.helps)
		})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		c, err := t.Contact(r.partner)
		if assessment.KindOf(err) == assessment.NotFound {
			continue // taken back
		}
		if err != nil {
			return nil, err
		}
		var s shown
		if err := json.Unmarshal([]byte(r.helps), &s); err != nil {
			return nil, err
		}
		all = append(all, assessment.Partner{Contact: *c, Made: moment(&r.made), Shows: s.Shows, Learns: s.Learns})
	}
	return all, nil
}
