package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// answerFlags are those of bench answer.
type answerFlags struct {
	connections *int
	seconds     *int
	rounds      *int
	program     *string
	json        *bool
}

func newBenchAnswer() *cobra.Command {
	cmd := &cobra.Command{Use: "answer", Short: "Round trips of answers against a bare server with one durable commit", Args: noArguments,
		Long: `Answer sends answers as the page's script does: form, durable commit, next question.
First as fast as so many connections can (closed loop), then at half that rate
whatever the server does (open loop), where the time counts from when an answer was
due. Before that a bare server does the least there is on the same machine: an echo
handler that commits one row durably with SQLite and writes a small template. All of it
several times, since disks and shared machines have slow spells; the median counts.`}
	flags := cmd.Flags()
	f := answerFlags{
		connections: flags.Int("connections", 32, "connections at the same time"),
		seconds:     flags.Int("seconds", 8, "length of each of the three parts"),
		rounds:      flags.Int("rounds", 3, "how often everything is measured"),
		program:     flags.String("program", "", "onramp to measure (default: this one)"),
		json:        flags.Bool("json", false, "print figures as JSON"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// answerFigures are what a run found; times in milliseconds.
type answerFigures struct {
	Connections                int
	BareRate, BareP99          float64
	Rate, Median, P99          float64
	Share                      float64 // of the bare rate
	OpenRate, OpenMedian       float64
	OpenP90, OpenP99, OpenLong float64
	ServerPeakMB               float64
}

func (f answerFlags) run(cmd *cobra.Command) (err error) {
	if *f.connections < 1 || *f.connections > 1000 || *f.seconds < 1 || *f.seconds > 600 || *f.rounds < 1 || *f.rounds > 100 {
		return usageError{errors.New("1 to 1000 connections, 1 to 600 seconds, 1 to 100 rounds")}
	}
	program := *f.program
	if program == "" {
		if program, err = os.Executable(); err != nil {
			return err
		}
	}
	var all []answerFigures
	for range *f.rounds {
		figures, err := f.round(cmd.Context(), program)
		if err != nil {
			return err
		}
		all = append(all, figures)
	}
	return medianFigures(all).report(cmd.OutOrStdout(), *f.json)
}

// medianFigures takes the median of each figure; the longest time is the longest
// of all.
func medianFigures(all []answerFigures) answerFigures {
	middle := func(of func(*answerFigures) *float64) float64 {
		var values []float64
		for i := range all {
			values = append(values, *of(&all[i]))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	m := answerFigures{Connections: all[0].Connections}
	for _, of := range []func(*answerFigures) *float64{
		func(f *answerFigures) *float64 { return &f.BareRate }, func(f *answerFigures) *float64 { return &f.BareP99 },
		func(f *answerFigures) *float64 { return &f.Rate }, func(f *answerFigures) *float64 { return &f.Median },
		func(f *answerFigures) *float64 { return &f.P99 }, func(f *answerFigures) *float64 { return &f.Share },
		func(f *answerFigures) *float64 { return &f.OpenRate }, func(f *answerFigures) *float64 { return &f.OpenMedian },
		func(f *answerFigures) *float64 { return &f.OpenP90 }, func(f *answerFigures) *float64 { return &f.OpenP99 },
		func(f *answerFigures) *float64 { return &f.ServerPeakMB },
	} {
		*of(&m) = middle(of)
	}
	for _, f := range all {
		m.OpenLong = max(m.OpenLong, f.OpenLong)
	}
	return m
}

// round measures everything once.
func (f answerFlags) round(ctx context.Context, program string) (figures answerFigures, err error) {
	length := time.Duration(*f.seconds) * time.Second
	folder, err := os.MkdirTemp("", "onramp-answer-")
	if err != nil {
		return figures, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	figures.Connections = *f.connections
	bare, err := f.bare(ctx, program, folder, length)
	if err != nil {
		return figures, fmt.Errorf("the bare server: %w", err)
	}
	figures.BareRate, figures.BareP99 = float64(len(bare))/length.Seconds(), milliseconds(bare.at(.99))
	database := filepath.Join(folder, "onramp.db")
	owners, err := newAnswering(ctx, database, *f.seconds*150+4**f.connections)
	if err != nil {
		return figures, err
	}
	server := &benchServer{program: program, database: database}
	if server.address, err = freeAddress(ctx); err != nil {
		return figures, err
	}
	if err := server.start(ctx); err != nil {
		return figures, err
	}
	defer server.stop(false)
	owners.base = server.url()
	closed, err := closedLoop(ctx, *f.connections, length, owners.worker)
	if err != nil {
		return figures, err
	}
	figures.Rate, figures.Median, figures.P99 = float64(len(closed))/length.Seconds(), milliseconds(closed.at(.5)), milliseconds(closed.at(.99))
	figures.Share = figures.Rate / figures.BareRate
	figures.OpenRate = figures.Rate / 2
	open, err := openLoop(ctx, *f.connections, length, figures.OpenRate, owners.worker)
	if err != nil {
		return figures, err
	}
	figures.OpenMedian, figures.OpenP90, figures.OpenP99, figures.OpenLong = milliseconds(open.at(.5)), milliseconds(open.at(.9)), milliseconds(open.at(.99)), milliseconds(open.at(1))
	server.stop(false)
	figures.ServerPeakMB = float64(server.peak) / (1 << 20)
	return figures, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// worker is one connection; each call is one round trip.
type worker func(ctx context.Context) error

// closedLoop lets so many workers send as fast as they are answered.
func closedLoop(ctx context.Context, connections int, length time.Duration, make func(int) worker) (delays, error) {
	until := time.Now().Add(length)
	return gather(connections, make, func(call worker, note func(time.Duration)) error {
		for time.Now().Before(until) {
			begun := time.Now()
			if err := call(ctx); err != nil {
				return err
			}
			note(time.Since(begun))
		}
		return nil
	})
}

// openLoop sends at a rate whatever the answers do; a round trip counts from the
// moment it was due, so that a server that stands still is seen.
func openLoop(ctx context.Context, connections int, length time.Duration, rate float64, make func(int) worker) (delays, error) {
	due := runOfTimes(ctx, length, rate)
	return gather(connections, make, func(call worker, note func(time.Duration)) error {
		for at := range due {
			if err := call(ctx); err != nil {
				return err
			}
			note(time.Since(at))
		}
		return nil
	})
}

// runOfTimes hands out the moments at which something is due, when it is.
func runOfTimes(ctx context.Context, length time.Duration, rate float64) <-chan time.Time {
	n := int(length.Seconds() * rate)
	due := make(chan time.Time, n+1)
	go func() {
		defer close(due)
		begun := time.Now()
		for i := range n {
			at := begun.Add(time.Duration(float64(i) / rate * float64(time.Second)))
			if pause(ctx, time.Until(at)) != nil {
				return
			}
			due <- at
		}
	}()
	return due
}

// gather runs workers side by side and collects their times.
func gather(connections int, make func(int) worker, run func(worker, func(time.Duration)) error) (all delays, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for n := range connections {
		call := make(n)
		group.Go(func() {
			var own delays
			e := run(call, func(d time.Duration) { own = append(own, d) })
			mu.Lock()
			defer mu.Unlock()
			all, err = append(all, own...), errors.Join(err, e)
		})
	}
	group.Wait()
	return all, err
}

func send(ctx context.Context, client *http.Client, address, form string, change func(*http.Request)) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if change != nil {
		change(request)
	}
	return client.Do(request)
}

func discard(answer *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= 400 {
		return fmt.Errorf("%s %s: %s", answer.Request.Method, answer.Request.URL.Path, answer.Status)
	}
	return nil
}

// answering are owners in the middle of answering.
type answering struct {
	base          string
	questionnaire *assessment.Questionnaire
	client        *http.Client
	firms         chan answeringFirm
}

type answeringFirm struct{ id, token, item string }

// newAnswering begins so many assessments.
func newAnswering(ctx context.Context, database string, n int) (a *answering, err error) {
	c, err := loadContent("")
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, database)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	sv := service.New(st, service.Options{})
	if err := sv.Refresh(ctx, c); err != nil {
		return nil, err
	}
	q := c.Questionnaires[0]
	a = &answering{questionnaire: q, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}, firms: make(chan answeringFirm, n)}
	for range n {
		id, token, err := sv.Start(ctx, q.ID, assessment.Profile{Country: "DE", Language: "en", Sector: "C", Employees: 12, Goals: []string{"cut-cost"}}, assessment.Standard, false)
		if err != nil {
			return nil, err
		}
		a.firms <- answeringFirm{id: id, token: token}
	}
	return a, nil
}

// worker answers for one firm after the other.
func (a *answering) worker(n int) worker {
	var f answeringFirm
	return func(ctx context.Context) error {
		if f.id == "" {
			select {
			case f = <-a.firms:
			default:
				return errors.New("there are no more firms; measure fewer seconds")
			}
			if f.item == "" {
				f.item = a.questionnaire.Items()[0].ID
			}
		}
		n++
		form := url.Values{"value": {[]string{"0", "1"}[n%2]}}
		if it := a.questionnaire.Item(f.item); it.Kind == assessment.Checklist {
			form = url.Values{"options": {it.Options[n%len(it.Options)].ID}}
		}
		answer, err := send(ctx, a.client, a.base+"/assessments/"+f.id+"/items/"+f.item, form.Encode(), func(r *http.Request) {
			r.Header.Set("HX-Request", "true")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Accept-Encoding", "identity")
			r.AddCookie(&http.Cookie{Name: "key", Value: f.token})
		})
		if err := discard(answer, err); err != nil {
			return err
		}
		to := answer.Header.Get("HX-Push-Url")
		if f.item = to[strings.LastIndex(to, "/")+1:]; f.item == "" { // has answered all
			f = answeringFirm{}
		}
		return nil
	}
}

func (f answerFigures) report(w io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(f)
	}
	fmt.Fprintf(w, "closed loop, %d connections\n", f.Connections)
	fmt.Fprintf(w, "  bare server   %8.0f a second, 99 %% within %.1f ms\n", f.BareRate, f.BareP99)
	fmt.Fprintf(w, "  answers       %8.0f a second, median %.1f ms, 99 %% within %.1f ms; %.2f of the bare server\n", f.Rate, f.Median, f.P99, f.Share)
	fmt.Fprintf(w, "open loop, %.0f answers a second: median %.1f ms, 90 %% %.1f ms, 99 %% %.1f ms, longest %.1f ms\n", f.OpenRate, f.OpenMedian, f.OpenP90, f.OpenP99, f.OpenLong)
	fmt.Fprintf(w, "server memory at most %.0f MB\n", f.ServerPeakMB)
	return nil
}
