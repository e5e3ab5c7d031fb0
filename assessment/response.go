package assessment

import (
	"encoding/json"
	"slices"
)

// State says what is known about an item. The four empty states are kept
// apart everywhere, because they mean different things to a score.
type State string

// The states of an item.
const (
	Answered    State = "answered"
	ImpliedZero State = "implied_zero" // an earlier answer makes it logically zero: scores 0
	NotRelevant State = "not_relevant" // does not apply to this firm: leaves the score
	DontKnow    State = "dont_know"    // the person cannot tell: leaves the score, lowers coverage
	NotAsked    State = "not_asked"    // leaves the score, lowers coverage
)

// Response is what a person said to one item: a value (the category of an
// ordered, adoption or yes_no item; the number of a number item), ticked
// options of a checklist, or one of the two states a person can choose,
// DontKnow and NotRelevant. Exactly one of the three is set.
type Response struct {
	Value   *int
	Options []string // nil: not a checklist answer; empty: none of the options
	State   State
}

// Value makes the response to an ordered, adoption, yes_no or number item.
func ValueResponse(v int) Response { return Response{Value: &v} }

// OptionsResponse makes the response to a checklist.
func OptionsResponse(ids ...string) Response {
	return Response{Options: append([]string{}, ids...)}
}

// StateResponse makes the response DontKnow or NotRelevant.
func StateResponse(s State) Response { return Response{State: s} }

type responseJSON struct {
	Value   *int      `json:"value,omitempty"`
	Options *[]string `json:"options,omitempty"`
	State   State     `json:"state,omitempty"`
}

// MarshalJSON writes {"value":2}, {"options":["a"]} or {"state":"dont_know"}.
func (r Response) MarshalJSON() ([]byte, error) {
	j := responseJSON{Value: r.Value, State: r.State}
	if r.Options != nil {
		j.Options = &r.Options
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes; a key it does not know is an
// error.
func (r *Response) UnmarshalJSON(data []byte) error {
	var j responseJSON
	if err := strictJSON(data, &j); err != nil {
		return err
	}
	*r = Response{Value: j.Value, State: j.State}
	if j.Options != nil {
		r.Options = append([]string{}, *j.Options...)
	}
	return nil
}

// Check reports why r cannot be a response to the item, nil if it can. The
// field of the error is "value", "options", "state" or, for a response of no
// or several forms, empty.
func (it *Item) Check(r Response) *FieldError {
	forms := 0
	for _, set := range []bool{r.Value != nil, r.Options != nil, r.State != ""} {
		if set {
			forms++
		}
	}
	switch {
	case forms != 1:
		return &FieldError{Key: "field.one_answer"}
	case r.State != "":
		if r.State != DontKnow && r.State != NotRelevant {
			return &FieldError{Field: "state", Key: "field.state", Args: map[string]any{"Value": string(r.State)}}
		}
	case r.Options != nil:
		return it.checkOptions(r.Options)
	default:
		return it.checkValue(*r.Value)
	}
	return nil
}

func (it *Item) checkOptions(ids []string) *FieldError {
	if it.Kind != Checklist {
		return &FieldError{Field: "options", Key: "field.not_checklist"}
	}
	for i, id := range ids {
		if it.Option(id) == nil {
			return &FieldError{Field: "options", Key: "field.option", Args: map[string]any{"Value": id}}
		}
		if slices.Contains(ids[:i], id) {
			return &FieldError{Field: "options", Key: "field.twice", Args: map[string]any{"Value": id}}
		}
	}
	return nil
}

func (it *Item) checkValue(v int) *FieldError {
	if it.Kind == Checklist {
		return &FieldError{Field: "value", Key: "field.needs_options"}
	}
	low, high := it.Range()
	if v < low || v > high {
		return &FieldError{Field: "value", Key: "field.range", Args: map[string]any{"Low": low, "High": high}}
	}
	return nil
}

// Range is the smallest and largest value a response may have; 0 and 0 for a
// checklist.
func (it *Item) Range() (low, high int) {
	switch it.Kind {
	case Number:
		return it.Min, it.Max
	case Checklist:
		return 0, 0
	default:
		return 0, it.Categories() - 1
	}
}

// category places a response that Check accepts on the item's scale,
// 0 to Categories()-1. For checklists the weights of the ticks are summed
// first; sums and numbers fall into bands.
func (it *Item) category(r Response) int {
	switch it.Kind {
	case Checklist:
		sum := 0
		for _, id := range r.Options {
			if o := it.Option(id); o != nil {
				sum += o.Weight
			}
		}
		return band(it.Bands, sum)
	case Number:
		if r.Value != nil {
			return band(it.Bands, *r.Value)
		}
	default:
		if r.Value != nil {
			return min(max(*r.Value, 0), it.Categories()-1)
		}
	}
	return 0
}

// band counts the lower bounds that v reaches.
func band(lower []int, v int) int {
	n := 0
	for _, b := range lower {
		if v >= b {
			n++
		}
	}
	return n
}

// Mark is a short fingerprint of a response, for noticing that it changed
// since a page showed it; empty for no response.
func (r Response) Mark() string {
	if r.Value == nil && r.Options == nil && r.State == "" {
		return ""
	}
	data, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	return mark(data)
}

// Same reports whether two responses say the same; the order of ticks does not
// matter.
func (r Response) Same(o Response) bool {
	return r.sorted().Mark() == o.sorted().Mark()
}

func (r Response) sorted() Response {
	if r.Options != nil {
		r.Options = append([]string{}, r.Options...)
		slices.Sort(r.Options)
	}
	return r
}
