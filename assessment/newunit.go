package assessment

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
)

// UnitSource is what is at hand when an assessment is finished: everything that
// a [Unit] is made from.
type UnitSource struct {
	Assessment *Assessment
	Firm       string   // keyed hash of its register number; empty for the firm of its resume link
	Outcome    *Outcome // of the assessment
	Before     *Outcome // of the firm's round before; nil without one
	Mode       Mode
	Synthetic  bool
}

// NewUnit keeps of a finished assessment what statistics need.
func NewUnit(in UnitSource) *Unit {
	a, o := in.Assessment, in.Outcome
	u := &Unit{Assessment: a.ID, Firm: in.Firm, Round: max(a.Round, 1), Finished: a.Finished,
		Questionnaire: a.Questionnaire, Version: a.QuestionnaireVersion,
		Country: o.Profile.Country, Region: o.Profile.Region, Sector: o.Profile.Sector, Size: o.Profile.Size(),
		Evidence: o.Evidence.Grade, Mode: in.Mode, Synthetic: in.Synthetic,
		Answers: fingerprint(o.Profile, a.Responses), Technologies: map[string]int{}, Actions: map[int]bool{}}
	if u.Firm == "" {
		u.Firm = a.Firm
	}
	if u.Firm == "" {
		u.Firm = a.ID
	}
	if u.Evidence == "" {
		u.Evidence = SelfAssessed
	}
	u.Models = append(u.Models, in.model(o.Model, &o.Result, o.Estimate))
	for i := range o.Others {
		u.Models = append(u.Models, in.model(o.Others[i].Model, &o.Others[i].Result, nil))
	}
	for _, f := range o.Questionnaire.Facts(o.Readings) {
		switch n, err := strconv.Atoi(f.Code); {
		case f.Kind == "technology":
			u.Technologies[f.Code] = f.Value
		case f.Kind == "action" && err == nil:
			u.Actions[n] = f.Value > 0
		}
	}
	for _, s := range o.Roadmap.In(First90Days) {
		u.Gaps = append(u.Gaps, s.Measure.ID)
	}
	u.Flags = flags(in)
	return u
}

// model is what one model says now and what it said in the round before, where
// both asked the same and scored alike.
func (in UnitSource) model(m *Model, r *Result, e *Estimate) UnitModel {
	out := UnitModel{Model: m.ID, Version: m.Version}
	was, wasEstimate := in.before(m)
	whole := UnitArea{Score: m.hundred(r.Overall, e.All()), Levels: m.spread(r.Overall, e.All())}
	if was != nil {
		whole.Before = m.spread(was.Overall, wasEstimate.All())
	}
	out.Areas = append(out.Areas, whole)
	for i := range r.Dimensions {
		d := &r.Dimensions[i]
		area := UnitArea{Dimension: d.ID, Score: m.hundred(d.Standing, e.Certainty(i)), Levels: m.spread(d.Standing, e.Certainty(i))}
		if was != nil && was.Dimension(d.ID) != nil {
			area.Before = m.spread(was.Dimension(d.ID).Standing, wasEstimate.of(m, d.ID))
		}
		out.Areas = append(out.Areas, area)
	}
	return out
}

// before is what the model said in the round before under the same version.
func (in UnitSource) before(m *Model) (*Result, *Estimate) {
	b := in.Before
	if b == nil || b.Questionnaire.ID != in.Outcome.Questionnaire.ID || b.Questionnaire.Version != in.Outcome.Questionnaire.Version {
		return nil, nil
	}
	if b.Model.ID == m.ID && b.Model.Version == m.Version {
		return &b.Result, b.Estimate
	}
	for i := range b.Others {
		if o := &b.Others[i]; o.Model.ID == m.ID && o.Model.Version == m.Version {
			return &o.Result, nil
		}
	}
	return nil, nil
}

// hundred is a standing's score from 0 to 100; 0 when there is none.
func (m *Model) hundred(s Standing, c Certainty) float64 {
	switch {
	case m.Scale <= 0:
		return 0
	case c.Levels != nil:
		return min(max(100*c.Mean/m.Scale, 0), 100)
	case s.Score != nil:
		return min(max(100**s.Score/m.Scale, 0), 100)
	}
	return 0
}

// spread is the probability of each level, nil when nothing is known.
func (m *Model) spread(s Standing, c Certainty) []float64 {
	switch {
	case s.Withheld:
		return nil
	case len(c.Levels) == len(m.Levels):
		return slices.Clone(c.Levels)
	}
	at := slices.IndexFunc(m.Levels, func(l Level) bool { return l.Number == s.Level })
	if at < 0 || s.Coverage.Known == 0 {
		return nil
	}
	levels := make([]float64, len(m.Levels))
	levels[at] = 1
	return levels
}

// fingerprint tells profiles and answers apart: two firms of the same country,
// region, sector and headcount that gave the very same answers have the same.
func fingerprint(p Profile, responses map[string]Response) uint64 {
	h := fnv.New64a()
	write := func(parts ...string) {
		for _, part := range parts {
			h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(part)))) // no two lists read alike
			h.Write([]byte(part))
		}
	}
	write(p.Country, p.Region, p.Sector, strconv.Itoa(p.Employees))
	for _, id := range sortedKeys(responses) {
		write(id, responses[id].Mark())
	}
	return h.Sum64()
}

// Limits of the rules below.
const (
	speeding      = 2 * time.Second // an answer
	speedingItems = 10              // answers from which a mean pace means something
	lineItems     = 15              // answers from which all at one end say that nobody read
	lineKinds     = 3               // kinds of item that must be among them
)

// tried are names that people type who try something out.
var tried = []string{"test", "test test", "testing", "test firm", "test company", "firm test", "demo", "asdf", "qwerty", "xxx", "foo", "foobar"}

// flags applies the rules that one assessment alone can break.
//
// Machine: answered online in a first round in under two seconds an answer on
// average (the bound of Huang, Curran, Keeney, Poposki and DeShon 2012, below
// which nobody reads an item), over at least ten answers. Files and typed
// paper forms have no pace, and later rounds begin with answers of before.
//
// Test: the firm's name is one that people type to try something out, or at
// least fifteen answers of three kinds of item or more are all at the top of
// their scales, which no firm is. All at the bottom is left alone: a firm at
// its very start answers like that in earnest.
func flags(in UnitSource) []Flag {
	var out []Flag
	a := in.Assessment
	if slices.Contains(tried, strings.ToLower(strings.Join(strings.Fields(a.Profile.Name), " "))) || allAtTop(in.Outcome.Readings) {
		out = append(out, TestFlag)
	}
	if given := len(a.Responses); in.Mode == OnlineMode && !in.Synthetic && a.Round <= 1 && given >= speedingItems && !a.Created.IsZero() &&
		a.Finished.Sub(a.Created) < time.Duration(given)*speeding {
		out = append(out, MachineFlag)
	}
	return out
}

func allAtTop(readings Readings) bool {
	given := 0
	var kinds []ItemKind
	for _, r := range readings {
		if r.State != Answered {
			continue
		}
		if r.Category < r.Item.Categories()-1 {
			return false
		}
		if given++; !slices.Contains(kinds, r.Item.Kind) {
			kinds = append(kinds, r.Item.Kind)
		}
	}
	return given >= lineItems && len(kinds) >= lineKinds
}
