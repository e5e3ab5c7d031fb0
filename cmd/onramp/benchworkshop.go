package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// workshopFlags are those of bench workshop.
type workshopFlags struct {
	rooms, phones, kills *int
	pace                 *time.Duration
	faults               *float64
	seed                 *uint64
	database, program    *string
	json                 *bool
}

func newBenchWorkshop() *cobra.Command {
	cmd := &cobra.Command{Use: "workshop", Short: "Workshops full of phones: answers lost, answering time, projector's delay", Args: noArguments,
		Long: `Workshop fills rooms with phones, each an HTTP client of its own with its cookies.
They join by code, wait for the facilitator, answer section by section at the pace
of people, refresh pages, lose the connection in the middle of sending, and some go
on with another phone. A facilitator opens the sections, projectors ask for counts.

At the end every acknowledged answer is read back from the firm's own file and
compared. Exit code 1 when one is lost or a firm is there twice. With --kill the
server is killed without warning so many times while phones answer, and started
again on the same database.`,
		Example: "  onramp bench workshop --rooms 1 --phones 500\n  onramp bench workshop --rooms 10 --phones 50 --kill 3"}
	flags := cmd.Flags()
	f := workshopFlags{
		rooms:    flags.Int("rooms", 1, "workshops at the same time"),
		phones:   flags.Int("phones", 500, "phones in each"),
		kills:    flags.Int("kill", 0, "times the server is killed meanwhile"),
		pace:     flags.Duration("pace", 8*time.Second, "mean time a person takes for a question"),
		faults:   flags.Float64("faults", 0.03, "share of answers before which a page is refreshed, and as often the connection is lost"),
		seed:     flags.Uint64("seed", 1, "of everything that is drawn"),
		database: flags.String("database", "", "empty database to use (default: a file that is removed afterwards)"),
		program:  flags.String("program", "", "onramp to measure (default: this one)"),
		json:     flags.Bool("json", false, "print figures as JSON"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// tally is what all phones report.
type tally struct {
	answers, checked                  int
	lost                              []string
	cut, refreshed, changed, repeated int
	refused, polls                    int
	joining, answering                delays
	lastError                         string
}

// workshopRun is one run of bench workshop.
type workshopRun struct {
	workshopFlags
	server *benchServer
	pace   time.Duration
	faults float64
	rooms  []*benchRoom
	// impatient phones hardly wait before they repeat a request.
	impatient bool

	mu    sync.Mutex
	tally tally
	log   io.Writer
}

// say writes a line of progress.
func (r *workshopRun) say(format string, values ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.log, "onramp: "+format+"\n", values...)
}

func (r *workshopRun) count(change func(*tally)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.tally)
}

func (r *workshopRun) answers() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tally.answers
}

func (f workshopFlags) run(cmd *cobra.Command) (err error) {
	if *f.rooms < 1 || *f.phones < 1 || *f.phones > 500 || *f.kills < 0 || *f.pace < 0 || *f.faults < 0 || *f.faults > 0.3 {
		return usageError{errors.New("1 room or more, 1 to 500 phones in each, no negative numbers, faults up to 0.3")}
	}
	ctx := cmd.Context()
	database, program := *f.database, *f.program
	if database == "" {
		folder, err := os.MkdirTemp("", "onramp-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		database = filepath.Join(folder, "onramp.db")
	}
	if program == "" {
		if program, err = os.Executable(); err != nil {
			return err
		}
	}
	facilitator, err := prepareBench(ctx, database)
	if err != nil {
		return err
	}
	r := &workshopRun{workshopFlags: f, pace: *f.pace, faults: *f.faults, log: cmd.ErrOrStderr(), server: &benchServer{program: program, database: database}}
	if r.server.address, err = freeAddress(ctx); err != nil {
		return err
	}
	if err := r.server.start(ctx); err != nil {
		return err
	}
	defer r.server.stop(false)
	begun := time.Now()
	if err := r.drive(ctx, facilitator); err != nil {
		return err
	}
	took := time.Since(begun)
	r.server.stop(false)
	return r.report(cmd.OutOrStdout(), took)
}

// drive runs all rooms to their end.
func (r *workshopRun) drive(ctx context.Context, facilitator benchAccount) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for i := range *r.workshopFlags.rooms {
		room, err := newBenchRoom(ctx, r, facilitator, i)
		if err != nil {
			return err
		}
		r.rooms = append(r.rooms, room)
	}
	watching, stop := context.WithCancel(ctx)
	var watchers, group errgroup.Group
	defer func() { stop(); _ = watchers.Wait() }()
	watchers.Go(func() error { r.tell(watching); return nil })
	watchers.Go(func() error { r.kill(watching); return nil })
	for i, room := range r.rooms {
		watchers.Go(func() error { room.watch(watching); return nil })
		group.Go(func() error { return r.stopAll(cancel, room.facilitate(ctx)) })
		for n := range *r.phones {
			dice := rand.New(rand.NewPCG(*r.seed, uint64(i)<<32+uint64(n)+1))
			p := &phone{workshopRun: r, browser: newBrowser(), room: room, dice: dice, said: map[string]string{}, tried: map[string][]string{}}
			late := float64(n) / float64(*r.phones) * 4 // the room fills in the time of four questions
			if n%20 == 19 {
				late += 6 // and some come late
			}
			group.Go(func() error {
				if err := pause(ctx, time.Duration(late*float64(r.pace))); err != nil {
					return err
				}
				return r.stopAll(cancel, p.take(ctx))
			})
		}
	}
	return group.Wait()
}

