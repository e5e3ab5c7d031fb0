package web

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"

	"onramp/assessment"
	"onramp/assessment/service"
)

// phrase is everybody's password in tests.
const phrase = "two lemons and a ladder"

// organisation returns the id of the organisation with a name, which is added
// when there is none.
func (s *site) organisation(kind assessment.OrganisationKind, name string) string {
	s.t.Helper()
	for _, o := range must(s.web.Service.Organisations(s.t.Context()))(s.t) {
		if o.Name == name {
			return o.ID
		}
	}
	return must(s.web.Service.AddOrganisation(s.t.Context(), service.Console, assessment.Organisation{Kind: kind, Name: name}))(s.t)
}

// organisations of the roles in tests.
var organisations = map[assessment.Role]struct {
	kind assessment.OrganisationKind
	name string
}{
	assessment.FacilitatorRole: {assessment.Association, "Chamber of Bakers"}, assessment.ManagerRole: {assessment.Association, "Chamber of Bakers"},
	assessment.AnalystRole: {assessment.Agency, "Agency of Figures"}, assessment.OperatorRole: {assessment.Operator, "Operators"},
}

// hire makes an account in the usual organisation of a role, with the phrase as
// password, and returns its id.
func (s *site) hire(role assessment.Role, email string) string {
	s.t.Helper()
	sv, o := s.web.Service, organisations[role]
	a := assessment.Account{Organisation: s.organisation(o.kind, o.name), Email: email, Name: "Ms " + email, Role: role}
	link := must(sv.AddAccount(s.t.Context(), service.Console, a, ""))(s.t)
	id := must(sv.PasswordLinkFor(s.t.Context(), link))(s.t).ID
	must(sv.SetPassword(s.t.Context(), link, phrase, service.Device{Browser: "Lynx"}))(s.t)
	return id
}

// member is a browser in which somebody with a role is signed in.
func (s *site) member(role assessment.Role, email string) *visitor {
	s.t.Helper()
	s.hire(role, email)
	v := s.visitor()
	v.signIn(email, phrase).is(s.t, http.StatusSeeOther)
	return v
}

// signIn sends the form, as an organisation's laptop would.
func (v *visitor) signIn(email, password string) answer {
	v.t.Helper()
	return v.post("/sign-in", values("email", email, "password", password), "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
}

// carries is the session's token in the browser; empty when there is none.
func (v *visitor) carries() string {
	v.t.Helper()
	for _, c := range v.client.Jar.Cookies(must(url.Parse(v.URL + "/"))(v.t)) {
		if c.Name == v.web.sessionCookie() {
			return c.Value
		}
	}
	return ""
}

// sendFile sends a file in a form.
func (v *visitor) sendFile(path string, data []byte) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := must(w.CreateFormFile("file", "any name.png"))(v.t)
	if _, err := part.Write(data); err != nil {
		v.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.send("POST", path, &b, "Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin", "Origin", v.URL)
}

// logoFile is a small picture.
func logoFile(t testing.TB) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for x := range 60 {
		p.Set(x, x/3, color.NRGBA{200, 30, 30, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
