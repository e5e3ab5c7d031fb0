package statistics

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Rounder rounds counts to a base at random but repeatably: up or down with
// the chances that leave the expected count unchanged. What decides is the key
// of the cell, made from the firms in it, so that the same group of firms gets
// the same figure in every table and release, under whatever name it appears
// (the cell-key method of Fraser and Wooton 2005).
type Rounder struct {
	base   int
	secret []byte
}

// NewRounder makes a rounder; base is at least 1, and whoever knows the secret
// can undo the rounding.
func NewRounder(base int, secret []byte) Rounder {
	return Rounder{max(base, 1), secret}
}

// Base is what counts are multiples of.
func (r Rounder) Base() int { return r.base }

// UnitKey is the key of one firm; keys of a cell's firms are added to make the
// cell's, in whatever order, wrapping around.
func (r Rounder) UnitKey(firm string) uint64 {
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte("unit\x00" + firm))
	return binary.BigEndian.Uint64(mac.Sum(nil))
}

// Round returns the multiple of the base next below or above n; n itself when
// it is one. Key is the cell's.
func (r Rounder) Round(n int, key uint64) int {
	down := floorTo(n, r.base)
	rest := n - down
	if rest == 0 {
		return n
	}
	if r.uniform(key)*float64(r.base) < float64(rest) {
		return down + r.base
	}
	return down
}

// RoundFigure returns a multiple of step next below or above a figure that is at
// least 0, at random but repeatably and without bias like Round, but not with
// the same chance: of two figures about the same firms, one does not tell how
// the other was rounded.
func (r Rounder) RoundFigure(x float64, step int, key uint64) int {
	down := int(math.Floor(x/float64(step))) * step
	rest := x - float64(down)
	if rest > 0 && r.chance("figure\x00", key)*float64(step) < rest {
		return down + step
	}
	return down
}

// Range lists the smallest and largest true count that a rounded one can stand
// for.
func (r Rounder) Range(rounded int) (low, high int) {
	return max(rounded-r.base+1, 0), rounded + r.base - 1
}

// uniform spreads a key evenly over 0 to 1; without the secret it says nothing
// about the key.
func (r Rounder) uniform(key uint64) float64 { return r.chance("cell\x00", key) }

// chance is another such number for every label.
func (r Rounder) chance(label string, key uint64) float64 {
	mac := hmac.New(sha256.New, r.secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], key)
	mac.Write([]byte(label))
	mac.Write(b[:])
	return float64(binary.BigEndian.Uint64(mac.Sum(nil))>>11) / (1 << 53)
}

func floorTo(n, base int) int { return int(math.Floor(float64(n)/float64(base))) * base }

// Share is a share made from two rounded counts, in whole points from 0 to 100;
// ok is false where the base is 0.
func Share(part, whole int) (points int, ok bool) {
	if whole <= 0 {
		return 0, false
	}
	return int(math.Round(100 * float64(min(max(part, 0), whole)) / float64(whole))), true
}
