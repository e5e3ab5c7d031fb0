package irt

import (
	"fmt"
	"math"
)

// DefaultA is the discrimination to assume without data. It errs low: too high
// a discrimination claims more certainty than there is.
const DefaultA = 1.5

// DefaultCorrelation is the correlation of dimensions to assume without data.
const DefaultCorrelation = 0.5

// logistic is how much steeper the normal ogive's argument must be scaled to
// resemble the logistic curve.
const logistic = 1.702

// Thresholds turns what experts can say, the share of the population at or
// above category 1, 2, …, into an item's thresholds, given its discrimination:
//
//	b_k = −Φ⁻¹(share_k)·√(1+(1.702/a)²)
//
// so that the share holds on average over a standard normal trait. Shares must
// lie between 0 and 1, both excluded, and fall from category to category.
func Thresholds(shares []float64, a float64) ([]float64, error) {
	if !(a >= MinA && a <= MaxA) {
		return nil, fmt.Errorf("irt: discrimination %g is not in %g to %g", a, float64(MinA), float64(MaxA))
	}
	if len(shares) == 0 {
		return nil, fmt.Errorf("irt: no shares")
	}
	b := make([]float64, len(shares))
	scale := math.Sqrt(1 + (logistic/a)*(logistic/a))
	for k, s := range shares {
		if !(s > 0 && s < 1) {
			return nil, fmt.Errorf("irt: share %d is %g, not between 0 and 1", k, s)
		}
		b[k] = -math.Sqrt2 * math.Erfinv(2*s-1) * scale
		if k > 0 && !(b[k]-b[k-1] >= MinGap) {
			return nil, fmt.Errorf("irt: share %d is %g, not below the one before", k, s)
		}
		if math.Abs(b[k]) > MaxB {
			return nil, fmt.Errorf("irt: share %d is %g, too near to 0 or 1", k, s)
		}
	}
	return b, nil
}

// Equicorrelation returns the dims × dims matrix with ones on the diagonal and r
// elsewhere: one second-order factor with loadings √r. NewEngine says whether it
// is a correlation matrix; nil if dims is not in 1 to 64.
func Equicorrelation(dims int, r float64) [][]float64 {
	if dims < 1 || dims > maxDimensions {
		return nil
	}
	out := make([][]float64, dims)
	for i := range out {
		out[i] = make([]float64, dims)
		for j := range out[i] {
			out[i][j] = r
		}
		out[i][i] = 1
	}
	return out
}
