package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/service"
)

// The board of an association: larger firms post open problems by a link, the
// association lets them on, firms of its workshops answer.

// boardPage is the board for those who run it.
type boardPage struct {
	base
	*service.Board
	Link string // for larger firms, shown once
}

func (s *Server) board(c echo.Context) error { return s.showBoard(c, http.StatusOK, "", nil) }

func (s *Server) showBoard(c echo.Context, status int, link string, problems map[string]string) error {
	b, err := s.Service.Board(c.Request().Context(), s.by(c))
	if err != nil {
		return err
	}
	page := &boardPage{base: s.accountDesk(c, "board.title", "board"), Board: b, Link: link}
	page.Errors = problems
	return s.render(c, status, "pages/board", page)
}

// linkBoard makes the link for larger firms.
func (s *Server) linkBoard(c echo.Context) error {
	link, err := s.Service.LinkBoard(c.Request().Context(), s.by(c))
	if err != nil {
		return err
	}
	return s.showBoard(c, http.StatusOK, s.Site.PublicURL+"/problems/"+link, nil)
}

type judgeForm struct {
	Do     string `form:"do" validate:"required,max=20"`
	Reason string `form:"reason" validate:"max=2000"`
}

// judgePost lets a problem on, refuses it or takes it down.
func (s *Server) judgePost(c echo.Context) error {
	var f judgeForm
	err := bind(c, &f)
	if err == nil {
		ctx, id := c.Request().Context(), c.Param("post")
		if f.Do == "remove" {
			err = s.Service.TakeDown(ctx, s.by(c), id)
		} else {
			err = s.Service.JudgePost(ctx, s.by(c), id, assessment.PostState(f.Do), f.Reason)
		}
		if err == nil {
			return c.Redirect(http.StatusSeeOther, "/board#"+url.PathEscape(id))
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	return s.showBoard(c, http.StatusUnprocessableEntity, "", problems)
}

// postedForm is what a larger firm types.
type postedForm struct {
	Firm    string `form:"firm" validate:"max=2000"`
	Person  string `form:"person" validate:"max=2000"`
	Reach   string `form:"reach" validate:"max=2000"`
	Title   string `form:"title" validate:"max=2000"`
	Problem string `form:"problem" validate:"max=20000"`
	Gain    string `form:"gain" validate:"max=20000"`
	LastDay string `form:"last_day" validate:"max=20"`
	Agree   string `form:"agree" validate:"max=10"`
}

func (f postedForm) post() (p assessment.Post, err error) {
	p = assessment.Post{Firm: f.Firm, Person: f.Person, Reach: f.Reach, Title: f.Title, Problem: f.Problem, Gain: f.Gain}
	if f.LastDay != "" {
		if p.LastDay, err = time.Parse(time.DateOnly, f.LastDay); err != nil {
			return p, assessment.InvalidField("last_day", "field.board_last_day", nil)
		}
	}
	if f.Agree != "yes" {
		return p, assessment.InvalidField("agree", "field.board_agree", nil)
	}
	return p, nil
}

type postPage struct {
	base
	Host  *assessment.Organisation
	Token string
	Form  postedForm
}

func (s *Server) postForm(c echo.Context) error {
	return s.showPostForm(c, http.StatusOK, postedForm{}, nil)
}

func (s *Server) showPostForm(c echo.Context, status int, f postedForm, problems map[string]string) error {
	host, err := s.Service.BoardHost(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	page := &postPage{base: s.page(c, "board.post_title"), Host: host, Token: c.Param("token"), Form: f}
	page.Errors = problems
	return s.render(c, status, "pages/post", page)
}

// addPost puts a problem on the board and leads to its own page.
func (s *Server) addPost(c echo.Context) error {
	var f postedForm
	err := bind(c, &f)
	if err == nil {
		var post assessment.Post
		if post, err = f.post(); err == nil {
			var own string
			if own, err = s.Service.AddPost(c.Request().Context(), c.Param("token"), post); err == nil {
				return c.Redirect(http.StatusSeeOther, "/problem/"+own)
			}
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	return s.showPostForm(c, http.StatusUnprocessableEntity, f, problems)
}

// ownPostPage is a problem for whoever posted it.
type ownPostPage struct {
	base
	*service.Notice
	Link  string // to this page
	Token string
}

func (s *Server) ownPost(c echo.Context) error {
	n, err := s.Service.OwnPost(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	page := &ownPostPage{base: s.page(c, "board.own_title"), Notice: n, Token: c.Param("token")}
	page.Link = s.linkIn(c, "/problem/"+page.Token)
	return s.render(c, http.StatusOK, "pages/own-post", page)
}

func (s *Server) backToPost(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, "/problem/"+url.PathEscape(c.Param("token")))
}

func (s *Server) withdrawPost(c echo.Context) error {
	if err := s.Service.WithdrawPost(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/")
}

// offerForm is a firm's answer to a problem.
type offerForm struct {
	Post   string `form:"post" validate:"required,max=60"`
	Firm   string `form:"firm" validate:"max=2000"`
	Person string `form:"person" validate:"max=2000"`
	Reach  string `form:"reach" validate:"max=2000"`
	Offer  string `form:"offer" validate:"max=20000"`
	Agree  string `form:"agree" validate:"max=10"`
}

// firmBoardPage is a board for a firm of a workshop.
type firmBoardPage struct {
	base
	*service.FirmBoard
	Form offerForm // that was refused, or names the firm
	Said string
}

// Filled is the form of a problem: what was typed and refused, else the answer
// as it stands.
func (p *firmBoardPage) Filled(n service.Notice) offerForm {
	switch {
	case p.Form.Post == n.ID:
		return p.Form
	case n.Answer != nil:
		return offerForm{Post: n.ID, Firm: n.Answer.Firm, Person: n.Answer.Person, Reach: n.Answer.Reach, Offer: n.Answer.Text, Agree: "yes"}
	}
	return offerForm{Post: n.ID, Firm: p.Profile.Name}
}

// Wrong is what is wrong with a field of a problem's form.
func (p *firmBoardPage) Wrong(n service.Notice, field string) string {
	if p.Form.Post != n.ID {
		return ""
	}
	return p.Failed(field)
}

// Again reports whether the form of a problem was refused.
func (p *firmBoardPage) Again(n service.Notice) bool { return p.Form.Post == n.ID && len(p.Errors) > 0 }

func (s *Server) firmBoard(c echo.Context) error {
	return s.showFirmBoard(c, http.StatusOK, offerForm{}, nil)
}

func (s *Server) showFirmBoard(c echo.Context, status int, f offerForm, problems map[string]string) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	b, err := s.Service.BoardFor(c.Request().Context(), in.ID, s.key(c))
	if err != nil {
		return err
	}
	page := &firmBoardPage{base: s.ownerPage(c, "board.firm_title", "exchange"), FirmBoard: b, Form: f}
	page.Errors = problems
	switch c.QueryParam("said") {
	case "sent":
		page.Said = page.T("board.said_sent")
	case "withdrawn":
		page.Said = page.T("board.said_withdrawn")
	}
	return s.render(c, status, "pages/firm-board", page)
}

func (s *Server) addOffer(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f offerForm
	err := bind(c, &f)
	if err == nil && f.Agree != "yes" {
		err = assessment.InvalidField("agree", "field.exchange_agree", nil)
	}
	if err == nil {
		offer := assessment.Offer{Post: f.Post, Firm: f.Firm, Person: f.Person, Reach: f.Reach, Text: f.Offer}
		if err = s.Service.AddOffer(c.Request().Context(), c.Param("id"), s.key(c), offer); err == nil {
			return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/board?said=sent")
		}
	}
	problems, fields := fieldErrors(s.page(c, ""), err)
	if !fields {
		return err
	}
	return s.showFirmBoard(c, http.StatusUnprocessableEntity, f, problems)
}

type withdrawOfferForm struct {
	Post string `form:"post" validate:"required,max=60"`
}

func (s *Server) withdrawOffer(c echo.Context) error {
	if _, err := s.interview(c); err != nil {
		return err
	}
	var f withdrawOfferForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.WithdrawOffer(c.Request().Context(), c.Param("id"), s.key(c), f.Post); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+c.Param("id")+"/board?said=withdrawn")
}
