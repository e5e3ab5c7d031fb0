package web

import (
	"regexp"
	"testing"

	"onramp/assessment"
	"onramp/assessment/service"
)

// TestAccountsSpeakTheLocale opens every page of accounts, organisations and
// invitations in every state, in the pseudo-locale.
func TestAccountsSpeakTheLocale(t *testing.T) {
	s, p := openSite(t, func(c *Config) { c.OpenID.Name = "9" }) // a name is not translated
	seen := map[int]bool{}
	check := func(what string, a answer) answer {
		t.Helper()
		seen[a.StatusCode] = true
		if a.StatusCode == 303 || a.StatusCode >= 500 && a.StatusCode != 503 || a.Text == "" {
			t.Errorf("%s: %s to %q", what, a.Status, a.Header.Get("Location"))
		}
		for _, text := range untranslated(a.Text) {
			t.Errorf("%s (%d): %s", what, a.StatusCode, text)
		}
		return a
	}
	reading := func(v *visitor) *visitor { v.header["Accept-Language"] = "en-XA"; return v }
	link := func(a answer) string {
		t.Helper()
		m := regexp.MustCompile(`http://onramp\.test(/[a-z]+/[A-Za-z0-9_-]{43})<`).FindStringSubmatch(a.Text)
		if m == nil {
			t.Fatalf("no link in\n%s", a.main())
		}
		return m[1]
	}

	guest := reading(s.visitor())
	check("sign in", guest.get("/sign-in"))
	check("nothing typed", guest.post("/sign-in", values()))
	for range assessment.FreeTries {
		check("wrong", guest.signIn("fred@example.org", "9"))
	}
	check("too often", guest.signIn("fred@example.org", "9"))
	check("signed out", guest.post("/account/name", values("name", "9")))
	for _, path := range []string{"/invitations/9", "/password/9", openIDBack, "/privacy"} {
		check(path, guest.get(path))
	}
	check("unknown at the provider", reading(s.visitor()).come(p))
	p.set(func() { p.claims["email_verified"] = false })
	check("unverified", reading(s.visitor()).come(p))
	p.set(func() { p.bare = true })
	check("wrong answer", reading(s.visitor()).come(p))

	o, m, f := reading(s.member(assessment.OperatorRole, "olga@example.org")), reading(s.member(assessment.ManagerRole, "maria@example.org")), reading(s.member(assessment.FacilitatorRole, "fred@example.org"))
	for what, who := range map[string]*visitor{"operator": o, "manager": m, "facilitator": f} {
		check(what, who.get("/account?saved=1"))
		check(what, who.get("/organisations"))
		check(what, who.get("/organisation?saved=1"))
		check(what, who.post("/account/name", values("name", "")))
		check(what, who.post("/account/password", values("current", "9", "password", "9")))
		check(what, who.post("/account/password", values("current", phrase, "password", "9")))
		check(what, who.post("/account/password", values("current", phrase, "password", "999999999999")))
	}
	chamber := "/organisations/" + s.organisation(assessment.Association, "Chamber of Bakers")
	check("nothing typed", o.post("/organisations", values("kind", "9")))
	check("the name is taken", o.post("/organisations", values("name", "Chamber of Bakers", "kind", "agency", "email", "9")))
	invited := link(check("added", o.post("/organisations", values("name", "9", "kind", "agency", "email", "new@example.org"))))
	check("invitation", guest.get(invited))
	check("invitation, nothing typed", guest.post(invited, values()))
	check("invitation, a poor password", guest.post(invited, values("name", "9", "password", "new@example.org")))
	check("an organisation", o.get(chamber))
	reset := link(check("reset", o.post(chamber+"/people", values("account", s.account("fred@example.org"), "do", "reset", "once", "9"))))
	check("reset again", o.post(chamber+"/people", values("account", s.account("fred@example.org"), "do", "reset", "once", "9")))
	check("password", guest.get(reset))
	check("password, nothing typed", guest.post(reset, values()))
	check("yourself", o.post("/organisation/people", values("account", s.account("olga@example.org"), "do", "remove")))
	check("nobody", o.post(chamber+"/people", values("account", "9", "do", "9")))

	check("about", m.post("/organisation", values("name", "", "address", "9")))
	check("no picture", m.sendFile("/organisation/logo", nil))
	check("no such picture", m.sendFile("/organisation/logo", []byte("9")))
	m.sendFile("/organisation/logo", logoFile(t)).is(t, 303)
	check("who is there already", m.post("/organisation/invitations", values("email", "fred@example.org", "role", "9")))
	check("invited", m.post("/organisation/invitations", values("email", "next@example.org", "role", "manager")))
	if err := s.web.Service.SetDisabled(t.Context(), service.Console, s.account("fred@example.org"), true); err != nil {
		t.Fatal(err)
	}
	check("all of it", m.get("/organisation"))
	s.pass(assessment.LinkLife + 1)
	check("too late", guest.get(invited))
	for _, status := range []int{200, 403, 404, 410, 422, 429} {
		if !seen[status] {
			t.Errorf("no page with status %d was looked at", status)
		}
	}
}

// TestPrivacyOfAccounts: the page says what is kept about people who sign in.
func TestPrivacyOfAccounts(t *testing.T) {
	texts := []string{"@account.privacy_head", "@account.privacy_kept", "@account.privacy_devices", "@account.privacy_seen", "@account.privacy_long"}
	newSite(t).visitor().get("/privacy").is(t, 200, append(texts, "!@openid.privacy")...)
	s, _ := openSite(t)
	s.visitor().get("/privacy").is(t, 200, append(texts, "@openid.privacy", "Chamber &lt;ID&gt;")...)
}
