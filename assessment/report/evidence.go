package report

import (
	"onramp/assessment"
	"onramp/assessment/locale"
)

// Words about how far others than the firm stand behind its answers.

// GradeText names a grade of evidence.
func GradeText(p *locale.Printer, g assessment.Grade) string {
	if g == "" {
		g = assessment.SelfAssessed
	}
	return p.T("evidence.grade." + string(g))
}

// EvidenceText says in a few sentences what the grade is and why, how many
// answers are confirmed, and that nobody has checked the others. It names
// nobody.
func EvidenceText(p *locale.Printer, e assessment.Evidence) string {
	lines := []string{gradeWhy(p, e)}
	switch {
	case e.Grade == assessment.Verified:
	case e.Confirmed > 0:
		lines = append(lines, p.Count("evidence.part", e.Confirmed, "Answers", p.Number(float64(e.Answers), 0)))
	default:
		lines = append(lines, p.T("evidence.nobody"))
	}
	if e.Lapsed > 0 {
		lines = append(lines, p.Count("evidence.lapsed", e.Lapsed))
	}
	return p.Sentences(lines...)
}

func gradeWhy(p *locale.Printer, e assessment.Evidence) string {
	switch {
	case e.Grade == assessment.Verified:
		return p.Count("evidence.verified", e.Answers)
	case e.Grade != assessment.Facilitated:
		return p.T("evidence.self")
	case len(e.Advisers) == 0:
		return p.T("evidence.workshop")
	case e.Workshop:
		return p.T("evidence.workshop_adviser")
	default:
		return p.T("evidence.adviser")
	}
}

// EvidencePerson is somebody a grade rests on: who, as they were called then,
// and what they did.
type EvidencePerson struct{ Who, What string }

// EvidencePeople lists who confirmed answers and when, and then who else was
// the adviser while the questions were answered.
func EvidencePeople(p *locale.Printer, e assessment.Evidence) (all []EvidencePerson) {
	named := map[string]bool{}
	add := func(who, what string) {
		if !named[who] {
			named[who] = true
			all = append(all, EvidencePerson{who, what})
		}
	}
	for _, c := range e.Confirmers() {
		when := p.T("evidence.on", "Date", p.Date(c.First))
		if !c.First.Equal(c.Last) {
			when = p.T("evidence.between", "First", p.Date(c.First), "Last", p.Date(c.Last))
		}
		add(WhoText(p, c.Name, c.Organisation), p.Count("evidence.by", c.Answers, "When", when))
	}
	for _, a := range e.Advisers {
		add(WhoText(p, a.Name, a.Organisation), p.T("evidence.was_adviser"))
	}
	return all
}

// WhoText names an adviser: "Ada Berg (Chamber)".
func WhoText(p *locale.Printer, name, organisation string) string {
	return p.T("evidence.who", "Name", name, "Organisation", organisation)
}

// ConfirmedText says who confirmed an answer, when, and what was seen.
func ConfirmedText(p *locale.Printer, c assessment.Confirmation) string {
	return p.T("evidence.confirmed", "Who", WhoText(p, c.Name, c.Organisation), "Date", p.Date(c.Seen), "Note", c.Note)
}

// people of the grade, a text each.
func (l *layout) evidencePeople() (all []Text) {
	for _, x := range EvidencePeople(l.Printer, l.o.Evidence) {
		all = append(all, Text{Words: l.T("evidence.person", "Who", x.Who, "What", x.What), Name: true})
	}
	return all
}

// grade is what the first page says of it.
func (l *layout) grade() []Block {
	blocks := []Block{Paragraph{Text: say(EvidenceText(l.Printer, l.o.Evidence))}}
	for _, who := range l.evidencePeople() {
		blocks = append(blocks, Paragraph{Text: who, Style: Small})
	}
	return blocks
}

// evidence is the part of the method that explains the grades, and names every
// confirmed answer.
func (l *layout) evidence() {
	l.add(Heading{2, l.t("evidence.title")}, Paragraph{Text: l.t("evidence.grades")})
	l.add(l.grade()...)
	for _, c := range l.o.Evidence.Confirmations {
		if r, ok := l.o.Readings.Of(c.Item); ok {
			l.add(Bullet{Text: say(Say(l.Printer, r.Item.Text)),
				Note: Text{Words: l.T("evidence.said", "Answer", AnswerText(l.Printer, r), "Confirmed", ConfirmedText(l.Printer, c)), Name: true}})
		}
	}
}
