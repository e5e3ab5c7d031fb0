package content

import (
	"strings"
	"testing"
	"testing/fstest"
)

const (
	head     = "small/questionnaire.yaml"
	items    = "small/items/use.yaml"
	measures = "small/measures/use.yaml"
	model    = "models/small.yaml"
	staged   = "models/staged.yaml"
	platform = "platforms/de.yaml"
)

// broken is one edit of the small valid content and everything it must lead
// to.
type broken struct {
	file, old, new string
	want           string // problems, one a line
}

func TestReaderFindsProblems(t *testing.T) {
	check(t, []broken{
		{head, `id: small`, `id: [small`, `small/questionnaire.yaml:2: cannot be read as YAML: did not find expected ',' or ']'`},
		{head, `id: small`, "---\na: b\n---\nid: small", `small/questionnaire.yaml:1: cannot be read as YAML: expected single document, found multiple; a file holds exactly one YAML document`},
		{head, `title: "A small questionnaire"`, `title: "A" # twice` + "\n" + `title: "B"`, `small/questionnaire.yaml:4: title is given twice, first on line 3: keep one`},
		{head, `title: "A small questionnaire"`, `titel: "A small questionnaire"`, `small/questionnaire.yaml:1: title is missing: add it` + "\n" +
			`small/questionnaire.yaml:3: unknown key "titel": use costs, depths, dimensions, goals, id, kinds, licence, model, references, sectors, summary, title, topics or version`},
		{head, `title: "A small questionnaire"`, `title:`, `small/questionnaire.yaml:3: title is empty: give it a value or leave the key out`},
		{head, `title: "A small questionnaire"`, `title: ""`, `small/questionnaire.yaml:3: title must not be empty`},
		{head, `title: "A small questionnaire"`, `title: {en: "A"}`, `small/questionnaire.yaml:3: title must be a single value, not keys and values`},
		{head, `title: "A small questionnaire"`, `title: &t "A"`, `small/questionnaire.yaml:3: anchors (&) and aliases (*) are not allowed: write the value out`},
		{head, `version: "2026.1"`, `version: 2026.1`, `models/small.yaml:3: there is no questionnaire small in version 2026.1: name one that is published` + "\n" +
			`models/staged.yaml:3: there is no questionnaire small in version 2026.1: name one that is published` + "\n" +
			`small/questionnaire.yaml:2: version must be text in quotes, not "2026.1"`},
		{head, `version: "2026.1"`, `version: "next"`, `models/small.yaml:3: there is no questionnaire small in version 2026.1: name one that is published` + "\n" +
			`models/staged.yaml:3: there is no questionnaire small in version 2026.1: name one that is published` + "\n" +
			`small/questionnaire.yaml:2: version "next" must be numbers joined by dots, in quotes, such as "2026.1"` + "\n" +
			`small/questionnaire.yaml:6: there is no model small for version next: add it to models/ or name another`},
		{head, `  - {id: sell-more, text: "Sell more"}`, `  sell-more: "Sell more"`, `small/questionnaire.yaml:9: cannot be read as YAML: did not find expected key`},
		{head, `  - {id: sell-more, text: "Sell more"}`, `  - Sell more`, `small/items/use.yaml:10: goal "sell-more" is unknown: use greener` + "\n" +
			`small/measures/use.yaml:17: goal "sell-more" is unknown: use greener` + "\n" +
			`small/questionnaire.yaml:8: goals[0] must be keys and values, not "Sell more"`},
		{head, `minutes: 1`, `minutes: "1"`, `small/questionnaire.yaml:19: minutes must be a whole number, not "1"`},
		{head, `minutes: 1`, `minutes: 0`, `small/questionnaire.yaml:19: minutes must not be 0`},
		{head, `minutes: 1, `, ``, `small/questionnaire.yaml:19: minutes is missing: add it`},
		{head, `short: "Tools"`, `short: "Tools and machines"`, `small/questionnaire.yaml:34: short has 18 characters: shorten it to 14`},
		{items, `gate: true`, `gate: "yes"`, `small/items/use.yaml:2: use has no gating item: put gate: true on the practice without which the rest has no footing` + "\n" +
			`small/items/use.yaml:5: gate must be true or false, not "yes"`},
		{items, `weight: 3`, `weight: 4`, `small/items/use.yaml:6: weight must be at most 3`},
		{items, `weight: 3`, `weight: 99999999999`, `small/items/use.yaml:6: weight must be a whole number, not "99999999999"`},
		{items, `shares: [0.9, 0.6,`, `shares: [.nan, 0.6,`, `small/items/use.yaml:25: shares[0] must be a number, not ".nan"`},
		{items, `goals: [sell-more]`, `goals: [sell-more, a, b, c]`, `small/items/use.yaml:10: goal "a" is unknown: use sell-more or greener` + "\n" +
			`small/items/use.yaml:10: goal "b" is unknown: use sell-more or greener` + "\n" +
			`small/items/use.yaml:10: goal "c" is unknown: use sell-more or greener` + "\n" +
			`small/items/use.yaml:10: goals has 4 entries: keep at most 3`},
		{items, `kind: ordered`, `kind: orderd`, `small/items/use.yaml:4: kind "orderd" is unknown: use ordered, adoption, checklist, yes_no or number`},
		{platform, `platforms:`, `# nothing`, `platforms/de.yaml:2: the file must be keys and values, not a list` + "\n" +
			`small/questionnaire.yaml:27: no support platform offers what answers 4.2/action-1 (advice): add one to platforms/` + "\n" +
			`small/questionnaire.yaml:28: no support platform offers what answers 4.2/action-2 (advice): add one to platforms/`},
	})
}

// check loads the small content with one edit at a time.
func check(t *testing.T, tests []broken) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.file+" "+test.new, func(t *testing.T) {
			files := small(t)
			edit(t, files, test.file, test.old, test.new)
			want(t, files, test.want)
		})
	}
}

// want loads files and compares the problems.
func want(t *testing.T, files fstest.MapFS, want string) {
	t.Helper()
	got := "none"
	if _, err := Load(files); err != nil {
		got = err.Error()
	}
	if got != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
