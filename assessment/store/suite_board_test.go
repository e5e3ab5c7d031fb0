package store

import (
	"testing"
	"time"

	"onramp/assessment"
)

// testBoard: a link, a problem and its offers come back whole, and go with what
// they hang on.
func testBoard(t *testing.T, open opener) {
	s, _ := room(t, open)
	post := &assessment.Post{ID: "p", Organisation: "o1", Hash: []byte("own"), Firm: "Large & <AG>", Person: "Lea", Reach: "lea@example.org", Title: "Cracks",
		Problem: "two\nlines", Gain: "a pilot", LastDay: noon.UTC().Truncate(24 * time.Hour), State: assessment.PostWaiting, Posted: noon.UTC()}
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error {
		orphan := *post
		orphan.Organisation = "none"
		return tx.SavePost(&orphan)
	}), assessment.NotFound)
	offer := &assessment.Offer{Assessment: "a", Post: "p", Firm: "Small", Person: "Sam", Reach: "sam@example.org", Text: "a camera", Offered: noon.UTC()}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.SetBoardLink("o1", []byte("first"), noon); err != nil {
			return err
		}
		if err := tx.SetBoardLink("o1", []byte("link"), noon); err != nil {
			return err
		}
		if err := tx.SavePost(post); err != nil {
			return err
		}
		return tx.SaveOffer(offer)
	})
	mustView(t, s, func(tx assessment.Tx) error {
		host, _ := tx.BoardByLink([]byte("link"))
		same(t, host, "o1")
		_, ended := tx.BoardByLink([]byte("first"))
		hasKind(t, ended, assessment.NotFound)
		never, _ := tx.BoardLinked("o2")
		same(t, never.IsZero(), true)
		one, _ := tx.PostByLink([]byte("own"))
		same(t, one, post)
		all, _ := tx.Posts("o1")
		same(t, all, []*assessment.Post{post})
		mine, _ := tx.OffersOf("a")
		same(t, mine, []*assessment.Offer{offer})
		offers, err := tx.Offers("p")
		same(t, offers, []*assessment.Offer{offer})
		return err
	})
	refused := *post
	refused.State, refused.Reason, refused.Title = assessment.PostRefused, "Say where", "what was posted stays"
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.SavePost(&refused) })
	mustView(t, s, func(tx assessment.Tx) error {
		one, err := tx.Post("p")
		refused.Title = post.Title
		same(t, one, &refused)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		young, err := tx.DeleteOldPosts(post.LastDay)
		same(t, young, 0)
		if err == nil {
			_, err = tx.DeleteOldPosts(post.LastDay.Add(time.Millisecond))
		}
		return err
	})
	mustView(t, s, func(tx assessment.Tx) error {
		_, gone := tx.Post("p")
		hasKind(t, gone, assessment.NotFound)
		offers, err := tx.OffersOf("a")
		same(t, len(offers), 0)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.SavePost(post); err != nil {
			return err
		}
		if err := tx.SaveOffer(offer); err != nil {
			return err
		}
		return tx.DeleteAssessment("a")
	})
	mustView(t, s, func(tx assessment.Tx) error {
		offers, err := tx.Offers("p")
		same(t, len(offers), 0)
		return err
	})
}
