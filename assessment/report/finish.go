package report

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
)

// languageTag is what may stand in the file as a language.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

var errForm = errors.New("report: the PDF has an unexpected form")

// finish adds to the catalogue of a document what gofpdf cannot write, its
// language and that a viewer shows the title instead of the file's name, and
// packs the pages, which gofpdf would with a new packer of a megabyte for each.
func finish(file []byte, language string) ([]byte, error) {
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
	var out bytes.Buffer
	out.Grow(len(file)/2 + 1024)
	order := make([]int, len(offsets)) // objects as they stand in the file
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return offsets[x] - offsets[y] })
	out.Write(file[:offsets[order[0]]])
	catalogue := false
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
		} else if err := pack(&out, object, packer); err != nil {
			return nil, err
		}
	}
	if !catalogue {
		return nil, errForm
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(moved)+1)
	for _, offset := range moved {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	trailer := bytes.LastIndex(file, []byte("trailer\n"))
	start := bytes.LastIndex(file, []byte("\nstartxref\n"))
	if trailer < table || start < trailer {
		return nil, errForm
	}
	out.Write(file[trailer:start])
	fmt.Fprintf(&out, "\nstartxref\n%d\n%%%%EOF\n", at)
	return out.Bytes(), nil
}

var packers = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(nil, zlib.DefaultCompression)
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

// pack writes an object, a plain stream packed.
func pack(out *bytes.Buffer, object []byte, packer *zlib.Writer) error {
	m := plainStream.FindSubmatch(object)
	if m == nil {
		out.Write(object)
		return nil
	}
	length, err := strconv.Atoi(string(m[2]))
	if err != nil || len(m[0])+length > len(object) {
		return errForm
	}
	var packed bytes.Buffer
	packer.Reset(&packed)
	if _, err := packer.Write(object[len(m[0]) : len(m[0])+length]); err != nil {
		return err
	}
	if err := packer.Close(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s<</Filter /FlateDecode /Length %d>>\nstream\n", m[1], packed.Len())
	out.Write(packed.Bytes())
	out.Write(object[len(m[0])+length:])
	return nil
}
