package store

import (
	"errors"
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
	s, _ := openFile(t)
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

// TestSchemaComments: every table and every column says what it is for, so that
// whoever writes a privacy notice can read in one place what is kept.
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

// TestQueryPlans: no statement that one visitor causes walks through a table.
// The statements are those the suite has prepared.
func TestQueryPlans(t *testing.T) {
	s, _ := started(t, openFile)
	mustUpdate(t, s, func(tx assessment.Tx) error { // every statement of a visitor once
		a, _ := tx.Assessment("a")
		k := assessment.Key{Hash: []byte("h"), Assessment: "a", Created: noon}
		_, err := tx.Setting("none")
		hasKind(t, err, assessment.NotFound)
		hasKind(t, tx.SaveAssessment(fixtureAssessment("none")), assessment.NotFound)
		_, _ = tx.Catalogue()
		_, _ = tx.PlatformChanges("chamber")
		_ = tx.AddPlatformChange(&assessment.PlatformChange{Platform: "chamber", After: &assessment.Platform{}})
		_, _ = tx.Key(k.Hash)
		_, _ = tx.Keys("a")
		_, _ = tx.Reminders("a")
		_, _ = tx.DueReminder(noon)
		_, _ = tx.CountMail([]byte("s"), 1)
		_, _ = tx.MailsStopped([]byte("f"))
		_, _ = tx.WorkshopByCode("BCDF23")
		_, _ = tx.Workshops("o1")
		_, _ = tx.Attendance("w", 1)
		_, _ = tx.Seats("w")
		_, _ = tx.Seat("a")
		_, _ = tx.SeatOnce("w", []byte("f"))
		_ = tx.SaveWorkshop(fixtureWorkshop("none", ""))
		_ = tx.MoveSeat("a", 1)
		return errors.Join(tx.SaveReminder(fixtureReminder("a", assessment.LinkMail)), tx.DeleteRemindersTo([]byte("f")), tx.DeleteKey(k.Hash),
			tx.StopMails([]byte("f"), true, noon), tx.StopMails([]byte("f"), false, noon), tx.SaveAssessment(a), tx.AddKey(k), tx.ExtendKey(k.Hash, noon), tx.DeleteKeys("a", assessment.LinkKey),
			tx.SaveSetting("s", nil), tx.SaveMark("a", assessment.Mark{Measure: "M1", At: noon}), tx.DeleteMark("a", "M1"), tx.DeleteAssessment("none"),
			tx.SaveOutcome("a", []assessment.ResultRow{{Model: "ladder"}}, []assessment.Fact{{Kind: "action"}}))
	})
	whole := regexp.MustCompile(`^SELECT [^;]* FROM (questionnaires|parameters|models|model_\w+|platform_changes)(\s+ORDER BY position)?$`) // the catalogue is read whole
	parameter := regexp.MustCompile(`\$\d+`)
	checked := 0
	var queries []string
	for query := range s.engine.(*lite).committer.writer.stmts {
		queries = append(queries, query)
	}
	mustUpdate(t, s, func(q assessment.Tx) error {
		for _, query := range queries {
			verb, _, _ := strings.Cut(query, " ")
			if whole.MatchString(query) || !strings.Contains("SELECT INSERT UPDATE DELETE", verb) {
				continue
			}
			checked++
			distinct := map[string]bool{}
			for _, p := range parameter.FindAllString(query, -1) {
				distinct[p] = true
			}
			if err := q.(*tx).each("EXPLAIN QUERY PLAN "+query, make([]any, len(distinct)), func(scan func(...any) error) error {
				var id, parent, unused int
				var detail string
				err := scan(&id, &parent, &unused, &detail)
				if strings.HasPrefix(detail, "SCAN") {
					t.Errorf("%s\nin %s", detail, query)
				}
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if checked < 25 {
		t.Errorf("only %d statements checked", checked)
	}
}

// TestCascadesUseIndexes: deleting a parent finds its children by an index.
func TestCascadesUseIndexes(t *testing.T) {
	s, _ := openFile(t)
	mustView(t, s, func(q assessment.Tx) error {
		for _, table := range tables(t) {
			err := q.(*tx).each(`SELECT f."from", EXISTS (SELECT 1 FROM pragma_index_list($1) l, pragma_index_info(l.name) i WHERE i.seqno = f.seq AND i.name = f."from")
				FROM pragma_foreign_key_list($1) f WHERE f.on_delete = 'CASCADE'`, []any{table}, func(scan func(...any) error) error {
				var column string
				var indexed bool
				err := scan(&column, &indexed)
				if !indexed {
					t.Errorf("%s.%s has a foreign key and no index", table, column)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
