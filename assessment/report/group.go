package report

import (
	"strconv"
	"time"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// group builds the report of a room with the blocks that documents of firms
// have.
type group struct {
	layout
	r assessment.GroupReport
}

func newGroup(p *locale.Printer, r assessment.GroupReport, meta Meta) *group {
	return &group{layout{Printer: p, q: r.Questionnaire, m: r.Model, meta: meta, o: assessment.Outcome{Directory: r.Directory}}, r}
}

// LayoutGroup writes the report of a room as plain blocks.
func LayoutGroup(p *locale.Printer, r assessment.GroupReport, meta Meta) Document {
	g := newGroup(p, r, meta)
	g.cover()
	g.reading()
	g.profile()
	g.consensus()
	g.gaps()
	g.shared()
	g.support()
	g.method()
	return Document{Title: g.title(), Subject: g.t("group.subject"), Keywords: g.t("group.keywords"), Author: name(meta.Site), Language: p.Tag(),
		Date: r.Picture.Made.UTC(), Footer: g.footer(), Logo: logoOf(meta.By.Logo), Blocks: g.blocks}
}

func (g *group) title() Text { return g.t("group.title") }

// day is when the picture was revealed, by the clock in the room.
func (g *group) day() time.Time { return g.r.Workshop.Local(g.r.Picture.Made) }

// about is what the cover and the spreadsheet say of the workshop.
func (g *group) about() Facts {
	country := say(g.Country(g.r.Host.Country))
	if g.r.Host.Country == "" {
		country = g.t("group.country_none")
	}
	return facts(
		g.fact("group.date", say(g.Date(g.day()))),
		g.fact("group.organisation", name(g.r.Host.Name)),
		g.fact("document.country", country),
		g.fact("group.language", say(g.Capital(g.Language(g.r.Workshop.Language)))),
		g.fact("document.depth", say(g.Capital(DepthText(g.Printer, g.r.Workshop.Depth)))),
		g.fact("document.questionnaire", g.versioned(g.q.Title, g.q.Version)),
		g.fact("document.model", g.versioned(g.m.Title, g.m.Version)),
	)
}

// cautions are what a reader must know before anything else.
func (g *group) cautions() []Text {
	all := []Text{g.t("group.grade")}
	if !g.r.Spread {
		all = append(all, g.t("group.small"))
	}
	if g.r.Picture.Paper {
		all = append(all, g.t("group.paper"))
	}
	return all
}

func (g *group) cover() {
	g.add(Cover{Site: name(g.meta.Site), Title: g.title(), Firm: name(g.r.Workshop.Title), By: g.handedOver(), Spelling: g.t("group.spelling")}, g.about(),
		Standing{Level: g.r.Level, Of: len(g.m.Levels), Label: say(LevelText(g.Printer, g.m, g.r.Level)), Score: g.t("group.middle")})
	for i, text := range g.cautions() {
		style := Strong
		if i > 0 {
			style = Body
		}
		g.add(Paragraph{Text: text, Style: style})
	}
	g.add(Contents{Title: g.t("document.contents")})
}

// readingParts explain the report, title and text, in order.
func (g *group) readingParts() []Passage {
	policy := assessment.RoomPolicy
	all := []Passage{g.passage("group.read.evidence", "group.read.evidence.text"), g.passage("group.read.middle", "group.read.middle.text")}
	if g.r.Spread {
		all = append(all, g.passage("group.read.bands", "group.read.bands.text"))
	}
	return append(all, g.passage("group.read.thresholds", "group.read.thresholds.text", "Least", policy.Least, "Spread", policy.Spread),
		g.passage("group.read.use", "group.read.use.text"))
}

// passage is a title with its text.
func (g *group) passage(title, text string, args ...any) Passage {
	return Passage{g.T(title), []string{g.T(text, args...)}}
}

func (g *group) reading() {
	g.add(PageBreak{}, Heading{1, g.t("group.read")}, Paragraph{Text: g.t("group.read.text"), Style: Lead})
	for _, p := range g.readingParts() {
		g.add(Heading{3, say(p.Title)}, Paragraph{Text: say(p.Texts[0])})
	}
}

func (g *group) profile() {
	g.add(PartBreak{}, Heading{1, g.t("group.profile")}, Paragraph{Text: g.t("group.profile.text", "Of", len(g.m.Levels))}, g.chart(), g.meaning())
	if g.r.Spread {
		g.add(Heading{2, g.t("group.spread")}, Paragraph{Text: g.t("group.spread.text")}, g.spread())
	}
}

// level names a level, or says that too few answered.
func (g *group) level(n int) string {
	if n == 0 {
		return g.T("group.unsaid")
	}
	return LevelText(g.Printer, g.m, n)
}

// chart shows levels as bars of a firm's document show points.
func (g *group) chart() Chart {
	c := Chart{Title: g.t("group.chart")}
	of := float64(len(g.m.Levels))
	for n := 1; n < len(g.m.Levels); n++ {
		c.Cuts = append(c.Cuts, 100*float64(n)/of)
	}
	for _, a := range g.r.Areas {
		c.Bars = append(c.Bars, chart.BarRow{Label: Say(g.Printer, a.Dimension.Title), Value: 100 * float64(a.Level) / of, Known: a.Level > 0, Level: a.Level, Text: g.level(a.Level)})
	}
	return c
}

// meaning is the table beside the chart.
func (g *group) meaning() Table {
	table := Table{Columns: []Column{{Title: g.t("document.area"), Share: 0.28}, {Title: g.t("document.level"), Share: 0.1}, {Title: g.t("group.means"), Share: 0.62}}}
	for _, a := range g.r.Areas {
		level := g.T("group.band.none")
		if a.Level > 0 {
			level = strconv.Itoa(a.Level)
		}
		table.Rows = append(table.Rows, []Text{say(Say(g.Printer, a.Dimension.Title)), say(level), say(LevelWords(g.Printer, g.m, a.Dimension.ID, a.Level))})
	}
	return table
}

// spread says in bands how much of the room is at each level.
func (g *group) spread() Table {
	const area, agree = 0.3, 0.2
	table := Table{Columns: []Column{{Title: g.t("document.area"), Share: area}}}
	levels := len(g.m.Levels)
	for n := 1; n <= levels; n++ {
		table.Columns = append(table.Columns, Column{Title: g.t("group.level_number", "Number", n), Share: (1 - area - agree) / float64(levels)})
	}
	table.Columns = append(table.Columns, Column{Title: g.t("group.agree"), Share: agree})
	for _, a := range g.r.Areas {
		row := []Text{say(Say(g.Printer, a.Dimension.Title))}
		for n := range levels {
			row = append(row, g.band(int(a.Share(n))))
		}
		table.Rows = append(table.Rows, append(row, say(g.together(a.Topic))))
	}
	return table
}

// bandKeys name the bands of package statistics, in their order.
var bandKeys = []string{"group.band.none", "group.band.few", "group.band.half", "group.band.most"}

// band names a band by its place in bandKeys; few is of less weight.
func (g *group) band(b int) Text {
	t := g.t(bandKeys[b])
	t.Quiet = b < 2
	return t
}

// together says how far the room agrees.
func (g *group) together(t assessment.Topic) string {
	if t.Together == 0 {
		return g.T("group.unsaid")
	}
	return g.T("screen.together." + strconv.Itoa(t.Together))
}

func (g *group) consensus() {
	g.add(PartBreak{}, Heading{1, g.t("group.consensus")})
	if !g.r.Spread {
		g.add(Paragraph{Text: g.t("group.small_consensus")})
		return
	}
	g.add(Paragraph{Text: g.t("group.consensus.text")}, Heading{2, g.t("group.agreed")})
	if len(g.r.Agreed) == 0 {
		g.add(Paragraph{Text: g.t("group.agreed.none")})
	}
	table := Table{Columns: []Column{{Title: g.t("document.question"), Share: 0.52}, {Title: g.t("group.middle_answer"), Share: 0.48}}}
	for _, t := range g.r.Agreed {
		table.Rows = append(table.Rows, []Text{say(Say(g.Printer, t.Item.Text)), say(CategoryText(g.Printer, t.Item, t.Middle))})
	}
	g.add(table, Heading{2, g.t("group.divided")})
	if len(g.r.Divided) == 0 {
		g.add(Paragraph{Text: g.t("group.divided.none")})
		return
	}
	for _, t := range g.r.Divided {
		g.add(Heading{3, say(Say(g.Printer, t.Item.Text))}, Paragraph{Text: say(g.dimension(t.Item.Dimension) + g.T("word.comma") + g.together(t.Topic)), Style: Small}, g.answers(t))
	}
}

// answers says in bands how much of the room gives each answer.
func (g *group) answers(t assessment.ItemTopic) Table {
	table := Table{Columns: []Column{{Title: g.t("group.answer"), Share: 0.8}, {Title: g.t("group.how_many"), Share: 0.2}}}
	for n := range t.Item.Categories() {
		table.Rows = append(table.Rows, []Text{say(CategoryText(g.Printer, t.Item, n)), g.band(int(t.Share(n)))})
	}
	return table
}

func (g *group) gaps() {
	g.add(PartBreak{}, Heading{1, g.t("group.gaps")})
	if len(g.r.Gaps) == 0 {
		g.add(Paragraph{Text: g.t("group.gaps.none")})
		return
	}
	table := Table{Columns: []Column{{Title: g.t("document.question"), Share: 0.36}, {Title: g.t("group.middle_answer"), Share: 0.32}, {Title: g.t("document.next"), Share: 0.32}}}
	for _, t := range g.r.Gaps {
		table.Rows = append(table.Rows, []Text{say(Say(g.Printer, t.Item.Text)), say(CategoryText(g.Printer, t.Item, t.Middle)), say(g.nextStep(t))})
	}
	g.add(Paragraph{Text: g.t("group.gaps.text")}, table)
}

func (g *group) nextStep(t assessment.ItemTopic) string {
	return NextPractice(g.Printer, assessment.Reading{Item: t.Item, State: assessment.Answered, Category: t.Middle})
}
