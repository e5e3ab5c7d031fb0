package assessment

import (
	"cmp"
	"slices"

	"onramp/assessment/statistics"
)

// Meeting is a workshop whose picture was revealed, with the content that its
// report is made from. It holds nothing of single firms.
type Meeting struct {
	Workshop      Workshop
	Host          Organisation // that ran it
	Questionnaire *Questionnaire
	Model         *Model // that read every firm of the room
	Directory     *Directory
	Picture       *Picture
}

// GroupReport is what is written about a room once its picture was revealed:
// nothing but the frozen picture in words, and the support that fits what it
// shows. The same picture gives the same report.
type GroupReport struct {
	Meeting
	Spread  bool // how answers spread may be said
	Level   int  // of the whole, in the middle of the room; 0 where it may not be said
	Areas   []GroupArea
	Items   []ItemTopic // in asking order: all the picture knows with Spread, else the Gaps alone
	Agreed  []ItemTopic // on which the room is as one; none without Spread
	Divided []ItemTopic // on which it is furthest apart; none without Spread
	Gaps    []ItemTopic // where the middle of the room is furthest from good practice
	Shared  []SharedMeasure
	Support []GroupSupport // every platform that a shared measure names, once
}

// GroupArea is an area of the questionnaire with what the picture says of it.
type GroupArea struct {
	Dimension *Dimension
	Topic
	Level int // in the middle of the room; 0 where it may not be said
}

// SharedMeasure is a measure that more than half of a room has among its next
// ones, with the support that fits the country and language of the room.
type SharedMeasure struct {
	Measure *Measure
	Share   statistics.Band // of the firms; NoBand without Spread
	Matches []Match
	Nearest Reach // of all support that fits; OutOfReach when there is none
}

// GroupSupport is a support platform with the shared measures that name it, by
// their place from 0.
type GroupSupport struct {
	Match
	Measures []int
}

// How much a group report names.
const (
	mostAgreed = 5
	mostSplit  = 5
	mostGaps   = 8
	mostShared = 6
)

// NewGroupReport makes the report of a meeting. How answers spread is left out
// wherever the picture has no spread, even of topics that an earlier picture of
// more firms has shown. Platforms are matched on the day of the picture.
func NewGroupReport(m Meeting) GroupReport {
	p := *m.Picture
	p.Topics = map[string]Topic{}
	for id, t := range m.Picture.Topics {
		if !p.Spread {
			t.Bands, t.Together = nil, 0
		}
		p.Topics[id] = t
	}
	m.Picture = &p
	items := p.Items(m.Questionnaire)
	r := GroupReport{Meeting: m, Spread: p.Spread, Level: p.Level(""), Gaps: roomGaps(items)}
	for i := range m.Questionnaire.Dimensions {
		d := &m.Questionnaire.Dimensions[i]
		t, _ := p.Area(d.ID)
		r.Areas = append(r.Areas, GroupArea{d, t, p.Level(d.ID)})
	}
	if r.Spread {
		r.Divided = slices.DeleteFunc(p.Dividing(m.Questionnaire, mostSplit), func(t ItemTopic) bool { return t.Together > splitAtMost })
		r.Agreed, r.Items = agreed(items), items
	} else { // the middle of every item would tell too much of few firms
		r.Items = slices.DeleteFunc(items, func(t ItemTopic) bool {
			return !slices.ContainsFunc(r.Gaps, func(gap ItemTopic) bool { return gap.Item == t.Item })
		})
	}
	r.share()
	return r
}

// splitAtMost is how far a room may agree on an item that is said to divide it.
const splitAtMost = 3

// agreed are the items on which a room is as one, the weightiest first.
func agreed(items []ItemTopic) []ItemTopic {
	all := slices.DeleteFunc(slices.Clone(items), func(t ItemTopic) bool { return t.Bands == nil || t.Together < 5 })
	slices.SortStableFunc(all, func(a, b ItemTopic) int { return cmp.Compare(b.Item.Weight, a.Item.Weight) })
	return all[:min(len(all), mostAgreed)]
}

// roomGaps are the items where the middle of the room is furthest from good
// practice, weighed as [Gaps] weighs those of a firm, but for goals, which a
// picture does not know.
func roomGaps(items []ItemTopic) []ItemTopic {
	weight := func(t ItemTopic) float64 {
		share := Reading{Item: t.Item, State: Answered, Category: t.Middle}.Share()
		w := float64(t.Item.Weight) * max(goodShare-share, 0)
		if t.Item.Gate {
			w *= gateFactor
		}
		return w
	}
	all := slices.DeleteFunc(slices.Clone(items), func(t ItemTopic) bool { return weight(t) == 0 })
	slices.SortStableFunc(all, func(a, b ItemTopic) int { return cmp.Compare(weight(b), weight(a)) })
	return all[:min(len(all), mostGaps)]
}

// share fills in the shared measures and what supports them.
func (r *GroupReport) share() {
	room := Profile{Country: r.Host.Country, Language: r.Workshop.Language}
	places := map[string]int{}
	for n, m := range r.Picture.Common(r.Questionnaire, mostShared) {
		s := SharedMeasure{Measure: m, Share: r.Picture.Topics[measureTopic+m.ID].Share(1)}
		s.Matches, s.Nearest = r.Directory.Match(m.Support, room, r.Picture.Made)
		r.Shared = append(r.Shared, s)
		for _, match := range s.Matches {
			at, named := places[match.Platform.ID]
			if !named {
				at = len(r.Support)
				places[match.Platform.ID] = at
				r.Support = append(r.Support, GroupSupport{Match: match})
			}
			r.Support[at].Measures = append(r.Support[at].Measures, n)
		}
	}
}
