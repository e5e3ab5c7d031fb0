package content

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
	"onramp/questionnaires"
)

// whole is an entry that says everything an entry can say.
var whole = assessment.Platform{ID: "de-centre", Name: "Centre: \"West\"", LocalName: "Zentrum", Operator: "A chamber", Countries: []string{"DE", "FR"},
	Languages: []string{"de", "pt-BR"}, URL: "https://example.org/?a=1&b=2", Kinds: []string{"advice"}, Topics: []string{"data"}, Audience: []string{"micro"},
	Cost: "free", Summary: assessment.Text{Key: "platform.de-centre.summary", English: "Advice: 50 % off, 'now'."},
	Note: assessment.Text{Key: "platform.de-centre.note", English: "- Ask first.\nThen come."}, Source: "http://example.org/", Evidence: assessment.EvidenceOperator,
	Checked: "2026-11-24", Status: assessment.StatusActive, Vendor: true, Regions: []string{"DE-BY"}, Sectors: []string{"C", "F"},
	Employees: assessment.Span{Min: 10, Max: 249}, Age: assessment.Span{Max: 5}, Opens: "2026-11-01", Closes: "2027-03-31"}

// TestPlatformsThereAndBack: what is written is read again the same, the whole
// directory that ships too.
func TestPlatformsThereAndBack(t *testing.T) {
	c, err := Load(questionnaires.Files)
	if err != nil {
		t.Fatal(err)
	}
	all := append([]assessment.Platform{whole}, c.Directory.Platforms...)
	data, err := FormatPlatforms(all)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadPlatforms("entry.yaml", data, c.Questionnaires...)
	if err != nil {
		t.Fatalf("%v\n%s", err, data[:1000])
	}
	if d := cmp.Diff(all, again); d != "" {
		t.Errorf("differs (-written +read):\n%s", d)
	}
}

func TestReadPlatformsTellsWhere(t *testing.T) {
	for text, want := range map[string]string{
		"":              "entry.yaml:1: cannot be read as YAML",
		"platforms: []": "entry.yaml:1: platforms must not be empty",
		"platform: {}":  `entry.yaml:1: unknown key "platform": use platforms`,
		"platforms: [":  "entry.yaml:2: cannot be read as YAML",
		"platforms:\n- {id: a, name: A, operator: O, countries: [DE], kinds: [x], topics: [y], summary: S, verified: seen, checked: \"2026-11\", status: active}\n" +
			"- {id: a, name: A, operator: O, countries: [DE], kinds: [x], topics: [y], summary: S, verified: seen, checked: \"2026-11\", status: active}": "entry.yaml:3: id a is used on line 2 already",
	} {
		_, err := ReadPlatforms("entry.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// FuzzReadPlatforms: no text brings the reader down; what is wrong is told with
// file and line; what is read can be written and read again.
func FuzzReadPlatforms(f *testing.F) {
	data, err := FormatPlatforms([]assessment.Platform{whole})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("platforms: [{id: a, employees: {min: 1, max: 0}, age: [], opens: 2026-01-01}]"))
	f.Add([]byte("platforms: {}\n---\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadPlatforms("entry.yaml", data)
		if err != nil {
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("error is %T", err)
			}
			for _, p := range problems {
				if p.File != "entry.yaml" || p.Line < 1 || p.Message == "" || strings.ContainsAny(p.String(), "\n\r") {
					t.Errorf("problem %+v", p)
				}
			}
			return
		}
		out, err := FormatPlatforms(all)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadPlatforms("entry.yaml", out)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if d := cmp.Diff(all, again); d != "" {
			t.Errorf("differs:\n%s", d)
		}
	})
}
