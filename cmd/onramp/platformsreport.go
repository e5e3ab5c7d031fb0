package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/service"
)

// checkFlags are those of platforms check.
type checkFlags struct {
	content, database, out, contact, by *string
	timeout                             *time.Duration
	redirects                           *int
	record, strict, private             *bool
}

func newPlatformsCheck() *cobra.Command {
	cmd := &cobra.Command{Use: "check", Short: "Ask the address of every support platform and report what answers", Args: noArguments,
		Long: `Check asks the address of every entry: of the built-in directory, of --content, or
of a --database with the changes made there. Only the address that firms are sent
to is asked; the source of an entry is where it was learnt from. A host is asked
one thing at a time, and several hosts at once: for the head of the page first,
then for the page where that is refused.

The report names for each entry its id and address, what came of it (answers,
moved, gone, refuses, fails, slow, untrusted, unreachable or no address), the last
status, where redirects led, and when. --out decides its form by its ending, .csv,
.json or .txt; without it a text goes to standard output.

Exit code 0 when it ran, 1 with --strict when an address did not answer. With
--record entries of the database whose address answered get the day and the kind
of check; an entry that its operator confirmed within a year keeps that.`}
	flags := cmd.Flags()
	f := checkFlags{
		content:   contentFlag(flags),
		database:  flags.String("database", "", "SQLite file whose directory to check, instead of content"),
		out:       flags.String("out", "", "file to write the report to: .csv, .json or .txt"),
		contact:   flags.String("contact", "", "e-mail or web address that sites can complain to; it is sent with every request"),
		timeout:   flags.Duration("timeout", 10*time.Second, "how long to wait for one answer"),
		redirects: flags.Int("redirects", 5, "how many redirects to follow"),
		record:    flags.Bool("record", false, "with --database: note which addresses answered"),
		by:        flags.String("by", "", "with --record: name of whoever makes the change"),
		strict:    flags.Bool("strict", false, "end with exit code 1 when an address did not answer"),
		private:   flags.Bool("private-addresses", false, "also ask addresses inside private networks"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

// check refuses flags that do not go together.
func (f checkFlags) check() error {
	switch {
	case *f.content != "" && *f.database != "" && *f.database != os.Getenv("ONRAMP_DATABASE"):
		return usageError{errors.New("--content and --database: check one of them at a time")}
	case *f.timeout <= 0:
		return usageError{fmt.Errorf("--timeout %s: use more than 0, such as 10s", *f.timeout)}
	case *f.redirects < 0 || *f.redirects > 20:
		return usageError{fmt.Errorf("--redirects %d: use 0 to 20", *f.redirects)}
	case *f.record && (*f.database == "" || *f.content != ""):
		return usageError{errors.New("--record notes in a database: name it with --database FILE")}
	case strings.ContainsFunc(*f.contact, func(r rune) bool { return r < ' ' || r > '~' }):
		return usageError{fmt.Errorf("--contact %q: use an e-mail or web address", *f.contact)}
	}
	if *f.out != "" && reportWriters[filepath.Ext(*f.out)] == nil {
		return usageError{fmt.Errorf("--out %s: end the name with .csv, .json or .txt", *f.out)}
	}
	if *f.record {
		_, err := operatorNamed(*f.by)
		return err
	}
	return nil
}

func (f checkFlags) run(cmd *cobra.Command) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	var sv *service.Service
	c := &assessment.Catalogue{}
	if *f.database != "" && *f.content == "" {
		st, opened, e := existing(cmd.Context(), *f.database)
		if e != nil {
			return e
		}
		defer func() { err = errors.Join(err, st.Close()) }()
		sv = opened
		c, err = sv.Catalogue(cmd.Context())
	} else {
		c, err = loadContent(*f.content)
	}
	if err != nil {
		return err
	}
	asking := newChecker(*f.timeout, *f.redirects, *f.contact, *f.private)
	what := fmt.Sprintf("asking %d addresses", len(c.Directory.Platforms))
	checks, err := attend(cmd, what, func() ([]addressCheck, error) { return asking.all(cmd.Context(), c.Directory.Platforms) })
	if err != nil {
		return err
	}
	if err := f.write(cmd, checks); err != nil {
		return err
	}
	if *f.record {
		if err := f.note(cmd, sv, checks); err != nil {
			return err
		}
	}
	if failed := failures(checks); *f.strict && failed > 0 {
		return fmt.Errorf("%d addresses did not answer", failed)
	}
	return nil
}

// failures counts addresses that were asked and gave no page.
func failures(checks []addressCheck) (n int) {
	for _, c := range checks {
		if !c.answered() && c.Outcome != addressMissing {
			n++
		}
	}
	return n
}

// note puts into the database which addresses answered.
func (f checkFlags) note(cmd *cobra.Command, sv *service.Service, checks []addressCheck) error {
	answers := map[string]time.Time{}
	for _, c := range checks {
		if c.answered() {
			answers[c.ID] = c.At
		}
	}
	actor, err := operatorNamed(*f.by)
	if err != nil {
		return err
	}
	changed, err := sv.RecordAnswers(cmd.Context(), actor, answers, "onramp platforms check")
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "noted in the directory: %d\n", changed)
	}
	return err
}

var reportWriters = map[string]func(io.Writer, []addressCheck) error{".csv": writeCheckCSV, ".json": writeCheckJSON, ".txt": writeCheckText}

func (f checkFlags) write(cmd *cobra.Command, checks []addressCheck) error {
	if *f.out == "" {
		return writeCheckText(cmd.OutOrStdout(), checks)
	}
	var b bytes.Buffer
	if err := reportWriters[filepath.Ext(*f.out)](&b, checks); err != nil {
		return err
	}
	if err := os.WriteFile(*f.out, b.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), summary(checks))
	return nil
}

func writeCheckCSV(w io.Writer, checks []addressCheck) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "address", "outcome", "status", "final", "detail", "at"}}
	for _, c := range checks {
		status := ""
		if c.Status > 0 {
			status = strconv.Itoa(c.Status)
		}
		rows = append(rows, []string{c.ID, c.Address, c.Outcome, status, c.Final, c.Detail, c.At.Format(time.RFC3339)})
	}
	return out.WriteAll(rows)
}

func writeCheckJSON(w io.Writer, checks []addressCheck) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(checks)
}

// writeCheckText lists what needs a look; what simply answers is only counted.
func writeCheckText(w io.Writer, checks []addressCheck) error {
	for _, c := range checks {
		if c.Outcome == addressAnswers && c.Detail == "" {
			continue
		}
		line := []string{c.Outcome, c.ID}
		if c.Address != "" {
			line = append(line, c.Address)
		}
		if c.Status > 0 {
			line = append(line, strconv.Itoa(c.Status))
		}
		if c.Detail != "" {
			line = append(line, c.Detail)
		}
		if _, err := fmt.Fprintln(w, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, summary(checks))
	return err
}

func summary(checks []addressCheck) string {
	count := map[string]int{}
	for _, c := range checks {
		count[c.Outcome]++
	}
	parts := []string{fmt.Sprintf("%d entries", len(checks))}
	for _, outcome := range []string{addressAnswers, addressMoved, addressGone, addressRefuses, addressFails, addressSlow, addressUntrusted, addressUnreachable, addressMissing} {
		if count[outcome] > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", outcome, count[outcome]))
		}
	}
	return strings.Join(parts, "; ")
}
