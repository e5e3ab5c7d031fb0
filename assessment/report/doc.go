// Package report makes every document that leaves Onramp, beginning with the
// roadmap as a PDF, and holds the sentences that documents share with pages.
//
// A document is made in two steps. [Layout] turns an outcome into plain blocks
// of finished text: readable, testable, and without any idea of paper. A
// [Writer] draws the blocks.
//
// # Decisions
//
//   - The words stand in functions of their own (words.go, answers.go,
//     support.go, method.go, errors.go, and pictures.go for charts), so that the
//     page of a roadmap says and shows the same as its document.
//   - Every [Text] says whether it is a name. What is not a name must come from
//     package locale; a test prints a document in the pseudo-locale to prove it.
//   - gofpdf is archived and stays inside this package. It writes neither tags
//     nor shaped scripts: the page in HTML is the accessible equivalent and holds
//     everything that the document holds; for the report of a room the
//     spreadsheet is. The document's language, which gofpdf
//     cannot write either, is added to the finished bytes (see finish.go).
//   - Same input, same bytes: dates come from the outcome, catalogues are
//     sorted. Fonts are cloned for each document, since gofpdf writes into them.
//   - What a person typed never fails a document: see fonts.go.
//   - How a support platform was checked stands wherever it is named, and
//     "checked" is said of nothing that only a stored page shows.
package report
