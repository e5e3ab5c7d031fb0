// Package chart holds the geometry of Onramp's charts: a radar, bars, a
// spread of several answers, and a timeline.
//
// Each chart is one function that draws on a [Canvas]. [SVG] is the canvas of
// a page; the canvas of a PDF page lives with the document writer. So a page
// and its document show the same picture, and a chart is changed in one place.
//
// # Decisions
//
//   - A chart names roles ([Class]), never colours. A page turns roles into
//     colours in its stylesheet, which also serves the dark theme and keeps the
//     content security policy strict; a document asks [Paint].
//   - Lengths are points of the chart's own box: origin top left, y down. A page
//     may scale the whole picture.
//   - No input makes a chart panic or draw outside its box: values are clamped,
//     NaN counts as the lowest value allowed, text is wrapped or shortened.
//   - Text comes translated from the caller. Right to left, the whole picture is
//     mirrored by one wrapper around the canvas, so no chart knows about it.
//   - Fonts differ between readers, so widths of text are estimates, a little
//     generous; see text.go.
//   - A chart is never the only way to read its numbers: the caller puts a table
//     beside it.
package chart
