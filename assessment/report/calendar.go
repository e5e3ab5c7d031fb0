package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Calendar is a plan in days: an entry for the start of each step and one for
// the day to look at the plan again.
type Calendar struct {
	Title   Text
	Stamped time.Time // when what it says was settled
	Entries []CalendarEntry
}

// CalendarEntry is an all-day entry. The same plan names its entries alike
// whenever it is made, so that a calendar which reads the file again changes
// what it has and adds nothing twice.
type CalendarEntry struct {
	ID     string
	Day    time.Time
	Title  Text
	Lines  []Text
	Link   string // where the plan is
	Remind bool   // a day before
}

// review names the entry of the day to look at the plan again.
const review = "review"

// NewCalendar writes a plan's days. What a firm has done or does not want is not
// among its steps, so it has no entry.
func NewCalendar(p *locale.Printer, o assessment.Outcome, meta Meta) Calendar {
	l := &layout{Printer: p, o: o, q: o.Questionnaire, m: o.Model, meta: meta}
	c := Calendar{Title: l.t("takeaway.calendar"), Stamped: o.Updated.UTC()}
	if o.Profile.Name != "" {
		c.Title = l.t("takeaway.calendar.firm", "Firm", o.Profile.Name)
		c.Title.Name = true
	}
	if len(o.Roadmap.Steps) == 0 {
		return c
	}
	link := safeAddress(meta.PlanURL)
	if link == "" {
		link = safeAddress(meta.PublicURL)
	}
	for _, s := range o.Roadmap.Steps {
		c.Entries = append(c.Entries, l.stepEntry(s, link))
	}
	last := CalendarEntry{ID: l.entryID(review), Day: ReviewDay(&o.Roadmap, o.Updated), Title: l.t("takeaway.review"), Link: link, Remind: true,
		Lines: []Text{l.t("takeaway.review.text")}}
	if link != "" {
		last.Lines = append(last.Lines, Text{Words: l.T("takeaway.event.plan", "Address", link), Name: true})
	}
	c.Entries = append(c.Entries, last)
	return c
}

func (l *layout) stepEntry(s assessment.Step, link string) CalendarEntry {
	m := s.Measure
	first, last := StepDays(s, l.o.Updated)
	e := CalendarEntry{ID: l.entryID(m.ID), Day: first, Link: link, Title: l.t("document.step", "Number", l.number(s), "Step", Say(l.Printer, m.Title))}
	e.Lines = append(e.Lines,
		l.t("takeaway.event.first", "Step", Say(l.Printer, m.FirstStep)),
		l.t("takeaway.event.until", "Date", l.Date(last)),
		l.t("takeaway.event.who", "Who", Say(l.Printer, m.Who)),
		say(Say(l.Printer, m.What)),
	)
	var help []string
	for _, match := range s.Matches {
		words := match.Platform.Name
		if address := platformAddress(match.Platform); address != "" {
			words = l.T("takeaway.event.platform", "Name", words, "Address", address)
		}
		help = append(help, words)
	}
	if len(help) > 0 {
		e.Lines = append(e.Lines, Text{Words: l.T("takeaway.event.help", "Names", strings.Join(help, l.T("word.semicolon"))), Name: true})
	}
	if link != "" {
		e.Lines = append(e.Lines, Text{Words: l.T("takeaway.event.plan", "Address", link), Name: true})
	}
	return e
}

// entryID names an entry by firm and measure. It says nothing of either.
func (l *layout) entryID(what string) string {
	sum := sha256.Sum256([]byte(l.meta.Key + "\n" + l.q.ID + "\n" + what))
	return hex.EncodeToString(sum[:16]) + "@onramp"
}

// WriteICS writes a calendar as an iCalendar file (RFC 5545): lines end with
// CR LF and are folded at 75 octets. The same calendar gives the same bytes.
// Entries do not make their day look taken.
func WriteICS(out io.Writer, p *locale.Printer, c Calendar) error {
	file := ics.NewCalendarFor("Onramp")
	file.SetProductId("-//Onramp//Plan//" + strings.ToUpper(p.Tag()))
	file.SetCalscale("GREGORIAN")
	file.SetName(plainLine(c.Title.Words))
	file.SetXWRCalName(plainLine(c.Title.Words))
	for _, e := range c.Entries {
		event := file.AddEvent(e.ID)
		event.SetDtStampTime(c.Stamped)
		event.SetLastModifiedAt(c.Stamped)
		event.SetAllDayStartAt(e.Day)
		event.SetAllDayEndAt(e.Day.AddDate(0, 0, 1)) // the first day after it
		event.SetSummary(plainLine(e.Title.Words))
		event.SetDescription(e.description())
		event.SetTimeTransparency(ics.TransparencyTransparent)
		if e.Link != "" {
			event.SetURL(e.Link)
		}
		if e.Remind {
			alarm := event.AddAlarm()
			alarm.SetAction(ics.ActionDisplay)
			alarm.SetTrigger("-P1D")
			alarm.SetProperty(ics.ComponentPropertyDescription, plainLine(e.Title.Words))
		}
	}
	if err := file.SerializeTo(out, ics.WithNewLine("\r\n")); err != nil {
		return fmt.Errorf("report: calendar: %w", err)
	}
	return nil
}

func (e CalendarEntry) description() string {
	var lines []string
	for _, t := range e.Lines {
		lines = append(lines, plainLine(t.Words))
	}
	return strings.Join(lines, "\n")
}

// plainLine makes any text one line that the format can hold.
func plainLine(text string) string { return strings.ReplaceAll(plain(text), "\n", " ") }

// String shows the calendar as plain text, names in ‹ ›.
func (c Calendar) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nstamped: %s\n", c.Title, c.Stamped.Format(time.RFC3339))
	for _, e := range c.Entries {
		fmt.Fprintf(&b, "\n%s %s\n", e.Day.Format("2006-01-02 Monday"), e.Title)
		for _, t := range e.Lines {
			fmt.Fprintln(&b, t)
		}
		if e.Link != "" {
			fmt.Fprintln(&b, "link:", e.Link)
		}
		if e.Remind {
			fmt.Fprintln(&b, "reminder: a day before")
		}
		fmt.Fprintln(&b, "id:", e.ID)
	}
	return b.String()
}

func (c Calendar) texts() []Text {
	all := []Text{c.Title}
	for _, e := range c.Entries {
		all = append(append(all, e.Title), e.Lines...)
	}
	return all
}
