package assessment

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of thing went wrong, in the visitor's terms. The web
// room has the only table from Kind to an HTTP status.
type Kind int

// The kinds of error. Anything that is not an *Error counts as internal.
const (
	Internal  Kind = iota
	Invalid        // the input does not fit; the visitor can correct it
	NotFound       // no such thing
	Forbidden      // it exists, but not for this visitor
	Conflict       // something changed meanwhile
	Closed         // it was there and has ended
	Busy           // try again in a moment
	Often          // too many tries; wait
)

// Error is the only error that reaches a person. Key and Args name a message
// of the locale room; Fields name the inputs at fault; Cause is for the log.
type Error struct {
	Kind   Kind
	Key    string
	Args   map[string]any
	Fields []FieldError
	Cause  error
}

// FieldError is what is wrong with one input. Field is the input's name on the
// form, or the path of the value in a portable file ("responses.AS01.value").
type FieldError struct {
	Field string
	Key   string
	Args  map[string]any
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Key)
		if len(f.Args) > 0 {
			fmt.Fprintf(&b, " %v", f.Args)
		}
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// KindOf returns the kind of the first *Error in err's chain, Internal if
// there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Missing makes the error for a thing that is not there.
func Missing(key string) *Error { return &Error{Kind: NotFound, Key: key} }

// InvalidField makes the error for one input at fault.
func InvalidField(field, key string, args map[string]any) *Error {
	return &Error{Kind: Invalid, Key: "error.invalid", Fields: []FieldError{{Field: field, Key: key, Args: args}}}
}
