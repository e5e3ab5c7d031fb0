package locale

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// List joins names: a, b and c.
func (p *Printer) List(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		key := "list.and"
		if n == 2 {
			key = "list.pair"
		}
		all := p.T(key, "Start", strings.Join(names[:n-1], p.T("list.comma")), "Last", names[n-1])
		if base, _ := p.tag.Base(); base.String() == "es" && soundsI.MatchString(names[n-1]) {
			all = strings.TrimSuffix(all, " y "+names[n-1]) + " e " + names[n-1]
		}
		return all
	}
}

// soundsI finds words before which Spanish says "e" in place of "y": those that
// begin with the sound of i, not with that of "hielo" (Real Academia Española).
var soundsI = regexp.MustCompile(`(?i)^h?[ií]([^aeouáéóú]|$)`)

// Sentences puts sentences behind one another the way the language does: with a
// space between them, or with none. Empty ones are left out.
func (p *Printer) Sentences(all ...string) string {
	said := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == "" })
	if len(said) < 2 {
		return strings.Join(said, "")
	}
	return strings.Join(said, p.Gap())
}

// Gap is what stands between two sentences: a space, or nothing.
func (p *Printer) Gap() string { return p.T("sentence.next", "First", "", "Next", "") }

// Stop ends a text with the full stop of the language unless it has an end.
func (p *Printer) Stop(text string) string {
	last, _ := utf8.DecodeLastRuneInString(text)
	if text == "" || strings.ContainsRune(".!?…。！？।؟", last) {
		return text
	}
	return text + p.T("word.stop")
}

// Capital is a text with a large first letter, as at the beginning of a sentence.
func (p *Printer) Capital(text string) string { return p.first(text, cases.Upper(p.tag)) }

// Within is a heading's text as it stands in a sentence: with a small first
// letter, except in German, whose nouns keep theirs.
func (p *Printer) Within(text string) string {
	if base, _ := p.tag.Base(); base.String() == "de" {
		return text
	}
	return p.first(text, cases.Lower(p.tag))
}

// first changes the first letter of a text; one that is followed by another
// large letter, as in ISO, stays. Turkish has a small i with a dot for İ.
func (p *Printer) first(text string, change cases.Caser) string {
	r, n := utf8.DecodeRuneInString(text)
	next, _ := utf8.DecodeRuneInString(text[n:])
	if unicode.IsUpper(r) && unicode.IsUpper(next) {
		return text
	}
	return change.String(text[:n]) + text[n:]
}

// Labelled puts a label before a text: "Kept: for ever".
func (p *Printer) Labelled(label, text string) string {
	return p.T("sentence.labelled", "Label", label, "Text", text)
}

// Aside puts a remark in brackets behind a text.
func (p *Printer) Aside(text, aside string) string {
	return p.T("sentence.aside", "Text", text, "Aside", aside)
}
