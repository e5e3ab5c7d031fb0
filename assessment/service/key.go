package service

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"golang.org/x/crypto/argon2" // codes are short, so their hash must be slow

	"onramp/assessment"
)

// KeyLife is how long a link or code opens an assessment after it was last
// used.
const KeyLife = 365 * 24 * time.Hour

// renewAfter spares a write on each visit: a key is extended when this much of
// its life has gone.
const renewAfter = 24 * time.Hour

// Codes are nine letters and digits without look-alikes, about 44 bits.
const (
	codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeLength  = 9
	saltSetting = "code_salt"
)

func hashLink(token string) []byte {
	sum := sha256.Sum256([]byte("link " + token))
	return sum[:]
}

// addLink makes a link key inside a transaction.
func (s *Service) addLink(tx assessment.Tx, id, token string) error {
	now := s.now()
	return tx.AddKey(assessment.Key{Hash: hashLink(token), Assessment: id, Kind: assessment.LinkKey, Created: now, Expires: now.Add(KeyLife)})
}

func (s *Service) newToken() string { return base64.RawURLEncoding.EncodeToString(s.random(32)) }

// open checks that the token opens the assessment and returns its key: that of
// a firm opens every round of it, and no colleague's sheet.
func (s *Service) open(tx assessment.Tx, id, token string) (assessment.Key, error) {
	key, err := tx.Key(hashLink(token))
	var firm, host string
	if err == nil {
		firm, host, err = tx.Firm(id)
	}
	switch {
	case assessment.KindOf(err) == assessment.NotFound, err == nil && key.Assessment != firm, host != "" && key.Assessment != id:
		return key, &assessment.Error{Kind: assessment.Forbidden, Key: "error.not_yours"}
	case err != nil:
		return key, err
	case s.now().After(key.Expires):
		return key, &assessment.Error{Kind: assessment.Closed, Key: "error.link_expired"}
	}
	return key, nil
}

// Resume finds the assessment that a link opens, of a firm the newest round,
// and extends the link's life. An unknown link is NotFound, an expired one Closed.
func (s *Service) Resume(ctx context.Context, token string) (id string, err error) {
	var key assessment.Key
	err = s.store.View(ctx, func(tx assessment.Tx) (err error) {
		if key, err = tx.Key(hashLink(token)); err == nil {
			id, err = newestOf(tx, key)
		}
		return err
	})
	if assessment.KindOf(err) == assessment.NotFound {
		return "", assessment.Missing("error.link_unknown")
	}
	if err != nil {
		return "", err
	}
	if err := s.renew(ctx, key); err != nil {
		return "", err
	}
	return id, nil
}

func (s *Service) renew(ctx context.Context, key assessment.Key) error {
	if s.now().After(key.Expires) {
		return &assessment.Error{Kind: assessment.Closed, Key: "error.link_expired"}
	}
	if !s.renewable(key) {
		return nil
	}
	err := s.store.Update(ctx, func(tx assessment.Tx) error { return tx.ExtendKey(key.Hash, s.now().Add(KeyLife)) })
	if assessment.KindOf(err) == assessment.NotFound {
		return nil // cancelled at this very moment: this visit came before
	}
	return err
}

// renewable reports whether enough of the key's life has gone to extend it.
func (s *Service) renewable(key assessment.Key) bool {
	return key.Expires.Sub(s.now()) <= KeyLife-renewAfter
}

// MakeCode makes a short code for the firm, in place of an earlier one.
// It is shown once; only its hash is kept.
func (s *Service) MakeCode(ctx context.Context, id, token string) (code string, err error) {
	// The look comes first: hashing is slow, and nobody may ask for it in vain.
	if err := s.store.View(ctx, func(tx assessment.Tx) error { _, err := s.open(tx, id, token); return err }); err != nil {
		return "", err
	}
	code = s.newCode()
	hash, err := s.hashCode(ctx, code)
	if err != nil {
		return "", err
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		key, err := s.open(tx, id, token)
		if err != nil {
			return err
		}
		if err := tx.DeleteKeys(key.Assessment, assessment.CodeKey); err != nil {
			return err
		}
		now := s.now()
		return tx.AddKey(assessment.Key{Hash: hash, Assessment: key.Assessment, Kind: assessment.CodeKey, Created: now, Expires: now.Add(KeyLife)})
	})
	if err != nil {
		return "", err
	}
	return groupCode(code), nil
}

