package report

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	typeset "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter" // where lines may end
	"github.com/go-text/typesetting/shaping"
	lru "github.com/hashicorp/golang-lru/v2" // bounds what is remembered
	"github.com/mozillazg/go-unidecode"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Fonts are the two faces of a document as TrueType files, and those of scripts
// that they lack: Arabic, Devanagari, SC, JP and KR; Script may be nil.
type Fonts struct {
	Regular, Bold []byte
	Script        func(name string) (regular, bold []byte, err error)
}

// noBreak is a space at which no line ends.
const noBreak = '\u00a0'

// unbroken reports whether a space keeps what is beside it on one line: also the
// narrow one of French.
func unbroken(r rune) bool { return r == noBreak || r == '\u202f' }

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

// faces are the fonts of a document and what they can show. Those of one document
// share what was read with those of others.
type faces struct {
	regular, bold *face
	fallback      string                          // unknown, or less where the fonts lack even that
	scripts       []*script                       // for what regular and bold lack, the first that has a letter first
	shaper        *shaping.HarfbuzzShaper         // not safe for several documents at once
	language      language.Language               // of the document, for shaping
	drawn         map[*typeset.Font]*typeset.Face // fonts of scripts as the document shapes with them
	textLines     map[measured][]string           // texts of the document by their lines; nil: nothing is remembered
	linePieces    map[weighted][]piece            // lines of the document that were cut and shaped already; nil as above
	wordPieces    *lru.Cache[shapedWord, []piece] // words that documents had before
	shaped        *lru.Cache[shapedWord, piece]   // and the parts of lines
	rtl           bool                            // the document is read from right to left
	eastern       bool                            // the document is Chinese or Japanese
}

// speaking returns faces for a document in a language.
func (f *faces) speaking(tag string) *faces {
	own := *f
	own.shaper, own.language = &shaping.HarfbuzzShaper{}, language.NewLanguage(tag)
	own.drawn, own.linePieces, own.textLines = map[*typeset.Font]*typeset.Face{}, map[weighted][]piece{}, map[measured][]string{}
	own.shaper.SetFontCacheSize(2 * len(f.scripts))
	base, _, _ := strings.Cut(tag, "-")
	own.rtl, own.eastern = base == "ar", base == "zh" || base == "ja"
	first := map[string]string{"ja": "JP", "ko": "KR"}[base]
	own.scripts = slices.Clone(f.scripts)
	slices.SortStableFunc(own.scripts, func(x, y *script) int {
		switch first {
		case x.name:
			return -1
		case y.name:
			return 1
		}
		return 0
	})
	return &own
}

// How many shaped words are kept for later documents, at about half a kilobyte
// each, and how long they may be: longer ones come once.
const (
	rememberedWords = 8192
	longestWord     = 40 // bytes; a letter of Arabic has two, of Hindi three
)

func readFaces(fonts Fonts) (*faces, error) {
	regular, err := readFace(fonts.Regular)
	if err != nil {
		return nil, fmt.Errorf("regular font: %w", err)
	}
	bold, err := readFace(fonts.Bold)
	if err != nil {
		return nil, fmt.Errorf("bold font: %w", err)
	}
	f := &faces{regular: regular, bold: bold, scripts: scriptsOf(fonts), shaper: &shaping.HarfbuzzShaper{}}
	if f.shaped, err = lru.New[shapedWord, piece](rememberedWords); err != nil {
		return nil, err
	}
	if f.wordPieces, err = lru.New[shapedWord, []piece](rememberedWords); err != nil {
		return nil, err
	}
	for _, r := range []rune{unknown, '?', ' '} {
		if f.has(r) {
			f.fallback = string(r)
			break
		}
	}
	return f, nil
}

func (f *faces) has(r rune) bool { return f.own(r) || f.scriptOf(r) != nil }

// own reports whether the document's own fonts show a letter.
func (f *faces) own(r rune) bool { return f.regular.has(r) && f.bold.has(r) }

// spells reports whether the fonts have every letter of a text.
func (f *faces) spells(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) && !f.has(r) {
			return false
		}
	}
	return true
}

