package assessment

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Bounds of what colleagues do.
const (
	MaxSheets = 20                  // of one assessment
	MaxLabel  = 60                  // runes of what a colleague types about who answers
	Invited   = 60 * 24 * time.Hour // how long an invitation opens after it was made
)

// ReasonColleague is why an item is on a colleague's sheet: everybody in the
// firm gets the same, so that answers can be compared.
const ReasonColleague ReasonKind = "colleague"

// InviteKey is a way to a new sheet beside an assessment, for everybody who
// has it. It opens nothing of the assessment itself.
const InviteKey KeyKind = "invite"

// LentKey is a link to a colleague's sheet that the owner made, for a colleague
// who lost theirs.
const LentKey KeyKind = "lent"

// Merge is an answer of the owner's that was taken from what several people
// said, once the owner confirmed it.
type Merge struct {
	Item   string
	Former Response // the owner's own answer; empty when there was none
	Merged Response
	People int // whose answers were merged, the owner among them
	At     time.Time
}

// Merged returns the merge that an item's present answer comes from; false when
// it is the owner's own, or changed since.
func (a *Assessment) Merged(item string, merges []Merge) (Merge, bool) {
	for _, m := range merges {
		if now, ok := a.Responses[item]; ok && m.Item == item && now.Same(m.Merged) {
			return m, true
		}
	}
	return Merge{}, false
}

// ColleagueTx keeps what several people of one firm do together.
type ColleagueTx interface {
	// Sheets returns the ids of the sheets that belong to an assessment, in the
	// order they were begun.
	Sheets(host string) ([]string, error)
	// AnswersClosed is when the owner closed what colleagues answer, the zero
	// time while it is open.
	AnswersClosed(id string) (time.Time, error)
	// CloseAnswers sets that time, the zero time to open again; NotFound when
	// there is no such assessment.
	CloseAnswers(id string, at time.Time) error
	// Merges returns what was merged into the owner's answers, by item.
	Merges(id string) ([]Merge, error)
	// SaveMerge keeps a merge in place of an earlier one of the same item;
	// NotFound when there is no such assessment.
	SaveMerge(id string, m Merge) error
}

// SheetItems lists what a colleague is asked: every item of the owner's path
// that has an answer, "don't know" and "not relevant" among them, or is sure to
// be asked of the owner yet. Sections come as the questionnaire has them, each
// from its gate, so that a sheet reads well whatever order the owner met.
//
// All are asked of all colleagues whatever they answer themselves. Routing each
// by own answers would leave nothing to compare just where people see the firm
// differently: of the tool that one says is there and another says is not.
func (in *Instrument) SheetItems(a *Assessment) []string {
	var all []*Item
	question, _, more := in.Look(a)
	for _, r := range in.q.Read(a.Profile, a.Responses) {
		sure := more && (r.Item == question.Item || r.Item.anchor())
		if r.Askable && a.Shows(r.Item) && (r.State != NotAsked || sure) {
			all = append(all, r.Item)
		}
	}
	section := func(it *Item) int {
		if !it.Core() {
			return len(in.q.Dimensions)
		}
		return slices.IndexFunc(in.q.Dimensions, func(d Dimension) bool { return d.ID == it.Dimension })
	}
	slices.SortStableFunc(all, func(x, y *Item) int {
		return cmp.Or(cmp.Compare(section(x), section(y)), -compareBool(x.Gate, y.Gate))
	})
	var ids []string
	for _, it := range all {
		ids = append(ids, it.ID)
	}
	return ids
}

// sheet returns the items that a sheet asks, in their order.
func (in *Instrument) sheet(a *Assessment) []*Item {
	var all []*Item
	for _, id := range a.First {
		if it := in.q.Item(id); it != nil {
			all = append(all, it)
		}
	}
	return all
}

// lookSheet is Look for a colleague's sheet: the first item without an answer.
func (in *Instrument) lookSheet(a *Assessment) (question Question, p Progress, more bool) {
	items := in.sheet(a)
	for _, it := range items {
		if r, given := a.Responses[it.ID]; given && it.Check(r) == nil {
			p.Asked++
		} else if question.Item == nil {
			question = Question{Item: it, Reason: Reason{Kind: ReasonColleague}}
		}
	}
	left := len(items) - p.Asked
	p.Low, p.Usual, p.High = left, left, left
	if p.share = 1; len(items) > 0 {
		p.share = float64(p.Asked) / float64(len(items))
	}
	question.Low, question.High = left, left
	return question, p, question.Item != nil
}

// SheetReadings reads the answers of a sheet, each as it was given: no item of
// a sheet hangs on another.
func (q *Questionnaire) SheetReadings(a *Assessment) Readings {
	var all Readings
	for _, id := range a.First {
		it := q.Item(id)
		if it == nil {
			continue
		}
		r := Reading{Item: it, State: NotAsked, Askable: true}
		if given, ok := a.Responses[id]; ok && it.Check(given) == nil {
			r.Response, r.State = given, given.State
			if r.State == "" {
				r.State, r.Category = Answered, it.category(given)
			}
		}
		all = append(all, r)
	}
	return all
}

// How fast people read plain text and tick an answer.
const (
	wordsPerMinute   = 230.0
	secondsPerAnswer = 3.0
	adoptionWords    = 18 // of the six steps
)

// Minutes is how long the items take to read and answer, rounded up.
func (q *Questionnaire) Minutes(items []string) int {
	minutes := 0.0
	for _, id := range items {
		it := q.Item(id)
		if it == nil {
			continue
		}
		words := len(strings.Fields(it.Text.English))
		for _, o := range it.Options {
			words += len(strings.Fields(o.Text.English))
		}
		if it.Kind == Adoption {
			words += adoptionWords
		}
		minutes += float64(words)/wordsPerMinute + secondsPerAnswer/60
	}
	return int(math.Ceil(minutes))
}

// CheckLabel reports why a label cannot be that of a sheet, nil if it can.
func CheckLabel(label string) error {
	if len([]rune(label)) > MaxLabel {
		return InvalidField("label", "field.too_long", map[string]any{"High": MaxLabel})
	}
	return nil
}
