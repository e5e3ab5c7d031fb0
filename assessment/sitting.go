package assessment

import (
	"cmp"
	"maps"
	"slices"

	"onramp/assessment/irt"
)

// Bounds of an interview that does not ask everything.
const (
	leastAnswers  = 2 // of a section, before its level can be called sure
	mostConfirmed = 6 // questions that confirm the roadmap
	mostSeeds     = 2
)

// phase is a part of an interview. Answers of a later one never lead back to an
// earlier one.
type phase int

const (
	inSections phase = iota
	completing       // gates and musts that confirming opened, and added models
	confirming
	learning // seeds, and what they opened
	over
)

// sitting is an assessment at one moment of its interview.
//
// What confirms the roadmap is asked after the sections, seeds after that. So
// that such an answer opens nothing that was closed, sections are judged by
// first, the roadmap by plan.
type sitting struct {
	in        *Instrument
	a         *Assessment
	rule      DepthRule
	readings  Readings // by all answers
	plan      Readings // without those to seeds
	first     Readings // without those to seeds and confirming questions
	sections  []section
	seeds     []*Reading
	answers   []int           // of the engine's items, by first
	moved     map[string]bool // the items to ask before others
	phase     phase
	posterior irt.Posterior // of the section looked at, its memory kept for the next
	at        int           // the section that asks now; len(sections) when all are closed
}

// section is one dimension of an interview: the items that may be asked now,
// and what bounds how many will be.
type section struct {
	open            []*Item  // anchors first, else as written
	ahead           []string // all it may still ask
	anchors         int      // of those open: gates and musts
	asked           int
	room            int // how many more it may ask beside musts
	musts, least    int // unasked musts; anchors among the rest
	choice, waiting int // unasked others: askable, and hanging on an answer that is to come
	waitingMusts    int
	kept, keptMusts int // waiting with an answer in store
}

func (in *Instrument) sit(a *Assessment) *sitting {
	s := &sitting{in: in, a: a, rule: in.q.Rule(a.Depth), readings: in.q.Read(a.Profile, a.Responses).Lift(a.Lifted), moved: in.moved(a)}
	s.plan, s.first = s.readings, s.readings
	if s.adaptive() {
		s.plan = s.without(ReasonSeed)
		s.first = s.without(ReasonSeed, ReasonConfirm)
		if in.engine != nil {
			s.answers = in.responses(s.first)
		}
	}
	ahead := map[string]bool{}
	for i := range in.q.Dimensions {
		s.sections = append(s.sections, s.section(i, ahead))
	}
	s.chooseSeeds()
	return s
}

// adaptive reports whether the depth stops before everything is asked.
func (s *sitting) adaptive() bool { return s.rule.Confidence > 0 }

// without reads the answers that were not asked for these reasons.
func (s *sitting) without(reasons ...ReasonKind) Readings {
	left := s.a.Responses
	for _, asked := range s.a.Asked {
		if _, given := left[asked.Item]; given && slices.Contains(reasons, asked.Reason) {
			if len(left) == len(s.a.Responses) {
				left = maps.Clone(left)
			}
			delete(left, asked.Item)
		}
	}
	if len(left) == len(s.a.Responses) {
		return s.readings
	}
	return s.in.q.Read(s.a.Profile, left).Lift(s.a.Lifted)
}

// section looks at one dimension. ahead holds the items before it that may
// still be asked; the section adds its own, so that an item that waits for an
// answer counts only while somebody will ask for it.
func (s *sitting) section(d int, ahead map[string]bool) section {
	var c section
	dimension, counted := s.in.q.Dimensions[d].ID, 0
	for _, r := range s.first {
		switch {
		case r.Item.Dimension != dimension || !r.Askable:
		case r.State == NotAsked && r.Item.Gate && !s.must(r.Item):
			c.least = 1 // the gate is asked even when others have filled the section
		case r.State != NotAsked:
			c.asked++
			if !s.must(r.Item) {
				counted++
			}
		}
	}
	c.room = len(s.readings)
	if s.adaptive() {
		c.room = max(s.rule.PerDimension-counted, c.least)
	}
	opens := func(id string) bool { return ahead[id] }
	for i, r := range s.first {
		must := s.must(r.Item)
		asks := must || c.room > 0 && (r.Item.Gate || s.tells(d, r.Item))
		switch {
		case r.Item.Dimension != dimension || r.State != NotAsked:
		case r.Askable && asks && s.readings[i].State != NotAsked: // later than the section
			ahead[r.Item.ID] = true
		case r.Askable && asks:
			c.open = append(c.open, r.Item)
			c.count(r.Item, ahead, must, &c.musts, &c.choice)
			if must || r.Item.Gate {
				c.anchors++
			}
		case !r.Pending || !slices.ContainsFunc(r.Item.AskIf.Items(), opens):
		case r.kept:
			c.count(r.Item, ahead, must, &c.keptMusts, &c.kept)
		case asks:
			c.count(r.Item, ahead, must, &c.waitingMusts, &c.waiting)
		}
	}
	slices.SortStableFunc(c.open, compareAnchors)
	return c
}

// tells reports whether a section can choose the item: where levels are
// predicted, only what they are predicted from.
func (s *sitting) tells(d int, it *Item) bool {
	_, placed := s.in.place[it.ID]
	return placed || s.answers == nil || s.in.trait[d] < 0
}

func (c *section) count(it *Item, ahead map[string]bool, must bool, musts, others *int) {
	ahead[it.ID], c.ahead = true, append(c.ahead, it.ID)
	if must {
		*musts++
	} else {
		*others++
	}
}

