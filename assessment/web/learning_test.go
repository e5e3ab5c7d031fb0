package web

import (
	"encoding/json"
	"testing"

	"onramp/assessment"
)

// TestAuditInvitation: one firm in ten that agreed, and finished a short
// interview, is asked to answer everything; nobody else is.
func TestAuditInvitation(t *testing.T) {
	s := newSite(t)
	q := must(ours())(t).Questionnaires[0]
	chosen := func(seed int64) bool {
		return (&assessment.Assessment{Seed: seed, StatisticsConsent: true, Depth: assessment.Quick}).Audited()
	}
	seed := func(want bool) int64 {
		for n := int64(1); ; n++ {
			if chosen(n) == want {
				return n
			}
		}
	}
	adopt := func(seed int64, consent bool) *visitor {
		p := assessment.Portable{Questionnaire: q.ID, Depth: assessment.Quick, Seed: seed, StatisticsConsent: consent,
			Profile: assessment.Profile{Country: "DE", Employees: 12}, Responses: map[string]assessment.Response{}}
		for _, it := range q.Items() {
			if len(p.Responses) < 80 || it.Gate || it.Must {
				p.Responses[it.ID] = some(it, 0.5)
			}
		}
		v := s.visitor()
		v.id = inAddress.FindStringSubmatch(v.post("/import", values("text", string(must(json.Marshal(p))(t)))).Header.Get("Location"))[1]
		return v.finish(0.5)
	}
	v := adopt(seed(true), true)
	v.get(v.home()+"/result").is(t, 200, "@result.audit", "@result.audit_go", "@word.learnt.experts")
	v.post(v.home()+"/depth", values("depth", "full")).is(t, 303)
	v.get(v.home()+"/result").is(t, 200, "!@result.audit_go")
	for name, v := range map[string]*visitor{"another": adopt(seed(false), true), "without consent": adopt(seed(true), false)} {
		t.Run(name, func(t *testing.T) { v.get(v.home()+"/result").is(t, 200, "!@result.audit_go", "@word.learnt.experts") })
	}
	share := 0
	for n := range int64(5000) {
		if chosen(n) {
			share++
		}
	}
	if share < 420 || share > 580 {
		t.Errorf("%d of 5000 are asked", share)
	}
}
