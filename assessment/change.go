package assessment

import "math"

// jointLevel is the probability with which intervals of a change hold.
const jointLevel = 0.9

// changeCells is how many steps of a change the whole scale has: more than
// anybody reads, few enough to convolve at once.
const changeCells = 1000

// spread is a distribution over scores; empty when nothing is predicted.
type spread []chance

// chance is a score, or a change of one, with its probability.
type chance struct{ at, p float64 }

// outlook is what one round says of the scores that answering everything would
// give.
type outlook struct {
	overall    spread
	dimensions []spread // in the order of the model
}

// outlook predicts from the readings; the zero outlook for an instrument that
// predicts nothing.
func (in *Instrument) outlook(readings Readings) outlook {
	e := in.Estimate(readings)
	if e == nil {
		return outlook{}
	}
	posterior, err := in.engine.Posterior(in.responses(readings))
	if err != nil {
		return outlook{}
	}
	var out outlook
	for d := range in.ladders {
		c := e.Certainty(d)
		switch score := posterior.Score(d); {
		case c.Levels == nil:
			out.dimensions = append(out.dimensions, nil)
		case c.Low == c.High && c.Low == c.Mean:
			out.dimensions = append(out.dimensions, spread{{c.Mean, 1}})
		default:
			unit := in.model.Scale / score.Max() * score.Step
			out.dimensions = append(out.dimensions, cells(score.P, func(k int) float64 { return float64(k) * unit }))
		}
	}
	switch c := e.All(); {
	case c.Levels == nil:
	case c.Low == c.High && c.Low == c.Mean:
		out.overall = spread{{c.Mean, 1}}
	default:
		all, err := posterior.Overall(in.weights)
		if err != nil {
			return outlook{}
		}
		levels, err := all.Levels(changeCuts())
		if err != nil {
			return outlook{}
		}
		out.overall = cells(levels, func(k int) float64 { return (float64(k) + 0.5) * in.model.Scale / changeCells })
	}
	return out
}

// changeCuts part the scale into changeCells cells, as shares.
func changeCuts() []float64 {
	cuts := make([]float64, changeCells-1)
	for i := range cuts {
		cuts[i] = float64(i+1) / changeCells
	}
	return cuts
}

// cells are the probabilities that are worth counting.
func cells(p []float64, at func(int) float64) spread {
	var s spread
	for k, share := range p {
		if share > 1e-9 {
			s = append(s, chance{at(k), share})
		}
	}
	return s
}

// known reports whether the score is certain.
func (s spread) known() bool { return len(s) == 1 }

// jointLevel is the level of each dimension's interval with which all hold
// together, see Compare.
func (o outlook) jointLevel(later outlook) float64 {
	open := 0
	for i := range o.dimensions {
		if len(o.dimensions[i]) > 0 && len(later.dimensions[i]) > 0 && !(o.dimensions[i].known() && later.dimensions[i].known()) {
			open++
		}
	}
	return math.Pow(jointLevel, 1/float64(max(open, 1)))
}

// difference is the distribution of after − before, errors independent, in
// steps of a thousandth of the scale; of two certain scores it is exact.
func difference(before, after spread, scale float64) spread {
	if before.known() && after.known() {
		return spread{{exact(after[0].at - before[0].at), 1}}
	}
	sums := make([]float64, 2*changeCells+1)
	total, step := 0.0, scale/changeCells
	for _, b := range before {
		for _, a := range after {
			k := changeCells + int(math.Round((a.at-b.at)/step))
			sums[min(max(k, 0), 2*changeCells)] += a.p * b.p
		}
	}
	for _, p := range sums {
		total += p
	}
	var d spread
	for k, p := range sums {
		if p > 0 {
			d = append(d, chance{exact(float64(k-changeCells) * step), p / total})
		}
	}
	return d
}

// quantile is the least value that is reached or undercut with probability q.
func (s spread) quantile(q float64) float64 {
	sum := 0.0
	for _, c := range s {
		if sum += c.p; sum >= q-1e-12 {
			return c.at
		}
	}
	return s[len(s)-1].at
}

// above is the probability of more than x, half of x itself included.
func (s spread) above(x float64) float64 {
	sum := 0.0
	for _, c := range s {
		switch {
		case c.at > x:
			sum += c.p
		case c.at == x:
			sum += c.p / 2
		}
	}
	return sum
}

func (s spread) mean() float64 {
	sum := 0.0
	for _, c := range s {
		sum += c.at * c.p
	}
	return sum
}
