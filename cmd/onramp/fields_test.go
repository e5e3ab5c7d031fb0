package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onramp/questionnaires"
)

// strictModel reads questions of the shipped questionnaire and has a layout.
const strictModel = `id: strict-test
version: "1"
questionnaire: nir-sme
questionnaire_version: "2026.2"
title: "Test"
summary: "Test"
note: "Test"
rule: mean
scale: 100
cuts: [50]
floor: 0.6
not_relevant: both
levels: [{name: "Low", text: "Low."}, {name: "High", text: "High."}]
groups: [{name: "Newcomer", from: 0}, {name: "Leader", from: 50}]
dimensions:
  - id: all
    title: "All"
    weight: 1
    rule: mean
    levels: ["Low.", "High."]
    indicators:
      - {id: tools, weight: 1, sources: [TA01]}
      - {id: cloud, weight: 1, sources: [TA02]}
      - {id: iot, weight: 1, sources: [{item: TA04, at_least: 5}]}
layout:
  - {key: date, profile: date}
  - {key: name, profile: name}
  - {key: tax}
  - {key: m_1, indicator: tools, values: [0, 1, 2, 3, 4]}
  - {key: m_2, indicator: cloud, values: [0, 2, 4, 6, 8, 10]}
  - {key: m_3, indicator: iot}
`

// withModel is a content folder with strictModel in it.
func withModel(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, questionnaires.Files); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "models", "strict-test.yaml"), []byte(strictModel), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// call runs the program with a text as standard input.
func call(t *testing.T, in string, args ...string) (out string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(in), &o, &e)
	return o.String() + e.String(), code
}

func TestScoreAnyModel(t *testing.T) {
	folder := withModel(t)
	score := func(responses string) string {
		t.Helper()
		file := `{"questionnaire":"nir-sme","models":["strict-test"],"profile":{"country":"DE"},"responses":{` + responses + `}}`
		out, code := call(t, file, "score", "--content", folder, "--answers", "-", "--model", "strict-test")
		if code != 0 {
			t.Fatal(out)
		}
		return strings.Join(strings.Fields(out), "")
	}
	for _, tt := range []struct{ responses, want string }{
		{`"TA01":{"value":4}`, `"overall":{"score":100,"level":null,"coverage":0.3333333333333333,"withheld":true,"strict":{"score":100,"level":null,`},
		{`"TA01":{"value":4},"TA02":{"value":5}`, `"overall":{"score":100,"level":2,"coverage":0.6666666666666666,"group":"Leader","strict":{"score":100,"level":2,`},
		{`"TA01":{"value":4},"TA02":{"state":"not_relevant"},"TA04":{"state":"not_relevant"}`,
			`"overall":{"score":100,"level":2,"coverage":1,"group":"Leader","strict":{"score":33.333333333,"level":1,"coverage":1}}`},
	} {
		if got := score(tt.responses); !strings.Contains(got, tt.want) {
			t.Errorf("%s\ngives %s\nwithout %s", tt.responses, got, tt.want)
		}
	}
}

func TestFields(t *testing.T) {
	folder := withModel(t)
	file := `{"questionnaire":"nir-sme","profile":{"country":"DE","name":"Brot, \"Söhne\""},"responses":{"TA01":{"value":3},"TA02":{"value":4},"TA04":{"value":5}}}`
	csv, code := call(t, file, "fields", "--content", folder, "--answers", "-", "--model", "strict-test", "--date", "2026-11-23")
	if want := "date,name,tax,m_1,m_2,m_3\n11/23/2026,\"Brot, \"\"Söhne\"\"\",,3,8,1\n"; csv != want || code != 0 {
		t.Fatalf("got %q, %d, want %q", csv, code, want)
	}
	portable, code := call(t, csv, "fields", "--content", folder, "--import", "-", "--model", "strict-test", "--country", "DE")
	if code != 0 || !strings.Contains(portable, `"models": [`) {
		t.Fatal(portable)
	}
	again, _ := call(t, portable, "fields", "--content", folder, "--answers", "-", "--model", "strict-test", "--date", "2026-11-23")
	if again != csv {
		t.Errorf("there and back: %q, want %q", again, csv)
	}
}

func TestFieldsRefuse(t *testing.T) {
	folder := withModel(t)
	fields := func(in string, args ...string) (string, int) {
		return call(t, in, append([]string{"fields", "--content", folder}, args...)...)
	}
	for in, want := range map[string]string{
		"m_1,m_2\n5,3\n": "m_2: “3” cannot stand in this column", "m_9\n1\n": "m_9: The model has no column “m_9”",
		"m_1\n1\n2\n": "there are 3 rows", "m_1\n\"1\n": "comma-separated", "": "there are 0 rows", "m_1,m_2\n1\n": "There are 1 values for 2 columns",
		"date\n2026-11-23\n": "date: “2026-11-23” cannot stand in this column",
	} {
		if out, code := fields(in, "--import", "-", "--model", "strict-test", "--country", "DE"); code != exitUsage || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s, want %s", in, code, out, want)
		}
	}
	for want, args := range map[string][]string{
		"--model ID":          {"--import", "-"},
		"--country DE":        {"--import", "-", "--model", "strict-test"},
		"no field layout":     {"--import", "-", "--model", "nir-sme"},
		"name one file":       {"--model", "strict-test"},
		"maturity model “no”": {"--import", "-", "--model", "no"},
	} {
		if out, code := fields("m_1\n1\n", args...); code != exitUsage || !strings.Contains(out, want) {
			t.Errorf("%v: %d %s, want %s", args, code, out, want)
		}
	}
}
