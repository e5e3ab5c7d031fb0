package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zlib" // packs pages in half the time of the standard library
)

// languageTag is what may stand in the file as a language.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

var errForm = errors.New("report: the PDF has an unexpected form")

// finisher finishes the file that is written to it in one go, as gofpdf does,
// without a copy of its megabytes.
type finisher struct {
	out      io.Writer
	language string
	fonts    map[string]meanings
}

// Write implements io.Writer.
func (f *finisher) Write(file []byte) (int, error) {
	done, err := finish(file, f.language, f.fonts)
	if err == nil {
		_, err = f.out.Write(done)
	}
	return len(file), err
}

// finish adds to the catalogue of a document what gofpdf cannot write, its
// language and that a viewer shows the title instead of the file's name, and
// packs the pages, which gofpdf would with a new packer of a megabyte for each.
// It also lets fonts say what their glyphs stand for.
func finish(file []byte, language string, fonts map[string]meanings) ([]byte, error) {
	offsets, table, err := objectsOf(file)
	if err != nil {
		return nil, err
	}
	entry := "/ViewerPreferences <</DisplayDocTitle true>>\n"
	if languageTag.MatchString(language) {
		entry += "/Lang (" + language + ")\n"
	}
	packer := packers.Get().(*zlib.Writer)
	defer packers.Put(packer)
	var out, packed bytes.Buffer
	out.Grow(len(file)/2 + 1024)
	packed.Grow(1 << 16)
	order := make([]int, len(offsets)) // objects as they stand in the file
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return offsets[x] - offsets[y] })
	out.Write(file[:offsets[order[0]]])
	catalogue := false
	means, err := fontTables(file, fonts)
	if err != nil {
		return nil, err
	}
	moved := make([]int, len(offsets))
	for n, i := range order {
		end := table
		if n+1 < len(order) {
			end = offsets[order[n+1]]
		}
		object := file[offsets[i]:end]
		moved[i] = out.Len()
		if before, after, ok := bytes.Cut(object, []byte("/Type /Catalog\n")); ok && !catalogue {
			catalogue = true
			fmt.Fprintf(&out, "%s/Type /Catalog\n%s%s", before, entry, after)
		} else if m := means[i+1]; m != nil {
			text := m.table()
			if err := pack(&out, &packed, fmt.Appendf(nil, "%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", i+1, len(text), text), packer); err != nil {
				return nil, err
			}
		} else if err := pack(&out, &packed, object, packer); err != nil {
			return nil, err
		}
	}
	if !catalogue {
		return nil, errForm
	}
	if err := writeEnd(&out, file[table:], moved); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// writeEnd writes where objects stand now, and the rest of the file as it was; end
// is the file from its own table on.
func writeEnd(out *bytes.Buffer, end []byte, moved []int) error {
	at := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(moved)+1)
	for _, offset := range moved {
		fmt.Fprintf(out, "%010d 00000 n \n", offset)
	}
	trailer := bytes.LastIndex(end, []byte("trailer\n"))
	start := bytes.LastIndex(end, []byte("\nstartxref\n"))
	if trailer < 0 || start < trailer {
		return errForm
	}
	out.Write(end[trailer:start])
	fmt.Fprintf(out, "\nstartxref\n%d\n%%%%EOF\n", at)
	return nil
}

// fontOf names a font and the object that says what its glyphs stand for.
var fontOf = regexp.MustCompile(`/BaseFont /utf8(\w+)\n/Encoding /Identity-H\n/DescendantFonts \[\d+ 0 R\]\n/ToUnicode (\d+) 0 R`)

// fontTables are the meanings by the number of the object that holds them.
func fontTables(file []byte, fonts map[string]meanings) (map[int]meanings, error) {
	tables := map[int]meanings{}
	if len(fonts) == 0 {
		return tables, nil
	}
	for _, m := range fontOf.FindAllSubmatch(file, -1) {
		number, err := strconv.Atoi(string(m[2]))
		if err != nil {
			return nil, errForm
		}
		if means := fonts[string(m[1])]; len(means) > 0 { // none: its codes are letters
			tables[number] = means
		}
	}
	return tables, nil
}

// table is the CMap of meanings (PDF 32000-1:2008, 9.10.3).
func (m meanings) table() []byte {
	var lines [][]byte
	for _, code := range slices.Sorted(maps.Keys(m)) {
		if letters := m[code]; letters != "" {
			line := append(appendHex([]byte{'<'}, uint16(code)), "> <"...)
			lines = append(lines, append(appendUTF16(line, letters), ">\n"...))
		}
	}
	out := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<</Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(lines, 100) { // the most that may stand in one
		out = fmt.Appendf(out, "%d beginbfchar\n%sendbfchar\n", len(part), bytes.Join(part, nil))
	}
	return append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

var packers = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // of a level that there is not
	}
	return w
}}

// objectsOf reads where objects 1 and on stand in a file, and the table of that.
func objectsOf(file []byte) (offsets []int, table int, err error) {
	table = bytes.LastIndex(file, []byte("\nxref\n0 ")) + 1
	if table < 1 {
		return nil, 0, errForm
	}
	lines := bytes.Split(file[table:], []byte("\n"))
	if len(lines) < 3 {
		return nil, 0, errForm
	}
	n, err := strconv.Atoi(string(bytes.TrimPrefix(lines[1], []byte("0 "))))
	if err != nil || n < 2 || len(lines) < n+2 {
		return nil, 0, errForm
	}
	for _, line := range lines[3 : n+2] {
		if len(line) < 10 {
			return nil, 0, errForm
		}
		offset, err := strconv.Atoi(string(line[:10]))
		if err != nil || offset <= 0 || offset >= table {
			return nil, 0, errForm
		}
		offsets = append(offsets, offset)
	}
	return offsets, table, nil
}

// plainStream is an object of nothing but a stream that is not packed.
var plainStream = regexp.MustCompile(`^(\d+ 0 obj\n)<</Length (\d+)>>\nstream\n`)

// pack writes an object, a plain stream packed; room is for its packed bytes.
func pack(out, room *bytes.Buffer, object []byte, packer *zlib.Writer) error {
	m := plainStream.FindSubmatch(object)
	if m == nil {
		out.Write(object)
		return nil
	}
	length, err := strconv.Atoi(string(m[2]))
	if err != nil || len(m[0])+length > len(object) {
		return errForm
	}
	room.Reset()
	packer.Reset(room)
	if _, err := packer.Write(object[len(m[0]) : len(m[0])+length]); err != nil {
		return err
	}
	if err := packer.Close(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s<</Filter /FlateDecode /Length %d>>\nstream\n", m[1], room.Len())
	out.Write(room.Bytes())
	out.Write(object[len(m[0])+length:])
	return nil
}
