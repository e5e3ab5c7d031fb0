package assessment

import (
	"cmp"
	"math"
	"slices"

	"onramp/assessment/irt"
)

// What a report on learning shows, and from where it flags.
const (
	leastGroup   = 10  // firms of a group that is shown
	flagErrors   = 3   // standard errors
	flagShift    = 0.5 // of a threshold
	flagResidual = 0.2 // correlation of residuals beyond the usual (Yen 1984; Christensen, Makransky & Horton 2017)
	pairErrors   = 4   // standard errors: thousands of pairs are looked at
	leastSide    = 30  // answers to an item on each side, or to both of a pair
	flagShare    = 0.1 // of an item's scale (Dorans & Kulick 1986)
	auditBins    = 10
)

// LearningReport says how far what was learnt can be trusted.
type LearningReport struct {
	Respondents int                `json:"respondents"`
	Previous    int                `json:"previous"` // version compared with, 0 for the experts'
	Groups      []LearningGroup    `json:"groups"`
	Drift       []Drift            `json:"drift"`
	Residuals   []ResidualPair     `json:"residual_correlations"`
	Differences []GroupDifference  `json:"differences"` // flagged ones, the widest first
	Compared    int                `json:"compared"`    // items by groups that were compared for them
	Asked       []AskedAsPredicted `json:"asked"`
	Audit       Audit              `json:"audit"`
}

// LearningGroup is a group of respondents; small ones are left out.
type LearningGroup struct {
	By    string `json:"by"` // depth, size or sector
	Group string `json:"group"`
	N     int    `json:"n"`
}

// Drift is how an item's parameters moved.
type Drift struct {
	Item     string          `json:"item"`
	Answers  int             `json:"answers"`
	Experts  ItemParameters  `json:"experts"`
	Previous *ItemParameters `json:"previous,omitempty"`
	Now      ItemParameters  `json:"now"`
	SE       []*float64      `json:"se_b"`
	Shift    float64         `json:"shift"` // widest of a threshold since Previous, else since the experts'
	Flagged  bool            `json:"flagged"`
}

// ResidualPair are two items that share what the dimensions do not explain.
type ResidualPair struct {
	Items [2]string `json:"items"`
	N     int       `json:"n"` // firms that answered both
	Q3    float64   `json:"q3"`
	Usual float64   `json:"usual"` // mean of pairs that stand alike: of one dimension, or of two
}

// GroupDifference is an item that a group answers differently from others of
// the same standing.
type GroupDifference struct {
	By         string  `json:"by"`
	Group      string  `json:"group"`
	Item       string  `json:"item"`
	N          int     `json:"n"`
	Others     int     `json:"others"`
	Difference float64 `json:"difference"` // group minus others, as share of the item's scale
	SE         float64 `json:"se"`
}

// AskedAsPredicted compares answers to items asked for a kind of reason with
// what the firm's other answers predict.
type AskedAsPredicted struct {
	Asked    string  `json:"asked"` // seed or chosen
	N        int     `json:"n"`
	Mean     float64 `json:"mean"` // residual, as share of the scale; 0 is as predicted
	MeanSE   float64 `json:"mean_se"`
	Spread   float64 `json:"spread"` // mean squared residual over its predicted variance; 1 is as predicted
	SpreadSE float64 `json:"spread_se"`
	Flagged  bool    `json:"flagged"`
}

// Audit holds what short interviews stated against what the same firms gave
// when they answered everything.
type Audit struct {
	Firms   int        `json:"firms"`
	Certain int        `json:"certain"` // predictions with nothing left to predict
	Bins    []AuditBin `json:"bins"`
	Within  *float64   `json:"within"` // share of scores within their stated 90 % interval
}

// AuditBin is a range of the stated probability of the likeliest level.
type AuditBin struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	N      int     `json:"n"`
	Stated float64 `json:"stated"` // mean
	Hit    float64 `json:"hit"`    // share that had that level
}

// Report compares what was learnt with what was believed before (nil for the
// experts') and looks for what the measurement model does not explain.
func (l *Learnt) Report(previous *Parameters) (*LearningReport, error) {
	residuals, err := l.engine.Residuals(l.rows)
	if err != nil {
		return nil, err
	}
	r := &LearningReport{Respondents: len(l.rows), Previous: previous.Number(), Groups: l.groups(), Drift: l.drift(previous),
		Asked: l.asked(residuals), Audit: l.audit()}
	if r.Residuals, err = l.pairs(); err != nil {
		return nil, err
	}
	r.Differences, r.Compared, err = l.differences(residuals)
	return r, err
}

