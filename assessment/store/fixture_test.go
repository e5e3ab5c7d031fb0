package store

import (
	"testing"
	"time"

	"onramp/assessment"
)

// text makes wording with a key.
func text(key, english string) assessment.Text {
	return assessment.Text{Key: key, English: english}
}

// condition compiles a condition of the fixture.
func condition(t testing.TB, source string) assessment.Condition {
	t.Helper()
	c, err := assessment.CompileCondition(source)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// fixtureQuestionnaire uses every form that a questionnaire can have.
func fixtureQuestionnaire(t testing.TB, version string) *assessment.Questionnaire {
	return &assessment.Questionnaire{
		ID: "shop", Version: version, Title: text("shop.title", "Shops & <others>"), Summary: text("shop.summary", "Für Läden ☕"),
		Licence: text("shop.licence", "CC BY 4.0"), Model: "ladder",
		Goals:   []assessment.Choice{{ID: "sell", Text: text("goal.sell", "Sell more")}, {ID: "save", Text: text("goal.save", "Save time")}},
		Sectors: []assessment.Choice{{ID: "G", Text: text("sector.g", "Shops")}},
		Kinds:   []assessment.Support{{ID: "advice", Text: text("kind.advice", "Advice"), Sources: []string{"4.2-1"}}},
		Topics:  []assessment.Choice{{ID: "selling", Text: text("topic.selling", "Selling")}},
		Depths:  []assessment.DepthRule{{ID: assessment.Quick, Minutes: 5, PerDimension: 2}, {ID: assessment.Full, Minutes: 40}},
		Costs:   []assessment.CostClass{{ID: "low", Text: text("cost.low", "Low"), UpTo: 500, Plan: 200}},
		References: []assessment.Reference{
			{ID: "4.2-1", Text: text("ref.1", "Action 1"), Action: 1}, {ID: "3", Text: text("ref.3", "Section 3")}},
		Dimensions: []assessment.Dimension{{
			ID: "sales", Title: text("sales.title", "Sales"), Short: text("sales.short", "Sales"), Summary: text("sales.summary", "How you sell"),
			Sources: []string{"3"},
			Items: []assessment.Item{
				{ID: "S1", Dimension: "sales", Kind: assessment.Checklist, Must: true, Weight: 2, Topic: "selling",
					Sources: []string{"4.2-1"}, Goals: []string{"sell"}, Text: text("S1.text", "Where do you sell?"), Why: text("S1.why", "Because"),
					Examples: []assessment.Example{{Sectors: []string{"G"}, Text: text("S1.e1", "A bakery")}},
					Options:  []assessment.Option{{ID: "web", Text: text("S1.web", "Web"), Weight: 2}, {ID: "street", Text: text("S1.street", "Street")}},
					Bands:    []int{1, 2}, Shares: []float64{0.5, 0.125}},
				{ID: "S2", Dimension: "sales", Kind: assessment.Number, Weight: 1, Topic: "selling", Sources: []string{"3"},
					Text: text("S2.text", "How many?"), Help: text("S2.help", "Count"), Why: text("S2.why", "Because"),
					Bands: []int{10}, Min: 0, Max: 100, Unit: text("S2.unit", "orders"), Shares: []float64{0.3},
					AskIf: condition(t, `chosen("S1", "web") and employees > 2`), ImpliedZero: true},
				{ID: "S3", Dimension: "sales", Kind: assessment.Adoption, Gate: true, Weight: 1, Topic: "selling",
					Technology: "ai", Sources: []string{"4.2-1"}, Text: text("S3.text", "AI?"), Why: text("S3.why", "Because"),
					Shares: []float64{0.9, 0.7, 0.5, 0.3, 0.1}},
			}}},
		Additional: []assessment.Item{{ID: "X1", Models: []string{"ladder-2"}, Kind: assessment.YesNo, Topic: "selling", Sources: []string{"3"},
			Text: text("X1.text", "Abroad?"), Why: text("X1.why", "Because")}},
		Measures: []assessment.Measure{{ID: "M1", Dimension: "sales", Level: 1, Title: text("M1.title", "Open a web shop"), What: text("M1.what", "What"),
			FirstStep: text("M1.first", "First"), Who: text("M1.who", "You"), Cost: "low", EffortDays: 3, Weeks: 4, Horizon: assessment.First90Days,
			Prerequisites: []string{"M0"}, Lifts: []assessment.Lift{{Item: "S1", From: 0, To: 2}}, Goals: []string{"sell"},
			Support: assessment.Need{Kinds: []string{"advice"}, Topics: []string{"selling"}}, Sources: []string{"4.2-1"},
			AppliesIf: condition(t, `sector == "G"`)}},
	}
}

// fixtureModel uses every form that a model can have. Its order is not the
// order of its names.
func fixtureModel(id, version, questionnaireVersion string) *assessment.Model {
	return &assessment.Model{
		ID: id, Version: version, Questionnaire: "shop", QuestionnaireVersion: questionnaireVersion,
		Title: text(id+".title", "Ladder"), Summary: text(id+".summary", "Three steps"), Note: text(id+".note", "CC BY"),
		Rule: assessment.Mean, Scale: 100, Cuts: []float64{33.3, 66.6}, Floor: 0.6, Absent: assessment.AbsentBoth,
		Levels: []assessment.Level{
			{Number: 1, Name: text(id+".1", "Start"), Text: text(id+".1.text", "Begin")},
			{Number: 2, Name: text(id+".2", "Middle")}, {Number: 3, Name: text(id+".3", "Top")}},
		Dimensions: []assessment.ModelDimension{
			{ID: "sales", Title: text(id+".sales", "Sales"), Weight: 0.7, Rule: assessment.Staged,
				Levels: []assessment.Text{text("l1", "one"), text("l2", "two"), text("l3", "three")},
				Gates:  []assessment.Gate{{Item: "S3", Below: 2, Cap: 1}, {Item: "S1", Below: 1, Cap: 2}},
				Indicators: []assessment.Indicator{
					{ID: "reach", Weight: 1.5, Stage: 1, Need: 0.1, Any: true, Sources: []assessment.Source{{Item: "S1", Option: "web"}, {Item: "S2", AtLeast: 1}}},
					{ID: "ai", Weight: 1, Stage: 2, Need: 1.0 / 3, Sources: []assessment.Source{{Item: "S3"}}}}},
			{ID: "empty", Title: text(id+".empty", "Nothing"), Weight: 0.3, Rule: assessment.None},
		},
		Groups:     []assessment.Group{{Name: text(id+".g0", "Newcomer")}, {Name: text(id+".g1", "Leader"), From: 2.5}},
		OpenPoints: []assessment.Text{text(id+".o0", "Rounding"), text(id+".o1", "Another")},
		Comparisons: []assessment.Comparison{
			{Text: text(id+".c0", "Firms at basic level"), Year: 2025, Value: 72.1, Unit: "%", Source: "Eurostat", URL: "https://example.org/?a=1&b=2"},
			{Text: text(id+".c1", "Others"), Year: 2024, Unit: "%", Source: "VDMA"}},
		Layout: []assessment.Field{{Key: "z_date", Profile: "date"}, {Key: "a_1", Indicators: []string{"reach", "ai"}},
			{Key: "a_2", Indicators: []string{"ai"}, Values: []int{0, 2, 4}}, {Key: "spare"}},
	}
}

// fixtureDirectory is a directory with one platform.
func fixtureDirectory(version string) *assessment.Directory {
	return &assessment.Directory{Version: version, Platforms: []assessment.Platform{{
		ID: "chamber", Name: "Chamber", LocalName: "Kammer", Operator: "Chamber", Countries: []string{"DE"}, Languages: []string{"de"},
		URL: "https://example.org/?a=1&b=2", Kinds: []string{"advice"}, Topics: []string{"selling"}, Audience: []string{"micro"},
		Summary: text("chamber.summary", "Advice"), Evidence: assessment.EvidenceSeen, Checked: "2026-11", Status: assessment.StatusActive}}}
}

// noon is the clock of the tests; not UTC, so that zones are tested too.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123e6, time.FixedZone("CET", 3600))

// fixtureAssessment sets every field.
func fixtureAssessment(id string) *assessment.Assessment {
	budget, days := 0, 3
	return &assessment.Assessment{
		ID: id, Questionnaire: "shop", QuestionnaireVersion: "1", Model: "ladder", ModelVersion: "1", Depth: assessment.Standard, Seed: -1 << 62,
		Models: []assessment.ModelPin{{ID: "another", Version: "1"}, {ID: "ladder", Version: "2"}},
		Profile: assessment.Profile{Name: "Café & Söhne <3", Country: "DE", Region: "DE-BY", Language: "de", Sector: "G", Employees: 12,
			Goals: []string{"sell", "save"}, Budget: &budget, Days: &days},
		StatisticsConsent: true, Parameters: 2, Revision: 1, Created: noon.UTC(), Updated: noon.UTC().Add(time.Minute), Finished: noon.UTC().Add(time.Hour),
		Responses: map[string]assessment.Response{
			"S1": assessment.OptionsResponse("web", "street"), "S2": assessment.ValueResponse(0), "S3": assessment.StateResponse(assessment.DontKnow)},
		Asked: []assessment.Asked{{Item: "S3", Reason: assessment.ReasonGate}, {Item: "S1", Reason: assessment.ReasonMust}, {Item: "S2"}},
		Firm:  id, Round: 1,
		Marks: []assessment.Mark{{Measure: "M0", State: assessment.MarkDone, At: noon.UTC()}, {Measure: "M1", State: assessment.MarkDropped, At: noon.UTC().Add(-time.Hour)}},
	}
}

// fixtureParameters sets every field.
func fixtureParameters(questionnaireVersion string, version int) *assessment.Parameters {
	return &assessment.Parameters{Questionnaire: "shop", QuestionnaireVersion: questionnaireVersion, Version: version, Created: noon.UTC(), Respondents: 150,
		Items:      map[string]assessment.ItemParameters{"S2": {A: 1.25, B: []float64{-0.1}}},
		Dimensions: []string{"sales", "empty"}, Correlations: [][]float64{{1, 0.3}, {0.3, 1}}, Note: "first & <best>"}
}

// fixturePrediction sets every field.
func fixturePrediction() assessment.Prediction {
	return assessment.Prediction{Model: "ladder", ModelVersion: "1", Dimension: "sales", Parameters: 2, Asked: 31, Depth: assessment.Quick,
		Certainty: assessment.Certainty{Levels: []float64{0.125, 0.5, 0.375}, Mean: 50.5, Low: 0, High: 100}}
}
