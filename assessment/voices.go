package assessment

import "time"

// Voice is one of several people with what they said, by item.
type Voice struct {
	Label     string // who it is, as typed; may be empty
	Owner     bool
	Number    int // of the colleague, from 1; 0 for the owner
	Responses map[string]Response
}

// Compared is one item with what everybody said.
type Compared struct {
	Tally
	Said     []Response // of each voice, in their order; empty for no answer
	Proposal Response   // of the merged answer
}

// Differs reports whether two people said different things, "don't know" and
// "not relevant" among them.
func (c *Compared) Differs() bool {
	var first *Response
	for i := range c.Said {
		switch r := &c.Said[i]; {
		case r.Mark() == "":
		case first == nil:
			first = r
		case !first.Same(*r):
			return true
		}
	}
	return false
}

// Voices are what several people of one firm say, side by side.
type Voices struct {
	People    []Voice // the owner first
	Items     []Compared
	Agreement Agreement
	Merging   Merging
}

// Merging is how much of an owner's answers was merged, and when last; the zero
// value says nothing was.
type Merging struct {
	Items  int
	People int
	At     time.Time
}

// NewVoices puts the answers to the items side by side, in asking order. Items to
// which fewer than two people said anything are left out.
func NewVoices(q *Questionnaire, people []Voice, items map[string]bool) *Voices {
	c := &Voices{People: people}
	var tallies []Tally
	for _, it := range q.Items() {
		if !items[it.ID] {
			continue
		}
		said, spoken := make([]Response, len(people)), 0
		for i, v := range people {
			if r, ok := v.Responses[it.ID]; ok && it.Check(r) == nil {
				said[i] = r
				spoken++
			}
		}
		proposal, ok := Propose(it, said)
		if !ok || spoken < 2 {
			continue
		}
		tally := Count(it, said)
		tallies = append(tallies, tally)
		c.Items = append(c.Items, Compared{Tally: tally, Said: said, Proposal: proposal})
	}
	c.Agreement = NewAgreement(q, tallies)
	return c
}

// Item returns what was said to an item, nil when it is not compared.
func (c *Voices) Item(id string) *Compared {
	return find(c.Items, func(i *Compared) bool { return i.Item.ID == id })
}

// Differing returns the items to which people said different things.
func (c *Voices) Differing() []*Compared {
	var all []*Compared
	for i := range c.Items {
		if c.Items[i].Differs() {
			all = append(all, &c.Items[i])
		}
	}
	return all
}

// TalkAbout is how many items are named to talk about.
const TalkAbout = 3

// Talk returns the items most worth talking about, see Agreement.Talk.
func (c *Voices) Talk() []*Compared {
	var all []*Compared
	for _, t := range c.Agreement.Talk(TalkAbout) {
		all = append(all, c.Item(t.Item.ID))
	}
	return all
}
