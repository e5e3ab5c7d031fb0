package assessment

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Role is what an account may do. There are four, and each belongs to a kind of
// organisation, so that nobody can be given a right that means nothing there.
// Every account of an organisation can read what is the organisation's.
type Role string

// The roles. A manager does what the others of the organisation do, too, since
// small ones have one person for everything; the operator manages the
// operator's organisation, and sees no workshop and no statistics.
const (
	FacilitatorRole Role = "facilitator" // association: runs workshops, advises firms and confirms answers
	AnalystRole     Role = "analyst"     // agency: makes releases
	ManagerRole     Role = "manager"     // association or agency: people, name, logo, contact, support platforms
	OperatorRole    Role = "operator"    // of the site: organisations, password links, all support platforms
)

// Roles lists them in the order they are offered.
var Roles = []Role{FacilitatorRole, AnalystRole, ManagerRole, OperatorRole}

// Account is one person of an organisation who signs in. Owners of firms have
// none.
type Account struct {
	ID           string
	Organisation string // id
	Email        string // as CleanEmail gives it; no two accounts share one
	Name         string
	Role         Role
	Password     string // hash with its parameters; empty while none is set
	Issuer       string // of the OpenID subject; empty while none is known
	Subject      string // who the person is at the issuer
	Disabled     bool
	Created      time.Time
	Seen         time.Time // the day of the last visit; zero for never
}

// Can reports whether the account may do what a role does, in an organisation
// of the kind it belongs to.
func (a *Account) Can(kind OrganisationKind, role Role) bool {
	switch {
	case a.Disabled || !slices.Contains(kind.Roles(), a.Role):
		return false
	case a.Role == ManagerRole:
		return slices.Contains(kind.Roles(), role)
	case a.Role == OperatorRole:
		return role == OperatorRole || role == ManagerRole
	default:
		return a.Role == role
	}
}

// Limits of an account, in runes.
const (
	MaxEmail    = 200
	MaxPerson   = 120
	MinPassword = 12
	MaxPassword = 200
)

// CleanEmail writes an address as accounts keep it: without spaces around it,
// in lower case.
func CleanEmail(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// Check reports every field that does not fit an organisation of the kind.
func (a *Account) Check(kind OrganisationKind) []FieldError {
	bad := append(CheckEmail(a.Email), CheckPerson(a.Name)...)
	if !slices.Contains(kind.Roles(), a.Role) {
		bad = append(bad, FieldError{Field: "role", Key: "field.pick_one"})
	}
	return bad
}

// CheckPerson reports what is wrong with a person's name.
func CheckPerson(name string) []FieldError { return checkLine("name", name, true, MaxPerson) }

// CheckEmail reports what is wrong with a cleaned address. It is one bare
// address; whether anybody reads it only a message could tell.
func CheckEmail(email string) []FieldError {
	if bad := checkLine("email", email, true, MaxEmail); bad != nil {
		return bad
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email || parsed.Name != "" {
		return []FieldError{{Field: "email", Key: "field.email"}}
	}
	return nil
}

// CheckPassword reports what is wrong with a new password of an account. Length
// is the rule, not kinds of characters, as NIST SP 800-63B advises; beyond that
// it may not be the address or one that everybody tries first.
func CheckPassword(password, email string) []FieldError {
	runes := []rune(password)
	folded := strings.ToLower(password)
	local, _, _ := strings.Cut(email, "@")
	switch {
	case password == "":
		return []FieldError{{Field: "password", Key: "field.required"}}
	case len(runes) < MinPassword:
		return []FieldError{{Field: "password", Key: "field.password_short", Args: map[string]any{"Low": MinPassword}}}
	case len(runes) > MaxPassword:
		return []FieldError{{Field: "password", Key: "field.too_long", Args: map[string]any{"High": MaxPassword}}}
	case folded == email || folded == local:
		return []FieldError{{Field: "password", Key: "field.password_email"}}
	case repeats(folded) || slices.Contains(commonPasswords, folded):
		return []FieldError{{Field: "password", Key: "field.password_common"}}
	}
	return nil
}

// repeats reports whether a text is up to four characters over and over.
func repeats(text string) bool {
	runes := []rune(text)
	for period := 1; period <= 4; period++ {
		same := true
		for i := period; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-period]
		}
		if same {
			return true
		}
	}
	return false
}

