package store

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"onramp/assessment"
)

// Described says of every table and column of the schema what it keeps, as the
// comments of the migrations do, and how long, sorted by table.
func Described() ([]assessment.KeptTable, error) {
	all, err := readMigrations(migrations)
	if err != nil {
		return nil, err
	}
	tables := map[string]*assessment.KeptTable{}
	describe(tables, createMigrations)
	for _, m := range all {
		describe(tables, m.text)
	}
	var kept []assessment.KeptTable
	for name, t := range tables {
		long, known := keptFor[name]
		if !known {
			long = besideFirms
			if !slices.ContainsFunc(t.Columns, func(c assessment.KeptColumn) bool { return c.Name == "assessment_id" }) {
				return nil, fmt.Errorf("nothing says how long table %s is kept", name)
			}
		}
		t.Keeps, t.Kept = wording(t.Keeps.English), wording(long)
		for i := range t.Columns {
			c := &t.Columns[i]
			if better, ok := clearer[name][c.Name]; ok {
				c.Keeps.English = better
			}
			c.Keeps = wording(c.Keeps.English)
		}
		kept = append(kept, *t)
	}
	slices.SortFunc(kept, func(a, b assessment.KeptTable) int { return strings.Compare(a.Name, b.Name) })
	return kept, nil
}

// wording is a text of the description. Its key is made of its wording, so that
// what many tables say alike is translated once.
func wording(english string) assessment.Text {
	if english == "" {
		return assessment.Text{}
	}
	sum := sha256.Sum256([]byte(english))
	return assessment.Text{Key: fmt.Sprintf("kept.%x", sum[:4]), English: english}
}

