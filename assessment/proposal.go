package assessment

import "slices"

// Propose merges what several people said to an item into one response; false
// when none of them said anything. Values come first: whoever cannot tell takes
// nothing from those who can, and an item is not relevant only when more people
// say so than give a value. Of ordered answers and numbers it takes the median,
// of two in the middle the lower one, so that nobody is flattered; of a
// checklist the ticks that more than half of those who filled it in have set.
func Propose(it *Item, responses []Response) (Response, bool) {
	var values []int
	var lists [][]string
	states := map[State]int{}
	for _, r := range responses {
		switch {
		case it.Check(r) != nil:
		case r.State != "":
			states[r.State]++
		case r.Options != nil:
			lists = append(lists, r.Options)
		default:
			values = append(values, *r.Value)
		}
	}
	switch known := len(values) + len(lists); {
	case states[NotRelevant] > known:
		return StateResponse(NotRelevant), true
	case len(lists) > 0:
		return OptionsResponse(majority(it, lists)...), true
	case len(values) > 0:
		slices.Sort(values)
		return ValueResponse(values[(len(values)-1)/2]), true
	case states[DontKnow] > 0:
		return StateResponse(DontKnow), true
	}
	return Response{}, false
}

// majority returns the options that more than half of the lists hold, in the
// item's order.
func majority(it *Item, lists [][]string) []string {
	var kept []string
	for _, o := range it.Options {
		n := 0
		for _, l := range lists {
			if slices.Contains(l, o.ID) {
				n++
			}
		}
		if 2*n > len(lists) {
			kept = append(kept, o.ID)
		}
	}
	return kept
}
