package service

import (
	"context"
	"slices"

	"onramp/assessment"
)

// Notice is a problem on a board with what its reader may see of it.
type Notice struct {
	assessment.Post
	Takes  bool                // firms may answer
	Answer *assessment.Offer   // the reader's own; nil for none
	Offers []*assessment.Offer // for whoever posted
	Count  int                 // of offers, for the association
}

// Board is an association's board for those who run it.
type Board struct {
	Host    assessment.Organisation
	Linked  bool // there is a link for larger firms
	Notices []Notice
}

// Board returns the board of the account's association.
func (s *Service) Board(ctx context.Context, by string) (b *Board, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		account, err := facilitates(tx, by)
		if err != nil {
			return err
		}
		host, err := tx.Organisation(account.Organisation)
		if err != nil {
			return err
		}
		linked, err := tx.BoardLinked(host.ID)
		if err != nil {
			return err
		}
		b = &Board{Host: *host, Linked: !linked.IsZero()}
		posts, err := tx.Posts(host.ID)
		if err != nil {
			return err
		}
		for _, p := range posts {
			offers, err := tx.Offers(p.ID)
			if err != nil {
				return err
			}
			b.Notices = append(b.Notices, Notice{Post: *p, Takes: p.Takes(s.now()), Count: len(offers)})
		}
		return nil
	})
	return b, err
}

// LinkBoard makes the link by which larger firms post, in place of an earlier
// one. Only its hash is kept, so it is shown once.
func (s *Service) LinkBoard(ctx context.Context, by string) (link string, err error) {
	link = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		account, err := facilitates(tx, by)
		if err != nil {
			return err
		}
		return tx.SetBoardLink(account.Organisation, hashLink(link), s.now())
	})
	return link, err
}

// BoardHost is the association that a link for larger firms leads to; NotFound.
func (s *Service) BoardHost(ctx context.Context, link string) (host *assessment.Organisation, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		host, err = boardHost(tx, link)
		return err
	})
	return host, err
}

func boardHost(tx assessment.Tx, link string) (*assessment.Organisation, error) {
	id, err := tx.BoardByLink(hashLink(link))
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.board_link")
	}
	if err != nil {
		return nil, err
	}
	return tx.Organisation(id)
}

// AddPost puts a problem on the board that the link leads to, where it waits for
// the association, and returns the link of whoever posted.
func (s *Service) AddPost(ctx context.Context, link string, post assessment.Post) (own string, err error) {
	p := post
	p.Clean()
	if bad := p.Check(s.now()); len(bad) > 0 {
		return "", invalid(bad)
	}
	own = s.newToken()
	p.ID, p.Hash, p.State, p.Reason, p.Posted = s.newID(), hashLink(own), assessment.PostWaiting, "", s.now()
	return own, s.store.Update(ctx, func(tx assessment.Tx) error {
		host, err := boardHost(tx, link)
		if err != nil {
			return err
		}
		p.Organisation = host.ID
		there, err := tx.Posts(host.ID)
		if err != nil {
			return err
		}
		if len(there) >= assessment.MaxPosts {
			return &assessment.Error{Kind: assessment.Closed, Key: "error.board_full"}
		}
		return tx.SavePost(&p)
	})
}

// JudgePost lets a problem onto the board or refuses it, with a reason that its
// poster reads.
func (s *Service) JudgePost(ctx context.Context, by, id string, state assessment.PostState, reason string) error {
	if state != assessment.PostOpen && state != assessment.PostRefused {
		return assessment.InvalidField("state", "field.pick_one", nil)
	}
	if len([]rune(reason)) > assessment.MaxReason {
		return assessment.InvalidField("reason", "field.too_long", map[string]any{"High": assessment.MaxReason})
	}
	return s.onBoard(ctx, by, id, func(tx assessment.Tx, p *assessment.Post) error {
		p.State, p.Reason = state, reason
		if state == assessment.PostOpen {
			p.Reason = ""
		}
		return tx.SavePost(p)
	})
}

