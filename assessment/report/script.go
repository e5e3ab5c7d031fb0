package report

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"     // fonts of scripts that must be shaped
	"github.com/go-text/typesetting/language" // names of scripts
)

// script is a font beside the document's own, for a script that it lacks. It is
// read when a document first needs it.
type script struct {
	name string            // of its files, and in a document
	code language.Script   // for shaping; 0 where letters stand side by side as they are
	has  func(r rune) bool // what it is for
	load func() (*faceset, error)
}

// faceset is a script that was read.
type faceset struct{ regular, bold *scriptFace }

func (s *faceset) of(bold bool) *scriptFace {
	if bold {
		return s.bold
	}
	return s.regular
}

// scriptFace is one weight of a script.
type scriptFace struct {
	*face
	file   []byte     // for gofpdf; of a shaped script each glyph has a code of its own
	shaped *font.Font // nil: not to be shaped
	space  rune       // code of a space; 0 for none
	moves  []float64  // how far the file says that each glyph moves on, in thousandths of the font size
}

// codeAdvance is how far the file says that a glyph moves on.
func (f *scriptFace) codeAdvance(code rune) float64 {
	if at := int(code - firstCode); at >= 0 && at < len(f.moves) {
		return f.moves[at]
	}
	return 0
}

// firstCode is the code of glyph 0 in the file of a shaped script. gofpdf finds
// glyphs by code, and shaping chooses glyphs that no letter leads to.
const firstCode = 0xE000

func scriptsOf(fonts Fonts) []*script {
	if fonts.Script == nil {
		return nil
	}
	var all []*script
	for _, s := range []script{
		{name: "Arabic", code: language.Arabic, has: func(r rune) bool { return r >= 0x600 && r <= 0x6FF }},
		{name: "Devanagari", code: language.Devanagari, has: func(r rune) bool { return r >= 0x900 && r <= 0x97F || r >= 0xA8E0 && r <= 0xA8FF }},
		{name: "SC", has: func(r rune) bool {
			return wide(r) && !unicode.In(r, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
		}},
		{name: "JP", has: func(r rune) bool { return wide(r) && !unicode.Is(unicode.Hangul, r) }},
		{name: "KR", has: func(r rune) bool { return wide(r) && !unicode.In(r, unicode.Hiragana, unicode.Katakana) }},
	} {
		one := s
		one.load = sync.OnceValues(func() (*faceset, error) { return readScript(fonts, &one) })
		all = append(all, &one)
	}
	return all
}

// wide reports whether a letter or sign is of Chinese, Japanese or Korean.
func wide(r rune) bool {
	return r >= 0x1100 && r <= 0x11FF || r >= 0x2E80 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF ||
		r >= 0xFE30 && r <= 0xFE4F || r >= 0xFF00 && r <= 0xFFEF || r >= 0x2000 && r <= 0x2BFF
}

func readScript(fonts Fonts, s *script) (*faceset, error) {
	regular, bold, err := fonts.Script(s.name)
	if err != nil {
		return nil, fmt.Errorf("report: font of %s: %w", s.name, err)
	}
	set := &faceset{}
	if set.regular, err = readScriptFace(regular, s.code); err == nil {
		set.bold, err = readScriptFace(bold, s.code)
	}
	if err != nil {
		return nil, fmt.Errorf("report: font of %s: %w", s.name, err)
	}
	return set, nil
}

func readScriptFace(file []byte, code language.Script) (*scriptFace, error) {
	f, err := readFace(file)
	if err != nil {
		return nil, err
	}
	out := &scriptFace{face: f, file: file}
	if code == 0 {
		return out, nil
	}
	one, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	out.shaped = one.Font
	if space, ok := one.NominalGlyph(' '); ok {
		out.space = firstCode + rune(space)
	}
	var glyphs uint16
	if out.file, glyphs, err = withCodes(file); err != nil {
		return nil, err
	}
	for glyph := range glyphs {
		out.moves = append(out.moves, float64(one.HorizontalAdvance(font.GID(glyph)))*1000/float64(one.Upem()))
	}
	return out, nil
}

// withCodes returns a TrueType file whose glyphs are found by firstCode and their
// number instead of by letters, and how many there are.
func withCodes(file []byte) (coded []byte, glyphs uint16, err error) {
	if len(file) < 12 {
		return nil, 0, errors.New("the font is cut off")
	}
	tables := map[string][]byte{}
	var names []string
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		at := 12 + 16*i
		if at+16 > len(file) {
			return nil, 0, errors.New("the font is cut off")
		}
		name := string(file[at : at+4])
		from, size := int(binary.BigEndian.Uint32(file[at+8:])), int(binary.BigEndian.Uint32(file[at+12:]))
		if from < 0 || size < 0 || from+size > len(file) {
			return nil, 0, errors.New("the font is cut off")
		}
		if slices.Contains([]string{"GSUB", "GPOS", "GDEF", "cmap"}, name) {
			continue
		}
		tables[name] = file[from : from+size]
		names = append(names, name)
	}
	if len(tables["maxp"]) < 6 {
		return nil, 0, errors.New("the font has no table maxp")
	}
	glyphs = binary.BigEndian.Uint16(tables["maxp"][4:])
	if glyphs > 0xF8FF-firstCode {
		return nil, 0, errors.New("the font has too many glyphs")
	}
	tables["cmap"] = codeTable(glyphs)
	names = append(names, "cmap")
	slices.Sort(names)
	return assemble(names, tables), glyphs, nil
}

// codeTable maps firstCode and what follows to glyphs 0 and what follows, as
// table cmap of format 4.
func codeTable(glyphs uint16) []byte {
	u16 := func(values ...uint16) (out []byte) {
		for _, v := range values {
			out = binary.BigEndian.AppendUint16(out, v)
		}
		return out
	}
	table := u16(0, 1, 3, 1) // one subtable, Windows Unicode
	table = binary.BigEndian.AppendUint32(table, 12)
	delta := 0x10000 - firstCode
	return append(table, u16(4, 32, 0, 4, 4, 1, 0, firstCode+glyphs-1, 0xFFFF, 0, firstCode, 0xFFFF, uint16(delta), 1, 0, 0)...)
}

// assemble writes the tables as one TrueType file.
func assemble(names []string, tables map[string][]byte) []byte {
	log := 0
	for 1<<(log+1) <= len(names) {
		log++
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{len(names), 16 << log, log, 16*len(names) - 16<<log} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*len(names)
	for _, name := range names {
		data := tables[name]
		out = append(out, name...)
		for _, v := range []uint32{checksum(data), uint32(at), uint32(len(data))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(data) + 3) &^ 3
	}
	for _, name := range names {
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

func checksum(data []byte) (sum uint32) {
	for i := 0; i < len(data); i += 4 {
		var word [4]byte
		copy(word[:], data[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
