package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// families are the keys that code puts together, by the part that is written
// out: each with the endings it can have. A new one must be listed here.
var families = map[string][]string{
	"date.month.":          numbers(1, 12),
	"date.alone.":          numbers(1, 12),
	"board.state.":         {"waiting", "open", "refused"},
	"board.own.":           {"waiting", "open", "refused"},
	"date.short.":          numbers(1, 12),
	"depth.":               {"quick", "standard", "full", "quick.text", "standard.text", "full.text", "quick.start", "standard.start", "full.start"},
	"takeaway.status.":     {"open", "started", "done", "not_for_us"},
	"roadmap.horizon.":     {"first-90-days", "first-year", "later"},
	"status.":              {"400", "404", "405", "413", "415", "429", "500"},
	"whatif.appetite.":     {"careful", "steady", "bold", "careful.short", "steady.short", "bold.short"},
	"whatif.said.":         {"started", "done", "not_for_us"},
	"word.adoption.":       numbers(0, 5),
	"item.part.":           {"confirm", "seed", "moved"},
	"round.verdict.":       {"clearly_up", "perhaps_up", "no_clear", "perhaps_down", "clearly_down"},
	"word.place.":          {"started", "money", "time", "appetite"},
	"word.ask.":            {"gate", "must", "heavy", "level", "areas", "confirm", "model", "seed", "colleague"},
	"word.agree.open.":     {"ordered", "adoption", "checklist", "yes_no", "number"},
	"word.depth.":          {"quick", "standard", "full"},
	"word.horizon.":        {"first-90-days", "first-year", "later"},
	"word.platform.cost.":  {"free", "subsidised", "mixed", "paid"},
	"platform.field.":      {"id", "name", "name_local", "operator", "countries", "languages", "url", "kinds", "topics", "audience", "cost", "summary", "note", "source", "verified", "checked", "status", "vendor", "regions", "sectors", "employees", "age", "opens", "closes", "change_note"},
	"platforms.hint.":      {"url", "countries", "languages", "regions", "source", "change_note"},
	"platforms.audience.":  {"micro", "small", "medium", "large", "start-up", "association"},
	"platforms.status.":    {"active", "unknown", "closed"},
	"platform.check.":      {"general-knowledge", "seen", "address", "operator"},
	"statistics.axis.":     {"country", "region", "sector", "size", "evidence", "mode", "model", "dimension", "level", "technology", "action", "measure", "change", "answer"},
	"statistics.levels.":   {"country", "region", "sector", "size"},
	"statistics.kind.":     {"firms", "levels", "scores", "adoption", "participation", "change", "measures"},
	"statistics.figure.":   {"firms", "levels", "scores", "adoption", "participation", "change", "measures"},
	"statistics.status.":   {"small", "protected", "impossible"},
	"statistics.supply.":   {"none", "one", "several"},
	"release.format.":      {"csv", "csvw", "xlsx", "sdmx", "dsd", "jsonstat", "parquet", "dcat", "labels"},
	"release.column.":      {"code", "label", "figure", "firms", "base", "effective", "share", "share_low", "share_high", "share_unweighted", "mean", "mean_low", "mean_high", "status", "reliability", "release", "first_day", "last_day", "synthetic"},
	"release.flag.":        {"obs_A", "obs_M", "obs_Q", "obs_U", "conf_A", "conf_D", "conf_F"},
	"release.state.":       {"waiting", "running", "made", "failed"},
	"clients.scope.":       {"releases:read"},
	"release.quality.":     {"modes", "evidence", "flags", "coverage"},
	"statistics.":          {"mode.online", "mode.workshop", "mode.paper", "mode.imported", "flag.duplicate", "flag.test", "flag.machine", "change.down", "change.same", "change.up", "change.up-more", "answer.yes", "answer.no"},
	"word.size.":           {"micro", "small", "medium", "large"},
	"word.state.":          {"answered", "implied_zero", "not_relevant", "dont_know", "not_asked"},
	"word.type.":           {"string", "text", "number", "whole_number", "bool", "true_or_false", "array", "list", "object"},
	"word.empty.":          {"implied_zero", "implied_zero.text", "not_relevant", "not_relevant.text", "dont_know", "dont_know.text", "not_asked", "not_asked.text"},
	"word.method.area.":    {"mean", "minimum", "staged", "none"},
	"word.method.whole.":   {"mean", "minimum", "staged", "none"},
	"reminder.":            {"saved", "removed"},
	"reminder.state.":      {"link", "link_again", "link_sent", "link_failed", "review", "review_again", "review_sent", "review_failed"},
	"reminder.what.":       {"link", "review"},
	"word.band.exactly":    {"_ticks"},
	"word.band.between":    {"_ticks"},
	"word.band.least":      {"_ticks"},
	"word.method.gates":    {".text"},
	"word.method.coverage": {".text"},
	"workshop.pace.":       {"free", "sections", "free.text", "sections.text"},
	"screen.page.":         {"profile", "spread", "divide", "common"},
	"screen.band.":         {"none", "few", "half", "most"},
	"screen.together.":     numbers(1, 5),
	"guide.step.":          {"before", "join", "answer", "sections", "reveal", "talk", "roadmap", "close"},
	"workshop.stage.":      {"ahead", "waiting", "running", "over"},
	"evidence.grade.":      {"self", "facilitated", "verified"},
	"role.":                {"facilitator", "analyst", "manager", "operator", "facilitator.text", "analyst.text", "manager.text", "operator.text"},
	"organisation.kind.":   {"association", "agency", "operator", "association.text", "agency.text", "operator.text"},
}

