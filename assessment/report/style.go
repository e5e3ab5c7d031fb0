package report

import (
	"strconv"

	"onramp/assessment/chart"
)

// A4 in points, and the room inside it.
const (
	millimetre   = 72 / 25.4
	pageWidth    = 210 * millimetre
	pageHeight   = 297 * millimetre
	margin       = 20 * millimetre
	contentWidth = pageWidth - 2*margin
	contentTop   = margin
	contentEnd   = pageHeight - margin - 4
)

// type of the document: size, distance of lines, weight, colour.
type letters struct {
	size, leading float64
	bold          bool
	colour        string // a token of package chart
}

// The hierarchy of the document.
var (
	bodyType    = letters{9.5, 13.5, false, "ink"}
	strongType  = letters{9.5, 13.5, true, "ink"}
	leadType    = letters{11, 15.5, false, "ink"}
	smallType   = letters{8, 11, false, "muted"}
	labelType   = letters{8, 13.5, true, "muted"}
	linkType    = letters{9.5, 13.5, true, "accent"}
	addressType = letters{8, 11, false, "accent"}
	cellType    = letters{8.5, 11.5, false, "ink"}
	headType    = letters{8, 11, true, "muted"}
	kickerType  = letters{8.5, 12, true, "muted"}
	sheetType   = letters{18, 23, true, "ink"}
	titleType   = letters{30, 37, true, "ink"}
	firmType    = letters{16, 21, false, "accent"}
	levelType   = letters{20, 26, true, "accent"}
	scoreType   = letters{13, 18, false, "ink"}
	footType    = letters{7.5, 10, false, "muted"}
	headings    = [...]letters{{20, 26, true, "accent"}, {13, 18, true, "ink"}, {10, 14, true, "accent"}}
)

// measure is the widest a paragraph may run, so that a line stays readable.
const measure = 40 // font sizes

// colour returns the parts of a token's colour, 0 to 255; black if unknown.
func colour(token string) (r, g, b int) {
	hex := chart.Tokens[token]
	if len(hex) != 7 {
		return 0, 0, 0
	}
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(v >> 16), int(v >> 8 & 255), int(v & 255)
}
