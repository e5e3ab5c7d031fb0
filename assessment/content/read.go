package content

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4" // nodes with lines
)

// source is one file with the line of everything read from it.
type source struct {
	name     string
	lines    map[string]int  // path of keys -> line
	unread   map[string]bool // path of what could not be decoded
	problems *Problems
}

func newSource(name string, problems *Problems) *source {
	return &source{name: name, lines: map[string]int{}, unread: map[string]bool{}, problems: problems}
}

func (s *source) add(line int, message string) {
	*s.problems = append(*s.problems, Problem{s.name, line, oneLine(message)})
}

// top is the place of the whole file.
func (s *source) top() place { return place{src: s} }

// read decodes a file into the struct that into points to and checks its
// shape. Ok is false when there is nothing to work with; problems are told
// either way.
func read(fsys fs.FS, name string, into any, problems *Problems) (src *source, ok bool) {
	src = newSource(name, problems)
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		src.add(1, "cannot be read: "+err.Error())
		return src, false
	}
	return src, src.decode(data, into)
}

// decode is read for text already in memory.
func (s *source) decode(data []byte, into any) bool {
	var doc yaml.Node
	if err := yaml.Load(data, &doc, yaml.WithUniqueKeys(false)); err != nil {
		s.addYAML(err)
		return false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		s.add(1, "is empty: write the content or delete the file")
		return false
	}
	if s.value(doc.Content[0], reflect.ValueOf(into).Elem(), "") {
		s.shape(into)
		return true
	}
	return false
}

// addYAML reports that a file is not YAML.
func (s *source) addYAML(err error) {
	line, message := 1, err.Error()
	var all *yaml.LoadErrors
	var one *yaml.LoadError
	if errors.As(err, &one) {
		line, message = max(one.Mark.Line, 1), strings.TrimPrefix(one.Message, "yaml: ")
	}
	if errors.As(err, &all) { // nothing in the stream, or more than one document
		message += "; a file holds exactly one YAML document"
	}
	s.add(line, "cannot be read as YAML: "+message)
}

// value decodes a node into v and notes its line. It reports false when
// nothing was decoded.
func (s *source) value(n *yaml.Node, v reflect.Value, path string) bool {
	s.lines[path] = n.Line
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		s.add(n.Line, "anchors (&) and aliases (*) are not allowed: write the value out")
		return false
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		s.add(n.Line, named(path)+" is empty: give it a value or leave the key out")
		return false
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return s.value(n, v.Elem(), path)
	case reflect.Struct:
		return s.mapping(n, v, path)
	case reflect.Slice:
		return s.sequence(n, v, path)
	default:
		return s.scalar(n, v, path)
	}
}

// mapping decodes a node into a struct. A struct with a field tagged
// ",scalar" may also be written as that field's value alone.
func (s *source) mapping(n *yaml.Node, v reflect.Value, path string) bool {
	fields, short := keysOf(v.Type())
	if n.Kind == yaml.ScalarNode && short != "" {
		return s.value(n, v.Field(fields[short]), path)
	}
	if n.Kind != yaml.MappingNode {
		s.wrong(n, path, "keys and values")
		return false
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, known := fields[key.Value]
		first, twice := seen[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			s.add(key.Line, unknownKey(key, fields))
			continue
		case twice:
			s.add(key.Line, fmt.Sprintf("%s is given twice, first on line %d: keep one", key.Value, first))
			continue
		}
		seen[key.Value] = key.Line
		below := join(path, key.Value)
		s.unread[below] = !s.value(value, v.Field(field), below)
		s.lines[below] = key.Line
	}
	return true
}

func unknownKey(key *yaml.Node, fields map[string]int) string {
	known := make([]string, 0, len(fields))
	for name := range fields {
		known = append(known, name)
	}
	slices.Sort(known)
	return fmt.Sprintf("unknown key %q: use %s", clip(key.Value), list(known))
}

func (s *source) sequence(n *yaml.Node, v reflect.Value, path string) bool {
	if n.Kind != yaml.SequenceNode {
		s.wrong(n, path, "a list")
		return false
	}
	if len(n.Content) == 0 {
		return true // stays nil: an empty list is no list where one is required
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, element := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		s.unread[at] = !s.value(element, v.Index(i), at)
	}
	return true
}

func (s *source) scalar(n *yaml.Node, v reflect.Value, path string) bool {
	if n.Kind != yaml.ScalarNode {
		s.wrong(n, path, "a single value")
		return false
	}
	tag, err := n.ShortTag(), error(nil)
	switch kind := v.Kind(); {
	case kind == reflect.String && tag == "!!str":
		v.SetString(strings.TrimSpace(n.Value))
	case kind == reflect.Bool && tag == "!!bool":
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case kind == reflect.Int && tag == "!!int":
		var whole int64
		whole, err = strconv.ParseInt(n.Value, 10, 32)
		v.SetInt(whole)
	case kind == reflect.Float64 && (tag == "!!float" || tag == "!!int"):
		var number float64
		number, err = strconv.ParseFloat(n.Value, 64)
		v.SetFloat(number)
		if math.IsNaN(number) || math.IsInf(number, 0) {
			err = strconv.ErrRange
		}
	default:
		err = strconv.ErrSyntax
	}
	if err != nil {
		s.wrong(n, path, map[reflect.Kind]string{reflect.String: "text in quotes", reflect.Bool: "true or false",
			reflect.Int: "a whole number", reflect.Float64: "a number"}[v.Kind()])
	}
	return err == nil
}

// wrong reports a value of the wrong type.
func (s *source) wrong(n *yaml.Node, path, want string) {
	got := map[yaml.Kind]string{yaml.MappingNode: "keys and values", yaml.SequenceNode: "a list"}[n.Kind]
	if n.Kind == yaml.ScalarNode {
		got = strconv.Quote(clip(n.Value))
	}
	s.add(n.Line, fmt.Sprintf("%s must be %s, not %s", named(path), want, got))
}

// keysOf maps a struct's YAML keys to its fields and names the key that may
// stand alone.
func keysOf(t reflect.Type) (fields map[string]int, short string) {
	fields = make(map[string]int, t.NumField())
	for i := range t.NumField() {
		key, options, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		fields[key] = i
		if options == "scalar" {
			short = key
		}
	}
	return fields, short
}

// named is how a message calls the value at a path: its last key.
func named(path string) string {
	if path == "" {
		return "the file"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

func join(path, key string) string {
	return place{path: path}.in(key).path
}

// clip shortens a value for a message.
func clip(value string) string {
	const most = 40
	if r := []rune(value); len(r) > most {
		return string(r[:most]) + "…"
	}
	return value
}
