package report

import (
	"math"
	"strconv"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// What added models say, in words. Levels of theirs are named and never
// numbered: our numbers begin at 1, those of their fields need not.

// ModelVerdict is what a model says of the whole firm in a few words.
func ModelVerdict(p *locale.Printer, r assessment.ModelResult) string {
	s := r.Result.Overall
	switch {
	case s.Withheld || s.Coverage.Known == 0:
		return p.T("word.level.none")
	case r.Model.Rule == assessment.None:
		return p.T("word.model.profile")
	default:
		return ModelLevel(p, r.Model, s)
	}
}

// ModelLevel names the level of a standing.
func ModelLevel(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	l := m.Level(s.Level)
	switch {
	case s.Withheld || s.Coverage.Known == 0:
		return p.T("word.level.none")
	case l != nil:
		return Say(p, l.Name)
	case s.Score == nil:
		return p.T("word.model.below_first")
	default:
		return p.T("word.level.none")
	}
}

// ModelMeans describes what one sees in a firm at the level of an area; empty
// where no level shows.
func ModelMeans(p *locale.Printer, m *assessment.Model, d assessment.DimensionResult) string {
	if d.Withheld || d.Coverage.Known == 0 {
		return ""
	}
	return LevelWords(p, m, d.ID, d.Level)
}

// ModelScore writes "47.3 of 100 points"; empty where the rule gives no score,
// nothing is known or too little is.
func ModelScore(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	points := ModelPoints(p, m, s)
	if points == "" {
		return ""
	}
	return p.T("word.score.of", "Score", points, "Scale", p.Number(m.Scale, 0))
}

// ModelPoints is the score alone, with one decimal where it is needed. Like
// Points it never rounds up to where the next level begins.
func ModelPoints(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	if s.Score == nil || s.Withheld {
		return ""
	}
	const small = 10 // on a scale up to this, one decimal is always there
	tenths := math.Floor(*s.Score*10 + 1e-6)
	if m.Scale > small && math.Mod(tenths, 10) == 0 {
		return p.Number(tenths/10, 0)
	}
	return p.Number(tenths/10, 1)
}

// ModelStrict is the strict standing beside the adjusted one; nil where the
// model has none or too little is known.
func ModelStrict(s assessment.Standing, strict *assessment.Standing) *assessment.Standing {
	if strict == nil || s.Withheld || strict.Withheld || strict.Score == nil {
		return nil
	}
	return strict
}

// ModelStrictText writes the strict score with its level; empty where there is
// none.
func ModelStrictText(p *locale.Printer, r assessment.ModelResult) string {
	strict := ModelStrict(r.Result.Overall, r.Result.Strict)
	if strict == nil {
		return ""
	}
	return p.T("word.model.strict", "Score", ModelScore(p, r.Model, *strict), "Level", ModelLevel(p, r.Model, *strict))
}

// ModelGroup names the group that the firm falls into; empty where the model
// has none or too little is known.
func ModelGroup(p *locale.Printer, r assessment.ModelResult) string {
	if g := r.Model.Group(r.Result.Overall); g != nil && !r.Result.Overall.Withheld {
		return Say(p, g.Name)
	}
	return ""
}

// ModelNext says how far the next level is; empty at the top and where no level
// shows.
func ModelNext(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	if s.Next == nil || s.Withheld {
		return ""
	}
	l := m.Level(s.Next.Level)
	if l == nil {
		return ""
	}
	tenths, decimals := math.Ceil(s.Next.Points*10-1e-6), 1
	if math.Mod(tenths, 10) == 0 {
		decimals = 0
	}
	return p.T("word.model.next", "Points", p.Number(tenths/10, decimals), "Level", Say(p, l.Name))
}

// FactsText writes "38 of 86 facts".
func FactsText(p *locale.Printer, c assessment.Coverage) string {
	return p.Count("word.model.facts", c.Applicable, "Known", p.Number(float64(c.Known), 0))
}

// FactsShort writes "38 of 86".
func FactsShort(p *locale.Printer, c assessment.Coverage) string {
	return p.T("word.points.of", "Points", p.Number(float64(c.Known), 0), "Possible", p.Number(float64(c.Applicable), 0))
}

// ModelMissing says why no level shows: "We know 12 of 86 facts. A level shows
// from 60%." Empty where one does.
func ModelMissing(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	if !s.Withheld && s.Coverage.Known > 0 {
		return ""
	}
	text := p.T("word.model.missing", "Facts", FactsText(p, s.Coverage))
	if m.Floor > 0 {
		text = p.Sentences(text, p.T("word.model.floor", "Share", p.Percent(m.Floor)))
	}
	return text
}

// ComparisonText writes an official figure: "72.1 % of firms, 2025".
func ComparisonText(p *locale.Printer, c assessment.Comparison) string {
	decimals := 0
	if c.Value != math.Trunc(c.Value) {
		decimals = 1
	}
	return p.T("word.model.figure", "Value", p.Number(c.Value, decimals), "Unit", c.Unit, "Year", strconv.Itoa(c.Year))
}

// ModelBars are the areas of a model: scores, or stages where it gives none.
// There are none while no area has a level.
func ModelBars(p *locale.Printer, r assessment.ModelResult) (rows []chart.BarRow, cuts []float64) {
	m, any := r.Model, false
	for _, cut := range m.Cuts {
		cuts = append(cuts, 100*cut/m.Scale)
	}
	staged := true
	for _, d := range r.Result.Dimensions {
		known := d.Coverage.Known > 0 && !d.Withheld
		any = any || known
		row := chart.BarRow{Label: DimensionTitle(p, m, d.ID), Known: known, Text: ModelLevel(p, m, d.Standing)}
		if rule := m.Dimension(d.ID); rule == nil || rule.Rule != assessment.Staged {
			staged = false
		}
		switch points := ModelPoints(p, m, d.Standing); {
		case !known:
		case points != "":
			row.Value = 100 * share(m, d.Standing)
		default:
			row.Value = 100 * float64(d.Level) / float64(len(m.Levels))
		}
		rows = append(rows, row)
	}
	if !any {
		return nil, nil
	}
	if staged {
		for i := 1; i < len(m.Levels); i++ {
			cuts = append(cuts, 100*float64(i)/float64(len(m.Levels)))
		}
	}
	return rows, cuts
}

// models shows the result of each added model.
func (l *layout) models() {
	if len(l.o.Others) == 0 {
		return
	}
	l.add(PartBreak{}, Heading{1, l.t("document.models")}, Paragraph{Text: l.t("document.models.text")})
	strict := false
	for i := range l.o.Others {
		strict = strict || ModelStrict(l.o.Others[i].Result.Overall, l.o.Others[i].Result.Strict) != nil
	}
	if strict {
		l.add(Paragraph{Text: l.t("word.model.strict_means")})
	}
	for _, r := range l.o.Others {
		l.model(r)
	}
	l.modelAnswers()
}

func (l *layout) model(r assessment.ModelResult) {
	m, all := r.Model, r.Result.Overall
	means := ""
	if level := m.Level(all.Level); level != nil && !all.Withheld {
		means = Say(l.Printer, level.Text)
	}
	known := FactsText(l.Printer, all.Coverage)
	if missing := ModelMissing(l.Printer, m, all); missing != "" {
		known = missing
	}
	words := []Block{Paragraph{Text: say(Say(l.Printer, m.Summary))}, facts(
		l.fact("document.models.verdict", say(ModelVerdict(l.Printer, r)), say(means)),
		l.fact("document.score", say(ModelScore(l.Printer, m, all))),
		l.fact("document.models.strict", say(ModelStrictText(l.Printer, r))),
		l.fact("document.models.group", say(ModelGroup(l.Printer, r))),
		l.fact("document.to_next", say(ModelNext(l.Printer, m, all))),
		l.fact("document.models.known", say(known)),
		l.fact("document.model", l.versioned(m.Title, m.Version)),
	)}
	l.add(Heading{2, say(Say(l.Printer, m.Title))})
	if rows, cuts := ModelBars(l.Printer, r); len(rows) > 0 {
		bars := Chart{Title: l.t("document.models.bars"), Bars: rows, Cuts: cuts}
		l.add(Columns{Left: words, Right: []Block{bars}, Share: 0.5})
	} else {
		l.add(words...)
	}
	l.add(l.modelTable(r))
	for _, c := range m.Comparisons {
		l.add(facts(Facts{{Label: l.t("document.models.official"), Values: []Text{
			say(Say(l.Printer, c.Text)), name(ComparisonText(l.Printer, c)), {Words: c.Source, Name: true, Link: c.URL}}}}))
	}
	l.add(Paragraph{Text: say(Say(l.Printer, m.Note)), Style: Small})
	if len(m.OpenPoints) > 0 {
		l.add(Heading{3, l.t("document.models.open")})
	}
	for _, point := range m.OpenPoints {
		l.add(Paragraph{Text: say(Say(l.Printer, point)), Style: Small})
	}
}

// modelTable is the table beside the bars.
func (l *layout) modelTable(r assessment.ModelResult) Table {
	table := Table{Columns: []Column{{Title: l.t("document.area"), Share: 0.36}, {Title: l.t("document.level"), Share: 0.25}}}
	scored := len(r.Model.Cuts) > 0
	strict := ModelStrict(r.Result.Overall, r.Result.Strict) != nil
	if !scored {
		table.Columns = append(table.Columns, Column{Title: l.t("document.means"), Share: 0.6})
	}
	if scored {
		table.Columns = append(table.Columns, Column{Title: l.t("document.score"), Share: 0.12, Right: true})
	}
	if strict {
		table.Columns = append(table.Columns, Column{Title: l.t("document.models.strict_short"), Share: 0.12, Right: true})
	}
	table.Columns = append(table.Columns, Column{Title: l.t("document.models.known"), Share: 0.15, Right: true})
	spread(table.Columns)
	row := func(title, means string, s assessment.Standing, also *assessment.Standing) {
		cells := []Text{say(title), say(ModelLevel(l.Printer, r.Model, s))}
		if !scored {
			cells = append(cells, say(means))
		}
		if scored {
			cells = append(cells, say(l.orDash(ModelPoints(l.Printer, r.Model, s))))
		}
		if strict {
			text := ""
			if also = ModelStrict(s, also); also != nil {
				text = ModelPoints(l.Printer, r.Model, *also)
			}
			cells = append(cells, say(l.orDash(text)))
		}
		table.Rows = append(table.Rows, append(cells, say(FactsShort(l.Printer, s.Coverage))))
	}
	for _, d := range r.Result.Dimensions {
		row(DimensionTitle(l.Printer, r.Model, d.ID), ModelMeans(l.Printer, r.Model, d), d.Standing, d.Strict)
	}
	if scored && len(r.Result.Dimensions) > 1 {
		row(l.T("word.overall"), "", r.Result.Overall, r.Result.Strict)
	}
	return table
}

// spread gives columns the whole width in proportion.
func spread(columns []Column) {
	sum := 0.0
	for _, c := range columns {
		sum += c.Share
	}
	for i := range columns {
		columns[i].Share /= sum
	}
}

func (l *layout) orDash(text string) string {
	if text == "" {
		return l.T("word.points.none")
	}
	return text
}

// modelAnswers is the table of answers to questions that only added models
// need.
func (l *layout) modelAnswers() {
	table := Table{Columns: []Column{{Title: l.t("document.question"), Share: 0.48}, {Title: l.t("document.answer"), Share: 0.52}}}
	notAsked := 0
	for _, r := range l.o.Readings {
		switch {
		case r.Item.Core() || !l.o.Shows(r.Item) || r.ByRule:
		case r.State == assessment.NotAsked:
			notAsked++
		default:
			table.Rows = append(table.Rows, []Text{say(Say(l.Printer, r.Item.Text)), say(AnswerText(l.Printer, r))})
		}
	}
	if len(table.Rows) == 0 && notAsked == 0 {
		return
	}
	l.add(Heading{2, l.t("document.models.answers")})
	if len(table.Rows) > 0 {
		l.add(table)
	}
	l.add(Paragraph{Text: l.t("document.models.answers_text"), Style: Small})
	if notAsked > 0 {
		l.add(Paragraph{Text: say(l.Count("document.models.not_asked", notAsked)), Style: Small})
	}
}
