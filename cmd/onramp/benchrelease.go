package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

type releaseFlags struct {
	assessments          *int
	seed                 *uint64
	database             *string
	unitsFile, files     *string
	exact, weights, json *bool
}

func newBenchRelease() *cobra.Command {
	cmd := &cobra.Command{Use: "release", Short: "A release over many assessments: time, memory, cost of finishing one", Args: noArguments,
		Long: `Release generates synthetic assessments, makes a release of them as a server does,
and reads its tables. It prints seconds and the largest memory while the release is
made, what reading one table of it takes, and what finishing an assessment takes
before and after so many are stored. With --units it also writes the same firms as
a flat CSV file, so that another program can be timed on plain group-bys.`,
		Example: "  onramp bench release --assessments 1000000",
	}
	flags := cmd.Flags()
	f := releaseFlags{
		assessments: flags.Int("assessments", 1_000_000, "how many"),
		seed:        flags.Uint64("seed", 1, "of everything that is drawn"),
		database:    flags.String("database", "", "empty database to use (default: a file that is removed afterwards)"),
		unitsFile:   flags.String("units", "", "also write the firms to this CSV file"),
		files:       flags.String("files", "", "also write every file of the release into this folder, which must exist"),
		exact:       flags.Bool("exact", false, "counts as they are in place of rounded ones"),
		weights:     flags.Bool("weights", true, "weigh by a register"),
		json:        flags.Bool("json", false, "print figures as JSON"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// releaseFigures are what a run found.
type releaseFigures struct {
	Assessments, Tables, Cells, Shown int
	GenerateSeconds                   float64
	ReleaseSeconds, ReleasePeakMB     float64
	TableMedian, TableP99             float64 // milliseconds
	FinishEmpty, FinishFull           float64 // median, milliseconds
	DatabaseMB                        float64
}

func (f releaseFlags) run(cmd *cobra.Command) (err error) {
	if *f.assessments < 100 {
		return usageError{errors.New("--assessments must be 100 or more")}
	}
	ctx, database := cmd.Context(), *f.database
	if database == "" {
		folder, err := os.MkdirTemp("", "onramp-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		database = filepath.Join(folder, "onramp.db")
	}
	st, err := store.Open(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	b := releaseBench{releaseFlags: f, store: st, service: service.New(st, service.Options{Files: builtInFiles}), told: cmd.ErrOrStderr(), figures: releaseFigures{Assessments: *f.assessments}}
	for _, step := range []func(context.Context) error{b.fill, b.release, b.read, b.finishFull} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if info, err := os.Stat(database); err == nil {
		b.figures.DatabaseMB = float64(info.Size()) / (1 << 20)
	}
	return b.print(cmd.OutOrStdout())
}

// releaseBench is one run.
type releaseBench struct {
	releaseFlags
	store    *store.Store
	service  *service.Service
	told     io.Writer
	from, to time.Time
	analyst  string
	number   int
	figures  releaseFigures
}

// fill makes the assessments, and before them times finishing one.
func (b *releaseBench) fill(ctx context.Context) (err error) {
	now := time.Now()
	b.to = now.UTC().Truncate(24 * time.Hour)
	b.from = b.to.AddDate(-1, 0, 0)
	if err := generate(ctx, b.service, generation{n: *b.assessments, seed: *b.seed, from: b.from, to: b.to}, b.told); err != nil {
		return err
	}
	b.figures.GenerateSeconds = time.Since(now).Seconds()
	if b.analyst, err = benchAnalyst(ctx, b.service); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "onramp-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	empty, err := store.Open(ctx, filepath.Join(folder, "empty.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, empty.Close()) }()
	sv := service.New(empty, service.Options{})
	c, err := loadContent("")
	if err != nil {
		return err
	}
	if err := sv.Refresh(ctx, c); err != nil {
		return err
	}
	if b.figures.FinishEmpty, err = b.finish(ctx, sv); err != nil {
		return err
	}
	return b.export(ctx)
}

// benchAnalyst makes an agency with one analyst.
func benchAnalyst(ctx context.Context, sv *service.Service) (id string, err error) {
	_, err = sv.AddOrganisationWithAccount(ctx, service.Console, assessment.Organisation{Kind: assessment.Agency, Name: "Bench agency"},
		assessment.Account{Email: "analyst@bench.example", Name: "Bench", Role: assessment.AnalystRole}, "a long phrase for the bench "+strconv.FormatUint(rand.Uint64(), 36))
	if err != nil {
		return "", err
	}
	all, err := sv.Organisations(ctx)
	if err != nil {
		return "", err
	}
	people, err := sv.People(ctx, service.Console, all[len(all)-1].ID)
	if err != nil {
		return "", err
	}
	return people.Accounts[0].ID, nil
}

// register is a made-up register of all firms.
func register() *assessment.Margins {
	m := &assessment.Margins{Source: "made up", Tables: []assessment.Margin{{Axes: []string{"sector", "size"}, Firms: map[string]int{}}, {Axes: []string{"country"}, Firms: map[string]int{}}}}
	for _, s := range generatedSectors {
		for i, share := range []float64{0.8, 0.15, 0.04, 0.01} {
			m.Tables[0].Firms[s.code+"/"+assessment.Sizes[i]] = int(1e5 * s.weight * share)
		}
	}
	for _, c := range generatedCountries {
		m.Tables[1].Firms[c.code] = int(1e5 * c.weight)
	}
	return m
}

// release makes the release as a server does.
func (b *releaseBench) release(ctx context.Context) (err error) {
	o := assessment.ReleaseOrder{From: b.from, To: b.to, Threshold: 10, Exact: *b.exact}
	if *b.weights {
		o.Margins = register()
	}
	if b.number, err = b.service.MakeRelease(ctx, b.analyst, o); err != nil {
		return err
	}
	forgetPeak()
	start := time.Now()
	if _, err := nextRelease(ctx, b.service); err != nil {
		return err
	}
	b.figures.ReleaseSeconds = time.Since(start).Seconds()
	b.figures.ReleasePeakMB = float64(peakMemory(os.Getpid())) / (1 << 20)
	r, err := b.service.Release(ctx, b.analyst, b.number)
	if err != nil {
		return err
	}
	if r.Fault != nil {
		return fmt.Errorf("the release failed: %w", r.Fault)
	}
	b.figures.Tables = len(r.Tables)
	return b.writeFiles(ctx)
}

// writeFiles writes the files of the release as they can be taken away.
func (b *releaseBench) writeFiles(ctx context.Context) error {
	if *b.files == "" {
		return nil
	}
	all, err := b.service.ReleaseFiles(ctx, b.analyst, b.number)
	if err != nil {
		return err
	}
	for _, f := range all {
		_, full, err := b.service.ReleaseFile(ctx, b.analyst, b.number, f.Name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*b.files, f.Name), full.Content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// forgetPeak lets the system measure the largest memory anew, where it can.
func forgetPeak() {
	runtime.GC()
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// read reads every table of the release many times.
func (b *releaseBench) read(ctx context.Context) error {
	r, err := b.service.Release(ctx, b.analyst, b.number)
	if err != nil {
		return err
	}
	var took delays
	for round := range 10 {
		for _, t := range r.Tables {
			start := time.Now()
			_, full, err := b.service.ReleaseTable(ctx, b.analyst, b.number, t.ID)
			if err != nil {
				return err
			}
			took = append(took, time.Since(start))
			if round > 0 {
				continue
			}
			for i := range full.Cells {
				b.figures.Cells++
				if full.Cells[i].Status == assessment.CellShown {
					b.figures.Shown++
				}
			}
		}
	}
	b.figures.TableMedian, b.figures.TableP99 = inMilliseconds(took.at(.5)), inMilliseconds(took.at(.99))
	return nil
}

func inMilliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (b *releaseBench) finishFull(ctx context.Context) (err error) {
	b.figures.FinishFull, err = b.finish(ctx, b.service)
	return err
}

// finishes is how many assessments are finished to time it.
const finishes = 50

// finish times finishing an assessment: of a file that answers everything, so
// that one transaction begins and finishes it. Milliseconds, median.
func (b *releaseBench) finish(ctx context.Context, sv *service.Service) (float64, error) {
	s, err := newSubject(nil, "", "")
	if err != nil {
		return 0, err
	}
	people := newPopulation(s.experts, len(s.questionnaire.Dimensions), rand.New(rand.NewPCG(*b.seed, 0)))
	var took delays
	for i := range finishes {
		firm, err := s.draw(people, rand.New(rand.NewPCG(*b.seed, firstFirm+uint64(i))))
		if err != nil {
			return 0, err
		}
		p := assessment.Portable{Questionnaire: s.questionnaire.ID, Depth: s.questionnaire.Depths[0].ID, Seed: int64(i), StatisticsConsent: true, Profile: firm.profile, Responses: firm.responses}
		start := time.Now()
		if _, _, err := sv.Adopt(ctx, p); err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
	}
	return inMilliseconds(took.at(.5)), nil
}

// export writes the firms flat, one a line.
func (b *releaseBench) export(ctx context.Context) (err error) {
	if *b.unitsFile == "" {
		return nil
	}
	file, err := os.Create(*b.unitsFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(w, "country,region,sector,size,evidence,level,score,ai,cloud,action1")
	err = b.store.View(ctx, func(tx assessment.Tx) error {
		return tx.Units(b.from, b.to, func(u *assessment.Unit) error {
			whole := u.Models[0].Areas[0]
			level := 0
			for i, p := range whole.Levels {
				if p > whole.Levels[level] {
					level = i
				}
			}
			_, err := fmt.Fprintf(w, "%s,%s,%s,%s,%s,%d,%.2f,%d,%d,%t\n", u.Country, u.Region, u.Sector, u.Size, u.Evidence, level, whole.Score,
				u.Technologies["ai"], u.Technologies["cloud"], u.Actions[1])
			return err
		})
	})
	return errors.Join(err, w.Flush())
}

func (b *releaseBench) print(w io.Writer) error {
	f := b.figures
	if *b.json {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(f)
	}
	fmt.Fprintf(w, "%d assessments generated in %.0f s; database %.0f MB\n", f.Assessments, f.GenerateSeconds, f.DatabaseMB)
	fmt.Fprintf(w, "release: %.1f s, %.0f MB of memory at most; %d tables, %d of %d cells shown\n", f.ReleaseSeconds, f.ReleasePeakMB, f.Tables, f.Shown, f.Cells)
	fmt.Fprintf(w, "a table of it: median %.2f ms, 99 %% within %.2f ms\n", f.TableMedian, f.TableP99)
	fmt.Fprintf(w, "an assessment taken in and finished: median %.1f ms in an empty database, %.1f ms in this one\n", f.FinishEmpty, f.FinishFull)
	return nil
}
