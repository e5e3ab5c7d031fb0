package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"onramp/assessment"
)

// unit keeps what statistics read of an assessment, or removes it.
func (in *Interview) unit(tx assessment.Tx) error {
	if !in.counts() {
		return tx.RemoveUnit(in.ID)
	}
	o := in.Outcome()
	return in.saveUnit(tx, &o)
}

// counts reports whether the firm agreed to statistics and has finished.
func (in *Interview) counts() bool {
	return in.StatisticsConsent && !in.Finished.IsZero() && !in.Sheet()
}

// saveUnit is unit when the outcome is at hand.
func (in *Interview) saveUnit(tx assessment.Tx, o *assessment.Outcome) error {
	if !in.counts() {
		return tx.RemoveUnit(in.ID)
	}
	source := assessment.UnitSource{Assessment: &in.Assessment, Firm: in.Register, Outcome: o, Mode: in.Mode, Synthetic: in.Synthetic}
	if source.Mode == "" {
		source.Mode = assessment.OnlineMode
	}
	if in.Before != nil && !in.Before.Finished.IsZero() {
		before := in.Before.Outcome()
		source.Before = &before
	}
	return tx.SaveUnit(assessment.NewUnit(source))
}

// registerSecret keys the hashes of register numbers.
const registerSecret = "register_secret"

// registerLength bounds a number of a business register, in letters and digits.
const registerLowest, registerHighest = 4, 40

// SetRegister links the firm's assessments by its number in the business
// register, of which only a keyed hash is kept, so that it counts once in
// statistics whatever links it used. An empty number takes that back.
func (s *Service) SetRegister(ctx context.Context, id, token, number string) (*Interview, error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	key, err := s.setting(ctx, registerSecret, 32)
	if err != nil {
		return nil, err
	}
	hash, err := hashRegister(key, number)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, token, func(tx assessment.Tx, in *Interview) error {
		if in.Register == hash {
			return nil
		}
		if hash != "" && in.Profile.Country == "" {
			return assessment.InvalidField("register", "field.required", nil)
		}
		in.Register = hash
		return s.others(tx, c, in, func(other *Interview) error {
			other.Register = hash
			return other.unit(tx)
		})
	})
}

// hashRegister keys the letters and digits of a number, so that it is the same
// with dots and spaces; empty for an empty one.
func hashRegister(key []byte, number string) (string, error) {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
	n := len([]rune(plain))
	switch {
	case n == 0 && strings.TrimSpace(number) == "":
		return "", nil
	case n < registerLowest || n > registerHighest:
		return "", assessment.InvalidField("register", "field.register", map[string]any{"Low": registerLowest, "High": registerHighest})
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(plain))
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
