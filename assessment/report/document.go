package report

import (
	"fmt"
	"strings"
	"time"

	"onramp/assessment/chart"
)

// Document is a finished text in plain blocks, without any idea of paper.
type Document struct {
	Title    Text
	Subject  Text
	Keywords Text
	Author   Text
	Language string
	Date     time.Time // of the file's own data
	Footer   []Text
	Logo     []byte // of who hands it over; nil for none
	Blocks   []Block
}

// Text is a piece of a document. A name is shown as somebody wrote it: of a
// platform or a firm, an address, a version. All else is in the reader's
// language.
type Text struct {
	Words string
	Name  bool
	Link  string // address to open; empty for none
	Quiet bool   // of less weight than its neighbours
}

func say(words string) Text { return Text{Words: words} }

func name(words string) Text { return Text{Words: words, Name: true} }

// Block is a part of a document, one of the types below.
type Block interface {
	// texts returns every text of the block, for tests of translation.
	texts() []Text
	// write adds the block to a readable picture of the document.
	write(b *strings.Builder)
}

// Heading opens a part. Levels 1 and 2 are bookmarks too.
type Heading struct {
	Level int // 1 to 3
	Text  Text
}

// Style is how a paragraph stands out.
type Style string

// The styles of a paragraph.
const (
	Body    Style = ""
	Lead    Style = "lead"
	Strong  Style = "strong"
	Small   Style = "small"
	Warning Style = "warning"
)

// Paragraph is running text.
type Paragraph struct {
	Text  Text
	Style Style
}

// Bullet is one entry of a list; Note stands under it.
type Bullet struct{ Text, Note Text }

// Facts are labels with values.
type Facts []Fact

// Details are facts in smaller letters.
type Details struct{ Facts }

// Fact is a label with one value or several, each on a line. Without a label it
// goes on with the fact above.
type Fact struct {
	Label  Text
	Values []Text
}

// Table has a head that is repeated on each page.
type Table struct {
	Columns []Column
	Rows    [][]Text
}

// Column is a column of a table; Share is its part of the width.
type Column struct {
	Title Text
	Share float64
	Right bool // numbers stand at the right edge
}

// Chart is one picture; exactly one of its lists is filled.
type Chart struct {
	Title  Text // what it shows, in words under it; empty where a heading says it
	Radar  []chart.RadarAxis
	Bars   []chart.BarRow
	Cuts   []float64
	Rows   []chart.TimelineRow
	Months []chart.TimelineMark
}

// Cover is the head of the first page.
type Cover struct {
	Site, Title, Firm Text
	By                Text // who hands the document over; empty for nobody
	Spelling          Text // why the firm's name may stand in other letters
}

// Standing is a level on its ladder and a score, large.
type Standing struct {
	Level, Of    int
	Label, Score Text
}

// Callout is a thing to do now.
type Callout struct{ Label, Text Text }

// Columns stand side by side; Share is the left one's part of the width.
type Columns struct {
	Left, Right []Block
	Share       float64
}

// Fit are blocks that stay on one page if less room between them is enough.
type Fit []Block

// Sheet is one step on a page of its own.
type Sheet struct {
	Number int
	Kicker Text // above the title
	Title  Text
	Blocks []Block
}

// Link is an address with what is said of it, and a picture of it to scan.
// Without an address it is a name only.
type Link struct {
	Title Text
	Also  Text // the name in the local language, the operator
	URL   string
	Lines []Text
	Small bool
}

// Contents lists the headings of level 1 with their pages.
type Contents struct{ Title Text }

// PageBreak starts a new page.
type PageBreak struct{}

// PartBreak starts a new page unless more than a third of this one is free.
type PartBreak struct{}

// String shows the document as plain text, names in ‹ ›.
func (d Document) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nsubject: %s\nkeywords: %s\nauthor: %s\nlanguage: %s\ndate: %s\nfooter: %s\n",
		d.Title, d.Subject, d.Keywords, d.Author, d.Language, d.Date.UTC().Format(time.DateOnly), join(d.Footer, " · "))
	for _, block := range d.Blocks {
		block.write(&b)
	}
	return b.String()
}

// texts returns every text of the document.
func (d Document) texts() []Text {
	all := append([]Text{d.Title, d.Subject, d.Keywords, d.Author}, d.Footer...)
	return append(all, textsOf(d.Blocks)...)
}

func textsOf(blocks []Block) []Text {
	var all []Text
	for _, b := range blocks {
		all = append(all, b.texts()...)
	}
	return all
}

func (t Text) String() string {
	s := t.Words
	if t.Name && s != "" {
		s = "‹" + s + "›"
	}
	if t.Link != "" && t.Link != t.Words {
		s += " <" + t.Link + ">"
	}
	return s
}

func join(texts []Text, by string) string {
	parts := make([]string, len(texts))
	for i, t := range texts {
		parts[i] = t.String()
	}
	return strings.Join(parts, by)
}

