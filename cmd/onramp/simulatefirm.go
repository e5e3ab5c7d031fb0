package main

import (
	"fmt"
	"math/rand/v2"

	"onramp/assessment"
)

// respondent is a firm with what it would answer to every question, those that
// routing leaves out included.
type respondent struct {
	profile   assessment.Profile
	responses map[string]assessment.Response
}

// sizes are the size classes, as often as they are drawn: small firms are what
// Onramp is for.
var sizes = []struct {
	share     float64
	low, high int // persons employed
}{{0.55, 1, 9}, {0.3, 10, 49}, {0.13, 50, 249}, {0.02, 250, 500}}

// maxGoals is how many goals a firm names at most.
const maxGoals = 3

func (s *subject) draw(t *population, rng *rand.Rand) (respondent, error) {
	f := respondent{profile: drawProfile(s.questionnaire, rng), responses: make(map[string]assessment.Response, len(s.items))}
	for i, x := range t.categories(rng) {
		r, err := responseIn(s.items[i], x, rng)
		if err != nil {
			return f, err
		}
		f.responses[s.items[i].ID] = r
	}
	return f, nil
}

// drawProfile draws country, sector and number of goals alike.
func drawProfile(q *assessment.Questionnaire, rng *rand.Rand) assessment.Profile {
	countries := assessment.Countries()
	p := assessment.Profile{Country: countries[rng.IntN(len(countries))]}
	u := rng.Float64()
	for _, size := range sizes {
		p.Employees = size.low + rng.IntN(size.high-size.low+1)
		if u -= size.share; u < 0 {
			break
		}
	}
	if len(q.Sectors) > 0 {
		p.Sector = q.Sectors[rng.IntN(len(q.Sectors))].ID
	}
	named := rng.IntN(min(maxGoals, len(q.Goals)) + 1)
	for _, g := range rng.Perm(len(q.Goals))[:named] {
		p.Goals = append(p.Goals, q.Goals[g].ID)
	}
	return p
}

// responseIn is a response that falls into the category, an error if there is
// none such.
func responseIn(it *assessment.Item, category int, rng *rand.Rand) (assessment.Response, error) {
	low, high := it.Range()
	switch it.Kind {
	case assessment.Checklist:
		return ticksIn(it, category, rng)
	case assessment.Number:
		if category > 0 {
			low = it.Bands[category-1]
		}
		if category < len(it.Bands) {
			high = it.Bands[category] - 1
		}
		if low > high {
			return assessment.Response{}, fmt.Errorf("item %s: no number falls into category %d", it.ID, category)
		}
		return assessment.ValueResponse(low + rng.IntN(high-low+1)), nil
	default:
		return assessment.ValueResponse(category), nil
	}
}

// maxTries is how many orders of a checklist's options are tried.
const maxTries = 1000

// ticksIn ticks options in a drawn order until their weights reach the band,
// passing over those that would leave it.
func ticksIn(it *assessment.Item, category int, rng *rand.Rand) (assessment.Response, error) {
	for range maxTries {
		var ticks []string
		sum := 0
		for _, o := range rng.Perm(len(it.Options)) {
			reached := category == 0 || sum >= it.Bands[category-1]
			beyond := category < len(it.Bands) && sum+it.Options[o].Weight >= it.Bands[category]
			if !reached && !beyond {
				ticks, sum = append(ticks, it.Options[o].ID), sum+it.Options[o].Weight
			}
		}
		if category == 0 || sum >= it.Bands[category-1] {
			return assessment.OptionsResponse(ticks...), nil
		}
	}
	return assessment.Response{}, fmt.Errorf("item %s: no ticks fall into category %d", it.ID, category)
}
