package report

import (
	"strings"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// DaysText writes the first and the last day of a step: "23 Nov 2026 to 3 Jan
// 2027".
func DaysText(p *locale.Printer, s assessment.Step, dated time.Time) string {
	first, last := StepDays(s, dated)
	return p.T("takeaway.days_span", "From", shortDate(p, first), "To", shortDate(p, last))
}

func shortDate(p *locale.Printer, t time.Time) string {
	return p.T("date.day", "Day", t.Format("2"), "Month", p.ShortMonth(t.Month()), "Year", t.Format("2006"))
}

// handedOver says who hands the document over; empty for nobody.
func (l *layout) handedOver() Text {
	by := l.meta.By
	switch {
	case by.Name == "":
		return Text{}
	case by.Contact == "":
		return Text{Words: l.T("takeaway.by", "Name", by.Name), Name: true}
	}
	return Text{Words: l.T("takeaway.by_contact", "Name", by.Name, "Contact", by.Contact), Name: true}
}

// whose says of whom and when a page is that may be printed alone.
func (l *layout) whose() Text {
	date := l.Date(l.o.Updated.UTC())
	if strings.TrimSpace(l.o.Profile.Name) == "" {
		return say(date)
	}
	return Text{Words: l.T("takeaway.whose", "Firm", l.o.Profile.Name, "Date", date), Name: true}
}

// monday is the very first thing to do.
func (l *layout) monday() []Block {
	next := NextSteps(&l.o.Roadmap)
	if len(next) == 0 {
		return nil
	}
	return []Block{Callout{Label: l.t("document.first_step"), Text: say(Say(l.Printer, next[0].Measure.FirstStep))}}
}

// sourceOnly says that a platform's name leads to the page it is known from,
// for want of an address of its own; empty otherwise.
func (l *layout) sourceOnly(pl *assessment.Platform) Text {
	if safeAddress(pl.URL) != "" || safeAddress(pl.Source) == "" {
		return Text{}
	}
	return l.t("takeaway.source_only")
}

func kept(t Text) []Text {
	if t.Words == "" {
		return nil
	}
	return []Text{t}
}

// outlook is where each area is expected to stand on the way.
func (l *layout) outlook() {
	way := &l.o.Roadmap.Outlook
	if len(way.Dimensions) == 0 {
		return
	}
	table := Table{Columns: []Column{
		{Title: l.t("document.area"), Share: 0.37},
		{Title: l.t("document.today"), Share: 0.21},
		{Title: l.t("takeaway.after_90"), Share: 0.21},
		{Title: l.t("takeaway.after_year"), Share: 0.21},
	}}
	row := func(title string, p *assessment.Prospect) {
		table.Rows = append(table.Rows, []Text{say(title), l.stands(p.Today), l.stands(p.First90Days), l.stands(p.FirstYear)})
	}
	for i := range way.Dimensions {
		row(DimensionTitle(l.Printer, l.m, way.Dimensions[i].Dimension), &way.Dimensions[i])
	}
	row(l.T("word.overall"), &way.Overall)
	l.add(Heading{2, l.t("takeaway.outlook")}, Paragraph{Text: l.t("takeaway.outlook.text")}, table)
}

// stands writes a standing in little room: "level 3, 47 points".
func (l *layout) stands(s assessment.Standing) Text {
	switch {
	case s.Level == 0:
		return l.t("word.points.none")
	case s.Score == nil:
		return l.t("takeaway.stands_level", "Level", s.Level)
	}
	return l.t("takeaway.stands", "Level", s.Level, "Points", Points(l.Printer, *s.Score))
}

// progress lists what the firm said about measures, each with its day.
func (l *layout) progress() {
	road := &l.o.Roadmap
	table := Table{Columns: []Column{
		{Title: l.t("takeaway.measure"), Share: 0.56},
		{Title: l.t("takeaway.status"), Share: 0.2},
		{Title: l.t("takeaway.since"), Share: 0.24},
	}}
	add := func(marked []assessment.Marked, state assessment.MarkState) {
		for _, m := range marked {
			since := Text{}
			if !m.At.IsZero() {
				since = say(l.Date(m.At.UTC()))
			}
			table.Rows = append(table.Rows, []Text{say(Say(l.Printer, m.Measure.Title)), say(MarkText(l.Printer, state)), since})
		}
	}
	add(road.Done, assessment.MarkDone)
	add(road.Started, assessment.MarkStarted)
	add(road.Dropped, assessment.MarkDropped)
	if len(table.Rows) > 0 {
		l.add(Heading{2, l.t("takeaway.progress")}, table)
	}
}
