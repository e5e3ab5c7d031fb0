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
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"onramp/assessment/store"
)

// crashFlags are those of bench crash.
type crashFlags struct {
	kills, owners     *int
	seed              *uint64
	database, program *string
	json              *bool
}

func newBenchCrash() *cobra.Command {
	cmd := &cobra.Command{Use: "crash", Short: "Kill the server again and again while owners answer: answers lost", Args: noArguments,
		Long: `Crash lets owners answer as fast as the server does, each in a browser of its own, and
kills the server without warning at random moments, also while it starts. At the end
every acknowledged answer is read back from the firm's own file, the database is
walked through for damage, and its firms are counted. Exit code 1 when an answer is
lost, something is there that nobody sent, or the database is not sound.`,
		Example: "  onramp bench crash --kills 100"}
	flags := cmd.Flags()
	f := crashFlags{
		kills:    flags.Int("kills", 100, "times the server is killed"),
		owners:   flags.Int("owners", 16, "owners who answer at the same time"),
		seed:     flags.Uint64("seed", 1, "of everything that is drawn"),
		database: flags.String("database", "", "empty database to use (default: a file that is removed afterwards)"),
		program:  flags.String("program", "", "onramp to measure (default: this one)"),
		json:     flags.Bool("json", false, "print figures as JSON"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// crashFigures are what a run found.
type crashFigures struct {
	Kills, Owners                  int
	Seconds                        float64
	Firms, Begun                   int // firms acknowledged, and firms in the database
	Answers, Checked, Lost, Unsent int
	Repeated                       int     // requests that got no answer and were sent again
	RestartMedian, RestartLongest  float64 // milliseconds from the start of the process to its first answer
}

// crashRun is one run of bench crash.
type crashRun struct {
	*workshopRun // server and tally of the phones
	kills        int
	firms        chan *phone // that have answered, to be read back
	unsent       int
	restarts     delays
}

func (f crashFlags) run(cmd *cobra.Command) (err error) {
	if *f.kills < 1 || *f.owners < 1 || *f.owners > 500 {
		return usageError{errors.New("1 kill or more, 1 to 500 owners")}
	}
	ctx := cmd.Context()
	database, program := *f.database, *f.program
	if database == "" {
		folder, err := os.MkdirTemp("", "onramp-crash-")
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
	server := &benchServer{program: program, database: database}
	if server.address, err = freeAddress(ctx); err != nil {
		return err
	}
	if err := server.start(ctx); err != nil {
		return err
	}
	defer server.stop(false)
	r := &crashRun{workshopRun: &workshopRun{server: server, log: cmd.ErrOrStderr(), impatient: true}, kills: *f.kills, firms: make(chan *phone, 1<<16)}
	begun := time.Now()
	if err := r.drive(ctx, *f.owners, *f.seed); err != nil {
		return err
	}
	figures := crashFigures{Kills: r.kills, Owners: *f.owners, Seconds: time.Since(begun).Seconds(), Firms: len(r.firms)}
	if err := r.readAllBack(ctx); err != nil {
		return err
	}
	server.stop(false)
	found, err := store.Examine(ctx, database)
	if err != nil {
		return err
	}
	t := &r.tally
	figures.Begun, figures.Answers, figures.Checked, figures.Lost, figures.Unsent, figures.Repeated = int(found.Assessed), t.answers, t.checked, len(t.lost), r.unsent, t.repeated
	figures.RestartMedian, figures.RestartLongest = float64(r.restarts.at(.5).Microseconds())/1000, float64(r.restarts.at(1).Microseconds())/1000
	return errors.Join(figures.report(cmd.OutOrStdout(), *f.json, t.lost), found.Sound())
}

// drive lets owners answer until the server has been killed often enough.
func (r *crashRun) drive(ctx context.Context, owners int, seed uint64) error {
	answering, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	for n := range owners {
		dice := rand.New(rand.NewPCG(seed, uint64(n)+1))
		group.Go(func() error {
			err := r.owner(answering, dice)
			if answering.Err() != nil {
				return nil // the run is over, whatever the owner was doing
			}
			stop()
			return err
		})
	}
	err := r.killing(answering, rand.New(rand.NewPCG(seed, 0)))
	if answering.Err() != nil && ctx.Err() == nil {
		err = nil // an owner has stopped the run and says why
	}
	stop()
	return errors.Join(group.Wait(), err)
}

// killing kills the server at random moments, some while it starts, and leaves
// it running at the end.
func (r *crashRun) killing(ctx context.Context, dice *rand.Rand) error {
	for n := range r.kills {
		if dice.IntN(10) == 0 { // before it answers
			r.server.stop(true)
			starting, cancel := context.WithTimeout(ctx, time.Duration(dice.Int64N(int64(60*time.Millisecond))))
			_ = r.server.start(starting)
			cancel()
		} else if err := pause(ctx, time.Duration(dice.Int64N(int64(500*time.Millisecond)))); err != nil {
			return err
		}
		r.server.stop(true)
		begun := time.Now()
		if err := r.server.start(ctx); err != nil {
			return fmt.Errorf("after kill %d: %w", n+1, err)
		}
		r.restarts = append(r.restarts, time.Since(begun))
		if (n+1)%10 == 0 {
			r.say("killed %d times, %d answers acknowledged", n+1, r.answers())
		}
	}
	return pause(ctx, 200*time.Millisecond)
}

// owner begins one firm after the other and answers for it.
func (r *crashRun) owner(ctx context.Context, dice *rand.Rand) error {
	for {
		p := &phone{workshopRun: r.workshopRun, browser: newBrowser(), dice: dice, said: map[string]string{}, tried: map[string][]string{}}
		page, err := p.begin(ctx)
		if err != nil {
			return err
		}
		r.firms <- p
		for err == nil && page.form("/items/") != nil {
			page, err = p.answer(ctx, page)
		}
		if err != nil {
			return err
		}
	}
}

// begin starts an assessment on the site's own pages.
func (p *phone) begin(ctx context.Context) (*webPage, error) {
	page, err := p.open(ctx, "/start")
	if err != nil {
		return nil, err
	}
	form := page.form("/start")
	if form == nil {
		return nil, fmt.Errorf("the page %s has no form", page.at)
	}
	values := form.values()
	for name, value := range map[string]string{"country": "DE", "sector": "C", "employees": fmt.Sprint(1 + p.dice.IntN(90)), "goals": "cut-cost", "depth": "quick", "statistics_consent": "no"} {
		values.Set(name, value)
	}
	page, err = p.insist(ctx, func(ctx context.Context) (*webPage, error) { return p.post(ctx, p.absolute(form.action), values) })
	if err != nil {
		return nil, err
	}
	parts := strings.Split(page.at.Path, "/")
	if len(parts) < 3 || parts[1] != "assessments" {
		return nil, fmt.Errorf("the form of %s led to %s", form.action, page.at)
	}
	p.id = parts[2]
	return page, nil
}

// readAllBack compares every firm's own file with what was acknowledged, and
// looks for what nobody sent.
func (r *crashRun) readAllBack(ctx context.Context) error {
	close(r.firms)
	for p := range r.firms {
		if err := p.readBack(ctx); err != nil {
			return err
		}
		r.unsent += p.unsent
		p.close()
	}
	return nil
}

func (f crashFigures) report(w io.Writer, asJSON bool, lost []string) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(f); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "server killed %d times in %.0f s while %d owners answered; restart until the first answer: median %.0f ms, longest %.0f ms\n",
			f.Kills, f.Seconds, f.Owners, f.RestartMedian, f.RestartLongest)
		fmt.Fprintf(w, "answers acknowledged %d, read back %d, lost %d, kept without having been sent %d; requests repeated %d\n", f.Answers, f.Checked, f.Lost, f.Unsent, f.Repeated)
		fmt.Fprintf(w, "firms acknowledged %d, in the database %d\n", f.Firms, f.Begun)
	}
	for _, line := range lost[:min(len(lost), maxFaults)] {
		fmt.Fprintln(w, "lost:", line)
	}
	if f.Lost > 0 || f.Unsent > 0 || f.Begun < f.Firms {
		return fmt.Errorf("%d answers lost, %d that nobody sent, %d firms missing", f.Lost, f.Unsent, max(0, f.Firms-f.Begun))
	}
	return nil
}
