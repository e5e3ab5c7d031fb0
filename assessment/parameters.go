package assessment

import "time"

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
}

// ItemParameters are those of the graded response model: discrimination A and
// one rising threshold B per category above the lowest.
type ItemParameters struct {
	A float64   `json:"a"`
	B []float64 `json:"b"`
}
