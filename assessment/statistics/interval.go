package statistics

import "math"

// Z90 and Z95 are the standard normal quantiles of two-sided 90 % and 95 %
// intervals.
const (
	Z90 = 1.6448536269514722
	Z95 = 1.959963984540054
)

// LowReliability is the effective sample size below which a figure is flagged,
// after the practice of health statistics (NCHS).
const LowReliability = 30

// Sample is what a weighted group of firms amounts to.
type Sample struct {
	N      int     // firms
	Sum    float64 // of their weights
	Square float64 // sum of the squares of their weights
}

// Add takes a firm with weight w into the sample.
func (s *Sample) Add(w float64) {
	s.N++
	s.Sum += w
	s.Square += w * w
}

// Plus is both samples together; no firm may be in both.
func (s Sample) Plus(o Sample) Sample { return Sample{s.N + o.N, s.Sum + o.Sum, s.Square + o.Square} }

// Effective is Kish's effective sample size, (Σw)² ÷ Σw²: how many equally
// weighted firms would tell as much (Kish 1965, section 11.7). It is at most N,
// and 0 for an empty sample.
func (s Sample) Effective() float64 {
	if s.Square <= 0 {
		return 0
	}
	return min(s.Sum*s.Sum/s.Square, float64(s.N))
}

// Interval is a range of a share or mean.
type Interval struct{ Low, High float64 }

// Width is the length of the interval.
func (i Interval) Width() float64 { return i.High - i.Low }

// Contains reports whether v lies in the interval, ends included.
func (i Interval) Contains(v float64) bool { return i.Low <= v && v <= i.High }

// Wilson is the score interval of a share p seen in n firms, n need not be
// whole (Wilson 1927; with an effective size for weighted samples as in Franco
// et al. 2019). Without firms nothing is known: 0 to 1.
func Wilson(p, n, z float64) Interval {
	if !(n > 0) {
		return Interval{0, 1}
	}
	p = min(max(p, 0), 1)
	zz := z * z / n
	middle := (p + zz/2) / (1 + zz)
	half := z / (1 + zz) * math.Sqrt(p*(1-p)/n+zz/(4*n))
	i := Interval{max(middle-half, 0), min(middle+half, 1)}
	// Ends are exact where the arithmetic leaves a rounding error.
	if p == 0 {
		i.Low = 0
	}
	if p == 1 {
		i.High = 1
	}
	return i
}

// MeanInterval is the normal interval of a mean with variance of single values
// over n firms, kept within low and high, the ends of the scale. Fewer than two
// firms say nothing: the whole scale.
func MeanInterval(mean, variance, n, z, low, high float64) Interval {
	if !(n >= 2) {
		return Interval{low, high}
	}
	half := z * math.Sqrt(max(variance, 0)/n)
	return Interval{max(mean-half, low), min(mean+half, high)}
}
