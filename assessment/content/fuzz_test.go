package content

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad puts any text in the place of each kind of file: no panic, and
// whatever is wrong is told on one line with file and line.
func FuzzLoad(f *testing.F) {
	names := []string{head, items, measures, model, platform}
	whole := small(f)
	for i, name := range names {
		f.Add(uint8(i), whole[name].Data)
	}
	f.Add(uint8(1), []byte("dimension: use\nitems: [{id: US01, kind: checklist, options: [a, {id: b}], bands: [], ask_if: 'value(\"US01\")'}]"))
	f.Add(uint8(1), []byte("items: [{kind: number, min: 9, max: 1, bands: [-1, .inf], ask_if: 'value(\"A\") % 0 == 1'}, null, 7]"))
	f.Add(uint8(2), []byte("measures:\n  - {id: a, prerequisites: [b]}\n  - {id: b, prerequisites: [a, \"\"]}\n"))
	f.Add(uint8(3), []byte("a: &a [*a]\n<<: *a\n? [x]\n: y\n"))
	f.Add(uint8(0), []byte("--- !!binary |\n  AAAA\n...\n---\n"))
	f.Add(uint8(4), []byte("platforms: !x {a: !!str 3}\n\x00"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		files := fstest.MapFS{}
		for name, file := range whole {
			files[name] = file
		}
		files[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		c, err := Load(files)
		if err == nil {
			_ = References(c)
			return
		}
		var problems Problems
		if !errors.As(err, &problems) || len(problems) == 0 || c != nil {
			t.Fatalf("error is %T with catalogue %v", err, c)
		}
		for _, p := range problems {
			if p.File == "" || p.Line < 1 || p.Message == "" || strings.ContainsAny(p.String(), "\n\r") {
				t.Errorf("problem %+v", p)
			}
		}
	})
}
