package report

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// ink is a colour of text.
type ink struct{ r, g, b int }

// write writes one clean line that begins at x on the base line.
func (p *pen) write(x, base float64, line string, bold bool, size float64, colour ink) {
	width := p.faces.of(bold).width(line, size)
	at := p.left(x, width)
	p.pdf.SetTextColor(colour.r, colour.g, colour.b)
	for _, part := range p.faces.pieces(line, bold) {
		switch {
		case part.script == nil:
			p.font(bold, size)
			if part.turned {
				p.signs(at, base, part.words, bold, size)
			} else {
				p.pdf.Text(at, base, part.words)
			}
		case part.glyphs == nil:
			p.scriptFont(part, bold, size)
			p.pdf.Text(at, base, part.words)
		default:
			p.scriptFont(part, bold, size)
			p.glyphs(at, base, part, bold, size, colour)
		}
		at += part.width * size / 1000
	}
	if p.trace != nil {
		p.trace(p.pdf.PageNo(), p.left(x, width), base-0.72*size, width, 0.72*size, line)
	}
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
		if r != ' ' && r != noBreak {
			p.pdf.RawWriteStr("/Span<</ActualText<" + utf16Hex(mark+string(was)+mark) + ">>>BDC")
			p.pdf.Text(at, base, string(r))
			p.pdf.RawWriteStr("EMC")
		}
		at += p.faces.ownWidth(string(r), bold) * size / 1000
	}
}

// scriptFont selects the font of a piece; the document gets it when it is first
// needed. gofpdf writes into the file of a font, so each has its own.
func (p *pen) scriptFont(part piece, bold bool, size float64) {
	style := ""
	if bold {
		style = "B"
	}
	name := strings.ToLower(part.script.name)
	if p.used[name+style] == nil {
		p.used[name+style] = map[rune]bool{}
		p.pdf.AddUTF8FontFromBytes(name, style, slices.Clone(part.face.file))
	}
	p.pdf.SetFont(name, style, size)
}

// glyphs draws a shaped piece. What each cluster of glyphs stands for is written
// beside it (ActualText), so that a reader who copies or searches finds words.
func (p *pen) glyphs(x, base float64, part piece, bold bool, size float64, colour ink) {
	style := ""
	if bold {
		style = "B"
	}
	used := p.used[strings.ToLower(part.script.name)+style]
	var b strings.Builder
	fmt.Fprintf(&b, "q %.3f %.3f %.3f rg BT %.2f %.2f Td\n", float64(colour.r)/255, float64(colour.g)/255, float64(colour.b)/255, x, pageHeight-base)
	for i := 0; i < len(part.glyphs); {
		n := i
		for n < len(part.glyphs) && part.glyphs[n].cluster == part.glyphs[i].cluster {
			used[part.glyphs[n].code] = true
			n++
		}
		part.face.cluster(&b, part.glyphs[i:n], size)
		i = n
	}
	b.WriteString("ET Q")
	p.pdf.RawWriteStr(b.String())
}

// cluster writes the operators for the glyphs of a cluster one after the other,
// each moved from its place and back. The cluster's letters stand beside those
// that take room; marks and dots above and below stand for nothing more, else
// programs would take a letter to be where its dot is.
func (f *scriptFace) cluster(b *strings.Builder, glyphs []glyph, size float64) {
	said := false
	for i := 0; i < len(glyphs); {
		n, mark := i, glyphs[i].advance == 0 && len(glyphs) > 1
		for n < len(glyphs) && (glyphs[n].advance == 0) == mark {
			n++
		}
		letters := ""
		if !mark && !said {
			letters, said = visual(glyphs[0].letters), true
		}
		fmt.Fprintf(b, "/Span<</ActualText<%s>>>BDC ", utf16Hex(letters))
		for _, g := range glyphs[i:n] {
			f.glyph(b, g, size)
		}
		b.WriteString("EMC\n")
		i = n
	}
}

func (f *scriptFace) glyph(b *strings.Builder, g glyph, size float64) {
	if g.y != 0 {
		fmt.Fprintf(b, "%.2f Ts ", g.y*size/1000)
	}
	// The file's own advance is made up for by a move after the glyph.
	after := f.codeAdvance(g.code) - g.advance + g.x
	switch {
	case g.x == 0 && after > -0.5 && after < 0.5:
		fmt.Fprintf(b, "<%04X>Tj ", g.code)
	default:
		fmt.Fprintf(b, "[%.0f<%04X>%.0f]TJ ", -g.x, g.code, after)
	}
	if g.y != 0 {
		b.WriteString("0 Ts ")
	}
}

// utf16Hex writes letters as the file wants them: UTF-16 with its mark.
func utf16Hex(s string) string {
	out := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return strings.ToUpper(hex.EncodeToString(out))
}

// mark is a sign without a picture that says "from right to left".
const mark = "\u200f"

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
