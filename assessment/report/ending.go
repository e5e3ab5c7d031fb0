package report

import (
	"strconv"

	"onramp/assessment"
)

// helper is a platform that fits a step: what it gives of what the step needs,
// and why it fits. What else it does stands in the list of platforms.
func (l *layout) helper(m assessment.Match) Link {
	link := l.platform(m.Platform)
	reason := MatchReason(l.Printer, l.q, m)
	if kinds := KindsText(l.Printer, l.q, m.Kinds); kinds != "" {
		reason = l.Sentences(l.T("document.offers", "Kinds", kinds), reason)
	}
	link.Lines = append([]Text{say(reason)}, kept(l.sourceOnly(m.Platform))...)
	return link
}

// platform is an entry of the directory without a reason.
func (l *layout) platform(pl *assessment.Platform) Link {
	link := Link{Title: name(pl.Name), Also: name(pl.Operator), URL: platformAddress(pl)}
	if pl.LocalName != "" && pl.LocalName != pl.Name {
		link.Also = name(pl.LocalName + " · " + pl.Operator)
	}
	return link
}

// support lists every platform that the plan names, once, in the order it is
// named; then the programmes that have ended.
func (l *layout) support() {
	l.add(PartBreak{}, Heading{1, l.t("document.support")})
	var order []assessment.Match
	steps := map[string]string{}
	for i, s := range l.o.Roadmap.Steps {
		for _, m := range s.Matches {
			if steps[m.Platform.ID] == "" {
				order = append(order, m)
				steps[m.Platform.ID] = strconv.Itoa(i + 1)
			} else {
				steps[m.Platform.ID] += l.T("word.comma") + strconv.Itoa(i+1)
			}
		}
	}
	intro := "document.support.text"
	if len(order) == 0 {
		intro = "document.support.none"
	}
	l.add(Paragraph{Text: l.t(intro)})
	for _, m := range order {
		link := l.platform(m.Platform)
		link.Small = true
		link.Lines = []Text{say(Say(l.Printer, m.Platform.Summary)),
			say(l.Sentences(MatchReason(l.Printer, l.q, m), l.T("document.for_steps", "Steps", steps[m.Platform.ID])))}
		if !m.Platform.Note.Blank() {
			link.Lines = append(link.Lines, say(Say(l.Printer, m.Platform.Note)))
		}
		link.Lines = append(link.Lines, kept(l.sourceOnly(m.Platform))...)
		l.add(link)
	}
	l.ended()
}

func (l *layout) ended() {
	for i, pl := range Ended(&l.o.Roadmap) {
		if i == 0 {
			l.add(Heading{2, l.t("document.ended")}, Paragraph{Text: l.t("document.ended.text"), Style: Warning})
		}
		note := Say(l.Printer, pl.Summary)
		if pl.Closes != "" {
			note = l.Sentences(note, EndedText(l.Printer, pl))
		}
		l.add(Bullet{Text: l.named(pl), Note: say(note)})
	}
}

func (l *layout) method() {
	l.add(PartBreak{}, Heading{1, l.t("document.method")})
	for _, passage := range Method(l.Printer, l.m, l.o.Evidence) {
		l.add(Heading{3, say(passage.Title)})
		for _, text := range passage.Texts {
			l.add(Paragraph{Text: say(text)})
		}
	}
	if l.o.Estimate != nil {
		l.add(Heading{3, l.t("word.method.sure")}, Paragraph{Text: l.t("word.method.sure.text")},
			Paragraph{Text: say(LearntText(l.Printer, l.o.Parameters))})
	}
	if len(l.m.Cuts) > 0 {
		l.add(Heading{2, l.t("document.levels")}, l.ladder())
	}
	l.add(Heading{2, l.t("document.empty")}, Paragraph{Text: l.t("document.empty.text")})
	var states Facts
	for _, s := range EmptyStates(l.Printer) {
		states = append(states, Fact{Label: say(s.Title), Values: []Text{say(s.Texts[0])}})
	}
	l.add(states)
	l.evidence()
}

// ladder is the table of the model's levels.
func (l *layout) ladder() Table {
	table := Table{Columns: []Column{
		{Title: l.t("document.level"), Share: 0.26},
		{Title: l.t("document.begins"), Share: 0.18},
		{Title: l.t("document.means"), Share: 0.56},
	}}
	for _, level := range l.m.Levels {
		table.Rows = append(table.Rows, []Text{say(LevelText(l.Printer, l.m, level.Number)),
			say(l.Capital(CutText(l.Printer, l.m, level.Number))), say(Say(l.Printer, level.Text))})
	}
	return table
}

func (l *layout) sources() {
	l.add(Heading{1, l.t("document.sources")}, Paragraph{Text: l.t("document.sources.text")})
	var parts Facts
	for _, r := range References(l.o) {
		parts = append(parts, Fact{Label: say(ReferenceText(l.Printer, r)), Values: []Text{say(Say(l.Printer, r.Text))}})
	}
	l.add(parts, Heading{1, l.t("document.versions")})
	l.add(facts(
		l.fact("document.questionnaire", l.versioned(l.q.Title, l.q.Version)),
		l.fact("document.model", l.versioned(l.m.Title, l.m.Version)),
		l.fact("document.directory", name(l.directory().Version)),
		l.fact("document.licence", say(Say(l.Printer, l.q.Licence)), say(Say(l.Printer, l.m.Note))),
		l.fact("document.site", name(l.meta.Site)),
		l.fact("document.operator", name(l.meta.Operator)),
		l.fact("document.contact", name(l.meta.Contact)),
	))
	if l.meta.PublicURL != "" {
		l.add(Link{Title: l.t("document.public"), URL: l.meta.PublicURL, Small: true, Lines: []Text{l.t("document.public.text")}})
	}
	if l.meta.ResumeURL != "" {
		l.add(Link{Title: l.t("document.resume"), URL: l.meta.ResumeURL, Small: true, Lines: []Text{l.t("document.resume.text")}})
	}
}
