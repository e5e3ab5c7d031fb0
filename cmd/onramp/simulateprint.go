package main

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// simulation is a run with its figures.
type simulation struct {
	Bank    string   `json:"bank"`
	Depth   string   `json:"depth"`
	Firms   int      `json:"firms"`
	Seed    uint64   `json:"seed"`
	Consent bool     `json:"consent"`
	Figures figures  `json:"figures"`
	Targets []target `json:"targets"`
}

// labelWidth is that of the column of words.
const labelWidth = 48

// print writes the figures for people.
func (s simulation) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, depth %s, %d firms, seed %d\n", s.Bank, s.Depth, s.Firms, s.Seed)
	s.Figures.Asked.print(&b)
	s.Figures.printAgreement(&b)
	s.Figures.Calibration.print(&b)
	s.Figures.printRest(&b)
	fmt.Fprintf(&b, "\nTargets\n")
	for _, t := range s.Targets {
		mark := "missed"
		if t.Met {
			mark = "met"
		}
		row(&b, t.What, "%8s  %-14s %s", number(t.Measured), t.want(), mark)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func row(b *strings.Builder, label, format string, args ...any) {
	fmt.Fprintf(b, "  %-*s "+format+"\n", append([]any{labelWidth, label}, args...)...)
}

// number has as many places as its size needs; a dash stands for none.
func number(x finite) string {
	switch v := float64(x); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case math.Abs(v) >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.4f", v)
	}
}

func (t target) want() string {
	least, most := float64(t.Least), float64(t.Most)
	switch {
	case math.IsInf(most, 1):
		return fmt.Sprintf("≥ %g", least)
	case math.IsInf(least, -1):
		return fmt.Sprintf("≤ %g", most)
	default:
		return fmt.Sprintf("%g to %g", least, most)
	}
}

func (a askedFigures) print(b *strings.Builder) {
	fmt.Fprintf(b, "\nQuestions per firm\n")
	row(b, "asked for levels and roadmap: mean, p95", "%8.1f %8.0f", a.Mean, a.P95)
	row(b, "  of these for levels", "%8.1f", a.Level)
	row(b, "  of these to confirm the roadmap", "%8.1f", a.Confirm)
	row(b, "legal and security musts, always asked", "%8.1f", a.Must)
	row(b, "for calibration", "%8.1f", a.Seed)
	row(b, "in total: mean, p95", "%8.1f %8.0f", a.Total, a.TotalP95)
	row(b, "applicable, without musts", "%8.1f", a.Applicable)
	row(b, "share of the applicable asked, without musts", "%8s", number(a.Share))
}

func (f figures) printAgreement(b *strings.Builder) {
	fmt.Fprintf(b, "\nAgreement with answering everything (%d dimensions of firms)\n", f.Levels.N)
	row(b, "level: exact, within one", "%8s %8s", number(f.Levels.Exact), number(f.Levels.WithinOne))
	row(b, "overall level: exact", "%8s", number(f.Levels.Overall))
	row(b, "correlation of scores: dimensions, overall", "%8s %8s", number(f.Scores.Correlation), number(f.Scores.OverallCorrelation))
	row(b, "coverage of 90 % intervals: dimensions, overall", "%8s %8s", number(f.Scores.Coverage), number(f.Scores.OverallCoverage))
	row(b, "their width in points: dimensions, overall", "%8s %8s", number(f.Scores.Width), number(f.Scores.OverallWidth))
}

func (c calibrationFigures) print(b *strings.Builder) {
	fmt.Fprintf(b, "\nStated probability of the level\n")
	row(b, "probability", "%8s %8s %8s", "stated", "hit", "n")
	for _, bin := range c.Bins {
		row(b, fmt.Sprintf("%.1f to %.1f", bin.From, bin.From+1.0/binCount), "%8s %8s %8d", number(bin.Stated), number(bin.Hit), bin.N)
	}
	row(b, "everything answered", "%8s %8s %8d", "", "", c.Certain)
	row(b, "difference: over all, weighted, largest", "%8s %8s %8s", number(c.Overall), number(c.Weighted), number(c.Largest))
}

func (f figures) printRest(b *strings.Builder) {
	fmt.Fprintf(b, "\nRoadmap of the %d widest gaps\n", topGaps)
	row(b, "value captured, recommended without a gap", "%8s %8s", number(f.Roadmap.Value), number(f.Roadmap.False))
	fmt.Fprintf(b, "\nAsked by fifth of the overall score, the lowest first\n")
	for _, q := range f.Quintiles {
		row(b, "score, asked", "%8.1f %8.1f", q.Score, q.Asked)
	}
	fmt.Fprintf(b, "\nTime of finding the next question\n")
	row(b, "mean, median, p99 in ms", "%8s %8s %8s", number(f.Time.Mean), number(f.Time.Median), number(f.Time.P99))
}
