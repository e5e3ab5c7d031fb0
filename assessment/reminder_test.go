package assessment

import (
	"net/mail"
	"strings"
	"testing"
	"time"
)

func TestCheckAddress(t *testing.T) {
	for _, typed := range []string{"ada@example.org", " Ada.B+x@mail.example.co.uk\n", "o'neil@example.org", "1@2.de"} {
		if got, wrong := CheckAddress(typed); wrong != nil || got != strings.TrimSpace(typed) {
			t.Errorf("%q: %q, %v", typed, got, wrong)
		}
	}
	for _, typed := range []string{"", " ", "ada", "ada@", "@example.org", "ada@localhost", "ada@example.org,bo@example.org", "ada@example.org bo@example.org",
		"Ada <ada@example.org>", "<ada@example.org>", "ada@example.org (home)", `"a b"@example.org`, "ada@[192.0.2.1]", "ada@.org", "ada@example.", "ada@exa mple.org",
		"ada@example.org\r\nBcc: victim@example.org", "ada\n@example.org", "ada@example.org\x00", "äda@example.org", "ada@exämple.org", "ada@@example.org",
		strings.Repeat("a", 250) + "@example.org"} {
		if got, wrong := CheckAddress(typed); wrong == nil || wrong.Field != "address" {
			t.Errorf("%q passes as %q", typed, got)
		}
	}
}

// FuzzCheckAddress: what passes is one address that can stand in a header.
func FuzzCheckAddress(f *testing.F) {
	for _, seed := range []string{"ada@example.org", "ada@example.org\r\nBcc: b@example.org", `"a@b"@c.d`, "=?utf-8?q?a?=@b.c", "a@b.c (x)", "a,b@c.d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, wrong := CheckAddress(typed)
		if wrong != nil {
			return
		}
		list, err := mail.ParseAddressList(address)
		if err != nil || len(list) != 1 || list[0].Address != address || len(address) > maxAddress || strings.ContainsAny(address, " \t\r\n<>,;") {
			t.Errorf("%q passes as %q: %v", typed, address, err)
		}
		if mask := MaskAddress(address); strings.Contains(mask, address) || mask == "" {
			t.Errorf("%q is masked as %q", address, mask)
		}
	})
}

func TestMaskAddress(t *testing.T) {
	for address, want := range map[string]string{"ada@example.org": "a…@e….org", "a@b.co.uk": "a…@b….uk", "": "", "nothing": ""} {
		if got := MaskAddress(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestCheckReview(t *testing.T) {
	now := time.Date(2026, 5, 4, 20, 0, 0, 0, time.UTC)
	for days, fits := range map[int]bool{-400: false, -1: false, 0: false, 1: true, 180: true, LastReview: true, LastReview + 2: false, 100000: false} {
		day := now.Truncate(24*time.Hour).AddDate(0, 0, days).Add(7 * time.Hour)
		if got := CheckReview(now, day) == nil; got != fits {
			t.Errorf("in %d days: %v", days, got)
		}
	}
}

// TestFailedPausesGrow and never beyond half a day, and end after some days.
func TestFailedPausesGrow(t *testing.T) {
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	r := Reminder{Address: "ada@example.org", Fingerprint: []byte{1}, Due: now, NextTry: now}
	last := time.Duration(0)
	for range 100 {
		r.Claim(now)
		if r.Over() || r.NextTry.Sub(now) != MailLease {
			t.Fatalf("claimed: %+v", r)
		}
		r.Failed(now, false)
		if r.Over() {
			break
		}
		pause := r.NextTry.Sub(now)
		if pause < last || pause > mailLonger {
			t.Errorf("pause %v after %v", pause, last)
		}
		last, now = pause, r.NextTry
	}
	if waited := now.Sub(r.Due); !r.GivenUp() || r.Address != "" || r.Fingerprint != nil || waited < 3*24*time.Hour || waited > mailEnd {
		t.Errorf("after %v: %+v", waited, r)
	}
}
