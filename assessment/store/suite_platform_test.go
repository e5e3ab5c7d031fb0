package store

import (
	"testing"
	"time"

	"onramp/assessment"
)

// testPlatformChanges: changes stay in order over restarts, the last one of
// each platform counts in the directory and in the catalogue, an import leaves
// them, and what is set aside stays on record.
func testPlatformChanges(t *testing.T, open opener) {
	s, reopen := open(t)
	publish(t, s)
	chamber := fixtureDirectory("d1").Platforms[0]
	renamed, again, added := chamber, chamber, chamber
	renamed.Name, again.Name = "Old chamber", "New & <better> chamber"
	again.Regions, again.Employees, again.Age, again.Closes = []string{"DE-BY"}, assessment.Span{Min: 1}, assessment.Span{Max: 3}, "2027-01-01"
	added.ID, added.Name = "aid", "Aid"
	changes := []assessment.PlatformChange{
		{Platform: "chamber", At: noon.UTC(), By: "A & B", Before: &chamber, After: &renamed, Note: "first"},
		{Platform: "aid", At: noon.UTC().Add(time.Minute), By: "C", Organisation: "o1", After: &added},
		{Platform: "chamber", At: noon.UTC().Add(time.Minute), By: "D", Before: &renamed, After: &again},
	}
	for i, number := range []int{1, 1, 2} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.AddPlatformChange(&changes[i]) })
		if changes[i].Number != number {
			t.Errorf("change %d has number %d, want %d", i, changes[i].Number, number)
		}
	}
	s = reopen()
	look := func(what string, want *assessment.Directory) {
		t.Helper()
		mustView(t, s, func(tx assessment.Tx) error {
			d, err := tx.Directory()
			same(t, d, want)
			if c, err := tx.Catalogue(); err != nil || c.Directory.Version != want.Version {
				t.Errorf("%s: catalogue has directory %+v, %v", what, c, err)
			}
			return err
		})
	}
	now := assessment.NewDirectory([]assessment.Platform{added, again})
	look("changed", now)
	mustView(t, s, func(tx assessment.Tx) error {
		all, err := tx.PlatformChanges("")
		same(t, all, []assessment.PlatformChange{changes[0], changes[1], changes[2]})
		one, _ := tx.PlatformChanges("chamber")
		same(t, one, []assessment.PlatformChange{changes[0], changes[2]})
		none, _ := tx.PlatformChanges("none")
		same(t, len(none), 0)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.ReplaceDirectory(fixtureDirectory("d2"), noon) })
	look("another import", now)

	mustUpdate(t, s, func(tx assessment.Tx) error {
		n, err := tx.DropPlatformChanges(noon)
		same(t, n, 3)
		return err
	})
	look("set aside", fixtureDirectory("d2"))
	after := changes[2]
	after.Before, after.After = &chamber, &renamed
	mustUpdate(t, s, func(tx assessment.Tx) error {
		n, err := tx.DropPlatformChanges(noon)
		same(t, n, 0)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.AddPlatformChange(&after) })
	look("changed after that", assessment.NewDirectory([]assessment.Platform{renamed}))
	mustView(t, s, func(tx assessment.Tx) error {
		all, err := tx.PlatformChanges("chamber")
		if len(all) != 3 || !all[0].Dropped.Equal(noon) || !all[2].Dropped.IsZero() || all[2].Number != 3 {
			t.Errorf("record: %+v", all)
		}
		return err
	})
}
