package store

import (
	"encoding/json"
	"fmt"

	"onramp/assessment"
)

// AddPicture implements assessment.PictureTx.
func (t *tx) AddPicture(workshop string, p *assessment.Picture) error {
	document, err := encode(p)
	if err != nil {
		return err
	}
	n, err := t.exec("INSERT INTO workshop_pictures (workshop_id, number, made_at, document) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		workshop, p.Number, millis(p.Made), string(document))
	if err == nil && n == 0 {
		return conflict("the picture is there")
	}
	return err
}

// Picture implements assessment.PictureTx.
func (t *tx) Picture(workshop string) (*assessment.Picture, error) {
	all, err := collect(t, "SELECT number, made_at, document FROM workshop_pictures WHERE workshop_id = $1 ORDER BY number DESC LIMIT 1", []any{workshop},
		func(scan func(...any) error) (*assessment.Picture, error) {
			var p assessment.Picture
			var number int
			var made int64
			var document string
			if err := scan(&number, &made, &document); err != nil {
				return nil, err
			}
			if err := json.Unmarshal([]byte(document), &p); err != nil {
				return nil, fmt.Errorf("picture %d of workshop %s: %w", number, workshop, err)
			}
			p.Number, p.Made = number, moment(&made)
			return &p, nil
		})
	return only(all, err, "picture")
}

// Counted implements assessment.PictureTx.
func (t *tx) Counted(workshop string) (map[string]assessment.Votes, error) {
	all := map[string]assessment.Votes{}
	err := t.each("SELECT assessment_id, pictured FROM workshop_seats WHERE workshop_id = $1 AND pictured IS NOT NULL", []any{workshop},
		func(scan func(...any) error) error {
			var id, document string
			if err := scan(&id, &document); err != nil {
				return err
			}
			votes := assessment.Votes{}
			all[id] = votes
			return json.Unmarshal([]byte(document), &votes)
		})
	return all, err
}

// Count implements assessment.PictureTx.
func (t *tx) Count(id string, votes assessment.Votes) error {
	document, err := encode(votes)
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE workshop_seats SET pictured = $1 WHERE assessment_id = $2", string(document), id)
	return err
}
