package report

import (
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// GradeText names a grade of evidence.
func GradeText(p *locale.Printer, g assessment.Grade) string {
	switch g {
	case assessment.Facilitated, assessment.Verified:
		return p.T("evidence.grade." + string(g))
	default:
		return p.T("evidence.grade.self")
	}
}

// EvidenceText says how far others stand behind the answers, in a few
// sentences: the grade and why, how many answers are confirmed, by whom, when,
// and that the others are not.
func EvidenceText(p *locale.Printer, e assessment.Evidence) string {
	return strings.Join(evidenceLines(p, e), " ")
}

func evidenceLines(p *locale.Printer, e assessment.Evidence) []string {
	var lines []string
	switch {
	case e.Grade == assessment.Verified:
		lines = append(lines, p.Count("evidence.verified", e.Answers))
	case e.Grade == assessment.Facilitated:
		lines = append(lines, facilitated(p, e))
	default:
		lines = append(lines, p.T("evidence.self"))
	}
	switch {
	case e.Grade == assessment.Verified:
	case e.Confirmed > 0:
		lines = append(lines, p.Count("evidence.part", e.Confirmed, "Answers", p.Number(float64(e.Answers), 0)))
	default:
		lines = append(lines, p.T("evidence.nobody"))
	}
	for _, c := range e.Confirmers() {
		lines = append(lines, p.Count("evidence.by", c.Answers, "Who", whoText(p, c.Name, c.Organisation), "When", spanText(p, c)))
	}
	if e.Lapsed > 0 {
		lines = append(lines, p.Count("evidence.lapsed", e.Lapsed))
	}
	return lines
}

func facilitated(p *locale.Printer, e assessment.Evidence) string {
	var who []string
	for _, a := range e.Advisers {
		if text := whoText(p, a.Name, a.Organisation); len(who) == 0 || who[len(who)-1] != text {
			who = append(who, text)
		}
	}
	switch {
	case len(who) == 0:
		return p.T("evidence.workshop")
	case e.Workshop:
		return p.T("evidence.workshop_adviser", "Who", p.List(who))
	default:
		return p.T("evidence.adviser", "Who", p.List(who))
	}
}

// whoText names an adviser: "Ada Berg (Chamber)".
func whoText(p *locale.Printer, name, organisation string) string {
	return p.T("evidence.who", "Name", name, "Organisation", organisation)
}

func spanText(p *locale.Printer, c assessment.Confirmer) string {
	if c.First.Equal(c.Last) {
		return p.T("evidence.on", "Date", p.Date(c.First))
	}
	return p.T("evidence.between", "First", p.Date(c.First), "Last", p.Date(c.Last))
}

// ConfirmedText says who confirmed an answer, when, and what was seen.
func ConfirmedText(p *locale.Printer, c assessment.Confirmation) string {
	return p.T("evidence.answer", "Who", whoText(p, c.Name, c.Organisation), "Date", p.Date(c.Seen), "Note", c.Note)
}

// evidence is the part of the document that names every confirmed answer.
func (l *layout) evidence() {
	e := l.o.Evidence
	if e.Grade == assessment.SelfAssessed && e.Confirmed == 0 && e.Lapsed == 0 {
		return // the cover says it all
	}
	l.add(Heading{2, l.t("evidence.title")}, Paragraph{Text: say(GradeText(l.Printer, e.Grade)), Style: Strong})
	for _, line := range evidenceLines(l.Printer, e) {
		l.add(Paragraph{Text: say(line)})
	}
	for _, c := range e.Confirmations {
		r, ok := l.o.Readings.Of(c.Item)
		if !ok {
			continue
		}
		l.add(Bullet{Text: l.t("evidence.said", "Question", Say(l.Printer, r.Item.Text), "Answer", AnswerText(l.Printer, r)), Note: say(ConfirmedText(l.Printer, c))})
	}
}