// stopAll ends the run at the first error that is not the end itself.
func (r *workshopRun) stopAll(cancel func(), err error) error {
	if err != nil && !errors.Is(err, context.Canceled) {
		cancel()
	}
	return err
}

// tell says every few seconds how far the run is.
func (r *workshopRun) tell(ctx context.Context) {
	for pause(ctx, 5*time.Second) == nil {
		r.mu.Lock()
		answers, repeated := r.tally.answers, r.tally.repeated
		r.mu.Unlock()
		joined, finished := 0, 0
		for _, room := range r.rooms {
			joined, finished = joined+room.joined.len(), finished+room.finished.len()
		}
		r.say("%d joined, %d answers, %d finished, %d requests repeated", joined, answers, finished, repeated)
	}
}

// kill ends the server without warning at random moments while phones answer.
func (r *workshopRun) kill(ctx context.Context) {
	dice := rand.New(rand.NewPCG(*r.seed, 0))
	const usual = 26 // answers of a firm at quick depth, or a few more
	part := usual * *r.phones * *r.workshopFlags.rooms / (*r.kills + 1)
	for n := range *r.kills {
		at := n*part + part/4 + dice.IntN(part/2+1)
		for r.answers() < at {
			if pause(ctx, 5*time.Millisecond) != nil {
				return
			}
		}
		r.say("the server is killed after %d answers", r.answers())
		r.server.stop(true)
		if err := r.server.start(ctx); err != nil {
			r.say("%v", err)
			return
		}
	}
}

// workshopFigures are what a run found, in milliseconds where they are times.
type workshopFigures struct {
	Rooms, Phones, Kills                               int
	Seconds, Pace                                      float64
	Answers, Checked, Lost, Twice                      int
	Refreshed, CutOff, ChangedPhone, Repeated, Refused int
	AnswerMedian, AnswerP99, ScreenMedian, ScreenP99   float64
	StepMedian, StepP99, JoinMedian, JoinP99           float64
	ServerCPUSeconds, ServerPeakMB                     float64
}

func (r *workshopRun) report(w io.Writer, took time.Duration) error {
	t := &r.tally
	var screen, steps delays
	twice := 0
	for _, room := range r.rooms {
		screen = append(append(screen, room.joined.shown(room.seen, false)...), room.finished.shown(room.seen, true)...)
		steps = append(steps, room.steps...)
		twice += room.total - room.joined.len()
	}
	ms := func(d delays, share float64) float64 { return float64(d.at(share).Microseconds()) / 1000 }
	f := workshopFigures{*r.workshopFlags.rooms, *r.phones, *r.kills, took.Seconds(), r.pace.Seconds(), t.answers, t.checked, len(t.lost), twice,
		t.refreshed, t.cut, t.changed, t.repeated, t.refused, ms(t.answering, .5), ms(t.answering, .99), ms(screen, .5), ms(screen, .99),
		ms(steps, .5), ms(steps, .99), ms(t.joining, .5), ms(t.joining, .99), r.server.cpu.Seconds(), float64(r.server.peak) / (1 << 20)}
	if *r.json {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(f); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "%d rooms of %d phones, a question every %.1f s, %.0f s in all, server killed %d times\n", f.Rooms, f.Phones, f.Pace, f.Seconds, f.Kills)
		fmt.Fprintf(w, "answers acknowledged %d, read back %d, lost %d; firms there twice %d\n", f.Answers, f.Checked, f.Lost, f.Twice)
		fmt.Fprintf(w, "pages refreshed %d, connections lost while sending %d, phones changed %d, requests repeated %d, forms refused %d\n\n",
			f.Refreshed, f.CutOff, f.ChangedPhone, f.Repeated, f.Refused)
		delaysHead(w)
		t.joining.write(w, "join: form sent until the next page is read")
		t.answering.write(w, "answer: form sent until the next page is read")
		steps.write(w, "section opened until a waiting phone shows it")
		screen.write(w, "joined or finished until the projector says so")
		fmt.Fprintf(w, "\nserver: %.1f s of processor time, %.0f MB of memory at most\n", f.ServerCPUSeconds, f.ServerPeakMB)
	}
	for _, line := range t.lost[:min(len(t.lost), maxFaults)] {
		fmt.Fprintln(w, "lost:", line)
	}
	if f.Lost > 0 || f.Twice != 0 {
		return fmt.Errorf("%d answers lost, %d firms too many", f.Lost, f.Twice)
	}
	return nil
}
