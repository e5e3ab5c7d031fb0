package irt

import "fmt"

// What an entry of the responses can be beside a category 0, 1, ….
const (
	Unasked  = -1 // open: predicted, and may be asked
	Excluded = -2 // does not apply: neither evidence nor part of the score
)

// Fixed is the entry of an item whose category is known by rule: it counts in
// the score and says nothing about the trait. Category is from 0.
func Fixed(category int) int { return -3 - category }

// evidence is the answered category, false if the entry is no answer.
func evidence(response int) (category int, ok bool) { return response, response >= 0 }

// known is the category that counts in the score, false if there is none.
func known(response int) (category int, ok bool) {
	if response <= -3 {
		return -3 - response, true
	}
	return response, response >= 0
}

// check says whether the responses fit the bank: one entry an item, categories
// in range.
func (e *Engine) check(responses []int) error {
	if len(responses) != len(e.items) {
		return fmt.Errorf("irt: %d responses for %d items", len(responses), len(e.items))
	}
	for i, r := range responses {
		if x, ok := known(r); ok && (x < 0 || x > len(e.items[i].B)) {
			return fmt.Errorf("irt: item %d has no category %d; its categories are 0 to %d", i, x, len(e.items[i].B))
		}
	}
	return nil
}
