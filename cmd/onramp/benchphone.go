package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"
)

// phone is one firm in a room: it joins, answers at its pace, refreshes pages,
// loses its connection, and some go on with another phone.
type phone struct {
	*workshopRun
	*browser
	room *benchRoom
	dice *rand.Rand
	id   string // of its assessment

	said  map[string]string   // last answer that was acknowledged, by item
	tried map[string][]string // answers sent since then

	unsent int // answers that are kept though nobody sent them
}

// think waits as long as a person takes: a log-normal time around the run's
// pace.
func (p *phone) think(ctx context.Context) error {
	factor := 0.35 + p.dice.ExpFloat64()*0.65
	return pause(ctx, time.Duration(factor*float64(p.pace)))
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// insist repeats what a person repeats when a page does not come, and counts
// the failures.
func (p *phone) insist(ctx context.Context, do func(context.Context) (*webPage, error)) (*webPage, error) {
	for {
		page, err := do(ctx)
		if err == nil || ctx.Err() != nil {
			return page, err
		}
		p.count(func(t *tally) { t.repeated++; t.lastError = err.Error() })
		wait := 200*time.Millisecond + p.upTo(600*time.Millisecond)
		if p.impatient {
			wait = p.upTo(40 * time.Millisecond)
		}
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

func (p *phone) open(ctx context.Context, address string) (*webPage, error) {
	return p.insist(ctx, func(ctx context.Context) (*webPage, error) { return p.get(ctx, p.absolute(address)) })
}

func (p *phone) absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return p.server.url() + address
	}
	return address
}

// take is the phone's whole workshop.
func (p *phone) take(ctx context.Context) error {
	defer p.close()
	page, err := p.join(ctx)
	for err == nil && page != nil {
		switch {
		case page.form("/items/") != nil:
			page, err = p.answer(ctx, page)
		case page.live.address != "":
			page, err = p.wait(ctx, page)
		default: // the result
			p.room.finished.note(time.Now())
			return p.readBack(ctx)
		}
	}
	return err
}

// join opens the page of the code and sends its form.
func (p *phone) join(ctx context.Context) (*webPage, error) {
	page, err := p.open(ctx, "/w/"+p.room.code)
	if err != nil {
		return nil, err
	}
	form := page.form("/w/")
	if form == nil {
		return nil, fmt.Errorf("the page of the join code has no form (%s)", page.at)
	}
	if err := p.think(ctx); err != nil {
		return nil, err
	}
	values := form.values()
	values.Set("country", "DE")
	values.Set("sector", "C")
	values.Set("employees", fmt.Sprint(1+p.dice.IntN(90)))
	values.Set("goals", "cut-cost")
	values.Set("statistics_consent", "no")
	if p.dice.Float64() < p.faults { // the signal goes while the form is under way
		p.cutOff(ctx, form.action, values)
	}
	begun := time.Now()
	page, err = p.insist(ctx, func(ctx context.Context) (*webPage, error) { return p.post(ctx, p.absolute(form.action), values) })
	if err != nil {
		return nil, err
	}
	parts := strings.Split(page.at.Path, "/")
	if len(parts) < 3 || parts[1] != "assessments" {
		return nil, fmt.Errorf("joining led to %s", page.at)
	}
	p.id = parts[2]
	p.room.joined.note(time.Now())
	p.count(func(t *tally) { t.joining = append(t.joining, time.Since(begun)) })
	return page, nil
}

// cutOff sends a form and loses the connection before the answer is there.
func (p *phone) cutOff(ctx context.Context, action string, values url.Values) {
	short, cancel := context.WithTimeout(ctx, p.upTo(15*time.Millisecond))
	defer cancel()
	if _, err := p.post(short, p.absolute(action), values); err != nil {
		p.count(func(t *tally) { t.cut++ })
	}
}

// answer picks an answer and sends it until it is acknowledged.
func (p *phone) answer(ctx context.Context, page *webPage) (*webPage, error) {
	form := page.form("/items/")
	item := form.action[strings.LastIndex(form.action, "/")+1:]
	values, said := p.pick(form)
	if err := p.think(ctx); err != nil {
		return nil, err
	}
	switch chance := p.dice.Float64(); {
	case chance < p.faults: // looks again before it answers
		p.count(func(t *tally) { t.refreshed++ })
		return p.open(ctx, page.at.Path)
	case chance < 2*p.faults:
		p.tried[item] = append(p.tried[item], said)
		p.cutOff(ctx, form.action, values)
	case chance < 2.2*p.faults:
		return p.changePhone(ctx)
	}
	p.tried[item] = append(p.tried[item], said)
	begun := time.Now()
	first := true
	next, err := p.insist(ctx, func(ctx context.Context) (*webPage, error) {
		next, err := p.post(ctx, p.absolute(form.action), values)
		if err != nil {
			first = false
		}
		return next, err
	})
	if err != nil {
		return nil, err
	}
	if next.status >= 400 { // such as an answer that had arrived in spite of all: look again
		p.count(func(t *tally) { t.refused++ })
		return p.open(ctx, "/assessments/"+p.id+"/next")
	}
	p.said[item], p.tried[item] = said, nil
	p.count(func(t *tally) {
		t.answers++
		if first {
			t.answering = append(t.answering, time.Since(begun))
		}
	})
	return next, nil
}

// pick chooses an answer as values of the form, and as [stored] names it.
func (p *phone) pick(form *webForm) (url.Values, string) {
	values := form.values()
	for _, name := range []string{"value", "options", "state"} {
		values.Del(name)
	}
	if p.dice.Float64() < 0.05 {
		values.Set("state", "dont_know")
		return values, "dont_know"
	}
	if boxes := form.choices("options"); len(boxes) > 0 {
		boxes = slices.DeleteFunc(boxes, func(f webField) bool { return f.value == "none" })
		var ticked []string
		for _, box := range boxes {
			if p.dice.Float64() < 0.4 {
				ticked = append(ticked, box.value)
			}
		}
		if ticked == nil {
			ticked = []string{boxes[0].value}
		}
		values["options"] = ticked
		slices.Sort(ticked)
		return values, strings.Join(ticked, " ")
	}
	value := "0"
	if radios := form.choices("value"); len(radios) > 0 {
		value = radios[p.dice.IntN(len(radios))].value
	}
	values.Set("value", value)
	return values, value
}

// wait asks as the page does whether the room has moved on.
func (p *phone) wait(ctx context.Context, page *webPage) (*webPage, error) {
	live := page.live
	for {
		if err := pause(ctx, livePause(p.dice)); err != nil {
			return nil, err
		}
		answer, err := p.insist(ctx, func(ctx context.Context) (*webPage, error) { return p.ask(ctx, p.absolute(live.address), live.tag) })
		if err != nil {
			return nil, err
		}
		p.count(func(t *tally) { t.polls++ })
		if answer.head.Get("Onramp-Moved") == "" && answer.status < 400 {
			continue
		}
		next, err := p.open(ctx, live.leads)
		if err == nil && next.form("/items/") != nil {
			p.room.stepSeen(time.Now())
		}
		return next, err
	}
}

// livePause is how long a live page waits before it asks again.
func livePause(dice *rand.Rand) time.Duration {
	return time.Duration(1.9 * (0.9 + dice.Float64()/10) * float64(time.Second))
}

// changePhone goes on in another browser with the link of the first.
func (p *phone) changePhone(ctx context.Context) (*webPage, error) {
	page, err := p.open(ctx, "/assessments/"+p.id+"/leave")
	if err != nil {
		return nil, err
	}
	for _, link := range page.links {
		if strings.Contains(link, "/r/") {
			p.close()
			p.browser = newBrowser()
			p.count(func(t *tally) { t.changed++ })
			if _, err := p.open(ctx, link); err != nil {
				return nil, err
			}
			return p.open(ctx, "/assessments/"+p.id+"/next")
		}
	}
	return nil, fmt.Errorf("no link to come back with on %s", page.at)
}

// readBack compares what the server keeps with what it acknowledged.
func (p *phone) readBack(ctx context.Context) error {
	page, err := p.open(ctx, "/assessments/"+p.id+"/answers.json")
	if err != nil {
		return err
	}
	kept, err := stored([]byte(page.text))
	if err != nil {
		return fmt.Errorf("%s: %w", page.at, err)
	}
	lost := lostAnswers(kept, p.said, p.tried)
	for item, answer := range kept {
		if _, acknowledged := p.said[item]; !acknowledged && !slices.Contains(p.tried[item], answer) {
			p.unsent++
		}
	}
	p.count(func(t *tally) { t.checked += len(p.said); t.lost = append(t.lost, lost...) })
	return nil
}

// stored are the answers of a portable file by item: a value, ticked options in
// order, or what was said instead.
func stored(file []byte) (map[string]string, error) {
	var portable struct {
		Responses map[string]struct {
			Value   *int     `json:"value"`
			Options []string `json:"options"`
			State   string   `json:"state"`
		} `json:"responses"`
	}
	if err := json.Unmarshal(file, &portable); err != nil {
		return nil, err
	}
	all := map[string]string{}
	for item, r := range portable.Responses {
		switch {
		case r.State != "":
			all[item] = r.State
		case r.Value != nil:
			all[item] = fmt.Sprint(*r.Value)
		default:
			slices.Sort(r.Options)
			all[item] = strings.Join(r.Options, " ")
		}
	}
	return all, nil
}

// lostAnswers lists the acknowledged answers that are not kept. Where others
// were sent since, one of them may stand instead.
func lostAnswers(kept, said map[string]string, tried map[string][]string) (lost []string) {
	for item, answer := range said {
		if now, there := kept[item]; !there || now != answer && !slices.Contains(tried[item], now) {
			lost = append(lost, fmt.Sprintf("%s: acknowledged %q, kept %q", item, answer, now))
		}
	}
	slices.Sort(lost)
	return lost
}

// upTo draws a duration below d.
func (p *phone) upTo(d time.Duration) time.Duration { return time.Duration(p.dice.Int64N(int64(d))) }
