package assessment

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
)

// ReasonKind says why an item is asked or a step stands where it stands.
type ReasonKind string

// Why an item is asked.
const (
	ReasonGate     ReasonKind = "gate"      // the practice its dimension's level hangs on
	ReasonMust     ReasonKind = "must"      // a legal or security must
	ReasonFollowUp ReasonKind = "follow_up" // an earlier answer makes it meaningful
	ReasonGoal     ReasonKind = "goal"      // it matters for a goal the firm named
	ReasonHeavy    ReasonKind = "heavy"     // it says much about this dimension
	ReasonDepth    ReasonKind = "depth"     // the depth chosen includes it
)

// Question is the next item to ask. Low and High bound how many questions
// remain, this one included; High never grows from one answer to the next.
type Question struct {
	Item   *Item
	Reason Reason
	Low    int
	High   int
}

// Reason explains a choice: Kind, with the goal or the earlier item it is
// about.
type Reason struct {
	Kind ReasonKind
	Goal string
	Item string
}

// Progress is how far an interview has come: Asked items have a response on
// the path, between Low and High remain.
type Progress struct{ Asked, Low, High int }

// Share is progress from 0 to 1. It never falls while questions are answered.
func (p Progress) Share() float64 {
	if p.Asked+p.High == 0 {
		return 1
	}
	return float64(p.Asked) / float64(p.Asked+p.High)
}

// Next chooses the question to ask after the given responses, or reports false
// when the depth asks no more. It is pure: the same questionnaire version,
// profile, responses, depth and seed give the same question, in whatever order
// the responses came.
//
// Section by section: within the first dimension that still has something to
// ask, the gating practice comes first, then musts, then items of shorter
// depths, then what matters for the firm's goals, then weight, then follow-ups
// of what was just learnt; the seed decides between equals.
func (q *Questionnaire) Next(p Profile, responses map[string]Response, depth Depth, seed int64) (Question, bool) {
	sections := q.sections(p, q.Read(p, responses), depth)
	for _, s := range sections {
		if chosen := s.first(p, seed); chosen != nil {
			left := total(sections)
			return Question{Item: chosen, Reason: chosen.Reason(p), Low: left.Low, High: left.High}, true
		}
	}
	return Question{}, false
}

// Progress counts what was asked and what remains at the depth.
func (q *Questionnaire) Progress(p Profile, responses map[string]Response, depth Depth) Progress {
	return total(q.sections(p, q.Read(p, responses), depth))
}

func total(sections []section) Progress {
	var sum Progress
	for _, s := range sections {
		sum.Asked, sum.Low, sum.High = sum.Asked+s.asked, sum.Low+s.low, sum.High+s.high
		if len(s.open) > 0 {
			sum.Low = max(sum.Low, 1)
		}
	}
	return sum
}

// section is one dimension of an interview: the items that may be asked now,
// and the bounds of how many will be.
type section struct {
	open             []*Item
	asked, low, high int
}

// first is the open item to ask before all others; nil when none is open.
func (s section) first(p Profile, seed int64) *Item {
	if len(s.open) == 0 {
		return nil
	}
	return slices.MinFunc(s.open, func(a, b *Item) int { return compareItems(p, seed, a, b) })
}

func (q *Questionnaire) sections(p Profile, readings Readings, depth Depth) []section {
	all := make([]section, len(q.Dimensions))
	ahead := map[string]bool{}
	for i := range q.Dimensions {
		all[i] = q.section(q.Dimensions[i].ID, p, readings, depth, ahead)
	}
	return all
}

// section looks at one dimension. ahead holds the items of the dimensions
// before it that may still be asked; the section adds its own, so that an item
// that waits for an answer counts only while somebody will ask for it.
func (q *Questionnaire) section(dimension string, p Profile, readings Readings, depth Depth, ahead map[string]bool) section {
	var s section
	quota, counted, least := q.Rule(depth).PerDimension, 0, 0
	for _, r := range readings {
		switch {
		case r.Item.Dimension != dimension || !r.Askable:
		case r.State == NotAsked && r.Item.Gate && !r.Item.Must:
			least = 1 // the gate is asked even when others have filled the quota
		case r.State == NotAsked:
		default:
			s.asked++
			if !r.Item.Must {
				counted++
			}
		}
	}
	room := len(readings)
	if quota > 0 {
		room = max(quota-counted, least)
	}
	var musts, choice, waiting, waitingMusts, kept int
	count := func(r Reading, must, other *int) {
		ahead[r.Item.ID] = true
		if r.Item.Must {
			*must++
		} else {
			*other++
		}
	}
	opens := func(id string) bool { return ahead[id] }
	for _, r := range readings {
		asks := r.Item.Must || room > 0 && r.Item.within(p, depth)
		switch {
		case r.Item.Dimension != dimension || r.State != NotAsked:
		case r.Askable && asks:
			s.open = append(s.open, r.Item)
			count(r, &musts, &choice)
		case !r.Pending || !slices.ContainsFunc(r.Item.AskIf.Items(), opens):
		case r.kept:
			count(r, new(int), &kept)
		case asks:
			count(r, &waitingMusts, &waiting)
		}
	}
	s.low = musts + min(max(room-kept, least), choice)
	s.high = musts + waitingMusts + min(room, choice+waiting)
	return s
}

