package report

import (
	"onramp/assessment"
	"onramp/assessment/locale"
)

// WorkbookGroup writes the report of a room as plain cells: what it is, the
// profile, what it says of questions, shared measures and platforms.
func WorkbookGroup(p *locale.Printer, r assessment.GroupReport, meta Meta) Book {
	g := newGroup(p, r, meta)
	return Book{Title: g.title(), Author: name(meta.Site), Language: p.Tag(), Date: r.Picture.Made.UTC(), By: name(meta.By.Name), Logo: logoOf(meta.By.Logo), AboutFirst: true,
		Tables: []BookTable{g.readme(), g.profileTable(), g.itemsTable(), g.measuresTable(), g.platformsTable()}}
}

// readme says what the workbook is about and how to read it.
func (g *group) readme() BookTable {
	t := BookTable{Name: g.t("group.sheet.readme"), Upright: true, Columns: []BookColumn{g.column("takeaway.about", 26), g.column("takeaway.about_value", 90)}}
	by := g.meta.By
	all := append(g.fact("group.workshop", name(g.r.Workshop.Title)), g.fact("takeaway.by_label", name(by.Name), name(by.Contact))...)
	all = append(all, g.about()...)
	all = append(all, Fact{g.t("takeaway.evidence"), g.cautions()})
	for _, p := range append(g.readingParts(), g.methodParts()...) {
		all = append(all, Fact{say(p.Title), []Text{say(p.Texts[0])}})
	}
	for _, f := range append(all, g.versions()[2:]...) { // questions and model stand above
		for i, v := range f.Values {
			label := f.Label
			if i > 0 {
				label = Text{}
			}
			t.Rows = append(t.Rows, []BookCell{written(label), written(v)})
		}
	}
	return t
}

// profileTable has a row for each area and the whole; how it spreads only with
// the spread.
func (g *group) profileTable() BookTable {
	t := BookTable{Name: g.t("group.sheet.profile"), Frozen: 1, Columns: []BookColumn{
		g.column("document.area", 34), g.column("takeaway.level_number", 8), g.column("document.level", 26), g.column("group.means", 70)}}
	if g.r.Spread {
		for n := range g.m.Levels {
			t.Columns = append(t.Columns, BookColumn{Title: g.t("group.level_number", "Number", n+1), Width: 9})
		}
		t.Columns = append(t.Columns, g.column("group.agree", 16))
	}
	row := func(title string, level int, words string, topic assessment.Topic) {
		cells := []BookCell{written(say(title)), {}, written(say(g.level(level))), written(say(words))}
		if level > 0 {
			cells[1] = number(float64(level), wholeNumber)
		}
		if g.r.Spread {
			for n := range g.m.Levels {
				cells = append(cells, written(say(g.band(int(topic.Share(n))).Words)))
			}
			cells = append(cells, written(say(g.together(topic))))
		}
		t.Rows = append(t.Rows, cells)
	}
	for _, a := range g.r.Areas {
		row(Say(g.Printer, a.Dimension.Title), a.Level, LevelWords(g.Printer, g.m, a.Dimension.ID, a.Level), a.Topic)
	}
	words := ""
	if level := g.m.Level(g.r.Level); level != nil {
		words = Say(g.Printer, level.Text)
	}
	whole, _ := g.r.Picture.Area("")
	row(g.T("word.overall"), g.r.Level, words, whole)
	return t
}

// itemsTable has a row for each answer of each question with the spread, else
// one for each common gap.
func (g *group) itemsTable() BookTable {
	t := BookTable{Name: g.t("group.sheet.items"), Frozen: 2, Columns: []BookColumn{
		g.column("document.area", 24), g.column("group.item", 9), g.column("document.question", 60)}}
	if !g.r.Spread {
		t.Columns = append(t.Columns, g.column("group.middle_answer", 60), g.column("document.next", 60))
	} else {
		t.Columns = append(t.Columns, g.column("group.number", 9), g.column("group.answer", 60), g.column("group.how_many", 10), g.column("group.is_middle", 10), g.column("group.agree", 16))
	}
	for _, item := range g.r.Items {
		head := []BookCell{written(say(g.dimension(item.Item.Dimension))), written(name(item.Item.ID)), written(say(Say(g.Printer, item.Item.Text)))}
		if !g.r.Spread {
			t.Rows = append(t.Rows, append(head, written(say(CategoryText(g.Printer, item.Item, item.Middle))), written(say(g.nextStep(item)))))
			continue
		}
		for n := range item.Item.Categories() {
			middle := Text{}
			if n == item.Middle {
				middle = g.t("group.yes")
			}
			t.Rows = append(t.Rows, append(head[:3:3], number(float64(n+1), wholeNumber), written(say(CategoryText(g.Printer, item.Item, n))),
				written(say(g.band(int(item.Share(n))).Words)), written(middle), written(say(g.together(item.Topic)))))
		}
	}
	return t
}

func (g *group) measuresTable() BookTable {
	t := BookTable{Name: g.t("group.sheet.measures"), Frozen: 3, Columns: []BookColumn{
		g.column("document.number", 5), g.column("document.area", 22), g.column("takeaway.measure", 34), g.column("document.what", 50), g.column("group.monday", 50),
		g.column("document.who", 20), g.column("takeaway.days", 8), g.column("document.cost", 22)}}
	if g.r.Spread {
		t.Columns = append(t.Columns, g.column("group.how_many", 10))
	}
	for n := range assessment.MaxMatches {
		t.Columns = append(t.Columns, BookColumn{Title: g.t("takeaway.help", "Number", n+1), Width: 28})
	}
	for i, s := range g.r.Shared {
		m := s.Measure
		row := []BookCell{number(float64(i+1), wholeNumber), written(say(g.dimension(m.Dimension))), written(say(Say(g.Printer, m.Title))), written(say(Say(g.Printer, m.What))),
			written(say(Say(g.Printer, m.FirstStep))), written(say(Say(g.Printer, m.Who))), number(float64(m.EffortDays), wholeNumber), written(say(g.Capital(CostText(g.Printer, g.q, m.Cost))))}
		if g.r.Spread {
			row = append(row, written(say(g.band(int(s.Share)).Words)))
		}
		for n := range assessment.MaxMatches {
			cell := BookCell{}
			if n < len(s.Matches) {
				cell = written(g.named(s.Matches[n].Platform))
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (g *group) platformsTable() BookTable {
	t := BookTable{Name: g.t("group.sheet.platforms"), Frozen: 1, Columns: []BookColumn{
		g.column("group.sheet.platforms", 34), g.column("group.operator", 30), g.column("document.what", 60), g.column("group.what_known", 60), g.column("group.step", 12), g.column("group.address", 40)}}
	for _, s := range g.r.Support {
		address := platformAddress(s.Platform)
		t.Rows = append(t.Rows, []BookCell{written(g.named(s.Platform)), written(name(s.Platform.Operator)), written(say(Say(g.Printer, s.Platform.Summary))),
			written(say(MatchReason(g.Printer, g.q, s.Match))), written(say(g.stepNumbers(s))), written(Text{Words: address, Name: true, Link: address})})
	}
	return t
}
