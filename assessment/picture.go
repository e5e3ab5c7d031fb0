package assessment

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"

	"onramp/assessment/statistics"
)

// RoomPolicy is what rooms may see of themselves.
var RoomPolicy = statistics.UsualRoom

// Votes are what one firm's answers say to a picture of its room: by topic the
// category, from 0. Topics are an item, the level of an area or of the whole,
// and whether a measure is among the firm's next ones.
type Votes map[string]int

// Topics of a picture.
const (
	itemTopic    = "item/"
	areaTopic    = "area/"
	measureTopic = "measure/"
	wholeTopic   = "whole"
	countedAll   = "all" // of what was counted: the fingerprint of all votes then
)

// fingerprint tells whether votes have changed.
func (v Votes) fingerprint() int {
	h := fnv.New64a()
	for _, topic := range sortedKeys(v) {
		h.Write([]byte(topic + "=" + strconv.Itoa(v[topic]) + ";"))
	}
	return int(h.Sum64() >> 1)
}

// NewVotes returns what an outcome says to a picture.
func NewVotes(o Outcome) Votes {
	v := Votes{}
	for _, r := range o.Readings {
		if r.Item.Core() && r.Known() {
			v[itemTopic+r.Item.ID] = r.Category
		}
	}
	for _, d := range o.Result.Dimensions {
		if d.Level > 0 {
			v[areaTopic+d.ID] = d.Level - 1
		}
	}
	if level := o.Result.Overall.Level; level > 0 {
		v[wholeTopic] = level - 1
	}
	for i := range o.Questionnaire.Measures {
		v[measureTopic+o.Questionnaire.Measures[i].ID] = 0
	}
	for _, step := range o.Roadmap.Steps {
		if step.Horizon != Later {
			v[measureTopic+step.Measure.ID] = 1
		}
	}
	return v
}

// Ballot is one finished firm as a picture counts it.
type Ballot struct {
	Paper   bool  // the facilitator typed the answers and knows them
	Votes   Votes // as the answers are now
	Counted Votes // what the pictures so far have counted of it
}

// Picture is what is revealed of a room: frozen, in coarse steps, without
// counts.
type Picture struct {
	Number int              `json:"-"`
	Made   time.Time        `json:"-"`
	Spread bool             `json:"spread,omitempty"` // the room is large enough for how answers spread
	Paper  bool             `json:"paper,omitempty"`  // only the firms on paper are in it
	Topics map[string]Topic `json:"topics"`
}

// Topic is what a picture says about one topic.
type Topic struct {
	Middle   int               `json:"middle"`             // category in the middle of the room
	Bands    []statistics.Band `json:"bands,omitempty"`    // of each category; nil where too few firms answered
	Together int               `json:"together,omitempty"` // how far the room agrees, 1 (split) to 5; 0 where Bands is nil
}

// NewPicture makes the picture of a room from its finished firms, or refuses
// with Closed: fewer than the policy's least have finished or, after an earlier
// picture, fewer than it wants have finished or changed their answers since.
//
// Answers that the facilitator typed protect nobody, since the facilitator could
// take them off again: as soon as one firm answered by itself only such firms
// count towards every threshold, and where they are too few they stay out.
//
// Each topic is judged by itself, too: it keeps what the earlier picture said
// until enough firms have changed in that very topic, so that no two pictures
// differ by one firm's answer. The second result is what has been counted of
// each ballot from now on.
func NewPicture(policy statistics.Room, ballots []Ballot, last *Picture) (*Picture, []Votes, error) {
	own := 0
	for _, b := range ballots {
		if !b.Paper {
			own++
		}
	}
	p := &Picture{Number: 1, Paper: own == 0 || !policy.Shows(own) && policy.Shows(len(ballots)-own), Topics: map[string]Topic{}}
	judge := newRoomJudge(policy, ballots, p.Paper)
	if !policy.Shows(judge.firms) {
		return nil, nil, &Error{Kind: Closed, Key: "error.reveal_few", Args: map[string]any{"Least": policy.Least}}
	}
	if last != nil {
		p.Number, p.Topics = last.Number+1, maps.Clone(last.Topics)
		if !policy.ShowsAgain(judge.since()) {
			return nil, nil, &Error{Kind: Closed, Key: "error.reveal_soon", Args: map[string]any{"Again": policy.Again}}
		}
	}
	p.Spread = policy.ShowsSpread(judge.firms)
	counted := make([]Votes, len(ballots))
	for i, b := range ballots {
		if counted[i] = maps.Clone(b.Counted); counted[i] == nil {
			counted[i] = Votes{}
		}
		if judge.in(b) {
			counted[i][countedAll] = b.Votes.fingerprint()
		}
	}
	for _, topic := range judge.topics() {
		if _, shown := p.Topics[topic]; shown && !policy.ShowsAgain(judge.moved(topic)) {
			continue
		}
		t, ok := judge.topic(topic)
		if !ok {
			continue
		}
		p.Topics[topic] = t
		for i, b := range ballots {
			if vote, voted := b.Votes[topic]; voted && judge.in(b) {
				counted[i][topic] = vote
			} else {
				delete(counted[i], topic)
			}
		}
	}
	return p, counted, nil
}

// roomJudge looks at the ballots of one room under its policy.
type roomJudge struct {
	policy  statistics.Room
	ballots []Ballot
	paper   bool // those on paper alone are in the picture
	firms   int  // that count towards the thresholds
}

