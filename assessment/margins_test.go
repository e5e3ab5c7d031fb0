package assessment_test

import (
	"strings"
	"testing"

	"onramp/assessment"
)

func TestParseMargins(t *testing.T) {
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	m, err := assessment.ParseMargins([]byte("\ufeffsector;size;country;firms\r\nC;small;;120\r\nC;micro;;900\r\n;;DE;5000\r\n"), " register ", c)
	if err != nil {
		t.Fatal(err)
	}
	if m.Source != "register" || len(m.Tables) != 2 || m.Tables[0].Firms["C/micro"] != 900 || m.Tables[1].Firms["DE"] != 5000 {
		t.Errorf("%+v", m)
	}
	for file, want := range map[string]string{
		"":                                        "field.margins_empty",
		"sector,firms\n":                          "field.margins_empty",
		"sector,people\nC,1\n":                    "field.margins_header",
		"sector,sector,firms\nC,C,1\n":            "field.margins_header",
		"sector,firms\n9,1\n":                     "field.margins_code",
		"region,firms\nDE-BY,3\nby,1\n":           "field.margins_code",
		"sector,firms\nC,0\n":                     "field.margins_zero",
		"sector,firms\nC,-1\n":                    "field.margins_number",
		"sector,firms\nC,many\n":                  "field.margins_number",
		"sector,firms\nC,1\nC,2\n":                "field.margins_twice",
		"sector,firms\nC\n":                       "field.margins_columns",
		"sector,size,country,firms\nC,small,DE,1": "field.margins_axes",
		"sector,firms\n\"C,1\n":                   "field.margins_csv",
	} {
		_, err := assessment.ParseMargins([]byte(file), "x", c)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "Line:") {
			t.Errorf("%q: %v, want %s with a line", file, err, want)
		}
	}
}

func FuzzParseMargins(f *testing.F) {
	c, err := loadContent()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("sector,size,firms\nC,small,12\n,micro,4\n"))
	f.Add([]byte("region;firms\nDE-BY;3\n\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := assessment.ParseMargins(data, "x", c)
		if err != nil {
			if assessment.KindOf(err) != assessment.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, table := range m.Tables {
			if len(table.Axes) < 1 || len(table.Axes) > 2 || len(table.Firms) == 0 {
				t.Fatalf("%+v", table)
			}
			for code, firms := range table.Firms {
				if firms < 1 || strings.Count(code, "/") != len(table.Axes)-1 {
					t.Fatalf("%s: %d", code, firms)
				}
			}
		}
	})
}
