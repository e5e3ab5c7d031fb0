package locale

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Texts is one language: the translation of every text by its key. Its file is
// JSON with one text a line, so that a change reads well:
//
//	"nav.result": ["c1f5e0a7", "Ergebnis"],
//	"depth.minutes": ["5d1e…", {"one": "etwa {{.N}} Minute", "other": "etwa {{.N}} Minuten"}],
type Texts map[string]Translation

// Translation is one text in one language.
type Translation struct {
	Of    string // Hash of the English text it was made from
	Text  string // empty where there are Forms
	Forms Forms  // of a counted text
}

// Forms are the plural forms of a counted text by CLDR category: zero, one, two,
// few, many, other.
type Forms map[string]string

// Source is one English text.
type Source struct {
	Key   string
	Text  string // empty where there are Forms
	Forms Forms  // one and other, of a counted text
}

// Hash names the English wording that a translation was made from: the first
// eight hexadecimal digits of its SHA-256.
func Hash(english string) string {
	sum := sha256.Sum256([]byte(english))
	return hex.EncodeToString(sum[:4])
}

// Hash is the Hash of a source, of a counted one over its forms.
func (s Source) Hash() string {
	if s.Forms == nil {
		return Hash(s.Text)
	}
	return Hash("one=" + s.Forms["one"] + "\nother=" + s.Forms["other"])
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Translation) UnmarshalJSON(data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) != 2 {
		return fmt.Errorf("a text has two parts, hash and translation, not %d", len(parts))
	}
	if err := json.Unmarshal(parts[0], &t.Of); err != nil {
		return err
	}
	if bytes.HasPrefix(parts[1], []byte("{")) {
		return json.Unmarshal(parts[1], &t.Forms)
	}
	return json.Unmarshal(parts[1], &t.Text)
}

// ReadTexts reads a file of Texts; a key that stands there twice is an error.
func ReadTexts(in io.Reader) (Texts, error) {
	decoder := json.NewDecoder(in)
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, fmt.Errorf("a file of texts begins with {: %w", err)
	}
	all := Texts{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, twice := all[name]; twice {
			return nil, fmt.Errorf("%s is there twice", name)
		}
		var t Translation
		if err := decoder.Decode(&t); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = t
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("something stands behind the last }")
	}
	return all, nil
}

// Write writes the file, sorted by key.
func (t Texts) Write(out io.Writer) error {
	w := bufio.NewWriter(out)
	w.WriteString("{\n")
	for i, key := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			w.WriteString(",\n")
		}
		text := t[key]
		w.WriteString(quote(key) + ": [" + quote(text.Of) + ", ")
		if text.Forms == nil {
			w.WriteString(quote(text.Text) + "]")
			continue
		}
		var forms []string
		for _, form := range PluralForms {
			if said, ok := text.Forms[form]; ok {
				forms = append(forms, quote(form)+": "+quote(said))
			}
		}
		w.WriteString("{" + strings.Join(forms, ", ") + "}]")
	}
	w.WriteString("\n}\n")
	return w.Flush()
}

// PluralForms are the categories of CLDR in its order.
var PluralForms = []string{"zero", "one", "two", "few", "many", "other"}

func quote(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // of a string
	return strings.TrimSuffix(b.String(), "\n")
}

// Gap is a text that a language lacks, or has of another English wording.
type Gap struct {
	Key   string
	Stale bool // there is one, of an earlier wording
}

// Gaps compares a language with the English sources. extra are keys that no
// source has any more.
func (t Texts) Gaps(sources []Source) (gaps []Gap, extra []string) {
	known := map[string]bool{}
	for _, s := range sources {
		known[s.Key] = true
		switch text, ok := t[s.Key]; {
		case !ok:
			gaps = append(gaps, Gap{Key: s.Key})
		case text.Of != s.Hash():
			gaps = append(gaps, Gap{Key: s.Key, Stale: true})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(t)) {
		if !known[key] {
			extra = append(extra, key)
		}
	}
	return gaps, extra
}
