package content

import (
	"fmt"
	"slices"
	"strings"

	"onramp/assessment"
)

// coverage is what answers one part of the action plan.
type coverage struct {
	items, measures int
	kinds           []string // of support that it calls for
	platforms       int      // not closed, that offer one of the kinds
}

func coverageOf(q *assessment.Questionnaire, dir *assessment.Directory, reference string) coverage {
	var c coverage
	for _, it := range q.Items() {
		if it.Core() && slices.Contains(it.Sources, reference) {
			c.items++
		}
	}
	for _, m := range q.Measures {
		if slices.Contains(m.Sources, reference) {
			c.measures++
		}
	}
	for _, k := range q.Kinds {
		if slices.Contains(k.Sources, reference) {
			c.kinds = append(c.kinds, k.ID)
		}
	}
	for _, p := range dir.Platforms {
		offers := func(kind string) bool { return slices.Contains(p.Kinds, kind) }
		if p.Status != assessment.StatusClosed && slices.ContainsFunc(c.kinds, offers) {
			c.platforms++
		}
	}
	return c
}

// References shows in two Markdown tables how the newest version of each
// questionnaire covers the action plan: the four actions of section 4.2 with
// what answers them, and the dimensions with the parts they come from.
func References(c *assessment.Catalogue) string {
	var b strings.Builder
	for _, q := range c.Questionnaires {
		if newest, err := c.Questionnaire(q.ID, ""); err != nil || newest != q {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		actionTable(&b, q, c.Directory)
		b.WriteString("\n")
		dimensionTable(&b, q)
	}
	return b.String()
}

func actionTable(b *strings.Builder, q *assessment.Questionnaire, dir *assessment.Directory) {
	b.WriteString("| Action of section 4.2 | Items | Measures | Kinds of support | Support platforms |\n|---|---:|---:|---|---:|\n")
	for action := 1; action <= 4; action++ {
		for _, r := range q.References {
			if r.Action != action {
				continue
			}
			c := coverageOf(q, dir, r.ID)
			fmt.Fprintf(b, "| %d. %s | %d | %d | %s | %d |\n", action, cell(r.Text.English), c.items, c.measures, strings.Join(c.kinds, ", "), c.platforms)
		}
	}
}

func dimensionTable(b *strings.Builder, q *assessment.Questionnaire) {
	b.WriteString("| Dimension | Parts of the plan | Items | Measures |\n|---|---|---:|---:|\n")
	for _, d := range q.Dimensions {
		measures := 0
		for _, m := range q.Measures {
			if m.Dimension == d.ID {
				measures++
			}
		}
		fmt.Fprintf(b, "| %s | %s | %d | %d |\n", cell(d.Title.English), strings.Join(d.Sources, ", "), len(d.Items), measures)
	}
}

// cell keeps a wording from breaking its table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
