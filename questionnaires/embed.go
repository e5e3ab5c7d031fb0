// Package questionnaires holds the content of Onramp as data: questionnaires
// with their measures, maturity models, and the directory of support
// platforms. Package content reads it.
package questionnaires

import "embed"

// Files is the content that ships with the program.
//
//go:embed */*.yaml */*/*.yaml
var Files embed.FS
