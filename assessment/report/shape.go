package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping" // joins Arabic letters, builds Hindi syllables
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi" // which parts of a line run from right to left
)

// piece is a part of a line in one font, in the order in which parts stand on
// the page from left to right.
type piece struct {
	words  string      // as it is read, unless turned
	turned bool        // signs in the order they are drawn, from left to right
	script *script     // nil: the document's own font
	face   *scriptFace // of the script
	glyphs []glyph     // of a shaped script, from left to right
	width  float64     // in thousandths of the font size
}

// glyph is one picture of a shaped script; measures in thousandths of the font
// size.
type glyph struct {
	code    rune
	advance float64
	x, y    float64 // how far from its place it is drawn
	cluster int     // glyphs of one cluster stand for the same letters
	letters string
}

// level says in which direction letters run, and within what.
type level int

// item is a run of letters in one font and one direction.
type item struct {
	from, to int // in runes
	level    level
	script   *script
}

// pieces cuts a clean line into parts that are drawn each in one go.
func (f *faces) pieces(line string, bold bool) []piece {
	if !f.rtl && f.plain(line) {
		return []piece{{words: line, width: f.ownWidth(line, bold)}}
	}
	if all, ok := f.linePieces[weighted{line, bold}]; ok {
		return all
	}
	word := shapedWord{line, bold, 0, f.language}
	if !strings.Contains(line, " ") {
		if all, ok := f.wordPieces.Get(word); ok {
			return all
		}
	}
	runes := []rune(line)
	items := f.items(runes)
	reorder(items)
	var all []piece
	for _, it := range items {
		all = append(all, f.piece(runes, it, bold))
	}
	switch {
	case !strings.Contains(line, " ") && len(line) <= longestWord:
		f.wordPieces.Add(word, all)
	case f.linePieces != nil:
		f.linePieces[weighted{line, bold}] = all
	}
	return all
}

// weighted is a line or a word in a weight.
type weighted struct {
	line string
	bold bool
}

// plain reports whether a line needs the document's own fonts alone.
func (f *faces) plain(line string) bool {
	for _, r := range line {
		if f.scriptOf(r) != nil {
			return false
		}
	}
	return true
}

// scriptOf is the script whose font shows a letter; nil for the document's own.
func (f *faces) scriptOf(r rune) *script {
	if r < 0x250 {
		return nil
	}
	if f.own(r) && !(f.eastern && easternSign(r)) {
		return nil
	}
	for _, s := range f.scripts {
		if !s.has(r) {
			continue
		}
		if set, err := s.load(); err == nil && set.regular.has(r) && set.bold.has(r) {
			return s
		}
	}
	return nil
}

// easternSign reports whether Chinese and Japanese have a sign of their own width
// for a sign that Latin has too.
func easternSign(r rune) bool {
	return r >= 0x2018 && r <= 0x201D || r == 0x2014 || r == 0x2026
}

// items cuts runes where font or direction change. Marks and joiners stay with
// the letter before them.
func (f *faces) items(runes []rune) (all []item) {
	levels := f.levels(runes)
	for i, r := range runes {
		s := f.scriptOf(r)
		joins := i > 0 && (unicode.In(r, unicode.Mn, unicode.Mc) || r == 0x200C || r == 0x200D)
		if n := len(all); n > 0 && all[n-1].level == levels[i] && (all[n-1].script == s || joins) {
			all[n-1].to = i + 1
			continue
		}
		all = append(all, item{i, i + 1, levels[i], s})
	}
	return all
}

// levels are the embedding levels of the Unicode Bidirectional Algorithm; odd
// ones run from right to left. The library tells directions; the level of a run
// from left to right follows from what stands beside it.
func (f *faces) levels(runes []rune) []level {
	levels := make([]level, len(runes))
	if f.rtl && !slices.ContainsFunc(runes, func(r rune) bool { return r != ' ' && !backward(r) }) {
		for i := range levels {
			levels[i] = 1
		}
		return levels
	}
	// A name or an address of Latin letters alone is a line of its own direction,
	// else the signs at its end would stand before it.
	if none := !slices.ContainsFunc(runes, leftward); none && (!f.rtl || slices.ContainsFunc(runes, unicode.IsLetter)) {
		return levels
	}
	direction := bidi.LeftToRight
	if f.rtl {
		direction = bidi.RightToLeft
	}
	var p bidi.Paragraph
	if _, err := p.SetString(string(runes), bidi.DefaultDirection(direction)); err != nil {
		return levels
	}
	order, err := p.Order()
	if err != nil {
		return levels
	}
	at := 0
	for i := range order.NumRuns() {
		run := order.Run(i)
		part := utf8.RuneCountInString(run.String())
		own := level(0)
		switch {
		case run.Direction() == bidi.RightToLeft:
			own = 1
		case f.rtl, i > 0 && i+1 < order.NumRuns() && !strings.ContainsFunc(run.String(), unicode.IsLetter):
			own = 2
		}
		for n := at; n < min(at+part, len(levels)); n++ {
			levels[n] = own
		}
		if own == 0 && i > 0 { // a number after Arabic letters stands among them
			for n := at; n < at+numberAt(runes[at:min(at+part, len(levels))]); n++ {
				levels[n] = 2
			}
		}
		at += part
	}
	f.pairBrackets(runes, levels)
	return levels
}

