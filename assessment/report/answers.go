package report

import (
	"strconv"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// StateText says what is known about an item. The four empty states have words
// of their own, and "not relevant" says who decided it.
func StateText(p *locale.Printer, r assessment.Reading) string {
	switch {
	case r.State == assessment.NotRelevant && r.ByRule:
		return p.T("word.state.not_relevant_by_rule")
	case r.State == assessment.NotAsked && r.Pending:
		return p.T("word.state.pending")
	default:
		return p.T("word.state." + string(r.State))
	}
}

// AnswerText writes the answer to an item in words; without an answer, its
// state.
func AnswerText(p *locale.Printer, r assessment.Reading) string {
	if r.State != assessment.Answered {
		return StateText(p, r)
	}
	switch r.Item.Kind {
	case assessment.Checklist:
		return ticksText(p, r)
	case assessment.Number:
		if r.Response.Value != nil {
			return NumberText(p, r.Item, *r.Response.Value)
		}
	}
	return CategoryText(p, r.Item, r.Category)
}

// ResponseText writes what a person said, before routing decided whether it
// counts.
func ResponseText(p *locale.Printer, it *assessment.Item, r assessment.Response) string {
	reading := assessment.Reading{Item: it, State: assessment.Answered, Response: r}
	switch {
	case r.State != "":
		reading.State = r.State
	case r.Value != nil:
		reading.Category = *r.Value
	}
	return AnswerText(p, reading)
}

func ticksText(p *locale.Printer, r assessment.Reading) string {
	var ticked []string
	for i := range r.Item.Options { // in the order of the form
		for _, id := range r.Response.Options {
			if o := &r.Item.Options[i]; o.ID == id {
				ticked = append(ticked, Say(p, o.Text))
			}
		}
	}
	if len(ticked) == 0 {
		return p.T("word.ticks.none")
	}
	text := ticked[0]
	for _, t := range ticked[1:] {
		text += p.T("word.semicolon") + t
	}
	return text
}

// NumberText writes a number with the item's unit.
func NumberText(p *locale.Printer, it *assessment.Item, n int) string {
	return p.T("word.number", "Number", p.Number(float64(n), 0), "Unit", Say(p, it.Unit))
}

// AdoptionText names a step of the adoption scale, 0 to 5.
func AdoptionText(p *locale.Printer, step int) string {
	return p.T("word.adoption." + strconv.Itoa(min(max(step, 0), assessment.AdoptionSteps-1)))
}

// CategoryText says in words what a category of an item's scale stands for.
func CategoryText(p *locale.Printer, it *assessment.Item, category int) string {
	category = min(max(category, 0), it.Categories()-1)
	switch it.Kind {
	case assessment.Ordered:
		if category < len(it.Options) {
			return Say(p, it.Options[category].Text)
		}
		return p.T("word.category", "Number", category, "Of", it.Categories()-1)
	case assessment.Adoption:
		return AdoptionText(p, category)
	case assessment.YesNo:
		if category == 1 {
			return p.T("word.yes")
		}
		return p.T("word.no")
	default:
		return bandText(p, it, category)
	}
}

// bandText writes the band of a number or checklist: "10 to 24 firms", "2 of 6
// ticked".
func bandText(p *locale.Printer, it *assessment.Item, category int) string {
	low, high, top := bounds(it, category)
	if it.Kind == assessment.Checklist && !countsTicks(it) {
		return p.T("word.category", "Number", category, "Of", it.Categories()-1)
	}
	key := "word.band.between"
	switch {
	case low >= high:
		key = "word.band.exactly"
	case high >= top:
		key = "word.band.least"
	}
	args := []any{"Low", p.Number(float64(low), 0), "High", p.Number(float64(high), 0)}
	if it.Kind == assessment.Checklist {
		return p.T(key+"_ticks", append(args, "Of", p.Number(float64(top), 0))...)
	}
	return p.T(key, append(args, "Unit", Say(p, it.Unit))...)
}

// bounds returns the first and last value of a band, and the last of all.
func bounds(it *assessment.Item, category int) (low, high, top int) {
	low, top = it.Min, it.Max
	if it.Kind == assessment.Checklist {
		low, top = 0, len(it.Options)
	}
	if category > 0 {
		low = it.Bands[category-1]
	}
	high = top
	if category < len(it.Bands) {
		high = it.Bands[category] - 1
	}
	return low, high, top
}

// countsTicks reports whether every tick of a checklist weighs the same, so
// that its bands are numbers of ticks.
func countsTicks(it *assessment.Item) bool {
	for i := range it.Options {
		if it.Options[i].Weight != 1 {
			return false
		}
	}
	return true
}

// LiftText writes what one practice becomes through a step, from and to.
func LiftText(p *locale.Printer, l assessment.StepLift) (from, to string) {
	return CategoryText(p, l.Item, l.From), CategoryText(p, l.Item, l.To)
}

// NextPractice says what stands one category above a reading; empty at the top.
func NextPractice(p *locale.Printer, r assessment.Reading) string {
	if r.Category+1 >= r.Item.Categories() {
		return ""
	}
	return CategoryText(p, r.Item, r.Category+1)
}

// FindingNote says why a finding matters to this firm; empty without a reason
// beyond its weight.
func FindingNote(p *locale.Printer, q *assessment.Questionnaire, f assessment.Finding) string {
	switch g := q.Goal(f.Goal); {
	case g != nil:
		return p.T("word.finding.goal", "Goal", Say(p, g.Text))
	case f.Reading.Item.Gate:
		return p.T("word.finding.gate")
	default:
		return ""
	}
}

// PointsText writes what an item brought to its dimension: "4.2 of 12.5".
func PointsText(p *locale.Printer, in assessment.IndicatorResult) string {
	if !in.Known {
		return p.T("word.points.none")
	}
	return p.T("word.points.of", "Points", p.Number(in.Points, 1), "Possible", p.Number(in.Possible, 1))
}
