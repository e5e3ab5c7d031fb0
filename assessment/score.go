package assessment

import (
	"math"
	"slices"
)

// Score turns readings into a result. Items without a known value leave
// numerator and denominator; an implied zero counts as 0, and what is not
// relevant as the model's Absent says.
//
//   - mean: score = scale · Σ weight·share / Σ weight over the known parts;
//   - minimum: score = scale · the lowest known share;
//   - staged: the level is the highest stage n such that every applicable
//     indicator of stages 1 to n is known and meets its need; overall it is the
//     lowest of the dimensions; no score.
//
// Cut points are half-open: a score equal to a lower bound has reached it.
// Gates cap a dimension's level, never its score, and never the overall level.
// Where coverage is below the model's floor the level is withheld.
func (m *Model) Score(readings Readings) Result { return m.score(readings.index()) }

func (m *Model) score(readings map[string]*Reading) Result {
	res := m.tally(readings, m.Absent == AbsentZero)
	if m.Absent != AbsentBoth {
		return res
	}
	strict := m.tally(readings, true)
	res.Strict = &strict.Overall
	for i := range res.Dimensions {
		res.Dimensions[i].Strict = &strict.Dimensions[i].Standing
	}
	return res
}

// tally scores once. With zero, what is not relevant counts as 0.
func (m *Model) tally(readings map[string]*Reading, zero bool) Result {
	res := Result{Model: m.ID, Version: m.Version}
	var parts []part
	for i := range m.Dimensions {
		d := &m.Dimensions[i]
		out := m.scoreParts(d, readings, zero)
		res.Overall.Coverage.Known += out.Coverage.Known
		res.Overall.Coverage.Applicable += out.Coverage.Applicable
		if out.Score != nil {
			parts = append(parts, part{weight: d.Weight, share: *out.Score / m.Scale})
		}
		res.Dimensions = append(res.Dimensions, out)
	}
	m.settle(&res.Overall, m.Rule, parts)
	if m.Rule == Staged {
		res.Overall.Level = lowestStage(res.Dimensions)
		res.Overall.Uncapped = res.Overall.Level
	}
	for i := range res.Dimensions { // after the overall stage was found: it needs theirs
		res.Dimensions[i].withhold(m.Floor)
	}
	res.Overall.withhold(m.Floor)
	return res
}

// withhold takes the level back where too little is known for one. The score
// stays, for coverage says what it rests on.
func (s *Standing) withhold(floor float64) {
	if s.Coverage.Applicable > 0 && s.Coverage.Share() < floor {
		s.Withheld, s.Level, s.Uncapped, s.Next = true, 0, 0, nil
	}
}

func (d *DimensionResult) withhold(floor float64) {
	d.Standing.withhold(floor)
	if d.Withheld {
		d.CappedBy = nil
	}
}

// lowestStage is the stage that every dimension of which something is known has
// reached: stages are never averaged.
func lowestStage(dimensions []DimensionResult) int {
	lowest, known := 0, false
	for _, d := range dimensions {
		if d.Coverage.Known > 0 && (!known || d.Level < lowest) {
			lowest, known = d.Level, true
		}
	}
	return lowest
}

type part struct{ weight, share float64 }

func (m *Model) scoreParts(d *ModelDimension, readings map[string]*Reading, zero bool) DimensionResult {
	out := DimensionResult{ID: d.ID}
	of := func(item string) *Reading { return counted(readings[item], zero) }
	var parts []part
	total := 0.0
	for _, in := range d.Indicators {
		r := readIndicator(in, of)
		out.Indicators = append(out.Indicators, r)
		if r.Applies {
			out.Coverage.Applicable++
		}
		if r.Known {
			out.Coverage.Known++
			parts = append(parts, part{in.Weight, r.Share})
			total += in.Weight
		}
	}
	if d.Rule == Staged {
		out.Level = stage(d.Indicators, out.Indicators)
		out.Uncapped = out.Level
		return out
	}
	m.settle(&out.Standing, d.Rule, parts)
	explain(d, out.Indicators, total, m.Scale)
	m.capLevel(d, &out, of)
	return out
}

// counted is the reading as a score sees it. With zero, one that is not
// relevant stands at the bottom of its scale.
func counted(r *Reading, zero bool) *Reading {
	if r == nil || !zero || r.Applies() {
		return r
	}
	bottom := *r
	bottom.State, bottom.Category, bottom.Response = ImpliedZero, 0, Response{}
	return &bottom
}

