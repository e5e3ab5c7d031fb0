package store

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onramp/assessment"
)

// TestDescribed: every table and every column says what it keeps, and how long;
// nothing is described that is not there. PRIVACY.md is made of it.
func TestDescribed(t *testing.T) {
	kept, err := Described()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := openFile(t)
	there, described := map[string][]string{}, map[string][]string{}
	mustView(t, s, func(a assessment.Tx) error {
		names, err := a.(*tx).ids("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
		for _, name := range names {
			columns, e := a.(*tx).columns(name)
			if e != nil {
				return e
			}
			for _, c := range columns {
				there[name] = append(there[name], c.name)
			}
		}
		return err
	})
	for _, table := range kept {
		if table.Keeps.Blank() || table.Kept.Blank() {
			t.Errorf("table %s does not say what it keeps and how long", table.Name)
		}
		for _, c := range table.Columns {
			if c.Keeps.Blank() {
				t.Errorf("column %s of %s does not say what it keeps", c.Name, table.Name)
			}
			described[table.Name] = append(described[table.Name], c.Name)
		}
		slices.Sort(described[table.Name])
	}
	if d := cmp.Diff(there, described); d != "" {
		t.Errorf("what is described is not what is there (-there +described):\n%s", d)
	}
	for table, columns := range clearer {
		for column := range columns {
			if !slices.Contains(there[table], column) {
				t.Errorf("clearer names %s of %s, which is not there", column, table)
			}
		}
	}
	for name := range keptFor {
		if there[name] == nil {
			t.Errorf("keptFor names %s, which is not there; it has %v", name, slices.Sorted(maps.Keys(there)))
		}
	}
	compareGolden(t, "PRIVACY.md", privacyText(kept))
}

// privacyText is the table as a document.
func privacyText(kept []assessment.KeptTable) string {
	var b strings.Builder
	b.WriteString(`# What Onramp stores

Made of the comments of the schema by ` + "`go test ./assessment/store -run Described -update`" + `. A running server shows the same
at ` + "`/privacy/data`" + `; ` + "`onramp firm export`" + ` writes everything that is stored about one firm.

Deleted data leave the file of a SQLite database at once, and the gaps between its rows within the hour. Backups keep them
until the backup is deleted: 14 days with ` + "`onramp serve --backups`" + `, unless told otherwise by ` + "`--keep-backups`" + `.
`)
	for _, t := range kept {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n**Kept:** %s\n\n| column | keeps |\n|---|---|\n", t.Name, t.Keeps.English, t.Kept.English)
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, strings.ReplaceAll(c.Keeps.English, "|", "\\|"))
		}
	}
	return b.String()
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *updateGolden {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s has changed; look at the difference and run go test -update (-want +got):\n%s", file, d)
	}
}
