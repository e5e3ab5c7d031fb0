package service

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"onramp/assessment"
)

// Colleagues answer beside an owner, each on a sheet: an assessment of its own
// that belongs to the owner's (Host). It has its own keys, stands in no firm and
// no statistics, and all anybody can do with it is answer, look, leave and
// delete: whatever else changes an assessment refuses it, see change.

// Colleagues is what an owner sees of several people answering for one firm.
type Colleagues struct {
	*Interview
	Invited time.Time // when the invitation was made; zero without one
	Expires time.Time // of the invitation
	Closed  time.Time // when the owner closed the colleagues' answers; zero while open
	Sheets  []Sheet   // in the order they were begun
	*assessment.Voices
	Merges []assessment.Merge
}

// Sheet is how far one colleague is. What they said is shown once it is whole.
type Sheet struct {
	ID       string
	Number   int    // from 1
	Label    string // as they typed it; may be empty
	Progress assessment.Progress
	Begun    time.Time
	Answered time.Time // the last answer; the beginning before the first
	Finished bool
}

// Compared reports whether there are two people to compare.
func (p *Colleagues) Compared() bool { return len(p.Voices.People) >= 2 }

// Full reports whether no more colleagues can join.
func (p *Colleagues) Full() bool { return len(p.Sheets) >= assessment.MaxSheets }

// hashInvite differs from hashLink, so that an invitation is never taken for a
// key of the assessment.
func hashInvite(token string) []byte {
	sum := sha256.Sum256([]byte("invite " + token))
	return sum[:]
}

// InviteColleagues makes the link by which colleagues get a sheet, in place of an earlier
// one. Only its hash is kept, so it is shown once. The owner answers first:
// colleagues are asked what the owner was.
func (s *Service) InviteColleagues(ctx context.Context, id, token string) (invite string, err error) {
	invite = s.newToken()
	_, err = s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if in.Finished.IsZero() {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error.invite_early"}
		}
		if err := tx.DeleteKeys(in.ID, assessment.InviteKey); err != nil {
			return err
		}
		now := s.now()
		return tx.AddKey(assessment.Key{Hash: hashInvite(invite), Assessment: in.ID, Kind: assessment.InviteKey, Created: now, Expires: now.Add(assessment.Invited)})
	})
	return invite, err
}

// CancelInvite ends the invitation; sheets that were begun go on.
func (s *Service) CancelInvite(ctx context.Context, id, token string) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		return tx.DeleteKeys(in.ID, assessment.InviteKey)
	})
	return err
}

// CloseAnswers ends what colleagues can answer and change, or opens it again.
func (s *Service) CloseAnswers(ctx context.Context, id, token string, closed bool) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		at := time.Time{}
		if closed {
			at = s.now()
		}
		return tx.CloseAnswers(in.ID, at)
	})
	return err
}

// Offer is what somebody who opens an invitation learns.
type Offer struct {
	Firm    string // as the owner typed it; may be empty
	Items   int
	Minutes int
	Begun   bool // the sheet asked about belongs to the same owner
}

// Offer returns what an invitation says; sheet is one that this browser
// has begun, if any. An unknown invitation is NotFound; one that has ended, is
// closed or has no room left is Closed, unless the sheet was begun.
func (s *Service) Offer(ctx context.Context, invite, sheet string) (v Offer, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return v, err
	}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		in, err := s.invited(tx, c, invite)
		if err != nil {
			return err
		}
		items := in.instrument.SheetItems(&in.Assessment)
		v = Offer{Firm: in.Profile.Name, Items: len(items), Minutes: in.Questionnaire.Minutes(items)}
		if sheet != "" {
			begun, err := tx.Assessment(sheet)
			if err == nil && begun.Host == in.ID {
				v.Begun = true
				return nil
			}
			if err != nil && assessment.KindOf(err) != assessment.NotFound {
				return err
			}
		}
		return s.room(tx, in.ID)
	})
	return v, err
}

