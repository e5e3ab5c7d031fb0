// Package locale turns message keys and content texts into a reader's
// language, and writes numbers, dates, plurals and names of countries and
// languages the way that language does.
//
// Interface wording lives in messages/<language>.yaml and, for a room with many
// texts of its own, messages/<room>.<language>.yaml; content (questions,
// measures, models, platforms) arrives as key and English text and is looked
// up among the translations that AddContent was given. English ships. The pseudo-locale en-XA is
// made from English: every letter is replaced by an accented one, so that a
// text which bypasses this package shows at once.
package locale

import (
	"embed"
	"fmt"
	"maps"
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
	bundle    *i18n.Bundle
	languages []language.Tag
	matcher   language.Matcher
	content   map[string]map[string]string // translations of content by language and key
}

// Load reads the embedded messages.
func Load() (*Bundle, error) {
	// English is what everything falls back to, so it comes first.
	b := &Bundle{bundle: i18n.NewBundle(language.English), languages: []language.Tag{language.English}}
	b.bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	files, err := messages.ReadDir("messages")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		name := strings.Split(strings.TrimSuffix(f.Name(), ".yaml"), ".") // report.en.yaml holds English too
		tag, err := language.Parse(name[len(name)-1])
		if err != nil {
			return nil, fmt.Errorf("messages/%s: %w", f.Name(), err)
		}
		file, err := b.bundle.LoadMessageFileFS(messages, "messages/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("messages/%s: %w", f.Name(), err)
		}
		if tag == language.English {
			if err := b.bundle.AddMessages(language.MustParse(Pseudo), pseudoMessages(file.Messages)...); err != nil {
				return nil, err
			}
		}
		if !slices.Contains(b.languages, tag) {
			b.languages = append(b.languages, tag)
		}
	}
	b.matcher = language.NewMatcher(b.languages)
	return b, nil
}

// AddContent adds translations of content texts by their key. It must come
// before the first printer is made.
func (b *Bundle) AddContent(lang string, texts map[string]string) error {
	tag, err := language.Parse(lang)
	if err != nil {
		return fmt.Errorf("content in %q: %w", lang, err)
	}
	if b.content == nil {
		b.content = map[string]map[string]string{}
	}
	known := b.content[tag.String()]
	if known == nil {
		known = map[string]string{}
		b.content[tag.String()] = known
	}
	maps.Copy(known, texts)
	return nil
}

// contentFor returns the translations of a language and of those it stands
// under, the closest first: pt-BR, then pt.
func (b *Bundle) contentFor(tag language.Tag) []map[string]string {
	var all []map[string]string
	for ; tag != language.Und; tag = tag.Parent() {
		if texts := b.content[tag.String()]; texts != nil {
			all = append(all, texts)
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

// Printer returns the printer of a language; an unknown one prints English.
func (b *Bundle) Printer(tag string) *Printer {
	t, err := language.Parse(tag)
	if err != nil {
		t = language.English
	}
	english := i18n.NewLocalizer(b.bundle, "en")
	return &Printer{tag: t, content: b.contentFor(t), pseudo: tag == Pseudo, localizer: i18n.NewLocalizer(b.bundle, tag), english: english}
}
