package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment/service"
	"onramp/assessment/store"
)

// generateFlags are what generate can be told.
type generateFlags struct {
	database, from, to *string
	assessments        *int
	seed               *uint64
	answers            *bool
}

func newGenerate() *cobra.Command {
	cmd := &cobra.Command{Use: "generate", Short: "Make finished assessments of firms that do not exist", Args: noArguments,
		Long: `Generate fills a database with finished assessments of drawn firms, to try out
releases and to measure. They are marked as synthetic: no link opens them, nothing
is learnt from them, and every table and file of a release with one of them says
so. A database with assessments of real firms is refused.

Countries, sectors, sizes and ways of taking part are spread as registers show,
roughly. Up to 2,000 firms are interviewed at quick depth and scored; further ones
stand for one of these in another place and at another time. The same seed makes
the same firms.`,
		Example: "  onramp generate --assessments 5000 --seed 1 --database trial.db",
	}
	flags := cmd.Flags()
	f := generateFlags{
		database:    databaseFlag(flags),
		assessments: flags.Int("assessments", 1000, "how many"),
		seed:        flags.Uint64("seed", 1, "of everything that is drawn"),
		from:        flags.String("from", "", "first day they are finished on (default: a year before --to)"),
		to:          flags.String("to", "", "last day (default: yesterday)"),
		answers:     flags.Bool("answers", false, "keep their answers, too, which takes most of the time and space"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// period reads the days, of UTC and both included.
func (f generateFlags) period(now time.Time) (from, to time.Time, err error) {
	to = now.UTC().Truncate(24 * time.Hour)
	if *f.to != "" {
		if to, err = time.Parse(time.DateOnly, *f.to); err != nil {
			return from, to, usageError{fmt.Errorf("--to %q is no day such as 2026-03-31", *f.to)}
		}
		to = to.AddDate(0, 0, 1)
	}
	from = to.AddDate(-1, 0, 0)
	if *f.from != "" {
		if from, err = time.Parse(time.DateOnly, *f.from); err != nil {
			return from, to, usageError{fmt.Errorf("--from %q is no day such as 2026-01-01", *f.from)}
		}
	}
	if !from.Before(to) {
		return from, to, usageError{errors.New("--from comes after --to")}
	}
	return from, to, nil
}

func (f generateFlags) run(cmd *cobra.Command) (err error) {
	if *f.assessments < 1 {
		return usageError{errors.New("--assessments must be 1 or more")}
	}
	from, to, err := f.period(time.Now())
	if err != nil {
		return err
	}
	st, err := store.Open(cmd.Context(), *f.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	sv := service.New(st, service.Options{})
	if err := generate(cmd.Context(), sv, generation{n: *f.assessments, seed: *f.seed, from: from, to: to, answers: *f.answers}, cmd.ErrOrStderr()); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d synthetic assessments, finished from %s to %s\n", *f.assessments, from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly))
	return nil
}

// generation is what to generate.
type generation struct {
	n        int
	seed     uint64
	from, to time.Time
	answers  bool
}

// generateBatch is how many are written in one transaction.
const generateBatch = 1000

// generate fills a store with the built-in content and with synthetic firms.
func generate(ctx context.Context, sv *service.Service, o generation, told io.Writer) error {
	c, err := loadContent("")
	if err != nil {
		return err
	}
	if err := sv.Refresh(ctx, c); err != nil {
		return err
	}
	s, err := newSubject(nil, "", "")
	if err != nil {
		return err
	}
	g := &generator{subject: s, catalogue: c, seed: o.seed, from: o.from, to: o.to, answers: o.answers}
	if err := g.interview(ctx, o.n); err != nil {
		return err
	}
	said := time.Now()
	for done := 0; done < o.n; {
		var batch []service.Synthetic
		for len(batch) < generateBatch && done < o.n {
			batch = append(batch, g.make(uint64(done)))
			done++
		}
		if err := sv.AddSynthetic(ctx, batch); err != nil {
			return err
		}
		if time.Since(said) >= 2*time.Second {
			said = time.Now()
			fmt.Fprintf(told, "onramp: %d of %d assessments\n", done, o.n)
		}
	}
	return nil
}
