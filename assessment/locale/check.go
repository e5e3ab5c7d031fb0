package locale

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	place  = regexp.MustCompile(`\{\{[^{}]*\}\}`)
	narrow = regexp.MustCompile(`^(nav\.|date\.short\.|screen\.band\.|whatif\.appetite\.\w+\.short$)`)
)

// Limit is the most letters a translation may have: little on buttons, in the
// navigation and in charts, enough for any language elsewhere.
func (s Source) Limit() int {
	longest := utf8.RuneCountInString(s.Text)
	for _, form := range s.Forms {
		longest = max(longest, utf8.RuneCountInString(form))
	}
	if narrow.MatchString(s.Key) {
		return 2*longest + 6
	}
	return 3*longest + 40
}

// Check reports what is wrong with one form of a translation, in words for its
// translator: the form is empty for a text that is not counted.
func (s Source) Check(form, said string) error {
	english := s.Text
	if s.Forms != nil {
		english = s.Forms["other"]
	}
	want, got := placesIn(english), placesIn(said)
	if s.Forms != nil { // "one firm" may do without its number
		want, got = withoutNumber(want), withoutNumber(got)
	}
	switch {
	case strings.TrimSpace(said) == "":
		return fmt.Errorf("there is no translation")
	case !slices.Equal(want, got):
		return fmt.Errorf("the places are %s; write exactly %s", listed(got), listed(want))
	case utf8.RuneCountInString(said) > s.Limit():
		return fmt.Errorf("%d letters; at most %d fit", utf8.RuneCountInString(said), s.Limit())
	case strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r == utf8.RuneError }):
		return fmt.Errorf("it holds a line break or a sign that cannot be shown")
	case s.Forms != nil && form != "" && !slices.Contains(PluralForms, form):
		return fmt.Errorf("%q is no plural form; use %s", form, strings.Join(PluralForms, ", "))
	}
	return nil
}

func placesIn(text string) []string {
	found := place.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func withoutNumber(all []string) []string {
	return slices.DeleteFunc(all, func(p string) bool { return p == "{{.N}}" })
}

func listed(all []string) string {
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, " ")
}
