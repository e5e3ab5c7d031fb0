package store

import (
	"encoding/hex"
	"fmt"

	"onramp/assessment"
)

// AddWorkshop implements assessment.WorkshopTx.
func (t *tx) AddWorkshop(w *assessment.Workshop) error {
	n, err := t.exec(`INSERT INTO workshops (title, language, questionnaire_id, questionnaire_version, depth, pace, opened, shown, expected, utc_offset,
		opens_at, closes_at, began_at, ended_at, id, revision, organisation_id, code, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING`,
		append(workshopValues(w), w.Organisation, w.Code, millis(w.Created))...)
	if err == nil && n == 0 {
		return conflict("the workshop's id or code is taken")
	}
	return err
}

// workshopValues are those of a workshop in the order of the statements that
// write one.
func workshopValues(w *assessment.Workshop) []any {
	return []any{w.Title, w.Language, w.Questionnaire, w.QuestionnaireVersion, string(w.Depth), string(w.Pace), w.Opened, w.Shown, w.Expected, w.Offset,
		millis(w.Opens), millis(w.Closes), optionalMillis(w.Began), optionalMillis(w.Ended), w.ID, w.Revision}
}

const workshopColumns = `SELECT id, organisation_id, title, code, language, questionnaire_id, questionnaire_version, depth, pace, opened, shown, expected,
	utc_offset, opens_at, closes_at, began_at, ended_at, created_at, revision FROM workshops `

// scanWorkshop reads the columns of workshopColumns.
func scanWorkshop(scan func(...any) error) (*assessment.Workshop, error) {
	var w assessment.Workshop
	var opens, closes, created int64
	var began, ended *int64
	err := scan(&w.ID, &w.Organisation, &w.Title, &w.Code, &w.Language, &w.Questionnaire, &w.QuestionnaireVersion, (*string)(&w.Depth), (*string)(&w.Pace),
		&w.Opened, &w.Shown, &w.Expected, &w.Offset, &opens, &closes, &began, &ended, &created, &w.Revision)
	w.Opens, w.Closes, w.Created, w.Began, w.Ended = moment(&opens), moment(&closes), moment(&created), moment(began), moment(ended)
	return &w, err
}

// Workshop implements assessment.WorkshopTx.
func (t *tx) Workshop(id string) (*assessment.Workshop, error) {
	all, err := collect(t, workshopColumns+"WHERE id = $1", []any{id}, scanWorkshop)
	return only(all, err, "workshop")
}

// WorkshopByCode implements assessment.WorkshopTx.
func (t *tx) WorkshopByCode(code string) (*assessment.Workshop, error) {
	all, err := collect(t, workshopColumns+"WHERE code = $1", []any{code}, scanWorkshop)
	return only(all, err, "workshop")
}

// Workshops implements assessment.WorkshopTx.
func (t *tx) Workshops(organisation string) ([]*assessment.Workshop, error) {
	return collect(t, workshopColumns+"WHERE organisation_id = $1 ORDER BY opens_at DESC, id", []any{organisation}, scanWorkshop)
}

// SaveWorkshop implements assessment.WorkshopTx.
func (t *tx) SaveWorkshop(w *assessment.Workshop) error {
	n, err := t.exec(`UPDATE workshops SET title = $1, language = $2, questionnaire_id = $3, questionnaire_version = $4, depth = $5, pace = $6,
		opened = $7, shown = $8, expected = $9, utc_offset = $10, opens_at = $11, closes_at = $12, began_at = $13, ended_at = $14, revision = revision + 1
		WHERE id = $15 AND revision = $16`, workshopValues(w)...)
	if err != nil {
		return err
	}
	if n == 0 {
		if _, err := t.Workshop(w.ID); err != nil {
			return err
		}
		return conflict(fmt.Sprintf("the workshop is no longer at revision %d", w.Revision))
	}
	w.Revision++
	return nil
}

// DeleteWorkshop implements assessment.WorkshopTx.
func (t *tx) DeleteWorkshop(id string) error {
	contacts, err := t.ids("SELECT assessment_id FROM exchange_contacts WHERE workshop_id = $1", id)
	if err != nil {
		return err
	}
	for _, contact := range contacts {
		if _, err := t.exec("DELETE FROM introductions WHERE partner_id = $1", contact); err != nil {
			return err
		}
	}
	for _, query := range []string{
		"DELETE FROM exchange_contacts WHERE workshop_id = $1",
		"DELETE FROM board_offers WHERE assessment_id IN (SELECT assessment_id FROM workshop_seats WHERE workshop_id = $1)",
		"DELETE FROM workshops WHERE id = $1",
	} {
		if _, err := t.remove(query, id); err != nil {
			return err
		}
	}
	return nil
}