// invited returns the assessment that an invitation belongs to.
func (s *Service) invited(tx assessment.Tx, c *assessment.Catalogue, invite string) (*Interview, error) {
	key, err := tx.Key(hashInvite(invite))
	switch {
	case assessment.KindOf(err) == assessment.NotFound, err == nil && key.Kind != assessment.InviteKey:
		return nil, assessment.Missing("error.invite_unknown")
	case err != nil:
		return nil, err
	case s.now().After(key.Expires):
		return nil, &assessment.Error{Kind: assessment.Closed, Key: "error.invite_expired"}
	}
	return s.read(tx, c, key.Assessment)
}

// room reports why nobody can begin another sheet, nil when somebody can.
func (s *Service) room(tx assessment.Tx, host string) error {
	closed, err := tx.AnswersClosed(host)
	if err != nil {
		return err
	}
	if !closed.IsZero() {
		return &assessment.Error{Kind: assessment.Closed, Key: "error.answers_closed"}
	}
	sheets, err := tx.Sheets(host)
	if err == nil && len(sheets) >= assessment.MaxSheets {
		err = &assessment.Error{Kind: assessment.Closed, Key: "error.sheets_full", Args: map[string]any{"Most": assessment.MaxSheets}}
	}
	return err
}

// Join begins a sheet for whoever has the invitation and returns its id and the
// link that opens it. Of the owner's profile it takes only what examples and
// wording need.
func (s *Service) Join(ctx context.Context, invite, label string) (id, token string, err error) {
	label = strings.Join(strings.Fields(label), " ")
	if err := assessment.CheckLabel(label); err != nil {
		return "", "", err
	}
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	id, token = s.newID(), s.newToken()
	seed := s.newSeed()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		host, err := s.invited(tx, c, invite)
		if err != nil {
			return err
		}
		if err := s.room(tx, host.ID); err != nil {
			return err
		}
		now := s.now()
		sheet := assessment.Assessment{ID: id, Firm: id, Round: 1, Host: host.ID, Label: label, First: host.instrument.SheetItems(&host.Assessment),
			Questionnaire: host.Assessment.Questionnaire, QuestionnaireVersion: host.QuestionnaireVersion,
			Model: host.Assessment.Model, ModelVersion: host.ModelVersion, Models: host.Models, Parameters: host.Parameters,
			Depth: host.Depth, Seed: seed, Created: now, Updated: now,
			Profile: assessment.Profile{Country: host.Profile.Country, Sector: host.Profile.Sector}}
		if err := tx.CreateAssessment(&sheet); err != nil {
			return err
		}
		return s.addLink(tx, id, token)
	})
	return id, token, err
}

// answerable refuses a response to a sheet whose owner has closed the answers,
// and to an item that is not on it.
func (s *Service) answerable(tx assessment.Tx, in *Interview, item string) error {
	if !in.Sheet() {
		return nil
	}
	closed, err := tx.AnswersClosed(in.Host)
	switch {
	case err != nil:
		return err
	case !closed.IsZero():
		return &assessment.Error{Kind: assessment.Closed, Key: "error.answers_closed"}
	}
	if _, asked := in.Readings().Of(item); !asked {
		return assessment.Missing("error.item_unknown")
	}
	return nil
}

// AnswersOpen reports whether a sheet can still be answered, to whoever holds
// it.
func (s *Service) AnswersOpen(ctx context.Context, in *Interview) (open bool, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		closed, err := tx.AnswersClosed(in.Host)
		open = closed.IsZero()
		return err
	})
	return open, err
}

// Colleagues returns what several people say, to the owner alone, who holds in.
func (s *Service) Colleagues(ctx context.Context, in *Interview) (p *Colleagues, err error) {
	if in.Sheet() {
		return nil, sheetRefused()
	}
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		p, err = s.people(tx, in)
		return err
	})
	return p, err
}

