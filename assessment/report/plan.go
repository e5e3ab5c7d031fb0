package report

import "onramp/assessment"

// plan is the timeline, a sheet for each next step, and the other steps by
// horizon with the same facts in less room.
func (l *layout) plan() {
	road := &l.o.Roadmap
	l.add(PartBreak{}, Heading{1, l.t("document.plan")})
	if len(road.Steps) == 0 {
		l.add(Paragraph{Text: l.t("document.plan.none")})
		l.progress()
		return
	}
	l.add(Paragraph{Text: say(LimitsText(l.Printer, road.Limits))})
	l.outlook()
	l.progress()
	l.add(Heading{2, l.t("document.timeline")}, Paragraph{Text: l.t("document.plan.text")}, l.timeline())
	next := NextSteps(road)
	for _, s := range next {
		l.add(l.sheet(s, len(next)))
	}
	first := true
	for _, h := range assessment.Horizons {
		for _, s := range road.In(h) {
			if stepIn(next, s) {
				continue
			}
			if first {
				l.add(PartBreak{}, Heading{1, l.t("document.more")}, Paragraph{Text: l.t("document.more.text")})
				first = false
			}
			l.horizon(h, next)
			break
		}
	}
	if road.More > 0 {
		l.add(Paragraph{Text: say(l.Count("document.plan.more", road.More))})
	}
}

func stepIn(steps []assessment.Step, s assessment.Step) bool {
	for _, other := range steps {
		if other.Measure == s.Measure {
			return true
		}
	}
	return false
}

// horizon lists the steps of one horizon that have no sheet.
func (l *layout) horizon(h assessment.Horizon, sheets []assessment.Step) {
	l.add(Heading{2, say(HorizonText(l.Printer, h))})
	for _, s := range l.o.Roadmap.In(h) {
		if !stepIn(sheets, s) {
			l.add(Heading{3, l.t("document.step", "Number", l.number(s), "Step", Say(l.Printer, s.Measure.Title))}, l.stepFacts(s))
		}
	}
}

func (l *layout) number(s assessment.Step) int { return stepNumber(&l.o.Roadmap, s.Measure.ID) }

func (l *layout) timeline() Chart {
	rows, months := Timeline(l.Printer, l.o)
	return Chart{Rows: rows, Months: months}
}

// sheet is one next step with all there is to do it.
func (l *layout) sheet(s assessment.Step, of int) Sheet {
	m := s.Measure
	sheet := Sheet{
		Number: l.number(s), Title: say(Say(l.Printer, m.Title)),
		Kicker: l.t("document.kicker", "Number", l.number(s), "Of", of, "Area", l.dimension(m.Dimension), "Horizon", HorizonText(l.Printer, s.Horizon)),
		Blocks: []Block{
			Paragraph{Text: say(Say(l.Printer, m.What)), Style: Lead},
			Callout{Label: l.t("document.first_step"), Text: say(Say(l.Printer, m.FirstStep))},
			l.fact("document.why", say(StepReason(l.Printer, l.q, s)), say(StepPlace(l.Printer, s))),
			Columns{Share: 0.38, Left: []Block{l.needs(s)}, Right: []Block{l.brings(s)}},
		},
	}
	if table := l.lifts(s); len(table.Rows) > 0 {
		sheet.Blocks = append(sheet.Blocks, Heading{3, l.t("document.changes")}, table)
	}
	sheet.Blocks = append(sheet.Blocks, Heading{3, l.t("document.help")})
	if about := SupportText(l.Printer, s); about != "" {
		sheet.Blocks = append(sheet.Blocks, Paragraph{Text: say(about)})
	}
	for _, match := range s.Matches {
		sheet.Blocks = append(sheet.Blocks, l.helper(match))
	}
	return sheet
}

// needs is what a step takes.
func (l *layout) needs(s assessment.Step) Facts {
	m := s.Measure
	return facts(
		l.fact("document.who", say(Say(l.Printer, m.Who))),
		l.fact("document.effort", say(l.Capital(EffortText(l.Printer, m.EffortDays)))),
		l.fact("document.cost", say(l.Capital(CostText(l.Printer, l.q, m.Cost)))),
	)
}

// brings is when a step comes and what it lifts.
func (l *layout) brings(s assessment.Step) Facts {
	before := PrerequisitesText(l.Printer, l.q, &l.o.Roadmap, s.Measure)
	if before == "" {
		before = l.T("document.before.none")
	}
	return facts(
		l.fact("document.when", say(DaysText(l.Printer, s, l.o.Updated))),
		l.fact("document.before", say(l.Capital(before))),
		l.fact("document.lifts", say(StepLift(l.Printer, l.m, s))),
	)
}

// lifts shows today's practice beside the one after the step. A practice that
// was not asked has no "today".
func (l *layout) lifts(s assessment.Step) Table {
	table := Table{Columns: []Column{
		{Title: l.t("document.question"), Share: 0.36},
		{Title: l.t("document.today"), Share: 0.32},
		{Title: l.t("document.after"), Share: 0.32},
	}}
	for _, lift := range s.Lifts {
		from, to := LiftText(l.Printer, lift)
		if !lift.Asked {
			from = l.T("word.state.not_asked")
		}
		table.Rows = append(table.Rows, []Text{say(Say(l.Printer, lift.Item.Text)), say(from), say(to)})
	}
	return table
}

// stepFacts is a step in less room: the same facts as its sheet; what is known
// of a platform stands in the list of platforms.
func (l *layout) stepFacts(s assessment.Step) Details {
	m := s.Measure
	place := ""
	if s.Place.Kind != assessment.PlaceHorizon { // the heading says it
		place = StepPlace(l.Printer, s)
	}
	takes := Say(l.Printer, m.Who) + l.T("word.semicolon") + EffortAndCost(l.Printer, l.q, m)
	all := facts(
		l.fact("document.what", say(Say(l.Printer, m.What))),
		l.fact("document.first_step", say(Say(l.Printer, m.FirstStep))),
		l.fact("document.why", say(StepReason(l.Printer, l.q, s)), say(place)),
		l.fact("document.takes", say(takes)),
		l.fact("document.when", say(DaysText(l.Printer, s, l.o.Updated))),
		l.fact("document.before", say(l.Capital(PrerequisitesText(l.Printer, l.q, &l.o.Roadmap, m)))),
		l.fact("document.lifts", say(StepLift(l.Printer, l.m, s))),
	)
	label := l.t("document.changes")
	for _, row := range l.lifts(s).Rows { // a fact each, so that a page can end between them
		question := row[0]
		question.Quiet = true
		all = append(all, Fact{label, []Text{question, l.t("document.from_to", "From", row[1].Words, "To", row[2].Words)}})
		label = Text{}
	}
	var help []Text
	if about := SupportText(l.Printer, s); about != "" {
		help = append(help, say(about))
	}
	for _, match := range s.Matches {
		help = append(help, l.named(match.Platform))
	}
	return Details{append(all, l.fact("document.help", help...)...)}
}
