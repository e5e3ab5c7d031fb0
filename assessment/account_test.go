package assessment

import (
	"strings"
	"testing"
	"time"
)

func TestEveryoneCanDoOnlyTheirOwnWork(t *testing.T) {
	for _, c := range []struct {
		kind OrganisationKind
		role Role
		can  string
	}{
		{Association, FacilitatorRole, "facilitator"},
		{Association, ManagerRole, "facilitator manager"},
		{Agency, AnalystRole, "analyst"},
		{Agency, ManagerRole, "analyst manager"},
		{Operator, OperatorRole, "manager operator"},
		{Association, AnalystRole, ""}, // a role that means nothing there
		{Association, OperatorRole, ""},
		{Agency, FacilitatorRole, ""},
		{Operator, ManagerRole, ""},
		{"", ManagerRole, ""},
		{Association, "", ""},
	} {
		var can []string
		for _, role := range Roles {
			if (&Account{Role: c.role}).Can(c.kind, role) {
				can = append(can, string(role))
			}
			if (&Account{Role: c.role, Disabled: true}).Can(c.kind, role) {
				t.Errorf("a disabled %s of %q can do what a %s does", c.role, c.kind, role)
			}
		}
		if got := strings.Join(can, " "); got != c.can {
			t.Errorf("%s of %q can %q, want %q", c.role, c.kind, got, c.can)
		}
	}
}

// keyOf is the message of the only error, empty for none.
func keyOf(t *testing.T, bad []FieldError) string {
	t.Helper()
	if len(bad) == 0 {
		return ""
	}
	if len(bad) > 1 {
		t.Errorf("several: %v", bad)
	}
	return bad[0].Key
}

func TestCheckPassword(t *testing.T) {
	for password, want := range map[string]string{
		"":                              "field.required",
		"elf zeichen":                   "field.password_short",
		"zwölf zeiche":                  "",
		"ääääääääääö":                   "field.password_short", // runes, not bytes
		"correct battery":               "",
		strings.Repeat("ab cd ef-", 22): "",
		strings.Repeat("x9 ", 67):       "field.too_long",
		"Ana.Lopez@Example.org":         "field.password_email",
		"ANA.LOPEZ.AT":                  "",
		"passwordpassword":              "field.password_common",
		"PasswordPassword":              "field.password_common",
		"aaaaaaaaaaaaaaa":               "field.password_common",
		"abababababababab":              "field.password_common",
		"2026202620262026":              "field.password_common",
		"😀😀😀😀😀😀😀😀😀😀😀😀": "field.password_common",
	} {
		if got := keyOf(t, CheckPassword(password, "ana.lopez@example.org")); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
	if got := keyOf(t, CheckPassword("ana.elena.lopez", "ana.elena.lopez@example.org")); got != "field.password_email" {
		t.Errorf("the part before the @: %q", got)
	}
	for _, p := range commonPasswords {
		if n := len([]rune(p)); n < MinPassword || p != strings.ToLower(p) {
			t.Errorf("%q in the list has %d characters, or capital ones", p, n)
		}
	}
}

func TestCheckEmail(t *testing.T) {
	for email, want := range map[string]string{
		"":                                      "field.required",
		"a@b":                                   "",
		"ana@example.org":                       "",
		"ana+x@example.org":                     "",
		"ana":                                   "field.email",
		"ana@":                                  "field.email",
		"ana@example.org, bo@example.org":       "field.email",
		"ana <ana@example.org>":                 "field.email",
		"<ana@example.org>":                     "field.email",
		"ana@example.org\r\nbcc: x@example.org": "field.one_line",
		strings.Repeat("a", 190) + "@example.org": "field.too_long",
		"\xff@example.org":                        "field.one_line",
	} {
		if got := keyOf(t, CheckEmail(email)); got != want {
			t.Errorf("%q: %q, want %q", email, got, want)
		}
	}
	if got := CleanEmail("  Ana@EXAMPLE.org\n"); got != "ana@example.org" {
		t.Errorf("cleaned: %q", got)
	}
}

func TestThrottle(t *testing.T) {
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	var th Throttle
	var waits []time.Duration
	for range 14 {
		waits = append(waits, th.Wait(now, FreeTries))
		th = th.Fail(now)
	}
	want := []time.Duration{0, 0, 0, 0, 0, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute,
		15 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	for i := range want {
		if waits[i] != want[i] {
			t.Errorf("after %d failures: %v, want %v", i, waits[i], want[i])
		}
	}
	if w := th.Wait(now.Add(5*time.Minute), FreeTries); w != 10*time.Minute {
		t.Errorf("five minutes later: %v", w)
	}
	if w := th.Wait(now.Add(15*time.Minute), FreeTries); w != 0 {
		t.Errorf("when the wait is over: %v", w)
	}
	if th := th.Fail(now.Add(ThrottleLife)); th.Failures != 1 {
		t.Errorf("a day later: %d failures", th.Failures)
	}
	many := Throttle{Failures: 1 << 40, Last: now}
	if w := many.Wait(now, FreeTries); w != 15*time.Minute {
		t.Errorf("after very many: %v", w)
	}
}

func TestSessionsEnd(t *testing.T) {
	began := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		used, now time.Duration
		lives     bool
	}{
		{0, 0, true}, {0, SessionIdle - 1, true}, {0, SessionIdle, false},
		{SessionLife - time.Hour, SessionLife - 1, true}, {SessionLife - time.Hour, SessionLife, false},
	} {
		s := Session{Created: began, Used: began.Add(c.used)}
		if s.Lives(began.Add(c.now)) != c.lives {
			t.Errorf("used after %v, looked at after %v: lives is not %v", c.used, c.now, c.lives)
		}
	}
}
