package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with the content, with where it stands and what
// to do about it.
type Problem struct {
	File    string
	Line    int
	Message string
}

// String is the problem as file:line: message.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// Problems is everything wrong with the content, sorted by file and line.
type Problems []Problem

// Error is one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// sorted returns the problems in order, each once.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps)
}

// place is where something stands in a file: the file and the path of keys
// that leads there, such as items[2].text.
type place struct {
	src  *source
	path string
}

// in is the place of a key below.
func (p place) in(key string) place {
	if p.path == "" {
		return place{p.src, key}
	}
	return place{p.src, p.path + "." + key}
}

// nth is the place of an element of a list.
func (p place) nth(i int) place { return place{p.src, fmt.Sprintf("%s[%d]", p.path, i)} }

// has reports whether the file says anything there.
func (p place) has() bool {
	_, ok := p.src.lines[p.path]
	return ok
}

// line is the line of the place or, when the file does not have it, of the
// nearest thing around it.
func (p place) line() int {
	for path := p.path; ; {
		if line, ok := p.src.lines[path]; ok {
			return line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return max(p.src.lines[""], 1)
		}
		path = path[:cut]
	}
}

// say reports a problem at the place.
func (p place) say(format string, args ...any) {
	p.src.add(p.line(), fmt.Sprintf(format, args...))
}

// list writes words as a, b and c for a message.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// oneLine puts a message on one line, whatever it quotes.
func oneLine(message string) string {
	return strings.Join(strings.Fields(message), " ")
}
