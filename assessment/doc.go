// Package assessment holds the nouns of Onramp and the rules between them:
// questionnaires and their items, responses, maturity models and results,
// measures, support platforms and roadmaps.
//
// Everything here is pure. A function gets all it needs as arguments, returns
// the same output for the same input, and never panics; nothing here knows a
// database, a request, a clock or a source of randomness.
//
// The way of one assessment through this package:
//
//	Questionnaire.Read   profile and responses -> a Reading per item (routing, four empty states)
//	Instrument.Next      which item to ask, why, and how many remain
//	Model.Score          readings -> Result (score, level, coverage, explained to the item)
//	Instrument.Estimate  readings -> what answering everything would give, and how sure that is
//	Estimate.Expect      Result -> the same with expected scores and likeliest levels
//	NewPlan              result and readings -> Roadmap of ordered Steps
//	Directory.Match      a measure and a profile -> support platforms that fit, each with its reason
package assessment
