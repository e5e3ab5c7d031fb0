package report

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Fonts are the two faces of a document as TrueType files.
type Fonts struct{ Regular, Bold []byte }

// noBreak is a space at which no line ends.
const noBreak = '\u00a0'

// unknown stands for a letter that the fonts lack.
const unknown = '□'

// face knows how wide its letters are. gofpdf could say it too, but only for
// the font just selected on a page, and not safely for several documents.
type face struct {
	// advances are the widths of letters by rune in thousandths of the font
	// size, plus 1; 0 for a letter that the font lacks.
	advances [0xFFFE]uint16
}

func (f *face) has(r rune) bool {
	return r >= 0 && int(r) < len(f.advances) && f.advances[r] > 0
}

// advance is the width of a letter in thousandths of the font size.
func (f *face) advance(r rune) float64 {
	if !f.has(r) {
		return 0
	}
	return float64(f.advances[r] - 1)
}

func readFace(file []byte) (*face, error) {
	f, err := sfnt.Parse(file)
	if err != nil {
		return nil, err
	}
	em := fixed.I(int(f.UnitsPerEm()))
	var buf sfnt.Buffer
	out, letters := &face{}, 0
	for r := rune(' '); int(r) < len(out.advances); r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue
		}
		glyph, err := f.GlyphIndex(&buf, r)
		if err != nil || glyph == 0 {
			continue
		}
		advance, err := f.GlyphAdvance(&buf, glyph, em, font.HintingNone)
		if err != nil {
			return nil, err
		}
		out.advances[r] = uint16(math.Round(1000*float64(advance)/float64(em))) + 1
		letters++
	}
	if letters == 0 {
		return nil, errors.New("the font has no letters")
	}
	return out, nil
}

// width returns how wide a clean text is at a font size.
func (f *face) width(text string, size float64) float64 {
	sum := 0.0
	for _, r := range text {
		sum += f.advance(r)
	}
	return sum * size / 1000
}

// faces are the fonts of a writer and what both can show.
type faces struct {
	regular, bold *face
	fallback      string // unknown, or less where the fonts lack even that
}

func readFaces(fonts Fonts) (*faces, error) {
	regular, err := readFace(fonts.Regular)
	if err != nil {
		return nil, fmt.Errorf("regular font: %w", err)
	}
	bold, err := readFace(fonts.Bold)
	if err != nil {
		return nil, fmt.Errorf("bold font: %w", err)
	}
	f := &faces{regular: regular, bold: bold}
	for _, r := range []rune{unknown, '?', ' '} {
		if f.has(r) {
			f.fallback = string(r)
			break
		}
	}
	return f, nil
}

func (f *faces) has(r rune) bool {
	return f.regular.has(r) && f.bold.has(r)
}

// spells reports whether the fonts have every letter of a text.
func (f *faces) spells(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) && !f.has(r) {
			return false
		}
	}
	return true
}

// of returns the face of a weight.
func (f *faces) of(bold bool) *face {
	if bold {
		return f.bold
	}
	return f.regular
}

// clean makes any text one line that both faces can show: controls become
// spaces, pictures (emoji) and invisible marks go, letters of other scripts are
// written in Latin ones, and what is still unknown becomes a box. gofpdf fails
// on runes above U+FFFF and says nothing of missing letters.
func (f *faces) clean(text string) string {
	var b strings.Builder
	space := true // drop leading spaces
	for _, r := range strings.ToValidUTF8(text, "") {
		switch {
		case r == noBreak && f.has(r):
			b.WriteRune(r)
		case unicode.IsControl(r) || unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case f.has(r) && !unicode.Is(unicode.Cf, r):
			b.WriteRune(r)
		default:
			latin := f.latin(r)
			if latin == "" && (invisible(r) || picture(r)) {
				continue
			}
			b.WriteString(latin)
			if latin == "" {
				b.WriteString(f.fallback)
			}
			space = strings.HasSuffix(latin, " ")
			continue
		}
		space = false
	}
	return strings.TrimRight(b.String(), " ")
}

// arabic are letters that the library leaves out or writes as signs.
var arabic = map[rune]string{'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ة': "h"}

// latin writes a letter or a vowel sign of a script that the fonts lack in Latin
// letters; empty for anything else.
func (f *faces) latin(r rune) string {
	if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
		return ""
	}
	if latin, ok := arabic[r]; ok && f.has('a') {
		return latin
	}
	latin := unidecode.Unidecode(string(r))
	for _, other := range latin {
		if !f.has(other) {
			return ""
		}
	}
	return latin
}

// invisible reports whether a rune has no picture of its own: direction marks,
// joiners, accents without a letter of ours.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Co) || r >= 0xFFFE && r <= 0xFFFF
}

// picture reports whether a rune is a symbol or emoji rather than a letter.
func picture(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk) || r >= 0x1F000 && r <= 0x1FAFF
}

// wrap breaks a text into lines no wider than width. It is cleaned first; a
// word that is too long is broken. There is at least one line.
func (f *faces) wrap(text string, bold bool, size, width float64) []string {
	face := f.of(bold)
	space := face.width(" ", size)
	var lines []string
	line, taken := "", 0.0
	for _, word := range strings.Split(f.clean(text), " ") {
		wide := face.width(word, size)
		switch {
		case line != "" && taken+space+wide <= width:
			line, taken = line+" "+word, taken+space+wide
			continue
		case line != "":
			lines = append(lines, line)
		}
		line, taken = word, wide
		if wide > width {
			var full []string
			full, line = breakWord(face, word, size, width)
			lines, taken = append(lines, full...), face.width(line, size)
		}
	}
	return append(lines, line)
}

// breakWord cuts a word into full lines and a rest that fits. It breaks after
// the marks of an address where it can.
func breakWord(face *face, word string, size, width float64) (full []string, rest string) {
	for face.width(word, size) > width {
		sum, end, good := 0.0, 0, 0
		for i, r := range word {
			sum += face.advance(r) * size / 1000
			if sum > width && i > 0 {
				break
			}
			end = i + len(string(r))
			if strings.ContainsRune("/-_.?&=", r) {
				good = end
			}
		}
		if end >= len(word) {
			break
		}
		if good > 0 && good*2 > end {
			end = good
		}
		full, word = append(full, word[:end]), word[end:]
	}
	return full, word
}
