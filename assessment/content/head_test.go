package content

import "testing"

func TestHeadProblems(t *testing.T) {
	check(t, []broken{
		{head, `{id: greener,`, `{id: sell-more,`, `small/measures/use.yaml:36: goal "greener" is unknown: use sell-more` + "\n" +
			`small/questionnaire.yaml:9: id sell-more is used on line 8 already: give each its own`},
		{head, `{id: G, text`, `{id: Z, text`, `small/items/use.yaml:15: sector "G" is unknown: use C or Z` + "\n" +
			`small/items/use.yaml:78: sector "G" is unknown: use C or Z` + "\n" +
			`small/questionnaire.yaml:12: sector "Z" must be a section of ISIC Rev. 4, A to U`},
		{head, `sources: [4.2/action-1, 4.2/action-2]`, `sources: [4.2/action-1, 4.2/action-9]`, `small/questionnaire.yaml:14: source "4.2/action-9" is unknown: use 4.2/action-1, 4.2/action-2, 4.2/action-3 or 4.2/action-4` + "\n" +
			`small/questionnaire.yaml:28: no kind of support answers 4.2/action-2: name it in the sources of one`},
		{head, `    sources: [4.2/action-1]`, `    sources: ["4.9"]`, `small/questionnaire.yaml:36: source "4.9" is unknown: use 4.2/action-1, 4.2/action-2, 4.2/action-3 or 4.2/action-4`},
		{head, `confidence: 0.8`, `confidence: 0`, `small/questionnaire.yaml:20: standard asks everything: give it a confidence above 0 and per_dimension of at least 2`},
		{head, `confidence: 0, per_dimension: 0`, `confidence: 0.9, per_dimension: 0`, `small/questionnaire.yaml:21: full must ask everything: confidence 0, per_dimension 0`},
		{head, `{id: standard, minutes`, `{id: normal, minutes`, `small/questionnaire.yaml:18: depths must be quick, standard, full, in this order`},
		{head, `up_to: 500, plan: 300`, `up_to: 500, plan: 600`, `small/questionnaire.yaml:24: plan must not be more than up_to`},
		{head, `up_to: 500, plan: 300`, `up_to: 0, plan: 0`, `small/questionnaire.yaml:24: up_to must be more than that of the class before (0 only on the last: no bound)`},
		{head, `action: 4, `, ``, `small/questionnaire.yaml:26: no reference has action: 4: the four actions of section 4.2 must be there`},
		{head, `action: 4, `, `action: 3, `, `small/questionnaire.yaml:26: no reference has action: 4: the four actions of section 4.2 must be there` + "\n" +
			`small/questionnaire.yaml:30: action 3 is 4.2/action-3 already: give each action once`},
		{head, `{id: 4.2/action-4, action: 4, text: "Open innovation"}`, "{id: 4.2/action-4, text: \"x\"}\n  - {id: new, action: 4, text: \"Open innovation\"}", `small/questionnaire.yaml:31: no item comes from new: name it in the sources of one`},
		{head, `, 4.2/action-4]}`, `]}`, `small/questionnaire.yaml:30: no kind of support answers 4.2/action-4: name it in the sources of one`},
		{head, `model: small`, `model: large`, `small/questionnaire.yaml:6: there is no model large for version 2026.1: add it to models/ or name another`},
		{head, `  - id: use`, `  - {id: more, title: "More", short: "More", summary: "More.", sources: [4.2/action-1]}` + "\n  - id: use", `small/questionnaire.yaml:32: more has no items: write items/more.yaml` + "\n" +
			`small/questionnaire.yaml:32: more has no measures: write measures/more.yaml` + "\n" +
			`small/questionnaire.yaml:32: no measure takes a firm from level 1 of more: add one to measures/more.yaml` + "\n" +
			`small/questionnaire.yaml:32: no measure takes a firm from level 2 of more: add one to measures/more.yaml`},
		{head, `  - id: use`, `  - id: tools`, `models/small.yaml:20: dimension "use" is unknown: use tools` + "\n" +
			`models/small.yaml:22: item "US01" is not in small 2026.1` + "\n" +
			`models/staged.yaml:20: item "US01" is not in small 2026.1` + "\n" +
			`models/staged.yaml:21: item "US03" is not in small 2026.1` + "\n" +
			`models/staged.yaml:21: item "US04" is not in small 2026.1` + "\n" +
			`small/items/use.yaml:1: use is no dimension of the questionnaire: rename or delete the file` + "\n" +
			`small/measures/use.yaml:1: use is no dimension of the questionnaire: rename or delete the file` + "\n" +
			`small/questionnaire.yaml:27: no item comes from 4.2/action-1: name it in the sources of one` + "\n" +
			`small/questionnaire.yaml:28: no item comes from 4.2/action-2: name it in the sources of one` + "\n" +
			`small/questionnaire.yaml:29: no item comes from 4.2/action-3: name it in the sources of one` + "\n" +
			`small/questionnaire.yaml:30: no item comes from 4.2/action-4: name it in the sources of one` + "\n" +
			`small/questionnaire.yaml:32: no measure takes a firm from level 1 of tools: add one to measures/tools.yaml` + "\n" +
			`small/questionnaire.yaml:32: no measure takes a firm from level 2 of tools: add one to measures/tools.yaml` + "\n" +
			`small/questionnaire.yaml:32: tools has no items: write items/tools.yaml` + "\n" +
			`small/questionnaire.yaml:32: tools has no measures: write measures/tools.yaml`},
		{platform, `status: active`, `status: closed`, `small/questionnaire.yaml:27: no support platform offers what answers 4.2/action-1 (advice): add one to platforms/` + "\n" +
			`small/questionnaire.yaml:28: no support platform offers what answers 4.2/action-2 (advice): add one to platforms/`},
	})
}

