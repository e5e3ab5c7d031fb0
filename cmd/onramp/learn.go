package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

var learnHelp = fmt.Sprintf(`
From a database: --database FILE reads, instead of BANK and ANSWERS, the finished assessments of
the newest version of --questionnaire whose owners agreed, without ids, names or dates, and
prints the same JSON with the correlations, which are learnt too. It starts at the experts'
guess, the centre of the same priors. The published parameters stay as they are unless you say
  --publish  stores a new version; it never changes, new assessments use it, older ones keep
             theirs (see onramp rescore). A running server uses it after a restart. Refused
             below %d firms, where the experts' guess predicts as well, or when the search
             did not converge, unless --force is given. --note says what is special about it
  --report   how far it can be trusted, as text; --report=json adds it to the JSON:
    groups       firms by depth, size class and sector; groups under 10 are not shown
    drift        parameters of each item: experts', previous version, now; flagged when a
                 threshold moved by more than 0.5 or 3 standard errors since the previous
                 version, else the experts'
    residual_correlations  Q3 (Yen 1984) more than .2, and 4 standard errors, away from the
                 mean of pairs that stand alike (Christensen, Makransky & Horton 2017), of
                 pairs that 30 firms answered: they share what the dimensions do not explain
    differences  items that a size class or sector answers differently from others of the
                 same standing: standardised difference (Dorans & Kulick 1986; graded items:
                 Zwick & Thayer 1996), matched on the posterior given the firm's other
                 answers, the group's own mean taken out; beyond .1 of the scale and 3
                 standard errors, with 30 answers on each side. Among a thousand
                 comparisons a few are flagged by chance
    asked        answers to items asked at random (seed) and to chosen ones, against what
                 the firm's other answers predict: mean residual (0 is as predicted) and
                 spread (1 is as predicted)
    audit        of firms that finished a short interview and then answered everything: how
                 probable their likeliest level was said to be, and how often it was right
`, assessment.LeastRespondents)

// learnFlags are those of calibrate that only serve with a database.
type learnFlags struct {
	database, questionnaire, report, note *string
	publish, force                        *bool
}

func newLearnFlags(flags *pflag.FlagSet) learnFlags {
	f := learnFlags{
		database:      flags.String("database", "", "database to learn from, instead of --bank and --data"),
		questionnaire: questionnaireFlag(flags),
		report:        flags.String("report", "", "with --database: also say how far the result can be trusted; text or json"),
		publish:       flags.Bool("publish", false, "with --database: store the result as a new version"),
		note:          flags.String("note", "", "with --publish: what is special about this version"),
		force:         flags.Bool("force", false, "with --publish: also when there are few firms"),
	}
	flags.Lookup("report").NoOptDefVal = "text"
	return f
}

func questionnaireFlag(flags *pflag.FlagSet) *string {
	return flags.String("questionnaire", "nir-sme", "id of the questionnaire, in its newest version")
}

// chosen reports whether to learn from a database, and refuses flags of one way
// beside those of the other. A database that only the environment names gives
// way to files.
func (f learnFlags) chosen(flags *pflag.FlagSet) (bool, error) {
	changed := func(names ...string) string {
		for _, name := range names {
			if flags.Changed(name) {
				return name
			}
		}
		return ""
	}
	files, only := changed("bank", "data"), changed("report", "publish", "note", "force")
	environment, _ := os.LookupEnv("ONRAMP_DATABASE")
	switch {
	case files != "" && *f.database != "" && *f.database != environment:
		return false, usageError{fmt.Errorf("--%s and --database: calibrate reads files or a database, not both", files)}
	case files != "" && only != "":
		return false, usageError{fmt.Errorf("--%s needs --database, not --%s", only, files)}
	case *f.database == "" && only != "":
		return false, usageError{fmt.Errorf("--%s: name the database with --database FILE", only)}
	case files != "" || *f.database == "":
		return false, nil
	}
	switch other := changed("prior", "grid", "range"); {
	case other != "":
		return false, usageError{fmt.Errorf("--%s goes with --bank: with --database the priors and the grid are those of interviews", other)}
	case *f.report != "" && *f.report != "text" && *f.report != "json":
		return false, usageError{fmt.Errorf("--report=%s: use --report or --report=json", *f.report)}
	case !*f.publish && changed("note", "force") != "":
		return false, usageError{fmt.Errorf("--%s goes with --publish", changed("note", "force"))}
	}
	return true, nil
}

// checkExists refuses a database file that is not there; whether a server has a
// database is for the server to say.
func checkExists(flag, database string) error {
	if store.Remote(database) {
		return nil
	}
	if _, err := os.Stat(database); err != nil {
		return usageError{fmt.Errorf("--%s: %w", flag, err)}
	}
	return nil
}

// existing opens the database of an installation; a file that is not there is a
// mistake, not a new one.
func existing(ctx context.Context, file string) (*store.Store, *service.Service, error) {
	if err := checkExists("database", file); err != nil {
		return nil, nil, err
	}
	st, err := store.Open(ctx, file)
	if err != nil {
		return nil, nil, err
	}
	return st, service.New(st, service.Options{}), nil
}

