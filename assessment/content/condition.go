package content

import (
	"slices"
	"strings"

	"onramp/assessment"
)

// Bounds of what is tried out: answers that one condition reads, and answers
// times profiles on the way to one item.
const (
	maxAnswers = 4096
	maxTries   = 50_000
)

// compile compiles a condition; ok is false when it is no good.
func (p place) compile(source string) (c assessment.Condition, ok bool) {
	c, err := assessment.CompileCondition(source)
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n") // the rest draws the text with a mark under it
		p.say("condition is wrong: %s", message)
		return assessment.Condition{}, false
	}
	return c, true
}

// checkCodes checks the codes that a condition compares the profile with.
func (d *draft) checkCodes(c assessment.Condition, at place) {
	check := func(name, what string, codes []string) {
		for _, word := range c.Mentions(name) {
			if !slices.Contains(codes, word) {
				at.say("condition names unknown %s %q: use %s", what, clip(word), list(codes))
			}
		}
	}
	check("sector", "sector", sectorIDs(d.q))
	check("size", "size", assessment.Sizes)
	check("wants", "goal", goalIDs(d.q))
	for _, code := range c.Mentions("country") {
		if !assessment.IsCountry(code) {
			at.say("condition names unknown country %q: use a code of ISO 3166-1 such as DE", clip(code))
		}
	}
}

func (d *draft) compileAskIf(f itemFile, it *draftItem) {
	at := it.at.in("ask_if")
	switch {
	case f.AskIf == "" && f.Otherwise != "":
		it.at.in("otherwise").say("otherwise needs ask_if: take it out or add the condition")
	case f.AskIf != "" && f.Otherwise == "":
		at.say("otherwise is missing: add zero (the answer before means none of it) or not_relevant")
	}
	if f.AskIf == "" {
		return
	}
	c, ok := at.compile(f.AskIf)
	it.AskIf, it.broken = c, !ok
	if ok && f.Otherwise == "zero" && len(c.Items()) == 0 {
		it.at.in("otherwise").say("otherwise: zero needs a condition that reads an answer: use not_relevant")
	}
	d.checkCodes(c, at)
}

// checkConditions checks what the conditions of items read, and whether every
// item can be reached.
func (d *draft) checkConditions() {
	for n, it := range d.items {
		d.checkReads(it, n)
	}
	for _, it := range d.items {
		if !it.broken && !it.AskIf.IsZero() {
			d.checkReachable(it)
		}
	}
}

// checkReads checks the items and options that a condition names. The item is
// number n in asking order.
func (d *draft) checkReads(it *draftItem, n int) {
	at, tries := it.at.in("ask_if"), 1
	for _, id := range it.AskIf.Items() {
		parent := d.item(id)
		place := slices.Index(d.items, parent)
		switch {
		case parent == nil:
			at.say("condition names unknown item %q", clip(id))
		case place == n:
			at.say("condition reads its own answer: name an earlier item")
		case place > n:
			d.sayLater(it, parent, n)
		default:
			tries = min(tries, maxAnswers) * d.checkParent(it, parent)
			continue
		}
		it.broken = true
	}
	if tries > maxAnswers {
		at.say("condition reads too many answers to try out (%d combinations, at most %d): read fewer items", tries, maxAnswers)
		it.broken = true
	}
}

// sayLater reports that item n reads a later one; items that wait for each
// other are reported once, as a circle.
func (d *draft) sayLater(it, parent *draftItem, n int) {
	way := circle(it.ID, d.reads)
	if way == nil || !slices.Contains(way, parent.ID) {
		it.at.in("ask_if").say("condition reads %s, which is asked later: name an earlier item", parent.ID)
		return
	}
	for _, id := range way {
		if slices.Index(d.items, d.item(id)) < n {
			return
		}
	}
	it.at.in("ask_if").say("conditions go round in a circle: %s", strings.Join(way, " -> "))
}

func (d *draft) reads(id string) []string {
	if it := d.item(id); it != nil {
		return it.AskIf.Items()
	}
	return nil
}

