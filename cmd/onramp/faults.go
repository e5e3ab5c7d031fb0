package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// faults collects what does not fit in a file, so that it is said all at once.
type faults struct {
	file  string
	found []string
	count int
}

const maxFaults = 20 // listed

func (f *faults) add(place, format string, args ...any) {
	if f.count++; f.count <= maxFaults {
		f.found = append(f.found, f.file+": "+place+": "+fmt.Sprintf(format, args...))
	}
}

// at adds what is wrong with a JSON value; place is where it is, within its line.
func (f *faults) at(n node, place, format string, args ...any) {
	f.add(strings.TrimSuffix(fmt.Sprintf("line %d, %s", n.line, place), ", "), format, args...)
}

func (f *faults) want(n node, place, what string) { f.at(n, place, "want %s, not %s", what, n.kind()) }

func (f *faults) err() error {
	if f.count == 0 {
		return nil
	}
	if more := f.count - len(f.found); more > 0 {
		f.found = append(f.found, fmt.Sprintf("and %d more", more))
	}
	return usageError{errors.New(strings.Join(f.found, "\n  "))}
}

// node is a JSON value and its line: nil, bool, json.Number, string, []node or
// object.
type node struct {
	line int
	data any
}

type object struct {
	keys  []string
	nodes map[string]node
}

func (n node) kind() string {
	switch data := n.data.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "the number " + data.String()
	case string:
		return "text"
	case []node:
		return "a list"
	default:
		return "an object"
	}
}

// object reads an object with all of the required and some of the optional keys.
// Missing optional ones are nodes without data, as null is.
func (f *faults) object(n node, place string, required, optional []string) object {
	o, ok := n.data.(object)
	if !ok {
		f.want(n, place, "an object")
	}
	for _, key := range o.keys {
		if !slices.Contains(required, key) && !slices.Contains(optional, key) {
			f.at(o.nodes[key], place, "unknown key %q", key)
		}
	}
	for _, key := range required {
		if _, there := o.nodes[key]; ok && !there {
			f.at(n, place, "key %q is missing", key)
		}
	}
	return o
}

func (f *faults) list(n node, place string) []node {
	l, ok := n.data.([]node)
	if !ok {
		f.want(n, place, "a list")
	}
	return l
}

func (f *faults) text(n node, place string) (string, bool) {
	s, ok := n.data.(string)
	if ok = ok && strings.TrimSpace(s) != ""; !ok {
		f.at(n, place, "want text that is not empty")
	}
	return s, ok
}

func (f *faults) number(n node, place string) float64 {
	s, ok := n.data.(json.Number)
	if !ok {
		f.want(n, place, "a number")
		return 0
	}
	x, err := s.Float64()
	if err != nil {
		f.at(n, place, "the number %s is out of range", s)
	}
	return x
}

// whole reads a whole number from 0 to most.
func (f *faults) whole(n node, place string, most int) int {
	s, _ := n.data.(json.Number)
	x, ok := wholeNumber(s.String(), most)
	if !ok {
		f.want(n, place, fmt.Sprintf("a whole number from 0 to %d", most))
	}
	return x
}

// wholeNumber also takes 2.0, as spreadsheets with gaps write it.
func wholeNumber(s string, most int) (int, bool) {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x != math.Trunc(x) || !(x >= 0 && x <= float64(most)) {
		return 0, false
	}
	return int(x), true
}

// maxNesting is how deep lists and objects may stand in each other.
const maxNesting = 8

// walk reads JSON token by token and keeps the line.
type walk struct {
	dec  *json.Decoder
	data []byte
	at   int64
	line int
}

// parse reads one JSON value and refuses keys that stand twice in their object.
func (f *faults) parse(data []byte) (node, bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	w := &walk{dec: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	w.dec.UseNumber()
	root, err := w.value(0)
	if err == nil {
		if _, end := w.token(); !errors.Is(end, io.EOF) {
			err = errors.New("there is more after the end of the value")
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the JSON ends too early")
	}
	if err != nil {
		f.at(node{line: w.line}, "", "%s", err)
	}
	return root, err == nil
}

func (w *walk) token() (json.Token, error) {
	t, err := w.dec.Token()
	to := w.dec.InputOffset()
	if err != nil { // the fault is the next thing that is written
		rest := w.data[to:]
		to += int64(len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:")))
	}
	w.line += bytes.Count(w.data[w.at:to], []byte("\n"))
	w.at = to
	return t, err
}

func (w *walk) value(depth int) (node, error) {
	t, err := w.token()
	n := node{line: w.line, data: t}
	open, container := t.(json.Delim)
	if err != nil || !container {
		return n, err
	}
	if depth == maxNesting {
		return n, errors.New("lists and objects are nested too deep")
	}
	if open == '[' {
		n.data, err = w.list(depth + 1)
	} else {
		n.data, err = w.object(depth + 1)
	}
	if err == nil {
		_, err = w.token()
	}
	return n, err
}

func (w *walk) list(depth int) ([]node, error) {
	all := []node{}
	for w.dec.More() {
		n, err := w.value(depth)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func (w *walk) object(depth int) (object, error) {
	o := object{nodes: map[string]node{}}
	for w.dec.More() {
		t, err := w.token()
		if err != nil {
			return o, err
		}
		key, _ := t.(string)
		if _, twice := o.nodes[key]; twice {
			return o, fmt.Errorf("key %q is there twice in its object", key)
		}
		o.keys = append(o.keys, key)
		if o.nodes[key], err = w.value(depth); err != nil {
			return o, err
		}
	}
	return o, nil
}
