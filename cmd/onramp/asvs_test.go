package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// chapters of OWASP ASVS 5.0.0.
var chapters = map[string]string{"1": "Encoding and sanitization", "2": "Validation and business logic", "3": "Web frontend", "4": "API and web service", "5": "File handling",
	"6": "Authentication", "7": "Session management", "8": "Authorization", "9": "Self-contained tokens", "10": "OAuth and OIDC", "11": "Cryptography", "12": "Secure communication",
	"13": "Configuration", "14": "Data protection", "15": "Secure coding and architecture", "16": "Logging and error handling", "17": "WebRTC"}

const securityHead = `# Security

Requirements of levels 1 and 2 of OWASP ASVS 5.0.0, in our own words, each with the tests that hold it, the reason why no
test is needed or why it does not apply, or what is missing. Made from ` + "`testdata/asvs.tsv`" + ` by ` + "`go test ./cmd/onramp -run SecurityTable -update`" + `,
which fails when a test that is named here is gone.

Found a weakness? Write to whoever runs the site, as its pages say, or privately to the maintainers before you write in public.
`

// TestSecurityTable: every requirement is held by tests that are there, or says
// why not; SECURITY.md says the same.
func TestSecurityTable(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "asvs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	tests, count := allTests(t), map[string]int{}
	var body strings.Builder
	chapter := ""
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 4 {
			t.Fatalf("not four fields: %q", line)
		}
		id, held := fields[0], fields[3]
		if first, _, _ := strings.Cut(id, "."); first != chapter {
			chapter = first
			fmt.Fprintf(&body, "\n## V%s %s\n\n| requirement | level | what | held by |\n|---|---:|---|---|\n", chapter, chapters[chapter])
		}
		kind, _, reasoned := strings.Cut(held, ": ")
		if !reasoned {
			kind = "tests"
			for _, name := range strings.Fields(held) {
				if !tests[name] {
					t.Errorf("%s: there is no test %s", id, name)
				}
			}
			held = "`" + strings.Join(strings.Fields(held), "`, `") + "`"
		} else if kind != "n/a" && kind != "design" && kind != "open" {
			t.Errorf("%s: neither tests nor a reason of a known kind: %s", id, held)
		}
		count[kind]++
		fmt.Fprintf(&body, "| %s | %s | %s | %s |\n", id, fields[1], fields[2], held)
	}
	got := securityHead + fmt.Sprintf("\n%d are held by tests, %d by design, %d do not apply, %d are open.\n", count["tests"], count["design"], count["n/a"], count["open"]) + body.String()
	if *update {
		if err := os.WriteFile("SECURITY.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("SECURITY.md has changed; look at the difference and run go test -update (-want +got):\n%s", d)
	}
}

// allTests names every test and fuzz target by the folder of its package, short
// of "assessment/" for rooms below it.
func allTests(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, dir := range packages(t) {
		files, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") || strings.HasPrefix(f.Name.Name, "Fuzz")) {
					all[strings.TrimPrefix(dir, "assessment/")+"."+f.Name.Name] = true
				}
			}
		}
	}
	return all
}
