package assessment

import (
	"cmp"
	"slices"
	"time"
)

// MarkState is what a firm says about a measure of its roadmap.
type MarkState string

// The states of a mark.
const (
	MarkDone    MarkState = "done"
	MarkStarted MarkState = "started"
	MarkDropped MarkState = "not_for_us"
)

// MarkStates lists them in the order they are offered.
var MarkStates = []MarkState{MarkStarted, MarkDone, MarkDropped}

// Mark is what a firm said about a measure, and when.
type Mark struct {
	Measure string    `json:"measure"`
	State   MarkState `json:"state"`
	At      time.Time `json:"at"`
}

// marked returns the measures of the questionnaire with the state, the earliest
// first; marks on measures it does not have are passed over.
func (c *Case) marked(state MarkState) []Marked {
	var all []Marked
	for _, mark := range c.Marks {
		if m := c.Questionnaire.Measure(mark.Measure); m != nil && mark.State == state {
			all = append(all, Marked{Measure: m, At: mark.At})
		}
	}
	slices.SortStableFunc(all, func(a, b Marked) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Measure.ID, b.Measure.ID))
	})
	return all
}

// left is how many weeks of a measure begun on the day at remain on the day on,
// at least one: what takes longer than planned is still under way.
func (m *Measure) left(at, on time.Time) int {
	elapsed := int(on.Sub(at) / (7 * 24 * time.Hour))
	return max(m.Weeks-max(elapsed, 0), 1)
}

// MarkTx keeps what firms say about measures.
type MarkTx interface{}