// checkParent checks what a condition says of one earlier item and returns
// how many answers of it there are to try out.
func (d *draft) checkParent(it, parent *draftItem) (tries int) {
	at, ticks := it.at.in("ask_if"), it.AskIf.Options(parent.ID)
	for _, option := range ticks {
		if parent.Kind != assessment.Checklist {
			at.say("condition reads a tick of %s, which is no checklist: use value(%q)", parent.ID, parent.ID)
			it.broken = true
		} else if parent.Option(option) == nil {
			at.say("condition names unknown option %q of %s", clip(option), parent.ID)
			it.broken = true
		}
	}
	return parent.Categories() << min(len(ticks), 16)
}

// checkReachable tries out profiles and earlier answers until the item is
// asked.
func (d *draft) checkReachable(it *draftItem) {
	way := d.wayTo(it)
	if way == nil {
		return // something on the way is broken and reported there
	}
	mini := &assessment.Questionnaire{Dimensions: []assessment.Dimension{{}}}
	var conditions []assessment.Condition
	answers, tries := make([][]assessment.Response, len(way)-1), 1
	for i, w := range way {
		mini.Dimensions[0].Items = append(mini.Dimensions[0].Items, w.Item)
		conditions = append(conditions, w.AskIf)
		if w != it {
			answers[i] = answersOf(&w.Item)
			tries = min(tries, maxTries) * len(answers[i])
		}
	}
	profiles := assessment.Profiles(conditions...)
	if profiles == nil || tries*len(profiles) > maxTries {
		it.at.in("ask_if").say("too many answers and profiles lead here to try them out: make the condition simpler")
		return
	}
	for _, p := range profiles {
		if reaches(mini, p, it.ID, answers) {
			return
		}
	}
	it.at.in("ask_if").say("no profile and no earlier answers make this true: the item can never be asked")
}

// wayTo returns the items that the item's condition reads, directly or not,
// and the item itself, in asking order; nil when one of them is broken.
func (d *draft) wayTo(it *draftItem) []*draftItem {
	on := map[string]bool{it.ID: true}
	for queue := []string{it.ID}; len(queue) > 0; queue = queue[1:] {
		for _, id := range d.reads(queue[0]) {
			if !on[id] {
				on[id] = true
				queue = append(queue, id)
			}
		}
	}
	var way []*draftItem
	for _, w := range d.items {
		if !on[w.ID] {
			continue
		}
		if w.broken {
			return nil
		}
		way = append(way, w)
	}
	if len(way) == 0 || way[len(way)-1] != it {
		return nil // an id is used twice
	}
	return way
}

// reaches tries out every combination of answers.
func reaches(q *assessment.Questionnaire, p assessment.Profile, id string, answers [][]assessment.Response) bool {
	turn := make([]int, len(answers))
	for {
		given := map[string]assessment.Response{}
		for i, t := range turn {
			given[q.Dimensions[0].Items[i].ID] = answers[i][t]
		}
		if r, ok := q.Read(p, given).Of(id); ok && r.Askable {
			return true
		}
		i := 0
		for ; i < len(turn); i++ {
			if turn[i]++; turn[i] < len(answers[i]) {
				break
			}
			turn[i] = 0
		}
		if i == len(turn) {
			return false
		}
	}
}

// answersOf lists the answers to an item that a condition can tell apart.
func answersOf(it *assessment.Item) []assessment.Response {
	var all []assessment.Response
	switch it.Kind {
	case assessment.Checklist:
		most := min(len(it.Options), maxAdditionalTicks)
		for set := range 1 << most {
			ticks := []string{}
			for i, o := range it.Options[:most] {
				if set&(1<<i) != 0 {
					ticks = append(ticks, o.ID)
				}
			}
			all = append(all, assessment.OptionsResponse(ticks...))
		}
	case assessment.Number:
		all = append(all, assessment.ValueResponse(it.Min))
		for _, b := range it.Bands {
			all = append(all, assessment.ValueResponse(b))
		}
	default:
		for c := range it.Categories() {
			all = append(all, assessment.ValueResponse(c))
		}
	}
	return all
}
