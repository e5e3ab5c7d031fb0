package web

import (
	"html/template"

	"onramp/assessment"
	"onramp/assessment/chart"
)

// The parts that an owner meets who comes back: marks, rounds, colleagues, mails.

// partsRound is what changed between two rounds, in one state.
type partsRound struct {
	base
	Name  string
	Since *sinceView
}

func partsRounds(b base) []partsRound {
	rows := []changeView{{"All areas together", "41", "64", "+18 and +27", "Level 3 → 4", "clearly up"},
		{partsLong, "53", "51", "−9 and +4", "Level 3", "about the same"}, {"Unknown", "–", "12", "–", "Level –", "not known"}}
	was := 41.0
	bars := []chart.BarRow{{Label: "Up", Value: 64, Known: true, Level: 4, Text: "41 → 64", Previous: &was}, {Label: partsLong, Text: "– → –"}}
	moved := []movedView{{"Where do you write orders down?", "On paper", "In a table", true}, {partsLong + "?", partsLong, "On paper", false}}
	between := []betweenView{{"Put your orders in one list", "done on 4 May 2026", "It lifts: an area"}, {partsLong, "started on 5 May 2026", ""}}
	whole := &sinceView{ID: "parts", So: true, Month: "May 2026", Cheer: "Celebrate first: your firm has reached level 4.", Overall: "41 points then, 64 now: clearly up.",
		Level: "Level 3 → 4", Rows: rows, Items: moved, Measures: between, Picture: partsBars(b, "parts-changes", bars)}
	apart := &sinceView{ID: "parts", Month: "May 2026", Obstacle: "These rounds cannot be compared.", Sides: []sideView{{"Round 1", rows}, {"Round 2", rows[:1]}}}
	return []partsRound{{b, "before and after", whole}, {b, "not comparable", apart}}
}

// partsAgreement is how far three people agree.
func partsAgreement(b base) *agreementView {
	bars := []chart.BarRow{{Label: "Alike", Value: 93, Known: true, Text: "93 %"}, {Label: partsLong, Value: 40, Known: true, Text: "40 %"}, {Label: "Nothing to compare", Text: "–"}}
	return &agreementView{Printer: b.Printer, ID: "parts", People: "3 people answered.", Whole: "66 % agreement", Picture: partsBars(b, "parts-agreement", bars),
		Areas: []agreementArea{{"Alike", "93 %", "much alike"}, {partsLong, "40 %", "differently"}, {"Nothing to compare", "–", "–"}}}
}

func partsBars(b base, id string, rows []chart.BarRow) template.HTML {
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, "Made-up bars", "The table holds the same.")
	svg.ID = b.At + id
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, []float64{20, 40, 60, 80}, chart.Options{})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

// partsMarked are measures that left the plan.
func partsMarked(b base) []markedDetail {
	const action = "/assessments/parts/measures/x"
	return []markedDetail{{b, markedView{ID: "done", Title: "Put your orders in one list", Area: "An area", When: "Done on 4 May 2026"}, action},
		{b, markedView{ID: "dropped", Title: partsLong, Area: "An area", When: "Taken out of the plan", Holds: "These steps would need it first: another one."}, action}}
}

// partsReminder is the part about mails with two stored and a field that is
// wrong.
func partsReminder(b base) *reminderView {
	b.Errors = map[string]string{"address": b.T("field.address"), "date": b.T("field.day")}
	return &reminderView{base: b, ID: "parts", Offers: true, Done: b.T("reminder.saved"), Form: reminderForm{Address: "nobody", Review: "day", Day: "2026-05-04"},
		Months: []reminderMonths{{3, "4 August 2026"}, {6, "4 November 2026"}}, First: "2026-05-05", Last: "2028-05-04",
		Kept: []keptReminder{{Kind: assessment.LinkMail, Text: "Your link went to a…@e….org.", Over: true}, {Kind: assessment.ReviewMail, Text: "You get a reminder on 4 August 2026."}}}
}
