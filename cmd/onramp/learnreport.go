package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"onramp/assessment"
)

// writeLearningReport prints a report as text for people.
func writeLearningReport(w io.Writer, j learntJSON) error {
	r := j.Report
	t := &textReport{w: tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)}
	before := "the experts' guess"
	if r.Previous > 0 {
		before = fmt.Sprintf("version %d", r.Previous)
	}
	state := "converged"
	if !j.Converged {
		state = "NOT converged"
	}
	t.line("%s %s, learnt from %d firms, compared with %s (%s after %d iterations)", j.Questionnaire, j.Version, r.Respondents, before, state, j.Iterations)
	if j.Published > 0 {
		t.line("published as version %d", j.Published)
	}
	t.title("Firms (groups under 10 are not shown)")
	for _, g := range r.Groups {
		t.line("%s\t%s\t%d", g.By, g.Group, g.N)
	}
	t.drift(r.Drift)
	t.title("Residual correlations (Q3) more than .2 from the usual: the two items share more, or less, than their dimensions")
	for _, p := range r.Residuals {
		t.line("%s\t%s\tQ3 %+.2f\tusual %+.2f\tfirms %d", p.Items[0], p.Items[1], p.Q3, p.Usual, p.N)
	}
	t.none(len(r.Residuals))
	t.title(fmt.Sprintf("Differences between groups of the same standing (%d comparisons)", r.Compared))
	for _, d := range r.Differences {
		t.line("%s\t%s\t%s\t%+.2f of the scale\t± %.2f\tfirms %d, others %d", d.Item, d.By, d.Group, d.Difference, d.SE, d.N, d.Others)
	}
	t.none(len(r.Differences))
	t.title("Answers against what the firm's other answers predict (mean residual 0 and spread 1 are as predicted)")
	for _, a := range r.Asked {
		t.line("%s\tanswers %d\tmean %+.3f ± %.3f\tspread %.2f ± %.2f\t%s", a.Asked, a.N, a.Mean, a.MeanSE, a.Spread, a.SpreadSE, flagText(a.Flagged))
	}
	t.none(len(r.Asked))
	t.audit(r.Audit)
	return t.w.Flush()
}

type textReport struct{ w *tabwriter.Writer }

func (t *textReport) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// title begins a part, with columns of its own.
func (t *textReport) title(words string) {
	t.w.Flush()
	t.line("\n%s", words)
}

func (t *textReport) none(n int) {
	if n == 0 {
		t.line("none")
	}
}

func flagText(on bool) string {
	if on {
		return "FLAG"
	}
	return ""
}

func (t *textReport) drift(all []assessment.Drift) {
	flagged := 0
	for _, d := range all {
		if d.Flagged {
			flagged++
		}
	}
	t.title(fmt.Sprintf("Drift of %d items, %d flagged (a threshold moved by more than 0.5 or 3 standard errors)", len(all), flagged))
	t.line("item\tanswers\texperts\tbefore\tnow\tshift\t")
	for _, d := range all {
		before := "–"
		if d.Previous != nil {
			before = parametersText(*d.Previous)
		}
		t.line("%s\t%d\t%s\t%s\t%s\t%.2f\t%s", d.Item, d.Answers, parametersText(d.Experts), before, parametersText(d.Now), d.Shift, flagText(d.Flagged))
	}
}

func parametersText(p assessment.ItemParameters) string {
	var b []string
	for _, x := range p.B {
		b = append(b, fmt.Sprintf("%.2f", x))
	}
	return fmt.Sprintf("a %.2f b %s", p.A, strings.Join(b, " "))
}

func (t *textReport) audit(a assessment.Audit) {
	t.title(fmt.Sprintf("Audit: %d firms finished a short interview and then answered everything", a.Firms))
	if len(a.Bins) > 0 {
		t.line("stated\tpredictions\tmean stated\tright")
	}
	for _, b := range a.Bins {
		t.line("%.0f–%.0f %%\t%d\t%.0f %%\t%.0f %%", 100*b.From, 100*b.To, b.N, 100*b.Stated, 100*b.Hit)
	}
	if a.Within != nil {
		t.line("scores within their stated 90 %% interval\t%.0f %%", 100**a.Within)
	}
	if a.Certain > 0 {
		t.line("left out, since nothing was left to predict\t%d", a.Certain)
	}
}
