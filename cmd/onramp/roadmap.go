package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/static"
)

func newRoadmap() *cobra.Command {
	cmd := &cobra.Command{Use: "roadmap", Short: "Plan the next steps, as JSON, PDF, spreadsheet or calendar", Args: noArguments,
		Long: `Roadmap prints the steps in the order to take them, each with its reason and the
support platforms that fit, or writes the whole document as PDF, the plan as a
spreadsheet (xlsx) or its days as a calendar file (ics). The date on a document is
part of its input: the same answers and --date give the same bytes.` + "\n" + portableHelp}
	f := newAnswersFlags(cmd)
	var r roadmapFlags
	r.add(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		date, err := r.check()
		if err != nil {
			return err
		}
		o, err := f.open(cmd.InOrStdin(), "")
		if err != nil {
			return err
		}
		bundle, err := locale.Load()
		if err != nil {
			return err
		}
		p := bundle.Printer(r.language)
		instrument, err := assessment.NewInstrument(o.questionnaire, o.model, nil)
		if err != nil {
			return err
		}
		outcome := assessment.Evaluate(assessment.Case{Questionnaire: o.questionnaire, Model: o.model, Added: o.added, Directory: o.directory,
			Instrument: instrument, Profile: o.Profile, Responses: o.Responses, Marks: o.Dated(date), On: date})
		outcome.Depth, outcome.Updated = o.Depth, date
		if r.format == "json" {
			return printJSON(cmd, newRoadmapJSON(p, outcome))
		}
		return writeDocument(p, outcome, o.Portable, r)
	}
	return cmd
}

type roadmapFlags struct{ format, out, date, language string }

func (r *roadmapFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&r.format, "format", "json", "json, pdf, xlsx or ics")
	flags.StringVar(&r.out, "out", "", "file to write the document to")
	flags.StringVar(&r.language, "language", "en", "language of the words, such as de or pt-BR")
	flags.StringVar(&r.date, "date", "", "date on the document, YYYY-MM-DD (default: today)")
}

func (r *roadmapFlags) check() (time.Time, error) {
	switch {
	case !slices.Contains([]string{"json", "pdf", "xlsx", "ics"}, r.format):
		return time.Time{}, usageError{fmt.Errorf("--format %q: use json, pdf, xlsx or ics", r.format)}
	case r.format != "json" && r.out == "":
		return time.Time{}, usageError{errors.New("name the file to write with --out FILE")}
	case r.date == "":
		return time.Now().UTC().Truncate(24 * time.Hour), nil
	}
	date, err := time.Parse(time.DateOnly, r.date)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--date %q: use a day such as 2026-11-23", r.date)}
	}
	return date, nil
}

// writeDocument writes the document of the format asked for. Entries of a
// calendar are named after the file's seed, so that another calendar of the same
// answers updates them.
func writeDocument(p *locale.Printer, o assessment.Outcome, file assessment.Portable, r roadmapFlags) error {
	var b bytes.Buffer
	meta := report.Meta{Site: "Onramp", Key: fmt.Sprint(file.Seed, " ", file.Profile.Name)}
	var err error
	switch r.format {
	case "xlsx":
		err = report.WriteXLSX(&b, p, report.Workbook(p, o, meta))
	case "ics":
		err = report.WriteICS(&b, p, report.NewCalendar(p, o, meta))
	default:
		var w *report.Writer
		if w, err = report.NewWriter(report.Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script}); err == nil {
			err = w.Roadmap(&b, p, report.Layout(p, o, meta))
		}
	}
	if err != nil {
		return err
	}
	return os.WriteFile(r.out, b.Bytes(), 0o644)
}
