package service

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"onramp/assessment"
)

// cost is what guessing a password costs. It stands in every hash, so that it
// can rise: whoever signs in with an older hash gets a new one.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// today is what OWASP recommends for argon2id at the least: 19 MiB, two passes.
var today = cost{memory: 19 * 1024, passes: 2, lanes: 1}

// Most that a stored hash may ask for, so that a damaged one exhausts nothing.
var most = cost{memory: 256 * 1024, passes: 10, lanes: 4}

const (
	saltBytes = 16
	hashBytes = 32
)

// nobody is a hash that no password has: checking it takes the time that
// checking a real one takes.
var nobody = encodeHash(today, make([]byte, saltBytes), make([]byte, hashBytes))

// encodeHash writes a hash the way argon2's own tools do.
func encodeHash(c cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, b64(salt), b64(hash))
}

// decodeHash reads what encodeHash writes; false when it is anything else.
func decodeHash(text string) (c cost, salt, hash []byte, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil ||
		c.memory < 8 || c.memory > most.memory || c.passes < 1 || c.passes > most.passes || c.lanes < 1 || c.lanes > most.lanes {
		return c, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return c, nil, nil, false
	}
	hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, hash, err == nil && len(hash) == hashBytes
}

// typedPassword makes the same of a password whatever keyboard it was typed on:
// an ä can be one character or two.
func typedPassword(password string) string { return norm.NFKC.String(password) }

// hashPassword makes the hash to keep, with a salt of its own.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	salt := s.random(saltBytes)
	hash, err := s.slowly(ctx, today, salt, password)
	if err != nil {
		return "", err
	}
	return encodeHash(today, salt, hash), nil
}

// fits reports whether the password belongs to a stored hash; an empty or
// unreadable one belongs to none, and checking it takes as long.
func (s *Service) fits(ctx context.Context, password, stored string) (bool, error) {
	c, salt, want, ok := decodeHash(stored)
	if !ok {
		c, salt, want, _ = decodeHash(nobody)
	}
	got, err := s.slowly(ctx, c, salt, password)
	return ok && subtle.ConstantTimeCompare(got, want) == 1, err
}

// outdated reports whether a hash was made at another cost than today's.
func outdated(stored string) bool {
	c, _, _, ok := decodeHash(stored)
	return !ok || c != today
}

// slowly hashes a password. It waits for a place, since each takes memory.
func (s *Service) slowly(ctx context.Context, c cost, salt []byte, password string) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: ctx.Err()}
	}
	return argon2.IDKey([]byte(typedPassword(password)), salt, c.passes, c.memory, c.lanes, hashBytes), nil
}
