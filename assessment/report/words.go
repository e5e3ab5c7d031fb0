package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Say returns a content text in the reader's language.
func Say(p *locale.Printer, t assessment.Text) string { return p.Text(t.Key, t.English) }

// AskReason says why an item is asked.
func AskReason(p *locale.Printer, q *assessment.Questionnaire, r assessment.Reason) string {
	switch r.Kind {
	case assessment.ReasonGate, assessment.ReasonMust, assessment.ReasonHeavy, assessment.ReasonLevel, assessment.ReasonAreas,
		assessment.ReasonConfirm, assessment.ReasonModel, assessment.ReasonSeed, assessment.ReasonColleague:
		return p.T("word.ask." + string(r.Kind))
	case assessment.ReasonMoved:
		return movedReason(p, q, r)
	case assessment.ReasonFollowUp:
		if it := q.Item(r.Item); it != nil {
			return p.T("word.ask.follow_up", "Question", Say(p, it.Text))
		}
	case assessment.ReasonGoal:
		if g := q.Goal(r.Goal); g != nil {
			return p.T("word.ask.goal", "Goal", Say(p, g.Text))
		}
	}
	return p.T("word.ask.depth")
}

func movedReason(p *locale.Printer, q *assessment.Questionnaire, r assessment.Reason) string {
	m := q.Measure(r.Measure)
	switch {
	case m == nil:
		return p.T("word.ask.moved")
	case r.Mark == assessment.MarkDone:
		return p.T("word.ask.moved_done", "Step", Say(p, m.Title))
	default:
		return p.T("word.ask.moved_started", "Step", Say(p, m.Title))
	}
}

// DimensionTitle names a dimension of the model; an unknown one by its id.
func DimensionTitle(p *locale.Printer, m *assessment.Model, id string) string {
	if d := m.Dimension(id); d != nil {
		return Say(p, d.Title)
	}
	return p.T("word.overall")
}

// LevelText writes "Level 3: Connected"; level 0 is "no level yet".
func LevelText(p *locale.Printer, m *assessment.Model, level int) string {
	l := m.Level(level)
	if l == nil {
		return p.T("word.level.none")
	}
	return p.T("word.level.named", "Number", level, "Name", Say(p, l.Name))
}

// Points writes a score in whole points. Parts of a point are left off, not
// rounded up, so that 39.6 never shows as the 40 where the next level begins.
func Points(p *locale.Printer, score float64) string { return p.Number(math.Floor(score), 0) }

// ScoreText writes "42 of 100 points".
func ScoreText(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	if s.Score == nil {
		return p.T("word.score.none")
	}
	return p.T("word.score.of", "Score", Points(p, *s.Score), "Scale", p.Number(m.Scale, 0))
}

// StandingText writes "level 2 of 5, 42 of 100 points".
func StandingText(p *locale.Printer, m *assessment.Model, s assessment.Standing) string {
	switch {
	case s.Withheld:
		return p.T("word.level.withheld", "Coverage", CoverageText(p, s.Coverage), "Floor", p.Percent(m.Floor))
	case s.Level == 0:
		return p.T("word.level.none")
	case s.Score == nil:
		return p.T("word.level.of", "Number", s.Level, "Of", len(m.Levels))
	}
	return p.T("word.standing", "Number", s.Level, "Of", len(m.Levels), "Score", ScoreText(p, m, s))
}

// Interval is the 90 % interval of a score in hundredths of the model's scale,
// for charts; nil where nothing is predicted.
func Interval(c assessment.Certainty, m *assessment.Model) (low, high *float64) {
	if c.Levels == nil {
		return nil, nil
	}
	l, h := 100*c.Low/m.Scale, 100*c.High/m.Scale
	return &l, &h
}

// likely is the least probability of a level worth naming.
const likely = 0.05

