package report

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
)

// languageTag is what may stand in the file as a language.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// finish adds to the catalogue of a finished document what gofpdf cannot
// write: its language, and that a viewer shows the title instead of the file's
// name. The catalogue is the last object before the table of offsets, so only
// the place of that table moves.
func finish(file []byte, language string) ([]byte, error) {
	const mark, start = "/Type /Catalog\n", "\nstartxref\n"
	catalogue := bytes.LastIndex(file, []byte(mark))
	table := bytes.LastIndex(file, []byte("\nxref\n"))
	end := bytes.LastIndex(file, []byte(start))
	if catalogue < 0 || table < catalogue || end < table {
		return nil, errors.New("report: the PDF has an unexpected form")
	}
	entry := "/ViewerPreferences <</DisplayDocTitle true>>\n"
	if languageTag.MatchString(language) {
		entry += "/Lang (" + language + ")\n"
	}
	at := catalogue + len(mark)
	var out bytes.Buffer
	out.Grow(len(file) + len(entry) + 8)
	out.Write(file[:at])
	out.WriteString(entry)
	out.Write(file[at : end+len(start)])
	out.WriteString(strconv.Itoa(table + 1 + len(entry)))
	out.WriteString("\n%%EOF\n")
	return out.Bytes(), nil
}
