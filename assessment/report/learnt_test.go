package report

import (
	"slices"
	"testing"

	"onramp/assessment"
)

// TestMethodSaysWhatEstimatesRestOn, and nothing of estimates without any.
func TestMethodSaysWhatEstimatesRestOn(t *testing.T) {
	p := printer(t, "en")
	o := sample(t)
	o.Estimate = nil
	said := func(want string) bool {
		return slices.ContainsFunc(Layout(p, o, sampleMeta).Blocks, func(b Block) bool {
			paragraph, ok := b.(Paragraph)
			return ok && paragraph.Text.Words == want
		})
	}
	const experts, firms = "Estimates of how sure it is: experts' judgement.", "Estimates of how sure it is: learnt from 1,250 firms (version 2)."
	if said(experts) || said(firms) {
		t.Error("estimates are explained where there are none")
	}
	o.Estimate = &assessment.Estimate{}
	if !said(experts) || said(firms) {
		t.Error("the experts are not named")
	}
	o.Parameters = &assessment.Parameters{Version: 2, Respondents: 1250}
	if said(experts) || !said(firms) {
		t.Error("the firms are not named:", LearntText(p, o.Parameters))
	}
}
