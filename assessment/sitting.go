package assessment

import (
	"cmp"
	"slices"

	"onramp/assessment/irt"
)

// Bounds of an interview that does not ask everything.
const (
	leastAnswers  = 2 // of a section, before its level can be called sure
	mostConfirmed = 6 // questions that confirm the roadmap
	mostSeeds     = 2
)

// sitting is an assessment at one moment of its interview.
type sitting struct {
	in       *Instrument
	a        *Assessment
	rule     DepthRule
	readings Readings
	sections []section // of the dimensions, in asking order
	added    []*Reading
	seeds    []*Reading
	answers  []int // of the engine's items, all of them
	at       int   // the section that asks now; len(sections) when all are closed
	confirms bool  // the roadmap wants a confirmation now
}

// section is one dimension of an interview: the items that may be asked now,
// and what bounds how many will be.
type section struct {
	open            []*Item // anchors first, else as written
	anchors         int     // of them gates and musts
	asked           int
	room            int // how many more it may ask beside musts
	musts, least    int // unasked musts; anchors among the rest
	choice, waiting int // unasked others: askable, and hanging on an answer that is to come
	waitingMusts    int
	kept            int // waiting with an answer in store
	answered        int // with a place on the scale
}

func (in *Instrument) sit(a *Assessment) *sitting {
	s := &sitting{in: in, a: a, rule: in.q.Rule(a.Depth), readings: in.q.Read(a.Profile, a.Responses)}
	ahead := map[string]bool{}
	for i := range in.q.Dimensions {
		s.sections = append(s.sections, s.section(in.q.Dimensions[i].ID, ahead))
	}
	s.extras(ahead)
	if s.adaptive() && in.engine != nil {
		s.answers = in.responses(s.readings)
	}
	return s
}

// adaptive reports whether the depth stops before everything is asked.
func (s *sitting) adaptive() bool { return s.rule.Confidence > 0 }

// section looks at one dimension. ahead holds the items before it that may
// still be asked; the section adds its own, so that an item that waits for an
// answer counts only while somebody will ask for it.
func (s *sitting) section(dimension string, ahead map[string]bool) section {
	var c section
	counted := 0
	for _, r := range s.readings {
		switch {
		case r.Item.Dimension != dimension || !r.Askable:
		case r.State == NotAsked && r.Item.Gate && !r.Item.Must:
			c.least = 1 // the gate is asked even when others have filled the section
		case r.State != NotAsked:
			c.asked++
			if r.Known() {
				c.answered++
			}
			if !r.Item.Must {
				counted++
			}
		}
	}
	c.room = len(s.readings)
	if s.adaptive() {
		c.room = max(s.rule.PerDimension-counted, c.least)
	}
	opens := func(id string) bool { return ahead[id] }
	for _, r := range s.readings {
		asks := r.Item.Must || c.room > 0
		switch {
		case r.Item.Dimension != dimension || r.State != NotAsked:
		case r.Askable && asks:
			c.open = append(c.open, r.Item)
			c.count(r.Item, ahead, &c.musts, &c.choice)
			if r.Item.Gate || r.Item.Must {
				c.anchors++
			}
		case !r.Pending || !slices.ContainsFunc(r.Item.AskIf.Items(), opens):
		case r.kept:
			c.count(r.Item, ahead, new(int), &c.kept)
		case asks:
			c.count(r.Item, ahead, &c.waitingMusts, &c.waiting)
		}
	}
	slices.SortStableFunc(c.open, compareAnchors)
	return c
}

func (c *section) count(it *Item, ahead map[string]bool, must, other *int) {
	ahead[it.ID] = true
	if it.Must {
		*must++
	} else {
		*other++
	}
}

// extras finds the items of added models and the seed items that are not
// answered: seeds are the same whatever was answered, or learning from them
// would be biased.
func (s *sitting) extras(ahead map[string]bool) {
	var core []*Reading
	for i := range s.readings {
		r := &s.readings[i]
		if r.Item.Core() {
			core = append(core, r)
		} else if slices.ContainsFunc(r.Item.Models, s.a.Adds) && r.State == NotAsked &&
			(r.Askable || r.Pending && slices.ContainsFunc(r.Item.AskIf.Items(), func(id string) bool { return ahead[id] })) {
			ahead[r.Item.ID] = true
			s.added = append(s.added, r)
		}
	}
	if !s.adaptive() || !s.a.StatisticsConsent {
		return
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
			return it, reason
		}
	}
	s.at = len(s.sections)
	for _, r := range s.added {
		if r.Askable {
			return r.Item, Reason{Kind: ReasonModel, Model: r.Item.Models[slices.IndexFunc(r.Item.Models, s.a.Adds)]}
		}
	}
	if it := s.unconfirmed(); it != nil {
		s.confirms = true
		return it, Reason{Kind: ReasonConfirm}
	}
	for _, r := range s.seeds {
		if r.Askable {
			return r.Item, Reason{Kind: ReasonSeed}
		}
	}
	return nil, Reason{}
}

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
	posterior, err := engine.Posterior(answers)
	if err != nil {
		return nil, Reason{}
	}
	choice, err := posterior.Within(trait, irt.Policy{Ladders: s.in.ladders, Minimum: leastAnswers,
		Confidence: s.rule.Confidence, Aim: irt.ExactAim, Closed: closed, Held: held})
	if err != nil || choice.Item < 0 {
		return nil, Reason{}
	}
	it := s.in.items[choice.Item]
	return it, Reason{Kind: whyGained(choice.Gain)}
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

// progress counts what remains, after next has looked.
func (s *sitting) progress() Progress {
	var p Progress
	for i := range s.sections {
		c := &s.sections[i]
		p.Asked += c.asked
		if i < s.at {
			continue
		}
		low, high := c.bounds(s.adaptive())
		if i == s.at {
			low = max(low, 1)
		}
		p.Low, p.High = p.Low+low, p.High+high
	}
	for _, r := range s.added {
		p.High++
		if r.Askable {
			p.Low++
		}
	}
	s.countAdded(&p)
	s.countConfirms(&p)
	s.countSeeds(&p)
	return p
}

// bounds is how many questions an open section will still ask.
func (c *section) bounds(adaptive bool) (low, high int) {
	low = min(max(c.room-c.kept, c.least), c.choice)
	if adaptive {
		low = min(low, max(leastAnswers-c.asked, c.least))
	}
	return c.musts + max(low, 0), c.musts + c.waitingMusts + min(c.room, c.choice+c.waiting)
}

func (s *sitting) countAdded(p *Progress) {
	for _, r := range s.readings {
		if !r.Item.Core() && r.Askable && r.State != NotAsked {
			p.Asked++
		}
	}
}

func (s *sitting) countConfirms(p *Progress) {
	if !s.adaptive() || s.answers == nil {
		return
	}
	left := max(mostConfirmed-s.confirmed(), 0)
	switch {
	case s.confirms:
		p.Low, p.High = p.Low+1, p.High+left
	case p.High > 0: // not there yet
		p.High += left
	}
}

func (s *sitting) countSeeds(p *Progress) {
	last := p.High == 0
	for _, r := range s.seeds {
		if !last || r.Askable {
			p.High++
		}
		if last && r.Askable {
			p.Low++
		}
	}
}
