// Package locale turns message keys and content texts into a reader's
// language, and writes numbers, dates, plurals and names of countries and
// languages the way that language does.
//
// English is where texts are written: the interface in messages/*.yaml, the content
// (questions, measures, models, platforms) in the questionnaires. Every other
// language is one file, texts/<language>.json, that holds the translation of both
// by key, each with a hash of the English it was made from; one made from another
// wording is not shown. glossary/<language>.json fixes its terms. The
// pseudo-locale en-XA is made from English: every letter is replaced by an
// accented one, so that a text which bypasses this package shows at once.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n" // messages with CLDR plurals
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

//go:embed messages/*.yaml
var messages embed.FS

// Pseudo is the tag of the pseudo-locale; it is offered only on request.
const Pseudo = "en-XA"

// Bundle holds every language.
type Bundle struct {
	bundle    *i18n.Bundle // English and its pseudo-locale
	sources   []Source     // the messages
	languages []language.Tag
	matcher   language.Matcher
	tongues   map[string]*tongue
}

// Load reads the embedded messages and finds the embedded languages.
func Load() (*Bundle, error) { return LoadWith(BuiltIn()) }

// BuiltIn are the languages that ship.
func BuiltIn() fs.FS {
	files, err := fs.Sub(textFiles, "texts")
	if err != nil {
		panic(err) // of a name that is no path
	}
	return files
}

// LoadWith takes the languages from files named <language>.json.
func LoadWith(files fs.FS) (*Bundle, error) {
	// English is what everything falls back to, so it comes first.
	b := &Bundle{bundle: i18n.NewBundle(language.English), tongues: map[string]*tongue{}}
	b.bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	if err := b.loadEnglish(); err != nil {
		return nil, err
	}
	english := map[string]string{}
	for _, s := range b.sources {
		english[s.Key] = s.Hash()
	}
	for _, l := range Languages {
		tag := language.MustParse(l.Tag)
		if tag != language.English {
			_, err := fs.Stat(files, l.Tag+".json")
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			b.tongues[l.Tag] = newTongue(files, l.Tag+".json", tag, english)
		}
		b.languages = append(b.languages, tag)
	}
	b.matcher = language.NewMatcher(b.languages)
	return b, nil
}

func (b *Bundle) loadEnglish() error {
	files, err := messages.ReadDir("messages")
	if err != nil {
		return err
	}
	for _, f := range files {
		file, err := b.bundle.LoadMessageFileFS(messages, "messages/"+f.Name())
		if err != nil {
			return fmt.Errorf("messages/%s: %w", f.Name(), err)
		}
		if err := b.bundle.AddMessages(language.MustParse(Pseudo), pseudoMessages(file.Messages)...); err != nil {
			return err
		}
		for _, m := range file.Messages {
			s := Source{Key: m.ID, Text: m.Other}
			if m.One != "" {
				s = Source{Key: m.ID, Forms: Forms{"one": m.One, "other": m.Other}}
			}
			b.sources = append(b.sources, s)
		}
	}
	slices.SortFunc(b.sources, func(x, y Source) int { return strings.Compare(x.Key, y.Key) })
	return nil
}

// Sources are the English messages, sorted by key. Content has texts of its own.
func (b *Bundle) Sources() []Source { return slices.Clone(b.sources) }

// Offered are the languages that readers can choose.
func (b *Bundle) Offered() (all []Language) {
	for _, l := range Languages {
		if l.Tag == "en" || b.tongues[l.Tag] != nil {
			all = append(all, l)
		}
	}
	return all
}

// Match picks the language for a reader from wishes in order of weight: each a
// tag or an Accept-Language header. Unknown or malformed wishes are passed
// over; the last resort is English.
func (b *Bundle) Match(wishes ...string) string {
	for _, w := range wishes {
		if w == Pseudo {
			return Pseudo
		}
		tags, _, err := language.ParseAcceptLanguage(w)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, confidence := b.matcher.Match(tags...); confidence > language.No {
			return b.languages[i].String()
		}
	}
	return b.languages[0].String()
}

// Printer returns the printer of a language, or of the closest one there is; one
// of an unknown language prints English.
func (b *Bundle) Printer(tag string) *Printer {
	if b.tongues[tag] == nil {
		tag = b.Match(tag)
	}
	english := i18n.NewLocalizer(b.bundle, "en")
	p := &Printer{tag: language.MustParse(tag), pseudo: tag == Pseudo, english: english, localizer: english}
	if p.pseudo {
		p.localizer = i18n.NewLocalizer(b.bundle, Pseudo)
	}
	if t := b.tongues[tag]; t != nil {
		if spoken, err := t.load(); err == nil { // a test holds that each can be read
			p.spoken, p.localizer = spoken, spoken.localizer
		}
	}
	return p
}
