package assessment

import (
	"cmp"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"time"
)

// Round is one time a firm answered: an assessment of its history.
type Round struct {
	ID                   string
	Number               int // from 1
	Depth                Depth
	Questionnaire        string
	QuestionnaireVersion string
	Model                string
	ModelVersion         string
	Created              time.Time
	Updated              time.Time
	Finished             time.Time // zero while it is under way
}

// On is the day a round speaks of: when it was finished, before that of its
// last change.
func (r Round) On() time.Time {
	if r.Finished.IsZero() {
		return r.Updated
	}
	return r.Finished
}

// RoundTx keeps the rounds of firms.
type RoundTx interface {
	// Firm returns the firm that an assessment belongs to, which is what keys
	// open, and of a colleague's sheet its host; NotFound.
	Firm(id string) (firm, host string, err error)
	// Rounds returns the rounds of a firm, the first first, without sheets.
	Rounds(firm string) ([]Round, error)
	// DeleteFirm removes all rounds of a firm with the sheets of each and
	// everything that hangs on them; no error when there is none.
	DeleteFirm(firm string) error
}

// Turn is a round with its answers.
type Turn struct {
	Round
	Case
}

// Obstacle is why two rounds cannot be compared.
type Obstacle string

// The obstacles.
const (
	OtherItems Obstacle = "items" // the questions, or who is asked them, have changed
	OtherModel Obstacle = "model" // what the score is made of has changed
	NoScore    Obstacle = "score" // one of the rounds has no score yet
)

// Verdict says in a word how a score moved.
type Verdict string

// The verdicts; empty where nothing can be said.
const (
	ClearlyUp   Verdict = "clearly_up"
	PerhapsUp   Verdict = "perhaps_up"
	NoClear     Verdict = "no_clear"
	PerhapsDown Verdict = "perhaps_down"
	ClearlyDown Verdict = "clearly_down"
	Unknown     Verdict = ""
)

// Bounds of verdicts.
const (
	perhapsFrom = 0.8  // probability of a direction worth naming
	leastChange = 0.01 // of the scale: nobody should cheer at less
)

// Change is how one score moved, overall or of a dimension. Low and High bound
// the change, on the model's scale; both are nil where nothing is predicted.
type Change struct {
	Dimension     string // empty for overall
	Before, After Standing
	Low, High     *float64
	Rose          float64 // probability that it rose, half of "stayed" included
	Verdict       Verdict
}

// ItemChange is an item answered in both rounds, differently.
type ItemChange struct{ Before, After Reading }

// Up reports whether the practice went up its scale.
func (c ItemChange) Up() bool { return c.After.Category > c.Before.Category }

// MarkedMeasure is a measure that the firm did or began between two rounds,
// with the dimensions it lifts.
type MarkedMeasure struct {
	Measure    *Measure
	Mark       Mark
	Dimensions []string
}

// Cheer is what to celebrate first; one of its fields says what, and none that
// the firm came back.
type Cheer struct {
	Level     int // overall, newly reached
	Dimension string
	Measure   *Measure
	Item      *Item
}

// Side is one round's result as a comparison shows it.
type Side struct {
	Round         Round
	Questionnaire *Questionnaire
	Model         *Model
	Result        Result
	Evidence      Evidence
}

// Changes is what moved from one round of a firm to a later one. With an
// Obstacle there are only the two sides, and the measures.
type Changes struct {
	Before, After Side
	Parameters    int // version that both are computed with
	Obstacle      Obstacle
	Overall       Change
	Dimensions    []Change     // in the order of the model
	Items         []ItemChange // those that moved most first
	Measures      []MarkedMeasure
	Cheer         Cheer
}

// mostItems is how many items a comparison names.
const mostItems = 8

