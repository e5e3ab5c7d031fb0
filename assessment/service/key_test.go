package service

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// doors are all methods that a key opens.
func doors(w *world, id, token string) map[string]error {
	ctx := w.ctx()
	_, interview := w.Interview(ctx, id, token)
	_, answer := w.Answer(ctx, id, token, "TA01", assessment.ValueResponse(1), "")
	_, profile := w.SaveProfile(ctx, id, token, bakery, bakery.Mark())
	_, depth := w.SetDepth(ctx, id, token, assessment.Full)
	_, consent := w.SetConsent(ctx, id, token, true)
	_, add := w.AddModel(ctx, id, token, "dma-aligned")
	_, remove := w.RemoveModel(ctx, id, token, "dma-aligned")
	_, code := w.MakeCode(ctx, id, token)
	_, cancel := w.CancelKeys(ctx, id, token)
	_, again := w.Again(ctx, id, token)
	_, rounds := w.Rounds(ctx, id, token)
	_, invite := w.InviteAdviser(ctx, id, token)
	return map[string]error{"InviteAdviser": invite, "CancelAdviser": w.CancelAdviser(ctx, id, token), "EndAdviser": w.EndAdviser(ctx, id, token, "x"), "Interview": interview, "Answer": answer, "SaveProfile": profile, "SetDepth": depth, "SetConsent": consent,
		"AddModel": add, "RemoveModel": remove, "MakeCode": code, "CancelKeys": cancel, "Again": again, "Rounds": rounds, "Delete": w.Delete(ctx, id, token)}
}