// grouping is one way to group respondents; an empty name takes no part.
type grouping struct {
	by string
	of func(Respondent) string
}

var groupings = []grouping{
	{"depth", func(r Respondent) string { return string(r.Depth) }},
	{"size", func(r Respondent) string { return r.Profile.Size() }},
	{"sector", func(r Respondent) string { return r.Profile.Sector }},
}

// members counts the groups that are not too small.
func (l *Learnt) members(g grouping) map[string]int {
	n := map[string]int{}
	for _, r := range l.respondents {
		if name := g.of(r); name != "" {
			n[name]++
		}
	}
	for name := range n {
		if n[name] < leastGroup {
			delete(n, name)
		}
	}
	return n
}

func (l *Learnt) groups() []LearningGroup {
	out := []LearningGroup{}
	for _, g := range groupings {
		n := l.members(g)
		for _, name := range sortedKeys(n) {
			out = append(out, LearningGroup{By: g.by, Group: name, N: n[name]})
		}
	}
	return out
}

func (l *Learnt) drift(previous *Parameters) []Drift {
	out := []Drift{}
	for i, it := range l.Items {
		if it.Answers == 0 {
			continue
		}
		d := Drift{Item: it.ID, Answers: it.Answers, Now: ItemParameters{A: it.A, B: it.B},
			Experts: ItemParameters{A: l.experts.Items[i].A, B: l.experts.Items[i].B}}
		before := d.Experts
		if previous != nil {
			if known, ok := previous.Items[it.ID]; ok && len(known.B) == len(it.B) {
				d.Previous, before = &known, known
			}
		}
		for k, b := range it.B {
			shift := math.Abs(b - before.B[k])
			d.Shift = max(d.Shift, shift)
			d.SE = append(d.SE, finite(it.SEB[k]))
			d.Flagged = d.Flagged || shift > flagShift || shift > flagErrors*it.SEB[k]
		}
		out = append(out, d)
	}
	return out
}

