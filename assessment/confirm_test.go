package assessment_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onramp/assessment"
)

// reasons counts the questions asked for a reason.
func reasons(asked []assessment.Question, kind assessment.ReasonKind) []string {
	var all []string
	for _, question := range asked {
		if question.Reason.Kind == kind {
			all = append(all, question.Item.ID)
		}
	}
	return all
}

// TestExtrasAreFew: at most six questions confirm the roadmap, none at full.
// Seeds are asked with consent only, at most two, always the same for a seed.
func TestExtrasAreFew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		iv, answer := drawInterview(t)
		asked := iv.run(t, answer, nil)
		confirmed, seeds := reasons(asked, assessment.ReasonConfirm), reasons(asked, assessment.ReasonSeed)
		full := iv.a.Depth == assessment.Full
		if len(confirmed) > 6 || full && len(confirmed) > 0 {
			t.Fatalf("%s confirms with %v", iv.a.Depth, confirmed)
		}
		if len(seeds) > 2 || len(seeds) > 0 && (full || !iv.a.StatisticsConsent) {
			t.Fatalf("%s, consent %v: seeds %v", iv.a.Depth, iv.a.StatisticsConsent, seeds)
		}
		if full || !iv.a.StatisticsConsent {
			return
		}
		again := iv.copied()
		again.a.Responses, again.a.Asked = answers{}, nil
		both := slices.Concat(seeds, reasons(again.run(t, answer, nil), assessment.ReasonSeed))
		if len(slices.Compact(slices.Sorted(slices.Values(both)))) > 2 {
			t.Fatalf("other answers, other seeds: %v", both)
		}
	})
}

// TestSeedsDiffer: over many firms each question comes to be a seed.
func TestSeedsDiffer(t *testing.T) {
	t.Parallel()
	q, m, in := instrument(t)
	seen := map[string]bool{}
	for seed := range int64(12) {
		iv := interview{q, m, in, &assessment.Assessment{Profile: assessment.Profile{Country: "DE", Sector: "C", Employees: 20},
			Depth: assessment.Quick, Seed: seed, StatisticsConsent: true}}
		for _, id := range reasons(iv.run(t, firm(random(uint64(seed)), 0.4), nil), assessment.ReasonSeed) {
			seen[id] = true
		}
	}
	if len(seen) < 6 {
		t.Errorf("twelve firms have the seeds %v", seen)
	}
}

// TestConfirmsWhatIsDoubtful: four of five answers of a section of equal
// questions are known, and the section has had its most questions. Whether the
// fifth is asked depends on how sure its gap is.
func TestConfirmsWhatIsDoubtful(t *testing.T) {
	for _, tt := range []struct {
		name   string
		shares []float64 // of the item in question
		want   bool
	}{
		{"half of the firms have it", []float64{0.8, 0.6, 0.5, 0.4}, true},
		{"hardly any has it", []float64{0.004, 0.003, 0.002, 0.001}, false},
	} {
		q := fairly(questionnaire(ordered("a"), ordered("b"), ordered("c"), ordered("d"), ordered("e")))
		q.Dimensions[0].Items[4].Shares = tt.shares
		q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.99, PerDimension: 4}}
		iv := small(t, q, assessment.Quick, answers{"a": val(1), "b": val(1), "c": val(2), "d": val(1)})
		question, more := iv.next()
		if more != tt.want || more && (question.Item.ID != "e" || question.Reason.Kind != assessment.ReasonConfirm || question.High != 1) {
			t.Errorf("%s: asked %v, %+v", tt.name, more, question)
		}
	}
}

// TestConfirmsTheWidest: among those in doubt the one whose gap is least known
// in points of the score comes first, and goals count.
func TestConfirmsTheWidest(t *testing.T) {
	q := fairly(questionnaire(ordered("a"), ordered("b"), ordered("light"), ordered("heavy"), ordered("goal")))
	items := q.Dimensions[0].Items
	items[3].Weight, items[4].Goals = 2, []string{"greener"}
	items[4].Weight = 2
	q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.99, PerDimension: 2}}
	iv := small(t, q, assessment.Quick, answers{"a": val(1), "b": val(2)})
	iv.a.Profile.Goals = []string{"greener"}
	asked := iv.run(t, func(*assessment.Item) assessment.Response { return val(2) }, nil)
	if got := reasons(asked, assessment.ReasonConfirm); !slices.Equal(got, []string{"goal", "heavy", "light"}) {
		t.Errorf("confirmed in the order %v", got)
	}
}

// TestConfirmingReopensNothing: one section, sure after two answers; what the
// confirming question finds shakes the level, and the section stays closed.
func TestConfirmingReopensNothing(t *testing.T) {
	q := fairly(questionnaire(ordered("a"), ordered("b"), ordered("c"), ordered("d"), ordered("e"), ordered("f")))
	q.Depths = []assessment.DepthRule{{ID: assessment.Quick, Confidence: 0.5, PerDimension: 5}}
	iv := small(t, q, assessment.Quick, answers{"a": val(0), "b": val(0)})
	question, more := iv.next()
	if !more || question.Reason.Kind != assessment.ReasonConfirm {
		t.Fatalf("%+v is asked", question)
	}
	for asked := range 6 {
		if question, more = iv.next(); !more {
			return
		}
		if question.Reason.Kind != assessment.ReasonConfirm {
			t.Fatalf("after %d confirming questions %s is asked because of %s", asked, question.Item.ID, question.Reason.Kind)
		}
		iv.a.Answer(assessment.Asked{Item: question.Item.ID, Reason: question.Reason.Kind}, val(4))
	}
}