func TestOnlyItsKeyOpensAnAssessment(t *testing.T) {
	w := newWorld(t)
	v, other := w.start(assessment.Quick), w.start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	for name, token := range map[string]string{"no key": "", "wrong key": "wrong", "foreign key": other.token, "code for key": code,
		"plain code": strings.ReplaceAll(code, "-", ""), "id for key": v.id, "almost": v.token[:len(v.token)-1]} {
		for method, err := range doors(w, v.id, token) {
			t.Run(method+" with "+name, func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.not_yours") })
		}
	}
	for method, err := range doors(w, "nope", v.token) {
		t.Run(method+" of nothing", func(t *testing.T) { w.refused(err, assessment.Forbidden, "error.not_yours") })
	}
	if in := v.interview(); len(in.Responses) > 0 || in.Depth != assessment.Quick || in.StatisticsConsent || len(in.Models) > 0 {
		t.Error("a refused call changed something")
	}
	w.pass(KeyLife + time.Second)
	for method, err := range doors(w, v.id, v.token) {
		t.Run(method+" expired", func(t *testing.T) { w.refused(err, assessment.Closed, "error.link_expired") })
	}
	_, err = w.Resume(t.Context(), v.token)
	w.refused(err, assessment.Closed, "error.link_expired")
	_, _, err = w.ResumeByCode(t.Context(), code, "192.0.2.1")
	w.refused(err, assessment.Closed, "error.link_expired")
}

func TestUseKeepsAKeyAlive(t *testing.T) {
	month := 30 * 24 * time.Hour
	for name, use := range map[string]func(v visit) error{
		"looking": func(v visit) error { _, err := v.Interview(v.ctx(), v.id, v.token); return err },
		"changing": func(v visit) error {
			_, err := v.SetConsent(v.ctx(), v.id, v.token, true)
			return err
		},
		"resuming": func(v visit) error { _, err := v.Resume(v.ctx(), v.token); return err },
	} {
		t.Run(name, func(t *testing.T) {
			v := newWorld(t).start(assessment.Quick)
			for range 24 {
				v.pass(month)
				if err := use(v); err != nil {
					t.Fatal(err)
				}
			}
			v.pass(11 * month)
			v.must(use(v))
			v.pass(KeyLife + time.Hour)
			v.refused(use(v), assessment.Closed, "error.link_expired")
		})
	}
}

func TestResumeByLink(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	id, err := v.Resume(t.Context(), v.token)
	if err != nil || id != v.id {
		t.Errorf("%q %v", id, err)
	}
	for _, token := range []string{"", "nope", v.token + "A", v.id} {
		_, err := v.Resume(t.Context(), token)
		v.refused(err, assessment.NotFound, "error.link_unknown")
	}
}

func TestResumeByCode(t *testing.T) {
	v := newWorld(t).start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	v.must(err)
	if !regexp.MustCompile(`^[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}$`).MatchString(code) {
		t.Errorf("code %q", code)
	}
	plain := strings.ReplaceAll(code, "-", "")
	for _, typed := range []string{code, strings.ToLower(code), plain, " " + strings.ReplaceAll(code, "-", " – ") + "\t", strings.Join(strings.Split(plain, ""), " ")} {
		id, token, err := v.ResumeByCode(t.Context(), typed, "192.0.2.1")
		if err != nil || id != v.id {
			t.Errorf("%q: %q %v", typed, id, err)
			continue
		}
		if token == v.token || token == "" {
			t.Error("the other device has no link of its own")
		}
		if _, err := v.Interview(t.Context(), id, token); err != nil {
			t.Errorf("%q: the link does not open: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "---", plain[1:], plain + "2", "ABC-DEF-234", strings.Repeat("A", 60)} {
		_, _, err := v.ResumeByCode(t.Context(), typed, "192.0.2.1")
		v.refused(err, assessment.Invalid, "error.invalid")
	}
	fresh, err := v.MakeCode(t.Context(), v.id, v.token)
	v.must(err)
	if fresh == code {
		t.Error("a new code is the old one")
	}
	_, _, err = v.ResumeByCode(t.Context(), code, "192.0.2.1")
	v.refused(err, assessment.Invalid, "error.invalid")
	if id, _, err := v.ResumeByCode(t.Context(), fresh, "192.0.2.1"); err != nil || id != v.id {
		t.Errorf("the new code: %q %v", id, err)
	}
}

func TestCancelEndsAll(t *testing.T) {
	w := newWorld(t)
	v, other := w.start(assessment.Quick), w.start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	_, phone, err := v.ResumeByCode(t.Context(), code, "192.0.2.1")
	w.must(err)
	fresh, err := v.CancelKeys(t.Context(), v.id, v.token)
	w.must(err)
	for _, token := range []string{v.token, phone} {
		_, err := w.Interview(t.Context(), v.id, token)
		w.refused(err, assessment.Forbidden, "error.not_yours")
		_, err = w.Resume(t.Context(), token)
		w.refused(err, assessment.NotFound, "error.link_unknown")
	}
	_, _, err = v.ResumeByCode(t.Context(), code, "192.0.2.1")
	w.refused(err, assessment.Invalid, "error.invalid")
	visit{w, v.id, fresh}.interview()
	other.interview()
}

func TestTheFileHoldsOnlyHashes(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	_, phone, err := v.ResumeByCode(t.Context(), code, "192.0.2.1")
	w.must(err)
	files, err := filepath.Glob(w.file + "*")
	w.must(err)
	var kept []byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		w.must(err)
		kept = append(kept, data...)
	}
	if !bytes.Contains(kept, []byte(v.id)) {
		t.Fatal("the search finds nothing at all")
	}
	for name, secret := range map[string]string{"link": v.token, "second link": phone, "code": code, "plain code": strings.ReplaceAll(code, "-", "")} {
		if bytes.Contains(kept, []byte(secret)) || bytes.Contains(kept, []byte(strings.ToLower(secret))) {
			t.Errorf("the %s is in the file", name)
		}
	}
}

// TestGuessingCodes: whoever tries codes is slowed down by network address, in
// whatever process, and nobody else is.
func TestGuessingCodes(t *testing.T) {
	w := newWorld(t)
	v := w.start(assessment.Quick)
	code, err := v.MakeCode(t.Context(), v.id, v.token)
	w.must(err)
	other := New(w.store, Options{Now: w.now}) // a second process on the same database
	for n := range assessment.FreeTriesPlace {
		s := v.Service
		if n%2 == 1 {
			s = other
		}
		if _, _, err := s.ResumeByCode(t.Context(), fmt.Sprintf("AAAA-BBBB-%04d", n), "2001:db8::1"); assessment.KindOf(err) != assessment.Invalid {
			t.Fatalf("guess %d: %v", n, err)
		}
	}
	for _, s := range []*Service{v.Service, other} {
		if _, _, err := s.ResumeByCode(t.Context(), code, "2001:db8::2"); assessment.KindOf(err) != assessment.Often { // the same network
			t.Errorf("after %d guesses: %v", assessment.FreeTriesPlace, err)
		}
	}
	if id, _, err := other.ResumeByCode(t.Context(), code, "192.0.2.7"); err != nil || id != v.id {
		t.Errorf("from elsewhere: %v", err)
	}
	w.pass(assessment.ThrottleLife)
	if id, _, err := other.ResumeByCode(t.Context(), code, "2001:db8::1"); err != nil || id != v.id {
		t.Errorf("a day later: %v", err)
	}
}