// Compare says what moved between two rounds. Both are computed from their own
// answers alone, with the instrument of the later one, so the parameters are
// the same; neither is a prior of the other.
//
// What is compared is the score that answering everything would give. Given its
// answers each round has a predictive distribution of it, S₁ and S₂ (exact by
// Lord and Wingersky's recursion in a dimension, beta by its moments overall).
// The change is D = S₂ − S₁ with the errors of the two taken as independent, so
// its distribution is their convolution
//
//	P(D = x) = Σ_s P(S₁ = s) · P(S₂ = s + x)
//
// and the interval runs between its quantiles. Independence errs on the wide
// side: both predictions lean towards what firms usually answer, and what was
// asked in neither round is the same practice of the same firm, so the errors
// have the same sign more often than not, and
// Var(D) = Var(S₁) + Var(S₂) − 2·Cov is smaller than the sum that is used.
//
// The interval of overall holds with 90 %. Those of the dimensions hold
// jointly: each has the level 0.9^(1/k), k being how many of them are not known
// exactly, so that with at least 90 % all of them hold at once (Šidák 1967:
// true for normal errors whatever their correlation). Whoever picks the
// dimension that rose most from eight so still reads an honest "clearly". Where
// everything was answered in both rounds the change is known and the interval
// is a point.
//
// Rounds are compared over other versions only where all that is measured is
// the same: each item's kind, wording, options, bands and condition, and the
// model's rules, weights, gates and cuts.
func Compare(before, after Turn) *Changes {
	c := &Changes{Before: sideOf(before), After: sideOf(after), Measures: markedBetween(before)}
	if c.Obstacle = obstacle(before.Case, after.Case); c.Obstacle == "" {
		earlier := after.Case
		earlier.Profile, earlier.Responses, earlier.Lifted = before.Profile, before.Responses, before.Lifted
		earlier.Evidence, earlier.Added = before.Evidence, before.Added
		c.compare(before.Round, earlier, after.Case)
	}
	if c.Obstacle == "" {
		c.Cheer = c.cheer()
	}
	return c
}

func sideOf(t Turn) Side {
	readings := t.Readings()
	result := t.Instrument.Estimate(readings).Expect(t.Case.Model, t.Case.Model.Score(readings))
	return Side{Round: t.Round, Questionnaire: t.Case.Questionnaire, Model: t.Case.Model, Result: result, Evidence: t.Judge(readings)}
}

// compare fills in what differs between two cases of the same content.
func (c *Changes) compare(round Round, before, after Case) {
	c.Before = sideOf(Turn{round, before})
	if c.Before.Result.Overall.Score == nil || c.After.Result.Overall.Score == nil {
		c.Obstacle = NoScore
		return
	}
	was, is := before.Readings(), after.Readings()
	then, now := after.Instrument.outlook(was), after.Instrument.outlook(is)
	c.Parameters = after.Instrument.Version()
	c.Overall = Change{Before: c.Before.Result.Overall, After: c.After.Result.Overall}
	c.Overall.bound(then.overall, now.overall, after.Model.Scale, jointLevel)
	level := then.jointLevel(now)
	for i, d := range c.After.Result.Dimensions {
		change := Change{Dimension: d.ID, Before: c.Before.Result.Dimensions[i].Standing, After: d.Standing}
		if i < len(then.dimensions) {
			change.bound(then.dimensions[i], now.dimensions[i], after.Model.Scale, level)
		}
		c.Dimensions = append(c.Dimensions, change)
	}
	c.Items = movedItems(was, is)
}

// bound sets the interval of a change at a level, and the verdict.
func (c *Change) bound(before, after spread, scale, level float64) {
	if len(before) == 0 || len(after) == 0 || scale <= 0 {
		return
	}
	d := difference(before, after, scale)
	low, high := d.quantile((1-level)/2), d.quantile((1+level)/2)
	c.Low, c.High, c.Rose = &low, &high, d.above(0)
	mean := d.mean()
	switch {
	case math.Abs(mean) < leastChange*scale:
		c.Verdict = NoClear
	case low > 0:
		c.Verdict = ClearlyUp
	case high < 0:
		c.Verdict = ClearlyDown
	case c.Rose >= perhapsFrom:
		c.Verdict = PerhapsUp
	case c.Rose <= 1-perhapsFrom:
		c.Verdict = PerhapsDown
	default:
		c.Verdict = NoClear
	}
}

// movedItems lists the core items answered in both rounds that moved, by what
// the move weighs in its dimension.
func movedItems(was, is Readings) []ItemChange {
	var all []ItemChange
	before := was.index()
	for _, now := range is {
		then := before[now.Item.ID]
		if now.Item.Core() && then != nil && then.State == Answered && now.State == Answered && then.Category != now.Category {
			all = append(all, ItemChange{Before: *then, After: now})
		}
	}
	size := func(c ItemChange) float64 {
		return float64(c.After.Item.Weight) * math.Abs(c.After.Share()-c.Before.Share())
	}
	slices.SortStableFunc(all, func(a, b ItemChange) int { return cmp.Compare(size(b), size(a)) })
	return all[:min(mostItems, len(all))]
}

