package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"

	"onramp/assessment"
)

// maxFirms bounds --firms.
const maxFirms = 1_000_000

var simulateHelp = fmt.Sprintf(`Simulate measures the adaptive interview on firms whose truth it does not know, and
says which of its targets are met. Each firm answers as the interview asks; then it
answers everything, and the two are compared.

Without --bank it measures the questionnaire, with firms drawn over sectors, sizes and goals.
--bank reference is a frozen bank of %d items over 8 dimensions that comes with the program;
--bank FILE is any other (./reference for a file of that name). A bank is scored from 0 to 100
per dimension, with levels from 20, 40, 60 and 80 points, and overall by the mean.

Truth, drawn once per seed; thresholds in standard deviations of the population:
  discriminations  uniform on %g to %g (the interview assumes 1.5, or those of BANK)
  thresholds       the interview's, all of an item shifted by N(0, %g²), each by a further
                   N(0, %g²), kept in order
  correlations     each %g ± %g (the interview assumes 0.5, or those of BANK)
  pairs            %g %% of the items stand in pairs of one dimension that share a further
                   effect of N(0, %g²) on the trait

asked         questions to know the levels and to confirm the roadmap; legal and security
              musts, which are always asked, and those for calibration are counted apart
agreement     most likely level at the end of the interview, and the level of all answers
probability   stated of that level; dimensions with everything answered stand apart
roadmap       practices with the widest expected gap, weight × (%g − share of the scale); value
              is the true gaps of these as a share of the widest true ones
time          of finding one next question, one interview at a time, the shortest of %d

The same flags print the same, but for times.
`, referenceItems, leastA, mostA, itemShift, thresholdShift, middleR, spreadR, 100*pairedShare, pairSD, goodShare, passes)

// simulateFlags are the command line.
type simulateFlags struct {
	firms   int
	seed    uint64
	depth   string
	bank    string
	format  string
	consent bool
}

func newSimulate() *cobra.Command {
	cmd := &cobra.Command{Use: "simulate", Short: "Measure the adaptive interview on simulated firms", Args: noArguments,
		Long: simulateHelp + bankHelp, Example: "  onramp simulate --bank reference --depth quick"}
	var f simulateFlags
	flags := cmd.Flags()
	flags.IntVar(&f.firms, "firms", 2000, "how many firms to draw")
	flags.Uint64Var(&f.seed, "seed", 1, "what truth and firms are drawn from")
	flags.StringVar(&f.depth, "depth", string(assessment.Standard), "quick, standard or full")
	flags.StringVar(&f.bank, "bank", "", "reference, or file with the items; - for standard input (default: the questionnaire)")
	flags.StringVar(&f.format, "format", "text", "text or json")
	flags.BoolVar(&f.consent, "consent", false, "firms agree to statistics, so that some questions for calibration are asked too")
	folder := contentFlag(flags)
	_ = cmd.MarkFlagFilename("bank", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return usageError{err}
		}
		s, err := newSubject(cmd.InOrStdin(), f.bank, *folder)
		if err != nil {
			return err
		}
		what := fmt.Sprintf("simulating %d firms", f.firms)
		records, err := attend(cmd, what, func() ([]record, error) { return s.simulate(cmd.Context(), f) })
		if err != nil {
			return err
		}
		out := newSimulation(s, f, records)
		if f.format == "json" {
			return printJSON(cmd, out)
		}
		return out.print(cmd.OutOrStdout())
	}
	return cmd
}

func (f simulateFlags) check() error {
	switch {
	case f.firms < 1 || f.firms > maxFirms:
		return fmt.Errorf("--firms %d: use 1 to %d", f.firms, maxFirms)
	case !assessment.Depth(f.depth).Valid():
		return fmt.Errorf("--depth %q: use quick, standard or full", f.depth)
	case f.format != "text" && f.format != "json":
		return fmt.Errorf("--format %q: use text or json", f.format)
	}
	return nil
}

func newSimulation(s *subject, f simulateFlags, records []record) simulation {
	all := newFigures(records)
	return simulation{Bank: s.name, Depth: f.depth, Firms: f.firms, Seed: f.seed, Consent: f.consent, Figures: all,
		Targets: newTargets(all, assessment.Depth(f.depth), f.bank == referenceName)}
}

// Streams of chance: one for the truth, and one a firm counted from the other,
// so that no figure hangs on which processor took which firm.
const (
	truthStream = iota
	firstFirm
)

// simulate interviews all firms on all processors and returns what they showed
// in their order.
func (s *subject) simulate(ctx context.Context, f simulateFlags) ([]record, error) {
	t := newPopulation(s.experts, len(s.questionnaire.Dimensions), rand.New(rand.NewPCG(f.seed, truthStream)))
	records, workers := make([]record, f.firms), runtime.GOMAXPROCS(0)
	faults := make([]error, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(f.firms) && faults[w] == nil && ctx.Err() == nil; i = next.Add(1) - 1 {
				records[i], faults[w] = s.one(t, f, uint64(i))
			}
		})
	}
	wait.Wait()
	if err := errors.Join(append(faults, ctx.Err())...); err != nil {
		return nil, err
	}
	return records, s.time(t, f, records)
}

// timed is how many interviews are repeated one at a time to measure how long
// finding a question takes.
const timed = 200

// passes is how often each is repeated: the shortest time of a question counts,
// since what interrupts the program is not its work.
const passes = 3

// time repeats some interviews with nothing else going on in the program and a
// new instrument each, which remembers nothing, and keeps only their times.
func (s *subject) time(t *population, f simulateFlags, records []record) error {
	for i := range records {
		records[i].times = nil
		if i >= timed {
			continue
		}
		for range passes {
			if err := s.fresh(); err != nil {
				return err
			}
			alone, err := s.one(t, f, uint64(i))
			if err != nil {
				return err
			}
			records[i].shorten(alone.times)
		}
	}
	return nil
}

// one draws and interviews one firm.
func (s *subject) one(t *population, f simulateFlags, number uint64) (record, error) {
	rng := rand.New(rand.NewPCG(f.seed, firstFirm+number))
	firm, err := s.draw(t, rng)
	if err != nil {
		return record{}, err
	}
	return s.interview(firm, assessment.Depth(f.depth), int64(rng.Uint64()>>1), f.consent)
}
