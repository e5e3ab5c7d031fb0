package web

import (
	"bytes"
	"errors"
	"image"
	_ "image/png" // reads the logo back
	"regexp"
	"strings"
	"testing"

	"onramp/assessment"
	"onramp/assessment/service"
)

func TestOrganisationPage(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	v.get("/organisation").is(t, 200, "Chamber of Bakers", "maria@example.org", "@organisation.yourself", "!@organisation.reset")
	v.post("/organisation", values("name", "", "contact", "call <us>", "address", "example.org")).is(t, 422, "@field.required", "call &lt;us&gt;")
	v.post("/organisation", values("name", "Bakers & Sons", "contact", "call <us>", "address", "example.org")).is(t, 422, "@field.web_address", "call &lt;us&gt;")
	v.post("/organisation", values("name", "Bakers & Sons", "contact", "call <us>", "address", "https://example.org")).is(t, 303)
	v.get("/organisation?saved=1").is(t, 200, "Bakers &amp; Sons", "call &lt;us&gt;", "https://example.org", "@account.saved")
	for _, path := range []string{"/logo", "/logo/remove", "/invitations", "/invitations/withdraw", "/people"} { // reloading a form's address
		if a := v.get("/organisation" + path); a.Header.Get("Location") != "/organisation" {
			t.Errorf("%s: %s to %q", path, a.Status, a.Header.Get("Location"))
		}
	}
}

func TestLogoPage(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	v.sendFile("/organisation/logo", nil).is(t, 422, "@field.file")
	v.sendFile("/organisation/logo", []byte("<svg onload=alert(1)>")).is(t, 422, "@field.logo_kind")
	v.sendFile("/organisation/logo", make([]byte, assessment.MaxLogoBytes+1)).is(t, 422, "@field.logo_bytes")
	v.post("/organisation/logo", values("file", "text")).is(t, 422, "@field.file")
	v.sendFile("/organisation/logo", logoFile(t)).is(t, 303)
	page := v.get("/organisation")
	m := regexp.MustCompile(`<img src="(/logos/[0-9a-f]{64})"`).FindStringSubmatch(page.Text)
	if m == nil {
		t.Fatal(page.main())
	}
	file := s.visitor().get(m[1]) // firms see it without an account
	file.is(t, 200)
	if size, format, err := image.DecodeConfig(bytes.NewReader([]byte(file.Text))); err != nil || format != "png" || size.Width != 60 ||
		file.Header.Get("Content-Type") != "image/png" || !strings.Contains(file.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v %s %v %v", size, format, err, file.Header)
	}
	v.post("/organisation/logo/remove", values()).is(t, 303)
	v.get("/organisation").is(t, 200, "!/logos/")
	s.visitor().get(m[1]).is(t, 404)
	s.visitor().get("/logos/nothing").is(t, 404)
}

func TestPeople(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	fred := s.member(assessment.FacilitatorRole, "fred@example.org")
	id := s.account("fred@example.org")
	do := func(who *visitor, at, account, what string, pairs ...string) answer {
		return who.post(at+"/people", values(append([]string{"account", account, "do", what}, pairs...)...))
	}
	do(v, "/organisation", id, "role", "role", "manager").is(t, 303)
	fred.get("/organisation").is(t, 303) // signed out by the change
	fred.signIn("fred@example.org", phrase).is(t, 303)
	fred.get("/organisation").is(t, 200)
	do(v, "/organisation", id, "role", "role", "operator").is(t, 422, "@field.pick_one")
	do(v, "/organisation", id, "dance").is(t, 422)
	do(v, "/organisation", id, "reset").is(t, 403, "@error.not_allowed")
	do(v, "/organisation", s.account("maria@example.org"), "remove").is(t, 403, "@error.yourself")
	do(v, "/organisation", id, "disable").is(t, 303)
	fred.get("/account").is(t, 303)
	fred.signIn("fred@example.org", phrase).is(t, 422, "@error.sign_in")
	v.get("/organisation").is(t, 200, "@organisation.disabled", "@organisation.enable")
	do(v, "/organisation", id, "enable").is(t, 303)
	fred.signIn("fred@example.org", phrase).is(t, 303)

	anil := s.hire(assessment.AnalystRole, "anil@example.org")
	do(v, "/organisation", anil, "remove").is(t, 404) // not one of Maria's
	do(v, "/organisation", "nobody", "remove").is(t, 404)
	do(v, "/organisation", id, "remove").is(t, 303)
	v.get("/organisation").is(t, 200, "!fred@example.org", "maria@example.org")
	fred.get("/account").is(t, 303)

	v.post("/organisation/invitations", values("email", "x@example.org", "role", "manager")).is(t, 200)
	m := regexp.MustCompile(`name="invitation" value="([0-9a-f]+)"`).FindStringSubmatch(v.get("/organisation").Text)
	if m == nil {
		t.Fatal("no invitation listed")
	}
	v.post("/organisation/invitations/withdraw", values("invitation", m[1])).is(t, 303)
	v.get("/organisation").is(t, 200, "!x@example.org")
}

