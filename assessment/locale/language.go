package locale

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed texts/*.json
var textFiles embed.FS

// Language is one that readers can choose.
type Language struct {
	Tag  string // BCP 47, such as pt-BR
	Name string // as its speakers call it
}

// Languages are those of the G20, English first, then by what they call themselves.
// One whose file is not there is not offered.
var Languages = []Language{
	{"en", "English"}, {"id", "Bahasa Indonesia"}, {"de", "Deutsch"}, {"es", "Español"}, {"fr", "Français"}, {"it", "Italiano"},
	{"pt-BR", "Português (Brasil)"}, {"tr", "Türkçe"}, {"ru", "Русский"}, {"ar", "العربية"}, {"hi", "हिन्दी"}, {"zh-Hans", "简体中文"}, {"ja", "日本語"}, {"ko", "한국어"},
}

// tongue is a language other than English. Its file is read when somebody first
// wants it, since reading all takes longer than the rest of a start.
type tongue struct {
	tag  language.Tag
	load func() (*spoken, error)
}

// spoken is a tongue that was read.
type spoken struct {
	localizer *i18n.Localizer
	texts     Texts
}

// newTongue reads a language from a file once; english are the messages, for
// finding those whose translation was made from another wording.
func newTongue(files fs.FS, file string, tag language.Tag, english map[string]string) *tongue {
	return &tongue{tag: tag, load: sync.OnceValues(func() (*spoken, error) {
		in, err := files.Open(file)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		texts, err := ReadTexts(in)
		if err != nil {
			return nil, err
		}
		bundle := i18n.NewBundle(tag)
		for key, t := range texts {
			if of, message := english[key]; !message || t.Of != of {
				continue
			}
			m := &i18n.Message{ID: key, Other: t.Text}
			if f := t.Forms; f != nil {
				m.Zero, m.One, m.Two, m.Few, m.Many, m.Other = f["zero"], f["one"], f["two"], f["few"], f["many"], f["other"]
			}
			if err := bundle.AddMessages(tag, m); err != nil {
				return nil, err
			}
			delete(texts, key) // the bundle has it
		}
		return &spoken{localizer: i18n.NewLocalizer(bundle, tag.String()), texts: texts}, nil
	})}
}

// text is a content text, if it was translated from this English wording.
func (s *spoken) text(key, english string) (string, bool) {
	t, ok := s.texts[key]
	return t.Text, ok && t.Of == Hash(english)
}

// FormsOf are the plural forms by CLDR that a language has of whole numbers, in
// the order of PluralForms; English has one and other.
func FormsOf(tag string) []string {
	switch tag {
	case "ar":
		return PluralForms
	case "ru":
		return []string{"one", "few", "many", "other"}
	case "es", "fr", "it", "pt-BR": // many: of a million
		return []string{"one", "many", "other"}
	case "id", "ja", "ko", "zh-Hans":
		return []string{"other"}
	default:
		return []string{"one", "other"}
	}
}