func (h Heading) texts() []Text   { return []Text{h.Text} }
func (p Paragraph) texts() []Text { return []Text{p.Text} }
func (b Bullet) texts() []Text    { return []Text{b.Text, b.Note} }
func (c Cover) texts() []Text     { return []Text{c.Site, c.Title, c.Firm, c.By, c.Spelling} }
func (s Standing) texts() []Text  { return []Text{s.Label, s.Score} }
func (c Callout) texts() []Text   { return []Text{c.Label, c.Text} }
func (c Contents) texts() []Text  { return []Text{c.Title} }
func (PageBreak) texts() []Text   { return nil }
func (PartBreak) texts() []Text   { return nil }
func (l Link) texts() []Text      { return append([]Text{l.Title, l.Also}, l.Lines...) }
func (f Fit) texts() []Text       { return textsOf(f) }
func (c Columns) texts() []Text   { return append(textsOf(c.Left), textsOf(c.Right)...) }
func (s Sheet) texts() []Text     { return append([]Text{s.Kicker, s.Title}, textsOf(s.Blocks)...) }

func (f Facts) texts() []Text {
	var all []Text
	for _, fact := range f {
		all = append(append(all, fact.Label), fact.Values...)
	}
	return all
}

func (t Table) texts() []Text {
	var all []Text
	for _, c := range t.Columns {
		all = append(all, c.Title)
	}
	for _, row := range t.Rows {
		all = append(all, row...)
	}
	return all
}

func (c Chart) texts() []Text {
	all := []Text{c.Title}
	for _, a := range c.Radar {
		all = append(all, say(a.Label))
	}
	for _, r := range c.Bars {
		all = append(all, say(r.Label), say(r.Text))
	}
	for _, r := range c.Rows {
		all = append(all, say(r.Label))
	}
	for _, m := range c.Months {
		all = append(all, say(m.Label))
	}
	return all
}

func (h Heading) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s %s\n", strings.Repeat("#", h.Level), h.Text)
}

func (p Paragraph) write(b *strings.Builder) {
	if p.Style != Body {
		fmt.Fprintf(b, "(%s) ", p.Style)
	}
	fmt.Fprintln(b, p.Text)
}

func (c Bullet) write(b *strings.Builder) {
	fmt.Fprintf(b, "- %s\n", c.Text)
	if c.Note.Words != "" {
		fmt.Fprintf(b, "  %s\n", c.Note)
	}
}

func (f Facts) write(b *strings.Builder) {
	for _, fact := range f {
		if fact.Label.Words != "" {
			fmt.Fprintf(b, "%s: %s\n", fact.Label, join(fact.Values, "\n    "))
		} else {
			fmt.Fprintf(b, "    %s\n", join(fact.Values, "\n    "))
		}
	}
}

func (t Table) write(b *strings.Builder) {
	var head []Text
	for _, c := range t.Columns {
		head = append(head, c.Title)
	}
	for _, row := range append([][]Text{head}, t.Rows...) {
		fmt.Fprintf(b, "| %s |\n", join(row, " | "))
	}
}

func (c Chart) write(b *strings.Builder) {
	fmt.Fprintf(b, "[chart: %s]\n", c.Title)
	for _, a := range c.Radar {
		fmt.Fprintf(b, "  %s %.3f %v\n", a.Label, a.Value, a.Known)
	}
	for _, r := range c.Bars {
		fmt.Fprintf(b, "  %s %.1f level %d %v %s\n", r.Label, r.Value, r.Level, r.Known, r.Text)
	}
	for _, r := range c.Rows {
		fmt.Fprintf(b, "  %s: from %g, %g long, %s\n", r.Label, r.StartWeek, r.Weeks, r.Class)
	}
	for _, m := range c.Months {
		fmt.Fprintf(b, "  %s at %.1f\n", m.Label, m.Week)
	}
}

func (c Cover) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n[cover]\n%s\n%s\n%s\n", c.Site, c.Title, c.Firm)
	if c.By.Words != "" {
		fmt.Fprintln(b, c.By)
	}
}

func (s Standing) write(b *strings.Builder) {
	fmt.Fprintf(b, "[%d of %d] %s / %s\n", s.Level, s.Of, s.Label, s.Score)
}

func (c Callout) write(b *strings.Builder) { fmt.Fprintf(b, "> %s: %s\n", c.Label, c.Text) }

func (c Columns) write(b *strings.Builder) {
	for _, block := range append(append([]Block{}, c.Left...), c.Right...) {
		block.write(b)
	}
}

func (f Fit) write(b *strings.Builder) {
	for _, block := range f {
		block.write(b)
	}
}

func (s Sheet) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n[sheet %d] %s\n%s\n", s.Number, s.Kicker, s.Title)
	for _, block := range s.Blocks {
		block.write(b)
	}
}

func (l Link) write(b *strings.Builder) {
	fmt.Fprintf(b, "@ %s (%s) %s\n", l.Title, l.Also, l.URL)
	for _, line := range l.Lines {
		fmt.Fprintf(b, "  %s\n", line)
	}
}

func (c Contents) write(b *strings.Builder) { fmt.Fprintf(b, "[contents: %s]\n", c.Title) }

func (PageBreak) write(b *strings.Builder) { b.WriteString("----\n") }

func (PartBreak) write(b *strings.Builder) { b.WriteString("- - -\n") }
