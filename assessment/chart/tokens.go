package chart

import "strconv"

// Tokens are the colours of Onramp in its light theme, as "#RRGGBB" by name.
// The stylesheet of the pages uses the same names and values. Treat it as
// constant.
//
// Text must reach a contrast of 4.5 to 1 with what it stands on: ink, muted and
// accent do on paper, on-level-n does on level-n. The amber of next reaches 4.4
// on paper: shapes and large text only. Grid carries no text. The levels darken
// in near equal steps of lightness, so they stay apart in grey and to
// colour-blind eyes.
var Tokens = map[string]string{
	"ink":        "#14212B",
	"paper":      "#FBFAF7",
	"accent":     "#0B5563",
	"next":       "#B45F06",
	"muted":      "#515D67",
	"grid":       "#C5CDD0",
	"level-1":    "#D6E6E8",
	"level-2":    "#8FBEC5",
	"level-3":    "#4D96A3",
	"level-4":    "#1A6776",
	"level-5":    "#0B3C49",
	"on-level-1": "#14212B",
	"on-level-2": "#14212B",
	"on-level-3": "#14212B",
	"on-level-4": "#FBFAF7",
	"on-level-5": "#FBFAF7",
}

// RGB is a colour, each part 0 to 255.
type RGB struct{ R, G, B uint8 }

// paint says how a role looks: names of tokens or "" for none, the width of the
// line in points, and how opaque the whole is, 0 to 1.
type paint struct {
	fill, stroke   string
	width, opacity float64
}

// paints has a row for each role; a stylesheet that follows it draws the same.
// Shapes of a level have a dark edge, since level 1 is almost paper.
var paints = map[Class]paint{
	ClassAxis:     {"", "muted", 0.75, 1},
	ClassGrid:     {"", "grid", 0.75, 1},
	ClassOutline:  {"", "accent", 2, 1},
	ClassArea:     {"accent", "", 0, 0.16},
	ClassDot:      {"accent", "paper", 1, 1},
	ClassLabel:    {"ink", "", 0, 1},
	ClassMuted:    {"muted", "", 0, 1},
	ClassBar:      {"accent", "", 0, 1},
	ClassTrack:    {"grid", "", 0, 0.4},
	ClassLevel1:   {"level-1", "level-5", 0.75, 1},
	ClassLevel2:   {"level-2", "level-5", 0.75, 1},
	ClassLevel3:   {"level-3", "level-5", 0.75, 1},
	ClassLevel4:   {"level-4", "level-5", 0.75, 1},
	ClassLevel5:   {"level-5", "level-5", 0.75, 1},
	ClassNext:     {"next", "", 0, 1},
	ClassOnLevel1: {"on-level-1", "", 0, 1},
	ClassOnLevel2: {"on-level-2", "", 0, 1},
	ClassOnLevel3: {"on-level-3", "", 0, 1},
	ClassOnLevel4: {"on-level-4", "", 0, 1},
	ClassOnLevel5: {"on-level-5", "", 0, 1},
	ClassTarget:   {"", "next", 2, 1},
	ClassInterval: {"", "ink", 1.25, 1},
	ClassPrevious: {"", "muted", 1, 1},
	ClassUnknown:  {"paper", "muted", 1.25, 1},
}

// Paint returns how a role looks in a document: its fill and its line, nil for
// none, the width of the line in points, and its opacity from 0 to 1. For a role
// of text, fill is the colour of the letters. An unknown role looks like a label.
func Paint(class Class) (fill, stroke *RGB, width, opacity float64) {
	p, ok := paints[class]
	if !ok {
		p = paints[ClassLabel]
	}
	return colour(p.fill), colour(p.stroke), p.width, p.opacity
}

// known reports whether the role is one of ours.
func (c Class) known() bool {
	_, ok := paints[c]
	return ok
}

// colour returns the value of a token, nil if there is none.
func colour(name string) *RGB {
	hex := Tokens[name]
	if len(hex) != 7 || hex[0] != '#' {
		return nil
	}
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return nil
	}
	return &RGB{uint8(v >> 16), uint8(v >> 8), uint8(v)}
}
