package assessment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Portable is one firm's answers as a file that any Onramp can read. Of the
// head only questionnaire and profile.country are required; an empty version
// means the newest.
type Portable struct {
	Questionnaire     string              `json:"questionnaire"`
	Version           string              `json:"version,omitempty"`
	Depth             Depth               `json:"depth,omitempty"`
	Seed              int64               `json:"seed,omitempty"`
	Model             string              `json:"model,omitempty"`
	Models            []string            `json:"models,omitempty"` // added beside it
	StatisticsConsent bool                `json:"statistics_consent"`
	Profile           Profile             `json:"profile"`
	Responses         map[string]Response `json:"responses"`
	// Asked says in which order, and why, items were asked; it may be left out.
	Asked []Asked `json:"asked,omitempty"`
	Marks []Mark  `json:"marks,omitempty"` // on measures of the roadmap, each at most once
	// Evidence is what the result rested on. It is never taken over.
	Evidence *EvidenceNote `json:"evidence,omitempty"`
}

// DecodePortable reads a portable file's shape: JSON, known keys, right types.
// Whether it fits its questionnaire is for CheckPortable to say. The error is
// an *Error of kind Invalid whose field names the place.
func DecodePortable(data []byte) (Portable, error) {
	var p Portable
	var head struct {
		Portable
		Responses map[string]json.RawMessage `json:"responses"`
		Marks     []json.RawMessage          `json:"marks"`
	}
	var whole json.RawMessage
	err := strictJSON(data, &whole)
	if err == nil {
		err = checkKeys(data, portableKeys)
	}
	if err == nil {
		err = json.Unmarshal(data, &head)
	}
	if err != nil {
		return Portable{}, jsonError(data, "", err)
	}
	p = head.Portable
	p.Responses = make(map[string]Response, len(head.Responses))
	for _, id := range sortedKeys(head.Responses) {
		var r Response
		if err := json.Unmarshal(head.Responses[id], &r); err != nil {
			return Portable{}, jsonError(data, "responses."+id, err)
		}
		p.Responses[id] = r
	}
	for i, raw := range head.Marks {
		var m Mark
		if err := json.Unmarshal(raw, &m); err != nil {
			return Portable{}, jsonError(data, markPlace(i), err)
		}
		p.Marks = append(p.Marks, m)
	}
	if p.Questionnaire == "" {
		return Portable{}, InvalidField("questionnaire", "field.required", nil)
	}
	if p.Depth == "" {
		p.Depth = Standard
	}
	if !p.Depth.Valid() {
		return Portable{}, InvalidField("depth", "field.depth", map[string]any{"Value": string(p.Depth)})
	}
	return p, nil
}

// portableKeys lists the keys that the object at a place of a portable file may
// have.
func portableKeys(place string) []string {
	switch {
	case place == "":
		return knownKeys[Portable]()
	case place == "profile":
		return knownKeys[Profile]()
	case place == "asked":
		return knownKeys[Asked]()
	case place == "marks":
		return knownKeys[Mark]()
	case place == "evidence":
		return knownKeys[EvidenceNote]()
	case place == "evidence.confirmed":
		return knownKeys[ConfirmedNote]()
	case strings.HasPrefix(place, "responses."):
		return knownKeys[responseJSON]()
	default:
		return nil
	}
}

// jsonError turns what encoding/json says into a place and a plain reason.
func jsonError(data []byte, place string, err error) error {
	field := FieldError{Field: place, Key: "field.json", Args: map[string]any{"Detail": err.Error()}}
	var (
		syntax *json.SyntaxError
		wrong  *json.UnmarshalTypeError
		fault  *keyFault
		after  *afterEnd
		moment *time.ParseError
	)
	switch {
	case errors.As(err, &wrong):
		field.Field = strings.Trim(place+"."+strings.TrimPrefix(wrong.Field, "Portable."), ".")
		field.Key = "field.type"
		field.Args = map[string]any{"Value": wrong.Value, "Type": plainType(wrong.Type.Kind().String())}
	case errors.As(err, &fault):
		field.Field = strings.Trim(fault.place+"."+fault.key, ".")
		field.Key, field.Args = "field.key", map[string]any{"Value": fault.key}
		if fault.twice {
			field.Key = "field.twice"
		}
	case errors.As(err, &moment):
		field = badMoment(place+".at", moment.Value)
	case errors.As(err, &syntax):
		field.Field = "line " + lineOf(data, syntax.Offset)
	case errors.As(err, &after):
		field.Field = "line " + lineOf(data, after.offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		field.Field = "line " + lineOf(data, int64(len(bytes.TrimRight(data, " \t\r\n"))))
	}
	if field.Field == "" {
		field.Field = "file"
	}
	return &Error{Kind: Invalid, Key: "error.portable", Fields: []FieldError{field}, Cause: err}
}

// markPlace is where a portable file holds its i-th mark.
func markPlace(i int) string { return "marks." + strconv.Itoa(i) }

func plainType(kind string) string {
	switch {
	case strings.HasPrefix(kind, "int"):
		return "whole number"
	case kind == "bool":
		return "true or false"
	case kind == "slice":
		return "list"
	case kind == "map", kind == "struct":
		return "object"
	case kind == "string":
		return "text"
	default:
		return kind
	}
}

func lineOf(data []byte, offset int64) string {
	offset = min(max(offset, 0), int64(len(data)))
	return fmt.Sprint(1 + strings.Count(string(data[:offset]), "\n"))
}

// CheckPortable reports every place where the file does not fit the
// questionnaire, all at once, as an *Error of kind Invalid.
func (q *Questionnaire) CheckPortable(p Portable) error {
	var bad []FieldError
	for _, f := range q.CheckProfile(p.Profile) {
		f.Field = "profile." + f.Field
		bad = append(bad, f)
	}
	for _, id := range sortedKeys(p.Responses) {
		place := "responses." + id
		it := q.Item(id)
		if it == nil {
			bad = append(bad, FieldError{Field: place, Key: "field.item", Args: map[string]any{"Value": id}})
			continue
		}
		if f := it.Check(p.Responses[id]); f != nil {
			f.Field = strings.TrimSuffix(place+"."+f.Field, ".")
			bad = append(bad, *f)
		}
	}
	for i, asked := range p.Asked {
		switch place := "asked." + strconv.Itoa(i); {
		case q.Item(asked.Item) == nil:
			bad = append(bad, FieldError{Field: place + ".item", Key: "field.item", Args: map[string]any{"Value": asked.Item}})
		case asked.Reason != "" && !slices.Contains(askReasons, asked.Reason):
			bad = append(bad, FieldError{Field: place + ".reason", Key: "field.reason", Args: map[string]any{"Value": string(asked.Reason)}})
		}
	}
	bad = append(bad, q.checkMarks(p.Marks)...)
	if len(bad) > 0 {
		return &Error{Kind: Invalid, Key: "error.portable", Fields: bad}
	}
	return nil
}