// TakeSeat implements assessment.WorkshopTx.
func (t *tx) TakeSeat(s assessment.Seat) error {
	var paper *int
	claims := []string{}
	if s.Paper > 0 {
		paper, claims = &s.Paper, append(claims, fmt.Sprint("paper ", s.Paper))
	}
	if s.Once != nil {
		claims = append(claims, formClaim(s.Once))
	}
	n, err := t.exec(`INSERT INTO workshop_seats (assessment_id, workshop_id, paper, sections) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		s.Assessment, s.Workshop, paper, s.Sections)
	for _, claim := range claims {
		if err == nil && n > 0 {
			n, err = t.exec("INSERT INTO seat_claims (workshop_id, claim, assessment_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", s.Workshop, claim, s.Assessment)
		}
	}
	if err == nil && n == 0 {
		return conflict("the seat is taken")
	}
	return err
}

// formClaim is what a phone's form claims.
func formClaim(once []byte) string { return "form " + hex.EncodeToString(once) }

const seatColumns = "SELECT assessment_id, workshop_id, COALESCE(paper, 0), sections FROM workshop_seats "

// scanSeat reads the columns of seatColumns.
func scanSeat(scan func(...any) error) (*assessment.Seat, error) {
	var s assessment.Seat
	err := scan(&s.Assessment, &s.Workshop, &s.Paper, &s.Sections)
	return &s, err
}

// seat returns the one place a query finds.
func (t *tx) seat(where string, args ...any) (assessment.Seat, error) {
	all, err := collect(t, seatColumns+where, args, scanSeat)
	one, err := only(all, err, "seat")
	if err != nil {
		return assessment.Seat{}, err
	}
	return *one, nil
}

// Seat implements assessment.WorkshopTx.
func (t *tx) Seat(id string) (assessment.Seat, error) { return t.seat("WHERE assessment_id = $1", id) }

// SeatOnce implements assessment.WorkshopTx.
func (t *tx) SeatOnce(workshop string, once []byte) (assessment.Seat, error) {
	var id string
	found, err := t.one("SELECT assessment_id FROM seat_claims WHERE workshop_id = $1 AND claim = $2", []any{workshop, formClaim(once)}, &id)
	if err == nil && !found {
		err = missing("seat")
	}
	if err != nil {
		return assessment.Seat{}, err
	}
	return t.Seat(id)
}

// Seats implements assessment.WorkshopTx.
func (t *tx) Seats(workshop string) ([]assessment.Seat, error) {
	var all []assessment.Seat
	err := t.each(seatColumns+"WHERE workshop_id = $1 ORDER BY assessment_id", []any{workshop}, func(scan func(...any) error) error {
		s, err := scanSeat(scan)
		all = append(all, *s)
		return err
	})
	return all, err
}

// MoveSeat implements assessment.WorkshopTx.
func (t *tx) MoveSeat(id string, sections int) error {
	_, err := t.exec("UPDATE workshop_seats SET sections = $1 WHERE assessment_id = $2", sections, id)
	return err
}

// Reading implements assessment.WorkshopTx.
func (t *tx) Reading(workshop string) (m assessment.ModelPin, parameters int, err error) {
	found, err := t.one(`SELECT a.model_id, a.model_version, a.parameters_version FROM workshop_seats s JOIN assessments a ON a.id = s.assessment_id
		WHERE s.workshop_id = $1 ORDER BY a.created_at, a.id LIMIT 1`, []any{workshop}, &m.ID, &m.Version, &parameters)
	if err == nil && !found {
		err = missing("reading")
	}
	return m, parameters, err
}

// Attendance implements assessment.WorkshopTx.
func (t *tx) Attendance(workshop string, sections int) (a assessment.Attendance, err error) {
	_, err = t.one(`SELECT COUNT(*), COUNT(s.paper), COUNT(a.finished_at), COUNT(CASE WHEN s.sections >= $2 THEN 1 END)
		FROM workshop_seats s JOIN assessments a ON a.id = s.assessment_id WHERE s.workshop_id = $1`, []any{workshop, sections},
		&a.Joined, &a.Paper, &a.Finished, &a.Through)
	return a, err
}