// chooseSeeds finds the seed items that are not answered: they are the same
// whatever was answered, or learning from them would be biased.
func (s *sitting) chooseSeeds() {
	if !s.adaptive() || !s.a.StatisticsConsent {
		return
	}
	var core []*Reading
	for i := range s.readings {
		if s.readings[i].Item.Core() {
			core = append(core, &s.readings[i])
		}
	}
	slices.SortFunc(core, func(a, b *Reading) int {
		return cmp.Compare(mix(s.a.Seed, a.Item.ID), mix(s.a.Seed, b.Item.ID))
	})
	for _, r := range core[:min(mostSeeds, len(core))] {
		if r.State == NotAsked && (r.Askable || r.Pending) {
			s.seeds = append(s.seeds, r)
		}
	}
}

// next chooses the item to ask, nil when there is none, and notes where the
// interview stands.
func (s *sitting) next() (*Item, Reason) {
	for s.at = range s.sections {
		if it, reason := s.within(s.at); it != nil {
			if first := s.earliest(); first != nil {
				return first, Reason{Kind: ReasonMoved}
			}
			return it, reason
		}
	}
	s.at, s.phase = len(s.sections), completing
	if it, reason := s.missing(s.plan); it != nil {
		return it, reason
	}
	s.phase = confirming
	if it := s.unconfirmed(); it != nil {
		return it, Reason{Kind: ReasonConfirm}
	}
	s.phase = learning
	for _, r := range s.seeds {
		if r.Askable {
			return r.Item, Reason{Kind: ReasonSeed}
		}
	}
	if it, reason := s.missing(s.readings); it != nil {
		return it, reason
	}
	s.phase = over
	return nil, Reason{}
}

// missing is what must be asked whatever the level: a gate, a must or an item
// that can have moved, opened by answers after its section; then the items of
// added models.
func (s *sitting) missing(readings Readings) (*Item, Reason) {
	for i, r := range readings {
		switch {
		case !r.Askable || r.State != NotAsked || s.readings[i].State != NotAsked:
		case s.moved[r.Item.ID]:
			return r.Item, Reason{Kind: ReasonMoved}
		case r.Item.anchor():
			return r.Item, r.Item.Reason(s.a.Profile)
		case s.added(r.Item):
			return r.Item, Reason{Kind: ReasonModel, Model: r.Item.Models[slices.IndexFunc(r.Item.Models, s.a.Adds)]}
		}
	}
	return nil, Reason{}
}

// added reports whether the item is one of an added model's own.
func (s *sitting) added(it *Item) bool { return slices.ContainsFunc(it.Models, s.a.Adds) }

// within chooses the item to ask in a section, nil when it is closed.
func (s *sitting) within(d int) (*Item, Reason) {
	c := &s.sections[d]
	switch {
	case len(c.open) == 0:
		return nil, Reason{}
	case c.anchors > 0 || !s.adaptive():
		return c.open[0], c.open[0].Reason(s.a.Profile)
	case c.room <= c.kept:
		return nil, Reason{}
	case s.answers == nil || s.in.trait[d] < 0:
		return s.heaviest(c.open)
	}
	return s.measure(d)
}

// heaviest stands in where nothing can be predicted.
func (s *sitting) heaviest(open []*Item) (*Item, Reason) {
	best := open[0]
	for _, it := range open {
		if it.Weight > best.Weight {
			best = it
		}
	}
	return best, best.Reason(s.a.Profile)
}

// measure chooses the open item of a section that tells most, nil when the
// level is as sure as the depth wants. Answers of later sections are left out.
func (s *sitting) measure(d int) (*Item, Reason) {
	trait, engine := s.in.trait[d], s.in.engine
	later := make([]bool, engine.Dimensions())
	closed := make([]bool, engine.Dimensions())
	for i, t := range s.in.trait {
		if t >= 0 {
			later[t], closed[t] = i > d, i < d
		}
	}
	answers, held := slices.Clone(s.answers), make([]bool, len(s.answers))
	for at := range held {
		held[at] = true
		if answers[at] >= 0 && later[engine.Item(at).Dimension] {
			answers[at] = irt.Unasked
		}
	}
	for _, it := range s.sections[d].open {
		if at, ok := s.in.place[it.ID]; ok {
			held[at] = false
		}
	}
	key := s.key(d, answers, held)
	r := s.in.memory.recall(key)
	if r == nil {
		r = &remembered{key: key}
		r.item, r.reason = s.best(trait, answers, irt.Policy{Ladders: s.in.ladders, Minimum: leastAnswers,
			Confidence: s.rule.Confidence, Aim: irt.ExactAim, Closed: closed, Held: held})
		s.in.memory.keep(r)
	}
	return r.item, Reason{Kind: r.reason}
}

// best asks the engine.
func (s *sitting) best(trait int, answers []int, policy irt.Policy) (*Item, ReasonKind) {
	if s.in.engine.Update(&s.posterior, answers) != nil {
		return nil, ""
	}
	choice, err := s.posterior.Within(trait, policy)
	if err != nil || choice.Item < 0 {
		return nil, ""
	}
	return s.in.items[choice.Item], whyGained(choice.Gain)
}

// whyGained names the largest part of what an answer is expected to tell.
func whyGained(g irt.Gain) ReasonKind {
	switch {
	case g.Others > g.Own+g.Residual:
		return ReasonAreas
	case g.Residual > g.Own:
		return ReasonHeavy
	default:
		return ReasonLevel
	}
}
