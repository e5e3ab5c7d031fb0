package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"onramp/assessment/irt"
)

// Accuracy of calibrate: stricter than the package's default, so that results
// compare with other programs digit by digit.
const (
	calibrateTolerance  = 1e-5
	calibrateIterations = 2000
)

var calibrateHelp = fmt.Sprintf(`Calibrate finds the parameters of items from answers, of two files or a database, and prints
  {"items":[{"item","a","b":[…],"se_a","se_b":[…]}],"log_likelihood","iterations","converged"}

ANSWERS is comma-separated: a header of item ids, then a row a respondent, categories from 0
to len(b), empty where not asked. Items of BANK without a column, or without an answer, keep
their parameters, with null as standard errors. Empty lines are passed over; respondents
without answers say nothing.

Method: marginal maximum likelihood by EM (Bock & Aitkin 1981) over all of a respondent's
answers, so answers may be missing because of other answers. BANK gives the start, the
correlations, which stay as they are, and the centres of the priors; weights play no part.
  --prior none     plain marginal maximum likelihood
  --prior default  posterior mode with log a ~ N(log a₀, %g²) and b_k ~ N(b₀_k, %g²),
                   a₀ and b₀ those of BANK
It has converged when no parameter moves by %g or more between two iterations; after %d
it stops anyway.

items           in the order of BANK
se_a, se_b      standard errors from the observed information (Louis 1982), the prior's
                included; null where the answers do not determine the parameter
log_likelihood  natural logarithm, at the result, without the prior: the sum over respondents
                of log Σ w(θ)·Π P(x | θ) over the nodes, w the prior weights; with several
                dimensions the approximation of expectation propagation
Parameters stay within bounds no real item reaches: a 0.01 to 50, first threshold ±20, gaps
0.0001 to 20. With --prior none a category nobody chose ends at such a bound.
`, irt.DefaultPrior.LogA, irt.DefaultPrior.B, calibrateTolerance, calibrateIterations)

func newCalibrate() *cobra.Command {
	cmd := &cobra.Command{Use: "calibrate", Short: "Find the parameters of items from answers, as JSON",
		Args: noArguments, Long: calibrateHelp + learnHelp + bankHelp,
		Example: "  onramp calibrate --bank bank.json --data answers.csv --prior none\n  onramp calibrate --database onramp.db --report"}
	file := cmd.Flags().String("bank", "", "file with the items to start from; - for standard input")
	answers := cmd.Flags().String("data", "", "file with the answers, CSV; - for standard input")
	prior := cmd.Flags().String("prior", "default", "none or default")
	grid := newGridFlags(cmd.Flags())
	learn := newLearnFlags(cmd.Flags())
	_, _ = cmd.MarkFlagFilename("bank", "json"), cmd.MarkFlagFilename("data", "csv")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if learns, err := learn.chosen(cmd.Flags()); err != nil || learns {
			if err != nil {
				return err
			}
			return learn.run(cmd)
		}
		options, err := calibration(*prior, grid)
		if err == nil {
			err = checkInputs("bank", *file, "data", *answers)
		}
		if err != nil {
			return usageError{err}
		}
		_, b, err := grid.engine(cmd, *file)
		if err != nil {
			return err
		}
		data, err := loadData(cmd.InOrStdin(), *answers, b)
		if err != nil {
			return err
		}
		what := fmt.Sprintf("calibrating %d items on %d respondents", len(b.items), len(data))
		result, err := attend(cmd, what, func() (*irt.Calibrated, error) { return irt.Calibrate(b.Bank, data, options) })
		if err != nil {
			return err
		}
		return printJSON(cmd, newCalibrateJSON(b, result))
	}
	return cmd
}

// calibration reads the flags. The correlations stay as they are since the
// output has no place for others, and a likelihood without them says nothing.
func calibration(prior string, flags gridFlags) (irt.Calibration, error) {
	options := irt.Calibration{FixCorrelations: true, Tolerance: calibrateTolerance, MaxIterations: calibrateIterations}
	switch prior {
	case "none":
	case "default":
		options.Prior = &irt.DefaultPrior
	default:
		return options, fmt.Errorf("--prior %q: use none or default", prior)
	}
	var err error
	options.Grid, err = flags.grid()
	return options, err
}