// account is the id of the account with an address.
func (s *site) account(email string) (id string) {
	s.t.Helper()
	for _, a := range must(s.web.Service.Accounts(s.t.Context(), "console"))(s.t) {
		if a.Email == email {
			id = a.ID
		}
	}
	return id
}

// TestFormsAsTheyStand sends the forms of the page with all that is in them, as
// a browser does.
func TestFormsAsTheyStand(t *testing.T) {
	s := newSite(t)
	o := s.member(assessment.OperatorRole, "olga@example.org")
	fred := s.member(assessment.FacilitatorRole, "fred@example.org")
	at := "/organisations/" + s.organisation(assessment.Association, "Chamber of Bakers")
	press := func(button string) answer {
		t.Helper()
		form := regexp.MustCompile(`(?s)<form method="post" action="([^"]+/people)"[^>]*>((?:[^<]|<[^/]|</[^f])*name="do" value="` + button + `".*?)</form>`).FindStringSubmatch(o.get(at).Text)
		if form == nil {
			t.Fatalf("no button %s", button)
		}
		sent := values("do", button)
		for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]+)">`).FindAllStringSubmatch(form[2], -1) {
			sent.Set(field[1], field[2])
		}
		return o.post(form[1], sent)
	}
	made := press("reset")
	made.is(t, 200, "@account.link_password", "http://onramp.test/password/")
	press("disable").is(t, 303)
	fred.get("/account").is(t, 303)
	o.get(at).is(t, 200, "@organisation.disabled", `!value="reset"`)
	press("enable").is(t, 303)
	fred.signIn("fred@example.org", phrase).is(t, 303)
	press("remove").is(t, 303)
	fred.get("/account").is(t, 303)
	o.get(at).is(t, 200, "!fred@example.org", "@organisation.nobody")
}