func newRoomJudge(policy statistics.Room, ballots []Ballot, paper bool) *roomJudge {
	j := &roomJudge{policy: policy, ballots: ballots, paper: paper}
	for _, b := range ballots {
		if j.counts(b) {
			j.firms++
		}
	}
	return j
}

// in reports whether a ballot is part of the picture.
func (j *roomJudge) in(b Ballot) bool { return !j.paper || b.Paper }

// counts reports whether a ballot counts towards the thresholds.
func (j *roomJudge) counts(b Ballot) bool { return b.Paper == j.paper }

// since is how many firms are new or have changed an answer that was counted.
func (j *roomJudge) since() int {
	n := 0
	for _, b := range j.ballots {
		if j.counts(b) && b.Votes.fingerprint() != b.Counted[countedAll] {
			n++
		}
	}
	return n
}

// moved is since for one topic.
func (j *roomJudge) moved(topic string) int {
	n := 0
	for _, b := range j.ballots {
		now, voted := b.Votes[topic]
		then, counted := b.Counted[topic]
		if j.counts(b) && (voted != counted || now != then) {
			n++
		}
	}
	return n
}

// topics are all that somebody voted on, in order.
func (j *roomJudge) topics() []string {
	all := map[string]bool{}
	for _, b := range j.ballots {
		for topic := range b.Votes {
			all[topic] = true
		}
	}
	return sortedKeys(all)
}

// topic is what the picture says about a topic; false when too few voted.
func (j *roomJudge) topic(topic string) (t Topic, ok bool) {
	var votes []int
	counts, own := []int{}, 0
	for _, b := range j.ballots {
		vote, voted := b.Votes[topic]
		if !voted || !j.in(b) {
			continue
		}
		votes = append(votes, vote)
		for len(counts) <= vote {
			counts = append(counts, 0)
		}
		counts[vote]++
		if j.counts(b) {
			own++
		}
	}
	if !j.policy.Shows(own) {
		return t, false
	}
	t.Middle = j.policy.Middle(votes)
	if j.policy.ShowsSpread(own) {
		t.Bands = j.policy.Bands(counts)
		t.Together = min(int(Consensus(counts)*5)+1, 5)
	}
	return t, true
}

// Share is how common a measure or a category is, none where it may not be said.
func (t Topic) Share(category int) statistics.Band {
	if t.Bands == nil {
		return statistics.NoBand
	}
	if category >= len(t.Bands) {
		return statistics.Few
	}
	return t.Bands[category]
}

// PictureKind is what a page of a picture shows.
type PictureKind string

// The kinds of page, in order: where the room stands, how it spreads, an item
// that divides it, and the steps it shares. A small room has the first and the
// last.
const (
	ProfilePage PictureKind = "profile"
	SpreadPage  PictureKind = "spread"
	DividePage  PictureKind = "divide"
	CommonPage  PictureKind = "common"
)

// PicturePage is one page of a picture, to be read from the back row.
type PicturePage struct {
	Kind PictureKind
	Item ItemTopic // of a DividePage
}

// mostDividing is how many items that divide a room get a page.
const mostDividing = 3

// Pages are what a picture shows, in order.
func (p *Picture) Pages(q *Questionnaire) []PicturePage {
	pages := []PicturePage{{Kind: ProfilePage}}
	if p.Spread {
		pages = append(pages, PicturePage{Kind: SpreadPage})
		for _, t := range p.Dividing(q, mostDividing) {
			pages = append(pages, PicturePage{DividePage, t})
		}
	}
	return append(pages, PicturePage{Kind: CommonPage})
}

// Level is the level in the middle of the room, of the whole when area is
// empty; 0 where it may not be said.
func (p *Picture) Level(area string) int {
	t, ok := p.Area(area)
	if !ok {
		return 0
	}
	return t.Middle + 1
}

// Area is what the picture says about the levels of an area, of the whole when
// it is empty.
func (p *Picture) Area(area string) (Topic, bool) {
	key := areaTopic + area
	if area == "" {
		key = wholeTopic
	}
	t, ok := p.Topics[key]
	return t, ok
}

// ItemTopic is an item with what the picture says about it.
type ItemTopic struct {
	Item *Item
	Topic
}

// Items are the items the picture says something about, in asking order.
func (p *Picture) Items(q *Questionnaire) (all []ItemTopic) {
	for _, it := range q.Items() {
		if t, ok := p.Topics[itemTopic+it.ID]; ok {
			all = append(all, ItemTopic{it, t})
		}
	}
	return all
}

// Dividing are the items on which the room is furthest apart, at most n, the
// widest apart first; of equals the weightier, then the first asked.
func (p *Picture) Dividing(q *Questionnaire, n int) []ItemTopic {
	all := slices.DeleteFunc(p.Items(q), func(t ItemTopic) bool { return t.Bands == nil || t.Together >= 5 })
	slices.SortStableFunc(all, func(a, b ItemTopic) int {
		return cmp.Or(cmp.Compare(a.Together, b.Together), cmp.Compare(b.Item.Weight, a.Item.Weight))
	})
	return all[:min(n, len(all))]
}

// Common are the measures that more than half of the room has among its next
// ones, at most n: those that most have first, then as the catalogue has them.
func (p *Picture) Common(q *Questionnaire, n int) (all []*Measure) {
	for _, most := range []bool{true, false} {
		for i := range q.Measures {
			m := &q.Measures[i]
			t := p.Topics[measureTopic+m.ID]
			if t.Middle == 1 && (t.Share(1) == statistics.Most) == most && len(all) < n {
				all = append(all, m)
			}
		}
	}
	return all
}