// ResumeByCode finds the assessment that a code opens and makes a link for the
// device it was typed on. An unknown code is NotFound, an expired one Closed.
// After too many unknown codes from one network address it is Often, in whatever
// process they were tried.
func (s *Service) ResumeByCode(ctx context.Context, code, place string) (id, token string, err error) {
	guesses, err := s.guesses(ctx, place)
	if err != nil {
		return "", "", err
	}
	if err := s.countTry(ctx, guesses); err != nil {
		return "", "", err
	}
	hash, err := s.hashCode(ctx, cleanCode(code))
	if err != nil {
		return "", "", err
	}
	token = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		key, err := tx.Key(hash)
		switch {
		case assessment.KindOf(err) == assessment.NotFound:
			return assessment.InvalidField("code", "error.code_unknown", nil)
		case err != nil:
			return err
		case s.now().After(key.Expires):
			return &assessment.Error{Kind: assessment.Closed, Key: "error.link_expired"}
		}
		if id, err = newestOf(tx, key); err != nil {
			return err
		}
		if err := s.forgive(tx, guesses); err != nil {
			return err
		}
		if err := tx.ExtendKey(hash, s.now().Add(KeyLife)); err != nil {
			return err
		}
		return s.addLink(tx, key.Assessment, token)
	})
	return id, token, err
}

// CancelKeys ends every link and code of the firm and returns a new link
// for the device that asked. Mails that wait and invitations of advisers end
// too: whoever had a link could have asked for them.
func (s *Service) CancelKeys(ctx context.Context, id, token string) (fresh string, err error) {
	fresh = s.newToken()
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		key, err := s.open(tx, id, token)
		if err != nil {
			return err
		}
		for _, kind := range []assessment.KeyKind{assessment.LinkKey, assessment.CodeKey, assessment.LentKey} {
			if err := tx.DeleteKeys(key.Assessment, kind); err != nil {
				return err
			}
		}
		if err := s.cancelReminders(tx, key.Assessment); err != nil {
			return err
		}
		if err := cancelAdvisers(tx, key.Assessment); err != nil {
			return err
		}
		return s.addLink(tx, key.Assessment, fresh)
	})
	return fresh, err
}

func (s *Service) newCode() string {
	code := make([]byte, 0, codeLength)
	limit := byte(256 / len(codeLetters) * len(codeLetters)) // bytes above would favour some letters
	for len(code) < codeLength {
		for _, b := range s.random(2 * codeLength) {
			if b < limit && len(code) < codeLength {
				code = append(code, codeLetters[int(b)%len(codeLetters)])
			}
		}
	}
	return string(code)
}

// groupCode writes a code in threes, which is how people read it out.
func groupCode(code string) string { return code[:3] + "-" + code[3:6] + "-" + code[6:] }

// cleanCode forgives lower case, spaces and dashes.
func cleanCode(typed string) string {
	keep := func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToUpper(typed))
}

// hashCode is argon2id with the installation's salt (19 MiB, two passes).
// It waits for a place, since each look-up takes that memory.
func (s *Service) hashCode(ctx context.Context, code string) ([]byte, error) {
	salt, err := s.salt(ctx)
	if err != nil {
		return nil, err
	}
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: ctx.Err()}
	}
	return argon2.IDKey([]byte("code "+code), salt, 2, 19*1024, 1, 32), nil
}

// salt returns the installation's salt of codes.
func (s *Service) salt(ctx context.Context) ([]byte, error) { return s.setting(ctx, saltSetting, 16) }

// setting returns random bytes of the installation, made at their first use.
func (s *Service) setting(ctx context.Context, name string, n int) (value []byte, err error) {
	read := func(tx assessment.Tx) (err error) {
		value, err = tx.Setting(name)
		return err
	}
	err = s.store.View(ctx, read)
	if assessment.KindOf(err) != assessment.NotFound {
		return value, err
	}
	err = s.store.Update(ctx, func(tx assessment.Tx) error {
		if err := read(tx); assessment.KindOf(err) != assessment.NotFound {
			return err
		}
		value = s.random(n)
		return tx.SaveSetting(name, value)
	})
	return value, err
}
