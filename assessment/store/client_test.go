package store

import (
	"testing"

	"onramp/assessment"
)

// testClients: clients of an agency are found by the hash of their token over
// restarts, are ended only by their own agency, and go with it.
func testClients(t *testing.T, open opener) {
	s, reopen := open(t)
	add := func(id string) *assessment.Client {
		return &assessment.Client{ID: id, Organisation: "o1", Name: "Portal & <figures>", Scopes: []assessment.Scope{assessment.ReadReleases},
			Hash: []byte(id), Created: noon.UTC(), Expires: noon.UTC().AddDate(0, 1, 0)}
	}
	one, two := add("c1"), add("c2")
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.AddOrganisation(&assessment.Organisation{ID: "o1", Kind: assessment.Agency, Name: "Agency", Created: noon}); err != nil {
			return err
		}
		if err := tx.AddClient(one); err != nil {
			return err
		}
		hasKind(t, tx.AddClient(one), assessment.Conflict)
		return tx.AddClient(two)
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		one.Used = noon.UTC()
		if err := tx.UseClient("c1", noon); err != nil {
			return err
		}
		hasKind(t, tx.DeleteClient("o2", "c2"), assessment.NotFound)
		return tx.UseClient("none", noon)
	})
	s = reopen()
	mustView(t, s, func(tx assessment.Tx) error {
		all, err := tx.Clients("o1")
		same(t, all, []*assessment.Client{one, two})
		found, _ := tx.Client([]byte("c1"))
		same(t, found, one)
		_, unknown := tx.Client([]byte("none"))
		hasKind(t, unknown, assessment.NotFound)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.DeleteClient("o1", "c1"); err != nil {
			return err
		}
		_, gone := tx.Client([]byte("c1"))
		hasKind(t, gone, assessment.NotFound)
		hasKind(t, tx.DeleteClient("o1", "c1"), assessment.NotFound)
		return nil
	})
}
