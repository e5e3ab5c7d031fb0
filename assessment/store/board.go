package store

import (
	"time"

	"onramp/assessment"
)

// SetBoardLink implements assessment.BoardTx.
func (t *tx) SetBoardLink(organisation string, hash []byte, at time.Time) error {
	_, err := t.exec(`INSERT INTO board_links (organisation_id, hash, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at`, organisation, hash, millis(at))
	return err
}

// BoardByLink implements assessment.BoardTx.
func (t *tx) BoardByLink(hash []byte) (organisation string, err error) {
	found, err := t.one("SELECT organisation_id FROM board_links WHERE hash = $1", []any{hash}, &organisation)
	if err == nil && !found {
		err = missing("link to a board")
	}
	return organisation, err
}

// BoardLinked implements assessment.BoardTx.
func (t *tx) BoardLinked(organisation string) (time.Time, error) {
	var at *int64
	_, err := t.one("SELECT made_at FROM board_links WHERE organisation_id = $1", []any{organisation}, &at)
	return moment(at), err
}

// SavePost implements assessment.BoardTx.
func (t *tx) SavePost(p *assessment.Post) error {
	_, err := t.exec(`INSERT INTO board_posts (id, organisation_id, hash, firm, person, reach, title, problem, gain, last_day_at, state, reason, posted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason`,
		p.ID, p.Organisation, p.Hash, p.Firm, p.Person, p.Reach, p.Title, p.Problem, p.Gain, millis(p.LastDay), string(p.State), p.Reason, millis(p.Posted))
	return err
}

// Post implements assessment.BoardTx.
func (t *tx) Post(id string) (*assessment.Post, error) {
	all, err := t.posts("WHERE id = $1", id)
	return only(all, err, "problem")
}

// PostByLink implements assessment.BoardTx.
func (t *tx) PostByLink(hash []byte) (*assessment.Post, error) {
	all, err := t.posts("WHERE hash = $1", hash)
	return only(all, err, "problem")
}

// Posts implements assessment.BoardTx.
func (t *tx) Posts(organisation string) ([]*assessment.Post, error) {
	return t.posts("WHERE organisation_id = $1 ORDER BY posted_at DESC, id", organisation)
}

func (t *tx) posts(where string, args ...any) ([]*assessment.Post, error) {
	return collect(t, "SELECT id, organisation_id, hash, firm, person, reach, title, problem, gain, last_day_at, state, reason, posted_at FROM board_posts "+where, args,
		func(scan func(...any) error) (*assessment.Post, error) {
			var p assessment.Post
			var state string
			var last, posted int64
			err := scan(&p.ID, &p.Organisation, &p.Hash, &p.Firm, &p.Person, &p.Reach, &p.Title, &p.Problem, &p.Gain, &last, &state, &p.Reason, &posted)
			p.State, p.LastDay, p.Posted = assessment.PostState(state), moment(&last), moment(&posted)
			return &p, err
		})
}

// DeletePost implements assessment.BoardTx.
func (t *tx) DeletePost(id string) error {
	if _, err := t.exec("DELETE FROM board_offers WHERE post_id = $1", id); err != nil {
		return err
	}
	_, err := t.remove("DELETE FROM board_posts WHERE id = $1", id)
	return err
}

// DeleteOldPosts implements assessment.BoardTx.
func (t *tx) DeleteOldPosts(before time.Time) (int, error) {
	if _, err := t.exec("DELETE FROM board_offers WHERE post_id IN (SELECT id FROM board_posts WHERE last_day_at < $1)", millis(before)); err != nil {
		return 0, err
	}
	return t.remove("DELETE FROM board_posts WHERE last_day_at < $1", millis(before))
}

// SaveOffer implements assessment.BoardTx.
func (t *tx) SaveOffer(o *assessment.Offer) error {
	_, err := t.exec(`INSERT INTO board_offers (assessment_id, post_id, firm, person, reach, offer, offered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (assessment_id, post_id) DO UPDATE SET firm = excluded.firm, person = excluded.person, reach = excluded.reach,
			offer = excluded.offer, offered_at = excluded.offered_at`, o.Assessment, o.Post, o.Firm, o.Person, o.Reach, o.Text, millis(o.Offered))
	return err
}

// Offers implements assessment.BoardTx.
func (t *tx) Offers(post string) ([]*assessment.Offer, error) {
	return t.offers("WHERE post_id = $1 ORDER BY offered_at DESC, assessment_id", post)
}

// OffersOf implements assessment.BoardTx.
func (t *tx) OffersOf(id string) ([]*assessment.Offer, error) {
	return t.offers("WHERE assessment_id = $1 ORDER BY offered_at DESC, post_id", id)
}

func (t *tx) offers(where string, args ...any) ([]*assessment.Offer, error) {
	return collect(t, "SELECT assessment_id, post_id, firm, person, reach, offer, offered_at FROM board_offers "+where, args,
		func(scan func(...any) error) (*assessment.Offer, error) {
			var o assessment.Offer
			var at int64
			err := scan(&o.Assessment, &o.Post, &o.Firm, &o.Person, &o.Reach, &o.Text, &at)
			o.Offered = moment(&at)
			return &o, err
		})
}

// DeleteOffer implements assessment.BoardTx.
func (t *tx) DeleteOffer(id, post string) error {
	_, err := t.remove("DELETE FROM board_offers WHERE assessment_id = $1 AND post_id = $2", id, post)
	return err
}
