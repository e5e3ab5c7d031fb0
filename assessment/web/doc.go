// Package web is what a browser meets: routes, handlers and pages.
//
// Every page works without scripts; htmx and a small script make answering
// smoother. Handlers return errors, errors.go holds the only table from kind
// to status, and a page is rendered whole into a buffer before its status is
// sent. routes.go lists every route with the access it needs.
//
// Decisions: no page is cached by the browser (a page shows one firm's answers
// and may be opened on a shared computer); cross-site requests are refused by
// the standard library's check of Sec-Fetch-Site and Origin, so forms carry no
// token; the content security policy allows neither inline script nor inline
// style; the client's address is the connection's, never a header anyone can
// write, unless --trusted-proxy names the proxy whose X-Forwarded-For counts.
package web
