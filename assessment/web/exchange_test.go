package web

import (
	"net/http"
	"strings"
	"testing"
)

// meets fills the form of a phone in a workshop.
func (v *visitor) meets(firm, reach string) answer {
	v.t.Helper()
	return v.post(v.home()+"/exchange", values("firm", firm, "person", "Kim "+firm, "reach", reach, "wants", "skills-capacity", "agree", "yes"))
}

// TestExchange: two firms of a workshop agree, meet when the facilitator says
// so, and see of each other what they typed and in which area one is ahead.
// Whoever takes the agreement back is gone from every page at once.
func TestExchange(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("pace", "free")
	strong, weak, alone := w.phone(), w.phone(), w.phone()
	w.press("begin").is(t, http.StatusSeeOther)
	strong.finish(1)
	weak.finish(0)
	alone.finish(1)

	page := weak.get(weak.home() + "/exchange")
	page.is(t, http.StatusOK, "Meet firms that can help you", "Only the firms that you are introduced to")
	if strings.Contains(page.Text, `name="agree" value="yes" checked`) {
		t.Error("the agreement is ticked already")
	}
	weak.post(weak.home()+"/exchange", values("firm", "Weak & Sons", "person", "Kim", "reach", "x", "wants", "skills-capacity")).is(t, http.StatusUnprocessableEntity, "Tick this box if you agree", "Weak &amp; Sons")
	weak.post(weak.home()+"/exchange", values("agree", "yes")).is(t, http.StatusUnprocessableEntity, "Tick one to 3 areas", `id="firm-problem"`, `id="reach-problem"`)
	w.get(w.page()).is(t, http.StatusOK, "0 firms agreed")
	weak.meets("Weak & Sons", "weak@example.org").is(t, http.StatusSeeOther)
	strong.meets("Strong Ltd", "+44 20 7946 0001").is(t, http.StatusSeeOther)
	desk := w.get(w.page())
	desk.is(t, http.StatusOK, "2 firms agreed", "0 introductions were made")
	w.post(w.page()+"/introduce", values()).is(t, http.StatusSeeOther)
	w.post(w.page()+"/introduce", values()).is(t, http.StatusSeeOther) // nobody is introduced twice
	desk = w.get(w.page())
	desk.is(t, http.StatusOK, "1 introduction was made")
	for _, secret := range []string{"weak@example.org", "Strong Ltd", "Kim"} {
		if strings.Contains(desk.Text, secret) {
			t.Errorf("the facilitator reads %q", secret)
		}
	}
	weak.get(weak.home()+"/exchange").is(t, http.StatusOK, "Strong Ltd", "20 7946 0001", "They can show you something in: Skills")
	strong.get(strong.home()+"/exchange").is(t, http.StatusOK, "Weak &amp; Sons", "You can show them something in: Skills")
	for _, v := range []*visitor{alone, strong} { // other firms' pages are not theirs
		if a := v.get(weak.home() + "/exchange"); a.StatusCode == http.StatusOK {
			t.Errorf("somebody else opens the page: %s", a.Status)
		}
	}
	if strings.Contains(alone.get(alone.home()+"/exchange").Text, "Strong Ltd") {
		t.Error("a firm that did not agree sees contacts")
	}

	// Those that come later meet whoever has room left.
	alone.meets("Alone", "alone@example.org").is(t, http.StatusSeeOther)
	w.post(w.page()+"/introduce", values()).is(t, http.StatusSeeOther)
	weak.get(weak.home()+"/exchange").is(t, http.StatusOK, "Strong Ltd", "alone@example.org")

	strong.post(strong.home()+"/exchange/leave", values()).is(t, http.StatusSeeOther)
	for _, v := range []*visitor{weak, alone, strong} {
		if a := v.get(v.home() + "/exchange"); strings.Contains(a.Text, "7946 0001") {
			t.Error("a contact that was taken back is still shown")
		}
	}
	w.get(w.page()).is(t, http.StatusOK, "2 firms agreed", "1 introduction was made")
	alone.post(alone.home()+"/delete", values("confirm", "yes"))
	if a := weak.get(weak.home() + "/exchange"); strings.Contains(a.Text, "alone@example.org") {
		t.Error("a contact that was deleted is still shown")
	}
}

// TestExchangeOutsideWorkshops: whoever answers alone is not asked.
func TestExchangeOutsideWorkshops(t *testing.T) {
	v := newSite(t).visitor().start()
	v.get(v.home()+"/exchange").is(t, http.StatusNotFound, "This assessment was made outside one")
	v.meets("A", "B").is(t, http.StatusNotFound)
	if a := v.get(v.home()); strings.Contains(a.Text, "/exchange") {
		t.Error("the way to exchange is shown outside workshops")
	}
}