// SureText says how sure a level is: what answering every question that fits
// the firm would give, and where the score would lie. Empty when nothing is
// predicted or nothing is left to ask.
func SureText(p *locale.Printer, c assessment.Certainty) string {
	if c.Levels == nil || c.High-c.Low < 0.5 {
		return ""
	}
	var levels []int
	for i, share := range c.Levels {
		if share >= likely {
			levels = append(levels, i)
		}
	}
	slices.SortStableFunc(levels, func(a, b int) int { return cmp.Compare(c.Levels[b], c.Levels[a]) })
	var named []string
	for n, i := range levels {
		key := "word.sure.first"
		if n > 0 {
			key = "word.sure.other"
		}
		named = append(named, p.T(key, "Level", i+1, "Chance", p.Percent(math.Min(c.Levels[i], 0.99))))
	}
	return p.T("word.sure", "Levels", strings.Join(named, p.T("word.semicolon")), "Low", Points(p, c.Low), "High", Points(p, c.High))
}

// LearntText says what estimates rest on.
func LearntText(p *locale.Printer, learnt *assessment.Parameters) string {
	if learnt == nil {
		return p.T("word.learnt.experts")
	}
	return p.Count("word.learnt.firms", learnt.Respondents, "Version", p.Number(float64(learnt.Version), 0))
}

// NextText says how far the next level is, or what must happen first.
func NextText(p *locale.Printer, q *assessment.Questionnaire, s assessment.Standing) string {
	switch {
	case s.Level == 0 || s.Withheld:
		return p.T("word.next.unknown")
	case s.Next == nil:
		return p.T("word.next.top")
	case s.Next.Points <= 0 && s.Next.Gate != nil:
		return p.T("word.next.gate", "Level", s.Next.Level, "Practice", gatePractice(p, q, s.Next.Gate))
	}
	text := p.Count("word.next.points", int(math.Ceil(s.Next.Points)), "Level", s.Next.Level)
	if s.Next.Gate != nil {
		text = p.Sentences(text, p.T("word.next.also", "Practice", gatePractice(p, q, s.Next.Gate)))
	}
	return text
}

// CapText says why a level is lower than its points; empty when it is not.
func CapText(p *locale.Printer, q *assessment.Questionnaire, d assessment.DimensionResult) string {
	if d.CappedBy == nil {
		return ""
	}
	question := d.CappedBy.Item
	if it := q.Item(d.CappedBy.Item); it != nil {
		question = Say(p, it.Text)
	}
	return p.T("word.cap", "Uncapped", d.Uncapped, "Cap", d.CappedBy.Cap, "Question", question,
		"Practice", gatePractice(p, q, d.CappedBy))
}

func gatePractice(p *locale.Printer, q *assessment.Questionnaire, g *assessment.Gate) string {
	if it := q.Item(g.Item); it != nil {
		return CategoryText(p, it, g.Below)
	}
	return g.Item
}

// CoverageText writes "38 of 86 questions".
func CoverageText(p *locale.Printer, c assessment.Coverage) string {
	return p.Count("word.coverage", c.Applicable, "Known", p.Number(float64(c.Known), 0))
}

// CoverageNote warns when a score rests on little; empty when it does not or
// there is none.
func CoverageNote(p *locale.Printer, c assessment.Coverage) string {
	if c.Known == 0 || c.Share() >= sketchBelow {
		return ""
	}
	return p.T("word.coverage.low")
}

// sketchBelow is the coverage under which a score is called a first sketch.
const sketchBelow = 0.3

// HorizonText names a horizon.
func HorizonText(p *locale.Printer, h assessment.Horizon) string {
	return p.T("word.horizon." + string(h))
}

// WhenText writes "weeks 1 to 4, from November 2026" for a plan of that date.
func WhenText(p *locale.Printer, s assessment.Step, dated time.Time) string {
	from, _ := StepDays(s, dated)
	return p.T("word.when", "Weeks", WeeksText(p, s), "Month", p.Month(from.Format("2006-01")))
}

