package assessment

import "slices"

// Model is one published version of a maturity model: how readings become
// scores and levels. It is stored as rows and immutable once published.
type Model struct {
	ID                   string           `json:"id"`
	Version              string           `json:"version"`
	Questionnaire        string           `json:"questionnaire"`         // whose items it reads
	QuestionnaireVersion string           `json:"questionnaire_version"` // and in which version
	Title                Text             `json:"title"`
	Summary              Text             `json:"summary"`
	Note                 Text             `json:"note"`             // licence and source, printed with every result
	Rule                 Rule             `json:"rule"`             // from dimensions to overall
	Scale                float64          `json:"scale"`            // score of a firm at the top, such as 100
	Cuts                 []float64        `json:"cuts"`             // lower bounds of levels 2, 3, …, rising; none where every dimension is staged
	Floor                float64          `json:"floor,omitempty"`  // least share of applicable indicators that must be known for a level, 0 to 1
	Absent               Absent           `json:"absent,omitempty"` // what "not relevant to us" counts for
	Levels               []Level          `json:"levels"`
	Dimensions           []ModelDimension `json:"dimensions"`
	Groups               []Group          `json:"groups,omitempty"`      // named ranges of the ladder, the lowest first
	OpenPoints           []Text           `json:"open_points,omitempty"` // what public sources leave open, and how this model settles it
	Comparisons          []Comparison     `json:"comparisons,omitempty"` // official figures to print beside the result
	Layout               []Field          `json:"layout,omitempty"`      // the model's public field layout, column by column
}

// Absent is what an item that is not relevant to the firm counts for, by its
// own word or by rule.
type Absent string

// The ways to count what is not relevant.
const (
	AbsentLeaves Absent = ""     // it leaves the score
	AbsentZero   Absent = "zero" // it counts as 0
	AbsentBoth   Absent = "both" // it leaves the score; a strict score with 0 stands beside it
)

// Group names a part of the ladder that the model's field speaks of. It begins
// at From (a score; where the rule gives none, a level) and ends where the next
// one begins.
type Group struct {
	Name Text    `json:"name"`
	From float64 `json:"from"`
}

// Comparison is an official figure: published by Source for Year, never
// computed here.
type Comparison struct {
	Text   Text    `json:"text"`
	Year   int     `json:"year"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"` // such as %
	Source string  `json:"source"`
	URL    string  `json:"url,omitempty"`
}

// Rule is how parts become a whole.
type Rule string

// The rules. A whole without any known part has no score.
const (
	Mean    Rule = "mean"    // weighted mean of the known parts
	Minimum Rule = "minimum" // the lowest known part
	Staged  Rule = "staged"  // the highest stage whose parts, and those of all stages below, are met
	None    Rule = "none"    // never combined
)

// Level is one step of a model's ladder, Number 1 at the bottom.
type Level struct {
	Number int  `json:"number"`
	Name   Text `json:"name"`
	Text   Text `json:"text"`
}

// ModelDimension is one dimension of a model.
type ModelDimension struct {
	ID         string      `json:"id"`
	Title      Text        `json:"title"`
	Weight     float64     `json:"weight"`
	Rule       Rule        `json:"rule"`
	Levels     []Text      `json:"levels"` // description of each level, the lowest first
	Gates      []Gate      `json:"gates,omitempty"`
	Indicators []Indicator `json:"indicators"`
}

// Gate caps a dimension: while the item is known to be below the category, the
// dimension is at most at level Cap.
type Gate struct {
	Item  string `json:"item"`
	Below int    `json:"below"`
	Cap   int    `json:"cap"`
}

// Indicator is the smallest scored part of a dimension: the mean of its
// sources' shares or, with Any, the highest of them.
type Indicator struct {
	ID      string   `json:"id"`
	Weight  float64  `json:"weight"`
	Stage   int      `json:"stage,omitempty"` // staged rule: the stage it belongs to
	Need    float64  `json:"need,omitempty"`  // staged rule: the share that meets it, 0 to 1
	Any     bool     `json:"any,omitempty"`
	Sources []Source `json:"sources"`
}

