package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// reminderView is the part of the leave page about mails.
type reminderView struct {
	base
	ID     string
	Form   reminderForm
	Months []reminderMonths
	First  string // days that a review can be put to, as a date field wants them
	Last   string
	Kept   []keptReminder
	Offers bool   // this site sends mails, so that more can be asked for
	Done   string // what the form that led here did: saved, removed or nothing
}

// reminderMonths is a period that is offered, with the day it ends on.
type reminderMonths struct {
	Months int
	Date   string
}

// keptReminder is a mail that is stored, in words.
type keptReminder struct {
	Kind assessment.ReminderKind
	Text string
	Over bool
}

type reminderForm struct {
	Address string `form:"address" validate:"max=320"`
	Link    string `form:"link" validate:"max=3"`
	Review  string `form:"review" validate:"max=3"` // months, day, or empty for none
	Day     string `form:"date" validate:"max=20"`
}

// dateField is how a browser sends a day.
const dateField = "2006-01-02"

// reviewHour is when reviews are sent, in UTC.
const reviewHour = 7 * time.Hour

// review is the moment the form asks for; zero for none.
func (f reminderForm) review(now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(24 * time.Hour).Add(reviewHour)
	if f.Review == "" {
		return time.Time{}, nil
	}
	if n, err := strconv.Atoi(f.Review); err == nil && slices.Contains(assessment.ReviewMonths, n) {
		return today.AddDate(0, n, 0), nil
	}
	day, err := time.Parse(dateField, strings.TrimSpace(f.Day))
	if err != nil {
		return today, assessment.InvalidField("date", "field.day", nil)
	}
	return day.Add(reviewHour), nil
}

// reminderView shows what is stored and asks for more; nil when this site sends
// no mails and stores none, or none to whom the page belongs.
func (s *Server) reminderView(c echo.Context, b base, token string) (*reminderView, error) {
	kept, err := s.Service.Reminders(c.Request().Context(), c.Param("id"), token)
	if assessment.KindOf(err) == assessment.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	done := c.QueryParam("mail")
	if !s.Service.Mails() && len(kept) == 0 && done == "" {
		return nil, nil
	}
	now := s.Service.Now().UTC()
	v := &reminderView{base: b, ID: c.Param("id"), Offers: s.Service.Mails(), Form: reminderForm{Link: "yes"},
		First: now.AddDate(0, 0, assessment.FirstReview).Format(dateField), Last: now.AddDate(0, 0, assessment.LastReview).Format(dateField)}
	for _, n := range assessment.ReviewMonths {
		v.Months = append(v.Months, reminderMonths{n, b.Date(now.AddDate(0, n, 0))})
	}
	for _, r := range kept {
		v.Kept = append(v.Kept, keptReminder{Kind: r.Kind, Over: r.Over(), Text: reminderText(b, r)})
	}
	switch done {
	case "saved", "removed":
		v.Done = b.T("reminder." + done)
	}
	return v, nil
}

// reminderText says what becomes of a mail.
func reminderText(b base, r assessment.Reminder) string {
	state, date := "", r.Due
	switch {
	case r.GivenUp():
		state = "_failed"
	case r.Over():
		state, date = "_sent", r.Sent
	case r.Tries > 0 && r.NextTry.Sub(r.Due) > assessment.MailLease:
		state = "_again"
	}
	return b.T("reminder.state."+string(r.Kind)+state, "Address", assessment.MaskAddress(r.Address), "Date", b.Date(date))
}

func (s *Server) remind(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	if !s.Service.Mails() {
		return assessment.Missing("status.404")
	}
	var f reminderForm
	shape := bind(c, &f)
	day, wrong := f.review(s.Service.Now())
	err = merge(shape, wrong)
	if err == nil {
		err = s.Service.Remind(c.Request().Context(), in.ID, s.key(c), f.Address, s.page(c, "").Tag(), f.Link != "", day)
	}
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/leave?mail=saved#mail")
	}
	page := s.leavePage(c, s.key(c), false)
	var fields bool
	if page.Errors, fields = fieldErrors(page.base, err); !fields {
		return err
	}
	page.typed = &f
	return s.showLeave(c, http.StatusUnprocessableEntity, page)
}

type forgetForm struct {
	Kind string `form:"kind" validate:"required,max=20"`
}

func (s *Server) forgetReminder(c echo.Context) error {
	in, err := s.interview(c)
	if err != nil {
		return err
	}
	var f forgetForm
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.ForgetReminder(c.Request().Context(), in.ID, s.key(c), assessment.ReminderKind(f.Kind)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/assessments/"+in.ID+"/leave?mail=removed#mail")
}

// stopPage is where a link in every mail leads.
type stopPage struct {
	base
	Token   string
	Stopped bool
}

func (s *Server) stopForm(c echo.Context) error {
	stopped, err := s.Service.MailsStopped(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "pages/reminder", &stopPage{base: s.page(c, "reminder.stop.title"), Token: c.Param("token"), Stopped: stopped})
}

type stopChoice struct {
	Allow string `form:"allow" validate:"max=3"`
}

// stopMails ends mails, for a person who pressed the button and for a mail
// program that speaks RFC 8058, or allows them again.
func (s *Server) stopMails(c echo.Context) error {
	var f stopChoice
	if err := bind(c, &f); err != nil {
		return err
	}
	if err := s.Service.StopMails(c.Request().Context(), c.Param("token"), f.Allow == ""); err != nil {
		return err
	}
	return s.stopForm(c)
}
