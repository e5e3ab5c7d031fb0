package content

import "testing"

func TestItemProblems(t *testing.T) {
	check(t, []broken{
		{items, `dimension: use`, `dimension: usage`, `small/items/use.yaml:1: dimension must be use like the file, not "usage"`},
		{items, `id: US03`, `id: US01`, `models/staged.yaml:21: item "US03" is not in small 2026.1` + "\n" +
			`small/items/use.yaml:41: item US01 is in small/items/use.yaml on line 3 already: give each its own id` + "\n" +
			`small/items/use.yaml:67: condition names unknown item "US03"` + "\n" +
			`small/measures/use.yaml:32: lift names unknown item "US03"`},
		{items, `id: US03`, `id: "3"`, `models/staged.yaml:21: item "US03" is not in small 2026.1` + "\n" +
			`small/items/use.yaml:41: id "3" must be capital letters and digits, such as AS01` + "\n" +
			`small/items/use.yaml:41: no measure lifts 3: add a lift to one in measures/use.yaml` + "\n" +
			`small/items/use.yaml:67: condition names unknown item "US03"` + "\n" +
			`small/measures/use.yaml:32: lift names unknown item "US03"`},
		{items, `topic: technology`, `topic: machines`, `small/items/use.yaml:8: topic "machines" is unknown: use technology`},
		{items, `sources: [4.2/action-1]`, `sources: [4.2/action-1, 4.1]`, `small/items/use.yaml:9: sources[1] must be text in quotes, not "4.1"`},
		{items, `sources: [4.2/action-1]`, `sources: [4.2/action-2]`, `small/questionnaire.yaml:27: no item comes from 4.2/action-1: name it in the sources of one`},
		{items, `goals: [sell-more]`, `goals: [sell-less]`, `small/items/use.yaml:10: goal "sell-less" is unknown: use sell-more or greener`},
		{items, `sectors: [G]`, `sectors: [G, G, X]`, `small/items/use.yaml:15: sector "X" is unknown: use C or G` + "\n" +
			`small/items/use.yaml:15: sector G is given twice: keep one`},
		{items, `    gate: true` + "\n", ``, `small/items/use.yaml:2: use has no gating item: put gate: true on the practice without which the rest has no footing`},
		{items, `kind: adoption`, "kind: adoption\n    gate: true", `small/items/use.yaml:29: US01 is the gating item of use already: keep one`},
		{items, "    gate: true\n", "", `small/items/use.yaml:2: use has no gating item: put gate: true on the practice without which the rest has no footing`},
		{items, `    why: "Orders get lost."` + "\n", ``, `small/items/use.yaml:3: why is missing: add it`},
		{items, `      - "Not at all"` + "\n", ``, `small/items/use.yaml:19: an ordered item has 5 options, lowest first, not 4`},
		{items, `- "Not at all"`, `- {id: none, text: "Not at all"}`, `small/items/use.yaml:20: an option of an ordered item is a text alone: take out id and weight`},
		{items, `technology: cloud`, `options: ["a"]`, `small/items/use.yaml:32: an item of kind adoption has no options: take it out`},
		{items, `{id: printer, text: "A printer", weight: 1}`, `{id: phone, text: "A printer"}`, `small/items/use.yaml:52: id phone is used on line 51 already: give each its own` + "\n" +
			`small/items/use.yaml:52: weight is missing: an option of a checklist needs one of at least 1`},
		{items, `{id: printer,`, `{`, `small/items/use.yaml:52: id is missing: an option of a checklist needs one`},
		{items, `bands: [1, 3]`, `bands: [3, 1]`, `small/items/use.yaml:54: bands must rise: 1 comes after 3`},
		{items, `bands: [1, 3]`, `bands: [1, 5]`, `small/items/use.yaml:54: band 5 can never be reached: the sum of all weights is 4`},
		{items, `bands: [1, 3]`, `bands: [1, 3, 4]`, `small/items/use.yaml:55: shares must have 3 entries, one for each category above the lowest, not 2`},
		{items, `    bands: [1, 3]` + "\n", ``, `small/items/use.yaml:41: bands is missing: an item of kind checklist needs it`},
		{items, `bands: [1, 25]`, `bands: [0, 25]`, `small/items/use.yaml:82: band 0 must be at least 1`},
		{items, `max: 100`, `max: 0`, `small/items/use.yaml:80: max must be more than min`},
		{items, `    unit: "% of sales"` + "\n", ``, `small/items/use.yaml:70: unit is missing: an item of kind number needs it`},
		{items, `shares: [0.9, 0.6, 0.3, 0.1]`, `shares: [0.9, 0.6, 0.3]`, `small/items/use.yaml:25: shares must have 4 entries, one for each category above the lowest, not 3`},
		{items, `shares: [0.9, 0.6, 0.3, 0.1]`, `shares: [0.9, 0.9, 0.3, 0]`, `small/items/use.yaml:25: share 0 must be between 0 and 1` + "\n" +
			`small/items/use.yaml:25: shares must fall: 0.9 comes after 0.9`},
	})
}