// WeeksText writes "weeks 1 to 4".
func WeeksText(p *locale.Printer, s assessment.Step) string {
	first, last := s.StartWeek+1, s.StartWeek+max(s.Weeks, 1)
	if first == last {
		return p.T("word.week", "Week", first)
	}
	return p.T("word.weeks", "From", first, "To", last)
}

// CostText writes what a cost class means: "up to 500 US dollars".
func CostText(p *locale.Printer, q *assessment.Questionnaire, class string) string {
	if c := q.Cost(class); c != nil && !c.Text.Blank() {
		return Say(p, c.Text)
	}
	return p.T("word.cost.unknown")
}

// EffortText writes "about 5 person-days".
func EffortText(p *locale.Printer, days int) string { return p.Count("word.effort", days) }

// EffortAndCost writes "about 5 person-days, up to 500 US dollars".
func EffortAndCost(p *locale.Printer, q *assessment.Questionnaire, m *assessment.Measure) string {
	return EffortText(p, m.EffortDays) + p.T("word.comma") + CostText(p, q, m.Cost)
}

// PrerequisitesText names what must come before a measure; empty when nothing
// must. Steps of the plan are named by their number too.
func PrerequisitesText(p *locale.Printer, q *assessment.Questionnaire, road *assessment.Roadmap, m *assessment.Measure) string {
	var names []string
	for _, id := range m.Prerequisites {
		need := q.Measure(id)
		if need == nil {
			continue
		}
		if n := stepNumber(road, id); n > 0 {
			names = append(names, p.T("word.step.numbered", "Number", n, "Step", Say(p, need.Title)))
		} else {
			names = append(names, p.T("word.step.in_place", "Step", Say(p, need.Title)))
		}
	}
	return strings.Join(names, p.T("word.semicolon"))
}

// stepNumber is the place of a measure in the plan from 1; 0 if it is not there.
func stepNumber(road *assessment.Roadmap, measure string) int {
	for i := range road.Steps {
		if road.Steps[i].Measure.ID == measure {
			return i + 1
		}
	}
	return 0
}

// LimitsText says what time and money the plan counts with.
func LimitsText(p *locale.Printer, l assessment.Limits) string {
	decimals := 0
	if l.Days != math.Trunc(l.Days) {
		decimals = 1
	}
	days, money := "word.limits.days_usual", "word.limits.budget_open"
	if l.DaysGiven {
		days = "word.limits.days"
	}
	if l.BudgetGiven {
		money = "word.limits.budget"
	}
	return p.Sentences(p.T(days, "Days", p.Number(l.Days, decimals)), p.T(money, "Amount", p.Number(float64(l.Budget), 0)))
}

// DepthText names a depth.
func DepthText(p *locale.Printer, d assessment.Depth) string {
	if !d.Valid() {
		return p.T("word.unknown")
	}
	return p.T("word.depth." + string(d))
}

// SizeText writes a firm's size in words: "10 to 49 people".
func SizeText(p *locale.Printer, f assessment.Profile) string {
	if f.Size() == "" {
		return p.T("word.unsaid")
	}
	return p.T("word.size." + f.Size())
}

// SectorText names a firm's sector.
func SectorText(p *locale.Printer, q *assessment.Questionnaire, f assessment.Profile) string {
	if s := q.Sector(f.Sector); s != nil {
		return Say(p, s.Text)
	}
	return p.T("word.unsaid")
}

// GoalsText lists what a firm wants.
func GoalsText(p *locale.Printer, q *assessment.Questionnaire, f assessment.Profile) string {
	var goals []string
	for _, id := range f.Goals {
		if g := q.Goal(id); g != nil {
			goals = append(goals, Say(p, g.Text))
		}
	}
	if len(goals) == 0 {
		return p.T("word.unsaid")
	}
	return strings.Join(goals, p.T("word.semicolon"))
}