func (f learnFlags) run(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	st, sv, err := existing(ctx, *f.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	c, err := sv.Catalogue(ctx)
	if err != nil {
		return err
	}
	q, err := c.Questionnaire(*f.questionnaire, "")
	if err != nil {
		return err
	}
	m, err := c.ModelFor(q, "")
	if err != nil {
		return err
	}
	respondents, err := sv.Respondents(ctx, q)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("learning from %d firms", len(respondents))
	learnt, err := attend(cmd, what, func() (*assessment.Learnt, error) { return assessment.Learn(q, m, respondents) })
	if err != nil {
		return err
	}
	out := newLearntJSON(learnt)
	if *f.report != "" {
		if out.Report, err = learnt.Report(c.NewestParameters(q)); err != nil {
			return err
		}
	}
	if *f.publish {
		if out.Published, err = f.store(ctx, sv, learnt); err != nil {
			return err
		}
	}
	if *f.report == "text" {
		return writeLearningReport(cmd.OutOrStdout(), out)
	}
	return printJSON(cmd, out)
}

// store publishes what was learnt and returns its version.
func (f learnFlags) store(ctx context.Context, sv *service.Service, learnt *assessment.Learnt) (int, error) {
	switch n := learnt.Parameters.Respondents; {
	case *f.force:
	case n < assessment.LeastRespondents:
		return 0, fmt.Errorf("not published: %d firms are fewer than %d, and from so few the experts' guess predicts as well; wait for more, or say --force", n, assessment.LeastRespondents)
	case !learnt.Converged:
		return 0, fmt.Errorf("not published: the search did not converge within %d iterations; look at --report for items that few answered, or say --force", learnt.Iterations)
	}
	p := learnt.Parameters
	p.Note = *f.note
	published, err := sv.PublishParameters(ctx, p)
	return published.Version, err
}

// learntJSON is what calibrate prints of a database.
type learntJSON struct {
	Questionnaire string `json:"questionnaire"`
	Version       string `json:"version"`
	Respondents   int    `json:"respondents"`
	calibrateJSON
	Dimensions   []string                   `json:"dimensions"`
	Correlations [][]finite                 `json:"correlations"`
	Published    int                        `json:"published,omitempty"` // version
	Report       *assessment.LearningReport `json:"report,omitempty"`
}

func newLearntJSON(l *assessment.Learnt) learntJSON {
	j := learntJSON{Questionnaire: l.Parameters.Questionnaire, Version: l.Parameters.QuestionnaireVersion, Respondents: l.Parameters.Respondents,
		Dimensions: l.Parameters.Dimensions, Correlations: symmetric(l.Parameters.Correlations)}
	j.LogLikelihood, j.Iterations, j.Converged = finite(l.LogLikelihood), l.Iterations, l.Converged
	for _, it := range l.Items {
		j.Items = append(j.Items, fittedJSON{it.ID, finite(it.A), finites(it.B), finite(it.SEA), finites(it.SEB)})
	}
	return j
}

func newRescore() *cobra.Command {
	cmd := &cobra.Command{Use: "rescore", Short: "Compute finished results anew with other parameters", Args: noArguments,
		Long: `Rescore computes the results of all finished assessments of the newest version of
--questionnaire anew with a version of the parameters that onramp calibrate --publish stored:
the newest, or --parameters N; 0 is the experts' guess. Answers stay; the scores and levels
that answering everything is expected to give move, unless everything was answered, and so
does what is asked when an owner goes on. Every result says the version it was computed
with; rescoring with an earlier version brings its results back. What short interviews first
stated (see the audit of onramp calibrate --report) stays as it was.`}
	database := databaseFlag(cmd.Flags())
	questionnaire := questionnaireFlag(cmd.Flags())
	version := cmd.Flags().Int("parameters", -1, "version of the parameters, 0 for the experts' (default: the newest)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		ctx := cmd.Context()
		if *version < -1 {
			return usageError{fmt.Errorf("--parameters %d: versions are counted from 1; 0 is the experts' guess", *version)}
		}
		st, sv, err := existing(ctx, *database)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, st.Close()) }()
		c, err := sv.Catalogue(ctx)
		if err != nil {
			return err
		}
		q, err := c.Questionnaire(*questionnaire, "")
		if err != nil {
			return err
		}
		n := *version
		if n < 0 {
			n = c.NewestParameters(q).Number()
		}
		what := fmt.Sprintf("rescoring with version %d", n)
		done, err := attend(cmd, what, func() (service.Rescored, error) { return sv.Rescore(ctx, q, n) })
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s %s, parameters version %d: %d finished assessments, %d used another version before\n"+
			"level changed: overall for %d, of some dimension for %d\n",
			q.ID, q.Version, n, done.Assessments, done.Moved, done.Level, done.Dimensions)
		return nil
	}
	return cmd
}
