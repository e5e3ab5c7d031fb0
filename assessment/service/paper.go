package service

import (
	"context"

	"onramp/assessment"
)

// Paper is a printed form that a facilitator types in.
type Paper struct {
	Number    int // that stands on it
	Profile   assessment.Profile
	Responses map[string]assessment.Response
}

// EnterPaper keeps the answers that a firm gave on paper as a firm of the
// workshop and returns the code with which the firm opens them. A number that
// was entered before is Invalid.
func (s *Service) EnterPaper(ctx context.Context, by, workshop string, paper Paper) (code string, err error) {
	h, err := s.Workshop(ctx, by, workshop)
	if err != nil {
		return "", err
	}
	if h.Now == assessment.Ahead {
		return "", &assessment.Error{Kind: assessment.Closed, Key: "error.workshop_early"}
	}
	if paper.Number < 1 || paper.Number > assessment.MaxJoined {
		return "", assessment.InvalidField("paper", "field.range", map[string]any{"Low": 1, "High": assessment.MaxJoined})
	}
	id, token, err := s.sitDown(ctx, &h.Workshop, assessment.Seat{Workshop: workshop, Paper: paper.Number}, assessment.Portable{Profile: paper.Profile, Responses: paper.Responses})
	if assessment.KindOf(err) == assessment.Conflict {
		return "", assessment.InvalidField("paper", "field.paper_there", nil)
	}
	if err != nil {
		return "", err
	}
	return s.MakeCode(ctx, id, token)
}
