package report

import (
	"strconv"

	"onramp/assessment"
)

// The second half of a room's report: the steps that firms share, who helps with
// them, and how the report was made.

func (g *group) shared() {
	g.add(PartBreak{}, Heading{1, g.t("group.shared")})
	if len(g.r.Shared) == 0 {
		g.add(Paragraph{Text: g.t("group.shared.none")})
		return
	}
	g.add(Paragraph{Text: g.t("group.shared.text")})
	if !g.r.Spread {
		g.add(Paragraph{Text: g.t("group.shared.order")})
	}
	g.add(g.steps())
	for n := range g.r.Shared {
		g.add(g.step(n))
	}
}

// steps is the table of shared measures; how many firms share one is said only
// with the spread.
func (g *group) steps() Table {
	table := Table{Columns: []Column{{Title: g.t("document.number"), Share: 0.06}, {Title: g.t("document.what"), Share: 0.4}, {Title: g.t("document.area"), Share: 0.24}, {Title: g.t("document.cost"), Share: 0.3}}}
	if g.r.Spread {
		table.Columns[3].Share = 0.18
		table.Columns = append(table.Columns, Column{Title: g.t("group.how_many"), Share: 0.12})
	}
	for n, s := range g.r.Shared {
		row := []Text{say(strconv.Itoa(n + 1)), say(Say(g.Printer, s.Measure.Title)), say(g.dimension(s.Measure.Dimension)), say(g.Capital(CostText(g.Printer, g.q, s.Measure.Cost)))}
		if g.r.Spread {
			row = append(row, g.band(int(s.Share)))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// step is a shared measure on a page of its own, as a next step of a firm is.
func (g *group) step(n int) Sheet {
	s := g.r.Shared[n]
	m := s.Measure
	kicker := g.t("group.kicker", "Number", n+1, "Of", len(g.r.Shared), "Area", g.dimension(m.Dimension))
	if g.r.Spread {
		kicker = g.t("group.kicker_band", "Number", n+1, "Of", len(g.r.Shared), "Area", g.dimension(m.Dimension), "Band", g.band(int(s.Share)).Words)
	}
	sheet := Sheet{Number: n + 1, Kicker: kicker, Title: say(Say(g.Printer, m.Title)), Blocks: []Block{
		Paragraph{Text: say(Say(g.Printer, m.What)), Style: Lead},
		Callout{Label: g.t("group.monday"), Text: say(Say(g.Printer, m.FirstStep))},
		facts(g.fact("document.who", say(Say(g.Printer, m.Who))), g.fact("document.effort", say(g.Capital(EffortText(g.Printer, m.EffortDays)))),
			g.fact("document.cost", say(g.Capital(CostText(g.Printer, g.q, m.Cost))))),
		Heading{3, g.t("group.help")},
	}}
	if note := g.helpNote(s); note != "" {
		sheet.Blocks = append(sheet.Blocks, Paragraph{Text: say(note)})
	}
	for _, match := range s.Matches {
		sheet.Blocks = append(sheet.Blocks, g.helper(match))
	}
	return sheet
}

// helpNote says what holds for all support of a shared measure; empty where
// there is nothing to say.
func (g *group) helpNote(s assessment.SharedMeasure) string {
	switch {
	case len(s.Matches) == 0:
		return g.T("group.help.none")
	case g.r.Host.Country == "":
		return g.T("group.help.no_country")
	case s.Nearest == assessment.International:
		return g.T("group.help.international")
	case s.Nearest == assessment.Regional:
		return g.T("group.help.regional")
	}
	return ""
}

// support lists every platform that a shared measure names, once.
func (g *group) support() {
	g.add(PartBreak{}, Heading{1, g.t("group.support")})
	if len(g.r.Support) == 0 {
		g.add(Paragraph{Text: g.t("group.support.none")})
		return
	}
	g.add(Paragraph{Text: g.t("group.support.text")})
	for _, s := range g.r.Support {
		link := g.platform(s.Platform)
		link.Small = true
		link.Lines = append([]Text{say(Say(g.Printer, s.Platform.Summary)), say(g.Sentences(MatchReason(g.Printer, g.q, s.Match), g.forSteps(s)))}, g.platformNotes(s.Platform)...)
		g.add(link)
	}
}

func (g *group) platformNotes(pl *assessment.Platform) []Text {
	var notes []Text
	if !pl.Note.Blank() {
		notes = append(notes, say(Say(g.Printer, pl.Note)))
	}
	return append(notes, kept(g.sourceOnly(pl))...)
}

// stepNumbers are the shared measures that name a platform.
func (g *group) stepNumbers(s assessment.GroupSupport) string {
	numbers := ""
	for i, n := range s.Measures {
		if i > 0 {
			numbers += g.T("word.comma")
		}
		numbers += strconv.Itoa(n + 1)
	}
	return numbers
}

func (g *group) forSteps(s assessment.GroupSupport) string {
	return g.T("group.for_steps", "Steps", g.stepNumbers(s))
}

// methodParts say how the report was made and what it cannot say.
func (g *group) methodParts() []Passage {
	return []Passage{
		g.passage("group.method.picture", "group.method.picture.text"),
		g.passage("group.method.again", "group.method.again.text", "Again", assessment.RoomPolicy.Again),
		g.passage("group.method.who", "group.method.who.text"),
		g.passage("group.method.gaps", "group.method.gaps.text"),
		g.passage("group.method.steps", "group.method.steps.text"),
		g.passage("word.method.platforms", "word.method.platforms.text"),
	}
}

// versions reproduce the report and say who answers for it.
func (g *group) versions() Facts {
	return facts(
		g.fact("document.questionnaire", g.versioned(g.q.Title, g.q.Version)),
		g.fact("document.model", g.versioned(g.m.Title, g.m.Version)),
		g.fact("document.directory", name(g.directory().Version)),
		g.fact("document.licence", say(Say(g.Printer, g.q.Licence)), say(Say(g.Printer, g.m.Note))),
		g.fact("document.site", name(g.meta.Site)),
		g.fact("document.operator", name(g.meta.Operator)),
		g.fact("document.contact", name(g.meta.Contact)),
	)
}

func (g *group) method() {
	g.add(PartBreak{}, Heading{1, g.t("group.method")})
	for _, p := range g.methodParts() {
		g.add(Heading{3, say(p.Title)}, Paragraph{Text: say(p.Texts[0])})
	}
	g.add(Heading{2, g.t("document.versions")}, g.versions())
}
