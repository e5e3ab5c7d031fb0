package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// benchAccount is a facilitator that can sign in.
type benchAccount struct{ email, password string }

// prepareBench fills a database with content and makes a facilitator.
func prepareBench(ctx context.Context, database string) (who benchAccount, err error) {
	c, err := loadContent("")
	if err != nil {
		return who, err
	}
	st, err := store.Open(ctx, database)
	if err != nil {
		return who, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	sv := service.New(st, service.Options{})
	if err := sv.Refresh(ctx, c); err != nil {
		return who, err
	}
	who = benchAccount{"facilitator@bench.example", "a long phrase for the bench " + strconv.FormatUint(rand.Uint64(), 36)}
	_, err = sv.AddOrganisationWithAccount(ctx, service.Console, assessment.Organisation{Kind: assessment.Association, Name: "Bench association"},
		assessment.Account{Email: who.email, Name: "Bench", Role: assessment.FacilitatorRole}, who.password)
	return who, err
}

// moments are when something was acknowledged, safe for many phones.
type moments struct {
	mu  sync.Mutex
	all []time.Time
}

func (m *moments) note(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, at)
}

func (m *moments) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.all)
}

// shown are the delays until the projector showed each of the moments counted.
func (m *moments) shown(seen []sighting, finished bool) (all delays) {
	slices.SortFunc(m.all, time.Time.Compare)
	next := 0
	for i, at := range m.all {
		for next < len(seen) && (seen[next].count(finished) < i+1 || seen[next].at.Before(at)) {
			next++
		}
		if next < len(seen) {
			all = append(all, seen[next].at.Sub(at))
		}
	}
	return all
}

// sighting is what the projector shows at a moment.
type sighting struct {
	at               time.Time
	joined, finished int
}

func (s sighting) count(finished bool) int {
	if finished {
		return s.finished
	}
	return s.joined
}

// benchRoom is a workshop with its facilitator and its projector.
type benchRoom struct {
	run              *workshopRun
	id, code         string
	desk             *browser // the facilitator's
	joined, finished moments
	seen             []sighting
	total            int // firms at the end, as the facilitator sees them

	mu    sync.Mutex
	step  time.Time // when a section was opened last
	steps delays
}

var (
	workshopID = regexp.MustCompile(`/workshops/([A-Za-z0-9_-]{22})`)
	joinCode   = regexp.MustCompile(`class="code" translate="no">([` + assessment.JoinLetters + `]{6})<`)
	tallies    = regexp.MustCompile(`<dd>([\d,.\s]+)`)
)

// newBenchRoom signs in and makes a workshop with the form.
func newBenchRoom(ctx context.Context, r *workshopRun, who benchAccount, number int) (*benchRoom, error) {
	room := &benchRoom{run: r, desk: newBrowser()}
	at := r.server.url()
	page, err := room.desk.post(ctx, at+"/sign-in", url.Values{"email": {who.email}, "password": {who.password}})
	if err != nil {
		return nil, err
	}
	if page, err = room.desk.get(ctx, at+"/workshops/new"); err != nil {
		return nil, err
	}
	form := page.form("/workshops/new")
	if form == nil {
		return nil, fmt.Errorf("the facilitator cannot make a workshop: %s", page.at)
	}
	now := time.Now().UTC()
	values := form.values()
	for name, value := range map[string]string{"title": fmt.Sprint("Room ", number+1), "opens": now.Add(-time.Hour).Format("2006-01-02T15:04"),
		"closes": now.Add(12 * time.Hour).Format("2006-01-02T15:04"), "offset": "0", "expected": fmt.Sprint(*r.phones), "depth": "quick", "pace": "sections"} {
		values.Set(name, value)
	}
	if page, err = room.desk.post(ctx, at+"/workshops/new", values); err != nil {
		return nil, err
	}
	id, code := workshopID.FindStringSubmatch(page.at.Path), joinCode.FindStringSubmatch(page.text)
	if id == nil || code == nil {
		return nil, fmt.Errorf("making a workshop led to %s (%d)", page.at, page.status)
	}
	room.id, room.code = id[1], code[1]
	return room, nil
}

// tallied are the numbers of a tally: joined, through where it is there, and
// finished.
func tallied(page string) (all []int) {
	for _, found := range tallies.FindAllStringSubmatch(page, -1) {
		n, err := strconv.Atoi(strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, found[1]))
		if err == nil {
			all = append(all, n)
		}
	}
	return all
}

// facilitate begins when nearly all are there, opens a section when most have
// the one before behind them, reveals the picture and ends the workshop.
func (b *benchRoom) facilitate(ctx context.Context) error {
	defer b.desk.close()
	page := "/workshops/" + b.id
	steps := 0
	for {
		if err := pause(ctx, min(time.Second, b.run.pace/4+time.Millisecond)); err != nil {
			return err
		}
		p, err := b.desk.get(ctx, b.run.server.url()+page)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		n := tallied(p.text)
		if len(n) < 2 {
			return fmt.Errorf("the facilitator sees no counts: %s", p.at)
		}
		joined, finished := n[0], n[len(n)-1]
		b.mu.Lock()
		waited := time.Since(b.step)
		b.mu.Unlock()
		switch {
		case p.form("/begin") != nil && joined >= *b.run.phones*9/10:
			err = b.press(ctx, p, "/begin")
		case p.form("/open") != nil && len(n) > 2 && (n[1] >= joined*8/10 || waited > 5*b.run.pace):
			err = b.press(ctx, p, "/open")
		case b.finished.len() == *b.run.phones && finished >= *b.run.phones && p.form("/reveal") != nil && steps < 100:
			steps = 100
			err = b.press(ctx, p, "/reveal")
		case b.finished.len() == *b.run.phones && finished >= *b.run.phones && (steps >= 100 || p.form("/reveal") == nil):
			b.total = joined
			if err := pause(ctx, 3*time.Second); err != nil { // for the projector to show the last
				return err
			}
			return b.press(ctx, p, "/end")
		}
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// press sends a button of the facilitator's page.
func (b *benchRoom) press(ctx context.Context, p *webPage, button string) error {
	form := p.form(button)
	if form == nil {
		return nil
	}
	b.mu.Lock()
	b.step = time.Now()
	b.mu.Unlock()
	_, err := b.desk.post(ctx, b.run.server.url()+form.action, form.values())
	return err
}

// stepSeen notes that a waiting phone shows what was opened last.
func (b *benchRoom) stepSeen(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.step.IsZero() {
		b.steps = append(b.steps, at.Sub(b.step))
	}
}

// watch is the projector: it asks every other second.
func (b *benchRoom) watch(ctx context.Context) {
	screen := newBrowser()
	defer screen.close()
	dice := rand.New(rand.NewPCG(*b.run.seed, 1<<62))
	var live liveView
	for {
		var p *webPage
		var err error
		if live.address == "" {
			if p, err = screen.get(ctx, b.run.server.url()+"/w/"+b.code+"/screen"); err == nil {
				live = p.live
			}
		} else if p, err = screen.ask(ctx, b.run.server.url()+live.address, live.tag); err == nil {
			if p.head.Get("Onramp-Moved") != "" {
				live = liveView{}
				continue
			}
			if tag := p.head.Get("ETag"); tag != "" {
				live.tag = tag
			}
		}
		if err == nil {
			if n := tallied(p.text); len(n) > 0 {
				s := sighting{at: time.Now(), joined: n[0]}
				if len(n) > 1 {
					s.finished = n[len(n)-1]
				}
				b.seen = append(b.seen, s)
			}
		}
		if pause(ctx, livePause(dice)) != nil {
			return
		}
	}
}
