package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
)

const portableHelp = `
FILE is a portable file; "-" reads standard input:
  {"questionnaire":"nir-sme","version":"2026.2","depth":"standard","seed":1,"model":"nir-sme",
   "statistics_consent":false,
   "profile":{"name":"","country":"DE","region":"DE-BY","language":"en","sector":"C","employees":35,
     "goals":["cut-cost"],"budget":5000,"person_days_month":4},
   "responses":{"AS01":{"value":2},"AS03":{"options":["a","b"]},"AS04":{"state":"dont_know"}},
   "marks":[{"measure":"fo-tested-backup","state":"done","at":"2026-11-23T10:30:00Z"}]}
Only questionnaire and profile.country are required; no version means the newest.
Codes: country ISO 3166-1, region ISO 3166-2, sector ISIC Rev. 4 section. budget is in US
dollars a year. A file that does not fit ends with every place named and exit code 2.`

// answersFlags are what next, score and roadmap share.
type answersFlags struct{ file, content *string }

func newAnswersFlags(cmd *cobra.Command) answersFlags {
	f := answersFlags{file: cmd.Flags().String("answers", "", "portable file with the answers; - for standard input"), content: contentFlag(cmd.Flags())}
	_ = cmd.MarkFlagFilename("answers", "json")
	return f
}

// opened is a portable file with the content it pins.
type opened struct {
	assessment.Portable
	questionnaire *assessment.Questionnaire
	model         *assessment.Model
	added         []*assessment.Model
	directory     *assessment.Directory
}

// open reads the file and checks that it fits. model overrides the file's.
func (f answersFlags) open(in io.Reader, model string) (opened, error) {
	if *f.file == "" {
		return opened{}, usageError{errors.New("name the file with --answers FILE")}
	}
	data, err := readAnswers(in, *f.file)
	if err != nil {
		return opened{}, usageError{err}
	}
	p, err := assessment.DecodePortable(data)
	if err != nil {
		return opened{}, err
	}
	c, err := loadContent(*f.content)
	if err != nil {
		return opened{}, err
	}
	o := opened{Portable: p, directory: c.Directory}
	if o.questionnaire, err = c.Questionnaire(p.Questionnaire, p.Version); err != nil {
		return opened{}, err
	}
	if o.model, err = c.ModelFor(o.questionnaire, p.Model); err != nil {
		return opened{}, err
	}
	if o.added, err = c.Added(o.questionnaire, o.model, p.Models); err != nil {
		return opened{}, err
	}
	if model != "" {
		if o.model, err = c.ModelFor(o.questionnaire, model); err != nil {
			return opened{}, err
		}
	}
	return o, o.questionnaire.CheckPortable(p)
}

// maxAnswers bounds a portable file in bytes.
const maxAnswers = 16 << 20

func readAnswers(in io.Reader, file string) ([]byte, error) {
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxAnswers+1))
	if err == nil && len(data) > maxAnswers {
		err = fmt.Errorf("%s: larger than %d MB", file, maxAnswers>>20)
	}
	return data, err
}

func printJSON(cmd *cobra.Command, value any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(value); err != nil {
		return err
	}
	_, err := cmd.OutOrStdout().Write(b.Bytes())
	return err
}

func english() (*locale.Printer, error) {
	b, err := locale.Load()
	if err != nil {
		return nil, err
	}
	return b.Printer("en"), nil
}

func newNext() *cobra.Command {
	cmd := &cobra.Command{Use: "next", Short: "Print the next question to ask, as JSON", Args: noArguments,
		Long: `Next prints the question that an interview would ask now, why, and how many
remain (this one included), or {"done":true}.` + "\n" + portableHelp}
	f := newAnswersFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o, err := f.open(cmd.InOrStdin(), "")
		if err != nil {
			return err
		}
		p, err := english()
		if err != nil {
			return err
		}
		instrument, err := assessment.NewInstrument(o.questionnaire, o.model, nil)
		if err != nil {
			return err
		}
		question, more := instrument.Next(o.Assessment())
		if !more {
			return printJSON(cmd, struct {
				Done bool `json:"done"`
			}{true})
		}
		return printJSON(cmd, newQuestionJSON(p, o.questionnaire, question))
	}
	return cmd
}

