package assessment

import (
	"bytes"
	"encoding/json"
	"errors"
	"hash/fnv"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// strictJSON decodes one JSON value and refuses unknown keys and anything
// after it.
func strictJSON(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return &afterEnd{dec.InputOffset()}
	}
	return nil
}

// afterEnd says that something follows the one value a text should hold.
type afterEnd struct{ offset int64 }

func (*afterEnd) Error() string { return "there is more after the end of the value" }

// knownKeys lists the keys of a type's JSON object, as its tags spell them.
func knownKeys[T any]() []string {
	var keys []string
	for f := range reflect.TypeFor[T]().Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		keys = append(keys, key)
	}
	return keys
}

// keyFault is a key of a JSON object that is unknown or there twice.
type keyFault struct {
	place, key string
	twice      bool
}

func (f *keyFault) Error() string {
	if f.twice {
		return "key " + strconv.Quote(f.key) + " is there twice"
	}
	return "unknown key " + strconv.Quote(f.key)
}

// checkKeys walks a JSON value that is known to be well formed. It refuses a
// key that stands twice in its object, of which encoding/json would silently
// take the last, and one that allowed, given the object's place, does not
// list; encoding/json takes Depth for depth. Where allowed has nothing to say
// (nil) every key goes.
func checkKeys(data []byte, allowed func(place string) []string) error {
	return walkKeys(json.NewDecoder(bytes.NewReader(data)), "", allowed)
}

func walkKeys(dec *json.Decoder, place string, allowed func(place string) []string) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, isDelim := token.(json.Delim)
	if !isDelim {
		return nil
	}
	seen, known := map[string]bool{}, allowed(place)
	for dec.More() {
		inside := place
		if open == '{' {
			token, err := dec.Token()
			if err != nil {
				return err
			}
			key, _ := token.(string)
			if seen[key] || known != nil && !slices.Contains(known, key) {
				return &keyFault{place: place, key: key, twice: seen[key]}
			}
			seen[key] = true
			inside = strings.TrimPrefix(place+"."+key, ".")
		}
		if err := walkKeys(dec, inside, allowed); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// sortedKeys returns a map's keys in order, so that what is said of them does
// not depend on chance.
func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// mark is a short fingerprint that notices change; it protects nothing.
func mark(data []byte) string {
	h := fnv.New64a()
	h.Write(data)
	return strconv.FormatUint(h.Sum64(), 36)
}
