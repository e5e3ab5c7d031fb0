package locale

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Printer writes in one language. It is safe for concurrent use.
type Printer struct {
	tag       language.Tag
	pseudo    bool
	localizer *i18n.Localizer
	english   *i18n.Localizer
	spoken    *spoken // nil for English
}

// Tag is the language for the lang attribute.
func (p *Printer) Tag() string { return p.tag.String() }

// Dir is the direction of the language's script: ltr or rtl.
func (p *Printer) Dir() string {
	script, _ := p.tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Nkoo", "Syrc":
		return "rtl"
	}
	return "ltr"
}

// T returns the message with the key. Args are pairs of name and value, or one
// map, for the message's {{.Name}} places. A missing message shows as its key,
// which a test turns into a failure.
func (p *Printer) T(key string, args ...any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: fields(args)}, key)
}

// Count returns the plural form of the message for n, which it may print as
// {{.N}}.
func (p *Printer) Count(key string, n int, args ...any) string {
	data := fields(args)
	data["N"] = p.Number(float64(n), 0)
	return p.say(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: data}, key)
}

func (p *Printer) say(c *i18n.LocalizeConfig, key string) string {
	if s, err := p.localizer.Localize(c); err == nil {
		return s
	}
	if s, err := p.english.Localize(c); err == nil {
		return s
	}
	return key
}

// Has reports whether the message exists in English.
func (p *Printer) Has(key string) bool {
	_, err := p.english.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2, TemplateData: map[string]any{}})
	return err == nil
}

func fields(args []any) map[string]any {
	data := map[string]any{}
	if len(args) == 1 {
		if m, ok := args[0].(map[string]any); ok {
			for k, v := range m {
				data[k] = v
			}
			return data
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return data
}

// Text returns a content text in the reader's language; where there is no
// translation of the key, or only one of another wording, in English.
func (p *Printer) Text(key, english string) string {
	if p.pseudo {
		return pseudo(english)
	}
	if p.spoken != nil {
		if text, ok := p.spoken.text(key, english); ok {
			return text
		}
	}
	return english
}

// Number writes x with exactly the given number of decimals, grouped.
func (p *Printer) Number(x float64, decimals int) string {
	options := []number.Option{number.Scale(decimals)}
	base, _ := p.tag.Base()
	// CLDR's least number of digits to group and its narrow space are newer than
	// the library's tables.
	if (base.String() == "es" || base.String() == "it") && math.Abs(x) < 10000-0.5*math.Pow10(-decimals) {
		options = append(options, number.NoSeparator())
	}
	text := message.NewPrinter(p.digits()).Sprint(number.Decimal(x, options...))
	if base.String() == "fr" {
		text = strings.ReplaceAll(text, "\u00a0", "\u202f")
	}
	return text
}

// Percent writes a share of 0 to 1 in whole per cent.
func (p *Printer) Percent(share float64) string {
	return message.NewPrinter(p.digits()).Sprint(number.Percent(share, number.Scale(0)))
}

// digits is the language for numbers: with the digits 0 to 9, which codes,
// addresses, dates and the texts themselves have in every language.
func (p *Printer) digits() language.Tag {
	if base, _ := p.tag.Base(); base.String() == "ar" {
		return arabicNumbers
	}
	return p.tag
}

var arabicNumbers = language.MustParse("ar-u-nu-latn")

// Date writes a day: 23 November 2026.
func (p *Printer) Date(t time.Time) string {
	return p.T("date.day", "Day", strconv.Itoa(t.Day()), "Month", p.T("date.month."+strconv.Itoa(int(t.Month()))), "Year", strconv.Itoa(t.Year()))
}

// Month writes the month of a code such as 2026-11; anything else as it is.
func (p *Printer) Month(code string) string {
	t, err := time.Parse("2006-01", code)
	if err != nil {
		return code
	}
	return p.T("date.year_month", "Month", p.T("date.alone."+strconv.Itoa(int(t.Month()))), "Year", strconv.Itoa(t.Year()))
}

// ShortMonth writes a month in a few letters, for charts.
func (p *Printer) ShortMonth(m time.Month) string {
	return p.T("date.short." + strconv.Itoa(int(m)))
}

// Country names an ISO 3166-1 country; an unknown code stays as it is.
func (p *Printer) Country(code string) string {
	switch code { // renamed since the library's tables were made
	case "MK":
		return p.T("country.MK")
	case "SZ":
		return p.T("country.SZ")
	case "TR":
		return p.T("country.TR")
	}
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return p.name(display.Regions(p.known()).Name(r), code)
}

// Language names a language by its tag; an unknown tag stays as it is.
func (p *Printer) Language(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return p.name(display.Tags(p.known()).Name(t), tag)
}

func (p *Printer) name(name, code string) string {
	switch {
	case name == "":
		return code
	case p.pseudo:
		return pseudo(name)
	default:
		return name
	}
}

// known is the tag whose names golang.org/x/text has.
func (p *Printer) known() language.Tag {
	if p.pseudo {
		return language.English
	}
	return p.tag
}
