package assessment

import (
	"strconv"
	"time"
)

// Parameters are one version of what is known about how the items of a
// questionnaire version measure. Version 0 is the experts' guess, which needs
// none: every item discriminates alike and thresholds come from its shares.
// Results name the version they were computed with.
type Parameters struct {
	Questionnaire        string                    `json:"questionnaire"`
	QuestionnaireVersion string                    `json:"questionnaire_version"`
	Version              int                       `json:"version"` // from 1
	Created              time.Time                 `json:"created"`
	Respondents          int                       `json:"respondents"` // assessments learnt from
	Items                map[string]ItemParameters `json:"items"`       // by id; an item that is missing keeps the experts'
	Dimensions           []string                  `json:"dimensions"`
	Correlations         [][]float64               `json:"correlations"` // of the dimensions, in their order
	Note                 string                    `json:"note,omitempty"`
}

// ItemParameters are those of the graded response model: discrimination A and
// one rising threshold B per category above the lowest.
type ItemParameters struct {
	A float64   `json:"a"`
	B []float64 `json:"b"`
}

// ParametersFor returns a version of the parameters of a questionnaire version,
// nil for version 0; NotFound.
func (c *Catalogue) ParametersFor(questionnaire, questionnaireVersion string, version int) (*Parameters, error) {
	if version == 0 {
		return nil, nil
	}
	for _, p := range c.Parameters {
		if p.Questionnaire == questionnaire && p.QuestionnaireVersion == questionnaireVersion && p.Version == version {
			return p, nil
		}
	}
	return nil, notPublished("parameters", "field.parameters", strconv.Itoa(version))
}

// NewestParameters returns the newest parameters of a questionnaire version,
// nil when none were published: then the experts' hold.
func (c *Catalogue) NewestParameters(q *Questionnaire) *Parameters {
	var best *Parameters
	for _, p := range c.Parameters {
		if p.Questionnaire == q.ID && p.QuestionnaireVersion == q.Version && (best == nil || p.Version > best.Version) {
			best = p
		}
	}
	return best
}

// Number is the version, 0 for nil: the experts'.
func (p *Parameters) Number() int {
	if p == nil {
		return 0
	}
	return p.Version
}