// TestOwnPlatformsOnThePage: a manager finds what the organisation keeps.
func TestOwnPlatformsOnThePage(t *testing.T) {
	s := newSite(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	o := s.member(assessment.OperatorRole, "olga@example.org")
	v.get("/account").is(t, 200, `href="/organisation"`, `href="/platforms/new"`, `!href="/organisations"`)
	v.get("/organisation").is(t, 200, "@organisation.platforms_none", `href="/platforms/new"`)
	v.post("/platforms/new", course()).is(t, 303)
	v.get("/organisation").is(t, 200, "!@organisation.platforms_none", "de-kurs-b-ro")
	o.get("/organisation").is(t, 200, "@organisation.platforms_none", "!"+"de-kurs-b-ro")
	o.get("/organisations/"+s.organisation(assessment.Association, "Chamber of Bakers")).is(t, 200, "!@organisation.platforms")
}

func TestOperatorsPages(t *testing.T) {
	s := newSite(t)
	o := s.member(assessment.OperatorRole, "olga@example.org")
	s.hire(assessment.FacilitatorRole, "fred@example.org")
	o.get("/organisations").is(t, 200, "Operators", "Chamber of Bakers")
	o.post("/organisations", values("name", "Chamber of Bakers", "kind", "agency", "email", "first@example.org")).is(t, 422, "@field.organisation_there", `value="agency" checked`)
	o.post("/organisations", values("name", "Guild", "kind", "club", "email", "nobody")).is(t, 422, "@field.email", "@field.pick_one", `value="Guild"`)
	made := o.post("/organisations", values("name", "Guild", "kind", "association", "email", "first@example.org", "once", "1"))
	made.is(t, 200, "http://onramp.test/invitations/", "first@example.org", "Guild")
	o.post("/organisations", values("name", "Guild", "kind", "association", "email", "first@example.org", "once", "1")).is(t, 303)

	chamber := "/organisations/" + s.organisation(assessment.Association, "Chamber of Bakers")
	o.get(chamber).is(t, 200, "fred@example.org", "@organisation.reset")
	reset := o.post(chamber+"/people", values("account", s.account("fred@example.org"), "do", "reset"))
	link := regexp.MustCompile(`http://onramp\.test(/password/[A-Za-z0-9_-]{43})<`).FindStringSubmatch(reset.Text)
	if link == nil {
		t.Fatal(reset.main())
	}
	fred := s.visitor()
	fred.get(link[1]).is(t, 200, "fred@example.org", `!name="name"`)
	fred.post(link[1], values("password", "fred@example.org")).is(t, 422, "@field.password_email")
	fred.post(link[1], values("password", "a ladder and two lemons")).is(t, 303)
	fred.get("/account").is(t, 200)
	s.visitor().post(link[1], values("password", phrase)).is(t, 404, "@error.password_link")
	s.visitor().signIn("fred@example.org", "a ladder and two lemons").is(t, 303)
	o.sendFile(chamber+"/logo", logoFile(t)).is(t, 303)
	o.get(chamber).is(t, 200, "/logos/")
	o.get("/organisations/nothing").is(t, 404)
	o.get("/organisation").is(t, 200, "Operators")
}

// TestInvitationsByMail: with a mail server the link is sent, and shown all the
// same; a mail that fails, and more than a few to one address, stop nobody.
func TestInvitationsByMail(t *testing.T) {
	s, post := mailing(t)
	v := s.member(assessment.ManagerRole, "maria@example.org")
	invite := func(text string) string {
		t.Helper()
		a := v.post("/organisation/invitations", values("email", "New@example.org", "role", "facilitator"), "Accept-Language", "en")
		a.is(t, 200, text, "new@example.org")
		link := regexp.MustCompile(`http://onramp\.test/invitations/([A-Za-z0-9_-]{43})<`).FindStringSubmatch(a.Text)
		if link == nil {
			t.Fatal(a.main())
		}
		return link[1]
	}
	link := invite("@account.link_mailed")
	if len(post.letters) != 1 || post.letters[0] != (service.Letter{Kind: assessment.InvitationMail, To: "new@example.org", Language: "en", Link: link}) {
		t.Errorf("sent %+v", post.letters)
	}
	post.refuse = errors.New("out of order")
	invite("@account.link_invitation")
	post.refuse = nil
	for range 5 {
		invite("@account.link_care")
	}
	if len(post.letters) != assessment.MostInvitationMails-1 {
		t.Errorf("%d mails", len(post.letters))
	}
	s.pass(assessment.ThrottleLife)
	v.signIn("maria@example.org", phrase).is(t, 303)
	link = invite("@account.link_mailed")
	s.visitor().post("/invitations/"+link, values("name", "New", "password", phrase)).is(t, 303)

	o := s.member(assessment.OperatorRole, "olga@example.org")
	o.post("/organisations", values("name", "Guild", "kind", "association", "email", "first@example.org")).is(t, 200, "@account.link_mailed")
	o.post("/organisations/"+s.organisation(assessment.Association, "Chamber of Bakers")+"/people", values("account", s.account("maria@example.org"), "do", "reset")).is(t, 200, "@account.link_password", "!@account.link_mailed")
	if last := post.letters[len(post.letters)-1]; last.To != "first@example.org" {
		t.Errorf("last %+v", last)
	}
	if log := s.log.String(); strings.Contains(log, "example.org") || strings.Contains(log, link) {
		t.Error("the log holds whom or what was sent")
	}
	s.visitor().get("/invitations/"+link).is(t, 404, `href="/sign-in"`, `!class="button" href="/resume"`)
}