// pairBrackets gives the brackets of a pair one direction, which the library does
// not: that of the line if letters of it stand between them, else that of the
// letters between them if it is also that of those before (rule N0).
func (f *faces) pairBrackets(runes []rune, levels []level) {
	own, other := level(0), level(1)
	if f.rtl {
		own, other = 1, 2
	}
	var open []int
	for i, r := range runes {
		if strings.ContainsRune("([{", r) {
			open = append(open, i)
		}
		if !strings.ContainsRune(")]}", r) || len(open) == 0 {
			continue
		}
		first := open[len(open)-1]
		open = open[:len(open)-1]
		inside := runes[first+1 : i]
		switch {
		case slices.ContainsFunc(inside, f.along):
			levels[first], levels[i] = own, own
		case slices.ContainsFunc(inside, f.against):
			before := own
			for _, r := range runes[:first] {
				if f.along(r) {
					before = own
				} else if f.against(r) {
					before = other
				}
			}
			levels[first], levels[i] = before, before
		}
	}
}

// along and against report whether a letter runs in the direction of the document
// or against it; signs and digits do neither.
func (f *faces) along(r rune) bool {
	return unicode.IsLetter(r) && leftward(r) == f.rtl
}

func (f *faces) against(r rune) bool { return unicode.IsLetter(r) && !f.along(r) }

// leftward reports whether a letter or sign is of a script that is read from right
// to left.
func leftward(r rune) bool { return r >= 0x590 && r <= 0x8FF }

// backward reports whether a letter runs from right to left whatever stands
// beside it.
func backward(r rune) bool { return r >= 0x620 && r <= 0x64A || r >= 0x671 && r <= 0x6D3 }

// numberAt is how many letters the number has that a run begins with.
func numberAt(run []rune) (length int) {
	for i, r := range run {
		switch {
		case unicode.IsDigit(r):
			length = i + 1
		case !strings.ContainsRune(".,:/", r):
			return length
		}
	}
	return length
}

// reorder puts items in the order in which they stand on the page: rule L2 of the
// algorithm.
func reorder(items []item) {
	highest, lowestOdd := level(0), level(3)
	for _, it := range items {
		highest = max(highest, it.level)
		if it.level%2 == 1 {
			lowestOdd = min(lowestOdd, it.level)
		}
	}
	for l := highest; l >= lowestOdd; l-- {
		for i := 0; i < len(items); i++ {
			n := i
			for n < len(items) && items[n].level >= l {
				n++
			}
			if n > i {
				slices.Reverse(items[i:n])
				i = n
			}
		}
	}
}

// piece shapes one item.
func (f *faces) piece(runes []rune, it item, bold bool) piece {
	part := runes[it.from:it.to]
	p := piece{words: string(part), script: it.script}
	switch {
	case it.script == nil:
		if it.level%2 == 1 {
			p.words, p.turned = string(turned(part)), true
		}
		p.width = f.ownWidth(p.words, bold)
		return p
	case it.script.code == 0:
		set, _ := it.script.load() // scriptOf has
		p.face = set.of(bold)
		p.width = p.face.width(p.words, 1000)
		return p
	}
	key := shapedWord{p.words, bold, it.level % 2, f.language}
	if known, ok := f.shaped.Get(key); ok {
		return known
	}
	set, _ := it.script.load()
	p.face = set.of(bold)
	p.glyphs = f.shape(runes, it, p.face)
	for _, g := range p.glyphs {
		p.width += g.advance
	}
	if len(p.words) <= longestWord {
		f.shaped.Add(key, p)
	}
	return p
}

// shapedWord is a run of letters in a weight and a direction. What stands beside
// it does not join with it: it ends at a space or at a sign of another font.
type shapedWord struct {
	letters  string
	bold     bool
	backward level
	language language.Language
}

// turned is what a run of signs looks like from right to left.
func turned(part []rune) []rune {
	out := slices.Clone(part)
	slices.Reverse(out)
	for i, r := range out {
		if m, ok := mirrored[r]; ok {
			out[i] = m
		}
	}
	return out
}

var mirrored = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹', '→': '←', '←': '→'}

// faceOf is the document's own face of a font: one is not safe for several at once.
// Outside a document each is new.
func (f *faces) faceOf(shaped *font.Font) *font.Face {
	face, ok := f.drawn[shaped]
	if ok {
		return face
	}
	face = font.NewFace(shaped)
	if f.drawn != nil {
		f.drawn[shaped] = face
	}
	return face
}

// shape chooses and places the glyphs of an item.
func (f *faces) shape(runes []rune, it item, face *scriptFace) []glyph {
	direction := di.DirectionLTR
	if it.level%2 == 1 {
		direction = di.DirectionRTL
	}
	out := f.shaper.Shape(shaping.Input{Text: runes, RunStart: it.from, RunEnd: it.to, Direction: direction, Face: f.faceOf(face.shaped),
		FontFeatures: []shaping.FontFeature{{Tag: opentype.MustNewTag("kern"), Value: 0}}, Size: fixed.I(1000), Script: it.script.code, Language: f.language})
	glyphs := make([]glyph, 0, len(out.Glyphs))
	for _, g := range out.Glyphs {
		from := g.TextIndex()
		to := min(from+g.RunesCount(), it.to)
		glyphs = append(glyphs, glyph{code: firstCode + rune(g.GlyphID), advance: float64(g.Advance) / 64, x: float64(g.XOffset) / 64, y: float64(g.YOffset) / 64,
			cluster: from, letters: string(runes[from:to])})
	}
	return glyphs
}
