package content

import (
	"testing"
	"testing/fstest"
)

const additional, extra = "small/additional.yaml", "models/extra.yaml"

const additionalItems = `items:
  - id: XX01
    models: [extra]
    kind: checklist
    topic: technology
    sources: [4.2/action-1]
    text: "Where do you plan to invest?"
    why: "Plans show where you are going."
    examples:
      - {sectors: [G], text: "A shop plans a till."}
    options:
      - {id: design, text: "Design"}
      - {id: sales, text: "Sales"}
    bands: [1, 2]
    ask_if: 'value("US01") >= 1'
    otherwise: zero
`

const extraModel = `id: extra
version: "1"
questionnaire: small
questionnaire_version: "2026.1"
title: "Extra"
summary: "One more."
note: "CC BY 4.0"
rule: mean
scale: 5
cuts: [2, 5]
floor: 0.6
not_relevant: both
open_points: ["Rounding is unknown."]
comparisons:
  - {text: "Firms at basic level", year: 2025, value: 72.1, unit: "%", source: "Eurostat"}
groups: [{name: "Newcomer", from: 0}, {name: "Leader", from: 3}]
levels: [{name: "A", text: "A."}, {name: "B", text: "B."}, {name: "C", text: "C."}]
dimensions:
  - id: all
    title: "All"
    weight: 1
    rule: minimum
    levels: ["A.", "B.", "C."]
    indicators:
      - {id: plan, weight: 1, sources: [{item: XX01, option: design}]}
      - {id: tools, weight: 1, sources: [US01]}
      - {id: highest, weight: 1, any: true, sources: [{item: US02, at_least: 2}, {item: XX01, option: sales}]}
layout:
  - {key: day, profile: date}
  - {key: m_1, pair: [plan, highest]}
  - {key: m_2, indicator: tools, values: [0, 1, 2, 3, 4]}
`

// smallWithExtra is the small valid content with one more model.
func smallWithExtra(t testing.TB) fstest.MapFS {
	files := small(t)
	files[additional] = &fstest.MapFile{Data: []byte(additionalItems)}
	files[extra] = &fstest.MapFile{Data: []byte(extraModel)}
	return files
}

func TestAdditionalItems(t *testing.T) {
	c, err := Load(smallWithExtra(t))
	if err != nil {
		t.Fatal(err)
	}
	q := c.Questionnaires[0]
	it := q.Item("XX01")
	if it == nil || it.Core() || it.Dimension != "" || !it.ImpliedZero || it.Options[0].Weight != 1 || len(q.Additional) != 1 {
		t.Fatalf("XX01 is %+v", it)
	}
	m, err := c.ModelFor(q, "extra")
	if err != nil {
		t.Fatal(err)
	}
	if m.Floor != 0.6 || m.Absent != "both" || m.Groups[1].From != 3 || m.OpenPoints[0].Key != "extra.open.0" || m.Comparisons[0].Value != 72.1 || len(m.Layout) != 3 {
		t.Errorf("the model is %+v", m)
	}
	if in := m.Dimensions[0].Indicators[2]; !in.Any || in.Sources[0].AtLeast != 2 {
		t.Errorf("the indicator is %+v", in)
	}
}

func TestAdditionalProblems(t *testing.T) {
	for _, b := range []broken{
		{additional, `models: [extra]`, `models: [extra, stages]`, `small/additional.yaml:3: model stages does not read XX01: name it in the sources of an indicator, or take the model out`},
		{additional, `models: [extra]`, `models: [stages]`, `models/extra.yaml:25: XX01 is not asked of firms that add extra: name extra in its models` + "\n" +
			`models/extra.yaml:27: XX01 is not asked of firms that add extra: name extra in its models` + "\n" +
			`small/additional.yaml:3: model stages does not read XX01: name it in the sources of an indicator, or take the model out`},
		{measures, `item: US03, from: 1`, `item: XX01, from: 0`, `small/items/use.yaml:41: no measure lifts US03: add a lift to one in measures/use.yaml` + "\n" +
			`small/measures/use.yaml:32: XX01 is an additional item, which no plan speaks of: lift an item of the questionnaire itself`},
		{extra, `floor: 0.6`, `floor: 60`, `models/extra.yaml:11: floor must be at most 1`},
		{extra, `not_relevant: both`, `not_relevant: maybe`, `models/extra.yaml:12: not_relevant "maybe" is unknown: use leaves, zero or both`},
		{extra, `at_least: 2`, `at_least: 6`, `models/extra.yaml:27: at_least must be at most 5, the top of US02`},
		{extra, `sources: [US01]`, `any: true, sources: [US01]`, `models/extra.yaml:26: any is for several sources: take it out`},
		{extra, `{item: XX01, option: sales}`, `{item: XX01, option: sales, at_least: 1}`, `models/extra.yaml:27: give option or at_least, not both`},
		{extra, `from: 3`, `from: 0`, `models/extra.yaml:16: groups must rise: 0 comes after 0`},
		{extra, `pair: [plan, highest]`, `pair: [plan]`, `models/extra.yaml:30: pair must have 2 entries`},
		{extra, `pair: [plan, highest]`, `pair: [plan, none]`, `models/extra.yaml:30: indicator "none" is unknown`},
		{extra, `key: m_2`, `key: m_1`, `models/extra.yaml:31: id m_1 is used on line 30 already: give each its own`},
		{extra, `values: [0, 1, 2, 3, 4]`, `values: [0, 1, 2]`, `models/extra.yaml:31: column m_2 needs 5 values, one for each step of tools, not 3`},
		{extra, `values: [0, 1, 2, 3, 4]`, `values: [0, 1, 2, 4, 3]`, `models/extra.yaml:31: values must rise: 3 comes after 4`},
	} {
		files := smallWithExtra(t)
		edit(t, files, b.file, b.old, b.new)
		_, err := Load(files)
		if err == nil || err.Error() != b.want {
			t.Errorf("%s for %s\ngot  %v\nwant %s", b.new, b.old, err, b.want)
		}
	}
}