// people reads the sheets beside an assessment. A sheet is compared once it is
// finished or the owner has closed the answers: nobody's half-done work moves
// the picture while they are at it.
func (s *Service) people(tx assessment.Tx, in *Interview) (*Colleagues, error) {
	p := &Colleagues{Interview: in}
	var err error
	if p.Closed, err = tx.AnswersClosed(in.ID); err != nil {
		return nil, err
	}
	if p.Merges, err = tx.Merges(in.ID); err != nil {
		return nil, err
	}
	keys, err := tx.Keys(in.ID)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.Kind == assessment.InviteKey && !s.now().After(k.Expires) {
			p.Invited, p.Expires = k.Created, k.Expires
		}
	}
	ids, err := tx.Sheets(in.ID)
	if err != nil {
		return nil, err
	}
	voices, items := []assessment.Voice{p.owner()}, map[string]bool{}
	for i, id := range ids {
		a, err := tx.Assessment(id)
		if err != nil {
			return nil, err
		}
		_, progress, more := in.instrument.Look(a)
		p.Sheets = append(p.Sheets, Sheet{ID: id, Number: i + 1, Label: a.Label, Progress: progress, Begun: a.Created, Answered: a.Updated, Finished: !more})
		if more && p.Closed.IsZero() || progress.Asked == 0 {
			continue
		}
		voices = append(voices, assessment.Voice{Label: a.Label, Number: i + 1, Responses: a.Responses})
		for _, item := range a.First {
			items[item] = true
		}
	}
	p.Voices = assessment.NewVoices(in.Questionnaire, voices, items)
	p.Merging = in.merging(p.Merges)
	return p, nil
}

// owner is the owner's voice: what they said themselves, before any merging.
func (p *Colleagues) owner() assessment.Voice {
	own := map[string]assessment.Response{}
	for item, r := range p.Responses {
		if m, merged := p.Merged(item, p.Merges); merged {
			r = m.Former
		}
		own[item] = r
	}
	return assessment.Voice{Owner: true, Responses: own}
}

// merging sums up which answers are merged ones.
func (in *Interview) merging(merges []assessment.Merge) (all assessment.Merging) {
	for _, m := range merges {
		if now, ok := in.Merged(m.Item, merges); ok {
			all.Items++
			if now.At.After(all.At) {
				all.At, all.People = now.At, now.People
			}
		}
	}
	return all
}

// MergeWish is one merged answer that the owner confirms: Seen and Proposal are
// the Marks of the owner's answer and of the proposal that the page showed.
type MergeWish struct{ Item, Seen, Proposal string }

// MergeAnswers makes merged answers the owner's. When an answer or a proposal
// is another by now it is a Conflict and nothing is merged, so that nobody
// confirms what they have not seen. The owner's former answers are kept.
func (s *Service) MergeAnswers(ctx context.Context, id, token string, wishes []MergeWish) (*Interview, error) {
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		p, err := s.people(tx, in)
		if err != nil {
			return err
		}
		now := s.now()
		for _, w := range wishes {
			c := p.Voices.Item(w.Item)
			if c == nil {
				return assessment.Missing("error.item_unknown")
			}
			own := in.Responses[w.Item]
			switch {
			case own.Same(c.Proposal): // sent twice
				continue
			case own.Mark() != w.Seen || c.Proposal.Mark() != w.Proposal:
				return &assessment.Error{Kind: assessment.Conflict, Key: "error.merge_changed"}
			}
			m := assessment.Merge{Item: w.Item, Former: own, Merged: c.Proposal, People: len(p.Voices.People), At: now}
			if earlier, merged := in.Merged(w.Item, p.Merges); merged {
				m.Former = earlier.Former
			}
			asked := assessment.Asked{Item: w.Item}
			in.Answer(asked, c.Proposal)
			in.Updated = now
			if err := tx.SaveResponse(id, asked, c.Proposal, now); err != nil {
				return err
			}
			if err := tx.SaveMerge(id, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// sheetRefused is for what only the owner of an assessment can do.
func sheetRefused() error {
	return &assessment.Error{Kind: assessment.Forbidden, Key: "error.sheet"}
}