// typeface is one weight of the faces.
type typeface struct {
	faces *faces
	bold  bool
}

// of returns the typeface of a weight.
func (f *faces) of(bold bool) typeface { return typeface{f, bold} }

// width returns how wide a clean text is at a font size.
func (t typeface) width(text string, size float64) float64 {
	if t.faces.plain(text) {
		return t.faces.ownWidth(text, t.bold) * size / 1000
	}
	sum := 0.0
	for _, p := range t.faces.pieces(text, t.bold) {
		sum += p.width
	}
	return sum * size / 1000
}

// ownWidth is how wide a text is in the document's own font, in thousandths of
// the font size.
func (f *faces) ownWidth(text string, bold bool) float64 {
	if bold {
		return f.bold.width(text, 1000)
	}
	return f.regular.width(text, 1000)
}

// clean makes any text one line that both faces can show: controls become
// spaces, pictures (emoji) and invisible marks go, letters of other scripts are
// written in Latin ones, and what is still unknown becomes a box. gofpdf fails
// on runes above U+FFFF and says nothing of missing letters.
func (f *faces) clean(text string) string {
	var b strings.Builder
	space := true // drop leading spaces
	var before, now rune
	for _, r := range strings.ToValidUTF8(text, "") {
		before, now = now, r
		switch {
		case unbroken(r) && f.has(r), joiner(r) && joins(before):
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

// joiner reports whether a mark says how the letters beside it are joined.
func joiner(r rune) bool { return r == 0x200C || r == 0x200D }

// joins reports whether a letter is of a script with joiners.
func joins(r rune) bool { return unicode.In(r, unicode.Devanagari, unicode.Arabic) }

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
	key := measured{text, bold, size, width}
	if lines, ok := f.textLines[key]; ok {
		return lines
	}
	lines := slices.Clip(f.wrapAnew(text, bold, size, width))
	if f.textLines != nil {
		f.textLines[key] = lines
	}
	return lines
}

// measured is a text that was broken into lines.
type measured struct {
	text        string
	bold        bool
	size, width float64
}

func (f *faces) wrapAnew(text string, bold bool, size, width float64) []string {
	face := f.of(bold)
	space := face.width(" ", size)
	var lines []string
	line, taken := "", 0.0
	for _, word := range f.words(f.clean(text)) {
		wide, gap := face.width(word.text, size), 0.0
		if word.space {
			gap = space
		}
		switch {
		case line != "" && taken+gap+wide <= width:
			if word.space {
				line += " "
			}
			line, taken = line+word.text, taken+gap+wide
			continue
		case line != "":
			lines = append(lines, line)
		}
		line, taken = word.text, wide
		if wide > width {
			var full []string
			full, line = breakWord(face, word.text, size, width)
			lines, taken = append(lines, full...), face.width(line, size)
		}
	}
	return append(lines, line)
}

// word is what no line is broken within.
type word struct {
	text  string
	space bool // a space stands before it, unless it begins a line
}

// words cuts a clean text where a line may end: at spaces and, of Chinese and
// Japanese, by the Unicode line breaking algorithm, which keeps signs together
// with what they belong to.
func (f *faces) words(text string) (all []word) {
	for i, part := range strings.Split(text, " ") {
		space := i > 0
		if !strings.ContainsFunc(part, func(r rune) bool { return r >= 0x2E80 && wide(r) && !unicode.Is(unicode.Hangul, r) }) {
			all = append(all, word{part, space})
			continue
		}
		var seg segmenter.Segmenter
		seg.Init([]rune(part))
		for lines := seg.LineIterator(); lines.Next(); space = false {
			all = append(all, word{string(lines.Line().Text), space})
		}
	}
	return all
}

// breakWord cuts a word into full lines and a rest that fits. It breaks after
// the marks of an address where it can.
func breakWord(face typeface, word string, size, width float64) (full []string, rest string) {
	for face.width(word, size) > width {
		sum, end, good := 0.0, 0, 0
		for i, r := range word {
			sum += face.width(string(r), size)
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
