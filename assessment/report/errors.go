package report

import (
	"errors"
	"maps"
	"strings"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// kindKeys name what is said of an error whose own key has no message.
var kindKeys = map[assessment.Kind]string{
	assessment.Internal:  "error.internal",
	assessment.Invalid:   "error.invalid",
	assessment.NotFound:  "error.not_found",
	assessment.Forbidden: "error.forbidden",
	assessment.Conflict:  "error.conflict",
	assessment.Closed:    "error.closed",
	assessment.Busy:      "error.busy",
	assessment.Often:     "status.429",
}

// ErrorText says what went wrong and what to do, without its fields. An error
// that is not an [assessment.Error] tells nothing of its inside.
func ErrorText(p *locale.Printer, err error) string {
	var e *assessment.Error
	if !errors.As(err, &e) {
		return p.T(kindKeys[assessment.Internal])
	}
	if p.Has(e.Key) {
		return p.T(e.Key, printable(p, e.Args))
	}
	return p.T(kindKeys[e.Kind])
}

// FieldText says what is wrong with one input and what to do.
func FieldText(p *locale.Printer, f assessment.FieldError) string {
	args := printable(p, f.Args)
	switch {
	case !p.Has(f.Key):
		return p.T("field.other")
	case f.Key == "field.type":
		args["Type"], args["Value"] = typeText(p, f.Args["Type"]), typeText(p, f.Args["Value"])
	case f.Key == "field.region_country":
		if code, ok := f.Args["Country"].(string); ok {
			args["Country"] = p.Country(code)
		}
	}
	return p.T(f.Key, args)
}

// printable writes the numbers of a message's arguments as the language does.
func printable(p *locale.Printer, args map[string]any) map[string]any {
	out := maps.Clone(args)
	if out == nil {
		out = map[string]any{}
	}
	for name, value := range out {
		if n, ok := value.(int); ok {
			out[name] = p.Number(float64(n), 0)
		}
	}
	return out
}

// typeText names a type of a portable file: what encoding/json and package
// assessment call it, in the reader's words.
func typeText(p *locale.Printer, value any) string {
	name, _ := value.(string)
	key := "word.type." + strings.ReplaceAll(name, " ", "_")
	if number, isNumber := strings.CutPrefix(name, "number "); isNumber {
		return p.T("word.type.number_value", "Number", number)
	}
	if p.Has(key) {
		return p.T(key)
	}
	return name
}
