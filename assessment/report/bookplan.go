package report

import (
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// What a firm can say of a measure, in the order it is offered; open is said of
// nothing.
const openMark = "open"

var markStates = []string{openMark, string(assessment.MarkStarted), string(assessment.MarkDone), string(assessment.MarkDropped)}

// MarkText names what a firm says about a measure: open, started, done, not for
// us.
func MarkText(p *locale.Printer, state assessment.MarkState) string {
	if state == "" {
		state = openMark
	}
	return p.T("takeaway.status." + string(state))
}

// planTable has a row for each measure. What one needs to do it comes first and
// is printed; what explains it follows.
func (l *layout) planTable() BookTable {
	status := l.column("takeaway.status", 12)
	for _, state := range markStates {
		status.Choices = append(status.Choices, MarkText(l.Printer, assessment.MarkState(state)))
	}
	t := BookTable{Name: l.t("takeaway.sheet.plan"), Frozen: 3, Printed: 12, Columns: []BookColumn{
		l.column("document.number", 5), l.column("document.area", 15), l.column("takeaway.measure", 28), l.column("document.first_step", 40),
		l.column("document.who", 16), l.column("takeaway.horizon", 12), l.column("takeaway.start", 12), l.column("takeaway.end", 12),
		l.column("takeaway.days", 7), l.column("document.cost", 15), l.column("takeaway.planned", 11), status,
		l.column("document.what", 50), l.column("document.why", 40), l.column("document.before", 30), l.column("document.lifts", 32), l.column("document.changes", 50),
	}}
	for n := range assessment.MaxMatches {
		t.Columns = append(t.Columns, BookColumn{Title: l.t("takeaway.help", "Number", n+1), Width: 28})
	}
	for _, s := range l.o.Roadmap.Steps {
		t.Rows = append(t.Rows, l.planRow(s))
	}
	for _, m := range l.o.Roadmap.Done {
		t.Rows = append(t.Rows, l.markedRow(m, assessment.MarkDone, len(t.Columns)))
	}
	for _, m := range l.o.Roadmap.Dropped {
		t.Rows = append(t.Rows, l.markedRow(m, assessment.MarkDropped, len(t.Columns)))
	}
	return t
}

func (l *layout) planRow(s assessment.Step) []BookCell {
	m := s.Measure
	start, end := StepDays(s, l.o.Updated)
	before := PrerequisitesText(l.Printer, l.q, &l.o.Roadmap, m)
	if before == "" {
		before = l.T("document.before.none")
	}
	row := []BookCell{
		number(float64(l.number(s)), wholeNumber), written(say(l.dimension(m.Dimension))), written(say(Say(l.Printer, m.Title))), written(say(Say(l.Printer, m.FirstStep))),
		written(say(Say(l.Printer, m.Who))), written(say(HorizonText(l.Printer, s.Horizon))), day(start), day(end),
		number(float64(m.EffortDays), wholeNumber), written(say(l.Capital(CostText(l.Printer, l.q, m.Cost)))), l.planned(m), written(say(MarkText(l.Printer, l.mark(s)))),
		written(say(Say(l.Printer, m.What))), written(say(l.Sentences(StepReason(l.Printer, l.q, s), StepPlace(l.Printer, s)))), written(say(l.Capital(before))),
		written(say(StepLift(l.Printer, l.m, s))), written(say(l.changes(s))),
	}
	for n := range assessment.MaxMatches {
		cell := BookCell{}
		if n < len(s.Matches) {
			cell = written(l.named(s.Matches[n].Platform))
		}
		row = append(row, cell)
	}
	return row
}

// markedRow is a measure that is no step any more, without a number and without
// days but that of the mark.
func (l *layout) markedRow(marked assessment.Marked, state assessment.MarkState, columns int) []BookCell {
	m := marked.Measure
	row := make([]BookCell, columns)
	row[1], row[2] = written(say(l.dimension(m.Dimension))), written(say(Say(l.Printer, m.Title)))
	row[3], row[4] = written(say(Say(l.Printer, m.FirstStep))), written(say(Say(l.Printer, m.Who)))
	if state == assessment.MarkDone {
		row[7] = day(marked.At)
	}
	row[8], row[9], row[10] = number(float64(m.EffortDays), wholeNumber), written(say(l.Capital(CostText(l.Printer, l.q, m.Cost)))), l.planned(m)
	row[11], row[12] = written(say(MarkText(l.Printer, state))), written(say(Say(l.Printer, m.What)))
	return row
}

// planned is what a measure is planned with, in US dollars; empty when not
// known.
func (l *layout) planned(m *assessment.Measure) BookCell {
	c := l.q.Cost(m.Cost)
	if c == nil {
		return BookCell{}
	}
	return number(float64(c.Plan), money)
}

// mark is what the firm said of a step it has not done.
func (l *layout) mark(s assessment.Step) assessment.MarkState {
	if s.Begun() {
		return assessment.MarkStarted
	}
	return ""
}

// changes writes what each practice becomes, a line each.
func (l *layout) changes(s assessment.Step) string {
	var lines []string
	for _, row := range l.lifts(s).Rows {
		lines = append(lines, row[0].Words+" "+l.T("document.from_to", "From", row[1].Words, "To", row[2].Words))
	}
	return strings.Join(lines, "\n")
}

// named is the name of a platform that leads to its address; without one, to
// the page it is known from.
func (l *layout) named(pl *assessment.Platform) Text {
	return Text{Words: pl.Name, Name: true, Link: platformAddress(pl)}
}

// platformAddress is where a platform's name leads: its own address or else the page
// it is known from; empty without either.
func platformAddress(pl *assessment.Platform) string {
	if address := safeAddress(pl.URL); address != "" {
		return address
	}
	return safeAddress(pl.Source)
}
