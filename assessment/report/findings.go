package report

import "onramp/assessment"

func (l *layout) radar() Chart {
	return Chart{Title: l.t("document.radar"), Radar: RadarAxes(l.Printer, l.o)}
}

func (l *layout) findings() {
	start := Block(PageBreak{}) // the summary is a page by itself
	if c := l.o.Changes; c != nil && c.Obstacle == "" {
		start = PartBreak{}
	}
	l.add(start, Heading{1, l.t("document.findings")}, Paragraph{Text: l.t("document.findings.text")}, l.bars(), l.overview())
	for i := range l.o.Result.Dimensions {
		l.finding(&l.o.Result.Dimensions[i], l.o.Estimate.Certainty(i))
	}
}

func (l *layout) bars() Chart {
	rows, cuts := BarRows(l.Printer, l.o)
	return Chart{Title: l.t("document.bars"), Bars: rows, Cuts: cuts}
}

// overview is the table beside the bars.
func (l *layout) overview() Table {
	table := Table{Columns: []Column{
		{Title: l.t("document.area"), Share: 0.4},
		{Title: l.t("document.level"), Share: 0.26},
		{Title: l.t("document.score"), Share: 0.16, Right: true},
		{Title: l.t("document.answered"), Share: 0.18, Right: true},
	}}
	row := func(title string, s assessment.Standing) {
		score := l.T("word.points.none")
		if s.Score != nil {
			score = Points(l.Printer, *s.Score)
		}
		table.Rows = append(table.Rows, []Text{say(title), say(LevelText(l.Printer, l.m, s.Level)), say(score),
			say(l.T("word.points.of", "Points", l.Number(float64(s.Coverage.Known), 0), "Possible", l.Number(float64(s.Coverage.Applicable), 0)))})
	}
	for _, d := range l.o.Result.Dimensions {
		row(DimensionTitle(l.Printer, l.m, d.ID), d.Standing)
	}
	row(l.T("word.overall"), l.o.Result.Overall)
	return table
}

// finding explains one dimension down to its questions.
func (l *layout) finding(d *assessment.DimensionResult, c assessment.Certainty) {
	l.add(Heading{2, say(DimensionTitle(l.Printer, l.m, d.ID))})
	known := append([]Text{say(CoverageText(l.Printer, d.Coverage)), say(CoverageNote(l.Printer, d.Coverage))}, l.leftOut(d.ID)...)
	l.add(facts(
		l.fact("document.level", l.standing(d.Standing)),
		l.fact("document.sure", say(SureText(l.Printer, c))),
		l.fact("document.coverage", known...),
		l.fact("document.today", say(LevelWords(l.Printer, l.m, d.ID, d.Level))),
		l.fact("document.next_level", say(l.toNext(d)), say(NextLevelWords(l.Printer, l.m, *d))),
	))
	if table := l.answers(d); len(table.Rows) > 0 {
		l.add(table)
	}
}

// standing is level and score on one line.
func (l *layout) standing(s assessment.Standing) Text {
	level, score := LevelText(l.Printer, l.m, s.Level), ScoreText(l.Printer, l.m, s)
	if s.Level == 0 || s.Score == nil {
		return say(level)
	}
	return say(level + l.T("word.comma") + score)
}

// toNext is the distance, or why a gate holds the level.
func (l *layout) toNext(d *assessment.DimensionResult) string {
	if d.CappedBy != nil {
		return CapText(l.Printer, l.q, *d)
	}
	return NextText(l.Printer, l.q, d.Standing)
}

// answers is the table of what was said and what it brought. Items that were
// not asked, or that the rules leave out, are counted with the known answers.
func (l *layout) answers(d *assessment.DimensionResult) Table {
	table := Table{Columns: []Column{
		{Title: l.t("document.question"), Share: 0.44},
		{Title: l.t("document.answer"), Share: 0.4},
		{Title: l.t("document.points"), Share: 0.16, Right: true},
	}}
	for _, in := range d.Indicators {
		for n, id := range in.Items {
			r, ok := l.o.Readings.Of(id)
			if !ok || r.State == assessment.NotAsked || r.ByRule {
				continue
			}
			points := ""
			if n == 0 {
				points = PointsText(l.Printer, in)
			}
			table.Rows = append(table.Rows, []Text{say(Say(l.Printer, r.Item.Text)), say(AnswerText(l.Printer, r)), say(points)})
		}
	}
	return table
}

// leftOut counts the items of a dimension that the table does not show.
func (l *layout) leftOut(dimension string) []Text {
	notAsked, byRule := 0, 0
	for _, d := range l.o.Result.Dimensions {
		if d.ID != dimension {
			continue
		}
		for _, in := range d.Indicators {
			for _, id := range in.Items {
				r, ok := l.o.Readings.Of(id)
				switch {
				case ok && r.State == assessment.NotAsked:
					notAsked++
				case ok && r.ByRule:
					byRule++
				}
			}
		}
	}
	var notes []Text
	if notAsked > 0 {
		notes = append(notes, say(l.Count("document.not_asked", notAsked)))
	}
	if byRule > 0 {
		notes = append(notes, say(l.Count("document.by_rule", byRule)))
	}
	return notes
}