// Comments stand beside columns, and those of columns that were added later
// within their statement or behind it.
var (
	tableText   = regexp.MustCompile(`(?s)CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(\n(.*?)\n\)`)
	tableRemark = regexp.MustCompile(`^\s*-- (.*)$`)
	columnText  = regexp.MustCompile(`^\s+([a-z_]+) +[A-Z][^-]*(?:-- (.*))?$`)
	addedText   = regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN\s+(\w+) [^;]*?(?:/\* (.*?) \*/\s*;|;\s*(?:-- (.*))?)`)
)

// describe adds what one migration makes.
func describe(tables map[string]*assessment.KeptTable, text string) {
	for _, found := range tableText.FindAllStringSubmatch(text, -1) {
		t := &assessment.KeptTable{Name: found[1]}
		for line := range strings.Lines(found[2]) {
			line = strings.TrimRight(line, "\n")
			if remark := tableRemark.FindStringSubmatch(line); remark != nil {
				t.Keeps.English = strings.TrimSpace(t.Keeps.English + " " + remark[1])
			} else if column := columnText.FindStringSubmatch(line); column != nil {
				t.Columns = append(t.Columns, assessment.KeptColumn{Name: column[1], Keeps: assessment.Text{English: column[2]}})
			}
		}
		tables[t.Name] = t
	}
	for _, found := range addedText.FindAllStringSubmatch(text, -1) {
		if t := tables[found[1]]; t != nil {
			t.Columns = append(t.Columns, assessment.KeptColumn{Name: found[2], Keeps: assessment.Text{English: found[3] + found[4]}})
		}
	}
}

// clearer are columns whose comment says too little to somebody who reads the
// description alone. A migration that has run is never changed, so they stand here.
var clearer = map[string]map[string]string{
	"advisers": {
		"account_id": "account of the adviser; this number stays when the account is removed",
	},
	"confirmations": {
		"account_id": "account of the adviser; this number stays when the account is removed",
	},
	"merges": {
		"people": "how many people's answers were merged, the owner among them",
	},
	"parameters": {
		"respondents": "number of assessments learnt from",
	},
	"predictions": {
		"asked": "number of questions asked until then",
		"low":   "lower end of the 90 % interval of the score",
		"high":  "upper end of the 90 % interval of the score",
	},
	"release_files": {
		"name":   "name of the file",
		"format": "format of the file",
	},
	"release_traces": {
		"document": "JSON: true counts, sums of the random numbers that firms have for rounding, fingerprints",
	},
	"releases": {
		"document": "JSON: what was ordered, quality report, rules, hash, tables without cells",
	},
	"results": {
		"low":                 "lower end of the 90 % interval of that score; NULL when not predicted",
		"high":                "upper end of the 90 % interval of that score; NULL when not predicted",
		"coverage_known":      "number of indicators with a value",
		"coverage_applicable": "number of indicators that apply to the firm",
		"confirmed":           "number of answers of the assessment that an adviser confirmed",
		"confirmable":         "number of answers of the assessment that could be confirmed",
	},
	"sessions": {
		"browser": "plain name of the browser, such as Firefox, to tell devices apart; empty when not known",
		"system":  "plain name of the system, such as Android; empty when not known",
	},
	"units": {
		"content": "packed: what links the firm's own assessments, questionnaire and version, country, region, sector, size, grade of evidence, how the firm took part, " +
			"round, a fingerprint of profile and answers, why the firm is left out if it is, scores and levels by area, levels of the round before, technologies, actions and gaps",
	},
	"workshop_seats": {
		"sections": "number of sections behind the firm, so that the facilitator sees when the room has done one",
	},
	"workshops": {
		"expected": "number of firms the facilitator counts on",
		"opened":   "number of sections that are open, the first ones",
	},
}

// besideFirms is how long what hangs on an assessment is kept.
const besideFirms = "As long as the assessment."

// Reasons that several tables share.
const (
	untilDeleted = "Until the owner deletes the firm, or a day after no link or code opens it any more: each works for a year after its last use."
	catalogue    = "For ever: published content, nothing of firms or people."
	published    = "For ever: published figures. No correction takes an earlier one back."
)

// keptFor says how long a table is kept; tables of a firm that are not named go
// with their assessment.
var keptFor = map[string]string{
	"assessments": untilDeleted, "rounds": untilDeleted,
	"keys":              "Until the owner ends it or deletes the firm; it opens nothing a year after its last use.",
	"units":             "Until the firm takes its consent back, or its assessment goes.",
	"reminders":         "The address until the mail was sent or given up; the row as long as the assessment.",
	"mail_counts":       "Until the next mail of a later day.",
	"mail_stops":        "Until whoever asked for it takes it back: nothing else could keep the promise.",
	"throttles":         "A day after the latest failure.",
	"exchange_contacts": "Until the firm takes it back, its workshop is removed or its assessment goes.",
	"introductions":     "Until one of both takes its contact back, or its assessment goes.",
	"board_offers":      "Until the firm takes it back, the problem goes or its assessment goes.",
	"board_posts":       "90 days after its last day, or until whoever posted it or the association removes it.",
	"board_links":       "Until the association makes a new link.",
	"workshops":         "Until the association removes it.", "workshop_pictures": "As long as the workshop.",
	"seat_claims": "As long as the workshop and the assessment.", "workshop_seats": "As long as the workshop and the assessment.",
	"organisations": "Until the operator removes it.", "logos": "Until the organisation takes it away.",
	"accounts": "Until a manager or the operator removes it.", "invitations": "Until used, withdrawn, or 14 days old.", "password_links": "Until used, or 14 days old.",
	"sessions": "12 hours after the last use, 30 days at most, or until signing out.", "clients": "Until the agency revokes it.",
	"questionnaires": catalogue, "models": catalogue, "model_levels": catalogue, "model_groups": catalogue, "model_dimensions": catalogue, "model_dimension_levels": catalogue,
	"model_indicators": catalogue, "model_sources": catalogue, "model_gates": catalogue, "model_open_points": catalogue, "model_comparisons": catalogue, "model_fields": catalogue,
	"parameters": catalogue, "directories": catalogue, "platform_changes": "For ever, with the name the editor gave: changes of the public directory stay on record.",
	"releases": published, "release_tables": published, "release_files": published, "release_traces": "For ever, and never shown: later releases are held against it.",
	"settings": "For ever: values of the installation.", "migrations": "For ever: the history of the schema.",
}