// readIndicator is known as soon as one source is. With any it is known when
// one source is at its top or all are known, since else it could still rise.
func readIndicator(in Indicator, of func(item string) *Reading) IndicatorResult {
	out := IndicatorResult{ID: in.ID}
	sum, top, known, applicable := 0.0, 0.0, 0, 0
	for _, s := range in.Sources {
		out.Items = append(out.Items, s.Item)
		r := of(s.Item)
		if r == nil || !r.Applies() {
			continue
		}
		applicable++
		if r.Known() {
			share := s.share(r)
			sum, top, known = sum+share, max(top, share), known+1
		}
	}
	out.Applies = applicable > 0
	switch {
	case known == 0 || in.Any && top < 1 && known < applicable:
	case in.Any:
		out.Known, out.Share = true, top
	default:
		out.Known, out.Share = true, sum/float64(known)
	}
	return out
}

func (s Source) share(r *Reading) float64 {
	switch {
	case s.Option != "" && slices.Contains(r.Response.Options, s.Option):
		return 1
	case s.AtLeast > 0 && r.Category >= s.AtLeast:
		return 1
	case s.Option != "" || s.AtLeast > 0:
		return 0
	default:
		return r.Share()
	}
}

// settle fills score, level and distance from the known parts.
func (m *Model) settle(s *Standing, rule Rule, parts []part) {
	share, ok := combine(rule, parts)
	if !ok {
		return
	}
	score := exact(share * m.Scale)
	s.Score = &score
	s.Level = 1
	for _, cut := range m.Cuts {
		if score >= cut {
			s.Level++
		}
	}
	s.Uncapped = s.Level
	if s.Level <= len(m.Cuts) {
		s.Next = &NextLevel{Level: s.Level + 1, Points: exact(m.Cuts[s.Level-1] - score)}
	}
}

func combine(rule Rule, parts []part) (share float64, ok bool) {
	if len(parts) == 0 {
		return 0, false
	}
	switch rule {
	case Mean:
		sum, weight := 0.0, 0.0
		for _, p := range parts {
			sum, weight = sum+p.weight*p.share, weight+p.weight
		}
		if weight <= 0 {
			return 0, false
		}
		return sum / weight, true
	case Minimum:
		low := parts[0].share
		for _, p := range parts {
			low = min(low, p.share)
		}
		return low, true
	default:
		return 0, false
	}
}

// exact removes the last bits of rounding, so that a score of forty is forty.
func exact(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// explain says how many points each indicator brought. Under the minimum rule
// points are the indicator's own score.
func explain(d *ModelDimension, ins []IndicatorResult, total, scale float64) {
	for i := range ins {
		if !ins[i].Known || d.Rule == Mean && total <= 0 {
			continue
		}
		possible := scale
		if d.Rule == Mean {
			possible = scale * d.Indicators[i].Weight / total
		}
		ins[i].Possible, ins[i].Points = exact(possible), exact(possible*ins[i].Share)
	}
}

// capLevel applies the gates; the lowest cap wins. A gate that does not hold
// the level yet but would hold the next one is part of the distance to it.
func (m *Model) capLevel(d *ModelDimension, out *DimensionResult, of func(item string) *Reading) {
	var lowest *Gate
	for i := range d.Gates {
		g := &d.Gates[i]
		r := of(g.Item)
		if r != nil && r.Known() && r.Category < g.Below && (lowest == nil || g.Cap < lowest.Cap) {
			lowest = g
		}
	}
	switch {
	case lowest == nil || out.Next == nil && out.Level <= lowest.Cap:
	case out.Level > lowest.Cap:
		out.Level, out.CappedBy = lowest.Cap, lowest
		out.Next = &NextLevel{Level: out.Level + 1, Gate: lowest}
	case out.Next.Level > lowest.Cap:
		out.Next.Gate = lowest
	}
}

// stage is the highest stage reached without a gap below it; 0 when the first
// one is not reached or nothing is known.
func stage(ins []Indicator, results []IndicatorResult) int {
	if !slices.ContainsFunc(results, func(r IndicatorResult) bool { return r.Known }) {
		return 0
	}
	top := 0
	for _, in := range ins {
		top = max(top, in.Stage)
	}
	for n := 1; n <= top; n++ {
		for i, in := range ins {
			if in.Stage == n && results[i].Applies && (!results[i].Known || results[i].Share < in.Need) {
				return n - 1
			}
		}
	}
	return top
}
