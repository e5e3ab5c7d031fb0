package main

import (
	"strings"
	"testing"

	"onramp/assessment"
	"onramp/assessment/service"
)

// TestInvitationMail: the mail as it comes, and its link.
func TestInvitationMail(t *testing.T) {
	m := newMailRoom(t)
	sv := m.process()
	id, err := sv.AddOrganisation(t.Context(), service.Console, assessment.Organisation{Kind: assessment.Association, Name: "Buy now at evil.test"})
	if err != nil {
		t.Fatal(err)
	}
	token, err := sv.Invite(t.Context(), service.Console, id, "new@example.org", assessment.ManagerRole)
	if err != nil {
		t.Fatal(err)
	}
	if sent, err := sv.MailInvitation(t.Context(), "new@example.org", "en", token); !sent || err != nil {
		t.Fatalf("sent %v, %v", sent, err)
	}
	l := m.office.next(t)
	if l.to != "new@example.org" || l.Header.Get("Subject") != "Your invitation to Onramp" || l.Header.Get("List-Unsubscribe") != "" || l.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("to %q: %v", l.to, l.Header)
	}
	for text, there := range map[string]bool{"\nhttps://onramp.example/invitations/" + token + "?lang=en\n": true, "run by Chamber": true, "14 days": true, "evil.test": false, "/mail/stop/": false, "/r/": false} {
		if strings.Contains(l.text, text) != there {
			t.Errorf("%q is there: %v\n%s", text, !there, l.text)
		}
	}
	if _, err := sv.Accept(t.Context(), token, "New", "two lemons and a ladder", service.Device{}); err != nil {
		t.Error(err)
	}
}