func TestPlatformProblems(t *testing.T) {
	check(t, []broken{
		{platform, `id: de-advice`, `id: intl-partners`, `platforms/international.yaml:2: platform intl-partners is in platforms/de.yaml on line 2 already: give each its own id`},
		{platform, `countries: [DE]`, `countries: [DE, DE, XX]`, `platforms/de.yaml:6: country "XX" is unknown: use a code of ISO 3166-1 such as DE, EU for every member state, or "*"` + "\n" +
			`platforms/de.yaml:6: country DE is given twice: keep one`},
		{platform, `languages: [de]`, `languages: [German]`, `platforms/de.yaml:7: languages "German" must be a language tag, such as en or pt-BR`},
		{platform, `url: "https:`, `url: "ftp:`, `platforms/de.yaml:8: url "ftp://example.org/" must be an address that starts with https:// or http://, or leave the key out`},
		{platform, `url: "https://example.org/"`, `url: "https://me:secret@example.org/"`, `platforms/de.yaml:8: url "https://me:secret@example.org/" must be an address that starts with https:// or http://, or leave the key out`},
		{platform, `kinds: [advice]`, `kinds: [advice, help]`, `platforms/de.yaml:9: kind "help" is unknown: use advice or matchmaking`},
		{platform, `topics: [technology]`, `topics: [machines]`, `platforms/de.yaml:10: topic "machines" is unknown: use technology`},
		{platform, `audience: [micro, small]`, `audience: [tiny]`, `platforms/de.yaml:11: audience "tiny" is unknown: use micro, small, medium, large, start-up or association`},
		{platform, `cost: free`, `cost: cheap`, `platforms/de.yaml:12: cost "cheap" is unknown: use free, subsidised, mixed or paid`},
		{platform, `source: "http:`, `source: "ftp:`, `platforms/de.yaml:14: source "ftp://example.org/about" must be an address that starts with https:// or http://, or leave the key out`},
		{platform, `verified: seen`, `verified: heard`, `platforms/de.yaml:15: verified "heard" is unknown: use general-knowledge, seen, address or operator`},
		{platform, `checked: "2026-11"`, `checked: "2026-13"`, `platforms/de.yaml:16: checked "2026-13" must be a month or a day, in quotes, such as "2026-11" or "2026-11-23"`},
		{platform, `checked: "2026-11"`, `checked: "2026-02-30"`, `platforms/de.yaml:16: checked "2026-02-30" must be a month or a day, in quotes, such as "2026-11" or "2026-11-23"`},
		{platform, `status: active`, `opens: 2026-11-23`, `platforms/de.yaml:2: status is missing: add it` + "\n" + `platforms/de.yaml:17: opens must be text in quotes, not "2026-11-23"`},
		{platform, `cost: free`, `opens: "soon"`, `platforms/de.yaml:12: opens "soon" must be a day, in quotes, such as "2026-11-23"`},
		{platform, `cost: free`, `opens: "2026-12-01"` + "\n" + `    closes: "2026-11-30"`, `platforms/de.yaml:13: closes 2026-11-30 comes before opens 2026-12-01: correct one of them`},
		{platform, `cost: free`, `regions: [Bavaria, XX-BY, FR-BRE, DE-BY, DE-BY]`, `platforms/de.yaml:12: region "Bavaria" is unknown: use a code of ISO 3166-2 such as DE-BY` + "\n" +
			`platforms/de.yaml:12: region "XX-BY" is unknown: use a code of ISO 3166-2 such as DE-BY` + "\n" +
			`platforms/de.yaml:12: region DE-BY is given twice: keep one` + "\n" +
			`platforms/de.yaml:12: region FR-BRE lies in FR: name that country in countries too`},
		{platform, `cost: free`, `sectors: [C, X]`, `platforms/de.yaml:12: sector "X" is unknown: use C or G`},
		{platform, `cost: free`, `employees: {min: 250, max: 249}`, `platforms/de.yaml:12: employees begins at 250 and ends at 249: exchange min and max`},
		{platform, `cost: free`, `employees: {}`, `platforms/de.yaml:12: employees says nothing: give min, max or both, or leave the key out`},
		{platform, `cost: free`, `employees: {max: 0}`, `platforms/de.yaml:12: employees.max must be at least 1`},
		{platform, `cost: free`, `age: {min: -1}`, `platforms/de.yaml:12: age.min must be at least 0`},
		{platform, `cost: free`, `age: 5`, `platforms/de.yaml:12: age must be keys and values, not "5"`},
		{platform, `cost: free`, `age: {least: 5}`, `platforms/de.yaml:12: age says nothing: give min, max or both, or leave the key out` + "\n" +
			`platforms/de.yaml:12: unknown key "least": use max or min`},
		{platform, `status: active`, `status: open`, `platforms/de.yaml:17: status "open" is unknown: use active, unknown or closed`},
		{platform, `    summary: "Advice on tools."` + "\n", ``, `platforms/de.yaml:2: summary is missing: add it`},
	})
}

