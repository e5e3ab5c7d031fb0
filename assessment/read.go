package assessment

import "slices"

// Reading is one item as it stands for one firm: its state after routing and
// its place on the scale.
type Reading struct {
	Item  *Item
	State State
	// Askable: the item applies and nothing is missing to ask it.
	Askable bool
	// Pending: whether it applies depends on an item not answered yet.
	Pending bool
	// ByRule: NotRelevant because of a condition, not because the person said so.
	ByRule   bool
	Category int // 0 to Item.Categories()-1; 0 unless Known
	Response Response
	// kept: pending, with an answer in store that counts again should the item
	// be asked.
	kept bool
	// lifted: a measure of the round before changed it, see Readings.Lift.
	lifted bool
}

// Known reports whether the item has a place on its scale: answered, or zero
// by implication.
func (r Reading) Known() bool { return r.State == Answered || r.State == ImpliedZero }

// Applies reports whether the item belongs to this firm's questionnaire at
// all, answered or not.
func (r Reading) Applies() bool { return r.State != NotRelevant }

// Share is the item's value as share of its scale, 0 to 1.
func (r Reading) Share() float64 {
	return float64(r.Category) / float64(r.Item.Categories()-1)
}

// Readings are the readings of a whole questionnaire in asking order.
type Readings []Reading

// Of returns the reading of an item; ok is false when there is none.
func (rs Readings) Of(id string) (r Reading, ok bool) {
	for i := range rs {
		if rs[i].Item.ID == id {
			return rs[i], true
		}
	}
	return Reading{}, false
}

// Lift notes which items measures have changed since the round before. Their
// answers count in the score like any other, but they are no fair sample of
// what the firm does: that a practice rose because a measure was about it says
// nothing about practices that no measure was about.
func (rs Readings) Lift(items []string) Readings {
	for i := range rs {
		rs[i].lifted = slices.Contains(items, rs[i].Item.ID)
	}
	return rs
}

// index finds readings by item. It shares them: what changes in the readings
// changes in the index.
func (rs Readings) index() map[string]*Reading {
	byItem := make(map[string]*Reading, len(rs))
	for i := range rs {
		byItem[rs[i].Item.ID] = &rs[i]
	}
	return byItem
}

// Read routes the responses through the questionnaire. Responses to items that
// routing leaves out are ignored but stay where they are, so changing one's
// mind loses nothing; responses that do not fit their item count as not given.
func (q *Questionnaire) Read(p Profile, responses map[string]Response) Readings {
	rd := newReader(q, p, responses)
	for i := range rd.readings {
		rd.read(i)
	}
	return rd.readings
}

// reader reads item by item in asking order, since conditions look back.
type reader struct {
	profile   Profile
	responses map[string]Response
	readings  Readings
	place     map[string]int
}

func newReader(q *Questionnaire, p Profile, responses map[string]Response) *reader {
	items := q.Items()
	rd := &reader{profile: p, responses: responses, readings: make(Readings, len(items)), place: make(map[string]int, len(items))}
	for i, it := range items {
		rd.readings[i].Item, rd.place[it.ID] = it, i
	}
	return rd
}

// read brings one reading up to date, given that those before it are.
func (rd *reader) read(i int) {
	it := rd.readings[i].Item
	known := func(id string) (Reading, bool) {
		at, ok := rd.place[id]
		if !ok || at >= i {
			return Reading{}, false
		}
		return rd.readings[at], true
	}
	response, given := rd.responses[it.ID]
	given = given && it.Check(response) == nil
	rd.readings[i] = readItem(it, rd.profile, response, given, known)
}

func readItem(it *Item, p Profile, response Response, given bool, known func(string) (Reading, bool)) Reading {
	r := Reading{Item: it, State: NotAsked}
	switch it.AskIf.evaluate(p, known) {
	case no:
		if it.ImpliedZero && it.AskIf.blamesAnswers(p, known) {
			r.State = ImpliedZero
		} else {
			r.State, r.ByRule = NotRelevant, true
		}
		return r
	case unclear:
		r = unclearReading(r, known)
		r.kept = r.Pending && given
		return r
	}
	r.Askable = true
	switch {
	case !given:
	case response.State != "":
		r.State, r.Response = response.State, response
	default:
		r.State, r.Response, r.Category = Answered, response, it.category(response)
	}
	return r
}

// blamesAnswers reports whether answers, not only the profile, made a false
// condition false: an item that the profile alone rules out is not relevant,
// never an implied zero.
func (c Condition) blamesAnswers(p Profile, known func(string) (Reading, bool)) bool {
	blank := func(id string) (Reading, bool) {
		r, ok := known(id)
		r.State = NotAsked
		return r, ok
	}
	return c.evaluate(p, blank) != no
}

// unclearReading settles an item whose condition hangs on an answer that is
// not there: it waits for one not given yet, leaves with one that is not
// relevant, and stays unasked behind a "don't know".
func unclearReading(r Reading, known func(string) (Reading, bool)) Reading {
	allGone := true
	for _, id := range r.Item.AskIf.Items() {
		parent, ok := known(id)
		if !ok || parent.Known() {
			continue
		}
		if parent.Askable && parent.State == NotAsked || parent.Pending {
			r.Pending = true
		}
		if parent.State != NotRelevant {
			allGone = false
		}
	}
	if allGone {
		r.State, r.ByRule = NotRelevant, true
	}
	return r
}
