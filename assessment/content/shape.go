package content

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10" // presence, length and form by tags

	"onramp/assessment"
)

// patterns are the forms a value can be asked to have, by the tag that asks.
var patterns = map[string]*regexp.Regexp{
	"code":     regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`),
	"version":  regexp.MustCompile(`^[0-9]+(\.[0-9]+)*$`),
	"item":     regexp.MustCompile(`^[A-Z]{2,4}[0-9]{2,3}$`),
	"language": regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`),
	"month":    regexp.MustCompile(`^20[0-9]{2}-(0[1-9]|1[0-2])$`),
}

// forms says in words what a tag asks for.
var forms = map[string]string{
	"code":      "small letters and digits joined by hyphens, such as first-step",
	"version":   `numbers joined by dots, in quotes, such as "2026.1"`,
	"item":      "capital letters and digits, such as AS01",
	"language":  "a language tag, such as en or pt-BR",
	"day":       `a day, in quotes, such as "2026-11-23"`,
	"month|day": `a month or a day, in quotes, such as "2026-11" or "2026-11-23"`,
	"web":       "an address that starts with https:// or http://, or leave the key out",
}

// shapes checks the tags; it names fields by their YAML keys.
var shapes = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		return key
	})
	register := func(tag string, fits func(string) bool) {
		if err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return fits(f.Field().String()) }); err != nil {
			panic(err) // a tag of this file that is not a tag: no input can cause it
		}
	}
	for tag, pattern := range patterns {
		register(tag, pattern.MatchString)
	}
	register("day", assessment.IsDay)
	register("web", func(s string) bool { return webAddress(s, "https", "http") })
	return v
})

// webAddress reports whether s is an absolute address of one of the schemes,
// without a name or password in it.
func webAddress(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme {
			return true
		}
	}
	return false
}

// shape checks the tags of a decoded file and reports each misfit.
func (s *source) shape(file any) {
	var misfits validator.ValidationErrors
	if !errors.As(shapes().Struct(file), &misfits) {
		return
	}
	for _, m := range misfits {
		_, path, _ := strings.Cut(m.Namespace(), ".")
		if p := (place{s, path}); !s.told(p) {
			p.say("%s", misfit(m, p.has()))
		}
	}
}

// told reports whether the value there, or one around it, was of the wrong
// type: it is not also called missing.
func (s *source) told(p place) bool {
	for path := p.path; ; {
		if s.unread[path] {
			return true
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return false
		}
		path = path[:cut]
	}
}

// misfit says what is wrong with a field, given or not, and what to do.
func misfit(m validator.FieldError, given bool) string {
	name := fieldName(m)
	switch tag := m.Tag(); tag {
	case "required":
		if given {
			return fmt.Sprintf("%s must not be %s", name, map[bool]string{true: "0", false: "empty"}[m.Kind() == reflect.Int])
		}
		return fmt.Sprintf("%s is missing: add it", name)
	case "oneof":
		return fmt.Sprintf("%s %q is unknown: use %s", name, clip(fmt.Sprint(m.Value())), list(strings.Fields(m.Param())))
	case "max", "lte":
		return tooMuch(m)
	case "len":
		return fmt.Sprintf("%s must have %s entries", name, m.Param())
	case "min", "gte":
		return fmt.Sprintf("%s must be at least %s", name, m.Param())
	case "gt":
		return fmt.Sprintf("%s must be more than %s", name, m.Param())
	default:
		return fmt.Sprintf("%s %q must be %s", name, clip(fmt.Sprint(m.Value())), forms[tag])
	}
}

func tooMuch(m validator.FieldError) string {
	name := fieldName(m)
	switch m.Kind() {
	case reflect.String:
		return fmt.Sprintf("%s has %d characters: shorten it to %s", name, len([]rune(reflect.ValueOf(m.Value()).String())), m.Param())
	case reflect.Slice:
		return fmt.Sprintf("%s has %d entries: keep at most %s", name, reflect.ValueOf(m.Value()).Len(), m.Param())
	default:
		return fmt.Sprintf("%s must be at most %s", name, m.Param())
	}
}

// fieldName is how a message calls a field: its key, with the keys above it
// inside the same entry of a list.
func fieldName(m validator.FieldError) string {
	_, path, _ := strings.Cut(m.Namespace(), ".")
	if strings.HasSuffix(path, "]") {
		path = path[:strings.LastIndexByte(path, '[')]
	}
	if i := strings.LastIndex(path, "]."); i >= 0 {
		path = path[i+len("]."):]
	}
	return path
}