// commonPasswords are long ones that lists of stolen passwords are full of, in
// lower case. Shorter ones need not be named.
var commonPasswords = strings.Fields(`
	012345678910 0123456789012 1234567890-= 123456789012 1234567890123 12345678901234 123456789012345 1234567890123456
	123456789101112 123456789123 123456789987654321 1234567891234 123456789abc 123456789qwerty 1234567890qwerty
	098765432112 0987654321098 987654321098 9876543210123 112233445566 11223344556677 1122334455667788 101010101010 123123456456
	123456qwerty 123456qwertyuiop 123qweasdzxc 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc
	1qaz2wsx3edc4rfv 1qazxsw23edc qazwsxedcrfv qazwsxedc123 zaq12wsxcde3 q1w2e3r4t5y6 q1w2e3r4t5y6u7i8 qwerty123456 qwerty1234567
	qwerty12345678 qwerty123456789 qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiop[]\ qwertyuiopasdf
	qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertzuiop123 azertyuiop123 asdfghjkl123 asdfghjklzxcvbnm zxcvbnmasdfghjkl
	abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd12345678 abc123456789 abcdef123456 a1b2c3d4e5f6
	a123456789012 aa1234567890 administrator administrator1 adminadmin123 admin1234567 admin12345678 adminpassword admin123admin
	passw0rd1234 password1234 password12345 password123456 password1234567 password12345678 password123456789 passwordpassword
	passwordpassword1 p@ssw0rd1234 p@ssword1234 password123! password1234! mypassword123 mypassword1234 newpassword123 yourpassword
	changeme1234 changeme12345 changemeplease welcome12345 welcome123456 welcome1234! letmein12345 letmein123456 letmeinplease
	iloveyou1234 iloveyou12345 iloveyou123456 iloveyousomuch iloveyouforever ilovemyfamily sunshine1234 princess1234 football1234
	baseball1234 basketball12 superman1234 dragon123456 monkey123456 master123456 michael12345 liverpool123 manchesterunited
	correcthorsebatterystaple correct-horse-battery-staple thisisapassword thisismypassword trustno1trustno1 summer2024summer
	secretsecret1 secret123456 test12345678 testtesttest test1234test1234 testpassword testpassword1 temporary123 default12345
	onramponramp onramp123456 onramp1234567
`)

// Session is one browser in which somebody is signed in. Only the hash of its
// token is kept.
type Session struct {
	Hash    []byte
	Account string
	Browser string // its plain name, such as Firefox; empty when not known
	System  string // it runs on, such as Android; empty when not known
	Created time.Time
	Used    time.Time
}

// How long a session lives: since it was last used, and in all.
const (
	SessionIdle = 12 * time.Hour
	SessionLife = 30 * 24 * time.Hour
)

// Lives reports whether the session still holds.
func (s *Session) Lives(now time.Time) bool {
	return now.Before(s.Used.Add(SessionIdle)) && now.Before(s.Created.Add(SessionLife))
}

// Invitation lets whoever holds its link make one account. Only the hash of the
// link is kept.
type Invitation struct {
	Hash         []byte
	Organisation string // id
	Email        string // as CleanEmail gives it
	Role         Role
	Created      time.Time
	Expires      time.Time // the last moment it works
}

// PasswordLink lets whoever holds it set the password of an account, once. Only
// its hash is kept.
type PasswordLink struct {
	Hash    []byte
	Account string
	Created time.Time
	Expires time.Time // the last moment it works
}

// LinkLife is how long an invitation or a password link works.
const LinkLife = 14 * 24 * time.Hour

// Throttle counts failed tries to sign in with one address, or from one place.
type Throttle struct {
	Hash     []byte // keyed: it names nobody
	Failures int
	Last     time.Time // the latest failure
}

// Free failures in a row, before a wait begins.
const (
	FreeTries      = 5  // for one account
	FreeTriesPlace = 20 // from one network address, which an office may share
	longestWait    = 15 * time.Minute
	firstWait      = 15 * time.Second
	// MostInvitationMails is how many an address gets in a row, within
	// ThrottleLife of the one before.
	MostInvitationMails = 3
	// ThrottleLife is after how long failures are forgotten.
	ThrottleLife = 24 * time.Hour
)

// Wait is how long nobody may try again: nothing at first, then 15 seconds, and
// twice as long with every failure, up to 15 minutes. It is never longer, so
// that nobody can lock somebody else out for good.
func (t Throttle) Wait(now time.Time, free int) time.Duration {
	t = t.Fade(now)
	if t.Failures < free {
		return 0
	}
	wait := longestWait
	if doublings := t.Failures - free; doublings < 6 {
		wait = firstWait << doublings
	}
	return max(0, wait-now.Sub(t.Last))
}

// Fade forgets failures that are old enough.
func (t Throttle) Fade(now time.Time) Throttle {
	if now.Sub(t.Last) >= ThrottleLife {
		t.Failures = 0
	}
	return t
}

// Fail counts one more failure.
func (t Throttle) Fail(now time.Time) Throttle {
	t = t.Fade(now)
	t.Failures++
	t.Last = now
	return t
}
