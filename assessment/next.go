package assessment

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
)

// ReasonKind says why an item is asked or a step stands where it stands.
type ReasonKind string

// Why an item is asked.
const (
	ReasonGate    ReasonKind = "gate"    // the practice its dimension's level hangs on
	ReasonMust    ReasonKind = "must"    // a legal or security must
	ReasonLevel   ReasonKind = "level"   // it tells most about the level of this dimension
	ReasonHeavy   ReasonKind = "heavy"   // it weighs much in this dimension's score
	ReasonAreas   ReasonKind = "areas"   // it also tells much about other dimensions
	ReasonConfirm ReasonKind = "confirm" // a step of the roadmap rests on it
	ReasonModel   ReasonKind = "model"   // a model the owner added needs it
	ReasonSeed    ReasonKind = "seed"    // chosen at random, so that we learn how questions work
	ReasonDepth   ReasonKind = "depth"   // the depth chosen includes it
	ReasonMoved   ReasonKind = "moved"   // its answer can have changed since the round before

	ReasonGoal     ReasonKind = "goal"      // it matters for a goal the firm named
	ReasonFollowUp ReasonKind = "follow_up" // an earlier answer makes it meaningful
)

// askReasons are the kinds that an answer can be kept with.
var askReasons = []ReasonKind{ReasonGate, ReasonMust, ReasonLevel, ReasonHeavy, ReasonAreas, ReasonConfirm, ReasonModel,
	ReasonSeed, ReasonDepth, ReasonMoved, ReasonGoal, ReasonFollowUp}

// Question is the next item to ask. Low and High bound how many questions
// remain, this one included; High never grows from one answer to the next.
type Question struct {
	Item   *Item
	Reason Reason
	Low    int
	High   int
}

// Reason explains a choice: Kind, with the goal, the earlier item, the model or
// the measure it is about. Mark is what the firm said about the measure; the
// measure of a moved item is not known to Next, which sees one round only.
type Reason struct {
	Kind    ReasonKind
	Goal    string
	Item    string
	Model   string
	Measure string
	Mark    MarkState
}

// Progress is how far an interview has come: Asked items have a response on
// the path, between Low and High remain, and hardly ever more than Usual, which
// lies between them.
type Progress struct {
	Asked, Low, Usual, High int
	share                   float64
}

// Share is progress from 0 to 1. It never falls while questions are answered:
// each section counts alike, however many questions it turns out to take.
func (p Progress) Share() float64 { return p.share }

// Next chooses the question to ask after the responses of an assessment, or
// reports false when its depth asks no more. It is pure: the same versions,
// profile, responses, depth and seed give the same question, in whatever order
// the responses came. Of the order in which items were asked it reads one
// thing: which were asked to confirm the roadmap or as seeds.
//
// What a firm that answers again may have changed comes first: the items of
// First, in their order, one whose condition is not met yet as soon as it is.
// They are musts of their section. Then section by section: the gating practice first, then legal and security
// musts, then, at quick and standard, what most reduces the variance of the
// score that answering everything would give, until the level of the dimension
// is as sure as the depth wants or the section has had its most questions; at
// full everything, as written. What is sure is judged by the answers of the
// section and those before it, so that later answers never reopen a section.
// Then the items of added models, then what the first steps of the roadmap
// rest on without having been asked, then a few seed items of firms that agreed
// to be learnt from. Answers to those reopen nothing either: all they bring is a
// gate, a must or an item of an added model that they make askable.
func (in *Instrument) Next(a *Assessment) (Question, bool) {
	question, _, more := in.Look(a)
	return question, more
}

// Progress counts what was asked and what remains at the depth.
func (in *Instrument) Progress(a *Assessment) Progress {
	_, progress, _ := in.Look(a)
	return progress
}

// Look is Next and Progress for the work of one of them.
func (in *Instrument) Look(a *Assessment) (question Question, progress Progress, more bool) {
	question, progress, _, more = in.LookRead(a)
	return question, progress, more
}

