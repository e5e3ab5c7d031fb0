package web

import (
	"io/fs"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"onramp/assessment"
	"onramp/static"
)

// access is who may use a route.
type access string

const (
	public access = "public" // everybody
	owner  access = "owner"  // whoever holds a key to the assessment; the handler's service call checks it
	// development routes are there only when the server is told that it runs
	// on a developer's machine.
	development access = "development"

	// The rest is for people who are signed in; see [assessment.Role].
	member      access = "member"      // any of them
	facilitator access = "facilitator" // of an association
	analyst     access = "analyst"     // of an agency
	adviser     access = "adviser"     // whoever may advise firms
	manager     access = "manager"     // of any organisation, for that organisation
	operator    access = "operator"    // of the site
	agency      access = "agency"      // people of an agency, and operators: whoever may read statistics
	keeper      access = "keeper"      // manager of an agency

	// client is for programs of agencies: they carry a token.
	client access = "client"
)

type route struct {
	method, path string
	access       access
	handler      echo.HandlerFunc
	with         []echo.MiddlewareFunc
}

// routes lists every route; a test compares it with what the server serves.
func (s *Server) routes() []route {
	const one = "/assessments/:id"
	return slices.Concat([]route{
		{"GET", "/", public, s.home, nil},
		{"GET", "/healthz", public, s.healthz, nil},
		{"GET", "/livez", public, s.livez, nil},
		{"GET", "/readyz", public, s.readyz, nil},
		{"GET", "/favicon.ico", public, s.favicon, nil},
		{"GET", "/robots.txt", public, s.robots, nil},
		{"GET", "/static/:hash/*", public, s.serveStatic, nil},
		{"GET", "/privacy", public, s.privacy, nil},
		{"GET", "/privacy/data", public, s.kept, nil},
		{"GET", "/method", public, s.method, nil},
		{"GET", "/start", public, s.startForm, nil},
		{"POST", "/start", public, s.start, nil},
		{"GET", "/resume", public, s.resumeForm, nil},
		{"POST", "/resume", public, s.byCode(limitGuessing()), nil},
		{"GET", "/r/:token", public, s.resumeByLink, nil},
		{"GET", "/j/:token", public, s.joinForm, nil},
		{"POST", "/j/:token", public, s.join, nil},
		{"GET", "/mail/stop/:token", public, s.stopForm, nil},
		{"POST", "/mail/stop/:token", public, s.stopMails, nil},
		{"GET", "/import", public, s.importForm, nil},
		{"POST", "/import", public, s.importFile, nil},
		{"GET", "/import/fields", public, s.importAgain, nil},
		{"POST", "/import/fields", public, s.importFields, nil},

		{"GET", one, owner, s.overview, nil},
		{"GET", one + "/next", owner, s.next, nil},
		{"GET", one + "/profile", owner, s.profileForm, nil},
		{"POST", one + "/profile", owner, s.saveProfile, nil},
		{"GET", one + "/items/:item", owner, s.item, nil},
		{"POST", one + "/items/:item", owner, s.answer, nil},
		{"GET", one + "/answers", owner, s.answers, nil},
		{"GET", one + "/result", owner, s.result, nil},
		{"GET", one + "/models/:model", owner, s.backTo("/result"), nil},
		{"POST", one + "/models/:model", owner, s.addModel, nil},
		{"GET", one + "/models/:model/remove", owner, s.backTo("/result"), nil},
		{"POST", one + "/models/:model/remove", owner, s.removeModel, nil},
		{"GET", one + "/models/:model/fields.csv", owner, s.exportFields, nil},
		{"GET", one + "/roadmap", owner, s.roadmap, nil},
		{"GET", one + "/progress", owner, s.progress, nil},
		{"GET", one + "/again", owner, s.backTo("/progress"), nil},
		{"POST", one + "/again", owner, s.again, nil},
		{"POST", one + "/roadmap", owner, s.keepTrial, nil},
		{"GET", one + "/measures/:measure", owner, s.backTo("/roadmap"), nil},
		{"POST", one + "/measures/:measure", owner, s.mark, nil},
		{"GET", one + "/roadmap.pdf", owner, s.roadmapPDF, nil},
		{"GET", one + "/roadmap.xlsx", owner, s.roadmapXLSX, nil},
		{"GET", one + "/roadmap.ics", owner, s.roadmapICS, nil},
		{"GET", one + "/answers.json", owner, s.exportFile, nil},
		{"GET", one + "/everything.json", owner, s.everything, nil},
		{"GET", one + "/depth", owner, s.backTo(""), nil},
		{"POST", one + "/depth", owner, s.setDepth, nil},
		{"GET", one + "/consent", owner, s.backTo(""), nil},
		{"POST", one + "/consent", owner, s.setConsent, nil},
		{"GET", one + "/register", owner, s.backTo(""), nil},
		{"POST", one + "/register", owner, s.setRegister, nil},
		{"GET", one + "/people", owner, s.people, nil},
		{"GET", one + "/people/invite", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/invite", owner, s.inviteColleagues, nil},
		{"GET", one + "/people/cancel", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/cancel", owner, s.cancelInvite, nil},
		{"GET", one + "/people/link", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/link", owner, s.lendLink, nil},
		{"GET", one + "/people/remove", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/remove", owner, s.removeSheet, nil},
		{"GET", one + "/people/close", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/close", owner, s.closeAnswers, nil},
		{"GET", one + "/people/merge", owner, s.backTo("/people"), nil},
		{"POST", one + "/people/merge", owner, s.mergeAnswers, nil},
		{"GET", one + "/evidence", owner, s.evidence, nil},
		{"GET", one + "/evidence/invite", owner, s.backTo("/evidence"), nil},
		{"POST", one + "/evidence/invite", owner, s.inviteAdviser, nil},
		{"GET", one + "/evidence/cancel", owner, s.backTo("/evidence"), nil},
		{"POST", one + "/evidence/cancel", owner, s.cancelAdviser, nil},
		{"GET", one + "/evidence/end", owner, s.backTo("/evidence"), nil},
		{"POST", one + "/evidence/end", owner, s.endAdviser, nil},
		{"GET", one + "/leave", owner, s.leave, nil},
		{"GET", one + "/code", owner, s.backTo("/leave"), nil},
		{"POST", one + "/code", owner, s.makeCode, nil},
		{"GET", one + "/mail", owner, s.backTo("/leave"), nil},
		{"POST", one + "/mail", owner, s.remind, []echo.MiddlewareFunc{limitGuessing()}},
		{"GET", one + "/mail/remove", owner, s.backTo("/leave"), nil},
		{"POST", one + "/mail/remove", owner, s.forgetReminder, nil},
		{"GET", one + "/cancel", owner, s.backTo("/leave"), nil},
		{"POST", one + "/cancel", owner, s.cancelKeys, nil},
		{"GET", one + "/delete", owner, s.deleteForm, nil},
		{"POST", one + "/delete", owner, s.delete, nil},

		{"GET", "/sign-in", public, s.signInForm, nil},
		{"POST", "/sign-in", public, s.signIn, nil},
		{"GET", openIDStart, public, s.beginOpenID, nil},
		{"GET", openIDBack, public, s.finishOpenID, []echo.MiddlewareFunc{limitTries(1, 60)}},
		{"GET", "/sign-out", public, redirect("/account"), nil},
		{"POST", "/sign-out", public, s.signOut, nil},
		{"GET", "/invitations/:token", public, s.invitationForm, nil},
		{"POST", "/invitations/:token", public, s.acceptInvitation, nil},
		{"GET", "/password/:token", public, s.passwordLinkForm, nil},
		{"POST", "/password/:token", public, s.setPassword, nil},
		{"GET", "/logos/:hash", public, s.logo, nil},

		{"GET", "/account", member, s.accountForm, nil},
		{"GET", "/account/name", member, redirect("/account"), nil},
		{"POST", "/account/name", member, s.saveName, nil},
		{"GET", "/account/password", member, redirect("/account"), nil},
		{"POST", "/account/password", member, s.changePassword, nil},
		{"GET", "/account/sessions", member, redirect("/account"), nil},
		{"POST", "/account/sessions", member, s.endSession, nil},

		{"GET", "/advise/:token", public, s.adviseForm, nil},
		{"POST", "/advise/:token", adviser, s.advise, nil},
		{"GET", "/firms", adviser, s.firms, nil},
		{"GET", "/firms/:firm", adviser, s.firm, nil},
		{"POST", "/firms/:firm", adviser, s.confirm, nil},
		{"GET", "/firms/:firm/back", adviser, backToFirm, nil},
		{"POST", "/firms/:firm/back", adviser, s.takeBack, nil},
		{"GET", "/firms/:firm/stop", adviser, backToFirm, nil},
		{"POST", "/firms/:firm/stop", adviser, s.stopAdvising, nil},

		{"GET", "/organisations", operator, s.organisationsForm, nil},
		{"POST", "/organisations", operator, s.addOrganisation, nil},

		{"GET", "/platforms", public, s.platforms, nil},
		{"GET", "/platforms/:platform", public, s.platform, nil},
		{"GET", "/platforms/new", manager, s.newPlatformForm, nil},
		{"POST", "/platforms/new", manager, s.addPlatform, nil},
		{"GET", "/platforms/:platform/edit", manager, s.editPlatformForm, nil},
		{"POST", "/platforms/:platform/edit", manager, s.savePlatform, nil},

		{"GET", "/parts", development, s.parts, nil},
	}, s.workshopRoutes(), s.statisticsRoutes(), s.organisationRoutes("/organisation", manager), s.organisationRoutes("/organisations/:organisation", operator))
}

// organisationRoutes are the pages of one organisation: a manager's own, and
// any for the operator.
func (s *Server) organisationRoutes(at string, a access) []route {
	back := func(c echo.Context) error {
		_, at := s.organisationOf(c)
		return c.Redirect(http.StatusSeeOther, at)
	}
	return []route{
		{"GET", at, a, s.organisationForm, nil},
		{"POST", at, a, s.saveOrganisation, nil},
		{"GET", at + "/logo", a, back, nil},
		{"POST", at + "/logo", a, s.saveLogo, nil},
		{"GET", at + "/logo/remove", a, back, nil},
		{"POST", at + "/logo/remove", a, s.removeLogo, nil},
		{"GET", at + "/invitations", a, back, nil},
		{"POST", at + "/invitations", a, s.invite, nil},
		{"GET", at + "/invitations/withdraw", a, back, nil},
		{"POST", at + "/invitations/withdraw", a, s.withdraw, nil},
		{"GET", at + "/people", a, back, nil},
		{"POST", at + "/people", a, s.changePerson, nil},
	}
}

// statisticsRoutes are the pages of agencies and what their programs read.
func (s *Server) statisticsRoutes() []route {
	const all, one = "/statistics/releases", "/statistics/releases/:release"
	const api = apiRoot + "/releases"
	return []route{
		{"GET", "/statistics", agency, s.statistics, nil},
		{"GET", all, agency, s.releases, nil},
		{"GET", all + "/new", analyst, s.newReleaseForm, nil},
		{"POST", all + "/new", analyst, s.makeRelease, nil},
		{"GET", one, agency, s.release, nil},
		{"GET", one + "/tables/:table", agency, s.releaseTable, nil},
		{"GET", one + "/files/:file", agency, s.releaseFile, nil},
		{"GET", "/statistics/clients", keeper, s.clientsForm, nil},
		{"POST", "/statistics/clients", keeper, s.addClient, nil},
		{"GET", "/statistics/clients/revoke", keeper, redirect("/statistics/clients"), nil},
		{"POST", "/statistics/clients/revoke", keeper, s.revokeClient, nil},

		{"GET", "/api/openapi.json", public, s.openAPI, nil},
		{"GET", api, client, s.apiReleases, nil},
		{"GET", api + "/:release", client, s.apiRelease, nil},
		{"GET", api + "/:release/tables", client, s.apiTables, nil},
		{"GET", api + "/:release/tables/:table", client, s.apiTable, nil},
		{"GET", api + "/:release/files/:file", client, s.apiFile, nil},
		{"GET", apiRoot + "/catalogue", client, s.apiCatalogue, nil},
	}
}

func (s *Server) addRoutes() {
	for _, r := range s.routes() {
		if r.access == development && !s.Development {
			continue
		}
		with := append([]echo.MiddlewareFunc{s.allow(r.access)}, r.with...)
		if r.access == client {
			with = append([]echo.MiddlewareFunc{s.allowClient, s.limitClient()}, r.with...)
		}
		s.echo.Add(r.method, r.path, r.handler, with...)
		if r.method == http.MethodGet {
			s.echo.Add(http.MethodHead, r.path, r.handler, with...)
		}
	}
}

// limitGuessing bounds how often one address may try codes: ten at once, then
// one every six seconds. Links need no bound, since they cannot be guessed.
func limitGuessing() echo.MiddlewareFunc { return limitTries(1.0/6, 10) }

// limitTries bounds how often one address may ask: so many times at once, then
// at a rate a second.
func limitTries(each float64, burst int) echo.MiddlewareFunc {
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: rate.Limit(each), Burst: burst}),
		IdentifierExtractor: func(c echo.Context) (string, error) {
			return c.RealIP(), nil
		},
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set(echo.HeaderRetryAfter, "6")
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	})
}

func (s *Server) healthz(c echo.Context) error {
	if err := s.Service.Healthy(c.Request().Context()); err != nil {
		return &assessment.Error{Kind: assessment.Busy, Key: "error.store", Cause: err}
	}
	return c.String(http.StatusOK, "ok\n")
}

func (s *Server) robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /assessments/\nDisallow: /r/\nDisallow: /j/\nDisallow: /w/\nDisallow: /advise/\nDisallow: /firms\nDisallow: /invitations/\nDisallow: /password/\nDisallow: /mail/\nDisallow: /problem/\nDisallow: /problems/\n")
}

func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusMovedPermanently, s.asset("icon.svg"))
}

// serveStatic serves a file for ever under the hash of today's content; under
// another hash it sends the browser to today's.
func (s *Server) serveStatic(c echo.Context) error {
	name := c.Param("*")
	if info, err := fs.Stat(static.Files, name); err != nil || info.IsDir() {
		return assessment.Missing("status.404")
	}
	if c.Param("hash") != s.static {
		return c.Redirect(http.StatusFound, s.asset(name))
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(c.Response(), c.Request(), static.Files, name)
	return nil
}

// asset is the address of a static file.
func (s *Server) asset(name string) string { return "/static/" + s.static + "/" + name }
