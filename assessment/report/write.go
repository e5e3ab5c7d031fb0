package report

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/go-text/typesetting/language"
)

// ink is a colour of text.
type ink struct{ r, g, b int }

// write writes one clean line that begins at x on the base line.
func (p *pen) write(x, base float64, line string, bold bool, size float64, colour ink) {
	width := p.faces.of(bold).width(line, size)
	at := p.left(x, width)
	p.pdf.SetTextColor(colour.r, colour.g, colour.b)
	all := p.faces.pieces(line, bold)
	for i := 0; i < len(all); i++ {
		part := all[i]
		switch {
		case part.script == nil:
			p.font(bold, size)
			if part.turned {
				p.signs(at, base, part.words, bold, size)
			} else {
				p.forward(at, base, part.words, bold, size)
			}
		case part.glyphs == nil:
			p.scriptFont(part, bold, size)
			p.pdf.Text(at, base, part.words)
		default:
			run := oneGo(all[i:])
			p.glyphs(at, base, run, p.scriptFont(part, bold, size), size, colour)
			for ; len(run) > 1; run = run[1:] {
				at += run[0].width * size / 1000
				i++
			}
			part = run[0]
		}
		at += part.width * size / 1000
	}
	if p.trace != nil {
		p.trace(p.pdf.PageNo(), p.left(x, width), base-0.72*size, width, 0.72*size, line)
	}
}

// oneGo are those of the pieces, of which the first is shaped, that are drawn in one
// go: words of one font and the single spaces between them.
func oneGo(all []piece) []piece {
	n := 1
	for n+1 < len(all) && all[n].script == nil && all[n].words == " " && all[n+1].glyphs != nil && all[n+1].face == all[0].face && all[0].face.space > 0 {
		n += 2
	}
	return all[:n]
}

// forward writes a run from left to right. On a page read from right to left the
// document says of a bracket at its end that it belongs to it, else programs would
// read it before the run.
func (p *pen) forward(at, base float64, words string, bold bool, size float64) {
	run := strings.TrimRight(words, ")]}")
	if !p.faces.rtl || run == words {
		p.pdf.Text(at, base, words)
		return
	}
	p.pdf.Text(at, base, run)
	rest := words[len(run):]
	p.saying(rest+forwardMark, at+p.faces.ownWidth(run, bold)*size/1000, base, rest)
}

// saying draws signs for which something else is read.
func (p *pen) saying(read string, at, base float64, signs string) {
	p.pdf.RawWriteStr(string(beginSpan(nil, read)))
	p.pdf.Text(at, base, signs)
	p.pdf.RawWriteStr("EMC")
}

// beginSpan begins what letters stand for.
func beginSpan(b []byte, letters string) []byte {
	return append(appendUTF16(append(b, "/Span<</ActualText<FEFF"...), letters), ">>>BDC "...)
}

// signs writes the signs of a run from right to left one by one. The document
// says what each is, since some are drawn turned around, and that it belongs to
// the run, else programs would read it with a number beside it.
func (p *pen) signs(at, base float64, signs string, bold bool, size float64) {
	for _, r := range signs {
		was := r
		if m, ok := mirrored[r]; ok {
			was = m
		}
		if r != ' ' && !unbroken(r) {
			p.saying(mark+string(was)+mark, at, base, string(r))
		}
		at += p.faces.ownWidth(string(r), bold) * size / 1000
	}
}

// scriptFont selects the font of a piece; the document gets it when it is first
// needed. gofpdf writes into the file of a font, so each has its own.
// It returns what the glyphs of the font mean.
func (p *pen) scriptFont(part piece, bold bool, size float64) meanings {
	style := ""
	if bold {
		style = "B"
	}
	name := strings.ToLower(part.script.name)
	if p.used[name+style] == nil {
		p.used[name+style] = meanings{}
		p.pdf.AddUTF8FontFromBytes(name, style, slices.Clone(part.face.file))
	}
	p.pdf.SetFont(name, style, size)
	return p.used[name+style]
}

// glyphs draws shaped pieces and the spaces between them. A glyph that alone stands
// for letters is written as it is, since the font says for which; what other
// clusters stand for is written beside them (ActualText). So a reader who copies or
// searches finds words.
func (p *pen) glyphs(x, base float64, run []piece, means meanings, size float64, colour ink) {
	b := append(p.operators[:0], "q "...)
	for _, share := range []int{colour.r, colour.g, colour.b} {
		b = appendNumber(b, float64(share)/255, 3)
	}
	b = append(b, "rg BT "...)
	b = append(appendNumber(appendNumber(b, x, 2), pageHeight-base, 2), "Td "...)
	w := glyphWriter{face: run[0].face, size: size, means: means, whole: run[0].script.code != language.Arabic, out: b}
	for _, part := range run {
		if part.glyphs == nil {
			part.glyphs = []glyph{{code: run[0].face.space, advance: part.width, letters: " "}}
		}
		w.piece(part.glyphs)
	}
	w.end()
	p.operators = append(w.out, "ET Q"...)
	p.pdf.RawWriteBuf(bytes.NewReader(p.operators))
}

// meanings are the letters that each glyph of a font stands for by itself, by its
// code; empty for one that is only used in clusters so far.
type meanings map[rune]string

