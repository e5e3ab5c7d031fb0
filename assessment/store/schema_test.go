package store

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// TestSchema compares the schema after all migrations with its golden file,
// the place to read what the store keeps.
func TestSchema(t *testing.T) {
	s, _ := openSQLite(t)
	var b strings.Builder
	mustView(t, s, func(q assessment.Tx) error {
		return q.(*tx).each("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name", nil, func(scan func(...any) error) error {
			var text string
			err := scan(&text)
			b.WriteString(text + ";\n\n")
			return err
		})
	})
	golden := filepath.Join("testdata", "schema.golden")
	if *updateGolden {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("the schema has changed; look at the difference and run go test -update (-want +got):\n%s", d)
	}
}

// TestSchemaComments: every table and every column says what it is for, since
// the privacy page is made from these lines.
func TestSchemaComments(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "schema.golden"))
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\n(.*?)\n\)`)
	column := regexp.MustCompile(`^    [a-z_]+ +[A-Z]`)
	for _, found := range table.FindAllStringSubmatch(string(golden), -1) {
		lines := strings.Split(found[2], "\n")
		if !strings.HasPrefix(lines[0], "    -- ") {
			t.Errorf("table %s has no comment", found[1])
		}
		for _, line := range lines {
			if column.MatchString(line) && !strings.Contains(line, " -- ") {
				t.Errorf("table %s: no comment in %q", found[1], line)
			}
		}
	}
}