// TakeDown removes a problem with every offer to it.
func (s *Service) TakeDown(ctx context.Context, by, id string) error {
	return s.onBoard(ctx, by, id, func(tx assessment.Tx, p *assessment.Post) error { return tx.DeletePost(p.ID) })
}

// onBoard changes a problem on the board of the account's association; one on
// another board is NotFound.
func (s *Service) onBoard(ctx context.Context, by, id string, change func(assessment.Tx, *assessment.Post) error) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		account, err := facilitates(tx, by)
		if err != nil {
			return err
		}
		p, err := tx.Post(id)
		if err == nil && p.Organisation != account.Organisation || assessment.KindOf(err) == assessment.NotFound {
			return assessment.Missing("error.board_post")
		}
		if err != nil {
			return err
		}
		return change(tx, p)
	})
}

// OwnPost returns a problem with its offers to whoever posted it; NotFound.
func (s *Service) OwnPost(ctx context.Context, link string) (n *Notice, err error) {
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		p, err := ownPost(tx, link)
		if err != nil {
			return err
		}
		n = &Notice{Post: *p, Takes: p.Takes(s.now())}
		n.Offers, err = tx.Offers(p.ID)
		return err
	})
	return n, err
}

func ownPost(tx assessment.Tx, link string) (*assessment.Post, error) {
	p, err := tx.PostByLink(hashLink(link))
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, assessment.Missing("error.board_post")
	}
	return p, err
}

// WithdrawPost removes a problem with every offer to it, by whoever posted it.
func (s *Service) WithdrawPost(ctx context.Context, link string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		p, err := ownPost(tx, link)
		if err != nil {
			return err
		}
		return tx.DeletePost(p.ID)
	})
}

// FirmBoard is a board as a firm of one of the association's workshops sees it.
type FirmBoard struct {
	*Interview
	Notices []Notice // that take answers, or that the firm has answered
}

// BoardFor returns the board for a firm; NotFound outside a workshop.
func (s *Service) BoardFor(ctx context.Context, id, token string) (*FirmBoard, error) {
	in, err := s.Interview(ctx, id, token)
	if err != nil {
		return nil, err
	}
	if in.Room == nil || in.Sheet() {
		return nil, assessment.Missing("error.exchange_room")
	}
	b := &FirmBoard{Interview: in}
	err = s.store.View(ctx, func(tx assessment.Tx) error {
		b.Notices = nil
		posts, err := tx.Posts(in.Room.Organisation)
		if err != nil {
			return err
		}
		own, err := tx.OffersOf(id)
		if err != nil {
			return err
		}
		for _, p := range posts {
			n := Notice{Post: *p, Takes: p.Takes(s.now())}
			n.Person, n.Reach, n.Hash = "", "", nil
			if i := slices.IndexFunc(own, func(o *assessment.Offer) bool { return o.Post == p.ID }); i >= 0 {
				n.Answer = own[i]
			}
			if n.Takes || n.Answer != nil {
				b.Notices = append(b.Notices, n)
			}
		}
		return nil
	})
	return b, err
}

// AddOffer answers a problem for a firm, or changes its answer.
func (s *Service) AddOffer(ctx context.Context, id, token string, offer assessment.Offer) error {
	_, err := s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		p, err := tx.Post(offer.Post)
		if assessment.KindOf(err) == assessment.NotFound || err == nil && (in.Room == nil || p.Organisation != in.Room.Organisation) {
			return assessment.Missing("error.board_post")
		}
		if err != nil {
			return err
		}
		if !p.Takes(s.now()) {
			return &assessment.Error{Kind: assessment.Closed, Key: "error.board_over"}
		}
		o := offer
		o.Clean()
		if bad := o.Check(); len(bad) > 0 {
			return invalid(bad)
		}
		o.Assessment, o.Offered = in.ID, s.now()
		return tx.SaveOffer(&o)
	})
	return err
}

// WithdrawOffer takes a firm's answer back: its contact is gone at once.
func (s *Service) WithdrawOffer(ctx context.Context, id, token, post string) error {
	return s.store.Update(ctx, func(tx assessment.Tx) error {
		if _, err := s.open(tx, id, token); err != nil {
			return err
		}
		return tx.DeleteOffer(id, post)
	})
}