func TestConditionProblems(t *testing.T) {
	const robot = `'sector == "C" && employees >= 3 && chosen("US03", "robot")'`
	check(t, []broken{
		{items, `'value("US01") >= 1'`, `'value("US01") >='`, `small/items/use.yaml:38: condition is wrong: unexpected token EOF (1:16)`},
		{items, `'value("US01") >= 1'`, `'value("US01")'`, `small/items/use.yaml:38: condition is wrong: expected bool, but got int`},
		{items, `'value("US01") >= 1'`, `'turnover > 5'`, `small/items/use.yaml:38: condition is wrong: unknown name turnover (1:1)`},
		{items, `'value("US01") >= 1'`, `'value("US01") == "a"'`, `small/items/use.yaml:38: condition is wrong: invalid operation: == (mismatched types int and string) (1:15)`},
		{items, `'value("US01") >= 1'`, `'value("US99") >= 1'`, `small/items/use.yaml:38: condition names unknown item "US99"`},
		{items, `'value("US01") >= 1'`, `'value("US02") >= 1'`, `small/items/use.yaml:38: condition reads its own answer: name an earlier item`},
		{items, `'value("US01") >= 1'`, `'value("US03") >= 1'`, `small/items/use.yaml:38: condition reads US03, which is asked later: name an earlier item`},
		{items, `'value("US01") >= 1'`, `'value("US01") >= 5'`, `small/items/use.yaml:38: no profile and no earlier answers make this true: the item can never be asked`},
		{items, `'value("US01") >= 1'`, `'sector == "C"'`, `small/items/use.yaml:39: otherwise: zero needs a condition that reads an answer: use not_relevant`},
		{items, `'value("US01") >= 1'`, `'value("US01") >= 1 && country == "XX"'`, `small/items/use.yaml:38: condition names unknown country "XX": use a code of ISO 3166-1 such as DE`},
		{items, `'value("US01") >= 1'`, `'chosen("US01", "a")'`, `small/items/use.yaml:38: condition reads a tick of US01, which is no checklist: use value("US01")`},
		{items, "    otherwise: zero\n", ``, `small/items/use.yaml:38: otherwise is missing: add zero (the answer before means none of it) or not_relevant`},
		{items, `    ask_if: 'value("US01") >= 1'` + "\n", ``, `small/items/use.yaml:38: otherwise needs ask_if: take it out or add the condition`},
		{items, robot, `'chosen("US03", "drone")'`, `small/items/use.yaml:67: condition names unknown option "drone" of US03`},
		{items, robot, `'sector == "Z"'`, `small/items/use.yaml:67: condition names unknown sector "Z": use C or G`},
		{items, robot, `'wants("money") || size == "tiny"'`, `small/items/use.yaml:67: condition names unknown goal "money": use sell-more or greener` + "\n" +
			`small/items/use.yaml:67: condition names unknown size "tiny": use micro, small, medium or large`},
		{items, robot, `'employees >= 3 && employees < 3'`, `small/items/use.yaml:67: no profile and no earlier answers make this true: the item can never be asked`},
		{items, robot, `'employees < 10 && size == "large"'`, `small/items/use.yaml:67: no profile and no earlier answers make this true: the item can never be asked`},
		{items, robot, `'value("US02") >= 1 && value("US01") == 0'`, `small/items/use.yaml:67: no profile and no earlier answers make this true: the item can never be asked`},
		{items, robot, `'value("US03") == 2 && !chosen("US03", "robot") && chosen("US03", "phone")'`, `small/items/use.yaml:67: no profile and no earlier answers make this true: the item can never be asked`},
		{items, robot, `'value(sector) > 1'`, `small/items/use.yaml:67: condition is wrong: value() takes a quoted name`},
		{measures, `'size in ["small", "medium"]'`, `'value("US01") > 1'`, `small/measures/use.yaml:39: applies_if reads an answer (US01): it may read the profile only`},
		{measures, `'size in ["small", "medium"]'`, `'size in ["smal"]'`, `small/measures/use.yaml:39: condition names unknown size "smal": use micro, small, medium or large`},
	})
}

func TestConditionsInACircle(t *testing.T) {
	files := small(t)
	edit(t, files, items, "sources: [4.2/action-3]", "sources: [4.2/action-3]\n    ask_if: 'value(\"US05\") >= 1'\n    otherwise: zero")
	edit(t, files, items, "sources: [4.2/action-4]\n    text: \"Which", "sources: [4.2/action-4]\n    ask_if: 'value(\"US04\") >= 1'\n    otherwise: zero\n    text: \"Which")
	want(t, files, `small/items/use.yaml:47: conditions go round in a circle: US03 -> US05 -> US04 -> US03`)
}

