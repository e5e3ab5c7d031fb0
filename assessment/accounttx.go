package assessment

import "time"

// AccountTx keeps organisations, accounts and how people sign in.
type AccountTx interface {
	OrganisationTx
	// AddAccount keeps a new account. An id or e-mail that is taken is a
	// Conflict; NotFound when there is no such organisation.
	AddAccount(a *Account) error
	// Account returns an account; NotFound.
	Account(id string) (*Account, error)
	// AccountByEmail returns the account with a cleaned address; NotFound.
	AccountByEmail(email string) (*Account, error)
	// AccountBySubject returns the account that is bound to a person at an
	// issuer; NotFound.
	AccountBySubject(issuer, subject string) (*Account, error)
	// Accounts returns the accounts of an organisation, or of all when it is
	// empty, the oldest first.
	Accounts(organisation string) ([]*Account, error)
	// SaveAccount writes everything but id, organisation, e-mail and creation;
	// NotFound. A subject that is another account's is a Conflict.
	SaveAccount(a *Account) error
	// DeleteAccount removes an account with its sessions and password links; no
	// error when there is none.
	DeleteAccount(id string) error

	// AddSession keeps a session; NotFound when there is no such account.
	AddSession(s *Session) error
	// Session returns the session with the hash, whether or not it still lives;
	// NotFound.
	Session(hash []byte) (*Session, error)
	// Sessions returns the sessions of an account, the latest used first.
	Sessions(account string) ([]*Session, error)
	// TouchSession notes that a session was used; no error when it is gone.
	TouchSession(hash []byte, used time.Time) error
	// DeleteSession ends a session; no error when there is none.
	DeleteSession(hash []byte) error
	// DeleteSessions ends all sessions of an account.
	DeleteSessions(account string) error

	// AddInvitation keeps an invitation in place of earlier ones of the same
	// e-mail and organisation; NotFound when there is no such organisation.
	AddInvitation(i *Invitation) error
	// Invitation returns the invitation with the hash, expired or not; NotFound.
	Invitation(hash []byte) (*Invitation, error)
	// Invitations returns those of an organisation, the latest first.
	Invitations(organisation string) ([]*Invitation, error)
	// DeleteInvitation takes one back; no error when there is none.
	DeleteInvitation(hash []byte) error

	// AddPasswordLink keeps a link in place of an earlier one of the account;
	// NotFound when there is no such account.
	AddPasswordLink(l *PasswordLink) error
	// PasswordLink returns the link with the hash, expired or not; NotFound.
	PasswordLink(hash []byte) (*PasswordLink, error)
	// DeletePasswordLinks ends those of an account; no error when there is none.
	DeletePasswordLinks(account string) error

	// Throttle returns what is counted under the hash, nothing when there is none.
	Throttle(hash []byte) (Throttle, error)
	// SaveThrottle writes it; one without failures is removed.
	SaveThrottle(t Throttle) error

	// DeleteOutdated removes sessions, invitations, password links and throttles
	// that mean nothing any more.
	DeleteOutdated(now time.Time) error
}

// OrganisationTx keeps organisations.
type OrganisationTx interface {
	// AddOrganisation keeps a new organisation; an id that is taken is a Conflict.
	AddOrganisation(o *Organisation) error
	// Organisation returns an organisation; NotFound.
	Organisation(id string) (*Organisation, error)
	// Organisations returns all, the oldest first.
	Organisations() ([]*Organisation, error)
	// SaveOrganisation writes name, contact and address; NotFound.
	SaveOrganisation(o *Organisation) error
	// SaveLogo replaces the logo of an organisation, nil for none; NotFound.
	SaveLogo(organisation string, l *Logo) error
	// Logo returns the logo with the hash; NotFound.
	Logo(hash string) (*Logo, error)
}