func TestModelProblems(t *testing.T) {
	check(t, []broken{
		{model, `questionnaire: small`, `questionnaire: big`, `models/small.yaml:3: there is no questionnaire big in version 2026.1: name one that is published` + "\n" +
			`small/questionnaire.yaml:6: there is no model small for version 2026.1: add it to models/ or name another`},
		{model, `cuts: [30, 60]`, `cuts: [30]`, `models/small.yaml:10: 1 cuts make 2 levels, but 3 are described`},
		{model, `cuts: [30, 60]`, `cuts: [60, 30]`, `models/small.yaml:10: cuts must rise: 30 comes after 60`},
		{model, `cuts: [30, 60]`, `cuts: [0, 100]`, `models/small.yaml:10: cut 0 must be above 0 and at most the scale, 100`},
		{model, `cuts: [30, 60]`, `cuts: [30, 101]`, `models/small.yaml:10: cut 101 must be above 0 and at most the scale, 100`},
		{model, "cuts: [30, 60]\n", ``, `models/small.yaml:1: cuts is missing: only a model of staged dimensions goes without`},
		{model, `rule: mean`, `rule: median`, `models/small.yaml:8: rule "median" is unknown: use mean, minimum, staged or none`},
		{model, `weight: 1`, `weight: 0`, `models/small.yaml:15: the weights of all dimensions are 0: give at least one more`},
		{model, `weight: 1`, `weight: -1`, `models/small.yaml:18: weight must be at least 0`},
		{model, `items_of: use`, `items_of: tools`, `models/small.yaml:20: dimension "tools" is unknown: use use`},
		{model, "    items_of: use\n", ``, `models/small.yaml:16: use measures nothing: add items_of or indicators`},
		{model, `items_of: use`, "items_of: use\n    indicators: [{id: a, weight: 1, sources: [US01]}]", `models/small.yaml:20: give items_of or indicators, not both`},
		{model, `item: US01`, `item: US99`, `models/small.yaml:22: item "US99" is not in small 2026.1`},
		{model, `below: 2`, `below: 5`, `models/small.yaml:22: below must be at most 4, the top of US01`},
		{model, `cap: 1`, `cap: 3`, `models/small.yaml:22: cap must be below the top level 3, or the gate does nothing`},
		{model, `levels: ["Few tools.", `, `levels: [`, `models/small.yaml:23: use describes 2 levels, the model has 3: describe each, the lowest first`},
		{model, `levels: ["Few tools.", `, `levels: ["", `, `models/small.yaml:23: levels must not be empty`},
		{model, `version: "2026.1"`, `version: "1"` + "\nid: stages", `models/small.yaml:3: id is given twice, first on line 1: keep one`},
		{staged, "id: stages\nversion: \"1\"", "id: small\nversion: \"2026.1\"", `models/staged.yaml:2: version 2026.1 of model small is also in models/small.yaml: give this one a new version`},
		{staged, `id: robot`, `id: orders`, `models/staged.yaml:21: id orders is used on line 20 already: give each its own`},
		{staged, `stage: 1, need: 0.5, `, ``, `models/staged.yaml:20: the staged rule needs stage (from 1) and need (above 0) here`},
		{staged, `rule: staged`, `rule: mean`, `models/staged.yaml:20: stage and need are for the staged rule only: take them out` + "\n" +
			`models/staged.yaml:21: stage and need are for the staged rule only: take them out`},
		{staged, `option: robot`, `option: drone`, `models/staged.yaml:21: option "drone" of US03 is unknown: use phone, printer or robot`},
		{staged, `sources: [US01]`, `sources: [{item: US01, option: a}]`, `models/staged.yaml:20: US01 is no checklist: take out the option`},
		{staged, `sources: [US01]`, `sources: [US99]`, `models/staged.yaml:20: item "US99" is not in small 2026.1`},
		{staged, `need: 0.5`, `need: 50`, `models/staged.yaml:20: need must be at most 1`},
	})
}