func TestMeasureProblems(t *testing.T) {
	check(t, []broken{
		{measures, `id: us-second`, `id: us-first`, `small/measures/use.yaml:20: measure us-first is in small/measures/use.yaml on line 3 already: give each its own id`},
		{measures, `level: 1`, `level: 3`, `small/measures/use.yaml:4: level must be below the model's top level 3` + "\n" +
			`small/questionnaire.yaml:32: no measure takes a firm from level 1 of use: add one to measures/use.yaml`},
		{measures, `cost: none`, `cost: free`, `small/measures/use.yaml:9: cost "free" is unknown: use none, low or high`},
		{measures, `horizon: later`, `horizon: never`, `small/measures/use.yaml:29: horizon "never" is unknown: use first-90-days, first-year or later`},
		{measures, `weeks: 2`, `weeks: 0`, `small/measures/use.yaml:11: weeks must not be 0`},
		{measures, `goals: [sell-more]`, `goals: []`, `small/measures/use.yaml:17: goals must not be empty`},
		{measures, `goals: [sell-more]`, `goals: [money]`, `small/measures/use.yaml:17: goal "money" is unknown: use sell-more or greener`},
		{measures, `kinds: [advice]`, `kinds: [money]`, `small/measures/use.yaml:18: kind "money" is unknown: use advice or matchmaking`},
		{measures, `support: {kinds: [advice], topics: [technology]}`, `support: {kinds: [advice]}`, `small/measures/use.yaml:18: support.topics is missing: add it`},
		{measures, `    support: {kinds: [advice], topics: [technology]}` + "\n", ``, `small/measures/use.yaml:3: support.kinds is missing: add it` + "\n" +
			`small/measures/use.yaml:3: support.topics is missing: add it`},
		{measures, `sources: [4.2/action-3, 4.2/action-4]`, `sources: [4.2/action-3]`, `small/questionnaire.yaml:30: no measure comes from 4.2/action-4: name it in the sources of one`},
		{measures, `prerequisites: []`, `prerequisites: [us-third]`, `small/measures/use.yaml:13: prerequisite "us-third" is no measure`},
		{measures, `prerequisites: []`, `prerequisites: [us-second]`, `small/measures/use.yaml:13: prerequisites go round in a circle: us-first -> us-second -> us-first`},
		{measures, `prerequisites: []`, `prerequisites: [us-first]`, `small/measures/use.yaml:13: prerequisites go round in a circle: us-first -> us-first`},
		{measures, `item: US01, from: 0, to: 3`, `item: US99, from: 0, to: 3`, `small/items/use.yaml:3: no measure lifts US01: add a lift to one in measures/use.yaml` + "\n" +
			`small/measures/use.yaml:15: lift names unknown item "US99"`},
		{measures, `item: US01, from: 0, to: 3`, `item: US01, from: 0, to: 5`, `small/measures/use.yaml:15: lift of US01 must stay on its scale, 0 to 4`},
		{measures, `item: US01, from: 0, to: 3`, `item: US01, from: 3, to: 3`, `small/items/use.yaml:3: no measure lifts US01 from 0: add a lift from its lower end to one in measures/use.yaml` + "\n" +
			`small/measures/use.yaml:15: lift of US01 must rise: to must be more than from`},
		{measures, `item: US01, from: 0, to: 3`, `item: US01, from: 1, to: 3`, `small/items/use.yaml:3: no measure lifts US01 from 0: add a lift from its lower end to one in measures/use.yaml`},
		{measures, `item: US01, from: 0, to: 3`, `item: US01, to: 3`, `small/measures/use.yaml:15: from is missing: add it`},
		{measures, `item: US02, from: 0, to: 5`, `item: US01, from: 0, to: 1`, `small/items/use.yaml:27: no measure lifts US02: add a lift to one in measures/use.yaml` + "\n" +
			`small/measures/use.yaml:16: US01 is lifted twice: keep one lift`},
		{measures, `title: "Buy a robot"`, `title: "Buy a robot that fits the work of your firm and costs less than a car"`, `small/measures/use.yaml:22: title has 69 characters: shorten it to 60`},
	})
}

func TestConditionsTooLargeToTryOut(t *testing.T) {
	files := small(t)
	many := `'value("US01") + value("US02") + value("US03") > 3'`
	edit(t, files, items, `'sector == "C" && employees >= 3 && chosen("US03", "robot")'`, many)
	want(t, files, "none") // 5 * 6 * 3 answers
	ticks := `chosen("US03", "phone") && chosen("US03", "printer") && chosen("US03", "robot")`
	edit(t, files, items, many, `'value("US01") + value("US02") + value("US03") > 3 && `+ticks+`'`)
	want(t, files, "none") // times 2^3
	edit(t, files, items, "    options:\n      - {id: phone", "    options:\n      - {id: a, text: A, weight: 1}\n      - {id: b, text: B, weight: 1}\n      - {id: c, text: C, weight: 1}\n      - {id: phone")
	edit(t, files, items, ticks, ticks+` && chosen("US03", "a") && chosen("US03", "b") && chosen("US03", "c")`)
	want(t, files, `small/items/use.yaml:70: condition reads too many answers to try out (5760 combinations, at most 4096): read fewer items`)
}
