// Package statistics holds the arithmetic of figures about many firms: weights
// that make volunteers resemble the register of firms, what those weights cost
// in precision, intervals, and the protection of single firms in what is shown.
// It knows numbers only, no names of ours.
//
// Intervals are model-based: firms volunteer, so no interval is one of random
// sampling, and whoever prints one says so.
package statistics