func (m meanings) keep(code rune) {
	if _, ok := m[code]; !ok {
		m[code] = ""
	}
}

// take reports whether a glyph that is a cluster of its own stands for what the
// font says, which the first such glyph decides.
func (m meanings) take(g glyph) bool {
	if g.letters == "" || visual(g.letters) != g.letters {
		m.keep(g.code)
		return false
	}
	if m[g.code] == "" {
		m[g.code] = g.letters
	}
	return m[g.code] == g.letters
}

// glyphWriter writes operators that show glyphs one behind the other.
type glyphWriter struct {
	face  *scriptFace
	size  float64
	means meanings
	whole bool // clusters are not taken apart
	out   []byte
	open  bool // within the brackets of TJ
}

func (w *glyphWriter) piece(glyphs []glyph) {
	for i := 0; i < len(glyphs); {
		n := i + 1
		for n < len(glyphs) && glyphs[n].cluster == glyphs[i].cluster {
			n++
		}
		if one := glyphs[i]; n == i+1 && w.means.take(one) {
			w.glyph(one)
		} else {
			for _, g := range glyphs[i:n] {
				w.means.keep(g.code)
			}
			w.cluster(glyphs[i:n])
		}
		i = n
	}
}

// end closes the brackets.
func (w *glyphWriter) end() {
	if w.open {
		w.out, w.open = append(w.out, "]TJ "...), false
	}
}

// cluster writes the glyphs of a cluster with its letters beside them. Of a script
// from right to left they stand beside those glyphs that take room; marks and dots
// above and below stand for nothing more, else programs would take a letter to be
// where its dot is.
func (w *glyphWriter) cluster(glyphs []glyph) {
	said := false
	for i := 0; i < len(glyphs); {
		n, mark := i+1, glyphs[i].advance == 0 && len(glyphs) > 1
		for n < len(glyphs) && (w.whole || (glyphs[n].advance == 0) == mark) {
			n++
		}
		mark = mark && !w.whole
		letters := ""
		if !mark && !said {
			letters, said = visual(glyphs[0].letters), true
		}
		w.end()
		w.out = beginSpan(w.out, letters)
		for _, g := range glyphs[i:n] {
			w.glyph(g)
		}
		w.end()
		w.out = append(w.out, "EMC "...)
		i = n
	}
}

// glyph writes one, moved from its place and back.
func (w *glyphWriter) glyph(g glyph) {
	if g.y != 0 {
		w.end()
		w.out = append(appendNumber(w.out, g.y*w.size/1000, 2), "Ts "...)
	}
	if !w.open {
		w.out, w.open = append(w.out, '['), true
	}
	if g.x != 0 { // a move may stand before this one
		w.out = strconv.AppendFloat(append(w.out, ' '), -g.x, 'f', 0, 64)
	}
	w.out = append(appendHex(append(w.out, '<'), uint16(g.code)), '>')
	// The file's own advance is made up for by a move after the glyph.
	if after := w.face.codeAdvance(g.code) - g.advance + g.x; g.x != 0 || after <= -0.5 || after >= 0.5 {
		w.out = strconv.AppendFloat(w.out, after, 'f', 0, 64)
	}
	if g.y != 0 {
		w.end()
		w.out = append(w.out, "0 Ts "...)
	}
}

// appendNumber writes an operand with so many decimals.
func appendNumber(b []byte, x float64, decimals int) []byte {
	return append(strconv.AppendFloat(b, x, 'f', decimals, 64), ' ')
}

// appendUTF16 writes letters as the file wants them: UTF-16 in hexadecimal
// digits. In texts its mark stands first.
func appendUTF16(b []byte, s string) []byte {
	for _, r := range s {
		if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			b = appendHex(appendHex(b, uint16(high)), uint16(low))
			continue
		}
		b = appendHex(b, uint16(r))
	}
	return b
}

func appendHex(b []byte, v uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[v>>12], digits[v>>8&15], digits[v>>4&15], digits[v&15])
}

// mark is a sign without a picture that says "from right to left".
const mark = "\u200f"

// forwardMark is one that says "from left to right".
const forwardMark = "\u200e"

// visual turns the letters of an Arabic ligature around: programs that take text
// out of a file put the letters of one picture from left to right and then
// read the line from right to left.
func visual(letters string) string {
	if letters == "،" { // belongs to numbers beside it, unless it says otherwise
		return mark + letters + mark
	}
	runes := []rune(letters)
	if len(runes) > 1 && runes[0] >= 0x600 && runes[0] <= 0x6FF {
		slices.Reverse(runes)
	}
	return string(runes)
}

// keepGlyphs tells gofpdf which glyphs the document uses, as it cuts fonts to
// what was written through it: all of them once, unseen, and standing for nothing.
func (p *pen) keepGlyphs() {
	for _, name := range slices.Sorted(maps.Keys(p.used)) {
		codes := slices.Sorted(maps.Keys(p.used[name]))
		if len(codes) == 0 {
			continue
		}
		family, style := strings.TrimSuffix(name, "B"), ""
		if family != name {
			style = "B"
		}
		p.pdf.SetFont(family, style, 1)
		p.pdf.RawWriteStr("/Span<</ActualText<FEFF>>>BDC 3 Tr")
		p.pdf.Text(0, 1, string(codes))
		p.pdf.RawWriteStr("0 Tr EMC")
	}
}
