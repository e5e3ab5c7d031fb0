package assessment

import (
	"cmp"
	"math"
	"slices"
)

// Tally is what several people said to one item, counted. It holds nobody's
// name, so it serves colleagues of one firm and the firms of a room alike.
type Tally struct {
	Item        *Item
	Counts      []int // people at each category, the lowest first
	DontKnow    int   // people who cannot tell
	NotRelevant int   // people who say that it does not apply
}

// Count tallies the responses of several people to an item, one each. An empty
// response counts as no answer, as does one that does not fit the item.
func Count(it *Item, responses []Response) Tally {
	t := Tally{Item: it, Counts: make([]int, it.Categories())}
	for _, r := range responses {
		switch {
		case it.Check(r) != nil:
		case r.State == DontKnow:
			t.DontKnow++
		case r.State == NotRelevant:
			t.NotRelevant++
		default:
			t.Counts[it.category(r)]++
		}
	}
	return t
}

// Answered is how many people gave a value.
func (t Tally) Answered() int {
	n := 0
	for _, c := range t.Counts {
		n += c
	}
	return n
}

// Median is the category in the middle of those who gave a value, the lower one
// of two; -1 when nobody did.
func (t Tally) Median() int {
	left := (t.Answered() + 1) / 2
	for category, n := range t.Counts {
		if left -= n; n > 0 && left <= 0 {
			return category
		}
	}
	return -1
}

// Range is the lowest and the highest category that somebody chose; -1 and -1
// when nobody did.
func (t Tally) Range() (low, high int) {
	low, high = -1, -1
	for category, n := range t.Counts {
		if n > 0 {
			high = category
			if low < 0 {
				low = category
			}
		}
	}
	return low, high
}

// comparable reports whether there are answers to compare.
func (t Tally) comparable() bool { return t.Answered() >= 2 }

// Consensus is how far those who gave a value agree, see the function of that
// name; nil with fewer than two of them.
func (t Tally) Consensus() *float64 {
	if !t.comparable() {
		return nil
	}
	c := Consensus(t.Counts)
	return &c
}

// weight is what the item counts for; an additional item the least.
func (t Tally) weight() float64 { return float64(max(t.Item.Weight, 1)) }

// spread orders what to talk about: how far people are apart on what matters.
func (t Tally) spread() float64 {
	c := t.Consensus()
	if c == nil {
		return 0
	}
	return exact((1 - *c) * t.weight())
}

// Consensus is how far people agree on an ordered scale, 0 when they are split
// between its ends to 1 when all chose the same: Cns = 1 + Σ pᵢ log₂(1 − |i−µ|/d)
// over the categories i with the share pᵢ of people, their mean category µ and
// the width d of the scale (Tastle and Wierman, Consensus and dissention: a
// measure of ordinal dispersion, 2007). counts are people at each category, the
// lowest first; nobody at all, or a scale of one category, is 1.
func Consensus(counts []int) float64 {
	n, sum := 0.0, 0.0
	for category, c := range counts {
		n += float64(c)
		sum += float64(category * c)
	}
	width := float64(len(counts) - 1)
	if n == 0 || width <= 0 {
		return 1
	}
	mean, total := sum/n, 1.0
	for category, c := range counts {
		if c > 0 {
			total += float64(c) / n * math.Log2(1-math.Abs(float64(category)-mean)/width)
		}
	}
	return min(max(exact(total), 0), 1)
}

// Agreement is how far several people agree, over all items that were compared,
// in asking order.
type Agreement struct {
	Items      []Tally
	Dimensions []AreaAgreement // every dimension with an item, as the questionnaire has them
	Overall    *float64        // mean consensus of the items; nil when nothing can be compared
}

// AreaAgreement is the mean consensus of a dimension's items.
type AreaAgreement struct {
	ID        string
	Compared  int      // items to which at least two people gave a value
	Consensus *float64 // nil when Compared is 0
}

// NewAgreement sums tallies up. Items count alike: which of them weigh more is
// asked when it comes to what to talk about.
func NewAgreement(q *Questionnaire, tallies []Tally) Agreement {
	place := map[string]int{}
	for i, it := range q.Items() {
		place[it.ID] = i
	}
	g := Agreement{Items: slices.Clone(tallies)}
	slices.SortStableFunc(g.Items, func(a, b Tally) int { return cmp.Compare(place[a.Item.ID], place[b.Item.ID]) })
	g.Overall = mean(g.Items).Consensus
	for i := range q.Dimensions {
		id := q.Dimensions[i].ID
		var own []Tally
		for _, t := range g.Items {
			if t.Item.Dimension == id && t.Item.Core() {
				own = append(own, t)
			}
		}
		if len(own) > 0 {
			area := mean(own)
			area.ID = id
			g.Dimensions = append(g.Dimensions, area)
		}
	}
	return g
}

func mean(tallies []Tally) AreaAgreement {
	var a AreaAgreement
	sum := 0.0
	for _, t := range tallies {
		if c := t.Consensus(); c != nil {
			a.Compared++
			sum += *c
		}
	}
	if a.Compared > 0 {
		value := exact(sum / float64(a.Compared))
		a.Consensus = &value
	}
	return a
}

// Talk returns the items that are most worth talking about, at most n: those on
// which people are furthest apart for what they weigh; of equals the first
// asked. Items on which all agree are not among them.
func (g *Agreement) Talk(n int) []Tally {
	var apart []Tally
	for _, t := range g.Items {
		if t.spread() > 0 {
			apart = append(apart, t)
		}
	}
	slices.SortStableFunc(apart, func(a, b Tally) int { return cmp.Compare(b.spread(), a.spread()) })
	return apart[:min(max(n, 0), len(apart))]
}
