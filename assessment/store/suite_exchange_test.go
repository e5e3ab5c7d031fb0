package store

import (
	"testing"
	"time"

	"onramp/assessment"
)

func fixtureContact(id string) *assessment.Contact {
	return &assessment.Contact{Assessment: id, Workshop: "w", Person: "Ada Löwe", Firm: "Löwe & <Co>", Reach: "ada@example.org", Note: "two\nlines",
		Wants: []string{"sales", "skills"}, Apart: true, Agreed: noon.UTC()}
}

// testExchange: contacts and introductions come back whole; taking one away
// removes it for everyone at once.
func testExchange(t *testing.T, open opener) {
	s, _ := room(t, open)
	for _, id := range []string{"b", "c"} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment(id)) })
	}
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.SaveContact(fixtureContact("none")) }), assessment.NotFound)
	made := assessment.Introduction{A: "a", B: "b", Helps: []assessment.Help{{From: "a", To: "b", Dimension: "sales", Lead: 30}, {From: "b", To: "a", Dimension: "skills", Lead: 20}}}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		for _, id := range []string{"c", "a", "b"} {
			if err := tx.SaveContact(fixtureContact(id)); err != nil {
				return err
			}
		}
		changed := fixtureContact("a")
		changed.Reach, changed.Apart = "+49 30 1", false
		if err := tx.SaveContact(changed); err != nil {
			return err
		}
		if err := tx.AddIntroduction(made, noon); err != nil {
			return err
		}
		return tx.AddIntroduction(assessment.Introduction{A: "c", B: "a"}, noon.Add(time.Hour))
	})
	hasKind(t, s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddIntroduction(made, noon) }), assessment.Conflict)
	look := func(id string) (partners []assessment.Partner) {
		mustView(t, s, func(tx assessment.Tx) (err error) { partners, err = tx.Partners(id); return err })
		return partners
	}
	a := fixtureContact("a")
	a.Reach, a.Apart = "+49 30 1", false
	same(t, look("b"), []assessment.Partner{{Contact: *a, Made: noon.UTC(), Shows: []string{"sales"}, Learns: []string{"skills"}}})
	same(t, look("a"), []assessment.Partner{{Contact: *fixtureContact("c"), Made: noon.UTC().Add(time.Hour)},
		{Contact: *fixtureContact("b"), Made: noon.UTC(), Shows: []string{"skills"}, Learns: []string{"sales"}}})
	mustView(t, s, func(tx assessment.Tx) error {
		contacts, _ := tx.Contacts("w")
		same(t, contacts, []*assessment.Contact{a, fixtureContact("b"), fixtureContact("c")})
		all, err := tx.Introductions("w")
		same(t, all, []assessment.Introduction{{A: "a", B: "b"}, {A: "a", B: "c"}})
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.RemoveContact("b") })
	same(t, len(look("a")), 1)
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.DeleteAssessment("c") })
	same(t, len(look("a")), 0)
	mustView(t, s, func(tx assessment.Tx) error {
		_, err := tx.Contact("b")
		hasKind(t, err, assessment.NotFound)
		all, err := tx.Introductions("w")
		same(t, len(all), 0)
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		if err := tx.SaveContact(fixtureContact("b")); err != nil {
			return err
		}
		return tx.DeleteWorkshop("w")
	})
	mustView(t, s, func(tx assessment.Tx) error {
		for _, id := range []string{"a", "b"} {
			_, err := tx.Contact(id)
			hasKind(t, err, assessment.NotFound)
		}
		return nil
	})
}
