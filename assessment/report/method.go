package report

import (
	"onramp/assessment"
	"onramp/assessment/locale"
)

// Passage is a part of an explanation.
type Passage struct {
	Title string
	Texts []string
}

// Method explains how scores, levels and the plan come about and what they
// cannot say, for the rules that the model uses and the grade of the answers.
func Method(p *locale.Printer, m *assessment.Model, e assessment.Evidence) []Passage {
	what := p.T("word.method.self.text")
	if e.Grade == assessment.Facilitated || e.Grade == assessment.Verified || e.Confirmed > 0 {
		what = p.T("evidence.method")
	}
	passages := []Passage{
		{p.T("word.method.self"), []string{what, p.T("word.method.self.limits")}},
		{p.T("word.method.score"), scoring(p, m)},
	}
	if len(m.Cuts) > 0 {
		passages = append(passages, Passage{p.T("word.method.levels"), []string{p.T("word.method.levels.text")}})
	}
	if gated(m) {
		passages = append(passages, Passage{p.T("word.method.gates"), []string{p.T("word.method.gates.text")}})
	}
	return append(passages,
		Passage{p.T("word.method.coverage"), []string{p.T("word.method.coverage.text")}},
		Passage{p.T("word.method.plan"), []string{p.T("word.method.plan.text"), p.T("word.method.plan.likely"), p.T("word.method.plan.money")}},
		Passage{p.T("word.method.platforms"), []string{p.T("word.method.platforms.text"), p.T("word.method.platforms.order")}},
	)
}

// scoring explains each rule that the model uses for an area, and the one for
// the whole.
func scoring(p *locale.Printer, m *assessment.Model) []string {
	texts := []string{p.T("word.method.score.item")}
	seen := map[assessment.Rule]bool{}
	for _, d := range m.Dimensions {
		if !seen[d.Rule] {
			seen[d.Rule] = true
			texts = append(texts, p.T("word.method.area."+string(d.Rule)))
		}
	}
	return append(texts, p.T("word.method.whole."+string(m.Rule), "Scale", p.Number(m.Scale, 0)))
}

func gated(m *assessment.Model) bool {
	for _, d := range m.Dimensions {
		if len(d.Gates) > 0 {
			return true
		}
	}
	return false
}

// CutText says where a level begins: "from 40 points". Level 1 begins at 0.
func CutText(p *locale.Printer, m *assessment.Model, level int) string {
	cut := 0.0
	if level >= 2 && level-2 < len(m.Cuts) {
		cut = m.Cuts[level-2]
	}
	return p.T("word.method.from", "Points", p.Number(cut, 0))
}

// EmptyStates names the four states without an answer and says what each means
// for the score, in the order they are usually met.
func EmptyStates(p *locale.Printer) []Passage {
	var all []Passage
	for _, s := range []assessment.State{assessment.ImpliedZero, assessment.NotRelevant, assessment.DontKnow, assessment.NotAsked} {
		all = append(all, Passage{p.T("word.empty." + string(s)), []string{p.T("word.empty." + string(s) + ".text")}})
	}
	return all
}

// ReferenceText names a part of the action plan: "Section 4.2, action 1".
func ReferenceText(p *locale.Printer, r *assessment.Reference) string {
	section, part := r.ID, ""
	for i, c := range r.ID {
		if c == '/' {
			section, part = r.ID[:i], r.ID[i+1:]
			break
		}
	}
	switch number := digits(part); {
	case r.Action > 0:
		return p.T("word.reference.action", "Section", section, "Number", r.Action)
	case number != "":
		return p.T("word.reference.objective", "Section", section, "Number", number)
	default:
		return p.T("word.reference.section", "Section", section)
	}
}

func digits(s string) string {
	var out []rune
	for _, r := range s {
		if r >= '0' && r <= '9' {
			out = append(out, r)
		}
	}
	return string(out)
}

// References returns the parts of the plan that the firm's items and steps
// point to, in the questionnaire's order.
func References(o assessment.Outcome) []*assessment.Reference {
	used := map[string]bool{}
	add := func(ids []string) {
		for _, id := range ids {
			used[id] = true
		}
	}
	for _, r := range o.Readings {
		if r.Applies() && o.Shows(r.Item) {
			add(r.Item.Sources)
		}
	}
	for _, s := range o.Roadmap.Steps {
		add(s.Measure.Sources)
	}
	var refs []*assessment.Reference
	for i := range o.Questionnaire.References {
		if r := &o.Questionnaire.References[i]; used[r.ID] {
			refs = append(refs, r)
		}
	}
	return refs
}