func numbers(from, to int) (all []string) {
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// keys of all English messages, with their plural forms; nil for one form.
func keys(t *testing.T) map[string][]string {
	t.Helper()
	files, err := fs.Glob(messages, "messages/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, f := range files {
		if name := filepath.Base(f); name != "en.yaml" && !strings.HasSuffix(name, ".en.yaml") {
			continue
		}
		data, err := messages.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := yaml.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		for key, value := range file {
			if _, twice := all[key]; twice {
				t.Errorf("%s is in two files", key)
			}
			all[key] = nil
			if forms, ok := value.(map[string]any); ok {
				for form := range forms {
					all[key] = append(all[key], form)
				}
				slices.Sort(all[key])
			}
		}
	}
	return all
}

var (
	keyLike = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_-]+)+$`)
	prefix  = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_-]+)*\.$`)
	quoted  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	places  = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
	counted = regexp.MustCompile(`\bCount[ (]\s*"([^"]+)"`)
)

// notKeys look like keys and are none.
var notKeys = []string{"roadmap.pdf", "profile.pdf", "answers.json", "screen.css"}

// literals are the strings of all code and templates of the product, and the
// keys that are counted.
func literals(t *testing.T) (found, plural map[string]string) {
	t.Helper()
	found, plural = map[string]string{}, map[string]string{}
	for _, root := range []string{"..", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			switch filepath.Ext(path) {
			case ".go":
				file, err := parser.ParseFile(token.NewFileSet(), path, data, 0)
				if err != nil {
					return err
				}
				ast.Inspect(file, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						if s, err := strconv.Unquote(lit.Value); err == nil {
							found[s] = path
						}
					}
					return true
				})
			case ".html":
				for _, place := range places.FindAllStringSubmatch(string(data), -1) {
					for _, m := range quoted.FindAllStringSubmatch(place[1], -1) {
						found[m[1]] = path
					}
				}
			default:
				return nil
			}
			for _, m := range counted.FindAllStringSubmatch(string(data), -1) {
				plural[m[1]] = path
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found, plural
}

func TestEveryKeyExistsAndIsUsed(t *testing.T) {
	all := keys(t)
	used, plural := literals(t)
	heads := map[string]bool{}
	for key := range all {
		head, _, _ := strings.Cut(key, ".")
		heads[head] = true
	}
	for text, path := range used {
		head, _, _ := strings.Cut(text, ".")
		_, exists := all[text]
		switch {
		case !heads[head] || slices.Contains(notKeys, text):
		case keyLike.MatchString(text) && !exists && strings.Contains(text, "."):
			t.Errorf("%s uses %q, which has no English message", path, text)
		case prefix.MatchString(text) && families[text] == nil && text != "profile." && text != "document." && hasFamily(all, text):
			t.Errorf("%s puts keys together from %q; list them in families", path, text)
		}
	}
	for start, endings := range families {
		if _, ok := used[start]; !ok {
			t.Errorf("nothing puts keys together from %q any more", start)
		}
		for _, end := range endings {
			if _, ok := all[start+end]; !ok {
				t.Errorf("%s has no English message", start+end)
			}
			used[start+end] = "families"
		}
	}
	for key := range all {
		if _, ok := used[key]; !ok {
			t.Errorf("nothing uses %s", key)
		}
	}
	for key, path := range plural {
		if strings.HasSuffix(key, ".") {
			continue
		}
		if !slices.Contains(all[key], "one") || !slices.Contains(all[key], "other") {
			t.Errorf("%s counts with %s, which has the forms %v", path, key, all[key])
		}
	}
	for key, forms := range all {
		if _, ok := plural[key]; forms != nil && !ok {
			t.Errorf("%s has plural forms %v, but nothing counts with it", key, forms)
		}
	}
}

func hasFamily(all map[string][]string, start string) bool {
	for key := range all {
		if strings.HasPrefix(key, start) {
			return true
		}
	}
	return false
}