// loadData reads answers as rows of the bank's items.
func loadData(in io.Reader, file string, b *bank) ([][]int, error) {
	data, err := readAnswers(in, file)
	if err != nil {
		return nil, usageError{err}
	}
	f := &faults{file: fileName(file)}
	rows := parseData(f, data, b)
	return rows, f.err()
}

func parseData(f *faults, data []byte, b *bank) (rows [][]int) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		f.add("line 1", "the file is empty; want a header of item ids")
		return nil
	}
	if err != nil {
		f.csv(err)
		return nil
	}
	columns := readHeader(f, r, header, b)
	if f.count > 0 {
		return nil
	}
	answered := false
	for {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			if f.count == 0 && !answered {
				f.add("below line 1", "no answer of any respondent")
			}
			return rows
		case err != nil:
			f.csv(err)
			return nil
		}
		row, some := readRow(f, r, record, columns, b)
		rows, answered = append(rows, row), answered || some
	}
}

// csv adds what the CSV reader says.
func (f *faults) csv(err error) {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		f.add(fmt.Sprintf("line %d, character %d", bad.Line, bad.Column), "%s", bad.Err)
		return
	}
	f.add("CSV", "%s", err)
}

// readHeader returns each column's item.
func readHeader(f *faults, r *csv.Reader, header []string, b *bank) []int {
	line, _ := r.FieldPos(0)
	columns, seen := make([]int, len(header)), map[int]int{}
	for c, id := range header {
		place := fmt.Sprintf("line %d, column %d", line, c+1)
		id = strings.TrimSpace(id)
		i, known := b.index[id]
		switch first, twice := seen[i]; {
		case !known && len(header) == 1 && strings.ContainsAny(id, ";\t"):
			f.add(place, "no item %q in the bank; columns are separated by commas", id)
		case !known:
			f.add(place, "no item %q in the bank", id)
		case twice:
			f.add(place, "item %q is there twice, first in column %d", id, first)
		default:
			columns[c], seen[i] = i, c+1
		}
	}
	return columns
}

// readRow returns one respondent's answers, and whether there are any.
func readRow(f *faults, r *csv.Reader, record []string, columns []int, b *bank) (row []int, answered bool) {
	line, _ := r.FieldPos(0)
	if len(record) != len(columns) {
		f.add(fmt.Sprintf("line %d, column %d", line, min(len(record), len(columns))+1), "the row has %d columns and the header %d", len(record), len(columns))
		return nil, false
	}
	row = make([]int, len(b.items))
	for i := range row {
		row[i] = irt.Unasked
	}
	for c, cell := range record {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		i := columns[c]
		x, ok := wholeNumber(cell, len(b.Items[i].B))
		if !ok {
			line, _ := r.FieldPos(c)
			f.add(fmt.Sprintf("line %d, column %d, item %q", line, c+1, b.items[i]), "%q is no category; want 0 to %d, or nothing where not asked", cell, len(b.Items[i].B))
		}
		row[i], answered = x, true
	}
	return row, answered
}

type calibrateJSON struct {
	Items         []fittedJSON `json:"items"`
	LogLikelihood finite       `json:"log_likelihood"`
	Iterations    int          `json:"iterations"`
	Converged     bool         `json:"converged"`
}

type fittedJSON struct {
	Item string   `json:"item"`
	A    finite   `json:"a"`
	B    []finite `json:"b"`
	SEA  finite   `json:"se_a"`
	SEB  []finite `json:"se_b"`
}

func newCalibrateJSON(b *bank, c *irt.Calibrated) calibrateJSON {
	j := calibrateJSON{LogLikelihood: finite(c.LogLikelihood), Iterations: c.Iterations, Converged: c.Converged}
	for i, id := range b.items {
		it := c.Bank.Items[i]
		j.Items = append(j.Items, fittedJSON{id, finite(it.A), finites(it.B), finite(c.SEA[i]), finites(c.SEB[i])})
	}
	return j
}
