package report

import (
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// TestPeopleInTheDocument: a document says how far people agree and never who
// said what; without colleagues it says nothing of it.
func TestPeopleInTheDocument(t *testing.T) {
	o := sample(t)
	p := printer(t, "en")
	title := p.T("word.agree.title")
	if strings.Contains(Layout(p, o, sampleMeta).String(), title) {
		t.Error("an owner alone agrees with people")
	}
	own, other, items := map[string]assessment.Response{}, map[string]assessment.Response{}, map[string]bool{}
	var heavy *assessment.Item
	for _, it := range o.Questionnaire.Items() {
		if it.Kind != assessment.Ordered {
			continue
		}
		items[it.ID] = true
		own[it.ID], other[it.ID] = assessment.ValueResponse(1), assessment.ValueResponse(1)
		if heavy == nil && it.Weight == 3 {
			heavy = it
			own[it.ID], other[it.ID] = assessment.ValueResponse(0), assessment.ValueResponse(4)
		}
	}
	o.Voices = assessment.NewVoices(o.Questionnaire, []assessment.Voice{{Owner: true, Responses: own}, {Label: "Geheimrat", Number: 1, Responses: other}}, items)
	o.Voices.Merging = assessment.Merging{Items: 2, People: 2, At: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}
	text := Layout(p, o, sampleMeta).String()
	for _, want := range []string{title, p.T("word.agree.talk"), Say(p, heavy.Text), CategoryText(p, heavy, 0), CategoryText(p, heavy, 4),
		MergingText(p, o.Voices.Merging), "24 November 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if strings.Contains(text, "Geheimrat") {
		t.Error("the document names a colleague")
	}
	// One item of an area at 0, the others at 1: never shown as full agreement.
	almost, full := 0.9999, 1.0
	if got := ConsensusText(p, &almost); got != ConsensusText(p, ptr(0.99)) || ConsensusText(p, &full) != p.Percent(1) {
		t.Errorf("almost all alike shows as %s", got)
	}
}

func ptr(x float64) *float64 { return &x }
