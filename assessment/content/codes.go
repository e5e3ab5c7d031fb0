package content

import (
	"slices"
	"strings"

	"onramp/assessment"
)

// text makes a wording with its key; nothing said stays nothing.
func text(english string, key ...string) assessment.Text {
	if english == "" {
		return assessment.Text{}
	}
	return assessment.Text{Key: strings.Join(key, "."), English: english}
}

// value is a number that may not have been given.
func value[N int | float64](n *N) N {
	if n == nil {
		return 0
	}
	return *n
}

// known reports the values at the place that are not among the codes, and
// those given twice.
func (p place) known(what string, values, codes []string) {
	for i, v := range values {
		switch at := p.nth(i); {
		case v == "" && p.src.told(at): // of the wrong type
		case v == "":
			at.say("%s is empty: name one or take it out", what)
		case !slices.Contains(codes, v):
			at.say("%s %q is unknown: use %s", what, clip(v), list(distinct(codes)))
		case slices.Contains(values[:i], v):
			at.say("%s %s is given twice: keep one", what, v)
		}
	}
}

// knownOne is known for a single value; a missing one was reported already.
func (p place) knownOne(what, value string, codes []string) {
	if value != "" && !slices.Contains(codes, value) {
		p.say("%s %q is unknown: use %s", what, clip(value), list(distinct(codes)))
	}
}

// distinct returns each word once, in order of first appearance, without
// those that are missing.
func distinct(words []string) []string {
	var once []string
	for _, w := range words {
		if w != "" && !slices.Contains(once, w) {
			once = append(once, w)
		}
	}
	return once
}

// unique reports ids of the list at the place that are given twice.
func (p place) unique(ids []string) {
	for i, id := range ids {
		if first := slices.Index(ids, id); id != "" && first < i {
			p.nth(i).in("id").say("id %s is used on line %d already: give each its own", id, p.nth(first).in("id").line())
		}
	}
}

// ids takes the id of each element.
func ids[T any](all []T, id func(*T) string) []string {
	out := make([]string, len(all))
	for i := range all {
		out[i] = id(&all[i])
	}
	return out
}

func choiceID(c *assessment.Choice) string { return c.ID }

func goalIDs(q *assessment.Questionnaire) []string   { return ids(q.Goals, choiceID) }
func sectorIDs(q *assessment.Questionnaire) []string { return ids(q.Sectors, choiceID) }
func topicIDs(q *assessment.Questionnaire) []string  { return ids(q.Topics, choiceID) }

func kindIDs(q *assessment.Questionnaire) []string {
	return ids(q.Kinds, func(k *assessment.Support) string { return k.ID })
}

func costIDs(q *assessment.Questionnaire) []string {
	return ids(q.Costs, func(c *assessment.CostClass) string { return c.ID })
}

func depthIDs(q *assessment.Questionnaire) []string {
	return ids(q.Depths, func(r *assessment.DepthRule) string { return string(r.ID) })
}

func referenceIDs(q *assessment.Questionnaire) []string {
	return ids(q.References, func(r *assessment.Reference) string { return r.ID })
}

func dimensionIDs(q *assessment.Questionnaire) []string {
	return ids(q.Dimensions, func(d *assessment.Dimension) string { return d.ID })
}

// circle returns the shortest way along next from start back to start, both
// ends included; nil when there is none.
func circle(start string, next func(string) []string) []string {
	from := map[string]string{}
	for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
		for _, n := range next(queue[0]) {
			if n == start {
				way := []string{start}
				for at := queue[0]; at != start; at = from[at] {
					way = append(way, at)
				}
				way = append(way, start)
				slices.Reverse(way)
				return way
			}
			if _, seen := from[n]; !seen {
				from[n] = queue[0]
				queue = append(queue, n)
			}
		}
	}
	return nil
}
