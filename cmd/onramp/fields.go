package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
)

const fieldsHelp = `Fields writes answers in a maturity model's public field layout: a row of column
names and a row of values, comma-separated. A value that is not known is empty.

With --import it goes the other way: it reads such a file and prints a portable
file with the answers that the values determine, for an interview to go on from.
What several questions share one column for stays open. Columns may be missing
and come in any order; each one that does not fit is named with its value, and
the exit code is 2. A layout without a country needs --country.`

type fieldsFlags struct{ model, format, date, file, country, questionnaire string }

func newFields() *cobra.Command {
	cmd := &cobra.Command{Use: "fields", Short: "Write answers in a model's public field layout, or read them from it", Args: noArguments,
		Long: fieldsHelp + "\n" + portableHelp, Example: `  onramp fields --answers firm.json --model dma-aligned
  onramp fields --import firm.csv --model dma-aligned --country DE`}
	answers := newAnswersFlags(cmd)
	var f fieldsFlags
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "maturity model with the layout")
	flags.StringVar(&f.format, "format", "csv", "csv")
	flags.StringVar(&f.date, "date", "", "date to write, YYYY-MM-DD (default: today)")
	flags.StringVar(&f.file, "import", "", "file in the layout to read; - for standard input")
	flags.StringVar(&f.country, "country", "", "country of the firm, for --import")
	flags.StringVar(&f.questionnaire, "questionnaire", "nir-sme", "questionnaire to answer, for --import")
	_ = cmd.MarkFlagFilename("import", "csv")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		date, err := f.check(*answers.file)
		if err != nil {
			return err
		}
		if f.file != "" {
			return f.read(cmd, *answers.content)
		}
		o, err := answers.open(cmd.InOrStdin(), f.model)
		if err != nil {
			return err
		}
		if err := hasLayout(o.model); err != nil {
			return err
		}
		header, row := o.model.WriteFields(o.Profile, date, o.model.Score(o.questionnaire.Read(o.Profile, o.Responses)))
		_, err = cmd.OutOrStdout().Write(assessment.FormatFields(header, row))
		return err
	}
	return cmd
}

// check checks the flags and returns the date to write.
func (f *fieldsFlags) check(answers string) (time.Time, error) {
	switch {
	case f.model == "":
		return time.Time{}, usageError{errors.New("name the model with --model ID")}
	case f.format != "csv":
		return time.Time{}, usageError{fmt.Errorf("--format %q: use csv", f.format)}
	case (f.file == "") == (answers == ""):
		return time.Time{}, usageError{errors.New("name one file, with --answers FILE or --import FILE")}
	}
	r := roadmapFlags{format: "json", date: f.date}
	return r.check()
}

func hasLayout(m *assessment.Model) error {
	if len(m.Layout) == 0 {
		return usageError{fmt.Errorf("--model %s: this model has no field layout", m.ID)}
	}
	return nil
}

// read prints the answers of a file in the layout as a portable file that has
// the model added.
func (f *fieldsFlags) read(cmd *cobra.Command, folder string) error {
	data, err := readAnswers(cmd.InOrStdin(), f.file)
	if err != nil {
		return usageError{err}
	}
	c, err := loadContent(folder)
	if err != nil {
		return err
	}
	q, err := c.Questionnaire(f.questionnaire, "")
	if err != nil {
		return err
	}
	m, err := c.ModelFor(q, f.model)
	if err != nil {
		return err
	}
	if err := hasLayout(m); err != nil {
		return err
	}
	header, row, err := assessment.ParseFields(data)
	if err != nil {
		return err
	}
	p := assessment.Portable{Questionnaire: q.ID, Version: q.Version, Depth: assessment.Full}
	if m.ID != q.Model {
		p.Models = []string{m.ID}
	}
	if p.Profile, p.Responses, err = m.ReadFields(q, header, row); err != nil {
		return err
	}
	switch own := slices.ContainsFunc(m.Layout, func(f assessment.Field) bool { return f.Profile == "country" }); {
	case f.country != "":
		p.Profile.Country = f.country
	case !own:
		return usageError{errors.New("the layout has no country: name it with --country, such as --country DE")}
	}
	if err := q.CheckPortable(p); err != nil {
		return err
	}
	return printJSON(cmd, p)
}
