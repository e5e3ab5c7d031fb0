package content

import (
	"reflect"
	"slices"
	"strings"

	"onramp/assessment"
)

// Texts returns every wording of a catalogue that a person can meet, sorted by
// key. Of several versions of a questionnaire or model the newest counts.
func Texts(c *assessment.Catalogue) []assessment.Text {
	found := map[string]string{}
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return
			}
			seen[v.Pointer()] = true
			walk(v.Elem())
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for entries := v.MapRange(); entries.Next(); {
				walk(entries.Value())
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[assessment.Text]() {
				if key, english := v.Field(0).String(), v.Field(1).String(); key != "" && english != "" {
					found[key] = english
				}
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	for _, q := range slices.SortedFunc(slices.Values(c.Questionnaires), func(x, y *assessment.Questionnaire) int { return assessment.CompareVersions(x.Version, y.Version) }) {
		walk(reflect.ValueOf(q))
	}
	for _, m := range slices.SortedFunc(slices.Values(c.Models), func(x, y *assessment.Model) int { return assessment.CompareVersions(x.Version, y.Version) }) {
		walk(reflect.ValueOf(m))
	}
	walk(reflect.ValueOf(c.Directory))
	var all []assessment.Text
	for key, english := range found {
		all = append(all, assessment.Text{Key: key, English: english})
	}
	slices.SortFunc(all, func(x, y assessment.Text) int { return strings.Compare(x.Key, y.Key) })
	return all
}
