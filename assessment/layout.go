package assessment

// Field is one column of a model's public field layout: a fact of the profile
// (Profile), the values of one or two indicators (Indicators, two written as
// "1|0"), or neither, a column that is left empty.
type Field struct {
	Key        string   `json:"key"`
	Profile    string   `json:"profile,omitempty"` // date, name, country, region, sector or employees
	Indicators []string `json:"indicators,omitempty"`
	Values     []int    `json:"values,omitempty"` // what is written for each step of the indicator, the lowest first; none means 0 and 1
}
