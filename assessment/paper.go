package assessment

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// paperShare is the part of a depth's bound that a printed form asks beside gates
// and musts: an interview stops asking long before its bound, and a form nobody
// fills in helps nobody.
const paperShare = 3

// Paper returns the items of a form to print for a depth: paper cannot choose
// the next question, so it asks what any firm is asked, the gate and the musts
// of each section and its weightiest items. A question that hangs on another
// comes only with that one, and is left empty where it does not apply.
func (q *Questionnaire) Paper(depth Depth) []*Item {
	rule := q.Rule(depth)
	on := map[string]bool{}
	for d := range q.Dimensions {
		var rest []*Item
		for i := range q.Dimensions[d].Items {
			it := &q.Dimensions[d].Items[i]
			switch {
			case !it.Core():
			case it.anchor() || rule.Confidence == 0:
				on[it.ID] = true
			default:
				rest = append(rest, it)
			}
		}
		slices.SortStableFunc(rest, func(a, b *Item) int { return cmp.Compare(b.Weight, a.Weight) })
		for _, it := range rest[:min(len(rest), (rule.PerDimension+paperShare-1)/paperShare)] {
			on[it.ID] = true
		}
	}
	var all []*Item
	for _, it := range q.Items() {
		waits := slices.ContainsFunc(it.AskIf.Items(), func(id string) bool { return !on[id] })
		if on[it.ID] && !waits {
			all = append(all, it)
		} else {
			delete(on, it.ID)
		}
	}
	return all
}

// What a facilitator types beside the number of an answer.
const (
	TypedNotRelevant = "-"
	TypedDontKnow    = "?"
)

// ReadTyped reads the answer to an item as a facilitator types it from paper:
// the number of the answer, from 1; the numbers of all ticks of a checklist, 0
// for none; of a number the number itself; or one of the signs above. Nothing
// typed is no answer (false).
func (it *Item) ReadTyped(typed string) (r Response, given bool, wrong *FieldError) {
	typed = strings.TrimSpace(typed)
	refused := &FieldError{Field: it.ID, Key: "field.paper_answer", Args: map[string]any{"High": it.typedHigh(), "Value": typed}}
	switch typed {
	case "":
		return r, false, nil
	case TypedNotRelevant:
		return StateResponse(NotRelevant), true, nil
	case TypedDontKnow:
		return StateResponse(DontKnow), true, nil
	}
	if it.Kind == Checklist {
		ticks, ok := it.typedTicks(typed)
		if !ok {
			return r, false, refused
		}
		return OptionsResponse(ticks...), true, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		return r, false, refused
	}
	if it.Kind != Number {
		n--
	}
	r = ValueResponse(n)
	if it.Check(r) != nil {
		return Response{}, false, refused
	}
	return r, true, nil
}

// typedHigh is the highest number that can be typed.
func (it *Item) typedHigh() int {
	switch it.Kind {
	case Checklist:
		return len(it.Options)
	case Number:
		return it.Max
	}
	return it.Categories()
}

// typedTicks reads the numbers of ticks: 1 3, 1,3 or, with single digits, 13.
func (it *Item) typedTicks(typed string) ([]string, bool) {
	parts := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '+' })
	if len(parts) == 1 && len(it.Options) < 10 {
		parts = strings.Split(parts[0], "")
	}
	if len(parts) == 1 && parts[0] == "0" {
		return nil, true
	}
	var ticks []string
	for _, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > len(it.Options) || slices.Contains(ticks, it.Options[n-1].ID) {
			return nil, false
		}
		ticks = append(ticks, it.Options[n-1].ID)
	}
	return ticks, len(ticks) > 0
}
