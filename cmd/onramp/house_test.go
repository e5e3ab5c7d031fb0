package main

import (
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
)

const root = "../.."

// house says what each package may import beside the standard library, and
// why. A package imports only rooms above it.
var house = []struct {
	dir    string
	may    []string // our packages, or prefixes of others
	stdlib []string // standard packages it may not use
	reason string
}{
	{"questionnaires", nil, nil, "content is data"},
	{"static", nil, nil, "files are data"},
	{"assessment/irt", []string{"gonum.org/"}, outside, "numbers only; draws have a fixed seed"},
	{"assessment/statistics", []string{"gonum.org/"}, effects, "numbers only; chance is keyed"},
	{"assessment", []string{"onramp/assessment/irt", "onramp/assessment/statistics", "github.com/expr-lang/expr"}, effects, "rules are pure"},
	{"assessment/locale", []string{"github.com/nicksnyder/go-i18n/", "golang.org/x/text/", "go.yaml.in/yaml/"}, nil, "texts know no nouns"},
	{"assessment/content", []string{"onramp/assessment", "go.yaml.in/yaml/", "github.com/go-playground/validator/"}, nil, "reads files into nouns"},
	{"assessment/store", []string{"onramp/assessment", "modernc.org/sqlite", "github.com/jackc/pgx"}, nil, "keeps nouns, applies no rules"},
	{"assessment/chart", nil, effects, "geometry is pure"},
	{"assessment/telemetry", []string{"github.com/VictoriaMetrics/metrics"}, []string{"database/sql"}, "figures and traces know no nouns"},
	{"assessment/report", []string{"onramp/assessment", "onramp/assessment/locale", "onramp/assessment/chart", "github.com/jung-kurt/gofpdf", "github.com/xuri/excelize/v2", "github.com/arran4/golang-ical", "rsc.io/qr", "golang.org/x/image/", "golang.org/x/text/unicode/bidi", "github.com/go-text/typesetting/", "github.com/mozillazg/go-unidecode", "github.com/parquet-go/parquet-go", "github.com/klauspost/compress/zlib", "github.com/hashicorp/golang-lru/v2"}, []string{"net/http", "database/sql"}, "documents are drawn from an outcome"},
	{"assessment/service", []string{"onramp/assessment", "golang.org/x/crypto/", "golang.org/x/text/unicode/norm", "github.com/hashicorp/golang-lru/"}, []string{"net/http", "database/sql"}, "knows neither pages nor SQL"},
	{"assessment/web", []string{"onramp/assessment", "onramp/assessment/locale", "onramp/assessment/chart", "onramp/assessment/report", "onramp/assessment/service", "onramp/assessment/telemetry", "onramp/static", "github.com/labstack/echo/", "github.com/go-playground/validator/", "golang.org/x/text/", "golang.org/x/time/", "rsc.io/qr", "github.com/coreos/go-oidc/", "golang.org/x/oauth2"}, []string{"database/sql"}, "pages know no SQL"},
	{"cmd/onramp", []string{""}, nil, "wires everything"},
}

// Standard packages kept out of pure rooms: outside reaches beyond the process,
// effects are those and chance.
var (
	outside = []string{"context", "database/sql", "net/http", "net", "os", "crypto/rand", "log", "log/slog"}
	effects = append([]string{"math/rand", "math/rand/v2"}, outside...)
)

func TestImportsFollowTheHouse(t *testing.T) {
	var known []string
	for _, room := range house {
		known = append(known, room.dir)
		for _, file := range goFiles(t, room.dir) {
			for _, path := range imports(t, file) {
				if !allowed(path, room.may, room.stdlib) {
					t.Errorf("%s imports %s, but %s: %s", file, path, room.dir, room.reason)
				}
			}
		}
	}
	for _, dir := range packages(t) {
		if !slices.Contains(known, dir) {
			t.Errorf("package %s is no room of the house; give it one in this table, with its reason", dir)
		}
	}
}

func allowed(path string, may, banned []string) bool {
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") && first != "onramp" {
		return !slices.Contains(banned, path)
	}
	return slices.ContainsFunc(may, func(m string) bool {
		return path == m || m == "" || strings.HasSuffix(m, "/") && strings.HasPrefix(path, m) || !strings.HasPrefix(m, "onramp/") && strings.HasPrefix(path, m+"/")
	})
}

func goFiles(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// packages lists every folder with Go files.
func packages(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// TestTopLevel keeps the top of the repository to what was agreed.
func TestTopLevel(t *testing.T) {
	agreed := []string{"cmd", "assessment", "questionnaires", "static", "go.mod", "go.sum", "Dockerfile", "README.md", "LICENSE"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(agreed, e.Name()) && !strings.HasPrefix(e.Name(), "onramp.db") {
			t.Errorf("%s stands at the top level; nothing but %v and dotfiles does", e.Name(), agreed)
		}
	}
}

// TestReadme keeps the generated part of the README true: the table of what
// covers section 4.2 of the plan.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if code := run(t.Context(), []string{"references"}, strings.NewReader(""), &out, os.Stderr); code != 0 {
		t.Fatalf("onramp references: exit code %d", code)
	}
	if !strings.Contains(string(readme), strings.TrimSpace(out.String())) {
		t.Errorf("README.md does not hold what `go run ./cmd/onramp references` prints now:\n%s", out.String())
	}
	top, _, _ := strings.Cut(string(readme), "## ")
	for _, command := range []string{"go run ./cmd/onramp\n", "go test ./...\n"} {
		if !strings.Contains(top, command) {
			t.Errorf("the top of README.md does not hold %q", strings.TrimSpace(command))
		}
	}
}

// TestSQLiteIsTheTestedPair checks that modernc.org/libc is the version that
// modernc.org/sqlite was made with; another one may corrupt data.
func TestSQLiteIsTheTestedPair(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range []string{"modernc.org/sqlite v1.62.0", "modernc.org/libc v1.80.1"} {
		if !strings.Contains(string(mod), pair) {
			t.Errorf("go.mod does not pin %s", pair)
		}
	}
}

// TestReadmeNamesEverything keeps the tables of commands and rooms whole.
func TestReadmeNamesEverything(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range house {
		if !strings.Contains(string(readme), "| `"+room.dir+"` |") {
			t.Errorf("README.md has no row for %s", room.dir)
		}
	}
	for _, c := range newRoot().Commands() {
		if name := c.Name(); name != "help" && name != "completion" && !strings.Contains(string(readme), "| `onramp "+name) {
			t.Errorf("README.md has no row for onramp %s", name)
		}
	}
}

// TestNoOtherRoadLeadsOut: what statistics keep of single firms, and the truth
// behind made releases, are read by the one job that protects them. The bench
// reads them, too, of firms that it has generated.
func TestNoOtherRoadLeadsOut(t *testing.T) {
	calls := regexp.MustCompile(`\.(Units|Traces)\(`)
	may := []string{"assessment/service/releasejob.go", "cmd/onramp/benchrelease.go"}
	var found []string
	for _, dir := range packages(t) {
		for _, file := range goFiles(t, dir) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			if calls.Match(text) {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, may) {
		t.Errorf("read by %v, may be read by %v", found, may)
	}
	for _, table := range []string{"units", "release_traces"} {
		reads := regexp.MustCompile(`(FROM|JOIN) ` + table + `\b`)
		for _, file := range goFiles(t, "assessment/store") {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if name := filepath.Base(file); reads.Match(text) && name != "unit.go" && name != "release.go" {
				t.Errorf("%s reads %s", name, table)
			}
		}
	}
}
