package assessment_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
	"onramp/assessment/statistics"
)

// votesOf is what a made-up firm says: an item of five categories, its level
// and one measure.
func votesOf(category int) assessment.Votes {
	return assessment.Votes{"item/TA01": category, "whole": category, "measure/M": category % 2}
}

func ballots(categories ...int) (all []assessment.Ballot) {
	for _, c := range categories {
		all = append(all, assessment.Ballot{Votes: votesOf(c)})
	}
	return all
}

func closed(t *testing.T, err error, key string) {
	t.Helper()
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.Closed || e.Key != key {
		t.Errorf("got %v, want closed with %s", err, key)
	}
}

// reveal makes a picture and notes what it counted.
func reveal(t *testing.T, room []assessment.Ballot, last *assessment.Picture) *assessment.Picture {
	t.Helper()
	p, counted, err := assessment.NewPicture(statistics.UsualRoom, room, last)
	if err != nil {
		t.Fatal(err)
	}
	for i := range room {
		room[i].Counted = counted[i]
	}
	return p
}

func TestPictureThresholds(t *testing.T) {
	_, _, err := assessment.NewPicture(statistics.UsualRoom, ballots(1, 1, 1, 1), nil)
	closed(t, err, "error.reveal_few")
	small := reveal(t, ballots(0, 1, 2, 3, 4), nil)
	q, _, _ := shipped(t)
	if pages := small.Pages(q); small.Spread || len(pages) != 2 || pages[1].Kind != assessment.CommonPage || small.Level("") != 3 {
		t.Errorf("five firms: %+v", small)
	}
	for topic, said := range small.Topics {
		if said.Bands != nil || said.Together != 0 {
			t.Errorf("five firms see how %s spreads: %+v", topic, said)
		}
	}
	large := reveal(t, ballots(0, 0, 0, 0, 0, 4, 4, 4, 4, 4), nil)
	if said := large.Topics["item/TA01"]; !large.Spread || said.Bands == nil || said.Together != 1 || len(large.Pages(q)) < 3 {
		t.Errorf("ten firms, split: %+v", said)
	}
	agreed := reveal(t, ballots(2, 2, 2, 2, 2, 2, 2, 2, 2, 2), nil)
	if said := agreed.Topics["item/TA01"]; said.Together != 5 || said.Share(2) != statistics.Most || said.Share(0) != statistics.Few {
		t.Errorf("ten firms, one mind: %+v", said)
	}
}

// TestTypedAnswersProtectNobody: who typed nine papers would learn the tenth.
func TestTypedAnswersProtectNobody(t *testing.T) {
	room := ballots(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0)
	for i := range 10 {
		room[i].Paper = true
	}
	without := reveal(t, room, nil)
	for vote := range 5 {
		room[10].Votes = votesOf(vote)
		room[10].Counted = nil
		p := reveal(t, room, nil)
		if !p.Paper || !reflect.DeepEqual(p.Topics, without.Topics) {
			t.Errorf("the one phone with %d shows: %+v", vote, p)
		}
	}
	for i := range 4 {
		room[i].Paper = false
	}
	p := reveal(t, room, nil)
	if p.Paper || p.Spread {
		t.Errorf("five phones beside six papers see a spread: %+v", p)
	}
	_, _, err := assessment.NewPicture(statistics.UsualRoom, append(ballots(1), assessment.Ballot{Paper: true, Votes: votesOf(1)}, assessment.Ballot{Paper: true, Votes: votesOf(1)},
		assessment.Ballot{Paper: true, Votes: votesOf(1)}, assessment.Ballot{Paper: true, Votes: votesOf(1)}), nil)
	closed(t, err, "error.reveal_few")
}

// TestPicturesBeforeAndAfterOneFirm tries to learn what one firm answered from
// the pictures before and after it finished, knowing everybody else: there is
// no second picture, and once others have finished too nothing tells them apart.
func TestPicturesBeforeAndAfterOneFirm(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		room := ballots(rapid.SliceOfN(rapid.IntRange(0, 4), 5, 40).Draw(r, "room")...)
		first := reveal(t, room, nil)
		victim := rapid.IntRange(0, 4).Draw(r, "victim")
		for others := range 4 { // known to the attacker, none, one, two or three more
			now := append(append([]assessment.Ballot{}, room...), ballots(victim)...)
			for range others {
				now = append(now, assessment.Ballot{Votes: votesOf(0)})
			}
			_, _, err := assessment.NewPicture(statistics.UsualRoom, now, first)
			closed(t, err, "error.reveal_soon")
		}
		// One firm changes its mind: the picture stays.
		room[0].Votes = votesOf(victim)
		_, _, err := assessment.NewPicture(statistics.UsualRoom, room, first)
		closed(t, err, "error.reveal_soon")
	})
}

// TestTopicsMoveByThemselves: five firms have finished, but only the victim was
// asked the item; what the picture says about it stays.
func TestTopicsMoveByThemselves(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var categories []int
		for range 10 + chance.IntN(8) {
			categories = append(categories, chance.IntN(5))
		}
		room := ballots(categories...)
		first := reveal(t, room, nil)
		var seen []assessment.Topic
		for victim := range 5 {
			now := append(append([]assessment.Ballot{}, room...), ballots(victim)...)
			for range 5 {
				now = append(now, assessment.Ballot{Votes: assessment.Votes{"whole": chance.IntN(5)}})
			}
			second, _, err := assessment.NewPicture(statistics.UsualRoom, now, first)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, second.Topics["item/TA01"])
		}
		for _, said := range seen {
			if !reflect.DeepEqual(said, first.Topics["item/TA01"]) {
				t.Fatalf("the item moved with one firm: %+v, then %+v", first.Topics["item/TA01"], said)
			}
		}
	}
	room := ballots(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	first := reveal(t, room, nil)
	room = append(room, ballots(4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4)...)
	if second := reveal(t, room, first); second.Number != 2 || second.Topics["item/TA01"].Middle != 4 {
		t.Errorf("many new firms: %+v", second)
	}
	_, _, err := assessment.NewPicture(statistics.UsualRoom, room, first)
	closed(t, err, "error.reveal_soon") // all of them are counted
}
