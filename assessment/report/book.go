package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Book is a workbook in plain cells, without any idea of a file's format.
type Book struct {
	Title, Author Text
	Language      string
	Date          time.Time // of the file's own data
	By            Text      // who hands it over; empty for nobody
	Logo          []byte    // of them, as JPEG; nil for none
	AboutFirst    bool      // the first sheet says who made it, not the last
	Tables        []BookTable
}

// BookTable is one sheet of a workbook; its first row names the columns.
type BookTable struct {
	Name    Text
	Columns []BookColumn
	Rows    [][]BookCell
	Frozen  int  // columns that stay in view
	Printed int  // columns that a printer writes; 0 for all
	Upright bool // the paper stands
}

// BookColumn is a column with its width in letters. Choices, when there are
// any, are what its cells offer to pick from.
type BookColumn struct {
	Title   Text
	Width   float64
	Choices []string
}

// BookCell is a text, a number or a day.
type BookCell struct {
	Text   Text
	Number *float64
	Form   numberForm
	Day    time.Time
}

// numberForm is how a number is shown.
type numberForm string

const (
	wholeNumber numberForm = "0"
	oneDecimal  numberForm = "0.0"
	money       numberForm = "#,##0"
	percentage  numberForm = "0%"
)

func written(t Text) BookCell { return BookCell{Text: t} }

func number(x float64, form numberForm) BookCell { return BookCell{Number: &x, Form: form} }

func day(t time.Time) BookCell { return BookCell{Day: t} }

// Workbook writes the plan, the result and the answers of an outcome as plain
// cells.
func Workbook(p *locale.Printer, o assessment.Outcome, meta Meta) Book {
	l := &layout{Printer: p, o: o, q: o.Questionnaire, m: o.Model, meta: meta}
	return Book{Title: l.t("document.title"), Author: name(meta.Site), Language: p.Tag(), Date: o.Updated.UTC(), By: name(meta.By.Name), Logo: logoOf(meta.By.Logo),
		Tables: []BookTable{l.planTable(), l.resultTable(), l.answersTable(), l.aboutTable()}}
}

func (l *layout) column(key string, width float64) BookColumn {
	return BookColumn{Title: l.t(key), Width: width}
}

// resultTable has a row for each area and the whole, of every model.
func (l *layout) resultTable() BookTable {
	t := BookTable{Name: l.t("takeaway.sheet.result"), Frozen: 2, Columns: []BookColumn{
		l.column("takeaway.model", 26), l.column("document.area", 34), l.column("takeaway.level_number", 8), l.column("document.level", 30),
		l.column("document.score", 10), l.column("takeaway.scale", 10), l.column("takeaway.low", 12), l.column("takeaway.high", 12),
		l.column("takeaway.known", 10), l.column("takeaway.applicable", 12), l.column("takeaway.coverage", 10),
	}}
	row := func(title string, s assessment.Standing, c assessment.Certainty) {
		cells := []BookCell{written(say(Say(l.Printer, l.m.Title))), written(say(title)), {}, written(say(LevelText(l.Printer, l.m, s.Level))), {}, {}, {}, {}}
		if s.Level > 0 {
			cells[2] = number(float64(s.Level), wholeNumber)
		}
		if s.Score != nil {
			cells[4], cells[5] = number(tenths(*s.Score), oneDecimal), number(l.m.Scale, wholeNumber)
			if c.Levels != nil {
				cells[6], cells[7] = number(tenths(c.Low), oneDecimal), number(tenths(c.High), oneDecimal)
			}
		}
		t.Rows = append(t.Rows, append(cells, known(s.Coverage)...))
	}
	for i, d := range l.o.Result.Dimensions {
		row(DimensionTitle(l.Printer, l.m, d.ID), d.Standing, l.o.Estimate.Certainty(i))
	}
	row(l.T("word.overall"), l.o.Result.Overall, l.o.Estimate.All())
	for _, r := range l.o.Others {
		other := func(title string, s assessment.Standing) {
			t.Rows = append(t.Rows, append(l.otherStanding(r.Model, title, s), known(s.Coverage)...))
		}
		for _, d := range r.Result.Dimensions {
			other(DimensionTitle(l.Printer, r.Model, d.ID), d.Standing)
		}
		other(l.T("word.overall"), r.Result.Overall)
	}
	return t
}

// otherStanding are the cells of an added model, whose levels are named and
// never numbered.
func (l *layout) otherStanding(m *assessment.Model, title string, s assessment.Standing) []BookCell {
	cells := []BookCell{written(say(Say(l.Printer, m.Title))), written(say(title)), {}, written(say(ModelLevel(l.Printer, m, s))), {}, {}, {}, {}}
	if ModelPoints(l.Printer, m, s) != "" {
		cells[4], cells[5] = number(tenths(*s.Score), oneDecimal), number(m.Scale, wholeNumber)
	}
	return cells
}

// tenths leaves off what is less than a tenth of a point, so that 39.96 never
// shows as the 40 where the next level begins.
func tenths(score float64) float64 { return math.Floor(score*10+1e-6) / 10 }

func known(c assessment.Coverage) []BookCell {
	return []BookCell{number(float64(c.Known), wholeNumber), number(float64(c.Applicable), wholeNumber), number(c.Share(), percentage)}
}

