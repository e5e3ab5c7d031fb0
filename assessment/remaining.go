package assessment

import "slices"

// progress counts what was asked and what remains, after next has looked.
func (s *sitting) progress() Progress {
	p := Progress{share: 1}
	open := 0
	for _, r := range s.readings {
		switch {
		case r.Askable && r.State != NotAsked:
			p.Asked++
		case (r.Askable || r.Pending && !r.kept) && (r.Item.Core() || s.added(r.Item)):
			open++
		}
	}
	if s.phase == over {
		return p
	}
	reach := map[string]bool{}
	for i := s.at; i < len(s.sections); i++ {
		c := &s.sections[i]
		low, high := c.bounds(s.adaptive())
		if i == s.at {
			low = max(low, 1)
		}
		p.Low, p.High = p.Low+low, p.High+high
		p.Usual += min(high, max(low, s.usual()-c.asked))
		for _, id := range c.ahead {
			reach[id] = true
		}
	}
	confirms := s.confirmsLeft()
	if s.phase == confirming {
		p.Low++
	}
	p.High += confirms
	s.countRest(&p, reach, confirms > 0)
	p.High = min(p.High, open)
	p.Usual = min(max(p.Usual+min(confirms, usualConfirmed), p.Low), p.High)
	p.share = s.share(p)
	return p
}

// How many questions an interview hardly ever exceeds, as onramp simulate finds
// nine of ten times: in a section at quick, at standard, and to confirm.
const (
	usualQuick     = 5
	usualStandard  = 7
	usualConfirmed = 2
)

func (s *sitting) usual() int {
	switch {
	case !s.adaptive():
		return len(s.readings)
	case s.a.Depth == Quick:
		return usualQuick
	default:
		return usualStandard
	}
}

// share counts sections alike, and what comes after them as one more.
func (s *sitting) share(p Progress) float64 {
	sum := float64(s.at)
	for _, c := range s.sections[s.at:] {
		if _, high := c.bounds(s.adaptive()); high > 0 {
			sum += float64(c.asked) / float64(c.asked+high)
		} else {
			sum++
		}
	}
	if s.at == len(s.sections) {
		sum += 1 / float64(1+p.High)
	}
	return sum / float64(len(s.sections)+1)
}

// bounds is how many questions an open section will still ask.
func (c *section) bounds(adaptive bool) (low, high int) {
	low = min(max(c.room-c.kept, c.least), c.choice)
	if adaptive {
		low = min(low, max(leastAnswers-c.asked-c.musts-c.kept-c.keptMusts, c.least))
	}
	return c.musts + max(low, 0), c.musts + c.waitingMusts + min(c.room, c.choice+c.waiting)
}

// confirmsLeft is how many confirming questions may still come.
func (s *sitting) confirmsLeft() int {
	if !s.adaptive() || s.answers == nil || s.phase > confirming {
		return 0
	}
	return max(mostConfirmed-s.confirmed(), 0)
}

// countRest counts what is asked whatever the sections do: what missing finds
// and seeds. It follows the answers to come from reach, the items that open
// sections may ask: an item that waits counts while one of those it waits for
// may be asked.
func (s *sitting) countRest(p *Progress, reach map[string]bool, confirms bool) {
	opens := func(id string) bool { return reach[id] }
	for i := range s.readings {
		r := &s.readings[i]
		if reach[r.Item.ID] && !slices.Contains(s.seeds, r) || r.State != NotAsked ||
			!r.Askable && !(r.Pending && slices.ContainsFunc(r.Item.AskIf.Items(), opens)) {
			continue
		}
		_, placed := s.in.place[r.Item.ID]
		switch must := r.Item.anchor() || s.moved[r.Item.ID] || s.added(r.Item); {
		case r.kept: // not asked, yet others may wait for it
		case must && !reach[r.Item.ID]:
			p.High++
			if r.Askable {
				p.Low++
			}
		case slices.Contains(s.seeds, r):
			p.High++
			if r.Askable && s.phase == learning {
				p.Low++
			}
		case !confirms || !placed:
			continue
		}
		reach[r.Item.ID] = true
	}
}
