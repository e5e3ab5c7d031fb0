package assessment

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	StatisticsConsent bool                `json:"statistics_consent"`
	Profile           Profile             `json:"profile"`
	Responses         map[string]Response `json:"responses"`
}

// DecodePortable reads a portable file's shape: JSON, known keys, right types.
// Whether it fits its questionnaire is for CheckPortable to say. The error is
// an *Error of kind Invalid whose field names the place.
func DecodePortable(data []byte) (Portable, error) {
	var p Portable
	var head struct {
		Portable
		Responses map[string]json.RawMessage `json:"responses"`
	}
	if err := strictJSON(data, &head); err != nil {
		return Portable{}, jsonError(data, "", err)
	}
	p = head.Portable
	p.Responses = make(map[string]Response, len(head.Responses))
	for id, raw := range head.Responses {
		var r Response
		if err := json.Unmarshal(raw, &r); err != nil {
			return Portable{}, jsonError(raw, "responses."+id, err)
		}
		p.Responses[id] = r
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

// jsonError turns what encoding/json says into a place and a plain reason.
func jsonError(data []byte, place string, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	out := &Error{Kind: Invalid, Key: "error.portable", Cause: err}
	field := FieldError{Field: place, Key: "field.json", Args: map[string]any{"Detail": err.Error()}}
	switch {
	case errors.As(err, &wrong):
		field.Field = strings.Trim(place+"."+wrong.Field, ".")
		field.Key = "field.type"
		field.Args = map[string]any{"Value": wrong.Value, "Type": plainType(wrong.Type.Kind().String())}
	case errors.As(err, &syntax) && place == "":
		field.Field = "line " + lineOf(data, syntax.Offset)
	}
	if field.Field == "" {
		field.Field = "file"
	}
	out.Fields = []FieldError{field}
	return out
}

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
	if len(bad) > 0 {
		return &Error{Kind: Invalid, Key: "error.portable", Fields: bad}
	}
	return nil
}