// markedBetween lists what the firm did or began after the round was begun,
// done measures first, each by date.
func markedBetween(t Turn) []MarkedMeasure {
	var all []MarkedMeasure
	for _, k := range t.Marks {
		m := t.Case.Questionnaire.Measure(k.Measure)
		if m == nil || k.State != MarkDone && (k.State != MarkStarted || k.At.Before(t.Created)) {
			continue
		}
		marked := MarkedMeasure{Measure: m, Mark: k}
		for _, l := range m.Lifts {
			if it := t.Case.Questionnaire.Item(l.Item); it != nil && !slices.Contains(marked.Dimensions, it.Dimension) {
				marked.Dimensions = append(marked.Dimensions, it.Dimension)
			}
		}
		all = append(all, marked)
	}
	slices.SortStableFunc(all, func(a, b MarkedMeasure) int {
		return cmp.Or(-compareBool(a.Mark.State == MarkDone, b.Mark.State == MarkDone), a.Mark.At.Compare(b.Mark.At))
	})
	return all
}

// cheer finds what to celebrate first: a level reached, the area that clearly
// rose most, a practice that rose with a measure that was done, the practice
// that rose most, a measure that was done.
func (c *Changes) cheer() Cheer {
	if c.Overall.Verdict == ClearlyUp && c.Overall.After.Level > c.Overall.Before.Level {
		return Cheer{Level: c.Overall.After.Level}
	}
	best, most := "", 0.0
	for _, d := range c.Dimensions {
		if d.Verdict == ClearlyUp && *d.Low+*d.High > most {
			best, most = d.Dimension, *d.Low+*d.High
		}
	}
	if best != "" {
		return Cheer{Dimension: best}
	}
	var first Cheer
	for _, m := range c.Measures {
		if m.Mark.State != MarkDone {
			continue
		}
		if first.Measure == nil {
			first.Measure = m.Measure
		}
		if i := slices.IndexFunc(c.Items, func(x ItemChange) bool { return x.Up() && m.Measure.lifts(x.After.Item.ID) }); i >= 0 {
			return Cheer{Measure: m.Measure, Item: c.Items[i].After.Item}
		}
	}
	if i := slices.IndexFunc(c.Items, ItemChange.Up); i >= 0 {
		return Cheer{Item: c.Items[i].After.Item}
	}
	return first
}

// obstacle says why the content of two cases is not the same measure; empty
// when it is.
func obstacle(before, after Case) Obstacle {
	was, is := before.Questionnaire, after.Questionnaire
	if was != is && (was.ID != is.ID || !sameItems(was, is)) {
		return OtherItems
	}
	if before.Model != after.Model && !before.Model.sameMeasure(after.Model) {
		return OtherModel
	}
	return ""
}

func sameItems(a, b *Questionnaire) bool {
	if len(a.Dimensions) != len(b.Dimensions) {
		return false
	}
	for i := range a.Dimensions {
		if a.Dimensions[i].ID != b.Dimensions[i].ID || !slices.EqualFunc(a.Dimensions[i].Items, b.Dimensions[i].Items, SameItem) {
			return false
		}
	}
	return true
}

// SameItem reports whether two versions of an item ask the same of the same
// firms, in the same words, and give the same answers the same places.
func SameItem(a, b Item) bool {
	type asked struct {
		ID, Dimension       string
		Kind                ItemKind
		Text, Help, Unit    Text
		Options             []Option
		Bands               []int
		Min, Max, Weight    int
		AskIf               string
		ImpliedZero, IsCore bool
	}
	of := func(it Item) string {
		data, err := json.Marshal(asked{it.ID, it.Dimension, it.Kind, it.Text, it.Help, it.Unit, it.Options, it.Bands,
			it.Min, it.Max, it.Weight, it.AskIf.Source(), it.ImpliedZero, it.Core()})
		if err != nil { // no such text: unequal to itself too
			return ""
		}
		return string(data)
	}
	one := of(a)
	return one != "" && one == of(b)
}

// sameMeasure reports whether two versions of a model make the same scores and
// levels of the same answers.
func (m *Model) sameMeasure(o *Model) bool {
	bare := func(m *Model) Model {
		b := Model{ID: m.ID, Rule: m.Rule, Scale: m.Scale, Cuts: m.Cuts, Floor: m.Floor, Absent: m.Absent}
		for _, d := range m.Dimensions {
			d.Title, d.Levels = Text{}, nil
			b.Dimensions = append(b.Dimensions, d)
		}
		return b
	}
	return reflect.DeepEqual(bare(m), bare(o))
}