type questionJSON struct {
	Item      string              `json:"item"`
	Kind      assessment.ItemKind `json:"kind"`
	Values    []int               `json:"values,omitempty"`
	Options   []string            `json:"options,omitempty"`
	Min       *int                `json:"min,omitempty"`
	Max       *int                `json:"max,omitempty"`
	Text      string              `json:"text"`
	Reason    string              `json:"reason"`
	Remaining remainingJSON       `json:"remaining"`
}

type remainingJSON struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

func newQuestionJSON(p *locale.Printer, q *assessment.Questionnaire, question assessment.Question) questionJSON {
	it := question.Item
	j := questionJSON{Item: it.ID, Kind: it.Kind, Text: report.Say(p, it.Text), Reason: report.AskReason(p, q, question.Reason),
		Remaining: remainingJSON{question.Low, question.High}}
	switch it.Kind {
	case assessment.Checklist:
		for _, o := range it.Options {
			j.Options = append(j.Options, o.ID)
		}
	case assessment.Number:
		j.Min, j.Max = &it.Min, &it.Max
	default:
		for v := range it.Categories() {
			j.Values = append(j.Values, v)
		}
	}
	return j
}

func newScore() *cobra.Command {
	cmd := &cobra.Command{Use: "score", Short: "Score answers against a maturity model, as JSON", Args: noArguments,
		Long: `Score prints score, level and coverage (share of applicable questions that are
answered, 0 to 1) overall and per dimension. Score and level are null where
nothing is known or the model gives none. Below the model's coverage floor the
level is null and "withheld" is true. "group" is the model's name for a range of
levels. Where a model counts what is not relevant in two ways, "strict" holds
the result that counts it as 0.` + "\n" + portableHelp}
	f := newAnswersFlags(cmd)
	model := cmd.Flags().String("model", "", "maturity model (default: the file's, else the questionnaire's own)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o, err := f.open(cmd.InOrStdin(), *model)
		if err != nil {
			return err
		}
		return printJSON(cmd, newResultJSON(o.model, o.model.Score(o.questionnaire.Read(o.Profile, o.Responses))))
	}
	return cmd
}

type resultJSON struct {
	Model      string         `json:"model"`
	Version    string         `json:"version"`
	Overall    standingJSON   `json:"overall"`
	Dimensions []standingJSON `json:"dimensions"`
}

type standingJSON struct {
	ID       string        `json:"id,omitempty"`
	Score    *float64      `json:"score"`
	Level    *int          `json:"level"`
	Coverage float64       `json:"coverage"`
	Withheld bool          `json:"withheld,omitempty"`
	Group    string        `json:"group,omitempty"`
	Strict   *standingJSON `json:"strict,omitempty"`
}

func newResultJSON(m *assessment.Model, r assessment.Result) resultJSON {
	j := resultJSON{Model: r.Model, Version: r.Version, Overall: newStandingJSON(r.Overall, r.Strict), Dimensions: []standingJSON{}}
	if g := m.Group(r.Overall); g != nil {
		j.Overall.Group = g.Name.English
	}
	for _, d := range r.Dimensions {
		standing := newStandingJSON(d.Standing, d.Strict)
		standing.ID = d.ID
		j.Dimensions = append(j.Dimensions, standing)
	}
	return j
}

func newStandingJSON(s assessment.Standing, strict *assessment.Standing) standingJSON {
	j := standingJSON{Score: s.Score, Coverage: s.Coverage.Share(), Withheld: s.Withheld}
	if s.Level > 0 {
		j.Level = &s.Level
	}
	if strict != nil {
		inner := newStandingJSON(*strict, nil)
		j.Strict = &inner
	}
	return j
}