// pairs lists the items whose residuals go together, the strongest first. What
// is usual is taken off before a pair is judged, since residuals of one
// dimension lean towards each other's opposite.
func (l *Learnt) pairs() ([]ResidualPair, error) {
	q3, err := l.engine.ResidualCorrelations(l.rows)
	if err != nil {
		return nil, err
	}
	all := map[int][]ResidualPair{} // by dimension, -1 for two
	for i := range l.Items {
		for j := range i {
			p := ResidualPair{Items: [2]string{l.Items[j].ID, l.Items[i].ID}, Q3: q3[i][j]}
			for _, row := range l.rows {
				if row[i] >= 0 && row[j] >= 0 {
					p.N++
				}
			}
			at := l.engine.Item(i).Dimension
			if at != l.engine.Item(j).Dimension {
				at = -1
			}
			if p.N >= leastSide && !math.IsNaN(p.Q3) {
				all[at] = append(all[at], p)
			}
		}
	}
	out := []ResidualPair{}
	for at := -1; at < l.engine.Dimensions(); at++ {
		usual := 0.0
		for _, p := range all[at] {
			usual += p.Q3 / float64(len(all[at]))
		}
		for _, p := range all[at] {
			p.Usual = usual
			beyond := math.Abs(math.Atanh(p.Q3) - math.Atanh(usual)) // Fisher's z, with a known spread
			if math.Tanh(beyond) > flagResidual && beyond*math.Sqrt(float64(p.N-3)) > pairErrors {
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ResidualPair) int { return cmp.Compare(math.Abs(b.Q3-b.Usual), math.Abs(a.Q3-a.Usual)) })
	return out, nil
}

// differences compares each group of size and sector with the others.
func (l *Learnt) differences(residuals [][]irt.Residual) (flagged []GroupDifference, compared int, err error) {
	flagged = []GroupDifference{}
	for _, g := range groupings[1:] { // how deep one goes is chosen by the firm, not what it is
		for _, name := range sortedKeys(l.members(g)) {
			sides := make([]irt.Side, len(l.respondents))
			for i, r := range l.respondents {
				switch g.of(r) {
				case "":
				case name:
					sides[i] = irt.InGroup
				default:
					sides[i] = irt.AmongOthers
				}
			}
			found, err := l.engine.Functioning(residuals, sides)
			if err != nil {
				return nil, 0, err
			}
			for _, f := range found {
				if f.Group < leastSide || f.Others < leastSide {
					continue
				}
				compared++
				if math.Abs(f.Difference) > max(flagShare, flagErrors*f.SE) {
					flagged = append(flagged, GroupDifference{By: g.by, Group: name, Item: l.Items[f.Item].ID, N: f.Group, Others: f.Others,
						Difference: f.Difference, SE: f.SE})
				}
			}
		}
	}
	slices.SortStableFunc(flagged, func(a, b GroupDifference) int {
		return cmp.Compare(math.Abs(b.Difference), math.Abs(a.Difference))
	})
	return flagged, compared, nil
}

// asked looks at answers to random items beside answers to chosen ones.
func (l *Learnt) asked(residuals [][]irt.Residual) []AskedAsPredicted {
	out := []AskedAsPredicted{}
	for _, kind := range []string{string(ReasonSeed), "chosen"} {
		var means, squares []float64
		for i, list := range residuals {
			why := map[string]ReasonKind{}
			for _, asked := range l.respondents[i].Asked {
				why[asked.Item] = asked.Reason
			}
			for _, r := range list {
				switch why[l.Items[r.Item].ID] {
				case ReasonSeed:
					if kind != string(ReasonSeed) {
						continue
					}
				case ReasonGate, ReasonMust, ReasonLevel, ReasonHeavy, ReasonAreas, ReasonConfirm:
					if kind == string(ReasonSeed) {
						continue
					}
				default:
					continue
				}
				means = append(means, r.Difference/float64(len(l.Items[r.Item].B)))
				squares = append(squares, r.Difference*r.Difference/r.Variance)
			}
		}
		if len(means) < leastGroup {
			continue
		}
		a := AskedAsPredicted{Asked: kind, N: len(means)}
		a.Mean, a.MeanSE = meanError(means)
		a.Spread, a.SpreadSE = meanError(squares)
		a.Flagged = math.Abs(a.Mean) > flagErrors*a.MeanSE || math.Abs(a.Spread-1) > flagErrors*a.SpreadSE
		out = append(out, a)
	}
	return out
}

// meanError is the mean of some numbers and its standard error.
func meanError(all []float64) (mean, se float64) {
	n, squares := float64(len(all)), 0.0
	for _, x := range all {
		mean += x / n
	}
	for _, x := range all {
		squares += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(squares / (n - 1) / n)
}

// audit reads the firms that finished a short interview and then answered
// everything.
func (l *Learnt) audit() Audit {
	var out Audit
	var bins [auditBins]AuditBin
	within, intervals := 0, 0
	for i, r := range l.respondents {
		if len(r.Predictions) == 0 || r.Depth != Full || !l.readings[i].complete() {
			continue
		}
		out.Firms++
		result := l.model.Score(l.readings[i])
		for _, p := range r.Predictions {
			truth, ok := result.standing(p)
			level, probability := p.Sure()
			switch {
			case !ok || truth.Level == 0:
			case probability >= 1:
				out.Certain++
			default:
				b := &bins[min(int(probability*auditBins), auditBins-1)]
				b.N, b.Stated = b.N+1, b.Stated+probability
				if level == truth.Level {
					b.Hit++
				}
				intervals++
				if truth.Score != nil && *truth.Score >= p.Low && *truth.Score <= p.High {
					within++
				}
			}
		}
	}
	out.Bins = []AuditBin{}
	for i, b := range bins {
		if n := float64(b.N); n > 0 {
			b.From, b.To, b.Stated, b.Hit = float64(i)/auditBins, float64(i+1)/auditBins, b.Stated/n, b.Hit/n
			out.Bins = append(out.Bins, b)
		}
	}
	if intervals > 0 {
		out.Within = finite(float64(within) / float64(intervals))
	}
	return out
}

// complete reports whether every question of the questionnaire that fits the
// firm has a response.
func (rs Readings) complete() bool {
	return !slices.ContainsFunc(rs, func(r Reading) bool {
		return r.Item.Core() && r.State == NotAsked && (r.Askable || r.Pending)
	})
}

// standing is what the result says where the prediction spoke; false when it
// spoke of another model.
func (r *Result) standing(p Prediction) (Standing, bool) {
	switch {
	case p.Model != r.Model || p.ModelVersion != r.Version:
		return Standing{}, false
	case p.Dimension == "":
		return r.Overall, true
	}
	for _, d := range r.Dimensions {
		if d.ID == p.Dimension {
			return d.Standing, true
		}
	}
	return Standing{}, false
}
