package report

import (
	"math"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// The words of what changed between two rounds.

// MonthText writes the month of a round: "March 2026".
func MonthText(p *locale.Printer, r assessment.Round) string {
	return p.Month(r.On().UTC().Format("2006-01"))
}

// VerdictText says in a word or two how a score moved.
func VerdictText(p *locale.Printer, c assessment.Change) string {
	if c.Verdict == assessment.Unknown {
		return p.T("round.verdict.unknown")
	}
	return p.T("round.verdict." + string(c.Verdict))
}

// SinceText says how the overall score moved, and how sure that is.
func SinceText(p *locale.Printer, c assessment.Change) string {
	if c.Before.Score == nil || c.After.Score == nil {
		return ""
	}
	text := p.T("round.sentence", "Before", Points(p, *c.Before.Score), "After", Points(p, *c.After.Score), "Verdict", VerdictText(p, c))
	switch {
	case c.Low == nil:
		return text
	case *c.Low == *c.High:
		return p.Sentences(text, p.T("round.sentence.exact"))
	}
	return p.Sentences(text, p.T("round.sentence.interval", "Low", signed(p, math.Floor(*c.Low)), "High", signed(p, math.Ceil(*c.High))))
}

// RangeText says between which points a change lies, rounded outwards; a dash
// where nothing is predicted.
func RangeText(p *locale.Printer, c assessment.Change) string {
	switch {
	case c.Low == nil:
		return "–"
	case *c.Low == *c.High:
		return p.T("round.range.exact", "Change", signed(p, math.Round(*c.Low)))
	}
	return p.T("round.range", "Low", signed(p, math.Floor(*c.Low)), "High", signed(p, math.Ceil(*c.High)))
}

// signed writes a whole number with its sign.
func signed(p *locale.Printer, x float64) string {
	switch digits := p.Number(math.Abs(x), 0); {
	case x > 0:
		return "+" + digits
	case x < 0:
		return "−" + digits
	default:
		return digits
	}
}

// LevelMove writes "Level 2 → 3".
func LevelMove(p *locale.Printer, before, after assessment.Standing) string {
	switch {
	case before.Level == 0 || after.Level == 0:
		return p.T("round.level.unknown")
	case before.Level == after.Level:
		return p.T("round.level.same", "Level", after.Level)
	}
	return p.T("round.level.moved", "From", before.Level, "To", after.Level)
}

// CheerText says what to celebrate first.
func CheerText(p *locale.Printer, c *assessment.Changes) string {
	switch first := c.Cheer; {
	case first.Level > 0:
		return p.T("round.cheer.level", "Level", first.Level)
	case first.Dimension != "":
		return p.T("round.cheer.area", "Area", DimensionTitle(p, c.After.Model, first.Dimension))
	case first.Measure != nil && first.Item != nil:
		return p.T("round.cheer.measure_item", "Step", Say(p, first.Measure.Title), "Question", Say(p, first.Item.Text))
	case first.Measure != nil:
		return p.T("round.cheer.measure", "Step", Say(p, first.Measure.Title))
	case first.Item != nil:
		return p.T("round.cheer.item", "Question", Say(p, first.Item.Text))
	default:
		return p.T("round.cheer.none")
	}
}

// ObstacleText says why two rounds are not compared; empty when they are.
func ObstacleText(p *locale.Printer, c *assessment.Changes) string {
	switch c.Obstacle {
	case assessment.OtherItems:
		return p.T("round.obstacle.items", "Before", c.Before.Questionnaire.Version, "After", c.After.Questionnaire.Version)
	case assessment.OtherModel:
		return p.T("round.obstacle.model", "Before", c.Before.Model.Version, "After", c.After.Model.Version)
	case assessment.NoScore:
		return p.T("round.empty", "Month", MonthText(p, c.Before.Round))
	default:
		return ""
	}
}

// MarkedWhen says when a measure was done or started.
func MarkedWhen(p *locale.Printer, m assessment.MarkedMeasure) string {
	key := "round.measures.started"
	if m.Mark.State == assessment.MarkDone {
		key = "round.measures.done"
	}
	return p.T(key, "Date", p.Date(m.Mark.At.UTC()))
}

// MarkLifts names the areas that a measure lifts; empty without any.
func MarkLifts(p *locale.Printer, c *assessment.Changes, m assessment.MarkedMeasure) string {
	var areas []string
	for _, id := range m.Dimensions {
		areas = append(areas, DimensionTitle(p, c.Before.Model, id))
	}
	if len(areas) == 0 {
		return ""
	}
	return p.T("round.measures.lifts", "Areas", p.List(areas))
}

// SidesText says how far the answers of two rounds were checked; empty where the
// firm answered both alone.
func SidesText(p *locale.Printer, c *assessment.Changes) string {
	before, after := c.Before.Evidence, c.After.Evidence
	if before.Grade == assessment.SelfAssessed && before.Confirmed == 0 && after.Grade == assessment.SelfAssessed && after.Confirmed == 0 {
		return ""
	}
	return p.Sentences(p.T("evidence.side", "Month", MonthText(p, c.Before.Round), "Text", EvidenceText(p, before)),
		p.T("evidence.side", "Month", MonthText(p, c.After.Round), "Text", EvidenceText(p, after)))
}

// ChangeRows are the scores now, with those before, and where levels begin.
func ChangeRows(p *locale.Printer, c *assessment.Changes) (rows []chart.BarRow, cuts []float64) {
	m := c.After.Model
	for _, cut := range m.Cuts {
		cuts = append(cuts, 100*cut/m.Scale)
	}
	for _, d := range c.Dimensions {
		row := chart.BarRow{Label: DimensionTitle(p, m, d.Dimension), Value: 100 * share(m, d.After), Known: d.After.Score != nil,
			Level: d.After.Level, Text: ScoreMove(p, d)}
		if d.Before.Score != nil {
			was := 100 * share(m, d.Before)
			row.Previous = &was
		}
		rows = append(rows, row)
	}
	return rows, cuts
}

// ScoreMove writes "42 → 55".
func ScoreMove(p *locale.Printer, c assessment.Change) string {
	return scoreOrDash(p, c.Before) + "\u00a0→\u00a0" + scoreOrDash(p, c.After)
}

func scoreOrDash(p *locale.Printer, s assessment.Standing) string {
	if s.Score == nil {
		return "–"
	}
	return Points(p, *s.Score)
}

// since is a page of what moved since the round before, if there is one to
// compare with.
func (l *layout) since() {
	c := l.o.Changes
	if c == nil || c.Obstacle != "" {
		return
	}
	rows, cuts := ChangeRows(l.Printer, c)
	table := Table{Columns: []Column{{Title: l.t("round.table.area"), Share: 0.28}, {Title: l.t("round.table.before"), Share: 0.09, Right: true},
		{Title: l.t("round.table.after"), Share: 0.09, Right: true}, {Title: l.t("round.table.change"), Share: 0.2},
		{Title: l.t("round.table.level"), Share: 0.16}, {Title: l.t("round.table.words"), Share: 0.18}}}
	row := func(title string, d assessment.Change) {
		table.Rows = append(table.Rows, []Text{say(title), say(scoreOrDash(l.Printer, d.Before)), say(scoreOrDash(l.Printer, d.After)),
			say(RangeText(l.Printer, d)), say(LevelMove(l.Printer, d.Before, d.After)), say(VerdictText(l.Printer, d))})
	}
	row(l.T("round.overall"), c.Overall)
	for _, d := range c.Dimensions {
		row(DimensionTitle(l.Printer, c.After.Model, d.Dimension), d)
	}
	l.add(PageBreak{}, Heading{1, l.t("round.headline", "Month", MonthText(l.Printer, c.Before.Round))},
		Paragraph{Text: say(CheerText(l.Printer, c)), Style: Lead}, Paragraph{Text: say(SinceText(l.Printer, c.Overall)), Style: Strong},
		Paragraph{Text: say(SidesText(l.Printer, c)), Style: Small},
		table, Paragraph{Text: l.t("round.joint"), Style: Small})
	l.add(l.movedItems(c)...)
	l.add(Heading{2, l.t("round.measures")})
	if len(c.Measures) == 0 {
		l.add(Paragraph{Text: l.t("round.measures.none")})
	}
	for _, m := range c.Measures {
		note := l.Capital(MarkedWhen(l.Printer, m))
		if lifts := MarkLifts(l.Printer, c, m); lifts != "" {
			note += l.T("word.semicolon") + lifts
		}
		l.add(Bullet{Text: say(Say(l.Printer, m.Measure.Title)), Note: say(note)})
	}
	l.add(Heading{2, l.t("round.picture")}, Chart{Bars: rows, Cuts: cuts}, Paragraph{Text: l.t("round.picture.text"), Style: Small})
}

func (l *layout) movedItems(c *assessment.Changes) []Block {
	blocks := []Block{Heading{2, l.t("round.items")}}
	if len(c.Items) == 0 {
		return append(blocks, Paragraph{Text: l.t("round.items.none")})
	}
	table := Table{Columns: []Column{{Title: l.t("round.items.question"), Share: 0.36}, {Title: l.t("round.table.before"), Share: 0.3},
		{Title: l.t("round.table.after"), Share: 0.34}}}
	for _, i := range c.Items {
		way := l.T("round.items.down")
		if i.Up() {
			way = l.T("round.items.up")
		}
		table.Rows = append(table.Rows, []Text{say(Say(l.Printer, i.After.Item.Text)), say(AnswerText(l.Printer, i.Before)),
			say(l.Aside(AnswerText(l.Printer, i.After), way))})
	}
	return append(blocks, Paragraph{Text: l.t("round.items.text")}, table)
}
