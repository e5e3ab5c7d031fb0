package main

import "math"

// calibrationFigures compare how probable the most likely level of a dimension
// was said to be with how often it was right. Dimensions in which nothing was
// left to predict stand apart: they are right without merit.
type calibrationFigures struct {
	Bins     []bin  `json:"bins"`     // of the stated probability, equally wide; only those with any
	Certain  int    `json:"certain"`  // dimensions with everything answered
	Overall  finite `json:"overall"`  // mean stated probability minus hit rate
	Weighted finite `json:"weighted"` // mean |stated − hit rate| of the bins, by n
	Largest  finite `json:"largest"`  // |stated − hit rate| of a bin with n of at least 400
}

// bin is a range of the stated probability.
type bin struct {
	From   float64 `json:"from"`
	N      int     `json:"n"`
	Stated finite  `json:"stated"` // mean
	Hit    finite  `json:"hit"`    // share of levels that were right
}

const (
	binCount = 10
	binLeast = 400 // dimensions from which the hit rate of a bin is known to 0.025
)

func newCalibration(all []comparison) calibrationFigures {
	var out calibrationFigures
	var n, hits [binCount]int
	var stated [binCount]float64
	for _, c := range all {
		if c.certain {
			out.Certain++
			continue
		}
		i := min(int(c.probability*binCount), binCount-1)
		n[i], stated[i] = n[i]+1, stated[i]+c.probability
		if c.level == c.trueLevel {
			hits[i]++
		}
	}
	total, sum, off, largest := 0, 0.0, 0.0, math.NaN()
	for i := range binCount {
		if n[i] == 0 {
			continue
		}
		b := bin{From: float64(i) / binCount, N: n[i], Stated: finite(stated[i] / float64(n[i])), Hit: share(hits[i], n[i])}
		difference := float64(b.Stated - b.Hit)
		out.Bins = append(out.Bins, b)
		total, sum, off = total+b.N, sum+difference*float64(b.N), off+math.Abs(difference)*float64(b.N)
		if b.N >= binLeast && !(math.Abs(difference) <= largest) {
			largest = math.Abs(difference)
		}
	}
	out.Overall, out.Weighted, out.Largest = finite(sum/float64(total)), finite(off/float64(total)), finite(largest)
	return out
}
