package assessment

import (
	"cmp"
	"math"
	"slices"
)

// Exchanger is a firm that agreed to be introduced to others.
type Exchanger struct {
	ID     string
	Sector string             // ISIC section; empty when not said
	Apart  bool               // wants nobody of its own sector, such as a competitor
	Scores map[string]float64 // 0 to 100 by dimension; one that is not known is missing
	Wants  []string           // dimensions it wants to grow in, the most wanted first
}

// Help is what one firm of an introduction can show the other.
type Help struct {
	From, To  string
	Dimension string
	Lead      float64 // points that From is ahead
}

// Introduction brings two firms together; Helps has the greatest lead first.
type Introduction struct {
	A, B  string
	Helps []Help
}

// leastLead is how many points a firm must be ahead to have something to show:
// one level.
const leastLead = 20

// helps lists what a can show b.
func (a *Exchanger) helps(b *Exchanger) []Help {
	var all []Help
	for _, d := range b.Wants {
		mine, okA := a.Scores[d]
		theirs, okB := b.Scores[d]
		if okA && okB && mine-theirs >= leastLead {
			all = append(all, Help{From: a.ID, To: b.ID, Dimension: d, Lead: mine - theirs})
		}
	}
	return all
}

// between is everything that two firms can show each other; nil when one of them
// wants nobody of the other's sector.
func between(a, b *Exchanger) []Help {
	if (a.Apart || b.Apart) && a.Sector != "" && a.Sector == b.Sector {
		return nil
	}
	all := append(a.helps(b), b.helps(a)...)
	slices.SortStableFunc(all, func(x, y Help) int { return cmp.Compare(y.Lead, x.Lead) })
	return all
}

// Introduce brings firms together that are strong where others want to grow. As
// many firms as possible get a partner, and among all ways to do so the one
// with the most to show is taken; a firm that could only be served by somebody
// who has one already comes next. Nobody gets a second partner before everybody
// who can have one has their first; after that, further rounds go on until
// nobody can have more or has most partners. The same firms in the same order
// give the same introductions. Those made before count as partners and are not
// made again.
func Introduce(firms []Exchanger, most int, before ...Introduction) []Introduction {
	x := newExchange(firms)
	x.recall(before)
	for x.most = 1; x.most <= most; x.most++ {
		already := len(x.made)
		for i, j := range pairUp(len(firms), x.open) {
			if i < j {
				x.introduce(i, j)
			}
		}
		if x.most == 1 {
			x.leaveNobody()
		}
		if len(x.made) == already && len(before) == 0 {
			break
		}
	}
	return x.made
}

type exchange struct {
	firms    []Exchanger
	weights  [][]int64 // tenths of points that two can show each other
	partners []int
	most     int
	made     []Introduction
}

func newExchange(firms []Exchanger) *exchange {
	x := &exchange{firms: firms, partners: make([]int, len(firms)), weights: make([][]int64, len(firms))}
	for i := range firms {
		x.weights[i] = make([]int64, len(firms))
	}
	for i := range firms {
		for j := range i {
			for _, h := range between(&firms[i], &firms[j]) {
				x.weights[i][j] += int64(math.Round(10 * h.Lead))
			}
			x.weights[j][i] = x.weights[i][j]
		}
	}
	return x
}

// recall counts introductions made before.
func (x *exchange) recall(before []Introduction) {
	place := map[string]int{}
	for i := range x.firms {
		place[x.firms[i].ID] = i
	}
	for _, made := range before {
		i, hasA := place[made.A]
		j, hasB := place[made.B]
		if hasA {
			x.partners[i]++
		}
		if hasB {
			x.partners[j]++
		}
		if hasA && hasB {
			x.weights[i][j], x.weights[j][i] = 0, 0
		}
	}
}

// open is the weight of two firms that both may still have a partner.
func (x *exchange) open(i, j int) int64 {
	if x.partners[i] >= x.most || x.partners[j] >= x.most {
		return 0
	}
	return x.weights[i][j]
}

func (x *exchange) introduce(i, j int) {
	x.made = append(x.made, Introduction{A: x.firms[i].ID, B: x.firms[j].ID, Helps: between(&x.firms[i], &x.firms[j])})
	x.partners[i]++
	x.partners[j]++
	x.weights[i][j], x.weights[j][i] = 0, 0
}

// leaveNobody gives firms that are left alone to those with the fewest partners.
func (x *exchange) leaveNobody() {
	for i := range x.firms {
		if x.partners[i] > 0 {
			continue
		}
		best := -1
		for j := range x.firms {
			if x.weights[i][j] == 0 {
				continue
			}
			if best < 0 || cmp.Or(cmp.Compare(x.partners[j], x.partners[best]), cmp.Compare(x.weights[i][best], x.weights[i][j])) < 0 {
				best = j
			}
		}
		if best >= 0 {
			x.introduce(i, best)
		}
	}
}
