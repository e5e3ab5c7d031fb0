package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// TestEverything: an owner gets all that is kept of the firm in one file, a
// stranger nothing; after the deletion the database holds none of it.
func TestEverything(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("name", "Zyxwv Bakery").finish(0.5)
	v.post(v.home()+"/consent", values("statistics_consent", "yes")).is(t, 303)
	v.get(v.home()+"/roadmap").is(t, 200, v.home()+"/everything.json")
	a := v.get(v.home() + "/everything.json")
	a.is(t, 200)
	if !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("sent as %q", a.Header.Get("Content-Disposition"))
	}
	var record assessment.FirmRecord
	if err := json.Unmarshal([]byte(a.Text), &record); err != nil {
		t.Fatal(err)
	}
	if record["assessments"][0]["name"] != "Zyxwv Bakery" || len(record["responses"]) != len(v.interview().Responses) || len(record["keys"]) == 0 || len(record["units"]) != 1 {
		t.Errorf("not everything: %d tables, %d answers", len(record), len(record["responses"]))
	}
	consents := record["consents"]
	if len(consents) != 1 || consents[0]["agreed"] != true || consents[0]["wording"] != assessment.ConsentWording {
		t.Errorf("consent on record: %v", consents)
	}
	if strings.Contains(a.Text, v.token()) {
		t.Error("the file holds the link's token")
	}
	stranger := s.visitor()
	stranger.get(v.home()+"/everything.json").is(t, 403)
	rows, err := s.web.Service.EraseFirm(t.Context(), v.id)
	if err != nil || rows < 20 {
		t.Errorf("erased %d rows, %v", rows, err)
	}
	if _, err := s.web.Service.FirmRecord(t.Context(), v.id); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("after the erasure: %v", err)
	}
	v.get(v.home()+"/everything.json").is(t, 403)
}

// TestConsentRecord: every decision is on record, with the words it was asked in.
func TestConsentRecord(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("statistics_consent", "yes")
	for _, say := range []string{"no", "no", "yes"} {
		s.pass(1e9)
		v.post(v.home()+"/consent", values("statistics_consent", say)).is(t, 303)
	}
	var all []assessment.Consent
	if err := s.file.View(t.Context(), func(tx assessment.Tx) (err error) { all, err = tx.Consents(v.id); return err }); err != nil {
		t.Fatal(err)
	}
	var agreed []bool
	for _, c := range all {
		agreed = append(agreed, c.Agreed)
	}
	if len(agreed) != 3 || !agreed[0] || agreed[1] || !agreed[2] {
		t.Errorf("on record: %v", agreed)
	}
}

// TestConsentWording: who changes the words of the consent gives them a new
// version.
func TestConsentWording(t *testing.T) {
	p := must(locale.Load())(t).Printer("en")
	words := p.T("consent.question") + p.T("consent.hint") + p.T("consent.no") + p.T("consent.yes")
	sum := sha256.Sum256([]byte(words))
	if got := assessment.ConsentWording + " " + hex.EncodeToString(sum[:4]); got != "2026-11-24 38dccd13" {
		t.Errorf("the words of the consent changed: raise assessment.ConsentWording and write %q here", got)
	}
}
