// Package content reads questionnaires, maturity models and the directory of
// support platforms from YAML and turns them into domain values, or says what
// is wrong with them: every problem at once, each with file and line and what
// to do about it.
//
// The folders it reads:
//
//	<any>/questionnaire.yaml         head of one version of a questionnaire: all codes and dimensions
//	<any>/items/<dimension>.yaml     items of a dimension, in asking order
//	<any>/measures/<dimension>.yaml  measures of a dimension
//	models/<any>.yaml                one version of a maturity model each
//	platforms/<any>.yaml             support platforms
//
// A file goes three ways. read.go decodes it into the types of files.go and
// remembers the line of everything; shape.go checks presence, length and form
// by their tags; the file of each noun checks meaning and builds the value.
// A place is where in a file something stands; problems are told through it.
//
// Every wording gets a key for translators. Codes that questionnaires share
// have keys of their own (sector.C, goal.sell-more, kind.training); the rest
// starts with the id of its questionnaire (nir-sme.item.AS01.why), its model
// (nir-sme.model.title, nir-sme.level.1.name) or its platform
// (platform.world-sme-forum.summary).
package content
