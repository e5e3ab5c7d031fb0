package web

import (
	"regexp"
	"testing"
)

var lentLink = regexp.MustCompile(`href="http://onramp\.test(/r/[A-Za-z0-9_-]{43})\?lang=[A-Za-z-]+"`)

// TestLostSheet: a colleague who has lost cookie, link and code comes back by a
// link of the owner's, and sees that there is one; ending it ends it.
func TestLostSheet(t *testing.T) {
	s := newSite(t)
	owner := s.visitor()
	v := s.join(owner.inviting(), "Anna")
	q, _ := v.interview().Next()
	v.say(q.Item.ID, some(q.Item, 0))
	v.get(v.home()).is(t, 200, "!@colleague.lent_note")
	form := values("sheet", v.id, "once", "1")
	a := owner.post(owner.home()+"/people/link", form)
	a.is(t, 200, "@colleague.lent", `class="scan"`)
	found := lentLink.FindStringSubmatch(a.Text)
	if found == nil {
		t.Fatal("no link")
	}
	owner.post(owner.home()+"/people/link", form).is(t, 200, "@colleague.lent_before", "!"+found[1])
	owner.get(owner.home()+"/people").is(t, 200, "!"+found[1])
	again := s.visitor()
	again.get(found[1]).is(t, 303)
	again.id = v.id
	again.get(v.home()).is(t, 200, "@colleague.lent_note", "Anna")
	again.get(owner.home()).is(t, 403)
	v.get(v.home()).is(t, 200, "@colleague.lent_note") // the own link goes on working
	v.post(v.home()+"/cancel", values()).is(t, 200)
	again.get(v.home()).is(t, 403)
	s.visitor().get(found[1]).is(t, 404, "@error.link_unknown")
	v.get(v.home()).is(t, 200, "!@colleague.lent_note")
}

// TestOwnerRemovesASheet: one that is the owner's, with all its answers; another
// firm's is left alone.
func TestOwnerRemovesASheet(t *testing.T) {
	s := newSite(t)
	owner, stranger := s.visitor(), s.visitor()
	invite := owner.inviting()
	v, other := s.join(invite, "Anna"), s.join(invite, "Ben")
	stranger.inviting()
	for _, path := range []string{"/people/remove", "/people/link"} {
		stranger.post(stranger.home()+path, values("sheet", v.id)).is(t, 404, "@error.sheet_unknown")
		owner.post(owner.home()+path, values("sheet", owner.id)).is(t, 404, "@error.sheet_unknown")
		owner.post(owner.home()+path, values()).is(t, 422)
	}
	v.get(v.home()).is(t, 200)
	owner.post(owner.home()+"/people/remove", values("sheet", v.id)).is(t, 303)
	owner.get(owner.home()+"/people?sheet=removed").is(t, 200, "@colleague.removed", "!Anna", "Ben")
	v.get(v.home()).is(t, 403)
	other.get(other.home()).is(t, 200)
	owner.post(owner.home()+"/people/remove", values("sheet", v.id)).is(t, 404, "@error.sheet_unknown")
}
