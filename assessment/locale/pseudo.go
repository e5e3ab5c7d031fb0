package locale

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// accents replaces each ASCII letter by one that a reader still recognises and
// that no English text holds.
var accents = strings.NewReplacer(pairs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"áƀćďéƒǵĥíĵķĺṁńóƥǫŕśťúṽŵẋýźÁƁĆĎÉƑǴĤÍĴĶĹḾŃÓƤǪŔŚŤÚṼŴẊÝŹ")...)

func pairs(from, to string) []string {
	target := []rune(to)
	var out []string
	for i, r := range []rune(from) {
		out = append(out, string(r), string(target[i]))
	}
	return out
}

// pseudo replaces letters, leaving {{places}} of a template alone.
func pseudo(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{{")
		place, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			b.WriteString(accents.Replace(s))
			return b.String()
		}
		b.WriteString(accents.Replace(before) + "{{" + place + "}}")
		s = after
	}
}

func pseudoMessages(english []*i18n.Message) []*i18n.Message {
	out := make([]*i18n.Message, len(english))
	for i, m := range english {
		c := *m
		for _, form := range []*string{&c.Zero, &c.One, &c.Two, &c.Few, &c.Many, &c.Other} {
			*form = pseudo(*form)
		}
		out[i] = &c
	}
	return out
}
