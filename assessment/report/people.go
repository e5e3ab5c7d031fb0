package report

import (
	"math"
	"slices"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// Words about how far several people of one firm agree. Documents that leave the
// firm tell what was said, never by whom.

// ConsensusText writes how far people agree in whole per cent. Parts are left
// off, so that only full agreement shows as such; a dash when nothing can be
// compared.
func ConsensusText(p *locale.Printer, c *float64) string {
	if c == nil {
		return p.T("word.points.none")
	}
	return p.Percent(math.Floor(100**c) / 100)
}

// Bounds of the words for a consensus, ours: two people one step of five apart
// reach 0.81, two steps 0.58.
const (
	alike       = 0.8
	mostlyAlike = 0.55
)

// ConsensusWords says in words how far people agree.
func ConsensusWords(p *locale.Printer, c *float64) string {
	switch {
	case c == nil:
		return p.T("word.agree.none")
	case *c >= alike:
		return p.T("word.agree.alike")
	case *c >= mostlyAlike:
		return p.T("word.agree.mostly")
	default:
		return p.T("word.agree.apart")
	}
}

// AgreementText says how far people agree on the whole.
func AgreementText(p *locale.Printer, g assessment.Agreement) string {
	if g.Overall == nil {
		return p.T("word.agree.whole_none")
	}
	return p.T("word.agree.whole", "Consensus", ConsensusText(p, g.Overall), "Words", ConsensusWords(p, g.Overall))
}

// SpreadText says how answers lie apart: from the lowest to the highest chosen,
// and how many people gave none.
func SpreadText(p *locale.Printer, t assessment.Tally) string {
	low, high := t.Range()
	text := ""
	switch {
	case low < 0:
	case low == high:
		text = p.T("word.agree.all", "Answer", CategoryText(p, t.Item, low))
	default:
		text = p.T("word.agree.range", "Low", CategoryText(p, t.Item, low), "High", CategoryText(p, t.Item, high))
	}
	if t.DontKnow > 0 {
		text = p.Sentences(text, p.Count("word.agree.dont_know", t.DontKnow))
	}
	if t.NotRelevant > 0 {
		text = p.Sentences(text, p.Count("word.agree.not_relevant", t.NotRelevant))
	}
	return text
}

// OpeningText is a question that opens a talk about an item.
func OpeningText(p *locale.Printer, it *assessment.Item) string {
	return p.T("word.agree.open." + string(it.Kind))
}

// MergingText says that answers were merged, how many, from whom and when; empty
// when none were.
func MergingText(p *locale.Printer, m assessment.Merging) string {
	if m.Items == 0 {
		return ""
	}
	return p.Count("word.agree.merged", m.Items, "People", p.Number(float64(m.People), 0), "Date", p.Date(m.At))
}

// AgreementBars are how far people agree in each area.
func AgreementBars(p *locale.Printer, q *assessment.Questionnaire, g assessment.Agreement) (rows []chart.BarRow) {
	for _, a := range g.Dimensions {
		row := chart.BarRow{Label: AreaTitle(p, q, a.ID), Known: a.Consensus != nil, Text: ConsensusText(p, a.Consensus)}
		if a.Consensus != nil {
			row.Value = 100 * *a.Consensus
		}
		rows = append(rows, row)
	}
	return rows
}

// AreaTitle names a dimension of a questionnaire.
func AreaTitle(p *locale.Printer, q *assessment.Questionnaire, id string) string {
	if d := q.Dimension(id); d != nil {
		return Say(p, d.Title)
	}
	return p.T("models.questions")
}

// Choices lists, for each answer that somebody gave to an item, from the lowest,
// its words and which of the people gave it; who cannot tell, and for whom it
// does not apply, come last. A checklist has an entry for each option ticked.
func Choices(p *locale.Printer, c *assessment.Compared) (words []string, who [][]int) {
	add := func(text string, chose func(assessment.Response) bool) {
		var people []int
		for i, r := range c.Said {
			if r.Mark() != "" && chose(r) {
				people = append(people, i)
			}
		}
		if len(people) > 0 {
			words, who = append(words, text), append(who, people)
		}
	}
	switch it := c.Item; it.Kind {
	case assessment.Checklist:
		for _, o := range it.Options {
			add(Say(p, o.Text), func(r assessment.Response) bool { return slices.Contains(r.Options, o.ID) })
		}
		add(p.T("word.ticks.none"), func(r assessment.Response) bool { return r.Options != nil && len(r.Options) == 0 })
	default:
		for _, v := range values(c.Said) {
			text := ResponseText(p, it, assessment.ValueResponse(v))
			add(text, func(r assessment.Response) bool { return r.Value != nil && *r.Value == v })
		}
	}
	add(p.T("word.agree.says_dont_know"), func(r assessment.Response) bool { return r.State == assessment.DontKnow })
	add(p.T("word.agree.says_not_relevant"), func(r assessment.Response) bool { return r.State == assessment.NotRelevant })
	return words, who
}

// values are those given, each once, from the lowest.
func values(said []assessment.Response) (all []int) {
	for _, r := range said {
		if r.Value != nil {
			all = append(all, *r.Value)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// people is the short part of a document about several people's answers.
func (l *layout) people() {
	v := l.o.Voices
	if v == nil {
		return
	}
	g := v.Agreement
	l.add(Heading{2, l.t("word.agree.title")},
		Paragraph{Text: say(l.Count("word.agree.people", len(v.People), "Items", l.Number(float64(len(v.Items)), 0))), Style: Body},
		Paragraph{Text: say(AgreementText(l.Printer, g)), Style: Strong})
	table := Table{Columns: []Column{
		{Title: l.t("document.area"), Share: 0.5}, {Title: l.t("word.agree.head"), Share: 0.18, Right: true}, {Title: l.t("word.agree.meaning"), Share: 0.32}}}
	for _, a := range g.Dimensions {
		table.Rows = append(table.Rows, []Text{say(AreaTitle(l.Printer, l.q, a.ID)), say(ConsensusText(l.Printer, a.Consensus)),
			say(l.Capital(ConsensusWords(l.Printer, a.Consensus)))})
	}
	l.add(table)
	if talk := v.Talk(); len(talk) > 0 {
		l.add(Heading{3, l.t("word.agree.talk")})
		for _, c := range talk {
			l.add(Bullet{Text: say(Say(l.Printer, c.Item.Text)), Note: say(SpreadText(l.Printer, c.Tally))})
		}
	}
	if text := MergingText(l.Printer, v.Merging); text != "" {
		l.add(Paragraph{Text: say(text)})
	}
	l.add(Paragraph{Text: l.t("word.agree.method"), Style: Small})
}