// Source is where an indicator's value comes from: an item's share of its
// scale; with Option one tick of a checklist (1 or 0); with AtLeast whether the
// item reaches that category (1 or 0).
type Source struct {
	Item    string `json:"item"`
	Option  string `json:"option,omitempty"`
	AtLeast int    `json:"at_least,omitempty"` // 0: not asked for
}

// Result is what a model says of a firm.
type Result struct {
	Model      string
	Version    string
	Overall    Standing
	Strict     *Standing // overall with 0 for what is not relevant; of AbsentBoth only
	Dimensions []DimensionResult
}

// ModelResult is what one model beside the questionnaire's own says of a firm.
type ModelResult struct {
	Model  *Model
	Result Result
}

// Standing is a score with its level. Score runs from 0 to the model's scale
// and is nil when nothing is known or the rule gives none. Level is 0 when
// nothing is known (Coverage.Known is 0 then), when it is withheld, and below
// the first stage of a staged model.
type Standing struct {
	Score    *float64
	Level    int
	Uncapped int // the level before gates
	Coverage Coverage
	Withheld bool       // too little is known for a level: coverage is below the model's floor
	Next     *NextLevel // nil at the top, when nothing is known, or when the level is withheld
}

// Coverage counts indicators: Known of the Applicable ones have a value.
type Coverage struct{ Known, Applicable int }

// Share is coverage from 0 to 1; 0 when nothing applies.
func (c Coverage) Share() float64 {
	if c.Applicable == 0 {
		return 0
	}
	return float64(c.Known) / float64(c.Applicable)
}

// NextLevel is the distance to the next level: Points on the model's scale,
// and the gate that must open first, if one caps the level.
type NextLevel struct {
	Level  int
	Points float64
	Gate   *Gate
}

// DimensionResult is one dimension's standing, explained indicator by
// indicator.
type DimensionResult struct {
	ID string
	Standing
	Strict     *Standing // with 0 for what is not relevant; of AbsentBoth only
	CappedBy   *Gate
	Indicators []IndicatorResult
}

// IndicatorResult shows how one indicator took part: Share of its scale, and
// Points of the dimension's score that came from it, out of Possible. Both are
// 0 unless Known.
type IndicatorResult struct {
	ID       string
	Items    []string
	Known    bool
	Applies  bool
	Share    float64
	Points   float64
	Possible float64
}

// Dimension returns the result of a dimension, nil if the model has none such.
func (r *Result) Dimension(id string) *DimensionResult {
	return find(r.Dimensions, func(d *DimensionResult) bool { return d.ID == id })
}

// Dimension returns the model's dimension, nil if there is none such.
func (m *Model) Dimension(id string) *ModelDimension {
	return find(m.Dimensions, func(d *ModelDimension) bool { return d.ID == id })
}

// Level returns the level with the number, nil if there is none.
func (m *Model) Level(number int) *Level {
	return find(m.Levels, func(l *Level) bool { return l.Number == number })
}

// Group returns the group that a standing falls into; nil when the model has
// none, or the standing has no level.
func (m *Model) Group(s Standing) *Group {
	if s.Level == 0 {
		return nil
	}
	at := float64(s.Level)
	if s.Score != nil {
		at = *s.Score
	}
	var last *Group
	for i := range m.Groups {
		if at >= m.Groups[i].From {
			last = &m.Groups[i]
		}
	}
	return last
}

// Needs is what a model still wants to know of a firm: how many Questions that
// only added models need have no answer yet, and whether a level would show
// once they had one (Enough).
type Needs struct {
	Questions int
	Enough    bool
}

// Needs looks ahead from the readings; nothing changes.
func (m *Model) Needs(readings Readings) Needs {
	var n Needs
	ahead := slices.Clone(readings)
	for i := range ahead {
		if r := &ahead[i]; slices.Contains(r.Item.Models, m.ID) && r.Askable && r.State == NotAsked {
			n.Questions++
			r.State = ImpliedZero
		}
	}
	overall := m.Score(ahead).Overall
	n.Enough = overall.Coverage.Known > 0 && !overall.Withheld
	return n
}
