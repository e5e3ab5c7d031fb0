package main

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"
)

// figures are what all interviews of a simulation show together.
type figures struct {
	Asked       askedFigures       `json:"asked"`
	Levels      levelFigures       `json:"levels"`
	Scores      scoreFigures       `json:"scores"`
	Calibration calibrationFigures `json:"calibration"`
	Roadmap     roadmapFigures     `json:"roadmap"`
	Quintiles   []quintile         `json:"quintiles"` // of the true overall score, the lowest first
	Time        timeFigures        `json:"time"`      // of finding the next question
}

// askedFigures are means and 95th percentiles of questions per firm. Asked
// ones are those to know the levels and those to confirm the roadmap.
type askedFigures struct {
	Mean       finite `json:"mean"`
	P95        finite `json:"p95"`
	Level      finite `json:"level"`
	Confirm    finite `json:"confirm"`
	Seed       finite `json:"seed"`
	Must       finite `json:"must"`
	Total      finite `json:"total"`
	TotalP95   finite `json:"total_p95"`
	Applicable finite `json:"applicable"` // questions that apply, without musts
	Share      finite `json:"share"`      // asked ones of the applicable
}

type levelFigures struct {
	N         int    `json:"n"`
	Exact     finite `json:"exact"`
	WithinOne finite `json:"within_one"`
	Overall   finite `json:"overall"` // exact agreement of the overall level
}

type scoreFigures struct {
	Correlation        finite `json:"correlation"` // over all dimensions of all firms
	OverallCorrelation finite `json:"overall_correlation"`
	Coverage           finite `json:"coverage"` // share of 90 % intervals that hold the score
	OverallCoverage    finite `json:"overall_coverage"`
	Width              finite `json:"width"` // mean, in points
	OverallWidth       finite `json:"overall_width"`
}

type roadmapFigures struct {
	Value finite `json:"value"` // mean over firms that have a gap
	False finite `json:"false"` // of all practices recommended
}

type quintile struct {
	Score finite `json:"score"` // mean
	Asked finite `json:"asked"` // mean
}

type timeFigures struct {
	Mean   finite `json:"mean_ms"`
	Median finite `json:"median_ms"`
	P99    finite `json:"p99_ms"`
}

func newFigures(records []record) figures {
	return figures{Asked: newAsked(records), Levels: newLevels(records), Scores: newScores(records),
		Calibration: newCalibration(dimensionsOf(records)), Roadmap: newRoadmapFigures(records),
		Quintiles: newQuintiles(records), Time: newTime(records)}
}

func newAsked(records []record) askedFigures {
	column := func(of func(record) int) []float64 {
		out := make([]float64, len(records))
		for i, r := range records {
			out[i] = float64(of(r))
		}
		return out
	}
	average := func(of func(record) int) finite { return finite(mean(column(of))) }
	asked := column(func(r record) int { return r.asked.asked() })
	total := column(func(r record) int { return r.asked.total() })
	out := askedFigures{Mean: finite(mean(asked)), P95: finite(percentile(asked, 0.95)),
		Total: finite(mean(total)), TotalP95: finite(percentile(total, 0.95)),
		Level:      average(func(r record) int { return r.asked.level }),
		Confirm:    average(func(r record) int { return r.asked.confirm }),
		Seed:       average(func(r record) int { return r.asked.seed }),
		Must:       average(func(r record) int { return r.asked.must }),
		Applicable: average(func(r record) int { return r.applicable })}
	out.Share = out.Mean / out.Applicable
	return out
}

func newLevels(records []record) levelFigures {
	exact, near, overall, scored := 0, 0, 0, 0
	all := dimensionsOf(records)
	for _, c := range all {
		if c.level == c.trueLevel {
			exact++
		}
		if c.level-c.trueLevel <= 1 && c.trueLevel-c.level <= 1 {
			near++
		}
	}
	for _, c := range overallOf(records) {
		scored++
		if c.level == c.trueLevel {
			overall++
		}
	}
	return levelFigures{N: len(all), Exact: share(exact, len(all)), WithinOne: share(near, len(all)), Overall: share(overall, scored)}
}

func newScores(records []record) scoreFigures {
	var out scoreFigures
	out.Correlation, out.Coverage, out.Width = accuracy(dimensionsOf(records))
	out.OverallCorrelation, out.OverallCoverage, out.OverallWidth = accuracy(overallOf(records))
	return out
}

// roundingSlack forgives the last bits of a score at the end of an interval.
const roundingSlack = 1e-6

// accuracy is the correlation of estimated and true scores, the share of
// intervals that hold the true one, and their mean width.
func accuracy(all []comparison) (correlation, coverage, width finite) {
	estimates, truths, widths, held := []float64{}, []float64{}, []float64{}, 0
	for _, c := range all {
		estimates, truths, widths = append(estimates, c.score), append(truths, c.trueScore), append(widths, c.high-c.low)
		if c.low-roundingSlack <= c.trueScore && c.trueScore <= c.high+roundingSlack {
			held++
		}
	}
	return finite(stat.Correlation(estimates, truths, nil)), share(held, len(all)), finite(mean(widths))
}

func newRoadmapFigures(records []record) roadmapFigures {
	var values []float64
	idle, chosen := 0, 0
	for _, r := range records {
		if r.roadmap.best > 0 {
			values = append(values, r.roadmap.value/r.roadmap.best)
		}
		idle, chosen = idle+r.roadmap.idle, chosen+r.roadmap.chosen
	}
	return roadmapFigures{Value: finite(mean(values)), False: share(idle, chosen)}
}

// newQuintiles shows whether some answers shorten the interview: then people
// would learn to give them.
func newQuintiles(records []record) []quintile {
	const parts = 5
	sorted := slices.Clone(records)
	slices.SortStableFunc(sorted, func(a, b record) int { return cmp.Compare(a.overall.trueScore, b.overall.trueScore) })
	out := make([]quintile, parts)
	for i := range out {
		var scores, asked []float64
		for _, r := range sorted[len(sorted)*i/parts : len(sorted)*(i+1)/parts] {
			scores, asked = append(scores, r.overall.trueScore), append(asked, float64(r.asked.asked()))
		}
		out[i] = quintile{finite(mean(scores)), finite(mean(asked))}
	}
	return out
}

func newTime(records []record) timeFigures {
	var all []float64
	for _, r := range records {
		for _, t := range r.times {
			all = append(all, float64(t)/float64(time.Millisecond))
		}
	}
	return timeFigures{finite(mean(all)), finite(percentile(all, 0.5)), finite(percentile(all, 0.99))}
}

func dimensionsOf(records []record) []comparison {
	var all []comparison
	for _, r := range records {
		all = append(all, r.dimensions...)
	}
	return all
}

// overallOf leaves out firms without an overall score.
func overallOf(records []record) []comparison {
	var all []comparison
	for _, r := range records {
		if r.overall.trueLevel > 0 {
			all = append(all, r.overall)
		}
	}
	return all
}

// mean is NaN for nothing.
func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

// percentile is the least value that a share q of the list does not exceed; NaN
// for nothing.
func percentile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[max(int(math.Ceil(q*float64(len(sorted))))-1, 0)]
}

// share is NaN of nothing.
func share(n, of int) finite { return finite(float64(n) / float64(of)) }
