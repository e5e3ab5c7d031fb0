package assessment

import (
	"cmp"
	"slices"
	"strings"
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
	At      time.Time `json:"at,omitzero"` // of a file that does not say: zero
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
type MarkTx interface {
	// SaveMark writes a mark, replacing an earlier one on the same measure;
	// NotFound when there is no such assessment.
	SaveMark(id string, m Mark) error
	// DeleteMark takes a mark back; no error when there is none.
	DeleteMark(id, measure string) error
}

// Marked returns what the firm said about a measure; ok is false when it said
// nothing.
func (a *Assessment) Marked(measure string) (m Mark, ok bool) {
	i, ok := a.markAt(measure)
	if ok {
		m = a.Marks[i]
	}
	return m, ok
}

// Mark records what the firm says about a measure, instead of what it said
// before.
func (a *Assessment) Mark(m Mark) {
	i, ok := a.markAt(m.Measure)
	marks := slices.Clone(a.Marks) // others may hold the list
	if ok {
		marks[i] = m
	} else {
		marks = slices.Insert(marks, i, m)
	}
	a.Marks = marks
}

// Unmark takes back what the firm said about a measure.
func (a *Assessment) Unmark(measure string) {
	if i, ok := a.markAt(measure); ok {
		a.Marks = slices.Delete(slices.Clone(a.Marks), i, i+1)
	}
}

// markAt finds the mark of a measure, or the place where it belongs.
func (a *Assessment) markAt(measure string) (int, bool) {
	return slices.BinarySearchFunc(a.Marks, measure, func(m Mark, id string) int { return strings.Compare(m.Measure, id) })
}

// Years that a mark can be of.
const (
	firstMarked = 2000
	lastMarked  = 2999
)

// CheckMark reports every field of a mark that does not fit the questionnaire:
// unknown measure or state, or a date out of reason. A zero date is fine.
func (q *Questionnaire) CheckMark(m Mark) []FieldError {
	var bad []FieldError
	if q.Measure(m.Measure) == nil {
		bad = append(bad, FieldError{Field: "measure", Key: "field.measure", Args: map[string]any{"Value": m.Measure}})
	}
	if !slices.Contains(MarkStates, m.State) {
		bad = append(bad, FieldError{Field: "state", Key: "field.mark", Args: map[string]any{"Value": string(m.State)}})
	}
	if year := m.At.UTC().Year(); !m.At.IsZero() && (year < firstMarked || year > lastMarked) {
		bad = append(bad, badMoment("at", m.At.Format(time.RFC3339)))
	}
	return bad
}

func badMoment(field, value string) FieldError {
	return FieldError{Field: field, Key: "field.moment", Args: map[string]any{"Value": value}}
}

// checkMarks reports what is wrong with the marks of a portable file.
func (q *Questionnaire) checkMarks(marks []Mark) []FieldError {
	var bad []FieldError
	seen := map[string]bool{}
	for i, m := range marks {
		place := markPlace(i)
		for _, f := range q.CheckMark(m) {
			f.Field = place + "." + f.Field
			bad = append(bad, f)
		}
		if seen[m.Measure] {
			bad = append(bad, FieldError{Field: place + ".measure", Key: "field.twice", Args: map[string]any{"Value": m.Measure}})
		}
		seen[m.Measure] = true
	}
	return bad
}

// Dated returns the file's marks by measure; those that do not say when are of
// the moment at.
func (p *Portable) Dated(at time.Time) []Mark {
	var a Assessment
	for _, m := range p.Marks {
		if m.At.IsZero() {
			m.At = at
		}
		a.Mark(m)
	}
	return a.Marks
}
