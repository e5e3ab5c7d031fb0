package main

import (
	"math/rand/v2"
	"strconv"

	"onramp/assessment"
)

// Shares of generated firms, rounded figures in the order of magnitude that
// business registers of G20 countries show; nobody should cite them.

type weighted struct {
	code   string
	weight float64
}

var generatedCountries = []weighted{
	{"CN", 20}, {"IN", 16}, {"US", 12}, {"BR", 8}, {"ID", 7}, {"DE", 6}, {"JP", 6}, {"IT", 5}, {"FR", 5}, {"GB", 5}, {"MX", 4}, {"TR", 4},
	{"ES", 4}, {"KR", 4}, {"RU", 3}, {"CA", 2}, {"AU", 2}, {"ZA", 2}, {"AR", 2}, {"SA", 1},
}

var generatedSectors = []weighted{
	{"A", 2}, {"B", 0.3}, {"C", 12}, {"D", 0.4}, {"E", 0.8}, {"F", 13}, {"G", 24}, {"H", 6}, {"I", 8}, {"J", 5}, {"K", 1.5}, {"L", 4},
	{"M", 11}, {"N", 5}, {"P", 2}, {"Q", 2}, {"R", 2}, {"S", 3},
}

// most regions that a country has here, by its weight.
const mostRegions = 16

// drawn picks by weight; codes that are refused are passed over.
func drawWeighted(all []weighted, rng *rand.Rand, fits func(code string) bool) string {
	sum := 0.0
	for _, w := range all {
		if fits(w.code) {
			sum += w.weight
		}
	}
	u := rng.Float64() * sum
	last := ""
	for _, w := range all {
		if !fits(w.code) {
			continue
		}
		last = w.code
		if u -= w.weight; u < 0 {
			break
		}
	}
	return last
}

func anyCode(string) bool { return true }

// drawPlace draws a country and, for most firms, a region of it: large ones and
// many small ones. Regions are numbered, since they stand for no real ones.
func drawPlace(rng *rand.Rand) (country, region string) {
	country = drawWeighted(generatedCountries, rng, anyCode)
	if rng.IntN(8) == 0 {
		return country, ""
	}
	return country, country + "-" + strconv.Itoa(1+int(mostRegions*rng.Float64()*rng.Float64()))
}

// drawMode is how a firm took part, and how far its answers were checked.
func drawMode(rng *rand.Rand) (assessment.Mode, assessment.Grade) {
	switch u := rng.IntN(100); {
	case u < 70:
		return assessment.OnlineMode, assessment.SelfAssessed
	case u < 73:
		return assessment.OnlineMode, assessment.Verified
	case u < 90:
		return assessment.WorkshopMode, assessment.Facilitated
	case u < 93:
		return assessment.PaperMode, assessment.Facilitated
	default:
		return assessment.ImportedMode, assessment.SelfAssessed
	}
}
