package service

import (
	"context"

	"onramp/assessment"
)

// AdoptFields begins an assessment from a file in the public layout of a model:
// the answers that its values determine, with the model added. The newest
// version of the questionnaire is used. What the layout does not say of the
// firm, its country above all, comes from p. A file that does not fit is
// Invalid and names every column; a model that cannot be added is NotFound.
func (s *Service) AdoptFields(ctx context.Context, questionnaire, model string, data []byte, p assessment.Profile) (id, token string, err error) {
	c, err := s.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	q, err := c.Questionnaire(questionnaire, "")
	if err != nil {
		return "", "", err
	}
	if bad := q.CheckProfile(p); len(bad) > 0 {
		return "", "", &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Fields: bad}
	}
	m, err := c.ModelFor(q, model)
	if err != nil {
		return "", "", err
	}
	header, row, err := assessment.ParseFields(data)
	if err != nil {
		return "", "", err
	}
	said, responses, err := m.ReadFields(q, header, row)
	if err != nil {
		return "", "", err
	}
	file := assessment.Portable{Questionnaire: q.ID, Version: q.Version, Depth: assessment.Standard, Seed: s.newSeed(),
		Profile: merged(said, p), Responses: responses}
	if m.ID != q.Model {
		file.Models = []string{m.ID}
	}
	return s.Adopt(ctx, file)
}

// merged is what a file said of the firm with what the person said beside it,
// who has the last word.
func merged(said, p assessment.Profile) assessment.Profile {
	said.Country = p.Country
	if said.Region != "" && (len(said.Region) < 2 || said.Region[:2] != p.Country) {
		said.Region = ""
	}
	return said
}