// answersTable has a row for each question that concerns the firm.
func (l *layout) answersTable() BookTable {
	t := BookTable{Name: l.t("takeaway.sheet.answers"), Frozen: 2, Columns: []BookColumn{
		l.column("document.area", 24), l.column("takeaway.item", 9), l.column("document.question", 60), l.column("document.answer", 60),
		l.column("document.points", 9), l.column("takeaway.possible", 11),
	}}
	said := map[string]Text{}
	for _, c := range l.o.Evidence.Confirmations {
		said[c.Item] = Text{Words: ConfirmedText(l.Printer, c), Name: true}
	}
	if len(said) > 0 {
		t.Columns = append(t.Columns, l.column("evidence.column", 60))
	}
	points := map[string]assessment.IndicatorResult{}
	for _, d := range l.o.Result.Dimensions {
		for _, in := range d.Indicators {
			if len(in.Items) > 0 {
				points[in.Items[0]] = in
			}
		}
	}
	for _, r := range l.o.Readings {
		if !l.o.Shows(r.Item) {
			continue
		}
		area := l.T("models.questions")
		if r.Item.Core() {
			area = l.dimension(r.Item.Dimension)
		}
		cells := []BookCell{written(say(area)), written(name(r.Item.ID)), written(say(Say(l.Printer, r.Item.Text))), written(say(AnswerText(l.Printer, r))), {}, {}}
		if in, ok := points[r.Item.ID]; ok && in.Known {
			cells[4], cells[5] = number(tenths(in.Points), oneDecimal), number(math.Round(in.Possible*10)/10, oneDecimal)
		}
		if len(said) > 0 {
			cells = append(cells, written(said[r.Item.ID]))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// aboutTable says of whom, when and how the workbook was made.
func (l *layout) aboutTable() BookTable {
	t := BookTable{Name: l.t("takeaway.sheet.about"), Upright: true,
		Columns: []BookColumn{l.column("takeaway.about", 24), l.column("takeaway.about_value", 90)}}
	for _, f := range l.about() {
		for i, v := range f.Values {
			label := f.Label
			if i > 0 {
				label = Text{}
			}
			t.Rows = append(t.Rows, []BookCell{written(label), written(v)})
		}
	}
	for _, passage := range Method(l.Printer, l.m, l.o.Evidence) {
		for i, text := range passage.Texts {
			title := Text{}
			if i == 0 {
				title = say(passage.Title)
			}
			t.Rows = append(t.Rows, []BookCell{written(title), written(say(text))})
		}
	}
	return t
}

func (l *layout) about() Facts {
	profile, meta := l.o.Profile, l.meta.By
	all := facts(
		l.fact("takeaway.firm", name(profile.Name)),
		l.fact("takeaway.by_label", name(meta.Name), name(meta.Contact)),
		l.fact("document.date", say(l.Date(l.o.Updated.UTC()))),
		l.fact("document.country", say(l.Country(profile.Country))),
		l.fact("document.region", name(profile.Region)),
		l.fact("document.sector", say(l.Capital(SectorText(l.Printer, l.q, profile)))),
		l.fact("document.size", say(l.Capital(SizeText(l.Printer, profile)))),
		l.fact("document.goals", say(l.Capital(GoalsText(l.Printer, l.q, profile)))),
		l.fact("takeaway.limits", say(LimitsText(l.Printer, l.o.Roadmap.Limits))),
		l.fact("takeaway.evidence", append([]Text{say(EvidenceText(l.Printer, l.o.Evidence))}, l.evidencePeople()...)...),
		l.fact("document.depth", say(l.Capital(DepthText(l.Printer, l.o.Depth)))),
		l.fact("document.questionnaire", l.versioned(l.q.Title, l.q.Version)),
		l.fact("document.model", l.versioned(l.m.Title, l.m.Version)),
	)
	for _, r := range l.o.Others {
		all = append(all, l.fact("document.model", l.versioned(r.Model.Title, r.Model.Version))...)
	}
	if l.o.Estimate != nil {
		all = append(all, l.fact("word.method.sure", say(LearntText(l.Printer, l.o.Parameters)))...)
	}
	address := Text{Words: l.meta.PublicURL, Name: true, Link: l.meta.PublicURL}
	return append(all, facts(
		l.fact("document.directory", name(l.directory().Version)),
		l.fact("document.licence", say(Say(l.Printer, l.q.Licence)), say(Say(l.Printer, l.m.Note))),
		l.fact("document.site", name(l.meta.Site)),
		l.fact("document.operator", name(l.meta.Operator)),
		l.fact("document.contact", name(l.meta.Contact)),
		l.fact("document.public", address),
	)...)
}

// String shows the workbook as plain text, a line a cell, names in ‹ ›.
func (b Book) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "title: %s\nauthor: %s\nlanguage: %s\ndate: %s\n", b.Title, b.Author, b.Language, b.Date.UTC().Format(time.DateOnly))
	for _, t := range b.Tables {
		t.write(&out)
	}
	return out.String()
}

func (t BookTable) write(out *strings.Builder) {
	fmt.Fprintf(out, "\n# %s\n", t.Name)
	for _, row := range t.Rows {
		out.WriteString("\n")
		for i, c := range row {
			if words := c.String(); words != "" {
				fmt.Fprintf(out, "%s: %s\n", t.Columns[i].Title, words)
			}
		}
	}
}

func (c BookCell) String() string {
	switch {
	case c.Number != nil:
		return strconv.FormatFloat(*c.Number, 'f', -1, 64)
	case !c.Day.IsZero():
		return c.Day.Format(time.DateOnly)
	default:
		return c.Text.String()
	}
}

// texts returns every text of the workbook, for tests of translation.
func (b Book) texts() []Text {
	all := []Text{b.Title, b.Author}
	for _, t := range b.Tables {
		all = append(all, t.Name)
		for _, c := range t.Columns {
			all = append(all, c.Title)
			for _, choice := range c.Choices {
				all = append(all, say(choice))
			}
		}
		for _, row := range t.Rows {
			for _, c := range row {
				all = append(all, c.Text)
			}
		}
	}
	return all
}