// LookRead is Look with the readings it had to make; those of a sheet are nil.
func (in *Instrument) LookRead(a *Assessment) (question Question, progress Progress, readings Readings, more bool) {
	if a.Sheet() {
		question, progress, more = in.lookSheet(a)
		return question, progress, nil, more
	}
	s := in.sit(a)
	it, reason := s.next()
	progress = s.progress()
	if it == nil {
		return Question{}, progress, s.readings, false
	}
	return Question{Item: it, Reason: reason, Low: progress.Low, High: progress.High}, progress, s.readings, true
}

// Previous returns the item asked before the given one, so that back always
// finds the way one came; before an item that is not answered stands the last
// one answered. Before the first there is none (nil).
func (in *Instrument) Previous(a *Assessment, item string) *Item {
	return in.Way(a, in.q.Read(a.Profile, a.Responses)).Previous(item)
}

// Previous is Instrument.Previous on a way that is known.
func (w Way) Previous(item string) *Item {
	here := w.at(item)
	switch {
	case here > 0:
		return w.items[here-1]
	case here < 0 && len(w.items) > 0 && w.q.Item(item) != nil:
		return w.items[len(w.items)-1]
	}
	return nil
}

// Place is where an item stands among those asked, from 1; not answered yet,
// its turn after them. It is 0 for an unknown item.
func (in *Instrument) Place(a *Assessment, item string) int {
	return in.Way(a, in.q.Read(a.Profile, a.Responses)).Place(item)
}

// Place is Instrument.Place on a way that is known.
func (w Way) Place(item string) int {
	here := w.at(item)
	switch {
	case here >= 0:
		return here + 1
	case w.q.Item(item) == nil:
		return 0
	}
	return len(w.items) + 1
}

// Way is the answered items of the path in the order they were asked.
type Way struct {
	q     *Questionnaire
	items []*Item
}

func (w Way) at(item string) int {
	return slices.IndexFunc(w.items, func(it *Item) bool { return it.ID == item })
}

// Way finds it, given the readings of the answers.
func (in *Instrument) Way(a *Assessment, readings Readings) Way {
	if a.Sheet() {
		return Way{in.q, in.sheet(a)}
	}
	return Way{in.q, wayOf(a, readings)}
}

func wayOf(a *Assessment, readings Readings) []*Item {
	answered := make(map[string]*Item, len(readings))
	for _, r := range readings {
		if r.Askable && r.State != NotAsked {
			answered[r.Item.ID] = r.Item
		}
	}
	var way []*Item
	for _, asked := range a.Asked {
		if it := answered[asked.Item]; it != nil {
			way = append(way, it)
			delete(answered, asked.Item)
		}
	}
	for _, r := range readings { // of files that do not say in which order
		if answered[r.Item.ID] != nil {
			way = append(way, r.Item)
		}
	}
	return way
}

// Reason is why an item belongs to the interview whatever was answered; a
// Question knows better why it comes now.
func (it *Item) Reason(p Profile) Reason {
	parents := it.AskIf.Items()
	switch goal := it.goal(p); {
	case it.Gate:
		return Reason{Kind: ReasonGate}
	case it.Must:
		return Reason{Kind: ReasonMust}
	case !it.Core():
		return Reason{Kind: ReasonModel, Model: it.Models[0]}
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

// goal returns the first goal of the firm that the item matters for.
func (it *Item) goal(p Profile) string {
	for _, g := range p.Goals {
		if slices.Contains(it.Goals, g) {
			return g
		}
	}
	return ""
}

// compareAnchors puts gates first, then musts, and leaves the rest as written.
func compareAnchors(a, b *Item) int {
	return cmp.Or(-compareBool(a.Gate, b.Gate), -compareBool(a.Must, b.Must))
}

// anchor reports whether the item is asked whatever the depth.
func (it *Item) anchor() bool { return it.Gate || it.Must }

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