// within reports whether an interview of the depth may ask the item: at its
// own depth, or one depth earlier when it matters for a goal of the firm.
func (it *Item) within(p Profile, depth Depth) bool {
	need := it.Depth.rank()
	if it.Must || it.Gate {
		need = 0
	}
	if it.goal(p) != "" {
		need--
	}
	return need <= depth.rank()
}

// goal returns the first goal of the firm that the item matters for.
func (it *Item) goal(p Profile) string {
	for _, g := range p.Goals {
		if slices.Contains(it.Goals, g) {
			return g
		}
	}
	return ""
}

func compareItems(p Profile, seed int64, a, b *Item) int {
	return cmp.Or(
		-compareBool(a.Gate, b.Gate),
		-compareBool(a.Must, b.Must),
		cmp.Compare(a.Depth.rank(), b.Depth.rank()),
		-compareBool(a.goal(p) != "", b.goal(p) != ""),
		-cmp.Compare(a.Weight, b.Weight),
		-compareBool(len(a.AskIf.Items()) > 0, len(b.AskIf.Items()) > 0),
		cmp.Compare(mix(seed, a.ID), mix(seed, b.ID)),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// mix orders items by seed without favour.
func mix(seed int64, id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strconv.FormatInt(seed, 36) + "/" + id))
	return h.Sum64()
}

// Reason says why the item is part of the interview of a firm.
func (it *Item) Reason(p Profile) Reason {
	parents := it.AskIf.Items()
	goal := it.goal(p)
	switch {
	case it.Gate:
		return Reason{Kind: ReasonGate}
	case it.Must:
		return Reason{Kind: ReasonMust}
	case len(parents) > 0:
		return Reason{Kind: ReasonFollowUp, Item: parents[len(parents)-1]}
	case goal != "":
		return Reason{Kind: ReasonGoal, Goal: goal}
	case it.Weight >= 3:
		return Reason{Kind: ReasonHeavy}
	default:
		return Reason{Kind: ReasonDepth}
	}
}

// Previous returns the item asked before the given one in the interview that
// led here, so that back always finds the way one came. Before an item that is
// not answered yet stands the last one answered up to its section; before the
// first there is none (nil).
func (q *Questionnaire) Previous(p Profile, responses map[string]Response, depth Depth, seed int64, item string) *Item {
	current := q.Item(item)
	if current == nil {
		return nil
	}
	at := slices.IndexFunc(q.Dimensions, func(d Dimension) bool { return d.ID == current.Dimension })
	for ; at >= 0; at-- {
		way := q.replay(q.Dimensions[at].ID, p, responses, depth, seed)
		if here := slices.Index(way, current); here >= 0 {
			way = way[:here]
		}
		if len(way) > 0 {
			return way[len(way)-1]
		}
	}
	return nil
}

// Place is where an item stands in the interview that led here, from 1: its
// turn among the answered ones or, not answered yet, the turn after them. It is
// 0 for an item that the interview does not ask.
func (q *Questionnaire) Place(p Profile, responses map[string]Response, depth Depth, seed int64, item string) int {
	current := q.Item(item)
	if current == nil {
		return 0
	}
	place := 1
	for i := range q.Dimensions {
		way := q.replay(q.Dimensions[i].ID, p, responses, depth, seed)
		if q.Dimensions[i].ID != current.Dimension {
			place += len(way)
			continue
		}
		if here := slices.Index(way, current); here >= 0 {
			return place + here
		}
		if r, given := responses[item]; given && current.Check(r) == nil {
			return 0
		}
		return place + len(way)
	}
	return 0
}

// replay returns the answered items of one section in the order they were
// asked.
func (q *Questionnaire) replay(dimension string, p Profile, responses map[string]Response, depth Depth, seed int64) []*Item {
	known := make(map[string]Response, len(responses))
	maps.Copy(known, responses)
	maps.DeleteFunc(known, func(id string, _ Response) bool {
		it := q.Item(id)
		return it == nil || it.Dimension == dimension
	})
	rd := newReader(q, p, known)
	for i := range rd.readings {
		rd.read(i)
	}
	var way []*Item
	for {
		it := q.section(dimension, p, rd.readings, depth, map[string]bool{}).first(p, seed)
		if it == nil {
			return way
		}
		r, answered := responses[it.ID]
		if !answered || it.Check(r) != nil {
			return way
		}
		known[it.ID] = r
		way = append(way, it)
		for i := range rd.readings {
			if rd.readings[i].Item.Dimension == dimension {
				rd.read(i)
			}
		}
	}
}
